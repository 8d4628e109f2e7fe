"""Fits the weights of the plain-text reader: ``python -m training.plaintext DATA``.

Labelled pages are turned into plain text in two ways: a story with its head and with other pages'
titles and summaries as related items, composed at random in the shapes that copies come in, where
the role of every line is known; and the whole page copied block by block, where only the story's
lines are. A conditional random field starts from the tables set by hand and climbs the likelihood
of what the labels allow, with a pull back to the tables; where labels leave a choice of roles, it
sums over them. Pages are split by site: fitted on three sites in four, judged on the fourth.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from scraper.extractors.blocks import cut
from scraper.extractors.decode import decode
from scraper.extractors.parse import parse_html
from scraper.extractors.plaintext.lines import read_lines
from scraper.extractors.plaintext.segment import (
    IMPOSSIBLE,
    Matrix,
    State,
    Weights,
    best_path,
    emissions,
    read_weights,
)
from scraper.extractors.plaintext.shape import features_of
from training.plaintext_prior import prior

WEIGHTS = Path(__file__).parent.parent / "scraper" / "extractors" / "plaintext" / "weights.json"
EPOCHS = 4
STEP = 0.1
PULL = 3.0
"""How much a weight is held where the tables put it."""
SHAPES_A_PAGE = 4
COPIES = 2
"""Times that a whole copy is learned from, so that both kinds weigh alike."""

CLOSING = '.!?。！？।؟"”’»“'
TEXT_ROLES = frozenset({"paragraph", "question", "heading", "item"})
PROMPTS = ["Share this article", "Facebook", "WhatsApp", "Copy link", "Print", "Subscribe",
           "Share", "Teilen", "Drucken", "Kommentare", "Advertisement", "Follow us"]  # fmt: skip
SECTIONS = ["More News", "Related", "Most Read", "Latest News", "Read more", "Also read", "Popular",
            "Mehr zum Thema", "Lesen Sie auch", "Meistgelesen", "Baca juga", "À lire aussi",
            "Top stories this hour", "From our archive", "Aus dem Ressort",
            "Heute wichtig"]  # fmt: skip
NAVIGATION = ["Home", "News", "World", "Politics", "Business", "Sport", "Culture", "Opinion",
              "Start", "Politik", "Wirtschaft", "Regionales", "Panorama", "Wissen", "Reise",
              "Accueil", "Régions", "Économie", "Inicio", "Deportes", "Beranda", "Ekonomi",
              "Главная", "Общество", "首页", "国际", "体育", "الرئيسية", "اقتصاد"]  # fmt: skip
READING = ["{} min read", "Lesezeit: {} Min.", "Temps de lecture : {} min", "{} minutes"]
AGENCIES = ["Reuters", "AFP", "AP", "dpa", "Bernama", "EFE", "ANSA"]
MONTHS = "January February March April May June July August September October November December"
MONATE = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"


@dataclass(frozen=True)
class Source:
    """A labelled page: what is known of it, and its lines as copied."""

    site: str
    language: str
    title: str
    summary: str
    authors: list[str]
    story: list[str]
    captions: list[str]
    copied: list[str]


@dataclass
class Example:
    """A plain text: features of its lines, and which states each may have."""

    features: list[list[str]]
    allowed: np.ndarray[Any, np.dtype[np.bool_]]
    composed: bool
    story: list[bool]


# --- pages ------------------------------------------------------------------------------------


def read_sources(data: Path) -> list[Source]:
    """The labelled articles with a text of three lines or more."""
    found = []
    for name in ("news-dev", "wcxb-dev"):
        for line in (data / name / "truth.jsonl").read_text("utf-8").split("\n"):
            truth = json.loads(line or "{}")
            if truth.get("page_type", "article") != "article" or not truth.get("text"):
                continue
            story = [
                " ".join(p.split()) for p in truth.get("paragraphs") or truth["text"].split("\n")
            ]
            story = [p for p in story if p]
            # Some labels begin with the headline or the standfirst.
            while story and story[0][-1] not in CLOSING:
                del story[0]
            # Lists, tables and code, which some labels count as text, are no news.
            sentences = sum(p.rstrip("\"'”’»)“")[-1:] in CLOSING for p in story)
            if len(story) < 3 or sum(map(len, story)) < 60 * len(story):
                continue
            if sentences * 10 < 7 * len(story):
                continue
            body = gzip.decompress((data / name / "html" / f"{truth['id']}.html.gz").read_bytes())
            tree = parse_html(decode(body, {}).utf8)
            named = {
                a.get("property") or a.get("name", ""): a.get("content", "")
                for tag, a in zip(tree.tags, tree.attrs, strict=True)
                if tag == "meta"
            }
            languages = (
                a.get("lang", "") for t, a in zip(tree.tags, tree.attrs, strict=True) if t == "html"
            )
            summary = " ".join(
                (named.get("og:description") or named.get("description") or "").split()
            )
            found.append(
                Source(
                    site=urlsplit(truth.get("url") or truth["id"]).hostname or truth["id"],
                    language=next(languages, "")[:2].lower(),
                    title=" ".join((truth.get("title") or "").split()),
                    # What search engines are told is often cut, or no sentence; a teaser is one.
                    summary=summary if 25 <= len(summary) <= 280 and summary[-1] in CLOSING else "",
                    authors=truth.get("authors") or [],
                    story=story,
                    captions=[" ".join(c.split()) for c in truth.get("captions") or [] if c],
                    copied=[block.text for block in cut(tree)],
                )
            )
    return found


def compose(page: Source, others: Sequence[Source], rng: random.Random) -> list[tuple[str, str]]:
    """A page's text in one of the shapes that copies come in: (kind of line, words)."""
    pairs = [other for other in rng.sample(others, min(len(others), rng.randint(3, 20)))
             if other.title != page.title]  # fmt: skip
    teasers = rng.choice([1.0, 1.0, 1.0, 0.0, 0.0, 0.8])
    items: list[tuple[str, str]] = []
    dated = rng.random() < 0.1
    for other in pairs:
        items.append(("related_title", other.title))
        if dated:
            items.append(("related_meta", _date(rng)))
        if rng.random() < teasers:
            items.append(("teaser", other.summary))
    head: list[tuple[str, str]] = []
    if rng.random() < 0.7 and page.title:
        head.append(("title", page.title))
        if rng.random() < 0.3 and page.summary and page.summary not in page.story:
            head.append(("subtitle", page.summary))
        if rng.random() < 0.6 and page.authors:
            head.append(
                ("meta", f"{rng.choice(['By', 'By', 'Von', ''])} {' and '.join(page.authors)}")
            )
        if rng.random() < 0.7:
            head.append(("meta", _date(rng)))
        if rng.random() < 0.15:
            head.append(("meta", f"Updated: {_date(rng)}"))
        if rng.random() < 0.15:
            head.append(("meta", rng.choice(READING).format(rng.randint(2, 12))))
        if rng.random() < 0.3 and page.captions:
            head.append(("caption", page.captions[0]))
    tail: list[tuple[str, str]] = []
    if rng.random() < 0.3:
        tail.append(("meta", rng.choice(AGENCIES)))
    if rng.random() < 0.3:
        tail.append(("meta", _date(rng)))
    if rng.random() < 0.2 and page.captions:
        tail.append(("caption", page.captions[-1]))
    if rng.random() < 0.3:
        tail += [("prompt", words) for words in rng.sample(PROMPTS, rng.randint(1, 4))]
    section = [("section", rng.choice(SECTIONS))] if rng.random() < 0.5 else []
    story = [("story", words) for words in page.story]
    if head and rng.random() < 0.25:
        start = rng.randrange(len(NAVIGATION) - 3)
        menu = NAVIGATION[start : start + rng.randint(2, 12)]
        head = [("nav", words) for words in menu] + head
    where = rng.random()
    if where < 0.15:
        return [*head, *story, *tail]
    if where < 0.35 and head:
        return [*section, *items, *head, *story, *tail]
    return [*head, *story, *tail, *section, *items]


