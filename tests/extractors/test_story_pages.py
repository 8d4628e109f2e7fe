"""Stories over several pages: which pages a page names, and one record of them."""

from __future__ import annotations

import pytest

from scraper.extractors import extract
from scraper.extractors.story_pages import join
from scraper.extractors.story_pages.numbers import Numbers, compare, names_whole
from scraper.record import Record

STORY = "https://example.org/travel/walks-in-the-hills"


def page(
    url: str = STORY,
    pager: str = "",
    *,
    name: str = "the first page",
    head: str = "",
    title: str = "Ten walks in the hills above Lund",
    lead: str = "",
    below: str = "",
) -> Record:
    sentence = "Sentence {} of {} tells walkers something that no other sentence tells them."
    story = "".join(f"<p>{sentence.format(n, name)}</p>" for n in range(6))
    html = (
        f"<html lang=en><head><title>{title} - Example Gauge</title>{head}</head><body>"
        "<nav><a href='/news/'>News</a> <a href='/travel/'>Travel</a></nav>"
        f"<article><h1>{title}</h1>{lead}{story}</article>{pager}{below}</body></html>"
    )
    return extract(html.encode(), url=url)


def numbers(*links: str) -> str:
    """A pager; a link without an address is the page itself."""
    items = (
        f'<li><a href="{href}">{text}</a></li>' if href else f"<li>{text}</li>"
        for text, _, href in (link.partition("=") for link in links)
    )
    return f"<ul class=pages>{''.join(items)}</ul>"


@pytest.mark.parametrize(
    ("own", "other", "expected"),
    [
        ("/a/story", "/a/story?page=2", (None, 2, True)),
        ("/a/story", "/a/story?x=2", (None, 2, False)),
        ("/a/story?id=7", "/a/story?id=7&seite=2", (None, 2, True)),
        ("/a/story", "/a/story/2/", (None, 2, True)),
        ("/a/story/", "/a/story/page/2", (None, 2, True)),
        ("/a/story/", "/a/story/seite-2", (None, 2, True)),
        ("/a/story.html", "/a/story_2.html", (None, 2, True)),
        ("/a/story.html", "/a/story-2.html", (None, 2, False)),
        ("/a/story.html", "/a/story-p2.html", (None, 2, True)),
        ("/a/story.html", "/a/story/2", (None, 2, True)),
        ("/a/", "/a/index_2.html", (None, 2, True)),
        ("/a/story_1.html", "/a/story_2.html", (1, 2, True)),
        ("/a/story?page=3", "/a/story", (3, None, True)),
        ("/a/story?page=3", "/a/story?page=1", (3, 1, True)),
    ],
)
def test_page_numbers_in_addresses(
    own: str, other: str, expected: tuple[int | None, int | None, bool]
) -> None:
    found = compare(f"https://example.org{own}", f"https://example.org{other}")
    assert found == Numbers(*expected)


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("/a/story", "/a/story"),
        ("/a/story", "/a/story.html"),
        ("/a/story", "/a/another-story"),
        ("/a/story", "/a/another-story?page=2"),
        ("/a/budget-2026", "/a/budget-2027"),
        ("/news/12345", "/news/12346"),
        ("/a/story", "/a/story?comment-page=2"),
        ("/a/story", "/a/story/comment-page-2"),
        ("/a/story", "/a/story?image=2"),
        ("/a/story", "/a/story/photos/2"),
        ("/a/story/photos", "/a/story/photos/2"),
        ("/a/story", "https://other.example/a/story?page=2"),
    ],
)
def test_other_addresses_are_no_pages_of_a_story(own: str, other: str) -> None:
    other = other if other.startswith("https") else f"https://example.org{other}"
    assert compare(f"https://example.org{own}", other) is None


@pytest.mark.parametrize("other", ["?page=all", "/all", "/komplettansicht", "?singlepage=1"])
def test_addresses_of_the_version_on_one_page(other: str) -> None:
    assert names_whole(STORY, STORY + other)
    assert names_whole(STORY + "?page=2", STORY + other)
    assert not names_whole("https://example.org/travel/another-story", STORY + other)


