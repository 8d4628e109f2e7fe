"""``scraper schema``: the record's JSON Schema."""

from __future__ import annotations

import json

import click


@click.command("schema")
def command() -> None:
    """Print the JSON Schema (draft 2020-12) of one record, that is of one line of output.

    \b
    Example:
      scraper schema > record.schema.json
    """
    from scraper.record import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
