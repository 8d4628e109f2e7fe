"""What bytes become: the charset, the kind of page, and what is refused."""

from __future__ import annotations

import gzip
import random
from time import perf_counter

import pytest

from scraper.errors import EmptyInput, NotText
from scraper.extractors.parsing.charsets import charset_of_label
from scraper.extractors.parsing.decode import decode, without_breaks

RUSSIAN = "Городской совет утвердил план набережной, сообщила мэр. Работы начнутся весной. " * 3
POLISH = (
    "Rada przyjęła plan przebudowy nabrzeża, mówią źródła. Prace potrwają dwa lata, ściśle. " * 3
)
GERMAN = "Der Rat hat die Pläne für das Ufer beschlossen, heißt es. Über zwei Jahre dauert es. " * 3
GREEK = "Το δημοτικό συμβούλιο ενέκρινε το σχέδιο της παραλίας, δήλωσε ο δήμαρχος. " * 3
CHINESE = "市议会批准了滨江改造计划,市长表示,工程将于春季开始,为期两年。居民希望交通能够改善。" * 3
TAIWANESE = "市議會批准了濱江改造計劃,市長表示,工程將於春季開始,為期兩年。居民希望改善。" * 3
JAPANESE = "市議会は川沿いの再整備計画を承認した、と市長は述べた。工事は春に始まる見込みだ。" * 3
KOREAN = "시의회는 강변 재정비 계획을 승인했다고 시장이 밝혔다. 공사는 봄에 시작한다. " * 3
ARABIC = "وافق مجلس المدينة على خطة تطوير الواجهة البحرية، وقال رئيس البلدية إن الأعمال ستبدأ. " * 3
THAI = "สภาเมืองอนุมัติแผนปรับปรุงริมน้ำ นายกเทศมนตรีกล่าวว่างานจะเริ่มในฤดูใบไม้ผลิ " * 3


def page(text: str, *, head: str = "", attributes: str = "") -> str:
    return f"<!DOCTYPE html><html{attributes}><head>{head}</head><body><p>{text}</p></body></html>"


# --- charset ------------------------------------------------------------------------------------


def test_utf8_needs_no_declaration() -> None:
    body = page(JAPANESE).encode()
    decoded = decode(body, {})
    assert (decoded.text, decoded.encoding, decoded.warnings) == (page(JAPANESE), "utf-8", [])
    assert decoded.utf8 is body


@pytest.mark.parametrize(
    ("codec", "mark", "encoding"),
    [
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16le"),
        ("utf-16-be", b"\xfe\xff", "utf-16be"),
        ("utf-32-le", b"\xff\xfe\0\0", "utf-32le"),
    ],
)
def test_byte_order_mark_wins_over_header_and_is_not_text(
    codec: str, mark: bytes, encoding: str
) -> None:
    body = mark + page(RUSSIAN).encode(codec)
    decoded = decode(body, {"content-type": "text/html; charset=windows-1251"})
    assert (decoded.text, decoded.encoding) == (page(RUSSIAN), encoding)
    assert decoded.utf8 == page(RUSSIAN).encode()


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [page(GERMAN), page(CHINESE), page(RUSSIAN), GERMAN])
def test_utf16_without_mark_shows_in_its_zeros(codec: str, text: str) -> None:
    decoded = decode(text.encode(codec), {})
    assert (decoded.text, decoded.encoding) == (text, codec.replace("16-", "16"))