@pytest.mark.parametrize(
    "pager",
    [
        numbers("1", "2=?page=2", "3=?page=3"),
        numbers("1", f"2={STORY}/2", "3={STORY}/3"),
        numbers("1", "2=walks-in-the-hills,2", "3=walks-in-the-hills,3"),
        "<a href='?page=2'>Next page</a>",
        "<a href='?page=2'>下一页</a>",
        "<p>Weiter auf Seite 2: <a href='?seite=2'>Die Hügel im Norden</a></p>",
        "<a rel=next href='walks-in-the-hills/2/'>»</a>",
    ],
)
def test_a_story_that_goes_on_has_a_warning(pager: str) -> None:
    record = page(pager=pager)
    assert record.warnings == ["pages_missing"]
    assert record.pages is not None
    assert record.pages.next in {
        f"{STORY}?page=2", f"{STORY}/2", f"{STORY}/2/", f"{STORY},2", f"{STORY}?seite=2",
    }  # fmt: skip
    assert record.pages.first is None


def test_a_pager_may_count_from_zero() -> None:
    record = page(pager=numbers("1", "2=?page=1", "3=?page=2"))
    assert record.pages
    assert record.pages.next == f"{STORY}?page=1"
    record = page(f"{STORY}?page=1", pager=numbers("1=?page=0", "2", "3=?page=2"))
    assert record.pages
    assert record.pages.next == f"{STORY}?page=2"
    assert record.pages.first == f"{STORY}?page=0"


def test_the_head_may_name_the_next_page() -> None:
    record = page(head=f'<link rel="next" href="{STORY}?page=2">')
    assert record.pages
    assert record.pages.next == f"{STORY}?page=2"


@pytest.mark.parametrize(
    "pager",
    [
        # the next story, as many publishing systems name it
        '<a rel=next href="/travel/walks-in-the-woods">Ten walks in the woods</a>',
        '<a rel=next href="/travel/walks-in-the-hills-2">Ten walks in the hills above Lund</a>',
        '<a href="/travel/walks-in-the-hills/2">Ten walks that every reader of this newspaper '
        "should have made before the summer ends</a>",
        # readers' comments and pictures
        "<section id=comments><p>Nice.</p><a href='?page=2'>2</a></section>",
        "<div class=gallery><a href='?page=2'>2</a></div>",
        "<a href='?cpage=2'>2</a>",
        "<a href='?photo=2'>Next photo</a>",
        # a list of other stories
        "<ul>"
        + "".join(
            f"<li><h3><a href='/news/story-number-{n}'>Story number {n} of the list</a></h3>"
            "<p>This teaser tells in one sentence what the other story is about.</p></li>"
            for n in range(10)
        )
        + "</ul><a href='?page=2'>2</a>",
    ],
)
def test_other_pagers_are_not_the_storys(pager: str) -> None:
    record = page(pager=pager)
    assert record.pages is None
    assert "pages_missing" not in record.warnings


def test_an_archive_without_a_date_is_no_story() -> None:
    pager = numbers("1", f"2={STORY}/page/2/", f"3={STORY}/page/3/")
    assert page(pager=pager).pages is None
    dated = page(pager=pager, head='<meta property="article:published_time" content="2025-05-11">')
    assert dated.pages is not None


def test_the_next_story_in_the_head_is_no_further_page() -> None:
    head = '<link rel="next" title="Ten walks in the woods" href="/travel/walks-in-the-woods">'
    assert page(head=head).pages is None


@pytest.mark.parametrize(
    ("url", "pager", "head"),
    [
        (f"{STORY}?page=2", numbers(f"1={STORY}", "2", "3=?page=3"), ""),
        (f"{STORY}/2", f'<a rel="prev" href="{STORY}">«</a>', ""),
        (f"{STORY}/3", "", f'<link rel="canonical" href="{STORY}">'),
    ],
)
def test_a_further_page_names_the_first(url: str, pager: str, head: str) -> None:
    record = page(url, pager, head=head)
    assert record.pages
    assert record.pages.first == STORY
    assert "pages_missing" in record.warnings


