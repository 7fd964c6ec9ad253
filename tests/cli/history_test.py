#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""assay probe --history: what two visits of a card tell a terminal's policy."""
import json
import unittest

from program import Assay

PHONE = "model:calypso-hce"


class History(Assay):
    def visit(self, uri, *words):
        return self.assay("probe", uri, "--history", self.folder / "cards.yaml", *words)

    def kinds(self, done):
        return [finding["kind"] for finding in self.summary(done)["findings"]]

    def seen(self, uri, code, *kinds):
        done = self.visit(uri, "--format", "json")
        self.exits(code, done)
        self.assertEqual(self.kinds(done), [*kinds])
        self.assertEqual(len(done.stdout.splitlines()), 1)
        return self.summary(done)

    def test_a_phone_that_stays_as_it_was_is_accepted(self):
        first = self.seen(PHONE, 0, "new-card", "validity-unknown")
        self.assertEqual((first["identity"], first["validity"], first["hce"]), ("008011223344", "1B2A", True))
        self.seen(PHONE, 0, "unchanged", "validity-unknown")

    def test_a_phone_that_was_used_goes_on_and_cannot_go_back(self):
        self.seen(PHONE, 0, "new-card", "validity-unknown")
        self.seen(f"{PHONE}?profile=used", 0, "used", "validity-unknown")
        self.seen(PHONE, 1, "rolled-back", "validity-unknown")
        self.seen(f"{PHONE}?profile=used", 0, "unchanged", "validity-unknown")

    def test_a_copy_with_other_content_is_refused(self):
        self.seen(PHONE, 0, "new-card", "validity-unknown")
        done = self.visit(f"{PHONE}?profile=cloned")
        self.exits(1, done)
        self.mentions("clone-suspected: counters and logs are as before, and another file is not", done)
        self.mentions("policy    refused", done)
        self.seen(PHONE, 0, "unchanged", "validity-unknown")

    def test_another_product_under_the_same_serial_number_is_refused(self):
        self.seen("model:calypso-prime", 0, "new-card")
        done = self.visit("model:calypso-light")
        self.exits(1, done)
        self.mentions("names or startup information of the applications are not those of before", done)

    def test_a_renewed_serial_number_is_told(self):
        self.seen(PHONE, 0, "new-card", "validity-unknown")
        done = self.visit(f"{PHONE}?profile=renewed")
        self.exits(0, done)
        self.mentions("serial-renewed: the serial number was 008011223344 before", done)
        self.seen(f"{PHONE}?profile=renewed", 0, "unchanged", "validity-unknown")

    def test_a_purse_that_went_on_and_came_back_is_refused(self):
        self.seen("model:calypso-prime?profile=sv-last", 0, "new-card")
        self.seen("model:calypso-prime", 1, "rolled-back")

    def test_the_coding_of_the_validity_is_kept_in_the_file(self):
        done = self.visit(PHONE, "--validity", "days:1997-01-01")
        self.exits(0, done)
        self.mentions("validity-expired: validity 1B2A ended on 2016-01-16", done)
        self.seen(PHONE, 0, "unchanged", "validity-expired")
        self.assertEqual(self.kinds(self.visit(PHONE, "--validity", "days:2300-01-01", "--format", "json")),
                         ["unchanged", "validity-implausible"])

    def test_the_file_holds_digests_and_one_line_for_a_card(self):
        self.visit(PHONE)
        self.visit("model:calypso-prime")
        text = (self.folder / "cards.yaml").read_text()
        self.assertEqual(text.count("\n  - {"), 2)
        for content in ("E1" * 8, "B1" * 8, "C1" * 8, "11223344' }"):
            self.assertNotIn(content, text)

    def test_a_broken_history_is_refused_where_it_is_broken(self):
        path = self.write("cards.yaml", "card_history: 1\ncards:\n  - { identity: '12', hce: true }\n")
        before = path.read_text()
        done = self.visit(PHONE)
        self.exits(4, done)
        self.mentions("FOLDER/cards.yaml:3:", done)
        self.assertEqual(path.read_text(), before)

    def test_a_wrong_coding_is_refused(self):
        done = self.visit(PHONE, "--validity", "bcd")
        self.exits(4, done)
        self.mentions("'bcd' is no coding of the validity: unknown or days:YYYY-MM-DD was wanted", done)

    def test_a_coding_wants_a_history(self):
        self.exits(4, self.assay("probe", PHONE, "--validity", "unknown"))

    def test_a_card_that_is_not_calypso_has_no_history(self):
        done = self.visit("model:gp")
        self.exits(3, done)
        self.mentions("the card is no Calypso card: --history has nothing to follow", done)
        self.assertFalse((self.folder / "cards.yaml").exists())

    def test_a_folder_that_is_not_there_is_told(self):
        done = self.assay("probe", PHONE, "--history", self.folder / "nowhere" / "cards.yaml")
        self.exits(3, done)
        self.mentions("cannot write the history 'FOLDER/nowhere/cards.yaml'", done)


if __name__ == "__main__":
    unittest.main()
