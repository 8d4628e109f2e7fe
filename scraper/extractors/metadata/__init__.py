"""What a page says about its story: title, authors, dates, agency, publisher, section, tags, …

One pass collects the clues (``collect.py``), and each field is selected from them in a file of its
own: ``title.py``, ``authors.py``, ``dates.py``, ``agency.py``, ``dateline.py``, ``sections.py``,
``address.py``. ``reader.py`` calls them all. For authors and dates, ``…_places.py`` finds the
mentions in all sources, ``…_candidates.py`` merges them and adds features, and ``authors.py`` and
``dates.py`` select the candidate with the best score. ``menu.py`` reads the menus, for sections;
``prominent.py`` finds a headline in large type; ``archive_copy.py`` removes what an archive adds.
The story's text and pictures are not read here.
"""

from scraper.extractors.metadata.reader import Metadata, read_metadata

__all__ = ["Metadata", "read_metadata"]