@pytest.mark.parametrize("query", ["print=1", "m=1", "output=2"])
def test_another_form_of_a_page_is_no_further_page(query: str) -> None:
    record = page(f"{STORY}?{query}", head=f'<link rel="canonical" href="{STORY}">')
    assert (record.pages, record.warnings) == (None, [])


def test_a_number_in_the_address_alone_makes_no_further_page() -> None:
    back = '<a href="/travel">Travel</a>'
    assert page("https://example.org/travel/17", back).pages is None


def test_the_version_on_one_page_is_named() -> None:
    pager = numbers("1", "2=?page=2") + "<a href='?page=all'>Alles auf einer Seite</a>"
    record = page(pager=pager)
    assert record.pages
    assert record.pages.single == f"{STORY}?page=all"
    assert page(pager="<a href='?view=all'>Show all comments</a>").pages is None


def pages() -> tuple[Record, Record]:
    lead = "<p class=standfirst>The best of the hills, chosen by those who live there.</p>"
    first = page(pager=numbers("1", "2=?page=2"), lead=lead)
    second = page(f"{STORY}?page=2", numbers(f"1={STORY}", "2"), name="the second page", lead=lead)
    return first, second


def test_pages_are_joined_to_one_record() -> None:
    first, second = pages()
    joined = join(first, second, f"{STORY}?page=2")
    assert joined is not None
    assert (joined.id, joined.url, joined.title) == (first.id, STORY, first.title)
    assert joined.text.count("the first page") == joined.text.count("the second page") == 6
    assert joined.text.index("the first page") < joined.text.index("the second page")
    assert joined.text.count("The best of the hills") == 1
    assert joined.pages
    assert joined.pages.joined == [f"{STORY}?page=2"]
    assert joined.pages.next is None
    assert joined.warnings == []
    assert joined.content_hash not in (first.content_hash, second.content_hash)
    assert Record.model_validate_json(joined.to_json()) == joined


def test_a_notice_below_each_page_is_kept_once() -> None:
    first, second = pages()
    notice = first.blocks[-1].model_copy(
        update={"text": "The walks were made in the month of May."}
    )
    first = first.model_copy(update={"blocks": [*first.blocks, notice]})
    second = second.model_copy(update={"blocks": [*second.blocks, notice]})
    joined = join(first, second, f"{STORY}?page=2")
    assert joined
    assert joined.text.count("the month of May") == 1
    assert joined.text.endswith("the month of May.")


def test_more_pages_are_missing_until_the_last() -> None:
    first, _ = pages()
    second = page(f"{STORY}?page=2", numbers("1=?", "2", "3=?page=3"), name="the second page")
    joined = join(first, second, f"{STORY}?page=2")
    assert joined
    assert joined.pages
    assert joined.pages.next == f"{STORY}?page=3"
    assert joined.warnings == ["pages_missing"]


def test_another_story_is_not_joined() -> None:
    first, _ = pages()
    other = page(f"{STORY}?page=2", name="another story", title="The harbour bridge is open again")
    assert join(first, other, f"{STORY}?page=2") is None


def test_a_page_number_without_effect_ends_the_story() -> None:
    first, _ = pages()
    joined = join(first, page(f"{STORY}?page=2"), f"{STORY}?page=2")
    assert joined
    assert joined.pages is None
    assert joined.text == first.text
    assert joined.warnings == []


def test_the_version_on_one_page_replaces_the_first() -> None:
    pager = numbers("1", "2=?page=2") + "<a href='?page=all'>All on one page</a>"
    first, second = page(pager=pager), pages()[1]
    whole = page(f"{STORY}?page=all", below="".join(f"<p>{b.text}</p>" for b in second.blocks[1:]))
    whole = whole.model_copy(update={"blocks": [*first.blocks, *second.blocks[1:]]})
    whole = whole.model_copy(update={"text": "\n".join(b.text for b in whole.blocks)})
    joined = join(first, whole, f"{STORY}?page=all")
    assert joined
    assert joined.pages
    assert (joined.id, joined.url) == (first.id, STORY)
    assert joined.text == whole.text
    assert joined.pages.joined == [f"{STORY}?page=all"]
    assert joined.warnings == []
    # a version on one page that has another text, such as a wall to subscribe
    assert join(first, second, f"{STORY}?page=all") is None
