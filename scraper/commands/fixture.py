"""``scraper fixture``: saved pages with their expected records."""

from __future__ import annotations

from pathlib import Path

import click

folder_option = click.option(
    "--folder",
    default="fixtures/pages",
    show_default=True,
    metavar="FOLDER",
    help="Where the fixtures are.",
)


@click.group("fixture")
def command() -> None:
    """Saved pages with their expected records, which the tests compare.

    \b
    Example:
      scraper fixture add broken.html && $EDITOR fixtures/pages/broken.json
    """


@command.command("add")
@click.argument("target", metavar="PAGE|URL")
@click.option("--name", help="The fixture's name; otherwise that of the file.")
@click.option("--replace", is_flag=True, help="Overwrite the fixture of that name.")
@folder_option
def add(target: str, name: str | None, replace: bool, folder: str) -> None:
    """Save a PAGE and its current record as a fixture, to be reviewed and corrected.

    Where the record is wrong, correct the .json by hand: the test fails until the extractor gives
    what is right.

    \b
    Examples:
      scraper fixture add saved/broken.html
      scraper fixture add https://example.com/news/story --name teaser-between-paragraphs
    """
    from scraper import fixtures
    from scraper.commands.fetching import FetchOptions
    from scraper.commands.targets import pages_of
    from scraper.errors import InputError, ScraperError

    found = list(pages_of((target,), None, FetchOptions(allow_private=True)))
    if len(found) != 1:
        raise InputError(f"{target}: expected one page, found {len(found)}")
    page = found[0][1]
    if isinstance(page, ScraperError):
        raise page
    is_url = "://" in target
    file = Path(target.rstrip("/").rpartition("/")[2] if is_url else target)
    stem = name or file.name.split(".")[0] or "page"
    plain = page.headers.get("content-type", "").startswith("text/plain")
    path = fixtures.add(Path(folder), stem, page, ".txt" if plain else ".html", replace=replace)
    click.echo(f"{path}: review it, and correct what is wrong", err=True)


@command.command("check")
@click.argument("pages", nargs=-1, metavar="[PAGE]...")
@folder_option
def check(pages: tuple[str, ...], folder: str) -> int:
    """Compare the current records of PAGEs, or of all fixtures, with the expected ones.

    \b
    Examples:
      scraper fixture check
      scraper fixture check fixtures/pages/live-blog.html
    """
    import json

    from scraper import fixtures
    from scraper.errors import InputError, ScraperError

    failed = 0
    paths = [Path(page) for page in pages] or fixtures.pages_in(Path(folder))
    for path in paths:
        try:
            if not path.is_file():
                raise InputError("no such file")
            record = fixtures.expected_path(path)
            if not record.is_file():
                raise InputError(f"no expected record {record}: scraper fixture add makes one")
            expected = json.loads(record.read_text("utf-8"))
            found = list(fixtures.differences(expected, fixtures.record_of(path)))
        except (OSError, ValueError, ScraperError) as error:
            found = [str(error)]
        if found:
            failed += 1
            click.echo(f"{path}\n" + "\n".join(f"  {line}" for line in found))
    several = "" if len(paths) == 1 else "s"
    differ = "differs" if failed == 1 else "differ"
    click.echo(f"{len(paths)} fixture{several}, {failed} {differ}", err=True)
    return 1 if failed else 0
