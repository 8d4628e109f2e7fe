"""Invented news pages in the shapes that copies and plain saves come in, each with its truth.

A shape says in what order story, head, agency, date, caption and "more news" stand and how the
items look; the words come from a small grammar a language (`shape_words.toml`). The same document
can be written as plain text, with any blank lines, wraps and line ends, or as HTML with next to no
markup (`shape_markup.py`). Everything follows from shape, language and a number: the same three
give the same bytes.
"""

from __future__ import annotations

import random
import string
import textwrap
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WORDS = Path(__file__).with_name("shape_words.toml")
HELD_LANGUAGES = tuple("bn cs el fa he it ja ms nl pt sw tr uk vi".split())
"""Languages that nothing is fitted on."""

UNSPACED = ("zh", "ja", "th")
STOP = {"zh": "。", "ja": "。", "hi": "।", "bn": "।", "th": ""}
JOIN = {"zh": "，", "ja": "。", "th": " ", "ko": ". ", "ar": "، ", "fa": "، "}
TAGS = {"de": "Schlagwörter", "fr": "Mots-clés", "es": "Etiquetas", "ru": "Теги", "id": "Tag"}

JOBS = {
    "en": "staff reporter", "de": "Korrespondentin", "fr": "journaliste", "es": "corresponsal",
    "ru": "корреспондент", "id": "kontributor", "pl": "dziennikarka", "hi": "संवाददाता",
    "nl": "verslaggever", "it": "giornalista", "pt": "repórter", "tr": "muhabir",
    "uk": "кореспондент",
    "cs": "novinářka", "el": "δημοσιογράφος", "ar": "مراسل", "fa": "خبرنگار", "vi": "phóng viên",
}  # fmt: skip
HOMES = {
    "de": "Startseite", "fr": "Accueil", "es": "Inicio", "ru": "Главная", "id": "Beranda",
    "pl": "Strona główna", "it": "Home", "pt": "Início", "tr": "Anasayfa", "uk": "Головна",
    "cs": "Hlavní stránka", "el": "Αρχική", "ar": "الرئيسية", "fa": "خانه", "vi": "Trang chủ",
    "zh": "首页", "ja": "トップ", "ko": "홈", "hi": "होम", "th": "หน้าแรก", "ms": "Laman Utama",
}  # fmt: skip

CONTACTS = ("Press contact", "Media contact:", "Contact:", "For more information:", "Pressekontakt",
            "Pressekontakt:", "Contact presse :", "Contacto de prensa", "Kontakt")  # fmt: skip

Line = tuple[str, str]
"""What a line is, and its words. Kinds are the roles of the plain-text reader, "story" for all text
of the story, and "pointer", "aside", "kicker", "foot" and "nav" for what stands around."""


@dataclass(frozen=True)
class Document:
    """An invented page and what is to be found on it."""

    shape: str
    language: str
    lines: tuple[Line, ...]
    links: bool = True

    @property
    def story(self) -> list[str]:
        return [words for kind, words in self.lines if kind == "story"]

    @property
    def captions(self) -> list[str]:
        return [words for kind, words in self.lines if kind in ("caption", "aside")]

    @property
    def related(self) -> list[tuple[str, str | None]]:
        """Title and teaser of each item."""
        found: list[tuple[str, str | None]] = []
        for kind, words in self.lines:
            if kind == "related_title":
                found.append((words, None))
            elif kind == "pointer":
                found.append((words.partition(": ")[2], None))
            elif kind == "teaser":
                found[-1] = (found[-1][0], words)
        return found


@cache
def lexicon() -> dict[str, dict[str, list[str]]]:
    """The phrases of each language."""
    read = tomllib.loads(WORDS.read_text("utf-8"))
    return {
        language: {name: phrases.split("|") for name, phrases in table.items()}
        for language, table in read.items()
    }


