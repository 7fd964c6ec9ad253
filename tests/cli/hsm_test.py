#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""HSMs as targets: the model, a library, and one that is served to other processes, some of which vanish."""
import re
import signal
import subprocess
import time
import unittest

from program import PROGRAM, SOURCE, Assay, suite

OPENED = ["FF70000100", "8084000008"]


class Hsm(Assay):
    def serve(self, *words):
        server = subprocess.Popen([PROGRAM, "serve", *words, "--hsm-tcp", "127.0.0.1:0"], cwd=SOURCE,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(server.stderr.close)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        port = int(re.search(r"port (\d+)", server.stderr.readline()).group(1))
        return f"hsm-tcp:127.0.0.1:{port}", port

    def test_suites_run_on_every_configuration(self):
        done = self.assay("run", "suites/hsm/isolation.yaml", "--target", "model:hsm?channels=500", "--quiet")
        self.exits(0, done)
        self.assertGreater(self.summary(done)["passed"], 5)

    def test_every_command_is_decoded(self):
        done = self.assay("send", "model:hsm?product=s20", "FF7A000000")
        self.exits(0, done)
        self.mentions("channels       00 14", done)
        self.mentions("open stand-in OSP-1, not Calypso", done)

    def test_a_library_is_a_target(self):
        library = f"{PROGRAM.rsplit('/', 1)[0]}/assay_toy_hsm.so"
        done = self.assay("send", f"hsm:{library}", "8084000004")
        self.exits(0, done)
        self.mentions("a toy, no Calypso", done)
        done = self.assay("send", f"hsm:{library}?device=slot", "8084000004")
        self.says("assay: error: the HSM 'slot' does not open: the toy has one device, without a name\n", done)

    def test_a_served_hsm_is_a_target_and_shows_its_label(self):
        target, _ = self.serve("model:hsm?channels=100")
        done = self.assay("send", target, *OPENED)
        self.exits(0, done)
        self.mentions("open stand-in OSP-1, not Calypso", done)
        script = self.write("one.yaml", suite(("works", "      - apdu: '80 84 00 00 08'\n        expect: { sw: '9000' }\n")))
        self.exits(0, self.assay("run", script, "--target", target, "--allow-risk", "irreversible"))

    def test_a_client_that_is_killed_leaves_no_channel(self):
        target, port = self.serve("model:hsm?channels=100")
        code = ("import socket,struct,sys,time\n"
                f"s=socket.create_connection(('127.0.0.1',{port}))\n"
                "s.sendall(bytes.fromhex('000000060141') + b'HSM\\x01' + bytes.fromhex('000000020301')*100)\n"
                "n=0\n"
                "while n < 37+100*13: n+=len(s.recv(4096))\n"
                "print('full', flush=True); time.sleep(60)\n")
        client = subprocess.Popen(["python3", "-c", code], stdout=subprocess.PIPE, text=True)
        self.addCleanup(client.stdout.close)
        self.addCleanup(client.wait)
        self.addCleanup(client.kill)
        self.assertEqual(client.stdout.readline(), "full\n")
        done = self.assay("send", target, "8084000008")
        self.exits(3, done)
        self.mentions("no channel of the HSM: all 100 channels are taken", done)
        client.send_signal(signal.SIGKILL)
        client.wait()
        time.sleep(0.5)
        self.exits(0, self.assay("send", target, "8084000008"))

    def test_what_is_no_hsm_is_told(self):
        for target, words in (
                ("model:hsm?channels=200", "a PCI-S3 is made with 100, 500, 1000 or 5000 channels, not 200"),
                ("model:hsm?idle_ms=x", "'x' is not a number for idle_ms"),
                ("model:hsm?operations=99999999999999999999", "'99999999999999999999' is not a number for operations"),
                ("model:hsm?startup=maybe", "startup is 'card' or 'none', not 'maybe'"),
                ("model:hsm?channel=100", "target 'model:hsm?channel=100' has no option 'channel', did you mean 'channels'? "
                 "(options: profile deviate seed product channels idle_ms startup reader operations)"),
                ("hsm:", "'hsm:' names nothing after the colon"),
                ("hsm-tcp:here", "'here' is not HOST:PORT"),
                ("hsm-tcp:127.0.0.1:1?group=99999999999", "group is a number from 0 to 255, not '99999999999'"),
                ("hsm-tcp:127.0.0.1:1?group=300", "group is a number from 0 to 255, not '300'")):
            with self.subTest(target):
                done = self.assay("send", target, "8084000008")
                self.exits(4, done)
                self.says(f"assay: error: {words}\n", done)

    def test_only_hsms_are_served_so(self):
        done = self.assay("serve", "model:gp", "--hsm-tcp", "127.0.0.1:7700")
        self.exits(4, done)
        self.says("assay: error: 'model:gp' is no HSM; one looks like model:hsm, hsm:LIBRARY.so or hsm-tcp:HOST:PORT\n", done)


if __name__ == "__main__":
    unittest.main()
