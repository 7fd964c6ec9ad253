#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# private_pcscd through_pcscd.sh ASSAY [SECONDS [NODE...]]: assay bench, in process and over a served model in a virtual reader.
set -euo pipefail

assay=$1
seconds=${2:-5}
nodes=("${@:3}")
folder=$(mktemp -d)
control=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$assay" serve model:gp --vpcd "127.0.0.1:$ASSAY_VPCD_PORT" --control "$control" 2>"$folder/serve.log" &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$folder"' EXIT

for _ in $(seq 100); do
  "$assay" probe "pcsc:$ASSAY_VPCD_READER" >/dev/null 2>&1 && break
  sleep 0.1
done
"$assay" probe model:gp --out "$folder/ics.yaml" --bench "$folder/bench.yaml" >/dev/null
# A served model cannot be harmed: it may be asked everything, under a budget so large that the ledger seldom waits for the
# disk. On a card with a budget below 16 every INITIALIZE UPDATE waits for it (docs/safety.md).
sed -i 's/failed_authentications: 5/failed_authentications: 100/; s/risk: auth-failure/risk: irreversible/' "$folder/bench.yaml"
# The control lets the bare loop meet the same challenges as the run that it repeats: a card that refuses early is faster.
"$assay" bench "${nodes[@]}" --seconds "$seconds" --target "pcsc:$ASSAY_VPCD_READER?control=127.0.0.1:$control" --ics "$folder/ics.yaml" --bench "$folder/bench.yaml"
