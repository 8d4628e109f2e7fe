"""Reads a page that was saved as plain text: story, its head, and the "more news" around it.

``lines.py`` undoes hard wraps and measures lines, ``segment.py`` finds what each line is by what
``shape.py`` and ``turns.py`` see in it, and in ``read.py`` the labelled lines become blocks and
items. Charset and the choice between markup and plain text are in ``extractors/parsing/decode.py``.
"""

from scraper.extractors.plaintext.read import PlainStory, read_plain_lines, read_plain_text

__all__ = ["PlainStory", "read_plain_lines", "read_plain_text"]
