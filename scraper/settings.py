"""The settings models of config.toml: frozen pydantic models, and the validators of their values.

config.py reads the file and reports its errors.
"""

from __future__ import annotations

import contextlib
import math
import os
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)

from scraper.discovery.archives import archive_url, check_template
from scraper.fetchers.settings import header_problem
from scraper.record import PageType
from scraper.selectors import check_selector
from scraper.urls import canonical_url

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9999, 1, 1)
"""Days that can be chosen: no story of the web is older."""
SAMPLE_DAY = date(2000, 1, 1)
"""The day for which an archive's address stands among the start URLs: only its host matters."""
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400, "w": 604800}
_BYTES = {"b": 1, "kb": 1000, "mb": 1000**2, "gb": 1000**3, "kib": 1 << 10, "mib": 1 << 20}
_BYTES["gib"] = 1 << 30
_AMOUNT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*")


def parse_duration(value: object) -> float:
    """Parse ``"30m"``, ``"1.5 h"``, ``"7d"`` or a number of seconds to seconds.

    Raises:
        ValueError: the value is not a duration.
    """
    return _amount(value, _SECONDS, 's, m, h, d or w, such as "30m"')


def parse_size(value: object) -> int:
    """Parse ``"2 MB"``, ``"512 KiB"`` or a number of bytes to bytes.

    Raises:
        ValueError: the value is not a size.
    """
    return int(_amount(value, _BYTES, 'KB, MB or GB, such as "2 MB"'))


