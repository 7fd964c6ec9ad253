#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes key-data.yaml: keys in PUT KEY and STORE DATA and keys made from a master key; published ones and ones computed here.

It shares no code with the harness. Run it as `python3 specs/vectors/tools/key_data.py`.
Source: GPC 2.3.1, 11.1.8 to 11.1.10, 11.8.2.3, 11.11.4, B.4.2, B.6; EMV CPS 1.1; NIST SP 800-108.
"""
from content_keys import *

GPSHELL = {"origin": "kaoh/globalplatform", "path": "globalplatform/src/storeDataTest.c",
           "commit": "8dd2f1bfe35c2db643e37da44d25c71d302e2352", "licence": "LGPL-3.0-or-later; data only"}
GPPRO = {"origin": "martinpaljak/GlobalPlatformPro", "path": "library/src/test/java/pro/javacard/gp/test/TestPlaintextKeys.java",
         "commit": "236a610a63385e9171247485c000d0a96c5aff00", "licence": "LGPL-3.0; data only"}
NOTES = {
    "Published": "The value stands in the source, or follows from a check value that does.",
    "Unconfirmed": "Computed by a script that shares no code with the harness; no public vector says the same.",
    "WrongLength": "A length is not one that the field may have.",
    "WrongOrder": "The parts are right and stand in another order.",
    "NonCanonical": "A length is written longer than needed.",
    "MissingField": "A part that must be there is not.",
    "LeftOver": "Something stands where nothing may.",
    "CutShort": "Bytes are missing at the end.",
    "WrongType": "The type of a key is none, or none that goes here.",
    "WrongCheckValue": "The key check value is that of another key, or is made in another way.",
    "WrongKey": "The value was encrypted or made with another key.",
    "WrongMode": "The cipher is right and the mode is not.",
    "BadKey": "The key itself is none.",
    "Inconsistent": "Two parts of one key say different things.",
    "WrongTag": "A tag or grouping stands where another one belongs.",
    "WrongResponse": "The response is that to other keys.",
}
DEKS = {"des-ecb": DES, "des-cbc": DES, "aes-cbc": AES_128.key}
P256_P = bytes.fromhex("FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF")
P256_A = bytes.fromhex("FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFC")
P256_B = bytes.fromhex("5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B")
P256_G = bytes.fromhex("046B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
                       "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5")
P256_N = bytes.fromhex("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551")
PARAMETERS = [(0xB2, P256_P), (0xB3, P256_A), (0xB4, P256_B), (0xB5, P256_G), (0xB6, P256_N)]
SECRET = {0x80, 0x85, 0x88, 0x90, 0x91, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0xB1}


def encrypt(mode, key, value, filler=0):
    size = 16 if mode == "aes-cbc" else 8
    value = value + bytes([filler]) * (-len(value) % size)
    if mode == "aes-cbc":
        return aes(key, value, bytes(16))
    return tdes(key, value, None if mode == "des-ecb" else bytes(8))


def check_value(components):
    if [c[0] for c in components] == [0x80]:
        return tdes(components[0][1], bytes(8))[:3]
    if [c[0] for c in components] == [0x88]:
        return aes(components[0][1], b"\x01" * 16)[:3]
    return b""


def block(mode, dek, type_, value, always, filler):
    if type_ not in SECRET:
        return value
    size = 16 if mode == "aes-cbc" else 8
    head = tlv("", value)[:-len(value)] if always or len(value) % size else b""
    return head + encrypt(mode, dek, value, filler)


def key_field(mode, dek, components, usage=None, access=None, always=False, filler=0, check=None):
    mark = b"" if usage is None else b"\xFF"
    out = b"".join(mark + bytes([t]) + lv(block(mode, dek, t, v, always, filler)) for t, v in components)
    out += lv(check_value(components) if check is None else check)
    return out if usage is None else out + lv(usage) + lv(access)


def yaml_key(components, usage=None, access=None):
    out = {"components": [{"type": bytes([t]), "value": v} for t, v in components]}
    if check_value(components):
        out["check_value"] = check_value(components)
    if usage is not None:
        out["usage"], out["access"] = usage, access
    return out


def put_key(mode, keys, version=1, always=False, filler=0, dek=None, response=True):
    """`keys` are lists of components, or pairs of such a list and (usage, access)."""
    dek = dek or DEKS[mode]
    pairs = [key if isinstance(key, tuple) else (key, (None, None)) for key in keys]
    data = bytes([version]) + b"".join(key_field(mode, dek, c, u, a, always, filler) for c, (u, a) in pairs)
    out = {"dek": {"mode": mode, "key": dek}, "data": data}
    if always:
        out["block_length"] = "always"
    if filler:
        out["filler"] = bytes([filler])
    out["keys"] = [yaml_key(c, u, a) for c, (u, a) in pairs]
    if response:
        out["response"] = bytes([version]) + b"".join(check_value(c) for c, _ in pairs)
    return out


def rsa_numbers():
    p, q, d = RSA_1024_P, RSA_1024_Q, RSA_1024.d
    numbers = [p, q, pow(q, -1, p), d % (p - 1), d % (q - 1)]
    return [(0xA4 + i, n.to_bytes(64, "big")) for i, n in enumerate(numbers)]


N1024 = RSA_1024.yaml()["modulus"]
D1024 = RSA_1024.yaml()["private_exponent"]
N2048 = RSA_2048.yaml()["modulus"]
E = bytes.fromhex("010001")
DES2 = [(0x80, DES)]
DES3 = [(0x80, bytes(range(0x10, 0x28)))]
AES1 = [(0x88, bytes(range(0x10, 0x20)))]
AES2 = [(0x88, bytes(range(0x10, 0x28)))]
AES3 = [(0x88, bytes(range(0x10, 0x30)))]
RSA_PUBLIC = [(0xA1, N1024), (0xA0, E)]
ECC_PUBLIC = [(0xB0, P256.point()), (0xF0, b"\x00")]
ECC_PRIVATE = [(0xB1, P256.private()), (0xF0, b"\x00")]


def good_put_keys(file):
    def good(id, comment, mode, keys, algorithm="PUT KEY", **rest):
        file.good(f"put-key-{id}", "put-key", f"{algorithm}, {mode}", comment, put_key(mode, keys, **rest))

    for mode in DEKS:
        good(f"des-{mode}", "One DES key.", mode, [DES2])
        good(f"three-des-{mode}", "Three DES keys.", mode, [DES2, [(0x80, bytes(range(16)))], [(0x80, bytes(range(16, 32)))]])
        good(f"aes128-{mode}", "AES-128, value alone in its block.", mode, [AES1])
        good(f"aes128-length-{mode}", "AES-128, with its length before it.", mode, [AES1], always=True)
        good(f"aes192-{mode}", "AES-192.", mode, [AES2], filler=0xA5 if mode == "aes-cbc" else 0)
        good(f"aes256-{mode}", "AES-256, with its length before it.", mode, [AES3], always=True)
        good(f"rsa-private-{mode}", "RSA, modulus in clear and private exponent.", mode, [[(0xA1, N1024), (0xA3, D1024)]])
        good(f"rsa-crt-{mode}", "RSA, the five numbers of the Chinese remainder theorem.", mode, [rsa_numbers()])
        good(f"ecc-private-{mode}", "A private key on P-256.", mode, [ECC_PRIVATE])
    good("des-24", "A DES key of three parts.", "aes-cbc", [DES3], always=True)
    good("scp03-set", "Three AES-128 keys as SCP03 sends them.", "aes-cbc", [AES1, [(0x88, bytes(16))], [(0x88, b"\xFF" * 16)]], always=True)
    good("filler", "Arbitrary bytes behind a key of 24 bytes.", "aes-cbc", [AES2], always=True, filler=0x5A)
    good("dek-256", "Under an AES key of 256 bits.", "aes-cbc", [AES3], always=True, dek=AES_256.key)
    good("psk", "A pre-shared key for TLS of 20 bytes, without check value.", "aes-cbc", [[(0x85, bytes(range(20)))]])
    good("hmac", "An HMAC-SHA1 key of 20 bytes.", "des-ecb", [[(0x90, bytes(range(20)))]])
    good("hmac-160", "An HMAC-SHA1-160 key of 16 bytes.", "des-ecb", [[(0x91, bytes(range(16)))]])
    good("rsa-public", "An RSA public key of 1024 bits; a length of 128.", "aes-cbc", [RSA_PUBLIC])
    good("rsa-public-2048", "An RSA public key of 2048 bits; a length of 256.", "aes-cbc", [[(0xA1, N2048), (0xA0, E)]])
    good("rsa-secret-modulus", "RSA, modulus encrypted too.", "aes-cbc", [[(0xA2, N1024), (0xA3, D1024)]])
    for reference, key in ((0, P256), (1, P384), (2, P521), (3, BP256), (5, BP384), (7, BP512)):
        good(f"ecc-public-{reference:02x}", f"A public key on {key.name}.", "aes-cbc", [[(0xB0, key.point()), (0xF0, bytes([reference]))]])
    good("ecc-private-p521", "A private key of 66 bytes, filled up to 80.", "aes-cbc", [[(0xB1, P521.private()), (0xF0, b"\x02")]])
    good("ecc-local-reference", "A key on parameters of the domain's own, reference 60.", "aes-cbc", [[(0xB0, P256.point()), (0xF0, b"\x60")]])
    good("ecc-wide-reference", "A reference of two bytes.", "aes-cbc", [[(0xB0, P256.point()), (0xF0, b"\xE0\x01")]])
    good("ecc-parameters", "Curve parameters under a local reference.", "aes-cbc", [[(0xF0, b"\x61")] + PARAMETERS])
    good("ecc-parameters-cofactor", "Curve parameters with the cofactor.", "aes-cbc", [[(0xF0, b"\x61")] + PARAMETERS + [(0xB7, b"\x01")]])
    good("ecc-own-parameters", "A public key with parameters of its own.", "aes-cbc", [[(0xB0, P256.point())] + PARAMETERS])
    good("ecc-own-parameters-private", "A private key with parameters of its own.", "aes-cbc", [[(0xB1, P256.private())] + PARAMETERS])
    good("extended-aes", "Extended format, with usage and access.", "aes-cbc", [(AES1, (b"\x14", b"\x01"))], always=True)
    good("extended-empty", "Extended format, usage and access empty.", "des-ecb", [(DES2, (b"", b""))])
    good("extended-rsa", "Extended format, an RSA key for tokens.", "aes-cbc", [(RSA_PUBLIC, (b"\x81", b"\x00"))])
    good("extended-ecc", "Extended format, a private key for key agreement.", "aes-cbc", [(ECC_PRIVATE, (b"\x00\x80", b"\x01"))])
    good("extended-and-basic", "An extended key, then a basic one.", "aes-cbc", [(AES1, (b"\x18", b"\x00")), AES1], always=True)


def bad_put_keys(file):
    dek = {"mode": "aes-cbc", "key": DEKS["aes-cbc"]}

    def bad(id, flag, comment, data, fails="data", says=None, **rest):
        file.bad(f"put-key-{id}", "put-key", "PUT KEY, aes-cbc", flag, comment, {"dek": dek, "data": data, "keys": [], **rest}, fails, says)

    def one(*components, **rest):
        return b"\x01" + key_field("aes-cbc", dek["key"], list(components), **rest)

    good_aes = one(*AES1)
    bad("version-00", "WrongLength", "Key version 00.", b"\x00" + good_aes[1:], says="key version 00, 01 to 7F were wanted")
    bad("version-80", "WrongLength", "Key version 80.", b"\x80" + good_aes[1:], says="key version 80, 01 to 7F were wanted")
    bad("no-key", "MissingField", "A version and nothing else.", b"\x01", says="PUT KEY carries no key")
    bad("type-private", "WrongType", "A private key type.", b"\x01\x42" + good_aes[2:], says="key type 42 is private")
    bad("type-historical", "WrongType", "A key type kept for historical reasons.", b"\x01\x82" + good_aes[2:], says="key type 82 is kept for historical reasons")
    bad("type-reserved", "WrongType", "A reserved key type.", b"\x01\xB8" + good_aes[2:], says="key type B8 is reserved")
    bad("type-cut", "CutShort", "An extended type without its second byte.", b"\x01\xFF", says="a key type is cut short")
    bad("empty", "MissingField", "A key of no bytes.", b"\x01\x88\x00\x00", says="AES has no bytes")
    bad("block-cut", "CutShort", "The block is cut short.", good_aes[:9], says="AES has 16 bytes by its length, 6 are left")
    bad("length-cut", "CutShort", "The data end behind a type.", b"\x01\x88", says="the length of AES is cut short")
    bad("length-81", "NonCanonical", "The length of a block is 81 10.", b"\x01\x88\x81\x10" + good_aes[3:], says="the length of AES is 81 10, longer than needed")
    bad("length-83", "NonCanonical", "A length of four bytes.", b"\x01\x88\x83\x00\x00\x10" + good_aes[3:], says="the length of AES begins with 83; it has 1 to 3 bytes")
    bad("check-value-missing", "MissingField", "An AES key without check value.", one(*AES1, check=b""), says="a key check value has 0 bytes, 3 were wanted")
    bad("check-value-2", "WrongLength", "A check value of 2 bytes.", one(*AES1, check=check_value(AES1)[:2]), says="a key check value has 2 bytes, 3 were wanted")
    bad("check-value-length-missing", "CutShort", "The data end before the check value.", good_aes[:19], says="the length of the key check value is cut short")
    zero = aes(AES1[0][1], bytes(16))[:3]
    bad("check-value-of-zeros", "WrongCheckValue", "The check value of an AES key over sixteen bytes 00.", one(*AES1, check=zero),
        says=f"the key check value {zero.hex().upper()} is that of another key")
    des_ones = tdes(DES, b"\x01" * 8)[:3]
    bad("check-value-of-ones", "WrongCheckValue", "The check value of a DES key over bytes 01.", one(*DES2, check=des_ones),
        says=f"the key check value {des_ones.hex().upper()} is that of another key")
    bad("check-value-encrypted", "WrongCheckValue", "The check value of the encrypted key.",
        one(*AES1, check=aes(encrypt("aes-cbc", dek["key"], AES1[0][1]), b"\x01" * 16)[:3]))
    bad("check-value-rsa", "WrongCheckValue", "A check value beside an RSA key.", one(*RSA_PUBLIC, check=b"\x01\x02\x03"),
        says="a key check value of 3 bytes stands beside a key that has none")
    bad("check-value-ecc", "WrongCheckValue", "A check value beside an ECC key.", one(*ECC_PUBLIC, check=b"\x01"),
        says="a key check value of 1 bytes stands beside a key that has none")
    bad("des-8", "WrongLength", "A DES key of 8 bytes.", one((0x80, bytes(8)), check=bytes(3)), says="DES has 8 bytes, 16 or 24 were wanted")
    bad("aes-20", "WrongLength", "An AES key of 20 bytes.", one((0x88, bytes(20)), check=bytes(3)), says="AES has 20 bytes, 16, 24 or 32 were wanted")
    bad("other-dek", "WrongKey", "The key is encrypted with another one.", b"\x01\x88\x10" + aes(DES, AES1[0][1], bytes(16)) + b"\x03" + check_value(AES1))
    bad("plain", "WrongMode", "The key is not encrypted.", b"\x01\x88\x10" + AES1[0][1] + b"\x03" + check_value(AES1))
    bad("ecb", "WrongMode", "AES-256 in ECB.", b"\x01\x88\x20" + aes(dek["key"], AES3[0][1]) + b"\x03" + check_value(AES3))
    bad("inner-length-long", "WrongLength", "The length in the block is above what is encrypted.", b"\x01\x88\x11\x18" + bytes(16) + b"\x00",
        says="AES has 24 bytes by its length, and 16 encrypted ones")
    bad("inner-length-short", "WrongLength", "A whole block of padding.", b"\x01\x88\x21\x10" + bytes(32) + b"\x00",
        says="AES has 16 bytes by its length, and 32 encrypted ones")
    bad("inner-no-blocks", "WrongLength", "Encrypted bytes that are no whole blocks.", b"\x01\x88\x15\x10" + bytes(20) + b"\x00",
        says="AES has 20 encrypted bytes, no whole blocks of 16")
    bad("inner-length-form", "NonCanonical", "The length in the block is 81 10.", b"\x01\x88\x12\x81\x10" + encrypt("aes-cbc", dek["key"], AES1[0][1]) + b"\x03" + check_value(AES1),
        says="the length of AES is 81 10, longer than needed")
    # composition
    bad("rsa-order", "WrongOrder", "Exponent before modulus.", one((0xA0, E), (0xA1, N1024)), says="the components A0 A1 of a key stand in another order")
    bad("rsa-modulus-alone", "MissingField", "A modulus without exponent.", one((0xA1, N1024)), says="the components A1 make no key")
    bad("rsa-exponent-twice", "LeftOver", "Two public exponents.", one((0xA1, N1024), (0xA0, E), (0xA0, E)), says="the components A1 A0 A0 make no key")
    bad("rsa-crt-cut", "MissingField", "Four of the five numbers.", one(*rsa_numbers()[:4]), says="the components A4 A5 A6 A7 make no key")
    crt = rsa_numbers()
    bad("rsa-crt-order", "WrongOrder", "The order of STORE DATA in PUT KEY.", one(crt[2], crt[4], crt[3], crt[1], crt[0]),
        says="the components A6 A8 A7 A5 A4 of a key stand in another order")
    bad("ecc-no-reference", "MissingField", "A public key without parameters.", one((0xB0, P256.point())), says="the components B0 make no key")
    bad("ecc-reference-first", "WrongOrder", "The reference before the key.", one((0xF0, b"\x00"), (0xB0, P256.point())),
        says="the components F0 B0 of a key stand in another order")
    bad("ecc-both-halves", "LeftOver", "Public and private key together.", one((0xB0, P256.point()), (0xB1, P256.private()), (0xF0, b"\x00")),
        says="the components B0 B1 F0 make no key")
    bad("ecc-parameter-missing", "MissingField", "Parameters without N.", one((0xF0, b"\x61"), *PARAMETERS[:4]), says="the components F0 B2 B3 B4 B5 make no key")
    bad("aes-and-des", "LeftOver", "Two secret keys in one field.", one((0x88, bytes(16)), (0x80, DES), check=bytes(3)), says="the components 88 80 make no key")
    # values
    point = P256.point()
    bad("ecc-off-curve", "BadKey", "A point off its curve.", one((0xB0, point[:-1] + bytes([point[-1] ^ 1])), (0xF0, b"\x00")), says="the point is not on P-256")
    bad("ecc-other-curve", "BadKey", "A point of P-256 under the reference of brainpoolP256r1.", one((0xB0, point), (0xF0, b"\x03")), says="the point is not on brainpoolP256r1")
    bad("ecc-compressed", "BadKey", "A compressed point.", one((0xB0, b"\x03" + point[1:33]), (0xF0, b"\x00")),
        says="a point of P-256 begins with 03, an uncompressed one with 04 was wanted")
    bad("ecc-no-prefix", "BadKey", "X and Y without 04.", one((0xB0, point[1:]), (0xF0, b"\x00")),
        says=f"a point of P-256 begins with {point[1]:02X}, an uncompressed one with 04 was wanted")
    bad("ecc-scalar-zero", "BadKey", "A private key of zero.", one((0xB1, bytes(32)), (0xF0, b"\x00")), says="a private key of P-256 is not from 1 to its order less 1")
    bad("ecc-scalar-order", "BadKey", "A private key that is the order.", one((0xB1, P256_N), (0xF0, b"\x00")), says="a private key of P-256 is not from 1 to its order less 1")
    bad("ecc-scalar-31", "WrongLength", "A private key without its leading zero.", one((0xB1, P256.private()[1:]), (0xF0, b"\x00")),
        says="a private key of P-256 has 31 bytes, 32 were wanted")
    bad("reference-wide", "WrongLength", "A reference of two bytes whose first has no bit 8.", one((0xB0, point), (0xF0, b"\x00\x01")),
        says="ECC key parameter reference has 2 bytes, 1 were wanted")
    bad("reference-narrow", "WrongLength", "A reference of one byte whose bit 8 asks for two.", one((0xB0, point), (0xF0, b"\xE0")),
        says="ECC key parameter reference has 1 bytes, 2 were wanted")
    bad("parameters-short", "WrongLength", "A coefficient without its leading zeros.", one((0xF0, b"\x61"), PARAMETERS[0], (0xB3, P256_A[1:]), *PARAMETERS[2:]),
        says="ECC field parameter A has 31 bytes, 32 go with a field of 32")
    bad("generator-compressed", "BadKey", "A generator that begins with 02.", one((0xF0, b"\x61"), *PARAMETERS[:3], (0xB5, b"\x02" + P256_G[1:]), PARAMETERS[4]),
        says="ECC field parameter G begins with 02, an uncompressed point with 04")
    bad("rsa-even", "BadKey", "An even modulus.", one((0xA1, N1024[:-1] + b"\x36"), (0xA0, E)), says="an RSA modulus is even")
    bad("rsa-leading-zero", "BadKey", "A modulus with a leading 00.", one((0xA1, b"\x00" + N1024), (0xA0, E)), says="an RSA modulus begins with 00, which is no part of it")
    bad("rsa-768", "BadKey", "A modulus of 768 bits.", one((0xA1, N1024[:95] + b"\x01"), (0xA0, E)), says="an RSA modulus has 768 bits, 1024 to 8192 were wanted")
    bad("rsa-1025", "BadKey", "A modulus of 1025 bits.", one((0xA1, b"\x01" + N1024), (0xA0, E)), says="an RSA modulus has 1025 bits, a multiple of 8 was wanted")
    bad("rsa-exponent-even", "BadKey", "An even public exponent.", one((0xA1, N1024), (0xA0, b"\x02")), says="an RSA public exponent is even or below 3")
    bad("rsa-exponent-long", "WrongLength", "A private exponent longer than its modulus.", one((0xA1, N1024), (0xA3, b"\x01" + D1024)),
        says="RSA private exponent has 129 bytes, its modulus 128")
    bad("rsa-crt-swapped", "BadKey", "p and q changed places.", one((0xA4, crt[1][1]), (0xA5, crt[0][1]), *crt[2:]),
        says="the private exponents of p and q have no common inverse")
    bad("rsa-crt-inverse", "BadKey", "The inverse of q belongs to other factors.", one(*crt[:2], (0xA6, (number(crt[2][1]) + 1).to_bytes(64, "big")), *crt[3:]),
        says="the inverse of q does not belong to p and q")
    # extended format
    extended = b"\x01" + key_field("aes-cbc", dek["key"], AES1, b"\x14", b"\x01")
    bad("extended-mark-missing", "WrongType", "The second component is not extended.",
        b"\x01\xFF\xA1" + lv(N1024) + b"\xA0" + lv(E) + b"\x00\x00\x00", says="A0 stands where an extended key type begins with FF")
    bad("extended-usage-3", "WrongLength", "A usage of 3 bytes.", b"\x01" + key_field("aes-cbc", dek["key"], AES1, bytes(3), b""),
        says="a key usage qualifier has 3 bytes, 0 to 2 were wanted")
    bad("extended-access-2", "WrongLength", "An access of 2 bytes.", b"\x01" + key_field("aes-cbc", dek["key"], AES1, b"\x14", bytes(2)),
        says="a key access has 2 bytes, 0 or 1 were wanted")
    bad("extended-no-access", "MissingField", "The data end before the access.", extended[:-2], says="the length of the key access is cut short")
    bad("extended-no-usage", "MissingField", "The data end before the usage.", extended[:-4], says="the length of the key usage qualifier is cut short")
    bad("extended-as-basic", "WrongType", "Usage and access behind a key in the basic format.", good_aes + b"\x01\x14\x01\x01", says="key type 01 is private")
    # the key that encrypts, and the answer
    file.bad("put-key-dek-8", "put-key", "PUT KEY, des-ecb", "BadKey", "A DES key of 8 bytes that encrypts keys.",
             {"dek": {"mode": "des-ecb", "key": bytes(8)}, "data": b"\x01", "keys": []}, "dek", "a key of 8 bytes encrypts no keys by DES")
    file.bad("put-key-dek-aes-17", "put-key", "PUT KEY, aes-cbc", "BadKey", "An AES key of 17 bytes that encrypts keys.",
             {"dek": {"mode": "aes-cbc", "key": bytes(17)}, "data": b"\x01", "keys": []}, "dek", "a key of 17 bytes encrypts no keys by AES")
    for id, mode, other in (("cbc-as-ecb", "des-ecb", "des-cbc"), ("ecb-as-cbc", "des-cbc", "des-ecb")):
        file.bad(f"put-key-{id}", "put-key", f"PUT KEY, {mode}", "WrongMode", f"Encrypted by {other}.",
                 {"dek": {"mode": mode, "key": DES}, "data": b"\x01" + key_field(other, DES, DES3), "keys": []}, "data")
    two = put_key("aes-cbc", [AES1, AES3])
    k1, k3 = check_value(AES1), check_value(AES3)
    for id, comment, response in (("version", "Another version.", b"\x02" + k1 + k3), ("lengths", "Check values with their lengths.", b"\x01\x03" + k1 + b"\x03" + k3),
                                  ("swapped", "Check values changed places.", b"\x01" + k3 + k1), ("one", "One check value of two.", b"\x01" + k1), ("none", "The version alone.", b"\x01")):
        file.bad(f"put-key-response-{id}", "put-key", "PUT KEY, aes-cbc", "WrongResponse", comment, {**two, "response": response}, "response",
                 f"the response to PUT KEY is {response.hex().upper()}, {(b'' + bytes([1]) + k1 + k3).hex().upper()} was wanted")


GROUPINGS = {0x80: 0x8113, 0x85: 0x8113, 0x88: 0x8113, 0x90: 0x8113, 0x91: 0x8113, 0xA0: 0x0011, 0xA1: 0x0010, 0xA3: 0x8112, 0xA4: 0x8125,
             0xA5: 0x8124, 0xA6: 0x8121, 0xA7: 0x8123, 0xA8: 0x8122, 0xB0: 0x0036, 0xB1: 0x8137, 0xB2: 0x0030, 0xB3: 0x0031, 0xB4: 0x0032,
             0xB5: 0x0033, 0xB6: 0x0034, 0xB7: 0x0035}


def grouping(identifier, content):
    size = bytes([len(content)]) if len(content) < 0xFF else b"\xFF" + len(content).to_bytes(2, "big")
    return identifier.to_bytes(2, "big") + size + content


def size_of(value):
    return len(value).to_bytes(2 if len(value) > 255 else 1, "big")


def template(type_, value, kid=1, kvn=1, usage=b"\x14", access=None, check=None, leave=()):
    if type_ == 0xF0:
        return tlv("B9", tlv("80", b"\xF0") + tlv("85", value))
    parts = [("95", usage), ("96", access), ("80", bytes([type_])), ("81", size_of(value)), ("82", bytes([kid])), ("83", bytes([kvn])),
             ("84", check_value([(type_, value)]) if check is None else check)]
    if 0xB2 <= type_ <= 0xB7:
        parts = [p for p in parts if p[0] in ("80", "81")]
    return tlv("B9", b"".join(tlv(tag, part) for tag, part in parts if part and tag not in leave))


def values(mode, dek, components):
    return b"".join(grouping(GROUPINGS[t], encrypt(mode, dek, v) if t in SECRET else v) for t, v in components if t != 0xF0)


def stored(mode, keys, kvn=1, usage=b"\x14", access=None):
    """`keys` are lists of components in the order of the data groupings."""
    dek = DEKS[mode]
    out, listed = b"", []
    for at, components in enumerate(keys):
        kid = at + 1
        parts = [components]
        if components[0][0] in (0xB0, 0xB1) and any(t == 0xB2 for t, _ in components):
            parts = [components[:1], components[1:]]
        for part in parts:
            out += grouping(0x00B9, b"".join(template(t, v, kid, kvn, usage, access) for t, v in part)) + values(mode, dek, part)
        sorted_ = sorted(components) if components[0][0] == 0xA6 else components
        entry = {"components": [{"type": bytes([t]), "value": v} for t, v in sorted_]}
        if components[0][0] != 0xF0:
            entry.update({"identifier": bytes([kid]), "version": bytes([kvn]), "usage": usage})
            if access is not None:
                entry["access"] = access
        listed.append(entry)
    return {"dek": {"mode": mode, "key": dek}, "form": "whole", "groupings": out, "keys": listed}


def published_stored(file):
    def published(id, test, dek, keys, purpose, groupings, version=1, access=b"\x00"):
        file.good(id, "store-data-keys", "STORE DATA keys, one template shared", "Keys under a template B7 that they share.",
                  {"dek": {"mode": "aes-cbc", "key": dek}, "form": "shared", "groupings": bytes.fromhex(groupings),
                   "keys": [{"components": [{"type": b"\x88", "value": key}], "identifier": bytes([i + 1]), "version": bytes([version]),
                             "access": access,
                             "purpose": purpose} for i, key in enumerate(keys)]},
                  source={**GPSHELL, "test": test})

    published("store-data-aes128", "test_build_store_data_keys_scp03_aes128", bytes(range(16)),
              [bytes(range(0x40, 0x50)), bytes(range(0x50, 0x60)), bytes(range(0x60, 0x70))], b"\x00\x03",
              "00B930B71080018881011083010196010197020003B9088201018403504A77B9088201028403F2A8DFB9088201038403D7D0E4811310D533E59B45A153ED"
              "7E5E9C5DFCFD4AAA8113103EF0B1A5E3059DAB21FCE23A7B61C4CA811310ADDE68F7AD497268D31A0DDD5C74B08F", access=b"\x01")
    published("store-data-aes256", "test_build_store_data_keys_scp03_aes256_single", bytes(range(32)), [bytes(range(32))], b"\x00\x03",
              "00B91CB71080018881012083010296010097020003B908820101840375E2088113205A6E045708FB7196F02E553D02C3A692C77147EBD5121DE8D0FAE776"
              "2423B6BF", version=2)
    published("store-data-dap", "test_build_store_data_keys_dap_purpose", bytes(range(16)), [bytes.fromhex("AABBCCDDEEFF00112233445566778899")], b"\x70\x03",
              "00B91CB71080018881011083010196010097027003B908820101840361DDC3811310A0CCF098A39DD26541068A6E945F2938")


def good_stored(file):
    def good(id, comment, mode, keys, **rest):
        file.good(f"store-data-{id}", "store-data-keys", f"STORE DATA keys, {mode}", comment, stored(mode, keys, **rest))

    crt = dict(rsa_numbers())
    factors = [(t, crt[t]) for t in (0xA6, 0xA8, 0xA7, 0xA5, 0xA4)]
    for mode in DEKS:
        good(f"des-{mode}", "A DES key.", mode, [DES2])
        good(f"aes-{mode}", "AES keys of every size.", mode, [AES1, AES2, AES3])
        good(f"rsa-private-{mode}", "An RSA private exponent.", mode, [[(0xA1, N1024), (0xA3, D1024)]], usage=b"\x44")
        good(f"rsa-crt-{mode}", "The five numbers of RSA.", mode, [factors], usage=b"\x44")
        good(f"ecc-private-{mode}", "A private key on P-256.", mode, [ECC_PRIVATE], usage=b"\x42")
    good("access", "Key access.", "aes-cbc", [AES1], access=b"\x01")
    good("usage-2", "A usage of two bytes.", "aes-cbc", [ECC_PRIVATE], usage=b"\x00\x80")
    good("psk", "A pre-shared key, without check value.", "aes-cbc", [[(0x85, bytes(range(20)))]])
    good("rsa-public", "An RSA public key.", "aes-cbc", [RSA_PUBLIC], usage=b"\x81")
    good("rsa-public-2048", "An RSA public key of 2048 bits: lengths of two and three bytes.", "aes-cbc", [[(0xA1, N2048), (0xA0, E)]], usage=b"\x81")
    good("ecc-public", "A public key on P-256.", "aes-cbc", [ECC_PUBLIC], usage=b"\x81")
    good("ecc-public-p521", "A public key on P-521.", "aes-cbc", [[(0xB0, P521.point()), (0xF0, b"\x02")]], usage=b"\x81")
    good("ecc-private-p521", "A private key of 66 bytes.", "aes-cbc", [[(0xB1, P521.private()), (0xF0, b"\x02")]], usage=b"\x42")
    good("ecc-parameters", "Curve parameters under a reference.", "aes-cbc", [[(0xF0, b"\x61")] + PARAMETERS])
    good("ecc-parameters-cofactor", "Curve parameters with their cofactor.", "aes-cbc", [[(0xF0, b"\x61")] + PARAMETERS + [(0xB7, b"\x01")]])
    good("ecc-own-parameters", "A public key with parameters of its own.", "aes-cbc", [[(0xB0, P256.point())] + PARAMETERS], usage=b"\x81")
    good("mixed", "A symmetric key, then an RSA key, then an ECC key.", "aes-cbc", [AES1, RSA_PUBLIC, ECC_PUBLIC], usage=b"\x81")


def bad_stored(file):
    dek = {"mode": "aes-cbc", "key": DEKS["aes-cbc"]}

    def bad(id, flag, comment, groupings, says=None):
        file.bad(f"store-data-{id}", "store-data-keys", "STORE DATA keys, aes-cbc", flag, comment,
                 {"dek": dek, "form": "whole", "groupings": groupings, "keys": []}, "groupings", says)

    key = AES1[0][1]
    secret = values("aes-cbc", dek["key"], AES1)
    good = template(0x88, key)

    def described(*templates):
        return grouping(0x00B9, b"".join(templates))

    bad("nothing", "MissingField", "No grouping.", b"", "there is no data grouping")
    bad("no-description", "WrongOrder", "The key before its description.", secret + described(good), "grouping 8113 stands where 00B9 was wanted")
    bad("empty-description", "MissingField", "An empty description.", described(), "00B9 describes no key")
    bad("other-template", "WrongTag", "A template BA.", grouping(0x00B9, b"\xBA" + good[1:]) + secret, "BA stands in 00B9, B9 was wanted")
    for tag, name in (("80", "type"), ("81", "length"), ("82", "identifier"), ("83", "version"), ("84", "check value"), ("95", "usage")):
        bad(f"no-{tag}", "MissingField", f"A description without {name}.", described(template(0x88, key, leave=(tag,))) + secret, f"a key description has no {tag}")
    bad("no-reference", "MissingField", "A parameter reference without value.",
        described(template(0xB0, P256.point(), usage=b"\x81"), tlv("B9", tlv("80", b"\xF0"))) + grouping(0x0036, P256.point()), "a key description has no 85")
    bad("tag-twice", "Inconsistent", "The type stands twice.", described(tlv("B9", good[2:] + tlv("80", b"\x88"))) + secret, "80 comes twice in a key description")
    bad("tag-unknown", "WrongTag", "A tag without meaning.", described(tlv("B9", good[2:] + tlv("86", b"\x01"))) + secret, "86 has no meaning in a key description")
    bad("identifier-2", "WrongLength", "An identifier of two bytes.", described(tlv("B9", good[2:].replace(tlv("82", b"\x01"), tlv("82", b"\x00\x01")))) + secret,
        "82 has 2 bytes, 1 were wanted")
    bad("check-value-2", "WrongLength", "A check value of two bytes.", described(template(0x88, key, check=b"\x01\x02")) + secret, "84 has 2 bytes, 3 were wanted")
    bad("usage-3", "WrongLength", "A usage of three bytes.", described(template(0x88, key, usage=bytes(3))) + secret, "95 has 3 bytes, 1 or 2 were wanted")
    bad("check-value", "WrongCheckValue", "The check value of another key.", described(template(0x88, key, check=b"\x01\x02\x03")) + secret,
        "the key check value 010203 is that of another key")
    bad("no-value", "MissingField", "A description and no key.", described(good), "grouping 8113 is missing")
    bad("one-value-of-two", "MissingField", "Two descriptions and one key.", described(good, template(0x88, bytes(16), 2)) + secret, "grouping 8113 is missing")
    bad("value-elsewhere", "WrongTag", "The key stands in the grouping of a private exponent.", described(good) + grouping(0x8112, encrypt("aes-cbc", dek["key"], key)),
        "grouping 8112 stands where 8113 was wanted")
    bad("left-over", "LeftOver", "A key that nothing describes.", described(good) + secret + secret, "grouping 8113 stands where 00B9 was wanted")
    bad("not-blocks", "WrongLength", "Encrypted bytes that are no whole blocks.", described(good) + grouping(0x8113, bytes(15)),
        "AES has 15 encrypted bytes, no whole blocks of 16")
    bad("no-bytes", "MissingField", "An empty key.", described(good) + grouping(0x8113, b""), "AES has 0 encrypted bytes, no whole blocks of 16")
    bad("length-other", "WrongLength", "The description says 16 bytes, 32 are there.", described(good) + grouping(0x8113, bytes(32)), "AES has 32 encrypted bytes, 81 says 16")
    bad("clear-length-other", "WrongLength", "The description says 65 bytes of a point, 64 are there.",
        described(template(0xB0, P256.point(), usage=b"\x81"), template(0xF0, b"\x00")) + grouping(0x0036, P256.point()[1:]), "ECC public key has 64 bytes, 81 says 65")
    bad("plain", "WrongMode", "The key is not encrypted.", described(good) + grouping(0x8113, key))
    rsa = [template(0xA1, N1024, usage=b"\x81"), template(0xA0, E, usage=b"\x81")]
    rsa_values = values("aes-cbc", dek["key"], RSA_PUBLIC)
    bad("rsa-version", "Inconsistent", "Modulus and exponent have different versions.",
        described(rsa[0], template(0xA0, E, kvn=2, usage=b"\x81")) + rsa_values, "the components of key 01 have versions 01 and 02")
    bad("rsa-usage", "Inconsistent", "Modulus and exponent have different usages.",
        described(rsa[0], template(0xA0, E, usage=b"\x82")) + rsa_values, "the components of key 01 have usages 81 and 82")
    bad("rsa-identifier", "Inconsistent", "Modulus and exponent have different identifiers.",
        described(rsa[0], template(0xA0, E, kid=2, usage=b"\x81")) + rsa_values, "the components A1 make no key")
    bad("rsa-exponent-missing", "MissingField", "A modulus alone.", described(rsa[0]) + grouping(0x0010, N1024), "the components A1 make no key")
    bad("rsa-values-swapped", "WrongOrder", "The exponent before the modulus.", described(*rsa) + grouping(0x0011, E) + grouping(0x0010, N1024),
        "grouping 0011 stands where 0010 was wanted")
    bad("rsa-secret-modulus", "WrongType", "A type that has no grouping.", described(template(0xA2, N1024)) + grouping(0x0010, N1024), "key type A2 has no data grouping")
    bad("type-reserved", "WrongType", "A reserved type.", described(template(0xA9, N1024)) + grouping(0x0010, N1024), "key type A9 is reserved")
    point = P256.point()
    off = point[:-1] + bytes([point[-1] ^ 1])
    bad("ecc-off-curve", "BadKey", "A point off its curve.", described(template(0xB0, off, usage=b"\x81"), template(0xF0, b"\x00")) + grouping(0x0036, off), "the point is not on P-256")
    bad("ecc-no-parameters", "MissingField", "A key without reference or parameters.", described(template(0xB0, point, usage=b"\x81")) + grouping(0x0036, point),
        "the components B0 make no key")
    bad("head-cut", "CutShort", "The head of a grouping is cut short.", described(good) + b"\x81\x13", "the head of a data grouping is cut short")
    bad("value-cut", "CutShort", "The key is cut short.", (described(good) + secret)[:-1], "grouping 8113 has 16 bytes by its length, 15 are left")
    bad("length-wide", "NonCanonical", "A length of three bytes where one suffices.", described(good) + b"\x81\x13\xFF\x00\x10" + secret[3:],
        "the length of grouping 8113 is longer than needed")


def diversification(file):
    def made(method, master, kdd, k):
        if method == "KDF3":
            out, i = b"", 1
            while len(out) < len(master):
                out += cmac(master, bytes([i, 0, 0, 0, k, 0]) + kdd)
                i += 1
            return out[:len(master)]
        d = {"EMV": kdd[4:10], "VISA2": kdd[0:2] + kdd[4:8], "VISA": kdd[0:4] + kdd[8:10]}[method]
        return tdes(master, d + bytes([0xF0, k]) + d + bytes([0x0F, k]))

    def three(method, master, kdd):
        return {"method": method, "master": master, "diversification_data": kdd,
                **{name: made(method, master, kdd, k) for k, name in ((1, "enc"), (2, "mac"), (3, "dek"))}}

    kdd = bytes(range(10))
    published = {
        "kdf-emv": ("EMV", DES, "testDiversification_EMV_SCP02", "C33013 6F4CA6 BB8179"),
        "kdf-visa2": ("VISA2", DES, "testDiversification_VISA2_SCP02", "2BE598 58DA38 3C328E"),
        "kdf-kdf3-aes128": ("KDF3", DES, "testDiversification_KDF3_SCP03_AES128", "E79C05 D1BD77 3FDE8C"),
        "kdf-kdf3-aes192": ("KDF3", bytes(range(0x40, 0x58)), "testDiversification_KDF3_SCP03_AES192", "1DE8EA 47C00C C04D76"),
        "kdf-kdf3-aes256": ("KDF3", bytes(range(0x40, 0x60)), "testDiversification_KDF3_SCP03_AES256", "2972D2 036F94 5D57B8"),
    }
    for id, (method, master, test, kcvs) in published.items():
        fields = three(method, master, kdd)
        for name, kcv in zip(("enc", "mac", "dek"), kcvs.split()):
            type_ = 0x88 if method == "KDF3" else 0x80
            assert check_value([(type_, fields[name])]).hex().upper() == kcv, (id, name)
        file.good(id, "key-diversification", f"key diversification, {method}", "The source gives the check values of the keys.", fields,
                  source={**GPPRO, "test": test})
    external = bytes.fromhex("8C72C72CF908411653018807950D82FBAD947562F0828A0B10B8B9606ABF3BCD")
    file.good("kdf-kdf3-external", "key-diversification", "key diversification, KDF3", "One key of 32 bytes, whole.",
              {"method": "KDF3", "master": external, "diversification_data": bytes.fromhex("D9B1DE5D0362DEDCE4FB"),
               "enc": bytes.fromhex("9AAC5D0B3601F89438A0D9D0B6B256CFB47E6462DFA5228D3420C4AC7C224781")},
              source={**GPPRO, "test": "testDiversification_KDF3_ExternalVector"})
    card = bytes.fromhex("00004181116665F5B830")
    fields = three("VISA2", DES, card)
    assert fields["enc"].hex().upper() == "884017FCA6EC4FF6382A4E1AF85AFA51"
    file.good("kdf-visa2-scp01-card", "key-diversification", "key diversification, VISA2", "The keys of a card whose cryptogram confirms them.", fields,
              source={"origin": "kaoh/globalplatform", "path": "globalplatform/src/scp01Test.c", "test": "mutual_auth_visa2",
                      "commit": GPSHELL["commit"], "licence": GPSHELL["licence"]})
    file.good("kdf-visa", "key-diversification", "key diversification, VISA", "The first four bytes and the last two.", three("VISA", DES, kdd))

    def bad(id, flag, comment, method, fields, fails, says=None):
        file.bad(f"kdf-{id}", "key-diversification", f"key diversification, {method}", flag, comment, fields, fails, says)

    bad("data-9", "WrongLength", "Nine bytes of diversification data.", "EMV", {**three("EMV", DES, kdd), "diversification_data": kdd[:9]}, "inputs",
        "key diversification data have 9 bytes, 10 were wanted")
    bad("data-11", "WrongLength", "Eleven bytes of diversification data.", "KDF3", {**three("KDF3", DES, kdd), "diversification_data": kdd + b"\x00"}, "inputs",
        "key diversification data have 11 bytes, 10 were wanted")
    bad("master-24", "BadKey", "A master key of 24 bytes for EMV.", "EMV", {**three("EMV", DES, kdd), "master": bytes(24)}, "inputs",
        "a master key for EMV has 24 bytes, 16 were wanted")
    bad("master-17", "BadKey", "A master key of 17 bytes for KDF3.", "KDF3", {**three("KDF3", DES, kdd), "master": bytes(17)}, "inputs",
        "a master key for KDF3 has 17 bytes, 16, 24 or 32 were wanted")
    bad("visa-as-visa2", "WrongMode", "Keys of VISA where VISA2 is asked for.", "VISA2", {**three("VISA", DES, kdd), "method": "VISA2"}, "enc")
    bad("emv-as-visa2", "WrongMode", "Keys of EMV where VISA2 is asked for.", "VISA2", {**three("EMV", DES, kdd), "method": "VISA2"}, "enc")
    swapped = three("EMV", DES, kdd)
    swapped["enc"], swapped["mac"] = swapped["mac"], swapped["enc"]
    bad("swapped", "WrongOrder", "ENC and MAC changed places.", "EMV", swapped, "enc")
    bad("one-key", "WrongKey", "DEK is the key for MAC.", "EMV", {**three("EMV", DES, kdd), "dek": made("EMV", DES, kdd, 2)}, "dek")
    decrypted = three("EMV", DES, kdd)
    run = Cipher(algorithms.TripleDES(DES + DES[:8]), modes.ECB()).decryptor()
    decrypted["enc"] = run.update(kdd[4:] + b"\xF0\x01" + kdd[4:] + b"\x0F\x01") + run.finalize()
    bad("decrypted", "WrongMode", "Decryption where encryption belongs.", "EMV", decrypted, "enc")
    bad("counter-zero", "WrongMode", "The counter of KDF3 begins with zero.", "KDF3", {**three("KDF3", DES, kdd), "enc": cmac(DES, bytes([0, 0, 0, 0, 1, 0]) + kdd)}, "enc")


def main():
    file = VectorFile("key-data", "Keys on their way to a card: PUT KEY, STORE DATA, diversification", "key_data.py", NOTES)
    diversification(file)
    published_stored(file)
    good_put_keys(file)
    good_stored(file)
    bad_put_keys(file)
    bad_stored(file)
    file.write()


if __name__ == "__main__":
    main()
