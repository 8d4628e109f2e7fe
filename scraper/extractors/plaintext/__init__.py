"""Reads pages saved as plain text: the story, its head, and the "more news" around it.

``dumps.py`` removes what converters add, ``lines.py`` undoes hard wraps and measures lines,
``shape.py`` and ``turns.py`` compute features of lines, ``segment.py`` labels lines by a
linear-chain model, and ``relabel.py`` corrects the labels. ``read.py`` turns labelled lines into
the story with its head, ``items.py`` into the items around it. ``extractors/parsing/decode.py``
handles charsets and decides between markup and plain text.
"""

from scraper.extractors.plaintext.read import PlainStory, read_plain_lines, read_plain_text

__all__ = ["PlainStory", "read_plain_lines", "read_plain_text"]
