"""The demo site holds together, and make demo says what is wrong when its port is taken."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from lxml import etree, html

from fixtures.serve import PORT, SITE, serve

ROOT = Path(__file__).parent.parent
PAGES = sorted(SITE.rglob("*.html"))


def test_every_address_on_the_site_answers(demo_site: str) -> None:
    """Links, pictures, canonical addresses; topic pages alone are forbidden and do not exist."""
    addresses = set()
    for page in PAGES:
        root = html.fromstring(page.read_bytes())
        here = urljoin(demo_site, page.relative_to(SITE).as_posix())
        found = root.xpath("//a/@href | //link/@href | //img/@src")
        addresses |= {urljoin(here, address).split("#")[0] for address in found}
    addresses = {a for a in addresses if a.startswith(demo_site) and "/topic/" not in a}
    assert len(addresses) > 30
    with requests.Session() as session:
        missing = [a for a in sorted(addresses) if session.get(a).status_code != 200]
    assert missing == []


@pytest.mark.parametrize("name", ["feed.xml", "sitemap.xml", "sitemap-news.xml", "robots.txt"])
def test_absolute_addresses_follow_the_port(demo_site: str, name: str) -> None:
    text = requests.get(demo_site + name).text
    assert demo_site in text
    assert f":{PORT}/" not in text


def test_feed_and_sitemaps_lead_to_pages_of_the_site() -> None:
    for name in ("feed.xml", "sitemap.xml", "sitemap-news.xml", "sitemap-pages.xml"):
        root = etree.parse(str(SITE / name)).getroot()
        addresses = [e.text for e in root.iter("{*}loc", "link") if e.text]
        assert addresses
        for address in addresses:
            path = SITE / urlsplit(address).path.lstrip("/")
            assert (path / "index.html" if path.is_dir() else path).is_file(), address


def test_the_shipped_configuration_names_the_demo_sites_port() -> None:
    config = tomllib.loads((ROOT / "config.toml").read_text("utf-8"))
    assert all(f"127.0.0.1:{PORT}/" in feed for feed in config["source"][0]["feeds"])


def test_a_taken_port_is_named() -> None:
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):  # taken already: as good
            stack.enter_context(serve(PORT))
        done = subprocess.run(
            [sys.executable, str(ROOT / "fixtures" / "demo.py")], capture_output=True, text=True
        )
    assert done.returncode == 1
    assert f"cannot listen on 127.0.0.1:{PORT}" in done.stderr
    assert "Traceback" not in done.stderr
