"""What the tests of `plaint run` share: feedback to read, a configuration, what the database holds."""
import contextlib
import json
import pathlib
import random
import sqlite3

WORDS = {
    "en": ["delivery took three weeks", "the app crashes every time", "refund was refused", "great value",
           "the screen is broken", "support never answers", "battery died after a day", "works as described"],
    "zh": ["快递太慢了", "客服态度很差", "一直不给退款", "质量很好", "屏幕坏了", "闪退", "味道不错", "包装破损"],
}


def feedback(count, seed, first=0, days=20, day=20500):
    """`count` records with ids r-FIRST..., over `days` days; some without time or customer."""
    dice = random.Random(seed)
    for number in range(first, first + count):
        language = dice.choice(["en", "zh"])
        text = ("，" if language == "zh" else ", ").join(dice.sample(WORDS[language], 2)) + f" {dice.randrange(90)}"
        record = {"id": f"r-{number}", "text": text, "product": f"p{dice.randrange(5)}"}
        if dice.random() < 0.95:
            record["time"] = (day + dice.randrange(days)) * 86400 + dice.randrange(86400)
        if dice.random() < 0.9:
            record["customer"] = f"c{dice.randrange(count)}"
        yield record


def write_ndjson(path, records):
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")


def write_config(path, extra="", database="history.db"):
    pathlib.Path(path).write_text(
        f"database: {database}\ninputs:\n  - path: inbox\n    name: shop\nreport:\n  json: report.json\n{extra}",
        encoding="utf-8")


def ask(database, sql):
    """All rows of a question to the database, which is closed at once: left to the garbage collector it would take its
    files away while a test does."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql).fetchall()


def contents(database):
    """All that a history counts, in a form that does not depend on the order of things."""
    return {
        "records": ask(database, "SELECT count(*), count(DISTINCT key), sum(outcome = 1), sum(day), sum(rating)"
                                 " FROM record"),
        "texts": ask(database, "SELECT count(*), sum(length(text)), count(DISTINCT name) FROM record"),
        "issues": ask(database, "SELECT name, sum(complaints) FROM issue_day JOIN issue ON issue.id = issue"
                                " GROUP BY name ORDER BY name"),
        "topics": ask(database, "SELECT topic, sum(records), sum(complaints) FROM topic_day GROUP BY topic ORDER BY 1"),
        "products": ask(database, "SELECT product, sum(records) FROM product_day GROUP BY product ORDER BY 1"),
        "integrity": ask(database, "PRAGMA integrity_check"),
    }
