#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the program promises as a whole: exit codes and their order, the summary line, reports, and resuming after kill -9."""
import json
import re
import shlex
import signal
import subprocess
import time
import unittest
import xml.etree.ElementTree as xml

from program import CARD, PROGRAM, SOURCE, Assay

SUITES = "tests/cli/suites"
DEVIATION = "get-data-unknown-tag-empty"


class ExitCodes(Assay):
    def run_suites(self, *names, target=None):
        files = [f"{SUITES}/{name}.yaml" for name in names]
        return self.assay("run", *files, *(["--target", target] if target else []))

    def test_0_when_all_cases_pass(self):
        self.exits(0, self.run_suites("pass"))

    def test_1_when_a_case_fails(self):
        self.exits(1, self.run_suites("pass", "fail"))

    def test_2_when_something_is_inconclusive(self):
        self.exits(2, self.run_suites("pass", "inconclusive"))

    def test_3_when_the_target_is_lost(self):
        self.exits(3, self.run_suites("card-ends", target=CARD))

    def test_4_when_nothing_was_executed(self):
        self.exits(4, self.run_suites("not-applicable"))

    def test_4_when_no_case_carries_the_tag_and_says_so(self):
        done = self.assay("run", f"{SUITES}/pass.yaml", "--tag", "nowhere")
        self.exits(4, done)
        self.says("assay: no case carries the tag 'nowhere'\n", done)
        self.exits(0, self.assay("run", f"{SUITES}/pass.yaml", "--tag", "nowhere", "--allow-empty"))

    def test_a_failure_outweighs_an_inconclusive_case(self):
        self.exits(1, self.run_suites("inconclusive", "fail"))

    def test_an_error_outweighs_a_failure(self):
        self.exits(3, self.run_suites("card-one-byte", "card-ends", target=CARD))

    def test_a_mistake_in_one_suite_refuses_the_whole_run(self):
        done = self.assay("run", f"{SUITES}/pass.yaml", "tests/cli/bad/unknown_key.yaml")
        self.exits(4, done)
        self.assertNotIn("PASS", done.stdout)

    def test_probe_tells_in_json_what_it_tells_in_words(self):
        done = self.assay("probe", "model:calypso-prime", "--format", "json")
        self.exits(0, done)
        seen = json.loads(done.stdout)
        words = self.assay("probe", "model:calypso-prime").stdout
        self.assertEqual(("calypso:0000000011223344", "open stand-in OSP-1, not Calypso"), (seen["identity"], seen["label"]))
        self.assertEqual([line[10:] for line in words.splitlines() if line.startswith("files ")], seen["files"])

    def expected_failures(self, case, because="known to this test"):
        return self.write("expected.yaml", f"expected_failures:\n  - case: '{case}'\n    verdict: fail\n    because: {because}\n")

    def test_an_expected_failure_is_no_failure(self):
        file = self.expected_failures("test/fail/*")
        done = self.assay("run", f"{SUITES}/fail.yaml", f"{SUITES}/pass.yaml", "--expected", file, "--format", "json")
        self.exits(0, done)
        self.assertEqual((1, 0), tuple(self.summary(done)[key] for key in ("expected_failures", "failed")))

    def test_an_expected_failure_that_passes_is_a_failure(self):
        self.exits(1, self.assay("run", f"{SUITES}/pass.yaml", "--expected", self.expected_failures("test/pass/*")))

    def test_version_and_help_are_good(self):
        for words in (["--version"], ["--help"], ["run", "--help"]):
            done = self.assay(*words)
            self.exits(0, done)
            self.assertTrue(done.stdout)
            self.assertEqual("", done.stderr)


