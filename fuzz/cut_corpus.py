#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Cuts seeds for fuzz/corpus/iso7816_apdu from the raw commands of the suites: one for each instruction and APDU case.

    fuzz/cut_corpus.py          writes what is missing and lists it; existing seeds are never touched
"""
import hashlib
import pathlib
import re

TOP = pathlib.Path(__file__).resolve().parent.parent
CORPUS = TOP / "fuzz/corpus/iso7816_apdu"


def commands():
    """The bytes of every `apdu:` of the suites that is constant: no $name, repetitions written out."""
    for file in sorted((TOP / "suites").rglob("*.yaml")):
        for text in re.findall(r"\bapdu: '([0-9A-Fa-f* ]+)'", file.read_text()):
            digits = re.sub(r"([0-9A-Fa-f]{2})\*([0-9]+)", lambda m: m.group(1) * int(m.group(2)), text).replace(" ", "")
            if re.fullmatch(r"([0-9A-Fa-f]{2})+", digits):
                yield bytes.fromhex(digits)


def shape(command):
    """What makes a seed worth keeping: instruction, high digit of the class, and the form of the body."""
    body = command[4:]
    form = "none" if not body else "le" if len(body) == 1 else "extended" if body[0] == 0 else (
        "data" if len(body) == 1 + body[0] else "data_le" if len(body) == 2 + body[0] else "wrong_length")
    return (command[0] >> 4, command[1] if len(command) > 1 else None, len(command) < 4, form)


def main():
    CORPUS.mkdir(parents=True, exist_ok=True)
    seeds = {}
    for command in commands():
        seeds.setdefault(shape(command), command)
    present = {file.read_bytes() for file in CORPUS.iterdir()}
    for command in seeds.values():
        if command in present:
            continue
        file = CORPUS / f"suite_{hashlib.sha256(command).hexdigest()[:12]}"
        file.write_bytes(command)
        print(file.relative_to(TOP), command[:16].hex().upper())


if __name__ == "__main__":
    main()
