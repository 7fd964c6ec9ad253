#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The recorded Calypso flows are all there and all classified, their exchanges are well formed, what is said of a class
holds as far as it can be computed, and the table of docs/calypso-transcripts.md says the same as the file."""
import pathlib
import re
import sys

import yaml

CLASSES = {"reproducible", "placeholder", "contradictory", "unordered", "unmodelled"}
REALISM = {"captured", "specification-example", "stub-table", "unit-test"}
FLOWS, EXCHANGES = 139, 562
# Instructions whose answers need a MAC, a signature, a cryptogram or chance: card, then SAM.
CHANCE = {"card": {0x8A, 0x84, 0x7C, 0x8E}, "sam": {0x84, 0x8E, 0x88, 0x12, 0x1C, 0x16, 0x54, 0x56, 0x5C}}


def well_formed(command: bytes) -> bool:
    """A short APDU of one of the four cases (ISO/IEC 7816-4, 5.2)."""
    if len(command) < 4 or len(command) <= 5:
        return len(command) >= 4
    return len(command) in (5 + command[4], 6 + command[4]) and command[4] != 0


def mistakes_of(flow: dict) -> list[str]:
    out = []
    if flow["class"] not in CLASSES or flow["realism"] not in REALISM or len(flow["because"]) < 10:
        out.append("has no class, realism or reason that is known")
    for number, exchange in enumerate(flow["exchanges"], 1):
        command, response = bytes.fromhex(exchange["command"]), bytes.fromhex(exchange["response"])
        if exchange["to"] not in ("card", "sam") or not well_formed(command) or len(response) < 2:
            out.append(f"exchange {number} is not well formed")
        genuine = flow["realism"] in ("captured", "specification-example")
        needs_chance = command[1] in CHANCE[exchange["to"]] and len(response) > 2
        if flow["class"] == "reproducible" and needs_chance and not genuine:
            out.append(f"exchange {number} has an answer of chance, and the flow is called reproducible")
    return out


def mistakes_of_table(table: str, flows: list[dict]) -> list[str]:
    rows = dict(re.findall(r"^\| (CAL-TR-\d+) \|.*?\| (\w+) \|[^|]*\|$", table, re.M))
    out = [f"{flow['id']}: the table says {rows.get(flow['id'])}, the file {flow['class']}"
           for flow in flows if rows.get(flow["id"]) != flow["class"]]
    for name, count in re.findall(r"^\| (reproducible|placeholder|contradictory|unordered|unmodelled) \| (\d+) \|", table, re.M):
        if int(count) != sum(flow["class"] == name for flow in flows):
            out.append(f"the table counts {count} flows as {name}")
    return out


def main(root: pathlib.Path) -> int:
    document = yaml.safe_load((root / "tests/transcripts/calypso.yaml").read_text())
    flows = document["transcripts"]
    mistakes = [f"{flow['id']}: {each}" for flow in flows for each in mistakes_of(flow)]
    wanted = [f"CAL-TR-{number:03}" for number in range(1, FLOWS + 1)]
    if [flow["id"] for flow in flows] != wanted:
        mistakes.append(f"the flows are not CAL-TR-001 to {wanted[-1]}, each once")
    if (count := sum(len(flow["exchanges"]) for flow in flows)) != EXCHANGES:
        mistakes.append(f"{count} exchanges, {EXCHANGES} were collected")
    mistakes += mistakes_of_table((root / "docs/calypso-transcripts.md").read_text(), flows)
    for each in mistakes:
        print(each)
    print(f"{len(flows)} flows, {len(mistakes)} mistakes")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
