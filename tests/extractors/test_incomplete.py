"""Pages that came without their story."""

import pytest

from scraper.extractors.incomplete import (
    MAX_NOTICE_CHARS,
    MAX_SHELL_CHARS,
    is_client_rendered,
    is_cut_off,
    is_noscript_notice,
)
from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html

SCRIPTS = "<script>a()</script><script>b()</script>"


@pytest.mark.parametrize(
    ("end", "is_early"),
    [
        ("</p></body></html>", False),
        ("</p></BODY>", False),
        ("</p>", False),  # the closing tags of html and body may be left out
        (" and then", True),
        ('</p><div class="sha', True),
    ],
)
def test_markup_that_breaks_off_is_told_from_markup_that_leaves_out_tags(
    end: str, is_early: bool
) -> None:
    assert is_cut_off("<html><body><p>It rained in Lund." + end) is is_early


def test_a_fragment_without_a_body_may_end_with_words() -> None:
    assert not is_cut_off("<p>It rained in Lund.")


@pytest.mark.parametrize(
    ("body", "is_shell"),
    [
        (f'<div id="root"></div>{SCRIPTS}', True),
        (f'<p>{"Menu " * 100}</p><div id="root"></div>', True),
        (f'<p>{"A story. " * MAX_SHELL_CHARS}</p><div id="root"></div>', False),
        (f'<div id="root"><p>{"A story. " * 100}</p></div>{SCRIPTS}', False),
        (f"<p>Loading</p>{SCRIPTS}", True),
        ("<p>Loading</p><link rel=preload as=script href=a><link rel=modulepreload href=b>", True),
        ("<p>It rained in Lund.</p>", False),
    ],
)
def test_a_shell_has_an_empty_root_or_scripts_and_next_to_no_text(
    body: str, is_shell: bool
) -> None:
    tree = parse_html(f"<html><body>{body}</body></html>".encode())
    assert is_client_rendered(tree, cut(tree)) is is_shell


@pytest.mark.parametrize(
    ("body", "is_plea"),
    [
        ("<noscript>Please enable scripts.</noscript>", True),
        (f"<noscript><p>{'It rained. ' * MAX_NOTICE_CHARS}</p></noscript>", False),
        ("<noscript>Please enable scripts.</noscript><p>It rained.</p>", False),
        ("", False),
    ],
)
def test_a_plea_is_short_and_all_that_is_there(body: str, is_plea: bool) -> None:
    tree = parse_html(f"<html><body>{body}</body></html>".encode())
    assert is_noscript_notice(tree, cut(tree)) is is_plea
