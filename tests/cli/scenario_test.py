#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Bad input and bad cards: each scenario of scenarios.py against its approved exit code and messages.

    scenario_test.py NAME...             compare; the scenario fails on any difference
    scenario_test.py --update [NAME...]  rewrite approved/NAME.txt; the diff is then reviewed
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

from program import HERE, PROGRAM, SOURCE
from scenarios import SCENARIOS

KEPT_LINES = 60


def run(name):
    scenario = SCENARIOS[name]
    folder = tempfile.mkdtemp(prefix="assay-cli-")
    try:
        if scenario.prepare:
            scenario.prepare(folder)
        words = [word.replace("FOLDER", folder) for word in scenario.words]
        environment = {key: value.replace("FOLDER", folder) for key, value in scenario.environment.items()}
        done = subprocess.run([PROGRAM, *words], cwd=SOURCE, stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                              env={**os.environ, "NO_COLOR": "1", **environment})
        return describe(scenario, done, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def describe(scenario, done, folder):
    """What a user sees, without what differs from run to run: the fresh folder, the build, the time."""
    text = f"$ assay {' '.join(scenario.words)}\nexit code {done.returncode}\n"
    for title, stream in (("stdout", done.stdout), ("stderr", done.stderr)):
        lines = stream.decode("utf-8", "backslashreplace").replace(folder, "FOLDER").splitlines()
        lines = [re.sub(r"\b[0-9]+\.[0-9]+ ?m?s\b", "N s", line.rstrip()) for line in lines]
        lines = [re.sub(r'"seconds":[0-9.e-]+', '"seconds":N', line) for line in lines]
        lines = [line if len(line) < 400 else line[:400] + " .." for line in lines]
        if lines:
            text += f"{title}:\n" + "".join(f"  {line}".rstrip() + "\n" for line in lines[:KEPT_LINES])
    return text


def main(words):
    update = words[:1] == ["--update"]
    names = (words[1:] if update else words) or sorted(SCENARIOS)
    failed = 0
    for name in names:
        approved = HERE / "approved" / f"{name}.txt"
        got = run(name)
        if update:
            approved.parent.mkdir(exist_ok=True)
            approved.write_text(got)
            continue
        wanted = approved.read_text() if approved.exists() else "(nothing approved yet)\n"
        code = SCENARIOS[name].code
        if f"\nexit code {code}\n" not in got:
            print(f"FAIL {name}: exit code {code} wanted")
        if got != wanted or f"\nexit code {code}\n" not in got:
            print(f"FAIL {name}\n--- approved\n{wanted}--- got\n{got}")
            failed += 1
    if not update:
        print(f"{len(names) - failed} scenarios as approved, {failed} not")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
