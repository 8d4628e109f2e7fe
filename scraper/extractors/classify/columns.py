"""Columns of the first-pass feature rows, in the order in which the model file expects them.

A fitted model depends on this order, and the compiled modules (`_features.pyx` and those that it
uses) write the columns of a group by number: a change here needs the same change there, and fitting
again.

Terms: running text, or a good block, is one of at least `text_shape.GOOD_CHARS` characters with
less than a third of them in links. An inset is the child of the main container that holds the
block: a box or the paragraph itself. A card is a repeated sibling element with two or more blocks.
LCA is the lowest common ancestor of two elements.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
"""Feature rows, (blocks, columns)."""

TEXT_SHAPE = (
    "chars", "words", "link_density", "links", "word_length", "commas", "sentences",
    "ends_sentence", "starts_lower", "starts_quote", "digits", "uppercase", "bold", "italic",
    "colon_end", "ellipsis_end", "question", "copyright", "bars", "at_sign", "good",
)  # fmt: skip
TAG = (
    "tag_p", "tag_heading", "heading_level", "tag_li", "tag_tr", "tag_div", "tag_quote",
    "tag_caption", "tag_pre", "tag_dt", "tag_button", "tag_a_section",
)  # fmt: skip
POSITION = (
    "index", "index_from_end", "chars_before", "good_before", "good_after", "depth",
)  # fmt: skip
INSIDE = (
    "in_article", "in_main", "in_aside", "in_nav", "in_header", "in_footer", "in_figure",
    "in_form", "in_list", "in_table", "in_quote", "in_link", "in_hidden", "in_section",
)  # fmt: skip
TOKENS = (
    "text_mean", "text_min", "text_max", "text_known", "href_mean", "href_min",
)  # fmt: skip
ANCESTORS = (
    "own_markup", "up1_markup", "up2_markup", "up3_markup", "min_markup", "max_markup",
    "sum_markup", "low_markup_up", "word_min_markup",
    "up_to_25", "up_to_50", "up_to_80", "lca_main", "in_main_50", "in_main_80",
    "share1", "share2", "share3", "share4", "density1", "density2", "density3", "density4",
    "blocks1", "blocks2", "blocks3", "pshare1", "pshare2", "short1", "short2",
    "siblings0", "siblings1", "siblings2", "siblings3", "siblings_max", "card_chars",
    "card_density", "card_links", "card_up",
)  # fmt: skip
SIGNATURE = ("same_signature", "signature_good", "signature_density")
HEADLINE = (
    "h1_distance", "h1_after", "h1_lca", "h1_chars", "title_overlap", "title_equal",
    "description_overlap", "in_body", "seen_before", "seen_later",
)  # fmt: skip
HEADING_ABOVE = (
    "heading_distance", "heading_above_level", "heading_above_text", "heading_above_link",
    "heading_above_markup", "heading_same_parent",
)  # fmt: skip
NEIGHBOURS = (
    "prev_lca", "next_lca", "prev_same_parent", "next_same_parent", "prev_same_tag",
    "next_same_tag", "media_between", "first_block", "last_block",
)  # fmt: skip
SIZES = (
    "list_size", "list_density", "unlinked", "prefix_repeat", "signature_share", "relative_size",
)  # fmt: skip
LATER_ANCESTORS = (
    "in_noscript", "media_up", "media_share", "media_chars",
    "inset_markup", "inset_chars", "inset_blocks", "inset_density", "inset_siblings",
    "inset_goods", "inset_up", "inset_sole", "inset_share", "time_up",
    "own_low", "up1_low", "up2_low", "inset_headings", "inset_low",
    "inset_tag_share", "inset_kind_share", "path_share", "own_words", "up1_words",
)  # fmt: skip
"""More features of a block's element and its ancestors; they were added after the others."""

BASE: tuple[str, ...] = (
    *TEXT_SHAPE, *TAG, *POSITION, *INSIDE, *TOKENS, *ANCESTORS, *SIGNATURE, *HEADLINE,
    *HEADING_ABOVE, *NEIGHBOURS, *SIZES, *LATER_ANCESTORS,
)  # fmt: skip
"""Columns of the block itself."""

PAGE: tuple[str, ...] = (
    "page_blocks", "page_chars", "page_good", "page_good_blocks", "page_density", "page_articles",
    "page_h1", "page_headings", "page_lists", "page_rows", "page_type_article",
    "page_type_product", "page_type_forum", "page_type_list", "page_og_article", "page_slug",
    "page_path_depth", "page_path_digits", "page_main_share", "page_has_body", "page_root",
    "page_dated",
)  # fmt: skip
"""Columns of the page, equal in all rows."""

SHIFTED = (
    "chars", "link_density", "good", "ends_sentence", "tag_p", "tag_heading", "text_mean",
    "min_markup", "own_markup", "sum_markup", "tag_li", "same_signature",
)  # fmt: skip
"""Columns of ``BASE`` that are repeated with the values of the blocks around."""
OFFSETS = (-3, -2, -1, 1, 2, 3)
"""Distances in blocks to the blocks whose ``SHIFTED`` columns are repeated."""

FEATURES: tuple[str, ...] = (
    *BASE,
    *PAGE,
    *(f"{name}{offset:+d}" for name in SHIFTED for offset in OFFSETS),
)
SHIFTED_COLUMNS = [BASE.index(name) for name in SHIFTED]

LANDMARKS = {
    "article": 0, "main": 1, "aside": 2, "nav": 3, "header": 4, "footer": 5, "figure": 6,
    "form": 7, "ul": 8, "ol": 8, "table": 9, "blockquote": 10, "a": 11, "section": 13,
}  # fmt: skip
"""Ancestor element -> its column in ``INSIDE``."""
HIDDEN = INSIDE.index("in_hidden")
MEDIA = frozenset({"img", "iframe", "video", "figure", "picture", "amp-img"})
"""Elements of the columns ``media_``."""
