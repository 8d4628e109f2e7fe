"""``config.toml``: what is accepted, and the errors for what is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from scraper.config import check_config, load_config, select
from scraper.errors import ConfigError
from scraper.settings import (
    Auth,
    Crawl,
    Limits,
    Selectors,
    Source,
    compile_pattern,
    is_loopback,
    parse_duration,
    parse_size,
)

SOURCE = '[[source]]\nname = "a"\nfeeds = "http://127.0.0.1/feed"\n'


def write(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> dict[str, str]:
    with pytest.raises(ConfigError) as caught:
        load_config(write(folder, text))
    assert caught.value.file == str(folder / "config.toml")
    return {problem.key: problem.message for problem in caught.value.problems}


def test_shipped_configuration_is_valid() -> None:
    config = load_config(Path(__file__).parents[1] / "config.toml")
    assert [source.name for source in config.source] == ["courier"]
    assert config.source[0].allow_private == ("127.0.0.1",)


SHIPPED = (Path(__file__).parents[1] / "config.toml").read_text("utf-8")


@pytest.mark.parametrize("table", [Crawl, Source, Limits, Selectors, Auth])
def test_every_key_is_explained_in_the_shipped_configuration(table: type[BaseModel]) -> None:
    shown = set(re.findall(r"\b([a-z_]+) =|\[source\.([a-z]+)\]", SHIPPED))
    missing = table.model_fields.keys() - {key for pair in shown for key in pair}
    assert missing == set()


def keys_in_comments() -> list[tuple[str, str]]:
    """(table, line) of every key that the shipped configuration shows in a comment."""
    found, table = [], ""
    for line in SHIPPED.splitlines():
        header = re.match(r"(?:# )?(\[+[a-z.]+\]+)", line)
        table = header[1] if header else table
        if re.match(r"# [a-z_]+ = ", line):
            found.append((table, line.removeprefix("# ")))
    return found


@pytest.mark.parametrize(("table", "line"), keys_in_comments())
def test_a_key_shown_in_a_comment_is_valid_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, line: str
) -> None:
    monkeypatch.setenv("COURIER_USER", "ann")
    monkeypatch.setenv("COURIER_COOKIES", "session=1")
    monkeypatch.setenv("COURIER_PASSWORD", "salt")
    key = line.partition(" ")[0]
    source = '[[source]]\nname = "a"\nhome = "http://127.0.0.1/"\n'
    if table == "[[source]]":
        text = f"[[source]]\n{line}\n"
        text += "" if key == "name" else 'name = "a"\n'
        text += "" if key == "home" else 'home = "http://127.0.0.1/"\n'
    elif table == "[source.selectors]":
        text = f"{source}{table}\n{line}\n"
    else:
        text = f"{table}\n{line}\n{source}"
    if key in ("name", "home"):
        text += 'contact = "https://example.org/about-our-crawler"\n'
    load_config(write(tmp_path, text))


def test_a_source_needs_little_and_gets_the_defaults(tmp_path: Path) -> None:
    text = '[defaults]\nevery = "15m"\nlimits = { age = "2d", pages = 7 }\n' + SOURCE
    text += 'limits = { pages = 9 }\n[[source]]\nname = "b"\nhome = "http://localhost/"\n'
    text += 'cron = "0 6 * * *"\n'
    first, second = load_config(write(tmp_path, text)).source
    assert (first.every, first.limits.age, first.limits.pages) == (900.0, 172800.0, 9)
    assert (second.every, second.cron, second.limits.pages) == (None, "0 6 * * *", 7)


def test_folders_are_meant_from_the_file(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, '[crawl]\noutput = "x"\n' + SOURCE + 'output = "y/z"\n'))
    assert config.frontier == tmp_path / "x" / "frontier.sqlite"
    assert config.output_of(config.source[0]) == tmp_path / "y" / "z"
    assert not (tmp_path / "x").exists()


def test_all_problems_are_told_at_once_each_with_its_key(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = problems(
        tmp_path,
        """
        [crawl]
        outptu = "x"
        threads = "5"
        output = "file/out"
        timezone = "Mars/Base"
        [defaults]
        delay = "fast"
        [[source]]
        name = "a"
        cron = "61 * * * *"
        feeds = ["ftp://example.org/"]
        selectors = { story = "div[[", drop = ["p", "b:nope("] }
        limits = { pages = 0 }
        render = "yes"
        auth = { user_env = "THIS_IS_NOT_SET_ANYWHERE", password_env = "PATH" }
        deny = ["re:("]
        [[source]]
        name = "b/c"
        home = "https://user:word@example.org/"
        [[source]]
        name = "d"
        page_types = ["artcile"]
        languages = ["en-GB"]
        [[source]]
        name = "e"
        urls = "https://example.org/a"
        every = "1h"
        cron = "0 * * * *"
        """,
    )
    expected = {
        "crawl.outptu": "did you mean 'output'",
        "crawl.threads": "expected a valid integer, got '5'",
        "crawl.output": "is a file",
        "crawl.timezone": "Europe/Berlin",
        "crawl.contact": "example.org",
        "defaults.delay": "'fast'",
        "source.e": "every or cron, not both",
        "source.a.cron": "bad minute",
        "source.a.feeds[0]": "http:// or https://",
        "source.a.selectors.story": "not a CSS selector",
        "source.a.selectors.drop[1]": "not a CSS selector",
        "source.a.limits.pages": "greater than or equal to 1",
        "source.a.render": "true or false",
        "source.a.auth.user_env": "THIS_IS_NOT_SET_ANYWHERE",
        "source.a.deny[0]": "not a regular expression",
        "source.b/c.name": "letters (a-z), digits, dots",
        "source.b/c.home": "no user or password",
        "source.d": "at least one of home, feeds",
        "source.d.page_types[0]": "article",
        "source.d.languages[0]": "without region",
    }
    assert set(found) == set(expected)
    for key, words in expected.items():
        assert words in found[key], (key, found[key])


def test_a_key_in_the_wrong_table_is_told_its_own(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        """
        [crawl]
        contact = "desk@example.org"
        delay = "3s"
        pages = 5
        [defaults]
        feeds = ["https://a.example/feed"]
        processes = 2
        [[source]]
        name = "a"
        home = "https://a.example/"
        story = "#story"
        """,
    )
    assert found == {
        "crawl.delay": "unknown key here; it is a key of [defaults] or of a [[source]]",
        "crawl.pages": "unknown key here; it is a key of [source.limits]",
        "defaults.feeds": "unknown key here; it is a key of a [[source]]",
        "defaults.processes": "unknown key here; it is a key of [crawl]",
        "source.a.story": "unknown key here; it is a key of [source.selectors]",
    }


@pytest.mark.parametrize("value", ["*/5 * * * *", "@daily"])
def test_a_cron_expression_as_interval_is_told_its_key(tmp_path: Path, value: str) -> None:
    found = problems(tmp_path, f'{SOURCE}every = "{value}"\n')
    assert "a cron expression is given as cron" in found["source.a.every"]


def test_what_is_wrong_with_the_defaults_is_not_said_of_each_source(tmp_path: Path) -> None:
    found = problems(tmp_path, '[defaults]\nevery = "5s"\n' + SOURCE)
    assert list(found) == ["defaults"]


def test_a_source_folder_that_cannot_be_written_is_told_before_anything_is_crawled(
    tmp_path: Path,
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a").write_text("")
    found = problems(tmp_path, '[crawl]\noutput = "out"\n' + SOURCE)
    assert "is a file" in found["source.a.output"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", r"at least one \[\[source\]\]"),
        ("[crawl\n", "not valid TOML: .*line 1"),
        ("source = 3\n", "source: expected a valid"),
        ("source = [3]\n", r"source\[0\]"),
        ("defaults = 3\n" + SOURCE, "defaults: expected a table"),
        ("crawl.frontier = 5\n" + SOURCE, r"crawl\.frontier: expected the name of a file or the"),
        ("crawl.frontier = 'postgresql://me:x@db/news'\n" + SOURCE, "no password in the file"),
        ("crawl.frontier = 'postgresql://me@db/news?password=x'\n" + SOURCE, "set PGPASSWORD"),
        ("crawl.frontier = 'postgresql://[db/news'\n" + SOURCE, "expected postgresql://user@host"),
        (SOURCE + SOURCE, "another source has the same name"),
        (SOURCE + SOURCE.replace('"a"', '"A"'), "another source has the same name"),
        (SOURCE + 'every = "1s"\n', 'at least "10s"'),
        (SOURCE + "nmae = 1\n", "did you mean 'name'"),
        ("[[soruce]]\nname='a'\n", "did you mean 'source'"),
        (SOURCE + 'limits = { age = "3 parsecs" }\n', "3 parsecs"),
        (SOURCE + "limits = { since = 2024 }\n", "limits.since: expected a day such as"),
        (SOURCE + "limits = { until = 2024-03-01T10:00:00Z }\n", "limits.until: expected a day"),
        (SOURCE + "limits = { until = 9999-12-31 }\n", "limits.until: expected a day"),
        (SOURCE + 'archives = "https://a.org/{yyy}/"\n', "archives.0.: expected {yyyy}"),
        (SOURCE + 'archives = "/archive/{yyyy}/"\n', "archives.0.: expected an http://"),
        (
            SOURCE + "limits = { since = 2024-03-02, until = 2024-03-01 }\n",
            "no day before since, 2024-03-02",
        ),
        (SOURCE + "selectors = { stroy = 'p' }\n", "did you mean 'story'"),
        (SOURCE.replace("127.0.0.1", "example.org"), "crawl.contact"),
        ('[crawl]\ncontact = "büro@example.org"\n' + SOURCE, "crawl.contact: expected ASCII"),
        ('[crawl]\nuser_agent = "a\\nb"\n' + SOURCE, "crawl.user_agent: expected ASCII"),
        (SOURCE + 'contact = "https://müller.example/"\n', "source.a.contact: expected ASCII"),
        ('[crawl]\ncontact = "me"\n' + SOURCE, "crawl.contact: expected an e-mail .* got 'me'"),
        (SOURCE + 'contact = "example.org/us"\n', "source.a.contact: .* with its https://"),
        (SOURCE + 'user_agent = "bøt/1"\n', "source.a.user_agent: expected ASCII"),
    ],
)
def test_each_configuration_error_is_explained(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        load_config(write(tmp_path, text))


def test_each_source_has_a_folder_of_its_own_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "link").symlink_to("records")
    b = SOURCE.replace('"a"', '"b"')
    for first, second in (
        ("records", "records"),
        ("records", "link"),
        ("new", "other/../new"),
        ("new", str(tmp_path / "new")),
        ("output/b", None),
    ):
        text = f'{SOURCE}output = "{first}"\n{b}' + (f'output = "{second}"\n' if second else "")
        with pytest.raises(ConfigError, match=r"source\.b\.output: expected a folder of its own"):
            load_config(write(tmp_path, text))
    both = f'[defaults]\noutput = "records"\n{SOURCE}{b}'
    with pytest.raises(ConfigError, match=r"defaults\.output: .* set crawl\.output") as raised:
        load_config(write(tmp_path, both))
    assert len(raised.value.problems) == 1
    load_config(write(tmp_path, f'[defaults]\noutput = "records"\n{SOURCE}'))
    load_config(write(tmp_path, f'{SOURCE}output = "records"\n{b}output = "records/b"\n'))


def test_missing_and_unreadable_configuration_files_are_errors(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        load_config(tmp_path / "none.toml")
    with pytest.raises(ConfigError, match=r"cannot be read: Is a directory$"):
        load_config(tmp_path)
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not UTF-8: byte 0xff at position 0"):
        load_config(tmp_path / "config.toml")


def test_unknown_sources_are_named_all_together(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, SOURCE))
    assert select(config, []) == config.source
    assert select(config, ["a", "a"]) == config.source
    with pytest.raises(ConfigError, match=r"(?s)'b'.*'c'"):
        select(config, ["b", "c"])


@pytest.mark.parametrize(
    "contact",
    ["desk@example.org", "mailto:desk@example.org", "http://example.org", "Desk <d@example.org>"],
)
def test_contact_is_an_address_to_turn_to(tmp_path: Path, contact: str) -> None:
    text = f'[crawl]\ncontact = "{contact}"\n' + SOURCE
    assert load_config(write(tmp_path, text)).crawl.contact == contact


def test_a_wrong_contact_is_not_said_to_be_missing_too(tmp_path: Path) -> None:
    text = '[crawl]\ncontact = "me"\n[[source]]\nname = "a"\nhome = "https://a.example/"\n'
    with pytest.raises(ConfigError) as caught:
        load_config(write(tmp_path, text + 'warc = "yes"\n'))
    assert [str(problem) for problem in caught.value.problems] == [
        "crawl.contact: expected an e-mail address or a web address with its https://, at which "
        "the operator of a site can reach you, got 'me'",
        "source.a.warc: expected true or false, got 'yes'",
    ]


@pytest.mark.parametrize("key", ["home", "feeds", "sitemaps", "sections", "archives", "urls"])
def test_a_wrong_start_is_not_said_to_be_missing_too(tmp_path: Path, key: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load_config(
            write(tmp_path, f"[[source]]\nname = 'a'\n{key} = 'ftp://example.org/{{year}}'")
        )
    (problem,) = raised.value.problems
    assert problem.key.startswith(f"source.a.{key}")


def test_one_value_stands_for_a_list_of_one(tmp_path: Path) -> None:
    source = load_config(write(tmp_path, SOURCE + 'deny = "/a/*"\n')).source[0]
    assert source.deny == ("/a/*",)


def test_contact_may_stand_at_the_source(tmp_path: Path) -> None:
    text = SOURCE.replace("127.0.0.1", "example.org") + 'contact = "mailto:desk@example.org"\n'
    assert load_config(write(tmp_path, text)).source[0].contact == "mailto:desk@example.org"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30m", 1800), ("1.5 h", 5400), ("7d", 604800), ("2w", 1209600), ("90", 90), (90, 90),
     ("50ms", 0.05), ("0s", 0)],
)  # fmt: skip
def test_durations_are_seconds_whatever_their_unit(text: object, seconds: float) -> None:
    assert parse_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "m", "1 parsec", "-1s", True, None, "1e9h", float("nan"), -1])
def test_what_is_no_duration_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="expected a number with a unit"):
        parse_duration(text)


def test_sizes_are_bytes_whatever_their_unit() -> None:
    assert [parse_size(s) for s in ("2 MB", "1KiB", "500", 7)] == [2_000_000, 1024, 500, 7]


def test_url_patterns_match_paths_whole_urls_or_regular_expressions() -> None:
    def matches(pattern: str, url: str) -> bool:
        return compile_pattern(pattern).fullmatch(url) is not None

    assert matches("/news/*", "https://example.org/news/a/b?c")
    assert not matches("/news/*", "https://example.org/old/news/a")
    assert matches("*/news/*", "https://example.org/old/news/a")
    assert matches("https://*.example.org/*", "https://sport.example.org/a")
    assert not matches("https://*.example.org/*", "http://sport.example.org/a")
    assert matches("re:/\\d{4}/", "https://example.org/a/2024/b")
    assert not matches("/a.b", "https://example.org/aXb")


@pytest.mark.parametrize("pattern", ["/news/*/*/*.html", "/*/*/*/*.html", "/*a*a*a*a*a*b"])
def test_a_long_url_that_matches_no_pattern_is_soon_told(pattern: str) -> None:
    # A step for each way to divide it among the stars would not come to its end.
    url = "https://example.org/news/" + "a/" * 2_000 + "a" * 4_000
    assert compile_pattern(pattern).fullmatch(url) is None
    assert compile_pattern(pattern).fullmatch(f"{url}{pattern.rpartition('*')[2]}") is not None


def test_what_is_a_loopback_host() -> None:
    assert all(map(is_loopback, ["localhost", "a.localhost:80", "127.0.0.9:1", "[::1]:80"]))
    assert not any(map(is_loopback, ["example.org", "10.0.0.1", "localhost.example.org", ""]))


def test_a_name_that_is_no_folder_says_what_one_is(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[[source]]\nname = "a b/c"\nhome = "http://127.0.0.1/"\n')
    with pytest.raises(ConfigError, match=r"letters \(a-z\), digits, dots.*got 'a b/c'"):
        load_config(path)


def test_a_file_that_is_not_there_says_how_to_name_or_write_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"--config.*README"):
        load_config(tmp_path / "config.toml")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("headers = { Host = 'a' }", "Host cannot be set"),
        ("headers = { content-length = '4' }", "content-length cannot be set"),
        (r'headers = { X-Key = "s3cret\nX: y" }', "X-Key: expected ASCII characters on one line"),
        (r'headers = { "X-Key\r\nX" = "s3cret" }', "no name of a header"),
        ("headers = { X-Key = '' }", "X-Key: expected ASCII"),
        ("headers = { cookie = 's3cret' }", "`cookie_env`"),
        ("headers = { Authorization = 's3cret' }", "environment variables in `auth`"),
        ("headers = { User-Agent = 'Bot' }", "set `user_agent`"),
        ("headers = { X-Key = '1', x-key = '2' }", "given twice"),
        ("headers = 'X-Key: s3cret'", "dictionary"),
        ("cookie_env = 'NOT_SET_ANYWHERE'", "'NOT_SET_ANYWHERE' is not set"),
        ("cookie_env = 'BROKEN_COOKIE'", "in ASCII characters on one line"),
    ],
)
def test_headers_that_cannot_be_sent_are_refused_and_no_secret_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, words: str
) -> None:
    monkeypatch.setenv("BROKEN_COOKIE", "id=s3cret\r\nX: y")
    (message,) = problems(tmp_path, SOURCE + line + "\n").values()
    assert words in message
    assert line.startswith("headers = '") or "s3cret" not in message


def test_cookies_are_not_shared_by_all_sources(tmp_path: Path) -> None:
    found = problems(tmp_path, "[defaults]\ncookie_env = 'PATH'\n" + SOURCE)
    assert "unknown key" in found["defaults.cookie_env"]


SECRET = """
auth = { user_env = "NOT_SET_USER", password_env = "NOT_SET_WORD" }
cookie_env = "NOT_SET_COOKIES"
"""


def test_what_reads_the_state_alone_needs_no_secrets_and_a_crawl_does(tmp_path: Path) -> None:
    assert set(problems(tmp_path, SOURCE + SECRET)) == {
        "source.a.auth.user_env",
        "source.a.auth.password_env",
        "source.a.cookie_env",
    }
    source = load_config(tmp_path / "config.toml", secrets=False).source[0]
    assert source.auth is not None
    assert (source.auth.user_env, source.cookie_env) == ("NOT_SET_USER", "NOT_SET_COOKIES")
    defaults = f"[defaults]\n{SECRET.splitlines()[1]}\n{SOURCE}"
    load_config(write(tmp_path, defaults), secrets=False)
    write(tmp_path, SOURCE + SECRET + "nmae = 1\n")
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path / "config.toml", secrets=False)
    assert [problem.key for problem in caught.value.problems] == ["source.a.nmae"]


def test_what_reads_the_state_alone_needs_no_right_to_write(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = write(tmp_path, '[crawl]\noutput = "file"\n' + SOURCE)
    with pytest.raises(ConfigError, match=r"crawl\.output: .*is a file"):
        load_config(path)
    load_config(path, folders=False)


def test_optional_packages_that_are_missing_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = 'crawl.frontier = "postgresql://me@db/news"\n' + SOURCE + "render = true\n"
    monkeypatch.setattr("scraper.config.find_spec", lambda name: None)
    config, missing = check_config(write(tmp_path, text))
    assert config.source[0].render
    assert [problem.key for problem in missing] == ["crawl.frontier", "source.a.render"]
    assert "scraper[browser]" in missing[1].message
