"""Readers' comments, in the layouts that they come in."""

from __future__ import annotations

import json

import pytest

from scraper.extractors.comments import read_comments
from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html
from scraper.record import Comment

STORY = "".join(
    f"<p>{text}</p>"
    for text in (
        "The ferry to Marrow sails again from Monday, nine weeks after it ran onto a sandbank.",
        "The harbour office had the bank dredged twice, and twice the sea brought it back again.",
        "From now on a pilot comes aboard at low water, which the island had asked for since 2009.",
    )
)
URL = "https://courier.example/2025/03/ferry"


def comments_of(below: str, *, story: str = STORY, head: str = "") -> list[Comment]:
    """Comments of an invented page whose story is known."""
    page = f"<html><head>{head}</head><body><main><article>{story}</article>{below}</main></body>"
    tree = parse_html(page.encode())
    raw = cut(tree)
    chosen = [n for n, block in enumerate(raw) if block.text in STORY.replace("<p>", "</p>")]
    return read_comments(tree, raw, chosen, URL)


def told(comments: list[Comment]) -> list[tuple[str | None, str | None, str]]:
    return [(c.author, c.published_at, c.text) for c in comments]


NESTED_LIST = """
<section id="comments"><h2>3 responses to the ferry</h2><ol class="comment-list">
<li id="comment-1" class="comment even depth-1"><div class="comment-author vcard"><img src="a.png">
<cite class="fn">Ann Brook</cite> <span class="says">says:</span></div>
<div class="comment-meta"><a href="#comment-1"><time datetime="2025-03-04T10:12:00+01:00">4 March
2025 at 10:12</time></a></div>
<p>High time. I have been taking the mail boat since January.</p><p>It has no heating.</p>
<div class="reply"><a class="comment-reply-link" href="#respond">Reply</a></div>
<ol class="children"><li id="comment-2" class="comment odd depth-2">
<div class="comment-author vcard"><cite class="fn">Post Office</cite>
<span class="says">says:</span></div><div class="comment-meta"><a href="#comment-2">
<time datetime="2025-03-04T11:00:00+01:00">4 March 2025 at 11:00</time></a></div>
<p>It has blankets, though.</p>
<div class="reply"><a class="comment-reply-link" href="#respond">Reply</a></div></li></ol></li>
<li id="comment-3" class="comment even depth-1"><div class="comment-author vcard">
<cite class="fn">gull_23</cite> <span class="says">says:</span></div><div class="comment-meta">
<a href="#comment-3">
<time datetime="2025-03-05T07:30:00+01:00">5 March 2025 at 7:30</time></a></div>
<p>Ok.</p><div class="reply"><a class="comment-reply-link" href="#respond">Reply</a></div></li></ol>
<div id="respond"><h3>Leave a reply</h3><form><p>Your address will not be published.</p>
<label>Comment</label><textarea></textarea></form></div></section>
"""


def test_a_list_with_nested_replies_comes_in_reading_order() -> None:
    assert told(comments_of(NESTED_LIST)) == [
        (
            "Ann Brook",
            "2025-03-04T10:12:00+01:00",
            "High time. I have been taking the mail boat since January.\nIt has no heating.",
        ),
        ("Post Office", "2025-03-04T11:00:00+01:00", "It has blankets, though."),
        ("gull_23", "2025-03-05T07:30:00+01:00", "Ok."),
    ]


@pytest.mark.parametrize(
    ("header", "date"),
    [
        ("<cite>{name}</cite> says:<br>", None),
        ('<cite><a href="http://blog.example/">{name}</a></cite> sagt:', None),
        (
            '<cite>{name}</cite> Says:<br><small class="commentmetadata">'
            '<a href="#comment-1">May 2, 2009 at 4:11 pm</a></small>',
            "2009-05-02T16:11:00",
        ),
    ],
)
def test_the_id_and_the_cite_of_a_classic_blog_tell_its_comments(
    header: str, date: str | None
) -> None:
    said = {
        "Ann Moor": "It was about time. The mail boat has no heating at all.",
        "Bo Quist": "I saw the dredger: <cite>Hercules</cite> is a fine name for it.",
        "Cyd": "Who pays?",
    }
    items = "".join(
        f'<li id="comment-{n}">{header.format(name=name)}<p>{text}</p></li>'
        for n, (name, text) in enumerate(said.items(), 1)
    )
    found = comments_of(f'<h3 id="comments">3 comments</h3><ol>{items}</ol>')
    plain = {name: text.replace("<cite>", "").replace("</cite>", "") for name, text in said.items()}
    assert told(found) == [(name, date, text) for name, text in plain.items()]


def test_one_dated_comment_among_undated_ones_does_not_take_them_in() -> None:
    found = comments_of(
        '<ol><li id="comment-1"><cite>Ann</cite> says:<br><small>10 March 2025</small>'
        "<p>High time.</p></li>"
        '<li id="comment-2"><cite>Bo</cite> says:<br><p>It has blankets, though.</p></li></ol>'
    )
    assert told(found) == [
        ("Ann", "2025-03-10", "High time."),
        ("Bo", None, "It has blankets, though."),
    ]


NAMELESS_CLASSES = """
<div class="x9"><div class="q1"><div class="q2"><b>Olaf</b> · 3. Mai 2025, 10:12</div>
<div class="q3">Ich fahre seit zwanzig Jahren mit dieser Fähre, und nie war sie pünktlich.</div>
<div class="q4"><button>Gefällt mir</button>
<a href="#">Antworten</a><span>12</span></div></div>
<div class="q1"><div class="q2"><b>Hilde R.</b> · 3. Mai 2025, 11:40</div>
<div class="q3">Dafür ist die Aussicht schön, und den Kaffee gibt es umsonst.</div>
<div class="q4"><button>Gefällt mir</button>
<a href="#">Antworten</a><span>3</span></div></div>
<div class="q1"><div class="q2"><b>Moewe</b> · 4. Mai 2025, 08:05</div>
<div class="q3">Umsonst? Wo?</div>
<div class="q4"><button>Gefällt mir</button>
<a href="#">Antworten</a><span>0</span></div></div></div>
"""


