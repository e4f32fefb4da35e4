#!/bin/sh
# Runs tests and counts them. Every mode but the last prints each failure in full and one line of result.
#   run_tests.sh begin   RESULTS              forgets the counts of an earlier run
#   run_tests.sh unit    RESULTS TEST...      cmocka programs
#   run_tests.sh cases   RESULTS DIR...       golden cases: every folder below DIR that holds a `cmd`
#   run_tests.sh laws    RESULTS DIR|LAW...   scripts that print `ok - NAME`, `not ok - NAME` or `skip - NAME`
#   run_tests.sh one     RESULTS NAME CMD...  passes when CMD succeeds
#   run_tests.sh summary RESULTS              `N passed, N failed`; fails if any failed or none ran
#
# A mode fails when a test failed, unless COUNT_ONLY=1 (`make check` goes on and sums up).
#
# RESULTS is a folder beside the program under test (build/results tests build/plaint). A case runs `sh -e`
# on its `cmd` in a scratch copy of its folder, with plaint on the PATH and
#   PLAINT_LEXICONS  the toy lexicon, compiled     TOY      its sources (tests/lexicons/toy)
#   LEXICON          the real one, compiled        CORPORA  the folder corpora
# and compares standard output, standard error and exit status with `out`, `err`, `exit` (missing: empty, 0).
# Records instead of comparing when RECORD=1 (tools/record_cases.sh).
set -u
mode=$1
results=$2
shift 2

here=$(cd "$(dirname "$0")/.." && pwd)

# count PASSED FAILED SKIPPED: the result of one mode or program.
count() {
    mkdir -p "$results"
    echo "$1 $2 $3" >>"$results/counts"
}

# report NAME PASSED FAILED SKIPPED
report() {
    if [ "$4" -gt 0 ]; then
        printf '%-16s %4d passed, %d failed, %d skipped\n' "$1" "$2" "$3" "$4"
    else
        printf '%-16s %4d passed, %d failed\n' "$1" "$2" "$3"
    fi
    count "$2" "$3" "$4"
    [ "$3" -eq 0 ] || [ "${COUNT_ONLY:-}" = 1 ]
}

prepare() {
    build=$(cd "$(dirname "$results")" && pwd)
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    trap 'exit 130' INT TERM
    PATH=$build:$PATH
    TOY=$here/tests/lexicons/toy
    LEXICON=$build/plaint.lexicon
    CORPORA=$here/corpora
    ROOT=$here
    LC_ALL=C.UTF-8
    LANG=C.UTF-8
    TZ=UTC0
    COLUMNS=100
    export PATH TOY LEXICON CORPORA ROOT LC_ALL LANG TZ COLUMNS
    unset LANGUAGE LC_MESSAGES PLAINT_LEXICONS
    PLAINT_LEXICONS=$scratch/toy.lexicon
    if ! plaint lexicon build --dictionary "" -o "$PLAINT_LEXICONS" "$TOY" ||
        ! toy_hash=$(PLAINT_LEXICONS=$PLAINT_LEXICONS plaint --version); then
        echo "the toy lexicon ${TOY#"$here"/} cannot be used: bring it up to lexicons/ where they must agree"
        report "$mode" 0 1 0
        exit
    fi
    toy_hash=$(expr "$toy_hash" : '.*(lexicon \([0-9a-f]*\))')
    export PLAINT_LEXICONS toy_hash
}

run_unit() {
    passed=0 failed=0 skipped=0
    log=$(mktemp)
    for test in "$@"; do
        CMOCKA_MESSAGE_OUTPUT=STDOUT "$test" >"$log" 2>&1
        status=$?
        good=$(grep -c '^\[       OK \]' "$log")
        bad=$(grep -c '^\[  FAILED  \] [a-z_A-Z0-9]*$' "$log")
        left=$(grep -c '^\[  SKIPPED \] [a-z_A-Z0-9]*$' "$log")
        # cmocka names each failure again in its summary
        names=$(grep '^\[  FAILED  \] [a-z_A-Z0-9]*$' "$log" | sort -u | grep -c .)
        [ "$bad" -le "$names" ] || bad=$names
        if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
            bad=1
        fi
        if [ "$status" -eq 0 ] && [ "$((good + left))" -eq 0 ]; then
            echo "$test ran no test"
            bad=1
        fi
        if [ "$bad" -gt 0 ]; then
            echo "--- $test (exit status $status)"
            grep -v -e '^\[ RUN  ' -e '^\[       OK' "$log"
        fi
        passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left))
    done
    rm -f "$log"
    report unit "$passed" "$failed" "$skipped"
}

