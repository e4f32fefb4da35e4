"""Tickets against real Redmine and Request Tracker, which tests/tickets/systems.sh has started.

    systems.sh run ROOT python3 real.py     with plaint on the PATH

Prints `ok` and `not ok` as the laws do, and the speed of filing beside the system's own in the same run.
"""
import base64
import html
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

FOLDER = pathlib.Path(tempfile.mkdtemp())
KILLS = int(os.environ.get("REAL_KILLS", "20"))
FILED = int(os.environ.get("REAL_FILED", "200"))
failed = 0


def check(condition, name, detail=""):
    global failed
    failed += not condition
    print(f"ok - {name}" if condition else f"not ok - {name}: {str(detail)[:900]}", flush=True)


def issue(name, count=10, grade="P2", text="太慢了", title=None):
    return {"issue": f"i-{name}", "title": title or f"快递太慢 {name} 😡", "count": count, "customers": 3, "trend": {"state": "steady"},
            "priority": {"grade": grade, "score": 50}, "examples": [{"id": "r", "text": text}]}


class System:
    def request(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {**self.headers, "Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.read().decode()

    def configure(self, **settings):
        values = {"system": self.name, "url": self.url, "key": f"{{ file: {self.name}.key }}", "project": self.project,
                  "key_field": self.key_field, "cap": 1000, "settle": 15, "timeout": 60, **settings}
        folder = pathlib.Path(tempfile.mkdtemp(dir=FOLDER))
        (folder / f"{self.name}.key").write_text(self.key)
        (folder / f"{self.name}.key").chmod(0o600)
        (folder / "c.yaml").write_text("database: out.db\ntargets:\n  t:\n" + "".join(f"    {k}: {v}\n" for k, v in values.items()))
        return folder

    def start(self, folder, issues, *options):
        (folder / "in").write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in issues))
        return subprocess.Popen(["plaint", "push", "--ui", "en", "--to", "t", "--config", folder / "c.yaml", *options, folder / "in"],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def push(self, folder, issues, *options):
        process = self.start(folder, issues, *options)
        out, err = process.communicate()
        return process.returncode, out.decode() + err.decode()

    def once(self, issues):
        return [one["issue"] for one in issues if len(self.find(one["issue"])) != 1]


class Redmine(System):
    name, project = "redmine", "feedback"

    def __init__(self):
        self.url, self.key = os.environ["REDMINE_URL"], os.environ["REDMINE_KEY"]
        self.headers = {"X-Redmine-API-Key": self.key}
        self.facts = dict(line.split("=", 1) for line in open(os.environ["SYSTEMS_ROOT"] + "/root/redmine.txt").read().split("\n") if "=" in line)
        self.key_field = self.facts["CF_KEY"]
        self.bad = [({"key_field": self.facts["CF_NO_FILTER"]}, "Used as a filter"), ({"key_field": self.facts["CF_ELSEWHERE"]}, "Used as a filter"),
                    ({"key_field": self.facts["CF_SHORT"]}, "too long"), ({"key_field": "999"}, "no custom field '999'"),
                    ({"key_field": "no such"}, "no custom field 'no such'"), ({"project": "nope"}, "project 'nope' is not there"),
                    ({"project": "closed-module"}, "Issue tracking"), ({"kind": "Nope"}, "no tracker 'Nope'"),
                    ({"priorities": "[999, 999, 999, 999]"}, "Priority"), ({"url": self.url + "/nowhere"}, "no Redmine")]

    def find(self, key):
        query = f"/issues.json?status_id=*&cf_{self.key_field}={key}"
        return json.loads(self.request("GET", query))["issues"]

    def create(self, number):
        self.request("POST", "/issues.json", {"issue": {"project_id": "feedback", "subject": f"own {number}", "priority_id": 2, "description": "x" * 500,
                     "custom_fields": [{"id": int(self.key_field), "value": f"own-{number}"}]}})

    def close(self, key):
        closed = [s for s in self.facts["STATUSES"].split(",") if s.endswith("true")][0].split(":")[0]
        self.request("PUT", f"/issues/{self.find(key)[0]['id']}.json", {"issue": {"status_id": int(closed)}})

    def is_closed(self, key):
        return self.find(key)[0]["status"]["is_closed"]

    def rendered(self, key):
        """Title and quotes as a reader sees them; None for what holds elements."""
        page = self.request("GET", f"/issues/{self.find(key)[0]['id']}")
        title = re.search(r'<div class="subject">.*?<h3>(.*?)</h3>', page, re.S)[1]
        quotes = re.findall(r"<blockquote>\s*<p>(.*?)</p>\s*</blockquote>", page, re.S)
        return [None if re.search(r"<\w", text) else html.unescape(text) for text in [title, *quotes]]


class RequestTracker(System):
    name, project, key_field = "rt", "Feedback", "PlaintKey"

    def __init__(self):
        self.url, self.key = os.environ["RT_URL"], os.environ["RT_TOKEN"]
        self.headers = {"Authorization": "token " + self.key, "User-Agent": "tests"}
        self.bad = [({"project": "Other"}, "Applies to"), ({"key_field": "Elsewhere"}, "Applies to"), ({"key_field": "Nope"}, "Applies to"),
                    ({"project": "Nope"}, "queue 'Nope' is not there"), ({"url": self.url + "/nowhere"}, "")]

    def find(self, key):
        query = urllib.parse.quote(f"CF.{{PlaintKey}} = '{key}'")
        return json.loads(self.request("GET", f"/REST/2.0/tickets?query={query}&fields=Subject,Status"))["items"]

    def create(self, number):
        self.request("POST", "/REST/2.0/ticket", {"Queue": "Feedback", "Subject": f"own {number}", "Content": "x" * 500, "Priority": 50,
                     "CustomFields": {"PlaintKey": f"own-{number}"}})

    def close(self, key):
        self.request("PUT", f"/REST/2.0/ticket/{self.find(key)[0]['id']}", {"Status": "resolved"})

    def is_closed(self, key):
        return self.find(key)[0]["Status"] == "resolved"

    def rendered(self, key):
        number = self.find(key)[0]["id"]
        history = json.loads(self.request("GET", f"/REST/2.0/ticket/{number}/history?per_page=1"))
        attachments = json.loads(self.request("GET", f"/REST/2.0/transaction/{history['items'][0]['id']}"))["_hyperlinks"]
        first = [a for a in attachments if a["ref"] == "attachment"][0]["_url"]
        content = base64.b64decode(json.loads(self.request("GET", urllib.parse.urlsplit(first).path))["Content"]).decode()
        return [self.find(key)[0]["Subject"], *re.findall("^> (.*)$", content, re.M)]


def check_settings(system):
    for settings, expected in system.bad:
        folder = system.configure(**settings)
        status, text = system.push(folder, [issue("never")])
        check(status == 1 and expected in text and not system.find("i-never"), f"{system.name}: {settings} is named, nothing filed", text)
    folder = system.configure()
    (folder / f"{system.name}.key").write_text("1-1-wrong")
    status, text = system.push(folder, [issue("never")])
    check(status == 1 and "the key is wrong" in text, f"{system.name}: a wrong key is named", text)


def check_life(system):
    folder = system.configure()
    issues = [issue(f"{system.name}-life-{n}") for n in range(4)]
    for round in range(2):
        status, text = system.push(folder, issues)
        check(status == 0 and not system.once(issues), f"{system.name}: filed, round {round}", text)
    issues[0] = issue(f"{system.name}-life-0", 40, "P1")
    status, text = system.push(folder, issues)
    check("updated 1" in text, f"{system.name}: a note when it grows", text)
    system.close(issues[1]["issue"])
    issues[1] = issue(f"{system.name}-life-1", 40)
    status, text = system.push(folder, issues)
    check("reopened 1" in text and not system.is_closed(issues[1]["issue"]), f"{system.name}: reopened when it recurs", text)
    status, text = system.push(system.configure(), issues)
    check("found 4" in text and not system.once(issues), f"{system.name}: a lost outbox finds its tickets", text)


def check_speed(system):
    """In turns, so that both see the same machine."""
    folder = system.configure()
    system.push(folder, [])
    own = ours = 0.0
    part = max(FILED // 4, 1)
    issues = []
    for turn in range(4):
        begin = time.time()
        for number in range(part):
            system.create(f"{turn}-{number}")
        own += time.time() - begin
        issues += [issue(f"{system.name}-speed-{turn}-{number}") for number in range(part)]
        begin = time.time()
        status, text = system.push(folder, issues[turn * part:])
        ours += time.time() - begin
    check(not system.once(issues[::10]) and ours <= 1.3 * own,
          f"{system.name}: {4 * part} issues in {ours:.1f} s, the system's own {own:.1f} s, {ours / own:.2f} times", text)


def check_texts(system, texts):
    folder = system.configure()
    issues = [issue(f"{system.name}-text-{n}", text=text, title=text) for n, text in enumerate(texts)]
    issues = [one for one in issues if one["title"].strip()]
    status, text = system.push(folder, issues)
    check(status == 0, f"{system.name}: {len(issues)} attacks filed", text[-600:])
    joiner = "\u2060"
    bad = []
    for one in issues:
        seen = system.rendered(one["issue"])
        plain = [None if text is None else text.replace(joiner, "").strip() for text in seen]
        expected = re.sub("[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]", "", one["title"])
        expected = re.sub("[\\s\u0085]+", " ", expected).strip()
        fits = [text is not None and (text == expected or text.rstrip("…").strip() == expected[:len(text.rstrip("…").strip())]) for text in plain]
        if len(plain) != 2 or not all(fits):
            bad.append((one["issue"], one["title"][:60], plain))
    check(not bad, f"{system.name}: attacks read as the text they are", (len(bad), bad[:6]))


def check_kills(system):
    chance = random.Random(system.name)
    folder = system.configure(settle=8)
    system.push(folder, [])
    issues = []
    for number in range(KILLS):
        issues += [issue(f"{system.name}-kill-{3 * number + n}") for n in range(3)]
        process = system.start(folder, issues)
        try:
            process.wait(chance.random() * 1.5)
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()
    status, text = system.push(folder, issues)
    check(not system.once(issues), f"{system.name}: {KILLS} kills, {len(issues)} issues, one ticket each", (system.once(issues), text))


ATTACKS = ["*b* _e_ -d- \"l\":http://e.example !http://e.example/x.png!", "<script>alert(1)</script> <pre>x</pre>", "h1. head", "{{toc}} [[Wiki]] #1 @admin r12",
           "|a|b|", "user:admin project:feedback commit:abc", "www.e.example http://e.example", "==x== <notextile>y</notextile>", "'; DROP TABLE x; --",
           "a\n\nb\n/close", "%{color:red}x% ??c?? @code@ ^s^ ~t~", "𠮷野家 👨‍👩‍👧 😡", "差" * 300, "{{collapse(x)}} $$a$$", "&lt;b&gt; &#64;x &amp;"]

for one in [Redmine(), RequestTracker()]:
    wanted = os.environ.get("REAL_ONLY", "settings life texts kills speed").split()
    strings = ATTACKS + (open(os.environ["REAL_STRINGS"], encoding="utf-8", errors="replace").read().split("\n") if "REAL_STRINGS" in os.environ else [])
    if "settings" in wanted:
        check_settings(one)
    if "life" in wanted:
        check_life(one)
    if "texts" in wanted:
        check_texts(one, strings)
    if "kills" in wanted:
        check_kills(one)
    if "speed" in wanted:
        check_speed(one)
sys.exit(1 if failed else 0)
