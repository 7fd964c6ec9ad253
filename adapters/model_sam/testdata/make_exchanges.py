#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes exchanges.txt: what a SAM must answer under the open stand-in (not Calypso), computed from decision 0024 and
the public facts, not by the model. Needs python3-cryptography. Random numbers are those of the model's seed 0.

    adapters/model_sam/testdata/make_exchanges.py
"""
import pathlib

from osp1 import Session, SplitMix64, card_key, keystream, mac, mask, master

OUT = pathlib.Path(__file__).with_name("exchanges.txt")
SERIAL = bytes.fromhex("0000000011223344")
OPENING = bytes.fromhex("0304909800307900")
lines = []


class Constant:
    """The profiles with a known challenge."""

    def fill(self, size):
        return bytes(range(0xC1, 0xC1 + size))


class Flow:
    def __init__(self, name, profile="bare", cla=0x80):
        lines.append(f"\nflow {name}\nprofile {profile}")
        self.random = Constant() if profile in ("recorded", "locked", "exhausted") else SplitMix64(0)
        self.cla = f"{cla:02X}"

    def send(self, command, answer="", sw="9000"):
        if isinstance(answer, bytes):
            answer = answer.hex()
        lines.append(f"command {self.cla}{command.upper()}\nanswer {answer.upper()}{sw}")

    def data(self, header, data, answer="", sw="9000"):
        self.send(f"{header}{len(data):02X}{data.hex()}", answer, sw)

    def diversifier(self, serial=SERIAL):
        self.data("140000", serial)

    def challenge(self, size):
        value = self.random.fill(size)
        self.send(f"840000{size:02X}", value)
        return value

    def give(self, value):
        self.data("860000", value)


def regular(flow, kif=0x30, kvc=0x79, serial=SERIAL, opening=OPENING, offset=0):
    flow.diversifier(serial)
    challenge = flow.challenge(4)
    flow.data("8A00FF", bytes([kif, kvc]) + opening)
    return Session(kif, kvc, serial, challenge, opening, offset=offset)


def digest_flows():
    items = [bytes.fromhex(h) for h in ("00B2013C1D", "71" + "11" * 28 + "9000")]
    for product, cla in (("bare", 0x80), ("hsm", 0x80), ("s1d", 0x94), ("s1e1", 0x80)):
        flow = Flow(f"regular-session-{product}", product, cla)
        session = regular(flow)
        for item in items:
            flow.data("8C0000", item)
            session.add(item)
        flow.send("8E000004", session.terminal_mac())
        flow.data("820000", session.card_mac())
        flow.data("820000", session.card_mac(), sw="6985")
    flow = Flow("several-items-at-once")
    session = regular(flow)
    flow.data("8C8000", b"".join(bytes([len(i)]) + i for i in items))
    for item in items:
        session.add(item)
    flow.send("8E000004", session.terminal_mac())
    flow.data("820000", b"\1\2\3\4", sw="6988")
    flow.data("820000", session.card_mac(), sw="6985")
    flow = Flow("several-items-in-pieces-that-do-not-fit")
    session = regular(flow)
    flow.data("8C8000", bytes.fromhex("0500B201"), sw="6A80")
    flow.send("8E000004", session.terminal_mac())
    flow = Flow("revision-2-opening")
    opening = bytes.fromhex("7903049098")
    session = regular(flow, opening=opening, offset=1)
    flow.send("8E000004", session.terminal_mac())
    flow = Flow("revision-1-opening")
    session = regular(flow, opening=opening[1:])
    flow.send("8E000004", session.terminal_mac())


def extended_flow():
    flow = Flow("extended-session")
    flow.diversifier()
    challenge = flow.challenge(8)
    opening = bytes.fromhex("030490A1A2A3A4A502307900")
    flow.data("8A02FF", b"\x30\x79" + opening)
    session = Session(0x30, 0x79, SERIAL, challenge, opening, extended=True)
    for item in ("00B2013C1D", "22" * 29 + "9000"):
        flow.data("8C0000", bytes.fromhex(item))
        session.add(bytes.fromhex(item))
    flow.send("88800008", session.terminal_mac())
    flow.data("820000", session.card_mac(8))
    session.n += 1
    command = bytes.fromhex("00DC013C03")
    ciphered = command + session.cipher(b"\xA1\xA2\xA3")
    flow.data("8C0080", command + b"\xA1\xA2\xA3", ciphered)
    session.add(ciphered)
    flow.data("8C0080", bytes.fromhex("9000"), bytes.fromhex("9000"))
    session.add(bytes.fromhex("9000"))
    command = bytes.fromhex("00B2013C03")
    flow.data("8C0080", command, command)
    session.add(command)
    answer = session.cipher(b"\xA1\xA2\xA3") + b"\x90\x00"
    flow.data("8C0080", answer, b"\xA1\xA2\xA3\x90\x00")
    session.add(answer)
    flow.data("8C0080", bytes.fromhex("00B20100"), sw="6A80")
    flow.send("8E000008", session.terminal_mac())
    flow.data("820000", session.card_mac(16))


def pin_flows():
    challenge = bytes.fromhex("C1C2C3C4C5C6C7C8")
    key = card_key(0x30, 0x79, SERIAL)
    flow = Flow("pin-for-verification")
    flow.diversifier()
    flow.give(challenge)
    pin = b"\x30" * 4
    plain = pin.ljust(8, b"\0")
    flow.data("1280FF", b"\x30\x79" + pin, bytes(a ^ b for a, b in zip(plain, mask(key, 0x03, challenge))))
    flow.data("1280FF", b"\x30\x79" + pin, sw="6985")
    flow = Flow("pin-for-change")
    flow.diversifier()
    flow.give(challenge)
    new = bytes.fromhex("34353637")
    plain = (pin + new).ljust(16, b"\0")
    flow.data("1240FF", b"\x30\x79" + pin + new, bytes(a ^ b for a, b in zip(plain, mask(key, 0x04, challenge))))


def pin_in_session_flow():
    """KIF and KVC 00 name the key of the session, whose digest goes on."""
    challenge = bytes.fromhex("C1C2C3C4C5C6C7C8")
    flow = Flow("pin-of-the-session")
    session = regular(flow, kif=0x27)
    flow.give(challenge)
    pin = b"\x30" * 4
    masked = bytes(a ^ b for a, b in zip(pin.ljust(8, b"\0"), mask(card_key(0x27, 0x79, SERIAL), 0x03, challenge)))
    flow.data("1280FF", b"\0\0" + pin, masked)
    flow.send("8E000004", session.terminal_mac())
    flow = Flow("pin-of-no-session")
    flow.diversifier()
    flow.give(challenge)
    flow.data("1280FF", b"\0\0" + pin, sw="6A83")


def key_flows():
    challenge = bytes.fromhex("C1C2C3C4C5C6C7C8")
    for name, ciphering in (("key-for-a-card", card_key(0x21, 0x79, SERIAL)), ("key-under-null-key", bytes(16))):
        flow = Flow(name)
        flow.diversifier()
        flow.give(challenge)
        block = b"\x27\x79\xA0" + card_key(0x27, 0x79, SERIAL) + bytes(5)
        block += mac(ciphering, 0x05, challenge + block)[:8]
        block = keystream(ciphering, 0x05, challenge, block)
        null = name.endswith("null-key")
        flow.data("12FF00" if null else "12FFFF", (b"" if null else b"\x21\x79") + b"\x27\x79\x90", block)


def signature_flows():
    message = bytes.fromhex("A1A2A3A4A5A6A7A8A9AA")
    flow = Flow("signature-without-diversifier")
    signature = mac(master(0x2C, 0x01), 0x09, b"\x08" + message)[:8]
    flow.data("2A9E9A", b"\xFF\x2C\x01\x08" + message, signature)
    flow.data("2A00A8", b"\xFF\x2C\x01\x08" + message + signature)
    flow.data("2A00A8", b"\xFF\x2C\x01\x08" + message + bytes(8), sw="6988")
    flow.data("2A00A8", b"\xFF\x2C\x01\x08" + message + signature)
    flow = Flow("signature-with-diversifier-of-four-bytes")
    flow.diversifier(SERIAL[4:])
    key = card_key(0x2C, 0x01, SERIAL)
    flow.data("2A9E9A", b"\xFF\x2C\x01\x83" + message, mac(key, 0x09, b"\x83" + message)[:3])
    flow = Flow("signature-with-traceability")
    # Bits 4 to 51 of 80: the last three bytes of the serial number, then the counter of the key, now 1.
    bits = f"{int.from_bytes(message, 'big'):080b}"
    for mode, serial, count in ((0x48, "223344", 1), (0x68, "11223344", 2)):
        trace = bytes.fromhex(serial) + count.to_bytes(3, "big")
        inserted = f"{int.from_bytes(trace, 'big'):0{8 * len(trace)}b}"
        changed = int(bits[:4] + inserted + bits[4 + len(inserted):], 2).to_bytes(10, "big")
        signature = mac(master(0x2C, 0x01), 0x09, bytes([mode]) + changed)[:8]
        flow.data("2A9E9A", b"\xFF\x2C\x01" + bytes([mode]) + b"\x00\x04" + message, changed + signature)
        flow.data("2A00A8", b"\xFF\x2C\x01" + bytes([mode]) + b"\x00\x04" + changed + signature)
    flow.data("2A9E9A", b"\xFF\x2C\x01\x48\x00\x21" + message, sw="6A80")
    flow = Flow("basic-signature")
    data = bytes.fromhex("A1A2A3A4A5A6A7A8")
    flow.data("1C4000", b"\x01\x02" + data, mac(master(0x01, 0x02), 0x0A, data)[:8])
    flow.data("1C4000", b"\x2C\x02" + data, sw="6985")
    flow.diversifier(SERIAL[4:])
    flow.data("1C4000", b"\x01\x02" + data, mac(card_key(0x01, 0x02, SERIAL), 0x0A, data)[:8])


def stored_value(name, ins, get_p2, card_ins, get_answer, operation, kif, extended=False):
    flow = Flow(name)
    flow.diversifier()
    challenge = flow.random.fill(3)
    number = (1).to_bytes(3, "big")
    kvc = get_answer[8 if extended else 0]
    key = card_key(kif, kvc, SERIAL)
    get = bytes([0x7C, 1 if extended else 0, get_p2])
    signature = 10 if extended else 5
    signed = get + b"\0" + get_answer + b"\x90\x00" + bytes([card_ins]) + challenge + operation[1:] + \
        bytes.fromhex("11223344") + number
    high = mac(key, 0x06, signed)[:signature]
    lc = len(operation) + 7 + signature
    flow.data(f"{ins:02X}01FF", get + bytes([len(get_answer)]) + get_answer + b"\x90\x00" +
              bytes([card_ins, 0, 0, lc]) + operation, challenge + number + high)
    balance_at, number_at = (17, 9) if extended else (8, 1)
    balance = int.from_bytes(get_answer[balance_at:balance_at + 3], "big", signed=True)
    amount = operation[6:9] if card_ins == 0xB8 else operation[1:3]
    balance += int.from_bytes(amount, "big", signed=True)
    low = mac(key, 0x07, high + get_answer[number_at:number_at + 2] + balance.to_bytes(3, "big", signed=True))
    flow.data("580000", low[:6 if extended else 3])
    flow.send("580000", sw="6985")


def stored_value_flows():
    load = bytes.fromhex("79007221D35F0E36123456000000790000001A0000020000123456780000DB0070")
    debit = bytes.fromhex("790073A54BC97DFA123456FFFE0000000079123456780000DD0000160072")
    stored_value("stored-value-load", 0x56, 0x07, 0xB8, load, bytes.fromhex("0000000079000000020000"), 0x07)
    stored_value("stored-value-debit", 0x54, 0x09, 0xBA, debit, bytes.fromhex("00FFFE0000000079"), 0x10)
    stored_value("stored-value-undebit", 0x5C, 0x09, 0xBC, debit, bytes.fromhex("0000020000000079"), 0x10)
    long_answer = bytes.fromhex("E1E2E3E4E5E6E7E8") + b"\x79\x00\x72" + b"\x21\xD3\x5F\x0E\x36\x12" + \
        bytes.fromhex("123456") + bytes(22) + bytes(19)
    stored_value("stored-value-load-extended", 0x56, 0x07, 0xB8, long_answer,
                 bytes.fromhex("0000000079000000020000"), 0x07, True)


def tail(reference, serial="11223344"):
    return bytes([reference]) + bytes.fromhex(serial + "FAFF40800000")


def reading_flows():
    challenge = bytes.fromhex("C1C2C3C4C5C6C7C8")
    flow = Flow("readings-of-published-exchanges", "recorded")
    rows = "00 11 22 33 44 55 66 77 88".split()
    serial = "AEC11A5C"
    for p2, first in ((0xE1, "1"), (0xB1, "2")):
        record = bytes.fromhex("".join(f"{first}{r[0]}{r}{r}" for r in rows) + "0000")
        flow.send(f"BE00{p2:02X}00", bytes(8) + record + tail(p2, serial), "6200")
    keys = {0xC1: ("E1F140", 0x11), 0xC2: ("FDF240", 0x21), 0xC3: ("E7F340", 0x31), 0xC4: ("FAF440", 0x41)}
    for n, (p2, (name, first)) in enumerate(keys.items(), 1):
        par = bytearray(range(first, first + 10))
        par[3] = n
        flow.data(f"BC00{p2:02X}", bytes(2), bytes(8) + bytes.fromhex(name) + par + tail(p2, serial), "6200")
    flow = Flow("signed-readings")
    record = bytes(24) + b"\x00\x00\x10" + bytes(2)
    # The signature counts for the authentication key after the record was read: E2 shows the reading before this one.
    for p2, body in ((0xE1, record), (0xE2, bytes(9) + b"\x00\x00\x01" + bytes(17))):
        flow.give(challenge)
        rest = body + tail(p2)
        flow.send(f"BE00{p2:02X}00", mac(master(0xFA, 0x14), 0x0B, challenge + rest)[:8] + rest)
    flow.give(challenge)
    body = bytes.fromhex("3079A0") + bytes.fromhex("01000002000000000000") + tail(0xF0)
    flow.data("BC00F0", b"\x30\x79", mac(master(0xFA, 0x14), 0x0B, challenge + body)[:8] + body)


def protected(key, challenge, record, reference):
    rest = keystream(key, 0x0C, challenge, record) + tail(reference)
    return mac(key, 0x0B, challenge + rest)[:8] + rest


def writing_flows():
    flow = Flow("one-ceiling-prepared-and-written")
    key = master(0xE7, 0x13)
    record = b"\x02\x00\x12\x34" + bytes(25)
    challenge = flow.challenge(8)
    flow.give(challenge)
    flow.diversifier(bytes.fromhex("11223344"))
    block = protected(key, challenge, record, 0xB8)
    flow.data("1600B8", b"\x13" + record, block)
    flow.data("D800B8", block, sw="6985")
    challenge = flow.challenge(8)
    flow.data("D800B8", protected(key, challenge, record, 0xB8))
    ceilings = b"\xFF\xFF\xFA" * 2 + b"\x00\x12\x34" + b"\xFF\xFF\xFA" * 5 + b"\x00\x00\x10" + bytes(2)
    flow.send("BE00B100", bytes(8) + ceilings + tail(0xB1), "6200")
    # Static mode: the challenge is the next value of the reloading key's counter, which was 2 by now.
    flow.data("D808B8", protected(key, (3).to_bytes(8, "big"), b"\x03\x00\x00\x05" + bytes(25), 0xB8))
    flow = Flow("record-of-ceilings-written")
    challenge = flow.challenge(8)
    record = b"".join(n.to_bytes(3, "big") for n in range(0x100, 0x109)) + b"\x01\xFF"
    flow.data("D800B2", protected(key, challenge, record, 0xB2))
    flow.send("BE00B200", bytes(8) + record + tail(0xB2), "6200")
    flow = Flow("parameters-written")
    challenge = flow.challenge(8)
    record = b"\x03" + bytes(28)
    flow.data("D800A0", protected(master(0xE1, 0x11), challenge, record, 0xA0))
    flow.send("BE00A000", bytes(8) + record + tail(0xA0), "6200")
    flow = Flow("work-key-ciphered")
    challenge = flow.challenge(8)
    record = b"\x55\x01\xA0" + b"\x01\x00\x00\x04\x07" + bytes(5) + bytes(range(16))
    flow.data("1A00F0", protected(master(0xFD, 0x12), challenge, record, 0xF0))
    flow.data("BC00F0", b"\x55\x01", bytes(8) + record[:13] + tail(0xF0), "6200")
    flow.data("2A9E9A", b"\xFF\x55\x01\x08\xA1", mac(bytes(range(16)), 0x09, b"\x08\xA1")[:8])
    flow = Flow("lock-in-clear")
    block = bytearray(48)
    block[8], block[9], block[37], block[45] = 0xEF, 0x01, 0xE0, 0x80
    block[21:37] = bytes.fromhex("00112233445566778899AABBCCDDEEFF")
    flow.data("1A80E0", bytes(block))
    flow.diversifier()


def lock_flows():
    secret = bytes.fromhex("00112233445566778899AABBCCDDEEFF")
    flow = Flow("unlock-static", "locked")
    flow.data("140000", SERIAL, sw="6985")
    flow.data("200000", secret[:15] + b"\0", sw="6988")
    flow.data("200000", secret)
    flow.diversifier()
    flow.data("200000", secret, sw="6985")
    flow = Flow("unlock-dynamic", "locked")
    flow.data("200000", bytes(8), sw="6985")
    challenge = flow.challenge(8)
    right = mac(secret, 0x0D, challenge)[:8]
    flow.data("200000", bytes(8), sw="6988")
    flow.data("200000", right, sw="6985")
    challenge = flow.challenge(8)
    flow.data("200000", mac(secret, 0x0D, challenge)[:8])
    flow.diversifier()


def recorded_flows():
    """What published tests of terminal libraries show and no cryptography decides."""
    flow = Flow("published-select-diversifier", "recorded")
    flow.send("1400000800000000AABBCCDD")
    flow.send("140000080000000011223344")
    flow.send("1400000411223344")
    flow.challenge(4)
    flow.send("8A00FF273079030490980030791D01112233445566778899AABBCCDDEEFF00112233445566778899AABBCC")
    flow.send("8C00002200E200401D01112233445566778899AABBCCDDEEFF00112233445566778899AABBCC")
    flow.send("8C0000029000")
    flow.challenge(4)
    flow.send("8A00FF0A30790304909800307900")
    flow.send("8C8000260500B2013C1D1F71111111111111111111111111111111111111111111111111111111119000")
    flow.send("86000008000000000000017B")
    flow.send("86000008C1C2C3C4C5C6C7C8")
    published = {
        "published-interoperable-card": (0x30, 0x0E, "03082ED700300E30" + bytes(range(1, 0x31)).hex(), (
            "00B201A420", "00" * 32 + "9000", "00B201D430", bytes(range(1, 0x31)).hex() + "9000")),
        "published-append": (0x30, 0x7E, "0308306C00307E1D24B928480800000606F00012" + "00" * 17, (
            "00B2014400", "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCC9000",
            "00B201F400", "00" * 29 + "9000", "00B2014C00", "00000F" + "FF" * 26 + "9000",
            "00E200401D00112233445566778899AABBCCDDEEFF00112233445566778899AABBCC", "9000")),
        "published-read": (0x30, 0x79, "030490980030791D71" + "11" * 28, (
            "00B2013C1D", "71" + "11" * 28 + "9000", "00B2014400", "81" + "11" * 28 + "9000")),
    }
    for name, (kif, kvc, opening, items) in published.items():
        flow = Flow(name, "recorded")
        session = regular(flow, kif, kvc, opening=bytes.fromhex(opening))
        for item in items:
            flow.data("8C0000", bytes.fromhex(item))
            session.add(bytes.fromhex(item))
        flow.send("8E000004", session.terminal_mac())
        flow.data("820000", session.card_mac())
    flow = Flow("published-wrong-mac", "recorded")
    flow.send("140000080000000011223344")
    flow.challenge(4)
    flow.send("8A00FF0A30790304909800307900")
    flow.send("8E000004", Session(0x30, 0x79, SERIAL, bytes.fromhex("C1C2C3C4"), OPENING).terminal_mac())
    flow.send("820000049ABCDEF0", sw="6988")
    flow = Flow("published-unlock", "locked")
    flow.send("2000001000112233445566778899AABBCCDDEEFF")


for write in (digest_flows, extended_flow, pin_flows, pin_in_session_flow, key_flows, signature_flows, stored_value_flows, reading_flows,
              writing_flows, lock_flows, recorded_flows):
    write()
OUT.write_text("# What a SAM answers under the open stand-in OSP-1, not Calypso. Written by make_exchanges.py; profile `bare` has no name.\n"
               + "\n".join(lines) + "\n")
