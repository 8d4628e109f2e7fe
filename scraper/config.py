"""config.toml -> typed, frozen settings.

``load_config`` reads one file and either returns a ``Config`` or raises one ``ConfigError`` with
everything that is wrong in it, each problem with its dotted key and what was expected there. The
settings themselves are in settings.py; nothing is fetched or created here.
"""

from __future__ import annotations

import copy
import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from scraper.errors import ConfigError, ConfigProblem
from scraper.settings import (
    Auth,
    Config,
    Crawl,
    Limits,
    Options,
    Selectors,
    Source,
    is_loopback,
)
from scraper.urls import host_of

__all__ = ["Config", "Source", "load_config", "select"]


NO_FILE = (
    "no such file: name yours with --config, or write one; the shortest is in the README, and "
    "every key is explained in the config.toml of the repository"
)


def load_config(path: str | Path) -> Config:
    """Read a configuration file.

    Relative folders in it are meant from the file's own folder.

    Raises:
        ConfigError: with every problem of the file.
    """
    path = Path(path)
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(str(path), [ConfigProblem("", NO_FILE)]) from None
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
        raise ConfigError(str(path), [ConfigProblem("", reason)]) from None
    except UnicodeDecodeError as error:
        reason = f"not UTF-8: byte {error.object[error.start]:#04x} at position {error.start}"
        raise ConfigError(str(path), [ConfigProblem("", reason)]) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(path), [ConfigProblem("", f"not valid TOML: {error}")]) from None

    problems: list[ConfigProblem] = []
    defaults = _checked_defaults(data, problems)
    sources = data.get("source")
    if isinstance(sources, list):
        data["source"] = [
            _merged(defaults, source) if isinstance(source, dict) else source for source in sources
        ]
    config, found = _validated({**data, "defaults": defaults, "path": path})
    problems += found
    if config is not None:
        config = _with_absolute_folders(config, path.resolve().parent)
        known = {problem.key for problem in problems}
        problems += [found for found in _cross_checks(config) if found.key not in known]
    if config is None or problems:
        raise ConfigError(str(path), problems)
    return config


def _validated(data: dict[str, Any]) -> tuple[Config | None, list[ConfigProblem]]:
    """The settings, with what was wrong left out, and all that was wrong.

    A wrong value hides what is to be said of its table as a whole. So it is taken out, and the
    rest is looked at again, until nothing new is found.
    """
    problems: list[ConfigProblem] = []
    for _ in range(5):  # values, their tables, the tables around them; never more than four
        try:
            return Config.model_validate(data), problems
        except ValidationError as error:
            # What is missing now was taken out for what was wrong with it.
            known = {problem.key for problem in problems}
            problems += [found for found in _problems(error, data) if found.key not in known]
            data = copy.deepcopy(data)
            for item in error.errors():
                _mend(data, item["loc"], item["type"] == "missing")
    return None, problems


def _mend(data: dict[str, Any], location: tuple[str | int, ...], is_missing: bool) -> None:
    """Take a wrong value out; where something has to stand, put in what nobody objects to."""
    while isinstance(location[-1], int) and len(location) > 2:
        location = location[:-1]  # of an array's item, the array
    if is_missing and location[-1] != "name":
        location = location[:-1]
    *above, last = location
    table: Any = data
    for part in above:
        table = table[part]
    if isinstance(last, int):
        given = table[last] if isinstance(table[last], dict) else {"name": f"source-{last}"}
        kept = {key: value for key, value in given.items() if key not in ("every", "cron")}
        table[last] = kept if any(map(kept.get, _STARTS)) else {**kept, "home": _HARMLESS}
    elif last in _STARTS:
        table[last] = _HARMLESS
    elif last == "name":
        table[last] = f"source-{above[-1]}"
    else:
        table.pop(last, None)


_STARTS = ("home", "feeds", "sitemaps", "sections", "urls")
_HARMLESS = "http://127.0.0.1/"


def _checked_defaults(data: dict[str, Any], problems: list[ConfigProblem]) -> dict[str, Any]:
    """The file's defaults without their wrong values, which would be repeated in every source."""
    defaults = data.pop("defaults", {})
    if not isinstance(defaults, dict):
        problems.append(ConfigProblem("defaults", "expected a table: [defaults]"))
        return {}
    try:
        Options.model_validate(defaults)
    except ValidationError as error:
        problems += _problems(error, {"defaults": defaults}, ("defaults",))
        wrong = {str(e["loc"][0]) for e in error.errors() if e["loc"]}
        if not all(e["loc"] for e in error.errors()):  # said of the table as a whole
            wrong |= {"every", "cron"}
        return {key: value for key, value in defaults.items() if key not in wrong}
    return defaults


