# SPDX-License-Identifier: Apache-2.0
"""suites_test.py CARD ASSAY ...: suites/iso7816 on a card by others; its failures must be those listed, no more, no fewer."""
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SUITES = HERE.parents[1] / "suites" / "iso7816"


def run(assay, card, target):
    done = subprocess.run([assay, "run", str(SUITES), "--target", target, "--ics", str(HERE / f"{card}.ics.yaml"),
                           "--bench", str(HERE / f"{card}.bench.yaml"), "--expected", str(HERE / f"{card}.expected.yaml")],
                          capture_output=True, text=True, timeout=300)
    print(done.stdout, done.stderr, sep="\n")
    summary = json.loads(done.stdout.splitlines()[-1])
    return done.returncode == 0 and summary["passed"] > 50 and summary["expected_failures"] > 0


def cacard(assay, shim, database):
    return run(assay, "cacard", f"exec:{shim} {database}")


def vicc(assay):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    card = subprocess.Popen([str(HERE / "run_vicc.sh"), str(port)], stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        return run(assay, "vicc", f"vpcd:{port}")
    finally:
        os.killpg(card.pid, signal.SIGTERM)
        card.wait()


if __name__ == "__main__":
    sys.exit(0 if globals()[sys.argv[1]](*sys.argv[2:]) else 1)
