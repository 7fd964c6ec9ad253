#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Makes scp10_exchanges.txt: whole dialogues of SCP10, every byte of both sides, as GPC appendix F has them computed; the
# cryptography is that of python3-cryptography, and no code is shared with the project. The card's challenge and secrets are
# fixed: bytes A0 to AF, again and again.
# Run: python3 adapters/model/testdata/scp10_exchanges.py > adapters/model/testdata/scp10_exchanges.txt
import hashlib
import warnings

warnings.simplefilter("ignore")
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES  # noqa: E402
from cryptography.hazmat.primitives import hashes  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import padding, rsa  # noqa: E402
from cryptography.hazmat.primitives.ciphers import Cipher, modes  # noqa: E402

import scp10_keys as bench  # noqa: E402
from scp10_keys import E, KEYS, NAME, SIZE, stream, tlv  # noqa: E402

FIXED = bytes(range(0xA0, 0xB0))


def fixed(size):
    return (FIXED * (size // 16 + 1))[:size]


def private_key(who):
    key = KEYS[who]
    p, q = rsa.rsa_recover_prime_factors(key.n, E, key.d)
    d = key.d
    return rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), rsa.rsa_crt_iqmp(p, q), rsa.RSAPublicNumbers(E, key.n)).private_key()


def sign(who, message):
    return private_key(who).sign(message, padding.PKCS1v15(), hashes.SHA1())


def raw_public(who, block):
    return pow(int.from_bytes(block, "big"), E, KEYS[who].n).to_bytes(SIZE, "big")


def smaller_signature(who, inside, outside):
    """ISO/IEC 9796-2 scheme 1, the smaller of the signature and its difference to the modulus."""
    key = KEYS[who]
    block = b"\x6a" + inside + hashlib.sha1(inside + outside).digest() + b"\xbc"
    assert len(block) == SIZE
    number = pow(int.from_bytes(block, "big"), key.d, key.n)
    return min(number, key.n - number).to_bytes(SIZE, "big")


def des(key, mode, data, decrypt=False):
    cipher = Cipher(TripleDES(key), mode)
    worker = cipher.decryptor() if decrypt else cipher.encryptor()
    return worker.update(data) + worker.finalize()


def pad(data):
    return data + b"\x80" + b"\x00" * (-(len(data) + 1) % 8)


def retail_mac(key, counter, message):
    single = key[:8] * 3
    chain = des(single, modes.ECB(), counter.to_bytes(8, "big"))
    data = pad(message)
    for at in range(0, len(data), 8):
        chain = bytes(a ^ b for a, b in zip(chain, data[at:at + 8]))
        chain = des(single if at + 8 < len(data) else key, modes.ECB(), chain)
    return chain


def encrypt(key, data):
    return b"\x01" + des(key, modes.CBC(b"\x00" * 8), pad(data))


