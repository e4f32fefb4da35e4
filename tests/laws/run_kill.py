"""Some rounds of tests/kill/run_kill.py; `make check-kill` runs 200."""
import os
import shutil
import subprocess
import sys

from _law import LEXICON, ROOT, check, finish

ROUNDS, SECONDS = 20, 40
environment = dict(os.environ, PLAINT_LEXICONS=LEXICON)
run = subprocess.run([sys.executable, "-B", ROOT / "tests/kill/run_kill.py", shutil.which("plaint"), str(ROUNDS),
                      str(SECONDS)], capture_output=True, env=environment)
check(run.returncode == 0, "killed at random moments, a run loses and repeats nothing", run.stdout + run.stderr)
finish()
