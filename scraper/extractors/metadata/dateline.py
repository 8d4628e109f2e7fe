"""The dateline, the place at the beginning of a story: "BEIJING: ", "WASHINGTON (AP) —",
"Berlin (dpa) - ", 【北京】.

Only the story's first block is read; Chinese and Japanese datelines are in
``east_asian_dateline.py``. A dateline has an agency, a date or a place in capitals before
its dash or colon; otherwise "Berlin: a city of contrasts" would be one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from scraper.extractors.metadata.agency import agency_named, credited_agency
from scraper.extractors.metadata.dates.month_words import month_of
from scraper.extractors.metadata.dates.printed_dates import find_dates
from scraper.extractors.metadata.east_asian_dateline import east_asian_dateline
from scraper.extractors.metadata.names.forms import MAX_PLACE, is_cased, is_ideographic, is_place

MAX_DATELINE = 90
"""Maximum characters before the dash. The longest on the labelled pages has 61."""

_DASH = re.compile(r"\s*(?:[-–—―]{1,2}|[:：،៖։]|\.\s*[-–—])(?=\s|$)\s*|\s*[—–―]{1,2}\s*|[)）】]\s*")
"""What ends a dateline. ៖ is the colon of Khmer, ։ the full stop of Armenian."""
_BRACKETS = re.compile(r"[\(（\[]\s*([^()（）\[\]]{2,40}?)\s*[\)）\]]")


@dataclass(frozen=True, slots=True)
class Dateline:
    """The place as on the page, and the agency beside it; either may be None.

    Attributes:
        certain: whether an agency, a date or capitals show that it is a dateline.
    """

    place: str | None
    agency: str | None
    certain: bool = field(default=True, compare=False, repr=False)


NONE = Dateline(None, None)


_WIRE = re.compile(r"\s*/\s?([^/]{2,40}?)\s?/\s*")
"""/PRNewswire/, /ТАСС/: the service that distributed the text, between date and dash."""
_AFTER = re.compile(
    r"[(（\[]\s*(?P<bracket>[^()（）\[\]]{2,40}?)\s*[)）\]]"
    r"|(?P<plain>[^.:：–—()/]{2,30}?)(?:\.\s|\s?[:：]\s|\s[-–—]\s|\s?[–—])"
)
"""An agency after the dash: "- (Agency): ", "- Agency. "."""
_STOPS = re.compile(
    r"(?P<place>[^.,:()]{2,40})[.,]\s+(?P<date>[^.,:()]{3,20})[.,]\s+(?P<agency>[^.,:()]{2,30})[.:]\s"
)
"""KYIV. March 3. Agency. Text: a dateline whose parts are sentences."""
_SHORTENED = re.compile(r"[A-Z][a-z]{1,5}|(?:[A-Z]\.\s?)+[A-Z]")
"""An abbreviated state after the place: "COLDWATER, Mont. (AP)", "ARDEN, N.Y., June 3"."""
_ADDRESS = re.compile(r"[\w-]{3,}\.(?:[a-z]{2,4}|[A-Z]{2,4})(?:\.[a-z]{2})?")
"""A publisher's name that is an address: "Gauge.com"."""


def _wire(found: re.Match[str]) -> str:
    """The replacement of a service between slashes: brackets around a known agency."""
    if credited_agency(found.group(1)):
        return f" ({found.group(1)}) "
    # An unknown service separates the place from the text like a dash.
    return " — " if found.string[: found.start()].rstrip()[-1:] == "." else " "


