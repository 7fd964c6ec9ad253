#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The two genuine flows replay as a run, every exchange of them: the traces hold what was recorded, the suites pass on them with all exchanges
used, and a trace with one byte changed, or one exchange missing or moved, does not pass.

    recordings_test.py ASSAY ROOT
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import yaml

RECORDINGS = {"genuine-card": "CAL-TR-001", "worked-example": "CAL-TR-002"}


class Recording:
    def __init__(self, program: str, root: pathlib.Path, name: str):
        self.folder = root / "tests/transcripts/recordings"
        self.program, self.root, self.name = program, root, name
        lines = [line for line in (self.folder / f"{name}.trace").read_text().splitlines() if not line.startswith("#")]
        self.exchanges = [(question[2:].replace(" ", ""), answer[2:].replace(" ", ""))
                          for question, answer in zip(lines[::2], lines[1::2], strict=True)]

    def replay(self, exchanges: list[tuple[str, str]]) -> tuple[int, int]:
        """Exit code and exchanges of a run over a trace of these."""
        with tempfile.NamedTemporaryFile("w", suffix=".trace") as trace:
            trace.write("".join(f"> {question}\n< {answer}\n" for question, answer in exchanges))
            trace.flush()
            run = subprocess.run([self.program, "run", str(self.folder / f"{self.name}.yaml"), "--target", f"replay:{trace.name}", *self.options()],
                                 cwd=self.root, env={**os.environ, "ASSAY_HOME": str(self.root)}, capture_output=True, text=True, timeout=60, check=False)
        return run.returncode, json.loads(run.stdout.splitlines()[-1])["apdus"] if run.stdout else 0

    def options(self) -> list[str]:
        return [word for kind in ("ics", "bench") for word in ("--" + kind, str(self.folder / f"{self.name}.{kind}.yaml"))
                if (self.folder / f"{self.name}.{kind}.yaml").exists()]


def changed(exchanges: list, number: int, byte: int) -> list:
    question, answer = exchanges[number]
    wrong = bytearray(bytes.fromhex(answer))
    wrong[byte] ^= 0x01
    return [*exchanges[:number], (question, wrong.hex()), *exchanges[number + 1:]]


def mistakes_of(recording: Recording, flow: dict) -> list[str]:
    told, good, out = [(each["command"], each["response"]) for each in flow["exchanges"]], recording.exchanges, []
    if good != told:
        out.append(f"{recording.name}: the trace is not the flow {flow['id']}")
    if recording.replay(good) != (0, len(good)):
        out.append(f"{recording.name}: a replay ends with {recording.replay(good)}, wanted are 0 and {len(good)} exchanges")
    for number, (_, answer) in enumerate(good):
        for place in {0, len(answer) // 4, len(answer) // 2 - 1}:
            if recording.replay(changed(good, number, place))[0] != 1:
                out.append(f"{recording.name}: byte {place} of answer {number + 1} may be anything")
        if recording.replay(good[:number] + good[number + 1:])[0] == 0:
            out.append(f"{recording.name}: exchange {number + 1} may be missing")
    if recording.replay([good[1], good[0], *good[2:]])[0] == 0:
        out.append(f"{recording.name}: the order of exchanges may be any")
    return out


def main(program: str, root: pathlib.Path) -> int:
    flows = {flow["id"]: flow for flow in yaml.safe_load((root / "tests/transcripts/calypso.yaml").read_text())["transcripts"]}
    mistakes = [each for name, flow in RECORDINGS.items() for each in mistakes_of(Recording(program, root, name), flows[flow])]
    print(*mistakes, f"{len(RECORDINGS)} recordings, {len(mistakes)} mistakes", sep="\n")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2])))
