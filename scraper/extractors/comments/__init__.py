"""Readers' comments with author, time and text, replies in reading order. Extracted on request.

``find`` reads them, from the page's linked data (`linked_data`) and its markup. In the markup, a
comment is one of several similar elements (`groups`), each with a name and a time followed by text
(`markup`); words such as "comment" in classes are only one sign among others. `page` has lookups
that are used many times for a page; `names` decides what may be a reader's name.

The story's blocks are known before. The posts of a forum are its story, not comments. Comments are
only removed from an article where a heading with their number is above them (`counted`).
"""

from scraper.extractors.comments.counted import counted_comments
from scraper.extractors.comments.find import read_comments

__all__ = ["counted_comments", "read_comments"]
