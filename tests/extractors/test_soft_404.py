"""Pages that say that they are not the one that was asked for."""

from __future__ import annotations

import pytest

from scraper import extract

URL = "https://courier.example/town/night-bus-1234"
NAV = '<nav><a href="/">Home</a><a href="/news">News</a></nav>'


def is_marked(title: str, body: str, head: str = "") -> bool:
    record = extract(
        f"<html><head><title>{title}</title>{head}</head><body>{NAV}{body}"
        "<footer>© Courier</footer></body></html>",
        url=URL,
    )
    marked = "soft_404" in record.warnings
    assert not marked or (record.page_type == "other" and record.confidence is None)
    return marked


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("Page not found", "Page not found"),
        ("404 - Page not found | Courier", "404"),
        ("Courier", "Oops! That page can’t be found."),
        ("Courier", "Error 404"),
        ("Seite nicht gefunden - Bote", "Leider nicht da"),
        ("Erreur 404 : page introuvable | Gazette", "Perdu ?"),
        ("Página no encontrada", "¡Ups!"),
        ("Страница не найдена — Вестник", "Ошибка 404"),
        ("页面不存在_晨报", "抱歉"),
        ("朝報", "お探しのページは見つかりませんでした。"),
        ("الصفحة غير موجودة | البريد", "عذرا"),
        ("पृष्ठ नहीं मिला", "क्षमा करें"),
        ("Just a moment...", "courier.example"),
        ("Einen Moment, bitte…", "courier.example"),
        ("Access denied | courier.example", "Error 1020"),
        ("Before you continue", "Cookies and more"),
    ],
)
def test_a_page_that_stands_in_for_another_is_marked(title: str, heading: str) -> None:
    assert is_marked(title, f"<h1>{heading}</h1><p>Go to the front page, or search for it.</p>")


def test_a_login_is_marked_where_it_asks_for_a_password() -> None:
    form = "<form><input name=user><input type=password><button>Go</button></form>"
    assert is_marked("Log in | Courier", f"<h1>Welcome back</h1>{form}")
    assert is_marked("Anmelden", f"<h1>Ihr Konto</h1>{form}")
    assert not is_marked("Entrar", "<h1>Entrar</h1><p>The new play opens on Friday.</p>")
    assert not is_marked("Night bus stays | Courier", f"<h1>Log in</h1>{form}")


@pytest.mark.parametrize(
    "title",
    ["Page not found: how papers lose their past", "Peugeot 404", "The 404 of the season", "Lost"],
)
def test_a_short_story_on_such_pages_is_none(title: str) -> None:
    assert not is_marked(title, f"<h1>{title}</h1><p>It was found in a barn near Lund.</p>")


def test_a_long_or_a_dated_story_is_none() -> None:
    story = "<p>Every third link of the county's papers leads nowhere, a count has shown.</p>"
    dated = '<meta property="article:published_time" content="2025-05-03T09:00:00Z">'
    assert is_marked("Page not found", f"<h1>Page not found</h1>{story}")
    assert not is_marked("Page not found", f"<h1>Page not found</h1>{story * 20}")
    assert not is_marked("Page not found", f"<h1>Page not found</h1>{story}", dated)


def test_a_saved_text_that_opens_so_is_marked() -> None:
    found = extract("Page not found\n\nThe page you were looking for has moved.\n\nHome\n")
    assert "soft_404" in found.warnings
    story = "The page was found in May, and the clerk who found it put it in a drawer.\n\n"
    assert "soft_404" not in extract("Page not found in the archive\n\n" + story * 3).warnings


WALLS = {
    "de": ("Bote mit Werbung lesen", "Wie gewohnt mit Werbung und Tracking lesen, indem Sie der "
           "Nutzung von Cookies zustimmen.", "<button>Zustimmen und weiter</button>"),
    "fr": ("La Gazette", "Avec nos partenaires, nous déposons des cookies pour mesurer l’audience. "
           "Vous pouvez retirer votre consentement.", "<a href='#'>Accepter et fermer</a>"),
    "nl": ("De Bode", "Voor deze site vragen wij uw toestemming voor cookies.",
           "<input type=submit value='Akkoord'>"),
    "pl": ("Kurier", "Przed wejściem prosimy o zgodę na pliki cookie.",
           "<button>Akceptuję i przechodzę dalej</button>"),
    "ja": ("朝報", "クッキーの利用に同意をお願いしています。", "<button>同意する</button>"),
}  # fmt: skip


@pytest.mark.parametrize("language", WALLS)
def test_a_consent_wall_is_marked_whatever_its_title(language: str) -> None:
    title, text, control = WALLS[language]
    assert is_marked(title, f"<h1>{title}</h1><p>{text}</p>{control}")
    assert not is_marked(title, f"<h1>{title}</h1><p>{text}</p>")


def test_a_story_about_cookies_or_beside_a_cookie_banner_is_none() -> None:
    banner = "<div class=banner><p>We use cookies.</p><button>Accept all</button></div>"
    story = "<p>The council voted for the night bus on Monday, by nine votes to four.</p>"
    assert not is_marked("Night bus stays", f"{banner}<h1>Night bus stays</h1>{story}")
    menu = "".join(f"<li><a href='/{n}'>Part {n} of the paper</a></li>" for n in range(30))
    short = "<h1>Fewer cookies</h1><p>The court in Lund ruled that cookies need consent.</p>"
    assert not is_marked("Fewer cookies", f"<ul>{menu}</ul>{short}{banner}")


def test_a_robot_check_of_one_sentence_is_marked() -> None:
    notice = "Please enable JS and disable any ad blocker"
    assert is_marked("courier.example", f"<p id=cmsg>{notice}</p>")
    assert not is_marked("Courier", "<p>Please wait</p><p>The bus comes at noon.</p>")