@pytest.mark.parametrize(
    ("text", "label", "encoding"),
    [
        (GERMAN, "ISO-8859-1", "windows-1252"),
        (GERMAN, "latin1", "windows-1252"),
        (GERMAN, "us-ascii", "windows-1252"),
        (CHINESE, "gb2312", "gb18030"),
        (CHINESE, "x-gbk", "gb18030"),
        (TAIWANESE, "Big5", "big5"),
        (JAPANESE, "Shift_JIS", "shift_jis"),
        (JAPANESE, "x-euc-jp", "euc-jp"),
        (KOREAN, "ks_c_5601-1987", "euc-kr"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (POLISH, "iso-8859-2", "iso-8859-2"),
    ],
)
@pytest.mark.parametrize("place", ["header", "meta", "http-equiv", "xml"])
def test_a_declared_charset_is_used(text: str, label: str, encoding: str, place: str) -> None:
    markup = {
        "header": page(text),
        "meta": page(text, head=f"<!-- {'x' * 900} --><meta charset='{label}'>"),
        "http-equiv": page(
            text, head=f'<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset={label}">'
        ),
        "xml": f'<?xml version="1.0" encoding="{label}"?>' + page(text),
    }[place]
    headers = {"content-type": f'text/html; charset="{label}"'} if place == "header" else {}
    codec = {"windows-1252": "cp1252", "euc-kr": "cp949"}.get(encoding, encoding)
    decoded = decode(markup.encode(codec), headers)
    assert (decoded.text, decoded.encoding, decoded.warnings) == (markup, encoding, [])
    assert decoded.utf8 == markup.encode()


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (GERMAN, "cp1252"),
        (GREEK, "cp1253"),
        (CHINESE, "gb18030"),
        (TAIWANESE, "big5"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "cp949"),
        (ARABIC, "cp1256"),
        (THAI, "cp874"),
    ],
)
@pytest.mark.parametrize("as_html", [True, False])
def test_undeclared_charset_is_guessed_and_said_to_be(text: str, codec: str, as_html: bool) -> None:
    whole = page(text) if as_html else text
    decoded = decode(whole.encode(codec), {})
    assert (decoded.text, decoded.warnings) == (whole, ["charset_guessed"])


@pytest.mark.parametrize(
    ("text", "codec", "language"),
    [
        (POLISH, "iso8859_2", "pl"),
        (POLISH, "cp1250", "pl"),
        (JAPANESE, "euc_jp", "ja"),
        (TAIWANESE, "big5", "zh-TW"),
        (CHINESE, "gbk", "zh-Hans"),
        (RUSSIAN, "iso8859_5", "ru"),
    ],
)
def test_page_language_narrows_the_guess(text: str, codec: str, language: str) -> None:
    whole = page(text, attributes=f' class="no-js" lang="{language}"')
    assert decode(whole.encode(codec), {}).text == whole


def test_iso_2022_jp_is_seven_bit_but_no_ascii() -> None:
    body = page(JAPANESE, head="<meta charset=iso-2022-jp>").encode("iso2022_jp")
    assert JAPANESE in decode(body, {}).text


def test_declared_latin1_but_valid_utf8_is_utf8() -> None:
    body = page(GERMAN, head="<meta charset=iso-8859-1>").encode()
    decoded = decode(body, {})
    assert GERMAN in decoded.text
    assert (decoded.encoding, decoded.warnings) == ("utf-8", ["charset_mismatch"])


@pytest.mark.parametrize("codec", ["cp1252", "cp1251"])
def test_declared_utf8_but_other_bytes_is_guessed_with_a_mismatch(codec: str) -> None:
    text = {"cp1252": GERMAN, "cp1251": RUSSIAN}[codec]
    body = page(text, head="<meta charset=utf-8>").encode(codec)
    decoded = decode(body, {"content-type": "text/html; charset=utf-8"})
    assert text in decoded.text
    assert decoded.warnings == ["charset_mismatch"]


def test_markup_is_believed_where_the_header_is_the_servers_default() -> None:
    body = page(RUSSIAN, head="<meta charset=windows-1251>").encode("cp1251")
    decoded = decode(body, {"content-type": "text/html; charset=iso-8859-1"})
    assert RUSSIAN in decoded.text
    assert (decoded.encoding, decoded.warnings) == ("windows-1251", ["charset_mismatch"])


HUNGARIAN = "„Az út tavaszra elkészül” – mondta a polgármester, és a tanács új tervet kért. " * 3
CZECH = "„Most bude hotov na jaře“ – řekl starosta, a škola dostane také novou budovu. " * 3


@pytest.mark.parametrize(
    ("text", "label", "codec"),
    [
        (HUNGARIAN, "iso-8859-2", "cp1250"),
        ("„Źródło” – " + POLISH, "ISO8859-2", "cp1250"),
        (CZECH, "latin2", "cp1250"),
        ("„Да“ – " + RUSSIAN, "iso-8859-5", "cp1251"),
        ("“Ναι” – " + GREEK, "iso-8859-7", "cp1253"),
        ("“Über” – " + GERMAN, "iso-8859-1", "cp1252"),
        ("“Über” – " + GERMAN, "iso-8859-15", "cp1252"),
        ("“Kış” – bugün yağmur yağdı, dedi belediye başkanı. ", "iso-8859-9", "cp1254"),
        ("“ไทย” – " + THAI, "tis-620", "cp874"),
    ],
)
@pytest.mark.parametrize("place", ["header", "meta"])
def test_windows_bytes_under_an_iso_8859_label_keep_their_quotes_and_dashes(
    text: str, label: str, codec: str, place: str
) -> None:
    whole = page(text, head="" if place == "header" else f"<meta charset={label}>")
    header = f"text/html; charset={label}" if place == "header" else "text/html"
    decoded = decode(whole.encode(codec), {"content-type": header})
    assert decoded.text == whole
    assert decoded.encoding == codec.replace("cp", "windows-")
    standard = label in ("iso-8859-1", "iso-8859-9", "tis-620")  # these labels mean windows-125x
    assert decoded.warnings == ([] if standard else ["charset_mismatch"])


