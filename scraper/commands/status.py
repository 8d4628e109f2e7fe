"""``scraper status``: what ran, what it found, what fails."""

from __future__ import annotations

import click

from scraper.commands.options import config_option


@click.command("status")
@config_option
@click.option("--json", "as_json", is_flag=True, help="One line of JSON a source, with all runs.")
def command(config: str, as_json: bool) -> None:
    """Show the last run of every source; also while a crawl is running.

    In the table, "known" is the number of all URLs ever found for a source: stories, feeds,
    sitemaps and sections, including those that were skipped or failed. "waiting" is the number of
    them that a later pass will fetch: listings that are not due yet, stories to be checked for
    changes, and failures to be retried. A source whose figures deviate from its own history is
    listed below. The environment variables that the configuration names for logins need not be set.

    \b
    Examples:
      scraper status
      scraper status --json | jq 'select(.flags != []) | .name'
    """
    from scraper.config import load_config
    from scraper.crawl import status

    sources = status(load_config(config, secrets=False, folders=False))
    if as_json:
        for source in sources:
            click.echo(source.to_json())
        return
    from scraper.commands.report import print_status

    print_status(sources)
