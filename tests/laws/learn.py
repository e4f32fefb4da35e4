"""What is learned tells the good from the bad, is the same every time, and repeats no whole record."""
import json
import pathlib
import tempfile

from _law import ROOT, check, finish, plaint

QUOTE = "zorble plimmet"  # stands alone in some records: somebody's text
PART = "quandle fribbet"  # only ever a part of one
DIVIDED = "wumbled"  # praise in one source and blame in the other
RECORDS = 80  # of each label and source; a language needs a hundred in all


def examples(source):
    """English sentences, so that they are read as English, around words that mean nothing."""
    for number in range(RECORDS):
        day = f"I bought this item on day {number} of the month"
        divided = f" and the box was {DIVIDED}" if number % 2 else ""
        good, bad = (divided, "") if source == "one" else ("", divided)
        yield {"text": f"{day} and it is {PART} {source}{good}", "sentiment": "pos"}
        yield {"text": f"{day} and it was {QUOTE} {source}{bad}", "sentiment": "neg"}
    yield {"text": f"{QUOTE.capitalize()}!", "sentiment": "neg"}


def write(folder, name, records):
    path = pathlib.Path(folder) / f"{name}.ndjson"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def learned(folder, name, *arguments):
    output = pathlib.Path(folder) / name
    plaint("learn", "--lexicons", ROOT / "tests" / "lexicons" / "toy", "-o", output, *arguments)
    rows = (output / "en" / "learned.tsv").read_text().splitlines()
    return {row.split("\t")[0]: row.split("\t")[1:] for row in rows if row[0] != "#"}


def weight(terms, term):
    return float(terms.get(term, ["0"])[0])


with tempfile.TemporaryDirectory() as folder:
    one = write(folder, "one", examples("one"))
    two = write(folder, "two", examples("two"))
    terms = learned(folder, "first", one, two)
    check(weight(terms, PART) > 0, "a phrase of good records is learned", terms)
    check(weight(terms, "zorble") < 0, "a word of bad records is learned", terms)
    check(QUOTE not in terms, "a whole record is not", terms)
    check(terms.get(PART, [0, 0, 0])[1:] == [str(2 * RECORDS), "2"], "support is counted", terms)
    check(
        abs(weight(terms, DIVIDED)) < 0.2 * abs(weight(terms, "zorble")),
        "what sources are divided about is next to nothing",
        terms,
    )
    check(learned(folder, "second", one, two) == terms, "the same files teach the same")

    twice = learned(folder, "third", one, two, one)
    check(twice == terms or twice["*"][1] != terms["*"][1], "a copy is seen as one", twice)
    strip = lambda pack: {term: row[0] for term, row in pack.items()}
    check(strip(twice) == strip(terms), "a file given twice teaches nothing new", twice)

    grouped = write(
        folder,
        "grouped",
        [{**record, "shop": shop} for shop in ("one", "two") for record in examples(shop)],
    )
    by_column = learned(folder, "fourth", "--group", "shop", grouped)
    check(by_column[PART][2] == "2", "a column parts a file into sources", by_column)
finish()
