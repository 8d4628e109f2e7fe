"""A tiny extractor, so that tests of the crawl do not depend on the real one's judgement.

Runs inside the extraction processes, where words in the text make it misbehave.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from urllib.parse import urljoin

from scraper.errors import NotText
from scraper.page import Page
from scraper.record import Block, Record, StoryPages
from scraper.urls import canonical_url, declared_address, record_id

_HEADLINE = re.compile(r"<h1>(.*?)</h1>")
_TITLE = re.compile(r"<title>([^<]+)")
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)"')
_LANGUAGE = re.compile(r"<html lang=([a-z]+)")
_PAGE = re.compile(r'<meta name="(next|first|single)" content="([^"]+)"')
_DATE = re.compile(r'<meta name="date" content="([^"]+)"')


def extract(
    page: Page, *, source: str | None = None, rules: object = None, comments: bool = False
) -> Record:
    html = page.body.decode("utf-8", "replace")
    paragraphs = re.findall(r"<p>(.*?)</p>", html)
    text = "\n".join(paragraphs)
    if "CRASH" in text:
        os.abort()
    if "HANG" in text:
        time.sleep(60)
    if "RAISE" in text:
        raise RuntimeError("the extractor is at fault")
    if "BINARY" in text:
        raise NotText("the bytes are an image")
    declared = _CANONICAL.search(html)
    canonical = canonical_url(declared[1]) if declared else None
    canonical = declared_address(canonical, page.url or "")
    title = _HEADLINE.search(html) or _TITLE.search(html)
    date = _DATE.search(html)
    language = _LANGUAGE.search(html)
    named = {name: urljoin(page.url or "", to) for name, to in _PAGE.findall(html)}
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Record(
        id=record_id(canonical or page.url or ""),
        url=page.url,
        canonical_url=canonical,
        source=source,
        page_type="article" if paragraphs and "LISTING" not in text else "listing",
        title=title[1] if title else "Story",
        published_at=date[1] if date else None,
        language=language[1] if language else None,
        text=text,
        blocks=[Block(type="paragraph", text=line) for line in paragraphs],
        pages=StoryPages(**named) if named else None,
        warnings=["pages_missing"] if named else [],
        content_hash=digest,
        simhash=f"{simhash(text):016x}",
        extractor_version="fake",
    )


def simhash(text: str) -> int:
    words = text.split()
    counts = [0] * 64
    for word in words:
        bits = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
        for bit in range(64):
            counts[bit] += 1 if bits >> bit & 1 else -1
    return sum(1 << bit for bit in range(64) if counts[bit] > 0)
