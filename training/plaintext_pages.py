"""Plain texts to learn from, composed of labelled pages, with the kind of every line.

A story with its head and with other pages' titles and teasers as related items, at random in the
shapes that copies come in: items below, above or none; titles alone; menus, footers, pointers
inside the story; briefs. Random choices come from a generator that the caller seeds.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.decode import decode
from scraper.extractors.parsing.html import parse_html

LONGEST = 60
"""Paragraphs of a story that are learned from: a guide of two hundred is no news."""
CLOSING = '.!?。！？।؟"”’»“'
PROMPTS = ["Share this article", "Facebook", "WhatsApp", "Copy link", "Print", "Subscribe",
           "Share", "Teilen", "Drucken", "Kommentare", "Advertisement", "Follow us"]  # fmt: skip
SECTIONS = ["More News", "Related", "Most Read", "Latest News", "Read more", "Also read", "Popular",
            "Mehr zum Thema", "Lesen Sie auch", "Meistgelesen", "Baca juga", "À lire aussi",
            "Top stories this hour", "From our archive", "Aus dem Ressort",
            "Heute wichtig"]  # fmt: skip
POINTERS = ["Read more", "Also read", "Related", "Lesen Sie auch", "Mehr zum Thema", "Baca juga",
            "À lire aussi", "Lea también", "Читайте также", "Leggi anche"]  # fmt: skip
NAVIGATION = ["Home", "News", "World", "Politics", "Business", "Sport", "Culture", "Opinion",
              "Start", "Politik", "Wirtschaft", "Regionales", "Panorama", "Wissen", "Reise",
              "Accueil", "Régions", "Économie", "Inicio", "Deportes", "Beranda", "Ekonomi",
              "Главная", "Общество", "首页", "国际", "体育", "الرئيسية", "اقتصاد"]  # fmt: skip
READING = ["{} min read", "Lesezeit: {} Min.", "Temps de lecture : {} min", "{} minutes"]
FOOTERS = ["About us", "Contact", "Privacy policy", "Terms of use", "Imprint", "Impressum",
           "Datenschutz", "Kontakt", "Newsletter", "Mentions légales", "Aviso legal", "Redaksi",
           "Tentang Kami", "Контакты", "联系我们", "اتصل بنا"]  # fmt: skip
RIGHTS = ["© {}", "© {} The Daily Record", "Copyright {} News Media Ltd. All rights reserved.",
          "© {} Verlag Müller GmbH. Alle Rechte vorbehalten"]  # fmt: skip
AGES = ["{} hours ago", "{}h ago", "vor {} Stunden", "hace {} horas", "il y a {} heures",
        "{} jam lalu", "{} часов назад", "{}小时前", "14:{:02}"]  # fmt: skip
BUTTONS = ["Read more", "Mehr lesen", "Leer más", "Lire la suite", "Baca selengkapnya",
           "Weiterlesen", "Full story", "Подробнее"]  # fmt: skip
CONTACT = ["Contact", "Eva Lind, head of communications", "press@daily-record.example",
           "+46 00 000 00 00", "www.daily-record.example"]  # fmt: skip
CREDITS = [
    "(Reporting by {}; editing by {})",
    "({} and {})",
    "[{}/{}]",
    "(Mit Material von {}, {})",
]
PHOTOGRAPHERS = ["Jo Brand", "Ana Lopes", "Lea Kühn", "S. Rahman", "Jean-Luc Moreau"]
AGENCIES = ["Reuters", "AFP", "AP", "dpa", "Bernama", "EFE", "ANSA"]
MONTHS = "January February March April May June July August September October November December"
MONATE = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"


@dataclass(frozen=True)
class Source:
    """A labelled page: what is known of it, and its lines as copied."""

    site: str
    language: str
    title: str
    summary: str
    authors: list[str]
    story: list[str]
    leads: list[str]
    captions: list[str]
    copied: list[str]


def read_sources(data: Path) -> list[Source]:
    """The labelled articles with a text of three lines or more."""
    found = []
    for name in ("news-dev", "wcxb-dev"):
        for line in (data / name / "truth.jsonl").read_text("utf-8").split("\n"):
            truth = json.loads(line or "{}")
            if truth.get("page_type", "article") != "article" or not truth.get("text"):
                continue
            story = [
                " ".join(p.split()) for p in truth.get("paragraphs") or truth["text"].split("\n")
            ]
            story = [p for p in story if p]
            # Some labels begin with the headline or the standfirst.
            while story and story[0][-1] not in CLOSING:
                del story[0]
            # Lists, tables and code, which some labels count as text, are no news.
            sentences = sum(p.rstrip("\"'”’»)“")[-1:] in CLOSING for p in story)
            if len(story) < 3 or sum(map(len, story)) < 60 * len(story):
                continue
            if sentences * 10 < 7 * len(story):
                continue
            body = gzip.decompress((data / name / "html" / f"{truth['id']}.html.gz").read_bytes())
            tree = parse_html(decode(body, {}).utf8)
            named = {
                a.get("property") or a.get("name", ""): a.get("content", "")
                for tag, a in zip(tree.tags, tree.attrs, strict=True)
                if tag == "meta"
            }
            languages = (
                a.get("lang", "") for t, a in zip(tree.tags, tree.attrs, strict=True) if t == "html"
            )
            summary = " ".join(
                (named.get("og:description") or named.get("description") or "").split()
            )
            found.append(
                Source(
                    site=urlsplit(truth.get("url") or truth["id"]).hostname or truth["id"],
                    language=next(languages, "")[:2].lower(),
                    title=" ".join((truth.get("title") or "").split()),
                    # What search engines are told is often cut, or no sentence; a teaser is one.
                    summary=summary if 25 <= len(summary) <= 280 and summary[-1] in ".。।" else "",
                    authors=truth.get("authors") or [],
                    story=story,
                    leads=[p for p in story[:4] if 40 <= len(p) <= 200 and p[-1] in ".。।"],
                    captions=[" ".join(c.split()) for c in truth.get("captions") or [] if c],
                    copied=[block.text for block in cut(tree)],
                )
            )
    return found


def compose(page: Source, others: Sequence[Source], rng: random.Random) -> list[tuple[str, str]]:
    """A page's text in one of the shapes that copies come in: (kind of line, words)."""
    head = _head(page, rng) if rng.random() < 0.7 and page.title else []
    if head and rng.random() < 0.25:
        head = _menu(rng) + head
    story = _interrupted(_cut_short(page.story, rng), page, others, rng)
    section = [("section", rng.choice(SECTIONS))] if rng.random() < 0.5 else []
    items = _items(page, others, rng)
    where = rng.random()
    if where < 0.06:
        return [*(_menu(rng) if rng.random() < 0.5 else []), *section, *items]
    tail = _tail(page, rng)
    footer = _footer(rng) if rng.random() < 0.2 else []
    if where < 0.2:
        return [*head, *story, *tail, *footer]
    if where < 0.36 and head:
        return [*section, *items, *head, *story, *tail, *footer]
    return [*head, *story, *tail, *section, *items, *footer]


