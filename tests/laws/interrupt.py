"""Ctrl-C and SIGTERM stop a run in order: what was read is counted, an output file is not left half written."""
import os
import signal
import subprocess
import tempfile
import time

from _law import check, finish


def stop(number, arguments):
    """Starts plaint on a pipe that stays open, signals it, and returns (exit status, stderr, files left)."""
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.Popen(["plaint", *arguments], cwd=folder, stdin=subprocess.PIPE,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        # enough text for the format to be known and the first batches to be on their way
        line = "快递太慢了，要退款\n".encode() * 1000
        try:
            for _ in range(400):
                run.stdin.write(line)
            time.sleep(0.2)
            run.send_signal(number)
            time.sleep(0.1)
            for _ in range(400):
                run.stdin.write(line)
            run.stdin.close()
        except BrokenPipeError:
            pass
        run.stdin = None
        try:
            _, errors = run.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            run.kill()
            return "hangs", "", os.listdir(folder)
        return run.returncode, errors.decode(), os.listdir(folder)


for number in (signal.SIGINT, signal.SIGTERM):
    for command in ("analyze", "triage"):
        status, errors, left = stop(number, [command, "-f", "text", "-o", "out"])
        name = f"{command} stops on {number.name}"
        check(status == 130, name, f"exit status {status}: {errors}")
        check("interrupted" in errors and "read " in errors, f"{name} and says so", errors)
        check(left == [], f"{name} without leaving files", left)
finish()
