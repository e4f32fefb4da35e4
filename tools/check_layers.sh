#!/bin/sh
# Checks the layers of src/: includes go one way, and each layer keeps off what is above it.
#   base <- lexicon <- stages <- compile <- engine <- insight, input, output <- store <- push <- run <- cli
# Also: file names are unique, only cli/ talks to the outside, functions and files stay short.
# Prints file:line: what is wrong; fails if there is anything. Long functions and files are only
# reported unless they are beyond twice the measure.
set -eu
cd "$(dirname "$0")/.."

awk '
BEGIN {
    split("base lexicon stages compile engine insight input output store push run cli", order)
    for (i in order) known[order[i]] = 1
    # which folders each may include, beside its own
    may["base"] = ""
    may["lexicon"] = "base"
    may["stages"] = "base lexicon"
    may["compile"] = "base lexicon stages"
    may["engine"] = "base lexicon stages compile"
    may["insight"] = "base lexicon stages engine"
    may["input"] = "base lexicon stages engine"
    may["output"] = "base lexicon stages engine insight input/record.h"
    may["store"] = "base lexicon stages engine insight input/record.h output"
    may["push"] = "base lexicon stages engine insight input output store"
    may["run"] = "base lexicon stages compile engine insight input output store push"
    may["cli"] = "base lexicon stages compile engine insight input output store push run"
    LONGEST_FUNCTION = 60
    LONGEST_FILE = 700
}
function complain(text) { print FILENAME ":" FNR ": " text; bad = 1 }
function allowed(layer, included,    i, n, list, folder) {
    folder = included
    sub(/\/.*/, "", folder)
    if (folder == layer) return 1
    n = split(may[layer], list, " ")
    for (i = 1; i <= n; i++) if (list[i] == folder || list[i] == included) return 1
    return 0
}
function end_file() {
    if (last_file != "" && last_line > LONGEST_FILE)
        print last_file ": " last_line " lines, more than " LONGEST_FILE
    if (last_line > 2 * LONGEST_FILE) bad = 1
}
FNR == 1 {
    end_file()
    last_file = FILENAME
    layer = FILENAME
    sub(/^src\//, "", layer)
    sub(/\/.*/, "", layer)
    name = FILENAME
    sub(/.*\//, "", name)
    if (name in seen) complain("the name is taken by " seen[name])
    seen[name] = FILENAME
    if (!(layer in known)) complain("unknown layer " layer)
    begun = 0
    in_comment = 0
    if ($0 !~ /^\/\*/) complain("the file does not begin with a comment that says what it is for")
}
{ last_line = FNR; raw = $0; line = $0 }
# Comments and strings are no code.
{
    if (in_comment) {
        if (line ~ /\*\//) { sub(/^.*\*\//, "", line); in_comment = 0 } else line = ""
    }
    if (line !~ /^[ \t]*#[ \t]*include/) gsub(/"([^"\\]|\\.)*"/, "\"\"", line)
    gsub(/\/\*([^*]|\*[^\/])*\*\//, "", line)
    if (line ~ /\/\*/) { sub(/\/\*.*/, "", line); in_comment = 1 }
    sub(/\/\/.*/, "", line)
}
line ~ /^[ \t]*#[ \t]*include[ \t]*"/ {
    included = line
    sub(/^[^"]*"/, "", included)
    sub(/".*/, "", included)
    if (included != "plaint.h" && included !~ /^(report_page|store_schema)\.h$/ && !allowed(layer, included))
        complain(layer "/ may not include " included)
}
layer != "cli" && line ~ /(^|[^a-zA-Z0-9_>.])(printf|puts|putchar|exit|_exit|abort|getenv|setlocale|perror|putenv|setenv)[ \t]*\(/ {
    complain("prints, exits or reads the environment, which only cli/ may")
}
layer != "cli" && line ~ /(^|[^a-zA-Z0-9_])(stdout|stderr|stdin)([^a-zA-Z0-9_]|$)/ {
    complain("uses a standard stream, which only cli/ may")
}
line ~ /^\{[ \t]*$/ { begun = FNR }
line ~ /^\}[ \t]*$/ && begun {
    if (FNR - begun - 1 > LONGEST_FUNCTION)
        print FILENAME ":" begun ": a function of " FNR - begun - 1 " lines, more than " LONGEST_FUNCTION
    if (FNR - begun - 1 > 2 * LONGEST_FUNCTION) bad = 1
    begun = 0
}
END { end_file(); exit bad }
' $(find src -name '*.[ch]' | LC_ALL=C sort)
