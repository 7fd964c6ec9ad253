#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The sequences that terminal libraries send run against a model card and the model SAM: every status word and the length of every answer are the
recorded ones, where sequences.yaml does not say why not; MACs, challenges and contents are what card and SAM really answer.

    library_sequences_test.py ASSAY ROOT
"""
import os
import pathlib
import subprocess
import sys

import yaml

SELECTION = "00A4040009315449432E4943413100"
OPEN, CLOSE, MANAGE = "8A", "8E", "82"


class Target:
    """A model that speaks the shim protocol."""

    def __init__(self, program: str, uri: str, root: pathlib.Path):
        self.process = subprocess.Popen([program, "serve", uri, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        text=True, env={**os.environ, "ASSAY_HOME": str(root)})
        self.ask("hello assay-shim 1")
        self.ask("reset cold")

    def ask(self, line: str) -> str:
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def send(self, command: str) -> str:
        word, _, answer = self.ask(f"apdu {command}").partition(" ")
        if word != "rapdu":
            sys.exit(f"{command} is answered '{word} {answer}'")
        return answer.replace(" ", "")

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=10)


def digested(command: str) -> str:
    """Without the Le of a command that has data."""
    size = len(command) // 2
    return command[:-2] if size > 5 and size == 6 + int(command[8:10], 16) else command


class Terminal:
    """Sends a flow; it speaks to the SAM itself where the flow does not."""

    def __init__(self, card: Target, sam: Target, flow: dict, replace: dict[str, str]):
        self.card, self.sam, self.replace = card, sam, dict(replace)
        to_sam = {each["command"][2:4] for each in flow["exchanges"] if each["to"] == "sam"}
        self.own_challenge, self.own_mac, self.own_cryptogram = "84" not in to_sam, "8E" not in to_sam, "12" not in to_sam
        self.opening, self.items, self.extended, self.card_challenge = "", [], False, ""

    def learn(self, told: str, answered: str) -> None:
        if told != answered and len(told) == len(answered) > 0:
            self.replace[told] = answered

    def with_real_values(self, command: str) -> str:
        for told, answered in sorted(self.replace.items(), key=lambda pair: -len(pair[0])):
            command = command.replace(told, answered)
        return command

    def key_name(self) -> str:
        """KIF and KVC in the answer to the opening."""
        return self.opening[18:22] if self.extended else self.opening[10:14]

    def cryptogram_of_sam(self, command: str) -> None:
        """For a changed PIN, from 30303030, or a key: KIF 21 enciphers, KVC 74 is that of another key of this KIF."""
        self.sam.send("80140000080000000011223344")
        self.sam.send(f"8086000008{self.card_challenge}")
        request = "801240FF0A21793030303034353637" if command[6:8] == "FF" else "8012FFFF052179217490"
        self.learn(command[10:10 + 2 * int(command[8:10], 16)], self.sam.send(request)[:-4])

    def challenge_of_sam(self, command: str) -> None:
        """The flow names a challenge that no SAM of its own gave."""
        size = 8 if command[6:8] in ("02", "0A", "3A") or int(command[6:8], 16) & 7 == 2 else 4
        self.extended = size == 8
        told = command[12 if self.extended else 10:][:2 * size]
        self.sam.send("80140000080000000011223344")
        self.learn(told, self.sam.send(f"80840000{size:02X}")[:-4])

    def mac_of_sam(self, told: str) -> None:
        init = self.key_name() + self.opening
        self.sam.send(f"808A{'02' if self.extended else '00'}FF{len(init) // 2:02X}{init}")
        for item in self.items:
            self.sam.send(f"808C0000{len(item) // 2:02X}{item}")
        self.learn(told, self.sam.send(f"808E0000{8 if self.extended else 4:02X}")[:-4])

    def init_of_sam(self, command: str) -> str:
        init = self.key_name() + self.opening
        return f"{command[:8]}{len(init) // 2:02X}{init}"

    def to_card(self, command: str, told: str) -> str:
        ins, size = command[2:4], int(command[8:10] or "0", 16)
        is_close = ins == CLOSE and size in (4, 8)
        if ins == OPEN and self.own_challenge:
            self.challenge_of_sam(command)
        if is_close and self.own_mac and told != "6988":
            self.mac_of_sam(command[10:10 + 2 * size])
        if ins == "D8" and self.own_cryptogram:
            self.cryptogram_of_sam(command)
        sent = command if told == "6988" else self.with_real_values(command)
        answer = self.card.send(sent)
        if ins == OPEN and answer.endswith("9000"):
            self.opening, self.items = answer[:-4], []
        elif ins not in (CLOSE, MANAGE):
            self.items += [digested(sent), answer]
        if ins == "84":
            self.card_challenge = answer[:-4]
        if is_close and self.own_mac and answer.endswith("9000"):
            check = self.sam.send(f"80820000{size:02X}{answer[-4 - 2 * size:-4]}")
            if check != "9000":
                sys.exit(f"the SAM answers {check} to the MAC of the card")
        if ins == "A4" and "C708" in told:
            self.learn(told.split("C708")[1][:16], answer.split("C708")[1][:16])
        return answer

    def to_sam(self, command: str, told: str) -> str:
        if told == "6988":
            return self.sam.send(command)
        return self.sam.send(self.init_of_sam(command) if command[2:4] == OPEN else self.with_real_values(command))

    def exchange(self, each: dict) -> str:
        told = each["response"]
        answer = (self.to_card if each["to"] == "card" else self.to_sam)(each["command"], told)
        if each["command"][2:4] != "A4":
            self.learn(told[:-4], answer[:-4])
        return answer


def differences(terminal: Terminal, flow: dict, unlike: dict[int, str]) -> list[str]:
    out = []
    for number, each in enumerate(flow["exchanges"], 1):
        answer, told = terminal.exchange(each), each["response"]
        differs = answer[-4:] != told[-4:] or len(answer) != len(told)
        if differs != (number in unlike):
            out.append(f"{flow['id']}: exchange {number}, {each['command']}, is answered {answer}; recorded is {told}")
    return out


def run(program: str, root: pathlib.Path, target: dict, flow: dict) -> list[str]:
    uri = target.get("model") or f"model:calypso-prime?profile={root}/tests/transcripts/profiles/{target['card']}.yaml"
    card, sam = Target(program, uri, root), Target(program, "model:sam", root)
    try:
        if "card" in target and flow["exchanges"][0]["command"][:8] != "00A40400":
            card.send(SELECTION)
        elif "model" in target:
            card.send("94A4040008304554502E49434100")
        return differences(Terminal(card, sam, flow, target.get("replace", {})), flow, target.get("unlike", {}))
    finally:
        card.close()
        sam.close()


def main(program: str, root: pathlib.Path) -> int:
    folder = root / "tests/transcripts"
    flows = {flow["id"]: flow for flow in yaml.safe_load((folder / "calypso.yaml").read_text())["transcripts"]}
    targets = yaml.safe_load((folder / "sequences.yaml").read_text())["sequences"]
    mistakes = [each for target in targets for name in target["flows"] for each in run(program, root, target, flows[name])]
    count = sum(len(target["flows"]) for target in targets)
    with_card = {name for name, flow in flows.items() if flow["class"] == "placeholder" and any(each["to"] == "card" for each in flow["exchanges"])}
    tried = {name for target in targets for name in target["flows"]}
    if with_card - tried:
        mistakes.append(f"these flows with a card are not tried: {', '.join(sorted(with_card - tried))}")
    print(*mistakes, f"{count} sequences of libraries, {len(mistakes)} differences", sep="\n")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2])))
