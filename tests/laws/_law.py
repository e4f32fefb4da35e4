"""What the laws share: running plaint, and saying `ok` or `not ok` for tools/run_tests.sh."""
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(os.environ["ROOT"])
LEXICON = os.environ["LEXICON"]  # the real one; PLAINT_LEXICONS is the toy
SAMPLE = sorted(str(path) for path in (ROOT / "corpora" / "sample").iterdir())

_failed = 0


def check(condition, name, detail=""):
    """Counts one test; shows `detail` when it fails."""
    global _failed
    if condition:
        print(f"ok - {name}")
    else:
        _failed += 1
        print(f"not ok - {name}: {str(detail)[:1500]}")


def known_fault(condition, name, detail=""):
    """A test of what is known to be wrong: skipped until it is mended, then to become a `check`."""
    if condition:
        print(f"ok - {name}")
    else:
        print(f"skip - known fault: {name}: {str(detail)[:300]}")


def finish():
    sys.exit(1 if _failed else 0)


def plaint(*arguments, data=None, status=(0,)):
    """Standard output and standard error of a run, as bytes."""
    run = subprocess.run(["plaint", *map(str, arguments)], input=data, capture_output=True)
    if run.returncode not in status:
        print(f"not ok - plaint {arguments} ends with {run.returncode}: {run.stderr.decode()}")
        sys.exit(1)
    return run.stdout, run.stderr


def differences(one, two, path=""):
    """Where two JSON values differ, as readable lines."""
    if type(one) is not type(two) or not isinstance(one, (dict, list)):
        return [] if one == two else [f"{path}: {one!r} is not {two!r}"]
    keys = range(max(len(one), len(two))) if isinstance(one, list) else sorted(one.keys() | two.keys())
    found = []
    for key in keys:
        try:
            found += differences(one[key], two[key], f"{path}.{key}")
        except (KeyError, IndexError):
            found.append(f"{path}.{key} is only in one")
    return found


def lines(output):
    """NDJSON as objects."""
    return [json.loads(line) for line in output.decode().splitlines()]


def labelled(name):
    """The records of corpora/labelled/NAME.ndjson."""
    with open(ROOT / "corpora" / "labelled" / f"{name}.ndjson", encoding="utf-8") as file:
        return [json.loads(line) for line in file]
