#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make_nss_database.sh FOLDER: an NSS database with a CA and the three certificates of a CAC, made afresh, for the
# libcacard card. No key in it is worth anything.
set -eu
folder=${1:?usage: make_nss_database.sh FOLDER}
if ! command -v certutil > /dev/null; then
  echo "make_nss_database.sh: certutil is missing; install it with: apt-get install -y libnss3-tools" >&2
  exit 4
fi
mkdir -p "$folder"
certutil -N -d "sql:$folder" --empty-password
head -c 4096 /dev/urandom > "$folder/noise"
certutil -S -d "sql:$folder" -n ca -s 'CN=Assay test CA' -x -t CTu,CTu,CTu -g 2048 -m 1 -v 120 -z "$folder/noise" \
  > /dev/null 2>&1
serial=2
for name in id-cert signing-cert encryption-cert; do
  certutil -S -d "sql:$folder" -n "$name" -s "CN=Assay test $name" -c ca -t u,u,u -g 2048 -m $serial -v 120 \
    -z "$folder/noise" > /dev/null 2>&1
  serial=$((serial + 1))
done
rm "$folder/noise"
