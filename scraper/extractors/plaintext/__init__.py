"""Reads pages saved as plain text: the story, its head, and the "more news" around it.

Entry points: ``read.read_plain_text`` for a text, ``read.read_plain_lines`` for the lines of a page
whose markup says nothing. In the order of their use:

1. ``dumps`` removes what converters and printers add, ``wraps`` undoes hard wraps, ``lines``
   measures the lines; ``marks`` has the marks of sentences and lists.
2. ``shape`` and ``turns`` compute features of the lines, some by the phrases of ``words``.
3. ``segment`` labels the lines by a linear-chain model; ``relabel`` corrects the labels by rules,
   with ``story_end`` and ``story_parts`` for what ends a story and what only looks like a list.
4. ``read`` makes the story with its head of the labelled lines (``credits``, ``tables``,
   ``breadcrumbs``, ``author_notes``), ``items`` the items around it.

``extractors/parsing/decode.py`` handles charsets and decides between markup and plain text.
"""

from scraper.extractors.plaintext.read import PlainStory, read_plain_lines, read_plain_text

__all__ = ["PlainStory", "read_plain_lines", "read_plain_text"]
