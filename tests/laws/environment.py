"""Results do not depend on the locale or the clock of the machine; only the language of messages does."""
import os
import subprocess

from _law import LEXICON, SAMPLE, check, finish

arguments = ["--lexicons", LEXICON, "-q", *SAMPLE]
places = [{}, {"LC_ALL": "C"}, {"LC_ALL": "POSIX", "TZ": "America/New_York"}, {"LC_ALL": "zh_CN.UTF-8", "TZ": "Asia/Tokyo"},
          {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "HOME": "/nonexistent", "COLUMNS": "40"}]
for command in (["analyze"], ["triage", "-t", "ndjson"], ["triage", "-t", "csv"]):
    outputs = {subprocess.run(["plaint", *command, *arguments], capture_output=True, check=True,
                              env={**os.environ, **place}).stdout for place in places}
    check(len(outputs) == 1, f"{' '.join(command)} is the same everywhere", [len(output) for output in outputs])
finish()
