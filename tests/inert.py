"""What a report could do to whoever opens it, in any format."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree import ElementTree

from markdown_it import MarkdownIt

TAGS = set(
    "html head meta title style body header fieldset legend label input h1 h2 h3 p span progress"
    " main table thead tbody tr th td a code section article dl dt dd pre figure img figcaption"
    " details summary ul li div footer".split()
)
ANNOTATION = re.compile(r"::error file=[^,:]*,line=\d+,title=[^,:]*::[^\r\n]*")


def problems(name: str, text: str) -> list[str]:
    """Everything in a report of this format that a program would obey, load, run or compute."""
    text.encode()
    lines = text.splitlines() if name == "github" else []
    found = [f"no annotation: {line}" for line in lines if not ANNOTATION.fullmatch(line)]
    for piece in [line.partition("::error ")[2] for line in lines] or [text]:
        found += breaks_a_log(piece.removeprefix("\ufeff").replace("\r\n", "\n"))
    match name:
        case "html":
            found += _page(text)
        case "markdown":
            found += _markdown(text)
        case "csv":
            found += _formulas(text)
        case "junit":
            ElementTree.fromstring(text.encode())
        case "terminal" | "github" | "github-classroom":
            pass
        case _:
            json.loads(text)
    return found


def breaks_a_log(text: str) -> list[str]:
    """What a terminal or a CI system would obey in a text."""
    found = [char for char in text if char != "\n" and unicodedata.category(char)[0] == "C"]
    lines = text.split("\n")
    found += [line for line in lines if line.strip().startswith("::")]
    return found + [line for line in lines if re.search(r"##\w*\[", line)]


class Page(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs


def _page(text: str) -> Iterator[str]:
    page = Page(text)
    yield from (f"tag {tag}" for tag in set(page.tags) - TAGS)
    yield from ["second style"] * (page.tags.count("style") - 1)
    for name, value in page.attributes:
        if name.startswith("on") or name in {"style", "srcdoc"}:
            yield f"attribute {name}"
        if name in {"src", "href"} and not value.startswith(("data:image/", "#exercise-")):
            yield f"address {value}"


def _markdown(text: str) -> Iterator[str]:
    parser = MarkdownIt("gfm-like")
    # GitHub links addresses, and no names such as a.py
    parser.linkify.set({"fuzzy_link": False})
    tokens = parser.parse(text)
    inner = [child for token in tokens for child in token.children or ()]
    for token in [*tokens, *inner]:
        if token.type in {"link_open", "image", "html_block"}:
            yield token.type
        if token.type == "html_inline" and token.content != "<br>":
            yield token.content


def _formulas(text: str) -> Iterator[str]:
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    for cell in (cell for row in rows for cell in row):
        if re.match(r"\s*[=+\-@＝＋－＠|%\t\r]", cell):
            yield f"formula {cell}"
