#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run_vicc.sh PORT [TYPE]: a card of the vsmartcard project (vicc, in Python) that connects to a vpcd reader on
# 127.0.0.1:PORT, again and again until it is ended: after a crash the next card comes by itself, as if put in again.
#
# ASSAY_VICC_ONCE=1 ends with the first card instead. ASSAY_VICC_LOG names a file for what vicc prints, tracebacks
# included. The Debian package does not start as it is: its modules are not on Python's path, and it imports Crypto
# where Debian has Cryptodome. Both are cured here, in a folder that goes away afterwards; nothing installed is changed.
set -eu
port=${1:?usage: run_vicc.sh PORT [TYPE]}
type=${2:-iso7816}
log=${ASSAY_VICC_LOG:-/dev/stderr}

python=/usr/bin/python3
modules=$(find /usr/lib/python3* -path '*/virtualsmartcard/VirtualSmartcard.py' 2>/dev/null |
  sed -n 's,/virtualsmartcard/VirtualSmartcard\.py$,,p' | head -n 1)
if [ -z "$modules" ] || ! $python -c 'import Cryptodome' 2>/dev/null; then
  echo "run_vicc.sh: vicc is missing; install it with: apt-get install -y vsmartcard-vpicc python3-pycryptodome" >&2
  exit 4
fi

folder=$(mktemp -d)
child=
cleanup() {
  if [ -n "$child" ]; then kill "$child" 2>/dev/null || true; fi
  rm -rf "$folder"
}
trap cleanup EXIT
trap 'exit 0' TERM INT HUP

# Crypto, under which everything of Cryptodome is found.
mkdir "$folder/Crypto"
cat > "$folder/Crypto/__init__.py" <<'ALIAS'
import importlib, importlib.abc, importlib.util, sys

class _Alias(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name.startswith("Crypto."):
            return importlib.util.spec_from_loader(name, self)
    def create_module(self, spec):
        return importlib.import_module("Cryptodome" + spec.name[len("Crypto"):])
    def exec_module(self, module):
        pass

sys.meta_path.insert(0, _Alias())
ALIAS

while :; do
  PYTHONPATH="$folder:$modules" $python /usr/bin/vicc -t "$type" -H 127.0.0.1 -P "$port" >>"$log" 2>&1 &
  child=$!
  wait "$child" || true
  child=
  if [ "${ASSAY_VICC_ONCE:-0}" = 1 ]; then break; fi
  sleep 0.05
done
