"""The functions of `lines.py` that run for every card, compiled where that is installed."""

from __future__ import annotations

from scraper.extractors.compiled import compiled
from scraper.extractors.related import lines

card_lines = compiled(lines.card_lines)
ends_sentence = compiled(lines.ends_sentence)
is_count = compiled(lines.is_count)
is_name = compiled(lines.is_name)
letters = compiled(lines.letters)
own_card = compiled(lines.own_card)
