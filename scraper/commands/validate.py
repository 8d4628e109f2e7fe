"""``scraper validate``: JSON Lines files against the record's definition."""

from __future__ import annotations

from pathlib import Path

import click

from scraper.commands.places import is_folder


@click.command("validate")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--max-problems", default=0, metavar="N", help="Stop after N problems; 0: show all.")
def command(files: tuple[str, ...], max_problems: int) -> int:
    """Check JSON Lines FILEs (plain, .gz, .zst, unfinished .part) and folders of them; - is stdin.

    Every problem is printed on stdout as FILE:LINE: FIELD: MESSAGE. Exit status 1 if there is any.

    \b
    Examples:
      scraper validate output/example/*.jsonl
      scraper validate output/
      scraper extract saved/ | scraper validate -
    """
    from scraper.exporters.validation import Checked, validate_files
    from scraper.exporters.versions import segments_in

    paths: list[Path] = []
    problems = 0
    for name in files:
        path = Path(name)
        if is_folder(path):
            found, unreadable = segments_in(path)
            for error in unreadable:
                click.echo(str(error))
                problems += 1
            if not found and not unreadable:
                click.echo(f"{name}: no .jsonl, .jsonl.gz or .jsonl.zst in this folder", err=True)
            paths += found
        else:
            paths.append(Path("/dev/stdin") if name == "-" else path)
    checked = Checked()
    for problem in validate_files(paths, checked):
        click.echo(str(problem))
        problems += 1
        if problems == max_problems:
            click.echo(f"stopped after {problems} problems", err=True)
            break
    click.echo(
        f"{_count(checked.lines, 'record')} in {_count(len(paths), 'file')}, "
        f"{_count(problems, 'problem')}",
        err=True,
    )
    return 1 if problems else 0


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
