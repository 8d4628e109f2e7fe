"""config.toml -> typed, frozen settings.

``load_config`` reads one file and either returns a ``Config`` or raises one ``ConfigError`` that
lists all problems of the file, each with its dotted key and the expected value. The settings models
are in settings.py. Nothing is fetched or created here.
"""

from __future__ import annotations

import contextlib
import copy
import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from scraper.errors import ConfigError, ConfigProblem
from scraper.settings import (
    WITHOUT_SECRETS,
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

__all__ = ["Config", "Source", "check_config", "load_config", "select"]


FILE_NOT_FOUND = (
    "no such file: name yours with --config, or write one; the shortest is in the README, and "
    "every key is explained in the config.toml of the repository"
)


def load_config(path: str | Path, *, secrets: bool = True, folders: bool = True) -> Config:
    """Read a configuration file.

    Relative paths in it are resolved against the file's folder. What only reads the state of a
    crawl needs neither its logins nor its right to write, and may run as another user.

    Args:
        secrets: whether the environment variables with logins and cookies have to be set.
        folders: whether the folders have to be writable.

    Raises:
        ConfigError: with every problem of the file.
    """
    context = None if secrets else WITHOUT_SECRETS
    path = Path(path)
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(str(path), [ConfigProblem("", FILE_NOT_FOUND)]) from None
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
        raise ConfigError(str(path), [ConfigProblem("", reason)]) from None
    except UnicodeDecodeError as error:
        reason = f"not UTF-8: byte {error.object[error.start]:#04x} at position {error.start}"
        raise ConfigError(str(path), [ConfigProblem("", reason)]) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(path), [ConfigProblem("", f"not valid TOML: {error}")]) from None

    problems: list[ConfigProblem] = []
    defaults = _checked_defaults(data, problems, context)
    sources = data.get("source")
    if isinstance(sources, list):
        data["source"] = [
            _merged(defaults, source) if isinstance(source, dict) else source for source in sources
        ]
    config, found = _validated({**data, "defaults": defaults, "path": path}, context)
    problems += found
    if config is not None:
        config = _with_absolute_folders(config, path.resolve().parent)
        known = {problem.key for problem in problems}
        checked = _cross_checks(config, folders=folders)
        problems += [found for found in checked if found.key not in known]
    if config is None or problems:
        raise ConfigError(str(path), problems)
    return config


def check_config(path: str | Path) -> tuple[Config, list[ConfigProblem]]:
    """Read a configuration file, and tell what this machine lacks for a crawl with it.

    Returns:
        The configuration, and the environment variables and optional packages that are missing.

    Raises:
        ConfigError: with every problem of the file, and of the environment as well.
    """
    try:
        config = load_config(path, secrets=False)
    except ConfigError:
        load_config(path)  # told together with what is missing
        raise
    missing: list[ConfigProblem] = []
    try:
        load_config(path)
    except ConfigError as error:
        missing += error.problems
    if isinstance(config.frontier, str) and find_spec("psycopg") is None:
        missing.append(ConfigProblem("crawl.frontier", _EXTRA.format("postgres")))
    if find_spec("playwright") is None:
        missing += [
            ConfigProblem(f"source.{source.name}.render", _EXTRA.format("browser"))
            for source in config.source
            if source.render
        ]
    return config, missing


_EXTRA = "needs an extra: pip install 'scraper[{}]'"


def _validated(
    data: dict[str, Any], context: dict[str, bool] | None
) -> tuple[Config | None, list[ConfigProblem]]:
    """The validated settings without their invalid values, and all problems.

    pydantic does not run the checks of a table while one of its values is invalid. So invalid
    values are removed and the rest is validated again, until validation succeeds.
    """
    problems: list[ConfigProblem] = []
    for _ in range(5):  # values, their tables, the enclosing tables: at most four rounds are needed
        try:
            return Config.model_validate(data, context=context), problems
        except ValidationError as error:
            # A key that is missing only because it was removed is already reported.
            known = {problem.key for problem in problems}
            problems += [found for found in _problems(error, data) if found.key not in known]
            data = copy.deepcopy(data)
            for item in error.errors():
                _remove_invalid(data, item["loc"], item["type"] == "missing")
    return None, problems


