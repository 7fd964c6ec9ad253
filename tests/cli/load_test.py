#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Many simultaneous sales: what a run tells, when it fails, and what it refuses."""
import json
import unittest

from program import Assay

BENCH = """bench: a vending server
load:
  sessions: 20
  transactions: 60
  network_delay: lognormal 40 ms spread 0.5
  network_loss: 1 %
  think_time: exponential 1 s
"""


class Load(Assay):
    def load(self, *words, timeout=150):
        return self.assay("load", "--format", "json", "--quiet", *words, timeout=timeout)

    def test_a_bench_says_what_is_done_and_options_are_stronger(self):
        bench = self.write("bench.yaml", BENCH)
        done = self.load("--bench", bench, "--hsm", "model:sam", "--transactions", "40")
        self.exits(0, done)
        summary = self.summary(done)
        self.assertEqual((summary["sessions"], summary["begun"], summary["made"]), (20, 40, 40))
        self.assertEqual(summary["findings"], 0)
        self.assertEqual(summary["time"], "virtual")
        self.assertGreater(summary["latency"]["p99_us"], summary["latency"]["p50_us"])
        self.assertIn("not Calypso", summary["card_label"])
        self.assertIn("not Calypso", summary["hsm_label"])

    def test_the_same_seed_makes_the_same_run(self):
        def once():
            summary = self.summary(self.load("--hsm", "model:sam", "--sessions", "5", "--seed", "7"))
            return {key: value for key, value in summary.items() if not any(word in key for word in ("wall", "kib", "processor"))}

        self.assertEqual(once(), once())

    def test_text_tells_label_percentiles_errors_and_account(self):
        done = self.assay("load", "--hsm", "model:sam", "--sessions", "10", "--kill-clients", "30 %")
        self.exits(0, done)
        for words in ("open stand-in OSP-1, not Calypso", "p99.9", "client killed", "nothing lost, nothing wrong",
                      "time          virtual", "KiB a session"):
            self.mentions(words, done)

    def test_a_card_that_loses_a_sale_fails_the_run(self):
        done = self.load("--hsm", "model:sam", "--sessions", "3", "--card",
                         "model:calypso-prime?deviate=close-loses-modifications")
        self.exits(1, done)
        summary = self.summary(done)
        self.assertGreater(summary["findings"], 0)
        self.assertIn("is on the account", summary["first_findings"][0]["what"])
        self.assertIn("session", summary["first_findings"][0])

    def test_a_sam_that_refuses_fails_the_run(self):
        done = self.load("--hsm", "model:sam?profile=exhausted", "--sessions", "3")
        self.exits(1, done)
        self.assertGreater(self.summary(done)["errors"]["hsm_refused"], 0)

    def test_a_page_stands_by_itself(self):
        page, facts = self.folder / "load.html", self.folder / "load.json"
        done = self.load("--hsm", "model:sam", "--sessions", "5", "--report", f"html={page}", "--report", f"json={facts}")
        self.exits(0, done)
        text = page.read_text()
        self.assertIn("<svg", text)
        self.assertIn("Sales a second", text)
        self.assertIn("not Calypso", text)
        for outside in ("<script", "<link", "src=", "url("):
            self.assertNotIn(outside, text)
        self.assertEqual(json.loads(facts.read_text())["made"], 50)

    def test_a_comparison_measures_both_in_turns(self):
        done = self.load("--hsm", "model:sam", "--compare", "4,40", "--transactions", "80", "--rounds", "1")
        comparison = self.summary(done)["comparison"]
        self.assertEqual(done.returncode, 0 if comparison["holds"] else 1)
        self.assertEqual((comparison["few_sessions"], comparison["many_sessions"]), (4, 40))
        self.assertEqual(comparison["findings"], 0)

    def test_sizes_shows_formula_and_simulation(self):
        done = self.load("--size", "--hsm", "model:sam", "--arrivals", "20000", "--blocking", "1 %", "--transactions", "300")
        self.exits(0, done)
        sizing = self.summary(done)["sizing"]
        self.assertEqual(sizing["formula"], "Erlang-B")
        self.assertAlmostEqual(sizing["share_by_formula"], sizing["share_by_simulation"], delta=0.002)
        self.assertLessEqual(abs(sizing["channels_by_formula"] - sizing["channels_by_simulation"]), 1)
        self.assertEqual(sizing["configuration"], "a SAM-S20")

    def test_waiting_is_sized_by_erlang_c(self):
        done = self.load("--size", "--hsm", "model:sam", "--arrivals", "20000", "--wait", "100 ms", "--transactions", "200")
        self.exits(0, done)
        self.assertEqual(self.summary(done)["sizing"]["formula"], "Erlang-C")


if __name__ == "__main__":
    unittest.main()