class Writer:
    """Makes sentences, titles and dates of one language, about one matter at a time."""

    def __init__(self, language: str, rng: random.Random) -> None:
        self.language, self.rng = language, rng
        self.words = lexicon()[language]
        self.stop = STOP.get(language, ".")
        self.space = "" if language in UNSPACED else " "
        who = rng.sample(self.words["who"], 12)
        did = rng.sample(self.words["did"], 12)
        # A page's items speak of other things than its story, and now and then of the same.
        self.own = (who[:3], did[:5])
        self.others = (who[3:] + who[: rng.choice((0, 0, 1))], did[5:])
        self.used: set[str] = set()
        cased = self.words["heads"][0].lower() != self.words["heads"][0].upper()
        self.style = rng.choice(("", "", "", "", "", "", "title", "upper")) if cased else ""

    def clause(self, of: tuple[Sequence[str], Sequence[str]]) -> str:
        return f"{self.rng.choice(of[0])}{self.space}{self.rng.choice(of[1])}"

    def sentence(self, of: tuple[Sequence[str], Sequence[str]], *, tail: float = 0.5) -> str:
        said = self.clause(of)
        if self.rng.random() < tail:
            said += JOIN.get(self.language, ", ") + self.rng.choice(self.words["tail"])
        return said + self.stop

    def quote(self) -> str:
        form = self.rng.choice(self.words["said"])
        return form.format(q=self.clause(self.own), n=self.rng.choice(self.words["names"]))

    def paragraph(self, low: int = 1, high: int = 4) -> str:
        """A new one each time, of ``low`` to ``high`` sentences."""
        for _ in range(50):
            count = self.rng.randint(low, high)
            parts = [
                self.quote() if self.rng.random() < 0.2 else self.sentence(self.own)
                for _ in range(count)
            ]
            made = ("" if self.language in ("zh", "ja") else " ").join(parts)
            if made not in self.used:
                break
        self.used.add(made)
        return made

    def title(self, *, own: bool = False, long: bool = False) -> str:
        for _ in range(50):
            made = self.clause(self.own if own else self.others)
            if long:
                made += JOIN.get(self.language, ", ") + self.rng.choice(self.words["tail"])
            elif self.rng.random() < 0.12:
                made += {"zh": "？", "ja": "？", "ar": "؟", "fa": "؟"}.get(self.language, "?")
            elif self.rng.random() < 0.1:
                name = self.rng.choice(self.words["names"])
                made += ("：" if self.language in ("zh", "ja") else " - ") + name
            if made not in self.used:
                break
        self.used.add(made)
        if self.style == "upper":
            return made.upper()
        return string.capwords(made) if self.style == "title" else made

    def teaser(self, kind: str = "") -> str:
        for _ in range(50):
            if kind == "stray":
                kind = "unmarked" if self.rng.random() < 0.12 else ""
            if kind == "short":
                made = self.sentence(self.others, tail=0)
            elif kind == "long":
                made = " ".join(self.sentence(self.others, tail=0.8) for _ in range(2))
            else:
                made = self.sentence(self.others, tail=0.7)
            if kind == "cut":
                at = len(made) * self.rng.randint(60, 90) // 100
                made = made[:at].rstrip(" ,，、،") + self.rng.choice(("…", "...", " […]"))
            elif kind == "unmarked":
                made = made.rstrip(".。।")
            if made not in self.used:
                break
        self.used.add(made)
        return made

    def date(self) -> str:
        month, _, number = self.rng.choice(self.words["months"]).partition("=")
        return self.rng.choice(self.words["dates"]).format(
            d=self.rng.randint(1, 28), y=self.rng.randint(2012, 2026), month=month, m=number,
            mon=month[:3],
        )  # fmt: skip

    def pick(self, name: str) -> str:
        return self.rng.choice(self.words[name])

    def age(self) -> str:
        return self.pick("ages").format(self.rng.randint(2, 20))

    def byline(self) -> str:
        return self.pick("by").format(n=self.pick("names"))

    def caption(self, *, credited: bool = False) -> str:
        said = self.sentence(self.own, tail=0.3)
        if not credited and self.rng.random() < 0.25:
            return said
        return f"{said.rstrip('.。।')} {self.pick('photo').format(n=self.pick('names')).strip()}"


# --- parts ---------------------------------------------------------------------------------------


