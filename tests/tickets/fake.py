"""Ticket systems for the tests: small, strict, and with the habits of the real ones.

Each system keeps its tickets in memory and answers as the real one does, its traps included: Redmine ignores filters and
fields it does not know, Request Tracker drops them and cuts subjects at 200 bytes, ServiceNow ignores a query it cannot
apply. Whatever a request has that it should not have is remembered in `complaints`. Faults are injected by `faults`: what
happens to the next requests that change something.
"""
import base64
import hashlib
import hmac
import http.server
import json
import os
import re
import signal
import threading
import time
import urllib.parse

KEY = "canary-secret-key"

# What a fault does: whether the request is carried out, and what comes back.
FAULTS = ("before", "after", "500 before", "500 after", "429", "half", "html", "huge", "redirect", "slow", "503")


class Answer(Exception):
    def __init__(self, status, body=None, kind="application/json", headers=()):
        super().__init__(status)
        self.status, self.body, self.kind, self.headers = status, body, kind, headers


class System:
    """What all have in common: tickets by number, and strict reading of requests."""
    auth = None
    project = "feedback"
    settings = {}

    def __init__(self):
        self.tickets, self.complaints, self.faults, self.writes = {}, [], [], 0
        self.lock = threading.Lock()
        self.options = {}
        self.victim = None  # the client's process, killed by the faults "kill before" and "kill after"

    def complain(self, text):
        self.complaints.append(text)

    def need(self, fine, text):
        if not fine:
            self.complain(text)
            raise Answer(400, {"error": text})

    def fields(self, body, required, allowed=()):
        self.need(isinstance(body, dict), "the body is no object")
        self.need(set(required) <= set(body), f"missing {set(required) - set(body)}")
        self.need(set(body) <= set(required) | set(allowed), f"unexpected {set(body) - set(required) - set(allowed)}")

    def add(self, **values):
        number = len(self.tickets) + 1
        self.tickets[number] = {"id": number, "comments": [], "closed": False, **values}
        return self.tickets[number]

    def ticket(self, number):
        if int(number) not in self.tickets:
            raise Answer(404, {"error": "no such ticket"})
        return self.tickets[int(number)]

    def counts(self):
        keys = [t["key"] for t in self.tickets.values() if not str(t["key"]).startswith(("plaint-probe", "plaint-digest"))]
        return {key: keys.count(key) for key in keys}


def as_text(value, most=None, unit=len):
    assert isinstance(value, str) and "\0" not in value
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", value), "control character"
    assert most is None or unit(value) <= most, f"longer than {most}"
    return value


