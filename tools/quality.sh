#!/bin/sh
# How good the decisions are on labelled feedback, as a table, against floors that may only rise.
#   tools/quality.sh PLAINT FOLDER [FLOORS]
# Every *.ndjson of FOLDER is one set; its task is read from the first word of its name (complaint.zh.ndjson) or
# else from the keys of its first record; a record may have labels for several tasks, each is measured.
# FLOORS: lines of file, task, accuracy, macro-F1 (percent); used when FOLDER is the one they are for. RAISE=1 raises them
# to one point below what is reached now; they are never lowered.
set -eu
plaint=$1
folder=$2
floors=${3:-}
here=$(cd "$(dirname "$0")/.." && pwd)
[ -d "$folder" ] || { echo "$folder: no such folder" >&2; exit 2; }
[ "$(cd "$folder" && pwd)" = "$here/corpora/labelled" ] || floors=

tasks_of() {
    first=$(head -n 1 "$1")
    case $(basename "$1") in
        sentiment* | polarity*) echo sentiment ;;
        complaint*) echo complaint ;;
        topic*) echo topic ;;
        intent*) echo intent ;;
        severity*) echo severity ;;
        pii*) echo pii ;;
        lang*) echo language ;;
        *)
            for pair in sentiment:sentiment complaint:complaint topics:topic intents:intent severity:severity \
                pii:pii; do
                case $first in *"\"${pair%:*}\""*) echo "${pair#*:}" ;; esac
            done
            ;;
    esac
}

# A language label stands beside most others; it is measured wherever it is.
has_language() { case $(head -n 1 "$1") in *'"lang"'*) return 0 ;; *) return 1 ;; esac; }

failed=0
raised=$(mktemp)
trap 'rm -f "$raised"' EXIT
printf '%-24s %-10s %6s %9s %9s\n' file task n accuracy macro-F1
for file in "$folder"/*.ndjson; do
    name=$(basename "$file")
    case $name in *.key.ndjson) continue ;; esac
    tasks=$(tasks_of "$file")
    case " $tasks " in *" language "*) ;; *) has_language "$file" && tasks="$tasks language" ;; esac
    for task in $tasks; do
        if ! out=$("$plaint" eval -q --task "$task" "$file" 2>&1); then
            printf '%-24s %-10s %s\n' "$name" "$task" "$out"
            failed=1
            continue
        fi
        figures=$(printf '%s\n' "$out" | awk '
            NR == 1 { n = $2 }
            $1 == "accuracy" { accuracy = $2 }
            match($0, /macro-F1 [0-9.]+/) { f1 = substr($0, RSTART + 9, RLENGTH - 9) }
            END { print n, accuracy, f1 }')
        set -- $figures
        note=
        if [ -n "$floors" ]; then
            [ -e "$floors" ] || : >"$floors"
            floor=$(awk -F '\t' -v file="$name" -v task="$task" '$1 == file && $2 == task { print $3, $4 }' \
                "$floors")
            if [ -z "$floor" ]; then
                note="  no floor"
            elif ! echo "$2 $3 $floor" | awk '{ exit !($1 >= $3 && $2 >= $4) }'; then
                note="  BELOW the floor $floor"
                failed=1
            fi
        fi
        [ -z "$floors" ] || echo "$name $task $2 $3 ${floor:-0 0}" >>"$raised"
        printf '%-24s %-10s %6s %9s %9s%s\n' "$name" "$task" "$1" "$2" "$3" "$note"
    done
done
if [ "${RAISE:-}" = 1 ] && [ -s "$raised" ]; then
    {
        echo "# The least that must be reached on corpora/labelled; RAISE=1 make quality raises it."
        printf '# file\ttask\taccuracy\tmacro_f1\n'
        awk -v OFS='\t' 'function most(a, b) { return a > b ? a : b }
            { print $1, $2, sprintf("%.1f", most($3 - 1, $5)), sprintf("%.1f", most($4 - 1, $6)) }' "$raised"
    } >"$floors"
fi
exit $failed
