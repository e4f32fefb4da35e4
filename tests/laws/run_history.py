"""plaint run: a history of many nights counts what one night would have counted, and keeps what it promises."""
import json
import os
import pathlib
import resource
import shutil
import subprocess

from _history import ask, contents, feedback, write_config, write_ndjson
from _law import check, differences, finish, lines, plaint

NOW = ("--now", "2026-03-10", "-q")
RECORDS = list(feedback(900, 1))


def folder(name):
    """A fresh folder with a configuration, which becomes the current one."""
    path = BASE / name
    shutil.rmtree(path, ignore_errors=True)
    (path / "inbox").mkdir(parents=True)
    os.chdir(path)
    write_config("plaint.yaml")


def run(*options, status=(0,)):
    return plaint("run", *NOW, *options, "plaint.yaml", status=status)


def report():
    return json.loads(pathlib.Path("report.json").read_text(encoding="utf-8"))


BASE = pathlib.Path.cwd()

# one night is triage
folder("one")
write_ndjson("inbox/all.ndjson", RECORDS)
run("-j3", "--ledger", "ledger")
whole, whole_report = contents("history.db"), pathlib.Path("report.json").read_bytes()
triage = json.loads(plaint("triage", "--now", "2026-03-10", "-q", "-t", "json", "inbox/all.ndjson")[0])
for issue in triage["issues"]:
    del issue["records"]
ranked = report()
for issue in ranked["issues"]:
    issue.pop("records", None)
check(triage == ranked, "a run over everything reports what triage reports", differences(triage, ranked)[:5])

# the ledger closes
ledger = lines(pathlib.Path("ledger").read_bytes())
check(sorted(line["id"] for line in ledger) == sorted(record["id"] for record in RECORDS), "one ledger line per record")
sums = {}
for line in ledger:
    if line["outcome"] == "issue":
        sums[line["issue"]] = sums.get(line["issue"], 0) + 1
check(sums == {issue["issue"]: issue["count"] for issue in ranked["issues"]}, "the ledger adds up to the issues")

# nothing new
before = contents("history.db")
out, err = plaint("run", "--now", "2026-03-10", "plaint.yaml")
check(err.startswith(b"read 0, analyzed 0, rejected 0,") and contents("history.db") == before, "nothing new, nothing done",
      err)

# threads
folder("threads")
write_ndjson("inbox/all.ndjson", RECORDS)
run("-j1")
check(pathlib.Path("report.json").read_bytes() == whole_report, "the same report for -j1 and -j3")

# nights: thirds, each with a tail of the night before
folder("nights")
for night, (begin, end) in enumerate([(0, 300), (250, 600), (550, 900)]):
    write_ndjson(f"inbox/{night}.ndjson", RECORDS[begin:end])
    run()
found = contents("history.db")
check(found == whole, "three nights count what one does", differences(whole, found)[:5])
check(ask("history.db", "SELECT sum(read), sum(added), sum(known) FROM run") == [(1000, 900, 100)], "repeated are known")

# a file that grows is read again, and its records are known
folder("growing")
write_ndjson("inbox/all.ndjson", RECORDS[:500])
run()
write_ndjson("inbox/all.ndjson", RECORDS)
out, err = plaint("run", "--now", "2026-03-10", "plaint.yaml")
check(err.startswith(b"read 900, analyzed 400, rejected 0,") and b"known 500" in err, "a grown file", err)
check(contents("history.db") == whole, "a grown file counts once")

# changed contents
folder("changed")
changed = [dict(record, text="delivery took three weeks") if number % 9 == 0 else record
           for number, record in enumerate(RECORDS)]
write_ndjson("inbox/all.ndjson", RECORDS)
run()
write_ndjson("inbox/again.ndjson", changed)
run("--ledger", "ledger")
found, found_report = contents("history.db"), report()
check(len(lines(pathlib.Path("ledger").read_bytes())) == 900, "the ledger of changed records closes")
folder("fresh")
write_ndjson("inbox/all.ndjson", changed)
run()
check(contents("history.db") == found, "changed records count once, as they are now",
      differences(contents("history.db"), found)[:5])
