"""The story of a page whose markup does not hold it: client-rendered sites keep it in a script.

``scripts.py`` reads the values out of the scripts (``javascript.py`` where they are no JSON),
``search.py`` finds the story in them, ``richtext.py`` makes HTML of its body, and that is read in
``story.py`` by the same code as any page. Nothing here knows a site or a framework by its name
alone.
"""

from scraper.extractors.state.story import EmbeddedStory, find_embedded_story

__all__ = ["EmbeddedStory", "find_embedded_story"]
