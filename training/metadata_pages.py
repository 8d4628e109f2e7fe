"""Labelled pages for the metadata fields: trees and labels, split by site.

Half of the sites (by a hash of their name) are for developing, the other half for judging: errors
are looked at in the first half only.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import pickle
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scraper.errors import InputError
from scraper.extractors.classify.hints import read_hints
from scraper.extractors.classify.judge import best_threshold, judge
from scraper.extractors.classify.model import shipped_model
from scraper.extractors.metadata.sources.collect import collect
from scraper.extractors.metadata.sources.jsonld import read_jsonld
from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.decode import decode
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.parsing.tree import Tree
from scraper.urls import site_of

SETS = ("news-dev", "wcxb-dev", "segments-dev", "dates-dev", "readability-dev")
_WORD = re.compile(r"\w+")
_BY = re.compile(r"^(by|von|par|por|di|af|av)\s+")


@dataclass(frozen=True, slots=True)
class MetadataPage:
    """One page: its tree, address, labels, and the half of the sites that it belongs to.

    ``story`` holds the nodes of the story's blocks, as the shipped model finds them.
    """

    set: str
    id: str
    url: str | None
    tree: Tree
    truth: dict[str, Any]
    site: str
    story: tuple[int, ...]

    @property
    def half(self) -> str:
        """ "dev" or "judge"."""
        return "dev" if hashlib.sha256(self.site.encode()).digest()[0] < 128 else "judge"


def load_pages(
    data: Path, sets: tuple[str, ...] = SETS, cache: Path | None = None
) -> list[MetadataPage]:
    """All readable pages of the sets.

    Args:
        cache: a pickle of the pages of all sets, made where it is missing.
    """
    if cache and cache.exists():
        kept: list[MetadataPage] = pickle.loads(cache.read_bytes())
        return [page for page in kept if page.set in sets]
    if cache:
        kept = load_pages(data)
        cache.write_bytes(pickle.dumps(kept))
        return [page for page in kept if page.set in sets]
    pages = []
    for name in sets:
        with (data / name / "truth.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                truth = json.loads(line)
                file = data / name / "html" / f"{truth['id']}.html.gz"
                try:
                    tree = parse_html(decode(gzip.decompress(file.read_bytes()), {}).utf8)
                except InputError:
                    continue
                url = truth.get("url")
                story = tuple(_story(tree, url))
                site = _site(name, truth, tree)
                pages.append(MetadataPage(name, truth["id"], url, tree, truth, site, story))
    return pages


FIXTURES = Path(__file__).parent.parent / "fixtures" / "pages"
OWN_PAGES = Path(__file__).parent / "pages"


def load_own() -> list[MetadataPage]:
    """The pages that we wrote, as the sets "fixtures" and "own". Their labels are complete: where
    one names no author, the page names none."""
    pages = []
    for name, folder in (("fixtures", FIXTURES), ("own", OWN_PAGES)):
        for file in sorted(folder.glob("*.html")):
            record = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
            # A record of embedded state is not read from the tree.
            if "embedded_state" in record.get("warnings", ()) or record["page_type"] == "listing":
                continue
            truth = {"title": record.get("title"), "authors": record.get("authors")}
            truth["date"] = (record.get("published_at") or "")[:10]
            tree = parse_html(decode(file.read_bytes(), {}).utf8)
            url = record.get("url")
            story = tuple(_story(tree, url))
            site = _site(name, {"url": url, "id": file.stem}, tree)
            pages.append(MetadataPage(name, file.stem, url, tree, truth, site, story))
    return pages


def _story(tree: Tree, url: str | None) -> list[int]:
    """Nodes of the story's blocks, as the extractor finds them."""
    clues = collect(tree)
    raw = cut(tree)
    linked = read_jsonld(clues.jsonld, url, clues.title)
    judged = judge(tree, raw, read_hints(clues, linked, url), shipped_model()).second
    threshold = best_threshold(raw, judged)
    return [block.node for block, p in zip(raw, judged, strict=True) if p >= threshold]


def _site(name: str, truth: dict[str, Any], tree: Tree) -> str:
    """The registrable domain, or what stands before the last number of the page's id."""
    url = truth.get("url")
    if not url:
        for tag, attrs in zip(tree.tags, tree.attrs, strict=True):
            if tag == "link" and attrs.get("rel") == "canonical":
                url = attrs.get("href")
                break
    site = site_of(url) if url else ""
    return site or f"{name}/{truth['id'].rsplit('_', 3)[0]}"


def plain(text: Any) -> str:
    """Words in lower case, as ``score.py`` of the labelled pages compares titles."""
    if isinstance(text, list):
        text = " ".join(map(str, text))
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text or "").lower()))


def name_key(text: str) -> str:
    """A name as ``score.py`` compares names."""
    return _BY.sub("", plain(text))


def right_title(truth: dict[str, Any], title: str | None) -> bool | None:
    """Whether a title is right; None where the page has no label."""
    return plain(truth["title"]) == plain(title) if truth.get("title") else None


def right_authors(truth: dict[str, Any], authors: list[str]) -> bool | None:
    """Whether the authors are right; None where the page has no label."""
    if not truth.get("authors"):
        return None
    return {name_key(x) for x in truth["authors"]} == {name_key(x) for x in authors}


def right_date(truth: dict[str, Any], published: str | None) -> bool | None:
    """Whether the day of publication is right; None where the page has no label."""
    return (published or "")[:10] == truth["date"] if truth.get("date") else None
