"""Limits of `context.py`, `cards.py` and `signs.py`. They are here because the compiled
`_features.pyx` needs them too and cannot import those modules, which import it."""

RUN_GAP = 4
"""Maximum distance in blocks between two neighbouring story blocks of one run; see `context.py`."""
CARD_LEVELS = 5
"""Number of elements, from the block's own upwards, searched for its card. Cards of the labelled
pages nest up to four."""
LINK_LINE_BLOCKS = 12
"""Blocks before and after a block that are searched for fully linked lines; see `cards.py`."""
AUTHOR_CHARS = 200
"""Characters at the start of a block in which an author's name is searched; see `signs.py`."""
FULLY_LINKED = 0.85
"""Share of linked characters from which a line is fully linked; below 1, for a date beside it."""
