"""The report does not depend on the order of the records, nor on how they are spread over files."""
import json
import random
import tempfile

from _law import LEXICON, ROOT, SAMPLE, check, differences, finish, lines, plaint


def facts(output):
    """What a report says whatever the order: not which of two equal examples is shown."""
    found = {}
    for issue in lines(output):
        issue = dict(issue)
        issue["records"] = sorted(map(str, issue.get("records", [])))
        for key in ("examples", "sla"):
            issue.pop(key, None)
        found[issue["issue"]] = issue
    return found


records, _ = plaint("analyze", "--lexicons", LEXICON, ROOT / "corpora" / "sample" / "reviews.csv")
records = records.splitlines(keepends=True)
triage = ("triage", "-t", "ndjson", "--lexicons", LEXICON, "-j2")
expected = facts(plaint(*triage, data=b"".join(records))[0])
check(len(expected) > 20, "the sample holds issues", len(expected))
for seed in range(5):
    random.Random(seed).shuffle(records)
    got = facts(plaint(*triage, data=b"".join(records))[0])
    check(got == expected, f"shuffled {seed}: the same issues", differences(expected, got)[:5])
with tempfile.TemporaryDirectory() as folder:
    names = []
    for part in range(4):
        names.append(f"{folder}/{part}.ndjson")
        with open(names[-1], "wb") as file:
            file.writelines(records[part::4])
    got = facts(plaint(*triage, *names)[0])
    check(got == expected, "in four files: the same issues", differences(expected, got)[:5])
mixed, _ = plaint("analyze", "--lexicons", LEXICON, *SAMPLE)
output, errors = plaint(*triage, data=mixed, status=(0, 2))
check(output.count(b"\n") > 20, "analyze's output of files with different columns can be read again", errors)
finish()
