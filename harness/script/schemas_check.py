#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every YAML file of the repository that has a published schema is valid under it, as an editor would see it;
and files that are wrong are not, so that an empty schema cannot pass."""
import json
import pathlib
import sys

import jsonschema
import yaml

KINDS = [
    ("suites/procedures/*.yaml", "procedures"),
    ("suites/**/*.yaml", "suite"),
    ("specs/**/commands*.yaml", "commands"),
    ("specs/**/*-commands.yaml", "commands"),
    ("specs/ics.yaml", "ics-names"),
    ("specs/ixit.yaml", "ixit-names"),
    ("specs/exceptions.yaml", "exceptions"),
    ("specs/**/terminal-deviations.yaml", "terminal-deviations"),
    ("adapters/model_profiles/testkit/*.yaml", "calypso-profile"),
    ("tests/transcripts/profiles/*.yaml", "calypso-profile"),
]

PROFILE = """calypso_profile: a
product: prime
serial: '0000000011223344'
applications:
  - { aid: '315449432E494341', lid: '2000', startup: '0A3F2002141001', kif: '212730', kvc: '797979',
      files: [{ sfi: '07', lid: '2001', type: linear, size: 29, read: always, update: session 1 }] }
"""

RIGHT = [("calypso-profile", PROFILE)]

WRONG = [
    ("suite", "unknown key", "suite: a\ntitel: b\nsource: c\ncases: []\n"),
    ("suite", "unquoted status word", "suite: a\ntitle: b\nsource: c\ncases:\n"
     "  - { id: x, title: t, steps: [{ apdu: '00 A4 04 00', expect: { sw: 9000 } }] }\n"),
    ("suite", "step without a verb", "suite: a\ntitle: b\nsource: c\ncases:\n"
     "  - { id: x, title: t, steps: [{ tag: '00' }] }\n"),
    ("suite", "channel 20", "suite: a\ntitle: b\nsource: c\ncases:\n"
     "  - { id: x, title: t, steps: [{ send: GET DATA, channel: 20 }] }\n"),
    ("bench", "unknown risk", "bench: a\nsafety: { allow: [{ identity: x, risk: harmless }] }\n"),
    ("calypso-profile", "no application", "calypso_profile: a\nproduct: prime\nserial: '0000000011223344'\n"),
    ("calypso-profile", "unknown product", PROFILE.replace("prime", "classic")),
    ("calypso-profile", "unquoted serial number", PROFILE.replace("'0000000011223344'", "1122334400000000")),
    ("calypso-profile", "unknown condition", PROFILE.replace("session 1", "session 4")),
    ("calypso-profile", "unknown kind of file", PROFILE.replace("linear", "ring")),
    ("calypso-profile", "unknown key", PROFILE.replace("aid:", "name: x, aid:")),
    ("expected-failures", "no reason", "expected_failures: [{ case: a, verdict: fail }]\n"),
]


def main(root: pathlib.Path) -> int:
    validators = {}
    for path in sorted((root / "specs/schemas").glob("*.schema.json")):
        schema = json.loads(path.read_text())
        jsonschema.Draft7Validator.check_schema(schema)
        validators[path.name.removesuffix(".schema.json")] = jsonschema.Draft7Validator(schema)

    mistakes, seen = 0, set()
    for pattern, kind in KINDS:
        for path in sorted(root.glob(pattern)):
            if path in seen or "vectors" in path.parts:
                continue
            seen.add(path)
            if kind == "suite" and "suite" not in (document := yaml.safe_load(path.read_text())):
                kind_here = "expected-failures" if "expected_failures" in document else "ics"
            else:
                kind_here = kind
            for error in validators[kind_here].iter_errors(yaml.safe_load(path.read_text())):
                mistakes += 1
                print(f"{path.relative_to(root)}: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")
    for kind, what, text in WRONG:
        if validators[kind].is_valid(yaml.safe_load(text)):
            mistakes += 1
            print(f"schema '{kind}' lets this through: {what}")
    for kind, text in RIGHT:
        for error in validators[kind].iter_errors(yaml.safe_load(text)):
            mistakes += 1
            print(f"schema '{kind}': {error.message[:200]}")
    print(f"{len(seen)} files against {len(validators)} schemas, {mistakes} mistakes")
    return 1 if mistakes or not seen else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
