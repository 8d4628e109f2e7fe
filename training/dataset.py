"""Labelled pages -> blocks with labels.

A page's truth is a text, or snippets that the text must and must not hold. Text is aligned with the
page word by word (longest common subsequence over the whole page, so order decides between two
printings of one paragraph); a block's label is the share of its words that the truth has.
"""

from __future__ import annotations

import gzip
import hashlib
import html as html_entities
import json
import pickle
import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import tldextract
from lxml import etree, html
from rapidfuzz.distance import LCSseq

from scraper.errors import InputError
from scraper.extractors.classify.hints import read_hints
from scraper.extractors.classify.page_features import Hints
from scraper.extractors.classify.signs import LEAD_IN_ENDS, bare_host, is_internal_link, lead_in
from scraper.extractors.classify.tokens import markup_words
from scraper.extractors.metadata.sources.collect import collect
from scraper.extractors.metadata.sources.jsonld import read_jsonld
from scraper.extractors.parsing.blocks import RawBlock, cut
from scraper.extractors.parsing.decode import decode
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.parsing.tree import Tree
from training.shape_markup import as_html
from training.shapes import (
    HELD_LANGUAGES,
    HELD_SHAPES,
    SHAPES,
    TEXT_SHAPES,
    document,
    lexicon,
)

WORD = re.compile(r"\w+")
SETS = ("news-dev", "wcxb-dev", "segments-dev", "readability-dev", "dates-dev")
_suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@dataclass
class LabelledPage:
    """One page with its blocks and what the truth says of each.

    Attributes:
        labels: one a block: share of its words in the truth's text (0 to 1), or -1 where the
            truth does not speak of it.
        address: the page's address, from the truth or from the page itself.
    """

    set: str
    id: str
    site: str
    url: str | None
    truth: dict[str, Any]
    tree: Tree
    blocks: list[RawBlock]
    labels: list[float] = field(default_factory=list)
    hints: Hints = field(default_factory=Hints)
    address: str | None = None


RESERVED = "example"
"""The top-level domain of the pages that we wrote (RFC 2606); it is no public suffix."""


def site_of(name: str, row: dict[str, Any], tree: Tree) -> str:
    """The site a page belongs to, for splitting: registered domain, or publisher in news-dev."""
    url = row.get("url")
    if not url:
        for i, tag in enumerate(tree.tags):
            a = tree.attrs[i]
            if (
                tag == "link"
                and a.get("rel") == "canonical"
                and a.get("href", "").startswith("http")
            ):
                url = a["href"]
                break
            if (
                tag == "meta"
                and a.get("property") == "og:url"
                and a.get("content", "").startswith("http")
            ):
                url = a["content"]
                break
    if url:
        found = _suffixes(url)
        if found.domain == RESERVED and not found.suffix:
            return f"{found.subdomain.rpartition('.')[2]}.{RESERVED}"
        domain = ".".join(part for part in (found.domain, found.suffix) if part)
        if domain:
            return domain
    return f"{name}/{row['id'].rsplit('_', 3)[0]}"


FOLDS = 5


def fold_of(site: str) -> int:
    """The fold that a site's pages belong to."""
    return int(hashlib.sha256(site.encode()).hexdigest()[:8], 16) % FOLDS


INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u2060\ufeff"))
"""Characters within the words of a page or of a label that no reader sees; records have none."""


def words(text: str) -> list[str]:
    return WORD.findall(unicodedata.normalize("NFKC", text.translate(INVISIBLE)))


