"""Keys that content management systems use for the parts of a story, and words in such keys.

Keys are hints only: the story is found by its prose (``search.py``), also under keys not listed
here. Identifiers are mostly English everywhere, so most words are English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

HEADLINES = tuple(
    """
    headline title name heading displayTitle display_title shortTitle titulo titre judul
    pageTitle seoTitle headlines mainTitle articleTitle subject
    """.split()
)
"""Most specific first."""

ADDRESSES = tuple(
    """
    url canonical_url canonicalUrl canonical website_url link href permalink slug path uri
    pathname urlAlias shareUrl mainEntityOfPage @id _id id sourceUrl webUrl web_url fullUrl
    websiteUrl seoUrl route
    """.split()
)
DATES = tuple(
    """
    datePublished publishedAt published_at publishDate publish_date published display_date
    displayDate first_publish_date firstPublished firstPublishDate publicationDate
    publication_date pubDate date created_at createdAt dateCreated published_date publishedDate
    releaseDate datetime postedAt date_gmt timestamp created createdDate onlineDate publishTime
    releasedAt _createdAt _publishedAt
    """.split()
)
CHANGES = tuple(
    """
    dateModified updatedAt updated_at modifiedAt modified last_updated_date lastModified
    updatedDate modifiedDate updateDate lastUpdated _updatedAt
    """.split()
)
AUTHORS = tuple(
    """
    author authors byline bylines by creator writers contributors credits
    """.split()
)
TEASERS = tuple(
    """
    description summary excerpt teaser subtitle standfirst dek lead intro abstract deck
    subheadlines subHeadline lede kicker metaDescription preview
    """.split()
)
PICTURES = tuple(
    """
    image thumbnail picture photo leadImage promo_image featuredImage thumbnailUrl imageUrl
    image_url cover media
    """.split()
)

FOREIGN = frozenset(
    """
    description descriptions summary excerpt teaser abstract caption captions alt seo meta
    metadata og twitter copyright disclaimer bio biography newsletter comment comments cookie
    cookies consent privacy terms translations translation messages i18n intl locale locales
    dictionary labels strings config settings configuration footer header nav navigation menu
    sidebar promo promos advert ads related recommended recommendations trending popular latest
    feed gallery galleries images image video videos authors author byline contributor
    contributors taxonomy tags sections experiments featureflags flags faq paywall subscription
    subscriptions offers styles css theme headers request error errors credits publisher
    organization site legal policy transcript keywords tooltip schema
    """.split()
)
"""Words in keys whose values are not part of the story."""
SUMMARIES = frozenset({"description", "descriptions", "summary", "excerpt", "abstract", "teaser"})
BODIES = frozenset(
    """
    body articlebody content contents html text blocks elements story richtext document
    paragraphs fulltext full copy article markup main rendered maintext storybody postbody
    """.split()
)
"""Words in keys whose value is the story."""

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")
_TAGS = re.compile(r"<[^<>]*>")


def key_words(key: str) -> set[str]:
    """Lower-case words of a key: ``articleBody`` -> article, body."""
    # A long key is an address or a cache query.
    return {word.lower() for word in _WORDS.findall(key)} if 0 < len(key) < 40 else set()


def is_foreign(key: str) -> bool:
    """Whether a key names something other than the story: captions, comments, settings, …"""
    return bool(key_words(key) & FOREIGN)


def without_tags(text: str) -> str:
    """The text of an HTML string, white space collapsed."""
    return " ".join(_TAGS.sub(" ", text).split())


def headline_of(obj: Mapping[str, Any]) -> str | None:
    """An object's headline, plain or wrapped (``{"rendered": …}``, ``{"basic": …}``)."""
    for key in HEADLINES:
        value = obj.get(key)
        if isinstance(value, dict):
            value = next(
                (value[k] for k in ("rendered", "basic", "text", "default", "main", "value", "html")
                 if isinstance(value.get(k), str)), None
            )  # fmt: skip
        if isinstance(value, str):
            plain = without_tags(value)
            if 8 <= len(plain) <= 300 or (len(plain) >= 4 and not plain.isascii()):
                return plain
    return None


def is_story(value: Any) -> bool:
    """Whether a value describes a story: an object with a headline, and a date or an address."""
    if not isinstance(value, dict) or headline_of(value) is None:
        return False
    return any(key in value for key in DATES) or any(
        isinstance(value.get(key), str) and "/" in value[key] for key in ADDRESSES
    )