class Redmine(System):
    auth = ("X-Redmine-API-Key", KEY)
    settings = {"key_field": "1"}
    priorities = ["低", "普通", "高", "紧急", "立刻"]

    def handle(self, method, path, query, body):
        if path == "/users/current.json":
            if self.options.get("rest") is False:
                raise Answer(403, {})
            return {"user": {"id": 1, "login": "robot"}}
        if path == "/projects/feedback.json":
            modules = [] if self.options.get("module") is False else [{"id": 1, "name": "issue_tracking"}]
            return {"project": {"id": 7, "identifier": "feedback", "enabled_modules": modules, "trackers": [{"id": 3, "name": "Bug"}]}}
        if path == "/enumerations/issue_priorities.json":
            return {"issue_priorities": [{"id": 11 + i, "name": name, "active": True} for i, name in enumerate(self.priorities)]}
        if path == "/issue_statuses.json":
            return {"issue_statuses": [{"id": 1, "name": "新建", "is_closed": False}, {"id": 5, "name": "已关闭", "is_closed": True}]}
        if path == "/custom_fields.json":
            raise Answer(403, {})
        if path == "/issues.json" and method == "GET":
            return self.search(query)
        if path == "/issues.json" and method == "POST":
            return self.create(body)
        match = re.fullmatch(r"/issues/(\d+)\.json", path)
        if match and method == "PUT":
            self.change(self.ticket(match[1]), body)
            raise Answer(204)
        raise Answer(404, {})

    def search(self, query):
        found = list(self.tickets.values())
        keys = query.get("v[cf_1][]", [])
        if query.get("op[status_id]") != ["*"]:
            found = [t for t in found if not t["closed"]]
        if self.options.get("filter") is not False:
            self.need(query.get("op[cf_1]") == ["="] and "cf_1" in query.get("f[]", []), "no filter by key")
            found = [t for t in found if t["key"] in keys]
        return {"issues": [self.show(t) for t in found[:100]], "total_count": len(found)}

    def show(self, t):
        fields = [] if self.options.get("applied") is False else [{"id": 1, "name": "plaint key", "value": t["key"]}]
        return {"id": t["id"], "subject": t["title"], "priority": {"id": t["priority"], "name": "?"},
                "status": {"id": 5 if t["closed"] else 1, "name": "已关闭" if t["closed"] else "新建"}, "custom_fields": fields}

    def create(self, body):
        self.fields(body, ["issue"])
        issue = body["issue"]
        self.fields(issue, ["project_id", "subject", "description", "custom_fields", "priority_id"], ["tracker_id"])
        if issue["project_id"] != 7:
            raise Answer(422, {"errors": ["Project cannot be blank"]})
        if len(issue["subject"]) > 255 or int(issue["priority_id"]) not in range(11, 16):
            raise Answer(422, {"errors": ["Subject is too long or Priority cannot be blank"]})
        key = "".join(f["value"] for f in issue["custom_fields"] if f["id"] == 1)
        if self.options.get("applied") is False:
            key = ""
        t = self.add(key=key, title=as_text(issue["subject"]), body=as_text(issue["description"]), priority=int(issue["priority_id"]))
        raise Answer(201, {"issue": self.show(t)})

    def change(self, t, body):
        self.fields(body, ["issue"])
        self.fields(body["issue"], [], ["notes", "priority_id", "status_id"])
        issue = body["issue"]
        t["priority"] = int(issue.get("priority_id", t["priority"]))
        if "status_id" in issue:
            t["closed"] = int(issue["status_id"]) == 5
        if "notes" in issue:
            t["comments"].append(as_text(issue["notes"]))


class RequestTracker(System):
    auth = ("Authorization", "token " + KEY)
    settings = {"key_field": "PlaintKey"}

    def handle(self, method, path, query, body):
        self.need(path.startswith("/REST/2.0"), f"unexpected path {path}")
        path = path[len("/REST/2.0"):]
        if path == "/rt":
            return {"Version": "5.0.3"}
        if path.startswith("/queue/"):
            if path != "/queue/feedback":
                raise Answer(404, {"message": "Not Found"})
            hidden = self.options.get("applied") is False and not self.options.get("told")
            return {"id": 3, "Name": "feedback"} if hidden else {"id": 3, "TicketCustomFields": [
                {"id": "2", "name": "Other" if self.options.get("applied") is False else "PlaintKey"}]}
        if path == "/tickets":
            self.need(set(query) <= {"query", "fields", "per_page", "orderby"}, "unexpected parameters")
            keys = re.findall(r"CF\.\{PlaintKey\} = '([^'\\]*)'", query["query"][0])
            self.need(" OR ".join(f"CF.{{PlaintKey}} = '{key}'" for key in keys) == query["query"][0], "odd query")
            items = [self.show(t) for t in self.tickets.values() if t["key"] in keys and t["key"] and t["state"] != "deleted"]
            return {"items": items, "total": len(items), "count": len(items), "page": 1, "per_page": 100}
        if path == "/tickets/bulk" and method == "POST":
            self.need(isinstance(body, list) and body, "no list")
            raise Answer(201, [self.create(one) for one in body])
        match = re.fullmatch(r"/ticket/(\d+)(/comment)?", path)
        if match and match[2] and method == "POST":
            self.fields(body, ["Content", "ContentType"])
            self.ticket(match[1])["comments"].append(as_text(body["Content"]))
            raise Answer(201, ["已添加评论"])
        if match and method == "PUT":
            self.fields(body, [], ["Status", "Priority"])
            t = self.ticket(match[1])
            t["state"] = body.get("Status", t["state"])
            t["closed"] = t["state"] in ("resolved", "rejected", "deleted")
            t["priority"] = body.get("Priority", t["priority"])
            return ["状态已更改"]
        raise Answer(404, {"message": "Not Found"})

    def show(self, t):
        return {"id": str(t["id"]), "type": "ticket", "Subject": t["title"], "Status": t["state"], "Priority": str(t["priority"]),
                "CustomFields": [{"id": "2", "name": "PlaintKey", "values": [t["key"]]}]}

    def create(self, body):
        self.fields(body, ["Queue", "Subject", "Content", "ContentType", "Priority", "CustomFields"])
        if body["Queue"] != "feedback":
            return {"message": "Could not create ticket. Queue not set"}
        self.need(isinstance(body["Priority"], int), "the priority is no integer")
        title = as_text(body["Subject"])
        self.need(len(title.encode()) <= 200, "a subject that would be cut")
        key = "" if self.options.get("applied") is False else body["CustomFields"].get("PlaintKey", "")
        t = self.add(key=key, title=title.encode()[:200].decode(errors="ignore"), body=as_text(body["Content"]),
                     priority=body["Priority"], state="new")
        return {"id": str(t["id"]), "type": "ticket", "_url": "http://x/ticket/%d" % t["id"]}


