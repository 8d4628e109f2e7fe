"""Markdown and HTML made from a record's blocks, beside what labelled pages hold.

    python -m benchmarks.structure --data DATA [--peer PYTHON]

``wcxb-dev`` has a page's story as Markdown, ``readability-dev`` as HTML. Each is taken apart into
its pieces: headings, list items, quotes, code, table cells, links (text and address). A piece is
found where the story of the record has one of the same kind with the same words; the figures are
precision, recall and F1 over all pages. ``--peer`` names the Python of an environment that has
trafilatura, whose Markdown and HTML are judged the same way on the same pages.

The shipped model has seen the text of these pages, so how well stories are told from boilerplate is
not what this says (`training.evaluate` does); it says what of their structure is kept.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import html

from scraper import ScraperError, extract
from scraper.exporters.html import to_html
from scraper.exporters.markdown import to_markdown

KINDS = ("heading", "list_item", "quote", "code", "cell", "link")
Piece = tuple[str, str]
_LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]*(?:\([^()]*\)[^()\s]*)*)[^)]*\)")
_MARKS = re.compile(r"[*_`~\\]+|<[^>]+>")
_WORDS = re.compile(r"\w+")

PEER = """
import gzip, json, sys
from pathlib import Path
from trafilatura import extract
for line in sys.stdin:
    path, form = json.loads(line)
    body = gzip.decompress(Path(path).read_bytes())
    out = extract(body, output_format=form, include_links=True, include_formatting=True)
    print(json.dumps(out or ""), flush=True)
"""


def plain(text: str) -> str:
    """A piece's words, without marks and case."""
    return " ".join(_WORDS.findall(_MARKS.sub("", _LINK.sub(r"\1", text)).lower()))


def pieces_of_markdown(text: str) -> Iterator[Piece]:
    """The pieces of CommonMark with pipe tables."""
    fenced: list[str] | None = None
    for line in text.split("\n"):
        if line.lstrip().startswith(("```", "~~~")):
            if fenced is None:
                fenced = []
            else:
                yield "code", plain(" ".join(fenced))
                fenced = None
            continue
        if fenced is not None:
            fenced.append(line)
            continue
        for words, address in _LINK.findall(line):
            if not address.startswith("#"):
                yield "link", plain(words)
        bare = line.strip()
        if found := re.match(r"#{1,6}\s+(.*)", bare):
            yield "heading", plain(found[1])
        elif found := re.match(r"(?:[-*+•]|\d+[.)])\s+(.*)", bare):
            yield "list_item", plain(found[1])
        elif bare.startswith(">"):
            yield "quote", plain(bare.lstrip("> "))
        elif bare.startswith("|") and not re.fullmatch(r"[|:\s-]+", bare):
            for cell in bare.strip("|").split("|"):
                yield "cell", plain(cell)


_ELEMENTS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    "li": "list_item", "blockquote": "quote", "pre": "code", "td": "cell", "th": "cell",
    "a": "link",
}  # fmt: skip


def pieces_of_html(text: str) -> Iterator[Piece]:
    """The pieces of an HTML story."""
    if not text.strip():
        return
    for element in html.fromstring(f"<div>{text}</div>").iter(*_ELEMENTS):
        if element.tag == "a" and not element.get("href", "#").startswith(("http", "/", ".")):
            continue
        words = plain(" ".join(element.itertext()))
        if element.tag in ("td", "th") and element.xpath(".//table | .//p[2]"):
            continue  # a table that lays out the page
        yield _ELEMENTS[element.tag], words


def count(found: Counter[Piece], wanted: Counter[Piece], sums: dict[str, list[int]]) -> None:
    """Add one page to the sums: pieces both have, found ones, wanted ones."""
    for (kind, _), times in (found & wanted).items():
        sums[kind][0] += times
    for place, counted in ((1, found), (2, wanted)):
        for (kind, words), times in counted.items():
            if words:
                sums[kind][place] += times


def report(name: str, sums: dict[str, list[int]]) -> None:
    print(f"{name:24}" + " " * 4 + "precision  recall      F1   wanted")
    for kind in KINDS:
        both, found, wanted = sums[kind]
        if wanted < 50:
            continue
        precision, recall = both / max(found, 1), both / wanted
        score = 2 * precision * recall / max(precision + recall, 1e-9)
        shown = "".join(f"{100 * value:8.1f}" for value in (precision, recall, score))
        print(f"  {kind:22}     {shown} {wanted:8}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--peer", help="Python of an environment with trafilatura")
    args = parser.parse_args()
    for folder, field, form in (
        ("wcxb-dev", "markdown", "markdown"),
        ("readability-dev", "expected_html", "html"),
    ):
        take_apart = pieces_of_markdown if form == "markdown" else pieces_of_html
        write = to_markdown if form == "markdown" else to_html
        own: dict[str, list[int]] = {kind: [0, 0, 0] for kind in KINDS}
        peers: dict[str, list[int]] = {kind: [0, 0, 0] for kind in KINDS}
        peer = None
        if args.peer:
            peer = subprocess.Popen(
                [args.peer, "-c", PEER],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        pages = 0
        for line in (args.data / folder / "truth.jsonl").read_text("utf-8").split("\n"):
            if not line:
                continue
            row = json.loads(line)
            if not row.get(field) or row.get("page_type", "article") != "article":
                continue
            path = args.data / folder / "html" / f"{row['id']}.html.gz"
            wanted = Counter(piece for piece in take_apart(row[field]) if piece[1])
            try:
                record = extract(gzip.decompress(path.read_bytes()), url=row.get("url"))
            except ScraperError:
                continue
            pages += 1
            # What is judged is the story: its title stands above it in both forms.
            story = record.model_copy(update={"title": None, "subtitle": None, "images": []})
            count(Counter(p for p in take_apart(write(story)) if p[1]), wanted, own)
            if peer and peer.stdin and peer.stdout:
                peer.stdin.write(json.dumps([str(path), form]) + "\n")
                peer.stdin.flush()
                theirs = json.loads(peer.stdout.readline() or '""')
                count(Counter(p for p in take_apart(theirs) if p[1]), wanted, peers)
        print(f"\n{folder}: {form} of {pages} pages")
        report("this project", own)
        if peer:
            report("trafilatura", peers)
            peer.kill()
    sys.exit(0)


if __name__ == "__main__":
    main()
