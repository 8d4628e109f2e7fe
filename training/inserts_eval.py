"""How much of what is put into stories stays in them: python -m training.inserts_eval --data DATA.

Pages of `inserts.py` with words of languages that the model was not fitted with, and of the others.
The shipped model has seen the pages that they were made from, so the story's share flatters; what
was put in it has not seen. Prints, for each kind of insert, how many blocks there are and the per
cent of them that stay in the story, which should be none.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from scraper.extractors.classify.judge import judge
from scraper.extractors.classify.model import shipped_model
from training.dataset import load_cached
from training.fit import choose
from training.inserts import EVERY, load_inserts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--cache", type=Path, default=Path(".cache/training"))
    args = parser.parse_args()
    pages = [page for name in EVERY for page in load_cached(args.data, name, args.cache)]
    model = shipped_model()
    for held in (True, False):
        kept: defaultdict[str, list[bool]] = defaultdict(list)
        for page in load_inserts(args.data, pages, held=held):
            second = judge(page.tree, page.blocks, page.hints, model).second
            chosen = set(choose(page, second))
            for number, (block, label) in enumerate(zip(page.blocks, page.labels, strict=True)):
                kind = page.truth["inserted"].get(block.text, "the story" if label > 0.5 else "")
                if kind:
                    kept[kind].append(number in chosen)
        print("languages held back" if held else "languages fitted with")
        for kind, stayed in sorted(kept.items()):
            print(f"  {kind:10} {len(stayed):6} {100 * sum(stayed) / len(stayed):6.1f} %")


if __name__ == "__main__":
    main()
