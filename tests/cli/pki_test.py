#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""assay pki verify, explain and rules: published transactions, dialogues, cards of the model, batches, and input that is wrong."""
import json
import unittest

from program import SOURCE, Assay

ROOTS = "examples/pki/cna-roots.yaml"
PUBLISHED = json.loads((SOURCE / "specs/vectors/tools/calypso_pki_published.values").read_text())
SAMPLE, TN325 = PUBLISHED["sample"], PUBLISHED["tn325"]
DAY = ("--trust", ROOTS, "--date", "2026-01-01")


def stored(name, p, **changes):
    record = {"id": name, "serial": p["facts"]["serial"], "aid": p["facts"]["aid"], "startup": p["facts"]["startup"],
              "public_key": p["public_key"], "ca_certificates": [p["ca"]], "card_certificate": p["card"],
              "session": [{"command": c, "answer": r} for c, r in p["session"]], "signature": p["signature"]}
    record.update(changes)
    return json.dumps({k: v for k, v in record.items() if v is not None})


def trace(p):
    """The dialogue of a reader, as `assay record` writes it."""
    fci = f"6F2284{len(p['facts']['aid']) // 2:02X}{p['facts']['aid']}A516BF0C13C708{p['facts']['serial']}5307{p['facts']['startup']}"
    fci = f"6F{len(fci) // 2 - 2:02X}" + fci[4:]
    ca, card = "DF4A820180" + p["ca"], "DF4C82013C" + p["card"]
    lines = ["reset cold", "atr 3B8F8001805A0A3C2314041001000000008290008D"]
    for command, answer in [("00A4040008A000000291FF910100", fci + "9000"), *p["session"], ("008E008040", p["signature"] + "9000"),
                            ("00CADF2C00", "DF2C40" + p["public_key"] + "9000"), ("00CADF4A00", ca[:500] + "9000"),
                            ("00CADF4B00", ca[500:] + "9000"), ("00CADF4C00", card[:500] + "9000"), ("00CADF4D00", card[500:] + "9000")]:
        lines += [f"> {command}", f"< {answer}"]
    return "\n".join(lines) + "\n"