def _date(rng: random.Random) -> str:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(2008, 2026)
    english, german = MONTHS.split()[month - 1], MONATE.split()[month - 1]
    return rng.choice(
        [
            f"{english} {day}, {year}", f"{day} {english} {year}", f"{day}. {german} {year}",
            f"Mon {english[:3]} {day} {year}", f"{year}-{month:02}-{day:02}",
            f"{day:02}.{month:02}.{year}, 14:30 Uhr", f"Posted: {day} {english} {year} 09:15 GMT",
            f"Updated {english} {day}, {year} at 3:40 PM", f"{day:02}/{month:02}/{year}",
        ]
    )  # fmt: skip


def composed_example(lines: Sequence[tuple[str, str]], states: Sequence[State]) -> Example | None:
    """Lines whose roles are known; the story's are some of the roles of text."""
    read, _ = read_lines("\n".join(words for _, words in lines))
    if len(read) != len(lines):
        return None  # a wrap was undone, or a line had no words
    before = {"title", "story"}
    seen: set[str] = set()
    allowed = np.zeros((len(lines), len(states)), dtype=bool)
    for i, (kind, _) in enumerate(lines):
        for k, (phase, role) in enumerate(states):
            if kind == "story":
                allowed[i, k] = phase == "story" and role in TEXT_ROLES
            elif kind == "nav":
                allowed[i, k] = phase == "before" and role in ("nav", "prompt")
            elif role == kind:
                late = "story" in seen
                allowed[i, k] = phase == "after" if late else phase in ("before", "head")
        seen |= {kind} & before
    return Example(features_of(read), allowed, True, [kind == "story" for kind, _ in lines])


