"""`scraper export`: the records of a crawl in other formats."""

from __future__ import annotations

import csv
from pathlib import Path

from scraper.record import Block, Record
from tests.command import run_command
from tests.commands.pages import records


def test_the_records_of_a_crawl_as_a_table_and_as_files(tmp_path: Path) -> None:
    output = tmp_path / "output"
    (output / "courier").mkdir(parents=True)
    url = "https://courier.example/ferry"
    older, newer = (
        Record(id="a" * 32, url=url, page_type="article", title=title, text="It is back.",
               blocks=[Block(type="paragraph", text="It is back.")], extractor_version="1")
        for title in ("Ferry is back", "Ferry is back after nine weeks")
    )  # fmt: skip
    (output / "courier" / "20240101.jsonl").write_text(older.to_json() + "\n")
    (output / "courier" / "20240102.jsonl").write_text(newer.to_json() + "\n")
    (output / "courier" / "20240103.jsonl.part").write_text(older.to_json() + "\n")
    table = tmp_path / "stories.csv"
    assert run_command("export", output, "-o", table).returncode == 0
    with table.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["title"], row["url"]) == ("Ferry is back after nine weeks", url)
    done = run_command(
        "export", output, "--format", "markdown", "--front-matter", "--output-dir", tmp_path / "n"
    )
    assert done.returncode == 0
    note = (tmp_path / "n" / "courier.example-ferry.md").read_text()
    assert "# Ferry is back after nine weeks" in note
    done = run_command("export", output, "--all-versions")
    assert records(done.stdout) == [older, newer]


def test_an_export_reports_lines_that_are_no_records_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    whole = Record(id="b" * 32, page_type="other", extractor_version="1").to_json()
    path.write_text(f'{{"id":"x","no_field":1}}\nRain\n{whole}\n')
    done = run_command("export", path)
    assert done.returncode == 1
    assert len(records(done.stdout)) == 1
    assert f"{path}:1: this is no record of this version".encode() in done.stderr
    assert f"{path}:2: this is no record".encode() in done.stderr
    assert run_command("export", path, "-o", path).returncode == 2
    assert path.read_text().startswith('{"id":"x"')
    for wrong in (tmp_path / "none", tmp_path / "empty"):
        (tmp_path / "empty").mkdir(exist_ok=True)
        done = run_command("export", wrong)
        assert (done.returncode, done.stdout) == (2, b"")