def _remove_invalid(
    data: dict[str, Any], location: tuple[str | int, ...], is_missing: bool
) -> None:
    """Remove an invalid value; replace it with a valid placeholder if it is required."""
    while isinstance(location[-1], int) and len(location) > 2:
        location = location[:-1]  # for an array item, remove the whole array
    if is_missing and location[-1] != "name":
        location = location[:-1]
    *above, last = location
    table: Any = data
    for part in above:
        table = table[part]
    if isinstance(last, int):
        given = table[last] if isinstance(table[last], dict) else {"name": f"source-{last}"}
        kept = {key: value for key, value in given.items() if key not in ("every", "cron")}
        table[last] = (
            kept if any(map(kept.get, _START_KEYS)) else {**kept, "home": _PLACEHOLDER_URL}
        )
    elif last == "archives":
        table[last] = _PLACEHOLDER_URL + "{yyyy}"
    elif last in _START_KEYS:
        table[last] = _PLACEHOLDER_URL
    elif last == "name":
        table[last] = f"source-{above[-1]}"
    else:
        table.pop(last, None)


_START_KEYS = ("home", "feeds", "sitemaps", "sections", "archives", "urls")
_PLACEHOLDER_URL = "http://127.0.0.1/"


def _checked_defaults(
    data: dict[str, Any], problems: list[ConfigProblem], context: dict[str, bool] | None
) -> dict[str, Any]:
    """The file's defaults without invalid values, to report these once and not per source."""
    defaults = data.pop("defaults", {})
    if not isinstance(defaults, dict):
        problems.append(ConfigProblem("defaults", "expected a table: [defaults]"))
        return {}
    try:
        Options.model_validate(defaults, context=context)
    except ValidationError as error:
        problems += _problems(error, {"defaults": defaults}, ("defaults",))
        invalid = {str(e["loc"][0]) for e in error.errors() if e["loc"]}
        if not all(e["loc"] for e in error.errors()):  # a problem of the table as a whole
            invalid |= {"every", "cron"}
        return {key: value for key, value in defaults.items() if key not in invalid}
    return defaults


