#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""assay record: a dialogue becomes a trace and a script; both give the same dialogue again, and hold nothing they should not."""
import pathlib
import subprocess
import unittest

from program import PROGRAM, SOURCE, Assay

CARD = "model:calypso-prime"
SELECT = "00A4040008315449432E494341"
READ = "00B2013C1D"
PIN = "002000000431323334"


class Record(Assay):
    def record(self, *words, target=CARD, lines=None):
        out = str(pathlib.Path(self.folder) / "dialogue")
        done = subprocess.run([PROGRAM, "record", target, *words, "--out", out], cwd=SOURCE, capture_output=True, text=True,
                              input=lines, timeout=60)
        read = lambda end: pathlib.Path(out + end).read_text() if pathlib.Path(out + end).exists() else ""
        return done, read(".trace"), read(".yaml"), out

    def test_the_script_passes_on_the_card_and_on_the_trace(self):
        done, _, script, out = self.record(SELECT, READ)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("# READ RECORDS [one]\n      - apdu: '00 B2 01 3C 1D'\n", script)
        self.exits(0, self.assay("check", out + ".yaml"))
        self.exits(0, self.assay("run", out + ".yaml"))
        self.exits(0, self.assay("run", out + ".yaml", "--target", f"replay:{out}.trace"))

    def test_a_presented_pin_is_in_neither(self):
        _, trace, script, _ = self.record(SELECT, PIN)
        for text in trace, script:
            self.assertNotIn("31 32 33 34", text)
            self.assertIn("00 20 00 00 04 00 00 00 00", text)
        self.assertIn("zeros stand for what was taken out", script)

    def test_redacting_takes_contents_and_serial_numbers_and_keeps_the_shape(self):
        _, plain, _, _ = self.record(SELECT, READ)
        done, trace, script, out = self.record(SELECT, READ, "--redact")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("11 22 33 44", plain)
        for text in trace, script:
            self.assertNotIn("11 22 33 44", text)
            self.assertNotIn("01 02 03 04 05", text)
        self.assertEqual([len(line) for line in trace.splitlines()], [len(line) for line in plain.splitlines()])
        self.exits(0, self.assay("run", out + ".yaml", "--target", f"replay:{out}.trace"))

    def test_lines_of_standard_input_are_followed_until_one_is_wrong(self):
        done, trace, _, _ = self.record(lines=f"# a dialogue\n{SELECT}\n\nreset cold\n00B2\nxy\n{READ}\n")
        self.assertEqual(done.returncode, 4)
        self.assertIn("assay: error: line 6: 'x' at position 1 is not a hexadecimal digit", done.stderr)
        self.assertEqual(trace.count("reset cold"), 2)
        self.assertNotIn("3C 1D", trace)

    def test_another_program_can_drive_the_card(self):
        done, trace, _, _ = self.record("--stdio", lines=f"hello assay-shim 1\nreset cold\napdu {SELECT}\nquit\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout.startswith("hello assay-shim 1+cut model:calypso-prime\natr 3B"), done.stdout)
        self.assertIn("> 00 A4 04 00 08 31", trace)

    def test_what_cannot_be_written_or_opened_is_refused(self):
        done = self.assay("record", CARD, SELECT, "--out", "/nonexistent/dialogue")
        self.exits(4, done)
        self.says("assay: error: '/nonexistent/dialogue.trace' and '/nonexistent/dialogue.yaml' cannot be written\n", done)
        self.exits(4, self.assay("record", "model:calypso-prim", SELECT, "--out", str(pathlib.Path(self.folder) / "x")))


if __name__ == "__main__":
    unittest.main()
