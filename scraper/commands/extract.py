"""``scraper extract``: saved pages, URLs, folders, WARCs -> records."""

from __future__ import annotations

import logging
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from scraper.commands.fetching import (
    allow_private_option,
    fetch,
    header_option,
    is_url,
    timeout_option,
)
from scraper.commands.formats import (
    chosen_format,
    format_option,
    front_matter_option,
    sequence_writer,
)
from scraper.commands.options import config_option
from scraper.commands.output import check_output_is_not_read, output_option, writing_to
from scraper.commands.places import is_folder, is_there
from scraper.fetchers.settings import INTERACTIVE_TIMEOUT

if TYPE_CHECKING:
    from scraper.commands.page_output import Options, Printed
    from scraper.errors import ScraperError
    from scraper.extractors.template import SiteTemplate
    from scraper.page import Page
    from scraper.record import Record

    Pages: TypeAlias = Iterable[tuple[str, Page | ScraperError]]


def _hosts(
    context: click.Context, parameter: click.Parameter, given: tuple[str, ...]
) -> tuple[str, ...]:
    if not given:
        return ()
    from scraper.urls import canonical_url

    hosts = tuple(canonical_url(f"http://{name}/") for name in given)
    for name, url in zip(given, hosts, strict=True):
        if url is None or url.count("/") != 3 or ":" in url.partition("://")[2]:
            raise click.BadParameter(f"expected the name of a host, such as example.org: {name!r}")
    return tuple(str(url).partition("://")[2].rstrip("/") for url in hosts)


def _languages(
    context: click.Context, parameter: click.Parameter, given: tuple[str, ...]
) -> tuple[str, ...]:
    for code in given:
        if not re.fullmatch(r"[a-z]{2,3}", code):
            raise click.BadParameter(
                f'expected a language as records give it, such as "en", got {code!r}'
            )
    return given


@click.command("extract")
@click.argument("targets", nargs=-1, required=True, metavar="PATH|URL|-...")
@format_option
@click.option("--url", help="The address that a single saved page came from.")
@output_option
@click.option(
    "--output-dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write one file for each page into DIR, named after the page's file.",
)
@front_matter_option
@click.option(
    "--site",
    "by_site",
    is_flag=True,
    help="Learn what the pages of a site have in common, before the first is extracted.",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(0, 256),
    default=1,
    show_default=True,
    metavar="N",
    help="Extract in N processes, each for one core; 0: as many as there are cores. Worth it from "
    "some hundred pages on: starting them takes two seconds. The output is the same.",
)
@click.option(
    "--host",
    "hosts",
    multiple=True,
    callback=_hosts,
    metavar="NAME",
    help="Only pages of this host and its subdomains, by their URL; can be repeated. Others are "
    "not extracted.",
)
@click.option(
    "--language",
    "languages",
    multiple=True,
    callback=_languages,
    metavar="CODE",
    help='Only stories in this language, such as "en"; can be repeated. Stories in an unknown '
    "language are kept.",
)
@click.option("--comments", is_flag=True, help="Include readers' comments.")
@click.option(
    "--source",
    "source_name",
    metavar="NAME",
    help="Extract as the crawl does for this source of the configuration, such as from its WARC "
    "files: with its selectors, and with comments if it has them.",
)
@config_option
@timeout_option
@header_option
@allow_private_option
def command(
    targets: tuple[str, ...],
    format_name: str | None,
    url: str | None,
    output: Path | None,
    folder: Path | None,
    front_matter: bool,
    by_site: bool,
    jobs: int,
    hosts: tuple[str, ...],
    languages: tuple[str, ...],
    comments: bool,
    source_name: str | None,
    config: str,
    timeout: float,
    headers: dict[str, str],
    allow_private: bool,
) -> int:
    """Extract the story, and the "more news" around it, from saved pages or URLs.

    A PATH is a page (HTML, text, MHTML, e-mail, Safari's web archive; also .gz), a WARC or WACZ, or
    a folder or ZIP archive, which is read with all of its folders; - is standard input. Each page
    gives one line of JSON, which has the path of the page's file. In a folder, files are read that
    have the suffix of a page (.html, .txt, .mhtml, .eml, .webarchive, .warc, …) or begin as HTML;
    the number of other files is printed. The pages of one story that follow one another give one
    record; those of a URL are fetched.

    \b
    Examples:
      scraper extract page.html
      scraper extract saved/ crawl.warc.gz > records.jsonl
      scraper extract --site saved/example.org/ -o records.jsonl
      scraper extract news.warc.gz --host example.org --language en -j 0 -o records.jsonl
      scraper extract --source courier output/courier/warc/ -o courier.jsonl
      scraper extract saved/ -o stories.csv
      scraper extract --format markdown https://example.com/news/story
      scraper extract --format markdown --front-matter saved/ --output-dir notes/
      curl -s https://example.org/a | scraper extract - --url https://example.org/a
    """
    format_name = chosen_format(format_name, output, folder, front_matter)
    if url:
        _check_single_page(url, targets)
    if folder is not None:
        check_folder_is_not_read(folder, targets)
    if output is not None:
        check_output_is_not_read(output, targets)
    if headers:
        check_header_targets(targets)
    if by_site and "-" in targets:
        raise click.UsageError("--site reads every page twice: give paths, not standard input.")
    from scraper.commands.logs import page_counter
    from scraper.commands.output_folder import OutputFolder
    from scraper.commands.page_output import Options

    def read(passed_over: Counter[str], other_hosts: Counter[str]) -> Pages:
        pages = pages_of(targets, url, allow_private, timeout, passed_over, headers)
        return _of_hosts(pages, hosts, other_hosts) if hosts else pages

    processes = jobs or os.cpu_count() or 1
    templates = _learn(read(Counter(), Counter()), processes) if by_site else {}
    options = Options(format_name, comments, front_matter, hosts, languages)
    if source_name is not None:
        options = _as_of_source(options, source_name, config)
    files = None if folder is None else OutputFolder(folder, format_name, targets)
    passed_over: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    pages = _printed(read(passed_over, left_out), options, templates, processes)
    stories = _joined(pages, options, allow_private, timeout, headers)
    with page_counter() as count, closing(pages), writing_to(output) as out:
        write = files.write if files else sequence_writer(out, format_name, front_matter)
        counted = _counted(stories, count, targets[0] if url else None)
        failed = _write_pages(counted, write, left_out)
        out.is_kept = failed > 0
    if left_out:
        click.echo(f"scraper: {_left_out_message(left_out)}", err=True)
    if passed_over:
        click.echo(f"scraper: {_skipped_message(passed_over)}", err=True)
    return 1 if failed else 0


