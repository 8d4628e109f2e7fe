"""``scraper frontier``: the URLs that fail; have URLs fetched again, or forget them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from scraper.commands.options import config_option

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scraper.config import Config

source_option = click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="NAME",
    help="Only URLs of this source; can be repeated.",
)
cause_option = click.option(
    "--cause",
    "causes",
    multiple=True,
    metavar="CAUSE",
    help='Only URLs that failed for this cause, such as "http_404"; can be repeated.',
)


@click.group("frontier")
def command() -> None:
    """The state of single URLs: list those that fail, have them fetched again, forget them.

    \b
    Examples:
      scraper frontier failures --source example
      scraper frontier refetch https://example.org/news/story
    """


@command.command("failures")
@source_option
@cause_option
@click.option("--json", "as_json", is_flag=True, help="One line of JSON a URL.")
@config_option
def failures_command(
    sources: tuple[str, ...], causes: tuple[str, ...], as_json: bool, config: str
) -> None:
    """List the URLs that failed when they were fetched last; also while a crawl is running.

    One line each, with tabs in between: source, cause, failures in a row, when it was fetched last,
    when it is tried again or "given up", URL, what went wrong. How many there are of each cause is
    told on stderr.

    \b
    Examples:
      scraper frontier failures
      scraper frontier failures --source example --cause http_403 --cause network
      scraper frontier failures --json | jq -r 'select(.next_visit == null) | .url'
    """
    from scraper.crawl.frontier.upkeep import failures, rfc3339

    counts: Counter[str] = Counter()
    for failure in failures(_config(config, sources), sources, causes):
        counts[failure.cause] += 1
        if as_json:
            click.echo(failure.to_json())
            continue
        visited = rfc3339(failure.visited) if failure.visited else "never"
        again = rfc3339(failure.next_visit) if failure.next_visit else "given up"
        words = (failure.source, failure.cause, str(failure.attempts), visited, again, failure.url)
        click.echo("\t".join((*words, failure.error or "")))
    causes_told = ", ".join(f"{count} {cause}" for cause, count in counts.most_common())
    click.echo(f"{_urls(counts.total())}{': ' if counts else ''}{causes_told}", err=True)


@command.command("refetch")
@click.argument("urls", nargs=-1, metavar="[URL]...")
@source_option
@cause_option
@config_option
def refetch_command(
    urls: tuple[str, ...], sources: tuple[str, ...], causes: tuple[str, ...], config: str
) -> int:
    """Have URLs fetched again in the next pass over their source; also while a crawl is running.

    Either the URLs given, whatever came of their last visit, or, with --source or --cause, all that
    ``scraper frontier failures`` lists with the same options. A story that has not changed since
    its last record gives none.

    \b
    Exit status:
      0    they will be fetched
      1    the frontier does not know some of the URLs, or cannot be used
      2    the usage or the configuration is wrong

    \b
    Examples:
      scraper frontier refetch https://example.org/news/story
      scraper frontier refetch --source example --cause http_403
    """
    from scraper.crawl.frontier.upkeep import refetch, refetch_failures

    if bool(urls) == bool(sources or causes):
        raise click.UsageError("expected either URLs, or --source or --cause")
    settings = _config(config, sources)
    if urls:
        unknown = refetch(settings, urls)
        count = len(urls) - len(unknown)
    else:
        unknown, count = [], refetch_failures(settings, sources, causes)
    click.echo(f"{_urls(count)} to be fetched again in the next pass", err=True)
    return _tell_unknown(unknown)


@command.command("forget")
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@config_option
def forget_command(urls: tuple[str, ...], config: str) -> int:
    """Delete URLs from the frontier, while no crawl is running.

    A URL that is found again is new, and fetched: to keep it out, `deny` it in the configuration.
    Its records are not deleted, and a version that has a record is not written again.

    \b
    Exit status:
      0    they are forgotten
      1    the frontier does not know some of the URLs, or is in use
      2    the usage or the configuration is wrong

    \b
    Example:
      scraper frontier forget https://example.org/calendar/2031
    """
    from scraper.crawl.frontier.upkeep import forget

    unknown = forget(_config(config), urls)
    click.echo(f"{_urls(len(urls) - len(unknown))} forgotten", err=True)
    return _tell_unknown(unknown)


def _config(path: str, sources: Iterable[str] = ()) -> Config:
    """The configuration, in which the named sources have to be."""
    from scraper.config import load_config, select

    config = load_config(path, secrets=False, folders=False)
    select(config, sources)
    return config


def _tell_unknown(urls: Iterable[str]) -> int:
    """Name the URLs that the frontier does not know; the exit status."""
    status = 0
    for url in urls:
        click.echo(f"{url}: the frontier does not know this URL", err=True)
        status = 1
    return status


def _urls(number: int) -> str:
    return f"{number} URL{'' if number == 1 else 's'}"
