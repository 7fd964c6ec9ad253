#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Cards that never answer, or answer too little, in a program and in a virtual reader: the run ends in time, with a verdict, in words, and
its journal is whole."""
import json
import socket
import struct
import threading
import time
import unittest

from program import CARD, Assay, step, suite

LIMIT_MS = 1500  # a program has to start within it, too
SILENT = "00 A4 04 00 05 F0 41 53 53 E6"
TALKING = "00 A4 04 00 05 F0 41 53 53 E0"
TERSE = "00 A4 04 00 05 F0 41 53 53 E1"


class VirtualCard:
    """A card that connects to a virtual reader, again and again. It answers one byte to an APDU that ends in E1 and nothing to one that ends
    in E6; `dead`: nor to the question for its ATR."""

    def __init__(self, port, dead=False):
        self.port, self.dead, self.ending = port, dead, False
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while not self.ending:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=10) as reader:
                    while self.answer(reader):
                        pass
            except OSError:
                time.sleep(0.02)

    def answer(self, reader):
        head = reader.recv(2, socket.MSG_WAITALL)
        if len(head) < 2:
            return False
        command = reader.recv(struct.unpack(">H", head)[0], socket.MSG_WAITALL)
        if len(command) == 1 and command[0] != 4:
            return True  # power and reset are not answered
        answer = b"\x3b\x00" if len(command) == 1 else b"\x90" if command[-1] == 0xE1 else b"\x90\x00"
        if not self.dead and command[-1] != 0xE6:
            reader.sendall(struct.pack(">H", len(answer)) + answer)
        return True


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Silence(Assay):
    def suite(self):
        return self.write("silent.yaml", suite(("silent", step(SILENT, "9000")), ("talking", step(TALKING, "9000")),
                                               ("silent-too", step(SILENT, "9000"))))

    def expect_two_failures(self, done, seconds):
        self.exits(1, done)
        summary = self.summary(done)
        self.assertEqual((1, 2, 0, 0), tuple(summary[key] for key in ("passed", "failed", "inconclusive", "error")))
        self.assertLess(seconds, 20)
        self.assertIn(f"within {LIMIT_MS} ms", done.stdout)
        self.assertIn("no answer in time", done.stdout)
        lines = [json.loads(line) for line in (self.folder / "run" / "journal.jsonl").read_text().splitlines()]
        kinds = [line["kind"] for line in lines]
        self.assertEqual((3, 3, "summary"), (kinds.count("plan"), kinds.count("verdict"), kinds[-1]))
        outcomes = [line["outcome"] for line in lines if line["kind"] == "exchange"]
        self.assertEqual(["timeout", "answered", "timeout"], outcomes)

    def test_a_program_that_never_answers(self):
        bench = self.write("bench.yaml", f"bench: mine\ntimeout_ms: {LIMIT_MS}\n")
        start = time.monotonic()
        done = self.assay("run", self.suite(), "--target", CARD, "--bench", bench, "--out", self.folder / "run")
        self.expect_two_failures(done, time.monotonic() - start)

    def test_a_virtual_card_that_never_answers(self):
        port = free_port()
        VirtualCard(port)
        start = time.monotonic()
        done = self.assay("run", self.suite(), "--target", f"vpcd:{port}?timeout={LIMIT_MS}&insertion=5000",
                          "--out", self.folder / "run")
        self.expect_two_failures(done, time.monotonic() - start)

    def test_an_answer_of_one_byte_over_a_virtual_reader(self):
        port = free_port()
        VirtualCard(port)
        terse = self.write("terse.yaml", suite(("terse", step(TERSE, "9000")), ("talking", step(TALKING, "9000"))))
        done = self.assay("run", terse, "--target", f"vpcd:{port}?insertion=5000", "--out", self.folder / "run")
        self.exits(1, done)
        self.mentions("the answer has 1 byte, a response has at least the 2 of its status word", done)
        lines = [json.loads(line) for line in (self.folder / "run" / "journal.jsonl").read_text().splitlines()]
        self.assertEqual(["malformed", "answered"], [line["outcome"] for line in lines if line["kind"] == "exchange"])

    def test_a_virtual_card_without_an_atr(self):
        port = free_port()
        VirtualCard(port, dead=True)
        done = self.assay("run", self.suite(), "--target", f"vpcd:{port}?timeout={LIMIT_MS}&insertion=5000")
        self.exits(3, done)
        self.mentions(f"no answer to the question for the ATR within {LIMIT_MS} ms", done)

    def test_a_reader_to_which_no_card_connects(self):
        port = free_port()
        done = self.assay("run", self.suite(), "--target", f"vpcd:{port}?insertion=50")
        self.exits(3, done)
        self.says(f"assay: error: vpcd:{port}?insertion=50: no card connected to 127.0.0.1:{port} within 50 ms\n", done)

    def test_the_option_of_the_target_is_stronger_than_the_bench(self):
        port = free_port()
        VirtualCard(port)
        bench = self.write("bench.yaml", "bench: mine\ntimeout_ms: 60000\n")
        start = time.monotonic()
        done = self.assay("run", self.suite(), "--target", f"vpcd:{port}?timeout={LIMIT_MS}&insertion=5000", "--bench", bench,
                          "--out", self.folder / "run")
        self.expect_two_failures(done, time.monotonic() - start)


if __name__ == "__main__":
    unittest.main()