def _merged(defaults: Mapping[str, Any], source: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(defaults)
    if "every" in source or "cron" in source:
        merged.pop("every", None)
        merged.pop("cron", None)
    for key, value in source.items():
        default = merged.get(key)
        both = isinstance(value, dict) and isinstance(default, dict)
        merged[key] = {**default, **value} if both else value  # type: ignore[dict-item]
    return merged


def _problems(
    error: ValidationError, data: Mapping[str, Any], prefix: tuple[str, ...] = ()
) -> list[ConfigProblem]:
    found = []
    for item in error.errors(include_url=False):
        location = (*prefix, *item["loc"])
        message = item["msg"].removeprefix("Value error, ")
        if item["type"] == "extra_forbidden":
            message = f"unknown key{_advice(str(location[-1]), location[:-1])}"
        elif item["type"] == "missing":
            message = "is missing"
        elif item["type"] != "value_error":
            message = f"{_expected(message)}, got {_short(item['input'])}"
        elif location[-1] == "every" and _is_like_cron(item["input"]):
            message += ": a cron expression is given as cron"
        found.append(ConfigProblem(_dotted(location, data), message))
    return found


def _dotted(location: Iterable[str | int], data: Mapping[str, Any]) -> str:
    """The key of a location: ``source.times.feeds[0]``. A source is shown by its name, if any."""
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


def _is_like_cron(value: Any) -> bool:
    return isinstance(value, str) and (value.startswith("@") or len(value.split()) == 5)


_TABLES: dict[str, type[BaseModel]] = {
    "": Config,
    "crawl": Crawl,
    "defaults": Options,
    "source": Source,
    "limits": Limits,
    "selectors": Selectors,
    "auth": Auth,
}


def _advice(key: str, location: tuple[str | int, ...]) -> str:
    """What may have been meant by a key that the table at ``location`` does not have."""
    names = [part for part in location if isinstance(part, str)]
    here = names[-1] if names else ""
    for other, shown in (
        ("crawl", "[crawl]"),
        ("defaults", "[defaults] or of a [[source]]"),
        ("source", "a [[source]]"),
        ("limits", "[source.limits]"),
        ("selectors", "[source.selectors]"),
    ):
        if other != here and key in _TABLES[other].model_fields:
            return f" here; it is a key of {shown}"
    return _suggestion(key, set(_TABLES[here].model_fields) - {"path"})


def _suggestion(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(sorted(known))}"


def _expected(message: str) -> str:
    """A pydantic message, reworded like the other messages of this module."""
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


def _cross_checks(config: Config, *, folders: bool) -> list[ConfigProblem]:
    """The problems of the tables together; ``folders``: including folders that are not writable."""
    problems = []
    if not config.source:
        problems.append(ConfigProblem("source", "expected at least one [[source]] table"))
    seen: dict[str, str] = {}
    for source in config.source:
        # On case-insensitive file systems, folders that differ only in case are the same.
        if source.name.lower() in seen:
            problems.append(
                ConfigProblem(f"source.{source.name}.name", "another source has the same name")
            )
        seen[source.name.lower()] = source.name
        if not (source.contact or config.crawl.contact):
            remote = [url for url in source.starts if not is_loopback(host_of(url))]
            if remote:
                problems.append(
                    ConfigProblem(
                        "crawl.contact",
                        "expected an e-mail or web address that the operator of "
                        f"{host_of(remote[0])} can turn to; it is sent in the User-Agent",
                    )
                )
    problems += _shared_folders(config)
    if folders:
        problems += _unwritable_folders(config)
    return list(dict.fromkeys(problems))


def _unwritable_folders(config: Config) -> list[ConfigProblem]:
    problems = []
    common = _write_problem(config.crawl.output)
    if common:
        problems.append(ConfigProblem("crawl.output", common))
    for source in config.source:
        # A problem of the common folder is not repeated for each folder inside it.
        folder = config.output_of(source)
        if (source.output or not common) and (problem := _write_problem(folder)):
            problems.append(ConfigProblem(f"source.{source.name}.output", problem))
    frontier = config.crawl.frontier
    if isinstance(frontier, Path) and (problem := _write_problem(frontier.parent)):
        problems.append(ConfigProblem("crawl.frontier", problem))
    return problems


def _shared_folders(config: Config) -> list[ConfigProblem]:
    """Sources whose files would go to one folder: each pass takes the unfinished files in its
    folder for those of the source."""
    common = config.defaults.output
    if common is not None and len(config.source) > 1:
        common = config.path.resolve().parent / common.expanduser()
        if sum(source.output == common for source in config.source) > 1:
            advice = (
                "expected no folder that all sources share: set crawl.output, in which each "
                "source gets a folder of its own"
            )
            return [ConfigProblem("defaults.output", advice)]
    problems = []
    owners: dict[Path | tuple[int, int], str] = {}
    for source in config.source:
        # Links and .. are resolved; the numbers tell other names of one folder, such as those in
        # upper and lower case on some file systems.
        folder = config.output_of(source)
        keys: list[Path | tuple[int, int]] = [Path(os.path.realpath(folder))]
        with contextlib.suppress(OSError):
            found = folder.stat()
            keys.append((found.st_dev, found.st_ino))
        owner = next((owners[key] for key in keys if key in owners), None)
        if owner is not None and owner.lower() != source.name.lower():
            problems.append(
                ConfigProblem(
                    f"source.{source.name}.output",
                    f"expected a folder of its own, but {folder} is the one of {owner!r}, too",
                )
            )
        owners.update(dict.fromkeys(keys, source.name))
    return problems


def _write_problem(folder: Path) -> str | None:
    """Why a folder cannot be created or written to; None if it can."""
    for path in (folder, *folder.parents):
        try:
            if not path.exists():
                continue
            if not path.is_dir():
                return f"expected a folder, but {path} is a file"
            if not os.access(path, os.W_OK | os.X_OK):
                return f"cannot write to {path}: no permission, or a read-only file system"
        except OSError as error:
            return f"cannot reach {path}: {error.strerror}"
        return None
    return f"cannot reach {folder}"


def select(config: Config, names: Iterable[str]) -> tuple[Source, ...]:
    """The sources with the given names, or all sources if no name is given.

    Raises:
        ConfigError: there is no source of that name.
    """
    wanted = list(names)
    by_name = {source.name: source for source in config.source}
    unknown = [
        ConfigProblem("source", f"no source is named {name!r}{_suggestion(name, by_name)}")
        for name in wanted
        if name not in by_name
    ]
    if unknown:
        raise ConfigError(str(config.path), unknown)
    return tuple(by_name[name] for name in dict.fromkeys(wanted)) or config.source
