"""An extraction process: reads jobs from one stream, writes results to another.

Whatever a stranger's bytes do to a parser happens here. A page that takes too long is ended by the
alarm signal, which nothing in the process can miss; a page that crashes the process costs itself.
It is forked by forkserver.py; at the other end is pool.py.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import pickle
import re
import resource
import signal
import struct
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from scraper.crawl.jobs import Extracted, Job, Result, Unreadable
from scraper.discovery import Kind, Listing, read_listing
from scraper.discovery.dates import parse_date
from scraper.errors import InputError
from scraper.fetchers.robots import Directives, header_directives, meta_directives
from scraper.record import Record
from scraper.urls import record_id, same_site

Extractor = Callable[..., Record]

LENGTH = struct.Struct("<Q")
"""Each message is its length in 8 bytes, then a pickle. Both ends are ours: nothing that a
stranger wrote is ever unpickled, only carried inside."""

MAX_MEMORY = 2 << 30
"""Address space of a process. A page may need 40 times its size: 400 MB for one of 10 MB, which is
max_page by default, beside the 500 MB that interpreter, libraries and model map."""
RETIRE_AT = 600 << 20
"""Resident bytes after which a process asks to be replaced: what one huge page left behind is
given back. A process that has read thousands of common pages has 100 to 200 MB."""
RETIRE_CHECK = 64
"""Pages between two looks at the memory; the look itself takes 20 microseconds."""

MIN_LETTERS = 300
"""Below this two texts of an agency's brief or a stub are near each other by chance."""