@pytest.mark.parametrize("text", [POLISH, CZECH.replace("„", "").replace("“", "").replace("–", "")])
def test_windows_quotes_pasted_into_an_iso_8859_page_do_not_change_its_letters(text: str) -> None:
    body = page("|" + text, head="<meta charset=iso-8859-2>").encode("iso8859_2")
    decoded = decode(body.replace(b"|", b"\x84tak\x94 \x96 "), {})
    assert decoded.text == page("„tak” – " + text, head="<meta charset=iso-8859-2>")
    assert decoded.warnings == ["charset_mismatch"]


def test_header_wins_over_markup_where_both_fit() -> None:
    body = page(GERMAN, head="<meta charset=windows-1250>").encode("cp1252")
    decoded = decode(body, {"content-type": "text/html; charset=windows-1252"})
    assert (decoded.encoding, decoded.warnings) == ("windows-1252", [])


def test_meta_that_names_utf16_means_utf8() -> None:
    decoded = decode(page(GERMAN, head="<meta charset=utf-16>").encode(), {})
    assert (decoded.encoding, decoded.warnings) == ("utf-8", [])


def test_declaration_inside_a_comment_is_none() -> None:
    body = page(GERMAN, head="<!-- <meta charset=koi8-r> -->").encode("cp1252")
    assert GERMAN in decode(body, {}).text


@pytest.mark.parametrize("label", ["bogus-8", "base64", "rot13", "utf-7", "", "\0"])
def test_label_that_is_no_charset_counts_as_none(label: str) -> None:
    assert charset_of_label(label) is None
    decoded = decode(page(GERMAN).encode("cp1252"), {"content-type": f"text/html; charset={label}"})
    assert GERMAN in decoded.text


def test_broken_bytes_do_not_make_a_utf8_page_another_charset() -> None:
    body = page(RUSSIAN + "|" + GERMAN).encode().replace(b"|", b"\xff\xfe|\x80\xd0|")
    decoded = decode(body, {})
    assert RUSSIAN in decoded.text
    assert GERMAN in decoded.text
    assert decoded.encoding == "utf-8"
    assert "\ufffd" in decoded.text


def test_windows_1252_pasted_into_utf8_is_read_as_such() -> None:
    body = page(GERMAN).encode() + b"<p>caf\xe9s \x93so\x94 it\x92s</p>"
    assert decode(body, {}).text.endswith("<p>cafés “so” it’s</p>")


def test_utf8_cut_in_its_last_character() -> None:
    body = page(CHINESE).encode()
    cut = body[: body.rindex("计".encode()) + 2]
    decoded = decode(cut, {})
    assert decoded.encoding == "utf-8"
    assert "\ufffd" not in decoded.text


def test_two_characters_of_gbk_that_are_valid_utf8_by_chance() -> None:
    body = page("联通", head="<meta charset=gbk>").encode("gbk")
    assert "联通" in decode(body, {}).text


def test_nul_bytes_and_lone_surrogates_are_taken_out() -> None:
    decoded = decode(b"<p>Har\0bour \xed\xa0\x80news</p>" + GERMAN.encode() * 5 + b"\0" * 900, {})
    assert decoded.text.startswith("<p>Harbour ")
    assert "\0" not in decoded.text
    assert decoded.utf8.decode("utf-8") == decoded.text


def test_surrogate_pairs_in_utf8_become_the_character_they_mean() -> None:
    body = "<p>Sun \ud83c\udf1e and rain</p>".encode("utf-8", "surrogatepass")
    assert decode(body, {}).text == "<p>Sun 🌞 and rain</p>"