class GitHub(System):
    auth = ("Authorization", "Bearer " + KEY)
    project = "firm/repository"

    def handle(self, method, path, query, body):
        base = "/repos/firm/repository"
        if path == base:
            return {"id": 1, "has_issues": self.options.get("module") is not False, "permissions": {"push": True}}
        if path == base + "/issues" and method == "GET":
            self.need(query.get("state") == ["all"] and query.get("labels") == ["plaint"], "must list every state")
            page = int(query["page"][0])
            mine = [t for t in self.tickets.values() if "plaint" in t["labels"]]
            more = [("Link", f'<http://x{base}/issues?page={page + 1}>; rel="next"')] if len(mine) > 100 * page else []
            raise Answer(200, [self.show(t) for t in mine[100 * page - 100:100 * page]], headers=more)
        if path == base + "/issues":
            self.fields(body, ["title", "body", "labels"])
            t = self.add(title=as_text(body["title"], 256), body=as_text(body["body"], 65536), labels=body["labels"],
                         key=re.findall("<!-- plaint: (.*?) -->", body["body"])[-1])
            raise Answer(201, self.show(t))
        match = re.fullmatch(base + r"/issues/(\d+)(/comments)?", path)
        if match and match[2]:
            self.fields(body, ["body"])
            self.ticket(match[1])["comments"].append(as_text(body["body"]))
            raise Answer(201, {"id": 1})
        if match and method == "PATCH":
            self.fields(body, [], ["state", "labels"])
            t = self.ticket(match[1])
            t["closed"] = body.get("state", "closed" if t["closed"] else "open") == "closed"
            t["labels"] = body.get("labels", t["labels"])
            return self.show(t)
        raise Answer(404, {"message": "Not Found"})

    def show(self, t):
        t["priority"] = [label for label in t["labels"] if label.startswith("plaint:")][0]
        return {"number": t["id"], "title": t["title"], "body": t["body"], "state": "closed" if t["closed"] else "open",
                "state_reason": t.get("reason"), "labels": [{"id": 1, "name": label} for label in t["labels"]]}


