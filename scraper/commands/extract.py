"""``scraper extract``: saved pages, URLs, folders, WARCs -> records."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.commands.fetching import (
    FetchOptions,
    allow_private_option,
    header_option,
    timeout_option,
)
from scraper.commands.formats import (
    chosen_format,
    format_option,
    front_matter_option,
    output_dir_option,
    sequence_writer,
)
from scraper.commands.interrupted import Interrupted
from scraper.commands.options import config_option
from scraper.commands.output import check_output_is_not_read, output_option, writing_to
from scraper.commands.targets import (
    check_header_targets,
    check_single_page,
    of_hosts,
    pages_of,
    passed_over_message,
)

if TYPE_CHECKING:
    from scraper.commands.page_output import Options, Printed
    from scraper.commands.targets import Pages


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
@output_dir_option("Write one file for each page into DIR, named after the page's file.")
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

    A PATH is a page (HTML, text, MHTML, e-mail, Safari's web archive; also .gz), a WARC, WACZ or
    JSON Lines with pages, or a folder or ZIP archive, which is read with all of its folders; - is
    standard input. Each page
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
    _check_input(targets, url, headers, by_site)
    _check_output(output, folder, targets)
    from scraper.commands.logs import page_counter
    from scraper.commands.many_pages import learn_templates, print_pages
    from scraper.commands.output_folder import OutputFolder
    from scraper.commands.page_output import Options
    from scraper.commands.story_pages import join_stories

    fetching = FetchOptions(timeout, allow_private, headers)
    options = Options(format_name, comments, front_matter, hosts, languages)
    if source_name is not None:
        options = _as_of_source(options, source_name, config)
    processes = jobs or os.cpu_count() or 1

    def read(passed_over: Counter[str], left_out: Counter[str]) -> Pages:
        pages = pages_of(targets, url, fetching, passed_over)
        return of_hosts(pages, hosts, left_out) if hosts else pages

    templates = learn_templates(read(Counter(), Counter()), processes) if by_site else {}
    passed_over: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    with (
        closing(print_pages(read(passed_over, left_out), options, templates, processes)) as pages,
        page_counter() as count,
    ):
        stories = join_stories(pages, options, fetching)
        counted = _counted(stories, count, targets[0] if url else None)
        if folder is not None:
            files = OutputFolder(folder, format_name, targets)
            failed = _write_pages(counted, files.write, left_out)
        else:
            with writing_to(output) as out:
                write = sequence_writer(out, format_name, front_matter)
                failed = _write_pages(counted, write, left_out)
                out.is_kept = failed > 0
    if left_out:
        click.echo(f"scraper: {_left_out_message(left_out)}", err=True)
    if passed_over:
        click.echo(f"scraper: {passed_over_message(passed_over)}", err=True)
    return 1 if failed else 0


def _check_input(
    targets: tuple[str, ...], url: str | None, headers: Mapping[str, str], by_site: bool
) -> None:
    """Raise if the options about what is read do not go with one another or with the targets."""
    if url:
        check_single_page(url, targets)
    if headers:
        check_header_targets(targets)
    if by_site and "-" in targets:
        raise click.UsageError("--site reads every page twice: give paths, not standard input.")


def _check_output(output: Path | None, folder: Path | None, targets: tuple[str, ...]) -> None:
    """Raise if a page that is to be read would be replaced."""
    if folder is not None:
        from scraper.commands.output_folder import overlap

        if (target := overlap(folder, targets)) is not None:
            raise click.UsageError(
                f"--output-dir: {folder} and {target}, which is read, are one in the other: name a "
                "folder beside it."
            )
    if output is not None:
        check_output_is_not_read(output, targets)


def _as_of_source(options: Options, name: str, config: str) -> Options:
    from scraper.config import load_config, select
    from scraper.crawl.extraction.jobs import site_rules

    (source,) = select(load_config(config, secrets=False, folders=False), [name])
    comments = options.comments or source.comments
    return replace(options, source=source.name, rules=site_rules(source), comments=comments)


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


def _counted(
    pages: Iterable[tuple[str, Printed]], count: Callable[[str], None], single: str | None
) -> Iterator[tuple[str, Printed]]:
    """The pages, each counted. Raises if ``single``, the target that --url is given for, is a
    WARC, a JSON file of several pages or a ZIP archive."""
    for name, printed in pages:
        count(name)
        if single is not None and name.startswith((f"{Path(single)}#", f"{Path(single)}/")):
            kind = "a WARC or JSON file of several pages, which have their own addresses"
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
    except KeyboardInterrupt as stop:
        if done:
            failures = f", {failed} of which failed" if failed else ""
            pages_done = "1 page" if done == 1 else f"{done} pages"
            click.echo(f"scraper: stopped after {pages_done}{failures}", err=True)
        elif not isinstance(stop, Interrupted):
            click.echo("scraper: stopped before the first page was done", err=True)
        raise Interrupted from stop
    return failed


def _print_error(name: str, message: str) -> None:
    # Many messages contain the page's name already.
    click.echo(f"scraper: {message if name in message else f'{name}: {message}'}", err=True)
