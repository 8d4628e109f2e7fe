"""Page -> Record. Pure: no network, no clock, no disk.

The way through, all of it in `extract`: `decode` (bytes to text), `parse` and `tree` (text to flat
arrays), `blocks` (arrays to blocks), `features` and `context` (blocks to numbers), `classify`
(numbers to roles), `assemble` (roles to the story), `related` (the "more news" items), `metadata/`
and `images` (who, when, where). `plaintext/` reads pages saved as text, `state/` the story in a
page's scripts, `rules` applies a site's CSS selectors, `template` knows what a site's pages share,
`inspection` shows what was thought of each block.
"""

from scraper.extractors.extract import (
    extract,
    extract_page,
    extractor_version,
    learn_sites,
    template_for,
)
from scraper.extractors.rules import SiteRules

__all__ = [
    "SiteRules",
    "extract",
    "extract_page",
    "extractor_version",
    "learn_sites",
    "template_for",
]
