"""Words for screen readers, in every field of the record where sites put them."""

from scraper.extractors import extract_page
from scraper.page import Page

STORY = "".join(
    f"<p>Paragraph {n} tells what the council of the town has decided about the bridge, and why "
    "the engineers disagreed with it that evening.</p>"
    for n in range(6)
)
PAGE = f"""<html lang="en"><head><title>Council tears down the old bridge - Port News</title>
<meta property="og:title" content="Council tears down the old bridge"></head>
<body><article>
<h1><span class="kicker">Harbour</span><span class="sr-only">: </span>Council tears down the old
bridge<span class="visually-hidden"> (video)</span></h1>
<p class="standfirst"><span class="visually-hidden">Summary: </span>The mayor says that the town
cannot pay for its repair.</p>
<p class="byline"><span class="sr-only">By </span><span>Jane Doe</span></p>
<figure><img src="/bridge-1200.jpg" width="1200" height="800"><figcaption>
<span class="sr-only">Image caption, </span>The bridge on Monday.
<span class="sr-only">Image source, </span><span class="credit">Max Roe</span></figcaption></figure>
{STORY}<p>See <a href="/report">the report<span class="sr-only"> (opens in a new window)</span></a>
of May, which the council had asked for.</p></article>
<aside><h2>More news</h2><ul>
<li><a href="/2024/05/library.html">Mayor wants a new library for the harbour<span hidden>
Video</span></a></li>
<li><a href="/2024/05/rain.html"><span class="sr-only">Read more: </span>Rain floods three villages
in the north</a></li>
<li><a href="/2024/05/strike.html">Teachers go on strike for smaller classes</a></li>
</ul></aside></body></html>"""


def test_no_field_has_words_that_only_screen_readers_read() -> None:
    record = extract_page(Page(body=PAGE.encode(), url="https://port.example/2024/05/bridge.html"))
    assert record.title == "Council tears down the old bridge"
    assert record.subtitle == "The mayor says that the town cannot pay for its repair."
    assert record.authors == ["Jane Doe"]
    assert [(image.caption, image.credit) for image in record.images] == [
        ("The bridge on Monday.", "Max Roe")
    ]
    assert record.text.splitlines()[-1] == (
        "See the report of May, which the council had asked for."
    )
    (link,) = record.blocks[-1].links
    assert record.blocks[-1].text[link.start : link.end] == "the report"
    assert [item.title for item in record.related] == [
        "Mayor wants a new library for the harbour",
        "Rain floods three villages in the north",
        "Teachers go on strike for smaller classes",
    ]
