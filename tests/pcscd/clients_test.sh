#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# private_pcscd clients_test.sh ASSAY: clients by others, opensc-tool and scriptor, talk to the model that ASSAY serves.
set -eu
assay=${1:?usage: private_pcscd clients_test.sh ASSAY}
: "${ASSAY_VPCD_PORT:?run this below private_pcscd}"

for tool in opensc-tool scriptor; do
  if ! command -v $tool > /dev/null; then
    echo "$tool is missing; install it with: apt-get install -y opensc pcsc-tools" >&2
    exit 1
  fi
done

"$assay" serve model:gp --vpcd "127.0.0.1:$ASSAY_VPCD_PORT" &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT

tries=0
until opensc-tool --list-readers 2>/dev/null | grep -F "$ASSAY_VPCD_READER" | grep -q Yes; do
  tries=$((tries + 1))
  if [ $tries -gt 50 ]; then
    echo "FAIL: no card appears in $ASSAY_VPCD_READER" >&2
    exit 1
  fi
  sleep 0.1
done

failed=0
# expect WHAT WANTED TEXT: WANTED, an extended regular expression, stands in TEXT.
expect() {
  if printf '%s\n' "$3" | grep -Eq "$2"; then
    echo "ok    $1"
  else
    printf 'FAIL  %s: wanted %s in:\n%s\n' "$1" "$2" "$3"
    failed=1
  fi
}

out=$(opensc-tool --reader 0 --atr 2>&1) || true
expect 'opensc-tool reads the ATR' '^3[bB]:' "$out"

out=$(opensc-tool --reader 0 --card-driver default --send-apdu '00 A4 04 00 00' 2>&1) || true
expect 'opensc-tool selects the issuer security domain' 'SW1=0x90, SW2=0x00' "$out"

out=$(opensc-tool --reader 0 --card-driver default --send-apdu '00 A4 04 00 05 F0 00 00 00 00' 2>&1) || true
expect 'opensc-tool sees that an unknown application is not found' 'SW1=0x6A, SW2=0x82' "$out"

out=$(printf 'reset\n00 A4 04 00 00\n80 CA 9F 7F 00\n00 A4 04 00 05 F0 00 00 00 00 00\n' |
  scriptor -r "$ASSAY_VPCD_READER" 2>&1) || true
expect 'scriptor resets and selects' '90 00 : Normal processing' "$out"
expect 'scriptor reads the CPLC' '^< 9F 7F 2A' "$out"
expect 'scriptor sees that an unknown application is not found' '6A 82' "$out"

kill -0 $server || { echo 'FAIL  the server has ended' >&2; failed=1; }
exit $failed
