# SPDX-License-Identifier: Apache-2.0
"""SCP01, SCP02 and SCP03 as a terminal and a card compute them, for vectors that nobody has published.

Written from GPC appendices D and E and Amendment D alone; it shares no code with the project. Needs python3-cryptography.
Every mistake a terminal can be asked for (specs/gp/terminal-deviations.yaml) is made here too, in this file's own way.
"""
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

ZERO8, ZERO16 = bytes(8), bytes(16)


def pad(data, size):
    return data + b"\x80" + bytes(-(len(data) + 1) % size)


def tdes(key, data, icv=None, decrypt=False):
    mode = modes.ECB() if icv is None else modes.CBC(icv)
    cipher = Cipher(algorithms.TripleDES(key + key[:8] if len(key) == 16 else key * 3), mode)
    run = cipher.decryptor() if decrypt else cipher.encryptor()
    return run.update(data) + run.finalize()


def full_mac(key, icv, message, padded=False):
    return tdes(key, message if padded else pad(message, 8), icv)[-8:]


def retail_mac(key, icv, message, padded=False):
    blocks = message if padded else pad(message, 8)
    if len(blocks) > 8:
        icv = tdes(key[:8], blocks[:-8], icv)[-8:]
    return tdes(key, blocks[-8:], icv)


def aes(key, data, icv=None):
    run = Cipher(algorithms.AES(key), modes.ECB() if icv is None else modes.CBC(icv)).encryptor()
    return run.update(data) + run.finalize()


def cmac(key, message):
    run = CMAC(algorithms.AES(key))
    run.update(message)
    return run.finalize()


class Command:
    """A short command, taken apart."""

    def __init__(self, text):
        raw = bytes.fromhex(text)
        self.cla, self.ins, self.p1, self.p2 = raw[:4]
        rest = raw[4:]
        self.data, self.le = b"", b""
        if len(rest) == 1:
            self.le = rest
        elif rest:
            self.data, self.le = rest[1:1 + rest[0]], rest[1 + rest[0]:]

    @property
    def channel(self):
        return 4 + (self.cla & 0x0F) if self.cla & 0x40 else self.cla & 0x03

    def header(self, cla):
        return bytes([cla, self.ins, self.p1, self.p2])

    def encoded(self):
        lc = bytes([len(self.data)]) if self.data else b""
        return self.header(self.cla) + lc + self.data + self.le


def class_with(proprietary, channel, secure):
    """The class byte of GPC 11.1.4 for a proprietary command."""
    if channel < 4:
        return proprietary | (0x04 if secure else 0) | channel
    return proprietary | 0x40 | (0x20 if secure else 0) | (channel - 4)


def sent(command, body, mac, wrong, cla_channel=None):
    """The command on the wire, with the mistakes that are made after the C-MAC."""
    channel = command.channel if cla_channel is None else cla_channel
    cla = class_with(0x80, channel ^ 1 if wrong == "cla.other_channel" else channel, True)
    if wrong == "cla.no_secure_messaging":
        cla = command.cla
    ins, p1, p2 = command.ins, command.p1, command.p2
    if wrong == "c_mac.ins_changed":
        ins ^= 0x10
    if wrong == "c_mac.header_changed":
        p1 ^= 0xC0
    if wrong == "c_mac.p2_changed":
        p2 ^= 0x01
    if wrong == "level.changed":
        p1 = 0 if p1 else 1
    if wrong == "c_mac.data_changed":
        body = body[:-1] + bytes([body[-1] ^ 1])
    if wrong == "data.truncate":
        body = body[:-1]
    if wrong == "data.extend":
        body = body + b"\0"
    if wrong == "c_enc.flip_bit":
        body = bytes([body[0] ^ 0x80]) + body[1:]
    mac = {
        "c_mac.flip_last_bit": mac[:-1] + bytes([mac[-1] ^ 1]),
        "c_mac.flip_first_bit": bytes([mac[0] ^ 0x80]) + mac[1:],
        "c_mac.zero": bytes(len(mac)),
        "c_mac.truncate": mac[:-1],
        "c_mac.extend": mac + b"\0",
        "c_mac.omit": b"",
    }.get(wrong, mac)
    field = body + mac
    lc = bytes([len(field)]) if field else b""
    return bytes([cla, ins, p1, p2]) + lc + field + command.le


