#!/bin/sh
# Runs one fuzzer on seeds made from corpora/ and on what earlier runs found worth keeping.
#   tools/run_fuzzer.sh FUZZER SECONDS LEXICON      FUZZER: build-fuzz/fuzz_csv …; LEXICON: compiled
# What makes it fail is kept beside the fuzzer, as FUZZER-crash-…; run FUZZER on that file to see it again.
set -eu
case $1 in
    /*) fuzzer=$1 ;;
    *) fuzzer=$PWD/$1 ;;
esac
seconds=$2
PLAINT_LEXICON=$(cd "$(dirname "$3")" && pwd)/$(basename "$3")
export PLAINT_LEXICON
cd "$(dirname "$0")/.."
name=$(basename "$fuzzer")
seeds=$(dirname "$fuzzer")/seeds/$name
kept=$(dirname "$fuzzer")/kept/$name
mkdir -p "$seeds" "$kept"

# seed NAME: one file of standard input, short enough for the fuzzer to change it in every place
seed() { head -c 3000 >"$seeds/$1"; }

case $name in
    fuzz_analyze)
        # a byte of options before each text
        n=0
        for file in corpora/sample/*; do
            for line in 2 15 40; do
                n=$((n + 1))
                { printf 'B'; sed -n "${line}p" "$file"; } | seed "text-$n"
            done
        done
        for file in tests/cases/analyze/*/in.*; do
            { printf 'C'; cat "$file"; } | seed "case-$(basename "$(dirname "$file")")"
        done
        ;;
    *)
        for file in corpora/sample/* tests/cases/bad/*/in.* tests/cases/analyze/*/in.*; do
            seed "$(echo "$file" | tr / -)" <"$file"
        done
        ;;
esac

log=$fuzzer.log
if ! "$fuzzer" -max_total_time="$seconds" -timeout=25 -rss_limit_mb=4096 -max_len=4096 -print_final_stats=1 \
    -artifact_prefix="$fuzzer-" "$kept" "$seeds" >"$log" 2>&1; then
    grep -v '^#' "$log" | tail -60
    echo "$name: failed"
    exit 1
fi
echo "$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") runs, no failure"
