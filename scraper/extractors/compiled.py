"""Which functions run compiled where the compiled modules are installed: the keys of ``TWINS``.

A compiled module, `_name.pyx`, is built if there is a C compiler. Each of its functions that is
called from Python has a plain twin, which gives the same results, slower. ``compiled`` chooses
between the two, and nothing else does; it takes the plain ones if ``SCRAPER_PURE`` is set in the
environment.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any, TypeVar

TWINS = {
    "fingerprint.is_folded": "_fingerprint.is_folded",
    "fingerprint.simhash_of": "_fingerprint.simhash_of",
    "classify.cards.cards_of": "classify._cards.cards",
    "classify.cohesion.shared_words": "classify._cohesion.shared_words",
    "classify.context.around": "classify._context.around",
    "classify.context.levels": "classify._context.levels",
    "classify.context.sequence": "classify._context.sequence",
    "classify.features.write_rows": "classify._features.write_rows",
    "classify.page_features.census": "classify._page_features.census",
    "classify.text_shape.word_counts": "classify._text_shape.word_counts",
    "classify.layout.container_of": "classify._layout.main_container",
    "classify.layout.stretch_of": "classify._layout.stretch_of",
    "classify.layout.sums": "classify._layout.sums",
    "classify.page_features.tally": "classify._page_features.tally",
    "classify.signs.mentions": "classify._signs.mentions",
    "classify.signs.short_leads": "classify._signs.short_leads",
    "classify.token_table.not_ready": "classify._tokens.ready",
    "classify.forest.no_ranks": "classify._forest.rank",
    "classify.forest.score": "classify._forest.score",
    "classify.signs.cues": "classify._signs.cues",
    "classify.cohesion.long_words": "classify._cohesion.long_words",
    "metadata.sources.collect.learn_nothing": "metadata.sources._roles.learn",
    "metadata.sources.collect.marked": "metadata.sources._roles.marked",
    "metadata.sources.collect.plain_roles_of": "metadata.sources._roles.roles_of",
    "parsing.blocks.RawBlock": "parsing._blocks.RawBlock",
    "parsing.blocks.runs": "parsing._blocks.cut",
    "metadata.dates.places.numbered": "parsing._treewalk.numbered",
    "parsing.decode.controls": "parsing._treewalk.controls",
    "parsing.decode.has_break_marks": "parsing._treewalk.has_break_marks",
    "parsing.html.thinned": "parsing._treewalk.thinned",
    "parsing.mojibake.may_be_encoded_twice": "parsing._treewalk.may_be_encoded_twice",
    "parsing.search.plain_holds_any": "parsing._treewalk.holds_any",
    "parsing.tree.by_tag": "parsing._treewalk.by_tag",
    "parsing.tree.text_inside": "parsing._treewalk.text_content",
    "parsing.tree.walk": "parsing._treewalk.walk",
    "related.candidates.ItemCandidate": "related._candidates.ItemCandidate",
    "related.candidates.find_candidates_plain": "related._candidates.find_candidates",
    "related.item_titles.has_several_texts": "related._candidates.has_several_texts",
    "related.item_dates.parts_within": "related._lines.parts_within",
    "related.items.link_paths": "related._candidates.link_paths",
    "related.describe.describe_rows": "related._describe.describe_rows",
    "related.lines.Line": "related._lines.Line",
    "related.lines.card_lines": "related._lines.card_lines",
    "related.lines.ends_sentence": "related._lines.ends_sentence",
    "related.lines.is_count": "related._lines.is_count",
    "related.lines.is_name": "related._lines.is_name",
    "related.lines.letters": "related._lines.letters",
    "related.lines.own_card": "related._lines.own_card",
    "related.pictures.source_of": "related._pictures.source_of",
    "related.pictures.sources_in": "related._pictures.sources_in",
}
"""Plain function or class -> compiled one, both by their names below ``scraper.extractors``."""

PARTS = ("classify._markup_features",)
"""Compiled modules of which only other compiled modules use something."""

LIBRARY_TWINS = ("_language",)
"""Compiled modules that do the work of a library instead of that of a plain function here."""

_PACKAGE = __name__.removesuffix("compiled")

Twin = TypeVar("Twin", bound=Callable[..., Any])


def compiled(plain: Twin) -> Twin:
    """The compiled twin of a function or class, or ``plain`` itself where that is not installed.

    To be called at the end of the module that defines ``plain``, or outside of it: the compiled
    module reads the constants of the plain one when it is imported.
    """
    name = f"{plain.__module__}.{plain.__name__}".removeprefix(_PACKAGE)
    module_name, _, twin_name = TWINS[name].rpartition(".")
    module = compiled_module(module_name)
    if module is None:
        return plain
    twin: Twin = getattr(module, twin_name)
    return twin


def compiled_module(name: str) -> ModuleType | None:
    """A compiled module by its name below ``scraper.extractors``; None if it is not installed."""
    if os.environ.get("SCRAPER_PURE"):
        return None
    try:
        return import_module(_PACKAGE + name)
    except ImportError:
        return None
