#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tokens.yaml, receipts.yaml and load-files.yaml: what others published, and further vectors computed here.

It shares no code with the harness. Run it as `python3 specs/vectors/tools/content.py`.
Source: GPC 2.3.1, C.2 to C.6, 11.1.6, 11.2, 11.5.2.3, 11.6.2.3.
"""
from content_keys import *

GPSHELL = {"origin": "kaoh/globalplatform", "commit": "8dd2f1bfe35c2db643e37da44d25c71d302e2352",
           "licence": "LGPL-3.0-or-later; data only"}
NOTES = {
    "Published": "The value stands in the source.",
    "Unconfirmed": "Computed by a script that shares no code with the harness; no public vector says the same.",
    "WrongLength": "A length is not one that the field may have.",
    "WrongOrder": "The fields are right and stand in another order.",
    "NonCanonical": "A length is written longer than needed.",
    "MissingField": "A field that must be there is not.",
    "LeftOver": "Bytes follow where nothing may follow.",
    "CutShort": "Bytes are missing at the end.",
    "WrongInput": "The signature is right for other bytes than those which it must cover.",
    "WrongKey": "The signature was made with another key.",
    "WrongScheme": "The signature was made by another scheme or with another hash.",
    "WrongCoding": "The signature is right and written in another way.",
    "WrongParameter": "P1 or P2 is none that goes with these data.",
    "WrongTag": "A tag stands where another one belongs.",
    "BadKey": "The key itself is none.",
    "Replayed": "The value is right and was used before.",
    "WeakHash": "The hash is weaker than what stands beside it.",
    "WrongPadding": "The padding is another than the algorithm has.",
    "WrongIcv": "The chaining starts from another value.",
    "WrongHash": "The hash is over other bytes.",
}

ELF = bytes.fromhex("D0D1D2D3D4D501")
MODULE = bytes.fromhex("D0D1D2D3D4D50101")
INSTANCE = bytes.fromhex("D0D1D2D3D4D5010101")
DOMAIN = bytes.fromhex("A000000151000000")
OTHER = bytes.fromhex("A00000015153504102")
HASH256 = digest("sha256", b"load file data block")
HASH1 = digest("sha1", b"load file data block")
PRIVILEGES = bytes.fromhex("A00000")
C9 = bytes.fromhex("C900")
B6 = bytes.fromhex("B60F" "420151" "4502ABCD" "5F200201FF" "930107")


def fields_of(*values):
    return b"".join(lv(value) for value in values)


def signed(p1, p2, fields, length=None):
    size = len(fields) if length is None else length
    return bytes([p1, p2]) + (bytes([size]) if size < 256 else b"\x00" + size.to_bytes(2, "big")) + fields


def salted(key, out):
    if key is RSA_2048:
        out["salt"] = SALT
    return out


KINDS = {
    "load": (0x02, fields_of(ELF, DOMAIN, HASH256, bytes.fromhex("EF04C6020400"))),
    "load-no-domain": (0x02, fields_of(ELF, b"", HASH1, b"")),
    "load-reference": (0x02, fields_of(ELF, DOMAIN, HASH256, B6)),
    "install": (0x04, fields_of(ELF, MODULE, INSTANCE, PRIVILEGES, C9)),
    "install-and-make-selectable": (0x0C, fields_of(ELF, MODULE, INSTANCE, b"\x00", bytes.fromhex("C9040102030" "4EF04C8020400"))),
    "make-selectable": (0x08, fields_of(b"", b"", INSTANCE, b"\x04", b"")),
    "extradition": (0x10, fields_of(OTHER, b"", INSTANCE, b"", b"")),
    "registry-update": (0x40, fields_of(b"", b"", INSTANCE, PRIVILEGES, bytes.fromhex("EF03CF0141"))),
    "registry-update-extradition": (0x40, fields_of(OTHER, b"", INSTANCE, b"", b"")),
    "registry-update-of-the-open": (0x40, fields_of(b"", b"", b"", b"", bytes.fromhex("D90100"))),
}


def command(p1, fields, token, p2=0x00):
    return {"p1": bytes([p1]), "p2": bytes([p2]), "data": fields + lv(token)}


def token_vector(file, id, algorithm, comment, p1, fields, key, **rest):
    token = key.sign(signed(p1, 0x00, fields))
    file.good(id, "install-token", algorithm, comment,
              salted(key, {**command(p1, fields, token), "input": signed(p1, 0x00, fields), "key": key.yaml()}), **rest)


def good_tokens(file):
    for kind, (p1, fields) in KINDS.items():
        for scheme in ("des", "aes128", "rsa1024", "rsa2048", "p256"):
            key, name = SCHEMES[scheme]
            token_vector(file, f"token-{kind}-{scheme}", f"token, {name}", f"INSTALL with P1 {p1:02X}, {kind}.", p1, fields, key)
    p1, fields = KINDS["load"]
    for scheme in ("aes192", "aes256", "p384", "p521", "bp256", "bp384", "bp512"):
        key, name = SCHEMES[scheme]
        token_vector(file, f"token-load-{scheme}", f"token, {name}", "INSTALL [for load].", p1, fields, key)
    for size in (127, 128, 255, 256, 300):
        known = fields_of(ELF, MODULE, INSTANCE, PRIVILEGES)
        filler = next(n for n in range(size) if len(known + lv(bytes(n))) >= size)
        fields = known + lv(bytes([0xC9]) + bytes(filler - 1))
        if len(fields) != size:  # the length field jumps over some sizes
            fields = fields_of(ELF, MODULE, INSTANCE + b"\x01", PRIVILEGES) + lv(bytes([0xC9]) + bytes(filler - 2))
        assert len(fields) == size, (size, len(fields))
        token_vector(file, f"token-length-{size}", "token, AES-128 CMAC",
                     f"The fields have {size} bytes: a length of {1 if size < 256 else 3} in what is signed.", 0x04, fields, AES_128)


def delete_fields(aids, reference=b""):
    return b"".join(tlv("4F", aid) for aid in aids) + reference


def delete_command(fields, token, p2=0x00):
    return {"p1": b"\x00", "p2": bytes([p2]), "data": fields + (tlv("9E", token) if token else b"")}


def delete_tokens(file):
    for scheme in ("des", "aes128", "aes256", "rsa1024", "rsa2048", "p256", "p521"):
        key, name = SCHEMES[scheme]
        for id, p2, reference, words in (("delete", 0x00, b"", "An application."),
                                         ("delete-related", 0x80, B6, "A load file and its applications, with a template B6.")):
            fields = delete_fields([ELF if p2 else INSTANCE], reference)
            file.good(f"token-{id}-{scheme}", "delete-token", f"token, {name}", words,
                      salted(key, {**delete_command(fields, key.sign(signed(0x00, p2, fields)), p2),
                                   "input": signed(0x00, p2, fields), "key": key.yaml()}))


def combined(key, first=None, last=None):
    first = first or fields_of(ELF, DOMAIN, HASH256, b"")
    last = last or fields_of(ELF, MODULE, INSTANCE, b"\x00", C9)
    data = signed(0x0E, 0x01, first) + signed(0x0E, 0x03, last)
    return {"first": command(0x0E, first, b"", 0x01), "last": command(0x0E, last, key.sign(data), 0x03), "input": data,
            "key": key.yaml()}


def combined_tokens(file):
    for scheme in ("des", "aes128", "rsa1024", "rsa2048", "p384"):
        key, name = SCHEMES[scheme]
        file.good(f"token-combined-{scheme}", "combined-token", f"token, {name}",
                  "Load, install and make selectable: one token over both commands.", salted(key, combined(key)))
    file.good("token-combined-no-load-file-aid", "combined-token", "token, AES-128 CMAC",
              "The last command does not name the load file again.",
              combined(AES_128, last=fields_of(b"", b"", INSTANCE, b"\x00", C9)))


def published_tokens(file):
    fields = fields_of(bytes.fromhex("D0D1D2D3D4D501"), bytes.fromhex("020202020202"), bytes.fromhex(
        "9C8E7F3DA89B91426B0F4293A23DDB639CABFF9F68BF8C3E8EB8C9BB4F71F6A4"), b"")
    token = bytes.fromhex(
        "0AD0701C8C9FA0AFA16E46A20406E062EDD1C9C1BAC20098DBACA15B81C67B7AB6300C39D3F751AC42BC719F61010904C2066E521446B125"
        "145525F6E1939BCE3843A65D033328ACB741D8A6AB87E258D4F99CCF3E11D8C8FCE6536969EA598E50B425D225A619D4D94FE6A74E366D28"
        "21CAAFE28843CFB714B1FDB971CC985D")
    modulus = bytes.fromhex(
        "AE3866981CB87C56B694DA18D7CEAA45CC5A5AE5AFC3F5A2C730C3C5771DC02EBC0E09223AF1E439E3BB49B8035803F73B61AFE45D314541"
        "C0EBDE382A1CAFE8FE2F4E77FBE27B76CE736FD6A9D8755BDADAFB5B83B450CECD4F9320146DBADA4A716AB49CD22DD631A71D04304D9DB3"
        "350604DB550E8C0C6F6E96E156025EDF")
    file.good("token-load-rsa1024-published", "install-token", "token, RSA scheme 1",
              "A load token; the source gives fields, key and token, and the signature holds over exactly these bytes.",
              {**command(0x02, fields, token), "input": signed(0x02, 0x00, fields),
               "key": {"modulus": modulus, "exponent": bytes.fromhex("010001")}},
              source={**GPSHELL, "path": "globalplatform/src/globalplatformTest.c",
                      "test": "test_GP211_calculate_load_token_rsa1024_known_vector"})
    extradition = fields_of(bytes.fromhex("D4D4D4D4D4010101"), b"", bytes.fromhex("D0D1D2D3D4D50101"), b"", b"")
    file.good("token-input-extradition", "install-token", "token input", "What an extradition token signs.",
              {**command(0x10, extradition, b""), "input": bytes.fromhex("10001508D4D4D4D4D40101010008D0D1D2D3D4D501010000")},
              source={**GPSHELL, "path": "globalplatform/src/installDataTest.c",
                      "test": "get_extradition_token_signature_data_uses_short_lc"})
    aids = [bytes.fromhex("D0D1D2D3D4D501"), bytes.fromhex("D0D1D2D3D4D50101")]
    file.good("token-input-delete", "delete-token", "token input", "What a delete token signs; two AIDs in one command.",
              {**delete_command(delete_fields(aids), b"", 0x80),
               "input": bytes.fromhex("0080134F07D0D1D2D3D4D5014F08D0D1D2D3D4D50101")},
              source={**GPSHELL, "path": "globalplatform/src/installDataTest.c",
                      "test": "get_delete_token_signature_data_uses_short_lc"})


def bad_tokens(file):
    p1, load = KINDS["load"]
    install = KINDS["install"][1]
    key = AES_128
    good = key.sign(signed(p1, 0x00, load))

    def bad(id, flag, comment, data, fails, says=None, p1=0x02, p2=0x00, key=key, kind="install-token", algorithm="token, AES-128 CMAC"):
        file.bad(f"token-{id}", kind, algorithm, flag, comment,
                 {"p1": bytes([p1]), "p2": bytes([p2]), "data": data, "key": key if isinstance(key, dict) else key.yaml()}, fails, says)

    def loaded(*values, token=good):
        return fields_of(*values) + lv(token)

    # the fields of INSTALL
    bad("load-aid-short", "WrongLength", "A load file AID of 4 bytes.", loaded(ELF[:4], DOMAIN, HASH256, b""), "fields",
        "the load file AID has 4 bytes, 5 to 16 were wanted")
    bad("load-aid-long", "WrongLength", "A load file AID of 17 bytes.", loaded(bytes(17), DOMAIN, HASH256, b""), "fields",
        "the load file AID has 17 bytes, 5 to 16 were wanted")
    bad("load-aid-empty", "MissingField", "No load file AID.", loaded(b"", DOMAIN, HASH256, b""), "fields",
        "the load file AID has 0 bytes, 5 to 16 were wanted")
    bad("domain-aid-short", "WrongLength", "A security domain AID of 3 bytes.", loaded(ELF, DOMAIN[:3], HASH256, b""), "fields",
        "the security domain AID has 3 bytes, 0 or 5 to 16 were wanted")
    bad("hash-21", "WrongLength", "A hash of 21 bytes, which no algorithm makes.", loaded(ELF, DOMAIN, HASH1 + b"\x00", b""), "fields",
        "the load file data block hash has 21 bytes; digests have 20, 32, 48 or 64")
    bad("hash-28", "WrongLength", "A SHA-224 digest, which the specification does not name.",
        loaded(ELF, DOMAIN, digest("sha224", b"x"), b""), "fields",
        "the load file data block hash has 28 bytes; digests have 20, 32, 48 or 64")
    bad("hash-missing", "MissingField", "A load token without a hash.", loaded(ELF, DOMAIN, b"", b""), "input",
        "a load token covers the load file data block hash, and there is none")
    bad("hash-before-domain", "WrongOrder", "Hash and security domain AID changed places.", loaded(ELF, HASH256, DOMAIN, b""), "fields",
        "the security domain AID has 32 bytes, 0 or 5 to 16 were wanted")
    bad("fields-swapped", "WrongOrder", "The two AIDs changed places after the token was made.",
        loaded(DOMAIN, ELF, HASH256, bytes.fromhex("EF04C6020400")), "token")
    bad("parameters-length-81", "NonCanonical", "The length of the parameters is 81 00.",
        fields_of(ELF, DOMAIN, HASH256) + b"\x81\x00" + lv(good), "fields", "the length of the load parameters is 81 00, longer than needed")
    bad("parameters-length-82", "NonCanonical", "The length of the parameters is 82 00 02.",
        fields_of(ELF, DOMAIN, HASH256) + b"\x82\x00\x02\xEF\x00" + lv(good), "fields",
        "the length of the load parameters is 82 00 02, longer than needed")
    bad("parameters-length-83", "NonCanonical", "A length of four bytes.",
        fields_of(ELF, DOMAIN, HASH256) + b"\x83\x00\x00\x02\xEF\x00" + lv(good), "fields",
        "the length of the load parameters begins with 83; it has 1 to 3 bytes")
    bad("token-length-81", "NonCanonical", "The length of the token is 81 10.", load + b"\x81\x10" + good, "fields",
        "the length of the token is 81 10, longer than needed")
    bad("no-token-length", "CutShort", "The data end before the length of the token.", load, "fields", "the length of the token is cut short")
    bad("token-cut", "CutShort", "The last byte of the token is missing.", (load + lv(good))[:-1], "fields",
        "the token has 16 bytes by its length, 15 are left")
    bad("length-cut", "CutShort", "The data end inside a length.", fields_of(ELF, DOMAIN, HASH256) + b"\x82\x01", "fields",
        "the length of the load parameters is cut short")
    bad("hash-cut", "CutShort", "The data end inside the hash.", fields_of(ELF, DOMAIN) + b"\x20" + HASH256[:9], "fields",
        "the load file data block hash has 32 bytes by its length, 9 are left")
    bad("left-over", "LeftOver", "A byte follows the token.", load + lv(good) + b"\x00", "fields", "1 bytes follow the token")
    # privileges
    body = (ELF, MODULE, INSTANCE)
    bad("privileges-2", "WrongLength", "Privileges of 2 bytes.", fields_of(*body, b"\x00\x00", C9) + lv(good), "fields",
        "the privileges have 2 bytes, 1 or 3 were wanted", p1=0x04)
    bad("privileges-0", "MissingField", "No privileges in an install.", fields_of(*body, b"", C9) + lv(good), "fields",
        "the privileges have 0 bytes, 1 or 3 were wanted", p1=0x04)
    bad("privileges-4", "WrongLength", "Privileges of 4 bytes in a registry update.",
        fields_of(b"", b"", INSTANCE, bytes(4), b"") + lv(good), "fields", "the privileges have 4 bytes, 0, 1 or 3 were wanted", p1=0x40)
    bad("instance-missing", "MissingField", "No instance AID in an install.", fields_of(ELF, MODULE, b"", b"\x00", C9) + lv(good), "fields",
        "the application AID has 0 bytes, 5 to 16 were wanted", p1=0x04)
    bad("make-selectable-load-file", "WrongLength", "A load file AID where make selectable has an empty field.",
        fields_of(ELF, b"", INSTANCE, b"\x00", b"") + lv(good), "fields", "the first field has 7 bytes, none were wanted", p1=0x08)
    bad("make-selectable-module", "WrongLength", "A module AID where make selectable has an empty field.",
        fields_of(b"", MODULE, INSTANCE, b"\x00", b"") + lv(good), "fields", "the second field has 8 bytes, none were wanted", p1=0x08)
    bad("extradition-privileges", "WrongLength", "Privileges where an extradition has an empty field.",
        fields_of(OTHER, b"", INSTANCE, b"\x00", b"") + lv(good), "fields", "the fourth field has 1 bytes, none were wanted", p1=0x10)
    bad("extradition-no-domain", "MissingField", "An extradition to no security domain.",
        fields_of(b"", b"", INSTANCE, b"", b"") + lv(good), "fields", "the security domain AID has 0 bytes, 5 to 16 were wanted", p1=0x10)
    # P1 and P2
    bad("p1-chained", "WrongParameter", "P1 of a command that is not the last of its chain.", load + lv(good), "fields",
        "P1 82 says that more of the chain follows; that of its last command was wanted", p1=0x82)
    bad("p1-unknown", "WrongParameter", "P1 that asks for nothing.", load + lv(good), "fields", "P1 00 names no kind of INSTALL", p1=0x00)
    bad("p1-mixed", "WrongParameter", "P1 that asks for load and extradition at once.", load + lv(good), "fields",
        "P1 12 names no kind of INSTALL", p1=0x12)
    bad("p2-set", "WrongParameter", "P2 of the combined process beside [for load].", load + lv(good), "fields",
        "P2 01 goes with P1 0E only, 00 was wanted", p2=0x01)
    bad("personalization", "WrongParameter", "INSTALL [for personalization] has no token.",
        fields_of(b"", b"", INSTANCE, b"", b"") + lv(good), "fields", "INSTALL [for personalization] has no token", p1=0x20)
    bad("p1-other", "WrongInput", "The token allowed an install; P1 asks for install and make selectable.",
        install + lv(key.sign(signed(0x04, 0x00, install))), "token", p1=0x0C)
    # what is signed
    wrong = {
        "input-without-parameters": ("P1 and P2 are left out of what is signed.", signed(p1, 0, load)[2:]),
        "input-with-cla-ins": ("CLA and INS are signed too.", b"\x80\xE6" + signed(p1, 0, load)),
        "input-final-length": ("The length signed is that of the command with its token.", signed(p1, 0, load, len(load) + 17)),
        "input-length-of-token-field": ("The length signed counts the empty token field.", signed(p1, 0, load, len(load) + 1)),
        "input-with-token-field": ("The empty token field is signed too.", signed(p1, 0, load + b"\x00")),
        "input-without-length": ("No length is signed.", bytes([p1, 0]) + load),
        "input-without-lengths": ("The values are signed without their lengths.", signed(p1, 0, ELF + DOMAIN + HASH256 + bytes.fromhex("EF04C6020400"))),
        "input-without-hash": ("The hash is left out of what is signed.", signed(p1, 0, fields_of(ELF, DOMAIN, b"", bytes.fromhex("EF04C6020400")))),
        "input-p1-chained": ("P1 is signed with the bit of a chain.", signed(0x82, 0, load)),
        "input-wide-length": ("A length of three bytes where one suffices.", bytes([p1, 0, 0, 0, len(load)]) + load),
    }
    for id, (comment, data) in wrong.items():
        bad(id, "WrongInput", comment, load + lv(key.sign(data)), "token",
            "the token is not the AES CMAC of these bytes under this key")
    long_fields = fields_of(ELF, MODULE, INSTANCE, PRIVILEGES, bytes([0xC9]) + bytes(260))
    bad("input-narrow-length", "WrongInput", "The low byte alone of a length above 255 is signed.",
        long_fields + lv(key.sign(bytes([0x04, 0x00, len(long_fields) & 0xFF]) + long_fields)), "token", p1=0x04)
    bad("input-ber-length", "WrongInput", "A length above 255 is signed as BER has it.",
        long_fields + lv(key.sign(b"\x04\x00\x82" + len(long_fields).to_bytes(2, "big") + long_fields)), "token", p1=0x04)
    bad("input-prehashed", "WrongInput", "The token is over the SHA-256 of what it must cover.",
        load + lv(key.sign(digest("sha256", signed(p1, 0, load)))), "token")
    # key and scheme
    data = signed(p1, 0, load)

    def scheme(id, flag, comment, token, key, algorithm, fails="token", says=None):
        bad(id, flag, comment, load + lv(token), fails, says, key=key, algorithm="token, " + algorithm)

    scheme("empty", "MissingField", "No token.", b"", AES_128, "AES-128 CMAC",
           says="the token has 0 bytes, AES CMAC of this key has 16")
    scheme("aes-cut-to-8", "WrongLength", "A CMAC cut to 8 bytes.", good[:8], AES_128, "AES-128 CMAC",
           says="the token has 8 bytes, AES CMAC of this key has 16")
    scheme("des-for-aes", "WrongKey", "A DES MAC where the key is AES.", DES_KEY.sign(data) * 2, AES_128, "AES-128 CMAC")
    scheme("des-full-mac", "WrongScheme", "A full triple DES MAC in place of the retail MAC.", full_mac(DES, data), DES_KEY, "DES MAC",
           says="the token is not the DES MAC of these bytes under this key")
    scheme("des-no-padding", "WrongPadding", "Zero padding in place of 80 00.", retail_mac(DES, data + bytes(-len(data) % 8), False), DES_KEY, "DES MAC")
    scheme("des-16", "WrongLength", "A DES MAC of 16 bytes.", bytes(16), DES_KEY, "DES MAC",
           says="the token has 16 bytes, DES MAC of this key has 8")
    scheme("rsa1024-sha256", "WrongScheme", "SHA-256 under a key of 1024 bits, which has SHA-1.", RSA_1024.pkcs1(data, "sha256"), RSA_1024, "RSA scheme 1",
           says="the token is not the RSASSA-PKCS1-v1_5 of these bytes under this key")
    scheme("rsa1024-pss", "WrongScheme", "RSASSA-PSS under a key of 1024 bits.", RSA_1024.pss(data), RSA_1024, "RSA scheme 1")
    scheme("rsa2048-pkcs1", "WrongScheme", "RSASSA-PKCS1-v1_5 under a key of 2048 bits.", RSA_2048.pkcs1(data, "sha256"), RSA_2048.yaml(False), "RSA scheme 2",
           says="the token is not the RSASSA-PSS of these bytes under this key")
    scheme("rsa2048-salt-20", "WrongScheme", "RSASSA-PSS with a salt of 20 bytes.", RSA_2048.pss(data, SALT[:20]), RSA_2048.yaml(False), "RSA scheme 2")
    scheme("rsa2048-salt-0", "WrongScheme", "RSASSA-PSS without salt.", RSA_2048.pss(data, b""), RSA_2048.yaml(False), "RSA scheme 2")
    scheme("rsa2048-sha1", "WrongScheme", "RSASSA-PSS with SHA-1.", RSA_2048.pss(data, SALT[:20], "sha1"), RSA_2048.yaml(False), "RSA scheme 2")
    scheme("rsa2048-127", "WrongLength", "A signature of a key of 1024 bits under one of 2048.", RSA_1024.sign(data), RSA_2048.yaml(False), "RSA scheme 2",
           says="the token has 128 bytes, RSASSA-PSS of this key has 256")
    scheme("ecdsa-der", "WrongCoding", "ECDSA as DER, where r || s is wanted.", P256.der(data), P256, "ECDSA P-256",
           says=f"the token has {len(P256.der(data))} bytes, ECDSA of this key has 64")
    r, s = P256.raw(data)
    swapped = s.to_bytes(32, "big") + r.to_bytes(32, "big")
    scheme("ecdsa-swapped", "WrongCoding", "s || r.", swapped, P256, "ECDSA P-256", says="the token is not the ECDSA of these bytes under this key")
    scheme("ecdsa-sha1", "WrongScheme", "ECDSA on P-256 with SHA-1.", P256.sign(data, hashes.SHA1()), P256, "ECDSA P-256")
    scheme("ecdsa-sha384", "WrongScheme", "ECDSA on P-256 with SHA-384.", P256.sign(data, hashes.SHA384()), P256, "ECDSA P-256")
    scheme("ecdsa-p521-64", "WrongCoding", "r || s of P-521 with 65 bytes each.",
           P521.raw(data)[0].to_bytes(66, "big")[1:] + P521.raw(data)[1].to_bytes(66, "big")[1:], P521, "ECDSA P-521",
           says="the token has 130 bytes, ECDSA of this key has 132")
    scheme("ecdsa-r-zero", "WrongCoding", "r is zero.", bytes(32) + s.to_bytes(32, "big"), P256, "ECDSA P-256")
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    scheme("ecdsa-s-order", "WrongCoding", "s is the order of the curve.", r.to_bytes(32, "big") + order.to_bytes(32, "big"), P256, "ECDSA P-256")
    scheme("ecdsa-other-curve", "WrongKey", "A signature on brainpoolP256r1 under a key on P-256.", BP256.sign(data), P256, "ECDSA P-256")
    # keys that are none
    point = P256.point()
    off = point[:-1] + bytes([point[-1] ^ 1])

    def key_of(id, comment, key, says):
        scheme(id, "BadKey", comment, good, key, "ECDSA P-256" if "curve" in key else "RSA scheme 1" if "modulus" in key else "AES-128 CMAC", "key", says)

    key_of("key-off-curve", "The public key is not on its curve.", {"curve": "P-256", "point": off}, "the point is not on P-256")
    key_of("key-compressed", "The public key is a compressed point.", {"curve": "P-256", "point": b"\x02" + point[1:33]},
           "a point of P-256 begins with 02, an uncompressed one with 04 was wanted")
    key_of("key-infinity", "The public key is the point at infinity.", {"curve": "P-256", "point": b"\x00"}, "the point at infinity is no public key")
    key_of("key-other-curve", "A point of P-384 as key on P-256.", {"curve": "P-256", "point": P384.point()}, "a point of P-256 has 97 bytes, 65 were wanted")
    modulus = RSA_1024.yaml()["modulus"]
    key_of("key-rsa-even", "An even modulus.", {"modulus": modulus[:-1] + b"\x36", "exponent": b"\x01\x00\x01"}, "an RSA modulus is even")
    key_of("key-rsa-1023", "A modulus of 1023 bits.", {"modulus": bytes([modulus[0] & 0x7F]) + modulus[1:], "exponent": b"\x01\x00\x01"},
           f"an RSA modulus has {int.from_bytes(bytes([modulus[0] & 0x7F]) + modulus[1:], 'big').bit_length()} bits, a multiple of 8 was wanted")
    key_of("key-rsa-1016", "A modulus of 1016 bits.", {"modulus": modulus[:-1], "exponent": b"\x01\x00\x01"}, "an RSA modulus has 1016 bits, 1024 to 8192 were wanted")
    key_of("key-rsa-leading-zero", "A modulus with a leading 00.", {"modulus": b"\x00" + modulus, "exponent": b"\x01\x00\x01"},
           "an RSA modulus begins with 00, which is no part of it")
    key_of("key-rsa-exponent", "An exponent of 1, which signs nothing.", {"modulus": modulus, "exponent": b"\x01"}, "an RSA public exponent is even or below 3")
    key_of("key-aes-20", "An AES key of 20 bytes.", {"aes": bytes(20)}, "an AES key has 20 bytes, 16, 24 or 32 were wanted")
    key_of("key-des-24", "A DES key of 24 bytes.", {"des": bytes(24)}, "a DES key that signs has 24 bytes, 16 were wanted")
    # DELETE
    objects = delete_fields([INSTANCE], B6)
    sig = key.sign(signed(0x00, 0x00, objects))

    def delete(id, flag, comment, data, fails, says=None, p1=0x00, p2=0x00):
        bad("delete-" + id, flag, comment, data, fails, says, p1=p1, p2=p2, kind="delete-token")

    four, six, nine = tlv("4F", INSTANCE), B6, tlv("9E", sig)
    delete("reference-first", "WrongOrder", "B6 before 4F.", six + four + nine, "fields", "B6 comes before 4F")
    delete("token-first", "WrongOrder", "The token before everything else.", nine + four + six, "fields", "9E comes before 4F")
    delete("token-before-reference", "WrongOrder", "The token before B6.", four + nine + six, "fields", "B6 comes after 9E")
    delete("aid-after-reference", "WrongOrder", "A second 4F after B6.", four + six + four + nine, "fields", "4F comes after B6")
    delete("two-references", "WrongTag", "B6 twice.", four + six + six + nine, "fields", "B6 comes twice")
    delete("two-tokens", "WrongTag", "9E twice.", four + six + nine + nine, "fields", "9E comes twice")
    delete("empty-token", "MissingField", "9E without value.", four + six + b"\x9E\x00", "fields", "9E is empty")
    delete("nothing", "MissingField", "No 4F.", b"", "fields", "DELETE names nothing: there is no 4F")
    delete("other-tag", "WrongTag", "C3 in place of 9E.", four + six + tlv("C3", sig), "fields", "C3 is none of 4F, B6 and 9E")
    delete("aid-4", "WrongLength", "An AID of 4 bytes.", tlv("4F", ELF[:4]) + nine, "fields", "the AID to delete has 4 bytes, 5 to 16 were wanted")
    delete("aid-length-81", "NonCanonical", "The length of 4F is 81 09.", b"\x4F\x81\x09" + INSTANCE + six + nine, "fields",
           "the length of 4F is longer than needed")
    delete("unknown-in-reference", "WrongTag", "B6 holds a 94.", four + tlv("B6", b"\x94\x01\x01") + nine, "fields",
           "94 in B6 is none of 42, 45, 5F20 and 93")
    delete("twice-in-reference", "WrongTag", "B6 holds 42 twice.", four + tlv("B6", b"\x42\x01\x01\x42\x01\x02") + nine, "fields", "42 comes twice in B6")
    delete("empty-in-reference", "MissingField", "B6 holds an empty 93.", four + tlv("B6", b"\x93\x00") + nine, "fields", "93 in B6 is empty")
    delete("cut", "CutShort", "The token is cut short.", (four + six + nine)[:-1], "fields")
    delete("p1", "WrongParameter", "P1 01.", four + six + nine, "fields", "P1 01 of DELETE, 00 was wanted", p1=0x01)
    delete("p2", "WrongParameter", "P2 40.", four + six + nine, "fields", "P2 40 of DELETE, 00 or 80 was wanted", p2=0x40)
    delete("p2-other", "WrongInput", "The token allows one object; P2 asks for related ones too.", four + six + nine, "token", p2=0x80)
    delete("no-reference", "WrongInput", "B6 was signed and is left out.", four + nine, "token")
    delete("aid-alone-signed", "WrongInput", "The AID alone is signed, without tag and length.", four + tlv("9E", key.sign(signed(0, 0, INSTANCE))), "token")
    # combined

    def both(id, flag, comment, changes, fails, says=None):
        fields = combined(AES_128)
        for path, value in changes.items():
            where, name = path.split(".") if "." in path else (None, path)
            (fields[where] if where else fields)[name] = value
        if "input" not in changes:
            del fields["input"]
        file.bad(f"token-combined-{id}", "combined-token", "token, AES-128 CMAC", flag, comment, fields, fails, says)

    first = fields_of(ELF, DOMAIN, HASH256, b"")
    last = fields_of(ELF, MODULE, INSTANCE, b"\x00", C9)
    both("first-has-token", "LeftOver", "The first command has a token.", {"first.data": first + lv(good)}, "input",
         "the first command of the combined process has a token")
    both("load-files-differ", "WrongInput", "The commands name different load files.",
         {"last.data": fields_of(OTHER, MODULE, INSTANCE, b"\x00", C9) + lv(good)}, "input", "the two commands name different load files")
    both("only-last-signed", "WrongInput", "Only the last command is signed.", {"last.data": last + lv(AES_128.sign(signed(0x0E, 3, last)))}, "token")
    both("only-first-signed", "WrongInput", "Only the first command is signed.", {"last.data": last + lv(AES_128.sign(signed(0x0E, 1, first)))}, "token")
    both("reversed", "WrongOrder", "The last command is signed before the first.",
         {"last.data": last + lv(AES_128.sign(signed(0x0E, 3, last) + signed(0x0E, 1, first)))}, "token")
    both("one-length", "WrongInput", "One length over both commands.",
         {"last.data": last + lv(AES_128.sign(bytes([0x0E, 3, len(first + last)]) + first + last))}, "token")
    both("p2-of-last", "WrongParameter", "P2 02, neither begin nor end.", {"last.p2": b"\x02"}, "fields",
         "P2 02 is neither the begin (01) nor the end (03) of the combined process")
    both("two-ends", "WrongParameter", "Both commands say that they are the last.",
         {"first.p2": b"\x03", "first.data": last + b"\x00"}, "input", "the combined token covers P1 0E with P2 01, then P1 0E with P2 03")


RECEIPTS = {
    "load": [ELF, DOMAIN], "install": [ELF, INSTANCE], "extradition": [DOMAIN, INSTANCE, OTHER],
    "registry-update": [b"", INSTANCE, b"", PRIVILEGES, bytes.fromhex("EF03CF0141")], "delete": [INSTANCE],
    "combined": [ELF, INSTANCE, DOMAIN],
}
UNIQUE = bytes.fromhex("42000000004500000000")


def confirmation(counter, unique=UNIQUE, identifier=None, digest_=None):
    out = b"\x02" + counter.to_bytes(2, "big") + lv(unique)
    if identifier is not None:
        out += lv(identifier)
    if digest_ is not None:
        out += lv(digest_)
    return out


def receipt_fields(of, key, data, fields=None, signature=None, **rest):
    fields = RECEIPTS[of] if fields is None else fields
    data_in = data + fields_of(*fields)
    made = key.sign(data_in) if signature is None else signature
    out = {"of": of, "response": lv(lv(made) + data), "fields": fields, "input": data_in, "key": key.yaml(), **rest}
    return salted(key, out)


def receipts(file):
    for of in RECEIPTS:
        for scheme in ("des", "aes128", "rsa1024", "p256"):
            key, name = SCHEMES[scheme]
            file.good(f"receipt-{of}-{scheme}", "receipt", f"receipt, {name}", f"Of {of}.", receipt_fields(of, key, confirmation(1)))
    for scheme in ("aes192", "aes256", "p384", "p521", "bp256"):
        key, name = SCHEMES[scheme]
        file.good(f"receipt-delete-{scheme}", "receipt", f"receipt, {name}", "Of delete.", receipt_fields("delete", key, confirmation(1)))
    aid = bytes.fromhex("D0D1D2D3D4D50101")
    for key, made in ((DES_KEY, "09BFE06CAC3BBFDE"), (Symmetric("aes", DES), "10A12616F5C3CC95091E8B007E0BE776")):
        fields = receipt_fields("delete", key, confirmation(1), [aid])
        assert made in fields["response"].hex().upper()
        file.good(f"computed-delete-receipt-{key.kind}", "receipt", "receipt, DES MAC" if key is DES_KEY else "receipt, AES-128 CMAC",
                  "Of delete, under the default test key.", fields)
    extras = {
        "token-identifier": ({"token_identifier": "present"}, confirmation(2, identifier=b"\x07")),
        "empty-token-identifier": ({"token_identifier": "present"}, confirmation(2, identifier=b"")),
        "token-digest": ({}, confirmation(2, digest_=digest("sha256", b"token"))),
        "identifier-and-digest": ({"token_identifier": "present"}, confirmation(2, identifier=b"\x07", digest_=digest("sha1", b"token"))),
        "counter-follows": ({"previous_counter": b"\x00\x00"}, confirmation(1)),
        "counter-32767": ({"previous_counter": b"\x7F\xFE"}, confirmation(0x7FFF)),
        "counter-65535": ({"previous_counter": b"\xFF\xFE"}, confirmation(0xFFFF)),
    }
    for id, (rest, data) in extras.items():
        file.good(f"receipt-{id}", "receipt", "receipt, AES-128 CMAC", f"Confirmation data: {id}.", receipt_fields("delete", AES_128, data, **rest))


def bad_receipts(file):
    def bad(id, flag, comment, fails, says=None, of="delete", key=AES_128, data=confirmation(1), algorithm="receipt, AES-128 CMAC", response=None, drop_input=True, **rest):
        fields = receipt_fields(of, key, data, **rest)
        if response is not None:
            fields["response"] = response(fields["response"])
        if drop_input:
            del fields["input"]
        file.bad(f"receipt-{id}", "receipt", algorithm, flag, comment, fields, fails, says)

    bad("none", "MissingField", "The response says that there is no receipt.", "response", "the response has no receipt", response=lambda r: b"\x00")
    bad("empty", "CutShort", "A response without data.", "response", "the length of the confirmation is cut short", response=lambda r: b"")
    bad("cut", "CutShort", "The last byte is missing.", "response", "the confirmation has 31 bytes by its length, 30 are left", response=lambda r: r[:-1])
    bad("no-length", "MissingField", "The length of the whole is left out.", "response", response=lambda r: r[1:])
    bad("left-over", "LeftOver", "A byte follows.", "response", "1 bytes follow the confirmation", response=lambda r: r + b"\x00")
    bad("length-81", "NonCanonical", "The length of the whole is 81 1F.", "response", "the length of the confirmation is 81 1F, longer than needed",
        response=lambda r: b"\x81" + r)
    bad("counter-3", "WrongLength", "A counter of 3 bytes.", "confirmation", "the confirmation counter has 3 bytes, 2 were wanted",
        data=b"\x03\x00\x00\x01" + lv(UNIQUE))
    bad("counter-1", "WrongLength", "A counter of 1 byte.", "confirmation", "the confirmation counter has 1 bytes, 2 were wanted", data=b"\x01\x01" + lv(UNIQUE))
    bad("no-unique", "MissingField", "No data of the security domain.", "confirmation", "the data of the security domain are empty", data=b"\x02\x00\x01\x00")
    bad("unique-cut", "CutShort", "The data of the security domain are cut short.", "confirmation",
        "the data of the security domain has 10 bytes by its length, 9 are left", data=confirmation(1)[:-1])
    bad("identifier-missing", "MissingField", "The token had an identifier, and the receipt does not name it.", "confirmation",
        "the length of the token identifier is cut short", token_identifier="present")
    bad("three-extras", "LeftOver", "Something follows the digest.", "confirmation", "2 bytes follow the confirmation data",
        data=confirmation(1, digest_=b"\x01") + b"\x01\x01")
    bad("replayed", "Replayed", "The counter of the receipt before.", "counter", "the confirmation counter 1 does not follow 1", previous_counter=b"\x00\x01")
    bad("older", "Replayed", "A counter from before.", "counter", "the confirmation counter 1 does not follow 9", previous_counter=b"\x00\x09")
    bad("gap", "Replayed", "A receipt is missing in between.", "counter", "the confirmation counter 3 does not follow 1", data=confirmation(3), previous_counter=b"\x00\x01")
    bad("wrapped", "Replayed", "The counter begins again at zero.", "counter", "the confirmation counter 0 does not follow 65535", data=confirmation(0), previous_counter=b"\xFF\xFF")
    bad("fields-missing", "MissingField", "One AID where a load receipt covers two.", "input", "the load receipt covers 2 fields, not 1", of="load", fields=[ELF])
    bad("aid-17", "WrongLength", "A deleted AID of 17 bytes.", "input", "the deleted AID has 17 bytes, 5 to 16 were wanted", fields=[bytes(17)])
    bad("privileges-2", "WrongLength", "Privileges of 2 bytes.", "input", "the privileges have 2 bytes, 0, 1 or 3 were wanted", of="registry-update",
        fields=[b"", INSTANCE, b"", b"\x00\x00", b""])
    data, body = confirmation(1), fields_of(INSTANCE)
    wrong = {
        "without-confirmation": ("The confirmation data are not signed.", body),
        "without-counter": ("The counter is not signed.", data[3:] + body),
        "fields-first": ("The fields are signed before the confirmation data.", body + data),
        "without-lengths": ("The AID is signed without its length.", data + INSTANCE),
        "with-receipt-length": ("The length of the receipt is signed too.", b"\x10" + data + body),
        "other-aid": ("Another AID is confirmed.", data + fields_of(ELF)),
    }
    for id, (comment, message) in wrong.items():
        bad(id, "WrongInput", comment, "receipt", "the delete receipt is not the AES CMAC of these bytes under this key", signature=AES_128.sign(message))
    bad("load-swapped", "WrongOrder", "Load file and security domain changed places.", "receipt", of="load",
        signature=AES_128.sign(data + fields_of(DOMAIN, ELF)))
    bad("combined-order", "WrongOrder", "The fields of a combined receipt in the order of the load receipt.", "receipt", of="combined",
        signature=AES_128.sign(data + fields_of(ELF, DOMAIN, INSTANCE)))
    bad("aes-8", "WrongLength", "A CMAC cut to 8 bytes.", "receipt", "the delete receipt has 8 bytes, AES CMAC of this key has 16", signature=bytes(8))
    bad("other-key", "WrongKey", "The receipt is under another key.", "receipt", signature=AES_256.sign(data + body))
    bad("des-full-mac", "WrongScheme", "A full triple DES MAC.", "receipt", key=DES_KEY, algorithm="receipt, DES MAC", signature=full_mac(DES, data + body))
    bad("des-chained-icv", "WrongIcv", "The ICV is not zero.", "receipt", key=DES_KEY, algorithm="receipt, DES MAC",
        signature=retail_mac(DES, bytes(7) + b"\x01" + data + body))
    bad("ecdsa-der", "WrongCoding", "ECDSA as DER.", "receipt", key=P256, algorithm="receipt, ECDSA P-256", signature=P256.der(data + body))


BLOCK = bytes(range(100)) * 2 + b"\xEE" * 5
ALGORITHMS = {"sha1": "SHA-1", "sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512"}


def dap(aid, signature):
    return tlv("E2", tlv("4F", aid) + tlv("C3", signature))


def load_files(file):
    for algorithm, name in ALGORITHMS.items():
        file.good(f"load-file-hash-{algorithm}", "load-file", f"load file hash, {name}", "A load file and the hash of its block.",
                  {"file": tlv("C4", BLOCK), "hash": digest(algorithm, BLOCK)})
    for size in (1, 127, 128, 255, 256, 70000):
        block = bytes(size)
        if size < 70000:
            file.good(f"load-file-size-{size}", "load-file", "load file hash, SHA-256", f"A block of {size} bytes.",
                      {"file": tlv("C4", block), "hash": digest("sha256", block)})
    for scheme in SCHEMES:
        key, name = SCHEMES[scheme]
        algorithm = {"p384": "sha384", "bp384": "sha384", "p521": "sha512", "bp512": "sha512", "rsa1024": "sha1", "des": "sha1"}.get(scheme, "sha256")
        hashed = digest(algorithm, BLOCK)
        file.good(f"dap-{scheme}", "load-file", f"DAP, {name}", f"A DAP over a {ALGORITHMS[algorithm]} hash.",
                  {"file": dap(DOMAIN, key.sign(hashed)) + tlv("C4", BLOCK), "hash": hashed,
                   "dap_keys": [salted(key, {"aid": DOMAIN, "key": key.yaml()})]})
    short = bytes.fromhex("0102030405060708090A")
    short_hash = digest("sha1", short)
    file.good("dap-worked-example", "load-file", "DAP, DES MAC", "The example of docs/worked-examples.md.",
              {"file": dap(DOMAIN, DES_KEY.sign(short_hash)) + tlv("C4", short), "hash": short_hash,
               "dap_keys": [{"aid": DOMAIN, "key": DES_KEY.yaml()}]})
    hashed = digest("sha256", BLOCK)
    file.good("dap-two", "load-file", "DAP, ECDSA P-256", "Two DAP blocks of two security domains.",
              {"file": dap(DOMAIN, P256.sign(hashed)) + dap(OTHER, AES_128.sign(hashed)) + tlv("C4", BLOCK), "hash": hashed,
               "dap_keys": [{"aid": DOMAIN, "key": P256.yaml()}, {"aid": OTHER, "key": AES_128.yaml()}]})
    for name, key, algorithm in (("des", {"des": DES}, "sha1"), ("aes128", AES_128.yaml(), "sha256"), ("aes192", AES_192.yaml(), "sha384"),
                                 ("aes256", AES_256.yaml(), "sha512")):
        for with_icv in (False, True):
            size = 8 if name == "des" else 16
            icv = bytes(range(1, size + 1)) if with_icv else bytes(size)
            run = tdes if name == "des" else aes
            cipher = run(list(key.values())[0], pad(BLOCK, size), icv)
            file.good(f"ciphered-{name}{'-icv' if with_icv else ''}", "load-file", f"ciphered load file, {name.upper()}",
                      "With the ICV of D3." if with_icv else "With a zero ICV.",
                      {"file": (tlv("D3", icv) if with_icv else b"") + tlv("D4", cipher), "hash": digest(algorithm, BLOCK), "plain": BLOCK,
                       "cipher_key": key})
    whole = bytes(32)
    file.good("ciphered-whole-blocks", "load-file", "ciphered load file, AES128", "A block of whole blocks gets a block of padding.",
              {"file": tlv("D4", aes(AES_128.key, pad(whole, 16), bytes(16))), "hash": digest("sha256", whole), "plain": whole, "cipher_key": AES_128.yaml()})


def bad_load_files(file):
    hashed = digest("sha256", BLOCK)
    good_dap = dap(DOMAIN, AES_128.sign(hashed))
    c4 = tlv("C4", BLOCK)
    keys = [{"aid": DOMAIN, "key": AES_128.yaml()}]

    def bad(id, flag, comment, fields, fails, says=None, algorithm="DAP, AES-128 CMAC"):
        file.bad(id, "load-file", algorithm, flag, comment, {"hash": hashed, **fields}, fails, says)

    def bad_file(id, flag, comment, bytes_, says=None):
        bad("load-file-" + id, flag, comment, {"file": bytes_, "dap_keys": keys}, "file", says, "load file structure")

    bad_file("empty", "MissingField", "Nothing at all.", b"", "a load file has no load file data block")
    bad_file("dap-only", "MissingField", "A DAP block and no load file data block.", good_dap, "a load file has no load file data block")
    bad_file("dap-last", "WrongOrder", "The DAP block behind the data block.", c4 + good_dap, "something follows the load file data block")
    bad_file("two-blocks", "LeftOver", "Two data blocks.", c4 + c4, "something follows the load file data block")
    bad_file("other-tag", "WrongTag", "C5 in place of C4.", tlv("C5", BLOCK), "a load file has C5, which is none of E2, C4, D3 and D4")
    bad_file("icv-plain", "WrongTag", "An ICV before a block in clear.", tlv("D3", bytes(16)) + c4, "a load file with an ICV has C4, D4 was wanted there")
    bad_file("icv-alone", "MissingField", "An ICV and nothing behind it.", tlv("D3", bytes(16)), "a load file with an ICV has no D4")
    bad_file("icv-12", "WrongLength", "An ICV of 12 bytes.", tlv("D3", bytes(12)) + tlv("D4", bytes(16)), "the ICV has 12 bytes, 8 or 16 were wanted")
    bad_file("icv-last", "WrongOrder", "The ICV behind the ciphered block.", tlv("D4", bytes(16)) + tlv("D3", bytes(16)), "something follows the load file data block")
    bad_file("dap-signature-first", "WrongOrder", "C3 before 4F in a DAP block.",
             tlv("E2", tlv("C3", bytes(16)) + tlv("4F", DOMAIN)) + c4, "a DAP block has C3, 4F was wanted there")
    bad_file("dap-no-signature", "MissingField", "A DAP block without C3.", tlv("E2", tlv("4F", DOMAIN)) + c4, "a DAP block has no C3")
    bad_file("dap-empty-signature", "MissingField", "A DAP block with an empty C3.", tlv("E2", tlv("4F", DOMAIN) + b"\xC3\x00") + c4,
             "the signature of a DAP block is empty")
    bad_file("dap-empty", "MissingField", "An empty DAP block.", b"\xE2\x00" + c4, "a DAP block has no 4F")
    bad_file("dap-aid-3", "WrongLength", "A DAP block with an AID of 3 bytes.", tlv("E2", tlv("4F", b"\xA0\x00\x00") + tlv("C3", bytes(16))) + c4,
             "the AID of a DAP block has 3 bytes, 5 to 16 were wanted")
    bad_file("dap-left-over", "LeftOver", "Something behind the signature in a DAP block.",
             tlv("E2", tlv("4F", DOMAIN) + tlv("C3", bytes(16)) + tlv("93", b"\x01")) + c4, "something follows the signature in a DAP block")
    bad_file("length-82", "NonCanonical", "The length of C4 is written with one byte too many.",
             b"\xC4\x82" + len(BLOCK).to_bytes(2, "big") + BLOCK, "the length of C4 is longer than needed")
    bad_file("dap-length-81", "NonCanonical", "The length of 4F in a DAP block is 81 08.",
             tlv("E2", b"\x4F\x81\x08" + DOMAIN + tlv("C3", bytes(16))) + c4, "the length of 4F is longer than needed")
    bad_file("cut", "CutShort", "The load file is cut short.", c4[:-1])

    bad("load-file-hash-19", "WrongLength", "A hash of 19 bytes.", {"file": c4, "hash": hashed[:19]}, "hash",
        "a load file data block hash has 19 bytes; digests have 20, 32, 48 or 64", "load file hash, SHA-1")
    bad("load-file-hash-with-tag", "WrongHash", "The hash covers tag and length of C4 too.", {"file": c4, "hash": digest("sha256", c4)}, "hash", None, "load file hash, SHA-256")
    bad("load-file-hash-whole", "WrongHash", "The hash covers the DAP block too.", {"file": good_dap + c4, "hash": digest("sha256", good_dap + c4), "dap_keys": keys},
        "hash", None, "load file hash, SHA-256")
    bad("load-file-hash-sha3", "WrongHash", "A digest of SHA3-256.", {"file": c4, "hash": digest("sha3_256", BLOCK)}, "hash", None, "load file hash, SHA-256")
    bad("dap-unknown-domain", "MissingField", "A DAP of a security domain without key.", {"file": dap(OTHER, bytes(16)) + c4, "dap_keys": keys}, "dap_key",
        "none for " + OTHER.hex().upper())
    bad("dap-over-block", "WrongInput", "The DAP is over the block in place of its hash.", {"file": dap(DOMAIN, AES_128.sign(BLOCK)) + c4, "dap_keys": keys}, "dap",
        "the DAP is not the AES CMAC of these bytes under this key")
    bad("dap-over-sha1", "WrongInput", "The DAP is over the SHA-1 of the block; the command carries its SHA-256.",
        {"file": dap(DOMAIN, AES_128.sign(digest("sha1", BLOCK))) + c4, "dap_keys": keys}, "dap")
    bad("dap-with-length", "WrongInput", "The DAP is over the hash with its length.", {"file": dap(DOMAIN, AES_128.sign(lv(hashed))) + c4, "dap_keys": keys}, "dap")
    bad("dap-hash-padded", "WrongPadding", "The hash is padded with 80 00 before its CMAC.", {"file": dap(DOMAIN, AES_128.sign(pad(hashed, 16))) + c4, "dap_keys": keys}, "dap")
    bad("dap-15", "WrongLength", "A DAP of 15 bytes.", {"file": dap(DOMAIN, bytes(15)) + c4, "dap_keys": keys}, "dap", "the DAP has 15 bytes, AES CMAC of this key has 16")
    second = dap(DOMAIN, AES_128.sign(hashed)) + dap(OTHER, AES_128.sign(hashed)) + c4
    bad("dap-second-wrong", "WrongKey", "The second of two DAPs is under the key of the first.",
        {"file": second, "dap_keys": keys + [{"aid": OTHER, "key": AES_256.yaml()}]}, "dap")
    info = bytes.fromhex(DIGEST_INFO["sha1"]) + hashed[:20]
    not_hashed = RSA_1024.power(b"\x00\x01" + b"\xFF" * (128 - len(info) - 3) + b"\x00" + info)
    bad("dap-rsa-not-hashed-again", "WrongInput", "The hash stands in the signature itself, where its digest belongs.",
        {"file": dap(DOMAIN, RSA_1024.power(b"\x00\x01" + b"\xFF" * (128 - 15 - 20 - 3) + b"\x00" + bytes.fromhex(DIGEST_INFO["sha1"]) + digest("sha1", BLOCK))) + c4,
         "hash": digest("sha1", BLOCK), "dap_keys": [{"aid": DOMAIN, "key": RSA_1024.yaml()}]}, "dap",
        "the DAP is not the RSASSA-PKCS1-v1_5 of these bytes under this key", "DAP, RSA scheme 1")
    assert not_hashed
    weak = digest("sha1", BLOCK)
    bad("dap-weak-rsa2048", "WeakHash", "A SHA-1 hash beside RSA scheme 2.",
        {"file": dap(DOMAIN, RSA_2048.sign(weak)) + c4, "hash": weak, "dap_keys": [{"aid": DOMAIN, "key": RSA_2048.yaml(False)}]}, "strength",
        "SHA-1 as load file data block hash is too weak beside the DAP: SHA-256 was wanted", "DAP, RSA scheme 2")
    bad("dap-weak-p384", "WeakHash", "A SHA-256 hash beside ECDSA on P-384.",
        {"file": dap(DOMAIN, P384.sign(hashed)) + c4, "dap_keys": [{"aid": DOMAIN, "key": P384.yaml()}]}, "strength",
        "SHA-256 as load file data block hash is too weak beside the DAP: SHA-384 was wanted", "DAP, ECDSA P-384")
    bad("dap-weak-p521", "WeakHash", "A SHA-384 hash beside ECDSA on P-521.",
        {"file": dap(DOMAIN, P521.sign(digest("sha384", BLOCK))) + c4, "hash": digest("sha384", BLOCK), "dap_keys": [{"aid": DOMAIN, "key": P521.yaml()}]}, "strength",
        "SHA-384 as load file data block hash is too weak beside the DAP: SHA-512 was wanted", "DAP, ECDSA P-521")

    zero = bytes(16)
    cipher = aes(AES_128.key, pad(BLOCK, 16), zero)

    def ciphered(id, flag, comment, fields, fails, says=None, key=AES_128.yaml(), algorithm="ciphered load file, AES128"):
        bad("ciphered-" + id, flag, comment, {**fields, "cipher_key": key} if key else fields, fails, says, algorithm)

    ciphered("no-key", "MissingField", "There is no key for the ciphered block.", {"file": tlv("D4", cipher)}, "cipher_key",
             "none for a ciphered load file data block", key=None)
    ciphered("key-15", "BadKey", "An AES key of 15 bytes.", {"file": tlv("D4", cipher)}, "cipher_key", "an AES key has 15 bytes, 16, 24 or 32 were wanted", key={"aes": bytes(15)})
    ciphered("des-24", "BadKey", "A DES key of 24 bytes.", {"file": tlv("D4", cipher)}, "cipher_key", "a DES key for load files has 24 bytes, 16 were wanted", key={"des": bytes(24)})
    ciphered("cut", "CutShort", "The last byte of the cipher is missing.", {"file": tlv("D4", cipher[:-1])}, "cipher",
             f"a ciphered load file data block has {len(cipher) - 1} bytes, no whole blocks of 16")
    ciphered("empty", "MissingField", "An empty ciphered block.", {"file": b"\xD4\x00"}, "cipher", "a ciphered load file data block has 0 bytes, no whole blocks of 16")
    ciphered("no-padding", "WrongPadding", "A block of whole blocks without padding.", {"file": tlv("D4", aes(AES_128.key, b"\x11" * 32, zero))}, "cipher",
             "a load file data block does not end in padding")
    ciphered("pkcs7", "WrongPadding", "PKCS #7 padding.", {"file": tlv("D4", aes(AES_128.key, BLOCK + b"\x03" * 3, zero))}, "cipher", "a load file data block does not end in padding")
    ciphered("long-padding", "WrongPadding", "More than one block of padding.", {"file": tlv("D4", aes(AES_128.key, pad(BLOCK, 16) + bytes(16), zero))}, "cipher",
             "a load file data block does not end in padding")
    ciphered("icv-8-for-aes", "WrongLength", "An ICV of 8 bytes beside an AES key.", {"file": tlv("D3", bytes(8)) + tlv("D4", cipher)}, "cipher",
             "the ICV has 8 bytes, a block of the cipher has 16")
    ciphered("icv-ignored", "WrongIcv", "An ICV is sent, and the block was ciphered with a zero one.", {"file": tlv("D3", bytes(range(16))) + tlv("D4", cipher)}, "hash")
    ciphered("ecb", "WrongScheme", "ECB in place of CBC.", {"file": tlv("D4", aes(AES_128.key, pad(BLOCK, 16)))}, "cipher")
    ciphered("wrong-key", "WrongKey", "Another key.", {"file": tlv("D4", aes(DES, pad(BLOCK, 16), zero))}, "cipher")
    ciphered("weak-aes256", "WeakHash", "A SHA-256 hash beside AES-256.", {"file": tlv("D4", aes(AES_256.key, pad(BLOCK, 16), zero))}, "strength",
             "SHA-256 as load file data block hash is too weak beside the cipher: SHA-512 was wanted", key=AES_256.yaml(), algorithm="ciphered load file, AES256")
    ciphered("weak-aes192", "WeakHash", "A SHA-256 hash beside AES-192.", {"file": tlv("D4", aes(AES_192.key, pad(BLOCK, 16), zero))}, "strength",
             "SHA-256 as load file data block hash is too weak beside the cipher: SHA-384 was wanted", key=AES_192.yaml(), algorithm="ciphered load file, AES192")
    ciphered("hash-of-cipher", "WrongHash", "The hash is over the ciphered block.", {"file": tlv("D4", cipher), "hash": digest("sha256", cipher)}, "hash")


def main():
    tokens = VectorFile("tokens", "Tokens of GPC C.4", "content.py", NOTES)
    published_tokens(tokens)
    good_tokens(tokens)
    delete_tokens(tokens)
    combined_tokens(tokens)
    bad_tokens(tokens)
    tokens.write()
    confirmed = VectorFile("receipts", "Receipts of GPC C.5", "content.py", NOTES)
    receipts(confirmed)
    bad_receipts(confirmed)
    confirmed.write()
    files = VectorFile("load-files", "Load files: hashes, DAP and ciphered blocks of GPC C.2, C.3 and C.6", "content.py", NOTES)
    load_files(files)
    bad_load_files(files)
    files.write()


if __name__ == "__main__":
    main()
