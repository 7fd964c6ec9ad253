# SPDX-License-Identifier: Apache-2.0
"""private_pcscd parity_test.py ASSAY PART: the same suites through a real pcscd and in process.

verdicts: every case has the same verdict both ways.
removal:  the card is pulled in the middle of a run: errors, no hang, exit code 3.
loss:     pcscd dies in the middle of a run: the same.
refusal:  without a bench file nothing above `read` reaches the card.
"""
import atexit
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

ASSAY = sys.argv[1]
READER = os.environ["ASSAY_VPCD_READER"]
PORT = os.environ["ASSAY_VPCD_PORT"]
SUITES = str(pathlib.Path(__file__).resolve().parents[2] / "suites")


def assay(*words, **more):
    return subprocess.run([ASSAY, *words], capture_output=True, text=True, timeout=600, **more)


def serve(model):
    """Shows the model in the reader and waits until it can be reached."""
    server = subprocess.Popen([ASSAY, "serve", model, "--vpcd", f"127.0.0.1:{PORT}"], stderr=subprocess.DEVNULL)
    atexit.register(server.kill)  # a card left behind would keep the test's output open
    for _ in range(100):
        if assay("probe", f"pcsc:{READER}").returncode == 0:
            return server
        time.sleep(0.1)
    sys.exit("the served card does not appear in the reader")


def describe(model, folder):
    """ICS and bench of the model, with a budget that the suites' refused authentications need."""
    ics, bench = folder / "ics.yaml", folder / "bench.yaml"
    done = assay("probe", model, "--out", str(ics), "--bench", str(bench))
    if done.returncode != 0:
        sys.exit(done.stdout + done.stderr)
    text = bench.read_text().replace("failed_authentications: 5", "failed_authentications: 100")
    # A served model cannot be harmed, so that it may be asked everything, instructions of unknown effect included.
    bench.write_text(text.replace("risk: auth-failure", "risk: irreversible"))
    return ["--ics", str(ics), "--bench", str(bench), "--allow-risk", "irreversible"]


def verdicts_of(folder):
    plan, verdicts = {}, {}
    for line in (folder / "journal.jsonl").read_text().splitlines():
        record = json.loads(line)
        if record["kind"] == "plan":
            plan[record["index"]] = record
        if record["kind"] == "verdict":
            verdicts[record["index"]] = record["verdict"] + " " + record.get("reason", "")
    out = {}
    for index, planned in plan.items():
        why = planned.get("not_applicable") or planned.get("refused")
        out[planned["address"]] = "not run: " + why if why else verdicts.get(index, "no verdict")
    return out


def compare(model, folder):
    common = describe(model, folder)
    in_process = assay("run", SUITES, "--strict", "--target", model, "--out", str(folder / "model"), *common)
    server = serve(model)
    start = time.monotonic()
    over_pcsc = assay("run", SUITES, "--strict", "--target", f"pcsc:{READER}", "--out", str(folder / "pcsc"), *common)
    seconds = time.monotonic() - start
    server.terminate()
    server.wait()
    expected, got = verdicts_of(folder / "model"), verdicts_of(folder / "pcsc")
    different = [a for a in expected if expected[a] != got.get(a)]
    # What the transport cannot carry is left out by name; everything else must be equal.
    carried = [a for a in different if not got.get(a, "").startswith("not run: this transport")]
    for address in carried:
        print(f"DIFFERENT {address}\n  in process  {expected[address]}\n  over pcscd  {got.get(address)}")
    print(f"{model}: {len(expected)} cases, {len(different) - len(carried)} not carried by the reader, "
          f"{len(carried)} different, {seconds:.1f} s over pcscd")
    print(over_pcsc.stdout.splitlines()[-1] if over_pcsc.stdout else over_pcsc.stderr)
    ran = sum(not v.startswith("not run") for v in got.values())
    # Suites for other profiles do not pass on this one; the two ways must still agree.
    return not carried and ran > 0 and in_process.returncode == over_pcsc.returncode


def verdicts(folder):
    good = True
    for name, profile in (("bare", ""), ("locked", "?profile=card-locked")):
        (folder / name).mkdir()
        good = compare("model:gp" + profile, folder / name) and good
    return good


def interrupted(folder, interrupt):
    """A run during which `interrupt` is called must end by itself, with errors and exit code 3."""
    common = describe("model:gp", folder)
    server = serve("model:gp")
    journal = folder / "run" / "journal.jsonl"
    run = subprocess.Popen([ASSAY, "run", SUITES, "--target", f"pcsc:{READER}", "--out", str(folder / "run"), *common],
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    while not (journal.exists() and journal.read_text().count('"kind":"verdict"') > 5):
        if run.poll() is not None:
            sys.exit("the run ended before it could be interrupted:\n" + run.stdout.read())
        time.sleep(0.02)
    interrupt(server)
    out, _ = run.communicate(timeout=300)
    server.kill()
    summary = json.loads(out.splitlines()[-1])
    print(out.splitlines()[-1], "exit code", run.returncode)
    got = verdicts_of(folder / "run")
    return (run.returncode == 3 and summary["error"] > 0 and summary["passed"] >= 5
            and "no verdict" not in got.values())


def removal(folder):
    return interrupted(folder, lambda server: server.kill())


def loss(folder):
    return interrupted(folder, lambda server: os.kill(int(os.environ["ASSAY_PCSCD_PID"]), signal.SIGKILL))


def refusal(folder):
    ics = describe("model:gp", folder)[:2]
    server = serve("model:gp")
    done = assay("run", f"{SUITES}/gp/scp03/initialize-update.yaml", "--target", f"pcsc:{READER}",
                 "--out", str(folder / "run"), *ics)
    server.terminate()
    server.wait()
    print(done.stdout[-600:], done.stderr)
    journal = (folder / "run" / "journal.jsonl").read_text()
    return done.returncode == 4 and '"kind":"exchange"' not in journal and "the bench does not allow it" in journal


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        sys.exit(0 if globals()[sys.argv[2]](pathlib.Path(name)) else 1)
