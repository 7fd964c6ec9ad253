# SPDX-License-Identifier: Apache-2.0
"""The assay program as a test sees it: arguments in; exit code, stdout and stderr out."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
PROGRAM = os.environ.get("ASSAY_PROGRAM", str(SOURCE / "build/release/assay"))
CARD = f"exec:{sys.executable} tests/cli/card.py"


class Assay(unittest.TestCase):
    """Runs in the source folder, so that paths in messages are the same everywhere; own files go to a fresh folder."""

    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="assay-cli-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def assay(self, *words, timeout=60, environment=None):
        done = subprocess.run(
            [PROGRAM, *map(str, words)],
            cwd=SOURCE,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            env={**os.environ, "NO_COLOR": "1", **(environment or {})},
        )
        self.assertGreaterEqual(done.returncode, 0, f"ended by signal {-done.returncode}\n{done.stderr}")
        return done

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def plain(self, text):
        """The text without what differs from run to run: the fresh folder."""
        return text.replace(str(self.folder), "FOLDER")

    def exits(self, code, done):
        self.assertEqual(done.returncode, code, f"\nstdout:\n{done.stdout}\nstderr:\n{done.stderr}")

    def says(self, text, done):
        """The exact text of stderr."""
        self.assertEqual(self.plain(done.stderr), text)

    def mentions(self, text, done):
        self.assertIn(text, self.plain(done.stdout + done.stderr))

    def summary(self, done):
        """The JSON summary: the last line of stdout."""
        return json.loads(done.stdout.splitlines()[-1])


def suite(*cases, given="", name="plain"):
    """The text of a suite; a case is (id, steps as YAML at six spaces)."""
    text = f"suite: test/{name}\ntitle: A suite of the command line's tests\nsource: ISO/IEC 7816-4\n{given}\ncases:\n"
    for identifier, steps in cases:
        text += f"  - id: {identifier}\n    title: One purpose\n    steps:\n{steps}"
    return text


def step(apdu, expected):
    return f"      - apdu: '{apdu}'\n        expect: {{ sw: '{expected}' }}\n"