class Output(Assay):
    def test_the_json_summary_is_one_line_and_the_last_on_stdout(self):
        done = self.assay("run", f"{SUITES}/pass.yaml", f"{SUITES}/fail.yaml", f"{SUITES}/not-applicable.yaml", "--format", "json")
        summary = self.summary(done)
        seconds = summary.pop("seconds")
        self.assertGreaterEqual(seconds, 0)
        self.assertEqual({"passed": 1, "failed": 1, "inconclusive": 0, "error": 0, "not_applicable": 1, "expected_failures": 0,
                          "written": 3, "steps": 2, "apdus": 2}, summary)

    def test_instances_are_counted_apart_from_written_cases(self):
        done = self.assay("run", f"{SUITES}/slow.yaml", "--target", CARD, "--format", "json")
        summary = self.summary(done)
        self.assertEqual((80, 2, 2, 162, 162), tuple(summary[key] for key in ("passed", "failed", "written", "steps", "apdus")))

    def test_a_failure_shows_what_a_lab_needs_on_one_screen(self):
        done = self.assay("run", f"{SUITES}/fail.yaml")
        for text in ("test/fail/wrong-expectation", "A name that no application has is found", "tests/cli/suites/fail.yaml:",
                     "00 A4 04 00 05", "6A 82", "expected", "received", "6A82", "assay run"):
            self.assertIn(text, done.stdout)
        self.assertLess(len(done.stdout.splitlines()), 25)

    def test_the_command_in_a_failure_runs_just_that_case(self):
        done = self.assay("run", "suites/gp/get-data", "--target", "model:gp?deviate=" + DEVIATION)
        line = next(line for line in done.stdout.splitlines() if "assay run" in line)
        words = shlex.split(line[line.index("assay run") + len("assay "):])
        again = self.assay(*words, "--format", "json")
        self.exits(1, again)
        self.assertEqual((0, 1), tuple(self.summary(again)[key] for key in ("passed", "failed")))

    def test_the_session_on_the_first_page_is_what_happens(self):
        session = (SOURCE / "README.md").read_text().split("```\n")[1].splitlines()
        words = shlex.split(session[0].removeprefix("$ build/release/assay "))
        without_times = lambda line: re.sub(r'"seconds":[0-9.e-]+|[0-9]+\.[0-9]{2} s', "..", line)
        self.assertEqual([without_times(line) for line in session[1:]],
                         [without_times(line) for line in self.assay(*words).stdout.splitlines()])

    def test_junit_goes_to_the_named_file(self):
        file = self.folder / "results.xml"
        done = self.assay("run", f"{SUITES}/pass.yaml", f"{SUITES}/fail.yaml", f"{SUITES}/inconclusive.yaml",
                          f"{SUITES}/not-applicable.yaml", "--report", f"junit={file}")
        self.exits(1, done)
        kinds = {case.get("name").split("/")[-1]: [child.tag for child in case] for case in xml.parse(file).iter("testcase")}
        flat = {name: (set(tags) & {"failure", "error", "skipped"}) for name, tags in kinds.items()}
        self.assertEqual({"select-nothing": set(), "wrong-expectation": {"failure"}, "surprise-in-the-preamble": {"error"},
                          "elsewhere": {"skipped"}}, flat)

    def test_all_reports_go_to_the_folder_and_can_be_made_again(self):
        out = self.folder / "run"
        self.assay("run", f"{SUITES}/pass.yaml", f"{SUITES}/fail.yaml", "--out", out, "--report", "junit", "--report", "html",
                   "--report", "json")
        names = sorted(path.name for path in out.iterdir())
        self.assertIn("journal.jsonl", names)
        self.assertGreaterEqual(len(names), 4)
        first = {path.name: path.read_bytes() for path in out.iterdir()}
        for path in out.iterdir():
            if path.name != "journal.jsonl":
                path.unlink()
        self.exits(0, self.assay("report", out, "--report", "junit", "--report", "html", "--report", "json"))
        self.assertEqual(first, {path.name: path.read_bytes() for path in out.iterdir()})

    def test_the_html_report_is_one_file_that_needs_no_script_and_no_network(self):
        out = self.folder / "run"
        self.assay("run", f"{SUITES}/fail.yaml", "--out", out, "--report", "html")
        text = next(out.glob("*.html")).read_text()
        self.assertIn("wrong-expectation", text)
        for forbidden in ('src="http', 'href="http', "@import", "<script src"):
            self.assertNotIn(forbidden, text)

    def test_output_that_cannot_be_written_is_an_error_and_the_journal_is_whole(self):
        out = self.folder / "run"
        for words in (["explain", "9000"], ["list", "suites/gp"], ["run", f"{SUITES}/pass.yaml", "--out", str(out)]):
            with self.subTest(words=words), open("/dev/full", "w") as full:
                done = subprocess.run([PROGRAM, *words], cwd=SOURCE, stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE,
                                      text=True, timeout=60, check=False)
                self.assertEqual((3, "assay: error: standard output could not be written to its end: No space left on device\n"),
                                 (done.returncode, done.stderr))
        self.assertEqual("summary", json.loads((out / "journal.jsonl").read_text().splitlines()[-1])["kind"])

    def test_a_reader_that_closes_its_end_is_no_crash(self):
        with subprocess.Popen([PROGRAM, "list", "suites/gp"], cwd=SOURCE, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True) as listing:
            listing.stdout.close()
            self.assertEqual("", listing.stderr.read())
        self.assertEqual(3, listing.returncode)

    def test_several_jobs_tell_the_same_in_the_same_order(self):
        def told(jobs, *more):
            out = self.folder / f"jobs-{jobs}-{len(more)}"
            done = self.assay("run", "suites/gp/scp03", "suites/calypso/session", "--jobs", jobs, "--out", out, *more)
            lines = [json.loads(line) for line in (out / "journal.jsonl").read_text().splitlines()[1:]]
            times = ("utc", "monotonic_ns", "duration_ns", "seconds", "own_time_us")
            return done.returncode, [{k: v for k, v in line.items() if k not in times} for line in lines]

        in_turn = told(1)
        self.assertEqual(0, in_turn[0])
        self.assertEqual(in_turn, told(3))
        deviant = ("--target", f"model:gp?deviate={DEVIATION}", "--fail-fast", "--allow-empty")
        self.assertEqual(told(1, *deviant), told(3, *deviant))

    def test_the_same_seed_gives_the_same_bytes(self):
        def exchanges(seed):
            out = self.folder / f"run-{seed}-{time.monotonic_ns()}"
            self.assay("run", "suites/gp/scp03", "--target", "model:gp", "--seed", seed, "--out", out)
            lines = [json.loads(line) for line in (out / "journal.jsonl").read_text().splitlines()]
            return [(line.get("command"), line.get("response")) for line in lines if "command" in line]

        first = exchanges(5)
        self.assertGreater(len(first), 20)
        self.assertEqual(first, exchanges(5))
        self.assertNotEqual(first, exchanges(6))


