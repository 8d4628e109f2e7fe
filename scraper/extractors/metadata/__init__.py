"""What a page says about its story: title, authors, dates, agency, publisher, section, tags, …

Entry point: ``reader.read_metadata``. It calls, in order:

1. ``collect``: the clues, in one pass over the tree, without what an archive added
   (``archive_copy``); ``jsonld`` (with ``lenient_json``): the linked data; ``sitename``: the site.
2. A file for each field: ``title`` (candidates: ``headlines``, ``prominent``), ``authors``,
   ``dates``, ``agency``, ``dateline``, ``subtitle``, ``sections`` (``menu``), ``address``,
   ``paywall``.

For authors and dates, ``author_places`` and ``date_places`` find the mentions in all sources,
``author_candidates`` and ``date_candidates`` merge them and add features, and ``authors`` and
``dates`` select the candidate with the best score (``scoring``, ``layout``). A mention is read by
``bylines``, ``names``, ``east_asian_names`` and ``byline_labels``, or by ``printed_dates``,
``month_words``, ``calendars`` and ``stamp``. ``story_text`` and ``credits`` have the
lines that end a story or a caption. Words of languages are in the folder ``phrases``,
``byline_labels.txt`` and ``agencies.txt``.

The story's text and pictures are not read here. ``embedded`` has what a story in the page's scripts
adds.
"""

from scraper.extractors.metadata.reader import Metadata, read_metadata

__all__ = ["Metadata", "read_metadata"]
