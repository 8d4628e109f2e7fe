"""Words that a page holds but does not show, in the middle of words that it shows.

"(opens in a new window)" is for screen readers and no part of the sentence. Whole blocks that are
hidden are left to the classifier: a story may be unfolded by a script.
"""

from __future__ import annotations

import re

from scraper.extractors.parsing.tree import INLINE, Tree, text_inside

_FOR_LISTENERS = re.compile(
    r"(?:^|[\s_-])(?:sr-?only|only-sr|for-sr|sr-text|screen-?reader(?:-?(?:text|only))?|reader-only"
    r"|visually-?hidden|hidden-visually|off-?screen|assistive(?:-?text)?|a11y-(?:hidden|text|only)"
    r"|element-invisible|vh)(?:$|[\s_-])"
)
"""Class names of words that only screen readers read, as the frameworks call them."""
_PARTS = ("sr", "reader", "screen", "hidden", "assistive", "a11y", "invisible", "vh")
"""Of these, each of the names has one; searching them takes a tenth of the pattern's time."""
MAX_HIDDEN = 120
"""Characters and elements of hidden words that are left out of a text. Longer ones are its end,
which a reader may unfold."""


MAX_TOOLTIP = 1_000
"""Characters of a tooltip, which explains a term in a few sentences."""
_TOOLTIP_TEXT = re.compile(r"tooltip_*-*(?:text|txt|content|body|bubble|inner|box)", re.I)
"""Class names of the explanation itself; "tooltip" alone may be the term that has one."""
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts without spaces between words."""
_TRIGGERS = frozenset({"a", "button"})
"""Elements that a reader points at or clicks; what has a tooltip, not the tooltip."""


def hides(class_name: str) -> bool:
    """Whether a class attribute says that words are for screen readers."""
    name = class_name.replace("H", "-h").lower()
    return any(map(name.__contains__, _PARTS)) and _FOR_LISTENERS.search(name) is not None


def is_hidden(attrs: dict[str, str]) -> bool:
    """Whether the attributes of an element say that nobody sees it."""
    style = attrs.get("style", "").replace(" ", "").lower()
    return "hidden" in attrs or "display:none" in style or "visibility:hidden" in style


def is_hidden_beside_text(tree: Tree, node: int) -> bool:
    """Whether an inline element has hidden words in the middle of a text that is shown.

    "(opens in a new window)" is no part of the sentence, a link's only words are. Nor is what a
    tooltip says of a term.
    """
    attrs = tree.attrs[node]
    if not (is_hidden(attrs) or hides(attrs.get("class", ""))):
        return _is_named_tooltip(attrs) and _explains(tree, node) and _is_beside_text(tree, node)
    if tree.ends[node] - node > MAX_HIDDEN or len(tree.text_content(node)) > MAX_HIDDEN:
        return False
    return _is_beside_text(tree, node)


def _is_named_tooltip(attrs: dict[str, str]) -> bool:
    """Whether the attributes of an element call it a tooltip, or something with one."""
    return "ooltip" in attrs.get("class", "") or attrs.get("role") == "tooltip"


def _explains(tree: Tree, node: int) -> bool:
    """Whether an element that is called a tooltip holds the explanation, not the term."""
    attrs, end = tree.attrs[node], tree.ends[node]
    if (
        tree.tags[node] in _TRIGGERS
        or "title" in attrs
        or any(" " in value for name, value in attrs.items() if name.startswith("data-"))
        or end - node > MAX_HIDDEN
    ):
        return False
    words = tree.text_content(node)
    inner = next((j for j in range(node + 1, end) if _is_named_tooltip(tree.attrs[j])), None)
    if len(words) > MAX_TOOLTIP or (inner and len(tree.text_content(inner)) < len(words)):
        return False
    named = attrs.get("role") == "tooltip" or _TOOLTIP_TEXT.search(attrs.get("class", ""))
    return bool(named) or _runs_on(tree, node)


def _runs_on(tree: Tree, node: int) -> bool:
    """Whether an element's words begin directly behind a letter ("termThe term means …"), in a
    script that has spaces between words."""
    parent = tree.parents[node]
    if node == parent + 1:
        before = tree.texts[parent]
    else:
        last = node - 1
        before = tree.texts[last] if last + 1 == tree.ends[last] else ""
        while last != parent:  # the tails of all elements that end here, the outermost last
            before = tree.tails[last] or before
            last = tree.parents[last]
    first = next(filter(None, tree.texts[node : tree.ends[node]]), "")
    joint = before[-1:] + first[:1]
    return len(joint) == 2 and joint.isalpha() and not _SPACELESS.search(joint)


def _is_beside_text(tree: Tree, node: int) -> bool:
    """Whether there is other text in the run that an inline element is part of."""
    while (parent := tree.parents[node]) >= 0:
        place, spoken = tree.runs_in(parent)
        if spoken[place.get(node, -1)] > tree.has_text(node):
            return True
        if tree.tags[parent] not in INLINE:
            return False
        node = parent
    return False


def space_left(tree: Tree, node: int) -> str:
    """The space that hidden words leave: of ": " between a kicker and a headline, for example."""
    last = node
    while tree.ends[last] > last + 1:  # the end of the element is the tail of its last child
        child = last + 1
        while tree.ends[child] < tree.ends[last]:
            child = tree.ends[child]
        if tree.tails[child]:
            return " " if tree.tails[child][-1].isspace() else ""
        last = child
    return " " if tree.texts[last][-1:].isspace() else ""


def _is_beside_button(tree: Tree, node: int, button: int) -> bool:
    """Whether an element has words outside a button inside it: not a heading that unfolds."""
    words = len(tree.text_content(button).split())
    return len(tree.text_content(node).split()) > words


def shown_text(tree: Tree, node: int) -> str:
    """``tree.text_content`` without hidden words and, beside other words, without those of buttons
    ("Copy link" in a heading)."""
    end = tree.ends[node]
    hidden = [
        j
        for j in range(node + 1, end)
        if (tree.attrs[j] and tree.tags[j] in INLINE and is_hidden_beside_text(tree, j))
        or (tree.tags[j] == "button" and _is_beside_button(tree, node, j))
    ]
    if not hidden:
        return tree.text_content(node)
    texts, tails = tree.texts[node:end], tree.tails[node:end]
    for j in hidden:
        inside = slice(j - node, tree.ends[j] - node)
        texts[inside] = [""] * len(texts[inside])
        tails[inside] = [space_left(tree, j) + tree.tails[j], *[""] * (len(tails[inside]) - 1)]
    ends = [at - node for at in tree.ends[node:end]]
    return text_inside(tree.tags[node:end], texts, tails, ends, 0)