class Dialogue:
    def __init__(self, title, profile, option, form=0):
        self.title, self.profile, self.option, self.form, self.steps = title, profile, option, form, []
        self.counters = {}

    def step(self, command, answer):
        self.steps.append((bytes.fromhex(command) if isinstance(command, str) else command,
                           bytes.fromhex(answer) if isinstance(answer, str) else answer))

    def chained(self, header, data, answer="9000", size=200):
        while len(data) > size:
            self.step(bytes([0x10]) + header + bytes([size]) + data[:size], "9000")
            data = data[size:]
        self.step(bytes([0x00]) + header + bytes([len(data)]) + data, answer)

    def environment(self, p1="C1", p2="B6", more=b""):
        data = tlv("80", bytes([0x10, self.option])) + more
        self.step(bytes.fromhex("0022" + p1 + p2) + bytes([len(data)]) + data, "9000")

    def certificate(self, which):
        value = dict(bench.certificates(self.form))[which]
        self.chained(bytes.fromhex("2A00" + ("AE" if self.form & 2 else "BE")), value)

    # templates: (tag, usage, key, counter or None)
    def request(self, level, templates, with_keys):
        out = tlv("D3", bytes([level]))
        for tag, usage, key, counter in templates:
            inside = tlv("95", bytes([usage]))
            if with_keys:
                inside += tlv("D1", key) + (tlv("91", counter.to_bytes(8, "big")) if counter is not None else b"")
            out += tlv(tag, inside)
        return out

    def take(self, level, templates):
        self.level, self.keys, self.mac_slot = level, {}, {}
        for index, (tag, usage, key, counter) in enumerate(templates):
            for bit, way in ((0x10, "c"), (0x20, "r")):
                if usage & bit:
                    self.keys[way + tag] = key
                    if tag == "B4":
                        self.mac_slot[way] = index
                        self.counters[index] = counter

    def transport(self, level, templates, internal=True, holder="oce", own="sd"):
        request = self.request(level, templates, True)
        filler = bytes(b or 1 for b in stream("Assay SCP10 padding", SIZE - 3 - len(request)))
        self.chained(bytes.fromhex("2A8084"), raw_public(own, b"\x00\x02" + filler + b"\x00" + request))
        self.step("0084000000", FIXED + b"\x90\x00")
        self.chained(bytes.fromhex("820000"), sign("oce", request + FIXED))
        if internal:
            challenge = stream("Assay SCP10 challenge", 16)
            signature = sign(own, b"".join(t[2] for t in templates) + challenge)
            self.step(bytes.fromhex("0088000018") + challenge + NAME[holder] + b"\x00", signature + b"\x90\x00")
        self.take(level, templates)

    def agreement(self, level, usages, holder="oce", own="sd"):
        request = self.request(level, [(tag, usage, None, None) for tag, usage in usages], False)
        secret = stream("Assay SCP10 secret", 32)
        filler = stream("Assay SCP10 random padding", SIZE - 22 - len(request) - 32)
        challenge = FIXED[:8]
        self.step("0084000000", challenge + b"\x90\x00")
        signature = smaller_signature("oce", filler + request + secret, challenge + NAME[own])
        self.chained(bytes.fromhex("820000"), raw_public(own, signature))
        inside, mine = fixed(SIZE - 22), stream("Assay SCP10 challenge", 8)
        card_secret = inside[-32:]
        signature = smaller_signature(own, inside, mine + NAME[holder])
        self.step(bytes.fromhex("0088000010") + mine + NAME[holder] + b"\x00", raw_public("oce", signature) + b"\x90\x00")
        joint = bytes(a ^ b for a, b in zip(secret, card_secret))
        counter = int.from_bytes(card_secret[-4:] + secret[-4:], "big")
        numbers, templates = {"B4": [1, 3], "B8": [2, 4], "dek": [5, 6]}, []
        for tag, usage in usages:
            n = numbers["dek" if usage & 0xC0 else tag].pop(0)
            templates.append((tag, usage, hashlib.sha1(joint + n.to_bytes(4, "big")).digest()[:16], counter))
        self.take(level, templates)

    def count(self, way):
        slot = self.mac_slot[way]
        self.counters[slot] += 1
        return self.counters[slot] - 1

    def command(self, header, data, le, answer, status="9000"):
        """One command in the session; `answer` is the data of the unprotected response."""
        header = bytes.fromhex(header)
        data = bytes.fromhex(data)
        with_mac, with_cipher = self.level & 0x01, self.level & 0x02 and data
        objects = b""
        if with_cipher:
            objects += tlv("87" if with_mac else "86", encrypt(self.keys["cB8"], data))
        elif data and with_mac:
            objects += tlv("81", data)
        if le is not None and (with_mac or with_cipher):
            objects += tlv("97" if with_mac else "96", bytes([le]))
        cla = header[0]
        if with_mac:
            under = bytes([header[0] & 0x80]) + header[1:] + bytes.fromhex("80000000") + objects
            objects += tlv("8E", retail_mac(self.keys["cB4"], self.count("c"), under))
            cla |= 0x0C
        elif with_cipher:
            cla |= 0x08
        else:
            objects = data
        sent = bytes([cla]) + header[1:] + (bytes([len(objects)]) + objects if objects else b"")
        if le is not None or self.level & 0x10:
            sent += bytes([0 if with_mac or with_cipher else (le or 0)])
        self.step(sent, self.response(answer, bytes.fromhex(status)))

    def response(self, answer, status):
        if status[0] not in (0x90, 0x62, 0x63):
            return status
        out = b""
        if self.level & 0x20 and answer:
            out = tlv("87" if self.level & 0x10 else "86", encrypt(self.keys["rB8"], answer))
        elif self.level & 0x10 and answer:
            out = tlv("81", answer)
        if not self.level & 0x30:
            return answer + status
        if self.level & 0x10:
            out += tlv("99", status)
            out += tlv("8E", retail_mac(self.keys["rB4"], self.count("r"), out))
        return out + status

    def talk(self, indicator=0x80):
        level = bytes([self.level | indicator])
        self.command("80CA5031", "5C00", 0, bench.directory())
        self.command("80CA00D3", "", 0, tlv("D3", level))
        self.command("80CA0066", "5C00", 0, b"", "6A80")
        self.command("00CA00D3", "", 0, level)
        self.command("80CA00D3", "", 0, tlv("D3", level))


