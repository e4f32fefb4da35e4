"""Prints what is wrong with the nesting of an HTML page, or `balanced`."""
import sys
from html.parser import HTMLParser

VOID = set("area base br col embed hr img input link meta source track wbr".split())


class Nesting(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open = []
        self.faults = []

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.open.append((tag, self.getpos()))

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open[-1][0] != tag:
            self.faults.append(f"{self.getpos()}: </{tag}> closes {self.open[-1:]}")
        else:
            self.open.pop()


page = Nesting()
page.feed(open(sys.argv[1], encoding="utf-8").read())
faults = page.faults + [f"{tag} of {place} is never closed" for tag, place in page.open]
print("\n".join(faults) if faults else "balanced")
