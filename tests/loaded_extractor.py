"""Imported by the server process of ``command.py``: the extractor, and the commands that use it."""

import scraper.commands.extract
import scraper.commands.inspect  # noqa: F401
from scraper.extractors import warm_up

warm_up()
