"""Nothing disappears: read = analyzed + rejected, one line out per record, one reject per rejection."""
import random
import re

from _law import SAMPLE, check, finish, plaint

KINDS = {"csv": ".csv", "ndjson": ".ndjson", "text": ".txt"}


def damage(data, dice):
    """A file as it arrives from the wild: bytes lost, doubled, overwritten, lines torn."""
    data = bytearray(data)
    for _ in range(dice.randrange(1, 12)):
        at = dice.randrange(len(data))
        what = dice.randrange(5)
        if what == 0:
            del data[at:at + dice.randrange(1, 40)]
        elif what == 1:
            data[at:at] = data[at:at + dice.randrange(1, 40)]
        elif what == 2:
            data[at] = dice.randrange(256)
        elif what == 3:
            data[at:at] = dice.choice([b'"', b"\n", b"\r\n", b"\0", b"{", b"\\", b",", b"\xff\xfe", b"\x1a"])
        else:
            del data[at:]
        if not data:
            return b"x"
    return bytes(data)


bad, refused = [], 0
total = 60
for seed in range(total):
    dice = random.Random(seed)
    path = dice.choice(SAMPLE)
    form = next(form for form, suffix in KINDS.items() if path.endswith(suffix))
    with open(path, "rb") as file:
        content = damage(file.read()[:20000], dice)
    output, errors = plaint("analyze", "-f", form, "-j2", "--rejects", "rejects", data=content, status=(0, 2))
    closing = re.search(rb"read (\d+), analyzed (\d+), rejected (\d+),", errors)
    read, analyzed, rejected = map(int, closing.groups())
    if b"plaint: -:" in errors:
        refused += 1
        continue
    with open("rejects", "rb") as file:
        kept = file.read().count(b"\n")
    if read != analyzed + rejected or output.count(b"\n") != analyzed or kept != rejected:
        bad.append((seed, path, read, analyzed, rejected, output.count(b"\n"), kept))
check(not bad, f"{total} damaged files: counts close", bad[:5])
check(refused < total / 2, "most damaged files are still read", refused)
finish()