class GitLab(System):
    auth = ("PRIVATE-TOKEN", KEY)
    project = "group/feedback"

    def handle(self, method, path, query, body):
        base = "/api/v4/projects/group%2Ffeedback"
        if path == base:
            return {"id": 1, "issues_access_level": "disabled" if self.options.get("module") is False else "enabled"}
        if path == base + "/issues" and method == "GET":
            self.need(query.get("state") == ["all"] and query.get("labels") == ["plaint"], "must list every state")
            page = int(query["page"][0])
            return [self.show(t) for t in list(self.tickets.values())[100 * page - 100:100 * page]]
        if path == base + "/issues":
            self.fields(body, ["title", "description", "labels"])
            self.need(not re.search(r"^/\w", body["description"], re.M), "a quick action")
            t = self.add(title=as_text(body["title"], 255), body=as_text(body["description"]), labels=body["labels"].split(","),
                         key=re.findall("<!-- plaint: (.*?) -->", body["description"])[-1])
            raise Answer(201, self.show(t))
        match = re.fullmatch(base + r"/issues/(\d+)(/notes)?", path)
        if match and match[2]:
            self.fields(body, ["body"])
            self.need(not re.search(r"^/\w", body["body"], re.M), "a quick action")
            self.ticket(match[1])["comments"].append(as_text(body["body"]))
            raise Answer(201, {"id": 1})
        if match and method == "PUT":
            self.fields(body, [], ["state_event", "add_labels", "remove_labels"])
            t = self.ticket(match[1])
            t["closed"] = {"close": True, "reopen": False}.get(body.get("state_event"), t["closed"])
            t["labels"] = [x for x in t["labels"] if x not in body.get("remove_labels", "").split(",")]
            t["labels"] += [x for x in body.get("add_labels", "").split(",") if x and x not in t["labels"]]
            return self.show(t)
        raise Answer(404, {"message": "404 Not Found"})

    def show(self, t):
        t["priority"] = [label for label in t["labels"] if "::" in label][0]
        return {"id": 100 + t["id"], "iid": t["id"], "title": t["title"], "description": t["body"], "labels": t["labels"],
                "state": "closed" if t["closed"] else "opened"}


class Jira(System):
    auth = ("Authorization", "Basic " + base64.b64encode(f"robot@firm.example:{KEY}".encode()).decode())
    project = "FB"
    settings = {"user": "robot@firm.example"}

    def adf(self, node, parent=None):
        allowed = {None: {"doc"}, "doc": {"paragraph", "blockquote"}, "blockquote": {"paragraph"}, "paragraph": {"text"}}
        self.need(node["type"] in allowed[parent], f"{node['type']} in {parent}")
        if node["type"] == "text":
            self.need(node["text"] != "", "an empty text")
            return as_text(node["text"])
        return "".join(self.adf(child, node["type"]) for child in node["content"]) + "\n"

    def handle(self, method, path, query, body):
        path = path.removeprefix("/rest/api/3")
        if path == "/myself":
            return {"accountId": "x"}
        if path == "/project/FB":
            return {"id": "10", "issueTypes": [{"id": "3", "name": "Task"}]}
        if path == "/priority":
            return [{"id": str(i), "name": n} for i, n in enumerate(["最高", "高", "中", "低", "最低"], 1)]
        if path == "/search/jql":
            self.fields(body, ["jql", "maxResults", "fields"])
            keys = re.findall('"plaint-([^"]*)"', body["jql"])
            return {"issues": [self.show(t) for t in self.tickets.values() if t["key"] in keys], "isLast": True}
        if path == "/issue":
            f = body["fields"]
            self.fields(f, ["project", "issuetype", "summary", "description", "labels", "priority"])
            self.need(f["project"] == {"id": "10"} and f["issuetype"] == {"id": "3"}, "project or type")
            t = self.add(title=as_text(f["summary"], 255), body=self.adf(f["description"]), priority=f["priority"]["id"],
                         key=f["labels"][1].removeprefix("plaint-"))
            raise Answer(201, {"id": "1", "key": f"FB-{t['id']}"})
        match = re.fullmatch(r"/issue/FB-(\d+)(/\w+)?", path)
        t = self.ticket(match[1]) if match else None
        if match and match[2] == "/transitions" and method == "GET":
            return {"transitions": [{"id": "21", "to": {"name": "Doing", "statusCategory": {"key": "indeterminate"}}},
                                    {"id": "31", "to": {"name": "Done", "statusCategory": {"key": "done"}}}]}
        if match and match[2] == "/transitions":
            t["closed"] = body["transition"]["id"] == "31"
            raise Answer(204)
        if match and match[2] == "/comment":
            t["comments"].append(self.adf(body["body"]))
            raise Answer(201, {"id": "1"})
        if match and method == "PUT":
            t["priority"] = body["fields"]["priority"]["id"]
            raise Answer(204)
        raise Answer(404, {})

    def show(self, t):
        return {"key": f"FB-{t['id']}", "fields": {
            "summary": t["title"], "priority": {"id": t["priority"]}, "labels": ["plaint", "plaint-" + t["key"]], "resolution": None,
            "status": {"name": "Done" if t["closed"] else "To Do", "statusCategory": {"key": "done" if t["closed"] else "new"}}}}