# --- kind ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "<!doctype html><p>One",
        "\n <html><body>One</body></html>",
        "<!-- saved --><p>One</p>",
        "<?xml version='1.0'?><html/>",
        "<p>A fragment.</p><p>Without its page.</p>",
        '<div class="x">One</div>',
        "A line first<br>and then<br>two more<br>of them",
        "<b>Bold claim</b>",
        "<title>Only this",
        "<font>" * 900 + "<p>Old page one.<p>Old page two.<p>And a third.",
    ],
)
def test_what_is_taken_for_markup(text: str) -> None:
    assert decode(text.encode(), {}).kind == "html"


@pytest.mark.parametrize(
    "text",
    [
        "A plain line.",
        "The tag <b> makes words bold, the council's webmaster said.",
        "If a < b and b > c, the bridge stands.",
        "Write to <editor@paper.example> or see <https://paper.example/a>.",
        "Close every <p> with </p>. " + "Long explanation follows without tags. " * 200,
        "<3 is how the mayor signed the letter.",
        "<b> is a tag, and not one to be fond of.",
        "[COLUMNIST] {not json}",
    ],
)
def test_what_is_taken_for_plain_text(text: str) -> None:
    assert decode(text.encode(), {}).kind == "text"


def test_page_served_as_plain_text_is_markup_all_the_same() -> None:
    assert decode(page(GERMAN).encode(), {"content-type": "text/plain"}).kind == "html"


def test_plain_text_served_as_html_is_plain_text() -> None:
    assert decode(GERMAN.encode(), {"content-type": "text/html"}).kind == "text"


# --- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body", [b"", b" \r\n\t", b"\0" * 50, b"\xef\xbb\xbf \n", "\u3000\u00a0".encode()]
)
def test_an_empty_page_is_refused(body: bytes) -> None:
    with pytest.raises(EmptyInput, match="nothing to extract"):
        decode(body, {})


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
        (b"PK\x03\x04\x14\0\x06\0\x08\0", "ZIP"),
        (b"a.html".ljust(257, b"\0") + b"ustar\x0000" + b"<p>It rained in Lund." * 99, "TAR"),
        (gzip.compress(b"<p>a</p>", mtime=0), "gzip"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "WebP"),
        (b"\0\0\0\x18ftypmp42\0\0", "MP4"),
        (b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28", "BMP"),
        (random.Random(1).randbytes(5000), "binary"),
        (random.Random(2).randbytes(64), "binary"),
        (b"\xff\xfe" + random.Random(3).randbytes(5000), "binary"),
    ],
)
def test_binary_is_refused_by_name(body: bytes, name: str) -> None:
    with pytest.raises(NotText, match=rf"{name}.*(?:give HTML or plain text|decompress)"):
        decode(body, {"content-type": "text/html"})


@pytest.mark.parametrize("text", ["BM shares rose.", "MZ said so.", "ID3 tags explained."])
def test_text_that_begins_like_a_signature_is_text(text: str) -> None:
    assert decode(text.encode(), {}).text == text


# --- size ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("codec", ["utf-8", "cp1252", "utf-16"])
def test_twenty_megabytes_are_decoded_whole(codec: str) -> None:
    body = page(GERMAN * 40_000).encode(codec)
    assert decode(body, {}).text.count("Ufer") == 120_000


def test_many_broken_places_in_a_large_page() -> None:
    body = ("ä" * 40 + "|").encode().replace(b"|", b"\xff") * 200_000
    assert decode(body, {}).encoding == "utf-8"


def test_text_of_less_than_signs_is_linear() -> None:
    assert decode(b"<a " * 3_000_000, {}).kind == "text"
    assert decode(b"<p <" * 3_000_000, {}).kind == "text"


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("La compañía de barcas firmó un contrato, según explicó ayer el alcalde.", "cp1252"),
        (
            "Radni zdecydowali o odbudowie starego mola, choć budżet ustalono już w tym roku.",
            "cp1250",
        ),
        ("Belediye eski iskeleyi kıştan önce yeniden yapmaya karar verdi, dün açıkladı.", "cp1254"),
        ("市议会决定在冬天来临之前重建旧码头，负责人说预算在春天就已确定。", "gb18030"),
        ("市議會決定在冬天來臨之前重建舊碼頭，負責人說預算在春天就已確定。", "big5"),
        ("시의회는 겨울이 오기 전에 낡은 부두를 다시 짓기로 했다고 밝혔다.", "euc-kr"),
    ],
)
def test_a_charset_that_nothing_declares_is_told_by_the_language(text: str, charset: str) -> None:
    page = ("<p>" + text + "</p>\n") * 4
    assert text in decode(page.encode(charset), {}).text


