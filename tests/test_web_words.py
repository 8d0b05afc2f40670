"""The words of the pages: every message is translated in every language, and says what can be filled in."""

import re
from decimal import Decimal

import pytest
from babel.messages.pofile import read_po

from app.errors import Message
from app.records import KINDS
from app.web.catalogues import messages, updated
from app.web.printing import dollars, money_words
from app.web.wording import FOLDER, LANGUAGES, SOURCE, counted_words, error_words, filter_words, translations
from tests.client import Client
from tests.html import page, words

OTHERS = [language for language in LANGUAGES if language != SOURCE]
PLACEHOLDER = re.compile(r"%\((\w+)\)\w")
VALUE = re.compile(r"\{(\w+)")
NUMBERS = (0, 1, 2, 5, 11, 21, 391)
# The nouns for NUMBERS of documents and of people.
COUNTED = {
    "en": ("documents document documents documents documents documents documents", "people person" + 5 * " people"),
    "ru": (
        "документов документ документа документов документов документ документ",
        "человек человек человека человек человек человек человек",
    ),
    "kk": (7 * "құжат ", 7 * "адам "),
    "ky": (7 * "документ ", 7 * "адам "),
}
SUMS = {
    "218747147998.145": ("$218.7 bn", "218,7 млрд $"),
    "999960000": ("$1 bn", "1 млрд $"),
    "999940000": ("$999.9 mn", "999,9 млн $"),
    "1234567.8": ("$1.2 mn", "1,2 млн $"),
    "3000000": ("$3 mn", "3 млн $"),
    "12500.4": ("$12,500", "12 500 $"),
    "0.5": ("$0.5", "0,5 $"),
    "0": ("$0", "0 $"),
}


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
        english = message.id[-1] if isinstance(message.id, tuple) else message.id
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        assert len(forms) == (catalogue.num_plurals if isinstance(message.id, tuple) else 1), english
        for translated in forms:
            assert translated, english
            assert sorted(PLACEHOLDER.findall(translated)) == sorted(PLACEHOLDER.findall(english)), english
            assert set(VALUE.findall(translated)) <= set(VALUE.findall(english)), english
            assert (translated[-1] in ".…") == (english[-1] in ".…"), english
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
def test_counts_take_the_plural_of_the_language(language: str) -> None:
    documents, people = COUNTED[language]
    assert [counted_words("document", number, language) for number in NUMBERS] == documents.split()
    assert [counted_words("person", number, language) for number in NUMBERS] == people.split()
    for kind in KINDS:
        forms = {counted_words(kind, number, language) for number in NUMBERS}
        assert len(forms) == {"en": 2, "ru": 2 if kind == "person" else 3}.get(language, 1)


def test_the_first_page_counts_in_the_plural_of_the_language(sqlite_client: Client) -> None:
    counts = sqlite_client.json("/v1/status")["data"]["counts"]
    for language in LANGUAGES:
        tree = page(sqlite_client, f"/?lang={language}")
        assert [words(each) for each in tree.xpath("//ul[@class='counts']/li")] == [
            f"{counts[kind.plural]} {counted_words(kind.name, counts[kind.plural], language)}"
            for kind in KINDS.values()
        ]


@pytest.mark.parametrize("amount", SUMS)
def test_large_sums_are_short_and_keep_their_digits(amount: str) -> None:
    for language in LANGUAGES:
        figure = dollars(Decimal(amount), language)
        assert figure.text.replace("\N{NO-BREAK SPACE}", " ") == SUMS[amount][language != "en"]
        assert figure.exact == money_words(amount, "USD", language)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/projects/none",
        "/guide/none",
        "/funding?currency=dollars",
        "/funding?currency=KGS,dollars&limit=0",
        "/funding?provder=adb",
        "/funding?kind=gift",
        "/funding?countable=perhaps",
        "/funding?year=soon",
        "/funding?usd_amount__gte=1.2345",
        "/meetings?date=yesterday",
        "/meetings?country=kg",
        "/meetings?updated_since=today",
        "/meetings?cursor=x",
        "/search?q=-вода",
        "/charts/meetings-by-year?theme=pink",
    ],
)
def test_errors_are_in_the_language_of_the_page(sqlite_client: Client, path: str, language: str) -> None:
    english = sqlite_client.get(path).json()
    tree = page(sqlite_client, path, status=english["status"], headers={"Accept-Language": language})
    shown = tree.xpath("//p[@class='problem']")
    assert len(shown) == max(1, len(english["errors"]))
    assert not tree.xpath("//main//*[@lang='en']"), [words(each) for each in shown]
    for error in english["errors"] or [{"message": english["detail"]}]:
        assert error["message"] not in words(tree)
    for error in english["errors"]:
        assert error["parameter"] in [words(code) for code in tree.xpath("//p[@class='problem']/code")]


def test_an_error_without_a_translation_is_shown_in_english() -> None:
    assert error_words("Nobody has translated this.", translations("ru").gettext) is None
    inner = Message("{given!r} is not {article} {what}", given="{x}", article="a", what=Message("name"))
    assert error_words(inner, translations("ru").gettext) == "'{x}' не подходит; нужен name"


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_speak_the_language(language: str, sqlite_client: Client) -> None:
    for kind in KINDS.values():
        answer = sqlite_client.get(f"/{kind.plural}?lang={language}")
        assert answer.status_code == 200
        assert answer.headers["Content-Language"] == language
        assert f'<html lang="{language}"' in answer.text
        assert translations(language).gettext(kind.description) in answer.text


def test_the_browser_says_the_language(sqlite_client: Client) -> None:
    answers = [
        sqlite_client.get("/", headers={"Accept-Language": header}) for header in ("ky,ru;q=.8", "de", "uz,ru;q=.5")
    ]
    assert [answer.headers["Content-Language"] for answer in answers] == ["ky", "en", "ru"]
    assert "accept-language" in answers[0].headers["vary"].lower()
