"""CSS selectors of a source win over the model."""

import pytest

from scraper import SiteRules, extract

PAGE = """<html><body><nav>Home</nav><h1>Wrong headline</h1>
<div class="real"><h2 id="t">Right headline</h2><span class="who">Ada Horn</span>
<b class="when" datetime="2024-03-05T10:00:00+01:00">yesterday</b>
<div class="body"><p>Short one.</p><div class="ad">Buy our soap today, it is good soap.</div>
<p>Short two.</p></div></div>
<div class="other"><p>%s</p></div></body></html>""" % (
    "A long paragraph that any model would prefer, with commas, clauses and stops. " * 6
)


def test_the_story_is_what_its_rule_names() -> None:
    record = extract(PAGE, url="https://a.example/1", rules=SiteRules(story=".body", drop=(".ad",)))
    assert record.text == "Short one.\nShort two."


def test_title_author_and_date_come_from_their_rules() -> None:
    rules = SiteRules(title="#t", author=".who", date=".when")
    record = extract(PAGE, url="https://a.example/1", rules=rules)
    assert record.title == "Right headline"
    assert record.authors == ["Ada Horn"]
    assert record.published_at == "2024-03-05T10:00:00+01:00"


def test_a_rule_that_matches_nothing_is_told() -> None:
    record = extract(PAGE, url="https://a.example/1", rules=SiteRules(story="#missing"))
    assert "rule_unmatched" in record.warnings
    assert "long paragraph" in record.text


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"story": "div["}, ValueError, r"story: 'div\[' is not a CSS selector: Malformed"),
        ({"drop": (".ad", "##")}, ValueError, "drop: '##' is not a CSS selector"),
        ({"drop": ".ad"}, TypeError, "drop: expected a tuple of selectors, got '.ad'"),
        ({"date": 5}, TypeError, "date: expected a selector as text, got 5"),
    ],
)
def test_a_wrong_selector_is_told_when_the_rules_are_made(
    given: dict[str, str], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        SiteRules(**given)  # type: ignore[arg-type]
