#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Model cards and SAMs, built from profiles alone, answer the flows called reproducible byte for byte; at least as many flows and
exchanges agree as docs/calypso-transcripts.md says.

    model_answers_test.py ASSAY ROOT
"""
import pathlib
import re
import subprocess
import sys

import yaml

SPECS = str(pathlib.Path(__file__).resolve().parents[2] / "specs")
SELECTION = "00A4040009315449432E4943413100"
GENUINE = {"CAL-TR-001", "CAL-TR-002"}  # replayed as recordings: genuine_sessions_test.cpp
STATED = re.compile(r"^(\d+) flows with (\d+) exchanges agree", re.M)


def answers_of(program: str, uri: str, commands: list[str]) -> list[str]:
    """What a fresh card says to these commands."""
    run = subprocess.run([program, "send", "--specs", SPECS, uri, *commands], capture_output=True, text=True, timeout=60, check=False)
    if run.returncode != 0:
        sys.exit(f"assay send {uri} ended with {run.returncode}: {run.stderr.strip()}")
    return [line[2:].replace(" ", "") for line in run.stdout.splitlines() if line.startswith("< ")]


def expected_of(flow: dict, needs_selection: bool) -> list[tuple[str, str | None]]:
    """Commands with their answers; the selection in front of a flow has one where the flow tells it."""
    pairs = [(each["command"], each["response"]) for each in flow["exchanges"]]
    if not needs_selection or pairs[0][0] == SELECTION:
        return pairs
    card = flow.get("card", {})
    told = card["fci"] + card.get("fci_sw", "9000") if "fci" in card else None
    return [(SELECTION, told), *pairs]


def disagreements(program: str, uri: str, flow: dict, needs_selection: bool) -> list[str]:
    wanted = expected_of(flow, needs_selection)
    answers = answers_of(program, uri, [command for command, _ in wanted])
    if len(answers) != len(wanted):
        return [f"{flow['id']}: {len(wanted)} commands have {len(answers)} answers"]
    return [f"{flow['id']}: {command} is answered {answer}, not {told}"
            for (command, told), answer in zip(wanted, answers) if told is not None and answer != told]


def main(program: str, root: pathlib.Path) -> int:
    folder = root / "tests/transcripts"
    flows = {flow["id"]: flow for flow in yaml.safe_load((folder / "calypso.yaml").read_text())["transcripts"]}
    targets = yaml.safe_load((folder / "targets.yaml").read_text())["targets"]
    mistakes, tried, agreeing, exchanges = [], [], 0, 0
    for target in targets:
        uri = target.get("model") or f"model:calypso-prime?profile={folder}/profiles/{target['profile']}.yaml"
        for name in target["flows"]:
            found = disagreements(program, uri, flows[name], "profile" in target and target.get("selects", True))
            mistakes += found
            tried.append(name)
            agreeing += not found
            exchanges += 0 if found else len(flows[name]["exchanges"])
    reproducible = {name for name, flow in flows.items() if flow["class"] == "reproducible"}
    if sorted(tried) != sorted(reproducible - GENUINE):
        mistakes.append(f"the reproducible flows without a target, or otherwise: {sorted(set(tried) ^ (reproducible - GENUINE))}")
    stated = STATED.search((root / "docs/calypso-transcripts.md").read_text())
    if stated is None:
        mistakes.append("docs/calypso-transcripts.md does not say how many flows agree")
    elif agreeing < int(stated[1]) or exchanges < int(stated[2]):
        mistakes.append(f"docs/calypso-transcripts.md says {stated[0]}, it is {agreeing} with {exchanges}")
    print(*mistakes, f"{agreeing} flows with {exchanges} exchanges agree", sep="\n")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2])))
