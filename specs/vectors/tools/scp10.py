# SPDX-License-Identifier: Apache-2.0
"""Writes specs/vectors/scp10-computed.yaml:  python3 scp10.py [--check]

SCP10 as a terminal, a card and a CA compute it, from GPC appendix F alone: nobody has published a vector. It shares no code with the
project. --check writes nothing and fails when the file would change; 77 means that python3-cryptography is missing.
"""
import hashlib
import sys
import warnings

warnings.simplefilter("ignore")
try:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
except ImportError:
    print("python3-cryptography is not installed")
    sys.exit(77)  # skipped, not passed

from computed_file import ComputedFile, exchange_lines, h, tlv

SHA1_INFO = bytes.fromhex("3021300906052b0e03021a05000414")


def stream(label, size):
    out, n = b"", 0
    while len(out) < size:
        out += hashlib.sha256(("assay scp10 %s %d" % (label, n)).encode()).digest()
        n += 1
    return out[:size]


def is_prime(n):
    for p in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        if n % p == 0:
            return n == p
    d, s = n - 1, 0
    while d % 2 == 0:
        d, s = d // 2, s + 1
    for a in range(2, 26):
        x = pow(a, d, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


class Rsa:
    """A key made from a label, so that every run makes the same."""

    def __init__(self, label, bits=1024):
        primes = []
        for which in "pq":
            p = int.from_bytes(stream(label + which, bits // 16), "big")
            p |= 3 << (bits // 2 - 2) | 1
            while not is_prime(p) or (p - 1) % 65537 == 0:
                p += 2
            primes.append(p)
        p, q = primes
        self.n, self.e, self.size = p * q, 65537, bits // 8
        self.d = pow(self.e, -1, (p - 1) * (q - 1))

    def private(self, block):
        return pow(int.from_bytes(block, "big"), self.d, self.n).to_bytes(self.size, "big")

    def public(self, block):
        return pow(int.from_bytes(block, "big"), self.e, self.n).to_bytes(self.size, "big")

    def sign(self, message, info=SHA1_INFO, hashed=hashlib.sha1):
        digest = info + hashed(message).digest()
        return self.private(b"\0\1" + b"\xFF" * (self.size - 3 - len(digest)) + b"\0" + digest)

    def recoverable(self):
        return self.size - 22

    def sign_recovery(self, recoverable, rest, smaller=True, head=b"\x6A", trailer=b"\xBC"):
        block = head + recoverable + hashlib.sha1(recoverable + rest).digest() + trailer
        plain = int.from_bytes(self.private(block), "big")
        return (min(plain, self.n - plain) if smaller else plain).to_bytes(self.size, "big")


def des(key, data, icv=None, decrypt=False):
    key = {8: key * 3, 16: key + key[:8], 24: key}[len(key)]
    cipher = Cipher(algorithms.TripleDES(key), modes.ECB() if icv is None else modes.CBC(icv))
    run = cipher.decryptor() if decrypt else cipher.encryptor()
    return run.update(data) + run.finalize()


def pad(data):
    return data + b"\x80" + bytes(-(len(data) + 1) % 8)


def retail(key, icv, message):
    blocks = pad(message)
    h = icv
    for i in range(0, len(blocks) - 8, 8):
        h = des(key[:8], bytes(a ^ b for a, b in zip(h, blocks[i:i + 8])))
    return des(key, bytes(a ^ b for a, b in zip(h, blocks[-8:])))


class Template:
    def __init__(self, kind, usage, key=b"", counter=None, key_type=None):
        self.kind, self.usage, self.key, self.counter, self.key_type = kind, usage, key, counter, key_type

    def encoded(self, keys):
        out = tlv("95", bytes([self.usage]))
        if self.key_type is not None:
            out += tlv("80", bytes([self.key_type]))
        if keys:
            out += tlv("D1", self.key)
            if self.counter is not None:
                out += tlv("91", self.counter)
        return tlv(self.kind, out)


def request(level, templates, keys):
    return tlv("D3", bytes([level])) + b"".join(each.encoded(keys) for each in templates)


class Messages:
    """Both sides of secure messaging, with one counter for each key."""

    def __init__(self, level, templates, keys, counters, secure_class=False):
        self.level, self.secure_class = level, secure_class
        self.keys, self.counters, self.use = keys, [int.from_bytes(c, "big") for c in counters], {}
        for i, each in enumerate(templates):
            if each.usage & 0xC0:
                if each.usage & 0x80:
                    self.use["dek"] = i
                continue
            name = "mac" if each.kind == "B4" else "enc"
            if each.usage & 0x10:
                self.use["c_" + name] = i
            if each.usage & 0x20:
                self.use["r_" + name] = i

    def mac(self, use, message, shift=0, key=None, plain_icv=False):
        i = self.use[use]
        counter = (self.counters[i] + shift).to_bytes(8, "big")
        self.counters[i] += 1
        key = key or self.keys[i]
        return retail(key, counter if plain_icv else des(self.keys[i][:8], counter), message)

    def cipher(self, use, data):
        return b"\1" + des(self.keys[self.use[use]], pad(data), bytes(8))

    def wrap(self, cla, header, data, le, **how):
        mac, enc = self.level & 1, self.level & 2
        objects = b""
        if mac or (enc and data):
            if data:
                objects += tlv("87" if mac else "86", self.cipher("c_enc", data)) if enc else tlv("81", data)
            if le:
                objects += tlv("97" if mac else "96", le)
            sent = cla | 0x20 if cla & 0x40 else cla | (0x0C if mac else 0x08)
        else:
            objects, sent = data, cla
        if mac:
            under = (sent if self.secure_class else cla) & (0xF0 if cla & 0x40 else 0xFC)
            objects += tlv("8E", self.mac("c_mac", bytes([under]) + header + b"\x80\0\0\0" + objects, **how))
        ending = le or (b"\0" if self.level & 0x10 else b"")
        return bytes([sent]) + header + (bytes([len(objects)]) if objects else b"") + objects + ending

    def answer(self, data, sw=b"\x90\0", **how):
        mac, enc = self.level & 0x10, self.level & 0x20
        if sw[0] not in (0x90, 0x62, 0x63):
            if mac and how.get("count"):
                self.counters[self.use["r_mac"]] += 1
            return sw
        how.pop("count", None)
        if not mac:
            return (tlv("86", self.cipher("r_enc", data)) if enc and data else data) + sw
        objects = b""
        if data:
            objects = tlv("87", self.cipher("r_enc", data)) if enc else tlv("81", data)
        objects += tlv("99", sw)
        return objects + tlv("8E", self.mac("r_mac", objects, **how)) + sw


PLAIN = [(0x80, bytes.fromhex("F24000"), bytes.fromhex("4F07A0000001515350"), b"\0", bytes.fromhex("E3094F07A0000001515350")),
         (0x80, bytes.fromhex("CA0066"), b"", b"\0", bytes.fromhex("66027300")),
         (0x80, bytes.fromhex("E68000"), b"\1\2\3\4\5\6\7\x08", b"", b""),
         (0xC1, bytes.fromhex("CA0045"), b"", b"\0", b"\x45\1\1")]


def exchanges(messages, wrap={}, answer={}, only=None):
    out = []
    for cla, header, data, le, back in PLAIN[:only]:
        plain = bytes([cla]) + header + (bytes([len(data)]) + data if data else b"") + le
        wrapped = messages.wrap(cla, header, data, le, **wrap)
        out.append((plain, wrapped, messages.answer(back, **answer), back))
    return out


def keys_for(count, size=16):
    return [stream("session %d" % i, size) for i in range(count)]


MAC_ENC = [("B4", 0x30), ("B8", 0x30)]
FOUR = [("B4", 0x10), ("B8", 0x10), ("B4", 0x20), ("B8", 0x20)]
WITH_DEK = MAC_ENC + [("B8", 0x80)]


def templates(shape, size=16):
    keys = keys_for(len(shape), size)
    return [Template(kind, usage, keys[i], stream("counter %d" % i, 8) if kind == "B4" else None)
            for i, (kind, usage) in enumerate(shape)]


CA, OCE, SD, STRANGER = Rsa("ca"), Rsa("oce"), Rsa("sd"), Rsa("stranger")


def rsa_lines(name, key, private=False):
    out = [name + ":", "  modulus: " + h(key.n.to_bytes(key.size, "big")), "  exponent: '010001'"]
    if private:
        out.append("  private_exponent: " + h(key.d.to_bytes(key.size, "big")))
    return out


def transport_lines(level, shape, size=16, decipher=None, signature=None, answer=None, made=None, raw=None, reading=False,
                    challenge=None, covered=None):
    asked = templates(shape, size)
    body = request(level, asked, True) if raw is None else raw
    own, card = stream("own challenge", 16), stream("card challenge", 16) if challenge is None else challenge
    padding = bytes(b or 1 for b in stream("padding", SD.size - 3 - len(body)))
    signed = OCE.sign(body + card) if signature is None else signature
    if answer is None:
        answer = SD.sign((covered or b"".join(each.key for each in asked)) + own)
    if decipher is None:
        decipher = SD.public(b"\0\2" + padding + b"\0" + body)
    if made is None:
        made = exchanges(Messages(level, asked, [each.key for each in asked], [each.counter or bytes(8) for each in asked], reading))
    out = ["request: " + h(body), "own_challenge: " + h(own), "card_challenge: " + h(card), "padding: " + h(padding),
           "decipher: " + h(decipher), "signature: " + h(signed), "answer: " + h(answer)]
    if reading:
        out.append("reading: secure_class_under_mac")
    out += rsa_lines("own_key", OCE, True) + rsa_lines("card_key", SD)
    return out + exchange_lines(made)


class Agreed:
    def __init__(self, level, shape):
        self.level, self.templates = level, templates(shape)
        self.body = request(level, self.templates, False)
        self.oes, self.cs = stream("oes", 32), stream("cs", 32)
        self.own, self.card = stream("own challenge", 8), stream("card challenge", 8)
        self.own_id, self.card_id = stream("own id", 8), stream("card id", 8)
        self.padding = stream("rpd", OCE.recoverable() - len(self.body) - 32)
        self.signature = SD.public(OCE.sign_recovery(self.padding + self.body + self.oes, self.card + self.card_id))
        self.card_padding = stream("rp", SD.recoverable() - 32)
        joint = bytes(a ^ b for a, b in zip(self.oes, self.cs))
        seen, self.keys = {"mac": [1, 3], "enc": [2, 4], "dek": [5, 6]}, []
        for each in self.templates:
            kind = "dek" if each.usage & 0xC0 else "mac" if each.kind == "B4" else "enc"
            self.keys.append(hashlib.sha1(joint + seen[kind].pop(0).to_bytes(4, "big")).digest()[:16])
        self.counter = self.cs[-4:] + self.oes[-4:]

    def answer(self, rest=None, signer=SD, recoverable=None, **how):
        made = signer.sign_recovery(recoverable or self.card_padding + self.cs, self.own + self.own_id if rest is None else rest, **how)
        return OCE.public(made)

    def messages(self, reading=False):
        return Messages(self.level, self.templates, self.keys, [self.counter] * len(self.keys), reading)

    def lines(self, answer=None, made=None, keys=True, signature=None, padding=None):
        out = ["request: " + h(self.body), "own_challenge: " + h(self.own), "card_challenge: " + h(self.card),
               "padding: " + h(self.padding if padding is None else padding),
               "off_card_secret: " + h(self.oes), "card_id: " + h(self.card_id), "own_id: " + h(self.own_id),
               "signature: " + h(signature or self.signature), "answer: " + h(answer or self.answer())]
        if keys:
            out += ["card_secret: " + h(self.cs), "session_keys:"] + ["  - key: " + h(key) for key in self.keys]
        out += rsa_lines("own_key", OCE, True) + rsa_lines("card_key", SD)
        return out + exchange_lines(exchanges(self.messages()) if made is None else made)


class File(ComputedFile):
    def __init__(self):
        super().__init__("scp10", "SCP10 by key transport and key agreement, certificates, and what mistaken cards make of them")

    def add(self, id, kind, algorithm, comment, body, fails=None, reason=None, flag=None):
        flag = "".join(part.capitalize() for part in id.split("-")[2:]) if fails else None
        super().add(id, kind, algorithm, comment, body, fails, reason, flag)


LEVELS = (0x00, 0x01, 0x02, 0x03, 0x10, 0x11, 0x20, 0x30, 0x13, 0x33)


def valid(file):
    for level in LEVELS:
        file.add("scp10-transport-level-%02x" % level, "scp10-transport", "SCP10 key transport", "Key transport at level %02X." % level,
                 transport_lines(level, MAC_ENC))
        file.add("scp10-agreement-level-%02x" % level, "scp10-agreement", "SCP10 key agreement", "Key agreement at level %02X." % level,
                 Agreed(level, MAC_ENC).lines())
    file.add("scp10-transport-four-keys", "scp10-transport", "SCP10 key transport", "Keys of their own for both directions.",
             transport_lines(0x33, FOUR[:2]) if False else transport_lines(0x13, [("B4", 0x10), ("B8", 0x10), ("B4", 0x20)]))
    file.add("scp10-transport-triple-length", "scp10-transport", "SCP10 key transport", "Keys of 24 bytes.", transport_lines(0x33, MAC_ENC, 24))
    file.add("scp10-transport-class-under-mac", "scp10-transport", "SCP10, other readings",
             "The C-MAC covers the class byte with its secure messaging bits.", transport_lines(0x11, MAC_ENC, reading=True))
    file.add("scp10-agreement-four-keys", "scp10-agreement", "SCP10 key agreement", "Four keys, numbered 1, 2, 3 and 4.", Agreed(0x33, FOUR).lines())
    dek = Agreed(0x33, WITH_DEK)
    secret = stream("sensitive", 16)
    file.add("scp10-agreement-dek", "scp10-agreement", "SCP10 key agreement", "A key for sensitive data, numbered 5.",
             dek.lines() + ["sensitive: { plain: %s, encrypted: %s }" % (h(secret), h(des(dek.keys[2], secret, bytes(8))))])


def certificates(file):
    issuer, subject = b"CA of test", b"OCE-0001"
    n, e = OCE.n.to_bytes(OCE.size, "big"), b"\1\0\1"
    objects = tlv("42", issuer) + tlv("5F20", subject) + tlv("7F49", tlv("81", n) + tlv("82", e))
    values = issuer + subject + n + e
    layout = ["layout:"] + ["  - { tag: '%s', length: %d }" % row for row in (("42", 10), ("5F20", 8), ("81", 128), ("82", 3))]

    def recovered(message, signer=CA, **how):
        cut = signer.recoverable()
        return tlv("7F21", tlv("5F38", message[cut:]) + tlv("9E", signer.sign_recovery(message[:cut], message[cut:], **how)))

    def lines(made, descriptive, recovery):
        return (["certificate: " + h(made), "self_descriptive: '%s'" % descriptive, "recovery: '%s'" % recovery] +
                (layout if descriptive == "no" else []) + rsa_lines("issuer_key", CA) + ["subject: " + h(subject), "modulus: " + h(n)])

    plain = tlv("7F21", objects + tlv("9E", CA.sign(objects)))
    bare = tlv("7F21", tlv("5F4E", values) + tlv("9E", CA.sign(values)))
    for name, made, descriptive, recovery in (("self-descriptive", plain, "yes", "no"), ("values", bare, "no", "no"),
                                              ("recovery", recovered(objects), "yes", "yes"), ("values-recovery", recovered(values), "no", "yes")):
        file.add("scp10-certificate-" + name, "scp10-certificate", "SCP10 certificates", "A certificate: %s." % name.replace("-", ", "),
                 lines(made, descriptive, recovery))

    s = "certificate of SCP10: "
    unsigned = s + "its signature does not verify under the issuer's key"

    def bad(name, comment, made, fails, reason, descriptive="yes", recovery="no"):
        file.add("scp10-certificate-wrong-" + name, "scp10-certificate", "SCP10 certificates, refused", comment,
                 lines(made, descriptive, recovery), fails, reason)

    bad("other-signer", "Somebody else than the CA signed it.", tlv("7F21", objects + tlv("9E", STRANGER.sign(objects))), "signature", unsigned)
    bad("changed", "One bit is changed after signing.", tlv("7F21", objects[:5] + bytes([objects[5] ^ 1]) + objects[6:] + tlv("9E", CA.sign(objects))),
        "signature", unsigned)
    bad("sha-256", "The signature is made with SHA-256.", tlv("7F21", objects + tlv("9E", CA.sign(
        objects, bytes.fromhex("3031300d060960864801650304020105000420"), hashlib.sha256))), "signature", unsigned)
    bad("values-signed", "The signature covers the values without tags.", tlv("7F21", objects + tlv("9E", CA.sign(values))), "signature", unsigned)
    bad("objects-signed", "The signature covers the contents with tag and length.", tlv("7F21", tlv("5F4E", values) + tlv("9E", CA.sign(tlv("5F4E", values)))),
        "signature", unsigned, "no")
    bad("no-signature", "There is no signature.", tlv("7F21", objects), "certificate", s + "the signature (tag 9E) is not its last object")
    bad("object-behind", "An object follows the signature.", tlv("7F21", objects + tlv("9E", CA.sign(objects)) + tlv("42", issuer)), "certificate",
        s + "the signature (tag 9E) is not its last object")
    bad("no-contents", "A certificate of values lacks its contents.", tlv("7F21", tlv("9E", CA.sign(values))), "certificate",
        s + "the certificate contents (tag 5F4E) was wanted, tag 9E stands there", "no")
    bad("no-remainder", "A certificate with recovery lacks its remainder.", tlv("7F21", tlv("9E", CA.sign_recovery(objects[:106], objects[106:]))),
        "certificate", s + "the public key remainder (tag 5F38) was wanted, tag 9E stands there", "yes", "yes")
    bad("remainder-changed", "One bit of the remainder is wrong.",
        tlv("7F21", tlv("5F38", objects[106:-1] + b"\0") + tlv("9E", CA.sign_recovery(objects[:106], objects[106:]))), "signature",
        s + "the hash in a signature with recovery is another", "yes", "yes")
    bad("recovery-trailer", "The recovered block ends with CC.", recovered(objects, smaller=False, trailer=b"\xCC"), "signature",
        s + "a signature with recovery ends with CC, BC was wanted", "yes", "yes")
    bad("recovery-header", "The recovered block begins with 4A.", recovered(objects, smaller=False, head=b"\x4A"), "signature",
        s + "a signature with recovery begins with 4A, 6A was wanted", "yes", "yes")
    short = values[:-1]
    bad("values-short", "The values lack a byte.", tlv("7F21", tlv("5F4E", short) + tlv("9E", CA.sign(short))), "certificate",
        s + "tag 82 wants 3 bytes, 2 are left", "no")
    longer = values + b"\0"
    bad("values-long", "The values have a byte too many.", tlv("7F21", tlv("5F4E", longer) + tlv("9E", CA.sign(longer))), "certificate",
        s + "1 bytes are left over", "no")
    swapped = tlv("5F20", subject) + tlv("42", issuer) + tlv("7F49", tlv("81", n) + tlv("82", e))
    bad("fields-swapped", "The holder stands before the issuer.", tlv("7F21", swapped + tlv("9E", CA.sign(swapped))), "certificate",
        s + "the issuer (tag 42) was wanted, tag 5F20 stands there")
    even = tlv("42", issuer) + tlv("5F20", subject) + tlv("7F49", tlv("81", n[:-1] + b"\0") + tlv("82", e))
    bad("even-modulus", "The modulus is even.", tlv("7F21", even + tlv("9E", CA.sign(even))), "certificate", None)
    odd = tlv("42", issuer) + tlv("5F20", subject) + tlv("7F49", tlv("81", b"\0" + n) + tlv("82", e))
    bad("modulus-with-leading-zero", "The modulus has a leading zero.", tlv("7F21", odd + tlv("9E", CA.sign(odd))), "certificate", None)


def invalid(file):
    def bad(name, kind, comment, body, fails, reason=None):
        file.add("scp10-wrong-" + name, "scp10-" + kind, "SCP10 sessions, refused", comment, body, fails, reason)

    asked = templates(MAC_ENC)
    all_keys = b"".join(each.key for each in asked)
    own = stream("own challenge", 16)
    q = "key request of SCP10: "

    def answered(name, comment, value):
        bad("transport-" + name, "transport", comment, transport_lines(0x33, MAC_ENC, answer=value, made=[]), "answer")

    answered("other-signer", "Somebody else than the card signs.", STRANGER.sign(all_keys + own))
    answered("challenge-first", "The card signs the challenge before the keys.", SD.sign(own + all_keys))
    answered("keys-swapped", "The card signs the keys in another order.", SD.sign(asked[1].key + asked[0].key + own))
    answered("without-keys", "The card signs the challenge alone.", SD.sign(own))
    answered("card-challenge", "The card signs its own challenge.", SD.sign(all_keys + stream("card challenge", 16)))
    answered("short", "The card's signature lacks a byte.", SD.sign(all_keys + own)[:-1])
    answered("sha-256", "The card signs with SHA-256.",
             SD.sign(all_keys + own, bytes.fromhex("3031300d060960864801650304020105000420"), hashlib.sha256))

    def raw(name, comment, body, fails, reason):
        bad("request-" + name, "transport", comment, transport_lines(0x33, MAC_ENC, raw=body, made=[]), fails, reason)

    level = tlv("D3", b"\x33")
    good = asked[0].encoded(True)
    raw("without-level", "The level is missing.", good, "request", q + "the security level (tag D3) was wanted, tag B4 stands there")
    raw("without-template", "There is no template.", level, "request", q + "a template (tag B8) is missing")
    raw("other-template", "A template B6 stands there.", level + tlv("B6", good[2:]), "request",
        q + "a template (tag B8) was wanted, tag B6 stands there")
    raw("level-of-two-bytes", "The level has two bytes.", tlv("D3", b"\0\x33") + good, "request",
        q + "the security level (tag D3) has 2 bytes, 1 were wanted")
    raw("usage-dek-in-b4", "A checksum key is for sensitive data.", level + tlv("B4", tlv("95", b"\x80") + good[5:]), "request",
        q + "usage 80 has no place in a template B4")
    raw("usage-mixed", "A key is for messages and sensitive data.", level + tlv("B8", tlv("95", b"\xB0") + good[5:]), "request",
        q + "usage B0 has no place in a template B8")
    raw("usage-missing", "A template has no usage.", level + tlv("B4", good[5:]), "request",
        q + "the key usage (tag 95) was wanted, tag D1 stands there")
    raw("key-of-8-bytes", "A key has 8 bytes.", level + tlv("B4", tlv("95", b"\x30") + tlv("D1", bytes(8))), "request",
        q + "a session key has 8 bytes, 16 or 24 were wanted")
    raw("counter-of-4-bytes", "A counter has 4 bytes.", level + tlv("B4", tlv("95", b"\x30") + tlv("D1", bytes(16)) + tlv("91", bytes(4))),
        "request", q + "an initial counter has 4 bytes, 8 were wanted")
    raw("counter-before-key", "The counter stands before the key.",
        level + tlv("B4", tlv("95", b"\x30") + tlv("91", bytes(8)) + tlv("D1", bytes(16))), "request", q + "tag D1 has no place here")
    raw("long-length", "A length is not in its shortest coding.", level + b"\xB4\x81" + good[1:], "request",
        q + "the length of a template (tag B4) is not in its shortest coding")

    a = Agreed(0x33, MAC_ENC)

    def agreed(name, comment, value, reason=None, fails="answer"):
        bad("agreement-" + name, "agreement", comment, a.lines(value, [], False), fails, reason)

    other = "the hash in a signature with recovery is another"
    agreed("other-id", "The hash covers another off-card identifier.", a.answer(a.own + a.card_id), other)
    agreed("other-challenge", "The hash covers the card's challenge.", a.answer(a.card + a.own_id), other)
    agreed("without-id", "The hash covers no identifier.", a.answer(a.own), other)
    agreed("id-first", "The identifier stands before the challenge.", a.answer(a.own_id + a.own), other)
    agreed("trailer", "The block ends with CC.", a.answer(smaller=False, trailer=b"\xCC"), None)
    agreed("header", "The block begins with 4A.", a.answer(smaller=False, head=b"\x4A"), None)
    agreed("other-signer", "Somebody else than the card signs.", a.answer(signer=STRANGER))
    agreed("not-encrypted", "The signature is sent in clear.", SD.sign_recovery(a.card_padding + a.cs, a.own + a.own_id))
    agreed("short", "The answer lacks a byte.", a.answer()[:-1], "the encrypted signature of the card has 127 bytes, 128 were wanted")
    agreed("secret-first", "The secret stands before the padding.", a.answer(recoverable=a.cs + a.card_padding), None) if False else None
    bad("agreement-padding-short", "agreement", "The random padding lacks a byte.", a.lines(made=[], keys=False, padding=a.padding[:-1]), "signature",
        "the random padding has %d bytes, %d were wanted" % (len(a.padding) - 1, len(a.padding)))

    def derived(name, comment, keys):
        b = Agreed(0x33, MAC_ENC)
        joint = bytes(x ^ y for x, y in zip(b.oes, b.cs))
        b.keys = keys(b, joint)
        bad("derived-" + name, "agreement", comment, b.lines(made=[]), "session_keys")

    derived("counter-of-32-bytes", "The number has 32 bytes, as a literal reading has it.",
            lambda b, j: [hashlib.sha1(j + n.to_bytes(32, "big")).digest()[:16] for n in (1, 2)])
    derived("from-zero", "The numbers start at zero.", lambda b, j: [hashlib.sha1(j + n.to_bytes(4, "big")).digest()[:16] for n in (0, 1)])
    derived("last-bytes", "The last bytes of the hash are taken.", lambda b, j: [hashlib.sha1(j + n.to_bytes(4, "big")).digest()[4:] for n in (1, 2)])
    derived("joined-secrets", "The secrets are joined, not combined.",
            lambda b, j: [hashlib.sha1(b.oes + b.cs + n.to_bytes(4, "big")).digest()[:16] for n in (1, 2)])
    derived("number-first", "The number stands before the secret.", lambda b, j: [hashlib.sha1(n.to_bytes(4, "big") + j).digest()[:16] for n in (1, 2)])

    def messages(name, comment, fails, change=None, **how):
        b = Agreed(0x33, MAC_ENC)
        m = b.messages()
        if change:
            change(m)
        bad("message-" + name, "agreement", comment, b.lines(made=exchanges(m, only=1, **how)), fails)

    def counters(value):
        def change(m):
            m.counters = [int.from_bytes(value, "big")] * 2
        return change

    messages("counter-swapped", "The counter has the off-card half first.", "wrapped", counters(a.oes[-4:] + a.cs[-4:]))
    messages("counter-first-bytes", "The counter takes the first bytes of the secrets.", "wrapped", counters(a.cs[:4] + a.oes[:4]))
    messages("counter-stale", "The C-MAC is made with the counter before.", "wrapped", wrap={"shift": -1})
    messages("icv-in-clear", "The counter is not enciphered.", "wrapped", wrap={"plain_icv": True})
    messages("c-mac-by-enc-key", "The C-MAC is made with the key for encryption.", "wrapped", wrap={"key": a.keys[1]})
    messages("r-mac-same-counter", "The R-MAC takes the counter of its command's C-MAC.", "r_mac", answer={"shift": -1})
    messages("r-mac-icv-in-clear", "The counter of the R-MAC is not enciphered.", "r_mac", answer={"plain_icv": True})
    messages("r-mac-by-enc-key", "The R-MAC is made with the key for encryption.", "r_mac", answer={"key": a.keys[1]})

    def spoiled(name, comment, fails, change, level=0x33):
        b = Agreed(level, MAC_ENC)
        plain, wrapped, response, back = exchanges(b.messages(), only=1)[0]
        bad("response-" + name, "agreement", comment, b.lines(made=[(plain, wrapped, change(response, b), back)]), fails)

    spoiled("without-status", "The object 99 is missing.", "r_mac", lambda r, b: r.replace(bytes.fromhex("99029000"), b""))
    spoiled("other-status", "The status word behind the R-MAC is another.", "r_mac", lambda r, b: r[:-2] + b"\x63\x10")
    spoiled("without-mac", "The object 8E is missing.", "r_mac", lambda r, b: r[:-12] + r[-2:])
    spoiled("empty", "A success has no data at all.", "r_mac", lambda r, b: r[-2:])
    spoiled("flipped", "One bit of the R-MAC is wrong.", "r_mac", lambda r, b: r[:-3] + bytes([r[-3] ^ 1]) + r[-2:])
    spoiled("in-clear", "Data come in clear where they should be encrypted.", "r_mac",
            lambda r, b: (lambda m: (m.wrap(*PLAIN[0][:4]), setattr(m, "level", 0x13), m.answer(PLAIN[0][4]))[2])(b.messages()))
    spoiled("indicator", "The padding indicator is 02.", "r_mac", lambda r, b: r.replace(b"\x87\x11\x01", b"\x87\x11\x02"))
    spoiled("enc-alone-half-block", "Encrypted data without R-MAC are no whole blocks.", "decryption",
            lambda r, b: b"\x86\x05\x01" + r[3:7] + r[-2:], 0x20)
    spoiled("enc-alone-other-tag", "Encrypted data without R-MAC stand under tag 87.", "decryption", lambda r, b: b"\x87" + r[1:], 0x20)


def main():
    file = File()
    valid(file)
    certificates(file)
    invalid(file)
    file.write_or_check()


main()
