# SPDX-License-Identifier: Apache-2.0
"""The open stand-in OSP-1 (docs/decisions/0024-open-stand-in.md) as a SAM uses it, written from that page alone.
Not Calypso."""
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC


def cmac(key, message):
    c = CMAC(algorithms.AES(key))
    c.update(message)
    return c.finalize()


def mac(key, purpose, message):
    return cmac(key, bytes([purpose]) + message)


def mask(key, purpose, challenge):
    e = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return e.update((bytes([purpose]) + challenge).ljust(16, b"\0"))


def keystream(key, purpose, nonce, data):
    e = Cipher(algorithms.AES(key), modes.CTR((bytes([purpose]) + nonce).ljust(16, b"\0"))).encryptor()
    return e.update(data)


def master(kif, kvc):
    return bytes([kif, kvc]) + bytes(range(14))


def card_key(kif, kvc, serial):
    return mac(master(kif, kvc), 0x01, bytes([kif, kvc]) + serial.rjust(8, b"\0"))


class Session:
    """One session as both ends see it."""

    def __init__(self, kif, kvc, serial, sam_challenge, answer, extended=False, offset=0):
        size = 8 if extended else 4
        self.extended = extended
        self.key = mac(card_key(kif, kvc, serial), 0x02,
                       sam_challenge + answer[offset:offset + size] + bytes([kif, kvc]))
        self.chain = bytes(16)
        self.items = 0
        self.n = 0
        self.size = size
        self._add(bytes([kif, kvc]) + answer)

    def _add(self, item):
        self.chain = cmac(self.key, self.chain + len(item).to_bytes(2, "big") + item)

    def add(self, item):
        self._add(item)
        self.items += 1

    def cipher(self, data):
        """The data field of the item that comes next."""
        return keystream(mac(self.key, 0x08, b""), 0x08, self.items.to_bytes(4, "big"), data)

    def terminal_mac(self):
        return cmac(self.key, self.chain + bytes([1, self.n]))[:self.size]

    def card_mac(self, size=None):
        return cmac(self.key, self.chain + bytes([2, self.n]))[:size or self.size]


class SplitMix64:
    """The model's randomness for a seed, so that its challenges are known beforehand."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        m = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & m
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & m
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & m
        return z ^ (z >> 31)

    def fill(self, size):
        return b"".join(self.next().to_bytes(8, "little") for _ in range((size + 7) // 8))[:size]