def read_dateline(
    text: str,
    opening: str = "",
    rest: Callable[[str], str] | None = None,
    *,
    bold: bool = True,
    language: str = "",
) -> Dateline:
    """The dateline of a story's first block.

    Args:
        opening: its first words, if they are in an element of their own. A place before a colon is
            a dateline then too.
        rest: gives the other texts of the page that may contain a place. If nothing else shows that
            a place is a dateline, it must be named there again. None if these texts are unknown.
        bold: whether ``opening`` is bold. Otherwise its place must be named again.
        language: the page's language, or "".

    Example:
        >>> read_dateline("KUALA LUMPUR, 5 Mei (Bernama) -- Hujan turun.")
        Dateline(place='KUALA LUMPUR', agency='Bernama')
    """
    head = text[: MAX_DATELINE + 10]
    if not head:
        return NONE
    house = _HOUSE_FIRST.match(head)
    if house is not None:
        return _after_house(head[house.end() :], credited_agency(house.group(1)))
    if "\u4e00" <= head[0] <= "\u9fff" or head[0] in "【〔（(［[":
        eastern = east_asian_dateline(head)
        if eastern is not None:
            return Dateline(*eastern)
    found = _western(_WIRE.sub(_wire, head, count=1))
    opening = opening.rstrip()
    if (
        found.place
        and not found.certain
        and rest is not None
        and not _is_confirmed(found.place, text, opening, rest)
    ):
        found = NONE
    if found != NONE:
        return found
    if agency := _reported(head):
        return Dateline(None, agency)
    found = (
        _before_date(head)
        or _before_reporter(head)
        or _in_capitals(text)
        or _before_stop(text, rest, language)
    )
    if found != NONE:
        return found
    stopped = _DANDA.match(head)
    if stopped is not None and is_place(place := stopped.group("place")):
        named = " " not in place or (rest is not None and _is_named(place, rest(place)))
        return Dateline(place, None) if named else NONE
    if 2 < len(opening) <= MAX_PLACE and text.startswith(opening):
        return _marked_up(text, opening, rest, bold=bold)
    return NONE


def _is_confirmed(place: str, text: str, opening: str, rest: Callable[[str], str]) -> bool:
    """Whether a place before a dash, with nothing that makes it certain, is a dateline: it is in an
    element of its own, or the page names it again."""
    if _is_short(text[len(place) :]):
        return False  # "Jane Doe – Senior Partner"
    if place == opening:
        return True
    others = rest(place)
    named = _is_named(place, others) or _is_uncased_place(text, place)
    return named and not _is_route(text[: MAX_DATELINE + 10], place, others)


def _marked_up(
    text: str, opening: str, rest: Callable[[str], str] | None, *, bold: bool
) -> Dateline:
    """The dateline of a text whose first words are in an element of their own."""
    place = opening.rstrip(" :：-–—―,،.")
    after = text[len(opening) :]
    apart = opening != place or after.lstrip()[:1] in _APART
    if not apart or _is_short(after) or len(place.split()) > 3 or not is_place(place):
        return NONE
    if not bold and ":" in text[: len(opening) + 1]:
        return NONE  # "Abstract: It rained"
    # "Lund. It rained"
    unsure = opening.endswith(".") or not bold
    if unsure and (rest is None or not _is_named(place, rest(place))):
        return NONE
    return Dateline(place, None)


FEW = 4
"""Words after a place, with the dash, below which the line is not a paragraph with a dateline."""


_REPORTED = re.compile(
    r"(?:[^،:.؛]{2,30}[-–—:،]\s*)?به\s?گزارش\s+(?:خبرنگار\s+)?(?P<name>[^\s،,:؛.()]+(?:\s[^\s،,:؛.()]+){0,4})"
)
"""به گزارش ایسنا، …: the Persian formula with which stories of an agency open."""


def _reported(head: str) -> str | None:
    """The agency that a story opens with in Persian."""
    found = _REPORTED.match(head) if "\u0600" <= head[0] <= "\u06ff" else None
    words = found.group("name").split() if found else []
    for size in range(len(words), 0, -1):
        name = " ".join(words[:size])
        bare = name.removeprefix("خبرگزاری ")
        agency = agency_named(bare) or agency_named(f"خبرگزاری {bare}")
        if agency:
            return agency
    return None


def _is_short(after: str) -> bool:
    return len(after.split()) < FEW and after.isascii()


_HOUSE_FIRST = re.compile(r"[(（]\s*([^()（）=＝]{2,30}?)\s*[)）]\s*[-–—]{1,2}\s*(?=\S)")
"""(ANSA) - ROMA, 30 MAG -: the house before the place."""


def _after_house(head: str, agency: str | None) -> Dateline:
    """The dateline after the house in brackets."""
    found = _western(head)
    if found.place and found.certain:
        return Dateline(found.place, agency or found.agency)
    return Dateline(None, agency) if agency else NONE


