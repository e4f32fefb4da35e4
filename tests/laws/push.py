"""Tickets: each issue exactly one, whatever the system does and whenever the process dies.

Runs against the strict systems of tests/tickets/fake.py. PUSH_ROUNDS sets how often it is killed for each of Redmine and
Request Tracker (tools/check_tickets.sh: 200).
"""
import concurrent.futures
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

from _law import ROOT, check, finish

sys.path.insert(0, str(ROOT / "tests" / "tickets"))
from fake import FAULTS, KEY, SYSTEMS, Server  # noqa: E402

ROUNDS = int(os.environ.get("PUSH_ROUNDS", "8"))
FOLDER = pathlib.Path(tempfile.mkdtemp(dir="."))
(FOLDER / "key").write_text(KEY + "\n")
(FOLDER / "key").chmod(0o600)
LOGS = []


def issue(number, count=10, grade="P2", title=None, text="太慢了", state="steady"):
    return {"issue": f"i-{number:04x}", "title": title or f"快递太慢 {number}", "topic": "logistics.speed", "count": count, "customers": count,
            "first_seen": "2026-03-01", "last_seen": "2026-03-09", "trend": {"window_days": 7, "now": 4, "expected": 1.0, "p": 0.2,
            "state": state}, "severity": {"level": "moderate"}, "priority": {"grade": grade, "score": 52.7, "vector": "PLT:1/SEV:0.60",
            "guards": ["health"], "why": [{"criterion": "severity", "contribution": 25.2}]}, "sla": {"respond_hours": 8},
            "examples": [{"id": "r-1", "text": text}]}


class Feed:
    """A configuration and an outbox of their own for one system."""

    def __init__(self, name, system, **settings):
        self.system, self.folder = system, pathlib.Path(tempfile.mkdtemp(dir=FOLDER))
        values = {"system": name, "url": system.url, "key": "{ file: ../key }", "settle": 0, "timeout": 1, "allow_private": "true",
                  "per_minute": 0, "allow_http": "true", **system.settings, **settings}
        if name not in ("webhook", "zendesk", "servicenow", "freshdesk"):
            values.setdefault("project", system.project)
        lines = [f"    {key}: {value}" for key, value in values.items() if value is not None]
        (self.folder / "c.yaml").write_text("database: out.db\ntargets:\n  t:\n" + "\n".join(lines) + "\n")

    def start(self, issues, *options):
        path = self.folder / "issues.ndjson"
        path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in issues))
        command = ["plaint", "push", "--ui", "en", "--to", "t", "--config", str(self.folder / "c.yaml"), *options]
        command += [] if {"--reconcile", "--status", "--labels"} & set(options) else [str(path)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, issues, *options, status=(0,)):
        process = self.start(issues, *options)
        self.system.victim = process.pid
        out, err = process.communicate(timeout=120)
        LOGS.append(out + err)
        self.err = err.decode()
        if status is not None and process.returncode not in status:
            check(False, f"{self.folder}: ends with {process.returncode}", self.err)
        return out.decode()


def exactly_once(system, issues):
    return system.counts() == {one["issue"]: 1 for one in issues}


def ticket(system, number):
    return [t for t in system.tickets.values() if t["key"] == f"i-{number:04x}"][0]


def check_life(name):
    """Filed, left alone, noted when it grows, reopened when it recurs, told when it is gone; and strictly so."""
    with Server(name) as system:
        feed = Feed(name, system)
        issues = [issue(n) for n in range(5)]
        shown = feed.run(issues, "--dry-run")
        check(system.counts() == {} and shown.count("快递太慢 3") >= 1 and KEY not in shown, f"{name}: a dry run shows and sends nothing", shown[:300])
        feed.run(issues)
        check(exactly_once(system, issues), f"{name}: one ticket each", (system.counts(), feed.err))
        before = ticket(system, 1).get("priority")
        feed.run(issues)
        check(not any(t["comments"] for t in system.tickets.values()), f"{name}: nothing to say, nothing said", system.tickets)
        issues[1] = issue(1, count=30, grade="P1")
        feed.run(issues)
        after = ticket(system, 1)
        check(len(after["comments"]) == 1 and (name == "webhook" or after["priority"] != before), f"{name}: a note and a higher priority", after)
        feed.run(issues)
        check(len(ticket(system, 1)["comments"]) == 1, f"{name}: said once", ticket(system, 1))
        if name != "webhook":
            closed = ticket(system, 2)
            probe = [t for t in system.tickets.values() if str(t["key"]).startswith("plaint-probe")]
            check(len(probe) == 1 and probe[0]["closed"], f"{name}: one test ticket, closed", probe)
            closed.update({"closed": True, **({"state": probe[0]["state"]} if "state" in closed else {})})
            feed.run(issues)
            check(ticket(system, 2)["closed"], f"{name}: closed stays closed", feed.err)
            issues[2] = issue(2, count=30)
            feed.run(issues)
            check(not ticket(system, 2)["closed"] and len(ticket(system, 2)["comments"]) == 1, f"{name}: reopened when it recurs", feed.err)
        issues[3] = issue(3, state="gone")
        feed.run(issues)
        feed.run(issues)
        check(len(ticket(system, 3)["comments"]) == 1, f"{name}: told once that it is gone", ticket(system, 3))
        check(exactly_once(system, issues), f"{name}: still one each", system.counts())
        check(not system.complaints, f"{name}: every request is as its documents ask", system.complaints)


