"""Saved pages: what each kind of file gives, and what a bad one costs."""

import gzip
import io
import plistlib
import sys
import zipfile
from collections import Counter
from email.message import EmailMessage
from pathlib import Path

import brotli
import pytest
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.errors import EmptyInput, InputError, NotText
from scraper.fetchers.files import Saved, Unreadable, read_pages
from scraper.page import Page

HTML = b"<!DOCTYPE html><title>Ferry returns</title><p>The ferry is back in service.</p>"

MHTML = b"""From: <Saved by Blink>
Snapshot-Content-Location: https://harbour.example/news/2024/ferry-is-
 back
Subject: Ferry
Date: Mon, 8 Jan 2024 10:00:00 +0200
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html";
\tboundary="----Edge"

------Edge
Content-Type: text/html; charset=windows-1252
Content-ID: <frame-1@mhtml.blink>
Content-Transfer-Encoding: quoted-printable
Content-Location: https://harbour.example/news/2024/ferry-is-back

<!DOCTYPE html><title>Ferry</title><p>The caf=E9 on board has opened.</p>
------Edge
Content-Type: image/png
Content-Transfer-Encoding: base64
Content-Location: https://harbour.example/logo.png

iVBORw0KGgo=
------Edge--
"""


def only(target: str | Path, **options: object) -> Saved | Unreadable:
    (found,) = read_pages(target, **options)  # type: ignore[arg-type]
    return found


def page_of(target: str | Path, **options: object) -> Page:
    found = only(target, **options)
    assert isinstance(found, Saved), found
    return found.page


def error_of(target: str | Path, **options: object) -> InputError:
    found = only(target, **options)
    assert isinstance(found, Unreadable), found
    return found.error


def test_html_file_gives_a_page_with_its_type(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(HTML)
    found = only(path, url="https://harbour.example/a")
    assert found == Saved(
        str(path),
        Page(body=HTML, url="https://harbour.example/a", headers={"content-type": "text/html"}),
    )


def test_text_file_says_that_it_is_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"One line.\n")
    assert page_of(path).headers == {"content-type": "text/plain"}


@pytest.mark.parametrize(
    ("suffix", "pack"),
    [(".gz", gzip.compress), (".br", brotli.compress), (".zst", zstandard.compress)],
)
def test_compressed_files_are_decompressed(tmp_path: Path, suffix: str, pack) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / f"a.html{suffix}"
    path.write_bytes(pack(HTML))
    assert page_of(path) == Page(body=HTML, headers={"content-type": "text/html"})


def test_truncated_gzip_gives_what_is_there_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.html.gz"
    long = b"".join(b"<p>Paragraph %d of a long report.</p>" % n for n in range(3000))
    path.write_bytes(gzip.compress(long)[:-400])
    page = page_of(path)
    assert page.truncated
    assert long.startswith(page.body)
    assert len(page.body) > 10_000


def test_mhtml_gives_its_page_and_the_address_it_was_saved_from(tmp_path: Path) -> None:
    path = tmp_path / "ferry.mhtml"
    path.write_bytes(MHTML.replace(b"\n", b"\r\n"))
    page = page_of(path)
    assert page.url == "https://harbour.example/news/2024/ferry-is-back"
    assert page.body.strip().endswith("<p>The café on board has opened.</p>".encode("cp1252"))
    assert page.headers == {"content-type": "text/html; charset=windows-1252"}
    assert page.fetched_at is not None
    assert page.fetched_at.isoformat() == "2024-01-08T08:00:00+00:00"
    assert not page.truncated
    assert page_of(path, url="https://other.example/").url == "https://other.example/"


def test_mhtml_cut_short_is_truncated(tmp_path: Path) -> None:
    path = tmp_path / "ferry.mht"
    path.write_bytes(MHTML[: MHTML.index(b"image/png")])
    assert page_of(path).truncated


def test_mhtml_without_a_page_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.mhtml"
    path.write_bytes(b"MIME-Version: 1.0\nContent-Type: image/png\n\nabc")
    assert isinstance(error_of(path), NotText)


def test_mhtml_nested_without_end_is_an_error_and_no_crash(tmp_path: Path) -> None:
    path = tmp_path / "deep.mhtml"
    head = b"MIME-Version: 1.0\n"
    layers = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3000)
    )
    path.write_bytes(head + layers)
    assert isinstance(error_of(path), InputError)