def copied_example(page: Source, states: Sequence[State]) -> Example | None:
    """A whole page; its story's lines are known, of the others only that they are none of it."""
    read, _ = read_lines("\n".join(page.copied))
    story = {_key(words) for words in page.story}
    inside = [_key(line.text) in story for line in read]
    if sum(inside) * 10 < len(page.story) * 8 or len(read) > 800:
        return None
    # A line of the story may be printed elsewhere on the page: what counts stands near the others.
    places = [i for i, is_in in enumerate(inside) if is_in]
    middle = places[len(places) // 2]
    inside = [
        is_in and abs(i - middle) < 3 * len(page.story) + 20 for i, is_in in enumerate(inside)
    ]
    allowed = np.zeros((len(read), len(states)), dtype=bool)
    for i, is_in in enumerate(inside):
        for k, (phase, role) in enumerate(states):
            allowed[i, k] = (phase == "story" and role in TEXT_ROLES) == is_in
    return Example(features_of(read), allowed, False, inside)


def _key(words: str) -> str:
    return "".join(char for char in words.casefold() if char.isalnum())


OWN_PAGES = Path(__file__).parent.parent / "fixtures" / "pages"
OWN = 8
"""Times that one of the project's own pages is learned from: there are few, in many languages."""


def own_examples(states: Sequence[State]) -> Iterator[Example]:
    """The project's own plain-text pages, whose expected records name the role of every line."""
    for path in sorted(OWN_PAGES.glob("text-*.txt")):
        record = json.loads(path.with_suffix(".json").read_text("utf-8"))
        read, _ = read_lines(path.read_text("utf-8"))
        roles: dict[str, set[str]] = defaultdict(set)
        types = {"paragraph": {"paragraph", "question"}, "list_item": {"item"},
                 "quote": {"paragraph"}, "heading": {"heading"}}  # fmt: skip
        for block in record.get("blocks", []):
            if block["text"] == record.get("subtitle"):
                continue
            roles[_key(block["text"])] |= {f"story/{role}" for role in types[block["type"]]}
        for name in ("title", "subtitle"):
            if name in record:
                roles[_key(record[name])].add(f"head/{name}")
        for image in record.get("images", []):
            roles[_key(image["caption"])] |= {"head/caption", "after/caption"}
        for item in record.get("related", []):
            phase = {"sidebar": "before", "inline": "story", "below": "after"}[item["position"]]
            roles[_key(item["title"])].add(f"{phase}/related_title")
            roles[_key(item.get("section", "-") + item["title"])].add(f"{phase}/related_title")
            roles[_key(item.get("teaser", "-"))].add(f"{phase}/teaser")
            roles[_key(item.get("section", "-"))].add(f"{phase}/section")
        beside = {f"{phase}/{role}" for phase in ("before", "head", "after")
                  for role in ("meta", "nav", "prompt")}  # fmt: skip
        allowed = np.zeros((len(read), len(states)), dtype=bool)
        for i, line in enumerate(read):
            known = (
                roles.get(_key(line.text[line.bullet :])) or roles.get(_key(line.text)) or beside
            )
            for k, state in enumerate(states):
                allowed[i, k] = "/".join(state) in known
        story = [
            bool(allowed[i, [s[0] == "story" for s in states]].any()) for i in range(len(read))
        ]
        yield Example(features_of(read), allowed, True, story)


# --- fitting ----------------------------------------------------------------------------------


class Chain:
    """Weights that climb the likelihood of the labels, each with a step of its own (AdaGrad)."""

    def __init__(self, start: Weights) -> None:
        self.states = start.states
        self.roles = sorted({role for _, role in start.states})
        self.role_of = np.array([self.roles.index(role) for _, role in start.states])
        self.first = {name: self._by_role(row) for name, row in start.features.items()}
        self.features = {name: row.copy() for name, row in self.first.items()}
        self.follow_first, self.follow = start.follow, start.follow.copy()
        self.begin, self.end = start.begin, start.end
        self.seen: defaultdict[str, Matrix] = defaultdict(lambda: np.full(len(self.roles), 1e-2))
        self.seen_follow = np.full(self.follow.shape, 1e-2)

    def _by_role(self, row: Matrix) -> Matrix:
        values = np.zeros(len(self.roles))
        values[self.role_of] = row
        return values

    def weights(self) -> Weights:
        features = {name: row[self.role_of] for name, row in self.features.items()}
        return Weights(self.states, features, self.follow, self.begin, self.end)

    def learn(self, example: Example, pull: float) -> None:
        """One step up the likelihood of a page's labels, and a pull back to the start."""
        scores = emissions(example.features, self.weights_view(example))
        free = _marginals(scores, self.follow, self.begin, self.end, None)
        held = _marginals(scores, self.follow, self.begin, self.end, example.allowed)
        if free is None or held is None:
            return
        by_state = held[0] - free[0]
        by_role = np.zeros((len(by_state), len(self.roles)))
        for k, role in enumerate(self.role_of):
            by_role[:, role] += by_state[:, k]
        change: defaultdict[str, Matrix] = defaultdict(lambda: np.zeros(len(self.roles)))
        for names, gradient in zip(example.features, by_role, strict=True):
            for name in names:
                change[name] += gradient
        for name, gradient in change.items():
            first = self.first.get(name)
            row = self.features.setdefault(name, np.zeros(len(self.roles)))
            gradient = gradient - pull * (row - (0.0 if first is None else first))
            self.seen[name] += gradient**2
            row += STEP * gradient / np.sqrt(self.seen[name])
        possible = self.follow > IMPOSSIBLE / 2
        gradient = held[1] - free[1] - pull * (self.follow - self.follow_first)
        self.seen_follow += np.where(possible, gradient**2, 0)
        self.follow += np.where(possible, STEP * gradient / np.sqrt(self.seen_follow), 0)

    def weights_view(self, example: Example) -> Weights:
        """The weights of the features that a page has."""
        names = {name for names in example.features for name in names}
        rows = {n: self.features[n][self.role_of] for n in names if n in self.features}
        return Weights(self.states, rows, self.follow, self.begin, self.end)


def _marginals(
    scores: Matrix, follow: Matrix, begin: Matrix, end: Matrix, allowed: Any
) -> tuple[Matrix, Matrix] | None:
    """Probabilities of each state at each line, and sums of those of each pair (forward-backward);
    None where no sequence is allowed."""
    steps = np.exp(follow)
    emit = np.exp(scores - scores.max(axis=1, keepdims=True))
    if allowed is not None:
        emit = emit * allowed
    ahead = np.zeros_like(scores)
    back = np.zeros_like(scores)
    row = np.exp(begin) * emit[0]
    for i in range(len(scores)):
        if i:
            row = (ahead[i - 1] @ steps) * emit[i]
        total = row.sum()
        if total <= 0:
            return None
        ahead[i] = row / total
    row = np.exp(end)
    if (ahead[-1] * row).sum() <= 0:
        return None
    back[-1] = row / row.sum()
    for i in range(len(scores) - 2, -1, -1):
        row = steps @ (emit[i + 1] * back[i + 1])
        back[i] = row / row.sum()
    states = ahead * back
    states /= states.sum(axis=1, keepdims=True)
    pairs = np.zeros_like(follow)
    for i in range(1, len(scores)):
        pair = np.outer(ahead[i - 1], emit[i] * back[i]) * steps
        pairs += pair / pair.sum()
    return states, pairs


def to_json(weights: Weights) -> dict[str, Any]:
    """The form of ``weights.json``, rounded to what makes a difference."""
    names = ["/".join(state) for state in weights.states]
    features: dict[str, dict[str, float]] = {}
    for name in sorted(weights.features):
        row = weights.features[name]
        by_role: dict[str, float] = {}
        for k, (_, role) in enumerate(weights.states):
            by_role[role] = round(float(row[k]), 2)
        features[name] = {role: value for role, value in by_role.items() if value}
    follow = {
        source: {
            names[k]: round(float(value), 2)
            for k, value in enumerate(weights.follow[i])
            if value > IMPOSSIBLE / 2
        }
        for i, source in enumerate(names)
    }
    ends = {
        name: {names[k]: round(float(v), 2) for k, v in enumerate(row) if v > IMPOSSIBLE / 2}
        for name, row in (("begin", weights.begin), ("end", weights.end))
    }
    return {"features": features, "follow": follow, "ends": ends}


def judge(examples: Sequence[Example], weights: Weights) -> str:
    """Shares of composed pages whose every line is right, and the F1 of story lines in copies."""
    exact = Counter[bool]()
    hits: list[float] = []
    for example in examples:
        path = best_path(emissions(example.features, weights), weights)
        if example.composed:
            exact[all(example.allowed[i, k] for i, k in enumerate(path))] += 1
            continue
        got = [weights.states[k][0] == "story" and weights.states[k][1] in TEXT_ROLES for k in path]
        both = sum(a and b for a, b in zip(got, example.story, strict=True))
        hits.append(2 * both / max(1, sum(got) + sum(example.story)))
    composed = exact[True] / max(1, exact.total())
    copied = f", copies F1 {sum(hits) / len(hits):.3f} of {len(hits)}" if hits else ""
    return f"composed exact {composed:.3f} of {exact.total()}{copied}"


def examples_of(
    sources: Sequence[Source],
    pool: Sequence[Source],
    states: Sequence[State],
    seed: int,
    copies: int = 1,
) -> Iterator[Example]:
    by_language: defaultdict[str, list[Source]] = defaultdict(list)
    for source in pool:
        if source.title and source.summary:
            by_language[source.language].append(source)
    for page in sources:
        rng = random.Random(f"{seed} {page.site} {page.title}")
        others = by_language[page.language]
        if len(others) > 5:
            for _ in range(SHAPES_A_PAGE):
                made = composed_example(compose(page, others, rng), states)
                if made:
                    yield made
        copied = copied_example(page, states)
        if copied:
            yield from [copied] * copies


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the labelled sets")
    parser.add_argument("--pages", type=int, default=400, help="pages to fit on, at most")
    options = parser.parse_args()
    weights = read_weights(prior())
    sources = read_sources(options.data)
    held = [s for s in sources if zlib.crc32(s.site.encode()) % 4 == 0]
    fitted = [s for s in sources if zlib.crc32(s.site.encode()) % 4]
    random.Random(1).shuffle(fitted)
    fitted = fitted[: options.pages]
    train = list(examples_of(fitted, fitted, weights.states, 1, COPIES))
    own = list(own_examples(weights.states))
    train += own * OWN
    test = list(examples_of(held[:90], held, weights.states, 2))
    print(f"{len(fitted)} pages to fit on, {len(train)} texts; judged on {len(test)} texts")
    print("before:", judge(test, weights))
    chain = Chain(weights)
    rng = random.Random(2)
    for epoch in range(EPOCHS):
        rng.shuffle(train)
        for example in train:
            chain.learn(example, PULL / len(train))
        print(f"epoch {epoch + 1}:", judge(test, chain.weights()), "|", judge(own, chain.weights()))
    data = to_json(chain.weights())
    lines = [
        f' "{part}": {{\n'
        + ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in data[part].items())
        + "\n }"
        for part in data
    ]
    WEIGHTS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print("rounded:", judge(test, read_weights(data)))


if __name__ == "__main__":
    main()