def _is_named(place: str, rest: str) -> bool:
    """Whether a text contains a place, or the first of several. Its end may be inflected."""
    place = place.partition(",")[0]
    stem = place[:-2] if len(place) >= INFLECTED else place
    return re.search(rf"(?<!\w){re.escape(stem)}", rest) is not None


INFLECTED = 6
"""Characters of a word from which its last two may differ in another case."""
_TOWARDS = (
    r"in|im|nach|à|en|a|to|in|at|na|do|v|w|ve|u|в|во|до|у|til|i|till|naar|ke|la|au|em|para|hasta"
)
"""Words before the second of two places."""


def _is_route(head: str, place: str, rest: str) -> bool:
    """Whether two places are connected by the dash: "Paris – Lyon en deux heures"."""
    found = re.match(rf"{re.escape(place)}\s*[-–—]{{1,2}}\s*([^\W\d_]{{3,}})(:?)\s+(\S)", head)
    if found is None or not (found.group(2) or found.group(3).islower()):
        return False
    other = found.group(1)
    stem = re.escape(other[:-2] if len(other) >= INFLECTED else other)
    route = rf"{re.escape(place)}\s?[-–—]\s?{stem}|(?<!\w)(?:{_TOWARDS})\s+{stem}"
    return re.search(route, rest) is not None


_DANDA = re.compile(
    r"(?:\d{1,2}\s[\u0900-\u0dff]{2,14}\s?,\s?)?(?P<place>[\u0900-\u0dff]{3,}(?:\s[\u0900-\u0dff]{2,})?)"
    r"(?:\s*,\s*[^,।]{2,20})?\s*[।॥](?:\s|$)"
)
"""उज्जैन। …, काठमाडौं, १२ असार । …: one or two words before the full stop of Indian scripts."""
_APART = frozenset(":：-–—―∙•·●")
_ETHIOPIC = re.compile(
    r"(?P<place>[\u1200-\u135a]{2,}(?:\s[\u1200-\u135a]{2,})?)\s?[፡፣:,]\s?[\u1200-\u135a]{2,}\s\d{1,2}\s?"
    r"(?:[/፣,]|ቀን|\(|$)"
)
"""ባሕር ዳር፡ ኅዳር 12/2015 ዓ.ም: a place before month and day."""
_REPORTER = re.compile(
    r"(?P<place>[^\W\d_][^()\d,:.،؛।]{1,30}?)\s?\((?P<reporter>[^()]{2,30})\)\s?(?=[^\W\d_]\S*\s)"
)
_REPORTERS_WORDS = re.compile(
    r"نمائندہ|نمایندہ|نامہ\s?نگار|نیوز|رپورٹر?|سٹاف|اسٹاف|بیورو|ڈیسک|خبر\s?نگار|خصوصی|آن\s?لائن|وقائع\s?نگار|"
    r"مانیٹرنگ|ایجنس|پ\sر|مراسل|وكالات|خاص|"
    r"संवाददाता|ब्यूरो|एजेंस|प्रतिनिधि|प्रतिनिधी|वार्ताहर|कार्यालय|संवाद|सूत्र|जागरण|টিম|প্রতিনিধি|সংবাদদাতা|প্রতিবেদক|ব্যুরো"
    r"|நிருபர்|విలేకరి|ప్రతినిధి|ವರದಿಗಾರ|ਪੱਤਰ ਪ੍ਰੇਰਕ|પ્રતિનિધિ|"
    r"(?i:correspondent|reporter|bureau|web desk|news desk|agencies)"
)
"""Words for who reported from a place, in the languages that put them in brackets without a dash
after them: لاہور (نمائندہ خصوصی), लखनऊ (संवाददाता), Lahore (Staff Reporter)."""
_STOPPED = re.compile(
    r"(?P<place>[^\W\d_][^\d.,:;!?()।]{1,24}?)\.\s+(?P<rest>[^\s.]+(?:\s+[^\s.]+){4})"
)
"""A place before a full stop, and five words of the sentence after it."""
_CAPITALS = re.compile(
    r"(?P<place>[^\W\d_][^\d.,:;!?()]{2,24}?)(?:,\s*(?P<date>[^.,:;()]{3,18}))?\.\s+"
    r"[^\s.]+(?:\s+[^\s.]+){3}"
)
"""ЗАРЕЧЬЕ, 20 июня. …: a place, perhaps a date, a full stop, and four words of a sentence."""
_WITHIN = (
    r"in|en|em|à|au|na|no|nel|nella|a|ad|di|da|w|we|v|ve|u|do|из|в|во|у|på|i|til|från|fra|te|katika"
)
"""Words before a place, in languages that write only names with a capital."""
_WITHIN_DECLINED = {
    "bg": "в|във", "mk": "во", "sr": "у|u", "hr": "u", "bs": "u", "sh": "у|u", "cnr": "u",
    "el": "στ(?:ο|ον|η|ην|α|ις|ους)", "uk": "у|в", "be": "у|ў|в", "cs": "v|ve", "sk": "v|vo",
    "sl": "v", "pl": "w|we",
}  # fmt: skip
"""The same words by language, where the end of the place may differ: "у Сомбору" is "in Sombor" in
Serbian. The others stand before people's names too."""
_NOUNS_LARGE = frozenset({"de", "lb", "nds", "gsw"})
"""Languages in which every noun begins with a capital."""


