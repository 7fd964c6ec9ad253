#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A card for the exec: target (docs/shim-protocol.md) that answers '9000', or misbehaves as the last byte of a name asks.

SELECT of a name that ends in 'E1' answers one byte, 'E2' 70,000 bytes, 'E3' is mute, 'E4' answers no byte, 'E5' ends the program, 'E6' never answers,
'E7' breaks the protocol. Arguments: --slow, 20 ms a command, so that a run can be killed in its middle; --echo, the data of every
command come back; --dumb, no command is ever answered; --long-atr, forty bytes come after a reset.
"""
import sys
import time

ANSWERS = {
    "E1": "rapdu 90",
    "E2": "rapdu " + "5A" * 69998 + "9000",
    "E3": "mute",
    "E4": "rapdu",
    "E7": "what was that?",
}


def main():
    slow, echo, dumb = ("--" + word in sys.argv for word in ("slow", "echo", "dumb"))
    for line in sys.stdin:
        word, _, rest = line.strip().partition(" ")
        answer = ""
        if word == "hello":
            answer = "hello assay-shim 1 misbehaving card"
        elif word == "quit":
            return
        elif word == "reset":
            answer = "atr 3B00" + "00" * 38 if "--long-atr" in sys.argv else "atr 3B00"
        elif word == "apdu":
            if slow:
                time.sleep(0.02)
            wish = rest.replace(" ", "")[-2:].upper()
            if wish == "E5":
                sys.exit(0)
            if wish == "E6" or dumb:
                time.sleep(3600)
            data = bytes.fromhex(rest)[5:] if echo else b""
            answer = ANSWERS.get(wish, f"rapdu {data.hex()}9000")
        else:
            answer = "error no such request: " + word
        print(answer, flush=True)


if __name__ == "__main__":
    main()
