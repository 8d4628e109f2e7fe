"""Stories that are spread over several pages: which pages a page names, and one record of them.

`numbers` reads page numbers in addresses, `find` finds the next page, the first page and the
version on one page, `join` makes one record of two.
"""

from scraper.extractors.story_pages.find import find_pages, without_pager
from scraper.extractors.story_pages.join import join

__all__ = ["find_pages", "join", "without_pager"]
