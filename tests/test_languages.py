"""Words are checked, bend as they should, and mean what they should."""

import re
from pathlib import Path

import pytest

from app.errors import BadReference
from app.languages import LANGUAGES, lexicon
from app.languages.build import main as build
from app.languages.detect import detect
from app.languages.paradigm import forms, nominative
from app.languages.suffixes import nominative as without_ending
from app.languages.words import check, read_words
from app.text.tokens import tokenise

EXTRACT = Path(__file__).parent.parent / "app" / "extract"


def senses(language: str, text: str) -> set[tuple[str, str]]:
    """Returns (class, what the form says) of the senses of a whole text."""
    tokens = list(tokenise(text))
    end, found = lexicon(language).lookup(tokens, 0)
    return {(sense.cls, sense.feature) for sense in found} if end == len(tokens) else set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_the_same_groups(code: str) -> None:
    assert set(read_words(code).tables["groups"]) == set(read_words(LANGUAGES[0]).tables["groups"])


def test_every_group_is_asked_for_by_a_rule() -> None:
    rules = "".join(path.read_text(encoding="utf-8") for path in EXTRACT.glob("*.py"))
    groups = read_words(LANGUAGES[0]).tables["groups"]
    unused = [name for name in groups if f'"{name}"' not in rules and not re.search(rf"\b{name.upper()}\b", rules)]
    assert unused == []


def test_the_forms_are_those_of_the_words_and_things(capsys: pytest.CaptureFixture[str]) -> None:
    assert build(["--check"]) == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data["groups"]["met"].append("встречa"), "no letter of the alphabet"),
        (lambda data: data["groups"]["met"].append(data["groups"]["met"][0]), "twice"),
        (lambda data: data.pop("alphabet"), "missing keys"),
        (lambda data: data["topics"].pop("water"), "[topics] must be exactly"),
    ],
)
def test_a_wrong_word_file_is_refused(change, said: str) -> None:  # type: ignore[no-untyped-def]
    import tomllib

    data = tomllib.loads((EXTRACT.parent / "languages" / "ru" / "words.toml").read_text(encoding="utf-8"))
    check(data, "ru/words.toml")
    change(data)
    with pytest.raises(BadReference, match=re.escape(said)):
        check(data, "ru/words.toml")


@pytest.mark.parametrize(
    ("language", "word", "sense"),
    [
        ("ru", "встретился", ("met", "past")),
        ("ru", "встретится", ("met", "future")),
        ("ru", "министром иностранных дел", ("body_head", "ablt")),
        ("ru", "Кыргызстаном", ("country", "ablt")),
        ("kk", "Қазақстандағы", ("country", "adjective")),
        ("kk", "БҰҰДБ-ның", ("organisation", "genitive")),
        ("kk", "кездесті", ("met", "past")),
        ("kk", "кездеседі", ("met", "future")),
        ("ky", "жолукту", ("met", "past")),
        ("ky", "БУУнун", ("organisation", "genitive")),
        ("en", "met", ("met", "past")),
        ("en", "August", ("month", "")),
        ("kk", "August", ("month", "")),
    ],
)
def test_a_word_is_known_in_its_forms(language: str, word: str, sense: tuple[str, str]) -> None:
    assert sense in senses(language, word)


def test_an_acronym_is_one_only_in_capitals() -> None:
    assert ("organisation", "") in senses("kk", "БҰҰ")
    assert senses("kk", "бұұ") == set()


def test_the_longest_run_of_tokens_wins() -> None:
    tokens = list(tokenise("Программа развития ООН помогла"))
    end, found = lexicon("ru").lookup(tokens, 0)
    assert (end, found[0].value) == (3, "undp")


@pytest.mark.parametrize(
    ("printed", "case", "name"),
    [
        ("Фумио Кисидой", "ablt", "Фумио Кисида"),
        ("Акихисы Нагашимы", "gent", "Акихиса Нагашима"),
        ("Хидэки Года", "ablt", "Хидэки Года"),
        ("Ольгой Лавровой", "ablt", "Ольга Лаврова"),
        ("Гурбангулы Бердымухамедова", "gent", "Гурбангулы Бердымухамедов"),
        ("Садыра Жапарова", "gent", "Садыр Жапаров"),
        ("Синдзо Абэ", "gent", "Синдзо Абэ"),
    ],
)
def test_a_russian_name_settles_by_case(printed: str, case: str, name: str) -> None:
    fixed = read_words("ru").fixed_name_endings
    assert " ".join(nominative(printed.split(), {case}, fixed)) == name


@pytest.mark.parametrize(
    ("language", "printed", "name"),
    [("kk", "Михневпен", "Михнев"), ("kk", "Танака", "Танака"), ("ky", "Асановго", "Асанов"), ("kk", "Дидар", "Дидар")],
)
def test_a_turkic_name_loses_its_case_ending(language: str, printed: str, name: str) -> None:
    assert without_ending(printed, read_words(language)) == name


def test_an_unknown_acronym_does_not_bend() -> None:
    assert forms("ПРООН") == [("проон", "")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Стороны обсудили вопросы двустороннего сотрудничества.", "ru"),
        ("Тараптар ынтымақтастық мәселелерін талқылады.", "kk"),
        ("Тараптар кызматташтык маселелерин талкуулашты, өкмөт колдоду.", "ky"),
        ("The parties discussed bilateral cooperation.", "en"),
        ("12.05", "und"),
    ],
)
def test_the_language_is_told(text: str, code: str) -> None:
    assert detect(text) == code
