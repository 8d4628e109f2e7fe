"""Captions and credits, told apart by their words."""

from __future__ import annotations

import pytest

from scraper.extractors.metadata.credits import is_rights_notice, split_credit
from tests.extractors.metadata.pages import STORY, record


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Rain in Lund on Monday. Jane Doe", ("Rain in Lund on Monday.", "Jane Doe")),
        ("Rain in Lund on Monday. (Jane Doe)", ("Rain in Lund on Monday.", "Jane Doe")),
        ("Rain in Lund on Monday. | Jane Doe", ("Rain in Lund on Monday.", "Jane Doe")),
        ("Hujan di Lund hari ini. - Gambar BERNAMA", ("Hujan di Lund hari ini.", "BERNAMA")),
        ("الخباز أمام الفرن صباح الأحد (الميناء)", ("الخباز أمام الفرن صباح الأحد", "الميناء")),
        ("Rain falls on a town // Jane Doe", ("Rain falls on a town", "Jane Doe")),
        ("Rain on the town - RIPRODUZIONE RISERVATA", ("Rain on the town", "")),
        ("读者在书店内阅读。林见秋 摄", ("读者在书店内阅读。", "林见秋")),
        ("讀者在書店內閱讀。林見秋攝 115年4月8日", ("讀者在書店內閱讀。", "林見秋")),
        ("Photo: Denise Holm", ("", "Denise Holm")),
        ("La pioggia a Lund lunedì (foto Beltrami)", ("La pioggia a Lund lunedì", "Beltrami")),
        ("Rain in Lund (image left)", ("Rain in Lund (image left)", "")),
        ("Lietus Lunde / V. Petrausko / BNS nuotr.", ("Lietus Lunde", "V. Petrausko / BNS nuotr.")),
        ("Eső Lundban hétfőn. Kiss Éva felvétele", ("Eső Lundban hétfőn.", "Kiss Éva felvétele")),
        ("Dážď v Lunde. (Zdroj: Archív ŽSR)", ("Dážď v Lunde.", "Archív ŽSR")),
        ("Дождь в Лунде. Источник: Анна Лунд", ("Дождь в Лунде.", "Анна Лунд")),
        ("The source of the river Lund", ("The source of the river Lund", "")),
        (
            "Il pleut à Lund. JEAN ROUX POUR « LA JAUGE DE LUND »",
            ("Il pleut à Lund.", "JEAN ROUX POUR « LA JAUGE DE LUND »"),
        ),
        ("Rain in Lund. Jane Doe for The Gauge", ("Rain in Lund.", "Jane Doe for The Gauge")),
        ("Βροχή στη Λουντ (EUROKINISSI)", ("Βροχή στη Λουντ", "EUROKINISSI")),
        ("Mvua mjini Lund. PICHA | ASHA KOMBA", ("Mvua mjini Lund.", "ASHA KOMBA")),
        ("Rain in Lund. Foto: Dewi Lundari", ("Rain in Lund.", "Dewi Lundari")),
        ("Rain in Lund (Foto: Byron Holm)", ("Rain in Lund", "Byron Holm")),
        ("Rain in Lund. Photo by Viola Parker", ("Rain in Lund.", "Viola Parker")),
        (
            "Regen in Lund. Foto: Deutsche Presse-Agentur",
            ("Regen in Lund.", "Deutsche Presse-Agentur"),
        ),
        ("Il pleut à Lund. Photo J. D. / Jean Roux", ("Il pleut à Lund.", "J. D. / Jean Roux")),
        ("Il pleut à Lund ce jeudi. Photo Jean Roux", ("Il pleut à Lund ce jeudi.", "Jean Roux")),
        ("Photo of the old harbour", ("Photo of the old harbour", "")),
        ("Photo Jean Roux", ("", "Jean Roux")),
        ("窑址。新华社记者 林见秋 摄", ("窑址。", "新华社记者 林见秋")),
        (
            "雨の商店街＝2025年10月、北浜市本町、林麻衣撮影",
            ("雨の商店街＝2025年10月、北浜市本町", "林麻衣"),
        ),
        ("লুন্ডে বৃষ্টি। ছবি: রহিমা খাতুন", ("লুন্ডে বৃষ্টি।", "রহিমা খাতুন")),
        ("ฝนตกที่ลุนด์ (ภาพ: มานี ใจดี)", ("ฝนตกที่ลุนด์", "มานี ใจดี")),
        ("लुंड में बारिश। तस्वीर: मीरा जोशी", ("लुंड में बारिश।", "मीरा जोशी")),
        ("바닷가 도서관 [강변시 제공. 재판매 및 DB 금지]", ("바닷가 도서관", "강변시 제공")),
        ("Regen in Lund (Archivbild)", ("Regen in Lund (Archivbild)", "")),
        ("مطر في ساحة المدينة (أرشيفية)", ("مطر في ساحة المدينة (أرشيفية)", "")),
        ("Rain in Lund on Monday. Jane Doe 2/14", ("Rain in Lund on Monday.", "Jane Doe")),
        ("The doctor at work, Dr. Siti Aminah", ("The doctor at work, Dr. Siti Aminah", "")),
        ("The mayor with Jane Doe", ("The mayor with Jane Doe", "")),
        ("Rain in Lund (LNA Photo)", ("Rain in Lund", "LNA Photo")),
        ("Rain in Lund. (Seawire Photo/Jane Doe)", ("Rain in Lund.", "Seawire Photo/Jane Doe")),
        ("Rain in Lund. (LBC News: Jane Doe)", ("Rain in Lund.", "LBC News: Jane Doe")),
        ("Rain in Lund. (Photo Credit: Jane Doe)", ("Rain in Lund.", "Jane Doe")),
        ("Photo: Jane Doe. Rain falls on the town.", ("Rain falls on the town.", "Jane Doe")),
        ("Снимка: Яна Донева. Вали над стария град.", ("Вали над стария град.", "Яна Донева")),
        ("下雨的街道。新华社发（林见秋 摄）", ("下雨的街道。", "新华社发（林见秋 摄）")),
        ("Rain (from left: Jane Doe)", ("Rain (from left: Jane Doe)", "")),
        ("Rain in Lund. Photo provided by Lund County", ("Rain in Lund.", "Lund County")),
        (
            "Photo provided by the police shows the bridge.",
            ("Photo provided by the police shows the bridge.", ""),
        ),
        (
            "Rain in Lund. Credit...Jane Doe for the Courier",
            ("Rain in Lund.", "Jane Doe for the Courier"),
        ),
        ("Rain over the harbour / Jane Doe", ("Rain over the harbour", "Jane Doe")),
        (
            "The mayor in Lund. Jane Doe / The Lund Gauge",
            ("The mayor in Lund.", "Jane Doe / The Lund Gauge"),
        ),
        ("Rain over St. Jane Doe / Jo Brand", ("Rain over St. Jane Doe", "Jo Brand")),
        ("Jane Doe / Jo Brand", ("Jane Doe / Jo Brand", "")),
        (
            "2. The old tree (Silver Birch / Lady Birch)",
            ("2. The old tree (Silver Birch / Lady Birch)", ""),
        ),
        ("Βροχή στη Λουντ (φωτ.: Μαρία Λύρα)", ("Βροχή στη Λουντ", "Μαρία Λύρα")),
        (
            "도서관에 비가 내리고 있다. 강변일보 자료사진",
            ("도서관에 비가 내리고 있다.", "강변일보 자료사진"),
        ),
        ("도서관에 비가 내리고 있다. 이서연 기자", ("도서관에 비가 내리고 있다.", "이서연 기자")),
        ("雨中的圖書館重新開門。記者林見秋／攝影", ("雨中的圖書館重新開門。", "記者林見秋")),
        ("Rain in Lund. Photo: J. Holm", ("Rain in Lund.", "J. Holm")),
        ("Lluvia en Lund | Fotografía: J. M. Olmo", ("Lluvia en Lund", "J. M. Olmo")),
        ("Il pleut à Lund. Photo : J.-P. Roux", ("Il pleut à Lund.", "J.-P. Roux")),
        ("도서관에 비가 내린다. (사진제공=강변시청)", ("도서관에 비가 내린다.", "강변시청")),
        ("Getty Images / Jo H. Brand", ("", "Getty Images / Jo H. Brand")),
        ("ലുണ്ടിൽ മഴ | ഫോട്ടോ: പി. ലത", ("ലുണ്ടിൽ മഴ", "പി. ലത")),
        ("Photo: He went out. Then it rained", ("Photo: He went out. Then it rained", "")),
        ("도서관에 비가 내린다. /사진=이서연 기자", ("도서관에 비가 내린다.", "이서연 기자")),
        ("도서관에 비가 내린다. (사진=강변일보)", ("도서관에 비가 내린다.", "강변일보")),
        ("लुन्डमा पानी । तस्बिर : मीरा जोशी", ("लुन्डमा पानी ।", "मीरा जोशी")),
        ("Regn i Lund. Kredit: Maria Holm", ("Regn i Lund.", "Maria Holm")),
        ("Deszcz w Lund. Źródło zdjęć: © Ewa Lis", ("Deszcz w Lund.", "Ewa Lis")),
        ("Pioggia a Lund. © RIPRODUZIONE RISERVATA", ("Pioggia a Lund.", "")),
        ("Rain in Lund (LNA Photo/Jo H. Brand)", ("Rain in Lund", "LNA Photo/Jo H. Brand")),
        ("Il pleut à Lund (JEAN ROUX / RADIO LUND)", ("Il pleut à Lund", "JEAN ROUX / RADIO LUND")),
        ("Rain over the old town. (Jo Brand/Gauge)", ("Rain over the old town.", "Jo Brand/Gauge")),
        ("Hujan (lundgauge.example/DEWI LUND)", ("Hujan", "lundgauge.example/DEWI LUND")),
        ("The mayors (Jane Doe / Jo Brand)", ("The mayors (Jane Doe / Jo Brand)", "")),
        ("Mvua mjini Lund. Picha na Asha Komba", ("Mvua mjini Lund.", "Asha Komba")),
        ("Hujan di Lund (Foto oleh Dewi Lund)", ("Hujan di Lund", "Dewi Lund")),
        ("Picha na video za mvua", ("Picha na video za mvua", "")),
        ("3月5日拍摄的图书馆。", ("3月5日拍摄的图书馆。", "")),
        ("4月に撮影された図書館", ("4月に撮影された図書館", "")),
    ],
)
def test_caption_and_credit_are_told_apart(text: str, parts: tuple[str, str]) -> None:
    assert split_credit(text) == parts


