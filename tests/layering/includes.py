#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads every #include of every room against cmake/assay_rooms.cmake.

A room may include itself and the rooms of its row. Headers of a room may show no outside library but the two of `base`
(fmt, tl::expected): what a room hides inside must not reach its users. Tests may include any room below them.
"""
import pathlib
import re
import sys

OUTSIDE = {
    "yaml-cpp/": "yaml-cpp",
    "openssl/": "OpenSSL",
    "PCSC/": "PC/SC",
    "winscard": "PC/SC",
    "pugixml": "pugixml",
    "nlohmann/": "nlohmann-json",
    "CLI/": "CLI11",
}


def read_rooms(text):
    text = re.sub(r"#[^\n]*", "", text)
    rooms = {}
    for name, row in re.findall(r"assay_room\((\w+)([^)]*)\)", text):
        may = re.search(r"\bMAY\b([^A-Z]*)", row)
        rooms[name] = set(may.group(1).split() if may else ())
    rooms.pop("name", None)
    return rooms


def room_of(path, rooms):
    """The room a file of the tree belongs to: the first folder below harness/ or adapters/, or reports/; calypso/pki is calypso_pki."""
    parts = path.parts
    if parts[0] in ("harness", "adapters") and len(parts) > 3 and "_".join(parts[1:3]) in rooms:
        return "_".join(parts[1:3])
    if parts[0] in ("harness", "adapters") and len(parts) > 2 and parts[1] in rooms:
        return parts[1]
    return "reports" if parts[0] == "reports" else None


def room_of_include(name, rooms):
    parts = pathlib.PurePath(name).parts
    if parts[0] in ("adapters", "harness") and len(parts) > 1:
        parts = parts[1:]
    if len(parts) > 2 and "_".join(parts[:2]) in rooms:
        return "_".join(parts[:2])
    return parts[0] if len(parts) > 1 and parts[0] in rooms else None


def judge(path, text, rooms):
    """The sentences to say of one file."""
    room = room_of(path, rooms)
    is_test = path.name.endswith(("_test.cpp", "_benchmark.cpp", "_bench.cpp"))
    for number, line in enumerate(text.splitlines(), 1):
        found = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if not found:
            continue
        name = found.group(2)
        other = room_of_include(name, rooms)
        if other and other != room and other not in rooms[room] and not is_test:
            yield f"{path}:{number}: room '{room}' includes '{name}' of room '{other}', which its row forbids"
        for start, library in OUTSIDE.items():
            if path.suffix == ".hpp" and name.startswith(start):
                yield f"{path}:{number}: a header of room '{room}' shows {library}"


def self_test():
    rooms = {"base": set(), "crypto": {"base"}, "model": {"base", "crypto"}, "reports": {"base"}, "crypto_rsa": {"crypto"}}
    path = pathlib.PurePath
    cases = [
        ("adapters/model/card.cpp", '#include "globalplatform/x.hpp"\n#include "crypto/aes.hpp"', 0),
        ("adapters/model/card.cpp", '#include "reports/html/html.hpp"', 1),
        ("adapters/model/card.cpp", '#include "adapters/model/card.hpp"\n#include <vector>', 0),
        ("adapters/model/card_test.cpp", '#include "reports/html/html.hpp"', 0),
        ("harness/crypto/aes.hpp", "#include <openssl/evp.h>", 1),
        ("harness/crypto/aes.cpp", "#include <openssl/evp.h>", 0),
        ("reports/junit/junit.hpp", "  #  include <pugixml.hpp>", 1),
        ("reports/junit/junit.cpp", '#include "crypto/aes.hpp"', 1),
        ("harness/crypto/rsa/key.cpp", '#include "crypto/rsa/key.hpp"\n#include "crypto/hash.hpp"\n#include "base/hex.hpp"', 1),
        ("harness/crypto/hash.cpp", '#include "crypto/rsa/key.hpp"', 1),
        ("harness/base/hex.hpp", '#include "base/bytes.hpp"\n#include <fmt/format.h>', 0),
    ]
    for name, text, wanted in cases:
        got = list(judge(path(name), text, rooms))
        if len(got) != wanted:
            sys.exit(f"{name}: {wanted} sentences wanted, got {got}")
    table = read_rooms("assay_room(a LAYER 0 OUTSIDE x::y)\nassay_room(b LAYER 1 MAY a c OUTSIDE z)")
    if table != {"a": set(), "b": {"a", "c"}}:
        sys.exit(f"the table was read as {table}")
    print(f"{len(cases) + 1} checks passed")


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    top = pathlib.Path(sys.argv[1])
    rooms = read_rooms((top / "cmake/assay_rooms.cmake").read_text())
    files = 0
    wrong = []
    for folder in ("harness", "adapters", "reports"):
        for file in sorted((top / folder).rglob("*.[hc]pp")):
            path = file.relative_to(top)
            if not room_of(path, rooms):
                wrong.append(f"{path}: belongs to no room of cmake/assay_rooms.cmake")
                continue
            files += 1
            wrong += judge(path, file.read_text(), rooms)
    print("\n".join(wrong) or f"{files} files keep to their rooms")
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    sys.exit(main())
