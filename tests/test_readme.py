"""README and docs are accurate: their commands run, their examples and tables are right."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest

import scraper.record
from benchmarks.postgres_server import USER, Server
from scraper.config import load_config
from scraper.exporters.jsonl import SegmentWriter
from scraper.exporters.removals import RemovalWriter, removal_line
from scraper.fixtures import to_expected
from scraper.record import Block, Comment, Image, Record, RelatedItem
from tests.command import python_environment, run_command, run_python
from tests.exporters.records import paragraph, record

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
DOWNSTREAM = (ROOT / "docs" / "downstream.md").read_text("utf-8")
LIBRARY = (ROOT / "docs" / "library.md").read_text("utf-8")
OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")
RECORD = (ROOT / "docs" / "record.md").read_text("utf-8")


def code(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def section(text: str, heading: str) -> str:
    return text.split(f"# {heading}\n", 1)[1].split("\n## ", 1)[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as the recipes expect it: output/ of a crawl, and saved/ pages."""
    related = [RelatedItem(title="Night bus", url="https://example.org/bus", position="below")]
    table = Block(type="table", text="a\tb", rows=[["a", "b"]])
    stories = [
        record(
            id=str(number),
            source="courier",
            url=f"https://example.org/{number}",
            title=f'Story {number} in "C:\\new"',
            fetched_at="2024-05-02T06:30:00Z",
            published_at=published_at,
            related=related,
            blocks=[paragraph(f"Text {number}."), table],
        )
        for number, published_at in enumerate(
            ("2024-05-01T08:30:00+02:00", "2024-05-01T08:30:00", "2024-05-01")
        )
    ]
    for _ in range(2):
        with SegmentWriter(tmp_path / "output" / "courier") as writer:
            writer.append([story.to_json().encode() for story in stories])
    with RemovalWriter(tmp_path / "output" / "courier" / "removed") as removals:
        for id, seconds, status in (("0", 1, 404), ("1", 2, 410), ("0", 3, 200)):
            url, seen_at = f"https://example.org/{id}", f"2024-05-08T06:30:0{seconds}Z"
            removals.append([removal_line(id, url, "courier", seen_at, status)])
    saved = tmp_path / "saved"
    saved.mkdir()
    page = "<title>T</title><h1>T</h1><article>" + "<p>It rained all day in the town.</p>" * 9
    (saved / "page.html").write_text(page)
    (tmp_path / "page.html").write_text(page)
    return tmp_path