class Des:
    """What SCP01 and SCP02 have in common."""

    protocol = None

    def __init__(self, keys, i, host_challenge, kdd, version):
        self.keys, self.i, self.hc, self.kdd, self.version = keys, i, host_challenge, kdd, version
        self.level = 0
        self.unmodified = False
        self.no_lc = False

    def icv(self, wrong):
        if wrong == "c_mac.not_chained":
            return ZERO8
        value, first = self.chaining, self.fresh
        if wrong == "c_mac.stale_chaining" and not first:
            value = self.before
        encrypted = bool(self.i & 0x10) and not first
        if wrong == "c_mac.no_icv_encryption":
            encrypted = False
        if wrong == "c_mac.icv_encrypted":
            encrypted = True
        if not encrypted:
            return value
        triple = self.protocol == 1
        if wrong == "c_mac.icv_other_cipher":
            triple = not triple
        return tdes(self.s_mac, value) if triple else tdes(self.s_mac[:8], value)

    def covered(self, command, body, wrong):
        modified = not self.unmodified
        secure = modified
        if wrong == "c_mac.cla_unmodified":
            secure = False
        if wrong == "c_mac.cla_modified":
            secure = True
        channel = command.channel if wrong == "c_mac.channel_included" else 0
        lc = len(body) + (8 if modified else 0)
        if wrong == "c_mac.wrong_lc":
            lc = len(body)
        if wrong == "c_mac.lc_modified":
            lc = len(body) + 8
        shown = b"" if self.no_lc and self.unmodified and lc == 0 else bytes([lc])
        tail = command.le if wrong == "c_mac.le_included" else b""
        return command.header(class_with(0x80, channel, secure)) + shown + body + tail

    def mac(self, message, wrong):
        key = self.s_other if wrong == "c_mac.wrong_key" else self.s_mac
        full = self.protocol == 1
        if wrong == "c_mac.other_algorithm":
            full = not full
        algorithm = full_mac if full else retail_mac
        if wrong == "c_mac.wrong_padding":
            return algorithm(key, self.icv(wrong), message + bytes(-len(message) % 8), True)
        return algorithm(key, self.icv(wrong), message)

    def advance(self, mac):
        self.before = self.chaining
        self.chaining = mac
        self.fresh = False

    def body(self, command, wrong):
        """The data field, encrypted where that is due."""
        due = self.level & 2 or wrong == "c_enc.unasked"
        if not due or not command.data or wrong == "c_enc.omit":
            return command.data
        length_first = self.protocol == 1
        if wrong == "c_enc.other_padding":
            length_first = not length_first
        plain = command.data
        if length_first:
            plain = bytes([len(plain) - (1 if wrong == "c_enc.wrong_length" else 0)]) + plain
        whole = len(plain) % 8 == 0
        if not (length_first and whole) and not (wrong == "c_enc.no_padding" and whole):
            size = len(plain)
            plain = pad(plain, 8)
            if wrong == "c_enc.wrong_padding":
                plain = plain[:size] + bytes(len(plain) - size)
        key = self.s_mac if wrong == "c_enc.wrong_key" else self.s_enc
        if wrong == "c_enc.ecb":
            return tdes(key, plain)
        return tdes(key, plain, self.chaining if wrong == "c_enc.chained_icv" else ZERO8)

    def wrap(self, text, wrong=None):
        command = Command(text)
        if not self.level & 1:
            return command.encoded()
        if wrong == "order.command_lost":
            state = (self.before, self.chaining, self.fresh)
            self.wrap(text)
            lost = self.wrap(text)
            self.before, self.chaining, self.fresh = state
            return lost
        body = self.body(command, wrong)
        under = body if wrong == "c_mac.wrong_order" else command.data
        mac = self.mac(self.covered(command, under, wrong), wrong)
        if wrong is None:
            self.advance(mac)
        return sent(command, body, mac, wrong)

    def cryptogram(self, key, first, second, wrong):
        algorithm = retail_mac if wrong == "host_cryptogram.other_algorithm" else full_mac
        return algorithm(key, ZERO8, first + second)

    def external_authenticate(self, level, wrong=None, channel=0, p2=0):
        key = self.s_mac if wrong == "host_cryptogram.wrong_key" else self.s_enc
        right = self.host_cryptogram()
        cryptogram = self.cryptogram(key, *self.host_input(wrong), wrong)
        cryptogram = {
            "host_cryptogram.flip_last_bit": right[:-1] + bytes([right[-1] ^ 1]),
            "host_cryptogram.flip_first_bit": bytes([right[0] ^ 0x80]) + right[1:],
            "host_cryptogram.zero": bytes(8),
            "host_cryptogram.card": self.card_cryptogram(),
            "host_cryptogram.truncate": right[:-1],
            "host_cryptogram.extend": right + b"\0",
        }.get(wrong, cryptogram)
        self.chaining = self.before = self.first_icv
        self.fresh = True
        command = Command("%02X82%02X%02X" % (class_with(0x80, channel, False), level, p2))
        command.data = cryptogram
        mac = self.mac(self.covered(command, cryptogram, wrong), wrong)
        self.level = level
        if wrong is None:
            self.advance(mac)
            self.authenticate_mac = mac
        return sent(command, cryptogram, mac, wrong)

    def host_cryptogram(self):
        return self.cryptogram(self.s_enc, *self.host_input(None), None)

    def initialize_update_command(self, channel=0):
        return bytes([class_with(0x80, channel, False), 0x50, self.version, 0, 8]) + self.hc + b"\0"