def story(w: Writer, count: int, *, headings: int = 0, dateline: bool = False,
          sentences: tuple[int, int] = (1, 4)) -> list[Line]:  # fmt: skip
    lines = [("story", w.paragraph(*sentences)) for _ in range(count)]
    if dateline:
        mark = w.rng.choice((": ", " - ", " — ", ", "))
        lines[0] = ("story", f"{w.pick('places')}{mark}{lines[0][1]}")
    heads = w.rng.sample(w.words["heads"], len(w.words["heads"]))
    places = sorted(w.rng.sample(range(2, count), min(headings, max(0, count - 2))), reverse=True)
    for at, head in zip(places, heads, strict=False):
        lines.insert(at, ("story", head))
    return lines


def items(w: Writer, count: int, *, teaser: str = "", without: float = 0.0, long: bool = False,
          dated: str = "", mark: Callable[[int], str] = lambda _: "") -> list[Line]:  # fmt: skip
    """Pairs of title and teaser.

    Args:
        teaser: which teasers: short, long, cut, unmarked, stray (some unmarked), or the usual ones.
        without: share of items that have none.
        long: titles with a subordinate clause.
        dated: a line to each item: a date or an age below the title, "last" below the teaser,
            "kicker" above the title, "button" or "by" below.
        mark: what opens the k-th title.
    """
    lines: list[Line] = []
    button = w.pick("button")
    for k in range(count):
        if dated == "kicker":
            lines.append(("kicker", w.pick("kickers")))
        lines.append(("related_title", mark(k) + w.title(long=long)))
        if dated in ("date", "age", "by"):
            line = {"date": w.date, "age": w.age, "by": w.byline}[dated]()
            lines.append(("related_meta", line))
        if w.rng.random() >= without:
            lines.append(("teaser", w.teaser(teaser)))
        if dated == "last":
            lines.append(("related_meta", w.rng.choice((w.date, w.age))()))
        if dated == "button":
            lines.append(("related_meta", button))
    return lines


def head(w: Writer, *, subtitle: bool = False, caption: bool = False) -> list[Line]:
    lines = [("title", w.title(own=True))]
    if subtitle:
        lines.append(("subtitle", w.sentence(w.own, tail=1)))
    lines += [("meta", w.byline())] if w.rng.random() < 0.7 else []
    lines += [("meta", w.date())] if w.rng.random() < 0.8 else []
    # One without a credit could as well be the first paragraph.
    lines += [("caption", w.caption(credited=True))] if caption else []
    return lines


def tail(w: Writer, *, agency: bool = True, date: bool = True, caption: bool = True) -> list[Line]:
    lines: list[Line] = []
    lines += [("meta", w.pick("agency"))] if agency else []
    lines += [("meta", w.date())] if date else []
    if caption:
        # Without a credit, and with nothing between, it would be a paragraph like any other.
        lines.append(("caption", w.caption(credited=not lines)))
    return lines


def section(w: Writer) -> list[Line]:
    return [("section", w.pick("section"))]


# --- shapes --------------------------------------------------------------------------------------


def _length(w: Writer, low: int = 3, high: int = 30) -> int:
    return w.rng.choice((w.rng.randint(low, 8), w.rng.randint(low, high)))


def _count(w: Writer, low: int = 3, high: int = 40) -> int:
    return w.rng.choice((w.rng.randint(low, 8), w.rng.randint(low, high)))


def _some(w: Writer) -> list[Line]:
    """Any head, or none."""
    return head(w, caption=w.rng.random() < 0.3) if w.rng.random() < 0.4 else []


def _maybe_tail(w: Writer) -> list[Line]:
    return tail(
        w, agency=w.rng.random() < 0.4, date=w.rng.random() < 0.5, caption=w.rng.random() < 0.3
    )


def _around(**how: object) -> Callable[[Writer], list[Line]]:
    """A story with or without head and tail, and items of one kind below."""

    def make(w: Writer) -> list[Line]:
        above = section(w) if w.rng.random() < 0.4 else []
        body = story(w, _length(w), headings=w.rng.choice((0, 0, 1, 2)))
        return [*_some(w), *body, *_maybe_tail(w), *above, *items(w, _count(w), **how)]  # type: ignore[arg-type]

    return make


