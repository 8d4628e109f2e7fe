"""What the classifier reads off a page's address."""

from __future__ import annotations

import pytest

from scraper.extractors.classify.page_features import address_features


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", [0, 0, 0]),
        ("/world/rain-in-lund-at-last", [4, 2, 0]),
        ("/view.php?id=219044", [0, 2, 6]),
        ("/view.aspx?lang=en&NewsID=219044#top", [0, 2, 6]),
        ("/news?page=2", [0, 1, 0]),
        ("/news?q=rain-in-lund", [0, 1, 0]),
    ],
)
def test_the_id_in_a_query_is_part_of_the_address(path: str, expected: list[float]) -> None:
    assert address_features(f"https://news.example{path}") == expected