class Resume(Assay):
    WORDS = ["run", f"{SUITES}/slow.yaml", "--target", f"{CARD} --slow"]

    def verdicts(self, folder):
        """Address to verdict, from a journal; a case that stands there twice is a mistake."""
        plan, out = {}, {}
        for line in (folder / "journal.jsonl").read_text().splitlines():
            record = json.loads(line)
            if record["kind"] == "plan":
                plan[record["index"]] = record["address"]
            if record["kind"] == "verdict":
                self.assertNotIn(record["index"], out)
                out[record["index"]] = record["verdict"]
        return plan, out

    def uninterrupted(self):
        folder = self.folder / "whole"
        self.exits(1, self.assay(*self.WORDS, "--out", folder))
        return self.verdicts(folder)

    def kill_after(self, verdicts, words=None):
        """Kills the run as soon as its journal holds so many verdicts: by content, for a busy machine has no right moment."""
        folder = self.folder / f"killed-{verdicts}"
        journal = folder / "journal.jsonl"
        with subprocess.Popen([PROGRAM, *(words or self.WORDS), "--out", str(folder)], cwd=SOURCE, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            while run.poll() is None and not (journal.exists() and journal.read_bytes().count(b'"kind":"verdict"') >= verdicts):
                time.sleep(0.005)
            run.send_signal(signal.SIGKILL)
        self.assertEqual(-signal.SIGKILL, run.returncode)
        return folder

    def test_a_killed_run_is_completed_and_equals_an_uninterrupted_one(self):
        whole = self.uninterrupted()
        self.assertEqual(82, len(whole[1]))
        for verdicts in (1, 20, 60):
            with self.subTest(killed_after=verdicts):
                folder = self.kill_after(verdicts)
                before = (folder / "journal.jsonl").read_bytes()
                finished = before[:before.rfind(b"\n") + 1]
                done = self.assay("run", "--resume", folder, "--format", "json")
                self.exits(1, done)
                self.assertTrue((folder / "journal.jsonl").read_bytes().startswith(finished[:1000]))
                self.assertEqual(whole, self.verdicts(folder))
                summary = self.summary(done)
                self.assertEqual((80, 2), (summary["passed"], summary["failed"]))

    def test_a_killed_run_with_several_jobs_is_completed_too(self):
        words = ["run", "suites/gp/scp11", "--jobs", "3"]
        whole = self.folder / "side-by-side"
        self.exits(0, self.assay(*words, "--out", whole))
        folder = self.kill_after(20, words)
        self.exits(0, self.assay("run", "--resume", folder))
        self.assertEqual(self.verdicts(whole), self.verdicts(folder))

    def test_no_finished_verdict_is_lost(self):
        folder = self.kill_after(30)
        text = (folder / "journal.jsonl").read_text()
        complete = text[:text.rfind("\n") + 1]
        before = [json.loads(line) for line in complete.splitlines()]
        kept = [(r["index"], r["verdict"]) for r in before if r["kind"] == "verdict"]
        self.assertGreater(len(kept), 3)
        self.exits(1, self.assay("run", "--resume", folder))
        after = self.verdicts(folder)[1]
        self.assertEqual(kept, [(index, after[index]) for index, _ in kept])

    def test_a_torn_last_line_is_dropped_and_its_case_run_again(self):
        folder = self.folder / "torn"
        self.assay(*self.WORDS, "--out", folder)
        whole = self.verdicts(folder)
        journal = folder / "journal.jsonl"
        content = journal.read_bytes()
        for cut in (len(content) // 2, len(content) - 3, content.index(b"\n") + 40):
            with self.subTest(cut=cut):
                journal.write_bytes(content[:cut])
                done = self.assay("run", "--resume", folder)
                if done.returncode == 4:  # the plan itself was cut: refused in words, nothing destroyed
                    self.assertIn("journal", done.stderr)
                    self.assertEqual(content[:cut], journal.read_bytes())
                    continue
                self.exits(1, done)
                self.assertEqual(whole, self.verdicts(folder))

    def test_a_target_with_quotes_is_resumed_as_it_was(self):
        quoted = ["run", f"{SUITES}/slow.yaml", "--target", "exec:sh -c 'exec /usr/bin/python3 tests/cli/card.py --slow'"]
        folder = self.kill_after(5, words=quoted)
        done = self.assay("run", "--resume", folder, "--format", "json")
        self.exits(1, done)
        self.assertEqual((80, 2), (self.summary(done)["passed"], self.summary(done)["failed"]))

    def test_options_that_the_journal_answers_are_not_taken(self):
        folder = self.kill_after(3)
        done = self.assay("run", "--resume", folder, "--target", "model:gp")
        self.exits(4, done)
        self.says("assay: error: --resume takes --target from the journal; leave it out, or name the suites and all options again\n",
                  done)

    def test_a_finished_run_has_nothing_to_resume(self):
        folder = self.folder / "done"
        self.assay("run", f"{SUITES}/pass.yaml", "--out", folder)
        before = self.verdicts(folder)
        done = self.assay("run", "--resume", folder)
        self.exits(4, done)
        self.says("assay: error: the run in 'FOLDER/done' came to its end; there is nothing to resume\n", done)
        self.assertEqual(before, self.verdicts(folder))

    def test_changed_suites_are_refused(self):
        suite = self.write("own.yaml", (SOURCE / SUITES / "slow.yaml").read_text())
        folder = self.kill_after(10, words=["run", str(suite), "--target", f"{CARD} --slow"])
        suite.write_text(suite.read_text().replace("9000", "6A82"))
        done = self.assay("run", "--resume", folder)
        self.exits(4, done)
        self.assertIn("own.yaml", done.stderr)


if __name__ == "__main__":
    unittest.main()
