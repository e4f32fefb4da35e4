"""Output is the same bytes for any number of threads, in every command and format."""
from _law import LEXICON, SAMPLE, check, finish, plaint

# enough for many batches: the sample thirty times over
TIMES = 30

runs = [("analyze",), ("analyze", "--explain"), ("tokens",), ("normalize",)]
runs += [("triage", "-t", form) for form in ("table", "ndjson", "json", "csv", "md", "html")]
for arguments in runs:
    files = SAMPLE * (TIMES if arguments in (("analyze",), ("triage", "-t", "json")) else 2)
    one = plaint(*arguments, "--lexicons", LEXICON, "-j1", *files)
    for jobs in (2, 8):
        many = plaint(*arguments, "--lexicons", LEXICON, f"-j{jobs}", *files)
        check(many == one and len(one[0]) > 1000, f"{' '.join(arguments)} -j{jobs} equals -j1")
finish()
