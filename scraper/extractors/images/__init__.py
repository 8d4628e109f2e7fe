"""The story's pictures, each with its caption and credit.

- `find`: which pictures are the story's, the lead picture first
- `furniture`: what is no picture of the story: logos, portraits, teasers, advertisements
- `captions`: the words in a picture's figure or box
- `separate`: captions in a paragraph or a row of their own, below the picture or above it
- `addresses`: which of a picture's files is taken, and which addresses are of one picture

Not here: how a credit is told from a caption by its words (``metadata/credits.py``); pictures of
related items, which go with them (``related/pictures.py``).
"""

from scraper.extractors.images.find import read_images
from scraper.extractors.images.separate import called_captions, separate_captions

__all__ = ["called_captions", "read_images", "separate_captions"]