def _as_of_source(options: Options, name: str, config: str) -> Options:
    from scraper.config import load_config, select
    from scraper.crawl.jobs import rules_of

    (source,) = select(load_config(config, secrets=False, folders=False), [name])
    comments = options.comments or source.comments
    return replace(options, source=source.name, rules=rules_of(source), comments=comments)


def _check_single_page(url: str, targets: tuple[str, ...]) -> None:
    if len(targets) > 1:
        raise click.UsageError("--url says where one page came from: give it with one page.")
    check_address(url)
    if is_folder(targets[0]):
        raise click.UsageError(
            f"--url says where one page came from, and {targets[0]} is a folder."
        )


def check_address(url: str) -> None:
    """Raise if the value of --url is no address."""
    from scraper.urls import canonical_url

    if canonical_url(url) is None:
        raise click.UsageError(
            f"--url: {url!r} is no address: expected https:// or http://, and a host"
        )


def check_folder_is_not_read(folder: Path, targets: tuple[str, ...]) -> None:
    """Raise if --output-dir is in a folder that is read, or around it."""
    from scraper.commands.output_folder import overlap

    if (target := overlap(folder, targets)) is not None:
        raise click.UsageError(
            f"--output-dir: {folder} and {target}, which is read, are one in the other: name a "
            "folder beside it."
        )


def check_header_targets(targets: tuple[str, ...]) -> None:
    """Raise if --header would send one site's cookies to another, or to none."""
    from scraper.urls import canonical_url, origin_of

    origins = {origin_of(canonical_url(target) or target) for target in targets if is_url(target)}
    if not origins:
        raise click.UsageError("--header is sent with a request: give it with a URL.")
    if len(origins) > 1:
        raise click.UsageError(
            f"--header may be meant for one host: give the URLs of {' and '.join(sorted(origins))} "
            "in separate calls."
        )