class Scp01(Des):
    protocol = 1

    def __init__(self, keys, i, host_challenge, card_challenge, kdd=bytes(10), version=1):
        super().__init__(keys, i, host_challenge, kdd, version)
        self.cc = card_challenge
        crossed = self.cc[4:] + self.hc[:4] + self.cc[:4] + self.hc[4:]
        self.s_enc = self.s_other = tdes(keys["enc"], crossed)
        self.s_mac = tdes(keys["mac"], crossed)
        self.first_icv = ZERO8

    def card_cryptogram(self):
        return full_mac(self.s_enc, ZERO8, self.hc + self.cc)

    def host_input(self, wrong):
        return self.cc, self.hc

    def answer(self):
        return self.kdd + bytes([self.version, 1]) + self.cc + self.card_cryptogram()

    def session_keys(self):
        return {"s_enc": self.s_enc, "s_mac": self.s_mac}

    def sensitive(self, data):
        return tdes(self.keys["dek"], data)


class Scp02(Des):
    protocol = 2

    def __init__(self, keys, i, host_challenge=b"", counter=0, card_challenge=None, aid=b"", kdd=bytes(10),
                 version=1):
        if not i & 1:
            keys = {name: keys["enc"] for name in ("enc", "mac", "dek")}
        super().__init__(keys, i, host_challenge, kdd, version)
        self.counter, self.aid = counter, aid
        self.unmodified = bool(i & 2)
        self.implicit = not i & 4
        self.r_mac_state = None
        self.every = False
        self.renew()
        self.cc = card_challenge
        if i & 0x40 and not self.implicit:
            self.cc = retail_mac(self.s_mac, ZERO8, aid)[:6]

    def derive(self, name, constant, counter):
        block = bytes.fromhex(constant) + counter.to_bytes(2, "big") + bytes(12)
        return tdes(self.keys[name], block, ZERO8)

    def renew(self):
        c = self.counter
        self.s_mac = self.derive("mac", "0101", c)
        self.s_rmac = self.derive("mac", "0102", c)
        self.s_rmac_later = self.derive("mac", "0102", (c + 1) % 65536)
        self.s_enc = self.derive("enc", "0182", c)
        self.s_dek = self.derive("dek", "0181", (c + 1) % 65536 if self.implicit else c)
        self.s_other = self.s_rmac if self.implicit else self.s_enc
        self.first_icv = retail_mac(self.s_mac, ZERO8, self.aid) if self.i & 8 else ZERO8
        self.chaining = self.before = self.first_icv
        self.fresh = True
        if self.implicit:
            self.level = 1

    def seq(self, less=0):
        return ((self.counter - less) % 65536).to_bytes(2, "big")

    def card_cryptogram(self):
        return full_mac(self.s_enc, ZERO8, self.hc + self.seq() + self.cc)

    def host_input(self, wrong):
        return self.seq(1 if wrong == "host_cryptogram.stale_counter" else 0) + self.cc, self.hc

    def answer(self):
        return self.kdd + bytes([self.version, 2]) + self.seq() + self.cc + self.card_cryptogram()

    def session_keys(self):
        keys = {"s_mac": self.s_mac, "s_rmac": self.s_rmac, "s_dek": self.s_dek}
        return keys if self.implicit else {"s_enc": self.s_enc, **keys}

    def sensitive(self, data):
        return tdes(self.s_dek, data, ZERO8 if self.implicit else None)

    def external_authenticate(self, level, wrong=None, channel=0, p2=0):
        out = super().external_authenticate(level, wrong, channel, p2)
        if level & 0x10:
            self.r_mac_state, self.r_key, self.every = self.authenticate_mac, self.s_rmac, True
        return out

    def unprotected(self, text):
        """A command without C-MAC in a session of implicit initiation."""
        self.plain_seen = True
        return Command(text).encoded()

    def wrap(self, text, wrong=None):
        if self.implicit and getattr(self, "plain_seen", False):
            self.plain_seen = False
            if not self.fresh:
                self.counter += 1
            self.renew()
        return super().wrap(text, wrong)

    # The card's side.
    def begin_r_mac(self, text, keeps_counter=False):
        """The answer to an accepted BEGIN R-MAC SESSION."""
        later = not self.fresh and not keeps_counter
        self.r_key = self.s_rmac_later if later else self.s_rmac
        if self.implicit:
            self.r_mac_state = retail_mac(self.r_key, ZERO8, self.aid) if self.i & 8 else ZERO8
        else:
            self.r_mac_state = self.authenticate_mac
        self.every = Command(text).p1 == 0x10
        self.count(text, b"", b"\x90\x00")
        return b"\x90\x00"

    def r_input(self, text, data, sw):
        command = Command(text)
        shown = b"" if sw[0] & 0xF0 == 0x60 and sw[0] not in (0x62, 0x63) else data
        return (command.header(class_with(0x80, 0, False)) + bytes([len(command.data)]) + command.data +
                bytes([len(shown) % 256]) + shown + sw)

    def count(self, text, data, sw):
        self.r_mac_state = retail_mac(self.r_key, self.r_mac_state, self.r_input(text, data, sw))

    def respond(self, text, data=b"", sw=b"\x90\x00"):
        if self.r_mac_state is None:
            return data + sw
        self.count(text, data, sw)
        error = sw[0] & 0xF0 == 0x60 and sw[0] not in (0x62, 0x63)
        return data + self.r_mac_state + sw if self.every and not error else data + sw

    def end_r_mac(self, goes_on=False):
        mac = self.r_mac_state
        if not goes_on:
            self.r_mac_state = None
        return mac + b"\x90\x00"


