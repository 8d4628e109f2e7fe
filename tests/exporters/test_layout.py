"""Layout that is common to the output formats."""

from __future__ import annotations

from scraper.exporters.layout import linked_rows
from scraper.record import Block, Link


def test_links_of_a_table_belong_to_its_cells() -> None:
    text = "Town\tRain\nLund and Lund\t3 mm\nMalmo"
    links = [Link(start=text.index("3"), end=text.index("3") + 4, url="https://news.example/rain")]
    links += [Link(start=19, end=23, url="https://news.example/lund")]
    rows = [line.split("\t") for line in text.split("\n")]
    cells = linked_rows(Block(type="table", text=text, rows=rows, header_rows=1, links=links))
    found = [[[cell[x.start : x.end] for x in own] for cell, own in row] for row in cells]
    assert found == [[[], []], [["Lund"], ["3 mm"]], [[], []]]
