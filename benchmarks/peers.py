"""The extractors that ``quality.py`` compares, each as one function in a separate process.

Run as a script, with the interpreter of the environment that has the tool: ``python peers.py
NAME``. So only the standard library is imported before the name of the tool is known.
"""

from __future__ import annotations

import gzip
import importlib.metadata
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Prediction = dict[str, Any]
"""The output of a tool for a page: text, title, authors, date, related; or ``error``."""
Extractor = Callable[[bytes, str | None], Prediction]
"""A function from a page and its URL to the tool's output."""


def _decoded(body: bytes) -> str:
    """Decode for tools that take text: as UTF-8, or with charset-normalizer."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(body[:200_000]).best()
        return body.decode(best.encoding if best else "utf-8", "replace")


def _scraper() -> Extractor:
    from scraper import extract

    def run(body: bytes, url: str | None) -> Prediction:
        record = extract(body, url=url)
        return {
            "text": record.text,
            "title": record.title,
            "authors": list(record.authors),
            "date": record.published_at,
            "related": [[item.title, item.url] for item in record.related],
        }

    return run


def _trafilatura() -> Extractor:
    from trafilatura import bare_extraction

    def run(body: bytes, url: str | None) -> Prediction:
        found = bare_extraction(body, url=url, with_metadata=True, include_comments=False)
        if found is None:
            return {"text": ""}
        fields = found.as_dict() if hasattr(found, "as_dict") else found
        author = fields.get("author")
        return {
            "text": fields.get("text"),
            "title": fields.get("title"),
            "authors": author.split("; ") if author else [],
            "date": fields.get("date"),
        }

    return run


def _rs_trafilatura() -> Extractor:
    import rs_trafilatura

    def run(body: bytes, url: str | None) -> Prediction:
        found = rs_trafilatura.extract(_decoded(body), url=url)
        author = getattr(found, "author", None)
        return {
            "text": getattr(found, "main_content", None) or getattr(found, "content_text", ""),
            "title": found.title,
            "authors": [author] if author else [],
            "date": getattr(found, "date", None),
        }

    return run


def _readability_lxml() -> Extractor:
    from lxml import html
    from readability import Document

    def run(body: bytes, url: str | None) -> Prediction:
        page = Document(_decoded(body))
        story = page.summary()
        text = "\n".join(html.fromstring(story).itertext()) if story.strip() else ""
        return {"text": text, "title": page.short_title()}

    return run


def _newspaper4k() -> Extractor:
    from newspaper import Article

    def run(body: bytes, url: str | None) -> Prediction:
        page = Article(url or "http://localhost/")
        page.download(input_html=_decoded(body))
        page.parse()
        date = str(page.publish_date)[:10] if page.publish_date else None
        return {"text": page.text, "title": page.title, "authors": page.authors, "date": date}

    return run


def _goose3() -> Extractor:
    from goose3 import Goose

    goose = Goose({"enable_image_fetching": False})

    def run(body: bytes, url: str | None) -> Prediction:
        page = goose.extract(raw_html=_decoded(body))
        date = (page.publish_date or "")[:10]
        return {"text": page.cleaned_text, "title": page.title, "authors": page.authors,
                "date": date}  # fmt: skip

    return run


def _resiliparse() -> Extractor:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding
    from resiliparse.parse.html import HTMLTree

    def run(body: bytes, url: str | None) -> Prediction:
        tree = HTMLTree.parse(bytes_to_str(body, detect_encoding(body)))
        return {"text": extract_plain_text(tree, main_content=True)}

    return run


def _justext() -> Extractor:
    import justext

    # It requires the page's language, which is unknown: use the words of all its languages.
    stop_words = frozenset().union(*map(justext.get_stoplist, justext.get_stoplists()))

    def run(body: bytes, url: str | None) -> Prediction:
        found = justext.justext(body, stop_words)
        return {"text": "\n".join(part.text for part in found if not part.is_boilerplate)}

    return run


def _boilerpy3() -> Extractor:
    from boilerpy3 import extractors

    article = extractors.ArticleExtractor()
    return lambda body, url: {"text": article.get_content(_decoded(body))}


PEERS: dict[str, Callable[[], Extractor]] = {
    "trafilatura": _trafilatura,
    "rs-trafilatura": _rs_trafilatura,
    "newspaper4k": _newspaper4k,
    "goose3": _goose3,
    "readability-lxml": _readability_lxml,
    "resiliparse": _resiliparse,
    "justext": _justext,
    "boilerpy3": _boilerpy3,
}
"""Keys are the names of the packages on PyPI."""
TOOLS = {"scraper": _scraper, **PEERS}


def work(name: str) -> None:
    """Main loop of a tool's process: reads a page per line on stdin, writes output to stdout."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # output printed by the tool must not mix with the predictions
    sys.path.pop(0)  # this folder, whose modules would shadow a tool's "crawl" or "speed"
    try:
        run = TOOLS[name]()
        version = importlib.metadata.version(name)
    except Exception as error:  # an import can fail with anything at all
        print(json.dumps({"missing": f"{type(error).__name__}: {error}"}), file=answers, flush=True)
        return
    print(json.dumps({"version": version}), file=answers, flush=True)
    for line in sys.stdin:
        path, url = json.loads(line)
        body = Path(path).read_bytes()
        body = gzip.decompress(body) if path.endswith(".gz") else body
        try:
            found = run(body, url)
        except Exception as error:  # counts as an empty page, and is counted in the column "err"
            found = {"error": f"{type(error).__name__}: {error}"[:200]}
        print(json.dumps(found, ensure_ascii=False, default=str), file=answers, flush=True)


class Tool:
    """The running process of a tool."""

    def __init__(self, name: str, python: str) -> None:
        self.name = name
        root = str(Path(__file__).parents[1])
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "OMP_NUM_THREADS": "1"}
        if name == "scraper":
            environment["PYTHONPATH"] = root
        self.process = subprocess.Popen(
            [python, __file__, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, encoding="utf-8", cwd=root, env=environment,
        )  # fmt: skip
        first = self._answer() or {"missing": "its process ended at once"}
        self.missing: str | None = first.get("missing")
        self.version: str = first.get("version", "")

    def _answer(self) -> Prediction | None:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        return json.loads(line) if line else None

    def run(self, page: Path, url: str | None) -> Prediction:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps([str(page), url]) + "\n")
            self.process.stdin.flush()
            answer = self._answer()
        except BrokenPipeError:
            answer = None
        # A tool that dies is not restarted: all further pages are empty and counted as errors.
        return answer or {"error": "the tool's process ended"}

    def close(self) -> None:
        self.process.communicate()


if __name__ == "__main__":
    work(sys.argv[1])
