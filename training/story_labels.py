"""Story labels of pages whose truth is a date, or a few snippets (``labels/stories.jsonl``).

An earlier fit read each of these pages with forests that saw no page of its site; what it took for
the story of a page that it was sure of is the label. Only fingerprints of lines are kept, no text.

    python -m training.story_labels PREDICTIONS

makes the file from what ``training.evaluate --out PREDICTIONS`` has written.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from pathlib import Path

from training.dataset import LabelledPage, words
from training.hand_labels import LABELS

STORIES = LABELS / "stories.jsonl"
PREDICTED_SETS = ("dates-dev", "segments-dev")
SURE = 0.7
"""Confidence of a page from which its story is a label."""


def line_key(text: str) -> str:
    """A fingerprint of a line's words; "" for a line without words."""
    found = words(text)
    return hashlib.sha1(" ".join(found).encode()).hexdigest()[:12] if found else ""


def read_story_labels(file: Path = STORIES) -> dict[tuple[str, str], Counter[str]]:
    """For each page, by set and id, the fingerprints of its story's lines and their number."""
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return {(row["set"], row["id"]): Counter(row["story"]) for row in rows}


def label_story(page: LabelledPage, story: Counter[str]) -> None:
    """Label the blocks that the page's truth does not speak of.

    What the page prints more often than the story has it stays unknown: an entry of a list of
    contents or a quote set apart.
    """
    labels = page.labels or [-1.0] * len(page.blocks)
    keys = [line_key(block.text) for block in page.blocks]
    printed = Counter(keys)
    for number, (block, key) in enumerate(zip(page.blocks, keys, strict=True)):
        if labels[number] >= 0 or not key or printed[key] > story[key] > 0:
            continue
        lines = filter(None, map(line_key, block.text.split("\n")))
        labels[number] = float(key in story or all(line in story for line in lines))
    page.labels = labels


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("predictions", type=Path, help="folder with a file for each set")
    parser.add_argument("--out", type=Path, default=STORIES)
    args = parser.parse_args()
    with args.out.open("w", encoding="utf-8") as out:
        for name in PREDICTED_SETS:
            with (args.predictions / f"{name}.jsonl").open(encoding="utf-8") as lines:
                rows = sorted(map(json.loads, lines), key=lambda row: str(row["id"]))
            for row in rows:
                story = [key for line in row.get("text", "").split("\n") if (key := line_key(line))]
                if story and (row.get("confidence") or 0.0) >= SURE:
                    label = {"set": name, "id": row["id"], "story": story}
                    out.write(json.dumps(label, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
