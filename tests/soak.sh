#!/usr/bin/env bash
# Runs the program again and again over the same corpora, as a server does at night, and says whether anything
# failed, was left behind, differed from the first time, or grew. Standard tools only.
#
#     tests/soak.sh PROGRAM [RUNS] INPUT…
set -euo pipefail
program=$(realpath "$1")
runs=${2:-200}
inputs=("${@:3}")
((${#inputs[@]})) || inputs=(seeds)
for place in "${!inputs[@]}"; do
    inputs[place]=$(realpath "${inputs[place]}")
done
cd "$(mktemp -d)"
trap 'rm -rf "$PWD"' EXIT
failed=0 first_peak=0 last_peak=0
for ((run = 1; run <= runs; run++)); do
    input=${inputs[$((run % ${#inputs[@]}))]}
    name=$(basename "$input")
    ended=0
    "$program" analyze "$input" -o "$name" --force -q --threads $((run % 2 + 1)) 2> told & pid=$!
    peak=0
    while kill -0 $pid 2> /dev/null; do
        now=$(awk '/VmHWM/ { print $2 }' "/proc/$pid/status" 2> /dev/null || true)
        peak=$((${now:-0} > peak ? ${now:-0} : peak))
        sleep 0.02
    done
    wait $pid || ended=$?
    if ((ended != 0 && ended != 3)) || ! "$program" verify "$name" > /dev/null; then
        failed=$((failed + 1))
        echo "run $run of $input: ended with $ended: $(cat told)"
    fi
    hash=$(sha256sum "$name"/*.csv 2> /dev/null | sha256sum || true)
    if [[ -e $name.first ]]; then
        [[ $hash == "$(cat "$name.first")" ]] || { failed=$((failed + 1)); echo "run $run of $input: other bytes"; }
    else
        echo "$hash" > "$name.first"
    fi
    ((run <= ${#inputs[@]})) && first_peak=$((peak > first_peak ? peak : first_peak))
    ((run > runs - ${#inputs[@]})) && last_peak=$((peak > last_peak ? peak : last_peak))
    rm -f told
done
litter=$(find . -maxdepth 1 -name '.cimai-*' -o -maxdepth 1 -name '*.old-*' | wc -l)
echo "$runs runs, $failed failed, $litter left behind, peak $((first_peak / 1024)) MiB at first, $((last_peak / 1024)) MiB in the end"
((failed == 0 && litter == 0))
