"""What a page says about its story: title, authors, dates, agency, publisher, section, tags, …

Entry point: ``reader.read_metadata``. In the order of use, with what a step hands to the next:

1. Tree -> ``reader.Gathered``, the sources of all fields. ``collect`` gives the ``Clues`` in one
   pass over the tree, without what an archive added (``archive_copy``); ``jsonld``, with
   ``lenient_json``, the ``LinkedData``; ``sitename`` the site; ``address`` the page's URL. The
   ``title`` (candidates: ``headlines``, ``prominent``) is among them, since dates and names are
   looked for below it.
2. Sources -> the other fields, a file for each: ``dates``, ``authors``, ``subtitle``, ``dateline``,
   ``agency``, ``sections`` (``menu``), ``paywall``. ``story_text`` and ``credits`` have the lines
   that end a story or a caption.

Authors and dates take three steps:

a. ``author_places`` and ``date_places`` find each mention in any source: an ``Attribution``, a
   ``FoundDate``. One is read by ``bylines``, ``names``, ``east_asian_names`` and
   ``byline_labels``, the other by ``printed_dates``, ``month_words``, ``calendars`` and ``stamp``.
b. ``author_candidates`` and ``date_candidates`` merge the mentions of the same names, or of one
   day, to a candidate with named features, some of them by its place on the page (``layout``).
c. ``authors`` and ``dates`` select the candidate with the best score: the sum of the fitted weights
   of its features (``scoring``).

Words of languages are in the folder ``phrases``, ``byline_labels.txt`` and ``agencies.txt``.

The story's text and pictures are not read here. ``embedded`` has what a story in the page's scripts
adds.
"""

from scraper.extractors.metadata.reader import Metadata, read_metadata

__all__ = ["Metadata", "read_metadata"]
