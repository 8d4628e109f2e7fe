"""Characters that no record may have, written as escapes in the JSON and scripts of a page."""

from __future__ import annotations

import json
import re

import pytest

from scraper import Record, extract
from scraper.exporters.validation import record_problems

URL = "https://paper.example/2024/03/otter-returns-to-the-canal-88121"
TITLE = "Otter returns to the canal after forty years"
CONTROLS = r"\u0000\u0007\u001b\u007f"
HALF = r"\ud83e"  # of a surrogate pair
SENTENCES = [
    "An otter has been seen in the canal at Dunmere for the first time in forty years, the water "
    "board said on Tuesday. It was filmed at dawn by a man who was waiting for his dog.",
    "We had stopped looking, to be honest, said the ranger. You do not put up cameras for an "
    "animal that has been gone since your own school days.",
    "The otter is thought to have come down from the hills along a stream that was freed of its "
    "concrete bed three years ago. Its tracks were found below the lock as well.",
    "Anglers have asked the board for a meeting. The board replied that an otter eats about a "
    "kilogram of fish a day, and that most of it would be carp.",
]
BODY = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
UNCLEAN = BODY.replace("otter", f"otter{CONTROLS}").replace("carp", f"carp{HALF}")
CLEAN = BODY.replace("carp", "carp\ufffd")


def assert_clean(record: Record) -> None:
    strings = json.dumps(record.model_dump(), ensure_ascii=False)
    assert re.search(r"\\u00|[\x7f\ud800-\udfff]", strings) is None
    assert not list(record_problems(json.loads(record.to_json())))


@pytest.mark.parametrize("end", ["}", ", }"], ids=["valid", "invalid"])
def test_json_ld(end: str) -> None:
    fields = {
        "@type": "NewsArticle", "headline": "Otter# returns", "author": {"name": "Pia# Holm"},
        "publisher": {"name": "Dunmere# Post"}, "articleSection": "Near#by",
        "keywords": ["rivers#", "otters ?"], "description": "An# otter is back.",
        "image": "https://paper.example/otter#.jpg", "datePublished": "2024-03-12#",
    }  # fmt: skip
    linked = json.dumps(fields).replace("#", CONTROLS).replace("?", HALF)
    page = f'<script type="application/ld+json">{linked[:-1]}{end}</script><h1>{TITLE}</h1>{BODY}'
    record = extract(page, URL)
    assert record.authors == ["Pia Holm"]
    assert record.publisher == "Dunmere Post"
    assert record.tags == ["rivers", "otters \ufffd"]
    assert_clean(record)


NEXT = '<script id="__NEXT_DATA__" type="application/json">{}</script>'
STREAM = '<script>self.__next_f.push([1,"{}"])</script>'
ARTICLE = f'{{"title":"{TITLE}","body":"{UNCLEAN}"}}'
QUOTED = ARTICLE.replace("\\", "\\\\").replace('"', '\\"')


@pytest.mark.parametrize(
    "script",
    [
        NEXT.format(ARTICLE),
        NEXT.format(ARTICLE[:-1] + ",}"),
        NEXT.format(f'{{"article":"{QUOTED}"}}'),
        f"<script>window.STATE = {ARTICLE};</script>",
        f"<script>window.STATE = {{title:'{TITLE}',body:'{UNCLEAN}'}};</script>",
        STREAM.format(rf"1:{QUOTED}\n"),
        STREAM.format(
            rf"1:{{\"title\":\"{TITLE}\",\"body\":\"$2\"}}\n2:T{len(CLEAN.encode()):x},{UNCLEAN}"
        ),
    ],
    ids=["json", "invalid json", "json in json", "assigned json", "literal", "stream", "its text"],
)
def test_a_story_in_scripts(script: str) -> None:
    record = extract(f"<title>{TITLE}</title><div id=root></div>{script}", URL)
    assert "embedded_state" in record.warnings
    assert record.text == "\n".join(SENTENCES).replace("carp", "carp\ufffd")
    assert_clean(record)


def test_a_surrogate_pair_is_one_character() -> None:
    linked = r'{"@type": "NewsArticle", "headline": "x", "keywords": ["\ud83e\udda6 otters"]}'
    record = extract(f'<script type="application/ld+json">{linked}</script>{BODY}', URL)
    assert record.tags == ["🦦 otters"]
