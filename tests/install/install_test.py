#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""install_test.py CMAKE BUILD_FOLDER COMPILER: installs the build elsewhere and uses it from there, as a stranger would."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

CMAKE, BUILD, COMPILER = sys.argv[1:]
PROJECT = pathlib.Path(__file__).resolve().parent / "project"


def run(*words, **more):
    environment = {key: value for key, value in os.environ.items() if key not in ("ASSAY_HOME", "CMAKE_PREFIX_PATH")}
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, env=environment, check=False, **more)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, words))}\nended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


with tempfile.TemporaryDirectory(prefix="assay-install-") as name:
    folder = pathlib.Path(name)
    prefix, build = folder / "prefix", folder / "build"
    run(CMAKE, "--install", BUILD, "--prefix", prefix)
    fixtures = [path.name for path in prefix.rglob("*fixture*")]
    if fixtures:
        sys.exit(f"headers of tests were installed: {fixtures}")

    run(CMAKE, "-S", PROJECT, "-B", build, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}", f"-DCMAKE_CXX_COMPILER={COMPILER}")
    run(CMAKE, "--build", build)
    told = run(build / "stranger")
    if told != "6A82: file or application not found\n2 bytes of history, T=1\n":
        sys.exit(f"the stranger's program says {told!r}")

    summary = json.loads(run(prefix / "bin/assay", "run", "iso7816/select", "--quiet", cwd=folder).splitlines()[-1])
    if summary["passed"] == 0 or summary["failed"] != 0:
        sys.exit(f"the installed program runs its installed suites with {summary}")
    print(f"installed; a stranger's program builds; {summary['passed']} cases pass from there")
