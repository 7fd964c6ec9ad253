#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Computes the literal exchanges of calypso_exchanges.hpp, from docs/decisions/0024 and the public facts about Calypso and
with python3-cryptography; it knows nothing of the model but the randomness the model is given.

    compute_exchanges.py > calypso_exchanges.hpp
"""
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

MASK = (1 << 64) - 1


class Random:
    """The seeded generator the tests give the card (SplitMix64), 8 bytes a word, least significant first."""

    def __init__(self, seed):
        self.state = seed

    def word(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def take(self, size):
        out = b""
        while len(out) < size:
            out += self.word().to_bytes(8, "little")
        return out[:size]


def cmac(key, message):
    c = CMAC(algorithms.AES(key))
    c.update(message)
    return c.finalize()


def mac(key, purpose, message=b""):
    return cmac(key, bytes([purpose]) + message)


def aes(key, block):
    return Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(block)


def mask(key, purpose, challenge):
    return aes(key, (bytes([purpose]) + challenge).ljust(16, b"\0"))


def keystream(key, purpose, nonce, data):
    first = (bytes([purpose]) + nonce).ljust(16, b"\0")
    return Cipher(algorithms.AES(key), modes.CTR(first)).encryptor().update(data)


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


SERIAL = bytes.fromhex("0000000011223344")


def card_key(kif, kvc):
    master = bytes([kif, kvc]) + bytes(range(14))
    return mac(master, 0x01, bytes([kif, kvc]) + SERIAL)


ISSUER, LOAD, DEBIT = card_key(0x21, 0x79), card_key(0x27, 0x79), card_key(0x30, 0x79)
KIF = {1: 0x21, 2: 0x27, 3: 0x30}


class Terminal:
    """Keeps the counter and the randomness of the card, and writes down what passes."""

    def __init__(self, seed=1, counter=50000):
        self.random, self.counter, self.lines = Random(seed), counter, []

    def exchange(self, command, answer):
        self.lines.append((command.hex().upper(), answer.hex().upper()))

    def plain(self, command, answer):
        self.exchange(bytes.fromhex(command), bytes.fromhex(answer))


class Session:
    def __init__(self, terminal, key, challenge, extended=False, read=b"", p1=None, p2=None, ratified=True):
        self.t, self.extended = terminal, extended
        terminal.counter -= 1
        own = terminal.counter.to_bytes(3, "big") + terminal.random.take(5 if extended else 1)
        p1 = key if p1 is None else p1
        p2 = (2 if extended else 1) if p2 is None else p2
        data = (b"\0" if extended else b"") + challenge
        command = bytes([0x00, 0x8A, p1, p2, len(data)]) + data + b"\0"
        flags = (0 if ratified else 1) | (2 if extended else 0)
        self.answer = own + bytes([flags, KIF[key], 0x79, len(read)]) + read
        terminal.exchange(command, self.answer + b"\x90\0")
        name = bytes([KIF[key], 0x79])
        kd = card_key(KIF[key], 0x79)
        self.key = mac(kd, 0x02, challenge + own + name)
        self.cipher = mac(self.key, 0x08)
        self.chain, self.items, self.n, self.encrypted = bytes(16), 0, 0, False
        self.add(name + self.answer)

    def add(self, item):
        self.chain = cmac(self.key, self.chain + len(item).to_bytes(2, "big") + item)

    def pass_cipher(self, data):
        number, self.items = self.items.to_bytes(4, "big"), self.items + 1
        return keystream(self.cipher, 0x08, number, data) if self.encrypted else data

    def send(self, header, data=b"", answer=b"", status="9000", le=None):
        """`le` None: none; a case 2 command has its Le in the digest, a case 4 command has not."""
        header = bytes.fromhex(header)
        wire = self.pass_cipher(data)
        told = self.pass_cipher(answer)
        status = bytes.fromhex(status)
        body = bytes([len(wire)]) + wire if wire else b""
        tail = b"" if le is None else bytes([le])
        self.t.exchange(header + body + tail, told + status)
        self.add(header + (body if wire else tail))
        self.add(told + status)

    def of(self, speaker):
        size = 8 if self.extended else 4
        return cmac(self.key, self.chain + bytes([speaker, self.n]))[:size]

    def authenticate(self, p2):
        self.t.exchange(bytes([0, 0x82, 0, p2, 8]) + self.of(1) + b"\0", self.of(2) + b"\x90\0")
        self.n += 1
        self.encrypted = bool(p2 & 2)

    def encrypt(self, on):
        self.t.exchange(bytes([0, 0x82, 0, 2 if on else 0, 0]), b"\x90\0")
        self.encrypted = on

    def close(self, p1=0x80, postponed=b"", wrong=False):
        own = self.of(1)
        if wrong:
            own = own[:-1] + bytes([own[-1] ^ 1])
        command = bytes([0, 0x8E, p1, 0, len(own)]) + own + b"\0"
        self.t.exchange(command, b"\x69\x88" if wrong else postponed + self.of(2) + b"\x90\0")


SELECT = ("00A4040009315449432E4943413100",
          "6F238409315449432E49434131A516BF0C13C7080000000011223344"
          "53070A3F2B021410019000")
ENVIRONMENT = bytes(range(1, 30))


def regular_session():
    t = Terminal()
    t.plain(*SELECT)
    s = Session(t, 3, bytes.fromhex("C1C2C3C4"), read=ENVIRONMENT, p1=0x0B, p2=0x39)
    s.send("00B20144", le=0x1D, answer=b"\xE1" * 29)
    s.send("00DC0144", b"\x11" * 29)
    s.send("00E20040", b"\x22" * 29)
    s.send("00D2014C", b"\x01" * 29)
    s.send("003001C8", bytes.fromhex("000001"), bytes.fromhex("0000FF"), le=0)
    s.send("00B20144", le=0x1D, answer=b"\x22" * 29)
    s.send("00B20FCC", le=0x1D, status="6A83")
    s.close(0x80)
    t.plain("00B201441D", "22" * 29 + "9000")
    t.plain("00B202441D", "11" * 29 + "9000")
    return t.lines


def pending_ratification():
    t = Terminal()
    t.plain(*SELECT)
    s = Session(t, 3, bytes.fromhex("C1C2C3C4"))
    s.send("00DC0144", b"\x11" * 29)
    s.close(0x00)
    t.plain("00B2000000", "6B00")
    Session(t, 3, bytes.fromhex("01020304")).close(0x00)
    return t.lines


def unratified_opening():
    """After the lines of `pending_ratification` and a loss of power."""
    t = Terminal()
    t.random.word(), t.random.word()
    t.counter -= 2
    t.plain(*SELECT)
    Session(t, 1, bytes.fromhex("01020304"), ratified=False).close(0x80)
    Session(t, 2, bytes.fromhex("01020304")).close(0x80)
    return t.lines


def wrong_mac():
    t = Terminal()
    t.plain(*SELECT)
    s = Session(t, 3, bytes.fromhex("C1C2C3C4"))
    s.send("00DC0144", b"\x11" * 29)
    s.close(wrong=True)
    t.plain("00B201441D", "E1" * 29 + "9000")
    return t.lines


def extended_session():
    t = Terminal()
    t.plain(*SELECT)
    s = Session(t, 3, bytes.fromhex("C1C2C3C4C5C6C7C8"), extended=True)
    s.send("00B20144", le=0x1D, answer=b"\xE1" * 29)
    s.send("00B20164", le=0x30, status="6982")
    s.encrypt(True)
    s.send("00B20164", le=0x30, answer=bytes(range(0x30, 0x60)))
    s.send("00DC0164", b"\x77" * 48)
    s.authenticate(0x03)
    s.send("00B20164", le=0x30, answer=b"\x77" * 48)
    s.authenticate(0x01)
    s.send("00DC0144", b"\x33" * 29)
    s.close(0x80)
    t.plain("00B201441D", "33" * 29 + "9000")
    return t.lines


def stored_value(operation, reload, extended=False, session=False):
    """Reload 500, debit 100, undebit 100; purse 4096, number 0072."""
    t = Terminal()
    t.plain(*SELECT)
    s = Session(t, 3, bytes.fromhex("C1C2C3C4")) if session else None
    kif = 0x07 if reload else 0x10
    kd = card_key(kif, 0x79)
    p1, p2 = int(extended), 0x07 if reload else 0x09
    number, balance = bytes.fromhex("0072"), bytes.fromhex("001000")
    load_log, debit_log = b"\x14" * 22, b"\x15" * 19
    if extended:
        told = t.random.take(8) + b"\x79" + number + bytes(6) + balance + load_log + debit_log
        le = 0x3D
    else:
        told = b"\x79" + number + bytes(3) + t.random.take(2) + balance + (load_log if reload else debit_log)
        le = 0x21 if reload else 0x1E
    get = bytes([0x00, 0x7C, p1, p2])
    if s:
        s.send(get.hex(), le=le, answer=told)
    else:
        t.exchange(get + bytes([le]), told + b"\x90\0")
    ins = {"reload": 0xB8, "debit": 0xBA, "undebit": 0xBC}[operation]
    c = bytes.fromhex("A1A2A3")
    if reload:
        data = c[2:] + bytes.fromhex("1234" "F1" "79" "F2" "0001F4" "0567" "AABBCCDD" "000102")
        after = bytes.fromhex("0011F4")
    else:
        amount = -100 if operation == "debit" else 100
        data = c[2:] + (amount & 0xFFFF).to_bytes(2, "big") + bytes.fromhex("1234" "0567" "79" "AABBCCDD" "000102")
        after = (0x1000 + amount).to_bytes(3, "big")
    message = bytes([0x7C, p1, p2, 0]) + told + b"\x90\0" + bytes([ins]) + c[:2] + data
    high = mac(kd, 0x06, message)[:10 if extended else 5]
    low = mac(kd, 0x07, high + number + after)[:6 if extended else 3]
    header = bytes([0x00, ins]) + c[:2]
    if s:
        s.send(header.hex(), data + high, status="6200")
        s.close(postponed=bytes([len(low) + 1]) + low)
    else:
        t.exchange(header + bytes([len(data + high)]) + data + high + b"\0", low + b"\x90\0")
    new = b"\x79" + bytes.fromhex("0073") + low[:3] + t.random.take(2) + after
    if reload:
        new += data[1:6] + after + data[6:] + number
        t.exchange(bytes.fromhex("007C000721"), new + b"\x90\0")
    else:
        new += data[1:] + after + number
        t.exchange(bytes.fromhex("007C00091E"), new + b"\x90\0")
    return t.lines


def ciphered_pin():
    t = Terminal()
    t.plain(*SELECT)
    t.plain("00B2011C1D", "6982")
    pin = b"0000"

    def challenge():
        c = t.random.take(8)
        t.exchange(bytes.fromhex("0084000008"), c + b"\x90\0")
        return c

    def present(value, c, answer):
        t.exchange(bytes.fromhex("0020000008") + xor(value.ljust(8, b"\0"), mask(DEBIT, 0x03, c)), bytes.fromhex(answer))

    present(b"1234", challenge(), "63C2")
    c = challenge()
    present(pin, c, "9000")
    present(pin, c, "6982")
    t.plain("00B2011C1D", "D1" * 29 + "9000")
    c = challenge()
    t.exchange(bytes.fromhex("00D800FF10") + xor((pin + b"4321").ljust(16, b"\0"), mask(ISSUER, 0x04, c)), b"\x90\0")
    t.plain("00200000043030303000", "63C2")
    t.plain("00200000043433323100", "9000")
    return t.lines


def change_key():
    """The debit key becomes KIF 30, KVC 7A, and a session opens with it."""
    t = Terminal()
    t.plain(*SELECT)
    t.exchange(bytes.fromhex("00D8000320") + bytes(32), bytes.fromhex("6982"))
    new = card_key(0x30, 0x7A)

    def block(c, algorithm=0xA0):
        clear = bytes([0x30, 0x7A, algorithm]) + new + bytes(5)
        return keystream(ISSUER, 0x05, c, clear + mac(ISSUER, 0x05, c + clear)[:8])

    def send(make, answer):
        c = t.random.take(8)
        t.exchange(bytes.fromhex("0084000008"), c + b"\x90\0")
        t.exchange(bytes.fromhex("00D8000320") + make(c), bytes.fromhex(answer))

    send(lambda c: bytes(32), "6988")
    send(lambda c: block(c, 0x40), "6A80")
    send(block, "9000")
    t.counter -= 1
    own = t.counter.to_bytes(3, "big") + t.random.take(1)
    t.exchange(bytes.fromhex("008A030104C1C2C3C400"), own + bytes.fromhex("00307A00") + b"\x90\0")
    return t.lines


def torn_session():
    """Changes in many pages: what a commit writes is cut everywhere."""
    t = Terminal()
    t.plain(*SELECT)
    s = Session(t, 3, bytes.fromhex("C1C2C3C4"))
    s.send("00E20040", b"\x22" * 29)
    s.send("00D2014C", b"\x01" * 29)
    s.send("003001C8", bytes.fromhex("000001"), bytes.fromhex("0000FF"), le=0)
    s.send("00DC01F4", b"\x44" * 29)
    s.send("00040000", le=0)
    s.close(0x00)
    return t.lines


CASES = [
    ("regular_session", regular_session()),
    ("pending_ratification", pending_ratification()),
    ("unratified_opening", unratified_opening()),
    ("wrong_mac", wrong_mac()),
    ("extended_session", extended_session()),
    ("sv_reload", stored_value("reload", True)),
    ("sv_debit", stored_value("debit", False)),
    ("sv_undebit_extended", stored_value("undebit", False, extended=True)),
    ("sv_debit_in_session", stored_value("debit", False, session=True)),
    ("ciphered_pin", ciphered_pin()),
    ("change_key", change_key()),
    ("torn_session", torn_session()),
]


def literal(text):
    pieces = [text[i:i + 84] for i in range(0, len(text), 84)]
    return "\n     ".join(f'"{piece}"' for piece in pieces)


print("""// SPDX-License-Identifier: Apache-2.0
// Exchanges with the bare Prime card, its randomness seeded with 1: written by compute_exchanges.py, not by the model.
#pragma once

#include <array>
#include <string_view>

namespace assay::model::calypso::exchanges {

struct Line {
  std::string_view command;
  std::string_view answer;
};
""")
for name, lines in CASES:
    print(f"inline constexpr auto {name} = std::to_array<Line>({{")
    for command, answer in lines:
        print(f"    {{{literal(command)},\n     {literal(answer)}}},")
    print("});\n")
print("}  // namespace assay::model::calypso::exchanges")
