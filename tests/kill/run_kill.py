#!/usr/bin/env python3
"""kill -9 at random moments of `plaint run`: nothing lost, nothing counted twice, quickly back.

    run_kill.py PLAINT ROUNDS [SECONDS]    stops earlier when the time is over

Each round starts with an empty history, is killed one to three times at random moments, then runs to its end.
What the history then counts must be what a run without kills counts. Prints one line of result."""
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "laws"))
from _history import contents, feedback, write_config, write_ndjson

# SLACK: processor seconds that finding back may take
FILES, RECORDS, SLACK = 8, 1200, 2.0


def run(plaint, wait=None):
    """Runs to the end, or kills after `wait` seconds. Seconds it took and processor seconds, which say more on a
    machine that does other things as well; None when it was killed."""
    began, used = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen([plaint, "run", "-q", "-j2", "--now", "2026-03-10", "plaint.yaml"],
                               stderr=subprocess.PIPE)
    try:
        _, errors = process.communicate(timeout=wait)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return None
    if process.returncode != 0:
        sys.exit(f"plaint run ends with {process.returncode}: {errors.decode()}")
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.monotonic() - began, now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime


def forget_history():
    for path in pathlib.Path(".").glob("history.db*"):
        path.unlink()
    pathlib.Path("report.json").unlink(missing_ok=True)


def main():
    plaint, rounds = os.path.abspath(sys.argv[1]), int(sys.argv[2])
    limit = time.monotonic() + float(sys.argv[3]) if len(sys.argv) > 3 else float("inf")
    folder = tempfile.mkdtemp(prefix="plaint-kill-")
    os.chdir(folder)
    for number in range(FILES):
        write_ndjson(f"inbox/{number}.ndjson", feedback(RECORDS, number, number * RECORDS))
    # every file but the first repeats a hundred records of the one before: known, not counted twice
    for number in range(1, FILES):
        repeated = list(feedback(RECORDS, number - 1, (number - 1) * RECORDS))[:100]
        with open(f"inbox/{number}.ndjson", "a", encoding="utf-8") as file:
            file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in repeated)
    write_config("plaint.yaml")
    whole, whole_used = run(plaint)
    expected, report = contents("history.db"), pathlib.Path("report.json").read_bytes()
    if expected["records"][0][0] != FILES * RECORDS:
        sys.exit(f"{expected['records'][0][0]} records instead of {FILES * RECORDS}")
    dice, kills, done, slowest, most_used, wrong = random.Random(4711), 0, 0, 0.0, 0.0, []
    for number in range(rounds):
        if time.monotonic() > limit:
            break
        forget_history()
        for _ in range(dice.randrange(1, 4)):
            kills += run(plaint, dice.uniform(0, whole * 1.1)) is None
        took, used = run(plaint)
        slowest, most_used = max(slowest, took), max(most_used, used)
        found = contents("history.db")
        if found != expected or pathlib.Path("report.json").read_bytes() != report:
            wrong.append((number, [key for key in found if found[key] != expected[key]]))
        done += 1
    shutil.rmtree(folder)
    is_quick = most_used <= whole_used + SLACK
    print(f"{done} rounds, {kills} kills: {len(wrong)} differ from a run without kills; the run afterwards took "
          f"{slowest:.2f} s, {most_used:.2f} s of processor time, at most (everything at once: {whole:.2f} s, "
          f"{whole_used:.2f} s)")
    for finding in wrong[:5]:
        print("  round %d: %s" % finding)
    sys.exit(0 if done > 0 and kills > 0 and not wrong and is_quick else 1)


main()
