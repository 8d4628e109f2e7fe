"""Discovery: the addresses that listings name.

feeds.py      RSS, Atom, JSON Feed
sitemaps.py   sitemaps, sitemap indexes, news sitemaps, plain lists
sections.py   links of a section page, told from its navigation; its next page
home.py       the feeds that a front page declares; where feeds and sitemaps commonly are
articles.py   whether an address looks like an article's, and the date in it

All of it is pure: bytes in, addresses out. What is fetched of them is decided in crawl/.
"""

from scraper.discovery.found import Found, Kind, Listing
from scraper.discovery.read import read_listing

__all__ = ["Found", "Kind", "Listing", "read_listing"]