def test_a_label_and_a_name_alone_are_a_credit() -> None:
    figure = "<figure><img src='/r.jpg'><figcaption>Foto: Denise Holm</figcaption></figure>"
    found = record(f"<h1>Rain in Lund at last</h1>{figure}<div>{STORY}</div>")
    assert [(image.caption, image.credit) for image in found.images] == [(None, "Denise Holm")]


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("Tutti i diritti riservati", True),
        ("© Alle Rechte vorbehalten", True),
        ("무단전재 금지", True),
        ("Jane Doe, all rights reserved", False),
        ("AFP all rights reserved", False),
        ("Republika", False),
    ],
)
def test_a_rights_notice_names_nobody(text: str, notice: bool) -> None:
    assert is_rights_notice(text) is notice


def test_a_rights_notice_in_place_of_the_credit() -> None:
    caption = "Pioggia a Lund lunedì - <span class='copyright'>RIPRODUZIONE RISERVATA</span>"
    figure = f"<figure><img src='/r.jpg'><figcaption>{caption}</figcaption></figure>"
    found = record(f"<h1>Rain in Lund at last</h1>{figure}<div>{STORY}</div>").images[0]
    assert (found.caption, found.credit) == ("Pioggia a Lund lunedì", None)


def test_a_short_class_of_the_credit() -> None:
    caption = "<span>The gauge at the station.</span> <span class='cr'>Jane Doe / Archive</span>"
    figure = f"<figure><img src='/r.jpg'><figcaption>{caption}</figcaption></figure>"
    found = record(f"<h1>Rain in Lund at last</h1>{figure}<div>{STORY}</div>").images[0]
    assert (found.caption, found.credit) == ("The gauge at the station.", "Jane Doe / Archive")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("A hornbill feeds its mate. — Bernama pic", ("A hornbill feeds its mate.", "Bernama pic")),
        ("A hornbill at dusk. - AFP file pic", ("A hornbill at dusk.", "AFP file pic")),
        ("The girl liked the pic", ("The girl liked the pic", "")),
    ],
)
def test_agency_and_the_word_for_a_picture(text: str, parts: tuple[str, str]) -> None:
    assert split_credit(text) == parts
