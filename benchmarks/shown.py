"""Whether the text of records is what a browser shows.

    python -m benchmarks.shown [--data DATA --set news-dev] [--limit N]

Opens each page in headless Chromium, without scripts and without network, and looks for the text of
every block of its record in what the browser shows (``innerText``). A block that the browser holds
but does not show stands behind a paywall or is folded; one that it does not hold at all was cut
wrongly: words glued together, hidden words taken for text, markup read otherwise than browsers read
it. White space does not count, nor do tables and code, whose text is laid out. Without ``--data``
the pages of `training/pages` are read. Needs the extra ``browser`` and Chromium.

Style sheets of the sites are not loaded: words that only they hide are shown here, and left out of
records. Such blocks count as not held.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from scraper import ScraperError, extract
from scraper.extractors.parsing.decode import decode

PAGES = Path(__file__).parent.parent / "training" / "pages"
LAID_OUT = ("table", "code", "embed")
SECONDS = 10
_UNSEEN = re.compile(r"[\s\u00ad\u200b\u2060\ufeff]+")
_SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.I | re.S)


def squeezed(text: str) -> str:
    """A text without white space and invisible characters, in lower case: styles set capitals."""
    return _UNSEEN.sub("", text).lower()


def own_pages() -> Iterator[tuple[str, bytes, str | None]]:
    """Name, bytes and address of the pages in this repository."""
    for file in sorted(PAGES.glob("*.html")):
        yield (
            file.stem,
            file.read_bytes(),
            json.loads(file.with_suffix(".json").read_text()).get("url"),
        )


def labelled_pages(folder: Path) -> Iterator[tuple[str, bytes, str | None]]:
    """The same of a labelled set."""
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        file = folder / "html" / f"{row['id']}.html.gz"
        yield row["id"], gzip.decompress(file.read_bytes()), row.get("url")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--set", default="news-dev")
    parser.add_argument("--limit", type=int, default=1_000_000)
    options = parser.parse_args()
    pages = labelled_pages(options.data / options.set) if options.data else own_pages()
    opened = blocks = unshown = unheld = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        tab = browser.new_context(offline=True).new_page()
        tab.route("**/*", lambda route: route.abort())
        for name, body, url in pages:
            if opened >= options.limit:
                break
            try:
                record = extract(body, url=url)
                # Scripts are taken out and not switched off, so that ``noscript`` is not shown.
                markup = _SCRIPT.sub("", decode(body).text)
                tab.set_content(markup, wait_until="domcontentloaded", timeout=SECONDS * 1000)
                shown = squeezed(tab.evaluate("document.body?.innerText ?? ''"))
                held = squeezed(tab.evaluate("document.body?.textContent ?? ''"))
            except (ScraperError, Error) as error:
                print(f"{name}: {str(error).splitlines()[0]}")
                continue
            opened += 1
            for block in record.blocks:
                text = squeezed(block.text)
                if block.type in LAID_OUT or not text:
                    continue
                blocks += 1
                if text in shown:
                    continue
                unshown += text in held
                unheld += text not in held
                if text not in held:
                    print(f"{name}: {block.type} {block.text[:100]!r}")
        browser.close()
    print(
        f"{opened} pages, {blocks} blocks: {blocks - unshown - unheld} shown, {unshown} held but "
        f"not shown, {unheld} not held"
    )


if __name__ == "__main__":
    main()
