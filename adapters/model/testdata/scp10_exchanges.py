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


def use_ring(size):
    """From here on dialogues have keys of that many bytes."""
    global KEYS, SIZE
    KEYS, SIZE = bench.ring(size), size


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


def raw_private(who, block):
    return pow(int.from_bytes(block, "big"), KEYS[who].d, KEYS[who].n).to_bytes(SIZE, "big")


def smaller_signature(who, inside, outside, spoil=False, header=b"\x6a"):
    """ISO/IEC 9796-2 scheme 1, the smaller of the signature and its difference to the modulus."""
    key = KEYS[who]
    digest = hashlib.sha1(inside + outside + (b"spoilt" if spoil else b"")).digest()
    block = header + inside + digest + b"\xbc"
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
        self.counters, self.shows, self.channel = {}, [], 0

    def step(self, command, answer):
        if self.channel:
            command = command if isinstance(command, bytes) else bytes.fromhex(command)
            command = bytes([command[0] | self.channel]) + command[1:]
        self.steps.append((bytes.fromhex(command) if isinstance(command, str) else command,
                           bytes.fromhex(answer) if isinstance(answer, str) else answer))

    def chained(self, header, data, answer="9000", size=200):
        while len(data) > size:
            self.step(bytes([0x10]) + header + bytes([size]) + data[:size], "9000")
            data = data[size:]
        self.step(bytes([0x00]) + header + bytes([len(data)]) + data, answer)

    def answered(self, command, data):
        """What is longer than 256 bytes comes with GET RESPONSE."""
        rest = data[256:]
        self.step(command, data[:256] + (bytes([0x61, len(rest)]) if rest else b"\x90\x00"))
        if rest:
            self.step(bytes.fromhex("00C00000") + bytes([len(rest)]), rest + b"\x90\x00")

    def environment(self, p1="C1", p2="B6", more=b""):
        data = tlv("80", bytes([0x10, self.option])) + more
        self.step(bytes.fromhex("0022" + p1 + p2) + bytes([len(data)]) + data, "9000")

    def certificate(self, which, answer="9000", p2=None, behind=b""):
        value = (which if isinstance(which, bytes) else dict(bench.certificates(self.form, KEYS))[which]) + behind
        self.chained(bytes.fromhex("2A00" + (p2 or ("AE" if self.form & 2 else "BE"))), value, answer)

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

    def decipher(self, request, answer="9000", own="sd", block_type=b"\x00\x02"):
        filler = bytes(b or 1 for b in stream("Assay SCP10 padding", SIZE - 3 - len(request)))
        self.chained(bytes.fromhex("2A8084"), raw_public(own, block_type + filler + b"\x00" + request), answer)

    def external(self, signature, answer="9000", p1p2="0000"):
        self.chained(bytes.fromhex("82" + p1p2), signature, answer)

    def transport(self, level, templates, internal=True, holder="oce", own="sd"):
        request = self.request(level, templates, True)
        self.decipher(request, own=own)
        self.step("0084000000", FIXED + b"\x90\x00")
        self.external(sign("oce", request + FIXED))
        self.take(level, templates)
        if internal:
            self.internal(templates, holder, own)

    def internal(self, templates, holder="oce", own="sd"):
        challenge = stream("Assay SCP10 challenge", 16)
        signature = sign(own, b"".join(t[2] for t in templates) + challenge)
        self.answered(bytes.fromhex("0088000018") + challenge + NAME[holder] + b"\x00", signature)

    def agreement_request(self, usages, level, own="sd", card_id=None, key_type=b"", key=b"", spoil=False, header=b"\x6a", clear=False):
        """What EXTERNAL AUTHENTICATE carries."""
        request = tlv("D3", bytes([level]))
        for tag, usage in usages:
            request += tlv(tag, tlv("95", bytes([usage])) + (tlv("80", key_type) if key_type else b"") + (tlv("D1", key) if key else b""))
        inside = stream("Assay SCP10 random padding", SIZE - 22 - len(request) - 32) + request + stream("Assay SCP10 secret", 32)
        outside = FIXED[:8] + (NAME[own] if card_id is None else card_id)
        signature = smaller_signature("oce", inside, outside, spoil, header)
        return signature if clear else raw_public(own, signature)

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
        self.answered(bytes.fromhex("0088000010") + mine + NAME[holder] + b"\x00", raw_public("oce", signature))
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

    def refused(self, header, data, le, **how):
        """A command that is a security error: refused, and the one behind it too."""
        self.command(header, data, le, b"", "6982", **how)
        self.command("80CA00D3", "", 0, b"", "6982")

    def command(self, header, data, le, answer, status="9000", as_level=None, edit=None, cla_bits=None):
        """One command in the session; `answer` is the data of the unprotected response."""
        header = bytes.fromhex(header)
        data = bytes.fromhex(data)
        level = self.level if as_level is None else as_level
        with_mac, with_cipher = level & 0x01, level & 0x02 and data
        objects = b""
        if with_cipher:
            objects += tlv("87" if with_mac else "86", encrypt(self.keys["cB8"], data))
        elif data and with_mac:
            objects += tlv("81", data)
        if le is not None and (with_mac or with_cipher):
            objects += tlv("97" if with_mac else "96", bytes([le]))
        cla = header[0]
        if with_mac:
            under = bytes([header[0] & 0x80 | self.channel & 0x40]) + header[1:] + bytes.fromhex("80000000") + objects
            objects += tlv("8E", retail_mac(self.keys["cB4"], self.count("c"), under))
            cla |= 0x0C if cla_bits is None else cla_bits
        elif with_cipher:
            cla |= 0x08
        else:
            objects = data
        if edit:
            objects = edit(objects)
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
    return out + long_dialogues(both)


