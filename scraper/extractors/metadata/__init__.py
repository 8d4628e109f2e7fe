"""What a page says about its story: title, authors, dates, agency, publisher, section, tags, …

One pass collects the clues (``collect.py``); each field chooses among them in a file of its own:
``title.py``, ``authors.py``, ``dates.py``, ``agency.py``, ``dateline.py``, ``sections.py``,
``address.py``; ``reader.py`` puts them together. For authors and dates, ``…_places.py`` finds what
the page tells in all its places, ``…_candidates.py`` what speaks for each, and ``authors.py`` and
``dates.py`` choose. The story's text and pictures are not read here.
"""

from scraper.extractors.metadata.reader import Metadata, read_metadata

__all__ = ["Metadata", "read_metadata"]
