#!/bin/sh
# Rewrites what golden cases expect from what the program does now; then read `git diff tests/cases`.
#   tools/record_cases.sh [FOLDER...]      all of tests/cases without arguments; BUILD=build
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- tests/cases
RECORD=1 exec tools/run_tests.sh cases "${BUILD:-build}/recorded" "$@"
