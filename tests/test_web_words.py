"""The words of the pages: every message is translated in every language, and says what can be filled in."""

import re

import pytest
from babel.messages.pofile import read_po

from app.records import KINDS
from app.web.catalogues import messages, updated
from app.web.wording import FOLDER, LANGUAGES, SOURCE, filter_words, translations
from tests.client import Client

OTHERS = [language for language in LANGUAGES if language != SOURCE]
PLACEHOLDER = re.compile(r"%\((\w+)\)\w")


@pytest.mark.parametrize("language", OTHERS)
def test_catalogue_is_what_the_pages_say(language: str) -> None:
    known = (FOLDER / f"{language}.po").read_bytes()
    assert updated(known, language, messages()) == known, "run `python -m app.web.catalogues` and translate what is new"


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated(language: str) -> None:
    with (FOLDER / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    for message in catalogue:
        if not message.id:
            continue
        pairs = (
            zip(message.id, message.string, strict=False)
            if isinstance(message.id, tuple)
            else [(message.id, message.string)]
        )
        for english, told in pairs:
            assert told, english
            assert sorted(PLACEHOLDER.findall(told)) == sorted(PLACEHOLDER.findall(english)), english
            assert (told[-1] in ".…") == (english[-1] in ".…"), english
    assert not [message.id for message in catalogue if message.fuzzy and message.id]


@pytest.mark.parametrize("language", OTHERS)
def test_languages_differ(language: str) -> None:
    """A language that was copied from another one would pass the other tests."""
    told = translations(language)
    for other in LANGUAGES:
        if other != language:
            assert told.gettext("Meetings") != translations(other).gettext("Meetings")


def test_filters_are_told_in_words() -> None:
    assert filter_words("date__gte", str) == "Date from"
    assert filter_words("provider", str) == "Provider"


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_speak_the_language(language: str, sqlite_client: Client) -> None:
    for kind in KINDS.values():
        page = sqlite_client.get(f"/{kind.plural}?lang={language}")
        assert page.status_code == 200
        assert page.headers["Content-Language"] == language
        assert f'<html lang="{language}"' in page.text
        assert translations(language).gettext(kind.description) in page.text


def test_the_browser_says_the_language(sqlite_client: Client) -> None:
    answers = [
        sqlite_client.get("/", headers={"Accept-Language": header}) for header in ("ky,ru;q=.8", "de", "uz,ru;q=.5")
    ]
    assert [answer.headers["Content-Language"] for answer in answers] == ["ky", "en", "ru"]
    assert "accept-language" in answers[0].headers["vary"].lower()