class Verify(Assay):
    def test_certificates_on_files_lead_to_the_root(self):
        done = self.assay("pki", "verify", *DAY, "--ca", SAMPLE["ca"], "--card", self.write("card.hex", "# mine\n" + SAMPLE["card"]),
                          "--serial", "00000000C3F9DAED")
        self.exits(0, done)
        self.mentions("verdict    accepted: the key of the card with the serial number 00000000C3F9DAED is certified under a trusted root; "
                      "that the card was there is not shown", done)
        self.mentions("[card-certificate.hash]", done)

    def test_certificates_are_read_as_bytes_and_as_pem_too(self):
        import base64
        raw = self.folder / "ca.bin"
        raw.write_bytes(bytes.fromhex("DF4A820180" + SAMPLE["ca"]))
        pem = self.write("card.pem", "-----BEGIN CERTIFICATE-----\n" + base64.b64encode(bytes.fromhex(SAMPLE["card"])).decode() +
                         "\n-----END CERTIFICATE-----\n")
        self.exits(0, self.assay("pki", "verify", *DAY, "--ca", raw, "--card", pem))

    def test_a_dialogue_is_verified_as_a_whole(self):
        path = self.write("sample.trace", trace(SAMPLE))
        for source in (path, f"replay:{path}"):
            done = self.assay("pki", "verify", source, *DAY, "--format", "json")
            self.exits(0, done)
            report = json.loads(done.stdout.splitlines()[-1])
            self.assertEqual(report["verdict"], "accepted")
            self.assertEqual(report["card"]["serial"], "00000000C3F9DAED")
            self.assertEqual(report["missing"], [])
            self.assertEqual({rule["outcome"] for rule in report["rules"]}, {"kept"})

    def test_a_dialogue_with_one_changed_byte_is_refused_with_the_rule(self):
        last = SAMPLE["session"][-1][1]
        path = self.write("changed.trace", trace(SAMPLE).replace(last, last[:20] + ("0" if last[20] != "0" else "1") + last[21:]))
        done = self.assay("pki", "verify", path, *DAY, "--quiet")
        self.exits(1, done)
        self.mentions("refused: session.signature: found ", done)

    def test_a_dialogue_without_certificates_is_incomplete(self):
        text = trace(SAMPLE)
        path = self.write("short.trace", text[:text.index("> 00CADF4A00")])
        done = self.assay("pki", "verify", path, *DAY, "--quiet")
        self.exits(2, done)
        self.mentions("incomplete: no card certificate: nothing says whose key signed", done)

    def test_a_folder_is_no_dialogue(self):
        done = self.assay("pki", "verify", self.folder, *DAY)
        self.exits(4, done)
        self.says("assay: error: the trace 'FOLDER' cannot be read\n", done)

    def test_a_dialogue_takes_no_transcript(self):
        done = self.assay("pki", "verify", self.write("sample.trace", trace(SAMPLE)), *DAY, "--transcript", "10")
        self.exits(4, done)
        self.says("assay: error: --transcript stands beside a dialogue, whose own session is what was hashed\n", done)

    def test_a_day_that_no_calendar_has_is_refused(self):
        done = self.assay("pki", "verify", "--trust", ROOTS, "--date", "2026-02-29", "--ca", SAMPLE["ca"])
        self.exits(4, done)
        self.says("assay: error: --date '2026-02-29' is no day: 2026-01-31 or 20260131, or none\n", done)

    def test_a_certificate_with_a_date_that_no_calendar_has_is_refused(self):
        self.exits(0, self.assay("pki", "make-root", "--out", self.folder))
        self.exits(0, self.assay("pki", "make-ca", "--out", self.folder, "--issuer", self.folder / "root", "--end", "20300230", "--allow-wrong"))
        done = self.assay("pki", "verify", "--trust", self.folder / "root.yaml", "--ca", self.folder / "ca.cert", "--quiet")
        self.exits(1, done)
        self.mentions("refused: ca-certificate.end-date-form: found 20300230, wanted YYYYMMDD, or 00000000 for none", done)
        self.exits(0, self.assay("pki", "verify", "--trust", self.folder / "root.yaml", "--ca", self.folder / "ca.cert", "--policy", "terminal"))

    def test_hex_may_begin_with_a_byte_order_mark(self):
        self.exits(0, self.assay("pki", "verify", *DAY, "--ca", self.write("ca.hex", "\ufeff" + SAMPLE["ca"] + "\r\n")))

    def test_dates_and_policy(self):
        files = ("--ca", SAMPLE["ca"], "--card", SAMPLE["card"])
        late = ("--trust", ROOTS, "--date", "20291014")
        done = self.assay("pki", "verify", *late, *files)
        self.exits(1, done)
        self.mentions("refused: card-certificate.end-date: found 2029-10-13, wanted not before 2029-10-14", done)
        self.exits(0, self.assay("pki", "verify", *late, *files, "--policy", "terminal"))
        self.exits(0, self.assay("pki", "verify", "--trust", ROOTS, "--date", "none", *files))

    def test_wrong_options_say_what_was_wanted(self):
        for words, says in ((("--date", "2026-13-01"), "--date '2026-13-01' is no day"), (("--ca", "90XX"), "--ca: 'X' at position 3"),
                            (("--ca", "no/such/file"), "--ca: there is no file 'no/such/file'"), (("--serial", "11"), "--serial has 1 bytes, 8 were wanted"),
                            (("no.trace",), "no.trace"), ((), "there is nothing to verify")):
            done = self.assay("pki", "verify", "--trust", ROOTS, *words)
            self.exits(4, done)
            self.mentions(says, done)
        done = self.assay("pki", "verify", "--trust", self.write("roots.yaml", "calypso_trust_store: x\nkeys:\n  - nam: y\n"))
        self.exits(4, done)
        self.mentions("a trust store has no 'nam' here, did you mean 'name'?", done)

    def test_certificates_of_any_length_are_refused_in_words(self):
        for size, says in ((1, "1 bytes"), (256, "RSA of 1024 bits"), (385, "385 bytes")):
            done = self.assay("pki", "verify", *DAY, "--quiet", "--ca", (SAMPLE["ca"] + "00")[:2 * size])
            self.exits(1, done)
            self.mentions("refused: ca-certificate.length: found " + ("256 bytes, which leaves 128 for a signature: " if size == 256 else "") + says, done)

    def test_a_card_of_the_model_is_verified_live(self):
        card = "model:calypso-prime?profile=pki-certified"
        done = self.assay("pki", "verify", card, "--trust", "adapters/model_calypso/test_pki/root.yaml")
        self.exits(0, done)
        self.mentions("verdict    accepted: the card with the serial number", done)
        done = self.assay("pki", "verify", card, "--trust", ROOTS, "--quiet")
        self.exits(1, done)
        self.mentions("refused: ca-certificate.issuer", done)
        done = self.assay("pki", "verify", "model:calypso-prime?profile=pki-uncertified", "--trust", ROOTS, "--quiet")
        self.exits(2, done)
        done = self.assay("pki", "verify", card + "&deviate=transcript-without-10", "--trust", "adapters/model_calypso/test_pki/root.yaml", "--quiet")
        self.exits(1, done)
        self.mentions("refused: session.signature", done)


