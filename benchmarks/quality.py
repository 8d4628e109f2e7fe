"""Quality of story, related items and metadata, compared with other extractors.

    python -m benchmarks.quality [--data FOLDER] [--sets news-dev,…] [--peer PYTHON]
                                 [--out-of-fold FOLDER] [--limit N] [--keep FOLDER]

Without arguments it uses the pages in ``fixtures/`` and their expected records. FOLDER contains
labelled sets, each with ``truth.jsonl`` and ``html/ID.html.gz``, which are scored by ``score.py``
in the parent folder of FOLDER. PYTHON is the interpreter of an environment with other extractors
(``pip install '.[peers]'`` there); those that are installed (see `peers.py`) are run on the same
pages. rs-trafilatura is supported but not part of the extra, since on most machines it has to be
compiled with Rust. Tools that cannot be imported are listed at the end. A page on which a tool
fails counts as empty.

The shipped model was trained on the labelled sets and on the fixtures, so its figures on them do
not show its quality on new sites. ``python -m training.evaluate --out FOLDER`` writes predictions
of models that have not seen the page's site. Pass that folder as ``--out-of-fold`` to get a
separate row for them, which is the one to compare with other tools.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import importlib.util
import json
import re
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.peers import TOOLS, Prediction, Tool

FIXTURES = Path(__file__).parents[1] / "fixtures" / "pages"
SETS = ("news-dev", "wcxb-dev", "segments-dev", "readability-dev")
"""The labelled sets that have texts or snippets for all of their pages."""
SEEN = "its model has seen these pages"
UNSEEN = "models that have not seen the page's site"
WORD = re.compile(r"\w+")


def load_scorer(data: Path) -> ModuleType:
    """Load ``score.py`` from the parent folder of the labelled sets."""
    path = data.resolve().parent / "score.py"
    spec = importlib.util.spec_from_file_location("bench_score", path)
    if not path.exists() or spec is None or spec.loader is None:
        raise SystemExit(f"{path}: no such file; the labelled sets are judged by it")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    """The sequences of ``size`` words in the text, and their counts."""
    words = WORD.findall(text)
    count = max(1, len(words) - size + 1) if words else 0
    return Counter(tuple(words[i : i + size]) for i in range(count))


def overlap_f1(wanted: Counter[Any], given: Counter[Any]) -> float:
    """F1 of two multisets; 1 if both are empty."""
    if not wanted and not given:
        return 1.0
    return 2 * (wanted & given).total() / (wanted.total() + given.total())


def fixture_row(found: Sequence[Prediction], expected: Sequence[Prediction]) -> dict[str, float]:
    """Scores of one tool on the fixtures, 0 to 100."""
    story = [
        overlap_f1(shingles(e["text"]), shingles(f.get("text") or ""))
        for e, f in zip(expected, found, strict=True)
    ]
    row = {"story F1": 100 * statistics.mean(story)}
    row["exact"] = 100 * statistics.mean(
        WORD.findall(e["text"]) == WORD.findall(f.get("text") or "")
        for e, f in zip(expected, found, strict=True)
    )
    if any("related" in f for f in found):
        both = given = wanted = 0
        for e, f in zip(expected, found, strict=True):
            ours = Counter(title for title, _ in f.get("related", []))
            theirs = Counter(title for title, _ in e["related"])
            both += (ours & theirs).total()
            given, wanted = given + ours.total(), wanted + theirs.total()
        row["related P"], row["related R"] = 100 * both / max(1, given), 100 * both / max(1, wanted)
    pairs = zip(expected, found, strict=True)
    titled = [(e["title"], f.get("title")) for e, f in pairs if e["title"]]
    if any(title for _, title in titled):
        row["title"] = 100 * statistics.mean(
            WORD.findall(wanted) == WORD.findall(title or "") for wanted, title in titled
        )
    row["err"] = sum("error" in f for f in found)
    return row


COLUMNS = ("story F1", "exact", "related P", "related R", "title", "err")


def read_fixtures(folder: Path) -> Iterator[tuple[Path, Prediction]]:
    """The fixtures that all tools can read, with the expected output for each."""
    from scraper.extractors.assemble import story_text
    from scraper.fixtures import expected_path, pages_in
    from scraper.record import Block

    for page in pages_in(folder):
        if page.suffix not in (".html", ".txt"):
            continue
        expected = json.loads(expected_path(page).read_text("utf-8"))
        blocks = [Block.model_validate(block) for block in expected.get("blocks", [])]
        yield (
            page,
            {
                "text": story_text(blocks),
                "title": expected.get("title"),
                "related": [[i["title"], i.get("url")] for i in expected.get("related", [])],
            },
        )


def on_fixtures(tools: Sequence[Tool], folder: Path) -> None:
    pages = list(read_fixtures(folder))
    for suffix, name in ((".html", "pages of HTML"), (".txt", "pages saved as text")):
        chosen = [(page, expected) for page, expected in pages if page.suffix == suffix]
        if not chosen:
            continue
        print(f"\nfixtures: {len(chosen)} {name}")
        print(f"{'':28}" + "".join(f"{column:>10}" for column in COLUMNS))
        for tool in tools:
            found = [tool.run(page, None) for page, _ in chosen]
            row = fixture_row(found, [expected for _, expected in chosen])
            cells = "".join(_cell(row, column) for column in COLUMNS)
            print(f"{tool.name:28}{cells}")


def _cell(row: dict[str, float], column: str) -> str:
    if column not in row:
        return f"{'–':>10}"
    return f"{row[column]:>10.0f}" if column == "err" else f"{row[column]:>10.1f}"


def on_sets(
    tools: Sequence[Tool],
    scorer: ModuleType,
    data: Path,
    sets: Sequence[str],
    keep: Path,
    limit: int | None,
    out_of_fold: Path | None,
) -> None:
    """Run the tools on the labelled sets and score their predictions with ``score.py``."""
    named = [f"{tool.name}={keep / tool.name}" for tool in tools]
    if out_of_fold:
        named.insert(1, f"scraper, out-of-fold={out_of_fold}")
    for name in sets:
        folder = data / name
        if not (folder / "truth.jsonl").exists():
            print(f"\n{folder}: no truth.jsonl, left out")
            continue
        lines = (folder / "truth.jsonl").read_text("utf-8").splitlines()[:limit]
        rows = [json.loads(line) for line in lines]
        for tool in tools:
            out = keep / tool.name / f"{name}.jsonl"
            out.parent.mkdir(parents=True, exist_ok=True)
            with out.open("w", encoding="utf-8") as file:
                for row in rows:
                    found = tool.run(folder / "html" / f"{row['id']}.html.gz", row.get("url"))
                    file.write(json.dumps({"id": row["id"], **found}, ensure_ascii=False) + "\n")
            print(f"{name}: {tool.name} done", file=sys.stderr)
        if limit is None:
            scorer.main([str(data), name, *named])
            continue
        print(f"\n{name}, its first {len(rows)} pages")
        for entry in named:
            label, _, path = entry.partition("=")
            if (file_ := Path(path) / f"{name}.jsonl").exists():
                print(f"{label:24}", scorer.score(rows, {p["id"]: p for p in scorer.load(file_)}))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="folder of the labelled sets")
    parser.add_argument("--sets", default=",".join(SETS), help="which of them, by commas")
    parser.add_argument("--fixtures", type=Path, default=FIXTURES, help="folder of fixtures")
    parser.add_argument("--peer", help="interpreter of an environment with other extractors")
    parser.add_argument("--tools", default=",".join(TOOLS), help="which tools, by commas")
    parser.add_argument("--out-of-fold", type=Path, help="what training.evaluate --out wrote")
    parser.add_argument("--limit", type=int, help="pages of a set, at most")
    parser.add_argument("--keep", type=Path, help="folder to keep the predictions in")
    args = parser.parse_args()
    unknown = set(args.tools.split(",")) - set(TOOLS)
    if unknown:
        parser.error(f"--tools: {', '.join(sorted(unknown))} is none of {', '.join(TOOLS)}")
    if args.out_of_fold and not args.data:
        parser.error("--out-of-fold holds predictions for the labelled sets: give --data too")
    if args.out_of_fold and not list(args.out_of_fold.glob("*.jsonl")):
        parser.error(f"--out-of-fold: no SET.jsonl in {args.out_of_fold}")
    if args.data and not args.data.is_dir():
        parser.error(f"--data: {args.data} is no folder")
    scorer = load_scorer(args.data) if args.data else None
    started = [
        Tool(name, sys.executable if name == "scraper" else args.peer or sys.executable)
        for name in args.tools.split(",")
    ]
    tools = [tool for tool in started if tool.missing is None]
    with tempfile.TemporaryDirectory() as scratch:
        on_fixtures(tools, args.fixtures)
        if scorer:
            on_sets(tools, scorer, args.data, args.sets.split(","), args.keep or Path(scratch),
                    args.limit, args.out_of_fold)  # fmt: skip
    for tool in tools:
        tool.close()
    print("\nversions: " + ", ".join(f"{tool.name} {tool.version}" for tool in tools))
    print(f"scraper: {SEEN}" + (f"; scraper, out-of-fold: {UNSEEN}" if args.out_of_fold else ""))
    if args.data and not args.out_of_fold:
        print(f"for {UNSEEN}: python -m training.evaluate --data … --out F, then --out-of-fold F")
    for tool in started:
        if tool.missing is not None:
            print(f"not run: {tool.name}: {tool.missing}")


if __name__ == "__main__":
    main()
