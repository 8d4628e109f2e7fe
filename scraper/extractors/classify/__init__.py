"""Which blocks are the story: blocks -> feature rows -> probabilities -> threshold.

Entry points: ``judge.judge`` gives each block's probability, ``judge.best_threshold`` the one from
which blocks are selected, ``judge.page_type`` and ``judge.confidence`` what is said of the page.
In the order in which they are used:

1. ``hints``: what the page's head says of its story. ``layout``: sums over each element.
2. First pass: ``features`` puts a row together, in the order of ``columns``: ``text_shape`` (the
   block's text), ``markup_features`` (its elements), ``tokens`` with ``token_table`` (its words),
   ``page_features`` (the page). ``cards`` and ``signs`` add theirs.
3. Second pass: ``context`` (probabilities of the blocks around) and ``cohesion`` (shared words).
4. ``forest`` scores the rows; ``model`` loads the forests from ``model.npz``.
5. ``systems`` tells the type of pages whose publishing system is for one type.

The features are the input of fitted models: if one changes, they have to be fitted again
(``training/README.md``). Rules that need no fitting are in ``story_blocks.py`` and
``assemble.py``.
"""