def _seed(w: Writer) -> list[Line]:
    body = story(w, _length(w, 4), headings=1, dateline=True)
    return [*body, *tail(w), *items(w, _count(w))]


def _brief(w: Writer) -> list[Line]:
    body = story(w, 1, sentences=(2, 4))
    return [("title", w.title(own=True)), *body, *items(w, w.rng.randint(3, 12))]


def _brief_credited(w: Writer) -> list[Line]:
    body = story(w, w.rng.randint(1, 2), dateline=True, sentences=(2, 4))
    return [*_some(w), *body, *tail(w, caption=w.rng.random() < 0.5), *items(w, _count(w))]


def _before(w: Writer) -> list[Line]:
    above = [*(section(w) if w.rng.random() < 0.6 else []), *items(w, _count(w, 3, 15))]
    return [*above, *head(w), *story(w, _length(w), headings=w.rng.choice((0, 1)))]


def _two_lists(w: Writer) -> list[Line]:
    first, second = w.rng.sample(w.words["section"], 2)
    return [
        *_some(w), *story(w, _length(w)), *_maybe_tail(w),
        ("section", first), *items(w, w.rng.randint(3, 8)),
        ("section", second), *items(w, w.rng.randint(3, 8), without=w.rng.choice((0.0, 1.0))),
    ]  # fmt: skip


def _signed_below(w: Writer) -> list[Line]:
    closing = [("meta", w.byline()), ("meta", w.date())]
    w.rng.shuffle(closing)
    return [("title", w.title(own=True)), *story(w, _length(w)), *closing, *items(w, _count(w))]


def _sentences(w: Writer) -> list[Line]:
    body = story(w, _length(w, 5), sentences=(1, 1), dateline=True, headings=w.rng.choice((0, 2)))
    return [*_some(w), *body, *_maybe_tail(w), *items(w, _count(w))]


