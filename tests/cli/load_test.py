#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Many simultaneous sales: what a run tells, when it fails, and what it refuses."""
import json
import re
import signal
import socket
import subprocess
import threading
import time
import unittest

from program import PROGRAM, SOURCE, Assay

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

    def test_a_comparison_of_few_judges_no_memory(self):
        done = self.assay("load", "--hsm", "model:sam", "--compare", "2,4", "--transactions", "80", "--rounds", "1", "--quiet")
        self.mentions("memory        not judged: 2 sessions more, at least 100 are wanted for that", done)

    def test_options_that_would_change_nothing_or_are_no_numbers_are_refused(self):
        for words, text in ((("--blocking", "1 %"), "--blocking is of --size, which is not asked for"),
                            (("--wait", "1 s"), "--wait is of --size, which is not asked for"),
                            (("--rounds", "2"), "--rounds requires --compare"),
                            (("--compare", "50,4"), "--compare: few against many, so 4,50"),
                            (("--seed", "-1"), "--seed: '-1' is no number from 0 to 18446744073709551615"),
                            (("--seed", "18446744073709551616"), "'18446744073709551616' is no number from 0 to")):
            done = self.load("--hsm", "model:sam", "--sessions", "2", *words)
            self.exits(4, done)
            self.mentions(text, done)

    def test_an_interrupted_comparison_is_no_verdict(self):
        words = [PROGRAM, "load", "--quiet", "--hsm", "model:sam", "--compare", "2,4", "--transactions", "100000000"]
        run = subprocess.Popen(words, cwd=SOURCE, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        time.sleep(1.5)
        run.send_signal(signal.SIGINT)
        out, _ = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 2, out)
        self.assertIn("comparison    none: stopped before a round was over", out)

    def test_a_load_that_no_simulation_can_fill_is_refused(self):
        done = self.load("--size", "--hsm", "model:sam", "--arrivals", "1000000000")
        self.exits(4, done)
        self.mentions("Erlang are more than 50000, for which 100000 simulated sales are enough", done)

    def test_a_folder_is_no_bench(self):
        done = self.load("--bench", self.folder)
        self.exits(4, done)
        self.mentions("'FOLDER' is a folder; a file was wanted", done)

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

    def test_an_hsm_that_counts_wrongly_fails_the_run(self):
        for deviation, words in (("counters-per-channel", "uses of key 27/79"), ("exchanges-not-counted", "audit has 0 exchanges"),
                                 ("given-up-count-as-open", "channels are held at the end")):
            done = self.load("--sessions", "10", "--kill-clients", "30 %", "--hsm", f"model:hsm?deviate={deviation}")
            self.exits(1, done)
            self.assertIn(words, self.summary(done)["first_findings"][0]["what"])
            self.assertIsNone(self.summary(done)["first_findings"][0]["session"])

    def test_killed_clients_leave_no_channel_and_no_wrong_counter(self):
        for notice in ((), ("--kill-notice", "exponential 1 s")):
            done = self.load("--sessions", "30", "--kill-clients", "30 %", *notice)
            self.exits(0, done)
            summary = self.summary(done)
            self.assertGreater(summary["errors"]["client_killed"], 30)
            self.assertEqual(summary["findings"], 0)
            self.assertTrue(summary["channels_checked"] and summary["counters_checked"])

    def test_one_sale_more_than_channels_is_turned_away(self):
        done = self.load("--sessions", "101", "--transactions", "101", "--hsm", "model:hsm?channels=100",
                         "--network-delay", "10 s")
        self.exits(0, done)
        summary = self.summary(done)
        self.assertEqual((summary["made"], summary["errors"]["no_channel_free"], summary["channels_at_once"]), (100, 1, 100))


