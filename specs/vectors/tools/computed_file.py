# SPDX-License-Identifier: Apache-2.0
"""The vector files that scripts of this folder compute: how tests are written down, and how --check compares."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def h(data):
    return "'%s'" % data.hex().upper()


def tlv(tag, value):
    size = len(value)
    length = bytes([size]) if size < 0x80 else b"\x81" + bytes([size]) if size < 0x100 else b"\x82" + size.to_bytes(2, "big")
    return bytes.fromhex(tag) + length + value


def exchange_lines(made):
    """Each exchange is a command in clear, the same protected, the response, and its data in clear."""
    out = ["exchanges:"] if made else []
    for plain, wrapped, response, back in made:
        out += ["  - plain: " + h(plain), "    wrapped: " + h(wrapped), "    response: " + h(response), "    response_plain: " + h(back)]
    return out


class ComputedFile:
    """specs/vectors/NAME-computed.yaml, made by tools/NAME.py."""

    def __init__(self, name, title):
        self.name, self.title = name, title
        self.tests, self.notes = [], {}

    def add(self, id, kind, algorithm, comment, body, fails=None, reason=None, flag=None):
        flags = ["Unconfirmed"]
        self.notes["Unconfirmed"] = "Computed here; no public vector confirms what this one shows."
        if flag:
            flags.append(flag)
            self.notes[flag] = comment
        self.tests.append((id, kind, algorithm, comment, flags, body, fails, reason))

    def text(self):
        out = ["# SPDX-License-Identifier: Apache-2.0",
               "# %s. Made by tools/%s.py, which shares no code with the project." % (self.title, self.name),
               "vectors: %s-computed" % self.name, "title: '%s'" % self.title, "notes:"]
        out += ["  %s: '%s'" % (flag, note.replace("'", "''")) for flag, note in sorted(self.notes.items())]
        out.append("tests:")
        for id, kind, algorithm, comment, flags, body, fails, reason in self.tests:
            out += ["  - id: " + id, "    kind: " + kind, "    algorithm: " + algorithm,
                    "    comment: '%s'" % comment.replace("'", "''"), "    flags: [%s]" % ", ".join(flags),
                    "    result: " + ("invalid" if fails else "valid")]
            if fails:
                out.append("    fails: " + fails)
            if reason:
                out.append("    reason: '%s'" % reason.replace("'", "''"))
            out.append("    source: { origin: computed here, licence: 'Apache-2.0', remark: tools/%s.py }" % self.name)
            out += ["    " + line for line in body]
        return "\n".join(out) + "\n"

    def write_or_check(self):
        """Writes the file; with --check, ends the script when the file would change."""
        path = os.path.join(HERE, "..", self.name + "-computed.yaml")
        old = open(path).read() if os.path.exists(path) else ""
        bad = sum(1 for test in self.tests if test[6])
        print("%s: %d vectors, %d of them invalid" % (self.name, len(self.tests), bad))
        if "--check" not in sys.argv:
            open(path, "w").write(self.text())
        elif old != self.text():
            sys.exit("this file would change: %s-computed" % self.name)
