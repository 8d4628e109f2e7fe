"""``scraper inspect``: a page with every block coloured by its role, and why."""

from __future__ import annotations

from pathlib import Path

import click

from scraper.commands.fetching import (
    FetchOptions,
    allow_private_option,
    header_option,
    timeout_option,
)
from scraper.commands.output import check_output_is_not_read
from scraper.commands.places import is_folder
from scraper.commands.targets import check_address, check_header_targets, pages_of


@click.command("inspect")
@click.argument("target", metavar="PATH|URL|-")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The HTML file to write.",
)
@click.option("--url", help="The address that a saved page came from.")
@timeout_option
@header_option
@allow_private_option
def command(
    target: str,
    output: Path,
    url: str | None,
    timeout: float,
    headers: dict[str, str],
    allow_private: bool,
) -> int:
    """Show how the extractor classified a page: each block's role and the evidence for it.

    Writes one HTML file for the browser. Of a folder or a WARC the first page is shown.

    \b
    Examples:
      scraper inspect page.html -o inspection.html
      scraper inspect https://example.com/news/story -o inspection.html
    """
    from scraper.errors import InputError, ScraperError
    from scraper.extractors.inspection import inspect_page, to_page

    check_output_is_not_read(output, (target,))
    if url:
        check_address(url)
    if headers:
        check_header_targets((target,))
    pages = pages_of((target,), url, FetchOptions(timeout, allow_private, headers))
    name, page = next(pages, (target, None))
    if page is None:
        raise InputError(f"{target}: no page in it")
    if isinstance(page, ScraperError):
        raise page
    try:
        shown = to_page(inspect_page(page), name)
    except ScraperError as error:
        raise error if name in str(error) else InputError(f"{name}: {error}") from error
    if not is_folder(output.parent):
        raise InputError(f"{output}: there is no folder {output.parent}")
    try:
        output.write_text(shown, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{output}: cannot be written: {error.strerror}") from error
    click.echo(f"scraper: {output} shows {name}", err=True)
    return 0