def long_dialogues(both):
    out = []
    for bits in (2048, 2056):
        use_ring(bits // 8)
        for option in (1, 2):
            for form, suffix in ((0, ""), (3, "-values-recovery")):
                one = Dialogue("keys of %d bits, form %d, option %d" % (bits, form, option), "scp10-%d%s-%d" % (option, suffix, bits), option, form)
                one.environment()
                one.certificate("ka_ex")
                one.certificate("oce_by_ka_ex")
                if option == 1:
                    one.agreement(0x33, [("B4", 0x30), ("B8", 0x30)])
                else:
                    one.transport(0x33, both)
                one.talk()
                out.append(one)
    use_ring(bench.SIZE)
    return out


BOTH = [("B4", 0x30, key(1), 0x0102030405060708), ("B8", 0x30, key(2), None)]
AGREED = [("B4", 0x30), ("B8", 0x30)]


class Refusals:
    """Dialogues in which something is refused, or in which one deviation of the model shows."""

    def __init__(self):
        self.out = []

    def start(self, title, *shows, profile="scp10-2", option=2, form=0):
        one = Dialogue(title, profile, option, form)
        one.shows = [name.replace("_", "-") for name in shows]
        self.out.append(one)
        return one

    def agree(self, title, *shows, profile="scp10-1"):
        return self.start(title, *shows, profile=profile, option=1)

    def opened(self, title, level, *shows, templates=BOTH, internal=False):
        one = self.start(title, *shows)
        one.certificate("oce")
        one.transport(level, templates, internal)
        return one

    def gone(self, one):
        one.step("0084000000", "6985")

    def ready(self, title, *shows, templates=BOTH, level=0x33, which="oce"):
        """Up to the challenge; yields the dialogue and what is to be signed."""
        one = self.start(title, *shows)
        if which:
            one.certificate(which)
        else:
            one.environment()
        request = one.request(level, templates, True)
        one.decipher(request)
        one.step("0084000000", FIXED + b"\x90\x00")
        return one, request + FIXED

    def environments(self):
        for title, command, answer, *shows in (
                ("another protocol", "0022C1B60480021102", "9484", "environment_any_protocol"),
                ("another option", "0022C1B60480021003", "9484", "environment_any_option"),
                ("the option that the domain has not", "0022C1B60480021001", "9484", "environment_any_option"),
                ("no protocol", "0022C1B6028300", "6A80", "environment_without_mechanism"),
                ("P1 01", "002201B60480021002", "6A86", "environment_any_p1"),
                ("P2 B8", "0022C1B80480021002", "6A86", "environment_any_p2"),
                ("an unknown public key", "0022C1B60E80021002" + tlv("83", name8("XX")).hex(), "6A88", "unknown_public_key_taken"),
                ("an unknown private key", "0022C1B60E80021002" + tlv("84", name8("XX")).hex(), "6A88", "unknown_private_key_taken"),
                ("an unknown object", "0022C1B60680021002" + "8500", "6A80"),
                ("secure messaging", "0C22C1B60480021002", "6882")):
            one = self.start("environment with " + title, *shows)
            one.step(command, answer)
            self.gone(one)
        for wrong, title, *shows in (("0022C1B60480021002", "right", "environment_keeps_session"),
                                     ("0022C1B60480021102", "wrong", "environment_keeps_session", "wrong_environment_keeps_session")):
            one = self.opened("a %s environment ends a session" % title, 0x01, *shows)
            one.step(wrong, "9000" if title == "right" else "9484")
            one.command("80CA00D3", "", 0, b"", "6982")
        one = self.start("a stored authority", "public_key_reference_ignored")
        one.environment(more=tlv("83", NAME["ka_ex"]))
        one.certificate("oce_by_ka_ex")
        one = self.start("the second key", "private_key_reference_ignored", "certificate_always_wanted")
        one.environment(p1="81", p2="A4", more=tlv("83", NAME["oce"]) + tlv("84", NAME["second_sd"]))
        one.transport(0x00, BOTH, True, "oce", "second_sd")

    def challenges(self):
        one = self.start("challenge without initiation", "challenge_without_initiation")
        self.gone(one)
        for p1p2, shows in (("0100", "challenge_any_p1"), ("0001", "challenge_any_p2")):
            one = self.start("challenge with P1 P2 " + p1p2, shows)
            one.environment()
            one.step("0084%s00" % p1p2, "6A86")
            one.step("0084000000", FIXED + b"\x90\x00")
        one = self.start("challenge of sixteen bytes", "challenge_always_short")
        one.environment()
        one.step("0084000000", FIXED + b"\x90\x00")
        one = self.agree("challenge of eight bytes", "challenge_always_long")
        one.environment()
        one.step("0084000000", FIXED[:8] + b"\x90\x00")
        one, signed = self.ready("challenge of some commands ago", "challenge_serves_later")
        one.step("00CA00D300", "009000")
        one.external(sign("oce", signed), "6985")

    def certificates(self):
        def refused(title, which, answer="6300", form=0, p2=None, behind=b"", shows=()):
            one = self.start("certificate: %s, form %d" % (title, form), *shows, profile=("scp10-2", "scp10-2-recovery", "scp10-2-values", "scp10-2-values-recovery")[form], form=form)
            one.certificate(which, answer, p2, behind)
            self.gone(one)
        for form in range(4):
            recovery = form & 1
            keep = ("failed_certificate_keeps_initiation",) if form == 0 else ()
            refused("forged", "forged", form=form, shows=keep + (() if recovery else ("certificate_signature_unchecked",)))
            refused("other issuer", "other_issuer", form=form, shows=("certificate_issuer_ignored",) if form == 0 else ())
            refused("other hash", "other_hash", form=form, shows=("recovery_hash_unchecked",) if form == 1 else ("certificate_hash_unchecked",) if form == 0 else ())
            refused("other padding", "other_padding", form=form, shows=("recovery_trailer_unchecked",) if form == 1 else ("certificate_padding_unchecked",) if form == 0 else ())
        refused("bytes behind", "oce", "6A80", behind=b"\x00", shows=("bytes_behind_certificate_taken",))
        one = self.start("certificate: P2 of the other form", "certificate_any_p2")
        one.step("002A00AE0A" + "7F2107" + "9E050000000000", "6A86")
        self.gone(one)
        one = self.start("certificate under P2 A4", )
        one.environment(p2="A4")
        one.step("002A00BE0A" + "7F2107" + "9E050000000000", "6985")
        self.gone(one)
        one = self.start("chain: forged second", "chain_link_unchecked")
        one.certificate("ka_ex")
        one.certificate("forged_by_ka_ex", "6300")
        self.gone(one)
        one = self.start("chain: right", "chain_verified_with_trust_point", "each_certificate_begins")
        one.certificate("ka_ex")
        one.certificate("oce_by_ka_ex")
        one = self.start("chain: the card's certificate in between", "get_data_ends_initiation")
        one.certificate("ka_ex")
        one.step("80CA7F2100", dict(bench.certificates(0))["sd"][:256] + bytes([0x61, len(dict(bench.certificates(0))["sd"]) - 256]))
        one.certificate("oce_by_ka_ex")
        for form, shown in ((1, "certificate_remainder_under_5f4e"), (2, "certificate_hash_with_header"), (3, "certificate_hash_with_header")):
            one = self.start("certificate: right, form %d" % form, shown, profile=("", "scp10-2-recovery", "scp10-2-values", "scp10-2-values-recovery")[form], form=form)
            one.certificate("oce")
        one = self.start("chain: second alone")
        one.certificate("oce_by_ka_ex", "6300")
        one = self.start("a piece and another command", "broken_chain_forgiven", "pieces_are_commands")
        one.environment()
        one.step("102A00BE02" + "7F21", "9000")
        one.step("0084000000", "6883")
        self.gone(one)
        one = self.opened("a certificate ends a session", 0x01, "certificate_keeps_session", "protected_command_opens_session")
        one.certificate("oce")
        one.command("80CA00D3", "", 0, b"", "6982")
        one = self.opened("a wrong certificate ends a session", 0x01, "failed_certificate_keeps_session")
        one.step("002A00BE0A" + "7F2107" + "9E050000000000", "6A80")
        one.command("80CA00D3", "", 0, b"", "6982")

    def deciphers(self):
        def refused(title, request, *shows, **more):
            one = self.start("decipher: " + title, *shows)
            one.environment()
            one.decipher(request, "6A80", **more)
            self.gone(one)
        mac = tlv("95", b"\x30") + tlv("D1", key(1)) + tlv("91", bytes(8))
        level = tlv("D3", b"\x33")
        good = level + tlv("B4", mac)
        refused("block type 01", good, "decipher_padding_unchecked", "failed_decipher_keeps_initiation", block_type=b"\x00\x01")
        refused("no level", tlv("B4", mac), "level_may_be_missing")
        refused("level with a reserved bit", tlv("D3", b"\x04") + tlv("B4", mac), "any_level")
        refused("level of two bytes", tlv("D3", b"\x00\x33") + tlv("B4", mac), "level_of_any_length")
        refused("no template", level)
        refused("another template", level + tlv("B6", mac), "any_template_tag")
        refused("two keys for one purpose", good + tlv("B4", mac), "second_key_for_one_purpose")
        refused("usage 31", level + tlv("B4", mac.replace(b"\x95\x01\x30", b"\x95\x01\x31")), "any_usage")
        refused("usage 80 of a checksum key", level + tlv("B4", mac.replace(b"\x95\x01\x30", b"\x95\x01\x80")), "checksum_key_for_data")
        refused("no usage", level + tlv("B4", mac[3:]))
        refused("no key", level + tlv("B4", mac[:3] + mac[-10:]))
        refused("no counter", level + tlv("B4", mac[:-10]), "counter_may_be_missing")
        refused("counter of four bytes", level + tlv("B4", mac[:-10] + tlv("91", bytes(4))))
        refused("key of eight bytes", level + tlv("B4", mac[:3] + tlv("D1", bytes(8)) + mac[-10:]))
        one = self.start("decipher without initiation", "decipher_without_initiation")
        one.decipher(good, "6985")
        one = self.agree("decipher where keys are agreed", "decipher_in_agreement")
        one.environment()
        one.decipher(good, "6985")
        self.gone(one)

    def entities(self):
        one, signed = self.ready("entity: wrong signature", "entity_signature_unchecked", "failed_authentication_keeps_initiation", "level_set_before_signature")
        one.external(sign("oce", signed + b"\x00"), "6300")
        self.gone(one)
        one, signed = self.ready("entity: SHA-256", "signature_with_any_hash")
        one.external(private_key("oce").sign(signed, padding.PKCS1v15(), hashes.SHA256()), "6300")
        one, signed = self.ready("entity: a byte behind the signature", "long_signature_cut")
        one.external(sign("oce", signed) + b"\x00", "6700")
        digest = bytes.fromhex("3021300906052B0E03021A05000414") + hashlib.sha1(signed).digest()
        filler = b"\xff" * (SIZE - 3 - len(digest))
        for title, shown, block in (
                ("a wrong byte of padding", "entity_padding_unchecked", b"\x00\x01" + filler[:-1] + b"\xfe\x00" + digest),
                ("bytes behind the digest", "entity_digest_anywhere", b"\x00\x01" + filler[:8] + b"\x00" + digest + filler[8:])):
            one, signed = self.ready("entity: " + title, shown)
            one.external(raw_private("oce", block), "6300")
        one = self.start("entity: session keys of an initiation before", "keys_outlive_initiation", "environment_unknown")
        request = one.request(0x33, BOTH, True)
        one.certificate("oce")
        one.decipher(request)
        one.environment()
        one.certificate("oce")
        one.step("0084000000", FIXED + b"\x90\x00")
        one.external(sign("oce", request + FIXED), "6985")
        one, signed = self.ready("entity: the trust point itself", "entity_without_certificate", which=None)
        one.external(sign("tp_ex", signed), "6985")
        for p1p2, shows in (("0100", "external_any_p1"), ("0001", "external_any_p2")):
            one, signed = self.ready("entity: P1 P2 " + p1p2, shows)
            one.external(sign("oce", signed), "6A86", p1p2)
        one = self.start("entity: no session keys")
        one.certificate("oce")
        one.step("0084000000", FIXED + b"\x90\x00")
        one.external(sign("oce", FIXED), "6985")
        one = self.start("somebody else", "every_entity_is_owner", "level_zero_is_none", profile="scp10-2")
        one.certificate("other_oce")
        one.transport(0x00, BOTH, False)
        one.command("00CA00D3", "", 0, b"\x40")
        for title, answer, shows, how in (
                ("wrong hash", "6300", ["entity_recovery_unchecked"], dict(spoil=True)),
                ("another header", "6300", ["entity_header_unchecked"], dict(header=b"\x4a")),
                ("not encrypted", "6300", ["signature_in_clear_taken"], dict(clear=True)),
                ("no card identifier", "6300", ["signature_without_card_id"], dict(card_id=b"")),
                ("key type 88", "9484", ["any_key_type"], dict(key_type=b"\x88")),
                ("a key in a template", "6A80", ["key_in_agreement_taken"], dict(key=key(1)))):
            one = self.agree("entity: " + title, *shows)
            one.certificate("oce")
            one.step("0084000000", FIXED[:8] + b"\x90\x00")
            one.external(one.agreement_request(AGREED[:1] if "key" in title else AGREED, 0x33, **how), answer)
            self.gone(one)
        one = self.agree("a command before INTERNAL AUTHENTICATE", "session_open_before_internal")
        one.certificate("oce")
        one.step("0084000000", FIXED[:8] + b"\x90\x00")
        one.external(one.agreement_request(AGREED, 0x00))
        one.step("80CA00D300", "6982")

    def cards(self):
        data = stream("Assay SCP10 challenge", 16) + NAME["oce"]
        def refused(title, shows, p1p2, data, answer):
            one = self.opened("card: " + title, 0x00, shows)
            one.step(bytes.fromhex("0088" + p1p2 + "18") + data + b"\x00", answer)
            one.step("80CA00D300", "6982")
        refused("P1 01", "internal_any_p1", "0100", data, "6A86")
        refused("P2 01", "internal_any_p2", "0001", data, "6A86")
        refused("another identifier", "entity_id_ignored", "0000", data[:16] + NAME["other_oce"], "6A80")
        one = self.opened("card: again", 0x00, "internal_authenticate_twice", "internal_error_keeps_session", internal=True)
        one.step(bytes.fromhex("0088000018") + data + b"\x00", "6985")
        one.step("80CA00D300", "6982")
        one = self.opened("card: later", 0x00, "internal_authenticate_later")
        one.command("00CA00D3", "", 0, b"\x80")
        one.step(bytes.fromhex("0088000018") + data + b"\x00", "6985")
        one = self.opened("card: signature", 0x00, "card_signs_keys_reversed", "card_signs_challenge_first", "card_signs_without_keys", "card_signs_with_sha256", "card_signs_with_other_key", "card_signature_other_kind", "card_block_type_0", "card_block_without_separator", "internal_authenticate_unknown", internal=True)
        one = self.agree("agreement", "card_signs_without_entity_id", "card_secret_in_clear", "card_secret_repeats", "keys_from_card_secret", "counter_halves_swapped", "counter_from_zero", "keys_numbered_from_zero", "keys_from_end_of_hash", "signed_padding_left_out", "signed_secret_left_out", "one_byte_of_padding", "entity_secret_from_front", "card_hash_without_padding", "card_hash_without_secret", "card_hash_without_challenge", "card_block_header_4a", "card_block_trailer_33cc", "card_recovers_with_sha256", "card_secret_from_front", "card_signature_larger_form", "smaller_form_unknown", "certificates_by_option", "internal_authenticate_protected")
        one.certificate("oce")
        one.agreement(0x33, AGREED)
        one.talk()
        one = self.agree("agreement on keys in another order", "keys_numbered_in_order", "signed_templates_sorted")
        one.certificate("oce")
        one.agreement(0x33, [("B8", 0x30), ("B4", 0x10), ("B4", 0x20)])
        one.talk()

    def messages(self):
        spoil = lambda at: lambda objects: objects[:at] + bytes([objects[at] ^ 1]) + (objects[at + 1:] if at != -1 else b"")
        one = self.opened("wrong C-MAC", 0x01, "c_mac_unchecked", "mac_half_compared", "survives_security_error")
        one.refused("80CA00D3", "", 0, edit=spoil(-1))
        one = self.opened("replayed command", 0x01, "counter_stands")
        one.command("00CA00D3", "", 0, b"\x81")
        one.steps.append((one.steps[-1][0], b"\x69\x82"))
        one = self.opened("plain command", 0x01, "plain_command_taken", "survives_security_error")
        one.refused("80CA00D3", "", 0, as_level=0)
        one = self.opened("plain data under C-MAC", 0x03, "plain_data_taken")
        one.refused("80CA5031", "5C00", 0, as_level=0x01)
        one = self.opened("encrypted data without C-MAC", 0x03, "mac_may_be_missing")
        one.refused("80CA5031", "5C00", 0, as_level=0x02)
        one = self.opened("class bits 10 with C-MAC", 0x01, "class_bits_ignored")
        one.refused("80CA00D3", "", 0, cla_bits=0x08)
        one = self.opened("plain data where encryption alone is wanted", 0x02, "plain_data_alone_taken")
        one.refused("80CA5031", "5C00", 0, as_level=0)
        one = self.opened("padding indicator 02", 0x02, "padding_indicator_ignored")
        one.refused("80CA5031", "5C00", 0, edit=lambda objects: objects[:2] + b"\x02" + objects[3:])
        one = self.opened("encrypted data without padding", 0x02, "padding_unchecked")
        bare = tlv("86", b"\x01" + des(key(2), modes.CBC(bytes(8)), bytes(8)))
        one.refused("80CA5031", "5C00", 0, edit=lambda objects: bare)
        one = self.opened("no key for C-MACs", 0x01, "missing_mac_key_passes", templates=[("B4", 0x20, key(1), 0)])
        one.step("8CCA00D30D" + "970100" + "8E08" + "00" * 8 + "00", "6982")
        one = self.opened("no key for R-MACs", 0x10, "missing_response_key_in_clear", templates=[("B4", 0x10, key(1), 0)])
        one.step("80CA00D300", "6982")
        one.step("80CA00D300", "6982")
        one = self.opened("messages", 0x33, "icv_in_clear", "mac_single_des", "mac_over_class_as_sent", "mac_without_le", "counter_for_each_direction", "counter_object_ignored", "r_mac_without_status", "r_mac_counter_stands", "answers_without_r_mac", "answers_in_clear", "errors_under_r_mac", "level_always_zero", "verify_certificate_unknown", "decipher_unknown", "challenge_unknown", "external_authenticate_unknown", "environment_wanted", "last_key_is_default", "certificate_signature_under_5f37", "certificate_body_under_7f4e", "exponent_always_3", "entity_signature_other_kind", "signed_level_bare", "signed_level_left_out", "signed_templates_bare", "signed_templates_left_out", "signed_first_template_alone", "signed_challenge_left_out", "entity_block_type_2", "entity_block_without_separator", "entity_hash_bare", "template_reaches_to_end", "internal_authenticate_wanted", "first_key_for_everything", "challenge_drops_keys", "level_of_first_command", "value_alone_encrypted", "directory_incomplete", "directory_without_paths")
        one.talk()
        one = self.opened("keys for each direction", 0x11, "r_mac_with_c_mac_key", templates=[("B4", 0x10, key(4), 5), ("B4", 0x20, key(5), 7)])
        one.talk()
        one = self.opened("encryption alone", 0x22, "encryption_of_nothing_wanted", "answer_encrypted_under_87")
        one.talk()
        one = self.opened("a C-MAC that level 00 does not ask for", 0x00, "level_of_session_told", "level_stays_raised", templates=[("B4", 0x10, key(4), 5)])
        one.command("80CA00D3", "", 0, tlv("D3", b"\x80"))
        one.command("80CA00D3", "", 0, tlv("D3", b"\x81"), as_level=0x01)
        one.command("80CA00D3", "", 0, tlv("D3", b"\x80"))
        one = self.opened("R-MAC without Le", 0x10, "r_mac_wants_le")
        one.step("80CA00D3", one.response(tlv("D3", b"\x90"), b"\x90\x00"))
        one = self.start("an application, and an answer without data", "empty_answers_without_r_mac", "domain_alone")
        one.step("00A4040008F04153534159010800", bytes.fromhex("6F0A8408F0415353415901089000"))
        one.certificate("oce")
        one.transport(0x33, BOTH, False)
        one.command("80400000", "", None, b"")
        one.command("80400000", "0102030405", 0, bytes.fromhex("0102030405"))
        one.command("80400000", "0102030405", 4, b"", "6C05")
        one.command("80400000", "0102030405", None, bytes.fromhex("0102030405"))
        one = self.start("on logical channel 1", "mac_over_channel", "mac_over_class_as_sent")
        one.step("0070000001", "019000")
        one.channel = 1
        one.step("00A4040008F04153534159010800", bytes.fromhex("6F0A8408F0415353415901089000"))
        one.certificate("oce")
        one.transport(0x33, BOTH, False)
        one.command("80400000", "01", 0, b"\x01")

        one = self.start("on logical channel 4", "no_further_channels", profile="scp10-channels-20")
        one.step("00700004", "9000")
        one.channel = 0x40
        one.step("00A4040008F04153534159010800", bytes.fromhex("6F0A8408F0415353415901089000"))
        one.environment()
        one.certificate("oce")
        one.transport(0x33, BOTH, False)
        one.command("80400000", "01", 0, b"\x01", cla_bits=0x20)

    def data(self):
        own = dict(bench.certificates(0))
        inside = lambda which: own[which][5:]
        for which, tag in (("sd", "7F21"), ("second_sd", "5032"), ("ka_in", "5033")):
            one = self.start("certificate " + tag, *(["gp_class_certificate_bare", "iso_class_certificate_whole"] + (["always_default_certificate"] if tag != "7F21" else ["get_data_needs_session", "own_certificate_unknown", "certificate_of_second_key", "plain_refused_outside"])))
            lc = "" if tag == "7F21" else "025C00"
            for cla, ins, value in (("80", "CA", own[which]), ("00", "CB", inside(which))):
                one.step(cla + ins + tag + lc + "00", value[:256] + bytes([0x61, len(value) - 256]))
                one.step("00C0000000", value[256:] + b"\x90\x00")
        one = self.start("EF.OD", "directory_unknown", "get_data_needs_session")
        one.step("80CA5031025C0000", bench.directory() + b"\x90\x00")
        one.step("00CB5031025C0000", bench.directory() + b"\x90\x00")
        one = self.start("GET DATA with wrong data", "get_data_takes_any_data")
        one.step("80CA503100", "6A80")
        one.step("80CA5032015C00", "6A80")
        one.step("80CA7F21025C0000", "6A80")
        one = self.start("an unknown certificate", "unknown_certificate_is_empty")
        one.step("80CA5034025C0000", "6A88")
        one = self.start("Card Recognition Data", "not_announced", "option_misstated", "option_with_reserved_bit", "option_with_top_bit")
        oids = tlv("06", bytes.fromhex("2A864886FC6B01")) + tlv("60", tlv("06", bytes.fromhex("2A864886FC6B02020301"))) + tlv("63", tlv("06", bytes.fromhex("2A864886FC6B03"))) + tlv("64", tlv("06", bytes.fromhex("2A864886FC6B041002")))
        one.step("80CA006600", tlv("66", tlv("73", oids)) + b"\x90\x00")

    def all(self):
        for part in (self.environments, self.challenges, self.certificates, self.deciphers, self.entities, self.cards, self.messages, self.data):
            part()
        return self.out


def name8(two):
    return bench.name(two)


def main():
    print("# SPDX-License-Identifier: Apache-2.0")
    print("# Dialogues of SCP10, made by scp10_exchanges.py from GPC appendix F; not by the model. * profile, title; ! deviation that it shows; > command; < response.")
    for one in dialogues() + Refusals().all():
        print("* %s, %s" % (one.profile, one.title))
        for shown in one.shows:
            print("! scp10-%s" % shown)
        for command, response in one.steps:
            print("> %s\n< %s" % (command.hex().upper(), response.hex().upper()))


if __name__ == "__main__":
    main()
