"""Output folders: each has one owner, and what happens to one of them concerns one source."""

from __future__ import annotations

import json
import shutil
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from scraper.commands.report import print_crawl
from scraper.config import load_config
from scraper.crawl import Progress, crawl, status
from scraper.crawl.engine.engine import Engine
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.open_frontier import open_database
from scraper.errors import ExportError, FolderUnusable
from scraper.settings import Config
from tests.crawl.news_site import Answer, Site, article
from tests.crawl.test_crashes import crash

FAKE = "tests.crawl.fake_extractor:extract"
Configure = Callable[..., Config]


def written(*folders: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for folder in folders:
        for path in folder.rglob("*.jsonl"):
            for line in path.read_text().splitlines():
                found[json.loads(line)["url"].rpartition("/")[2]] += 1
    return found


def two_feeds(site: Site, count: int = 20, *, delay: float = 0.0) -> list[str]:
    names = [f"story-number-{n}-of-many" for n in range(2 * count)]
    for name in names:
        site.pages[f"/news/{name}"] = Answer(article(name), delay=delay)
    site.add_feed("/a.xml", [f"/news/{name}" for name in names[:count]])
    site.add_feed("/b.xml", [f"/news/{name}" for name in names[count:]])
    return names


def test_a_folder_that_two_sources_have_shared_keeps_the_records_of_both(
    site: Site, configure: Configure, tmp_path: Path
) -> None:
    names = two_feeds(site)
    a, b = (f'name = "{n}"\nfeeds = "{site.url}/{n}.xml"' for n in "ab")
    shared, own = tmp_path / "shared", tmp_path / "own"
    config = configure(f'{a}\noutput = "shared"', f'{b}\noutput = "own"')
    assert crash(config, "committed", 30).returncode == -signal.SIGKILL
    # As an earlier version left it, which let both write to one folder.
    (part,) = own.glob("*.part")
    part.rename(shared / part.name)
    with Frontier(open_database(config)) as frontier, frontier.transaction():
        number = frontier.source_id("b")
        frontier.claim(number)
        frontier.runs.set_position(number, shared, frontier.runs.position(number)[1])
    assert len(list(shared.glob("*.part"))) == 2
    before = sum(len(p.read_bytes().splitlines()) for p in shared.glob("*.part"))
    assert before > 2
    for only in ("a", "b"):
        crawl(config, [only], extractor=FAKE)
    assert written(shared, own) == Counter(names)
    assert not list(tmp_path.rglob("*.part"))


def test_two_crawls_with_frontiers_of_their_own_do_not_write_to_one_folder_at_once(
    site: Site, configure: Configure, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = two_feeds(site)
    first = configure(f'name = "a"\nfeeds = "{site.url}/a.xml"\noutput = "shared"')
    (tmp_path / "second").mkdir()
    (tmp_path / "link").symlink_to("shared")
    second = load_second(first, site, tmp_path / "second", 'output = "../link"')
    with Frontier(open_database(first)) as frontier, Engine(first, frontier, extractor=FAKE) as one:
        one.begin(first.source[0], forced=True)
        with pytest.raises(FolderUnusable, match="a folder of its own"):
            crawl(second, extractor=FAKE)
        one.run()
    assert crawl(second, extractor=FAKE).records == 20, "afterwards it is free"
    assert written(tmp_path / "shared") == Counter(names)


def test_what_another_crawl_left_unfinished_in_a_folder_is_not_lost(
    site: Site, configure: Configure, tmp_path: Path
) -> None:
    names = two_feeds(site)
    first = configure(f'name = "a"\nfeeds = "{site.url}/a.xml"\noutput = "shared"')
    (tmp_path / "second").mkdir()
    second = load_second(first, site, tmp_path / "second", f'output = "{tmp_path / "shared"}"')
    assert crash(first, "committed", 12).returncode == -signal.SIGKILL
    assert crash(second, "committed", 12).returncode == -signal.SIGKILL
    crawl(first, extractor=FAKE)
    crawl(second, extractor=FAKE)
    assert written(tmp_path / "shared") == Counter(names)


def load_second(first: Config, site: Site, folder: Path, keys: str) -> Config:
    """A configuration with a frontier and a source of its own."""
    path = folder / "config.toml"
    path.write_text(
        f'[crawl]\noutput = "out"\nprocesses = 1\n[defaults]\ndelay = 0\n'
        f'allow_private = ["127.0.0.1"]\n'
        f'[[source]]\nname = "b"\nfeeds = "{site.url}/b.xml"\n{keys}\n'
    )
    return load_config(path)


@pytest.mark.parametrize("is_moved", [True, False])
def test_a_crawl_that_was_killed_goes_on_where_its_folder_was_moved_or_copied_to(
    site: Site, configure: Configure, tmp_path: Path, is_moved: bool
) -> None:
    names = two_feeds(site)
    config = configure(f'name = "a"\nfeeds = "{site.url}/a.xml"\noutput = "a"')
    assert crash(config, "committed", 12).returncode == -signal.SIGKILL
    (part,) = (tmp_path / "a").glob("*.part")
    before = part.read_bytes()
    old, new = tmp_path / "a", tmp_path / "elsewhere" / "a"
    shutil.copytree(old, new)
    if is_moved:
        shutil.rmtree(old)
    text = config.path.read_text()
    config.path.write_text(text.replace('output = "a"', 'output = "elsewhere/a"'))
    crawl(load_config(config.path), extractor=FAKE)
    assert written(new) == Counter(names[:20])
    assert not list(new.glob("*.orphan"))
    assert is_moved or (old / part.name).read_bytes() == before, "the other copy is left alone"


def test_a_folder_that_is_moved_away_ends_the_pass_of_its_source_only(
    site: Site, configure: Configure, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = two_feeds(site, delay=0.05)
    config = configure(
        *(f'name = "{n}"\nfeeds = "{site.url}/{n}.xml"\nwarc = true' for n in "ab"),
        crawl="",
    )
    moved = tmp_path / "moved"

    def move(progress: Progress) -> None:
        if progress.source == "a" and progress.figures.records and not moved.exists():
            shutil.move(config.crawl.output / "a", moved)

    report = crawl(config, extractor=FAKE, progress=move)
    assert [source.state for source in report.sources] == ["interrupted", "done"]
    assert report.failures == {"output": 1}
    assert written(config.crawl.output / "b") == Counter(names[20:])
    print_crawl(report)
    assert "make room or give write permission" in capsys.readouterr().err
    assert status(config)[0].last is not None
    moved.rename(config.crawl.output / "a")
    assert crawl(config, extractor=FAKE).failures == {}
    assert written(config.crawl.output) == Counter(names)
    assert not list(tmp_path.rglob("*.part"))


def test_a_folder_that_cannot_be_used_at_the_start_does_not_stop_the_other_sources(
    site: Site, configure: Configure
) -> None:
    names = two_feeds(site)
    config = configure(*(f'name = "{n}"\nfeeds = "{site.url}/{n}.xml"' for n in "ab"))
    config.crawl.output.mkdir(exist_ok=True)
    (config.crawl.output / "a").write_text("a file where the folder should be")
    report = crawl(config, extractor=FAKE)
    assert [source.state for source in report.sources] == ["interrupted", "done"]
    assert written(config.crawl.output / "b") == Counter(names[20:])
    with pytest.raises(ExportError, match="out/a"):
        crawl(config, ["a"], extractor=FAKE)