def test_repeated_name_date_text_is_enough_without_a_telling_word() -> None:
    assert told(comments_of(NAMELESS_CLASSES)) == [
        (
            "Olaf",
            "2025-05-03T10:12:00",
            "Ich fahre seit zwanzig Jahren mit dieser Fähre, und nie war sie pünktlich.",
        ),
        (
            "Hilde R.",
            "2025-05-03T11:40:00",
            "Dafür ist die Aussicht schön, und den Kaffee gibt es umsonst.",
        ),
        ("Moewe", "2025-05-04T08:05:00", "Umsonst? Wo?"),
    ]


def test_replies_of_another_class_than_what_they_answer() -> None:
    page = """<div class="comentarios">
    <article class="comentario"><h4 class="usuario">Lucía</h4>
<span class="fecha">hace 3 horas</span>
    <p>Por fin vuelve el barco.</p><span class="responder">Responder</span>
    <div class="hilo"><article class="respuesta"><h5 class="usuario">Tomás</h5>

<span class="fecha">hace 2 horas</span><p>Hasta la próxima marea.</p>
    <span class="responder">Responder</span></article></div></article>
    <article class="comentario"><h4 class="usuario">Nuria V.</h4>
<span class="fecha">hace 1 hora</span>
    <p>¿Y el precio del billete?</p><span class="responder">Responder</span></article></div>"""
    assert told(comments_of(page)) == [
        ("Lucía", None, "Por fin vuelve el barco."),
        ("Tomás", None, "Hasta la próxima marea."),
        ("Nuria V.", None, "¿Y el precio del billete?"),
    ]


def test_microdata_marks_a_lone_comment() -> None:
    page = """<div itemscope itemtype="https://schema.org/Comment">
    <span itemprop="author" itemscope><span itemprop="name">Väinö</span></span>
    <meta itemprop="x" content="y"><time itemprop="dateCreated" datetime="2025-03-04">tiistai</time>
    <div itemprop="text"><p>Kiitos uutisesta.</p></div></div>"""
    assert told(comments_of(page)) == [("Väinö", "2025-03-04", "Kiitos uutisesta.")]


def test_linked_data_with_replies() -> None:
    data = {
        "@type": "NewsArticle",
        "headline": "Ferry",
        "comment": [
            {
                "@type": "Comment",
                "author": {"@type": "Person", "name": "Ann"},
                "dateCreated": "2025-03-04T10:12:00Z",
                "text": "High time.",
                "comment": [{"@type": "Comment", "author": "Bo", "text": "Indeed."}],
            },
            {"@type": "Comment", "author": [{"name": "Cy"}], "text": "And\n\n the  price?"},
        ],
    }
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    assert told(comments_of("", head=head)) == [
        ("Ann", "2025-03-04T10:12:00Z", "High time."),
        ("Bo", None, "Indeed."),
        ("Cy", None, "And\nthe price?"),
    ]


def test_comments_in_japanese_with_the_date_below_the_text() -> None:
    page = """<ul class="commentList">
    <li><div class="commentUser">山田花子</div><p>やっと再開ですね。島の祖母に会えます。</p>
    <p class="commentDate">2025年3月4日 10:12</p><a href="#">返信</a></li>
    <li><div class="commentUser">kamome</div><p>料金は上がりますか。</p>
    <p class="commentDate">2025年3月5日 7:05</p><a href="#">返信</a></li></ul>"""
    assert told(comments_of(page)) == [
        ("山田花子", "2025-03-04T10:12:00", "やっと再開ですね。島の祖母に会えます。"),
        ("kamome", "2025-03-05T07:05:00", "料金は上がりますか。"),
    ]


TEASERS = "".join(
    f"""<div class="card"><span class="by">Bea Lind</span><time>{day} March 2025</time>
    <h3><a href="/{day}">The harbour gets a crane that nobody had asked for</a></h3>
    <p>It stands on the north mole and has not moved since Tuesday, when it came.</p></div>"""
    for day in (1, 2, 3)
)


@pytest.mark.parametrize(
    "below",
    [
        "",
        TEASERS,
        '<div id="comments"><h2>0 Comments</h2><form><textarea></textarea></form></div>',
        '<div class="comments"><p>Comments are closed.</p></div>',
        "<footer><p>© 2025 Courier</p><p>12 Quay Street</p></footer>",
    ],
    ids=["nothing", "teasers", "empty", "closed", "footer"],
)
def test_what_only_looks_like_comments_is_none(below: str) -> None:
    assert comments_of(below) == []


def test_posts_that_are_the_story_are_no_comments() -> None:
    posts = NESTED_LIST.replace("<p>Ok.</p>", STORY)
    assert comments_of(posts, story="") == []


def test_comments_of_a_page_of_a_hundred_thousand_elements_are_found() -> None:
    said = ("Why?", "At last.", "Who pays?")
    deep = '<div class="comment"><b>Ann</b> 4 March 2025<p>Why?</p>' * 1_000 + "</div>" * 1_000
    noise = '<p class="a b c d">1 <i>x</i></p>' * 50_000
    flat = "".join(
        f'<li class="note"><b class="nick">Ann</b> <i>4 March 2025</i><p>{said[n % 3]}</p></li>'
        for n in range(2_000)
    )
    found = comments_of(deep + '<ul id="comments">' + flat + "</ul>" + noise)
    assert Comment(author="Ann", published_at="2025-03-04", text="Why?") in found
