"""Reads pages saved as plain text: the story, its head, and the "more news" around it.

Entry points: ``read.read_plain_text`` for a text, ``read.read_plain_lines`` for the lines of a page
whose markup says nothing. ``front_matter`` reads what stands before a text. In the order of their
use, with what one step hands to the next:

1. Text -> a ``lines.Line`` for each paragraph, title or item, with its measurements: ``dumps``
   removes what converters and printers add, ``tables`` sets tables aside, ``wraps`` undoes hard
   wraps, ``lines`` measures.
2. Lines -> names of features: ``features``, after ``turns`` has told titles from teasers. What the
   words of a line say ("More news", "Photo") are its ``cues``, by the patterns of ``words``.
3. Features -> a ``segment.State`` for each line: its phase of the page (before, head, story, after)
   and its role there (title, meta, paragraph, related_title, …). ``segment`` finds the most likely
   sequence by a fitted linear-chain model.
4. Lines and states -> corrected states: the rules of ``relabel``, the last of which are in
   ``story_end`` (what ends a story) and ``story_parts`` (what only looks like a list).
5. Lines and states -> ``read.PlainStory``: ``read`` makes the story and its head (with ``credits``,
   ``breadcrumbs``, ``author_notes``), ``items`` the related items.

The features of 2 are the input of the model: if one changes, it has to be fitted again. ``marks``
has the marks of sentences and lists that several modules need.

``extractors/parsing/decode.py`` handles charsets and decides between markup and plain text.
"""

from scraper.extractors.plaintext.read import PlainStory, read_plain_lines, read_plain_text

__all__ = ["PlainStory", "read_plain_lines", "read_plain_text"]