# run_case FOLDER SCRATCH: 0 passed, 1 failed, 2 skipped (the case exits with 77)
run_case() {
    mkdir "$2" "$2/case"
    for file in "$1"/*; do
        case ${file##*/} in
            cmd | out | err | exit) ;;
            *) cp -R "$file" "$2/case/" ;;
        esac
    done
    (cd "$2/case" && exec timeout 100 sh -e "$1/cmd") </dev/null >"$2/out" 2>"$2/err"
    echo $? >"$2/exit"
    # so that a change of the toy lexicon shows only where it matters
    sed -i "s/$toy_hash/TOY-HASH/g" "$2/out" "$2/err"
    [ "$(cat "$2/exit")" -ne 77 ] || return 2
    echo 0 >"$2/zero"
    bad=0
    for part in exit out err; do
        expected=$1/$part
        [ -e "$expected" ] || expected=/dev/null
        [ $part != exit ] || [ -e "$1/exit" ] || expected=$2/zero
        cmp -s "$expected" "$2/$part" && continue
        if [ "${RECORD:-}" = 1 ]; then
            record_part "$1/$part" "$2/$part"
            continue
        fi
        [ $bad -eq 1 ] || { echo "--- ${1#"$here"/}"; sed 's/^/$ /' "$1/cmd"; }
        bad=1
        diff -a -u --label "expected $part" --label "got $part" "$expected" "$2/$part" |
            cut -c1-2000
    done
    return $bad
}

# record_part EXPECTED GOT: an empty output and exit status 0 need no file
record_part() {
    if [ ! -s "$2" ] || { [ "${1##*/}" = exit ] && [ "$(cat "$2")" = 0 ]; }; then
        rm -f "$1"
    else
        cp "$2" "$1"
    fi
}

run_cases() {
    prepare
    find "$@" -name cmd -type f | LC_ALL=C sort |
        while read -r cmd; do (cd "$(dirname "$cmd")" && pwd); done |
        awk -v OFS='\n' '{ print $0, sprintf("%05d", NR) }' >"$scratch/list"
    # one process per case, as many at once as there are processors
    xargs -P "$(nproc)" -n 2 sh "$0" case "$scratch" <"$scratch/list"
    for log in "$scratch"/*.log; do
        cat "$log"
    done
    report cases "$(grep -lx 0 "$scratch"/*.status | wc -l)" \
        "$(grep -Lx '[02]' "$scratch"/*.status | wc -l)" "$(grep -lx 2 "$scratch"/*.status | wc -l)"
}

# run_law FILE SCRATCH: prints what failed; the counts go to SCRATCH.status
run_law() {
    mkdir "$2"
    case $1 in
        *.py) law="python3 -B" ;;
        *) law=sh ;;
    esac
    (cd "$2" && exec timeout 900 $law "$1") </dev/null >"$2.all" 2>&1
    status=$?
    good=$(grep -c '^ok - ' "$2.all")
    bad=$(grep -c '^not ok - ' "$2.all")
    left=$(grep -c '^skip - ' "$2.all")
    if [ "$bad" -eq 0 ] && { [ $status -ne 0 ] || [ "$((good + left))" -eq 0 ]; }; then
        bad=1
    fi
    if [ "$bad" -gt 0 ]; then
        echo "--- ${1#"$here"/} (exit status $status)"
        grep -v '^ok - ' "$2.all" | cut -c1-2000
    fi
    echo "$good $bad $left" >"$2.status"
}

run_laws() {
    prepare
    find "$@" -type f \( -name '*.sh' -o -name '*.py' \) ! -name '_*' | LC_ALL=C sort |
        while read -r law; do echo "$(cd "$(dirname "$law")" && pwd)/$(basename "$law")"; done |
        awk -v OFS='\n' '{ print $0, sprintf("%05d", NR) }' >"$scratch/list"
    xargs -P "$(nproc)" -n 2 sh "$0" law "$scratch" <"$scratch/list"
    for log in "$scratch"/*.log; do
        cat "$log"
    done
    set -- $(awk '{ good += $1; bad += $2; left += $3 } END { print good + 0, bad + 0, left + 0 }' \
        "$scratch"/*.status)
    report laws "$1" "$2" "$3"
}

run_one() {
    name=$1
    shift
    if output=$("$@" 2>&1); then
        report "$name" 1 0 0
    else
        echo "--- $* (exit status $?)"
        printf '%s\n' "$output"
        report "$name" 0 1 0
    fi
}

summarize() {
    [ -s "$results/counts" ] || {
        echo "0 passed, 1 failed" # nothing ran: it did not build
        exit 1
    }
    awk '{ passed += $1; failed += $2; skipped += $3 }
         END { printf "%d passed, %d failed", passed, failed
               if (skipped > 0) printf ", %d skipped", skipped
               print ""
               exit failed > 0 || passed == 0 }' "$results/counts"
}

case $mode in
    begin) rm -rf "$results" ;;
    case) # for run_cases only: SCRATCH FOLDER NUMBER
        run_case "$1" "$results/$2" >"$results/$2.log" 2>&1
        echo $? >"$results/$2.status"
        rm -rf "${results:?}/$2"
        ;;
    law) # for run_laws only: SCRATCH FILE NUMBER
        run_law "$1" "$results/$2" >"$results/$2.log" 2>&1
        ;;
    unit) run_unit "$@" ;;
    cases) run_cases "$@" ;;
    laws) run_laws "$@" ;;
    one) run_one "$@" ;;
    summary) summarize ;;
    *)
        sed -n '3,8s/^# *//p' "$0" >&2
        exit 2
        ;;
esac