def _before_date(head: str) -> Dateline | None:
    """The place before a date in Ethiopic script."""
    found = _ETHIOPIC.match(head)
    place = found.group("place") if found else ""
    return Dateline(place, None) if place and is_place(place) else None


def _before_reporter(head: str) -> Dateline | None:
    """The place before a correspondent in brackets, without a dash after them."""
    found = _REPORTER.match(head)
    if found is None or not _REPORTERS_WORDS.search(found.group("reporter")):
        return None
    place = found.group("place").strip()
    return Dateline(place, None) if is_place(place) and len(place.split()) <= 3 else None


def _in_capitals(text: str) -> Dateline | None:
    """The place in capitals before a full stop, perhaps with a date between."""
    found = _CAPITALS.match(text[: 2 * MAX_DATELINE])
    if found is None or not found["place"].isupper() or not is_place(found["place"]):
        return None
    if len(found["place"].split()) > 3 or (found["date"] and not _is_date(found["date"])):
        return None
    return Dateline(found["place"], None)


def place_of_agency(text: str, rest: str, language: str = "") -> str | None:
    """The place before a full stop that opens a story for which an agency is credited: "Sundby. …".

    Args:
        text: the story's first block.
        rest: the other texts of the page, one of which has to name the place too.
        language: the page's language, or "".
    """
    place, sentence = _stopped_place(text)
    if not place or not is_cased(place) or language.partition("-")[0].lower() in _NOUNS_LARGE:
        return None
    return place if sentence[0].isupper() and _is_named(place, rest) else None


def _stopped_place(text: str) -> tuple[str, str]:
    """(the place before a full stop that opens a text, the words after it); ("", "") for none."""
    found = _STOPPED.match(text[: 4 * MAX_DATELINE])
    place = found.group("place").strip() if found else ""
    if found is None or len(place) < 3 or len(place.split()) > 3 or not is_place(place):
        return "", ""
    return place, text[found.end("place") + 1 :].lstrip()


def _before_stop(text: str, rest: Callable[[str], str] | None, language: str) -> Dateline:
    """The place before a full stop and nothing else: "जयपुर. …" before sentences that end with a
    danda, "Mwanza. …" in Swahili; elsewhere only if the page also says "in" the place."""
    place, after = _stopped_place(text)
    if not place:
        return NONE
    if "\u0900" <= place[0] <= "\u09ff":
        ends = "।" in text and len(place.split()) <= 2 and ". " not in after
        return Dateline(place, None) if ends else NONE
    base = language.partition("-")[0].lower()
    if not is_cased(place) or base in _NOUNS_LARGE or not after[0].isupper():
        return NONE
    if base == "sw":
        return Dateline(place, None)
    others = rest(place) if rest is not None else ""
    words = _WITHIN_DECLINED.get(base, "")
    name = re.escape(place)
    within = rf"(?:{_WITHIN})\s{name}(?!\w)"
    if words and len(place) >= INFLECTED:
        name = re.escape(place[:-2])
    if words:
        within += rf"|(?:{words})\s{name}"
    return Dateline(place, None) if re.search(rf"(?<!\w)(?:{within})", others) else NONE


