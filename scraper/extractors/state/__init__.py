"""Finds the story of client-rendered pages in the data of their scripts.

Entry point: ``find_embedded_story``. ``scripts.py`` reads values from the scripts
(``javascript.py`` where they are not JSON),
``search.py`` finds the story among them by its structure and by usual names (``keys.py``),
``richtext.py`` converts its body to HTML, and
``story.py`` cuts that into blocks like any page. Nothing depends on the name of a site or framework
alone.
"""

from scraper.extractors.state.story import (
    EmbeddedStory,
    find_embedded_story,
    find_related_stories,
)

__all__ = ["EmbeddedStory", "find_embedded_story", "find_related_stories"]
