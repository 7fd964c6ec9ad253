#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The test issuer of Calypso certificates as files; signatures are opened with nothing but Python's integers and hashlib."""
import hashlib
import re
import unittest

from program import PROGRAM, Assay

CARD = ["--aid", "A000000291FF9101", "--serial", "0000000011223344", "--card-info", "0A3F3B02141001"]

PROFILE = """calypso_profile: mine
product: prime
serial: '0000000011223344'
applications:
  - aid: 'A000000291FF9101'
    lid: '2000'
    startup: '0A 3F 3B 02 14 10 01'
    kif: '21 27 30'
    kvc: '79 79 79'
    pki: { key: card.key, certificate: card.cert, ca_certificate: ca.cert }
    files:
      - { sfi: '07', lid: '2001', type: linear, size: 29, read: always }
"""


def certificate(file):
    return bytes.fromhex("".join(line for line in file.read_text().splitlines() if not line.startswith("#")))


def modulus(file):
    return int(re.search(r"modulus: '([^']*)'", file.read_text()).group(1).replace("\n", "").replace(" ", ""), 16)


def opened(raw, sent, n):
    """The 222 bytes that the signature carries."""
    block = pow(int.from_bytes(raw[sent:], "big"), 65537, n).to_bytes(256, "big")
    mask = b"".join(hashlib.sha256(block[223:255] + i.to_bytes(4, "big")).digest() for i in range(7))
    plain = bytes(a ^ b for a, b in zip(block[:223], mask))
    told = hashlib.sha256(bytes.fromhex("00000000000006F0") + plain[1:] + hashlib.sha256(raw[:sent]).digest()).digest()
    assert block[255] == 0xBC and plain[0] & 0x7F == 1 and block[223:255] == told
    return plain[1:]


