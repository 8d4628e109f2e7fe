"""CSS selectors in a configuration or in SiteRules: whether they are any."""

from __future__ import annotations


def check_selector(selector: str) -> None:
    """Raise ValueError, with the reason, if a text is no CSS selector."""
    import soupsieve  # takes 0.1 s to import, and few sources have selectors

    try:
        soupsieve.compile(selector)
    except (soupsieve.SelectorSyntaxError, NotImplementedError) as error:
        reason = str(error).splitlines()[0].partition(". ")[0]
        raise ValueError(f"not a CSS selector: {reason}") from None
