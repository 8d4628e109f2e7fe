"""``scraper status``: what ran, what it found, what fails."""

from __future__ import annotations

import click

from scraper.commands.options import config_option


@click.command("status")
@config_option
@click.option("--json", "as_json", is_flag=True, help="One line of JSON a source, with all runs.")
def command(config: str, as_json: bool) -> None:
    """Show the last run of every source; also while a crawl is running.

    The table's "known" are all addresses that were ever found of a source: stories, feeds, sitemaps
    and sections, and those that were skipped or failed. "waiting" are those among them that a later
    pass will ask: listings whose time has not come, stories to be looked at again for changes, and
    failures to be tried again. A source whose figures fall outside its own past is named below.

    \b
    Examples:
      scraper status
      scraper status --json | jq 'select(.flags != []) | .name'
    """
    from scraper.config import load_config
    from scraper.crawl import status

    sources = status(load_config(config))
    if as_json:
        for source in sources:
            click.echo(source.to_json())
        return
    from scraper.commands.report import print_status

    print_status(sources)
