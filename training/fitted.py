"""What fitting makes of the labelled pages, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.classify.columns import Matrix
from scraper.extractors.classify.forest import Forest
from scraper.extractors.classify.layout import Layout
from training.dataset import LabelledPage
from training.tokens import Tables


@dataclass
class Fitted:
    """The pages with all that fitting made of them; one entry a page.

    Of the forests, number k saw no page of fold k, and the last saw all pages.
    """

    pages: list[LabelledPage]
    tables: Tables
    rows: list[Matrix] = field(default_factory=list)
    layouts: list[Layout] = field(default_factory=list)
    first: list[NDArray[np.float64]] = field(default_factory=list)
    again: list[Matrix] = field(default_factory=list)
    second: list[NDArray[np.float64]] = field(default_factory=list)
    first_forests: list[Forest] = field(default_factory=list)
    second_forests: list[Forest] = field(default_factory=list)
