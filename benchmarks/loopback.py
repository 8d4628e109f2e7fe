"""A quiet HTTP server on a loopback address, for the benchmarks and tests."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Request = BaseHTTPRequestHandler
"""A request as the server sees it, with ``path``, ``headers``, ``connection`` and ``rfile``."""
Answer = tuple[int, dict[str, str], bytes]
"""Status, headers without Content-Length, and body."""


class LoopbackServer(ThreadingHTTPServer):
    """Serves at once, with a thread for each connection, until it is closed.

    Args:
        answer: gives the answer to each GET or POST request; called from many threads.
        host: a loopback address, or "0.0.0.0" for all of them.
        port: 0 for any free one; ``server_port`` has the one that was taken.
    """

    daemon_threads = True
    request_queue_size = 256

    def __init__(
        self, answer: Callable[[Request], Answer], host: str = "127.0.0.1", port: int = 0
    ) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                status, headers, body = answer(self)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815

        super().__init__((host, port), Handler)
        # Seconds between two looks whether it is to end: close() waits for the next one.
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def handle_error(self, *_: object) -> None:
        """Say nothing: a crawl that is killed leaves broken connections."""

    def close(self) -> None:
        """Answer no new connection."""
        self.shutdown()
        self.server_close()
