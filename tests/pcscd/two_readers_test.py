# SPDX-License-Identifier: Apache-2.0
"""private_pcscd two_readers_test.py ASSAY: a Calypso card in one reader and its SAM in the other, through a real pcscd.

Every case of suites/calypso has the verdict that it has in process. Both models are served with a control connection, so that each
case starts from the same card, and power can be cut inside a command; everything else goes through the readers.
"""
import atexit
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

ASSAY = sys.argv[1]
NODES = sys.argv[2:] or [str(pathlib.Path(__file__).resolve().parents[2] / "suites" / "calypso")]
SLOTS = {"card": (os.environ["ASSAY_VPCD_READER"], os.environ["ASSAY_VPCD_PORT"]),
         "sam": (os.environ["ASSAY_VPCD_READER_2"], os.environ["ASSAY_VPCD_PORT_2"])}


def assay(*words):
    return subprocess.run([ASSAY, *words], capture_output=True, text=True, timeout=600)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(role, model):
    """Shows the model in the reader of its role; returns the target that reaches it."""
    reader, port = SLOTS[role]
    control = free_port()
    server = subprocess.Popen([ASSAY, "serve", model, "--vpcd", f"127.0.0.1:{port}", "--control", str(control)],
                              stderr=subprocess.DEVNULL)
    atexit.register(server.kill)
    for _ in range(100):
        if assay("probe", f"pcsc:{reader}").returncode == 0:
            return server, f"pcsc:{reader}?control=127.0.0.1:{control}"
        time.sleep(0.1)
    sys.exit(f"the served {role} does not appear in its reader")


def describe(model, folder):
    """ICS and bench of the model."""
    ics, bench = folder / "ics.yaml", folder / "bench.yaml"
    done = assay("probe", model, "--out", str(ics), "--bench", str(bench))
    if done.returncode != 0:
        sys.exit(done.stdout + done.stderr)
    return ["--ics", str(ics), "--bench", str(bench)]


def verdicts_of(folder):
    plan, verdicts = {}, {}
    for line in (folder / "journal.jsonl").read_text().splitlines():
        record = json.loads(line)
        if record["kind"] == "plan":
            plan[record["index"]] = record
        if record["kind"] == "verdict":
            verdicts[record["index"]] = record["verdict"] + " " + record.get("reason", "")
    return {planned["address"]: planned.get("not_applicable") or planned.get("refused") or verdicts.get(index, "no verdict")
            for index, planned in plan.items()}


def main(folder, card="model:calypso-prime", sam="model:sam"):
    common = describe(card, folder)
    in_process = assay("run", *NODES, "--strict", "--target", f"card={card}", "--target", f"sam={sam}",
                       "--out", str(folder / "model"), *common)
    (card_server, card_target), (sam_server, sam_target) = serve("card", card), serve("sam", sam)
    start = time.monotonic()
    through = assay("run", *NODES, "--strict", "--target", f"card={card_target}", "--target", f"sam={sam_target}",
                    "--out", str(folder / "pcsc"), *common)
    seconds = time.monotonic() - start
    for server in card_server, sam_server:
        server.terminate()
        server.wait()
    if not (folder / "pcsc" / "journal.jsonl").exists():
        sys.exit(through.stdout + through.stderr)
    expected, got = verdicts_of(folder / "model"), verdicts_of(folder / "pcsc")
    different = [address for address in expected if expected[address] != got.get(address)]
    # What the transport cannot carry is left out by name; everything else must be equal.
    carried = [address for address in different if not got.get(address, "").startswith("this transport")]
    for address in carried[:40]:
        print(f"DIFFERENT {address}\n  in process  {expected[address]}\n  over pcscd  {got.get(address)}")
    print(f"{len(expected)} cases, {len(different) - len(carried)} not carried by the readers, {len(carried)} different, "
          f"{seconds:.1f} s over pcscd")
    print(through.stdout.splitlines()[-1] if through.stdout else through.stderr)
    passed = sum(verdict.startswith("pass") for verdict in got.values())
    return not carried and passed > 0 and in_process.returncode == through.returncode


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        sys.exit(0 if main(pathlib.Path(name)) else 1)