def _of_hosts(pages: Pages, hosts: tuple[str, ...], left_out: Counter[str]) -> Pages:
    """The pages without those whose URL is known and has another host, which are counted."""
    from scraper.commands.page_output import is_of_host

    for name, page in pages:
        url = None if isinstance(page, Exception) else page.url
        if url is None or is_of_host(url, hosts):
            yield name, page
        else:
            left_out["host"] += 1


def _left_out_message(count: Counter[str]) -> str:
    parts = []
    if hosts := count["host"]:
        parts.append("1 page of another host" if hosts == 1 else f"{hosts} pages of other hosts")
    if languages := count["language"]:
        parts.append(
            "1 page in another language"
            if languages == 1
            else f"{languages} pages in other languages"
        )
    return f"left out {', '.join(parts)}"


MAX_SUFFIXES_SHOWN = 6
"""Maximum number of suffixes listed for skipped files; a mirrored site has dozens."""


def _skipped_message(suffixes: Counter[str]) -> str:
    count = suffixes.total()
    named = [
        f"{number} {suffix or 'without a suffix'}" for suffix, number in suffixes.most_common()
    ]
    rest = sum(number for _, number in suffixes.most_common()[MAX_SUFFIXES_SHOWN:])
    shown = ", ".join(named[:MAX_SUFFIXES_SHOWN]) + (f", {rest} others" if rest else "")
    return (
        f"passed over {count} file{'' if count == 1 else 's'} that are no pages by name or "
        f"beginning: {shown}; to have one tried all the same, name it"
    )


def _printed(
    pages: Pages, options: Options, templates: dict[str, SiteTemplate], processes: int
) -> Generator[tuple[str, Printed]]:
    """What is printed for each page, in order."""
    from scraper.commands.page_output import Printed, print_page
    from scraper.fetchers.files import Saved

    if processes == 1:
        for name, page in pages:
            if isinstance(page, Exception):
                yield name, Printed(error=str(page))
                continue
            try:
                printed = print_page(Saved(name, page), options=options, templates=templates)
            except MemoryError:
                printed = Printed(error="not enough memory for this page")
            yield name, printed
        return
    from scraper.crawl.jobs import NoResult

    arguments = {"options": options, "templates": templates}
    for name, result in _in_processes(pages, "print_page", arguments, processes):
        if isinstance(result, NoResult):
            result = Printed(error=result.message)
        elif isinstance(result, Exception):
            result = Printed(error=str(result))
        yield name, result


def _joined(
    pages: Iterable[tuple[str, Printed]],
    options: Options,
    allow_private: bool,
    timeout: float,
    headers: Mapping[str, str],
) -> Iterator[tuple[str, Printed]]:
    """What is printed, with the pages of a story together; those of a URL are fetched."""
    from scraper.commands.page_output import print_record
    from scraper.commands.story_pages import follow, joined
    from scraper.urls import canonical_url, origin_of

    def finish(name: str, record: Record) -> Printed:
        if not is_url(name):
            return print_record(record, options)

        def fetch_page(address: str) -> Page | ScraperError:
            # A page may name its next one by http, where cookies must not go.
            is_same = origin_of(canonical_url(name) or name) == origin_of(address)
            sent = headers if is_same else None
            return fetch(address, allow_private=allow_private, timeout=timeout, headers=sent)

        return follow(record, fetch_page, options)

    return joined(pages, finish)


def _counted(
    pages: Iterable[tuple[str, Printed]], count: Callable[[str], None], single: str | None
) -> Iterator[tuple[str, Printed]]:
    """The pages, each counted. Raises if ``single``, the target that --url is given for, is a
    WARC or a ZIP archive."""
    for name, printed in pages:
        count(name)
        if single is not None and name.startswith((f"{Path(single)}#", f"{Path(single)}/")):
            kind = "a WARC, whose pages have their own addresses"
            if "#" not in name:
                kind = "a ZIP archive"
            raise click.UsageError(f"--url says where one page came from, and {single} is {kind}.")
        yield name, printed


def _write_pages(
    pages: Iterable[tuple[str, Printed]],
    write: Callable[[str, bytes], None],
    left_out: Counter[str],
) -> int:
    """Write the pages and report those that failed; their number is returned. Ctrl-C reports how
    many were done."""
    done = failed = 0
    try:
        for name, printed in pages:
            if printed.error is not None:
                _print_error(name, printed.error)
                failed += 1
            else:
                if printed.left_out is not None:
                    left_out[printed.left_out] += 1
                if printed.note is not None:
                    _print_error(name, printed.note)
                if printed.text:
                    write(name, printed.text.encode("utf-8", "replace"))
            done += 1
    except KeyboardInterrupt:
        if done:
            failures = f", {failed} of which failed" if failed else ""
            pages_done = "1 page" if done == 1 else f"{done} pages"
            click.echo(f"scraper: stopped after {pages_done}{failures}", err=True)
        raise
    return failed