class Batch(Assay):
    def batch(self, *lines, words=()):
        path = self.write("day.jsonl", "\n".join(lines) + "\n")
        return self.assay("pki", "verify", "--batch", path, *DAY, *words)

    def test_each_line_gets_its_verdict_in_order(self):
        lines = [stored(f"good-{i}", SAMPLE if i % 2 else TN325) for i in range(700)]
        lines[350] = stored("bad", SAMPLE, serial="00000000C3F9DAEE")
        lines[351] = "{"
        for jobs in ("1", "2", "3"):
            done = self.batch(*lines, words=("--jobs", jobs))
            self.exits(3, done)
            out = done.stdout.splitlines()
            self.assertEqual(out[0], "accepted    good-0")
            self.assertEqual(out[350], "refused     bad  card-certificate.serial: found 00000000C3F9DAED, wanted 00000000C3F9DAEE")
            self.assertTrue(self.plain(out[351]).endswith("day.jsonl:352  this is no JSON"), out[351])
            self.assertEqual(out[699], "accepted    good-699")
            self.assertTrue(out[-1].startswith("698 accepted, 1 refused, 0 incomplete, 1 unreadable; "), out[-1])

    def test_json_lines_name_the_rule(self):
        done = self.batch(stored("a", SAMPLE), stored("b", SAMPLE, signature=SAMPLE["signature"][64:] + SAMPLE["signature"][:64]),
                          stored("c", SAMPLE, signature=None), words=("--format", "json"))
        self.exits(1, done)
        out = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(out[0], {"id": "a", "verdict": "accepted"})
        self.assertEqual((out[1]["verdict"], out[1]["rule"]), ("refused", "session.signature"))
        self.assertEqual(out[2]["verdict"], "incomplete")
        self.assertEqual((out[3]["accepted"], out[3]["refused"], out[3]["incomplete"]), (1, 1, 1))

    def test_the_day_of_a_record_counts(self):
        done = self.batch(stored("then", SAMPLE, at="2029-10-13"), stored("later", SAMPLE, at="2029-10-14"))
        self.exits(1, done)
        self.assertIn("accepted    then\nrefused     later  card-certificate.end-date", done.stdout)

    def test_bad_lines_are_named_each(self):
        bad = ['[]', '{"signatur": "00"}', '{"signature": 5}', '{"session": {}}', '{"session": [5]}', '{"serial": "11"}', '{"at": "today"}',
               '{"ca_certificates": [1]}', '{"signature": "0"}', '{"signature": "xy"}', "\x80\xff", '{"id": "' + "x" * 70000 + '"}']
        done = self.batch(*bad)
        self.exits(3, done)
        out = done.stdout.splitlines()
        for i, line in enumerate(out[:len(bad)]):
            self.assertTrue(line.startswith("unreadable  ") and f"day.jsonl:{i + 1}  " in line, line)
        self.assertIn("a transaction has no 'signatur'", out[1])
        self.assertIn("more than 65536 characters", out[11])
        self.assertIn("0 accepted, 0 refused, 0 incomplete, 12 unreadable", out[-1])

    def test_a_folder_holds_lines_and_traces(self):
        self.write("day/a.jsonl", stored("a", SAMPLE) + "\n")
        self.write("day/b.trace", trace(SAMPLE))
        self.write("day/readme.txt", "not this one")
        done = self.assay("pki", "verify", "--batch", self.folder / "day", *DAY)
        self.exits(0, done)
        self.assertIn("2 accepted, 0 refused", done.stdout)

    def test_no_verdict_depends_on_what_was_verified_earlier(self):
        whole, without = stored("whole", SAMPLE), stored("without", SAMPLE, ca_certificates=None)
        for lines in ((whole, without, whole), (without, whole, without)):
            done = self.batch(*lines, words=("--jobs", "1"))
            verdicts = [line.split()[:2] for line in done.stdout.splitlines()[:3]]
            self.assertEqual(verdicts, [["accepted" if line is whole else "refused", "whole" if line is whole else "without"] for line in lines])
            self.mentions("without  card-certificate.issuer: found AID A000000291A00100024001", done)

    def test_records_without_a_ca_take_that_of_the_option(self):
        self.exits(0, self.batch(stored("without", SAMPLE, ca_certificates=None), stored("own", TN325), words=("--ca", SAMPLE["ca"])))

    def test_options_of_one_card_are_refused(self):
        for option, value in (("--card", SAMPLE["card"]), ("--serial", "00000000C3F9DAED"), ("--signature", "00"), ("--transcript", "10")):
            done = self.batch(stored("a", SAMPLE), words=(option, value))
            self.exits(4, done)
            self.says(f"assay: error: {option} is of one card, and the records of --batch bring theirs\n", done)

    def test_a_record_that_says_two_things_is_unreadable(self):
        twice = stored("a", SAMPLE).replace('"serial"', '"serial": "00000000C3F9DAEE", "serial"')
        done = self.batch(twice, stored("b", SAMPLE, transcript="10"), stored("c", SAMPLE, session=[{"command": "008A0B3B09"}]))
        self.exits(3, done)
        for line, text in enumerate(("'serial' stands here twice", "'session' and 'transcript' say the same: one is wanted",
                                     "an exchange of 'session' has no 'answer'")):
            self.assertIn(text, done.stdout.splitlines()[line])

    def test_a_name_stays_on_its_line(self):
        done = self.batch(stored("one\naccepted    two\x1b[2J", SAMPLE))
        self.exits(0, done)
        self.assertEqual(done.stdout.splitlines()[0], "accepted    one\\x0Aaccepted    two\\x1B[2J")

    def test_what_cannot_be_read_in_a_folder_is_told(self):
        import os
        self.write("day/a.jsonl", stored("a", SAMPLE) + "\n")
        (self.folder / "day/b.jsonl").mkdir()
        (self.folder / "day/c.trace").symlink_to("nowhere")
        os.mkfifo(self.folder / "day/d.json")
        done = self.assay("pki", "verify", "--batch", self.folder / "day", *DAY)
        self.exits(3, done)
        for line in ("day/b.jsonl  this is no file", "day/c.trace  it leads nowhere", "day/d.json  this is no file", "1 accepted, 0 refused, 0 incomplete, 3 unreadable"):
            self.mentions(line, done)

    def test_nothing_to_verify_is_refused(self):
        empty = self.write("empty.jsonl", "\n\n")
        done = self.assay("pki", "verify", "--batch", empty, *DAY)
        self.exits(4, done)
        self.says("assay: error: no record in 'FOLDER/empty.jsonl'\n", done)
        self.exits(4, self.assay("pki", "verify", "--batch", "no/such/file", *DAY))