class Served(Assay):
    """An HSM that other programs reach, or that is not what it should be."""

    def load(self, port, *words, timeout=150):
        return self.assay("load", "--format", "json", "--quiet", "--hsm", f"hsm-tcp:127.0.0.1:{port}", "--network-delay",
                          "exponential 5 ms", *words, timeout=timeout)

    def served(self):
        server = subprocess.Popen([PROGRAM, "serve", "model:hsm", "--hsm-tcp", "127.0.0.1:0"], cwd=SOURCE,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(server.stderr.close)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        return server, int(re.search(r"port (\d+)", server.stderr.readline()).group(1))

    def losing_an_opening(self, port):
        """The way to a served HSM that loses the answer to the fifth OPEN CHANNEL, and the connection with it."""
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        openings = []

        def carry(client):
            with client, socket.create_connection(("127.0.0.1", port)) as hsm:
                while question := client.recv(4096):  # a client waits for each answer
                    hsm.sendall(question)
                    answer = hsm.recv(4096)
                    if question[4] == 0x03:
                        openings.append(question)
                        if len(openings) == 5:
                            return
                    client.sendall(answer)

        def accept():
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=carry, args=(client,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        return listener.getsockname()[1]

    def test_an_opening_whose_answer_is_lost_is_no_finding(self):
        _, port = self.served()
        done = self.load(self.losing_an_opening(port), "--sessions", "4", "--transactions", "20")
        self.exits(3, done)
        summary = self.summary(done)
        self.assertEqual((summary["begun"], summary["made"], summary["errors"]["hsm_gone"]), (20, 19, 1))
        self.assertEqual((summary["findings"], summary["channels_checked"]), (0, True), summary["first_findings"])

    def test_several_programs_share_it(self):
        _, port = self.served()
        words = ["load", "--format", "json", "--quiet", "--hsm", f"hsm-tcp:127.0.0.1:{port}", "--sessions", "20", "--shared-hsm",
                 "--kill-clients", "20 %", "--network-delay", "exponential 5 ms"]
        clients = [subprocess.Popen([PROGRAM, *words, "--seed", str(seed)], cwd=SOURCE, stdin=subprocess.DEVNULL,
                                    stdout=subprocess.PIPE, text=True) for seed in (1, 2)]
        for client in clients:
            out, _ = client.communicate(timeout=150)
            self.assertEqual(client.returncode, 0, out)
        alone = self.load(port, "--sessions", "5")  # exact again: nobody holds a channel, and all that is counted is its own
        self.exits(0, alone)
        self.assertEqual(self.summary(alone)["time"], "real")

    def test_killed_clients_leave_no_channel_and_no_wrong_counter(self):
        _, port = self.served()
        done = self.load(port, "--sessions", "20", "--kill-clients", "40 %")
        self.exits(0, done)
        self.assertGreater(self.summary(done)["errors"]["client_killed"], 20)
        self.assertEqual(self.summary(done)["findings"], 0)

    def test_an_hsm_that_dies_ends_sales_with_words(self):
        server, port = self.served()
        threading.Timer(3, server.kill).start()
        done = self.load(port, "--sessions", "10", "--transactions", "100000", "--hsm-timeout", "1 s", "--think-time", "100 ms",
                         "--attempts", "1", timeout=400)
        self.exits(3, done)
        summary = self.summary(done)
        self.assertGreater(summary["errors"]["hsm_gone"], 0)
        self.assertTrue(summary["why_stopped"].startswith("none of the latest "))

    def hostile(self, behave):
        listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.addCleanup(listener.close)
        held = []

        def accept():
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                held.append(client)
                behave(client)

        threading.Thread(target=accept, daemon=True).start()
        self.addCleanup(lambda: [client.close() for client in held])
        return listener.getsockname()[1]

    def refused(self, behave, words):
        started = time.monotonic()
        done = self.load(self.hostile(behave), "--sessions", "5", "--hsm-timeout", "300 ms")
        self.exits(3, done)
        self.mentions(words, done)
        self.assertLess(time.monotonic() - started, 20)

    def test_an_hsm_that_never_answers_is_not_waited_for(self):
        self.refused(lambda client: None, "the served HSM gives no answer within 300 ms")

    def test_an_hsm_that_hangs_up_is_named(self):
        self.refused(lambda client: client.close(), "the served HSM closed the connection")

    def test_an_hsm_that_talks_nonsense_is_named(self):
        self.refused(lambda client: client.send(b"\xff" * 64), "the served HSM answers what is no frame")


if __name__ == "__main__":
    unittest.main()