def align(blocks: list[RawBlock], truth: str) -> list[float]:
    """Share of each block's words that the truth holds, from one alignment of the whole page."""
    wanted = words(truth)
    have: list[str] = []
    owner: list[int] = []
    sizes = []
    known = set(wanted)
    for number, block in enumerate(blocks):
        found = words(block.text)
        sizes.append(len(found))
        # Words that the truth lacks cannot match; leaving them out makes the alignment faster.
        for word in found:
            if word in known:
                have.append(word)
                owner.append(number)
    matched: list[list[bool]] = [[] for _ in blocks]
    index = [False] * len(have)
    for op in LCSseq.opcodes(have, wanted):
        if op.tag == "equal":
            for k in range(op.src_start, op.src_end):
                index[k] = True
    for k, number in enumerate(owner):
        matched[number].append(index[k])
    labels = []
    for number, size in enumerate(sizes):
        if not size:
            labels.append(-1.0)
            continue
        labels.append(sum(matched[number]) / size)
    # A short block can match by chance, word by word, in a gap of the alignment: it must stand in
    # the truth as a whole.
    joined = " " + " ".join(wanted) + " "
    for number, size in enumerate(sizes):
        if (
            0 < size <= 6
            and labels[number] > 0
            and (
                labels[number] < 1 or " " + " ".join(words(blocks[number].text)) + " " not in joined
            )
        ):
            labels[number] = 0.0 if labels[number] < 0.8 else labels[number]
    return labels


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def snippet_labels(blocks: list[RawBlock], wanted: list[str], unwanted: list[str]) -> list[float]:
    """1 for blocks that hold a wanted snippet, 0 for those that hold an unwanted one, else -1."""
    labels = [-1.0] * len(blocks)
    texts = [_flat(block.text) for block in blocks]
    for snippet in map(_flat, unwanted):
        for number, text in enumerate(texts):
            if snippet and snippet in text and len(snippet) > 0.3 * len(text):
                labels[number] = 0.0
    for snippet in map(_flat, wanted):
        places = [number for number, text in enumerate(texts) if snippet and snippet in text]
        if places:
            # Printed twice (teaser and story): the longest block is the story's.
            labels[max(places, key=lambda number: len(texts[number]))] = 1.0
    return labels


def truth_text(row: dict[str, Any]) -> str | None:
    """The truth's text, from ``text`` or the words of ``expected_html``."""
    if row.get("text"):
        return str(row["text"])
    if row.get("expected_html"):
        tree = etree.fromstring(row["expected_html"], etree.HTMLParser())
        if tree is not None:
            return html_entities.unescape(" ".join(tree.itertext()))
    return None


STANDFIRST_WORDS = frozenset(
    """
    subtitle subheadline subheading standfirst deck dek lead lede intro excerpt summary abstract
    chapo sapo teaser description synopsis vorspann ingress
    """.split()
)


def unlabel_standfirst(page: LabelledPage) -> None:
    """Take back the "not story" of a standfirst.

    The sets disagree on it: news-dev counts it as text, the others mostly begin at the first
    paragraph. In the record it is text, so elsewhere it must not be learned as anything else.
    """
    labels, blocks, tree = page.labels, page.blocks, page.tree
    first = next((n for n, label in enumerate(labels) if label > 0.5), len(labels))
    headline = max((n for n in range(first) if blocks[n].tag == "h1"), default=-1)
    if headline < 0 or first == len(labels):
        return
    summary = set(words(page.hints.description.lower()))
    for number in range(headline + 1, first):
        block = blocks[number]
        own = words(block.text.lower())
        if labels[number] < 0 or len(block.text) < 25 or block.link_chars * 2 > len(block.text):
            continue
        alike = sum(word in summary for word in own) >= 0.6 * len(own)
        marks = set(markup_words(tree.attrs[block.node].get("class", "")))
        if tree.parents[block.node] >= 0:
            marks |= set(markup_words(tree.attrs[tree.parents[block.node]].get("class", "")))
        if alike or marks & STANDFIRST_WORDS:
            labels[number] = -1.0


READ_ALSO = 25
"""Characters of a link from which it is a headline, and what stands before it a lead-in."""


def label_read_also(page: LabelledPage) -> None:
    """Take "Read also: …" lines out of the story.

    In the record they are related items. news-dev has none of them in its texts; the others have
    half of them, one site like this and one like that.
    """
    host = bare_host(page.address or "")
    for number, block in enumerate(page.blocks):
        if page.labels[number] <= 0.5 or block.link_chars < READ_ALSO:
            continue
        lead = lead_in(block)
        if (
            block.tag in ("p", "div", "strong", "section")
            and lead is not None
            and lead[-1] in LEAD_IN_ENDS
            and is_internal_link(page.tree.attrs[block.anchor].get("href", ""), host)
        ):
            page.labels[number] = 0.0


def read_body(data: Path, name: str, page_id: str) -> bytes:
    """The bytes of one page of the set ``name``, as they were fetched."""
    return gzip.decompress((data / name / "html" / f"{page_id}.html.gz").read_bytes())


