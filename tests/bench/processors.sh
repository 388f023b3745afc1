#!/usr/bin/env bash
# Whether another processor gives the same bytes: runs the program as it is and on an emulated processor
# that has neither AVX nor FMA, and compares every file. Needs qemu-x86_64 (Debian's qemu-user).
#
#     tests/bench/processors.sh PROGRAM INPUT… [OPTIONS of analyze]
set -euo pipefail
program=$1
shift
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$program" analyze "$@" -o "$folder/here" -q
qemu-x86_64 -cpu Nehalem "$program" analyze "$@" -o "$folder/there" -q
diff -r "$folder/here" "$folder/there"
echo "the same bytes"
