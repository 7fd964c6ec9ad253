#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""assay pki verify on recordings as readers and sniffers make them: the published session of a genuine card, cut anew; and explain of a trace."""
import json
import unittest

from pki_test import DAY, SAMPLE, stored
from program import Assay

SELECT, FCI = "00A4040008A000000291FF910100", "6F228408A000000291FF9101A516BF0C13C70800000000C3F9DAED53071B3F3B021410019000"
(OPEN, OPENED), (READ_1, RECORD_1), (READ_2, RECORD_2) = SAMPLE["session"]
CLOSE, SIGNED = "008E008040", SAMPLE["signature"] + "9000"
CA, CARD = "DF4A820180" + SAMPLE["ca"], "DF4C82013C" + SAMPLE["card"]
KEYS = [("00CADF2C00", "DF2C40" + SAMPLE["public_key"] + "9000"), ("00CADF4A00", CA[:500] + "9000"), ("00CADF4B00", CA[500:] + "9000"),
        ("00CADF4C00", CARD[:500] + "9000"), ("00CADF4D00", CARD[500:] + "9000")]
SESSION = [(OPEN, OPENED), (READ_1, RECORD_1), (READ_2, RECORD_2), (CLOSE, SIGNED)]
PLAIN = [(SELECT, FCI), *SESSION, *KEYS]
# T=0: no Le beside Lc, '61xx' and GET RESPONSE, '6Cxx' and the command again.
SESSION_T0 = [(OPEN[:28], "613B"), ("00C000003B", OPENED), ("00B201F400", "6C1D"), (READ_1, RECORD_1), (READ_2, "611D"), ("00C000001D", RECORD_2)]
CLOSE_T0 = [("008E008000", "6C40"), (CLOSE, SIGNED)]
T0 = [(SELECT[:-2], "6124"), ("00C0000024", FCI), *SESSION_T0, *CLOSE_T0,
      *[pair for c, r in KEYS for pair in ((c, f"6C{len(r) // 2 - 2:02X}"), (c[:-2] + f"{len(r) // 2 - 2:02X}", r))]]


def trace(exchanges):
    """Two lines an exchange; an answer that begins with `!` is none."""
    return "".join(f"> {c}\n{r if r.startswith('!') else '< ' + r}\n" for c, r in exchanges)


def spaced(text, between):
    """Hex in pairs."""
    return between.join(text[i:i + 2] for i in range(0, len(text), 2))


