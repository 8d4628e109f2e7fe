"""Words of headings over lists of other stories."""

from __future__ import annotations

import pytest

from scraper.extractors.related.heading_words import announces_related, names_other_kind


@pytest.mark.parametrize(
    "heading",
    [
        "Latest from the coast", "Meistgelesen", "Derniers articles", "Lo más leído",
        "Mais populares", "Da non perdere", "Uitgelicht", "Siste fra Fjellposten", "Mest læste",
        "Luitko jo nämä?", "Loetumad", "Lasītākie", "Kiti straipsniai", "Polecane artykuły",
        "Nejnovější zprávy", "Najčítanejšie", "Legfrissebb", "Cele mai citite", "Най-четени",
        "Најчитани", "Најновије", "Najčitanije", "Najbolj brano", "Lajmet e fundit",
        "Ροή ειδήσεων", "Του ίδιου", "İlginizi Çekebilir", "Ən çox oxunanlar", "Соңғы жаңалықтар",
        "Главное за день", "Вам может понравиться", "Стрічка новин", "ბოლო სიახლეები", "Լրահոս",
        "הנקראות ביותר", "الأكثر قراءة", "قد يعجبك أيضاً", "پربازدیدترین", "اس صفحہ کی دیگر خبریں",
        "सर्वाधिक पढ़ी गई", "ताज्या बातम्या", "सम्बन्धित खबर", "এই বিভাগের আরও খবর", "તાજા સમાચાર",
        "அதிகம் படித்தவை", "తాజా వార్తలు", "ಇತ್ತೀಚಿನ ಸುದ್ದಿ", "കൂടുതൽ വാർത്തകൾ", "ข่าวล่าสุด",
        "Tin cùng chuyên mục", "Artikel lainnya", "Habari zaidi", "Ƙarin labarai daga wannan sashe",
        "Karin bayani:", "ተጨማሪ ዜናዎች", "Их уншсан", "热门文章", "関連記事", "많이 본 뉴스",
        "També et pot agradar", "Azken albisteak", "Straeon eraill", "Recent Obituaries",
        "Geçmiş Haberler", "TOP STORIES", "You Might Also Like", "You’ll also like", "News",
    ],
)  # fmt: skip
def test_lists_of_other_stories(heading: str) -> None:
    assert announces_related(heading)


@pytest.mark.parametrize(
    "heading",
    ["Sport", "Anzeige", "Newsletter", "Über uns", "संपर्क", "Contact", "Tags", "Follow us",
     "Categories", "Kategorien", "News from our sponsors", "Latest comments", "Neueste Kommentare",
     "Top deals", "Популярные форумы", "Derniers commentaires"],
)  # fmt: skip
def test_other_headings(heading: str) -> None:
    assert not announces_related(heading)


def test_what_is_no_story_is_named() -> None:
    assert names_other_kind("Popular courses")
    assert not names_other_kind("Most commented")