@pytest.mark.parametrize(
    "written",
    [b"Rain\x07\x1b[31m", b"Ra\x08in&#27;[31m", b"Rain&#x1B;[31m&#7;", b"Rain&#0031;[31m"],
)
def test_no_character_that_a_terminal_obeys_is_left(written: bytes) -> None:
    rest = " fell on the old harbour of Port Sable all day and all night" * 3
    page = decode(b"<p>" + written + rest.encode() + b"</p>")
    assert page.text == f"<p>Rain[31m{rest}</p>"
    assert page.utf8 == page.text.encode()


def test_white_space_and_other_references_stay() -> None:
    page = "<p>a\tb\r\nc\x0bd&#10;&#160;&#39;&#270;&#x1b1;&#x7ff;&#1280;</p>"
    assert decode(page.encode()).text == page


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "windows-1252"])
def test_places_where_a_word_may_be_broken_are_removed(codec: str) -> None:
    page = "<p>Bundes\u00adrat, Bundes&shy;tag, Bundes&#173;land, Bundes&#xAD;amt\u00e9</p>"
    headers = {"content-type": f"text/html; charset={codec}"}
    found = decode(page.encode(codec), headers).text
    assert found == "<p>Bundesrat, Bundestag, Bundesland, Bundesamt\u00e9</p>"


def test_break_marks_are_removed_from_bytes_as_from_text() -> None:
    """Bytes of valid UTF-8 take a shorter way than those of a page in another charset."""
    letters = ["a", "é", "ក", "\U0001f600", "\u200b", "\u200b", "\u00ad", "\ufeff", " "]
    draw = random.Random(3)
    for _ in range(300):
        page = "<p>x" + "".join(draw.choices(letters, k=12)) + "</p>"
        decoded = decode(page.encode(), {"content-type": "text/html; charset=utf-8"})
        assert decoded.text == without_breaks(page)
        assert decoded.utf8 == decoded.text.encode()


def test_zero_width_spaces_stay_where_a_script_has_them_instead_of_spaces() -> None:
    page = "<p>example\u200b.org/\u200ba&#8203;b&ZeroWidthSpace;c\ufeff \u2060\u200b</p>"
    assert decode(page.encode()).text == "<p>example.org/abc </p>"
    khmer = "<p>\u200b\u1796\u1798\u1799\u200b\u1780\u1789\u1789&#8203;\u1780\u200b</p>"
    assert decode(khmer.encode()).text == (
        "<p>\u1796\u1798\u1799\u200b\u1780\u1789\u1789&#8203;\u1780</p>"
    )


def test_a_reference_that_only_begins_like_a_soft_hyphen_stays() -> None:
    page = '<a href="/?a=1&shyness=2">R&amp;shy; &shy &#1730;</a>'
    assert decode(page.encode()).text == page


def test_many_comments_before_the_first_tag_take_no_time() -> None:
    start = perf_counter()
    decode(b"<!---->" * 500 + b"<p>The rss feed of the harbour office.</p>")
    decode(b"<!---->" * 500 + b"<pre>" + b"&lt;!---->" * 500 + b"&lt;html rss</pre>")
    assert perf_counter() - start < 1


@pytest.mark.parametrize(
    "shortcut",
    [
        "[InternetShortcut]\r\nIDList=\r\nURL=https://gauge.example/rain?a=1&b=2\r\n",
        "[Desktop Entry]\nType=Link\nURL[$e]=https://gauge.example/rain?a=1&b=2\nName=Rain\n",
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC '
        '"-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n'
        '<plist version="1.0"><dict>'
        "<key>URL</key><string>https://gauge.example/rain?a=1&amp;b=2</string></dict></plist>",
    ],
)
def test_a_shortcut_to_a_page_is_no_page(shortcut: str) -> None:
    with pytest.raises(NotText, match=r"scraper extract 'https://gauge\.example/rain\?a=1&b=2'"):
        decode(shortcut.encode())


def test_data_that_can_be_unpacked_say_so() -> None:
    with pytest.raises(NotText, match="decompress it first"):
        decode(b"\xfd7zXZ\0" + b"\x01\x02" * 50)
    with pytest.raises(NotText, match="unpack it and give the folder"):
        decode(b"7z\xbc\xaf'\x1c" + b"\x01\x02" * 50)