def test_plain_text_that_starts_like_a_header_is_no_mhtml(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"Update: the ferry is back\n\nIt left at nine.\n")
    assert page_of(path).headers == {"content-type": "text/plain"}


NEWSLETTER = "<!DOCTYPE html><h1>Färjan är tillbaka</h1><p>Den gick klockan nio.</p>"


def mail(html: str = NEWSLETTER, encoding: str = "base64") -> EmailMessage:
    message = EmailMessage()
    message["Received"] = "from a.example by b.example; " + "x" * 5000  # signatures are this long
    message["From"] = "Hamnbladet <brev@hamn.example>"
    message["Subject"] = "Veckans brev: färjan & kajen"
    message["Date"] = "Mon, 08 Jan 2024 10:00:00 +0200"
    message.set_content("Färjan är tillbaka.\n", cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte=encoding)
    return message


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("name", ["brev.eml", "brev.txt"])
def test_an_e_mail_gives_its_html(tmp_path: Path, name: str, encoding: str) -> None:
    path = tmp_path / name
    message = mail(encoding=encoding)
    message.add_attachment("<p>An attached page.</p>", subtype="html", filename="a.html")
    path.write_bytes(bytes(message).replace(b"\n", b"\r\n"))
    page = page_of(path)
    title, _, html = page.body.decode().partition("\n")
    assert title == "<title>Veckans brev: f&#228;rjan &amp; kajen</title>"
    assert html.strip() == NEWSLETTER
    assert page.headers == {"content-type": "text/html; charset=utf-8"}
    assert page.url is None
    assert page.fetched_at is not None
    assert page.fetched_at.isoformat() == "2024-01-08T08:00:00+00:00"


