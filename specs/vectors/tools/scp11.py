# SPDX-License-Identifier: Apache-2.0
"""Writes specs/vectors/scp11-computed.yaml:  python3 scp11.py [--check]

SCP11 as a terminal, a card and a CA compute it, for curves, variants and mistakes that nobody has published vectors of. It shares no
code with the project. --check writes nothing and fails when the file would change; 77 means that python3-cryptography is missing.
"""
import hashlib
import sys

try:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.cmac import CMAC
except ImportError:
    print("python3-cryptography is not installed")
    sys.exit(77)  # skipped, not passed

from computed_file import ComputedFile, exchange_lines, h, tlv


# name: (class, reference, bytes, order)
CURVES = {
    "P-256": (ec.SECP256R1, 0, 32, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
    "P-384": (ec.SECP384R1, 1, 48, "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
                                   "581a0db248b0a77aecec196accc52973"),
    "P-521": (ec.SECP521R1, 2, 66, "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                                   "a51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"),
    "brainpoolP256r1": (ec.BrainpoolP256R1, 3, 32, "a9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7"),
    "brainpoolP384r1": (ec.BrainpoolP384R1, 5, 48, "8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b31f166e6cac0425a7"
                                                   "cf3ab6af6b7fc3103b883202e9046565"),
    "brainpoolP512r1": (ec.BrainpoolP512R1, 7, 64, "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca70330870"
                                                   "553e5c414ca92619418661197fac10471db1d381085ddaddb58796829ca90069"),
}
OIDS = {"P-256": "06082a8648ce3d030107", "P-384": "06052b81040022", "P-521": "06052b81040023",
        "brainpoolP256r1": "06092b2403030208010107", "brainpoolP384r1": "06092b240303020801010b",
        "brainpoolP512r1": "06092b240303020801010d"}


def hash_for(curve):
    size = CURVES[curve][2]
    return hashlib.sha256 if size < 48 else hashlib.sha384 if size < 64 else hashlib.sha512


class Key:
    """A private key made from a label, so that every run makes the same."""

    def __init__(self, curve, label):
        self.curve = curve
        kind, self.reference, self.size, order = CURVES[curve]
        self.n = int(order, 16)
        seed = b"".join(hashlib.sha512(("assay %s %d" % (label, i)).encode()).digest() for i in range(2))
        self.d = int.from_bytes(seed[:self.size + 8], "big") % (self.n - 1) + 1
        self.key = ec.derive_private_key(self.d, kind())
        numbers = self.key.public_key().public_numbers()
        self.x, self.y = numbers.x, numbers.y
        self.point = b"\x04" + self.x.to_bytes(self.size, "big") + self.y.to_bytes(self.size, "big")
        self.scalar = self.d.to_bytes(self.size, "big")

    def ecdh(self, other):
        return self.key.exchange(ec.ECDH(), other.key.public_key())

    def sign(self, message, hashed=None):
        digest = (hashed or hash_for(self.curve))(message).digest()
        bits = self.n.bit_length()
        e = int.from_bytes(digest, "big")
        if len(digest) * 8 > bits:
            e >>= len(digest) * 8 - bits
        k = int.from_bytes(hashlib.sha512(b"nonce" + self.scalar + digest).digest() * 2, "big") % (self.n - 1) + 1
        r = ec.derive_private_key(k, CURVES[self.curve][0]()).public_key().public_numbers().x % self.n
        s = pow(k, -1, self.n) * (e + r * self.d) % self.n
        return r.to_bytes(self.size, "big") + s.to_bytes(self.size, "big")


def number(value):
    raw = value.lstrip(b"\0") or b"\0"
    return tlv("02", (b"\0" if raw[0] & 0x80 else b"") + raw)


def der_signature(plain):
    half = len(plain) // 2
    return tlv("30", number(plain[:half]) + number(plain[half:]))


# --- certificates of the GlobalPlatform format

SERIAL, CA_ID, SUBJECT = b"\x01\x02\x03\x04\x05", b"CA-KLOC test one", b"OCE test one"
AGREE, SIGN = b"\x00\x80", b"\x82"


def key_object(key, point=None, reference=None):
    return tlv("7F49", tlv("B0", key.point if point is None else point) +
               tlv("F0", bytes([key.reference]) if reference is None else reference))


def fields(key, serial=SERIAL, ca=CA_ID, subject=SUBJECT, usage=AGREE, start=None, end="20351231", extra=b"", public=None):
    out = [tlv("93", serial), tlv("42", ca), tlv("5F20", subject), tlv("95", usage)]
    if start:
        out.append(tlv("5F25", bytes.fromhex(start)))
    out.append(tlv("5F24", bytes.fromhex(end)))
    if extra:
        out.append(extra)
    out.append(public or key_object(key))
    return out


def certificate(body, ca, der=False, signature=None, hashed=None, message=None):
    joined = b"".join(body)
    made = signature
    if made is None:
        made = ca.sign(joined if message is None else message, hashed)
        if der:
            made = der_signature(made)
    return tlv("7F21", joined + tlv("5F37", made))


def x509(key, ca, usage=b"\x03\x08", start="250101000000Z", end="351231235959Z", is_ca=False, spoil=None):
    hashed = {32: ("2a8648ce3d040302", hashlib.sha256), 48: ("2a8648ce3d040303", hashlib.sha384)}.get(
        ca.size, ("2a8648ce3d040304", hashlib.sha512))
    algorithm = tlv("30", tlv("06", bytes.fromhex(hashed[0])))

    def name(text):
        return tlv("30", tlv("31", tlv("30", tlv("06", bytes.fromhex("550403")) + tlv("0C", text))))

    def identifier(point):
        return hashlib.sha1(point).digest()

    extensions = [tlv("30", tlv("06", bytes.fromhex("551d0e")) + tlv("04", tlv("04", identifier(key.point)))),
                  tlv("30", tlv("06", bytes.fromhex("551d23")) + tlv("04", tlv("30", tlv("80", identifier(ca.point))))),
                  tlv("30", tlv("06", bytes.fromhex("551d0f")) + b"\x01\x01\xff" + tlv("04", tlv("03", usage)))]
    if is_ca:
        extensions.append(tlv("30", tlv("06", bytes.fromhex("551d13")) + b"\x01\x01\xff" +
                              tlv("04", tlv("30", b"\x01\x01\xff"))))
    public = tlv("30", tlv("30", bytes.fromhex("06072a8648ce3d0201" + OIDS[key.curve])) + tlv("03", b"\0" + key.point))
    tbs = tlv("30", tlv("A0", b"\x02\x01\x02") + number(SERIAL) + algorithm + name(CA_ID) +
              tlv("30", tlv("17", start.encode()) + tlv("17", end.encode())) + name(SUBJECT) + public +
              tlv("A3", tlv("30", b"".join(extensions))))
    signature = der_signature(ca.sign(tbs, hashed[1]))
    if spoil:
        tbs, signature = spoil(tbs, signature)
    return tlv("30", tbs + algorithm + tlv("03", b"\0" + signature))


# --- key agreement and sessions

def cmac(key, message):
    run = CMAC(algorithms.AES(key))
    run.update(message)
    return run.finalize()


def aes(key, data, icv=None):
    run = Cipher(algorithms.AES(key), modes.ECB() if icv is None else modes.CBC(icv)).encryptor()
    return run.update(data) + run.finalize()


def pad(data):
    return data + b"\x80" + bytes(-(len(data) + 1) % 16)


def kdf(z, info, length, hashed=hashlib.sha256, first=1):
    out, counter = b"", first
    while len(out) < length:
        out += hashed(z + counter.to_bytes(4, "big") + info).digest()
        counter += 1
    return out[:length]


PARAMETERS = {"a": 1, "b": 0, "c": 3}
KID = {"a": 0x11, "b": 0x13, "c": 0x15}


class Session:
    def __init__(self, variant, curve, length=16, usage=0x3C, mac=8, host_id=b"", card_id=b"", hashed=hashlib.sha256,
                 identifiers=False):
        self.variant, self.curve, self.length, self.usage, self.mac = variant, curve, length, usage, mac
        self.card_id, self.hashed = card_id, hashed
        self.oce, self.ephemeral = Key(curve, "oce static"), Key(curve, "oce ephemeral")
        self.sd, self.sd_ephemeral = Key(curve, "sd static"), Key(curve, "sd ephemeral")
        parameter = PARAMETERS[variant] | (4 if identifiers else 0)
        self.crt = [tlv("90", bytes([0x11, parameter])), tlv("95", bytes([usage])), tlv("80", b"\x88"),
                    tlv("81", bytes([length]))]
        if host_id:
            self.crt.append(tlv("84", host_id))
        self.request = tlv("A6", b"".join(self.crt)) + tlv("5F49", self.ephemeral.point)
        self.info = bytes([usage, 0x88, length])
        if identifiers:
            self.info += bytes([len(host_id)]) + host_id + card_id
        self.answering = self.sd if variant == "c" else self.sd_ephemeral
        self.point = tlv("5F49", self.answering.point)
        self.z1 = self.answering.ecdh(self.ephemeral)
        self.z2 = self.sd.ecdh(self.ephemeral if variant == "b" else self.oce)
        self.derive(self.z1 + self.z2)
        self.receipt = cmac(self.keys[0], self.request + self.point)

    def derive(self, z, info=None, hashed=None, first=1):
        raw = kdf(z, self.info if info is None else info, 5 * self.length, hashed or self.hashed, first)
        self.keys = [raw[i * self.length:(i + 1) * self.length] for i in range(5)]
        return self.keys

    def command(self, request=None, ins=None):
        data = self.request if request is None else request
        header = bytes([0x80, ins or (0x88 if self.variant == "b" else 0x82), 0x03, KID[self.variant]])
        size = bytes([len(data)]) if len(data) < 256 else b"\0" + len(data).to_bytes(2, "big")
        return header + size + data + (b"\0" if len(data) < 256 else b"\0\0")

    def answer(self, receipt=None, point=None):
        return (self.point if point is None else point) + tlv("86", self.receipt if receipt is None else receipt)

    def exchanges(self, chaining=None, response_key=None, response_chaining=None, counter=1, mac=None, cut=slice(0, None)):
        """GET STATUS with an answer, then a command without data."""
        out = []
        chain, size = self.receipt if chaining is None else chaining, mac or self.mac
        _, enc, smac, rmac, _ = self.keys
        for n, (header, data, le, answer) in enumerate([("80F24000", b"\x4F\x00", b"\0", b"\xE3\x06\x4F\x04\x01\x02\x03\x04"),
                                                        ("80CA0066", b"", b"\0", b"")]):
            head = bytes.fromhex(header)
            plain = head + (bytes([len(data)]) + data if data else b"") + le
            body = data
            at = counter + n
            if data and self.usage & 0x08:
                body = aes(enc, pad(data), aes(enc, at.to_bytes(16, "big")))
            under = bytes([0x84]) + head[1:] + bytes([len(body) + size])
            chain = cmac(smac, chain + under + body)
            wrapped = under + body + chain[:size] + le
            answered = answer
            if self.usage & 0x20:
                if answer and self.usage & 0x08:
                    answered = aes(enc, pad(answer), aes(enc, b"\x80" + at.to_bytes(15, "big")))
                start = chain if response_chaining is None else response_chaining
                answered += cmac(response_key or rmac, start + answered + b"\x90\0")[:size]
            out.append((plain, wrapped, answered[cut] + b"\x90\0", answer))
        return out


# --- the file

class File(ComputedFile):
    def __init__(self):
        super().__init__("scp11", "SCP11 in every variant, certificates and chains, and what mistaken cards and CAs make of them")


def session_lines(s, command=None, answer=None, exchanges=None, expected=True, hash_name=None, sd_point=None):
    out = ["curve: " + s.curve, "mode: S%d" % s.mac]
    if hash_name:
        out.append("hash: " + hash_name)
    if s.variant != "b":
        out.append("oce_static_key: " + h(s.oce.scalar))
    out += ["oce_ephemeral_key: " + h(s.ephemeral.scalar), "card_static_key: " + h(sd_point or s.sd.point)]
    if s.card_id:
        out.append("card_id: " + h(s.card_id))
    out += ["key_agreement:", "  command: " + h(command or s.command()), "  answer: " + h(answer or s.answer())]
    if expected:
        out += ["shared_ephemeral: " + h(s.z1), "shared_static: " + h(s.z2), "shared_info: " + h(s.info), "session_keys:"]
        out += ["  %s: %s" % (name, h(key)) for name, key in zip(("receipt", "s_enc", "s_mac", "s_rmac", "s_dek"), s.keys)]
    made = s.exchanges() if exchanges is None else exchanges
    return out + exchange_lines(made)


def chain_lines(certificates, issuer=None, usage=None, today=None, expect=()):
    out = []
    if issuer:
        out += ["issuer_curve: " + issuer.curve, "issuer: " + h(issuer.point)]
    out.append("chain:")
    out += ["  - certificate: " + h(each) for each in certificates]
    if usage:
        out.append("usage: " + usage)
    if today:
        out.append("today: %d" % today)
    out += ["%s: %s" % (name, h(value)) for name, value in expect]
    return out


def valid_sessions(file):
    for variant in "abc":
        for curve in CURVES:
            for length, mac in ((16, 8), (32, 16)):
                s = Session(variant, curve, length, mac=mac)
                file.add("scp11%s-computed-%s-aes%d-s%d" % (variant, curve.lower(), length * 8, mac), "scp11-session",
                         "SCP11%s %s AES-%d S%d" % (variant, curve, length * 8, mac), "Key agreement, keys, receipt and two commands.", session_lines(s))
    for variant in "abc":
        for usage, name in ((0x34, "macs"), (0x14, "c-mac"), (0x1C, "c-mac-c-enc")):
            file.add("scp11%s-computed-usage-%02x" % (variant, usage), "scp11-session", "SCP11%s key usage" % variant,
                     "Key usage %02X asks for %s only." % (usage, name), session_lines(Session(variant, "P-256", 24, usage)))
    for variant in "abc":
        card_id = tlv("08", b"")[:0] + bytes([8]) + b"SIN-0001" + bytes([8]) + b"SDIN-001"
        s = Session(variant, "P-256", host_id=b"HOST-1", card_id=bytes([5]) + b"GROUP" if variant == "c" else card_id,
                    identifiers=True)
        file.add("scp11%s-computed-identifiers" % variant, "scp11-session", "SCP11 identifiers",
                 "Identifiers of host and card go into the derivation.", session_lines(s))
    for curve, hashed, name in (("P-384", hashlib.sha384, "SHA-384"), ("P-521", hashlib.sha512, "SHA-512")):
        s = Session("a", curve, hashed=hashed)
        file.add("scp11a-computed-%s-%s" % (curve.lower(), name.lower()), "scp11-session", "SCP11 derivation by other hashes",
                 "The derivation uses the hash that GPC B.4.3 has for signatures on this curve.",
                 session_lines(s, hash_name=name))


def valid_certificates(file):
    for curve in CURVES:
        ca, key = Key(curve, "ca"), Key(curve, "oce static")
        expect = (("serial", SERIAL), ("authority", CA_ID), ("subject", SUBJECT), ("public_key", key.point))
        for der in (False, True):
            made = certificate(fields(key), ca, der)
            file.add("scp11-certificate-computed-%s-%s" % (curve.lower(), "der" if der else "plain"), "scp11-certificates",
                     "SCP11 certificates, signature", "A certificate 7F21 signed %s." % ("in DER" if der else "as r || s"),
                     chain_lines([made], ca, expect=expect))
        file.add("scp11-certificate-computed-%s-x509" % curve.lower(), "scp11-certificates", "SCP11 certificates, signature",
                 "An X.509 certificate.", chain_lines([x509(key, ca)], ca, today=20260101, expect=(("public_key", key.point),)))
    ca, middle, key = Key("P-384", "ca"), Key("P-256", "ka"), Key("P-256", "oce static")
    first = certificate(fields(middle, subject=b"KA-KLOC", usage=SIGN), ca)
    second = certificate(fields(key, ca=b"KA-KLOC", start="20250101", extra=tlv("53", b"free text")), middle)
    file.add("scp11-certificate-computed-chain", "scp11-certificates", "SCP11 certificates, signature",
             "A KA-KLOC on P-256 under a CA-KLOC on P-384, then the certificate of the terminal.",
             chain_lines([first, second], ca, today=20260101, expect=(("public_key", key.point),)))
    file.add("scp11-certificate-computed-chain-x509", "scp11-certificates", "SCP11 certificates, signature",
             "The same chain in X.509.",
             chain_lines([x509(middle, ca, b"\x02\x04", is_ca=True), x509(key, middle)], ca, today=20260101))
    made = certificate(fields(key, extra=tlv("73", tlv("80", b"\x01")) + tlv("BF20", tlv("80", b"\x01"))), ca)
    file.add("scp11-certificate-computed-authorizations", "scp11-certificates", "SCP11 certificates, signature",
             "A certificate with a template of discretionary data and authorizations.", chain_lines([made], ca))
    file.add("scp11-certificate-computed-ca", "scp11-certificates", "SCP11 certificates, signature",
             "A certificate of a KA-KLOC alone, for the verification of signatures.",
             chain_lines([first], ca, usage="verification of signatures"))


def invalid_certificates(file):
    ca, key, stranger = Key("P-256", "ca"), Key("P-256", "oce static"), Key("P-256", "stranger")
    structure = "certificate 7F21: "
    unsigned = "certificate 1 of the chain: its signature does not verify under the issuer's key"

    def bad(name, comment, made, reason, fails="certificate", **more):
        file.add("scp11-certificate-wrong-" + name, "scp11-certificates", "SCP11 certificates, refused", comment,
                 chain_lines([made] if isinstance(made, bytes) else made, ca, **more), fails, reason,
                 "".join(part.capitalize() for part in name.split("-")))

    good = fields(key)
    plain = ca.sign(b"".join(good))
    bad("other-signer", "Somebody else than the CA signed it.", certificate(good, stranger), unsigned, "chain")
    bad("other-hash", "The signature is made over SHA-384 on P-256.", certificate(good, ca, hashed=hashlib.sha384), unsigned,
        "chain")
    bad("signed-with-tag", "The signature covers the outer tag and length too.",
        certificate(good, ca, message=tlv("7F21", b"".join(good))), unsigned, "chain")
    bad("signed-without-key", "The signature covers all but the public key.", certificate(good, ca, message=b"".join(good[:-1])),
        unsigned, "chain")
    bad("signature-zero-r", "r is zero.", certificate(good, ca, signature=bytes(32) + plain[32:]), unsigned, "chain")
    bad("signature-zero-s", "s is zero.", certificate(good, ca, signature=plain[:32] + bytes(32)), unsigned, "chain")
    n = ca.n.to_bytes(32, "big")
    bad("signature-r-of-order", "r is the order of the base point.", certificate(good, ca, signature=n + plain[32:]), unsigned,
        "chain")
    bad("signature-swapped", "s stands before r.", certificate(good, ca, signature=plain[32:] + plain[:32]), unsigned, "chain")
    bad("signature-short", "The signature has 63 bytes.", certificate(good, ca, signature=plain[:63]), unsigned, "chain")
    bad("signature-der-trailing", "A byte follows the DER signature.", certificate(good, ca, signature=der_signature(plain) + b"\0"),
        unsigned, "chain")
    low = der_signature(plain)
    bad("signature-der-long-length", "The length of the DER signature is not in its shortest coding.",
        certificate(good, ca, signature=b"\x30\x81" + low[1:]), unsigned, "chain")
    bad("usage-signature", "The key is for signatures, key agreement was wanted.", certificate(fields(key, usage=SIGN), ca),
        "certificate 1 of the chain: its key is for verification of signatures, key agreement was wanted", "chain")
    bad("usage-unknown", "Key usage 40 is none of the two.", certificate(fields(key, usage=b"\x40"), ca),
        structure + "key usage 40 is neither 82 (verification of signatures) nor 0080 (key agreement)")
    bad("usage-swapped", "Key usage 8000 has its bytes swapped.", certificate(fields(key, usage=b"\x80\0"), ca),
        structure + "key usage 8000 is neither 82 (verification of signatures) nor 0080 (key agreement)")
    bad("expired", "It expired the day before.", certificate(fields(key, end="20251231"), ca),
        "certificate 1 of the chain is not valid on 20260101: always to 20251231", "chain", today=20260101)
    bad("not-yet-valid", "It becomes valid the day after.", certificate(fields(key, start="20260102"), ca),
        "certificate 1 of the chain is not valid on 20260101: 20260102 to 20351231", "chain", today=20260101)
    bad("month-thirteen", "The expiration date has month 13.", certificate(fields(key, end="20351301"), ca),
        structure + "the expiration date 20351301 is no day of a calendar")
    bad("day-zero", "The effective date has day 00.", certificate(fields(key, start="20250100"), ca),
        structure + "the effective date 20250100 is no day of a calendar")
    bad("date-of-three-bytes", "The expiration date has three bytes.", certificate(fields(key, end="351231"), ca),
        structure + "the expiration date (tag 5F24) has 3 bytes, 4 were wanted")
    bad("serial-missing", "There is no serial number.", certificate(good[1:], ca),
        structure + "the serial number (tag 93) was wanted, tag 42 stands there")
    bad("serial-empty", "The serial number has no bytes.", certificate(fields(key, serial=b""), ca),
        structure + "the serial number (tag 93) has 0 bytes, 1 to 20 were wanted")
    bad("serial-of-21-bytes", "The serial number has 21 bytes.", certificate(fields(key, serial=bytes(21)), ca),
        structure + "the serial number (tag 93) has 21 bytes, 1 to 20 were wanted")
    bad("authority-missing", "The CA is not named.", certificate(good[:1] + good[2:], ca),
        structure + "the identifier of the CA (tag 42) was wanted, tag 5F20 stands there")
    bad("subject-missing", "The subject is not named.", certificate(good[:2] + good[3:], ca),
        structure + "the subject identifier (tag 5F20) was wanted, tag 95 stands there")
    bad("usage-missing", "There is no key usage.", certificate(good[:3] + good[4:], ca),
        structure + "the key usage (tag 95) was wanted, tag 5F24 stands there")
    bad("expiration-missing", "There is no expiration date.", certificate(good[:4] + good[5:], ca),
        structure + "the expiration date (tag 5F24) was wanted, tag 7F49 stands there")
    bad("key-missing", "There is no public key.", certificate(good[:5], ca),
        structure + "the public key (tag 7F49) was wanted, tag 5F37 stands there")
    bad("signature-missing", "There is no signature.", tlv("7F21", b"".join(good)),
        structure + "the signature (tag 5F37) is missing")
    bad("fields-swapped", "Subject and CA have changed places.", certificate([good[0], good[2], good[1]] + good[3:], ca),
        structure + "the identifier of the CA (tag 42) was wanted, tag 5F20 stands there")
    bad("serial-twice", "The serial number stands twice.", certificate([good[0]] + good, ca),
        structure + "the identifier of the CA (tag 42) was wanted, tag 93 stands there")
    bad("object-behind-signature", "An object follows the signature.",
        tlv("7F21", b"".join(good) + tlv("5F37", plain) + tlv("53", b"x")), structure + "tag 53 has no place here")
    bad("bytes-behind", "A byte follows the certificate.", certificate(good, ca) + b"\0",
        structure + "what is left over (00) is no data object")
    bad("long-length-of-serial", "The length of the serial number is not in its shortest coding.",
        certificate([b"\x93\x81" + good[0][1:]] + good[1:], ca),
        structure + "the length of the serial number (tag 93) is not in its shortest coding")
    whole = certificate(good, ca)
    bad("long-length-of-certificate", "The length of the certificate has one byte more than it needs.",
        whole[:2] + b"\x82\0" + whole[3:], structure + "the length of the certificate (tag 7F21) is not in its shortest coding")
    bad("other-outer-tag", "The outer tag is 7F4E.", tlv("7F4E", b"".join(good) + tlv("5F37", plain)),
        structure + "the certificate (tag 7F21) was wanted, tag 7F4E stands there")
    compressed = bytes([2 + key.y % 2]) + key.point[1:33]
    off = key.point[:-1] + bytes([key.point[-1] ^ 1])

    def with_key(**how):
        return certificate(good[:5] + [key_object(key, **how)], ca)

    bad("key-off-curve", "The certified point is not on the curve.", with_key(point=off), "the point is not on P-256")
    bad("key-compressed", "The certified point is compressed.", with_key(point=compressed),
        "a point of P-256 begins with %02X, an uncompressed one with 04 was wanted" % compressed[0])
    bad("key-infinity", "The certified point is the one at infinity.", with_key(point=b"\0"),
        "the point at infinity is no public key")
    bad("key-of-other-curve", "The key parameter reference names P-384.", with_key(reference=b"\x01"),
        "a point of P-384 has 65 bytes, 97 were wanted")
    bad("key-reference-reserved", "The key parameter reference is reserved.", with_key(reference=b"\x09"),
        "key parameter reference 09 is reserved; 00 to 08 are curves")
    bad("key-reference-of-two-bytes", "The key parameter reference has two bytes.", with_key(reference=b"\x80\0"),
        structure + "key parameter reference 8000 of two bytes is no curve")
    bad("key-reference-missing", "The key has no parameter reference.",
        certificate(good[:5] + [tlv("7F49", tlv("B0", key.point))], ca),
        structure + "the key parameter reference (tag F0) is missing")
    bad("key-reference-first", "The parameter reference stands before the point.",
        certificate(good[:5] + [tlv("7F49", tlv("F0", b"\0") + tlv("B0", key.point))], ca),
        structure + "the point (tag B0) was wanted, tag F0 stands there")
    middle = Key("P-256", "ka")
    first = certificate(fields(middle, subject=b"KA-KLOC", usage=SIGN), ca)
    leaf = certificate(fields(key, ca=b"KA-KLOC"), middle)
    bad("chain-by-leaf", "A certificate for key agreement signs another.",
        [certificate(fields(middle, subject=b"KA-KLOC"), ca), leaf],
        "certificate 1 of the chain: its key is for key agreement, verification of signatures was wanted", "chain")
    bad("chain-reversed", "The leaf comes first.", [leaf, first], unsigned, "chain")
    bad("chain-without-middle", "The certificate between is left out.", [leaf], unsigned, "chain")
    bad("chain-other-authority", "The leaf names another CA than the certificate before.",
        [first, certificate(fields(key, ca=b"KA-KLOX"), middle)],
        "certificate 2 of the chain names CA 4B412D4B4C4F58, the certificate before it is of 4B412D4B4C4F43", "chain")
    bad("chain-leaf-by-root", "The leaf names the KA-KLOC and is signed by the CA.",
        [first, certificate(fields(key, ca=b"KA-KLOC"), ca)],
        "certificate 2 of the chain: its signature does not verify under the issuer's key", "chain")
    bad("chain-expired-middle", "The certificate between has expired.",
        [certificate(fields(middle, subject=b"KA-KLOC", usage=SIGN, end="20200101"), ca), leaf],
        "certificate 1 of the chain is not valid on 20260101: always to 20200101", "chain", today=20260101)
    bad("x509-signature", "One bit of an X.509 signature is wrong.",
        x509(key, ca, spoil=lambda tbs, sig: (tbs, sig[:-1] + bytes([sig[-1] ^ 1]))), unsigned, "chain")
    bad("x509-no-usage-of-interest", "An X.509 key usage allows digital signatures only.", x509(key, ca, b"\x07\x80"),
        "the key usage of an X.509 certificate allows neither key agreement nor the signing of certificates")
    bad("x509-expired", "An X.509 certificate has expired.", x509(key, ca, end="251231235959Z"),
        "certificate 1 of the chain is not valid on 20260101: 20250101 to 20251231", "chain", today=20260101)
    bad("x509-trailing", "A byte follows an X.509 certificate.", x509(key, ca) + b"\0", "1 bytes follow an X.509 certificate")


def invalid_sessions(file):
    def bad(name, comment, fails, reason=None, variant="a", **how):
        s = how.pop("session", None) or Session(variant, "P-256")
        how.setdefault("expected", False)
        how.setdefault("exchanges", [])
        file.add("scp11-session-wrong-" + name, "scp11-session", "SCP11 sessions, refused", comment,
                 session_lines(s, **how), fails, reason, "Session" + "".join(part.capitalize() for part in name.split("-")))

    good = Session("a", "P-256")

    def receipt(name, comment, value, s=None):
        t = s or Session("a", "P-256")
        bad("receipt-" + name, comment, "receipt", session=t, answer=t.answer(value))

    receipt("flipped", "One bit of the receipt is wrong.", good.receipt[:-1] + bytes([good.receipt[-1] ^ 1]))
    receipt("zero", "The receipt is zero.", bytes(16))
    receipt("without-request", "The receipt covers the answer only.", cmac(good.keys[0], good.point))
    receipt("without-answer", "The receipt covers the request only.", cmac(good.keys[0], good.request))
    receipt("answer-first", "The receipt covers the answer before the request.", cmac(good.keys[0], good.point + good.request))
    receipt("bare-point", "The receipt covers the card's point without tag and length.",
            cmac(good.keys[0], good.request + good.answering.point))
    receipt("without-template", "The receipt covers the two points only.",
            cmac(good.keys[0], tlv("5F49", good.ephemeral.point) + good.point))
    receipt("by-s-mac", "The receipt is made with S-MAC.", cmac(good.keys[2], good.request + good.point))
    receipt("by-s-enc", "The receipt is made with S-ENC: the receipt key is forgotten in the derivation.",
            cmac(good.keys[1], good.request + good.point))
    receipt("with-header", "The receipt covers the header of the command too.",
            cmac(good.keys[0], good.command()[:5] + good.request + good.point))

    def derived(name, comment, variant="a", **how):
        t = Session(variant, "P-256")
        z = how.pop("z", t.z1 + t.z2) if not callable(how.get("z")) else how.pop("z")(t)
        keys = Session(variant, "P-256").derive(z, **how)
        receipt("derived-" + name, comment, cmac(keys[0], t.request + t.point), t)

    derived("static-first", "The static secret stands before the ephemeral one.", z=lambda t: t.z2 + t.z1)
    derived("ephemeral-only", "The static secret is left out: anybody could have agreed.", z=lambda t: t.z1)
    derived("static-only", "The ephemeral secret is left out.", z=lambda t: t.z2)
    derived("ephemeral-for-static", "The terminal's ephemeral key stands for its static one, as in SCP11b.",
            z=lambda t: t.z1 + t.sd.ecdh(t.ephemeral))
    derived("static-for-ephemeral", "The card's static key agrees with the ephemeral one, as in SCP11c.",
            z=lambda t: t.sd.ecdh(t.ephemeral) + t.z2)
    derived("b-without-static", "SCP11b without the card's static key.", "b", z=lambda t: t.z1)
    derived("b-ephemeral-twice", "SCP11b with the ephemeral secret twice.", "b", z=lambda t: t.z1 + t.z1)
    derived("c-static-twice", "SCP11c with the static secret twice.", "c", z=lambda t: t.z2 + t.z2)
    derived("no-shared-info", "Usage, type and length are left out.", info=b"")
    derived("other-usage", "The derivation takes usage 34 where 3C was asked for.", info=b"\x34\x88\x10")
    derived("length-in-bits", "The derivation takes the length in bits.", info=b"\x3C\x88\x00\x80")
    derived("type-first", "The key type stands before the usage.", info=b"\x88\x3C\x10")
    derived("whole-objects", "The derivation takes the objects 95, 80 and 81 with tags.", info=b"".join(good.crt[1:]))
    derived("counter-from-zero", "The counter of the derivation starts at zero.", first=0)
    derived("sha-384", "The derivation uses SHA-384.", hashed=hashlib.sha384)
    derived("sha-1", "The derivation uses SHA-1.", hashed=hashlib.sha1)
    derived("whole-points", "The secrets are whole points, Y coordinate too.",
            z=lambda t: t.z1 + t.z1[::-1] + t.z2 + t.z2[::-1])
    t = Session("a", "P-521")
    stripped = t.derive(t.z1.lstrip(b"\0") + t.z2.lstrip(b"\0")) if t.z1[0] == 0 or t.z2[0] == 0 else None
    if stripped:
        bad("receipt-derived-leading-zeros", "Leading zeros of the secrets are left out.", "receipt", session=Session("a", "P-521"),
            answer=Session("a", "P-521").answer(cmac(stripped[0], t.request + t.point)))

    structure = "answer to a key agreement: "
    point, mac = good.point, tlv("86", good.receipt)

    def answered(name, comment, value, reason, **how):
        bad("answer-" + name, comment, "answer", reason, answer=value, **how)

    answered("without-receipt", "The answer has no receipt.", point, structure + "the receipt (tag 86) is missing")
    answered("without-point", "The answer has no point.", mac,
             structure + "the card's public key (tag 5F49) was wanted, tag 86 stands there")
    answered("swapped", "The receipt stands before the point.", mac + point,
             structure + "the card's public key (tag 5F49) was wanted, tag 86 stands there")
    answered("receipt-of-8-bytes", "The receipt is cut to 8 bytes.", point + tlv("86", good.receipt[:8]),
             structure + "the receipt (tag 86) has 8 bytes, 16 were wanted")
    answered("trailing-object", "Another object follows the receipt.", point + mac + tlv("80", b"\1"),
             structure + "tag 80 has no place here")
    answered("long-length", "The length of the receipt is not in its shortest coding.", point + b"\x86\x81" + mac[1:],
             structure + "the length of the receipt (tag 86) is not in its shortest coding")
    answered("long-length-of-point", "The length of the point is not in its shortest coding.",
             b"\x5F\x49\x81" + point[2:] + mac, structure + "the length of the card's public key (tag 5F49) is not in its shortest coding")
    answered("wrapped", "The answer stands in a template 7F49.", tlv("7F49", point + mac),
             structure + "the card's public key (tag 5F49) was wanted, tag 7F49 stands there")
    sd = good.sd_ephemeral

    def pointed(name, comment, value, reason, **how):
        answered("point-" + name, comment, tlv("5F49", value) + mac, "the card's public key: " + reason, **how)

    pointed("off-curve", "The card's point is not on the curve.", sd.point[:-1] + bytes([sd.point[-1] ^ 1]),
            "the point is not on P-256")
    pointed("infinity", "The card's point is the one at infinity.", b"\0", "the point at infinity is no public key")
    pointed("compressed", "The card's point is compressed.", bytes([2 + sd.y % 2]) + sd.point[1:33],
            "a point of P-256 begins with %02X, an uncompressed one with 04 was wanted" % (2 + sd.y % 2))
    pointed("not-reduced", "The X coordinate of the card's point is not below the prime.", b"\x04" + b"\xFF" * 32 + sd.point[33:],
            "a coordinate of a point of P-256 is not below the prime")
    pointed("of-zeros", "Both coordinates of the card's point are zero.", b"\x04" + bytes(64), "the point is not on P-256")
    pointed("other-curve", "The card's point is on brainpoolP256r1.", Key("brainpoolP256r1", "sd ephemeral").point,
            "the point is not on P-256")
    pointed("short", "The card's point lacks its last byte.", sd.point[:-1], "a point of P-256 has 64 bytes, 65 were wanted")
    answered("c-ephemeral", "A card answers SCP11c with another point than its static key.",
             tlv("5F49", sd.point) + mac, "an answer of SCP11c has another point than the card's static key",
             session=Session("c", "P-256"))

    def asked(name, comment, crt, reason, point=None, ins=None):
        request = tlv("A6", b"".join(crt)) + tlv("5F49", good.ephemeral.point if point is None else point)
        bad("request-" + name, comment, "request", reason, command=good.command(request, ins))

    p, u, ty, le = good.crt
    asked("protocol", "The request is for protocol 03.", [tlv("90", b"\x03\x01"), u, ty, le],
          "key agreement: protocol 03 stands where 11 was wanted")
    asked("parameter", "The parameter names no variant.", [tlv("90", b"\x11\x02"), u, ty, le],
          "key agreement: parameters 02 name no variant: 00 is SCP11b, 01 SCP11a, 03 SCP11c")
    asked("usage-encryption-alone", "Encryption without a MAC is asked for.", [p, tlv("95", b"\x38"), ty, le],
          "key agreement: key usage 38 is no secure messaging with C-MAC; 34 and 3C are usual")
    asked("usage-dek", "Sensitive data alone are asked for.", [p, tlv("95", b"\x48"), ty, le],
          "key agreement: key usage 48 is no secure messaging with C-MAC; 34 and 3C are usual")
    asked("type-des", "DES keys are asked for.", [p, u, tlv("80", b"\x80"), le],
          "key agreement: key type 80 stands where 88 (AES) was wanted")
    asked("length-20", "Keys of 20 bytes are asked for.", [p, u, ty, tlv("81", b"\x14")],
          "key agreement: keys of 20 bytes are no AES keys")
    asked("length-of-two-bytes", "The key length has two bytes.", [p, u, ty, tlv("81", b"\0\x10")],
          "key agreement: the key length (tag 81) has 2 bytes, 1 were wanted")
    asked("order", "The key type stands before the usage.", [p, ty, u, le],
          "key agreement: the key usage (tag 95) was wanted, tag 80 stands there")
    asked("length-missing", "The key length is missing.", [p, u, ty], "key agreement: the key length (tag 81) is missing")
    asked("host-id-unasked", "A host identifier comes without its parameter.", good.crt + [tlv("84", b"H")],
          "key agreement: a host identifier (tag 84) without the parameter that asks for it")
    asked("unknown-object", "An object 99 follows.", good.crt + [tlv("99", b"H")], "key agreement: tag 99 has no place here")
    asked("instruction", "SCP11a with INTERNAL AUTHENTICATE.", good.crt, None, ins=0x88)
    bad("ephemeral-key-of-another", "The request carries another ephemeral key than the terminal has.", "ephemeral_key",
        command=good.command(tlv("A6", b"".join(good.crt)) + tlv("5F49", Key("P-256", "stranger").point)))

    def after(name, comment, fails, **how):
        bad(name, comment, fails, exchanges=Session("a", "P-256").exchanges(**how))

    after("first-c-mac-from-zero", "The first C-MAC starts from zero, not from the receipt.", "wrapped", chaining=bytes(16))
    after("first-c-mac-from-half", "The first C-MAC starts from half of the receipt.", "wrapped",
          chaining=good.receipt[:8] + bytes(8))
    after("counter-from-zero", "The encryption counter starts at zero.", "wrapped", counter=0)
    after("counter-from-two", "The agreement counts as a command.", "wrapped", counter=2)
    after("macs-of-16-bytes", "MACs of 16 bytes in S8.", "wrapped", mac=16)
    after("r-mac-by-s-mac", "The R-MAC is made with S-MAC.", "r_mac", response_key=good.keys[2])
    after("r-mac-by-receipt-key", "The R-MAC is made with the receipt key.", "r_mac", response_key=good.keys[0])
    after("r-mac-from-receipt", "The R-MAC starts from the receipt, not from the C-MAC.", "r_mac",
          response_chaining=good.receipt)
    after("r-mac-from-zero", "The R-MAC starts from zero.", "r_mac", response_chaining=bytes(16))
    after("no-answer-data", "The answer to a protected command has neither data nor R-MAC.", "r_mac", cut=slice(0, 0))


def main():
    file = File()
    valid_sessions(file)
    valid_certificates(file)
    invalid_certificates(file)
    invalid_sessions(file)
    file.write_or_check()


main()
