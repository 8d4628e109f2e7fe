"""Which blocks the story is given beside those that the model selects."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.reading import with_whole_tables

TABLE = "<table><tr><th>Town<th>Rain</tr>{}</table>".format(
    "".join(f"<tr><td>Lund {n}<td>{n} mm</tr>" for n in range(9))
)


ROWS = range(1, 11)


@pytest.mark.parametrize(
    ("chosen", "probability", "expected"),
    [
        pytest.param([0, *ROWS, 11], 0.9, range(12), id="all rows chosen"),
        pytest.param([0, *range(2, 11), 11], 0.9, range(12), id="all but the header row"),
        pytest.param([0, 2, 11], 0.4, range(12), id="nearly"),
        pytest.param([0, 2, 11], 0.2, [0, 11], id="one by chance"),
        pytest.param([11], 0.4, ROWS, id="the story begins with it"),
        pytest.param([2], 0.4, [2], id="no story beside it"),
        pytest.param([], 0.9, [], id="no story"),
    ],
)
def test_a_table_is_part_of_the_story_as_a_whole(
    chosen: list[int], probability: float, expected: Sequence[int]
) -> None:
    page = f"<body><p>It rained.</p>{TABLE}<p>The end.</p></body>".encode()
    raw = cut(parse_html(page))
    found = with_whole_tables(raw, chosen, np.full(len(raw), probability))
    assert found == sorted({*chosen, *expected} - ({*ROWS} - {*expected}))