def editable(data: Path, page: LabelledPage) -> html.HtmlElement:
    """A page's document, to be changed and given to ``changed_copy``."""
    body = decode(read_body(data, page.set, page.id), {}).utf8
    return html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8"))


def changed_copy(
    page: LabelledPage, name: str, document: html.HtmlElement, url: str | None
) -> LabelledPage | None:
    """The page with a changed document, labelled by its own truth; None if nothing is left of it.

    Args:
        name: the set that the copy belongs to.
        url: the copy's address.
    """
    try:
        tree = parse_html(decode(html.tostring(document, encoding="utf-8"), {}).utf8)
    except InputError:
        return None
    truth = dict(page.truth)
    made = LabelledPage(name, f"{page.set} {page.id}", page.site, url, truth, tree, cut(tree))
    finish(made, page.set, truth_text(page.truth))
    return made


NUMBERED = ("/news.php?id={}", "/view.aspx?lang=2&NewsID={}", "/?p={}", "/news/{}", "/{}")
"""Forms of addresses without words, which many sites have and few of the labelled ones."""


def numbered_url(url: str | None, draw: random.Random, form: str | None = None) -> str | None:
    """An address without words on the same host.

    Args:
        form: of ``NUMBERED``; None for any.
    """
    if not url:
        return None
    scheme, _, rest = url.partition("://")
    host = rest.partition("/")[0]
    path = (form or draw.choice(NUMBERED)).format(draw.randrange(10_000, 9_999_999))
    return f"{scheme}://{host}{path}"


def load_page(data: Path, name: str, row: dict[str, Any]) -> LabelledPage | None:
    body = read_body(data, name, row["id"])
    try:
        tree = parse_html(decode(body, {}).utf8)
    except InputError:
        return None
    blocks = cut(tree)
    page = LabelledPage(
        name, row["id"], site_of(name, row, tree), row.get("url"), row, tree, blocks
    )
    finish(page, name, truth_text(row))
    return page


def finish(page: LabelledPage, name: str, text: str | None) -> None:
    """Read a page's head, and label its blocks as the set ``name`` understands a story."""
    _read_head(page)
    row = page.truth
    if text is not None:
        page.labels = align(page.blocks, text)
        if name != "news-dev":
            unlabel_standfirst(page)
        if name == "news-dev" or row.get("page_type", "article") == "article":
            label_read_also(page)
    elif row.get("with") or row.get("without"):
        page.labels = snippet_labels(page.blocks, row.get("with", []), row.get("without", []))


