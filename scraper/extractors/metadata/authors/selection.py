"""Selects the authors among all lists of names of a page.

``places.py`` and ``bylines.py`` find the lists, ``names/`` splits a byline into names, and
``candidates.py`` adds features. The list with the best score is selected here.

The result is whom the page credits: people, or if it names none, the desk, the agency or the
publisher. Where a labelled page has only a byline of that kind, it is the label in four of five.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scraper.extractors.metadata import scoring
from scraper.extractors.metadata.agency import GENERIC, agency_named, is_agency
from scraper.extractors.metadata.authors.candidates import (
    AuthorCandidate,
    author_candidates,
    story_text,
)
from scraper.extractors.metadata.dates.printed_dates import find_dates
from scraper.extractors.metadata.names.forms import is_full_name, is_house
from scraper.extractors.metadata.sources.collect import Clues
from scraper.extractors.metadata.sources.jsonld import LinkedData
from scraper.extractors.metadata.sources.sitename import SiteName, key_of
from scraper.extractors.parsing.tree import Tree


def read_authors(
    tree: Tree, clues: Clues, data: LinkedData, site: SiteName, date_lines: Sequence[int]
) -> list[str]:
    """The credited names in the order of the page; [] for none.

    Args:
        date_lines: elements with the story's date.
    """
    candidates = author_candidates(tree, clues, data, site, date_lines)
    if not candidates:
        return []
    table = scoring.weights("authors")
    best = max(candidates, key=lambda candidate: scoring.score(candidate.features, table))
    if scoring.score(best.features, table) < 0:
        return []
    best = _fuller(_completed(best, candidates, table), candidates)
    if all(_is_nobody(name, site) for name in best.names):
        # Metadata often name only the publisher; another source may name the author.
        people = [
            candidate
            for candidate in candidates
            if "common" not in candidate.features
            and all(map(is_full_name, candidate.names))
            and not any(_is_nobody(name, site) for name in candidate.names)
            and scoring.score(candidate.features, table) > _required_score(candidate.features)
        ]
        other = max(people, key=lambda c: scoring.score(c.features, table), default=None)
        if other is not None:
            return [*other.names, *best.names]
    return _without_place(best, tree, clues)


def _completed(
    best: AuthorCandidate, candidates: Sequence[AuthorCandidate], table: dict[str, float]
) -> AuthorCandidate:
    """The byline under the headline, if it has all names of ``best`` and more; else ``best``."""
    own = {key_of(name) for name in best.names}
    for candidate in candidates:
        if (
            own < {key_of(name) for name in candidate.names}
            and all(key_of(name) in own or is_full_name(name) for name in candidate.names)
            and not _BYLINES.isdisjoint(candidate.features)
            and scoring.score(candidate.features, table) > 0
        ):
            return candidate
    return best


def _fuller(best: AuthorCandidate, candidates: Sequence[AuthorCandidate]) -> AuthorCandidate:
    """The author of the linked data, if that is ``best`` with a middle name; else ``best``."""
    words = best.names[0].casefold().split()
    for candidate in candidates:
        if len(best.names) == len(candidate.names) == 1 and "ld.author.main" in candidate.features:
            other = candidate.names[0].casefold().split()
            if len(words) == 2 < len(other) <= 4 and [other[0], other[-1]] == words:
                return candidate
    return best


_BYLINES = frozenset({"byline.linked.near", "byline.by.near", "author.by.near"})


def _is_nobody(name: str, site: SiteName) -> bool:
    """Whether a name is not a person's but that of an agency, a publisher or the site."""
    return is_agency(name) or is_house(name) or site.is_name(name)


MIN_BYLINE_SCORE, MIN_NAMED_SCORE = 0.5, 1.5
"""Scores above which a person is credited beside a publisher: named in a byline, and named
elsewhere near the headline or in the metadata. For the latter, 1.5 was right on one page in a
hundred more than 0.5."""
_BYLINE_SOURCES = frozenset(
    {"line.by.head", "byline.by.near", "byline.by.head", "author.by.near", "author.by.head",
     "byline.linked.near", "byline.linked.head", "author.linked.head", "author.linked.near",
     "prop.by.near", "prop.by.head", "authorname.by.near", "authorname.linked.near"}
)  # fmt: skip
_NAMED_SOURCES = frozenset({"meta.author", "ld.author.main", "card.by"})


def _required_score(features: set[str]) -> float:
    """The score above which a candidate is credited beside a publisher."""
    # One of several lines with "by": another names the publisher.
    lines = {name.removesuffix(".first").removesuffix(".many") for name in features}
    if not _BYLINE_SOURCES.isdisjoint(features) or "line.by.head" in lines:
        return MIN_BYLINE_SCORE
    named = any(
        name in _NAMED_SOURCES
        or (name.endswith((".near", ".head")) and not name.startswith("bare."))
        or name == "line.by.foot"
        for name in features
    )
    return MIN_NAMED_SCORE if named else float("inf")


_IN = r"in|im|en|em|à|au|na|no|w|we|v|ve|в|во|у|på|στο|στη|στην|di|at"
"""Words before a place, without those that also come before a person."""


def _without_place(best: AuthorCandidate, tree: Tree, clues: Clues) -> list[str]:
    """The names without a last one that is a place according to the story: "By Maria Holm, Port
    Lund", with "in Port Lund" in the text."""
    names = best.names
    separate = any(".linked" in name or name[:2] in ("ld", "me") for name in best.features)
    if len(names) < 2 or separate or is_agency(names[-1]):
        return names
    place = re.compile(rf"(?<!\w)(?:{_IN})\s+{re.escape(names[-1])}(?!\w)")
    return names[:-1] if place.search(story_text(tree, clues)) else names


_BY_IN = {
    "cy": "gan ", "fil": "ni ", "ga": "le ", "ha": "daga ", "sq": "nga ", "sw": "na ", "tl": "ni ",
}  # fmt: skip
"""Words for "by" in languages where they are not known to ``names/``, since in other languages
they have another meaning or are parts of names."""


def without_by(names: list[str], language: str) -> list[str]:
    """The names without "by" in the page's language: "Na Asha Komba" in Swahili."""
    word = _BY_IN.get(language.partition("-")[0].lower())
    if not word:
        return names
    return [name[len(word) :] if name.lower().startswith(word) else name for name in names]


def is_byline(line: str, names: Sequence[str], *, dated: bool = True) -> bool:
    """Whether a line consists of credited names and hardly anything else.

    Args:
        dated: there may also be a date.
    """
    rest = line
    for name in names:
        rest = rest.replace(name, "")
    if len(rest) == len(line):
        return False
    if dated and any(map(str.isdecimal, rest)):
        for printed in reversed(find_dates(rest)):
            rest = rest[: printed.start] + rest[printed.end :]
    return sum(map(str.isalnum, rest)) <= LABEL


LABEL = 12
"""Maximum letters of such a line beside the names: "Reported by", "रिपोर्ट"."""


def without_house(names: Sequence[str], site: SiteName) -> list[str]:
    """The names without the site's own name and its desks, if others are named too, and without
    agencies (a separate field), if people are named.

    If there is nobody else ("Example Staff", the site itself), that is whom the page credits.
    """
    others = [
        name
        for name in names
        if not site.is_name(name)
        and "©" not in name  # "Copyright © Gauge"
        and agency_named(name) != GENERIC
        and (is_agency(name) or not is_house(name))
        # "MDR Thüringen" on mdr.de
        and not any(word.isupper() and key_of(word) == site.domain for word in name.split())
    ]
    people = [name for name in others if not is_agency(name)]
    return (people if any(map(is_full_name, people)) else others) or list(names)
