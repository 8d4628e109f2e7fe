"""A forward proxy on loopback that enforces the crawl's address policy for a browser.

A browser resolves names itself and sends whatever requests a page's scripts make. Through this
proxy, every connection (for a script, a frame, a WebSocket or a redirect) goes to an address that
was checked, as in transport.py. It is only meant for one browser on this machine.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import unquote, urlsplit

from scraper.errors import FetchError
from scraper.fetchers.addresses import AddressPolicy, Resolver, permitted_addresses, refusal

MAX_HEAD = 64 * 1024  # bytes of a request's head
READ = 64 * 1024  # bytes that are passed on at once
# Maximum bytes per connection. A browser opens about six connections to a host and reuses them; a
# complete news page with its scripts has 5 to 10 MB.
MAX_BYTES = 64 * 1024 * 1024
# Timeout in seconds without data in one direction.
IDLE_TIMEOUT = 60.0


class GuardProxy:
    """The proxy server. Start and close it on the same event loop.

    Args:
        upstream: returns the URL of the upstream proxy for a requested URL, or None.
    """

    def __init__(
        self,
        policy: AddressPolicy,
        resolver: Resolver,
        *,
        connect_timeout: float,
        upstream: Callable[[str], str | None] = lambda url: None,
    ) -> None:
        self._policy = policy
        self._resolver = resolver
        self._connect_timeout = connect_timeout
        self._upstream = upstream
        self._server: asyncio.Server | None = None
        self.refused: list[str] = []

    async def start(self) -> int:
        """Start listening; returns the port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=MAX_HEAD)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def close(self) -> None:
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), self._connect_timeout)
            await self._forward(head, reader, writer)
        except FetchError as error:
            self.refused = [*self.refused[-99:], error.url]
            await send_response(writer, "403 Forbidden", str(error))
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError) as error:
            await send_response(writer, "502 Bad Gateway", str(error))
        except asyncio.LimitOverrunError:
            await send_response(writer, "431 Request Header Fields Too Large", "")
        finally:
            writer.close()

    async def _forward(
        self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
        method, target, version = first.split(" ", 2)
        is_tunnel = method == "CONNECT"
        url = f"https://{target}/" if is_tunnel else target
        parts = urlsplit(url)
        if not parts.hostname or parts.scheme not in ("http", "https"):
            raise ValueError(f"{target}: no address to connect to")
        port = parts.port or (443 if is_tunnel else 80)
        upstream = self._upstream(url)
        if upstream is None:
            remote_reader, remote_writer = await self._connect(parts.hostname, port, url)
            if is_tunnel:
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                remote_writer.write(request_head(f"{method} {path} {version}", lines))
        else:
            loop = asyncio.get_running_loop()
            check = self._policy.check_behind_proxy
            await loop.run_in_executor(
                None, lambda: check(str(parts.hostname), port, self._resolver, url=url)
            )
            proxy = urlsplit(upstream)
            remote_reader, remote_writer = await asyncio.wait_for(
                asyncio.open_connection(proxy.hostname, proxy.port or 80), self._connect_timeout
            )
            if proxy.username:
                login = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}".encode()
                lines.append(f"Proxy-Authorization: Basic {base64.b64encode(login).decode()}")
            remote_writer.write(request_head(first, lines, keep_proxy_headers=True))
        try:
            await relay(reader, writer, remote_reader, remote_writer)
        finally:
            remote_writer.close()

    async def _connect(
        self, host: str, port: int, url: str
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        timeout = self._connect_timeout
        loop = asyncio.get_running_loop()
        addresses = await loop.run_in_executor(
            None,
            lambda: permitted_addresses(
                host, port, self._policy, self._resolver, url=url, timeout=timeout
            ),
        )
        last: OSError = OSError("no address")
        for address in addresses[:4]:
            try:
                reader, writer = await asyncio.wait_for(
                    asyncio.open_connection(address, port), timeout / len(addresses[:4])
                )
            except OSError as error:
                last = error
                continue
            peer = str(writer.get_extra_info("peername")[0])
            if refusal(peer) and not self._policy.allows_private(host, port):
                writer.close()
                raise OSError(f"connected to {peer}, {refusal(peer)}")
            return reader, writer
        raise last


def request_head(first: str, lines: list[str], *, keep_proxy_headers: bool = False) -> bytes:
    """The request line and headers to send on, without hop-by-hop headers, for one request only."""
    kept = [
        line
        for line in lines
        if not line.lower().startswith(("connection:", "keep-alive:"))
        and (keep_proxy_headers or not line.lower().startswith("proxy-"))
    ]
    return "\r\n".join([first, *kept, "Connection: close", "", ""]).encode("latin-1")


async def send_response(writer: asyncio.StreamWriter, status: str, why: str) -> None:
    body = why.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    with suppress(OSError, RuntimeError):
        writer.write(head.encode() + body)
        await writer.drain()


async def relay(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    remote_reader: asyncio.StreamReader,
    remote_writer: asyncio.StreamWriter,
) -> None:
    """Relay data both ways until one side closes, is idle for too long, or exceeds the limit."""

    async def copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        size = 0
        while size < MAX_BYTES:
            data = await asyncio.wait_for(source.read(READ), IDLE_TIMEOUT)
            if not data:
                return
            size += len(data)
            sink.write(data)
            await sink.drain()

    tasks = [
        asyncio.ensure_future(copy(remote_reader, writer)),
        asyncio.ensure_future(copy(reader, remote_writer)),
    ]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
