"""The same records give the same findings whatever file format and encoding they come in."""
import csv
import io
import json

from _law import LEXICON, ROOT, check, differences, finish, lines, plaint

with open(ROOT / "corpora" / "sample" / "reviews.csv", encoding="utf-8-sig", newline="") as file:
    rows = [row for row in csv.reader(file)]
header, rows = rows[0], [row for row in rows[1:] if len(row) == len(rows[0])]


def table(delimiter, end="\n"):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


objects = [dict(zip(header, row)) for row in rows]
files = {
    # quotes mean nothing in TSV
    "tsv": ("tsv", "".join("\t".join(row) + "\n" for row in [header, *rows]).encode()),
    "semicolons": ("csv", table(";").encode()),
    "CR LF": ("csv", table(",", "\r\n").encode()),
    "byte order mark": ("csv", b"\xef\xbb\xbf" + table(",").encode()),
    "UTF-16LE": ("csv", table(",").encode("utf-16")),
    "UTF-16BE": ("csv", b"\xfe\xff" + table(",").encode("utf-16-be")),
    "GB18030": ("csv", table(",").encode("gb18030")),
    "ndjson": ("ndjson", "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in objects).encode()),
    "ndjson, escaped": ("ndjson", "".join(json.dumps(item) + "\n" for item in objects).encode()),
    "json": ("json", json.dumps(objects, ensure_ascii=False, indent=2).encode()),
}
expected = [record["plaint"] for record in
            lines(plaint("analyze", "--lexicons", LEXICON, "-f", "csv", data=table(",").encode())[0])]
check(len(expected) == len(rows) > 200, "csv", len(expected))
for name, (form, data) in files.items():
    got = [record["plaint"] for record in lines(plaint("analyze", "--lexicons", LEXICON, "-f", form, data=data)[0])]
    wrong = differences(expected, got)
    check(len(got) == len(expected) and not wrong, name, wrong[:5] or len(got))
finish()
