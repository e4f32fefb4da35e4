"""triage of what analyze wrote equals triage of the raw input."""
from _law import LEXICON, SAMPLE, check, differences, finish, lines, plaint

real = ("--lexicons", LEXICON)
for path in SAMPLE:
    for form in ("ndjson", "json", "csv"):
        raw, said = plaint("triage", *real, "-t", form, path)
        analyzed, _ = plaint("analyze", *real, path)
        back, said_back = plaint("triage", *real, "-t", form, "-f", "ndjson", data=analyzed)
        name = f"{path.rsplit('/', 1)[-1]} -t {form}"
        if form == "ndjson":
            one, two = lines(raw), lines(back)
            wrong = differences(one, two)
            check(len(one) > 5 and not wrong, name, wrong[:5] or len(one))
        else:
            check(raw == back and len(raw) > 100, name, (len(raw), len(back)))
finish()