def load_set(data: Path, name: str) -> Iterator[LabelledPage]:
    with (data / name / "truth.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            page = load_page(data, name, json.loads(line))
            if page is not None:
                yield page


def _read_head(page: LabelledPage) -> None:
    clues = collect(page.tree)
    page.address = page.url or next(
        (
            address
            for address in (*clues.links.get("canonical", ()), clues.meta("og:url"))
            if address.startswith("http")
        ),
        None,
    )
    linked = read_jsonld(clues.jsonld, page.address, clues.title)
    page.hints = read_hints(clues, linked, page.address)


FIXTURES = Path(__file__).parent.parent / "fixtures" / "pages"


def load_fixtures(folder: Path = FIXTURES) -> list[LabelledPage]:
    """The project's own pages, with their expected records as truth.

    They come in shapes that the labelled sets have few of, the plain list of teasers below a story
    first of all. Being fitted on, they judge nothing but the code.
    """
    pages = []
    for file in sorted(folder.glob("*.html")):
        record = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        if "embedded_state" in record.get("warnings", ()):
            continue
        tree = parse_html(decode(file.read_bytes(), {}).utf8)
        address = record.get("url")
        row = {
            "id": file.stem,
            "url": address,
            "text": "\n".join(block["text"] for block in record.get("blocks", ())),
            "page_type": "article" if record["page_type"] == "liveblog" else record["page_type"],
            "hrefs": [item["url"] for item in record.get("related", ()) if "url" in item],
        }
        page = LabelledPage(
            "fixtures", file.stem, site_of("fixtures", row, tree), address, row, tree, cut(tree)
        )
        _read_head(page)
        if row["text"] or record["page_type"] != "listing":
            page.labels = align(page.blocks, row["text"])
        pages.append(page)
    return pages


OWN_PAGES = Path(__file__).parent / "pages"
HELD_BACK: tuple[str, ...] = ("late-",)
"""Beginnings of the names of pages that are newer than the story's model and not fitted on: with
them `training.fit` would not give the file that ships."""


def load_own_pages(folder: Path = OWN_PAGES) -> list[LabelledPage]:
    """News pages that we wrote, in the markup of today's publishing systems and in 60 languages.

    Beside each page is what a reader would take from it: ``text`` has the lines of the story,
    ``optional`` those that may stay or go, ``related`` every item.
    """
    pages = []
    for file in sorted(folder.glob("*.html")):
        truth = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        tree = parse_html(decode(file.read_bytes(), {}).utf8)
        kind = truth["page_type"]
        items = truth.get("related", ())
        row = {
            "id": file.stem,
            "url": truth.get("url"),
            "text": "\n".join(truth.get("text", ())),
            "page_type": "article" if kind == "liveblog" else kind,
            "hrefs": [item["url"] for item in items if not item.get("optional")],
            "doubtful": [item["url"] for item in items if item.get("optional")],
            "optional": [*truth.get("optional", ()), truth.get("subtitle", "")],
        }
        page = LabelledPage(
            "own", file.stem, site_of("own", row, tree), row["url"], row, tree, cut(tree)
        )
        _read_head(page)
        if row["text"]:
            unsure = {
                _flat(line) for line in (*truth.get("optional", ()), truth.get("subtitle", ""))
            }
            page.labels = [
                -1.0 if _flat(block.text) in unsure else label
                for block, label in zip(page.blocks, align(page.blocks, row["text"]), strict=True)
            ]
        pages.append(page)
    return pages


SHAPE_SITE = "shapes.example"
"""All invented pages are one site: their words have one vote in the tables."""


def load_shapes() -> list[LabelledPage]:
    """Invented pages with a newspaper's markup (`shapes.py`): a story, and many short items below.

    Every second page has other class names, or none, so that the place of things is learned and
    not their names. Shapes and languages that `shapes_eval.py` holds back are left out.
    """
    pages = []
    kinds = [shape for shape in SHAPES if shape not in (*HELD_SHAPES, *TEXT_SHAPES)]
    languages = [language for language in lexicon() if language not in HELD_LANGUAGES]
    for number, (language, shape) in enumerate(product(languages, kinds)):
        if number % 2:
            continue
        made = document(shape, language, number)
        body = _renamed(as_html(made, "rich").decode(), number // 2 % 4)
        tree = parse_html(decode(body.encode(), {}).utf8)
        address = f"https://{SHAPE_SITE}/2024/05/{shape.replace(' ', '-')}-{language}.html"
        story = {words for kind, words in made.lines if kind in ("story", "subtitle")}
        other = {words for kind, words in made.lines if kind not in ("story", "subtitle")}
        hrefs = [attrs["href"] for attrs in tree.attrs if attrs.get("href", "").startswith("/")]
        row = {
            "id": f"{shape} {language}",
            "url": address,
            "page_type": "article" if story else "listing",
            "hrefs": [urljoin(address, href) for href in hrefs],
        }
        page = LabelledPage(
            "shapes", row["id"], SHAPE_SITE, address, row, tree, cut(tree), address=address
        )
        _read_head(page)
        page.labels = [
            -1.0 if (block.text in story) == (block.text in other) else float(block.text in story)
            for block in page.blocks
        ]
        pages.append(page)
    return pages


def _renamed(html: str, how: int) -> str:
    """The page with its class names as they are (0, 1), as a build tool writes them, or without."""
    if how == 2:
        return re.sub(
            r'class="([^"]*)"',
            lambda m: f'class="c{hashlib.sha256(m[1].encode()).hexdigest()[:6]}"',
            html,
        )
    return re.sub(r' class="[^"]*"', "", html) if how == 3 else html


def load_cached(data: Path, name: str, cache: Path) -> list[LabelledPage]:
    """All pages of one set; parsed once and kept under ``cache``."""
    file = cache / f"{name}.pickle"
    if file.exists():
        with file.open("rb") as handle:
            pages: list[LabelledPage] = pickle.load(handle)
            return pages
    pages = list(load_set(data, name))
    cache.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as handle:
        pickle.dump(pages, handle)
    return pages
