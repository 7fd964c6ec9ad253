#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No byte string of a secret IXIT value shows in the journal or in any report, however it is spelled, copied or sent back."""
import base64
import re
import unittest

from program import CARD, Assay

REPORTS = ("console", "junit", "json", "html")
KEYS = {"enc": "C1D5E9FDA2B6CADEF3079BAFC3D7EBFF", "mac": "3C5A78961E2D4B69870F1A3B5C7D9EBF", "dek": "9A8B7C6D5E4F302112233445566778F8"}
MODEL_KEY = "404142434445464748494A4B4C4D4E4F"


def spellings(text):
    """The text as hexadecimal digits alone, and with markup taken out first: spaces, colons, 0x and the like do not hide a value."""
    for form in (text, re.sub(r"<[^>]*>", "", text), re.sub(r"&#x?[0-9A-Fa-f]+;|\\u[0-9A-Fa-f]{4}", " ", text)):
        yield re.sub(r"[^0-9A-F]", "", re.sub(r"0[xX]|\\x", "", form).upper())


class Secrets(Assay):
    def run_all(self, code, *words):
        """Runs with every report there is, makes the reports again from the journal, and returns all that was written."""
        out = self.folder / "run"
        done = self.assay("run", *words, "--out", out, *(word for kind in REPORTS for word in ("--report", kind)))
        self.exits(code, done)
        texts = {"stdout": done.stdout, "stderr": done.stderr}
        again = self.assay("report", out, *(word for kind in REPORTS[1:] for word in ("--report", kind)))
        texts["report"] = again.stdout + again.stderr
        for path in out.iterdir():
            texts[path.name] = path.read_bytes().decode("utf-8", "replace")
        self.assertLessEqual({"journal.jsonl", "junit.xml", "results.json", "report.html"}, set(texts))
        return texts

    def assert_hidden(self, key, texts):
        raw = bytes.fromhex(key)
        for name, text in texts.items():
            for digits in spellings(text):
                self.assertNotIn(key, digits, f"{name} shows a secret")
            self.assertNotIn(base64.b64encode(raw).decode().rstrip("="), text, f"{name} shows a secret")
            self.assertNotIn(", ".join(str(byte) for byte in raw), text, f"{name} shows a secret")

    def test_values_copied_and_sent_back_by_a_card(self):
        lines = "".join(f"    {part}: '{value}'\n" for part, value in KEYS.items())
        bench = self.write("bench.yaml", f"bench: mine\nixit:\n  scp03:\n{lines}    key_version: '30'\n"
                                         "safety: { emulators: ['exec:*'] }\n")
        texts = self.run_all(1, "tests/cli/suites/secret-copies.yaml", "--target", f"{CARD} --echo", "--bench", bench,
                             "--allow-risk", "irreversible")
        self.assertGreater(texts["journal.jsonl"].count('"outcome":"answered"'), 4)  # they were sent indeed
        self.assertIn(". .", texts["stdout"])
        for key in KEYS.values():
            self.assert_hidden(key, texts)

    def test_values_inside_a_secure_channel_session(self):
        texts = self.run_all(1, "tests/cli/suites/secret-copies-in-session.yaml")
        self.assertIn('"verdict":"fail"', texts["journal.jsonl"])
        self.assertNotIn('"verdict":"inconclusive"', texts["journal.jsonl"])
        self.assert_hidden(MODEL_KEY, texts)

    def test_the_search_finds_what_it_looks_for(self):
        for text in ("c1 d5 e9 fd a2 b6 ca de f3 07 9b af c3 d7 eb ff", "<b>C1D5E9FDA2B6CADE</b><i>F3079BAFC3D7EBFF</i>",
                     "0xC1, 0xD5, 0xE9, 0xFD, 0xA2, 0xB6, 0xCA, 0xDE, 0xF3, 0x07, 0x9B, 0xAF, 0xC3, 0xD7, 0xEB, 0xFF"):
            with self.assertRaises(AssertionError):
                self.assert_hidden(KEYS["enc"], {"text": text})


if __name__ == "__main__":
    unittest.main()
