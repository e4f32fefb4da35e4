"""Spans lie in the text, on code point boundaries, and say what they claim, in all three units."""
import json

from _law import LEXICON, check, finish, labelled, lines, plaint

# texts that make offsets hard: markup, repaired encodings, ligatures, wide letters, emoji, marks
HARD = ["<p>ＡＢＣ&amp;太慢</p>快递慢", "質(zhì)量(liàng)很差", "👨‍👩‍👧‍👦👍🏽质量差😡", "Soooo baaad ﬁne ＴＥＲＲＩＢＬＥ",
        "cafe\u0301 was te\u0301rrible", "\u202e质量差\u202c zero\u200bwidth bad", "È¢äº§è´¨é‡ bad", "\ufeff质量差",
        "bad\u0000nul bell\u0007 slow", "", " ", "\n\n太慢\r\n\r\n差", "İstanbul ẞ ŉ very bad", "打１３８１２３４５６７８太慢"]
texts = HARD + [record["text"] for name in ("pii", "sentiment.zh", "sentiment.en") for record in labelled(name)]
data = "".join(json.dumps({"id": number, "text": text}, ensure_ascii=False) + "\n"
               for number, text in enumerate(texts)).encode()


def encode(text, unit):
    """The text as a sequence in which offsets count, and how to decode a piece of it."""
    if unit == "codepoint":
        return text, lambda piece: piece
    if unit == "byte":
        return text.encode(), lambda piece: piece.decode()
    code = text.encode("utf-16-le")
    return [code[i:i + 2] for i in range(0, len(code), 2)], lambda piece: b"".join(piece).decode("utf-16-le")


def spans(found):
    """(kind, span) of everything that has one."""
    for aspect in found["aspects"]:
        yield "aspect", aspect["span"]
    for pii in found["pii"]:
        yield "pii " + pii["kind"], pii["span"]
    for evidence in found.get("evidence", []):
        if "span" in evidence:
            yield "evidence", evidence["span"]


pieces = {}
for unit in ("codepoint", "byte", "utf16"):
    bad, wrong = [], []
    output = lines(plaint("analyze", "--explain", "--pii", "keep", "--offsets", unit, "--lexicons", LEXICON,
                          "-f", "ndjson", data=data)[0])
    pieces[unit] = []
    for text, record in zip(texts, output):
        sequence, decode = encode(text, unit)
        for kind, (begin, end) in spans(record["plaint"]):
            try:
                assert 0 <= begin <= end <= len(sequence)
                pieces[unit].append((kind, decode(sequence[begin:end])))
            except (AssertionError, UnicodeDecodeError):
                bad.append((text, kind, begin, end))
    check(len(output) == len(texts), f"{unit}: every text is answered")
    check(not bad, f"{unit}: spans lie in the text, on boundaries", bad[:5])

    for record in lines(plaint("tokens", "--offsets", unit, "--pii", "keep", "--lexicons", LEXICON, "-f", "ndjson",
                               data=data)[0]):
        sequence, decode = encode(texts[int(record["id"])], unit)
        last, before = 0, None
        for token in record["tokens"]:
            begin, end = token["span"]
            # a sign that folds to several words (℃) is the span of each
            if not (last <= begin or (begin, end) == before) or not begin < end <= len(sequence) \
                    or decode(sequence[begin:end]) != token["text"]:
                wrong.append((texts[int(record["id"])], token))
            last, before = end, (begin, end)
    check(not wrong, f"{unit}: a token is its span, and tokens follow each other", wrong[:3])
check(pieces["codepoint"] == pieces["byte"] == pieces["utf16"], "the three units name the same pieces of text")
finish()
