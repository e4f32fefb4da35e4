#!/bin/sh
# Checks that the library exports exactly the functions plaint.h declares.
#   tools/check_symbols.sh LIBRARY...      libplaint.so or libplaint.a
set -eu
header=$(dirname "$0")/../include/plaint.h
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A declaration starts with PLAINT_API; its name stands before the first parenthesis.
tr '\n' ' ' <"$header" | grep -o 'PLAINT_API [^;(]*(' | grep -o 'plaint_[a-z0-9_]*($' | tr -d '(' |
    LC_ALL=C sort -u >"$work/declared"
[ -s "$work/declared" ] || { echo "$header declares nothing"; exit 1; }

bad=0
for library in "$@"; do
    case $library in
        *.so*) nm -D --defined-only "$library" ;;
        *) nm -g --defined-only "$library" ;;
    esac | awk 'NF == 3 && $2 ~ /[A-Z]/ && $3 !~ /^__(asan|ubsan|tsan|odr|sanitizer|start|stop)/ { print $3 }' |
        LC_ALL=C sort -u >"$work/exported"
    if ! diff "$work/declared" "$work/exported" >"$work/diff"; then
        echo "$library does not export what plaint.h declares:"
        sed -n -e 's/^</declared, not exported:/p' -e 's/^>/exported, not declared:/p' "$work/diff"
        bad=1
    fi
done
exit $bad
