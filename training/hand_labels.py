"""Hand labels of related items (``labels/``, described in its README)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

LABELS = Path(__file__).parent / "labels"


def read_labels() -> list[dict[str, Any]]:
    """One dict a page, with ``set``, ``id``, ``hrefs`` and ``doubtful``; only pages of
    ``related.jsonl`` can be in the judged half."""
    return [
        json.loads(line)
        for file in sorted(LABELS.glob("related*.jsonl"))
        for line in file.read_text(encoding="utf-8").split("\n")
        if line
    ]
