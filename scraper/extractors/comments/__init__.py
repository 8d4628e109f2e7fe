"""Readers' comments: who, when and what, replies in reading order. Read only when asked for.

Two places tell them: the page's linked data (`linked_data`), and its markup. In the markup a
comment is one of several elements of a kind (`groups`) that each open with somebody's name and a
time and go on with text (`markup`); words such as "comment" in classes are one sign among others.
What is asked of a page again and again is in `page`; `names` says what reads as a reader's name.

Which blocks are the story was decided before; a forum's posts are its story and are no comments.
Only where a heading counts the comments below it (`counted`) are they taken out of an article.
"""

from scraper.extractors.comments.counted import counted_comments
from scraper.extractors.comments.find import read_comments

__all__ = ["counted_comments", "read_comments"]