def _interrupted(
    story: Sequence[str], page: Source, others: Sequence[Source], rng: random.Random
) -> list[tuple[str, str]]:
    """A story, in one page of five with pointers to other stories or a caption in its midst."""
    lines = [("story", words) for words in story]
    chance = rng.random()
    if rng.random() < 0.1:
        heads = [i for i, words in enumerate(story) if words[-1] not in CLOSING and len(words) < 80]
        for k, i in enumerate(heads, 1):
            lines[i] = ("story", f"{k}. {story[i]}")
    if chance > 0.96:
        return [
            line
            for i, line in enumerate(lines)
            for line in ([("time", f"{22 - i % 22:02}:{rng.randint(0, 59):02}")] * (i > 1) + [line])
        ]
    inside = [i for i in range(1, len(story)) if story[i - 1][-1] in CLOSING]
    for i in sorted(rng.sample(inside, min(len(inside), rng.randint(1, 2))), reverse=True):
        if chance < 0.15:
            pointer = f"{rng.choice(POINTERS)}: {rng.choice(others).title}"
            lines.insert(i, ("pointer", pointer))
        elif chance < 0.2 and page.captions:
            lines.insert(i, ("aside", f"{page.captions[-1]} (Photo: {rng.choice(PHOTOGRAPHERS)})"))
            break
    return lines


def _items(page: Source, others: Sequence[Source], rng: random.Random) -> list[tuple[str, str]]:
    """Related items: titles and teasers, titles alone, or some of each."""
    teasers = rng.choice([1.0, 1.0, 1.0, 0.0, 0.0, 0.8])
    dated = rng.choice(["", "", "", "", "", "", "", "above", "below", "last"])
    style = rng.choice(["date", "date", "age", "button"])
    button = rng.choice(BUTTONS)
    numbered = rng.random() < 0.15 and not teasers
    items: list[tuple[str, str]] = []
    for other in rng.sample(others, min(len(others), rng.randint(3, 20))):
        if other.title == page.title:
            continue
        teaser = rng.random() < teasers
        age = rng.choice(AGES).format(rng.randint(2, 23))
        meta = [("related_meta", {"date": _date(rng), "age": age, "button": button}[style])]
        number = f"{len(items) + 1}. " if numbered else ""
        items += [("related_title", number + other.title)]
        items += meta if dated == "below" else []
        words = rng.choice([other.summary, *other.leads] if other.summary else other.leads)
        items += [("teaser", words)] if teaser else []
        items += meta if dated == "last" else []
    return items


