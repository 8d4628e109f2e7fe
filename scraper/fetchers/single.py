"""One page that somebody waits for: fetched within a limit, or a clear error.

The crawl, which nobody waits for, has its own ways (scraper/crawl/fetching.py).
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from scraper.errors import InputError, NotText
from scraper.fetchers.http import HttpFetcher, Retry
from scraper.fetchers.settings import DEFAULT_USER_AGENT, WAITED_TIMEOUT, HttpSettings
from scraper.page import Page

TRIES = 3

NO_PAGES = {
    "application/javascript": "a script",
    "application/x-javascript": "a script",
    "text/javascript": "a script",
    "text/css": "a style sheet",
    "image/svg+xml": "an SVG image",
}
"""Text that is no page, and that its bytes do not give away; what is no text, they do."""


def fetch(
    url: str,
    *,
    timeout: float = WAITED_TIMEOUT,
    user_agent: str = DEFAULT_USER_AGENT,
    allow_private: bool = False,
    on_retry: Callable[[Retry], None] | None = None,
) -> Page:
    """One page by HTTP, for ``extract_page``.

    It is asked for as a browser's visitor would: once, again after an error that may pass, over at
    most ten redirects, whatever robots.txt says to crawlers. Use ``crawl`` for more than a few.

    Args:
        timeout: seconds that all of it may take, further tries included.
        user_agent: sent with each request.
        allow_private: ask a host of this name even where its address is private, as that of
            localhost is.
        on_retry: told of each further try before the wait for it.

    Raises:
        FetchError: the server cannot be reached, is too slow, answers with an error or with too
            much; its subclasses in errors.py tell which.
        InputError: the address is none.
        NotText: there is a script, a style sheet or an SVG image.
    """
    try:
        host = urlsplit(url).hostname or ""
    except ValueError as error:  # half an IPv6 address
        raise InputError(f"{url}: not a valid address: {error}") from None
    settings = HttpSettings(
        user_agent=user_agent,
        allow_private=frozenset({host} if allow_private else ()),
        total_timeout=timeout,
        # Half of it, so that a server which swallowed one request is asked once more.
        read_timeout=timeout / 2,
        connect_timeout=min(HttpSettings().connect_timeout, timeout / 2),
        retries=TRIES - 1,
        retry_refused=False,
    )
    with HttpFetcher(settings, on_retry=on_retry) as fetcher:
        page = fetcher.fetch(url)
    kind = NO_PAGES.get(page.headers.get("content-type", "").partition(";")[0].strip().lower())
    if kind and b"<html" not in page.body[:4096].lower():  # some servers name a wrong type
        raise NotText(f"{url}: this is {kind}, not a page: give the page that it belongs to")
    return page