class Recordings(Assay):
    def verify(self, text, *words, name="gate.trace"):
        path = self.folder / name
        path.write_bytes(text.encode())
        return self.assay("pki", "verify", path, *DAY, *words)

    def verdict(self, code, says, exchanges, *words):
        done = self.verify(trace(exchanges), *words, "--quiet")
        self.exits(code, done)
        self.assertEqual(self.plain(done.stdout), says + "\n")

    ACCEPTED = "accepted: the card with the serial number 00000000C3F9DAED signed this session, and its key is certified under a trusted root"

    def test_a_contact_reader_has_the_same_signature(self):
        self.verdict(0, self.ACCEPTED, T0)
        done = self.verify(trace(T0))
        self.mentions("session.transcript]\n             found   3 exchanges, 154 bytes, SHA-256 ", done)
        self.mentions("  exchange 1 at line 5 (008A0B3B0900CCCCCCCCCCCCCCCC) is joined from 2 exchanges with GET RESPONSE\n"
                      "  exchange 2 at line 9 (00B201F400) was refused with '6C1D': left out of what the card signed\n"
                      "  exchange 4 at line 13 (00B2014C1D) is joined from 2 exchanges with GET RESPONSE\n", done)
        report = json.loads(self.verify(trace(T0), "--format", "json").stdout)
        self.assertEqual(self.plain(report["session"]), "FOLDER/gate.trace:5 to 19")
        self.assertEqual(len(report["on_the_line"]), 3)

    def test_a_changed_byte_behind_get_response_is_refused_with_its_place(self):
        changed = [(c, "FF" + r[2:] if c == "00C000001D" else r) for c, r in T0]
        done = self.verify(trace(changed), "--quiet")
        self.exits(1, done)
        self.assertTrue(self.plain(done.stdout).startswith("refused: session.signature: found E5D67C43"), done.stdout)
        self.assertTrue(self.plain(done.stdout).endswith("; session FOLDER/gate.trace:5 to 19\n"), done.stdout)

    def test_refused_le_may_be_told(self):
        self.verdict(0, self.ACCEPTED, T0, "--refused-le", "left-out")
        done = self.verify(trace(T0), "--refused-le", "hashed")
        self.exits(1, done)
        self.mentions("exchange 2 at line 9 (00B201F400) was refused with '6C1D': part of what the card signed", done)
        self.exits(0, self.verify(trace(PLAIN), "--refused-le", "hashed"))
        self.assertNotEqual(self.verify(trace(PLAIN), "--refused-le", "both").returncode, 0)

    def test_an_answer_that_was_not_fetched_is_named(self):
        cut = [pair for pair in T0 if pair[0] != "00C000001D"]
        self.verdict(2, "incomplete: no whole session: exchange 4 at line 13 (00B2014C1D) ends in '611D', and no GET RESPONSE follows that fetches the 29 "
                        "bytes which the card signed", cut)

    def test_other_applications_and_earlier_sessions_are_passed_over(self):
        other = [("00A4040007A000000151000000", "6F0984070A0000015100009000"), ("80CADF4A00", "6A88"), ("00CADF2C00", "DF2C009000")]
        aborted = [(SELECT, FCI), (OPEN, OPENED), (READ_1, RECORD_1), ("008E000000", "9000")]
        after = [("00B2000000", "6B00"), *KEYS, *other]
        self.verdict(0, self.ACCEPTED, [*other, *aborted, (SELECT, FCI), *SESSION, *after])
        self.verdict(0, self.ACCEPTED, [*other, (SELECT, FCI), *KEYS, *SESSION, *other])
        done = self.verify(trace([*other, *aborted, *SESSION, *after]))
        self.mentions("Recording\n  FOLDER/gate.trace:9: the session that is opened here has no signature: it is aborted at line 13, a close answered with 64 "
                      "bytes was wanted\n", done)

    def test_every_spelling_of_bytes_and_lines_is_read(self):
        lines = trace(PLAIN).splitlines()
        for text in (trace(PLAIN).lower(), trace(PLAIN).replace("\n", "\r\n"), "\ufeff" + trace(PLAIN),
                     "# from the gate\n" + trace(PLAIN).replace("9000\n", "9000   # done\n"),
                     "".join(f"{line[:2]}{spaced(line[2:], ' ')}\n\n" for line in lines),
                     "".join(f"{line[:2]}{spaced(line[2:], ':')}\n" for line in lines),
                     "".join(f"[2026-01-31T10:11:{i:02}.123Z] {line}\n" for i, line in enumerate(lines)),
                     "".join(f"2026-01-31 10:11:{i:02},123 {line}\n" for i, line in enumerate(lines)),
                     "".join(f"{i:08} {'APDU:' if line[0] == '>' else 'SW:'} {spaced(line[2:], ' ')} \n" for i, line in enumerate(lines))):
            done = self.verify(text, "--quiet")
            self.exits(0, done)
            self.assertEqual(done.stdout, self.ACCEPTED + "\n")

    def test_the_log_of_pcscd_lacks_lost_answers(self):
        log = "".join(f"00000012 APDU: {spaced(c, ' ')} \n" + ("" if r.startswith("!") else f"00004711 SW: {spaced(r, ' ')} \n")
                      for c, r in [*T0[:5], (READ_1, "!"), *T0[5:]])
        done = self.verify(log, name="pcscd.log")
        self.exits(0, done)
        self.mentions("exchange 3 at line 11 (00B201F41D) has no answer: left out, as if it had not arrived", done)

    def test_a_session_that_is_cut_off_is_named(self):
        self.verdict(2, "incomplete: no session with its signature: nothing says that the card was there; FOLDER/gate.trace:13: the session that is opened "
                        "here has no signature: the recording ends at line 17, a close answered with 64 bytes was wanted",
                     [(SELECT, FCI), *KEYS, *SESSION[:3]])
        done = self.verify("> " + SELECT + "\n< " + FCI + "\n> " + OPEN + "\n", "--quiet")
        self.exits(4, done)
        self.mentions("FOLDER/gate.trace:3:1: the file ends before the answer to this line: '< HEX' wanted", done)
        done = self.verify(trace([(SELECT, FCI), *SESSION[:2]]), "--quiet")
        self.exits(4, done)
        self.mentions("FOLDER/gate.trace:3: the session that is opened here has no signature: the recording ends at line 5", done)

    def test_a_reset_ends_a_session(self):
        text = trace([(SELECT, FCI), *SESSION[:2]]) + "reset cold\natr 3B00\n" + trace([*SESSION[2:], (SELECT, FCI), *KEYS])
        done = self.verify(text, "--quiet")
        self.exits(2, done)
        self.assertIn("FOLDER/gate.trace:3: the session that is opened here has no signature: the card is reset at line 7", self.plain(done.stdout))
        self.assertIn("FOLDER/gate.trace:11: a session is closed here whose opening is not in the recording", self.plain(done.stdout))

    def test_all_sessions_of_a_recording_are_verified(self):
        self.verdict(0, "accepted: 2 sessions, each signed by a card whose key is certified under a trusted root", [*PLAIN, *SESSION])
        forged = [(c, "00" + r[2:] if c == READ_2 else r) for c, r in SESSION]
        for exchanges, which in (([(SELECT, FCI), *forged, *SESSION, *KEYS], "session 1 of 2, FOLDER/gate.trace:3 to 9"),
                                 ([*PLAIN, *T0, *forged], "session 3 of 3, FOLDER/gate.trace:61 to 67")):
            done = self.verify(trace(exchanges), "--quiet")
            self.exits(1, done)
            self.assertTrue(done.stdout.startswith("refused: session.signature: "), done.stdout)
            self.assertTrue(self.plain(done.stdout).endswith(f"; {which}\n"), done.stdout)
        done = self.verify(trace([*PLAIN, *forged]))
        self.mentions("\nSession 2 of 2, FOLDER/gate.trace:21 to 27\n", done)
        report = json.loads(self.verify(trace([*PLAIN, *forged]), "--format", "json").stdout)
        self.assertEqual(report["verdict"], "refused")
        self.assertEqual([one["verdict"] for one in report["sessions"]], ["accepted", "refused"])
        self.assertEqual(report["sessions"][0]["card"]["serial"], "00000000C3F9DAED")

    def test_a_lost_answer_is_told(self):
        lost = [(SELECT, FCI), SESSION[0], (READ_1, "! timeout no answer"), *SESSION[1:], *KEYS]
        self.verdict(0, self.ACCEPTED, lost)
        self.mentions("exchange 2 at line 5 (00B201F41D) has no answer: left out, as if it had not arrived", self.verify(trace(lost)))
        self.verdict(2, "incomplete: no session with its signature: nothing says that the card was there; FOLDER/gate.trace:19: this close has no answer, the "
                        "signature of the card was wanted; FOLDER/gate.trace:13: the session that is opened here has no signature: the recording ends at "
                        "line 19, a close answered with 64 bytes was wanted", [(SELECT, FCI), *KEYS, *SESSION[:3], (CLOSE, "! timeout no answer")])

    def test_batches_read_them_too(self):
        (self.folder / "day").mkdir()
        self.write("day/t0.trace", trace(T0))
        session = [{"command": c, "answer": r} for c, r in SESSION_T0]
        self.write("day/stored.jsonl", stored("t0", SAMPLE, session=session) + "\n" + stored("cut", SAMPLE, session=session[:-1]) + "\n")
        done = self.assay("pki", "verify", "--batch", self.folder / "day", *DAY)
        self.exits(2, done)
        self.assertIn("accepted    t0\n", done.stdout)
        self.assertIn("accepted    FOLDER/day/t0.trace\n", self.plain(done.stdout))
        self.assertIn("incomplete  cut  no whole session: exchange 4 (00B2014C1D) ends in '611D'", done.stdout)
        done = self.assay("pki", "verify", "--batch", self.folder / "day", *DAY, "--refused-le", "hashed")
        self.exits(1, done)
        self.assertIn("refused     t0  session.signature", done.stdout)