def _quotes(w: Writer) -> list[Line]:
    body = story(w, _length(w, 4))
    for at in sorted(w.rng.sample(range(1, len(body)), len(body) // 2), reverse=True):
        body[at] = ("story", w.quote())
    return [*_some(w), *_unique(body), *_maybe_tail(w), *items(w, _count(w))]


def _numbered(w: Writer) -> list[Line]:
    body = story(w, _length(w, 4, 12))
    listed = [("story", f"{k}. {w.sentence(w.own, tail=0)}") for k in range(1, 6)]
    at = w.rng.randint(1, len(body) - 1)
    return [*_some(w), *body[:at], *listed, *body[at:], *_maybe_tail(w), *items(w, _count(w))]


def _feature(w: Writer) -> list[Line]:
    return [
        *head(w, subtitle=True, caption=True), *story(w, _length(w, 8), headings=4),
        *_maybe_tail(w), *section(w), *items(w, _count(w)),
    ]  # fmt: skip


def _contact(w: Writer) -> list[Line]:
    """A press release, with whom to ask at its end."""
    host = f"harbour-{w.rng.randint(2, 99)}.example"
    number = f"+{w.rng.randint(10, 99)} 555 01 {w.rng.randint(10, 99)}"
    name = w.pick("names") + w.rng.choice(("", "", f", {w.pick('kickers')}"))
    block = [
        w.rng.choice((f"press@{host}", f"E-mail: press@{host}", f"{name}, press@{host}")),
        w.rng.choice((number, f"Tel.: {number}", f"Tel. {number} / {number}")),
    ]
    w.rng.shuffle(block)
    block = [*block, f"www.{host}"][: w.rng.randint(1, 3)]
    block = ([w.rng.choice(CONTACTS)] if w.rng.random() < 0.6 else []) + [name, *block]
    below = items(w, _count(w, 3, 12)) if w.rng.random() < 0.5 else []
    kept: list[Line] = [("foot", words) for words in block]
    return [*head(w), *story(w, _length(w, 3, 12)), *kept, *(section(w) if below else []), *below]


def _alone(w: Writer) -> list[Line]:
    body = story(w, _length(w, 1), headings=w.rng.choice((0, 0, 2)), dateline=w.rng.random() < 0.4)
    return [*_some(w), *body, *_maybe_tail(w)]


def _list_only(w: Writer) -> list[Line]:
    above = section(w) if w.rng.random() < 0.5 else []
    return [*above, *items(w, _count(w, 4), dated=w.rng.choice(("", "date", "age")))]


def _pointers(w: Writer) -> list[Line]:
    body = story(w, _length(w, 4), headings=w.rng.choice((0, 1)))
    for at in sorted(w.rng.sample(range(1, len(body)), w.rng.randint(1, 2)), reverse=True):
        body.insert(at, ("pointer", f"{w.words['section'][0]}: {w.title()}"))
    return [*_some(w), *body, *_maybe_tail(w), *items(w, _count(w, 0))]


def _asides(w: Writer) -> list[Line]:
    body = story(w, _length(w, 4))
    body.insert(w.rng.randint(1, len(body) - 1), ("aside", w.caption(credited=True)))
    return [*_some(w), *body, *_maybe_tail(w), *items(w, _count(w))]


def _menus(w: Writer) -> list[Line]:
    menu = [("nav", words) for words in w.words["kickers"]]
    foot = [("foot", f"© {w.rng.randint(2010, 2026)} {w.pick('places').title()} News")]
    return [
        *menu, *head(w), *story(w, _length(w)), *_maybe_tail(w), *section(w),
        *items(w, _count(w)), *foot,
    ]  # fmt: skip


def _tagged(w: Writer) -> list[Line]:
    label = TAGS.get(w.language, "Tags")
    tags = ", ".join(w.rng.sample(w.words["kickers"], 3))
    return [*head(w), *story(w, _length(w)), ("foot", f"{label}: {tags}"), *items(w, _count(w))]


def _sections(w: Writer) -> list[Line]:
    """Two or three lists, each below the name of a section."""
    made: list[Line] = [*head(w), *story(w, _length(w)), *_maybe_tail(w)]
    for name in w.rng.sample(w.words["kickers"], w.rng.randint(2, 3)):
        without = w.rng.choice((0.0, 0.0, 1.0))
        made += [("section", name), *items(w, w.rng.randint(3, 6), without=without)]
    return made


def _unlabelled(w: Writer) -> list[Line]:
    """A byline without a by-word: a name with the paper or the job."""
    name, paper = w.pick("names"), f"{w.pick('places').title()} News"
    job = JOBS.get(w.language, "")
    forms = [[f"{name} - {paper}"], [f"{name} | {paper}"]]
    if job:
        forms += [[f"{name}, {job}"], [name, job], [f"{name} / {job}"]]
    lines: list[Line] = [("nav", words) for words in w.words["kickers"]]
    above = w.rng.random() < 0.2
    lines += [("meta", w.date())] if above else []
    lines += [("title", w.title(own=True))]
    lines += [("subtitle", w.sentence(w.own, tail=1))] if w.rng.random() < 0.3 else []
    lines += [("meta", words) for words in w.rng.choice(forms)]
    lines += [] if above else [("meta", w.date())]
    return [*lines, *story(w, _length(w)), *section(w), *items(w, _count(w, 3, 12))]


def _breadcrumbs(w: Writer) -> list[Line]:
    menu = [("nav", words) for words in w.words["kickers"]]
    mark = w.rng.choice((" > ", " / ", " » ", " › "))
    path = mark.join([HOMES.get(w.language, "Home"), *w.rng.sample(w.words["kickers"], 2)])
    return [
        *menu, ("nav", path), *head(w), *story(w, _length(w)), *section(w),
        *items(w, _count(w, 3, 12)),
    ]  # fmt: skip


def _noted(w: Writer) -> list[Line]:
    """A story with a note about its author."""
    name = w.pick("names")
    above = [
        ("title", w.title(own=True)),
        ("meta", w.pick("by").format(n=name)),
        ("meta", w.date()),
    ]
    note = [("foot", name), ("foot", f"{name} {w.pick('did')}{w.stop}")]
    return [
        *above, *story(w, _length(w)), *note[w.rng.randint(0, 1) :], *section(w),
        *items(w, _count(w, 3, 12)),
    ]  # fmt: skip


def _unique(lines: Sequence[Line]) -> list[Line]:
    return list(dict.fromkeys(lines))


SHAPES: dict[str, Callable[[Writer], list[Line]]] = {
    "seed": _seed,
    "bare": _around(),
    "brief": _brief,
    "brief credited": _brief_credited,
    "titles alone": _around(without=1.0),
    "some teasers": _around(without=0.3),
    "dated": _around(dated="date"),
    "aged": _around(dated="age"),
    "dated last": _around(dated="last"),
    "buttons": _around(dated="button"),
    "kickers": _around(dated="kicker"),
    "bylines": _around(dated="by"),
    "list before": _before,
    "two lists": _two_lists,
    "cut teasers": _around(teaser="cut"),
    "unmarked teasers": _around(teaser="unmarked"),
    "long titles": _around(long=True, teaser="short"),
    "long teasers": _around(teaser="long"),
    "numbered items": _around(mark=lambda k: f"{k + 1}. "),
    "signed below": _signed_below,
    "sentences": _sentences,
    "quotes": _quotes,
    "numbered list": _numbered,
    "feature": _feature,
    "contact": _contact,
    "alone": _alone,
    "list only": _list_only,
    "pointers": _pointers,
    "asides": _asides,
    "menus": _menus,
    "stray teasers": _around(teaser="stray"),
    "sections": _sections,
    "unlabelled byline": _unlabelled,
    "breadcrumbs": _breadcrumbs,
    "author note": _noted,
    "tagged": _tagged,
}
HELD_SHAPES = (
    "author note", "breadcrumbs", "bylines", "cut teasers", "dated last", "long titles",
    "numbered items", "quotes",
    "signed below", "tagged", "two lists",
)  # fmt: skip
"""Shapes that nothing is fitted on."""
TEXT_SHAPES = ("author note", "breadcrumbs", "sections", "stray teasers", "unlabelled byline")
"""Shapes of what is hard in plain text alone, where no markup tells a byline or a heading. The
block model is not fitted on them."""


def document(shape: str, language: str, number: int) -> Document:
    """The page of that shape, language and number."""
    rng = random.Random(f"{shape} {language} {number}")
    lines = SHAPES[shape](Writer(language, rng))
    return Document(shape, language, tuple(lines))


# --- plain text ----------------------------------------------------------------------------------

DRESSES = ("tight", "spaced", "grouped", "wrapped", "windows", "bom", "nbsp", "utf-16")


def as_text(made: Document, dress: str) -> bytes:
    """The document as a saved text file.

    Args:
        dress: tight: no blank lines; spaced: one between all lines; grouped: between groups;
            wrapped: at 72 columns, blank lines between; windows: CRLF; bom: UTF-8 with one; nbsp:
            no-break spaces here and there; utf-16: with its mark.
    """
    blocks = [words for _, words in made.lines]
    if dress == "wrapped" and made.language not in UNSPACED:
        return "\n\n".join(textwrap.fill(b, 72, break_on_hyphens=False) for b in blocks).encode()
    if dress == "spaced" or dress == "wrapped":
        return "\n\n".join(blocks).encode()
    if dress == "grouped":
        parts = [
            ("\n" if k and kind not in ("teaser", "meta", "related_meta", "foot") else "") + words
            for k, (kind, words) in enumerate(made.lines)
        ]
        return "\n".join(parts).encode()
    text = "\n".join(blocks)
    if dress == "windows":
        return text.replace("\n", "\r\n").encode()
    if dress == "nbsp":
        rng = random.Random(text)
        return "".join("\xa0" if c == " " and rng.random() < 0.2 else c for c in text).encode()
    if dress == "bom":
        return text.encode("utf-8-sig")
    return text.encode("utf-16" if dress == "utf-16" else "utf-8")
