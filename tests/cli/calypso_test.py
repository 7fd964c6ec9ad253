#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Calypso sessions with everybody who can compute them: the model SAM, a SAM behind another program, a plug-in, and nobody."""
import pathlib
import unittest

from program import PROGRAM, Assay

SUITES = ["suites/calypso/session/regular.yaml", "suites/calypso/session/extended.yaml", "suites/calypso/pin/ciphered.yaml",
          "suites/calypso/stored-value/session.yaml"]
SERVED_CARD = f"exec:{PROGRAM} serve model:calypso-prime --stdio"
SERVED_SAM = f"exec:{PROGRAM} serve model:sam --stdio"
ICS = """ics: a served card
answers:
  { calypso: true, calypso.hce: false, calypso.revision: 3, calypso.extended: true, calypso.aes: true, calypso.aes_only: false,
    calypso.pin: true, calypso.pin_in_session: true, calypso.sv: true }
"""
BENCH = """bench: served
safety: { emulators: ['exec:*'] }
ixit:
  calypso: { aid: '315449432E49434131', sv_aid: '304554502E494341', kif: '21 27 30', kvc: '79 79 79', pin: '30303030',
             files: { environment: '07', contract_list: '1E', counters: '19', pin_read: '03' } }
"""


class Calypso(Assay):
    def run_suites(self, *words):
        return self.assay("run", *SUITES, *words)

    def passed_all(self, done):
        self.exits(0, done)
        summary = self.summary(done)
        self.assertGreaterEqual(summary["passed"], 49)
        self.assertEqual(summary["not_applicable"], 0)

    def served(self, *words):
        return self.run_suites("--ics", self.write("ics.yaml", ICS), "--bench", self.write("bench.yaml", BENCH), "--target",
                               SERVED_CARD, *words)

    def test_a_card_and_a_sam_behind_other_programs_compute_them(self):
        self.passed_all(self.served("--target", f"sam={SERVED_SAM}"))

    def test_without_a_provider_no_case_applies(self):
        done = self.served("--allow-empty")
        self.exits(0, done)
        self.assertEqual(self.summary(done)["passed"], 0)
        self.mentions("nothing computes session cryptograms: no target sam, no session_crypto in the bench", done)

    def test_something_that_is_no_sam_is_no_provider(self):
        done = self.served("--target", f"sam={SERVED_CARD}", "--allow-empty")
        self.exits(0, done)
        self.assertEqual(self.summary(done)["passed"], 0)
        self.mentions("the target of the role sam is of no product whose digest commands are known", done)

    def test_a_plug_in_computes_them(self):
        plugin = pathlib.Path(PROGRAM).parent / "assay_osp1_plugin.so"
        bench = self.write("plugin.yaml", f"bench: plug-in\nsession_crypto: plugin:{plugin}\n")
        done = self.run_suites("--bench", bench, "--target", "model:calypso-prime")
        self.passed_all(done)
        self.mentions("note on crypto: open stand-in OSP-1, not Calypso", done)

    def test_a_plug_in_that_is_not_there_refuses_the_run(self):
        bench = self.write("plugin.yaml", "bench: plug-in\nsession_crypto: plugin:./nowhere.so\n")
        done = self.run_suites("--bench", bench, "--target", "model:calypso-prime")
        self.exits(4, done)
        self.mentions("the plug-in './nowhere.so' cannot be loaded", done)

    def test_a_bench_names_nothing_but_a_plug_in(self):
        done = self.assay("check", self.write("bench.yaml", "bench: odd\nsession_crypto: sam\n"))
        self.exits(4, done)
        self.mentions("session_crypto is plugin:FILE.so; a SAM is given as a target of the role sam", done)


if __name__ == "__main__":
    unittest.main()