class OverT0(Assay):
    """The suite of the genuine recording, which speaks as an application does, over the same session by contacts."""
    RUN = ("run", "tests/transcripts/recordings/genuine-card.yaml", "--ics", "tests/transcripts/recordings/genuine-card.ics.yaml",
           "--bench", "tests/transcripts/recordings/genuine-card.bench.yaml")
    LINE = [(OPEN[:28], "613B"), ("00C000003B", OPENED), (READ_1, RECORD_1), (READ_2, "611D"), ("00C000001D", RECORD_2), (CLOSE, SIGNED),
            ("00CADF2C00", "6C43"), ("00CADF2C43", KEYS[0][1]), *KEYS[1:]]

    def test_a_suite_runs_on_a_recording_by_contacts(self):
        path = self.write("gate.trace", trace(self.LINE))
        done = self.assay(*self.RUN, "--target", f"t0:replay:{path}")
        self.exits(0, done)
        self.assertEqual(self.summary(done)["failed"], 0)
        self.assertNotEqual(self.assay(*self.RUN, "--target", f"replay:{path}").returncode, 0)
        for source in (path, f"replay:{path}", f"t0:replay:{path}"):
            done = self.assay("pki", "verify", source, *DAY)
            self.exits(0, done)
            self.mentions(f"Calypso PKI: the dialogue {self.plain(str(source))}\n", done)

    def test_t0_stands_before_a_line_to_a_card(self):
        for uri, says in (("t0:model:gp", "'t0:model:gp': t0: stands before pcsc:, vpcd:, exec: or replay:"), ("t0:", "'' is not a target"),
                          ("t0:t0:replay:x", "'t0:t0:replay:x': t0: stands before pcsc:, vpcd:, exec: or replay:"),
                          ("t0:replay:", "'t0:replay:' names nothing after the colon")):
            done = self.assay("send", uri, "00A40400")
            self.exits(4, done)
            self.mentions(says, done)

    def test_commands_are_sent_as_t0_has_them(self):
        path = self.write("gate.trace", trace([("00A4040002AABB", "6102"), ("00C0000002", "CCDD9000")]))
        done = self.assay("send", f"t0:replay:{path}", "00A4040002AABB00")
        self.exits(0, done)
        self.mentions("< CC DD 90 00", done)