class Zendesk(System):
    auth = ("Authorization", "Basic " + base64.b64encode(f"robot@firm.example/token:{KEY}".encode()).decode())
    settings = {"user": "robot@firm.example"}

    def handle(self, method, path, query, body):
        if path == "/api/v2/users/me.json":
            return {"user": {"id": 5, "role": "agent"}}
        if path == "/api/v2/tickets.json" and method == "GET":
            return {"tickets": [self.show(t) for t in self.tickets.values() if t["key"] == query["external_id"][0]]}
        if path == "/api/v2/tickets.json":
            ticket = body["ticket"]
            self.fields(ticket, ["subject", "external_id", "priority", "comment", "tags"])
            self.need(ticket["comment"]["public"] is False, "a public comment sends mail")
            self.need(self.headers.get("Idempotency-Key") == ticket["external_id"], "no idempotency key")
            t = self.add(title=as_text(ticket["subject"]), body=as_text(ticket["comment"]["html_body"]), key=ticket["external_id"],
                         priority=ticket["priority"], state="new")
            raise Answer(201, {"ticket": self.show(t)})
        match = re.fullmatch(r"/api/v2/tickets/(\d+)\.json", path)
        if match and method == "PUT":
            ticket = body["ticket"]
            self.fields(ticket, ["external_id"], ["priority", "status", "comment"])
            t = self.ticket(match[1])
            t["priority"] = ticket.get("priority", t["priority"])
            t["state"] = ticket.get("status", t["state"])
            t["closed"] = t["state"] in ("solved", "closed")
            if "comment" in ticket:
                self.need(ticket["comment"]["public"] is False, "a public comment sends mail")
                t["comments"].append(ticket["comment"]["html_body"])
            return {"ticket": self.show(t)}
        raise Answer(404, {"error": "RecordNotFound"})

    def show(self, t):
        return {"id": t["id"], "subject": t["title"], "external_id": t["key"], "priority": t["priority"], "status": t["state"]}


class ServiceNow(System):
    auth = ("Authorization", "Basic " + base64.b64encode(f"robot:{KEY}".encode()).decode())
    settings = {"user": "robot"}

    def handle(self, method, path, query, body):
        base = "/api/now/table/incident"
        if path == base and method == "GET":
            match = re.fullmatch(r"correlation_idIN(.*)\^ORDERBYsys_created_on", query.get("sysparm_query", [""])[0])
            everything = match is None or self.options.get("filter") is False
            return {"result": [self.show(t) for t in self.tickets.values() if everything or t["key"] in match[1].split(",")]}
        if path == base:
            self.fields(body, ["short_description", "description", "correlation_id", "correlation_display", "impact", "urgency"])
            t = self.add(title=as_text(body["short_description"], 160), body=as_text(body["description"]), key=body["correlation_id"],
                         priority=(body["impact"], body["urgency"]), state="1")
            raise Answer(201, {"result": self.show(t)})
        match = re.fullmatch(base + r"/(\d+)", path)
        if match and method == "PATCH":
            self.fields(body, [], ["impact", "urgency", "state", "work_notes", "close_code", "close_notes"])
            t = self.ticket(match[1])
            t["priority"] = (body.get("impact", t["priority"][0]), body.get("urgency", t["priority"][1]))
            t["state"] = body.get("state", t["state"])
            t["closed"] = t["state"] in ("6", "7", "8")
            t["comments"] += [body["work_notes"]] if "work_notes" in body else []
            return {"result": self.show(t)}
        raise Answer(404, {"error": {"message": "No Record found"}})

    def show(self, t):
        return {"sys_id": str(t["id"]), "number": "INC1", "short_description": t["title"], "correlation_id": t["key"],
                "impact": t["priority"][0], "urgency": t["priority"][1], "state": t["state"]}


