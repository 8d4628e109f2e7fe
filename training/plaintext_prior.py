"""What the fitting of the plain-text reader's weights starts from: tables set by hand.

Probabilities as read off copies of news pages, round on purpose. The fitting (``plaintext.py``)
moves what labelled pages speak to, and leaves the rest as it is here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count
from math import log
from typing import Any

from scraper.extractors.plaintext.segment import Phase, Role, State

WIDTH: dict[Role, tuple[float, ...]] = {
    "title": (0.003, 0.03, 0.13, 0.36, 0.35, 0.11, 0.015, 0.001, 0.0005),
    "subtitle": (0.002, 0.01, 0.07, 0.17, 0.25, 0.27, 0.17, 0.05, 0.008),
    "meta": (0.16, 0.32, 0.27, 0.15, 0.07, 0.02, 0.008, 0.001, 0.0005),
    "caption": (0.005, 0.03, 0.08, 0.17, 0.27, 0.27, 0.15, 0.024, 0.001),
    "prompt": (0.35, 0.25, 0.14, 0.09, 0.08, 0.05, 0.025, 0.01, 0.005),
    "nav": (0.57, 0.29, 0.08, 0.03, 0.01, 0.01, 0.005, 0.003, 0.002),
    "paragraph": (0.003, 0.007, 0.02, 0.04, 0.1, 0.17, 0.25, 0.26, 0.15),
    "question": (0.01, 0.04, 0.14, 0.24, 0.27, 0.16, 0.09, 0.04, 0.01),
    "heading": (0.04, 0.24, 0.36, 0.24, 0.1, 0.015, 0.003, 0.001, 0.0005),
    "item": (0.03, 0.1, 0.16, 0.18, 0.2, 0.15, 0.1, 0.06, 0.02),
    "section": (0.2, 0.5, 0.24, 0.05, 0.007, 0.001, 0.0005, 0.0002, 0.0001),
    "related_title": (0.004, 0.04, 0.17, 0.36, 0.31, 0.1, 0.012, 0.002, 0.0005),
    "teaser": (0.002, 0.008, 0.04, 0.13, 0.31, 0.34, 0.15, 0.02, 0.001),
    "related_meta": (0.35, 0.42, 0.17, 0.045, 0.01, 0.002, 0.001, 0.0005, 0.0002),
}

# stop, question, colon, none
END: dict[Role, tuple[float, float, float, float]] = {
    "title": (0.02, 0.07, 0.0005, 0.9095),
    "subtitle": (0.5, 0.04, 0.005, 0.455),
    "meta": (0.1, 0.004, 0.03, 0.866),
    "caption": (0.5, 0.005, 0.005, 0.49),
    "prompt": (0.15, 0.03, 0.03, 0.79),
    "nav": (0.01, 0.01, 0.02, 0.96),
    "paragraph": (0.915, 0.025, 0.05, 0.01),
    "question": (0.02, 0.97, 0.005, 0.005),
    "heading": (0.02, 0.12, 0.004, 0.856),
    "item": (0.55, 0.04, 0.01, 0.4),
    "section": (0.005, 0.01, 0.08, 0.905),
    "related_title": (0.004, 0.08, 0.0005, 0.9155),
    "teaser": (0.86, 0.04, 0.002, 0.098),
    "related_meta": (0.02, 0.002, 0.01, 0.968),
}

# one sentence, two, more
SENTENCES: dict[Role, tuple[float, float, float]] = {
    "title": (0.97, 0.028, 0.002),
    "subtitle": (0.75, 0.2, 0.05),
    "meta": (0.98, 0.015, 0.005),
    "caption": (0.76, 0.21, 0.03),
    "prompt": (0.85, 0.1, 0.05),
    "nav": (0.99, 0.008, 0.002),
    "paragraph": (0.45, 0.3, 0.25),
    "question": (0.72, 0.2, 0.08),
    "heading": (0.97, 0.025, 0.005),
    "item": (0.75, 0.17, 0.08),
    "section": (0.998, 0.0015, 0.0005),
    "related_title": (0.96, 0.037, 0.003),
    "teaser": (0.84, 0.145, 0.015),
    "related_meta": (0.995, 0.004, 0.001),
}

# upper, title, sentence, none
CASE: dict[Role, tuple[float, float, float, float]] = {
    "title": (0.08, 0.3, 0.55, 0.07),
    "subtitle": (0.02, 0.06, 0.88, 0.04),
    "meta": (0.12, 0.5, 0.25, 0.13),
    "caption": (0.02, 0.1, 0.84, 0.04),
    "prompt": (0.1, 0.25, 0.6, 0.05),
    "nav": (0.2, 0.4, 0.3, 0.1),
    "paragraph": (0.004, 0.012, 0.96, 0.024),
    "question": (0.005, 0.03, 0.94, 0.025),
    "heading": (0.18, 0.27, 0.48, 0.07),
    "item": (0.02, 0.1, 0.83, 0.05),
    "section": (0.2, 0.4, 0.36, 0.04),
    "related_title": (0.04, 0.26, 0.63, 0.07),
    "teaser": (0.005, 0.025, 0.94, 0.03),
    "related_meta": (0.2, 0.4, 0.25, 0.15),
}

# Words in common with the long paragraphs, by what is usual among these: edges of the bins.
COHESION: dict[Role, tuple[float, float, float, float]] = {
    "title": (0.05, 0.15, 0.3, 0.5),
    "subtitle": (0.04, 0.15, 0.36, 0.45),
    "caption": (0.15, 0.25, 0.3, 0.3),
    "paragraph": (0.05, 0.2, 0.4, 0.35),
    "question": (0.1, 0.25, 0.35, 0.3),
    "heading": (0.22, 0.22, 0.28, 0.28),
    "item": (0.1, 0.25, 0.35, 0.3),
    "related_title": (0.45, 0.3, 0.17, 0.08),
    "teaser": (0.38, 0.36, 0.2, 0.06),
}
ANY_COHESION = (0.35, 0.25, 0.22, 0.18)

# Log-odds of a cue standing in a line of the role, against its standing in any line.
CUES: dict[str, dict[Role, float]] = {
    "date": {"meta": 5, "related_meta": 4.5, "caption": 0.5, "prompt": 0, "nav": 0, "title": -2.5,
             "section": -2, "heading": -3, "related_title": -2, "teaser": -1, "item": -1},
    "byline": {"meta": 4.5, "related_meta": 2.5, "prompt": 0, "title": -1, "related_title": -1,
               "heading": -1.5, "section": -2, "nav": -1},
    "agency": {"meta": 6, "related_meta": 3, "nav": -2, "heading": -4, "section": -3, "title": -4,
               "related_title": -4},
    "section": {"section": 6, "related_title": -1, "title": -1.5, "heading": -2, "meta": -2,
                "nav": 1, "prompt": 0, "related_meta": -1},
    "points": {"related_title": 6, "section": 1, "nav": -1, "heading": -3, "title": -3},
    "prompt": {"prompt": 5, "nav": 2, "title": -2, "heading": -2.5, "related_title": -2, "meta": -1,
               "related_meta": 0, "section": -1, "paragraph": -3, "teaser": -2, "item": -2},
    "credit": {"caption": 4, "meta": 2, "paragraph": -2, "title": -3, "heading": -3,
               "related_title": -2, "teaser": -1.5, "section": -3},
    "caption": {"caption": 4.5, "meta": 0, "paragraph": -1.5, "title": -2, "heading": -2},
    "short with a number": {"meta": 1.5, "related_meta": 1.5, "prompt": 0, "nav": 0, "title": 0,
                            "related_title": 0, "heading": 0, "item": 0, "section": -1,
                            "caption": -1, "subtitle": -1, "paragraph": -1, "teaser": -1,
                            "question": -0.5},
    "in brackets": {"meta": 2, "caption": 0.5, "paragraph": -1, "prompt": 0, "related_meta": 0},
    "short parts": {"meta": 2, "prompt": 2, "nav": 2, "related_meta": 2, "caption": 0, "title": -1,
                    "related_title": -1, "heading": -1},
    "repeated": {"prompt": 3, "nav": 3, "related_meta": 1.5, "meta": -1, "section": -1},
    "job": {"meta": 4, "related_meta": 1, "nav": -1, "caption": -1},
    "breadcrumb": {"nav": 5, "prompt": 1, "meta": 1, "section": -1, "title": -4,
                   "related_title": -4},
    "address": {"meta": 4, "nav": 2, "prompt": 2, "title": -6, "heading": -6, "related_title": -4},
}  # fmt: skip

# A line in a run of none, one, two, three or four, five or more pairs of title and sentence.
PAIRS: dict[Role, tuple[float, float, float, float, float]] = {
    "related_title": (0, 0, 0, 0.4, 0.8),
    "teaser": (-0.5, 0, 0.2, 0.5, 0.9),
    "title": (0, 0, -0.2, -0.4, -0.6),
    "heading": (0, 0, -0.3, -0.8, -1.4),
    "paragraph": (0, 0, -0.2, -0.6, -1.2),
    "section": (0.3, 0, -0.4, -0.8, -1),
}

# The first title of such a run: a subheading could stand there, but not the start of a list.
OPENS: dict[Role, float] = {"related_title": 0.8, "heading": -1.6}

# A question, and the line below it, on a page whose short lines are mostly questions.
ASKED: dict[Role, float] = {"question": 1.5, "related_title": -1.5, "title": -1, "heading": -1}
ANSWERED: dict[Role, float] = {"paragraph": 1, "teaser": -1.5, "related_title": -1}

# What says nothing of being a date, a byline or a prompt seldom is one: names and labels look like
# much else.
UNSAID: dict[Role, float] = {"meta": 3, "related_meta": 1.5, "prompt": 1.5, "caption": 1}
BEGIN: dict[State, float] = {
    ("before", "nav"): 0.2, ("before", "section"): 0.05, ("before", "related_title"): 0.03,
    ("before", "meta"): 0.05, ("before", "prompt"): 0.03, ("before", "caption"): 0.02,
    ("head", "title"): 0.4, ("story", "paragraph"): 0.19,
}  # fmt: skip

# From a role to the next within a phase, and to the first roles of later phases. What is missing
# cannot follow. Rows need not sum to one: the rest is what no copy showed.
WITHIN: dict[Phase, dict[Role, dict[Role, float]]] = {
    "before": {
        "nav": {"nav": 0.75, "prompt": 0.04, "section": 0.03, "related_title": 0.03, "meta": 0.02},
        "prompt": {"nav": 0.3, "prompt": 0.4, "section": 0.04, "related_title": 0.04, "meta": 0.03},
        "meta": {"meta": 0.25, "nav": 0.15, "related_title": 0.1, "caption": 0.05, "prompt": 0.05},
        "caption": {"meta": 0.2, "caption": 0.03, "nav": 0.1, "prompt": 0.05},
        "section": {"related_title": 0.85, "nav": 0.03, "section": 0.01},
        "related_title": {"teaser": 0.5, "related_title": 0.27, "related_meta": 0.06,
                          "section": 0.02, "nav": 0.02},
        "teaser": {"related_title": 0.8, "related_meta": 0.04, "section": 0.03, "nav": 0.02},
        "related_meta": {"related_title": 0.6, "teaser": 0.2, "related_meta": 0.05, "nav": 0.03,
                         "section": 0.02},
    },
    "head": {
        "title": {"subtitle": 0.2, "meta": 0.4, "caption": 0.07, "prompt": 0.05},
        "subtitle": {"meta": 0.45, "caption": 0.1, "prompt": 0.04},
        "meta": {"meta": 0.35, "caption": 0.12, "prompt": 0.08, "subtitle": 0.03},
        "caption": {"meta": 0.15, "prompt": 0.05, "caption": 0.03},
        "prompt": {"prompt": 0.5, "meta": 0.12, "caption": 0.05, "subtitle": 0.01},
    },
    "story": {
        "paragraph": {"paragraph": 0.8, "question": 0.04, "heading": 0.05, "item": 0.03,
                      "caption": 0.006, "meta": 0.003, "prompt": 0.004, "section": 0.004,
                      "related_title": 0.006},
        "question": {"paragraph": 0.95, "question": 0.02, "item": 0.01},
        "heading": {"paragraph": 0.85, "question": 0.01, "item": 0.1, "heading": 0.01,
                    "caption": 0.01},
        "item": {"item": 0.8, "paragraph": 0.12, "heading": 0.02},
        "caption": {"paragraph": 0.75, "heading": 0.06, "caption": 0.05, "prompt": 0.01},
        "meta": {"paragraph": 0.6, "meta": 0.15, "heading": 0.05, "caption": 0.05},
        "prompt": {"paragraph": 0.5, "prompt": 0.25, "heading": 0.05, "section": 0.03,
                   "related_title": 0.03},
        "section": {"related_title": 0.9},
        "related_title": {"paragraph": 0.35, "related_title": 0.25, "teaser": 0.25, "heading": 0.02,
                          "prompt": 0.01},
        "teaser": {"paragraph": 0.3, "related_title": 0.5, "heading": 0.02},
    },
    "after": {
        "meta": {"meta": 0.4, "caption": 0.12, "prompt": 0.1, "section": 0.08,
                 "related_title": 0.15, "nav": 0.01},
        "caption": {"related_title": 0.35, "meta": 0.15, "caption": 0.06, "prompt": 0.1,
                    "section": 0.1},
        "prompt": {"prompt": 0.55, "section": 0.1, "related_title": 0.12, "meta": 0.06,
                   "caption": 0.01, "nav": 0.03},
        "section": {"related_title": 0.85, "related_meta": 0.03, "prompt": 0.03, "section": 0.02},
        "related_title": {"teaser": 0.42, "related_title": 0.33, "related_meta": 0.08,
                          "section": 0.03, "prompt": 0.03, "nav": 0.01},
        "teaser": {"related_title": 0.76, "related_meta": 0.05, "section": 0.04, "prompt": 0.04,
                   "nav": 0.01},
        "related_meta": {"related_title": 0.55, "teaser": 0.2, "related_meta": 0.08,
                         "section": 0.03, "prompt": 0.03},
        "nav": {"nav": 0.75, "prompt": 0.06, "section": 0.03, "related_title": 0.02},
    },
}  # fmt: skip

TO_TITLE: dict[Role, float] = {
    "nav": 0.12, "prompt": 0.1, "meta": 0.12, "caption": 0.08, "related_title": 0.008,
    "teaser": 0.03, "related_meta": 0.02, "section": 0.005,
}  # fmt: skip
TO_STORY: dict[State, float] = {
    ("before", "nav"): 0.01, ("before", "prompt"): 0.02, ("before", "meta"): 0.15,
    ("before", "caption"): 0.15, ("before", "teaser"): 0.012, ("before", "related_title"): 0.003,
    ("before", "related_meta"): 0.004,
    ("head", "title"): 0.25, ("head", "subtitle"): 0.35, ("head", "meta"): 0.35,
    ("head", "caption"): 0.6, ("head", "prompt"): 0.25,
}  # fmt: skip
TO_AFTER: dict[Role, dict[Role, float]] = {
    "paragraph": {"meta": 0.03, "caption": 0.003, "prompt": 0.02, "section": 0.02,
                  "related_title": 0.025, "nav": 0.002},
    "item": {"meta": 0.02, "caption": 0.002, "prompt": 0.012, "section": 0.01,
             "related_title": 0.006, "nav": 0.002},
}  # fmt: skip
ENDS: dict[State, float] = {
    ("story", "paragraph"): 0.03, ("story", "item"): 0.02, ("after", "meta"): 0.1,
    ("after", "caption"): 0.1, ("after", "prompt"): 0.15, ("after", "related_title"): 0.06,
    ("after", "teaser"): 0.08, ("after", "related_meta"): 0.05, ("after", "nav"): 0.1,
    # A page that ends before any story has begun holds none.
    ("before", "nav"): 0.01, ("before", "related_title"): 0.002, ("before", "teaser"): 0.002,
    ("before", "meta"): 0.003, ("before", "prompt"): 0.005, ("before", "related_meta"): 0.003,
    ("before", "caption"): 0.003, ("head", "title"): 0.0005, ("head", "subtitle"): 0.0005,
    ("head", "meta"): 0.0005, ("head", "caption"): 0.0005, ("head", "prompt"): 0.0005,
}  # fmt: skip

ENDINGS = ("stop", "ask", "colon", "none")
CASES = ("upper", "title", "sentence", "none")
# A line that is marked as a heading is one of these.
MARKED: dict[Role, float] = {"title": 2, "heading": 2, "section": 1, "related_title": 0}
BULLETED: dict[Role, float] = {"item": 3.5, "related_title": 0, "paragraph": -1.5}

# A list has more than one item; a numbered heading stands alone above its paragraph.
LONE_BULLET: dict[Role, float] = {"item": -2, "heading": 2, "related_title": -0.5}


def prior() -> dict[str, Any]:
    """The tables in the form of ``weights.json``."""
    features: dict[str, dict[str, float]] = {}
    for role in WIDTH:
        for part in (_form(role), _marks(role), _words(role), _place(role)):
            for name, weight in part.items():
                features.setdefault(name, {})[role] = weight
    ends = {
        name: {"/".join(state): log(probability) for state, probability in table.items()}
        for name, table in (("begin", BEGIN), ("end", ENDS))
    }
    return {"features": features, "follow": _follow(), "ends": ends}


def _form(role: Role) -> dict[str, float]:
    """How long a line of a role is, how it ends and is written, how it goes with its paragraph."""
    tables: dict[str, tuple[Iterable[object], Sequence[float]]] = {
        "width": (count(), WIDTH[role]),
        "end": (ENDINGS, END[role]),
        "sentences": (count(1), SENTENCES[role]),
        "case": (CASES[:3], CASE[role]),
        "cohesion": (count(), COHESION.get(role, ANY_COHESION)),
    }
    return {
        f"{name} {value}": log(probability)
        for name, (values, probabilities) in tables.items()
        for value, probability in zip(values, probabilities, strict=False)
    }


def _marks(role: Role) -> dict[str, float]:
    """Bullets, marks of headings, and quotation marks."""
    heading = MARKED.get(role, -8)
    return {
        "bullet": BULLETED.get(role, -2.5),
        "lone bullet": LONE_BULLET.get(role, 0.0),
        "no bullet": -6.0 if role == "item" else 0.0,
        "heading": heading - (3 if role == "title" else 0),
        "first heading": heading + (3 if role == "title" else -3),
        "quoted": 3.0 if role == "paragraph" else -3.0,
    }


def _words(role: Role) -> dict[str, float]:
    """What a line says: words of a language, and questions."""
    cues = {
        cue: by_role.get(role, -4.0 if cue in ("agency", "address") else -2.0)
        for cue, by_role in CUES.items()
    }
    return {
        "says nothing": -UNSAID.get(role, 0.0),
        **cues,
        "asks among others": ASKED.get(role, 0.0),
        "answers": ANSWERED.get(role, 0.0),
    }


def _place(role: Role) -> dict[str, float]:
    """Where a line is in a list of titles with their teasers."""
    weights: dict[str, float] = {}
    for k, weight in enumerate(PAIRS.get(role, ())):
        weights[f"pairs {k}"] = weight
        if k > 2:
            weights[f"opens pairs {k}"] = OPENS.get(role, 0.0)
    for k in range(4):
        turns = 0.4 * (k - 1) if role in ("related_title", "teaser") else 0.0
        weights[f"turns {k}"] = turns if k else -0.3 if role == "teaser" else 0.0
    return weights


def _follow() -> dict[str, dict[str, float]]:
    """The logarithms of the probabilities with which one state follows another."""
    follow: dict[str, dict[str, float]] = {
        f"{phase}/{role}": {} for phase, rows in WITHIN.items() for role in rows
    }

    def allow(source: State, target: State, probability: float) -> None:
        follow["/".join(source)]["/".join(target)] = log(probability)

    for phase, rows in WITHIN.items():
        for role, followers in rows.items():
            for follower, probability in followers.items():
                allow((phase, role), (phase, follower), probability)
    for role, probability in TO_TITLE.items():
        allow(("before", role), ("head", "title"), probability)
    for source, probability in TO_STORY.items():
        allow(source, ("story", "paragraph"), probability)
        allow(source, ("story", "item"), probability / 20)
        allow(source, ("story", "heading"), probability / 20)
    for role, followers in TO_AFTER.items():
        for follower, probability in followers.items():
            allow(("story", role), ("after", follower), probability)
    return follow
