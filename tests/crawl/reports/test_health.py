"""Figures of a pass that deviate from the source's own history."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from scraper.crawl.frontier.figures import Figures
from scraper.crawl.reports.health import judge


def run(new: int = 6, **figures: float) -> Figures:
    values: dict[str, float] = {"letters": 2500 * new, "confidence": 0.9 * new, "rated": new}
    return Figures(records=new, new=new, **{**values, **figures})  # type: ignore[arg-type]


def flagged(present: Figures | list[Figures], past: list[Figures]) -> list[str]:
    present = present if isinstance(present, list) else [present]
    return [flag.figure for flag in judge([*present, *past])]


PAST = [run() for _ in range(20)]


def test_a_source_whose_figures_stay_the_same_is_not_flagged() -> None:
    assert flagged(run(), PAST) == []
    assert flagged(run(0), PAST) == []
    assert judge([]) == []
    assert judge([run()]) == []


def test_a_source_that_never_had_a_story_is_flagged() -> None:
    def flags(*runs: Figures) -> list[str]:
        return [flag.figure for flag in judge(runs, had_stories=False)]

    nothing, tried = Figures(fetched=12, listings=12), Figures(fetched=9)
    tried.skipped["off_site"] = 8
    assert flags(nothing) == ["empty"]
    assert flags(tried) == flags(tried, tried) == []
    assert flags(tried, tried, tried) == ["empty"]
    assert flags(tried, tried, run(1)) == []
    assert flags(Figures(postponed=3)) == []
    tried.elsewhere["other"] = 8
    assert flags(tried, tried, tried) == []
    assert judge([nothing] * 5) == [], "its stories are older than these runs"


def test_a_source_with_little_past_is_not_judged() -> None:
    assert flagged(run(no_date=6), [run() for _ in range(3)]) == []


def test_stories_without_date_title_or_author_stand_out() -> None:
    for figure in ("no_date", "no_title", "no_author"):
        assert flagged(run(**{figure: 6}), PAST) == [figure]
        assert flagged(run(**{figure: 1}), PAST) == []
        always = [run(**{figure: 6}) for _ in range(20)]
        assert flagged(run(**{figure: 6}), always) == [], "it never had any"


def test_shorter_stories_and_less_confidence_stand_out() -> None:
    assert flagged(run(letters=6 * 300), PAST) == ["letters"]
    assert flagged(run(letters=6 * 2000), PAST) == []
    assert flagged(run(confidence=6 * 0.3), PAST) == ["confidence"]


def test_runs_with_few_stories_are_judged_together() -> None:
    assert flagged([run(1, no_date=1)] * 2, PAST) == []
    assert flagged([run(1, no_date=1)] * 6, PAST) == ["no_date"]


def test_silence_that_is_longer_than_ever_stands_out() -> None:
    nights = ([run()] * 10 + [run(0)] * 5) * 3
    assert flagged([run(0)] * 8, nights) == []
    assert flagged([run(0)] * 12, nights) == ["stories"]
    assert "no new stories" in str(judge([*([run(0)] * 12), *nights])[0])
    weekly = ([run(5)] + [run(0)] * 6) * 8
    assert flagged([run(0)] * 8, weekly) == []


def test_far_fewer_stories_than_ever_stand_out() -> None:
    day_and_night = ([run(4)] * 16 + [run(1)] * 8) * 10
    assert flagged([run(1)] * 8, day_and_night) == []
    assert flagged([run(1), run(0)] * 6, day_and_night) == ["fewer"]
    assert "never fewer than" in str(judge([*[run(1), run(0)] * 6, *day_and_night])[0])
    assert flagged([run(1), run(0)] * 6, day_and_night[:60]) == [], "too short a past"
    quiet = ([run(1)] * 11 + [run(0)]) * 20
    assert flagged([run(1)] * 4 + [run(0)] * 8, quiet) == [], "chance halves small counts"
    seldom = ([run(1)] + [run(0)] * 2) * 80
    assert flagged([run(1)] + [run(0)] * 11, seldom) == [], "too few to tell"


def test_pages_filled_in_by_scripts_suggest_a_browser() -> None:
    empty = Figures(records=2, new=2, skipped=Counter({"not_article:listing": 6}))
    empty.warnings["client_rendered"] = 7
    (flag,) = judge([empty])
    assert flag.figure == "client_rendered"
    assert "render = true" in str(flag)
    empty.warnings["client_rendered"] = 3
    assert judge([empty]) == []


def read(pages: int = 6, new: int = 6, **warnings: int) -> Figures:
    """A run that read some pages, so many of which had a warning."""
    figures = run(new, extracted=pages)
    figures.warnings.update(warnings)
    return figures


@pytest.mark.parametrize("warning", ["soft_404", "truncated", "rule_unmatched"])
def test_a_warning_that_more_pages_have_than_ever_stands_out(warning: str) -> None:
    past = [read() for _ in range(20)]
    assert flagged(read(**{warning: 5}), past) == [warning]
    assert flagged(read(**{warning: 1}), past) == []
    assert flagged([read(1, 1, **{warning: 1})] * 6, past) == [warning]
    assert flagged(read(**{warning: 5}), past[:4]) == [], "too short a past"
    always = [read(**{warning: 5}) for _ in range(20)]
    assert flagged(read(**{warning: 5}), always) == [], "the site is so"
    assert flagged(read(**{warning: 0}), always) == [], "it got better"
    (flag,) = judge([read(**{warning: 6}), *past])
    assert str(flag).startswith("100% of the pages, usually 0%, ")


def test_warnings_are_judged_where_no_page_gives_a_record() -> None:
    blocked = [read(4, 0, soft_404=4) for _ in range(2)]
    assert flagged(blocked, [read() for _ in range(20)]) == ["stories", "soft_404"]
    seldom = [read(6, new) for new in (6, 0, 0, 0) * 10]
    assert flagged(blocked, seldom) == ["soft_404"]


def test_runs_of_a_version_that_did_not_count_the_pages_read_are_no_past() -> None:
    assert flagged(read(rule_unmatched=6), PAST) == []
    mixed = [read()] * 5 + PAST
    assert flagged(read(rule_unmatched=6), mixed) == ["rule_unmatched"]


def test_chance_seldom_flags_a_source_that_stays_as_it_is() -> None:
    chance = random.Random(1)

    def usual() -> Figures:
        new = chance.randint(0, 12)
        share = {"no_date": 0.1, "no_author": 0.4, "no_title": 0.0}
        counts = {name: sum(chance.random() < p for _ in range(new)) for name, p in share.items()}
        letters = sum(chance.lognormvariate(7.8, 0.6) for _ in range(new))
        sure = sum(chance.uniform(0.6, 1.0) for _ in range(new))
        usual = run(new, letters=letters, confidence=sure, extracted=2 * new, **counts)
        for name, p in (("soft_404", 0.02), ("truncated", 0.2), ("rule_unmatched", 0.4)):
            usual.warnings[name] = sum(chance.random() < p for _ in range(2 * new))
        return usual

    runs = [usual() for _ in range(1100)]
    looks = [judge(runs[start : start + 120]) for start in range(1000)]
    assert sum(bool(flags) for flags in looks) <= 10