HEAD = 200_000
"""Bytes of a page in which its metadata are looked for: a head may have no end."""
_ARTICLE_TYPE = re.compile(
    rb"""["']@type["']\s*:\s*\[?\s*["'](?:[A-Za-z]*NewsArticle|Article|BlogPosting)["']"""
)
_META = re.compile(rb"<meta\b[^>]{0,300}>", re.IGNORECASE)
_ASKING = re.compile(rb"noindex|nofollow|none|unavailable_after", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""\b(name|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.I)


def read_job(job: Job, extract: Extractor) -> Result:
    """A page's record, or a listing's addresses."""
    if job.kind in (Kind.ARTICLE, Kind.PAGE):
        return _read_article(job, extract)
    page = job.page
    listing = read_listing(job.kind, page.body, page.url or "", page.headers)
    if listing.found and job.kind in (Kind.SECTION, Kind.HOME) and _directives(job).nofollow:
        return Listing(job.kind, problem="asks robots not to follow its links")
    return listing


def _read_article(job: Job, extract: Extractor) -> Result:
    try:
        record = extract(job.page, source=job.source, rules=job.rules, comments=job.comments)
    except InputError as error:
        return Unreadable(type(error).__name__, str(error))
    record = _identified(record)
    said = _directives(job)
    until = said.unavailable_after
    content = int(record.content_hash[:16], 16) if record.content_hash else _hash_of(record.text)
    return Extracted(
        line=record.to_json().encode(),
        record=record.id,
        page_type=record.page_type,
        canonical_url=record.canonical_url,
        content=_signed(content),
        simhash=_simhash(record),
        published=_seconds(record.published_at),
        modified=record.modified_at is not None,
        title=bool(record.title),
        author=bool(record.authors),
        letters=len(record.text),
        confidence=record.confidence,
        warnings=tuple(record.warnings),
        noindex=said.noindex or (until is not None and until < datetime.now(UTC)),
        # Looked for only where it counts: that takes 0.1 to 0.2 ms.
        claimed=record.page_type == "listing"
        and bool(record.text)
        and claims_article(job.page.body),
    )


def claims_article(body: bytes) -> bool:
    """Whether a page's metadata say that it is one article.

    The time at which it was published is set for stories alone; ``og:type`` is "article" on the
    section pages of some publishing systems too. Linked data must name no more than one article:
    section pages name those that they list.
    """
    if body.find(b"article:published_time", 0, HEAD) >= 0:
        return True
    named = at = 0
    # Looking for the mark alone is five times as fast as the expression, which tries each quote.
    while named < 2 and (mark := body.find(b"@type", at + 1, HEAD)) > 0:
        found = _ARTICLE_TYPE.match(body, mark - 1, HEAD)
        named += found is not None
        at = found.end() if found else mark
    return named == 1


def _hash_of(text: str) -> int:
    """Stands in for a content hash that an extractor did not give; not Python's own ``hash``,
    which differs between processes."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def _identified(record: Record) -> Record:
    """The record under the id of its canonical address: the declared one where it can be a
    story's, otherwise its own.

    A template that declares the front page, or another site, on every page would fold all its
    stories into one.
    """
    if record.url is None:
        return record
    declared = record.canonical_url
    if declared is not None:
        own, path = (url.partition("://")[2].partition("/")[2] for url in (record.url, declared))
        if (own and not path) or not same_site(declared, record.url):
            declared = None
    id = record_id(declared or record.url)
    if (id, declared) == (record.id, record.canonical_url):
        return record
    return record.model_copy(update={"canonical_url": declared, "id": id})


def _directives(job: Job) -> Directives:
    """What the page's robots header and meta tags say."""
    said = header_directives(job.page.headers.get("x-robots-tag"), job.user_agent)
    body = job.page.body
    asking = [tag for tag in _META.finditer(body, 0, HEAD) if _ASKING.search(tag.group())]
    if asking:
        # Meta tags stand in the head; few ask for anything, so that its end is seldom needed.
        ends = [at for mark in (b"</head", b"</HEAD") if (at := body.find(mark, 0, HEAD)) >= 0]
        end = min(ends, default=HEAD)
        said |= meta_directives(
            [pair for tag in asking if tag.end() <= end for pair in _said_by(tag.group())],
            job.user_agent,
        )
    return said


def _said_by(tag: bytes) -> Iterator[tuple[str, str]]:
    """Name and content of a meta tag that has both."""
    pairs = {m[1].lower(): m[2] or m[3] or m[4] or b"" for m in _ATTRIBUTE.finditer(tag)}
    if b"name" in pairs and b"content" in pairs:
        yield pairs[b"name"].decode("latin-1"), pairs[b"content"].decode("latin-1")


def _simhash(record: Record) -> int | None:
    if record.simhash is None or len(record.text) < MIN_LETTERS:
        return None
    return _signed(int(record.simhash, 16))


def _signed(value: int) -> int:
    """A 64-bit number as SQLite stores it."""
    value &= (1 << 64) - 1
    return value - (1 << 64) if value >> 63 else value


def _seconds(date: str | None) -> int | None:
    found = parse_date(date)
    return None if found is None else int(found.timestamp())


def run(jobs: BinaryIO, results: BinaryIO, extract: Extractor, seconds: float) -> NoReturn:
    """Serve jobs until their stream ends, then end the process.

    Args:
        seconds: time limit for each page.
    """
    status = 1
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process, whatever it is doing
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _serve(jobs, results, extract, seconds)
        status = 0
    except BrokenPipeError:  # the crawl was killed
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        # Past what else the program that was forked would do at its end.
        os._exit(status)


def _serve(jobs: BinaryIO, results: BinaryIO, extract: Extractor, seconds: float) -> None:
    served = 0
    while (message := receive(jobs)) is not None:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        result = _guarded(message, extract)
        signal.setitimer(signal.ITIMER_REAL, 0)
        served += 1
        retire = served % RETIRE_CHECK == 0 and _resident() > RETIRE_AT
        send(results, (result, retire))
        if retire:
            return


def load(name: str) -> Extractor:
    """The function that ``module:function`` names.

    Where the module has a ``warm_up``, it is called: it loads what the first page would have to.
    """
    path, _, function = name.partition(":")
    module = importlib.import_module(path)
    found: Extractor = getattr(module, function)
    getattr(module, "warm_up", lambda: None)()
    return found


def _guarded(job: Job, extract: Extractor) -> Result:
    try:
        return read_job(job, extract)
    except MemoryError:
        return Unreadable("memory", f"{job.page.url}: needs more than {MAX_MEMORY >> 30} GB")
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        return Unreadable(
            "extractor_error", f"{job.page.url}: {type(error).__name__}: {error} ({where})"
        )


def send(stream: BinaryIO, message: object) -> None:
    """Write one message."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive(stream: BinaryIO) -> Any:
    """Read one message; None where the other end has closed."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    size = LENGTH.unpack(head)[0]
    data = stream.read(size)
    return pickle.loads(data) if len(data) == size else None


def _resident() -> int:
    try:
        pages = Path("/proc/self/statm").read_bytes().split()[1]
        return int(pages) * resource.getpagesize()
    except OSError:
        return 0
