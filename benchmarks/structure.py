"""Quality of the Markdown and HTML output, compared with labelled pages.

    python -m benchmarks.structure --data DATA [--peer PYTHON]

``wcxb-dev`` has the story of each page as Markdown, ``readability-dev`` as HTML. Each is split into
pieces: headings, list items, quotes, code, table cells, links (their text). A piece is found if the
story of the record has a piece of the same kind with the same words. The figures are precision,
recall and F1 over all pages. ``--peer`` is the Python interpreter of an environment with
trafilatura, whose Markdown and HTML are scored in the same way on the same pages.

The shipped model was trained on the text of these pages, so this does not measure how well stories
are separated from boilerplate (`training.evaluate` does); it measures how much of their structure
is kept.
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
    """The words of a piece in lower case, without markup."""
    return " ".join(_WORDS.findall(_MARKS.sub("", _LINK.sub(r"\1", text)).lower()))


def pieces_of_markdown(text: str) -> Iterator[Piece]:
    """The pieces of CommonMark with pipe tables."""
    code_lines: list[str] | None = None
    for line in text.split("\n"):
        if line.lstrip().startswith(("```", "~~~")):
            if code_lines is None:
                code_lines = []
            else:
                yield "code", plain(" ".join(code_lines))
                code_lines = None
            continue
        if code_lines is not None:
            code_lines.append(line)
            continue
        for words, address in _LINK.findall(line):
            if not address.startswith("#"):
                yield "link", plain(words)
        stripped = line.strip()
        if found := re.match(r"#{1,6}\s+(.*)", stripped):
            yield "heading", plain(found[1])
        elif found := re.match(r"(?:[-*+•]|\d+[.)])\s+(.*)", stripped):
            yield "list_item", plain(found[1])
        elif stripped.startswith(">"):
            yield "quote", plain(stripped.lstrip("> "))
        elif stripped.startswith("|") and not re.fullmatch(r"[|:\s-]+", stripped):
            for cell in stripped.strip("|").split("|"):
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
            continue  # a layout table
        yield _ELEMENTS[element.tag], words


def count(found: Counter[Piece], wanted: Counter[Piece], sums: dict[str, list[int]]) -> None:
    """Add the counts of one page to ``sums``: common, found and wanted pieces."""
    for (kind, _), times in (found & wanted).items():
        sums[kind][0] += times
    for index, counted in ((1, found), (2, wanted)):
        for (kind, words), times in counted.items():
            if words:
                sums[kind][index] += times


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
    for folder, field, output_format in (
        ("wcxb-dev", "markdown", "markdown"),
        ("readability-dev", "expected_html", "html"),
    ):
        split_pieces = pieces_of_markdown if output_format == "markdown" else pieces_of_html
        write = to_markdown if output_format == "markdown" else to_html
        our_sums: dict[str, list[int]] = {kind: [0, 0, 0] for kind in KINDS}
        peer_sums: dict[str, list[int]] = {kind: [0, 0, 0] for kind in KINDS}
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
            wanted = Counter(piece for piece in split_pieces(row[field]) if piece[1])
            try:
                record = extract(gzip.decompress(path.read_bytes()), url=row.get("url"))
            except ScraperError:
                continue
            pages += 1
            # Only the story is scored; both formats have the title above it.
            story = record.model_copy(update={"title": None, "subtitle": None, "images": []})
            count(Counter(p for p in split_pieces(write(story)) if p[1]), wanted, our_sums)
            if peer and peer.stdin and peer.stdout:
                peer.stdin.write(json.dumps([str(path), output_format]) + "\n")
                peer.stdin.flush()
                peer_output = json.loads(peer.stdout.readline() or '""')
                count(Counter(p for p in split_pieces(peer_output) if p[1]), wanted, peer_sums)
        print(f"\n{folder}: {output_format} of {pages} pages")
        report("this project", our_sums)
        if peer:
            report("trafilatura", peer_sums)
            peer.kill()
    sys.exit(0)


if __name__ == "__main__":
    main()