def _learn(pages: Pages, processes: int) -> dict[str, SiteTemplate]:
    """The templates of the pages' sites; pages that cannot be read are skipped."""
    from scraper.commands.page_output import merge
    from scraper.extractors import learn_sites

    if processes == 1:
        return learn_sites(page for _, page in pages if not isinstance(page, Exception))
    templates: dict[str, SiteTemplate] = {}
    for _, result in _in_processes(pages, "learn_page", {}, processes):
        if isinstance(result, dict):
            merge(templates, result)
    return templates


def _in_processes(
    pages: Pages, function: str, arguments: dict[str, object], processes: int
) -> Iterator[tuple[str, Any]]:
    """Each page's result of a function of page_output.py, or the error that stands for the page."""
    from scraper.crawl.page_pool import PagePool
    from scraper.fetchers.files import Saved

    # A process that ends is reported as the page's error; a log line would repeat it.
    logging.getLogger("scraper.crawl").addHandler(logging.NullHandler())
    items = (
        (name, page) if isinstance(page, Exception) else Saved(name, page) for name, page in pages
    )
    with PagePool(processes, f"scraper.commands.page_output:{function}", arguments) as pool:
        for item, result in pool.map(items):
            yield (item.name, result) if isinstance(item, Saved) else item


def pages_of(
    targets: tuple[str, ...],
    url: str | None,
    allow_private: bool,
    timeout: float = INTERACTIVE_TIMEOUT,
    passed_over: Counter[str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Iterator[tuple[str, Page | ScraperError]]:
    """Every page of the targets with its name, or the error if it cannot be read.

    ``passed_over`` counts the files of folders that are not read, as in ``read_pages``; ``headers``
    are sent with the requests for URLs.
    """
    from scraper.errors import InputError

    asked: dict[str, float] = {}
    for target in targets:
        if is_url(target):
            _wait_for_host(target, asked)
            yield (
                target,
                fetch(target, allow_private=allow_private, timeout=timeout, headers=headers),
            )
        elif advice := _url_advice(target):
            yield target, InputError(f"{target}: {advice}")
        else:
            from scraper.fetchers.files import Saved, read_pages

            for found in read_pages(target, url=url, passed_over=passed_over):
                yield found.name, found.page if isinstance(found, Saved) else found.error


def _wait_for_host(url: str, asked: dict[str, float]) -> None:
    """Wait if the URL's host was asked less than ``DELAY`` seconds ago.

    Args:
        asked: when each host was asked last; is updated.
    """
    from scraper.commands.story_pages import DELAY
    from scraper.urls import canonical_url, host_of

    host = host_of(canonical_url(url) or url)
    if host in asked:
        time.sleep(max(0.0, asked[host] + DELAY - time.monotonic()))
    asked[host] = time.monotonic()


_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?/\S*|www\.\S+", re.IGNORECASE)
_LOCAL_HOST = re.compile(
    r"(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\])(?::\d+)?(?:/\S*)?|"
    r"[\w-]+(?:\.[\w-]+)*:\d+(?:/\S*)?",
    re.IGNORECASE,
)
"""Hosts on this machine or in a local network, whose servers rarely speak https."""


def _url_advice(target: str) -> str | None:
    """Advice for a target that looks like a URL but cannot be fetched; None for other targets."""
    scheme, mark, rest = target.partition("://")
    if mark and scheme.isalpha():
        if scheme.lower() == "file":
            return f"give the path itself: {rest}"
        return f"{scheme}:// cannot be fetched, only https:// and http://"
    if _HOST.fullmatch(target) and not is_there(target):
        return f"no such file; as an address it would be https://{target}"
    if _LOCAL_HOST.fullmatch(target) and not is_there(target):
        return f"no such file; as an address it would be http://{target}"
    return None


def _print_error(name: str, message: str) -> None:
    # Many messages contain the page's name already.
    click.echo(f"scraper: {message if name in message else f'{name}: {message}'}", err=True)
