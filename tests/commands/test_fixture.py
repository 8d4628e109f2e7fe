"""``scraper fixture``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import run_command
from tests.commands.pages import FERRY


def test_an_added_fixture_passes_the_check_until_its_expected_record_differs(
    tmp_path: Path,
) -> None:
    done = run_command("fixture", "add", FERRY, "--name", "ferry", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    expected = tmp_path / "fixtures" / "pages" / "ferry.json"
    assert b"fixtures/pages/ferry.json: review it" in done.stderr
    assert run_command("fixture", "check", cwd=tmp_path).returncode == 0
    data = json.loads(expected.read_text("utf-8")) | {"agency": "Wire"}
    expected.write_text(json.dumps(data))
    done = run_command("fixture", "check", cwd=tmp_path)
    assert done.returncode == 1
    assert b'agency:\n    - "Wire"' in done.stdout
    assert b"1 fixture, 1 differs" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["add", FERRY, "--name", "a/b"], b"a/b: a fixture's name has letters"),
        (["add", FERRY, "--name", "a.b"], b"a.b: a fixture's name has letters"),
        (["check", "--folder", "nowhere"], b"nowhere: cannot be read: No such file or directory"),
        (["check", "nowhere.html"], b"no such file"),
        (["check", FERRY], b"no expected record "),
    ],
)
def test_fixture_errors_name_the_argument(
    arguments: list[str | Path], told: bytes, tmp_path: Path
) -> None:
    done = run_command("fixture", *arguments, cwd=tmp_path)
    assert done.returncode == 1
    assert told in done.stdout + done.stderr
    assert b"Traceback" not in done.stderr
