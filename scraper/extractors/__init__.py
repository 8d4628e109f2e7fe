"""Page -> Record. Pure: no network, no clock, no disk.

The way through: `extract` calls `parsing/decode` (bytes to text), `reading` (text to what the page
holds) and `compose` (that to the record). In `reading` are called, in this order:

- `parsing/`: text to flat arrays (`html`, `tree`), arrays to `blocks`
- `classify/`: blocks to probabilities. `hints` is what the head tells of the story; `judge` asks
  the forests. What they are told of a block is in `features`, `cards` and `signs` for the first
  look, `context` and `cohesion` for the second; the fitted model is in `model` and `forest`
- `metadata/`: title, authors, dates and so on
- `related/`: the "more news" items. `find` chooses among the `candidates` by their `describe` rows;
  `items` reads what is on the chosen cards (`item_titles`, `teasers`, `pictures`), by their
  `lines`, by the `columns` that those of a list make, by the `names` of elements and without the
  `pointers` around a headline; `places` says where they stand

In `compose`: `assemble` (the chosen blocks to the story, with its `quotes` and `embeds`),
`images/`, `comments/`, `language`, `fingerprint`; `asides` (lines that are no part of any story),
`closing` (offers, files, signatures and notices that close one), `incomplete` (what speaks for a
page that came without its story) and `standins` (for one that is not the page asked for).

Beside this way: `plaintext/` reads pages saved as text, and through `unmarked` HTML that has no
markup to go by; `state/` finds the story in a page's scripts; `rules` applies a site's CSS
selectors; `template` knows what a site's pages share; `inspection` shows what was thought of each
block. A file `_name.pyx` is the compiled twin of what is slow in plain Python.
"""

from scraper.extractors.compose import extractor_version
from scraper.extractors.extract import extract, extract_page, learn_sites, template_for, warm_up
from scraper.extractors.rules import SiteRules

__all__ = [
    "SiteRules",
    "extract",
    "extract_page",
    "extractor_version",
    "learn_sites",
    "template_for",
    "warm_up",
]
