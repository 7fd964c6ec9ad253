#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each mistake of a public-key card's model is found by the verifier, which knows nothing of it, under the rule that the mistake breaks."""
import re
import unittest

from program import Assay

ROOT = "adapters/model_calypso/test_pki/root.yaml"

# Mistake, and every rule that is broken. A CA certificate that does not hold leaves the card certificate without issuer besides.
BROKEN = """
ca-certificate-of-type-91          ca-certificate.type
ca-certificate-of-version-2        ca-certificate.version
ca-signature-ends-with-cc          ca-certificate.trailer
ca-signature-begins-with-02        ca-certificate.marker
ca-signature-of-other-hash         ca-certificate.hash
ca-signature-of-itself             ca-certificate.trailer
ca-forbids-card-certificates       card-certificate.issuer-rights
ca-rights-reserved                 ca-certificate.rights-form
ca-scope-02                        ca-certificate.scope-form
ca-aid-of-4-bytes                  ca-certificate.aid-size
ca-aid-of-17-bytes                 ca-certificate.aid-size
ca-aid-behind-ff                   ca-certificate.aid-padding
ca-of-unknown-issuer               ca-certificate.issuer
ca-ends-before-start               ca-certificate.date-order ca-certificate.end-date
ca-starts-in-month-13              ca-certificate.start-date-form
ca-starts-in-2099                  ca-certificate.start-date
ca-ended                           ca-certificate.end-date
ca-reserved-bytes-set              ca-certificate.reserved
ca-mode-02                         ca-certificate.reserved
ca-of-other-application            card-certificate.issuer-aid
ca-prefix-without-truncation       card-certificate.issuer-aid
card-certificate-of-type-90        card-certificate.type
card-certificate-of-version-2      card-certificate.version
card-certificate-of-other-issuer   card-certificate.issuer
card-certificate-of-other-aid      card-certificate.aid
card-certificate-of-other-serial   card-certificate.serial
card-signature-ends-with-cc        card-certificate.trailer
card-signature-begins-with-02      card-certificate.marker
card-signature-of-other-hash       card-certificate.hash
card-signature-of-root             card-certificate.trailer
ca-certificate-of-other-key        card-certificate.trailer
card-info-of-other-type            card-certificate.startup
card-info-of-6-bytes               card-certificate.startup
card-certificate-of-other-key      card-certificate.public-key
card-certificate-key-y-first       card-certificate.public-key card-certificate.key
card-certificate-ends-before-start card-certificate.date-order card-certificate.end-date
card-certificate-date-in-binary    card-certificate.start-date-form
card-certificate-starts-in-2099    card-certificate.start-date
card-certificate-ended             card-certificate.end-date
card-aid-padded-with-ff            card-certificate.aid-padding
card-aid-of-16-bytes               card-certificate.aid
card-certificate-rights-01         card-certificate.rights
card-reserved-bytes-set            card-certificate.reserved
card-rest-of-key-set               card-certificate.reserved
signature-over-sha1                session.signature
signature-hashed-twice             session.signature
signature-of-other-key             session.signature
transcript-begins-with-00          session.signature
transcript-with-long-lengths       session.signature
transcript-opening-with-le         session.signature
transcript-without-opening-answer  session.signature
transcript-with-selection          session.signature
pki-opening-name-padded            session.aid
card-object-length-wrong           card-certificate.wrapper
ca-object-length-wrong             ca-certificate.wrapper
card-certificate-truncated         card-certificate.length
ca-certificate-truncated           ca-certificate.length
certificate-parts-swapped          ca-certificate.length card-certificate.length
public-key-with-04                 public-key.wrapper
public-key-compressed              public-key.wrapper
public-key-y-first                 public-key.point
"""

CONSEQUENCE = "card-certificate.issuer"


class Deviations(Assay):
    def broken(self, profile, deviation=""):
        aid = "A000000291FF9101" + ("000001" if profile == "pki-limited" else "")
        done = self.assay("pki", "verify", f"model:calypso-prime?profile={profile}&deviate={deviation}", "--aid", aid, "--trust", ROOT,
                          "--date", "2026-06-01")
        rules = re.findall(r"^ *broken .*\[([a-z.-]+)\]$", done.stdout, re.MULTILINE)
        self.exits(1 if rules else 0, done)
        return rules

    def test_the_cards_themselves_are_accepted(self):
        for profile in ("pki-certified", "pki-regular", "pki-limited"):
            self.assertEqual(self.broken(profile), [], profile)

    def test_each_mistake_breaks_its_rule(self):
        for line in BROKEN.strip().splitlines():
            deviation, *rules = line.split()
            profile = "pki-limited" if deviation == "ca-prefix-without-truncation" else "pki-certified"
            with self.subTest(deviation):
                found = [rule for rule in self.broken(profile, deviation) if rule in rules or rule != CONSEQUENCE]
                self.assertEqual(found, rules)


if __name__ == "__main__":
    unittest.main()