class Zammad(System):
    auth = ("Authorization", "Token token=" + KEY)
    settings = {"key_field": "plaint_key"}

    def handle(self, method, path, query, body):
        path = path.removeprefix("/api/v1")
        if path == "/users/me":
            return {"id": 3, "login": "robot"}
        if path == "/ticket_priorities":
            return [{"id": i, "name": n, "active": True} for i, n in enumerate(["1 low", "2 normal", "3 high"], 1)]
        if path == "/tickets/search":
            keys = re.findall('plaint_key:"([^"]*)"', query["query"][0])
            return [self.show(t) for t in self.tickets.values() if t["key"] in keys]
        if path == "/tickets":
            self.fields(body, ["title", "group", "customer_id", "priority", "plaint_key", "article"])
            self.need(body["customer_id"] == 3, "a customer gets mail")
            self.need(body["article"]["internal"] is True, "a public article")
            t = self.add(title=as_text(body["title"], 250), body=as_text(body["article"]["body"]), key=body["plaint_key"],
                         priority=body["priority"], state="new")
            raise Answer(201, self.show(t))
        match = re.fullmatch(r"/tickets/(\d+)", path)
        if match and method == "PUT":
            self.fields(body, ["plaint_key"], ["priority", "state", "article"])
            t = self.ticket(match[1])
            t["priority"], t["state"] = body.get("priority", t["priority"]), body.get("state", t["state"])
            t["closed"] = t["state"] in ("closed", "merged")
            t["comments"] += [body["article"]["body"]] if "article" in body else []
            return self.show(t)
        raise Answer(404, {"error": "Not Found"})

    def show(self, t):
        return {"id": t["id"], "title": t["title"], "plaint_key": t["key"], "priority": t["priority"], "state": t["state"]}


class Freshdesk(System):
    auth = ("Authorization", "Basic " + base64.b64encode(f"{KEY}:X".encode()).decode())
    settings = {"key_field": "cf_plaint_key", "requester": "robot@firm.example"}

    def handle(self, method, path, query, body):
        path = path.removeprefix("/api/v2")
        if path == "/ticket_fields":
            return [{"name": "subject"}] + ([] if self.options.get("applied") is False else [{"name": "cf_plaint_key"}])
        if path == "/search/tickets":
            keys = re.findall("cf_plaint_key:'([^']*)'", query["query"][0])
            return {"results": [self.show(t) for t in self.tickets.values() if t["key"] in keys]}
        if path == "/tickets":
            self.fields(body, ["subject", "description", "email", "status", "priority", "source", "tags", "custom_fields"])
            self.need(body["email"] == "robot@firm.example", "a customer gets mail")
            t = self.add(title=as_text(body["subject"], 255), body=as_text(body["description"]), priority=body["priority"],
                         key=body["custom_fields"]["cf_plaint_key"], state=2)
            raise Answer(201, self.show(t))
        match = re.fullmatch(r"/tickets/(\d+)(/notes)?", path)
        if match and match[2]:
            self.fields(body, ["body", "private"])
            self.need(body["private"] is True, "a public note")
            self.ticket(match[1])["comments"].append(body["body"])
            raise Answer(201, {"id": 1})
        if match and method == "PUT":
            self.fields(body, [], ["priority", "status"])
            t = self.ticket(match[1])
            t["priority"], t["state"] = body.get("priority", t["priority"]), body.get("status", t["state"])
            t["closed"] = t["state"] in (4, 5)
            return self.show(t)
        raise Answer(404, {"code": "not_found"})

    def show(self, t):
        return {"id": t["id"], "subject": t["title"], "priority": t["priority"], "status": t["state"],
                "custom_fields": {"cf_plaint_key": t["key"]}}