class Scp03:
    protocol = 3

    def __init__(self, keys, i, host_challenge, card_challenge=None, counter=None, aid=b"", kdd=bytes(10),
                 version=0x30, s16=False):
        self.keys, self.i, self.hc, self.kdd, self.version = keys, i, host_challenge, kdd, version
        self.size = 16 if s16 else 8
        self.counter = counter
        self.cc = card_challenge
        if i & 0x10 and self.cc is None:
            self.cc = self.kdf(keys["enc"], 2, self.size, counter.to_bytes(3, "big") + aid)
        length = len(keys["enc"])
        context = self.hc + self.cc
        self.s_enc = self.kdf(keys["enc"], 4, length, context)
        self.s_mac = self.kdf(keys["mac"], 6, length, context)
        self.s_rmac = self.kdf(keys["mac"], 7, length, context)
        self.level = 0

    @staticmethod
    def kdf(key, constant, length, context):
        out = b""
        for counter in range(1, 3):
            out += cmac(key, bytes(11) + bytes([constant, 0]) + (8 * length).to_bytes(2, "big") +
                        bytes([counter]) + context)
        return out[:length]

    def card_cryptogram(self):
        return self.kdf(self.s_mac, 0, self.size, self.hc + self.cc)

    def host_cryptogram(self, key=None, swapped=False):
        context = self.cc + self.hc if swapped else self.hc + self.cc
        return self.kdf(key or self.s_mac, 1, self.size, context)

    def answer(self):
        seq = self.counter.to_bytes(3, "big") if self.counter is not None else b""
        return self.kdd + bytes([self.version, 3, self.i]) + self.cc + self.card_cryptogram() + seq

    def initialize_update_command(self, channel=0):
        return bytes([class_with(0x80, channel, False), 0x50, self.version, 0, self.size]) + self.hc + b"\0"

    def session_keys(self):
        return {"s_enc": self.s_enc, "s_mac": self.s_mac, "s_rmac": self.s_rmac}

    def sensitive(self, data):
        return aes(self.keys["dek"], data, ZERO16)

    def external_authenticate(self, level, wrong=None, channel=0, p2=0):
        right = self.host_cryptogram()
        cryptogram = {
            "host_cryptogram.flip_last_bit": right[:-1] + bytes([right[-1] ^ 1]),
            "host_cryptogram.flip_first_bit": bytes([right[0] ^ 0x80]) + right[1:],
            "host_cryptogram.zero": bytes(self.size),
            "host_cryptogram.card": self.card_cryptogram(),
            "host_cryptogram.swapped": self.host_cryptogram(swapped=True),
            "host_cryptogram.wrong_key": self.host_cryptogram(self.s_enc),
            "host_cryptogram.truncate": right[:-1],
            "host_cryptogram.extend": right + b"\0",
        }.get(wrong, right)
        command = Command("%02X82%02X%02X" % (class_with(0x80, channel, False), level, p2))
        command.data = cryptogram
        self.chaining, self.before, self.commands = ZERO16, ZERO16, 0
        mac = self.mac(command, cryptogram, wrong, self.chaining)
        if wrong is None:
            self.chaining = mac
        self.level = self.response_level = level
        return sent(command, cryptogram, mac[:self.size], wrong)

    def mac(self, command, body, wrong, chaining):
        channel = command.channel if wrong == "c_mac.channel_included" else 0
        cla = class_with(0x80, channel, wrong != "c_mac.cla_unmodified")
        lc = len(body) + (0 if wrong == "c_mac.wrong_lc" else self.size)
        tail = command.le if wrong == "c_mac.le_included" else b""
        if wrong == "c_mac.not_chained":
            chaining = ZERO16
        if wrong == "c_mac.stale_chaining":
            chaining = self.before
        key = self.s_enc if wrong == "c_mac.wrong_key" else self.s_mac
        return cmac(key, chaining + command.header(cla) + bytes([lc]) + body + tail)

    def body(self, command, wrong, number):
        due = self.level & 2 or wrong == "c_enc.unasked"
        if not due or not command.data or wrong == "c_enc.omit":
            return command.data
        plain = command.data
        if not (wrong == "c_enc.no_padding" and len(plain) % 16 == 0):
            plain = pad(plain, 16)
        if wrong == "c_enc.wrong_padding":
            size = len(command.data)
            plain = plain[:size] + bytes(len(plain) - size)
        if wrong == "c_enc.stale_counter":
            number -= 1
        if wrong == "c_enc.next_counter":
            number += 1
        key = self.s_mac if wrong == "c_enc.wrong_key" else self.s_enc
        icv = number.to_bytes(16, "big")
        if wrong != "c_enc.plain_icv":
            icv = aes(key, icv)
        if wrong == "c_enc.zero_icv":
            icv = ZERO16
        if wrong == "c_enc.ecb":
            return b"".join(aes(key, plain[at:at + 16], icv) for at in range(0, len(plain), 16))
        return aes(key, plain, icv)

    def wrap(self, text, wrong=None):
        command = Command(text)
        if not self.level & 1:
            return command.encoded()
        number, chaining = self.commands + 1, self.chaining
        if wrong == "order.command_lost":
            chaining = self.mac(command, self.body(command, None, number), None, chaining)
            number += 1
        body = self.body(command, wrong, number)
        under = command.data if wrong == "c_mac.wrong_order" else body
        mac = self.mac(command, under, wrong, chaining)
        if wrong is None:
            self.before, self.chaining, self.commands = self.chaining, mac, number
        return sent(command, body, mac[:self.size], wrong)

    # The card's side.
    def respond(self, text, data=b"", sw=b"\x90\x00"):
        error = sw[0] & 0xF0 == 0x60 and sw[0] not in (0x62, 0x63)
        if not self.response_level & 0x10 or error:
            return data + sw
        if self.response_level & 0x20 and data:
            data = self.encrypted(data)
        return data + self.r_mac(data, sw) + sw

    def encrypted(self, data, icv=None, padded=None):
        block = b"\x80" + self.commands.to_bytes(15, "big")
        plain = pad(data, 16) if padded is None else padded
        return aes(self.s_enc, plain, aes(self.s_enc, block) if icv is None else icv)

    def r_mac(self, data, sw, key=None, chaining=None):
        chained = self.chaining if chaining is None else chaining
        return cmac(key or self.s_rmac, chained + data + sw)[:self.size]