def _head(page: Source, rng: random.Random) -> list[tuple[str, str]]:
    head = [("title", page.title)]
    if rng.random() < 0.25:
        return head
    if rng.random() < 0.3 and page.summary and page.summary not in page.story:
        head.append(("subtitle", page.summary.rstrip(".") if rng.random() < 0.4 else page.summary))
    if rng.random() < 0.6 and page.authors:
        head.append(("meta", f"{rng.choice(['By', 'By', 'Von', ''])} {' and '.join(page.authors)}"))
    if rng.random() < 0.7:
        head.append(("meta", _date(rng)))
    if rng.random() < 0.15:
        head.append(("meta", f"Updated: {_date(rng)}"))
    if rng.random() < 0.15:
        head.append(("meta", rng.choice(READING).format(rng.randint(2, 12))))
    if rng.random() < 0.3 and page.captions:
        head.append(("caption", _credited(page.captions[0], rng)))
    return head


def _tail(page: Source, rng: random.Random) -> list[tuple[str, str]]:
    tail: list[tuple[str, str]] = []
    if rng.random() < 0.3:
        tail.append(("meta", rng.choice(AGENCIES)))
    if rng.random() < 0.3:
        tail.append(("meta", _date(rng)))
    if rng.random() < 0.1:
        names = rng.sample(PHOTOGRAPHERS, 2)
        tail.append(("meta", rng.choice(CREDITS).format(*names)))
    if rng.random() < 0.2 and page.captions:
        tail.append(("caption", _credited(page.captions[-1], rng)))
    if rng.random() < 0.3:
        tail += [("prompt", words) for words in rng.sample(PROMPTS, rng.randint(1, 4))]
    return tail


def _credited(caption: str, rng: random.Random) -> str:
    name, agency = rng.choice(PHOTOGRAPHERS), rng.choice(AGENCIES)
    return caption + rng.choice(
        ["", "", f" Photo: {name}", f" (Foto: {name})", f" - {agency}", f" © {name}/{agency}"]
    )


def _menu(rng: random.Random) -> list[tuple[str, str]]:
    start = rng.randrange(len(NAVIGATION) - 3)
    return [("nav", words) for words in NAVIGATION[start : start + rng.randint(2, 12)]]


def _footer(rng: random.Random) -> list[tuple[str, str]]:
    """What closes a copied page: prompts, the imprint's links, the copyright line."""
    lines = [("foot", words) for words in rng.sample(PROMPTS, rng.randint(0, 3))]
    if rng.random() < 0.2:
        lines += [("foot", words) for words in CONTACT[: rng.randint(2, len(CONTACT))]]
    lines += [("foot", words) for words in rng.sample(FOOTERS, rng.randint(0, 5))]
    return [*lines, ("foot", rng.choice(RIGHTS).format(rng.randint(2005, 2026)))]


def _cut_short(story: Sequence[str], rng: random.Random) -> Sequence[str]:
    """A third of the stories as briefs: most news is shorter than the labelled pages."""
    part = list(story[: rng.randint(1, 8) if rng.random() < 0.35 else LONGEST])
    while len(part) > 1 and part[-1][-1] not in CLOSING:
        part.pop()  # a heading with nothing below it
    return part


def spaced(lines: Sequence[tuple[str, str]], rng: random.Random) -> str:
    """The lines as one text: with blank lines between all, none, or between groups."""
    style = rng.choice(["none", "all", "groups"])
    text = [lines[0][1]]
    for kind, words in lines[1:]:
        blank = style == "all" or (
            style == "groups" and kind not in ("teaser", "meta", "related_meta", "prompt", "foot")
        )
        text.append(f"\n{words}" if blank else words)
    return "\n".join(text)


def _date(rng: random.Random) -> str:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(2008, 2026)
    english, german = MONTHS.split()[month - 1], MONATE.split()[month - 1]
    return rng.choice(
        [
            f"{english} {day}, {year}", f"{day} {english} {year}", f"{day}. {german} {year}",
            f"Mon {english[:3]} {day} {year}", f"{year}-{month:02}-{day:02}",
            f"{day:02}.{month:02}.{year}, 14:30 Uhr", f"Posted: {day} {english} {year} 09:15 GMT",
            f"Updated {english} {day}, {year} at 3:40 PM", f"{day:02}/{month:02}/{year}",
        ]
    )  # fmt: skip
