"""Who may import whom: the rooms of the package and the one direction in which data flow.

sources -> discovery -> frontier -> fetchers -> extractors -> exporters, and nothing goes back.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "scraper"

# What each room must not know of. The contract (errors, page, record) is everyone's; the crawl and
# the commands put the rooms together.
FORBIDDEN = {
    "extractors": {"fetchers", "crawl", "exporters", "discovery", "config", "commands", "cli"},
    "exporters": {"extractors", "fetchers", "crawl", "discovery", "config", "commands", "cli"},
    "fetchers": {"extractors", "exporters", "crawl", "discovery", "commands", "cli"},
    "discovery": {"exporters", "crawl", "commands", "cli"},
    "crawl": {"commands", "cli"},
    "crawl/frontier": {"extractors", "fetchers"},
    "crawl/extraction": {"exporters"},
    "crawl/policy": {"extractors", "fetchers", "exporters"},
    "crawl/reports": {"extractors", "fetchers", "exporters"},
    "crawl/engine": {"extractors"},
    "errors": {"*"},
    "page": {"*"},
    "record": {"*"},
    "urls": {"*"},
    "copies": {"errors", "page", "record", "extractors", "fetchers", "crawl", "commands", "config"},
}

# The rooms of the crawl: each imports only from those before it, and from no module above them.
CRAWL_ROOMS = ["frontier", "extraction", "policy", "reports", "engine"]

# The parts of extractors/metadata, folders and files, in the order in which data flow.
METADATA = """
    sources scoring dates agency names titles credits east_asian_dateline dateline authors
    story_text sections paywall embedded reader
""".split()

# Extraction gives today what it gave yesterday: what could make a difference is not imported.
IMPURE = {"socket", "requests", "urllib3", "http", "subprocess", "random", "sqlite3", "time"}


def modules_of(room: str) -> list[Path]:
    folder = PACKAGE / room
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [PACKAGE / f"{room}.py"]


def imports_of(path: Path) -> Iterator[str]:
    """Every module that a file names in an import, wherever in the file."""
    package = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts[:-1])
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base]).rstrip(".")
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def rooms_used(path: Path) -> set[str]:
    parts = (name.split(".") for name in imports_of(path))
    return {part[1] for part in parts if part[0] == "scraper" and len(part) > 1}


def is_type_checking_only(path: Path, room: str) -> bool:
    """Whether a room is named only for annotations, which costs nothing at run time."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = [ast.Pass()]
    names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)] + [
        a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names
    ]
    return not any(name.split(".")[:2] == ["scraper", room] for name in names)


@pytest.mark.parametrize("room", FORBIDDEN)
def test_a_room_knows_only_what_lies_before_it(room: str) -> None:
    wrong = []
    modules = modules_of(room)
    assert modules
    for path in modules:
        used = rooms_used(path) - {room}
        forbidden = used if "*" in FORBIDDEN[room] else used & FORBIDDEN[room]
        wrong += [
            f"{path.relative_to(PACKAGE)} imports scraper.{other}"
            for other in sorted(forbidden)
            if not is_type_checking_only(path, other)
        ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("room", CRAWL_ROOMS)
def test_a_room_of_the_crawl_imports_only_what_its_first_lines_say(room: str) -> None:
    folder = PACKAGE / "crawl" / room
    first_lines = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) or ""
    said = re.search(r"^Other rooms of the crawl that it imports: (.+)\.$", first_lines, re.M)
    assert said is not None
    names = [name.split(".") for path in modules_of(f"crawl/{room}") for name in imports_of(path)]
    used = {name[2] if len(name) > 2 else "" for name in names if name[:2] == ["scraper", "crawl"]}
    assert used - {room} == set(said[1].split(", ")) - {"none"}
    assert used <= {room, *CRAWL_ROOMS[: CRAWL_ROOMS.index(room)]}


def test_every_folder_of_the_crawl_is_a_room_with_a_direction() -> None:
    rooms = {path.parent.name for path in (PACKAGE / "crawl").glob("*/__init__.py")}
    assert rooms == set(CRAWL_ROOMS)


def test_the_process_that_fetches_loads_no_extractor() -> None:
    """It would be 150 MB that only the extraction processes need, and share."""
    modules = [
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for path in modules_of("crawl")
        if not path.stem.startswith("postgres")  # an extra
    ]
    code = (
        "import sys; from importlib import import_module; [*map(import_module, sys.argv[1:])];"
        "print(*(name for name in sys.modules if name.startswith('scraper.extractors')))"
    )
    done = subprocess.run([sys.executable, "-c", code, *modules], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""


def test_extraction_imports_nothing_of_network_clock_or_chance() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in modules_of("extractors")
        for name in imports_of(path)
        if name.split(".")[0] in IMPURE
    ]
    assert not wrong, "\n".join(wrong)


def test_every_part_of_the_metadata_has_its_place_in_the_order() -> None:
    folder = PACKAGE / "extractors" / "metadata"
    parts = {path.parent.name for path in folder.glob("*/__init__.py")}
    assert sorted(METADATA) == sorted(parts | {path.stem for path in folder.glob("[!_]*.py")})


@pytest.mark.parametrize("part", METADATA)
def test_a_part_of_the_metadata_imports_only_parts_before_it(part: str) -> None:
    room = f"extractors/metadata/{part}"
    later = METADATA[METADATA.index(part) + 1 :]
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in modules_of(room)
        for name in imports_of(path)
        if name.split(".")[:3] == ["scraper", "extractors", "metadata"]
        and name.split(".")[3:4] in ([other] for other in later)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_package_never_imports_training_benchmarks_or_tests() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for name in imports_of(path)
        if name.split(".")[0] in {"training", "benchmarks", "tests", "fixtures"}
    ]
    assert not wrong, "\n".join(wrong)


def test_no_catch_all_modules() -> None:
    names = {path.stem for path in PACKAGE.rglob("*.py")}
    assert not names & {"utils", "util", "helpers", "helper", "manager", "common", "misc"}


@pytest.mark.parametrize("command", ["extract", "schema", "validate", "status", "check"])
def test_a_command_loads_only_what_it_needs(command: str) -> None:
    """The overview and the help of a command come without the crawl, the model or rich."""
    code = (
        "import sys; from scraper.cli import run; run([sys.argv[1], '--help']);"
        "heavy = {'requests', 'lxml', 'numpy', 'rich', 'pydantic', 'scraper.crawl'};"
        "print(*sorted(heavy & set(sys.modules)), file=sys.stderr, end='')"
    )
    done = subprocess.run([sys.executable, "-c", code, command], capture_output=True, text=True)
    assert done.stderr == ""
    assert done.returncode == 0
    assert "Example" in done.stdout
