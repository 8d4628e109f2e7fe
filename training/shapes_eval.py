"""Story, captions and related items on invented pages of many shapes and languages.

    python -m training.shapes_eval [--forms text,p,br…] [--shapes …] [--languages …] [--pages 2]

Nothing is read but `shape_words.toml`; the pages are made by `shapes.py`. Prints, for each shape
(rows of text) and each form of HTML, precision and recall of story blocks, captions and items
(title and teaser both), and the share of pages on which all three are right. What stands in
HELD_SHAPES and HELD_LANGUAGES was kept out of fitting; rows of these are marked with a star.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from scraper import ScraperError, extract
from scraper.record import Record
from training.shape_markup import FORMS, as_html
from training.shapes import (
    DRESSES,
    HELD_LANGUAGES,
    HELD_SHAPES,
    SHAPES,
    Document,
    as_text,
    document,
    lexicon,
)

PARTS = ("story", "caption", "related")


@dataclass
class Tally:
    """What was found, summed over pages."""

    both: Counter[str] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    exact: int = 0

    def add(self, wanted: dict[str, Counter[str]], given: dict[str, Counter[str]]) -> bool:
        for part in PARTS:
            self.both[part] += (wanted[part] & given[part]).total()
            self.given[part] += given[part].total()
            self.wanted[part] += wanted[part].total()
        right = all(wanted[part] == given[part] for part in PARTS)
        self.pages += 1
        self.exact += right
        return right

    def row(self) -> str:
        cells = []
        for part in PARTS:
            for all_ in (self.given, self.wanted):
                cells.append(
                    f"{100 * self.both[part] / all_[part]:7.1f}" if all_[part] else "      –"
                )
        return "".join(cells) + f"{100 * self.exact / max(1, self.pages):8.1f}{self.pages:7}"


def _flat(text: str | None) -> str:
    return " ".join((text or "").split())


def wanted_of(made: Document) -> dict[str, Counter[str]]:
    return {
        "story": Counter(_without_mark(_flat(words)) for words in made.story),
        "caption": Counter(_flat(words) for words in made.captions),
        "related": Counter(_item(title, teaser) for title, teaser in made.related),
    }


def given_of(record: Record, made: Document) -> dict[str, Counter[str]]:
    standfirst = [_flat(words) for kind, words in made.lines if kind == "subtitle"]
    story = Counter(
        _without_mark(_flat(line))
        for block in record.blocks
        for line in block.text.split("\n")
        if _flat(line) not in standfirst
    )
    return {
        "story": story,
        "caption": Counter(_flat(image.caption) for image in record.images if image.caption),
        "related": Counter(_item(item.title, item.teaser) for item in record.related),
    }


def _item(title: str, teaser: str | None) -> str:
    return f"{_without_mark(_flat(title))} | {_flat(teaser)}"


def _without_mark(text: str) -> str:
    """Without the number of a numbered list, which the record has in its structure."""
    head, _, rest = text.partition(". ")
    return rest if head.isdigit() else text


def page_of(made: Document, form: str, number: int) -> bytes:
    if form == "text":
        return as_text(made, DRESSES[number % len(DRESSES)])
    return as_html(made, form)


def judge(made: Document, body: bytes, tally: Iterable[Tally]) -> bool:
    wanted = wanted_of(made)
    try:
        given = given_of(extract(body), made)
    except ScraperError:
        given = {part: Counter() for part in PARTS}
    right = [one.add(wanted, given) for one in tally]
    return right[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--forms", default="text," + ",".join(FORMS))
    parser.add_argument("--shapes", default=",".join(SHAPES))
    parser.add_argument("--languages", default=",".join(lexicon()))
    parser.add_argument("--pages", type=int, default=2, help="a shape, language and form")
    parser.add_argument("--first", type=int, default=1000, help="number of the first page")
    parser.add_argument("--show", type=int, default=0, help="print so many wrong pages")
    args = parser.parse_args()
    shapes, languages = args.shapes.split(","), args.languages.split(",")
    by: dict[str, dict[str, Tally]] = {
        name: defaultdict(Tally) for name in ("form", "shape", "language", "dress", "held")
    }
    shown = 0
    for form in args.forms.split(","):
        for shape in shapes:
            for at, language in enumerate(languages):
                for number in range(args.first, args.first + args.pages):
                    made = document(shape, language, number)
                    turn = number + 3 * at + len(shape)
                    dress = DRESSES[turn % len(DRESSES)] if form == "text" else form
                    held = (
                        ("new" if language in HELD_LANGUAGES else "fitted")
                        + " language, "
                        + ("new" if shape in HELD_SHAPES else "fitted")
                        + " shape"
                    )
                    star = "*" if shape in HELD_SHAPES else ""
                    tallies = [
                        by["form"][form], by["shape"][shape + star], by["dress"][dress],
                        by["language"][language + "*" * (language in HELD_LANGUAGES)],
                        by["held"][held],
                    ]  # fmt: skip
                    body = page_of(made, form, turn)
                    if not judge(made, body, tallies) and shown < args.show:
                        shown += 1
                        _show(made, form, dress, number, body)
    print(f"{'':28}{'story':>7}{'':7}{'caption':>7}{'':7}{'related':>7}")
    print(f"{'':28}" + f"{'P':>7}{'R':>7}" * 3 + f"{'exact':>8}{'pages':>7}")
    for name, tallies_ in by.items():
        told = name == "form" or len(tallies_) > 1
        if not told or (name == "dress" and args.forms != "text"):
            continue
        print(name)
        for key, tally in tallies_.items():
            print(f"  {key:26}{tally.row()}")


def _show(made: Document, form: str, dress: str, number: int, body: bytes) -> None:
    wanted, given = wanted_of(made), given_of(extract(body), made)
    print(f"--- {form} {dress}: {made.shape}, {made.language}, {number}")
    kinds = {words: kind for kind, words in made.lines}
    for part in PARTS:
        for sign, lines in (("-", wanted[part] - given[part]), ("+", given[part] - wanted[part])):
            for words in list(lines)[:4]:
                print(f"  {sign}{part} ({kinds.get(words, '')}): {words[:150]}")


if __name__ == "__main__":
    main()
