"""Called by the processes of a PagePool; the page's words make it misbehave."""

from __future__ import annotations

import os
import time

from scraper.fetchers.files import Saved


def read(saved: Saved, *, mark: str) -> str:
    body = saved.page.body
    if body == b"CRASH":
        os.abort()
    if body in (b"HANG", b"SLOW"):
        time.sleep(60 if body == b"HANG" else 0.2)
    if body == b"RAISE":
        raise RuntimeError("the function is at fault")
    return mark + body.decode()