def shell(command: str, folder: Path) -> str:
    bash = shutil.which("bash")
    if bash is None or ("jq" in command and shutil.which("jq") is None):
        pytest.skip("needs bash and jq")
    if "psql" in command:
        pytest.skip("has a test of its own")
    bin_folder = folder / ".bin"
    bin_folder.mkdir(exist_ok=True)
    launcher = bin_folder / "scraper"
    launcher.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m scraper.cli "$@"\n')
    launcher.chmod(0o755)
    environment = {**python_environment(), "PATH": f"{bin_folder}:{os.environ['PATH']}"}
    done = subprocess.run(
        [bash, "-euc", command], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


RECIPES = code(DOWNSTREAM, "sh") + code(section(README, "Use the records"), "sh")


@pytest.mark.parametrize("recipe", RECIPES, ids=range(len(RECIPES)))
def test_shell_recipes_give_something(recipe: str, folder: Path) -> None:
    before = {path for path in folder.rglob("*") if path.is_file()}
    out = shell(recipe, folder)
    made = {path for path in folder.rglob("*") if path.is_file()} - before
    assert out.strip() or any(path.stat().st_size for path in made if ".bin" not in path.parts)


def test_operating_recipes(demo_site: str, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(
        '[defaults]\ndelay = "1ms"\nallow_private = "127.0.0.1"\n'
        f'[[source]]\nname = "courier"\nhome = "{demo_site}"\nwarc = true\n'
    )
    (tmp_path / "urls.txt").write_text(f"{demo_site}about.html\n{demo_site}about.html?a=1&b=2\n")
    assert run_command("crawl", cwd=tmp_path).returncode == 0
    with config.open("a") as file:
        file.write('[source.selectors]\ndrop = ["p:first-of-type"]\n')
    for recipe in code(OPERATING, "sh"):
        shell(recipe, tmp_path)
    with tarfile.open(tmp_path / "backup.tar.gz") as backup:
        assert "output/frontier.sqlite" in backup.getnames()
    assert len(load_config(config).source[-1].urls) == 2
    archived = {path.stem.removesuffix(".warc") for path in tmp_path.glob("output/*/warc/*.gz")}
    assert archived
    assert archived <= {path.stem for path in tmp_path.glob("*.jsonl")}
    before = set(tmp_path.glob("output/courier/*.jsonl"))
    assert run_command("crawl", cwd=tmp_path).returncode == 0
    (segment,) = set(tmp_path.glob("output/courier/*.jsonl")) - before
    again = (tmp_path / "courier.jsonl").read_text().splitlines()
    extracted = {(record["id"], record["content_hash"]) for record in map(json.loads, again)}
    changed = {
        (record["id"], record["content_hash"])
        for record in map(json.loads, segment.read_text().splitlines())
    }
    assert len(changed) >= 5
    assert changed <= extracted, "the new versions are what the kept pages give"


def test_only_the_latest_version_of_each_story(folder: Path) -> None:
    (recipe,) = [recipe for recipe in RECIPES if "latest.jsonl" in recipe]
    shell(recipe, folder)
    latest = [json.loads(line) for line in (folder / "latest.jsonl").read_text().splitlines()]
    assert [each["id"] for each in latest] == ["0", "1", "2"]


def test_the_stories_that_are_gone_now(folder: Path) -> None:
    (recipe,) = [recipe for recipe in RECIPES if ".ndjson" in recipe and "max_by" in recipe]
    assert shell(recipe, folder).split() == ["1"]


def test_the_spreadsheet_has_a_heading_and_tells_its_charset(folder: Path) -> None:
    (recipe,) = [recipe for recipe in code(DOWNSTREAM, "sh") if "stories.csv" in recipe]
    shell(recipe, folder)
    with (folder / "stories.csv").open(encoding="utf-8", newline="") as file:
        assert file.read(1) == "\N{BYTE ORDER MARK}"
        rows = list(csv.DictReader(file))
    assert [row["title"] for row in rows] == [f'Story {n} in "C:\\new"' for n in (0, 1, 2)]
    assert rows[0]["text"] == "Text 0.\na\tb"


def test_the_sqlite_table_follows_the_crawl(folder: Path) -> None:
    (recipe,) = [script for script in code(DOWNSTREAM, "python") if "sqlite3" in script]
    table = [
        '2024-05-01 Story 0 in "C:\\new" 0',
        '2024-05-01 Story 1 in "C:\\new" 1',
        '2024-05-01 Story 2 in "C:\\new" 0',
    ]
    for _ in "12":
        assert run_python(recipe, cwd=folder).stdout.splitlines() == table
    for title, fetched_at in (("new", "2030-05-01T08:00:00Z"), ("old", "1970-05-01T08:00:00Z")):
        with SegmentWriter(folder / "output" / "other") as writer:
            changed = record(id="2", title=title, published_at=None, fetched_at=fetched_at)
            writer.append([changed.to_json().encode()])
    assert run_python(recipe, cwd=folder).stdout.splitlines() == [*table[:2], "None new 0"]


def test_postgresql_recipe(folder: Path, postgres: Server) -> None:
    if shutil.which("psql") is None or shutil.which("bash") is None:
        pytest.skip("needs bash and psql")
    (recipe,) = [recipe for recipe in RECIPES if "psql" in recipe]
    postgres.new_database("recipe")
    environment = {
        **os.environ,
        "PGHOST": str(postgres.folder),
        "PGUSER": USER,
        "PGDATABASE": "recipe",
        "PGTZ": "Asia/Tokyo",
    }
    done = subprocess.run(
        ["bash", "-euc", recipe], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    rows = [[cell.strip() for cell in line.split("|")] for line in done.stdout.splitlines()]
    assert [row for row in rows if row[0] in ("0", "1", "2")] == [
        ["0", 'Story 0 in "C:\\new"', "2024-05-01", "2024-05-01 15:30:00+09", "1"],
        ["1", 'Story 1 in "C:\\new"', "2024-05-01", "", "1"],
        ["2", 'Story 2 in "C:\\new"', "2024-05-01", "", "1"],
    ]


def test_bigquery_gets_what_it_takes_and_nothing_that_it_refuses(folder: Path) -> None:
    (recipe,) = [recipe for recipe in RECIPES if "cells" in recipe]
    (script,) = [script for script in code(DOWNSTREAM, "python") if "RECORD" in script]
    shell(recipe, folder)
    done = run_python(script, cwd=folder)
    assert done.returncode == 0, done.stderr
    fields = json.loads((folder / "stories.schema.json").read_text())
    lines = (folder / "stories.ndjson").read_text().splitlines()
    assert len(lines) == 6
    for line in lines:
        assert_fits(json.loads(line), fields)


def assert_fits(value: dict[str, Any], fields: list[dict[str, Any]]) -> None:
    """As BigQuery loads JSON: only known fields, arrays only where they repeat, of no arrays."""
    known = {field["name"]: field for field in fields}
    kinds = {"STRING": str, "INTEGER": int, "FLOAT": (float, int), "BOOLEAN": bool, "RECORD": dict}
    for name, inner in value.items():
        field = known[name]
        assert isinstance(inner, list) == (field["mode"] == "REPEATED"), name
        for each in inner if isinstance(inner, list) else [inner]:
            assert isinstance(each, kinds[field["type"]]), name
            if isinstance(each, dict):
                assert_fits(each, field["fields"])


CRAWLS = [script for script in code(LIBRARY, "python") if "crawl" in script]
SCRIPTS = [
    script
    for text in (DOWNSTREAM, README, LIBRARY)
    for script in code(text, "python")
    if script not in CRAWLS
]


@pytest.mark.parametrize("script", SCRIPTS, ids=range(len(SCRIPTS)))
def test_python_recipes_print_something(script: str, folder: Path) -> None:
    shown = ""
    for library in ("pandas", "polars"):
        if library in script:
            pytest.importorskip(library)
            if "moment" in script:
                shown = "\nprint(*stories['moment'], *stories['day'])"
    done = run_python(script + shown, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    if shown:
        times = re.sub(r" 00:00:00(?!\+)|NaT|None", "", done.stdout.splitlines()[-1]).split()
        assert times == ["2024-05-01", "06:30:00+00:00", *["2024-05-01"] * 3]


def test_a_crawl_from_python_gives_records_and_their_files(demo_site: str, tmp_path: Path) -> None:
    (script,) = CRAWLS
    (tmp_path / "config.toml").write_text(f"""
        [[source]]
        name = "courier"
        urls = ["{demo_site}town/council-votes-to-keep-the-night-bus-4130.html"]
        delay = 0
        allow_private = ["127.0.0.1"]
    """)
    done = run_python(script, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    report, source, status = done.stdout.splitlines()
    assert report.startswith("1 records of")
    name, state, segment = source.split()
    assert (name, state, Path(segment).exists()) == ("courier", "done", True)
    assert status.endswith("0 to be fetched next")


QUERIES = code(DOWNSTREAM, "sql") + code(README, "sql")


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_sql_recipes(query: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.chdir(folder)
    rows = duckdb.sql(query)
    if "moment" in query:
        ((day, stories, moment),) = rows.fetchall()
        assert (str(day), stories) == ("2024-05-01", 6)
        assert moment.timestamp() == 1714545000
    elif query.startswith("SELECT"):
        assert rows.fetchall()[0][:2] == ("courier", 6)
    else:
        found = duckdb.sql("SELECT title, position FROM 'related.parquet'").fetchall()
        assert found == [("Night bus", "below")] * 6


def test_the_example_at_the_top_is_what_the_page_gives(tmp_path: Path) -> None:
    page = tmp_path / "ferry.txt"
    page.write_text(code(README, "text")[0], "utf-8")
    done = run_command("extract", page)
    made = json.loads(done.stdout)
    shown = json.loads(code(README, "json")[0])
    assert shown
    for field, value in shown.items():
        assert made[field] == value, field
    assert set(to_expected(Record.model_validate(made))) - {"blocks"} <= set(shown)


def test_the_configuration_shown_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(code(README, "toml")[0])
    assert load_config(path).source[0].name == "example"


def names_in_table(text: str) -> set[str]:
    rows = re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([a-z0-9_]+)`", row)}


def test_every_field_of_the_record_is_in_the_readme() -> None:
    assert names_in_table(section(README, "The record")) == set(Record.model_fields)


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("Fields", Record),
        ("blocks", Block),
        ("images", Image),
        ("related", RelatedItem),
        ("comments", Comment),
    ],
)
def test_every_field_is_explained(heading: str, model: Any) -> None:
    part = section(RECORD, heading).split("\n### ")[0]
    assert names_in_table(part) == set(model.model_fields)


def test_every_warning_is_explained() -> None:
    assert names_in_table(section(RECORD, "Warnings")) == set(get_args(scraper.record.Warning))


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {re.split(r"[<>=~\[; ]", each)[0] for each in project["dependencies"]}
    core, extras = section(README, "Dependencies").split("| extra |")
    assert names_in_table(extras) == set(project["optional-dependencies"])
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", core, re.MULTILINE)
    listed = {name for row in rows for name in row.split(", ")} - {"package", "---"}
    assert listed == names


def test_links_lead_somewhere() -> None:
    for file in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", file.read_text("utf-8")):
            if "://" not in target:
                assert (file.parent / target).exists(), f"{file.name}: {target}"