class Issuer(Assay):
    def setUp(self):
        super().setUp()
        self.keys = self.folder / "keys"

    def make(self, word, *options):
        return self.assay("pki", word, "--out", str(self.keys), *options)

    def chain(self):
        self.exits(0, self.make("make-root"))
        self.exits(0, self.make("make-ca", "--issuer", f"{self.keys}/root", "--start", "20240101"))

    def test_a_chain_opens_from_the_root_to_the_card(self):
        self.chain()
        self.exits(0, self.make("make-card", "--issuer", f"{self.keys}/ca", *CARD, "--start", "20240102", "--index", "0000005B"))
        ca, card = certificate(self.keys / "ca.cert"), certificate(self.keys / "card.cert")
        root_name, ca_name = "0BF041535341595F524F4F54", "09F041535341595F4341"
        self.assertEqual(ca[:60].hex().upper(), "9001" + root_name.ljust(56, "0") + "01" + ca_name.ljust(56, "0") + "01")
        self.assertEqual(ca[60:94].hex().upper(), "2024010100000000" "0901" "00000000" "FF" + "00" * 19)
        n = int.from_bytes(ca[94:128] + opened(ca, 128, modulus(self.keys / "root.yaml")), "big")
        self.assertEqual(n, modulus(self.keys / "ca.yaml"))
        inside = opened(card, 60, n)
        self.assertEqual(card[31:60].hex().upper(), "08A000000291FF91010000000000000000" "0000000011223344" "0000005B")
        self.assertEqual(inside[:34].hex().upper(), "2024010200000000" "00" "0A3F3B02141001" + "00" * 18)
        self.assertEqual(inside[98:], bytes(124))

    def test_the_verifier_accepts_the_chain_from_its_own_root_alone(self):
        self.chain()
        self.exits(0, self.make("make-card", "--issuer", f"{self.keys}/ca", *CARD, "--start", "20240102"))
        files = ["--ca", f"{self.keys}/ca.cert", "--card", f"{self.keys}/card.cert", "--serial", "0000000011223344", "--date", "2026-01-01"]
        self.exits(0, self.assay("pki", "verify", *files, "--trust", f"{self.keys}/root.yaml"))
        self.exits(1, self.assay("pki", "verify", *files, "--trust", "adapters/model_calypso/test_pki/root.yaml"))

    def test_private_keys_are_for_their_owner(self):
        self.exits(0, self.make("make-root"))
        self.assertEqual((self.keys / "root.key").stat().st_mode & 0o777, 0o600)
        self.assertIn("TEST ONLY", (self.keys / "root.key").read_text().splitlines()[0])

    def test_nothing_is_replaced(self):
        self.chain()
        before = (self.keys / "root.yaml").read_text()
        done = self.make("make-root")
        self.exits(4, done)
        self.mentions("root.key' is there already and is not replaced", done)
        self.assertEqual((self.keys / "root.yaml").read_text(), before)

    def refuses(self, says, word, *options):
        done = self.make(word, "--name", "other", *options)
        self.exits(4, done)
        self.mentions(says, done)
        self.assertEqual(list(self.keys.glob("other*")), [])

    def test_what_no_verifier_takes_is_refused(self):
        self.chain()
        issuer = ["--issuer", f"{self.keys}/root"]
        self.refuses("a scope is 00, 01 or FF, not 02", "make-ca", *issuer, "--scope", "02")
        self.refuses("the end date 20200101 is before the start date 20240101", "make-ca", *issuer, "--start", "20240101", "--end", "20200101")
        self.refuses("the start date 20240230 is no day", "make-ca", *issuer, "--start", "20240230")
        self.refuses("--start has 4 bytes, not 3", "make-ca", *issuer, "--start", "202401")
        self.refuses("the issuer's rights 09 forbid CA certificates", "make-ca", "--issuer", f"{self.keys}/ca")
        self.refuses("--serial has 8 bytes, not 7", "make-card", "--issuer", f"{self.keys}/ca", *CARD[:2], *CARD[4:], "--serial", "00000000112233")
        self.refuses("--aid 'xy' is no hex value", "make-card", "--issuer", f"{self.keys}/ca", *CARD[2:], "--aid", "xy")
        self.refuses("nowhere.key': No such file or directory", "make-card", "--issuer", f"{self.keys}/nowhere", *CARD)
        self.exits(0, self.make("make-ca", "--name", "other", *issuer, "--scope", "02", "--allow-wrong"))
        self.assertEqual(certificate(self.keys / "other.cert")[69], 2)

    def test_a_key_of_the_card_itself_is_certified(self):
        self.chain()
        point = "E4AADA6A3D9F8976AC7630C4AB0CCE25BCE30DCEA7B37B925B970133C1DE1DEA98DF98C3A493AAFFCA59518C489918D04EAEBC90361A4E6DA35571E75B66AC0A"
        self.exits(0, self.make("make-card", "--issuer", f"{self.keys}/ca", *CARD, "--public-key", point))
        self.assertFalse((self.keys / "card.key").exists())
        self.assertEqual(opened(certificate(self.keys / "card.cert"), 60, modulus(self.keys / "ca.yaml"))[34:98].hex().upper(), point)

    def test_a_limited_ca_signs_for_its_aids_alone(self):
        self.exits(0, self.make("make-root"))
        self.exits(0, self.make("make-ca", "--issuer", f"{self.keys}/root", "--target-aid", "A000000291", "--truncation"))
        self.exits(0, self.make("make-card", "--issuer", f"{self.keys}/ca", *CARD))
        self.refuses("the issuer may sign for the AID A000000291 and those that begin so only, not for F000000000", "make-card", "--issuer",
                     f"{self.keys}/ca", "--aid", "F000000000", *CARD[2:])

    def test_a_profile_file_makes_a_card_of_it(self):
        self.chain()
        self.exits(0, self.make("make-card", "--issuer", f"{self.keys}/ca", *CARD))
        profile = self.write("keys/mine.yaml", PROFILE)
        self.exits(0, self.assay("check", profile))
        target = f"model:calypso-prime?profile={profile}"
        done = self.assay("send", target, "00A4040008A000000291FF910100", "00CADF4C00", "00CADF4D00")
        self.exits(0, done)
        answers = [bytes.fromhex(line[2:]) for line in done.stdout.splitlines() if line.startswith("< ")]
        self.assertEqual(answers[1][:-2] + answers[2][:-2], bytes.fromhex("DF4C82013C") + certificate(self.keys / "card.cert"))

    def test_a_profile_file_that_names_no_certificate_is_refused(self):
        profile = self.write("mine.yaml", PROFILE)
        done = self.assay("check", profile)
        self.exits(4, done)
        self.mentions("card.key' cannot be read", done)

    def test_a_certified_card_is_served(self):
        target = f"exec:{PROGRAM} serve model:calypso-prime?profile=pki-certified --stdio"
        done = self.assay("send", target, "00A4040008A000000291FF910100", "008A0B3B0900CCCCCCCCCCCCCCCC00", "008E000000")
        self.exits(0, done)
        answers = [bytes.fromhex(line[2:]) for line in done.stdout.splitlines() if line.startswith("< ")]
        self.assertEqual([len(answer) for answer in answers], [38, 61, 66])


if __name__ == "__main__":
    unittest.main()