class Webhook(System):
    """Keeps one ticket for each idempotency key, as a receiver should."""
    seen = None

    def handle(self, method, path, query, body):
        signature = hmac.new(KEY.encode(), (self.headers["X-Plaint-Timestamp"] + ".").encode() + self.raw, hashlib.sha256)
        self.need(self.headers["X-Plaint-Signature"] == "sha256=" + signature.hexdigest(), "wrong signature")
        self.seen = self.seen or set()
        identity = self.headers["Idempotency-Key"]
        if body["event"] == "create" and identity not in self.seen:
            self.add(key=body["key"], title=as_text(body["title"]), body=as_text(body["body"]), priority=body["grade"])
        elif body["event"] != "ping" and identity not in self.seen:
            [t for t in self.tickets.values() if t["key"] == body["key"]][0]["comments"].append(body["body"])
        self.seen.add(identity)
        raise Answer(204)


SYSTEMS = {"redmine": Redmine, "rt": RequestTracker, "github": GitHub, "gitlab": GitLab, "jira": Jira, "zendesk": Zendesk,
           "servicenow": ServiceNow, "zammad": Zammad, "freshdesk": Freshdesk, "webhook": Webhook}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def reply(self, answer):
        body = b"" if answer.body is None else answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        if answer.body is not None:
            self.send_header("Content-Type", answer.kind)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def carry_out(self, system, raw):
        url = urllib.parse.urlsplit(self.path)
        try:
            body = json.loads(raw) if raw else None
            with system.lock:
                system.headers, system.raw = self.headers, raw
                return Answer(200, system.handle(self.command, url.path, urllib.parse.parse_qs(url.query), body))
        except Answer as answer:
            return answer
        except Exception as error:  # whatever is wrong with a request is the client's fault, and a finding
            system.complain(f"{self.command} {self.path}: {error!r}")
            return Answer(400, {"error": repr(error)})

    def serve(self):
        system = self.server.system
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if system.auth and self.headers.get(system.auth[0]) != system.auth[1]:
            return self.reply(Answer(401, {"error": "unauthorized"}))
        if not self.headers["User-Agent"].startswith("plaint/") or self.headers.get("Cookie"):
            system.complain("user agent or cookie")
        if raw and not self.headers["Content-Type"].startswith("application/json"):
            system.complain("content type")
        if system.options.get("maintenance"):
            return self.reply(Answer(200, b"<html>Back soon</html>", "text/html"))
        changes = self.command != "GET" and not self.path.endswith("/search/jql")
        fault = None
        if changes:
            system.writes += 1
            fault = system.faults.pop(0) if system.faults else None
        if fault is None:
            return self.reply(self.carry_out(system, raw))
        return self.break_down(system, raw, fault)

    def break_down(self, system, raw, fault):
        self.close_connection = True
        if fault == "kill before":
            os.kill(system.victim, signal.SIGKILL)
            return None
        if fault == "429":
            return self.reply(Answer(429, {}, headers=[("Retry-After", "0")]))
        if fault == "503":
            return self.reply(Answer(503, {}, headers=[("Retry-After", "0")]))
        if fault == "500 before":
            return self.reply(Answer(500, {}))
        if fault == "redirect":
            return self.reply(Answer(302, {}, headers=[("Location", "http://127.0.0.1:1/login")]))
        if fault == "before":
            return None
        answer = self.carry_out(system, raw)
        if fault == "kill after":
            os.kill(system.victim, signal.SIGKILL)
        elif fault == "500 after":
            self.reply(Answer(500, {}))
        elif fault == "html":
            self.reply(Answer(200, b"<html>Back soon</html>", "text/html"))
        elif fault == "huge":
            self.reply(Answer(200, b"[" + b" " * (5 << 20) + b"]"))
        elif fault == "slow":
            time.sleep(1.6)
        elif fault == "half":
            self.wfile.write(b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{\"id\"")
        return None

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = serve


class QuietServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *arguments):
        pass  # a client that hangs up is what some faults are about


class Server:
    """A running system: `with Server("redmine") as system:`; system.url is where."""

    def __init__(self, name):
        self.system = SYSTEMS[name]()

    def __enter__(self):
        self.server = QuietServer(("127.0.0.1", 0), Handler)
        self.server.system = self.system
        self.system.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self.system

    def __exit__(self, *arguments):
        self.server.shutdown()
        self.server.server_close()