MIN_WORDS_AFTER, MIN_LETTERS_AFTER = 8, 60
"""Words after a lone place and its dash, more than which are a sentence, no label's value; letters
in Thai, which has no spaces between words."""
_UNCASED = {
    "\u0620\u06d3": 1,  # Arabic
    "\u05d0\u05ea": 2,  # Hebrew
    "\u0904\u09e1": 2,  # Devanagari and Bengali
    "\u0b83\u0bb9": 2,  # Tamil
    "\u0e01\u0e46": 1,  # Thai
}
"""First and last letter of scripts without capitals -> maximum words of a lone place. What else
stands before a dash is in ``phrases/no_places.txt``."""


def _is_uncased_place(text: str, place: str) -> bool:
    """Whether a place in a script without capitals is a dateline before a dash though nothing else
    on the page names it."""
    words = next((most for ends, most in _UNCASED.items() if ends[0] <= place[0] <= ends[1]), 0)
    after = text[len(place) :].strip()
    return (
        len(place.split()) <= words
        and after[:1] in ("-", "–", "—")
        and (
            len(after.split()) > MIN_WORDS_AFTER
            or (place[0] >= "\u0e01" and len(after) > MIN_LETTERS_AFTER)
        )
    )


def _western(head: str) -> Dateline:
    """The dateline before a dash, colon or closing bracket."""
    for dash in _DASH.finditer(head):
        if dash.start() > MAX_DATELINE:
            return NONE
        if dash.group().strip() in (")", "）", "】"):
            # A bracket ends a dateline only with an agency in it: "LONDON (Reuters) Rain …".
            opening = max(head.rfind("(", 0, dash.start()), head.rfind("（", 0, dash.start()))
            if opening < 0 or not credited_agency(head[opening + 1 : dash.start()]):
                continue
            after = head[dash.end() : dash.end() + 3].strip()
            if after[:1] in ("-", "–", "—", ":", "―"):
                continue
            before = head[: dash.end()].strip()
        else:
            before = head[: dash.start() + dash.group().startswith(".")].strip()
        found = _parse(before, dash.group().strip(" ."))
        if found is not None:
            agency = found.agency or _agency_after(head[dash.end() :])
            return Dateline(found.place, agency, found.certain or agency is not None)
        if len(before) > 12 and ". " in before:
            break
    stops = _STOPS.match(head)
    if stops is not None and is_place(stops.group("place")) and _is_date(stops.group("date")):
        agency = agency_named(stops.group("agency"), expected=True)
        if agency:
            return Dateline(stops.group("place"), agency)
    return _before_house(head)


_DATED_HOUSE = re.compile(
    r"(?P<place>[^\W\d_][^.,:;()]{1,30}),\s+(?P<date>[^.:;()]{3,40})\s?"
    r"\((?P<house>[^\W\d_a-zß-ÿ][^()\d]{1,30})\)\s?\.\s"
)
"""Lund, June 3 (Gauge). Text: a place, a date and a house before a full stop."""


MAX_WEEKDAY = 12
"""Maximum letters beside the date in such a dateline."""


def _before_house(head: str) -> Dateline:
    """The place of a dateline that ends with a house in brackets and a full stop."""
    found = _DATED_HOUSE.match(head)
    dates = find_dates(found.group("date")) if found is not None else []
    if found is None or not dates or not is_place(found.group("place")):
        return NONE
    rest = found.group("date")[: dates[0].start] + found.group("date")[dates[-1].end :]
    if sum(map(str.isalpha, rest)) > MAX_WEEKDAY:
        return NONE  # "Lund, where it rained on 3 March 2025 (Tuesday). "
    return Dateline(found.group("place"), credited_agency(found.group("house")))


def _agency_after(rest: str) -> str | None:
    """The agency at the beginning of the text after a dateline's dash."""
    found = _AFTER.match(rest)
    if found is None:
        return None
    if found.group("bracket"):
        return credited_agency(found.group("bracket"))
    return agency_named(found.group("plain").strip(), expected=True)


_DASHES = "-–—―"


