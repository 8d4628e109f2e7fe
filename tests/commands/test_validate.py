"""``scraper schema`` and ``scraper validate``."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from scraper.record import Block, Comment, Image, Record, RelatedItem
from tests.command import run_command
from tests.commands.pages import FERRY


def test_the_schema_is_json() -> None:
    done = run_command("schema")
    schema = json.loads(done.stdout)
    assert schema["properties"]["title"]["type"] == "string"
    assert "page_type" in schema["required"]


def test_the_schema_requires_exactly_what_is_always_written() -> None:
    schema = json.loads(run_command("schema").stdout)
    least = Record(
        id="a",
        page_type="other",
        extractor_version="1",
        blocks=[Block(type="paragraph", text="")],
        images=[Image()],
        related=[RelatedItem(title="t", position="below")],
        comments=[Comment(text="")],
    )
    written = json.loads(least.to_json())
    parts = {
        "Block": written["blocks"][0],
        "Image": written["images"][0],
        "RelatedItem": written["related"][0],
        "Comment": written["comments"][0],
    }
    for name, part in parts.items():
        assert set(schema["$defs"][name].get("required", [])) == set(part), name
    assert set(schema["required"]) == set(written) - {"comments"}
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(json.loads(run_command("extract", FERRY).stdout), schema)


def test_what_extract_writes_can_be_piped_into_validate() -> None:
    good = run_command("extract", FERRY).stdout
    assert run_command("validate", "-", stdin=good).returncode == 0
    bad = run_command("validate", "-", stdin=good + b'{"id": 3}\n')
    assert bad.returncode == 1
    assert b"stdin:2: id" in bad.stdout


def test_validate_names_file_line_and_field(tmp_path: Path) -> None:
    good = run_command("extract", FERRY).stdout
    path = tmp_path / "records.jsonl.gz"
    path.write_bytes(gzip.compress(good))
    done = run_command("validate", tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"1 record in 1 file, 0 problems\n"
    broken = json.loads(good) | {"title": 7, "confidence": "high"}
    path.write_bytes(gzip.compress(good + json.dumps(broken).encode()))
    done = run_command("validate", path)
    assert done.returncode == 1
    assert done.stdout.decode().splitlines()[:3] == [
        f"{path}:2: torn: the file ends without a line break",
        f"{path}:2: title: expected a string, got 7",
        f'{path}:2: confidence: expected a number, got "high"',
    ]
