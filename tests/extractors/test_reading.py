"""Which blocks the story is given beside those that the model selects."""

from __future__ import annotations

import pytest

from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.reading import with_complete_tables

TABLE = "<table><tr><th>Town<th>Rain</tr>{}</table>".format(
    "".join(f"<tr><td>Lund {n}<td>{n} mm</tr>" for n in range(9))
)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ([0, *range(2, 11), 11], list(range(12))),
        ([0, 2, 3, 4], [0, 2, 3, 4]),
        ([0, 11], [0, 11]),
        ([], []),
    ],
)
def test_a_table_with_nearly_all_its_rows_is_completed(
    chosen: list[int], expected: list[int]
) -> None:
    page = f"<body><p>It rained.</p>{TABLE}<p>The end.</p></body>".encode()
    assert with_complete_tables(cut(parse_html(page)), chosen) == expected