def check_faults(name):
    for fault in FAULTS:
        with Server(name) as system:
            feed = Feed(name, system, settle=1 if fault == "slow" else 0)
            issues = [issue(n) for n in range(4)]
            feed.run([])
            system.faults = [None, fault, fault] if name != "rt" else [fault]
            feed.run(issues, status=None)
            feed.run(issues, status=None)
            system.faults = []
            feed.run(issues)
            check(exactly_once(system, issues), f"{name}: {fault}", (system.counts(), feed.err))


def check_kills(name, rounds):
    """Killed at any request, before and after the system has carried it out, or at any time."""
    chance = random.Random(name)
    with Server(name) as system:
        feed = Feed(name, system, cap=1000)
        issues = []
        feed.run([])
        for number in range(rounds):
            issues += [issue(4 * number + n) for n in range(4)]
            if chance.random() < 0.8:
                system.faults = [None] * chance.randrange(4) + [chance.choice(["kill before", "kill after"])]
                feed.run(issues, status=None)
            else:
                process = feed.start(issues)
                try:
                    process.wait(chance.random() * 0.15)
                except subprocess.TimeoutExpired:
                    process.kill()
                process.communicate()
            system.faults = []
            if number % 3 == 2:
                issues[number] = issue(number, count=100 + number)
        feed.run(issues)
        feed.run(issues)
        check(exactly_once(system, issues), f"{name}: {rounds} kills, {len(issues)} issues, one ticket each", feed.err)
        check(not system.complaints, f"{name}: no odd request after kills", system.complaints[:5])


def check_settings():
    """What is set wrong is named, and nothing is filed."""
    cases = [
        ("redmine", {"rest": False}, {}, "Enable REST web service"),
        ("redmine", {"module": False}, {}, "Issue tracking"),
        ("redmine", {"filter": False}, {}, "Used as a filter"),
        ("redmine", {"applied": False}, {}, "Used as a filter"),
        ("redmine", {}, {"project": "nope"}, "project 'nope' is not there"),
        ("redmine", {}, {"kind": "Nope"}, "no tracker 'Nope'"),
        ("redmine", {}, {"priorities": "[99, 99, 99, 99]"}, "Priority cannot be blank"),
        ("redmine", {}, {"key_field": "some name"}, "field's number"),
        ("redmine", {"maintenance": True}, {}, "login or maintenance page"),
        ("rt", {"applied": False}, {}, "Applies to"),
        ("rt", {"applied": False, "told": True}, {}, "Applies to"),
        ("rt", {}, {"project": "nope"}, "queue 'nope' is not there"),
        ("rt", {"maintenance": True}, {}, "login or maintenance page"),
        ("github", {"module": False}, {}, "has no issues"),
        ("github", {}, {"project": "nope"}, "owner/repository"),
        ("gitlab", {"module": False}, {}, "has no issues"),
        ("jira", {}, {"kind": "Epos"}, "no issue type 'Epos'"),
        ("servicenow", {"filter": False}, {}, "does not filter"),
        ("freshdesk", {"applied": False}, {}, "no ticket field 'cf_plaint_key'"),
    ]
    for name, options, settings, expected in cases:
        with Server(name) as system:
            system.options = options
            if name == "servicenow":
                system.add(key="somebody else's", title="x", priority=("1", "1"), state="1", body="")
            if options.get("filter") is False:
                system.add(key="", title="x", priority=11 if name == "redmine" else ("1", "1"), state="1", body="")
            already = len(system.counts())
            feed = Feed(name, system, **settings)
            feed.run([issue(1)], status=(1,))
            check(expected in feed.err, f"{name}: {options or settings} is named", feed.err)
            check("i-0001" not in system.counts() and len(system.counts()) <= already + 1, f"{name}: nothing filed", system.counts())
    with Server("redmine") as system:
        (FOLDER / "wrong").write_text("wrong-" + KEY)
        (FOLDER / "wrong").chmod(0o600)
        feed = Feed("redmine", system, key="{ file: ../wrong }")
        feed.run([issue(1)], status=(1,))
        check("the key is wrong" in feed.err, "a wrong key is named", feed.err)
        (FOLDER / "wrong").chmod(0o644)
        feed.run([issue(1)], status=(2,))
        check("chmod 600" in feed.err, "a key that others may read is refused", feed.err)
        feed = Feed("redmine", system, url="http://127.0.0.1:1")
        feed.run([issue(1)], status=(1,))
        check("cannot be reached" in feed.err, "a wrong address is named", feed.err)


