"""``scraper check``: what is wrong in config.toml, and what a crawl with it would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scraper.commands.options import config_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.config import Config, Source

KIND_NAMES = {
    "FEED": "feed",
    "SITEMAP": "sitemap",
    "SECTION": "section",
    "HOME": "front page",
    "PAGE": "page",
}
UNITS = ((604800, "w"), (86400, "d"), (3600, "h"), (60, "m"))


@click.command("check")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@config_option
def command(sources: tuple[str, ...], config: str) -> None:
    """Read the configuration, tell everything that is wrong in it, and list its sources: where each
    starts, how often it is crawled, and where its records go. Nothing is fetched or written.

    What this machine lacks for a crawl (an environment variable with a login, an optional package)
    is a warning, since the crawl may run elsewhere.

    \b
    Exit status:
      0    the configuration is valid, perhaps with warnings
      2    it has errors, all of which are told

    \b
    Examples:
      scraper check
      scraper check --config news.toml && systemctl reload scraper
    """
    from scraper.config import check_config, select

    checked, missing = check_config(config)
    chosen = select(checked, sources)
    for source in chosen:
        for line in _described(source, checked):
            click.echo(line)
    for problem in missing:
        click.echo(f"{config}: warning: {problem}", err=True)
    starts = sum(len(source.starts) for source in chosen)
    click.echo(
        f"{_count(len(chosen), 'source')}, {_count(starts, 'start URL')}, "
        f"{_count(len(missing), 'warning')}",
        err=True,
    )


def _described(source: Source, config: Config) -> Iterator[str]:
    """A source in lines: its schedule, its limits and its folder, then each start URL."""
    from datetime import UTC, datetime

    from scraper.crawl.policy.selection import start_urls
    from scraper.discovery.archives import archive_url

    limits = source.limits
    age = f", none older than {_duration(limits.age)}" if limits.age is not None else ""
    age += f", none before {limits.since}" if limits.since is not None else ""
    age += f", none after {limits.until}" if limits.until is not None else ""
    yield (
        f"{source.name}: {_schedule(source, config.crawl.timezone)}, at most {limits.pages} pages "
        f"a pass{age}, to {config.output_of(source)}"
    )
    for url, kind in start_urls(source):
        yield f"  {KIND_NAMES[kind.name]:10}  {url}"
    today = datetime.now(UTC).date()
    for template in source.archives:
        yield f"  {'archive':10}  {template}, today {archive_url(template, today)}"


def _schedule(source: Source, timezone: str) -> str:
    from scraper.crawl.policy.timing import interval_of

    if source.cron is not None:
        return f'at "{source.cron}" ({timezone})'
    return f"every {_duration(interval_of(source))}"


def _duration(seconds: float) -> str:
    """Seconds as the configuration writes them, in the largest unit without a fraction."""
    for size, unit in UNITS:
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:.0f}{unit}"
    return f"{seconds:g}s"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