check(report()["overview"] == found_report["overview"], "and so says the report")

# a person leaves
folder("forget")
person = {"id": "canary-id-731", "customer": "canary-customer-732", "product": "canary-product-733",
          "text": "delivery took three weeks canary-text-734", "time": 20505 * 86400}
write_ndjson("inbox/all.ndjson", RECORDS + [person])
run()
stored = b"".join(path.read_bytes() for path in pathlib.Path(".").glob("history.db*"))
check(b"canary-customer" not in stored, "no customer id is ever stored")
check(b"canary-text" in stored, "the text was there (else the next test could not fail)")
out, err = plaint("forget", "--customer", " canary-customer-732 ")
stored = b"".join(path.read_bytes() for path in pathlib.Path(".").glob("history.db*"))
check(b"erased 1 records" in err and b"canary" not in stored, "a person is erased to the last byte", err)
pathlib.Path("inbox/all.ndjson").unlink()
run()
check(contents("history.db") == whole, "what is left counts as if they had never been there",
      differences(whole, contents("history.db"))[:5])

# personal data
folder("pii")
write_ndjson("inbox/all.ndjson", [{"id": "a 13812345678", "channel": "tel 13812345678", "text": "打13812345678投诉没人接"}])
run()
stored = b"".join(path.read_bytes() for path in pathlib.Path(".").glob("history.db*"))
check(b"13812345678" not in stored, "no telephone number is stored")

# retention
folder("retention")
write_config("plaint.yaml", "retain_days: 10\nwindow_days: 30\n")
write_ndjson("inbox/all.ndjson", RECORDS)
plaint("run", "-q", "--now", "2026-02-27", "plaint.yaml")
first = ask("history.db", "SELECT min(day), (SELECT min(day) FROM summary) FROM record")[0]
check(first == (20502, 20502), "rows and summaries older than retain_days are gone", first)

# decisions survive
folder("decisions")
write_ndjson("inbox/0.ndjson", RECORDS[:600])
run()
names = [line["issue"] for line in lines(plaint("issues", "list", "-t", "ndjson")[0])]
counts = {issue["issue"]: issue["count"] for issue in report()["issues"]}
plaint("issues", "merge", names[0], names[1], "-q")
plaint("issues", "rename", names[0], "Our own title", "-q")
write_ndjson("inbox/1.ndjson", RECORDS[600:])
run()
after = {issue["issue"]: issue for issue in report()["issues"]}
expected = {issue["issue"]: issue["count"] for issue in ranked["issues"]}
check(names[1] not in after and after[names[0]]["count"] == expected[names[0]] + expected[names[1]]
      and after[names[0]]["title"] == "Our own title", "merged and renamed issues stay so on later nights", after.keys())
check(sum(issue["count"] for issue in after.values()) == sum(expected.values()), "merging loses no complaint")
plaint("issues", "split", names[0], "-q")
run()
check({issue["issue"]: issue["count"] for issue in report()["issues"]} == expected, "split undoes a merge")
plaint("issues", "split", names[0], "--by", "product", "-q")
run()
divided = report()["issues"]
check(len(divided) > len(expected) and sum(issue["count"] for issue in divided) == sum(expected.values()),
      "an issue is divided by product")

# a full disk: nothing half done, and the next run makes up for it
folder("full")
write_ndjson("inbox/all.ndjson", list(feedback(4000, 2)))


def small_disk():
    resource.setrlimit(resource.RLIMIT_FSIZE, (400000, 400000))


bad = subprocess.run(["plaint", "run", *NOW, "plaint.yaml"], capture_output=True, preexec_fn=small_disk)
check(bad.returncode == 4 and b"history.db" in bad.stderr, "a full disk is said and ends with 4", (bad.returncode, bad.stderr))
check(ask("history.db", "PRAGMA integrity_check") == [("ok",)], "a full disk leaves the history intact")
run()
check(ask("history.db", "SELECT count(*) FROM record") == [(4000,)], "and the next run makes up for it")
finish()
