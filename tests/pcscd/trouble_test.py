# SPDX-License-Identifier: Apache-2.0
"""private_pcscd trouble_test.py PART: what is wrong with readers and cards is told in words, with the exit code of docs/targets.md.

no_readers:      pcscd runs and knows no reader.
several_readers: the pattern fits two.
no_such_reader:  the pattern fits none.
empty_reader:    there is no card in the reader.
no_pcscd:        nobody listens, and later: pcscd is gone between two runs.
terse_card:      the card answers one byte.
silent_card:     the card never answers a command: verdict, time limit, whole journal.
"""
import json
import os
import pathlib
import signal
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

from program import Assay, step, suite  # noqa: E402
from silence_test import SILENT, TERSE, VirtualCard  # noqa: E402

READER, SECOND = os.environ["ASSAY_VPCD_READER"], os.environ["ASSAY_VPCD_READER_2"]
PASS = "tests/cli/suites/pass.yaml"


class Trouble(Assay):
    def refused(self, target, said):
        out = self.folder / "run"
        start = time.monotonic()
        done = self.assay("run", PASS, "--target", target, "--out", out)
        self.exits(3, done)
        self.says(f"assay: error: {target}: {said}\n", done)
        self.assertLess(time.monotonic() - start, 20)
        self.assertFalse((out / "journal.jsonl").exists())

    def no_readers(self):
        self.refused("pcsc:*", "no reader '*': pcscd knows no reader at all")

    def several_readers(self):
        self.refused("pcsc:Virtual*", f"'Virtual*' means 2 readers, name one of them: '{READER}', '{SECOND}'")

    def no_such_reader(self):
        self.refused("pcsc:ACS*", f"no reader matches 'ACS*'; there is '{READER}', '{SECOND}'")

    def empty_reader(self):
        self.refused(f"pcsc:{READER}", f"reader '{READER}': there is no card in the reader (SCARD_E_NO_SMARTCARD, 8010000C)")

    def no_pcscd(self):
        os.kill(int(os.environ["ASSAY_PCSCD_PID"]), signal.SIGKILL)
        done = self.assay("run", PASS, "--target", f"pcsc:{READER}")
        self.exits(3, done)
        self.mentions("no PC/SC service is running; start pcscd", done)

    def insert_card(self):
        VirtualCard(int(os.environ["ASSAY_VPCD_PORT"]))
        target = f"pcsc:{READER}?timeout=2000"
        for _ in range(100):
            if self.assay("probe", target).returncode == 0:
                break
            time.sleep(0.1)
        return target

    def terse_card(self):
        target = self.insert_card()
        terse = self.write("terse.yaml", suite(("terse", step(TERSE, "9000"))))
        done = self.assay("run", terse, "--target", target, "--out", self.folder / "run")
        self.exits(1, done)
        self.assertIn('"outcome":"malformed"', (self.folder / "run" / "journal.jsonl").read_text())
        self.mentions("the answer has 1 byte, a response has at least the 2 of its status word", done)

    def silent_card(self):
        target = self.insert_card()
        silent = self.write("silent.yaml", suite(("silent", step(SILENT, "9000")), ("silent-too", step(SILENT, "9000"))))
        start = time.monotonic()
        done = self.assay("run", silent, "--target", target, "--out", self.folder / "run")
        self.assertLess(time.monotonic() - start, 50)
        self.mentions("no answer in time", done)
        self.mentions(f"reader '{READER}': no answer within 2000 ms", done)
        lines = [json.loads(line) for line in (self.folder / "run" / "journal.jsonl").read_text().splitlines()]
        verdicts = [line["verdict"] for line in lines if line["kind"] == "verdict"]
        # The driver of the reader goes on waiting with the first command, and pcscd lets nobody else at the card.
        self.assertEqual((["fail", "error"], "summary"), (verdicts, lines[-1]["kind"]))
        self.mentions("another program uses the card", done)
        self.exits(3, done)


if __name__ == "__main__":
    result = unittest.TextTestRunner(verbosity=2).run(Trouble(sys.argv[1]))
    sys.exit(0 if result.wasSuccessful() and result.testsRun == 1 else 1)
