"""What a page says about its story: title, authors, dates, agency, publisher, section, tags, …

One pass collects the clues (``collect.py``); each field chooses among them in a file of its own:
``title.py``, ``authors.py``, ``dates.py``, ``agency.py``, ``dateline.py``, ``sections.py``,
``address.py``. The story's text and pictures are not read here.
"""

from scraper.extractors.metadata.reader import Metadata, read_metadata

__all__ = ["Metadata", "read_metadata"]
