"""Page -> Record. Pure: no network, no clock, no disk.

`extract` calls three steps: `parsing/decode` (bytes -> text), `reading` (text -> `Reading`, the
page's blocks and what they are) and `compose` (`Reading` -> record). `reading` calls, in order:

- `parsing/`: text -> flat arrays (`html`, `tree`) -> `blocks`
- `classify/`: blocks -> probabilities of being story. `hints` collects what the page's head says
  about the story; `judge` runs the forests in two passes. `features` (with `text_shape`,
  `markup_features`, `token_table` and `page_features`, on the sums of `layout`), `cards` and
  `signs` compute the features of the first pass, `context` and `cohesion` those of the second;
  `model` and `forest` hold the fitted model
- `story_blocks`: rules that correct the choice by these probabilities, with `listed_teasers` (lists
  of other stories at the end), `polls`, `quotes` and captions (`images/`)
- `metadata/`: title, authors, dates and so on
- `related/`: the "more news" items. `find` selects among the `candidates` by their feature rows
  (`describe`) and by the headings above their lists (`announced_lists`, `heading_words`); `items`
  reads the fields of the selected cards (`item_titles`, `two_links`, `teasers`, `pictures`) from
  their `lines`, the `columns` of a list and `class_names`, without the `pointers` ("Read also:")
  before a headline and the dates beside it (`item_dates`); `section_headings` and `positions` give
  the context of each

`compose` calls `assemble` (selected blocks -> the story, with its `quotes` and `embeds`),
`images/`, `comments/`, `language`, `fingerprint`; `boilerplate_lines` (lines that belong to no
story), `closing` (offers, files, signatures and notices at the end of one), `incomplete` (signs
that a page came without its story) and `soft_404` (signs that it is not the requested page but an
error, a login or a consent wall).

`story_pages/` finds the other pages of a story that is spread over several, and joins their
records.

Outside this sequence: `plaintext/` reads pages saved as text and, through `unmarked`, HTML with
hardly any markup; `state/` finds the story in a page's scripts; `rules` applies a site's CSS
selectors; `template` holds what the pages of a site have in common; `inspection` shows the role
and the scores of each block. A file `_name.pyx` is the compiled twin of slow plain Python code.
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