class Explain(Assay):
    def test_every_field_of_a_ca_certificate_is_printed(self):
        done = self.assay("pki", "explain", SAMPLE["ca"])
        self.exits(0, done)
        for text in ("CA certificate\n", "AID A000000291A00100024001, serial number 00000000AEC8E0EA, key 00000000", "09 (cards: may, CAs: shall not)",
                     "01 (test)", "2024-02-22", "the signature stays closed: its issuer is not among --trust and --ca"):
            self.mentions(text, done)

    def test_what_the_signature_hides_is_printed_when_the_issuer_is_known(self):
        done = self.assay("pki", "explain", SAMPLE["card"], "--trust", ROOTS, "--ca", SAMPLE["ca"], "--format", "json")
        self.exits(0, done)
        fields = {field["name"]: field for field in json.loads(done.stdout)["fields"] if field["inside_signature"]}
        self.assertEqual(fields["public key"]["hex"], SAMPLE["public_key"])
        self.assertEqual(fields["end date"]["says"], "2029-10-13")
        self.assertEqual(fields["card information"]["hex"], "1B3F3B02141001")

    def test_what_is_no_certificate_is_told(self):
        done = self.assay("pki", "explain", "9001")
        self.exits(4, done)
        self.mentions("ca-certificate.length: found 2 bytes, wanted 384 bytes", done)
        self.exits(4, self.assay("pki", "explain", "zz"))
        self.exits(1, self.assay("pki", "explain", "91" + SAMPLE["ca"][2:]))

    def test_rules_are_listed_by_their_names(self):
        done = self.assay("pki", "rules")
        self.exits(0, done)
        self.mentions("card-certificate.serial", done)
        done = self.assay("pki", "rules", "--format", "json")
        names = [rule["rule"] for rule in json.loads(done.stdout)]
        self.assertEqual(len(names), len(set(names)))
        self.assertGreater(len(names), 55)


if __name__ == "__main__":
    unittest.main()
