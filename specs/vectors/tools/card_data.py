#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes card-data.yaml: data that cards give about themselves, recorded by others, and further ones put together here.

It shares no code with the harness. Run it as `python3 specs/vectors/tools/card_data.py`.
Source: GPC 2.3.1, H.2 to H.4, 7.4, 11.9.3.1; the forms of CPLC are those of the sources named.
"""
from content_keys import *

# id: (kind, bytes, source)
RECORDED = {
    "install-params-sd": (
        "install-parameters", bytes.fromhex(
            "8102021582018083018084008602010287028000"),
        {"origin": "kaoh/globalplatform", "path": "globalplatform/src/installDataTest.c", "commit": "8dd2f1bfe35c2db643e37da44d25c71d302e2352", "test": "build_sd_parameters", "licence": "LGPL-3.0-or-later; data only"}),
    "install-params-uicc-toolkit": (
        "install-parameters", bytes.fromhex(
            "800D010014000202011E03D501030081180001000010A0000000871002FFFFFFFF8900000100010000"),
        {"origin": "kaoh/globalplatform", "path": "globalplatform/src/installDataTest.c", "commit": "8dd2f1bfe35c2db643e37da44d25c71d302e2352", "test": "build_uicc_system_specific_params_toolkit", "licence": "LGPL-3.0-or-later; data only"}),
    "install-params-pysim": (
        "install-parameters", bytes.fromhex(
            "C900EF1CC8020100C7020100CA12010001001505000000000000000000000000"),
        {"origin": "osmocom/pysim", "path": "tests/unittests/test_globalplatform.py", "commit": "597f1e0398bb81d6832dc92ee4dfdcada59d3d82", "test": "Install_param_Test", "licence": "GPL-2.0-or-later; data only"}),
    "cplc-kaoh-1": (
        "cplc", bytes.fromhex(
            "9F7F2A4790D6004700000000003244342952208448000000000000000015278234323935320000000000000000"),
        {"origin": "kaoh/globalplatform", "path": "globalplatform/src/getDataTest.c", "commit": "8dd2f1bfe35c2db643e37da44d25c71d302e2352", "test": "test_parse_cplc_vector_1", "licence": "LGPL-3.0-or-later; data only"}),
    "cplc-kaoh-2": (
        "cplc", bytes.fromhex(
            "9F7F2A409019154090004501008301A8186827A822000000000000000000000000000000000000000000000000"),
        {"origin": "kaoh/globalplatform", "path": "globalplatform/src/getDataTest.c", "commit": "8dd2f1bfe35c2db643e37da44d25c71d302e2352", "test": "test_parse_cplc_vector_2", "licence": "LGPL-3.0-or-later; data only"}),
    "cplc-kaoh-3": (
        "cplc", bytes.fromhex(
            "9F7F2A4750006100008303008000E692E082BE675C72877301FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"),
        {"origin": "kaoh/globalplatform", "path": "globalplatform/src/getDataTest.c", "commit": "8dd2f1bfe35c2db643e37da44d25c71d302e2352", "test": "test_parse_cplc_vector_3", "licence": "LGPL-3.0-or-later; data only"}),
    "cplc-jcop4-issue221": (
        "cplc", bytes.fromhex(
            "9F7F2A4790D32147000000000083456E6E6E50524300000000000000005758594E4E4E4E4E0000000000000000"),
        {"origin": "martinpaljak/GlobalPlatformPro", "path": "issues/221", "licence": "a public issue; data only"}),
    "cplc-gppro-tagless": (
        "cplc", bytes.fromhex(
            "FF401AE218E116C1144434050D9648B771CB3500D5398D36CE3F1C23A4"),
        {"origin": "martinpaljak/GlobalPlatformPro", "path": "library/src/test/java/pro/javacard/gp/test/TestParseTags.java", "commit": "236a610a63385e9171247485c000d0a96c5aff00", "test": "testCPLCTagless", "licence": "LGPL-3.0; data only"}),
    "crd-kaoh-223-scp03": (
        "card-recognition-data", bytes.fromhex(
            "664D734B06072A864886FC6B01600B06092A864886FC6B020203630906072A864886FC6B03640B06092A864886FC6B040370650D060B2A"
            "864886FC6B0507020000660C060A2B060104012A026E0103"),
        {"origin": "kaoh/globalplatform", "path": "globalplatform/src/getDataTest.c", "commit": "8dd2f1bfe35c2db643e37da44d25c71d302e2352", "test": "test_parse_card_recognition_vector_1", "licence": "LGPL-3.0-or-later; data only"}),
    "crd-kaoh-223-scp02": (
        "card-recognition-data", bytes.fromhex(
            "664D734B06072A864886FC6B01600B06092A864886FC6B020203630906072A864886FC6B03640B06092A864886FC6B040255650D060B2A"
            "864886FC6B0507020000660C060A2B060104012A026E0103"),
        {"origin": "kaoh/globalplatform", "path": "globalplatform/src/getDataTest.c", "commit": "8dd2f1bfe35c2db643e37da44d25c71d302e2352", "test": "test_parse_card_recognition_vector_2", "licence": "LGPL-3.0-or-later; data only"}),
    "crd-kaoh-scp11": (
        "card-recognition-data", bytes.fromhex(
            "663F733D06072A864886FC6B01600C060A2A864886FC6B02020301630906072A864886FC6B03640B06092A864886FC6B040360640C060A"
            "2A864886FC6B04119B06"),
        {"origin": "kaoh/globalplatform", "path": "globalplatform/src/getDataTest.c", "commit": "8dd2f1bfe35c2db643e37da44d25c71d302e2352", "test": "test_parse_card_recognition_vector_multibyte_scp_impl", "licence": "LGPL-3.0-or-later; data only"}),
    "crd-gppro-211": (
        "card-recognition-data", bytes.fromhex(
            "664C734A06072A864886FC6B01600C060A2A864886FC6B02020101630906072A864886FC6B03640B06092A864886FC6B040215650B0609"
            "2B8510864864020103660C060A2B060104012A026E0102"),
        {"origin": "martinpaljak/GlobalPlatformPro", "path": "library/src/test/java/pro/javacard/gp/test/TestParseTags.java", "commit": "236a610a63385e9171247485c000d0a96c5aff00", "test": "testOther", "licence": "LGPL-3.0; data only"}),
    "crd-gppro-222-scp80": (
        "card-recognition-data", bytes.fromhex(
            "6657735506072A864886FC6B01600B06092A864886FC6B020202630906072A864886FC6B03640B06092A864886FC6B040370640B06092A"
            "864886FC6B048000650A06082A864886FC6B0504660C060A2B060104012A026E0103"),
        {"origin": "martinpaljak/GlobalPlatformPro", "path": "library/src/test/java/pro/javacard/gp/test/TestParseTags.java", "commit": "236a610a63385e9171247485c000d0a96c5aff00", "test": "testOther", "licence": "LGPL-3.0; data only"}),
    "crd-oberthur-issue114": (
        "card-recognition-data", bytes.fromhex(
            "6631732F06072A864886FC6B01600C060A2A864886FC6B02020201630906072A864886FC6B03640B06092A864886FC6B040370"),
        {"origin": "martinpaljak/GlobalPlatformPro", "path": "issues/114", "licence": "a public issue; data only"}),
    "crd-kaoh-not-cci": (
        "card-recognition-data", bytes.fromhex(
            "6658735606072A864886FC6B01600B06092A864886FC6B020202630906072A864886FC6B03640B06092A864886FC6B048000640B06092A"
            "864886FC6B040370650B06092A864886FC6B020101660C060A2B060104012A026E0102"),
        {"origin": "kaoh/globalplatform", "path": "globalplatform/src/getDataTest.c", "commit": "8dd2f1bfe35c2db643e37da44d25c71d302e2352", "test": "test_parse_card_capability_vector_2_invalid", "licence": "LGPL-3.0-or-later; data only"}),
    "cci-kaoh-scp02": (
        "card-capability-information", bytes.fromhex(
            "6724A0098001028104153555758103E5BEC082031E030083010284010285017B86010C87017B"),
        {"origin": "kaoh/globalplatform", "path": "globalplatform/src/getDataTest.c", "commit": "8dd2f1bfe35c2db643e37da44d25c71d302e2352", "test": "test_parse_card_capability_vector_1", "licence": "LGPL-3.0-or-later; data only"}),
    "cci-gppro-1": (
        "card-capability-information", bytes.fromhex(
            "6735A00E8001038106001020306070820107A007800102810215558103FF9E0082031E160083010284018F8502FF028602FF028702FF02"),
        {"origin": "martinpaljak/GlobalPlatformPro", "path": "library/src/test/java/pro/javacard/gp/test/TestParseTags.java", "commit": "236a610a63385e9171247485c000d0a96c5aff00", "test": "testPrintCardCapabilities", "licence": "LGPL-3.0; data only"}),
    "cci-gppro-double67": (
        "card-capability-information", bytes.fromhex(
            "673A6738A006800102810155A00A8001038102001082010781039EFE8082031E0300830102850401020840860204088704010208408805"
            "0102030405"),
        {"origin": "martinpaljak/GlobalPlatformPro", "path": "library/src/test/java/pro/javacard/gp/test/TestParseTags.java", "commit": "236a610a63385e9171247485c000d0a96c5aff00", "test": "testBrokenPrintCardCapabilities", "licence": "LGPL-3.0; data only"}),
    "keyinfo-gppro-rsa": (
        "key-information-template", bytes.fromhex(
            "E020C00401018820C00402018820C00403018820C0060170A180A003C00401718010"),
        {"origin": "martinpaljak/GlobalPlatformPro", "path": "library/src/test/java/pro/javacard/gp/test/TestGPKeyInfo.java", "commit": "236a610a63385e9171247485c000d0a96c5aff00", "test": "testRSAKeyTemplate", "licence": "LGPL-3.0; data only"}),
    "keyinfo-gppro-ext": (
        "key-information-template", bytes.fromhex(
            "E021C00401018010C00402018010C00403018010C00D0173FFA10080A0000301840100"),
        {"origin": "martinpaljak/GlobalPlatformPro", "path": "library/src/test/java/pro/javacard/gp/test/TestGPKeyInfo.java", "commit": "236a610a63385e9171247485c000d0a96c5aff00", "test": "testExtendedRSAKeyTemplate", "licence": "LGPL-3.0; data only"}),
    "keyinfo-gppro-ext-many": (
        "key-information-template", bytes.fromhex(
            "E081B0C00A0120FF80001001000100C00A0220FF80001001000100C00A0320FF80001001000100C00A0101FF80001001000100C00A0201"
            "FF80001001000100C00A0301FF80001001000100C00A0102FF88001001000100C00E0202FF880010FF10000101000100C00A0302FF8800"
            "1001000100C00A0103FF88001001000100C00E0203FF880010FF10000101000100C00A0303FF88001001000100C00A1403FF8500100100"
            "0100C00A1503FF88001001000100"),
        {"origin": "martinpaljak/GlobalPlatformPro", "path": "library/src/test/java/pro/javacard/gp/test/TestGPKeyInfo.java", "commit": "236a610a63385e9171247485c000d0a96c5aff00", "test": "testExtendedKeyTypeTemplateWithZeroLengths", "licence": "LGPL-3.0; data only"}),
    "keyinfo-oberthur-issue114": (
        "key-information-template", bytes.fromhex(
            "E012C00401018820C00402018820C00403018820"),
        {"origin": "martinpaljak/GlobalPlatformPro", "path": "issues/114", "licence": "a public issue; data only"}),
    "status-gppro-isd-implicit": (
        "get-status", bytes.fromhex(
            "E3464F08A0000000030000009F700101C5039EFE80CF0140CF0141CF0142CF0143CF0180CF0181CF0182CF0183C40BD276000005AAFFCA"
            "FE0001CE020001CC08A000000003000000"),
        {"origin": "martinpaljak/GlobalPlatformPro", "path": "library/src/test/java/pro/javacard/gp/test/TestParseTags.java", "commit": "236a610a63385e9171247485c000d0a96c5aff00", "test": "testParsePartialISD", "licence": "LGPL-3.0; data only"}),
    "status-gppro-isd-short": (
        "get-status", bytes.fromhex(
            "E3144F07A00000015100009F700107C50180EA028000"),
        {"origin": "martinpaljak/GlobalPlatformPro", "path": "library/src/test/java/pro/javacard/gp/test/TestParseTags.java", "commit": "236a610a63385e9171247485c000d0a96c5aff00", "test": "testParseISD", "licence": "LGPL-3.0; data only"}),
    "status-kaoh-euicc-isd": (
        "get-status", bytes.fromhex(
            "E33A4F10A0000005591010FFFFFFFF89000002009F70010FC50382FC80C40BD276000005AAFFCAFE0001CC10A0000005591010FFFFFFFF"
            "8900000200"),
        {"origin": "kaoh/globalplatform", "path": "globalplatform/src/statusTest.c", "commit": "8dd2f1bfe35c2db643e37da44d25c71d302e2352", "test": "app_status", "licence": "LGPL-3.0-or-later; data only"}),
    "select-oberthur-issue113": (
        "select-response", bytes.fromhex(
            "6F408407A0000001510000A535732F06072A864886FC6B01600C060A2A864886FC6B02020201630906072A864886FC6B03640B06092A86"
            "4886FC6B0403709F6501FF"),
        {"origin": "martinpaljak/GlobalPlatformPro", "path": "issues/113", "licence": "a public issue; data only"}),
    "select-jcop4-issue221": (
        "select-response", bytes.fromhex(
            "6F108408A000000151000000A5049F6501FF"),
        {"origin": "martinpaljak/GlobalPlatformPro", "path": "issues/221", "licence": "a public issue; data only"}),
    "select-kaoh-issue36": (
        "select-response", bytes.fromhex(
            "6F5B8408A000000003000000A54F734906072A864886FC6B01600B06092A864886FC6B020202630906072A864886FC6B03640B06092A86"
            "4886FC6B040255650B06092A864886FC6B020101660C060A2B060104012A026E01029F6501FF"),
        {"origin": "kaoh/globalplatform", "path": "issues/36", "licence": "a public issue; data only"}),
    "select-esim-issue152": (
        "select-response", bytes.fromhex(
            "6F81898408A000000151000000A57D736E06072A864886FC6B01600B06092A864886FC6B020202630906072A864886FC6B03640B06092A"
            "864886FC6B048000640B06092A864886FC6B040255640B06092A864886FC6B048107650AAACAADDEDFEDACADEEEE6618060A2B06010401"
            "2A026E0103060A5354333349314D3202029F6E060077810302029F6501FF"),
        {"origin": "martinpaljak/GlobalPlatformPro", "path": "issues/152", "licence": "a public issue; data only"}),
    "ext-card-resources-kaoh": (
        "extended-card-resources", bytes.fromhex(
            "FF211081020002820400016DB483040000086A"),
        {"origin": "kaoh/globalplatform", "path": "globalplatform/src/getDataTest.c", "commit": "8dd2f1bfe35c2db643e37da44d25c71d302e2352", "test": "test_parse_extended_card_resources", "licence": "LGPL-3.0-or-later; data only"}),
}

NOTES = {
    "Published": "The data stand in the source.",
    "Unconfirmed": "Put together here from the specification; no public vector says the same.",
    "WrongLength": "A length is not one that the field may have.",
    "WrongOrder": "The objects are right and stand in another order.",
    "NonCanonical": "A length is written longer than needed.",
    "MissingField": "An object that must be there is not.",
    "LeftOver": "Something follows where nothing may.",
    "CutShort": "Bytes are missing at the end.",
    "WrongTag": "A tag stands where another one belongs.",
    "WrongIdentifier": "An object identifier is another than belongs there.",
    "ReservedValue": "A value or bit is reserved.",
    "CardDefect": "A card in the field answers this, against the specification.",
}

# What a reader of the card data should be told.
TOLD = {
    "crd-kaoh-223-scp03": ["2.3", "SCP03 i=70"],
    "crd-kaoh-223-scp02": ["2.3", "SCP02 i=55"],
    "crd-kaoh-scp11": ["2.3.1", "SCP03 i=60", "SCP11 i=9B06"],
    "crd-gppro-211": ["2.1.1", "SCP02 i=15"],
    "crd-gppro-222-scp80": ["2.2", "SCP03 i=70", "SCP80 i=00"],
    "crd-oberthur-issue114": ["2.2.1", "SCP03 i=70"],
    "crd-kaoh-not-cci": ["2.2", "SCP80 i=00", "SCP03 i=70"],
    "select-oberthur-issue113": ["2.2.1", "SCP03 i=70"],
    "select-kaoh-issue36": ["2.2", "SCP02 i=55"],
    "select-esim-issue152": ["2.2", "SCP80 i=00", "SCP02 i=55", "SCP81 i=07"],
}
CAPABILITIES = {
    "cci-kaoh-scp02": ["SCP02 i=15 35 55 75", "privileges of security domains: E5BEC0", "privileges of applications: 1E0300",
                       "load file hashes: SHA-256", "load file ciphers: AES-128",
                       "tokens: RSA 1024, RSA above 1024, AES-128 CMAC, AES-192 CMAC, AES-256 CMAC, ECC 256",
                       "receipts: DES MAC, AES-128 CMAC", "DAP: RSA 1024, RSA above 1024, AES-128 CMAC, AES-192 CMAC, AES-256 CMAC, ECC 256"],
    "cci-gppro-1": ["SCP03 i=00 10 20 30 60 70, keys AES-128, AES-192, AES-256", "SCP02 i=15 55",
                    "privileges of security domains: FF9E00", "privileges of applications: 1E1600", "load file hashes: SHA-256",
                    "load file ciphers: triple DES, AES-128, AES-192, AES-256, with ICV",
                    "tokens: RSA 1024, RSA above 1024, DES MAC, AES-128 CMAC, AES-192 CMAC, AES-256 CMAC, ECC 256, ECC 384, ECC 521",
                    "receipts: RSA 1024, RSA above 1024, DES MAC, AES-128 CMAC, AES-192 CMAC, AES-256 CMAC, ECC 256, ECC 384, ECC 521",
                    "DAP: RSA 1024, RSA above 1024, DES MAC, AES-128 CMAC, AES-192 CMAC, AES-256 CMAC, ECC 256, ECC 384, ECC 521"],
}
CPLC = ["ic_fabricator 2", "ic_type 2", "os_id 2", "os_release_date 2", "os_release_level 2", "ic_fabrication_date 2", "ic_serial_number 4",
        "ic_batch_id 2", "ic_module_fabricator 2", "ic_module_packaging_date 2", "icc_manufacturer 2", "ic_embedding_date 2",
        "ic_prepersonalizer 2", "ic_prepers_date 2", "ic_prepers_equipment 4", "ic_personalizer 2", "ic_pers_date 2", "ic_pers_equipment 4"]


def objects(data):
    """(tag, value) of each BER-TLV object; tags of one to three bytes, definite lengths."""
    out, at = [], 0
    while at < len(data):
        start = at
        at += 1
        if data[start] & 0x1F == 0x1F:
            while data[at] & 0x80:
                at += 1
            at += 1
        tag, size = data[start:at], data[at]
        at += 1
        if size > 0x80:
            wide = size & 0x7F
            size = int.from_bytes(data[at:at + wide], "big")
            at += wide
        assert at + size <= len(data)
        out.append((tag, data[at:at + size]))
        at += size
    return out


def listed(data, indent=""):
    out = []
    for tag, value in objects(data):
        name = indent + tag.hex().upper()
        if tag[0] & 0x20:
            out += [name] + listed(value, indent + ">")
        else:
            out.append(f"{name}={value.hex().upper()}")
    return out


def plain_list(texts):
    return [quoted(text) for text in texts]


def told(version, others=()):
    return plain_list([f"GlobalPlatform Card Specification {version}", "identified by IIN (42) and CIN (45)", *others])


def others_of(recognition):
    names = {"65": "card configuration", "66": "card and chip", "67": "trust point", "68": "certificates"}
    return [f"{names[tag.hex()]}: {value.hex().upper()}" for tag, value in objects(recognition) if tag.hex() in names]


def recorded(file):
    for id, (kind, data, source) in RECORDED.items():
        def good(kind, algorithm, comment, fields):
            file.good(id, kind, algorithm, comment, {"bytes": data, **fields}, source=source)

        if kind == "cplc" and id == "cplc-gppro-tagless":
            file.bad(id, "cplc", "CPLC", "WrongLength", "Neither 42 bytes nor a header before them.", {"bytes": data}, "bytes",
                     "29 bytes are no CPLC: 42 were wanted, or 9F7F 2A before them", source)
        elif kind == "cplc":
            fields, at = {}, 3
            for row in CPLC:
                name, size = row.split()
                fields[name] = data[at:at + int(size)]
                at += int(size)
            good("cplc", "CPLC", "Production data of a real card.", {"fields": fields})
        elif kind == "card-recognition-data":
            version, *protocols = TOLD[id]
            inside = objects(objects(data)[0][1])[0][1]
            good("card-data", "Card Recognition Data", "Card data of a real card.", {"explained": told(version, protocols + others_of(inside))})
        elif id == "cci-gppro-double67":
            file.bad(id, "card-capability", "Card Capability Information", "CardDefect", "67 stands in 67.", {"bytes": data}, "bytes",
                     "67 in 67 is none of A0 and 81 to 88", source)
        elif kind == "card-capability-information":
            good("card-capability", "Card Capability Information", "Capabilities of a real card.", {"explained": plain_list(CAPABILITIES[id])})
        elif kind == "select-response":
            answer = dict(objects(objects(data)[0][1]))
            inside = dict(objects(answer[b"\xA5"]))
            fields = {"aid": answer[b"\x84"]}
            if id in TOLD:
                version, *protocols = TOLD[id]
                fields["explained"] = told(version, protocols + others_of(inside[b"\x73"]))
            good("select-answer", "Security Domain Management Data", "Answer to SELECT of a real card.", fields)
        else:
            good("data-objects", "data objects", f"{kind.replace('-', ' ').capitalize()}.", {"objects": plain_list(listed(data))})


GP = bytes.fromhex("2A864886FC6B")


def oid(*arcs):
    return tlv("06", GP + bytes(arcs))


HEAD, VERSION, SCHEME = oid(1), tlv("60", oid(2, 2, 3, 1)), tlv("63", oid(3))
SCP02, SCP03 = oid(4, 2, 0x15), oid(4, 3, 0x70)


def card(*parts):
    return tlv("66", tlv("73", b"".join(parts)))


def recognition(file):
    def good(id, comment, data, explained):
        file.good(id, "card-data", "Card Recognition Data", comment, {"bytes": data, "explained": plain_list(explained)})

    base = ["GlobalPlatform Card Specification 2.3.1", "identified by IIN (42) and CIN (45)"]
    good("crd-format-1", "A template 64 for each protocol.", card(HEAD, VERSION, SCHEME, tlv("64", SCP02), tlv("64", SCP03)), base + ["SCP02 i=15", "SCP03 i=70"])
    good("crd-format-2", "All protocols in one template 64.", card(HEAD, VERSION, SCHEME, tlv("64", SCP02 + SCP03)), base + ["SCP02 i=15", "SCP03 i=70"])
    good("crd-everything", "Every object.", card(HEAD, VERSION, SCHEME, tlv("64", SCP03), tlv("65", b"\x01"), tlv("66", b"\x02"), tlv("67", b"\x03"), tlv("68", b"\x04")),
         base + ["SCP03 i=70", "card configuration: 01", "card and chip: 02", "trust point: 03", "certificates: 04"])
    file.good("sdmd-identifier-only", "domain-data", "Security Domain Management Data", "The identifier alone; everything else is optional.",
              {"bytes": tlv("73", HEAD), "explained": []})
    file.good("sdmd-scp", "domain-data", "Security Domain Management Data", "A protocol without version.",
              {"bytes": tlv("73", HEAD + tlv("64", SCP03)), "explained": plain_list(["SCP03 i=70"])})

    def bad(id, flag, comment, data, says=None, kind="card-data", **rest):
        algorithm = "Card Recognition Data" if kind == "card-data" else "Security Domain Management Data"
        file.bad(id, kind, algorithm, flag, comment, {"bytes": data, **rest}, "bytes", says)

    good_scp = tlv("64", SCP03)
    bad("crd-no-66", "WrongTag", "73 without 66 around it.", tlv("73", HEAD + VERSION + SCHEME + good_scp), "73 stands where 66 was wanted")
    bad("crd-empty", "MissingField", "Nothing.", b"", "nothing stands where 66 was wanted")
    bad("crd-no-73", "WrongTag", "64 in 66 without 73.", tlv("66", good_scp), "64 stands where 73 was wanted")
    bad("crd-no-identifier", "MissingField", "73 begins with the version.", card(VERSION, SCHEME, good_scp), "73 does not begin with 06")
    bad("crd-other-identifier", "WrongIdentifier", "73 begins with the identifier of a version.", card(oid(2), VERSION, SCHEME, good_scp),
        "the object identifier 2A864886FC6B02 is not that of GlobalPlatform 1")
    bad("crd-foreign-identifier", "WrongIdentifier", "73 begins with an identifier of somebody else.", card(tlv("06", bytes.fromhex("2B060104012A")), VERSION, SCHEME, good_scp),
        "the object identifier 2B060104012A is not that of GlobalPlatform 1")
    bad("crd-identifier-longer", "WrongIdentifier", "The first identifier has one number more.", card(oid(1, 5), VERSION, SCHEME, good_scp), "06 has 05 behind its identifier")
    bad("crd-no-version", "MissingField", "No version.", card(HEAD, SCHEME, good_scp), "73 has no 60, the version")
    bad("crd-no-scheme", "MissingField", "No identification scheme.", card(HEAD, VERSION, good_scp), "73 has no 63, the identification scheme")
    bad("crd-no-protocol", "MissingField", "No protocol.", card(HEAD, VERSION, SCHEME), "73 has no 64, the protocols")
    bad("crd-empty-version", "MissingField", "A version without numbers.", card(HEAD, tlv("60", oid(2)), SCHEME, good_scp), "60 names no version")
    bad("crd-version-in-scheme", "WrongIdentifier", "63 holds a version.", card(HEAD, VERSION, tlv("63", oid(2, 2)), good_scp),
        "the object identifier 2A864886FC6B0202 is not that of GlobalPlatform 3")
    bad("crd-scheme-longer", "WrongIdentifier", "63 has one number more.", card(HEAD, VERSION, tlv("63", oid(3, 1)), good_scp), "63 has 01 behind its identifier")
    bad("crd-protocol-short", "WrongIdentifier", "A protocol without i.", card(HEAD, VERSION, SCHEME, tlv("64", oid(4, 3))), "a protocol has 1 bytes, its number and one or two of i")
    bad("crd-protocol-long", "WrongIdentifier", "A protocol with three bytes of i.", card(HEAD, VERSION, SCHEME, tlv("64", oid(4, 3, 1, 2, 3))),
        "a protocol has 4 bytes, its number and one or two of i")
    bad("crd-empty-64", "MissingField", "An empty 64.", card(HEAD, VERSION, SCHEME, tlv("64", b"")), "64 names no protocol")
    bad("crd-other-in-64", "WrongTag", "80 in 64.", card(HEAD, VERSION, SCHEME, tlv("64", tlv("80", b"\x03"))), "80 stands in 64, 06 was wanted")
    bad("crd-order", "WrongOrder", "The scheme before the version.", card(HEAD, SCHEME, VERSION, good_scp), "60 comes after 63 in 73")
    bad("crd-version-twice", "WrongOrder", "The version twice.", card(HEAD, VERSION, VERSION, SCHEME, good_scp), "60 comes after 60 in 73")
    bad("crd-mixed-formats", "WrongOrder", "Two 64, one of them with two protocols.", card(HEAD, VERSION, SCHEME, tlv("64", SCP02 + SCP03), good_scp),
        "several 64, and several protocols in one of them")
    bad("crd-reserved-tag", "ReservedValue", "A reserved application tag.", card(HEAD, VERSION, SCHEME, good_scp, tlv("69", b"\x00")), "69 in 73 is none of 60 and 63 to 68")
    bad("crd-length", "NonCanonical", "The length of 66 is written with one byte too many.",
        b"\x66\x81" + card(HEAD, VERSION, SCHEME, good_scp)[1:], "the length of 66 is longer than needed")
    bad("crd-inner-length", "NonCanonical", "The length of 64 is 81.", card(HEAD, VERSION, SCHEME, b"\x64\x81" + good_scp[1:]), "the length of 64 is longer than needed")
    bad("crd-identifier-length", "NonCanonical", "The length of the first 06 is 81.", card(b"\x06\x81" + HEAD[1:], VERSION, SCHEME, good_scp),
        "the length of 06 is longer than needed")
    bad("crd-left-over", "LeftOver", "A byte follows.", card(HEAD, VERSION, SCHEME, good_scp) + b"\x90\x00", "something follows 66")
    bad("crd-cut", "CutShort", "The last byte is missing.", card(HEAD, VERSION, SCHEME, good_scp)[:-1])
    bad("sdmd-in-66", "WrongTag", "66 around data of a security domain.", card(HEAD), "66 stands where 73 was wanted", "domain-data")
    aid = {"aid": bytes.fromhex("A000000151000000")}
    file.bad("select-no-aid", "select-answer", "Security Domain Management Data", "MissingField", "No 84.", {"bytes": tlv("6F", tlv("A5", b"\x9F\x65\x01\xFF")), **aid}, "bytes",
             "6F does not begin with 84")
    file.bad("select-no-a5", "select-answer", "Security Domain Management Data", "MissingField", "No A5.", {"bytes": tlv("6F", tlv("84", aid["aid"])), **aid}, "bytes", "6F has no A5 behind 84")
    file.bad("select-other", "select-answer", "Security Domain Management Data", "WrongTag", "62 in place of 6F.", {"bytes": tlv("62", b""), **aid}, "bytes", "62 stands where 6F was wanted")
    file.bad("select-unknown", "select-answer", "Security Domain Management Data", "WrongTag", "A tag in A5 that does not belong there.",
             {"bytes": tlv("6F", tlv("84", aid["aid"]) + tlv("A5", b"\x50\x00")), **aid}, "bytes", "50 in A5 is none of 73, 9F6E and 9F65 of 1 or 2 bytes")
    file.bad("crd-as-capability", "card-capability", "Card Capability Information", "WrongTag", "Card data where capabilities are wanted.",
             {"bytes": RECORDED["crd-kaoh-not-cci"][1]}, "bytes", "66 stands where 67 was wanted", RECORDED["crd-kaoh-not-cci"][2])


def capability(file):
    scp03 = tlv("A0", tlv("80", b"\x03") + tlv("81", b"\x70") + tlv("82", b"\x07"))
    rest = [tlv("81", b"\xFF\x9E\x00"), tlv("82", b"\x1E\x16\x00"), tlv("83", b"\x01\x02\x03\x04")]
    words = ["SCP03 i=70, keys AES-128, AES-192, AES-256", "privileges of security domains: FF9E00", "privileges of applications: 1E1600",
             "load file hashes: SHA-1, SHA-256, SHA-384, SHA-512"]

    def whole(*parts):
        return tlv("67", b"".join(parts))

    def good(id, comment, data, explained):
        file.good(id, "card-capability", "Card Capability Information", comment, {"bytes": data, "explained": plain_list(explained)})

    good("cci-least", "What must be there.", whole(scp03, *rest[1:]), [words[0]] + words[2:])
    good("cci-scp81", "SCP81 with cipher suites.", whole(tlv("A0", tlv("80", b"\x81") + tlv("81", b"\x07") + tlv("83", bytes.fromhex("00AE00AF")) + tlv("84", b"\x40")), *rest[1:]),
         ["SCP81 i=07, 2 TLS cipher suites, pre-shared keys up to 64 bytes"] + words[2:])
    good("cci-curves", "Key parameter references.", whole(scp03, *rest, tlv("88", b"\x00\x03\x41")), words + ["curves: P-256, brainpoolP256r1, 41"])

    def bad(id, flag, comment, data, says=None):
        file.bad(id, "card-capability", "Card Capability Information", flag, comment, {"bytes": data}, "bytes", says)

    bad("cci-empty", "MissingField", "An empty 67.", whole(), "67 has no A0, a protocol")
    bad("cci-nothing", "MissingField", "Nothing.", b"", "nothing stands where 67 was wanted")
    bad("cci-no-protocol", "MissingField", "No protocol.", whole(*rest), "67 has no A0, a protocol")
    bad("cci-no-privileges", "MissingField", "No privileges of applications.", whole(scp03, rest[0], rest[2]), "67 has no 82, the privileges of applications")
    bad("cci-no-hashes", "MissingField", "No load file hashes.", whole(scp03, *rest[:2]), "67 has no 83, the load file hashes")
    bad("cci-order", "WrongOrder", "A protocol behind the privileges.", whole(scp03, *rest[:2], scp03, rest[2]), "A0 comes after 82")
    bad("cci-twice", "WrongOrder", "Load file hashes twice.", whole(scp03, *rest, rest[2]), "83 comes after 83")
    bad("cci-privileges-2", "WrongLength", "Privileges of 2 bytes.", whole(scp03, tlv("82", b"\x1E\x16"), rest[2]), "82 has 2 bytes, 3 were wanted")
    bad("cci-hash-05", "ReservedValue", "A hash 05.", whole(scp03, rest[1], tlv("83", b"\x01\x05")), "hash 05 in 83 is none of 01 to 04")
    bad("cci-hash-00", "ReservedValue", "A hash 00.", whole(scp03, rest[1], tlv("83", b"\x00")), "hash 00 in 83 is none of 01 to 04")
    bad("cci-no-hash", "MissingField", "An empty 83.", whole(scp03, rest[1], tlv("83", b"")), "83 is empty")
    bad("cci-cipher-bit", "ReservedValue", "A reserved bit of the ciphers.", whole(scp03, *rest, tlv("84", b"\x11")), "84 has reserved bit 5 set")
    bad("cci-no-cipher", "MissingField", "An empty 84.", whole(scp03, *rest, tlv("84", b"")), "84 is empty")
    bad("cci-token-bit", "ReservedValue", "A reserved bit of the second byte of tokens.", whole(scp03, *rest, tlv("85", b"\x01\x04")), "85 has reserved bit 3 set")
    bad("cci-receipts-3", "WrongLength", "Three bytes about receipts.", whole(scp03, *rest, tlv("86", b"\x01\x00\x00")), "86 has 3 bytes, 1 or 2 were wanted")
    bad("cci-dap-0", "WrongLength", "No byte about DAP.", whole(scp03, *rest, tlv("87", b"")), "87 has 0 bytes, 1 or 2 were wanted")
    bad("cci-curves-0", "MissingField", "An empty list of curves.", whole(scp03, *rest, tlv("88", b"")), "88 is empty")
    bad("cci-unknown", "WrongTag", "A tag that no table has.", whole(scp03, *rest, tlv("89", b"\x00")), "89 in 67 is none of A0 and 81 to 88")
    bad("cci-left-over", "LeftOver", "Bytes follow.", whole(scp03, *rest) + b"\x00\x00", "something follows 67")
    bad("cci-length", "NonCanonical", "A length longer than needed.", b"\x67\x81" + whole(scp03, *rest)[1:], "the length of 67 is longer than needed")

    def bad_scp(id, flag, comment, inside, says):
        bad("cci-scp-" + id, flag, comment, whole(tlv("A0", inside), *rest), says)

    number, options = tlv("80", b"\x03"), tlv("81", b"\x70")
    bad_scp("no-number", "MissingField", "A protocol without number.", options, "A0 has no 80, the protocol")
    bad_scp("no-options", "MissingField", "A protocol without options.", number, "A0 has no 81, the options")
    bad_scp("number-2", "WrongLength", "A number of two bytes.", tlv("80", b"\x00\x03") + options, "80 has 2 bytes, 1 were wanted")
    bad_scp("empty-options", "MissingField", "Empty options.", number + tlv("81", b""), "81 is empty")
    bad_scp("keys-2", "WrongLength", "Key lengths of two bytes.", number + options + tlv("82", b"\x00\x07"), "82 has 2 bytes, 1 were wanted")
    bad_scp("key-bit", "ReservedValue", "A reserved bit of the key lengths.", number + options + tlv("82", b"\x08"), "82 has reserved bit 4 set")
    bad_scp("suites-odd", "WrongLength", "A cipher suite of one byte.", number + options + tlv("83", b"\x00\xAE\x00"), "83 in A0 has 3 bytes; cipher suites have 2 each")
    bad_scp("psk-2", "WrongLength", "A length of pre-shared keys of two bytes.", number + options + tlv("84", b"\x00\x40"), "84 has 2 bytes, 1 were wanted")
    bad_scp("order", "WrongOrder", "Options before the number.", options + number, "80 comes after 81")
    bad_scp("unknown", "WrongTag", "A tag that no table has.", number + options + tlv("85", b"\x00"), "85 in A0 is none of 80 to 84")


def production(file):
    data = RECORDED["cplc-kaoh-1"][1]
    file.good("cplc-value-only", "cplc", "CPLC", "The 42 bytes alone, as the ISO form of GET DATA has them.",
              {"bytes": data[3:], "fields": {"ic_fabricator": data[3:5], "ic_pers_equipment": data[-4:]}}, flags=["Unconfirmed"])

    def bad(id, flag, comment, value, says):
        file.bad(id, "cplc", "CPLC", flag, comment, {"bytes": value}, "bytes", says)

    bad("cplc-41", "CutShort", "One byte too few.", data[:-1], "44 bytes are no CPLC: 42 were wanted, or 9F7F 2A before them")
    bad("cplc-43", "LeftOver", "One byte too many.", data + b"\x00", "46 bytes are no CPLC: 42 were wanted, or 9F7F 2A before them")
    bad("cplc-length", "WrongLength", "A header with another length.", data[:2] + b"\x2B" + data[3:], "45 bytes are no CPLC: 42 were wanted, or 9F7F 2A before them")
    bad("cplc-tag", "WrongTag", "Another tag.", b"\x9F\x7E" + data[2:], "45 bytes are no CPLC: 42 were wanted, or 9F7F 2A before them")
    bad("cplc-nothing", "MissingField", "Nothing.", b"", "0 bytes are no CPLC: 42 were wanted, or 9F7F 2A before them")


def main():
    file = VectorFile("card-data", "What cards say about themselves", "card_data.py", NOTES)
    recorded(file)
    recognition(file)
    capability(file)
    production(file)
    file.write()


if __name__ == "__main__":
    main()
