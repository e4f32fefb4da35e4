"""No labelled piece of personal data stands in any output, whatever the command, format or field."""
import json

from _law import LEXICON, check, finish, labelled, plaint

records = [record for record in labelled("pii") if record["pii"]]
secrets = [[record["text"][begin:end] for begin, end in (pii["span"] for pii in record["pii"])]
           for record in records]
complaint = "，质量太差，要退款"
data = "".join(json.dumps({"id": str(number), "text": record["text"] + complaint, "title": record["text"]}, ensure_ascii=False) + "\n"
               for number, record in enumerate(records)).encode()
texts = "".join(record["text"].replace("\n", " ") + complaint + "\n" for record in records).encode()
with open("key", "wb") as file:
    file.write(b"0123456789abcdef0123456789abcdef")


def leaks(output):
    """Secrets of the record that stand in its own line of output."""
    found = []
    for number, line in enumerate(output.decode().splitlines()):
        found += [(number, secret) for secret in secrets[number] if secret in line]
    return found


real = ("--lexicons", LEXICON)
for mode in (("mask",), ("pseudonym", "--pii-key", "key")):
    for arguments in (("analyze", "--explain"), ("tokens",), ("normalize",), ("normalize", "--form", "match")):
        if arguments[0] != "analyze" and mode[0] != "mask":
            continue
        form, content = ("ndjson", data) if arguments[0] == "analyze" else ("text", texts)
        output, errors = plaint(*arguments, *real, "--pii", *mode, "-f", form, data=content)
        found = leaks(output)
        if arguments[-1] == "match":
            # the folded form of digits and letters is the same; others are folded away
            found = [item for item in found if item[1].isascii()]
        check(len(output.splitlines()) == len(records) and not found,
              f"{' '.join(arguments)} --pii {mode[0]}: nothing of {sum(map(len, secrets))} shows", found[:5])

# A report shows few texts; short secrets (a surname) may stand in the text of someone else.
long = {secret for group in secrets for secret in group if len(secret) >= 8}
for form in ("table", "ndjson", "json", "csv", "md", "html"):
    output, errors = plaint("triage", *real, "-t", form, "-f", "ndjson", data=data)
    found = [secret for secret in long if secret in output.decode()]
    check(len(output) > 1000 and not found, f"triage -t {form}: nothing shows", found[:5])
shown = []
for number, record in enumerate(records[::10]):
    output, errors = plaint("explain", *real, "--", record["text"])
    shown += [secret for secret in secrets[number * 10] if secret in output.decode()]
check(not shown, "explain: nothing shows", shown)
for name, value in (("a field beside the text", "加我微信zzsunny583，我把视频发你15905713923"),
                    ("an object", {"deep": "call 15905713923"}), ("an array", ["call 15905713923"]),
                    ("a number", 15905713923)):
    output, errors = plaint("analyze", "-f", "ndjson", data=json.dumps({"text": "太慢", "note": value}).encode())
    check(b"15905713923" not in output and b"zzsunny583" not in output,
                f"analyze: nothing shows from {name}", output)
finish()
