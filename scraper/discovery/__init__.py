"""Discovery: the URLs that listings (feeds, sitemaps, section and front pages) contain.

found.py      what all readers of listings give: ``Listing``, ``Found``, ``Kind``
feeds.py      RSS, Atom, JSON Feed
json_lists.py stories in other JSON, such as that of a "load more" button
sitemaps.py   sitemaps, sitemap indexes, news sitemaps, plain lists
sections.py   story links of a section page, without its navigation; its next page
archives.py   the listings of days, months or years, whose addresses have the date
home.py       the feeds that a front page declares; common locations of feeds and sitemaps
articles.py   whether a URL looks like an article or a listing
dates.py      dates in feeds, sitemaps and URLs
read.py       a listing of unknown format, detected from its bytes
xml.py        safe XML parsing

All functions are pure: bytes in, URLs out. crawl/ decides which of the URLs are fetched.
"""

from scraper.discovery.found import Found, Kind, Listing
from scraper.discovery.read import read_listing

__all__ = ["Found", "Kind", "Listing", "read_listing"]