class Explain(Assay):
    def test_a_trace_is_decoded_exchange_by_exchange(self):
        path = self.write("gate.trace", "reset cold\natr 3B8F8001805A0A3C2314041001000000008290008D\n" + trace(T0[2:6]) +
                          trace([("00B2014400", "! timeout no answer"), ("00B2014401", "611D")]))
        for word in (path, f"replay:{path}"):
            done = self.assay("explain", word)
            self.exits(0, done)
            out = self.plain(done.stdout)
            self.assertTrue(out.startswith("FOLDER/gate.trace:1\nreset cold\natr 3B 8F"), out)
            self.assertIn("FOLDER/gate.trace:3\n> 00 8A 0B 3B 09 00 CC CC CC CC CC CC CC CC\n< 61 3B\n> 00 C0 00 00 3B\n< 08 A0", out)
            self.assertIn("  one exchange:\n> 00 8A 0B 3B 09 00 CC CC CC CC CC CC CC CC\n< 08 A0", out)
            self.assertIn("FOLDER/gate.trace:7\n> 00 B2 01 F4 00\n< 6C 1D\n> 00 B2 01 F4 1D\n< 00 00", out)
            self.assertIn("the session is open (Calypso 2.3)", out)
            self.assertIn("! timeout no answer\n    READ RECORDS", out)
            self.assertIn("    the rest of the answer, after '611D', was not fetched\n", out)

    def test_what_is_no_trace_is_refused(self):
        done = self.assay("explain", self.write("gate.trace", "> 00A4\n"))
        self.exits(4, done)
        self.mentions("FOLDER/gate.trace:1:1: the file ends before the answer to this line", done)
        done = self.assay("explain", "replay:no.trace")
        self.exits(4, done)
        self.mentions("there is no trace 'no.trace' that can be read", done)
        done = self.assay("explain", "--as", "tlv", self.write("gate.trace", trace(PLAIN)))
        self.exits(4, done)
        self.mentions("--as 'tlv' is for bytes, 'FOLDER/gate.trace' is a trace", done)


if __name__ == "__main__":
    unittest.main()
