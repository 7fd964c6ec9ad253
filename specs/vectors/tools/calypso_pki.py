#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes specs/vectors/calypso-pki.yaml: published transactions of Calypso PKI, certificates made here, and what must be refused of both.

It shares no code with the harness: RSA, MGF1 and P-256 are computed here with Python's own integers and hashlib.
Run it as `python3 specs/vectors/tools/calypso_pki.py > specs/vectors/calypso-pki.yaml`; `--check` compares instead.
The keys in calypso_pki_keys.values were invented for this project, private parts and all: they are NOT Calypso keys.
"""
import datetime
import hashlib
import json
import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
TARGET = os.path.join(FOLDER, "..", "calypso-pki.yaml")
PUBLISHED = json.load(open(os.path.join(FOLDER, "calypso_pki_published.values")))
OWN = json.load(open(os.path.join(FOLDER, "calypso_pki_keys.values")))

MOBCO = {"origin": "springcard/mobco-2026-calypso-demo", "path": "calypso-pki/calypso_pki/constants.py",
         "commit": "2f2fa428", "licence": "MIT"}
HERE = {"origin": "made here", "licence": "Apache-2.0"}
NOTES = {
    "Genuine": "Recorded from a genuine card, or the worked example of its specification.",
    "Unconfirmed": "Made here with keys of our own, which are not Calypso keys; no public vector says the same.",
    "Damaged": "Bytes of a genuine or own transaction are changed, so that what it proved no longer holds.",
    "Resigned": "The certificate is signed rightly and breaks one rule.",
    "Wrapped": "Length, header or structure is not what it must be.",
    "Transcript": "What is hashed is composed in a way that a card does not.",
    "Tolerated": "A terminal in the field only warns of it.",
}

# P-256.
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P) % P
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P) % P
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def multiply(k, point):
    out = None
    while k:
        if k & 1:
            out = add(out, point)
        point = add(point, point)
        k >>= 1
    return out


def xy(point):
    return point[0].to_bytes(32, "big") + point[1].to_bytes(32, "big")


def sha(data):
    return hashlib.sha256(data).digest()


def ecdsa(scalar, message):
    e = int.from_bytes(sha(message), "big")
    k = int.from_bytes(sha(scalar.to_bytes(32, "big") + message), "big") % (N - 1) + 1
    r = multiply(k, G)[0] % N
    s = pow(k, -1, N) * (e + r * scalar) % N
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


class Rsa:
    def __init__(self, numbers):
        self.p, self.q = int(numbers["p"], 16), int(numbers["q"], 16)
        self.n, self.d = self.p * self.q, int(numbers["d"], 16)
        self.reference = bytes.fromhex(numbers["reference"])

    def modulus(self):
        return self.n.to_bytes(256, "big")

    def power(self, block):
        m = int.from_bytes(block, "big")
        a, b = pow(m % self.p, self.d % (self.p - 1), self.p), pow(m % self.q, self.d % (self.q - 1), self.q)
        return ((a - b) * pow(self.q, -1, self.p) % self.p * self.q + b).to_bytes(256, "big")


def mask(seed, size):
    return b"".join(sha(seed + i.to_bytes(4, "big")) for i in range(-(-size // 32)))[:size]


def recover_sign(key, inside, outside, marker=0x01, trailer=0xBC, spoil_hash=False, bits=None, salt=b"", top=False):
    """The signature with 222 bytes of message inside; the rest are the mistakes of a signer."""
    bits = len(inside) * 8 if bits is None else bits
    h = sha(bits.to_bytes(8, "big") + inside + sha(outside) + salt)
    if spoil_hash:
        h = bytes([h[0] ^ 1]) + h[1:]
    db = bytes(222 - len(inside)) + bytes([marker]) + inside
    masked = bytearray(x ^ y for x, y in zip(db, mask(h, 223)))
    masked[0] &= 0x7F
    if top and int.from_bytes(bytes([masked[0] | 0x80]) + masked[1:] + h + bytes([trailer]), "big") < key.n:
        masked[0] |= 0x80
    return key.power(bytes(masked) + h + bytes([trailer]))


ROOT, CA, OTHER = Rsa(OWN["root"]), Rsa(OWN["ca"]), Rsa(OWN["other"])
SCALAR = int(OWN["card"]["private"], 16)
CARD_KEY = xy(multiply(SCALAR, G))
CARD_AID = bytes.fromhex(OWN["card"]["aid"])
SERIAL = bytes.fromhex(OWN["card"]["serial"])
STARTUP = bytes.fromhex(OWN["card"]["startup"])


def hexed(text):
    return bytes.fromhex(text)


def aid16(aid):
    return aid + bytes(16 - len(aid))


def ca_certificate(signer=ROOT, subject=CA, **f):
    size = f.get("aid_size", 0xFF if "aid" not in f else len(f["aid"]))
    modulus = f.get("modulus", subject.modulus())
    head = (bytes([f.get("type", 0x90), f.get("version", 1)]) + f.get("issuer", signer.reference)
            + f.get("target", subject.reference) + hexed(f.get("start", "20240101")) + f.get("rfu1", bytes(4))
            + bytes([f.get("rights", 0x09), f.get("scope", 0x01)]) + hexed(f.get("end", "00000000")) + bytes([size])
            + f.get("aid16", aid16(f.get("aid", b""))) + bytes([f.get("mode", 0)]) + f.get("rfu2", bytes(2)) + modulus[:34])
    return head + recover_sign(signer, modulus[34:], head, **f.get("sign", {}))


def card_certificate(signer=CA, **f):
    aid = f.get("aid", CARD_AID)
    head = (bytes([f.get("type", 0x91), f.get("version", 1)]) + f.get("issuer", signer.reference)
            + bytes([f.get("aid_size", len(aid))]) + f.get("aid16", aid16(aid)) + f.get("serial", SERIAL)
            + f.get("index", hexed("00000001")))
    inside = (hexed(f.get("start", "20250101")) + hexed(f.get("end", "20351231")) + bytes([f.get("rights", 0)])
              + f.get("startup", STARTUP) + f.get("rfu1", bytes(18)) + f.get("key", CARD_KEY) + f.get("rfu2", bytes(124)))
    return head + recover_sign(signer, f.get("inside", inside), head, **f.get("sign", {}))


def transcript(session, first=b"\x10", le=False):
    out = first
    for command, answer in session:
        if not le and len(command) > 5 and len(command) == 6 + command[4]:
            command = command[:-1]
        out += bytes([len(command)]) + command + bytes([len(answer)]) + answer
    return out


SESSION = [(hexed(c), hexed(r)) for c, r in OWN["session"]]
SIGNATURE = hexed(OWN["session_signature"])

# Writing.
ids = set()
lines = []


def quoted(value):
    if isinstance(value, bytes):
        return "'" + value.hex().upper() + "'"
    return "'" + str(value).replace("'", "''") + "'"


def test(name, comment, flags, fields, fails=None, warns=None, source=HERE, algorithm="Calypso PKI"):
    assert name not in ids, name
    ids.add(name)
    out = [f"  - id: {name}", "    kind: calypso-pki", f"    algorithm: {algorithm}", f"    comment: {quoted(comment)}",
           f"    flags: [{', '.join(flags)}]", f"    result: {'invalid' if fails else 'valid'}"]
    if fails:
        out.append(f"    fails: {fails}")
    if warns:
        out.append(f"    warns: {warns}")
    out.append("    source: { " + ", ".join(f"{k}: {quoted(v)}" for k, v in source.items()) + " }")
    for key, value in fields.items():
        if value is None:
            continue
        if key == "roots":
            out.append("    roots:")
            for root in value:
                out.append("      - { " + ", ".join(f"{k}: {v if k == 'scope' else quoted(v)}" for k, v in root.items()) + " }")
        elif key == "session":
            out.append("    session:")
            for command, answer in value:
                out.append(f"      - {{ command: {quoted(command)}, answer: {quoted(answer)} }}")
        elif key == "policy":
            out.append(f"    policy: {value}")
        else:
            out.append(f"    {key}: {quoted(value)}")
    lines.append("\n".join(out))


def changed(data, at, value):
    return data[:at] + value + data[at + len(value):]


def flipped(data, at, bit=0):
    return changed(data, at, bytes([data[at] ^ (1 << bit)]))


OWN_ROOT = {"name": "own", "reference": ROOT.reference, "scope": "test", "modulus": ROOT.modulus()}
PCA_TEST, PCA_PROD = ({"name": r["name"], "reference": hexed(r["reference"]), "scope": r["scope"], "modulus": hexed(r["modulus"])}
                      for r in PUBLISHED["roots"])
OK_CA, OK_CARD = ca_certificate(), card_certificate()


def own(**changes):
    """A whole own transaction; None takes a part out."""
    fields = {"roots": [OWN_ROOT], "date": hexed("20260101"), "aid": CARD_AID, "serial": SERIAL, "startup": STARTUP,
              "public_key": CARD_KEY, "ca_certificate": OK_CA, "card_certificate": OK_CARD, "session": SESSION,
              "signature": SIGNATURE}
    fields.update(changes)
    return fields


def bare(**changes):
    """Certificates alone, as the 36 of the other maker are judged."""
    return own(public_key=None, session=None, signature=None, **changes)


def published(name, **changes):
    p = PUBLISHED[name]
    fields = {"roots": [PCA_TEST], "date": hexed("20260101"), "public_key": hexed(p["public_key"]),
              "ca_certificate": hexed(p["ca"]), "card_certificate": hexed(p["card"]),
              "session": [(hexed(c), hexed(r)) for c, r in p["session"]], "signature": hexed(p["signature"])}
    fields.update({k: hexed(v) for k, v in p["facts"].items()})
    fields.update(changes)
    return fields


def genuine():
    for name in ("tn325", "sample"):
        p = PUBLISHED[name]
        test(f"pki-{name}", p["comment"], ["Genuine"],
             {**published(name), "hashed": hexed(p["hashed"]), "card_key": hexed(p["public_key"])}, source={**MOBCO, "test": p["test"]})
        test(f"pki-{name}-transcript", "The same, from the bytes that were hashed.", ["Genuine"],
             published(name, session=None, transcript=hexed(p["hashed"])), source={**MOBCO, "test": p["test"]})
        test(f"pki-{name}-certificates", "The certificates alone.", ["Genuine"],
             published(name, session=None, signature=None, public_key=None), source={**MOBCO, "test": p["test"]})
    p = PUBLISHED["sample"]
    test("pki-sample-wrapped", "The objects of the sample card with their headers, as GET DATA returned them.", ["Genuine"],
         published("sample", public_key=hexed("DF2C40" + p["public_key"]), ca_certificate=hexed("DF4A820180" + p["ca"]),
                   card_certificate=hexed("DF4C82013C" + p["card"])), source={**MOBCO, "test": p["test"]})
    test("pki-keyple-valid-key", "A point of P-256 that a unit test of Keyple calls a valid key.", ["Genuine"],
         {"roots": [PCA_TEST], "date": hexed("20260101"), "public_key": hexed(PUBLISHED["keyple_valid"])},
         source={"origin": "eclipse-keyple/keyple-card-calypso-crypto-pki-java-lib", "licence": "EPL-2.0"})
    test("pki-keyple-invalid-key", "Two bytes that a parser of keys refuses.", ["Wrapped"],
         {"roots": [PCA_TEST], "date": hexed("20260101"), "public_key": hexed("FFFF")}, fails="public-key.length",
         source={"origin": "eclipse-keyple/keyple-card-calypso-crypto-pki-java-lib", "licence": "EPL-2.0"})


def derived():
    """The negative cases that the collection of vectors describes, on both genuine transactions where that can be."""
    for name in ("tn325", "sample"):
        base = published(name)
        session, signature, ca, card = base["session"], base["signature"], base["ca_certificate"], base["card_certificate"]
        hashed = transcript(session)

        def wrong(which, comment, fails, **changes):
            test(f"pki-{name}-{which}", comment, ["Damaged"], published(name, **changes), fails=fails)

        wrong("last-bit", "The last bit of the transcript is flipped.", "session.signature", session=None,
              transcript=flipped(hashed, len(hashed) - 1))
        wrong("le-hashed", "The Le byte of the opening is hashed, too.", "session.signature", session=None,
              transcript=bytes([0x10, len(session[0][0]) + 1]) + session[0][0][:14] + b"\0" + hashed[2 + 14:])
        wrong("without-10", "The byte 10 in front is missing.", "session.transcript", session=None, transcript=hashed[1:])
        wrong("other-first-byte", "The byte in front is 11.", "session.transcript", session=None, transcript=b"\x11" + hashed[1:])
        last = session[-1]
        wrong("without-status", "A status word is missing from an answer.", "session.signature", session=session[:-1] + [(last[0], last[1][:-2])])
        wrong("without-last", "The last exchange is missing.", "session.signature", session=session[:-1])
        wrong("close-hashed", "The close is in the session.", "session.signature",
              session=session + [(hexed("008E008040"), signature + hexed("9000"))])
        wrong("select-hashed", "Another exchange stands before the opening.", "session.opening", session=[(hexed("00B201F41D"), hexed("9000"))] + session)
        wrong("order", "Two exchanges have changed places.", "session.signature", session=[session[0]] + session[:0:-1] + [(hexed("00B2013C1D"), hexed("6A82"))])
        wrong("halves", "r and s have changed places.", "session.signature", signature=signature[32:] + signature[:32])
        for half, at in (("r", 0), ("s", 32)):
            for what, value in (("zero", bytes(32)), ("order", N.to_bytes(32, "big")), ("all-ones", b"\xff" * 32)):
                wrong(f"{half}-{what}", f"{half} is {what}.", "session.signature-range", signature=changed(signature, at, value))
        for size in (0, 63, 65, 72):
            if size:
                wrong(f"signature-of-{size}", f"The signature has {size} bytes.", "session.signature-length",
                      signature=(signature + bytes(8))[:size])
        for at in range(0, len(hashed), 16):
            if at == 0:
                continue
            spoiled = flipped(hashed, at, at % 8)
            try:
                whole = list(parts(spoiled)) and True
            except ValueError:
                whole = False
            opening = whole and spoiled[:16][2:5] == hashed[2:5]
            if whole and opening and rule_free(spoiled, hashed):
                wrong(f"transcript-byte-{at}", f"A bit of byte {at} of the transcript is flipped.", "session.signature", session=None, transcript=spoiled)
        for at in (0, 31, 32, 63):
            wrong(f"signature-byte-{at}", f"A bit of byte {at} of the signature is flipped.", "session.signature", signature=flipped(signature, at))
        for at in (94, 100, 110, 127):
            wrong(f"ca-byte-{at}", f"A bit of byte {at} of the CA certificate is flipped.", "ca-certificate.hash", ca_certificate=flipped(ca, at))
        for at in (60, 61, 62, 63):
            other = next((flipped(ca, at, bit) for bit in range(8) if dated(flipped(ca, at, bit))), None)
            if other is not None:
                wrong(f"ca-date-{at}", f"A bit of the start date of the CA certificate, byte {at}, is flipped: still a date that has passed.",
                      "ca-certificate.hash", ca_certificate=other)
        for at in (48, 52, 56, 59):
            fields = {"serial": None} if at < 56 else {}
            wrong(f"card-byte-{at}", f"A bit of byte {at} of the card certificate is flipped.", "card-certificate.hash",
                  card_certificate=flipped(card, at), **fields)
        wrong("ca-under-production", "The CA certificate is verified with the production root.", "ca-certificate.issuer", roots=[PCA_PROD])
        wrong("ca-under-other-key", "The root's reference names another key.", None or under(ca, PCA_PROD), roots=[{**PCA_TEST, "modulus": PCA_PROD["modulus"]}])
        wrong("without-ca", "The CA certificate is missing.", "card-certificate.issuer", ca_certificate=None)
        wrong("scope", "The root is one for production, the CA's scope is test.", "ca-certificate.scope", roots=[{**PCA_TEST, "scope": "production"}])
        wrong("serial", "The card has another serial number.", "card-certificate.serial", serial=flipped(hexed(PUBLISHED[name]["facts"]["serial"]), 7))
        wrong("too-early", "The day is before the start of the CA certificate.", "ca-certificate.start-date", date=hexed("20190101"))
        other = PUBLISHED["sample" if name == "tn325" else "tn325"]
        wrong("other-key", "The card tells the key of another card.", "card-certificate.public-key", public_key=hexed(other["public_key"]), session=None, signature=None)
        wrong("other-card-certificate", "The card certificate is of another CA.", "card-certificate.issuer",
              card_certificate=hexed(other["card"]), serial=None, aid=None, startup=None)
        wrong("other-session", "The session is of another card.", "session.serial",
              session=[(hexed(c), hexed(r)) for c, r in other["session"]], aid=None)
    test("pki-sample-expired", "The day is after the end of the card certificate.", ["Damaged"], published("sample", date=hexed("20291014")),
         fails="card-certificate.end-date")
    test("pki-sample-last-day", "The day is the last of the card certificate.", ["Genuine"], published("sample", date=hexed("20291013")))
    test("pki-sample-first-day", "The day is the first of the card certificate.", ["Genuine"], published("sample", date=hexed("20241014")))
    test("pki-sample-day-before", "The day is the one before the start of the card certificate.", ["Damaged"], published("sample", date=hexed("20241013")),
         fails="card-certificate.start-date")
    test("pki-sample-expired-terminal", "A terminal that only warns of an end date.", ["Tolerated"],
         published("sample", date=hexed("20291014"), policy="terminal"), warns="card-certificate.end-date")


def parts(data):
    if data[:1] != b"\x10":
        raise ValueError
    at, count = 1, 0
    while at < len(data):
        size = data[at]
        if at + 1 + size > len(data):
            raise ValueError
        yield data[at + 1:at + 1 + size]
        at += 1 + size
        count += 1
    if count % 2:
        raise ValueError


def rule_free(spoiled, hashed):
    """Whether the change leaves opening, AID and serial number of the answer as they were."""
    opening, answer = list(parts(hashed))[:2]
    now = list(parts(spoiled))[:2]
    size = answer[0]
    return now[0] [:6] == opening[:6] and len(now[0]) == len(opening) and now[1][:size + 9] == answer[:size + 9] and \
        now[1][-2:] == answer[-2:] and len(now[1]) == len(answer) and now[1][size + 20] == answer[size + 20]


def dated(certificate):
    start = certificate[60:64].hex()
    try:
        return datetime.datetime.strptime(start, "%Y%m%d").date() <= datetime.date(2026, 1, 1)
    except ValueError:
        return False


def under(certificate, root):
    """The rule that breaks when a signature is opened with a strange key."""
    n = int.from_bytes(root["modulus"], "big")
    signature = int.from_bytes(certificate[-256:], "big")
    if signature >= n:
        return "ca-certificate.signature-range"
    block = pow(signature, 65537, n).to_bytes(256, "big")
    return "ca-certificate.trailer" if block[-1] != 0xBC else "ca-certificate.marker"


def other_maker():
    """The 36 certificates that another maker signed with these keys: root, CA and card are the same."""
    for row in OWN["certificates"]:
        raw = hexed(row["raw"])
        fields = bare(ca_certificate=raw) if row["kind"] == "ca" else bare(card_certificate=raw)
        test("pki-own-" + row["name"].lower(), "Self-made: " + (row["reason"] or "as it should be") + ".", ["Unconfirmed"], fields, fails=row.get("fails"))
        if row.get("warns"):
            test("pki-own-" + row["name"].lower() + "-terminal", "Self-made: " + row["reason"] + ", for a terminal that warns.",
                 ["Unconfirmed", "Tolerated"], {**fields, "policy": "terminal"}, warns=row["warns"])


def own_cases():
    test("pki-own-transaction", "A whole transaction with keys of our own.", ["Unconfirmed"], own(hashed=transcript(SESSION), card_key=CARD_KEY))
    sub = ca_certificate(signer=CA, subject=OTHER)

    def wrong(which, comment, fails, fields, flag="Resigned"):
        test(f"pki-{which}", comment, ["Unconfirmed", flag], fields, fails=fails)

    def right(which, comment, fields, **more):
        test(f"pki-{which}", comment, ["Unconfirmed"], fields, **more)

    # Chains.
    signing = ca_certificate(rights=0x0A)
    right("chain-of-two-cas", "A CA that may sign CAs signs one that signs the card.",
          bare(ca_certificate=signing, sub_ca_certificate=ca_certificate(signer=CA, subject=OTHER), card_certificate=card_certificate(signer=OTHER)))
    wrong("ca-without-right-for-cas", "A CA that shall not sign CAs signs one.", "ca-certificate.issuer-rights",
          bare(sub_ca_certificate=sub, card_certificate=card_certificate(signer=OTHER)))
    wrong("sub-ca-without-right-for-cards", "The second CA shall not sign cards.", "card-certificate.issuer-rights",
          bare(ca_certificate=signing, sub_ca_certificate=ca_certificate(signer=CA, subject=OTHER, rights=0x06), card_certificate=card_certificate(signer=OTHER)))
    wrong("sub-ca-first", "The second CA comes before the first.", "ca-certificate.issuer",
          bare(ca_certificate=sub, sub_ca_certificate=signing, card_certificate=card_certificate(signer=OTHER)))
    right("card-of-root", "A root signs a card itself.", bare(ca_certificate=None, card_certificate=card_certificate(signer=ROOT)))
    wrong("ca-signed-by-itself", "A CA certificate that the CA signed itself.", "ca-certificate.issuer", bare(ca_certificate=ca_certificate(signer=CA)))
    wrong("ca-takes-root", "A CA certificate for the reference of the root.", "ca-certificate.target", bare(ca_certificate=ca_certificate(target=ROOT.reference)))
    wrong("ca-signed-by-stranger", "A CA certificate that names the root and was signed with another key.", None or strange(),
          bare(ca_certificate=ca_certificate(signer=OTHER, issuer=ROOT.reference)), "Damaged")
    wrong("card-signed-by-stranger", "A card certificate that names the CA and was signed with another key.",
          strange_card(), bare(card_certificate=card_certificate(signer=OTHER, issuer=CA.reference)), "Damaged")
    for at in range(0, 29, 4):
        wrong(f"ca-issuer-byte-{at}", f"Byte {at} of the CA's issuer is another.", "ca-certificate.issuer",
              bare(ca_certificate=ca_certificate(issuer=flipped(ROOT.reference, at))))
        wrong(f"card-issuer-byte-{at}", f"Byte {at} of the card's issuer is another.", "card-certificate.issuer",
              bare(card_certificate=card_certificate(issuer=flipped(CA.reference, at))))
        wrong(f"ca-target-byte-{at}", f"Byte {at} of the CA's target is another.", "card-certificate.issuer",
              bare(ca_certificate=ca_certificate(target=flipped(CA.reference, at))))

    # Types, versions, lengths, headers.
    for value in (0x00, 0x7F, 0x89, 0x92, 0xFF):
        wrong(f"ca-type-{value:02x}", f"The type of the CA certificate is {value:02X}.", "ca-certificate.type", bare(ca_certificate=ca_certificate(type=value)))
        wrong(f"card-type-{value:02x}", f"The type of the card certificate is {value:02X}.", "card-certificate.type", bare(card_certificate=card_certificate(type=value)))
    for value in (0x00, 0x03, 0x81, 0xFF):
        wrong(f"ca-version-{value:02x}", f"The version of the CA certificate is {value:02X}.", "ca-certificate.version", bare(ca_certificate=ca_certificate(version=value)))
        wrong(f"card-version-{value:02x}", f"The version of the card certificate is {value:02X}.", "card-certificate.version", bare(card_certificate=card_certificate(version=value)))
    for size in (1, 127, 128, 256, 383, 385):
        wrong(f"ca-length-{size}", f"The CA certificate has {size} bytes.", "ca-certificate.length", bare(ca_certificate=(OK_CA + b"\0")[:size]), "Wrapped")
    for size in (1, 59, 60, 188, 315, 317, 384):
        wrong(f"card-length-{size}", f"The card certificate has {size} bytes.", "card-certificate.length", bare(card_certificate=(OK_CARD + bytes(80))[:size]), "Wrapped")
    right("ca-behind-its-header", "The CA certificate behind its header.", bare(ca_certificate=hexed("DF4A820180") + OK_CA))
    right("card-behind-its-header", "The card certificate behind its header.", bare(card_certificate=hexed("DF4C82013C") + OK_CARD))
    for name, head in (("other-tag", "DF4C820180"), ("other-length", "DF4A820181"), ("short-form", "DF4A810180"), ("only-tag", "DF4A")):
        wrong(f"ca-header-{name}", "The header of the CA certificate is " + head + ".", "ca-certificate.wrapper", bare(ca_certificate=hexed(head) + OK_CA), "Wrapped")
    for name, head in (("other-tag", "DF4A82013C"), ("other-length", "DF4C82013D"), ("second-part", "DF4D82013C"), ("only-tag", "DF4C")):
        wrong(f"card-header-{name}", "The header of the card certificate is " + head + ".", "card-certificate.wrapper", bare(card_certificate=hexed(head) + OK_CARD), "Wrapped")
    wrong("ca-header-alone", "The header of the CA certificate and nothing behind it.", "ca-certificate.length", bare(ca_certificate=hexed("DF4A820180")), "Wrapped")
    wrong("card-header-alone", "The header of the card certificate and nothing behind it.", "card-certificate.length", bare(card_certificate=hexed("DF4C82013C")), "Wrapped")

    # Rights.
    for rights in range(16):
        certificate = ca_certificate(rights=rights)
        if rights & 0x0C == 0x0C or rights & 0x03 == 0x03:
            wrong(f"ca-rights-{rights:02x}", f"The rights of the CA are {rights:02X}: a reserved value.", "ca-certificate.rights-form", bare(ca_certificate=certificate))
        elif rights & 0x04:
            wrong(f"ca-rights-{rights:02x}", f"The rights of the CA are {rights:02X}: it shall not sign cards.", "card-certificate.issuer-rights", bare(ca_certificate=certificate))
        else:
            right(f"ca-rights-{rights:02x}", f"The rights of the CA are {rights:02X}.", bare(ca_certificate=certificate))
    for rights in (0x19, 0x29, 0x49, 0x89, 0xF9):
        wrong(f"ca-rights-{rights:02x}", f"The rights of the CA are {rights:02X}: a reserved bit.", "ca-certificate.rights-form", bare(ca_certificate=ca_certificate(rights=rights)))

    # Scope.
    for scope, fails in ((0x00, "ca-certificate.scope"), (0x02, "ca-certificate.scope-form"), (0x10, "ca-certificate.scope-form"),
                         (0x7F, "ca-certificate.scope-form"), (0xFE, "ca-certificate.scope-form")):
        wrong(f"ca-scope-{scope:02x}", f"The scope of the CA is {scope:02X}.", fails, bare(ca_certificate=ca_certificate(scope=scope)))
    right("ca-scope-ff", "The scope of the CA is any.", bare(ca_certificate=ca_certificate(scope=0xFF)))
    production = [{**OWN_ROOT, "scope": "production"}]
    right("ca-scope-00-of-production", "A root and a CA of production.", bare(roots=production, ca_certificate=ca_certificate(scope=0)))
    right("ca-scope-ff-of-production", "A CA of any scope under a root of production.", bare(roots=production, ca_certificate=ca_certificate(scope=0xFF)))
    wrong("ca-scope-01-of-production", "A CA for tests under a root of production.", "ca-certificate.scope", bare(roots=production))

    # AIDs.
    for size in (0, 1, 4, 17, 32, 0x7F, 0xFE):
        wrong(f"ca-aid-size-{size:02x}", f"The size of the CA's AID is {size:02X}.", "ca-certificate.aid-size", bare(ca_certificate=ca_certificate(aid_size=size)))
    for size in (0, 1, 4, 17, 0x7F, 0xFF):
        wrong(f"card-aid-size-{size:02x}", f"The size of the card's AID is {size:02X}.", "card-certificate.aid-size", bare(card_certificate=card_certificate(aid_size=size)))
    wrong("ca-aid-none-not-zero", "No AID, and bytes where it would be.", "ca-certificate.aid-padding", bare(ca_certificate=ca_certificate(aid_size=0xFF, aid16=aid16(CARD_AID))))
    wrong("ca-aid-zero", "An AID of zeros.", "ca-certificate.aid-padding", bare(ca_certificate=ca_certificate(aid_size=9)))
    wrong("ca-aid-padding", "The AID of the CA is not padded with zeros.", "ca-certificate.aid-padding",
          bare(ca_certificate=ca_certificate(aid=CARD_AID, aid16=CARD_AID + b"\1" * 7)))
    wrong("card-aid-padding", "The AID of the card is not padded with zeros.", "card-certificate.aid-padding",
          bare(card_certificate=card_certificate(aid16=CARD_AID + b"\0" * 6 + b"\1")))
    wrong("card-aid-zero", "The AID of the card is all zero.", "card-certificate.aid-padding", bare(card_certificate=card_certificate(aid16=bytes(16))))
    right("ca-aid-exact", "The CA is for this AID.", bare(ca_certificate=ca_certificate(aid=CARD_AID)))
    for cut in (5, 6, 7, 8):
        wrong(f"ca-aid-prefix-{cut}", f"The CA's AID is the first {cut} bytes of the card's, and no truncation is allowed.", "card-certificate.issuer-aid",
              bare(ca_certificate=ca_certificate(aid=CARD_AID[:cut])))
        right(f"ca-aid-prefix-{cut}-truncated", f"The CA's AID is the first {cut} bytes of the card's, and truncation is allowed.",
              bare(ca_certificate=ca_certificate(aid=CARD_AID[:cut], mode=1)))
    wrong("ca-aid-longer", "The CA's AID begins with the card's and is longer.", "card-certificate.issuer-aid",
          bare(ca_certificate=ca_certificate(aid=CARD_AID + b"\1", mode=1)))
    for at in range(9):
        wrong(f"ca-aid-byte-{at}", f"Byte {at} of the CA's AID is another.", "card-certificate.issuer-aid",
              bare(ca_certificate=ca_certificate(aid=flipped(CARD_AID, at), mode=1)))
    wrong("card-aid-other", "The certificate is for another application.", "card-certificate.aid", bare(card_certificate=card_certificate(aid=CARD_AID + b"\2")))
    test("pki-card-aid-other-terminal", "The same, for a terminal that warns.", ["Unconfirmed", "Tolerated"],
         {**bare(card_certificate=card_certificate(aid=CARD_AID + b"\2")), "policy": "terminal"}, warns="card-certificate.aid")
    wrong("sub-ca-aid-outside", "A CA for one AID signs a CA for another.", "ca-certificate.issuer-aid",
          bare(ca_certificate=ca_certificate(rights=0x0A, aid=CARD_AID), sub_ca_certificate=ca_certificate(signer=CA, subject=OTHER, aid=CARD_AID[:5]),
               card_certificate=card_certificate(signer=OTHER)))
    wrong("sub-ca-aid-none", "A CA for one AID signs a CA for any.", "ca-certificate.issuer-aid",
          bare(ca_certificate=ca_certificate(rights=0x0A, aid=CARD_AID), sub_ca_certificate=ca_certificate(signer=CA, subject=OTHER),
               card_certificate=card_certificate(signer=OTHER)))

    # Dates.
    for name, start, fails in (("tomorrow", "20260102", "start-date"), ("far", "99991231", "start-date"), ("month-00", "20240001", "start-date-form"),
                               ("month-13", "20241301", "start-date-form"), ("day-00", "20240100", "start-date-form"), ("day-32", "20240132", "start-date-form"),
                               ("not-bcd", "2024010A", "start-date-form"), ("year-not-bcd", "20F40101", "start-date-form")):
        wrong(f"ca-start-{name}", f"The CA certificate starts at {start}.", "ca-certificate." + fails, bare(ca_certificate=ca_certificate(start=start)))
        wrong(f"card-start-{name}", f"The card certificate starts at {start}.", "card-certificate." + fails,
              bare(card_certificate=card_certificate(start=start, end="00000000")))
    for name, end, fails in (("yesterday", "20251231", "end-date"), ("month-13", "20301301", "end-date-form"), ("day-32", "20300132", "end-date-form"),
                             ("not-bcd", "2030FFFF", "end-date-form")):
        wrong(f"ca-end-{name}", f"The CA certificate ends at {end}.", "ca-certificate." + fails, bare(ca_certificate=ca_certificate(end=end)))
        wrong(f"card-end-{name}", f"The card certificate ends at {end}.", "card-certificate." + fails, bare(card_certificate=card_certificate(end=end)))
    wrong("ca-ends-before-start", "The CA certificate ends before it starts.", "ca-certificate.date-order", bare(ca_certificate=ca_certificate(start="20240101", end="20231231")))
    wrong("card-ends-before-start", "The card certificate ends before it starts.", "card-certificate.date-order", bare(card_certificate=card_certificate(start="20250101", end="20241231")))
    right("ca-starts-today", "The CA certificate starts today.", bare(ca_certificate=ca_certificate(start="20260101")))
    right("ca-ends-today", "The CA certificate ends today.", bare(ca_certificate=ca_certificate(end="20260101")))
    right("card-starts-today", "The card certificate starts today.", bare(card_certificate=card_certificate(start="20260101")))
    right("card-ends-today", "The card certificate ends today.", bare(card_certificate=card_certificate(end="20260101")))
    right("no-dates", "No certificate has dates.", bare(ca_certificate=ca_certificate(start="00000000"), card_certificate=card_certificate(start="00000000", end="00000000")))

    # Reserved bytes.
    wrong("ca-reserved-64", "A reserved byte of the CA certificate is set.", "ca-certificate.reserved", bare(ca_certificate=ca_certificate(rfu1=hexed("00000001"))))
    wrong("ca-reserved-92", "A reserved byte of the CA certificate is set.", "ca-certificate.reserved", bare(ca_certificate=ca_certificate(rfu2=hexed("8000"))))
    wrong("ca-mode-02", "A reserved bit of the operating mode is set.", "ca-certificate.reserved", bare(ca_certificate=ca_certificate(mode=2)))
    wrong("card-rights-80", "The rights of the card are 80.", "card-certificate.rights", bare(card_certificate=card_certificate(rights=0x80)))
    wrong("card-reserved-first", "A reserved byte of the card certificate is set.", "card-certificate.reserved", bare(card_certificate=card_certificate(rfu1=bytes(17) + b"\1")))
    wrong("card-reserved-last", "The last recovered byte is set.", "card-certificate.reserved", bare(card_certificate=card_certificate(rfu2=bytes(123) + b"\1")))

    # Signatures.
    for which, comment, fails, mistake in (
            ("trailer-cc", "The trailer names another hash.", "trailer", {"trailer": 0xCC}), ("trailer-bd", "The trailer is BD.", "trailer", {"trailer": 0xBD}),
            ("trailer-00", "The trailer is 00.", "trailer", {"trailer": 0}), ("marker-00", "The marker is 00.", "marker", {"marker": 0}),
            ("marker-02", "The marker is 02.", "marker", {"marker": 2}), ("marker-41", "The marker is 41.", "marker", {"marker": 0x41}),
            ("hash", "A bit of the hash is flipped.", "hash", {"spoil_hash": True}), ("bits-of-message", "The length in the hash is in bytes.", "hash", {"bits": 222}),
            ("bits-without", "The length in the hash is zero.", "hash", {"bits": 0}), ("salt", "The hash has a salt.", "hash", {"salt": b"\0" * 8})):
        wrong(f"ca-{which}", comment, "ca-certificate." + fails, bare(ca_certificate=ca_certificate(sign=mistake)))
        wrong(f"card-{which}", comment, "card-certificate." + fails, bare(card_certificate=card_certificate(sign=mistake)))
    right("ca-top-bit", "The first bit of the block, which means nothing, is set.", bare(ca_certificate=ca_certificate(sign={"top": True})))
    short = card_certificate()
    wrong("card-short-message", "The message inside is a byte shorter, behind a longer padding.", "card-certificate.marker",
          bare(card_certificate=short[:60] + recover_sign(CA, bytes(221), short[:60])))
    for value, name in ((bytes(256), "zero"), (CA.modulus(), "modulus"), (b"\xff" * 256, "all-ones")):
        wrong(f"card-signature-{name}", f"The signature of the card certificate is {name}.", "card-certificate.signature-range", bare(card_certificate=OK_CARD[:60] + value), "Damaged")
    for value, name in ((bytes(256), "zero"), (ROOT.modulus(), "modulus"), (b"\xff" * 256, "all-ones")):
        wrong(f"ca-signature-{name}", f"The signature of the CA certificate is {name}.", "ca-certificate.signature-range", bare(ca_certificate=OK_CA[:128] + value), "Damaged")
    negated = (CA.n - int.from_bytes(OK_CARD[60:], "big")).to_bytes(256, "big")
    wrong("card-signature-negated", "The signature is the difference to the modulus.", "card-certificate.trailer", bare(card_certificate=OK_CARD[:60] + negated), "Damaged")
    swapped = OK_CA[:128] + OK_CA[255:127:-1] + OK_CA[256:]
    wrong("ca-signature-reversed", "Half of the signature is reversed.", opened_rule(swapped, ROOT, "ca-certificate"), bare(ca_certificate=swapped), "Damaged")

    # Keys.
    even = flipped(CA.modulus(), 255)
    wrong("ca-key-even", "The CA's modulus is even.", "ca-certificate.key", bare(ca_certificate=ca_certificate(modulus=even)))
    wrong("ca-key-short", "The CA's modulus begins with 00.", "ca-certificate.key", bare(ca_certificate=ca_certificate(modulus=b"\0" + CA.modulus()[1:])))
    wrong("ca-key-2047-bits", "The CA's modulus has 2047 bits.", "ca-certificate.key", bare(ca_certificate=ca_certificate(modulus=b"\x7f" + CA.modulus()[1:])))
    for name, key in (("zero", bytes(64)), ("x-changed", flipped(CARD_KEY, 0)), ("y-changed", flipped(CARD_KEY, 63)), ("swapped", CARD_KEY[32:] + CARD_KEY[:32]),
                      ("x-over-prime", b"\xff" * 32 + CARD_KEY[32:])):
        wrong(f"card-key-{name}", f"The key in the card certificate is no point: {name}.", "card-certificate.key", bare(card_certificate=card_certificate(key=key)))
        wrong(f"public-key-{name}", f"The key that the card tells is no point: {name}.", "public-key.point", own(public_key=key))
    wrong("public-key-other", "The card tells another point.", "card-certificate.public-key", own(public_key=xy(multiply(SCALAR + 1, G)), session=None, signature=None))
    wrong("public-key-negated", "The card tells the point with the other Y.", "card-certificate.public-key",
          own(public_key=CARD_KEY[:32] + (P - int.from_bytes(CARD_KEY[32:], "big")).to_bytes(32, "big"), session=None, signature=None))
    for size in (1, 32, 63, 65):
        wrong(f"public-key-of-{size}", f"The public key has {size} bytes.", "public-key.length", own(public_key=b"\x11" * size), "Wrapped")
    wrong("public-key-header", "The public key stands behind DF2D.", "public-key.wrapper", own(public_key=hexed("DF2D40") + CARD_KEY), "Wrapped")
    wrong("public-key-header-length", "The header of the public key says 41.", "public-key.wrapper", own(public_key=hexed("DF2C41") + CARD_KEY), "Wrapped")

    # What the card is.
    for at in range(8):
        wrong(f"card-serial-byte-{at}", f"Byte {at} of the serial number is another.", "card-certificate.serial", bare(card_certificate=card_certificate(serial=flipped(SERIAL, at))))
    for at in range(7):
        wrong(f"card-startup-byte-{at}", f"Byte {at} of the startup information is another.", "card-certificate.startup", bare(card_certificate=card_certificate(startup=flipped(STARTUP, at))))

    # Sessions.
    good = transcript(SESSION)

    def session_case(which, comment, fails, message=None, **fields):
        signature = ecdsa(SCALAR, message) if message is not None else SIGNATURE
        wrong(f"session-{which}", comment, fails, own(**{"signature": signature, **fields}), "Transcript")

    session_case("without-10", "The card hashed without the first byte.", "session.signature", good[1:])
    session_case("other-first", "The card hashed another first byte.", "session.signature", b"\x00" + good[1:])
    session_case("with-le", "The card hashed the Le of the opening.", "session.signature", transcript(SESSION, le=True))
    session_case("without-lengths", "The card hashed without lengths.", "session.signature", b"\x10" + b"".join(c[:len(c) - (len(c) == 15)] + r for c, r in SESSION))
    session_case("without-opening", "The card hashed without the opening.", "session.signature", transcript(SESSION[1:]))
    session_case("without-status", "The card hashed answers without status words.", "session.signature", transcript([(c, r[:-2]) for c, r in SESSION]))
    session_case("without-read", "The card hashed the opening alone.", "session.signature", transcript(SESSION[:1]))
    session_case("with-close", "The card hashed the close, too.", "session.signature", good + hexed("05008E00000000"))
    session_case("without-le-of-read", "The card hashed reads without Le.", "session.signature", transcript([SESSION[0], (SESSION[1][0][:4], SESSION[1][1])]))
    session_case("twice", "The card hashed a session before, too.", "session.signature", good + good[1:])
    session_case("of-nothing", "The card signed nothing.", "session.signature", b"")
    session_case("hashed-twice", "The card signed the hash of the hash.", "session.signature", sha(good))
    wrong("session-of-other-key", "Another key signed.", "session.signature", own(signature=ecdsa(SCALAR + 1, good)), "Transcript")
    opening = SESSION[0]
    size = opening[1][0]
    wrong("session-aid", "The opening names another application.", "session.aid", own(session=[(opening[0], flipped(opening[1], 1))] + SESSION[1:]), "Transcript")
    wrong("session-serial", "The opening tells another serial number.", "session.serial", own(session=[(opening[0], flipped(opening[1], size + 8))] + SESSION[1:]), "Transcript")
    wrong("session-not-opened", "The opening was refused.", "session.opening", own(session=[(opening[0], hexed("6985"))] + SESSION[1:]), "Transcript")
    wrong("session-regular", "The opening is of a regular session.", "session.opening", own(session=[(flipped(opening[0], 3, 1), opening[1])] + SESSION[1:]), "Transcript")
    wrong("session-short-challenge", "The opening has a challenge of seven bytes.", "session.opening",
          own(session=[(hexed("008A083B080001020304050607"), opening[1])] + SESSION[1:]), "Transcript")
    wrong("session-answer-cut", "The answer to the opening lacks a byte.", "session.opening", own(session=[(opening[0], opening[1][:-3] + opening[1][-2:])] + SESSION[1:]), "Transcript")
    wrong("session-answer-too-long", "An answer has more bytes than a length byte can say.", "session.transcript",
          own(session=SESSION + [(hexed("00B2014C00"), bytes(254) + hexed("9000"))]), "Transcript")
    for name, data in (("empty-length", good + b"\5"), ("odd", good + hexed("0100")), ("cut", good[:-1]), ("only-10", b"\x10")):
        wrong(f"transcript-{name}", f"A transcript that cannot be taken apart: {name}.", "session.transcript", own(session=None, transcript=data), "Transcript")


def strange():
    return opened_rule(ca_certificate(signer=OTHER, issuer=ROOT.reference), ROOT, "ca-certificate")


def strange_card():
    return opened_rule(card_certificate(signer=OTHER, issuer=CA.reference), CA, "card-certificate")


def opened_rule(certificate, key, name):
    signature = int.from_bytes(certificate[-256:], "big")
    if signature >= key.n:
        return name + ".signature-range"
    block = pow(signature, 65537, key.n).to_bytes(256, "big")
    if block[-1] != 0xBC:
        return name + ".trailer"
    return name + (".marker" if (block[0] ^ mask(block[223:255], 1)[0]) & 0x7F != 1 else ".hash")


def main():
    genuine()
    derived()
    other_maker()
    own_cases()
    out = ["# SPDX-License-Identifier: Apache-2.0",
           "# Transactions of Calypso PKI. The form is told in README.md; tools/calypso_pki.py writes this file.",
           "# Own keys are NOT Calypso keys and are trusted nowhere else.", "vectors: calypso-pki",
           "title: 'Calypso PKI: certificates, chains and sessions'", "notes:"]
    out += [f"  {name}: {quoted(says)}" for name, says in NOTES.items()]
    text = "\n".join(out + ["tests:"] + lines) + "\n"
    if "--check" not in sys.argv:
        sys.stdout.write(text)
        return 0
    same = open(TARGET).read() == text
    if not same:
        print("specs/vectors/calypso-pki.yaml is not what its script writes")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