def _merged(defaults: Mapping[str, Any], source: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(defaults)
    if "every" in source or "cron" in source:
        merged.pop("every", None)
        merged.pop("cron", None)
    for key, value in source.items():
        below = merged.get(key)
        both = isinstance(value, dict) and isinstance(below, dict)
        merged[key] = {**below, **value} if both else value  # type: ignore[dict-item]
    return merged


def _problems(
    error: ValidationError, data: Mapping[str, Any], prefix: tuple[str, ...] = ()
) -> list[ConfigProblem]:
    found = []
    for item in error.errors(include_url=False):
        location = (*prefix, *item["loc"])
        message = item["msg"].removeprefix("Value error, ")
        if item["type"] == "extra_forbidden":
            known = _known_keys(location[:-1])
            message = f"unknown key{_meant(str(location[-1]), known)}"
        elif item["type"] == "missing":
            message = "is missing"
        elif item["type"] != "value_error":
            message = f"{_expected(message)}, got {_short(item['input'])}"
        found.append(ConfigProblem(_dotted(location, data), message))
    return found


def _dotted(location: Iterable[str | int], data: Mapping[str, Any]) -> str:
    """``source.times.feeds[0]``: a source goes by its name, where it has one."""
    key = ""
    node: Any = data
    for part in location:
        try:
            node = node[part]
        except (KeyError, IndexError, TypeError):
            node = None
        if not isinstance(part, int):
            key += f".{part}" if key else part
        elif key == "source" and isinstance(node, dict) and isinstance(node.get("name"), str):
            key += f".{node['name']}"
        else:
            key += f"[{part}]"
    return key


def _known_keys(location: tuple[str | int, ...]) -> Iterable[str]:
    tables: dict[str, type[BaseModel]] = {
        "": Config,
        "crawl": Crawl,
        "defaults": Options,
        "source": Source,
        "limits": Limits,
        "selectors": Selectors,
        "auth": Auth,
    }
    names = [part for part in location if isinstance(part, str)]
    return set(tables[names[-1] if names else ""].model_fields) - {"path"}


def _meant(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(sorted(known))}"


def _expected(message: str) -> str:
    """pydantic's words in the form of all other messages here."""
    if message.startswith("Input should be a valid boolean"):
        return "expected true or false"
    for start in ("Input should be ", "Value should have ", "String should match "):
        if message.startswith(start):
            rest = message.removeprefix(start)
            return f"expected {'a number ' if rest.startswith(('greater', 'less')) else ''}{rest}"
    return message[:1].lower() + message[1:]


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _with_absolute_folders(config: Config, base: Path) -> Config:
    def resolved(path: Path | None) -> Path | None:
        return None if path is None else base / path.expanduser()

    frontier = config.crawl.frontier
    crawl = config.crawl.model_copy(
        update={
            "output": resolved(config.crawl.output),
            "frontier": frontier if isinstance(frontier, str) else resolved(frontier),
        }
    )
    sources = tuple(s.model_copy(update={"output": resolved(s.output)}) for s in config.source)
    return config.model_copy(update={"crawl": crawl, "source": sources})


def _cross_checks(config: Config) -> list[ConfigProblem]:
    problems = []
    common_trouble = _unwritable(config.crawl.output)
    if not config.source:
        problems.append(ConfigProblem("source", "expected at least one [[source]] table"))
    seen: dict[str, str] = {}
    for source in config.source:
        # Folders of names that differ in case alone are one folder on some file systems.
        if source.name.lower() in seen:
            problems.append(
                ConfigProblem(f"source.{source.name}.name", "another source has the same name")
            )
        seen[source.name.lower()] = source.name
        # What is said of the common folder is not said again of each folder in it.
        folder = config.output_of(source)
        if (source.output or not common_trouble) and (trouble := _unwritable(folder)):
            problems.append(ConfigProblem(f"source.{source.name}.output", trouble))
        if not (source.contact or config.crawl.contact):
            far = [url for url in source.starts if not is_loopback(host_of(url))]
            if far:
                problems.append(
                    ConfigProblem(
                        "crawl.contact",
                        f"expected an e-mail or web address that the operator of {host_of(far[0])} "
                        "can turn to; it is sent in the User-Agent",
                    )
                )
    if common_trouble:
        problems.append(ConfigProblem("crawl.output", common_trouble))
    frontier = config.crawl.frontier
    if isinstance(frontier, Path) and (trouble := _unwritable(frontier.parent)):
        problems.append(ConfigProblem("crawl.frontier", trouble))
    return list(dict.fromkeys(problems))


def _unwritable(folder: Path) -> str | None:
    """Why a folder cannot be written to, or made; None if it can."""
    for place in (folder, *folder.parents):
        try:
            if not place.exists():
                continue
            if not place.is_dir():
                return f"expected a folder, but {place} is a file"
            if not os.access(place, os.W_OK | os.X_OK):
                return f"cannot write to {place}: no permission, or a read-only file system"
        except OSError as error:
            return f"cannot reach {place}: {error.strerror}"
        return None
    return f"cannot reach {folder}"


def select(config: Config, names: Iterable[str]) -> tuple[Source, ...]:
    """The sources of these names, all of them where none is given.

    Raises:
        ConfigError: a name that no source has.
    """
    wanted = list(names)
    by_name = {source.name: source for source in config.source}
    unknown = [
        ConfigProblem("source", f"no source is named {name!r}{_meant(name, by_name)}")
        for name in wanted
        if name not in by_name
    ]
    if unknown:
        raise ConfigError(str(config.path), unknown)
    return tuple(by_name[name] for name in dict.fromkeys(wanted)) or config.source