def _parse(before: str, dash: str) -> Dateline | None:
    """Parse the text before a dash as a dateline; None if it is not one.

    Args:
        dash: the dash, colon or bracket after it.
    """
    parts = _parts_of(before)
    place = ", ".join(parts.places)
    if not place:
        return Dateline(None, parts.agency) if parts.agency else None
    if not is_place(place):
        return None
    capitals = _has_capitals(parts.places, dash)
    if parts.has_unknown_bracket and not (
        capitals and dash[:1] in _DASHES and _names_in_brackets(before)
    ):
        return None
    if parts.agency or parts.dated or capitals:
        return Dateline(place, parts.agency)
    return _place_alone(place, before, dash)


class _Parts(NamedTuple):
    """What is before a dash.

    Attributes:
        places: the parts that are neither an agency nor a date: the place, its state and country.
        dated: whether there is a date.
        has_unknown_bracket: whether there is something in brackets, and neither agency nor date.
    """

    places: list[str]
    agency: str | None
    dated: bool
    has_unknown_bracket: bool


def _parts_of(before: str) -> _Parts:
    agency = None
    brackets = _BRACKETS.findall(before)
    for bracket in brackets:
        agency = agency or credited_agency(bracket)
    rest = _BRACKETS.sub(" ", before).strip(" ,.;:፣")
    printed = find_dates(rest)
    dated = bool(printed)
    for date in reversed(printed):
        rest = rest[: date.start] + " " + rest[date.end :]
    parts = [part.strip(" ,.") for part in re.split(r"[,،፣/|]\s*", rest) if part.strip(" ,.")]
    parts[1:] = [
        f"{part}." if _SHORTENED.fullmatch(part) and f"{part}." in before else part
        for part in parts[1:]
    ]
    places: list[str] = []
    for part in parts:
        # "LUND. Gauge – Rain fell"
        before_stop, _, house = part.rpartition(". ")
        if before_stop and agency is None and (named := agency_named(house, expected=True)):
            agency, part = named, before_stop
        if _is_date(part):
            dated = True
        elif agency is None and agency_named(part, expected=True):
            agency = agency_named(part, expected=True)
        elif not _ADDRESS.fullmatch(part):
            places.append(part)
    if places:
        # In "PARIS, June 5" the date is a part of its own; in "NEW DELHI 5 June" it is not.
        trimmed = _without_date(places[-1])
        dated = dated or trimmed != places[-1]
        places[-1] = trimmed
    return _Parts(
        [part for part in places if part],
        agency,
        dated,
        bool(brackets) and agency is None and not dated,
    )


def _has_capitals(places: list[str], dash: str) -> bool:
    """Whether a place is printed in capitals, at least where a state or a region follows it."""
    place = ", ".join(places)
    return (
        len(place) >= 3
        and (
            place.isupper()
            or (place.endswith(".") and places[0].isupper())  # "SACRAMENTO, Calif."
            # "CATARMAN, Northern Samar —"
            or (
                len(places) == 2
                and len(places[0]) > 3
                and places[0].isupper()
                and dash[:1] in _DASHES
            )
        )
    )


def _names_in_brackets(before: str) -> bool:
    """Whether what is in brackets may be an unknown agency: "SKAGENHAVN (Nordwire) —"."""
    return all(bracket[:1].isupper() for bracket in _BRACKETS.findall(before))


def _place_alone(place: str, before: str, dash: str) -> Dateline | None:
    """The dateline of a place that is not in capitals and has nothing beside it.

    It counts before a dash, not before a colon or comma, and only with one or two words: "Lyon –
    Trois personnes …". In scripts without capitals, from Arabic to Thai, the colon is used like the
    dash elsewhere.
    """
    uncased = not is_cased(place)
    if dash[:1] in (":", "៖") and uncased and not is_ideographic(place):
        return Dateline(place, None) if len(place.split()) <= 2 else None
    if dash[:1] not in _DASHES or len(place.split()) > (3 if uncased else 2):
        return None
    return Dateline(place, None, certain=before.endswith("."))  # "Lund. – It rained"


def _is_date(part: str) -> bool:
    if find_dates(part):
        return True
    words = part.replace(".", " ").split()
    has_month = any(month_of(word) for word in words)
    return len(words) <= 3 and has_month and any(word.strip("thsndr").isdecimal() for word in words)


def _without_date(part: str) -> str:
    """The part without a day and month at its end."""
    words = part.split()
    for take in (3, 2):
        if len(words) > take and _is_date(" ".join(words[-take:])):
            return " ".join(words[:-take]).rstrip(" ,")
    return part
