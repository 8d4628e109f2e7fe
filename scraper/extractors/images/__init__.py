"""The story's pictures, each with its caption and credit.

- `find`: selects the story's pictures, the lead picture first
- `furniture`: recognises logos, portraits, teasers and advertisements
- `captions`: caption and credit in a picture's figure or box
- `separate`: captions in a paragraph or table row of their own, below the picture or above it
- `addresses`: which of a picture's files is used, and which addresses are of the same picture

Not here: separating a credit from a caption by the words (``metadata/credits.py``); pictures of
related items (``related/pictures.py``).
"""

from scraper.extractors.images.find import read_images
from scraper.extractors.images.separate import (
    called_captions,
    caption_behind_credits,
    captions_in_runs,
    separate_captions,
)

__all__ = [
    "called_captions",
    "caption_behind_credits",
    "captions_in_runs",
    "read_images",
    "separate_captions",
]