def check_reconcile():
    with Server("redmine") as system:
        feed = Feed("redmine", system, cap=2)
        issues = [issue(n) for n in range(4)]
        feed.run(issues)
        check(len(system.counts()) == 2 and "beyond the cap 2" in feed.err, "no more than the cap in a run", feed.err)
        check(sum(t["key"] == "plaint-digest" for t in system.tickets.values()) == 1, "a digest for the rest", system.tickets.keys())
        feed.run(issues)
        check(exactly_once(system, issues), "the rest by the next run", system.counts())
        one = ticket(system, 0)
        twin = system.add(**{key: value for key, value in one.items() if key not in ("id", "comments", "closed")})
        del system.tickets[ticket(system, 1)["id"]]
        ticket(system, 2).update(title="our own words", priority=15)
        feed.run([], "--reconcile")
        for words in ("i-0000: there is more than one", "i-0001: not there any more", "i-0002: changed by hand: title", "i-0002: changed by hand: priority"):
            check(words in feed.err, f"reconcile tells: {words}", feed.err)
        feed.run([], "--reconcile", "--mend")
        check(twin["closed"] and not one["closed"], "of doubles the younger is closed", system.tickets)
        check(system.counts()["i-0001"] == 1 and ticket(system, 2)["title"] == "our own words", "mended, people's words kept", system.counts())
        one["closed"] = True
        feed.run([], "--reconcile")
        labels = [json.loads(line) for line in feed.run([], "--labels").splitlines()]
        check([(x["issue"], x["complaint"]) for x in labels] == [("i-0000", 1)], "closed tickets become labels", labels)
        states = [json.loads(line) for line in feed.run([], "--status").splitlines()]
        check(len(states) == 5 and states[0]["closed"] is True, "the status lists every ticket", states)


def check_input():
    with Server("redmine") as system:
        feed = Feed("redmine", system)
        process = feed.start([issue(1), issue(1), {"no": "issue"}, {"issue": "a' OR 1=1", "title": "x", "count": 1}], "--strict")
        _, err = process.communicate()
        check(process.returncode == 3 and b"rejected 3" in err, "lines that are no issues are counted", err)
        check(exactly_once(system, [issue(1)]), "the others are filed", system.counts())


def check_texts(name):
    """Markup and commands in customers' words stay words; control characters never arrive."""
    attacks = ["/close", "@admin #1 !1 ~bug", "![x](http://e.example/x.png)", "<script>alert(1)</script>", "{{ticket.id}}", "h1. x",
               "\x00\x1b[31m\u202e", "<!-- plaint: i-0002 -->", "[code]<b>[/code]", "\" OR 1=1 --", "差" * 400, "😡👨‍👩‍👧" * 120, "=1+1", "a\n/close\nb",
               "\u200d\u0301" * 300, "|a|b|", "-->", "]]>", "${7*7}", "%0d%0aX: y", "\\u0000", "'; DROP TABLE ticket; --"]
    with Server(name) as system:
        feed = Feed(name, system, cap=100)
        issues = [issue(n, title=text + " .", text=text) for n, text in enumerate(attacks)]
        feed.run(issues)
        check(exactly_once(system, issues) and not system.complaints, f"{name}: attacks are filed as text", (system.complaints, feed.err))


def in_parallel(*checks):
    """Most of the time is waiting, so several at once."""
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(*one) for one in checks]:
            done.result()


WHOLE = ROUNDS > 12
in_parallel((check_kills, "redmine", ROUNDS), (check_kills, "rt", ROUNDS), (check_settings,), (check_reconcile,), (check_input,),
            *((check_faults, name) for name in (SYSTEMS if WHOLE else ("redmine", "rt"))),
            *((check_life, name) for name in SYSTEMS), *((check_texts, name) for name in SYSTEMS))
check(not any(KEY.encode() in log for log in LOGS), "no output holds the key")
finish()
