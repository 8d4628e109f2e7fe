"""What came over the wire, stored as WARC and read back."""

from __future__ import annotations

import gzip
import socket
from pathlib import Path

from scraper.exporters.warc import Received, WarcWriter
from scraper.fetchers.http import HttpFetcher
from tests.exporters.test_warc import HTML, check_digests, pages_in
from tests.fetchers.conftest import Asked, Serve, answer


def test_what_a_server_sends_encoded_and_chunked_comes_back_the_same(
    serve: Serve, fetcher: HttpFetcher, tmp_path: Path
) -> None:
    packed = gzip.compress(HTML)

    def handler(asked: Asked, connection: socket.socket) -> None:
        head = "Content-Type: text/html; charset=latin-1", "Content-Encoding: gzip"
        chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(packed), packed)
        lines = answer(b"", *head, "Transfer-Encoding: chunked", "X-A: 1", "X-A: 2", length=False)
        connection.sendall(lines + chunked)

    page = fetcher.fetch(f"{serve(handler).url}/a")
    with WarcWriter(tmp_path) as writer:
        writer.append([Received(page, fetcher.request_headers())])
    (path,) = tmp_path.iterdir()
    (stored,) = pages_in(path)
    assert stored.body == HTML
    assert (stored.url, stored.status, stored.fetched_at) == (page.url, 200, page.fetched_at)
    same = {"content-type", "x-a"}
    assert {name: stored.headers[name] for name in same} == {
        name: page.headers[name] for name in same
    }
    check_digests(path)