def key(n, size=16):
    return stream("Assay SCP10 session key %d" % n, size)


def dialogues():
    out = []

    def start(*args):
        out.append(Dialogue(*args))
        return out[-1]

    both = [("B4", 0x30, key(1), 0x0102030405060708), ("B8", 0x30, key(2), None)]
    apart = [("B4", 0x20, key(5), 7), ("B8", 0x30, key(3, 24), None), ("B4", 0x10, key(4, 24), 0xFFFFFFFF)]
    for level in (0x33, 0x00, 0x01, 0x02, 0x03, 0x10, 0x20, 0x30, 0x11, 0x12, 0x21, 0x13, 0x31):
        one = start("transport at level %02X" % level, "scp10-2", 2)
        one.environment()
        one.certificate("oce")
        one.transport(level, both)
        one.talk()
        one = start("agreement at level %02X" % level, "scp10-1", 1)
        one.environment()
        one.certificate("oce")
        one.agreement(level, [("B4", 0x30), ("B8", 0x30)])
        one.talk()
    one = start("transport of three keys, two of them triple", "scp10-2", 2)
    one.certificate("oce")
    one.transport(0x33, apart)
    one.talk()
    one = start("agreement on four keys and two for data", "scp10-1", 1)
    one.certificate("oce")
    one.agreement(0x33, [("B8", 0x20), ("B8", 0x80), ("B4", 0x20), ("B4", 0x10), ("B8", 0x40), ("B8", 0x10)])
    one.talk()
    for option in (1, 2):
        def initiate(one, *more):
            if option == 1:
                one.agreement(0x13, [("B4", 0x30), ("B8", 0x10)], *more)
            else:
                one.transport(0x13, both, True, *more)
            one.talk(0x40 if more and more[0] == "other_oce" else 0x80)
        for form, suffix in ((1, "-recovery"), (2, "-values"), (3, "-values-recovery")):
            one = start("certificates of form %d, option %d" % (form, option), "scp10-%d%s" % (option, suffix), option, form)
            one.environment()
            one.certificate("ka_ex")
            one.certificate("oce_by_ka_ex")
            initiate(one)
        one = start("chain, option %d" % option, "scp10-%d" % option, option)
        one.certificate("ka_ex")
        one.certificate("oce_by_ka_ex")
        initiate(one)
        one = start("somebody else, option %d" % option, "", option)
        one.environment()
        one.certificate("other_oce")
        initiate(one, "other_oce")
        one = start("stored authority, option %d" % option, "", option)
        one.environment(more=tlv("83", NAME["ka_ex"]))
        one.certificate("oce_by_ka_ex")
        initiate(one)
        one = start("stored entity and second key, option %d" % option, "", option)
        one.environment(p1="81", p2="A4", more=tlv("83", NAME["oce"]) + tlv("84", NAME["second_sd"]))
        initiate(one, "oce", "second_sd")
    return out


def main():
    print("# SPDX-License-Identifier: Apache-2.0")
    print("# Dialogues of SCP10, made by scp10_exchanges.py from GPC appendix F; not by the model. * profile, title; > command; < response.")
    for one in dialogues():
        print("* %s, %s" % (one.profile, one.title))
        for command, response in one.steps:
            print("> %s\n< %s" % (command.hex().upper(), response.hex().upper()))


if __name__ == "__main__":
    main()