def test_the_title_of_a_mails_html_wins_over_its_subject(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(bytes(mail("<title>Ferry</title><p>The ferry is back.</p>")))
    assert page_of(path).body.startswith(b"<title>Ferry</title><p>")


def test_an_e_mail_that_is_text_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(b"From: a@b.example\nSubject: Ferry\n\nThe ferry is back.\n")
    page = page_of(path)
    assert (page.body, page.headers) == (b"The ferry is back.\n", {"content-type": "text/plain"})


@pytest.mark.parametrize("kind", ["application/pkcs7-mime", "application/pdf"])
def test_an_e_mail_without_anything_to_read_is_named(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(f"From: a@b.example\nContent-Type: {kind}\n\nMIAGCSqG\n".encode())
    assert "a.eml: no HTML or text in this" in str(error_of(path))


def test_a_mailbox_of_several_mails_is_named_and_one_of_one_is_read(tmp_path: Path) -> None:
    path = tmp_path / "inbox"
    one = b"From brev@hamn.example Mon Jan  8 10:00:00 2024\n" + bytes(mail()) + b"\n"
    path.write_bytes(one)
    assert b"klockan nio" in page_of(path).body
    path.write_bytes(one + one)
    assert "mailbox of several e-mails" in str(error_of(path))


def test_a_press_release_that_begins_like_a_mail_is_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    release = b"From: Harbour office\nDate: 8 January 2024\nReceived: late\n\nThe ferry is back.\n"
    path.write_bytes(release)
    assert page_of(path).body == release


@pytest.mark.parametrize("form", [plistlib.FMT_BINARY, plistlib.FMT_XML])
def test_a_safari_web_archive_gives_its_page(tmp_path: Path, form: plistlib.PlistFormat) -> None:
    main = {
        "WebResourceData": "<title>F</title><p>The café has opened.</p>".encode("cp1252"),
        "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "windows-1252",
        "WebResourceURL": "https://harbour.example/a",
    }
    path = tmp_path / "a.webarchive"
    body = plistlib.dumps({"WebMainResource": main, "WebSubresources": []}, fmt=form)
    path.write_bytes(body)
    (found,) = read_pages(tmp_path)
    assert isinstance(found, Saved)
    assert found.page == Page(
        body=main["WebResourceData"],  # type: ignore[arg-type]
        url="https://harbour.example/a",
        headers={"content-type": "text/html; charset=windows-1252"},
    )
    path.write_bytes(body[: len(body) // 2])
    assert "web archive is broken" in str(error_of(path))


def warc(*records: tuple[str, str, list[tuple[str, str]], bytes], gzip: bool) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gzip)
    for url, status, headers, body in records:
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=http)
        )
    return out.getvalue()


PAGE_HEADERS = [("Content-Type", "text/html; charset=utf-8")]


@pytest.mark.parametrize("packed", [True, False])
def test_warc_gives_its_pages_and_passes_over_the_rest(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / ("c.warc.gz" if packed else "c.warc")
    path.write_bytes(
        warc(
            ("https://a.example/1", "200 OK", PAGE_HEADERS, HTML),
            ("https://a.example/x.png", "200 OK", [("Content-Type", "image/png")], b"\x89PNG"),
            ("https://a.example/gone", "404 Not Found", PAGE_HEADERS, HTML),
            (
                "https://a.example/2",
                "200 OK",
                [*PAGE_HEADERS, ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")],
                chunked(gzip.compress(HTML)),
            ),
            gzip=packed,
        )
    )
    first, second = list(read_pages(path))
    assert isinstance(first, Saved)
    assert isinstance(second, Saved)
    assert (first.name, second.name) == (f"{path}#1", f"{path}#2")
    assert first.page.url == "https://a.example/1"
    assert second.page.url == "https://a.example/2"
    assert first.page.body == second.page.body == HTML
    assert first.page.status == 200
    assert first.page.fetched_at is not None


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


@pytest.mark.parametrize("packed", [True, False])
def test_a_warc_that_breaks_off_gives_what_comes_before(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "c.warc.gz"
    whole = warc(
        ("https://a.example/1", "200 OK", PAGE_HEADERS, HTML),
        ("https://a.example/2", "200 OK", PAGE_HEADERS, HTML * 500),
        gzip=packed,
    )
    path.write_bytes(whole[:-60])
    first, *rest = list(read_pages(path))
    assert isinstance(first, Saved)
    assert first.page.body == HTML
    assert all(not isinstance(found, Saved) or found.page.truncated for found in rest)
    assert isinstance(rest[-1], Unreadable)
    assert "ends in the middle of a record" in str(rest[-1].error)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("cut", [1, 5, 60, 250, -10])
def test_a_warc_that_ends_in_a_record_that_is_no_page_says_so(
    tmp_path: Path, packed: bool, cut: int
) -> None:
    path = tmp_path / "c.warc"
    start = warc(("https://a.example/1", "200 OK", PAGE_HEADERS, HTML), gzip=packed)
    missing = ("https://a.example/2", "404 Not Found", PAGE_HEADERS, HTML)
    whole = start + warc(missing, gzip=packed)
    path.write_bytes(whole[: cut if cut < 0 else len(start) + cut])
    first, end = read_pages(path)
    assert isinstance(first, Saved)
    assert isinstance(end, Unreadable)
    for complete in (start, whole):
        path.write_bytes(complete)
        assert len(list(read_pages(path))) == 1


@pytest.mark.parametrize("packed", [True, False])
def test_a_warc_broken_in_the_middle_goes_on_at_the_next_whole_record(
    tmp_path: Path, packed: bool
) -> None:
    path = tmp_path / "c.warc"
    parts = [
        warc((f"https://a.example/{n}", "200 OK", PAGE_HEADERS, HTML), gzip=packed)
        for n in range(5)
    ]
    broken = b"\xff" * 60
    parts[1] = parts[1][:40] + broken + parts[1][100:]
    parts[3] = broken + parts[3][60:]
    path.write_bytes(b"".join(parts))
    found = list(read_pages(path))
    urls = [one.page.url for one in found if isinstance(one, Saved)]
    assert [url[-1] for url in urls if url] == ["0", "2", "4"]
    errors = [str(one.error) for one in found if isinstance(one, Unreadable)]
    assert any("broken here" in error for error in errors)
    assert all(error.isascii() and error.isprintable() for error in errors)


def test_a_warc_compressed_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "c.warc.gz"
    pages = [(f"https://a.example/{n}", "200 OK", PAGE_HEADERS, HTML) for n in range(5)]
    path.write_bytes(gzip.compress(warc(*pages, gzip=False)))
    found = list(read_pages(path))
    assert [one.page.url for one in found if isinstance(one, Saved)] == [url for url, *_ in pages]
    assert len(found) == 5


def test_warc_record_that_expands_over_the_limit_costs_itself_alone(tmp_path: Path) -> None:
    path = tmp_path / "c.warc.gz"
    bomb = [*PAGE_HEADERS, ("Content-Encoding", "br")]
    path.write_bytes(
        warc(
            ("https://a.example/1", "200 OK", bomb, brotli.compress(bytes(30_000_000), quality=1)),
            ("https://a.example/2", "200 OK", PAGE_HEADERS, HTML),
            gzip=True,
        )
    )
    first, second = list(read_pages(path, max_bytes=1_000_000))
    assert isinstance(first, Unreadable)
    assert "1,000,000" in str(first.error)
    assert isinstance(second, Saved)


def test_folder_is_read_with_its_folders_in_order(tmp_path: Path) -> None:
    for name in ("b.html", "a/z.htm", "a/b/c.txt", "a/.hidden.html", ".git/x.html", "a/view.php"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(HTML)
    (tmp_path / "a" / "data.json").write_bytes(b"[]")
    (tmp_path / "b_files").mkdir()
    (tmp_path / "b_files" / "frame.html").write_bytes(HTML)
    (tmp_path / "2024").mkdir()
    (tmp_path / "2024" / "some-story").write_bytes(HTML)
    (tmp_path / "2024" / "notes").write_bytes(b"milk, bread")
    (tmp_path / "a" / "empty.html").write_bytes(b"")
    passed_over: Counter[str] = Counter()
    names = [
        str(Path(found.name).relative_to(tmp_path))
        for found in read_pages(tmp_path, passed_over=passed_over)
    ]
    assert names == [
        "b.html",
        "2024/some-story",
        "a/empty.html",
        "a/view.php",
        "a/z.htm",
        "a/b/c.txt",
    ]
    assert passed_over == {"": 1, ".json": 1}


def test_a_bad_file_in_a_folder_leaves_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b" \n")
    (tmp_path / "b.html").write_bytes(HTML)
    bad, good = list(read_pages(tmp_path))
    assert isinstance(bad, Unreadable)
    assert isinstance(bad.error, EmptyInput)
    assert isinstance(good, Saved)


def test_folder_without_pages(tmp_path: Path) -> None:
    assert "no pages in this folder" in str(error_of(tmp_path))


def test_missing_file_is_named(tmp_path: Path) -> None:
    assert str(error_of(tmp_path / "x.html")).endswith("x.html: no such file")


def test_name_too_long_is_an_error_and_no_crash() -> None:
    assert "name too long" in str(error_of("x" * 5000)).lower()


def test_file_over_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "bomb.html.gz"
    path.write_bytes(gzip.compress(bytes(20_000_000)))
    assert "1,000,000" in str(error_of(path, max_bytes=1_000_000))


def test_standard_input_gives_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    class Piped:
        buffer = io.BytesIO(HTML)

    monkeypatch.setattr(sys, "stdin", Piped())
    found = only("-", url="https://harbour.example/a")
    assert found == Saved("-", Page(body=HTML, url="https://harbour.example/a"))


def test_a_page_that_unpacks_itself(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    head = (
        b"<!doctype html><html><meta charset=utf-8><title>Ferry</title><body hidden>"
        b"<!--\n Page saved with SingleFile \n url: https://harbour.example/ferry \n-->"
        b"<script>/* unpacks */</script><!--"
    )
    packed = io.BytesIO()
    packed.write(head)
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", HTML * 20)
        archive.writestr("frames/0/index.html", b"<p>An advertisement.</p>")
    whole = packed.getvalue() + b"--></body></html>"
    page.write_bytes(whole)
    (found,) = read_pages(page)
    assert isinstance(found, Saved)
    assert (found.page.body, found.page.url) == (HTML * 20, "https://harbour.example/ferry")
    (large,) = read_pages(page, max_bytes=len(whole))
    assert isinstance(large, Unreadable)
    assert "expands to more than" in str(large.error)
    page.write_bytes(whole.replace(b"index.html", b"other.html"))
    (other,) = read_pages(page)
    assert isinstance(other, Unreadable)
    assert "save the page as one file without compression" in str(other.error)


@pytest.mark.parametrize("suffix", ["_files", "-Dateien", "_fichiers", ".files"])
def test_frames_that_a_browser_saved_are_no_pages(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "rain.html").write_bytes(HTML)
    for folder in (f"rain{suffix}", f"snow{suffix}"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "frame.html").write_bytes(HTML)
    found = [Path(each.name).relative_to(tmp_path) for each in read_pages(tmp_path)]
    assert found == [Path("rain.html"), Path(f"snow{suffix}/frame.html")]
