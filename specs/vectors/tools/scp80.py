#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes specs/vectors/scp80.yaml: published packets, and further ones that this script computes with python3-cryptography.

It shares no code with the harness. Run it as `python3 specs/vectors/tools/scp80.py > specs/vectors/scp80.yaml`.
Source of the format: ETSI TS 102 225, 5.1 and 5.2; 3GPP TS 31.115, 4.2 to 4.4.
"""
from cryptography.hazmat.primitives import cmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

ORIGIN = {
    "origin": "osmocom/pysim", "path": "tests/unittests/test_ota.py",
    "commit": "597f1e0398bb81d6832dc92ee4dfdcada59d3d82", "licence": "GPL-2.0-or-later",
}
NOTES = {
    "Published": "The packet stands in the source.",
    "Unconfirmed": "Computed by specs/vectors/tools/scp80.py, which shares no code with the harness; no public vector says the same.",
    "WrongChecksum": "The checksum is over other bytes than those which it must cover, or is made in another way.",
    "WrongCipher": "Other bytes are ciphered than those which must be, or in another way.",
    "WrongLength": "A length or a count is not what it must be.",
    "WrongKey": "The key is another one of the same product.",
    "Damaged": "Bytes are missing or changed.",
}


def zero_pad(data, block):
    return data + bytes(-len(data) % block)


def cipher(algorithm, key, data, iv=None):
    made = algorithms.AES(key) if algorithm == 2 else algorithms.TripleDES(key)
    run = Cipher(made, modes.CBC(iv or bytes(made.block_size // 8))).encryptor()
    return run.update(data) + run.finalize()


def checksum(algorithm, key, data):
    if algorithm == 2:
        mac = cmac.CMAC(algorithms.AES(key))
        mac.update(data)
        return mac.finalize()[:8]
    return cipher(algorithm, key, zero_pad(data, 8))[-8:]


class Product:
    def __init__(self, spi, kic, kid, cipher_key, mac_key, tar="B00011"):
        self.spi, self.kic, self.kid, self.tar = (bytes.fromhex(spi), kic, kid, bytes.fromhex(tar))
        self.cipher_key, self.mac_key = bytes.fromhex(cipher_key), bytes.fromhex(mac_key)

    def block(self):
        return 16 if self.kic & 15 == 2 else 8

    def command(self, counter, data, twist=""):
        """The command packet; `twist` names one mistake."""
        with_sum, ciphers = self.spi[0] & 3 == 2, self.spi[0] & 4 != 0
        size = 8 if with_sum else 0
        padding = -(6 + size + len(data)) % self.block() if ciphers else 0
        if twist == "padding not rounded over the checksum":
            padding = -(6 + len(data)) % self.block()
        if twist == "a whole block of padding more":
            padding += self.block()
        header_length = 13 + size - (1 if twist == "CHL one short" else 0)
        length = 14 + size + len(data) + padding + (2 if twist == "CPL counts itself" else 0)
        if twist == "CPL without padding":
            length -= padding
        head = length.to_bytes(2, "big") + bytes([header_length]) + self.spi + bytes([self.kic, self.kid]) + self.tar
        if twist == "KIc and KID swapped":
            head = head[:5] + bytes([self.kid, self.kic]) + self.tar
        count = bytes(counter) + bytes([0 if twist == "PCNTR left zero" else padding])
        tail = data + (b"\x80" + bytes(padding - 1) if twist == "ISO padding" and padding else bytes(padding))
        if not with_sum:
            total = b""
        else:
            covered = head + count + tail
            if twist == "checksum without CPL": covered = head[2:] + count + tail
            if twist == "checksum without TAR": covered = head[:-3] + count + tail
            if twist == "checksum without counter": covered = head + tail
            if twist == "checksum without padding": covered = head + count + data
            if twist == "checksum over the data only": covered = tail
            if twist == "checksum padded 80": covered = zero_pad(covered + b"\x80", 8 if self.kid & 15 != 2 else 16)
            key = self.cipher_key if twist == "checksum with the key of KIc" else self.mac_key
            total = checksum(self.kid & 15, key, covered)
            if twist == "checksum of the ciphered data":
                total = checksum(self.kid & 15, key, head + cipher(self.kic & 15, self.cipher_key, zero_pad(count + tail, self.block())))
            if twist == "last half of the CMAC":
                mac = cmac.CMAC(algorithms.AES(key)); mac.update(covered); total = mac.finalize()[8:]
        inner = count + tail + total if twist == "checksum at the end" else count + total + tail
        if not ciphers:
            return head + inner
        key = self.mac_key if twist == "ciphered with the key of KID" else self.cipher_key
        if twist == "counter in the clear":
            return head + count + cipher(self.kic & 15, key, zero_pad(total + tail, self.block()))
        if twist == "checksum in the clear":
            return head + count + total + cipher(self.kic & 15, key, zero_pad(tail, self.block()))
        if twist == "ICV is the counter":
            return head + cipher(self.kic & 15, key, inner, zero_pad(count, self.block()))
        if twist == "ECB":
            made = algorithms.AES(key) if self.kic & 15 == 2 else algorithms.TripleDES(key)
            run = Cipher(made, modes.ECB()).encryptor()
            return head + run.update(inner) + run.finalize()
        return head + cipher(self.kic & 15, key, zero_pad(inner, self.block()))

    def response(self, counter, status, data, twist=""):
        with_sum, ciphers = self.spi[1] >> 2 & 3 == 2, self.spi[1] & 0x10 != 0
        size = 8 if with_sum else 0
        padding = -(7 + size + len(data)) % self.block() if ciphers else 0
        length = 11 + size + len(data) + padding
        if twist == "RPL one more": length += 1
        if twist == "RPL without padding": length -= padding
        header_length = 10 + size - (8 if twist == "RHL without checksum" else 0)
        if twist == "RHL counts itself": header_length += 1
        head = bytes.fromhex("027100") + length.to_bytes(2, "big") + bytes([header_length]) + self.tar
        if twist == "marker of a command": head = bytes.fromhex("027000") + head[3:]
        if twist == "TAR of another application": head = head[:-3] + bytes.fromhex("B00010")
        count = bytes(counter) + bytes([padding + (len(data) + 1 if twist == "PCNTR over the data" else 0), status])
        tail = data + bytes(padding)
        covered = head + count + tail
        if twist == "checksum without user data header": covered = covered[3:]
        if twist == "checksum without status": covered = head + count[:-1] + tail
        if twist == "checksum over the data only": covered = tail
        key = self.cipher_key if twist == "checksum with the key of KIc" else self.mac_key
        total = checksum(self.kid & 15, key, covered) if with_sum else b""
        if twist == "checksum left out": total = b""
        if twist == "checksum of zeros": total = bytes(8)
        inner = count + tail + total if twist == "checksum at the end" else count + total + tail
        if twist == "status changed afterwards": inner = inner[:6] + bytes([status ^ 1]) + inner[7:]
        if twist == "counter changed afterwards": inner = inner[:4] + bytes([inner[4] ^ 1]) + inner[5:]
        if ciphers and twist != "left in the clear":
            iv = bytes(range(self.block())) if twist == "ICV not zero" else None
            inner = cipher(self.kic & 15, self.mac_key if twist == "ciphered with the key of KID" else self.cipher_key, zero_pad(inner, self.block()), iv)
        if twist == "last byte missing": return (head + inner)[:-1]
        return head + inner


def emit(name, kind, algorithm, comment, flags, product, counter, fields, fails=None, source=None):
    print(f"  - id: {name}\n    kind: {kind}\n    algorithm: {algorithm}\n    comment: '{comment}'\n    flags: [{flags}]")
    print(f"    result: {'invalid' if fails else 'valid'}")
    if fails:
        print(f"    fails: {fails}")
    print("    source:")
    for key, value in (source or {"origin": "computed here", "path": "specs/vectors/tools/scp80.py", "licence": "Apache-2.0"}).items():
        print(f"      {key}: '{value}'")
    print(f"    spi: '{product.spi.hex().upper()}'\n    kic: '{product.kic:02X}'\n    kid: '{product.kid:02X}'\n    tar: '{product.tar.hex().upper()}'")
    print(f"    cipher_key: '{product.cipher_key.hex().upper()}'\n    mac_key: '{product.mac_key.hex().upper()}'")
    print(f"    counter: '{bytes(counter).hex().upper()}'")
    for key, value in fields.items():
        print(f"    {key}: '{value.hex().upper()}'")


DES = ("300102030405060708090A0B0C0D0E0F", "301102030405060708090A0B0C0D0E0F")
AES = ("200102030405060708090A0B0C0D0E0F", "201102030405060708090A0B0C0D0E0F")
SELECT = bytes.fromhex("00A40004023F00")
ZERO = bytes(5)
COUNT = bytes.fromhex("0000000A7F")
SW = bytes.fromhex("016132")
LONG = bytes.fromhex("01610A9F7F") + bytes(range(1, 60))

PUBLISHED = [
    ("3des-ciphered", "3DES-SJA5-CIPHERED-CC", Product("0619", 0x35, 0x35, *DES),
     "00201506193535B00011AE733256918D050B87C94FBFE12E4DC402F262C41CF67F2F",
     "027100001C12B000118BB989492C632529326A2F4681FEB37C825BC9021C9F6D0B"),
    ("3des-checksum", "3DES-SJA5-UNCIPHERED-CC", Product("0609", 0x35, 0x35, *DES),
     "00201506093535B00011C49AC91AB8159BA5B83A54FB6385E0A5E31694F8B215FAFC",
     "027100001612B0001100000000000000B5BCD6353A421FAE016132"),
    ("3des-plain", "3DES-SJA5-UNCIPHERED-NOCC", Product("0601", 0x35, 0x35, *DES),
     "00201506013535B000113190BE334900F52B025F3F7EDDFE868E96EBF310023B7769",
     "027100000E0AB0001100000000000000016132"),
    ("aes128-ciphered", "AES128-SJA5-CIPHERED-CC", Product("0619", 0x22, 0x22, *AES),
     "00281506192222B00011E87CCEEBB2D93083011CE294F93FC4D8DE80DA1ABAE8C37CA3E72EC4432E5058",
     "027100002412B00011EBC6B497E2CAD7AEDF36ACE0E3A29B38853F0FE9CCDE81913BE5702B73ABCE1F"),
]
FURTHER = [
    ("3des-three-keys", "SCP80 3DES", "two different triple DES keys of three parts", Product("0E19", 0x19, 0x19, "300102030405060708090A0B0C0D0E0F1011121314151617", "301102030405060708090A0B0C0D0E0F5051525354555657")),
    ("3des-no-checksum", "SCP80 3DES", "ciphering alone", Product("1411", 0x15, 0x15, *DES)),
    ("3des-no-cipher", "SCP80 3DES", "a checksum alone", Product("1209", 0x15, 0x15, *DES)),
    ("aes192", "SCP80 AES", "AES-192", Product("1619", 0x12, 0x12, "0" * 16 + "11" * 16, "22" * 8 + "33" * 16)),
    ("aes256", "SCP80 AES", "AES-256", Product("1619", 0x12, 0x12, "44" * 16 + "55" * 16, "66" * 16 + "77" * 16)),
    ("aes128-no-checksum", "SCP80 AES", "ciphering alone", Product("1411", 0x12, 0x12, *AES)),
    ("aes128-no-cipher", "SCP80 AES", "a checksum alone", Product("1209", 0x12, 0x12, *AES)),
    ("mixed", "SCP80 AES", "triple DES for ciphering, AES for the checksum", Product("1619", 0x15, 0x12, DES[0], AES[1])),
    ("unprotected", "SCP80 unprotected", "neither checksum nor ciphering", Product("0001", 0x00, 0x00, "", "")),
]
BAD_COMMANDS = [
    ("WrongChecksum", ["checksum without CPL", "checksum without TAR", "checksum without counter", "checksum without padding",
                       "checksum over the data only", "checksum padded 80", "checksum of the ciphered data", "checksum at the end"]),
    ("WrongKey", ["checksum with the key of KIc", "ciphered with the key of KID"]),
    ("WrongCipher", ["counter in the clear", "checksum in the clear", "ICV is the counter", "ECB", "ISO padding"]),
    ("WrongLength", ["padding not rounded over the checksum", "a whole block of padding more", "CHL one short", "CPL counts itself",
                     "CPL without padding", "PCNTR left zero"]),
]
BAD_RESPONSES = [
    ("WrongChecksum", ["checksum without user data header", "checksum without status", "checksum over the data only", "checksum left out",
                       "checksum of zeros", "checksum at the end"], "packet"),
    ("WrongKey", ["checksum with the key of KIc", "ciphered with the key of KID"], "packet"),
    ("WrongCipher", ["ICV not zero", "left in the clear"], "packet"),
    ("WrongLength", ["RPL one more", "RPL without padding", "RHL without checksum", "RHL counts itself"], "packet"),
    ("Damaged", ["marker of a command", "status changed afterwards", "counter changed afterwards", "last byte missing"], "packet"),
    ("Damaged", ["TAR of another application"], "tar"),
]


def slug(text):
    return text.lower().replace(" ", "-")


def main():
    print("# SPDX-License-Identifier: Apache-2.0\n# Packets of SCP80, command and response. The form is told in README.md; "
          "specs/vectors/tools/scp80.py writes this file.\nvectors: scp80\ntitle: 'SCP80 packets over SMS-PP'\nnotes:")
    for flag, meaning in NOTES.items():
        print(f"  {flag}: '{meaning}'")
    print("tests:")
    for name, test, product, command, response in PUBLISHED:
        source = {**ORIGIN, "test": "SmsOtaTestCase " + test}
        algorithm = "SCP80 AES" if product.kid & 15 == 2 else "SCP80 3DES"
        emit(f"scp80-command-{name}", "scp80-command", algorithm, "A SELECT for the file system, as published.", "Published", product, ZERO,
             {"secured_data": SELECT, "packet": bytes.fromhex(command)}, source=source)
        emit(f"scp80-response-{name}", "scp80-response", algorithm, "Its proof of receipt, as published.", "Published", product, ZERO,
             {"status": b"\0", "data": SW, "packet": bytes.fromhex(response)}, source=source)
    for name, algorithm, words, product in FURTHER:
        emit(f"scp80-command-{name}", "scp80-command", algorithm, f"A command with {words}.", "Unconfirmed", product, COUNT,
             {"secured_data": SELECT, "packet": product.command(COUNT, SELECT)})
        emit(f"scp80-response-{name}", "scp80-response", algorithm, f"A long response with {words}.", "Unconfirmed", product, COUNT,
             {"status": b"\0", "data": LONG, "packet": product.response(COUNT, 0, LONG)})
    for number, words in enumerate(["the counter is low", "the counter is high", "the counter is blocked"], 2):
        product = PUBLISHED[3][2]
        emit(f"scp80-response-status-{number}", "scp80-response", "SCP80 AES", f"A proof of receipt that says: {words}.", "Unconfirmed", product, COUNT,
             {"status": bytes([number]), "data": b"", "packet": product.response(COUNT, number, b"")})
    for label, product in (("3des", PUBLISHED[0][2]), ("aes", PUBLISHED[3][2])):
        algorithm = "SCP80 3DES" if label == "3des" else "SCP80 AES"
        for flag, twists in BAD_COMMANDS:
            for twist in twists + (["last half of the CMAC"] if label == "aes" and flag == "WrongChecksum" else []):
                wrong = product.command(COUNT, SELECT, twist)
                if wrong == product.command(COUNT, SELECT):
                    continue  # this mistake does not show with this block size
                emit(f"scp80-command-{label}-{slug(twist)}", "scp80-command", algorithm, f"Not to be made: {twist}.", f"Unconfirmed, {flag}", product, COUNT,
                     {"secured_data": SELECT, "packet": wrong}, fails="packet")
        for flag, twists, fails in BAD_RESPONSES:
            for twist in twists:
                wrong = product.response(COUNT, 0, SW, twist)
                emit(f"scp80-response-{label}-{slug(twist)}", "scp80-response", algorithm, f"Not to be taken: {twist}.", f"Unconfirmed, {flag}", product, COUNT,
                     {"status": b"\0", "data": SW, "packet": wrong}, fails=fails)
    plain = Product("1209", 0x15, 0x15, *DES)
    emit("scp80-response-pcntr-over-the-data", "scp80-response", "SCP80 3DES", "Not to be taken: PCNTR counts more than there is.", "Unconfirmed, WrongLength",
         plain, COUNT, {"status": b"\0", "data": SW, "packet": plain.response(COUNT, 0, SW, "PCNTR over the data")}, fails="packet")


if __name__ == "__main__":
    main()
