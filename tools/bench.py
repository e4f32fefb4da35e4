#!/usr/bin/env python3
"""How fast plaint is, as a ratio to ICU's word break iterator on the same text in the same run.

    tools/bench.py BUILD      BUILD: the folder with plaint, plaint.lexicon and bench_icu

Text: the sample feedback of one language, repeated to 10 MB, one record a line. plaint is the whole program,
`plaint analyze -j1`: reading, all stages, writing NDJSON, start included. ICU does nothing but find word
boundaries. The two take turns five times; the best CPU time of each counts.
"""
import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SIZE = 10_000_000
ROUNDS = 5


def sample_texts():
    """Every text of the sample feedback, on one line each."""
    folder = ROOT / "corpora" / "sample"
    for name, column in (("reviews.csv", "评论内容"), ("tickets.csv", "description")):
        with open(folder / name, encoding="utf-8-sig", newline="") as file:
            yield from (row[column] or "" for row in csv.DictReader(file))
    with open(folder / "app-reviews.ndjson", encoding="utf-8") as file:
        for line in file:
            try:
                yield json.loads(line, strict=False).get("body") or ""
            except ValueError:
                pass  # the sample holds a broken line, as exports do
    with open(folder / "weibo.txt", encoding="utf-8") as file:
        yield from file


def is_han(text):
    return sum("\u4e00" <= letter <= "\u9fff" for letter in text) * 4 > len(text)


def corpus(folder, name, texts):
    """A file of about SIZE bytes; its path, bytes and lines."""
    lines = [" ".join(text.split()) for text in texts]
    block = "".join(line + "\n" for line in lines if line).encode()
    times = SIZE // len(block) + 1
    path = pathlib.Path(folder) / f"{name}.txt"
    path.write_bytes(block * times)
    return path, len(block) * times, block.count(b"\n") * times


def run(arguments):
    """CPU seconds, wall seconds and peak memory (MB) of a program whose output is thrown away."""
    begin = time.perf_counter()
    process = subprocess.Popen([str(word) for word in arguments], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{arguments} ends with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024


def measure(build, path, locale):
    """Best of ROUNDS: plaint's CPU seconds, ICU's, wall seconds with one and two threads, peak memory."""
    plaint, icu, one, two, memory = [], [], [], [], []
    for _ in range(ROUNDS):
        cpu, wall, peak = run([build / "plaint", "analyze", "-q", "-j1", "-f", "text", path])
        plaint.append(cpu)
        one.append(wall)
        memory.append(peak)
        out = subprocess.run([build / "bench_icu", locale, path], capture_output=True, check=True)
        icu.append(float(out.stdout.split()[0]))
        two.append(run([build / "plaint", "analyze", "-q", "-j2", "-f", "text", path])[1])
    return min(plaint), min(icu), min(one), min(two), max(memory)


def main():
    build = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "build").resolve()
    texts = list(sample_texts())
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'text':8} {'MB':>5} {'records':>8} {'plaint MB/s':>12} {'records/s':>10} {'ICU MB/s':>9} "
              f"{'plaint:ICU':>11} {'-j2:-j1':>8} {'peak MB':>8}")
        for name, locale, chosen in (("Chinese", "zh", [text for text in texts if is_han(text)]),
                                     ("English", "en", [text for text in texts if text.isascii()])):
            path, size, lines = corpus(folder, name, chosen)
            plaint, icu, one, two, memory = measure(build, path, locale)
            print(f"{name:8} {size / 1e6:5.1f} {lines:8} {size / 1e6 / plaint:12.2f} {lines / plaint:10.0f} "
                  f"{size / 1e6 / icu:9.2f} {icu / plaint:11.2f} {one / two:8.2f} {memory:8.0f}")
        short = pathlib.Path(folder) / "short.txt"
        short.write_text("好用\n", encoding="utf-8")
        starts = [run([build / "plaint", "analyze", "-q", "-j1", "-f", "text", short]) for _ in range(20)]
        print(f"start-up {min(wall for _, wall, _ in starts) * 1000:.1f} ms, "
              f"{min(peak for _, _, peak in starts):.0f} MB, for one short record; the better of 20")
        cores = len(os.sched_getaffinity(0))
        if cores < 2:
            print("one processor only: -j2:-j1 says nothing")


main()
