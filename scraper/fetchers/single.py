"""Fetch one page for a waiting user: within a time limit, or with a clear error.

The crawl has its own fetching (scraper/crawl/engine/fetching.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from scraper.errors import AddressRefused, NotText
from scraper.fetchers.http import HttpFetcher, Retry
from scraper.fetchers.outgoing import own_origins, split_credentials
from scraper.fetchers.settings import DEFAULT_USER_AGENT, INTERACTIVE_TIMEOUT, HttpSettings
from scraper.page import Page

ATTEMPTS = 3
"""Requests for a page, within the time limit, before its error is given to the user."""

NON_PAGE_TYPES = {
    "application/javascript": "a script",
    "application/x-javascript": "a script",
    "text/javascript": "a script",
    "text/css": "a style sheet",
    "image/svg+xml": "an SVG image",
}
"""Media types of text that is not a page and cannot be recognised from its bytes. Other types that
are not pages are recognised from their bytes."""


def fetch(
    url: str,
    *,
    timeout: float = INTERACTIVE_TIMEOUT,
    user_agent: str = DEFAULT_USER_AGENT,
    allow_private: bool = False,
    headers: Mapping[str, str] | None = None,
    on_retry: Callable[[Retry], None] | None = None,
) -> Page:
    """Fetch one page by HTTP, for ``extract_page``.

    The request is like that of a browser user: it is retried after temporary errors, follows at
    most ten redirects, and does not check robots.txt. Use ``crawl`` for more than a few pages.

    Args:
        timeout: total time limit in seconds, including retries.
        user_agent: sent with each request.
        allow_private: allow the host of ``url`` to have a private address, such as localhost.
        headers: more request headers, such as a Cookie or an Authorization. They are sent only to
            the scheme, host and port of ``url`` (of an http URL, also to the same host by https):
            not to another host after a redirect.
        on_retry: called before the wait for each retry.

    Raises:
        FetchError: the server cannot be reached, is too slow, or answers with an error or too much
            data, or ``url`` is not a full http or https URL; see its subclasses in errors.py.
        NotText: the URL is that of a script, a style sheet or an SVG image.
        ValueError: ``timeout`` is not above 0, or one of the ``headers`` cannot be sent.
    """
    if timeout <= 0:
        raise ValueError(f"timeout must be above 0 seconds, not {timeout:g}")
    try:
        host = urlsplit(url).hostname or ""
    except ValueError as error:  # an incomplete IPv6 address
        raise AddressRefused(f"{url}: not a valid address: {error}", url=url) from None
    settings = HttpSettings(
        user_agent=user_agent,
        headers=headers or {},
        origins=own_origins([split_credentials(url)[0]]) if headers else None,
        allow_private=frozenset({host} if allow_private else ()),
        total_timeout=timeout,
        # Half of the total, so that a request without a response is retried once.
        read_timeout=timeout / 2,
        connect_timeout=min(HttpSettings().connect_timeout, timeout / 2),
        retries=ATTEMPTS - 1,
        retry_refused=False,
    )
    with HttpFetcher(settings, on_retry=on_retry) as fetcher:
        page = fetcher.fetch(url)
    kind = NON_PAGE_TYPES.get(
        page.headers.get("content-type", "").partition(";")[0].strip().lower()
    )
    if kind and b"<html" not in page.body[:4096].lower():  # some servers declare a wrong type
        raise NotText(f"{url}: this is {kind}, not a page: give the page that it belongs to")
    return page