def _amount(value: object, units: Mapping[str, float], expected: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e15:
        return float(value)
    if isinstance(value, str) and (match := _AMOUNT.fullmatch(value)):
        unit = units.get(match[2].lower()) if match[2] else 1.0
        if unit is not None:
            return float(match[1]) * unit
    raise ValueError(f"expected a number with a unit of {expected}, got {value!r}")


def _web_address(value: str) -> str:
    canonical = canonical_url(value)
    if canonical is None:
        raise ValueError(f"expected an http:// or https:// address, got {value!r}")
    if "@" in urlsplit(value).netloc:
        raise ValueError("no user or password in addresses: name environment variables in `auth`")
    return canonical


def _archive(value: str) -> str:
    check_template(value)
    _web_address(archive_url(value, SAMPLE_DAY))
    return value


def _name(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", value):
        raise ValueError(
            "expected up to 64 letters (a-z), digits, dots, dashes or underscores, a letter or "
            f"digit first, got {value!r}"
        )
    return value


def _pattern(value: str) -> str:
    try:
        compile_pattern(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return value


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a URL pattern of the configuration to a regular expression for ``fullmatch`` on URLs.

    The pattern is ``/news/*`` (compared with path and query), ``https://*.example.org/*`` (compared
    with the whole URL; ``*`` matches anything) or ``re:...`` (a regular expression, searched
    anywhere in the URL).
    """
    if pattern.startswith("re:"):
        return re.compile(f".*(?:{pattern[3:]}).*", re.DOTALL)
    first, *pieces = map(re.escape, pattern.split("*"))
    # Each piece but the last is matched where it first occurs, once and for all (atomic groups, as
    # in fnmatch): otherwise a long URL of few different letters would take minutes.
    middle = "".join(f"(?>.*?{piece})" for piece in pieces[:-1])
    glob = f"{first}{middle}.*{pieces[-1]}" if pieces else first
    return re.compile(glob if "://" in pattern else f"https?://[^/]+{glob}", re.DOTALL)


def _css(value: str) -> str:
    check_selector(value)
    return value


def _cron(value: str) -> str:
    try:
        CronSim(value, datetime(2024, 1, 1))
    except CronSimError as error:
        raise ValueError(
            f'expected five cron fields (minute hour day month weekday), such as "*/15 * * * *": '
            f"{str(error).lower()} in {value!r}"
        ) from None
    return value


def _header(value: str) -> str:
    if not value.strip() or not value.isascii() or not value.isprintable():
        raise ValueError(
            f"expected ASCII characters on one line, since it is sent in the User-Agent header "
            f"(a host name in its xn-- form), got {value!r}"
        )
    return value.strip()


_REACHABLE = re.compile(r"https?://[^\s/@]+\.[^\s/@]{2,}|[^\s@:]+@[^\s@]+\.[^\s@]{2,}", re.I)


def _contact(value: str) -> str:
    value = _header(value)
    if not _REACHABLE.search(value):
        raise ValueError(
            "expected an e-mail address or a web address with its https://, at which the operator "
            f"of a site can reach you, got {value!r}"
        )
    return value


def _language(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}", value):
        raise ValueError(
            f'expected a language as records give it, such as "en" or "zh", without region or '
            f"script, got {value!r}"
        )
    return value


WITHOUT_SECRETS = {"secrets": False}
"""The validation context in which the environment variables of logins are not looked at."""


def _needs_secrets(info: ValidationInfo) -> bool:
    return info.context is None or bool(info.context.get("secrets", True))


def _environment(name: str, info: ValidationInfo) -> str:
    if _needs_secrets(info) and name not in os.environ:
        raise ValueError(f"the environment variable {name!r} is not set")
    return name


_ELSEWHERE = {
    "cookie": "name the environment variable that holds it in `cookie_env`",
    "authorization": "name environment variables in `auth`",
    "user-agent": "set `user_agent`",
}
"""Headers that have keys of their own, and what to do instead."""


def _headers(headers: dict[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        if advice := _ELSEWHERE.get(name.lower()):
            raise ValueError(f"{name} cannot be set here: {advice}")
        if problem := header_problem(name, value):
            raise ValueError(problem)
    if len({name.lower() for name in headers}) < len(headers):
        raise ValueError("a header is given twice: upper and lower case are the same")
    return {name: value.strip() for name, value in headers.items()}


def _cookie_environment(name: str, info: ValidationInfo) -> str:
    if not _needs_secrets(info):
        return name
    value = os.environ[_environment(name, info)]
    if header_problem("Cookie", value) or "=" not in value:  # the message must not show the value
        raise ValueError(
            f"expected the environment variable {name!r} to hold cookies as browsers send them, "
            "name=value; name=value, in ASCII characters on one line"
        )
    return name


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError(f'expected a time zone such as "Europe/Berlin", got {value!r}') from None
    return value


def _listed(value: object) -> object:
    """A TOML array as a tuple; a single string is read as an array with one item."""
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


def _day(value: object) -> object:
    """A day as TOML writes it, 2024-03-01, or the same in quotes."""
    shown = value.isoformat() if isinstance(value, date) else repr(value)
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            value = date.fromisoformat(value)
    if type(value) is not date or not FIRST_DAY <= value < LAST_DAY:
        raise ValueError(f"expected a day such as 2024-03-01, from {FIRST_DAY}, got {shown}")
    return value


def _frontier(value: object) -> object:
    if isinstance(value, Path):
        return value
    if not isinstance(value, str) or not value:
        raise ValueError(
            f"expected the name of a file or the postgresql:// address of a database, got {value!r}"
        )
    if not value.startswith(("postgresql://", "postgres://")):
        return Path(value)
    try:
        parts = urlsplit(value)
        has_password = parts.password is not None or "password" in parse_qs(parts.query)
    except ValueError as error:
        raise ValueError(
            f"expected postgresql://user@host:port/database, got {value!r}: {error}"
        ) from None
    if has_password:
        raise ValueError(
            "no password in the file: set PGPASSWORD, or write it to the password file that "
            "PostgreSQL's programs read, ~/.pgpass"
        )
    return value


def _folder(value: object) -> object:
    return Path(value) if isinstance(value, str) and value else value


Duration = Annotated[float, BeforeValidator(parse_duration)]
Size = Annotated[int, BeforeValidator(parse_size)]
Durations = Annotated[tuple[Duration, ...], BeforeValidator(_listed)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Css = Annotated[str, AfterValidator(_css)]
Cron = Annotated[str, AfterValidator(_cron)]
HeaderText = Annotated[str, AfterValidator(_header)]
Contact = Annotated[str, AfterValidator(_contact)]
Language = Annotated[str, AfterValidator(_language)]
EnvironmentName = Annotated[str, AfterValidator(_environment)]
CookieEnvironment = Annotated[str, AfterValidator(_cookie_environment)]
Day = Annotated[date, BeforeValidator(_day)]
Headers = Annotated[dict[str, str], AfterValidator(_headers)]
Folder = Annotated[Path, BeforeValidator(_folder)]
FrontierPlace = Annotated[Path | str, BeforeValidator(_frontier)]
Addresses = Annotated[tuple[WebAddress, ...], BeforeValidator(_listed)]
Archives = Annotated[tuple[Annotated[str, AfterValidator(_archive)], ...], BeforeValidator(_listed)]
Patterns = Annotated[tuple[Pattern, ...], BeforeValidator(_listed)]


class _Settings(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True
    )


class Limits(_Settings):
    """The limits of one crawl pass over a source."""

    pages: Annotated[int, Field(ge=1)] = 1000
    """Articles fetched in one pass; the newest come first."""
    depth: Annotated[int, Field(ge=0, le=20)] = 2
    """Listing pages between a start URL and an article; with 0 only the start URLs are read."""
    age: Duration | None = None
    """Stories older than this are neither fetched nor written, if their date is known."""
    since: Day | None = None
    """So are stories published before this day, in UTC."""
    until: Day | None = None
    """So are stories published after this day, in UTC."""

    def bounds(self, now: int) -> tuple[float, float]:
        """The times of publication that are wanted, in seconds since 1970: the earliest, and the
        first that is too late; infinite where nothing limits them."""
        since = _midnight(self.since) if self.since is not None else -math.inf
        if self.age is not None:
            since = max(since, now - self.age)
        until = _midnight(self.until + timedelta(days=1)) if self.until is not None else math.inf
        return since, until

    @model_validator(mode="after")
    def _has_days(self) -> Self:
        if self.since is not None and self.until is not None and self.since > self.until:
            raise ValueError(f"until: expected no day before since, {self.since}")
        return self


def _midnight(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()


class Selectors(_Settings):
    """CSS selectors for one site; they take precedence over the extractor's own results."""

    story: Css | None = None
    title: Css | None = None
    author: Css | None = None
    date: Css | None = None
    drop: Annotated[tuple[Css, ...], BeforeValidator(_listed)] = ()

    def __bool__(self) -> bool:
        return any((self.story, self.title, self.author, self.date, self.drop))


class Auth(_Settings):
    """HTTP Basic authentication for the hosts of the start URLs.

    The values are names of environment variables, so that no password is in the file.
    """

    user_env: EnvironmentName
    password_env: EnvironmentName


class Options(_Settings):
    """The options of a source, which ``[defaults]`` sets for all sources."""

    allow: Patterns = ()
    """Patterns of article URLs; if given, other articles are not fetched."""
    deny: Patterns = ()
    """Patterns of URLs that are never fetched; takes precedence over allow."""
    every: Duration | None = None
    cron: Cron | None = None
    limits: Limits = Limits()
    delay: Annotated[float, BeforeValidator(parse_duration), Field(le=3600)] = 1.0
    """Seconds between two requests to one host; robots.txt may require more."""
    revisit: Durations = (3600.0, 6 * 3600.0, 86400.0, 7 * 86400.0)
    """When an article is fetched again to look for corrections: seconds after the first fetch.
    One that was older than a week then, and than the last of these, is not."""
    page_types: Annotated[tuple[PageType, ...], BeforeValidator(_listed)] = (
        "article", "liveblog", "forum", "product", "documentation", "service", "other",
    )  # fmt: skip
    """Pages of other types give no record, except those given in ``urls``. By default only listings
    are excluded, since they have no story of their own; a listing whose metadata declare it an
    article gives a record nevertheless."""
    languages: Annotated[tuple[Language, ...], BeforeValidator(_listed)] = ()
    """If given, stories in other languages give no record, except pages given in ``urls``; a story
    whose language is unknown gives one."""
    output: Folder | None = None
    """The source's output folder; by default the folder of its name in crawl.output."""
    compression: Literal["none", "gz", "zst"] = "none"
    segment_size: Annotated[Size, Field(ge=1000)] = 64_000_000
    """Maximum size of a segment in bytes; then the next segment is started."""
    selectors: Selectors = Selectors()
    render: bool = False
    warc: bool = False
    comments: bool = False
    allow_private: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    """Host names or IP addresses that may be fetched although they are not public."""
    proxy: WebAddress | None = None
    auth: Auth | None = None
    headers: Headers = {}
    """Request headers for the hosts of the start URLs."""
    user_agent: HeaderText | None = None
    contact: Contact | None = None

    @model_validator(mode="after")
    def _one_schedule(self) -> Self:
        if self.every is not None and self.cron is not None:
            raise ValueError("expected every or cron, not both")
        if self.every is not None and self.every < 10:
            # Fetching a few listing pages politely takes longer than this.
            raise ValueError('every: expected at least "10s"')
        return self


class Source(Options):
    """One site, or one part of it, to crawl."""

    name: Annotated[str, AfterValidator(_name)]
    """Letters, digits, dots, dashes, underscores: also the name of the output folder."""
    home: WebAddress | None = None
    """The site's front page: feeds, sitemaps and sections are discovered from it."""
    feeds: Addresses = ()
    sitemaps: Addresses = ()
    sections: Addresses = ()
    archives: Archives = ()
    """The listings of days, months or years: addresses with ``{yyyy}``, ``{mm}`` and ``{dd}`` (or
    ``{m}`` and ``{d}``, without a leading zero) in the place of the date."""
    urls: Addresses = ()
    """Single pages."""
    cookie_env: CookieEnvironment | None = None
    """The environment variable with the cookies for the hosts of the start URLs."""

    @property
    def starts(self) -> tuple[str, ...]:
        """Every start address, in the order feeds, sitemaps, sections, home, archives (with the
        address of one day), single pages."""
        home = (self.home,) if self.home else ()
        archives = [_web_address(archive_url(each, SAMPLE_DAY)) for each in self.archives]
        return (*self.feeds, *self.sitemaps, *self.sections, *home, *archives, *self.urls)

    @model_validator(mode="after")
    def _has_start(self) -> Self:
        if not self.starts:
            raise ValueError(
                "expected at least one of home, feeds, sitemaps, sections, archives, urls"
            )
        return self


class Crawl(_Settings):
    """Settings of the crawl as a whole."""

    output: Folder = Path("output")
    frontier: FrontierPlace | None = None
    """Where the crawl's state is stored: an SQLite file, by default ``frontier.sqlite`` in output;
    or the URL of a PostgreSQL database, which several machines can share."""
    lease: Annotated[float, BeforeValidator(parse_duration), Field(ge=2, le=3600)] = 60.0
    """Seconds without a heartbeat after which other machines take over the sources of a machine, if
    several share the frontier."""
    contact: Contact | None = None
    """Sent in the User-Agent: an e-mail or web address at which site operators can reach you."""
    user_agent: HeaderText | None = None
    timezone: Annotated[str, AfterValidator(_time_zone)] = "UTC"
    """The time zone of cron expressions."""
    threads: Annotated[int, Field(ge=1, le=512)] = 32
    """Number of pages fetched at the same time, over all hosts."""
    processes: Annotated[int, Field(ge=0, le=256)] = 0
    """Number of extraction processes; 0: one per core."""
    page_timeout: Annotated[float, BeforeValidator(parse_duration), Field(gt=0)] = 20.0
    """Time limit in seconds for extracting one page; then the process is stopped."""
    max_page: Annotated[Size, Field(ge=1000)] = 10_000_000
    """Maximum size of a page after decompression in bytes; every news page in the test sets is
    below 10 MB."""
    webhook: WebAddress | None = None
    """URL that receives a POST when a source's health figures deviate from its own history."""


class Config(_Settings):
    """A complete configuration file. ``path`` is the path it was read from."""

    path: Path
    crawl: Crawl = Crawl()
    defaults: Options = Options()
    source: Annotated[tuple[Source, ...], BeforeValidator(_listed)] = ()

    @property
    def frontier(self) -> Path | str:
        """Path of the frontier file, or URL of the database."""
        return self.crawl.frontier or self.crawl.output / "frontier.sqlite"

    def output_of(self, source: Source) -> Path:
        """The folder that a source's segments are written to."""
        return source.output or self.crawl.output / source.name


def is_loopback(host: str) -> bool:
    """Whether a host (with or without port) is a loopback name or address."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    name = name.strip("[]")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
