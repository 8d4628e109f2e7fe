"""What a page says about its story: title, authors, dates, agency, publisher, section, tags, …

Entry point: ``reader.read_metadata``. In the order of use, with what a step hands to the next:

1. ``sources/``: tree -> what the page states, before anything is selected: ``Clues``, the
   ``LinkedData``, the site's name, the page's address. They are in ``reader.Gathered``, with the
   title, since dates and names are looked for below it.
2. ``titles/``, ``dates/``, ``authors/``: sources -> one field each. ``places`` finds each mention,
   ``candidates`` merges equal ones and gives them features, ``selection`` takes the candidate with
   the best score, by weights that ``training/`` fitted (``scoring``).
3. ``names/``: the words of a byline -> names of persons and houses, for authors and all others that
   meet names.
4. The fields beside them, a file for each: ``agency``, ``dateline`` (with
   ``east_asian_dateline``), ``sections``, ``paywall``. ``story_text`` has the story's first and
   last lines for them; ``credits`` separates a caption from its credit.

A part imports only parts before it; ``tests/test_architecture.py`` has the order.

Words of languages are in the folder ``phrases``, those of agencies in ``agencies.txt``.

The story's text and pictures are not read here. ``embedded`` has what a story in the page's scripts
adds.
"""

from scraper.extractors.metadata.reader import Metadata, read_metadata

__all__ = ["Metadata", "read_metadata"]
