#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Computes the literal exchanges of calypso_exchanges.hpp, from docs/decisions/0024 and the public facts about Calypso and
with python3-cryptography; it knows nothing of the model but the randomness the model is given.

    compute_exchanges.py > calypso_exchanges.hpp
"""
from cryptography.hazmat.primitives.asymmetric import ec
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


def card_key(kif, kvc, serial=SERIAL):
    master = bytes([kif, kvc]) + bytes(range(14))
    return mac(master, 0x01, bytes([kif, kvc]) + serial)


ISSUER, LOAD, DEBIT = card_key(0x21, 0x79), card_key(0x27, 0x79), card_key(0x30, 0x79)
KIF = {1: 0x21, 2: 0x27, 3: 0x30}


class Terminal:
    """Keeps the counter and the randomness of the card, and writes down what passes."""

    def __init__(self, seed=1, counter=50000):
        self.random, self.counter, self.lines = Random(seed), counter, []

    def exchange(self, command, answer):
        self.lines.append((command.hex().upper(), answer.hex().upper()))

    def plain(self, command, answer):
        """An answer None: nobody looks at it."""
        self.exchange(bytes.fromhex(command), bytes.fromhex(answer or ""))


class Session:
    def __init__(self, terminal, key, challenge, extended=False, read=b"", p1=None, p2=None, ratified=True,
                 kif=None, kvc=0x79, kd=None, old=False):
        self.t, self.extended, kif = terminal, extended, kif or KIF[key]
        self.cla = 0x94 if old else 0x00
        terminal.counter -= 1
        own = terminal.counter.to_bytes(3, "big") + terminal.random.take(5 if extended else 1)
        p1 = key if p1 is None else p1
        p2 = (2 if extended else 1) if p2 is None else p2
        data = (b"\0" if extended else b"") + challenge
        command = bytes([self.cla, 0x8A, p1, p2, len(data)]) + data + b"\0"
        flags = (0 if ratified else 1) | (2 if extended else 0)
        self.answer = own + bytes([flags, kif, kvc, len(read)]) + read
        if old:
            self.answer = bytes([kvc]) + own + (b"" if ratified else bytes(2)) + read
        terminal.exchange(command, self.answer + b"\x90\0")
        name = bytes([kif, kvc])
        kd = kd or card_key(kif, kvc)
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
        command = bytes([self.cla, 0x8E, p1, 0, len(own)]) + own + b"\0"
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


def stored_value(operation, reload, extended=False, session=False, number="0072", amount=100, full=False):
    """Reload 500, debit 100, undebit 100; purse 4096, number 0072."""
    t = Terminal()
    t.plain(*SELECT)
    s = Session(t, 3, bytes.fromhex("C1C2C3C4")) if session else None
    for _ in range(12 if full else 0):
        s.send("00DC0144", b"\x5A" * 29)
    kif = 0x07 if reload else 0x10
    kd = card_key(kif, 0x79)
    p1, p2 = int(extended), 0x07 if reload else 0x09
    number, balance = bytes.fromhex(number), bytes.fromhex("001000")
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
        data = c[2:] + bytes.fromhex("1234" "F1" "79" "F2") + amount.to_bytes(3, "big") + bytes.fromhex("0567" "AABBCCDD" "000102")
        after = ((0x1000 + amount) & 0xFFFFFF).to_bytes(3, "big")
    else:
        amount = -amount if operation == "debit" else amount
        data = c[2:] + (amount & 0xFFFF).to_bytes(2, "big") + bytes.fromhex("1234" "0567" "79" "AABBCCDD" "000102")
        after = ((0x1000 + amount) & 0xFFFFFF).to_bytes(3, "big")
    message = bytes([0x7C, p1, p2, 0]) + told + b"\x90\0" + bytes([ins]) + c[:2] + data
    high = mac(kd, 0x06, message)[:10 if extended else 5]
    low = mac(kd, 0x07, high + number + after)[:6 if extended else 3]
    header = bytes([0x00, ins]) + c[:2]
    if full:
        s.send(header.hex(), data + high, status="6400")
        s.close()
        return t.lines
    if reload and 0x1000 + amount > 0x7FFFFF:
        t.exchange(header + bytes([len(data + high)]) + data + high, b"\x69\x85")
        return t.lines
    if s:
        s.send(header.hex(), data + high, status="6200")
        s.send(get.hex(), le=le, status="6985")
        s.send(header.hex(), data + high, status="6985")
        s.close(postponed=bytes([len(low) + 1]) + low)
    else:
        t.exchange(header + bytes([len(data + high)]) + data + high + b"\0", low + b"\x90\0")
    following = (int.from_bytes(number, "big") + 1).to_bytes(2, "big")
    new = b"\x79" + following + low[:3] + t.random.take(2) + after
    if reload:
        new += data[1:6] + after + data[6:] + number
        t.exchange(bytes.fromhex("007C000721"), new + b"\x90\0")
    else:
        new += data[1:] + after + number
        t.exchange(bytes.fromhex("007C00091E"), new + b"\x90\0")
    if following == b"\xFF\xFE":
        told = new
        high = mac(kd, 0x06, bytes([0x7C, 0, p2, 0]) + told + b"\x90\0" + bytes([ins]) + c[:2] + data)[:5]
        t.exchange(header + bytes([len(data + high)]) + data + high, b"\x69\x00")
    return t.lines


def lost_stored_value():
    """A debit in a session that is aborted."""
    t = Terminal()
    t.lines = stored_value("debit", False, session=True)[:4]
    t.plain("008E000000", "9000")
    t.plain("007C00091E", None)
    return t.lines


def log_in_session():
    """In the application of the stored value: its log is not read behind an operation."""
    t = Terminal()
    t.plain("00A4040008304554502E49434100", "6F228408304554502E494341A516BF0C13C708000000001122334453070A3F2B201410019000")
    s = Session(t, 3, bytes.fromhex("C1C2C3C4"), kif=0x10)
    told = b"\x79" + bytes.fromhex("0072") + bytes(3) + t.random.take(2) + bytes.fromhex("001000") + b"\x15" * 19
    s.send("007C0009", le=0x1E, answer=told)
    data = bytes.fromhex("A3" "FF9C" "1234" "0567" "79" "AABBCCDD" "000102")
    message = bytes([0x7C, 0, 9, 0]) + told + b"\x90\0" + bytes.fromhex("BAA1A2") + data
    high = mac(card_key(0x10, 0x79), 0x06, message)[:5]
    s.send("00BAA1A2", data + high, status="6200")
    s.send("00B201AC", le=0x1D, status="6985")
    low = mac(card_key(0x10, 0x79), 0x07, high + bytes.fromhex("0072") + bytes.fromhex("000F9C"))[:3]
    s.close(postponed=b"\x04" + low)
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
    present(b"9999", challenge(), "63C2")
    c = challenge()
    t.exchange(bytes.fromhex("00D800FF10") + xor((pin + b"4321").ljust(16, b"\1"), mask(ISSUER, 0x04, c)), b"\x6A\x80")
    c = challenge()
    t.exchange(bytes.fromhex("00D800FF10") + xor((pin + b"4321").ljust(16, b"\0"), mask(ISSUER, 0x04, c)), b"\x90\0")
    t.plain("0020000000", "9000")
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
    Session(t, 3, bytes.fromhex("C1C2C3C4"), kvc=0x7A).close()
    new = card_key(0x27, 0x7B)

    def load(c):
        clear = bytes([0x27, 0x7B, 0xA0]) + new + bytes(5)
        return keystream(ISSUER, 0x05, c, clear + mac(ISSUER, 0x05, c + clear)[:8])

    c = t.random.take(8)
    t.exchange(bytes.fromhex("0084000008"), c + b"\x90\0")
    t.exchange(bytes.fromhex("00D8000220") + load(c), b"\x90\0")
    t.plain("00A4090002000000", "85170002000000" "10100000" "01030000" "00" "797B7A" "212730" "00" "2000" "9000")
    Session(t, 2, bytes.fromhex("C1C2C3C4"), kvc=0x7B).close()
    return t.lines


def change_issuer_key():
    """On a card with PKI mode: key pair and certificates go with the issuer key."""
    t = Terminal()
    t.plain(SELECT[0], SELECT[1].replace("3F2B", "3F3B"))
    t.random.take(40)
    t.plain("004600000A06082A8648CE3D030107", "9000")
    c = t.random.take(8)
    t.exchange(bytes.fromhex("0084000008"), c + b"\x90\0")
    clear = bytes([0x21, 0x7C, 0xA0]) + card_key(0x21, 0x7C) + bytes(5)
    block = keystream(ISSUER, 0x05, c, clear + mac(ISSUER, 0x05, c + clear)[:8])
    t.exchange(bytes.fromhex("00D8000120") + block, b"\x90\0")
    t.plain("00CADF2C00", "6A88")
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


def busy_session():
    """Whatever enters a digest: selections, refusals, challenge and PIN, commands without data, counters, stored value."""
    t = Terminal()
    t.plain(*SELECT)
    s = Session(t, 3, bytes.fromhex("C1C2C3C4"))
    header = "8517080404" "1D03" "1F101010" "00030303" "00" "0000" "0000000000" "2010"
    s.send("00A40900", bytes.fromhex("2010"), bytes.fromhex(header), le=0)
    s.send("00B20104", le=0x1D, answer=b"\xE1" * 29)
    s.send("00AA0000", le=0, status="6D00")
    s.send("94B20104", le=0x1D, status="6E00")
    s.send("00B201AC", le=0x1D, status="6A82")
    s.send("00B20544", le=0x1D, status="6A83")
    s.send("00DC013C", b"\x01", status="6982")
    challenge = t.random.take(8)
    s.send("00840000", le=8, answer=challenge)
    s.send("00200000", xor(b"0000".ljust(8, b"\0"), mask(DEBIT, 0x03, challenge)))
    s.send("003201C8", bytes.fromhex("000001"), le=0, status="6982")
    s.send("003001C8", bytes.fromhex("000001"), bytes.fromhex("0000FF"), le=0)
    s.send("003001C8", bytes.fromhex("010000"), le=0, status="6A80")
    s.send("00040000", le=0)
    df = "85170002000000" "10100000" "01030000" "01" "797979" "212730" "00" "2000"
    s.send("00A40900", bytes(2), bytes.fromhex(df), le=0)
    s.send("00B201CC", le=0x1D, answer=bytes.fromhex("0000FF") + b"".join(bytes([0, i, 0]) for i in range(2, 10)) + bytes(2))
    s.close(0x00)
    t.plain("00A4040009315449432E4943413100", SELECT[1][:-4] + "6283")
    s = Session(t, 1, bytes.fromhex("01020304"))
    s.send("00440000", le=0)
    challenge = t.random.take(8)
    s.send("00840000", le=8, answer=challenge)
    s.send("00200000", xor(b"0000".ljust(8, b"\0"), mask(ISSUER, 0x03, challenge)))
    s.send("00DC013C", b"\x99" * 29)
    s.close(0x80)
    t.plain("00A4040009315449432E4943413100", SELECT[1])
    return t.lines


def full_session():
    """The buffer of 430 bytes to its end, twice."""
    t = Terminal()
    t.plain(*SELECT)
    for _ in range(2):
        s = Session(t, 3, bytes.fromhex("C1C2C3C4"))
        for _ in range(11):
            s.send("00DC0144", b"\x5A" * 29)
        s.send("00B20144", le=0x1D, answer=b"\x5A" * 29)
        for _ in range(2):
            s.send("003001C8", bytes.fromhex("000000"), bytes.fromhex("000100"), le=0)
        s.send("00DC0144", b"\x5B" * 14)
        s.send("00040000", le=0, status="6400")
        s.close(0x80)
    return t.lines


def full_extended_session():
    """Nothing but modifications takes room: 430 bytes are there for them."""
    t = Terminal()
    t.plain(*SELECT)
    s = Session(t, 3, bytes.fromhex("C1C2C3C4C5C6C7C8"), extended=True)
    header = "8517080404" "1D03" "1F101010" "00030303" "00" "0000" "0000000000" "2010"
    s.send("00A40900", bytes.fromhex("2010"), bytes.fromhex(header), le=0)
    s.send("00200000", le=0)
    told = b"\x79" + bytes.fromhex("0072") + bytes(3) + t.random.take(2) + bytes.fromhex("001000") + b"\x15" * 19
    s.send("007C0009", le=0x1E, answer=told)
    s.encrypt(True)
    s.encrypt(False)
    for _ in range(12):
        s.send("00DC0144", b"\x5A" * 29)
    s.send("00DC0144", b"\x5B" * 4)
    s.close(0x80)
    return t.lines


def ratified_by(close, *commands):
    """A session, commands behind its close, and after a loss of power the next opening: two lists of lines."""
    t = Terminal()
    t.plain(*SELECT)
    Session(t, 3, bytes.fromhex("C1C2C3C4")).close(close)
    for command in commands:
        t.plain(command, None)
    first, t.lines = t.lines, []
    t.plain(*SELECT)
    Session(t, 3, bytes.fromhex("01020304"), ratified=close == 0x80 or bool(commands))
    return first, t.lines


def phone():
    """A telephone is closed without ratification and deselected: the next opening finds it ratified."""
    t = Terminal()
    serial = bytes.fromhex("1B2A008011223344")
    select = ("00A4040009315449432E4943413100",
              "6F238409315449432E49434131A516BF0C13C7081B2A008011223344" "53070A3F28021410019000")
    key = card_key(0x30, 0x79, serial)
    t.plain(*select)
    t.plain("008A020104C1C2C3C400", "6A81")
    Session(t, 3, bytes.fromhex("C1C2C3C4"), kd=key).close(0x00)
    first, t.lines = t.lines, []
    t.plain(*select)
    Session(t, 3, bytes.fromhex("C1C2C3C4"), kd=key).close(0x80)
    return first, t.lines


def loaded_key_pair():
    scalar = bytes(range(1, 33))
    numbers = ec.derive_private_key(int.from_bytes(scalar, "big"), ec.SECP256R1()).public_key().public_numbers()
    point = numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
    t = Terminal()
    t.plain(SELECT[0], SELECT[1].replace("3F2B", "3F3B"))
    t.exchange(bytes.fromhex("00DADF3C60") + point + scalar, b"\x90\0")
    t.exchange(bytes.fromhex("00CADF2C00"), bytes.fromhex("DF2C40") + point + b"\x90\0")
    return t.lines


def aborted_after_loss():
    """Behind a session that was not ratified: an opening, an abort, a loss of power, an opening."""
    t = Terminal()
    t.random.word()
    t.counter -= 1
    out = []
    for _ in range(2):
        t.plain(*SELECT)
        Session(t, 3, bytes.fromhex("01020304"), ratified=False)
        t.plain("008E000000", "9000")
        out.append(t.lines)
        t.lines = []
    return out


def old_session():
    """Revision 2: counters are told by the close, once."""
    t = Terminal()
    s = Session(t, 3, bytes.fromhex("C1C2C3C4"), p1=0x83, p2=0x00, old=True)
    s.send("943001C8", bytes.fromhex("000001"), status="6200")
    s.send("943002C8", bytes.fromhex("000002"), status="6200")
    s.close(postponed=bytes.fromhex("040000FF" "040001FE"))
    s = Session(t, 3, bytes.fromhex("C1C2C3C4"), p1=0x83, p2=0x00, old=True)
    s.close()
    return t.lines


def increased_and_lost():
    t = Terminal()
    t.plain(*SELECT)
    s = Session(t, 2, bytes.fromhex("C1C2C3C4"))
    s.send("003201C8", bytes.fromhex("000001"), bytes.fromhex("000101"), le=0)
    t.plain("008E000000", "9000")
    t.plain("00B201CC03", "0001009000")
    return t.lines


def torn_and_reread():
    """Two sessions that are lost, one by an abort, and what is left of them."""
    t = Terminal()
    t.plain(*SELECT)
    for end in ("008E000000", "00A4040009315449432E4943413100"):
        s = Session(t, 3, bytes.fromhex("C1C2C3C4"))
        s.send("00DC0144", b"\x11" * 29)
        s.send("00D2014C", b"\x01" * 29)
        s.send("00E20040", b"\x22" * 29)
        s.send("003001C8", bytes.fromhex("000001"), bytes.fromhex("0000FF"), le=0)
        t.plain(end, "9000" if end.startswith("008E") else SELECT[1])
        t.plain("00B201441D", "E1" * 29 + "9000")
        t.plain("00B2014C1D", "C1" * 29 + "9000")
        t.plain("008E000000", "6985")
    return t.lines


def encrypted_twice():
    """Encryption on, off, on, authentication that leaves it off, and a session after it."""
    t = Terminal()
    t.plain(*SELECT)
    s = Session(t, 3, bytes.fromhex("C1C2C3C4C5C6C7C8"), extended=True)
    secret = bytes(range(0x30, 0x60))
    s.encrypt(True)
    s.send("00B20164", le=0x30, answer=secret)
    s.encrypt(False)
    s.send("00B20164", le=0x30, status="6982")
    s.send("00B20144", le=0x1D, answer=b"\xE1" * 29)
    s.encrypt(True)
    s.send("00B2016C", le=0x30, status="6982")
    s.send("00DC0164", b"\x42" * 48)
    s.send("00B20164", le=0x30, answer=b"\x42" * 48)
    s.authenticate(0x01)
    s.send("00B20164", le=0x30, status="6982")
    s.authenticate(0x03)
    s.close(0x80)
    s = Session(t, 3, bytes.fromhex("C1C2C3C4C5C6C7C8"), extended=True)
    s.send("00B20164", le=0x30, status="6982")
    s.send("00B20144", le=0x1D, answer=b"\xE1" * 29)
    s.close(0x80)
    return t.lines


CASES = [
    ("regular_session", regular_session()),
    ("pending_ratification", pending_ratification()),
    ("unratified_opening", unratified_opening()),
    ("wrong_mac", wrong_mac()),
    ("extended_session", extended_session()),
    ("full_extended_session", full_extended_session()),
    ("ratified_close", ratified_by(0x80)[0]),
    ("ratified_opening", ratified_by(0x80)[1]),
    ("selected_after_close", ratified_by(0x00, SELECT[0])[0]),
    ("unratified_close", ratified_by(0x00)[0]),
    ("aborted_first", aborted_after_loss()[0]),
    ("aborted_second", aborted_after_loss()[1]),
    ("old_session", old_session()),
    ("increased_and_lost", increased_and_lost()),
    ("log_in_session", log_in_session()),
    ("lost_stored_value", lost_stored_value()),
    ("sv_reload_last", stored_value("reload", True, number="FFFD", amount=500)),
    ("sv_debit_last", stored_value("debit", False, number="FFFD")),
    ("sv_reload_too_much", stored_value("reload", True, amount=0x7FFFFF)),
    ("sv_reload_full", stored_value("reload", True, session=True, amount=500, full=True)),
    ("sv_debit_full", stored_value("debit", False, session=True, full=True)),
    ("sv_debit_below_0", stored_value("debit", False, amount=5000)),
    ("phone_close", phone()[0]),
    ("phone_opening", phone()[1]),
    ("loaded_key_pair", loaded_key_pair()),
    ("change_issuer_key", change_issuer_key()),
    ("sv_reload", stored_value("reload", True, amount=500)),
    ("sv_debit", stored_value("debit", False)),
    ("sv_undebit_extended", stored_value("undebit", False, extended=True)),
    ("sv_debit_in_session", stored_value("debit", False, session=True)),
    ("ciphered_pin", ciphered_pin()),
    ("change_key", change_key()),
    ("torn_session", torn_session()),
    ("busy_session", busy_session()),
    ("full_session", full_session()),
    ("torn_and_reread", torn_and_reread()),
    ("encrypted_twice", encrypted_twice()),
    ("sv_reload_in_session", stored_value("reload", True, session=True)),
    ("sv_reload_extended", stored_value("reload", True, extended=True)),
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
