#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Makes ../published_scp10.hpp: RSA keys, certificates and EF.OD of the bench for SCP10, all from fixed numbers. With the
# number 2048 or 2056 it makes ../published_scp10_NUMBER.hpp: the same with keys of so many bits, and two forms of certificates.
# Source: GPC F.1.3; PKCS #1 v1.5; ISO/IEC 9796-2 scheme 1; ISO/IEC 7816-15 for EF.OD. Shares no code with the project.
# Run: python3 adapters/model/testdata/scp10_keys.py > adapters/model/published_scp10.hpp && clang-format-19 -i ...
import hashlib
import sys

E = 0x10001
SIZE = 128  # bytes of every modulus


def stream(label, size):
    out, n = b"", 0
    while len(out) < size:
        out += hashlib.sha256(label.encode() + bytes([n])).digest()
        n += 1
    return out[:size]


def is_prime(n):
    for small in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        if n % small == 0:
            return n == small
    d, r = n - 1, 0
    while d % 2 == 0:
        d, r = d // 2, r + 1
    for base in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71):
        x = pow(base, d, n)
        if x in (1, n - 1):
            continue
        for _ in range(r - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def prime(label, bits):
    n = int.from_bytes(stream(label, (bits + 7) // 8), "big") % (1 << bits) | (3 << (bits - 2)) | 1
    while not is_prime(n) or (n - 1) % E == 0:
        n += 2
    return n


class Key:
    def __init__(self, label, size=SIZE):
        whose = "Assay SCP10 test key %s" % label if size == SIZE else "Assay SCP10 test key %s of %d bytes" % (label, size)
        p, q = prime(whose + " p", size * 4), prime(whose + " q", size * 4)
        self.size, self.n, self.d = size, p * q, pow(E, -1, (p - 1) * (q - 1))

    def modulus(self):
        return self.n.to_bytes(self.size, "big")

    def private(self, block):
        return pow(int.from_bytes(block, "big"), self.d, self.n).to_bytes(self.size, "big")

    def sign(self, message, digest=None, start=b"\x00\x01"):
        info = bytes.fromhex("3021300906052B0E03021A05000414") + (digest or hashlib.sha1(message).digest())
        return self.private(start + b"\xff" * (self.size - 3 - len(info)) + b"\x00" + info)

    def sign_recovery(self, message, digest=None, trailer=b"\xbc"):
        inside, rest = message[:self.size - 22], message[self.size - 22:]
        return self.private(b"\x6a" + inside + (digest or hashlib.sha1(message).digest()) + trailer), rest


def tlv(tag, value):
    n = len(value)
    length = bytes([n]) if n < 128 else bytes([0x81, n]) if n < 256 else bytes([0x82]) + n.to_bytes(2, "big")
    return bytes.fromhex(tag) + length + value


def name(two):
    return bytes.fromhex("F04153534159") + two.encode()


def body(values, issuer, holder, key):
    e = E.to_bytes(3, "big")
    if values:
        return issuer + holder + key.modulus() + e
    return tlv("42", issuer) + tlv("5F20", holder) + tlv("7F49", tlv("81", key.modulus()) + tlv("82", e))


def certificate(form, signer, issuer, holder, key, digest=None, padding=False):
    """Bit 1 of form: with recovery; bit 2: values alone (not self-descriptive)."""
    recovery, values = form & 1, form & 2
    message = body(values, issuer, holder, key)
    if recovery:
        signature, rest = signer.sign_recovery(message, digest, b"\xcc" if padding else b"\xbc")
        return tlv("7F21", tlv("5F38", rest) + tlv("9E", signature))
    signature = signer.sign(message, digest, b"\x00\x02" if padding else b"\x00\x01")
    return tlv("7F21", (tlv("5F4E", message) if values else message) + tlv("9E", signature))


NAMES = ("tp_ex", "ka_ex", "oce", "stranger", "tp_in", "ka_in", "sd", "second_sd")
KEYS = {k: Key(k) for k in NAMES}
NAME = {"tp_ex": name("TX"), "ka_ex": name("KX"), "oce": name("OC"), "other_oce": name("OX"), "tp_in": name("TI"),
        "ka_in": name("KI"), "sd": name("SD"), "second_sd": name("S2")}


def certificates(form, k=KEYS):
    n, other = NAME, hashlib.sha1(b"something else").digest()
    make = lambda signer, issuer, holder, key, **more: certificate(form, k[signer], n[issuer], n[holder], k[key], **more)
    return [
        ("oce", make("tp_ex", "tp_ex", "oce", "oce")),
        ("other_oce", make("tp_ex", "tp_ex", "other_oce", "oce")),
        ("ka_ex", make("tp_ex", "tp_ex", "ka_ex", "ka_ex")),
        ("oce_by_ka_ex", make("ka_ex", "ka_ex", "oce", "oce")),
        ("forged", make("stranger", "tp_ex", "oce", "oce")),
        ("forged_by_ka_ex", make("stranger", "ka_ex", "oce", "oce")),
        ("other_issuer", make("tp_ex", "ka_in", "oce", "oce")),
        ("other_hash", make("tp_ex", "tp_ex", "oce", "oce", digest=other)),
        ("other_padding", make("tp_ex", "tp_ex", "oce", "oce", padding=True)),
        ("sd", make("tp_in", "tp_in", "sd", "sd")),
        ("second_sd", make("ka_in", "ka_in", "second_sd", "second_sd")),
        ("ka_in", make("tp_in", "tp_in", "ka_in", "ka_in")),
    ]


def directory():
    """A4 { A0 { for each certificate: A5 { 30 { 0C label }, 30 { 04 id, [01 authority] }, A1 { 30 { 30 { 04 path } } } } } }"""
    entries = b""
    for label, ident, authority, path in (("CERT.SD.AUT", "01", b"", "7F21"), ("CERT.SD.AUT 2", "02", b"", "5032"),
                                          ("CERT.KA_IN.AUT", "03", bytes.fromhex("0101FF"), "5033")):
        value = tlv("A1", tlv("30", tlv("30", tlv("04", bytes.fromhex(path)))))
        entries += tlv("A5", tlv("30", tlv("0C", label.encode())) + tlv("30", tlv("04", bytes.fromhex(ident)) + authority) + value)
    return tlv("A4", tlv("A0", entries))


def ring(size):
    return KEYS if size == SIZE else {k: Key(k, size) for k in NAMES}


def literal(data):
    text = data.hex().upper()
    return "\n".join('    "%s"' % text[i:i + 84] for i in range(0, len(text), 84))


def long_ring(bits):
    more = ", a byte more than one answer takes," if bits == 2056 else ""
    print("// SPDX-License-Identifier: Apache-2.0\n// RSA keys of %d bits for SCP10%s and their certificates, published test keys all" % (bits, more))
    print("""// of them: data made by testdata/scp10_keys.py from fixed numbers. Private to this room.
#pragma once

#include "adapters/model/published_scp10.hpp"

namespace assay::model::published_scp10 {

// Forms of certificates: self-descriptive without recovery, and values alone with recovery; the others are not there.""")
    keys = ring(bits // 8)
    print("inline constexpr Ring ring_of_%d{\n    %d," % (bits, bits // 8))
    for key in ("tp_ex", "ka_ex", "oce", "tp_in", "ka_in", "sd", "second_sd"):
        print("    // %s\n    {%s,\n%s}," % (key, literal(keys[key].modulus()), literal(keys[key].d.to_bytes(bits // 8, "big"))))
    forms = ["{" + ",\n     ".join(literal(value) for _, value in certificates(form, keys)) + "}" if form in (0, 3) else "{}" for form in range(4)]
    print("    {{%s}}};\n" % ",\n     ".join(forms))
    print("}  // namespace assay::model::published_scp10")


def main():
    print("""// SPDX-License-Identifier: Apache-2.0
// RSA keys, certificates and EF.OD of the bench for SCP10, published test keys all of them: data made by
// testdata/scp10_keys.py from fixed numbers. Every public exponent is 010001. Private to this room.
#pragma once

#include <array>
#include <string_view>

namespace assay::model::published_scp10 {

struct Numbers {
  std::string_view modulus;
  std::string_view private_exponent;
};
""")
    says = {"tp_ex": "PK.TP_EX.AUT, which the card trusts", "ka_ex": "PK.KA_EX.AUT, which TP_EX vouches for",
            "oce": "PK.OCE.AUT", "stranger": "an authority that nobody trusts", "tp_in": "PK.TP_IN.AUT, which the host trusts",
            "ka_in": "PK.KA_IN.AUT, which vouches for the second key of the Security Domain", "sd": "PK.SD.AUT, the default one", "second_sd": "a second key of the Security Domain"}
    for key, made in KEYS.items():
        print("// %s.\ninline constexpr Numbers %s{\n%s,\n%s};\n" %
              (says[key], key, literal(made.modulus()), literal(made.d.to_bytes(SIZE, "big"))))
    print("// What certificates call the holders; also the references of their keys.")
    for who, bytes_ in NAME.items():
        print('inline constexpr std::string_view name_of_%s = "%s";' % (who, bytes_.hex().upper()))
    print("""
// Certificates in one form. By TP_EX unless the name says otherwise.
struct Certificates {
  std::string_view oce;
  std::string_view other_oce;        ///< the same key; not the owner of the Security Domain
  std::string_view ka_ex;            ///< an authority
  std::string_view oce_by_ka_ex;
  std::string_view forged;           ///< oce, signed by the stranger
  std::string_view forged_by_ka_ex;  ///< oce_by_ka_ex, signed by the stranger
  std::string_view other_issuer;     ///< names another issuer than the one whose key signs
  std::string_view other_hash;       ///< the signature holds the hash of something else
  std::string_view other_padding;    ///< block type 02; with recovery, trailer CC
  std::string_view sd;               ///< CERT.SD.AUT, by TP_IN
  std::string_view second_sd;        ///< by KA_IN
  std::string_view ka_in;            ///< CERT.KA_IN.AUT, by TP_IN
};

// By form: bit 1 with message recovery, bit 2 values alone (not self-descriptive).
inline constexpr std::array<Certificates, 4> certificates{{""")
    for form in range(4):
        print("    {" + ",\n     ".join(literal(value) for _, value in certificates(form)) + "},")
    print("""}};

// All that has the size of a key.
struct Ring {
  std::size_t modulus_size;
  Numbers tp_ex, ka_ex, oce, tp_in, ka_in, sd, second_sd;
  std::array<Certificates, 4> certificates;
};

inline constexpr Ring ring_of_1024{128,   tp_ex, ka_ex,     oce,         tp_in,
                                   ka_in, sd,    second_sd, certificates};""")
    print("\n// EF.OD (GPC F.1.3.3): CERT.SD.AUT at 7F21, that of the second key at 5032, CERT.KA_IN.AUT at 5033.")
    print("inline constexpr std::string_view directory =\n%s;\n\n}  // namespace assay::model::published_scp10" % literal(directory()))


if __name__ == "__main__":
    long_ring(int(sys.argv[1])) if sys.argv[1:] in (["2048"], ["2056"]) else main()
