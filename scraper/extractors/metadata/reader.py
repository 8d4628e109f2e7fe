"""Metadata: all fields of one page, put together from the files beside this one."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from scraper.extractors.language import primary_subtag
from scraper.extractors.metadata.agency import find_agency
from scraper.extractors.metadata.authors.places import stated_authors
from scraper.extractors.metadata.authors.selection import (
    is_byline,
    read_authors,
    without_by,
    without_house,
)
from scraper.extractors.metadata.dateline import (
    NONE,
    Dateline,
    place_of_agency,
    read_dateline,
)
from scraper.extractors.metadata.dates.selection import read_dates
from scraper.extractors.metadata.names.forms import begins_small, is_place
from scraper.extractors.metadata.paywall import is_paywalled
from scraper.extractors.metadata.sections import read_section, read_tags
from scraper.extractors.metadata.sources.address import canonical_of, page_url
from scraper.extractors.metadata.sources.collect import Clues, body_of, collect
from scraper.extractors.metadata.sources.jsonld import LinkedData, read_jsonld
from scraper.extractors.metadata.sources.sitename import SiteName, key_of, read_sitename
from scraper.extractors.metadata.story_text import (
    credit_lines,
    first_block,
    first_lines,
    head_lines,
    last_lines,
    place_apart,
    place_before,
    without_closing_credits,
)
from scraper.extractors.metadata.titles.candidates import clean
from scraper.extractors.metadata.titles.selection import read_title
from scraper.extractors.metadata.titles.subtitle import read_subtitle
from scraper.extractors.parsing.tree import Tree
from scraper.record import Warning


@dataclass(frozen=True, slots=True)
class Metadata:
    """The metadata of a page; absent values are None or empty.

    Attributes:
        authors: whom the byline credits: people, agencies and desks; the site itself only if nobody
            else is named.
        dated_headline: whether ``published_at`` is printed right below the headline.
        type_hints: schema.org types and ``og:type``, lower case.
        lead_image: address of the lead picture.
        lead_caption: its caption in the linked data.
    """

    title: str | None = None
    subtitle: str | None = None
    description: str | None = None
    authors: list[str] = field(default_factory=list)
    agency: str | None = None
    dateline: str | None = None
    publisher: str | None = None
    published_at: str | None = None
    modified_at: str | None = None
    dated_headline: bool = False
    language: str | None = None
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    canonical_url: str | None = None
    type_hints: list[str] = field(default_factory=list)
    paywalled: bool = False
    warnings: list[Warning] = field(default_factory=list)
    lead_image: str | None = None
    lead_caption: str | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """The sources of all fields: clues, linked data, site name, address; and the title."""

    clues: Clues
    data: LinkedData
    site: SiteName
    address: str | None
    title: str | None


def gather(
    tree: Tree,
    url: str | None,
    story: Sequence[int],
    clues: Clues | None = None,
    data: LinkedData | None = None,
) -> Gathered:
    """Collect the sources of all fields, and find the headline, whose position others depend on."""
    clues = clues or collect(tree)
    clues.body = body_of(tree, story)
    address = clues.original or url or page_url(clues)
    if data is None:
        data = read_jsonld(clues.jsonld, address, clues.title)
    site = read_sitename(clues, data, address, tree)
    title, clues.headline = read_title(tree, clues, data, site, address)
    if len(story) > 1 and story[1] > story[0] == _standfirst(tree, clues.headline):
        clues.body = story[1], clues.body[1]  # byline and date line are after it
    return Gathered(clues, data, site, address, title)


def _standfirst(tree: Tree, headline: int) -> int:
    """The smaller heading right below the headline, or -1."""
    below = tree.ends[headline] if headline >= 0 else len(tree)
    return below if below < len(tree) and tree.tags[below] in ("h2", "h3", "h4") else -1


def read_metadata(
    tree: Tree,
    url: str | None,
    story: Sequence[int] = (),
    *,
    clues: Clues | None = None,
    data: LinkedData | None = None,
) -> Metadata:
    """Read the metadata of a page.

    Args:
        tree: the page.
        url: its address, if known.
        story: tree indices of the story's block elements in order; may be empty.
        clues, data: from ``collect`` and ``read_jsonld``, if the caller has them already.
    """
    story = without_closing_credits(tree, story)  # they are searched below it
    gathered = gather(tree, url, story, clues, data)
    clues, data, site, address = gathered.clues, gathered.data, gathered.site, gathered.address
    title = gathered.title
    language = _claimed_language(clues, data)
    dates = read_dates(tree, clues, data, address, language)
    credited = without_by(read_authors(tree, clues, data, site, dates.lines), language)
    subtitle = read_subtitle(tree, clues, data, title)
    if subtitle and is_byline(subtitle, credited):
        subtitle = None  # a byline with an unknown label: "रिपोर्ट: प्रकाश चौहान"
    dateline = _dateline(tree, clues, story, title, subtitle, credited, language)
    agency = find_agency(
        dateline.agency, credited, [*head_lines(tree, clues, story), *first_lines(tree, story)],
        last_lines(tree, clues, story), credit_lines(tree, clues),
    )  # fmt: skip
    place = _without_paper(dateline.place, site) if dateline.place else None
    if agency and dateline.place is None:
        opening = first_block(tree, clues, story, subtitle, credited)
        others = [*tree.texts[: opening.node], *tree.texts[tree.ends[opening.node] :]]
        place = place_of_agency(opening.text, " ".join(others), language)
    section, authors = read_section(tree, clues, data, site, title), without_house(credited, site)
    if section in authors:
        section, authors = _section_or_author(section, authors, stated_authors(clues, data))
    kinds = [clues.meta("og:type").lower(), *data.types]
    converted = any(stamp and stamp.converted for stamp in (dates.published, dates.modified))
    return Metadata(
        title=title,
        subtitle=_without_place(subtitle, place) if subtitle else None,
        description=_description(clues, data) or None,
        authors=authors,
        agency=agency,
        dateline=place,
        publisher=site.name or None,
        published_at=dates.published.text() if dates.published else None,
        modified_at=dates.modified.text() if dates.modified else None,
        dated_headline=dates.by_headline,
        language=language or None,
        section=section,
        tags=read_tags(tree, clues, data, site),
        canonical_url=canonical_of(clues, url),
        type_hints=list(dict.fromkeys(kind for kind in kinds if kind)),
        paywalled=is_paywalled(tree, clues, data),
        warnings=["calendar_converted"] if converted else [],
        lead_image=_lead_image(clues, data),
        lead_caption=_lead_caption(data),
    )


def _section_or_author(
    section: str | None, authors: Sequence[str], stated: Collection[str]
) -> tuple[str | None, list[str]]:
    """(section, authors), where the section was taken for an author as well.

    Args:
        stated: the authors that the page's head names.
    """
    if section in stated:
        return None, list(authors)
    # The last link of a trail of sections looks like a byline in an unknown language.
    return section, [name for name in authors if name != section]


_DASHED = re.compile(r"[^:：,]{2,60}?(?:,[^:：,]{1,40}?)?(?:\s[-–—]{1,2}|[–—]{1,2})\s")
"""A standfirst that may begin with a place before a dash. Before a colon ("TLDR: ", "SELECT, TABLE,
WITH: ") a place must also occur in the headline or the standfirst."""


def _dateline(
    tree: Tree,
    clues: Clues,
    story: Sequence[int],
    title: str | None,
    subtitle: str | None,
    credited: Sequence[str],
    language: str,
) -> Dateline:
    """The dateline at the beginning of the story, beside it, or at that of the standfirst."""
    block = first_block(tree, clues, story, subtitle, credited)

    def rest(place: str) -> str:
        """Texts that may contain the place: title, standfirst, story, and labels equal to it, as in
        a menu or a kicker."""
        texts = " ".join(tree.text_content(i) for i in dict.fromkeys(story))
        texts = texts.replace(block.text, block.text.partition(place.partition(",")[0])[2], 1)
        inside = range(block.node, tree.ends[block.node])
        labelled = any(
            len(text) < len(place) + 5 and text.strip() == place and i not in inside
            for i, text in enumerate(tree.texts)
        )
        return " ".join([title or "", subtitle or "", texts, place if labelled else ""])

    dateline = read_dateline(block.text, block.opening, rest, bold=block.bold, language=language)
    if dateline.place is None and block.node >= 0:
        apart = place_apart(tree, clues, story, block.node).rstrip(" .:,-–—")
        apart = apart or place_before(tree, block.node)
        if apart and is_place(apart):
            dateline = Dateline(apart, dateline.agency)
    if dateline == NONE and subtitle:
        # Some papers have the place before the standfirst, in capitals.
        opening = read_dateline(subtitle)
        words = opening.place or ""
        named = f"{title} {subtitle}"
        if words.isupper() and (_DASHED.match(subtitle) or words.title() in named):
            return opening
    return dateline


def _without_paper(place: str, site: SiteName) -> str | None:
    """The place without the paper's own name: "LUND, Gauge Daily - " is LUND.

    The first part is removed only if it is the whole name, since many papers are named after their
    town: "LUND" in the Lund Herald, on lund.example.
    """
    first, *others = place.split(", ")
    kept = [part for part in others if not site.is_name(part)]
    if key_of(first) not in site.keys:
        kept.insert(0, first)
    return ", ".join(kept) or None


def _without_place(subtitle: str, place: str | None) -> str:
    """A standfirst without the place before it, which has an element of its own: only a style
    separates the two ("LUNDThe ferry runs again"). A longer word, as "Piranski", goes on in lower
    case."""
    after = subtitle[len(place) :] if place and subtitle.startswith(place) else ""
    return after if after[:1].isalnum() and not begins_small(after) else subtitle


_INLINE_TAG = re.compile(r"</?(?:a|b|i|em|strong|span|u|sup|sub)(?:\s[^<>]*)?>", re.I)
_BLOCK_TAG = re.compile(r"</?(?:p|br|div|li|ul|ol|h[1-6])(?:\s[^<>]*)?/?>", re.I)
"""Markup that publishing systems leave in a summary. Other text in angle brackets is kept."""


def _description(clues: Clues, data: LinkedData) -> str:
    """The page's summary without markup; "" for none."""
    text = clean(
        clues.meta("og:description", "description", "twitter:description")
        or data.first("description")
    )
    return clean(_INLINE_TAG.sub("", _BLOCK_TAG.sub(" ", text)))


def _claimed_language(clues: Clues, data: LinkedData) -> str:
    """The language that the page declares: ``en-GB``, ``de-DE``; "" for none."""
    stated = data.main.get("inLanguage")
    if isinstance(stated, dict):
        stated = stated.get("alternateName") or stated.get("name")
    for claim in (
        clues.lang,
        stated if isinstance(stated, str) else "",
        clues.meta("og:locale", "content-language", "language", "dc.language", "dcterms.language"),
    ):
        if primary_subtag(claim):
            return claim.strip().replace("_", "-")
    return ""


def _lead_caption(data: LinkedData) -> str | None:
    """The caption of the picture in the linked data of the story."""
    image = data.main.get("image")
    if isinstance(image, list):
        image = image[0] if image else None
    image = data.resolve(image)
    caption = image.get("caption") if isinstance(image, dict) else None
    return clean(caption) or None if isinstance(caption, str) else None


def _lead_image(clues: Clues, data: LinkedData) -> str | None:
    """The address of the lead picture according to the metadata."""
    named = clues.meta(
        "og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src",
        "parsely-image-url", "sailthru.image.full",
    )  # fmt: skip
    if named:
        return named
    image = data.main.get("image")
    if isinstance(image, list):
        image = image[0] if image else None
    image = data.resolve(image)
    if isinstance(image, dict):
        image = image.get("url") or image.get("contentUrl")
    if isinstance(image, str) and image:
        return image
    if still := data.first("thumbnailUrl"):  # a video's
        return still
    return next(iter(clues.links.get("image_src", ())), None)
