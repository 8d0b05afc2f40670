"""Words are checked, bend as they should, and mean what they should."""

import re
import tomllib
from pathlib import Path

import pytest

from app.errors import BadReference
from app.languages import LANGUAGES, lexicon
from app.languages.build import main as build
from app.languages.detect import detect
from app.languages.nominative import nominative
from app.languages.paradigm import forms
from app.languages.suffixes import nominative as without_ending
from app.languages.words import FOLDER, check, read_words
from app.text.tokens import tokenise

ROOT = Path(__file__).parent.parent
EXTRACT = ROOT / "app" / "extract"
BENT = tomllib.loads((ROOT / "tests" / "rules" / "words.toml").read_text(encoding="utf-8"))


def senses(language: str, text: str) -> set[tuple[str, str]]:
    """Returns (class, what the form says) of the senses of a whole text."""
    tokens = list(tokenise(text))
    end, found = lexicon(language).lookup(tokens, 0)
    return {(sense.cls, sense.feature) for sense in found} if end == len(tokens) else set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_the_same_groups(code: str) -> None:
    assert set(read_words(code).tables["groups"]) == set(read_words(LANGUAGES[0]).tables["groups"])


def test_every_folder_of_words_is_a_language() -> None:
    assert {path.parent.name for path in FOLDER.glob("*/words.toml")} == set(LANGUAGES)
    assert all(read_words(code).code == code for code in LANGUAGES)


@pytest.mark.parametrize("table", ["months", "weekdays", "seasons", "relative", "multipliers"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_closed_classes_are_whole(code: str, table: str) -> None:
    groups = read_words(code).tables[table]
    assert set(groups) == set(read_words(LANGUAGES[0]).tables[table])
    assert [name for name, forms in groups.items() if not forms] == []


def test_every_group_has_words_in_some_language() -> None:
    tables = [read_words(code).tables["groups"] for code in LANGUAGES]
    assert [name for name in tables[0] if not any(table[name] for table in tables)] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_endings_and_bent_forms_are_of_the_alphabet(code: str) -> None:
    words = read_words(code)
    texts = [*(tail for tails in words.endings.values() for tail in tails), *words.irregular]
    texts += [*words.action_endings, *words.fixed_name_endings, *words.alternations, *words.alternations.values()]
    foreign = {letter for text in texts for letter in text if letter.isalpha()} - words.alphabet
    assert foreign == set()


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
        (lambda data: data["groups"]["met"].append("встречa"), "must be a letter of the alphabet"),
        (lambda data: data["groups"]["met"].append(data["groups"]["met"][0]), "twice"),
        (lambda data: data.pop("alphabet"), "missing keys"),
        (lambda data: data.update(vowels="аoу"), "ru/words.toml: vowels: 'o' must be a letter of the alphabet"),
        (lambda data: data["topics"].pop("water"), "[topics] must be exactly"),
    ],
)
def test_a_wrong_word_file_is_refused(change, said: str) -> None:  # type: ignore[no-untyped-def]
    data = tomllib.loads((FOLDER / "ru" / "words.toml").read_text(encoding="utf-8"))
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


@pytest.mark.parametrize(
    ("language", "word", "sense"),
    [pytest.param(code, word, sense, id=f"{code}: {word}") for code, t in BENT.items() for word, sense in t.items()],
)
def test_a_bent_form_has_its_sense(language: str, word: str, sense: list[str]) -> None:
    assert tuple(sense) in senses(language, word)


def test_every_language_has_a_table_of_bent_forms() -> None:
    assert {code: len(table) >= 8 for code, table in BENT.items()} == dict.fromkeys(LANGUAGES, True)


@pytest.mark.parametrize(("language", "text"), [("kk", "жылдан бері"), ("ky", "жылдан бери"), ("tk", "ýyldan bäri")])
def test_since_is_a_word_of_its_own_after_a_year(language: str, text: str) -> None:
    tokens = list(tokenise(text))
    assert lexicon(language).lookup(tokens, 0)[0] == 1
    assert {sense.cls for sense in lexicon(language).lookup(tokens, 1)[1]} == {"since"}


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
    [
        ("kk", "Михневпен", "Михнев"),
        ("kk", "Танака", "Танака"),
        ("kk", "Дидар", "Дидар"),
        ("kk", "Марина", "Марина"),
        ("kk", "Кисида", "Кисида"),
        ("kk", "Қуандықұлына", "Қуандықұлы"),
        ("ky", "Асановго", "Асанов"),
        ("ky", "Ильина", "Ильина"),
        ("uz", "Tanaka", "Tanaka"),
        ("uz", "Tanakaga", "Tanaka"),
        ("uz", "Toshbekka", "Toshbek"),
        ("uz", "Шавкатга", "Шавкат"),
        ("uz", "Kisida", "Kisida"),
        ("tk", "Meredowyň", "Meredow"),
        ("tk", "Tanakany", "Tanaka"),
    ],
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
        ("Taraplar ikitaraplaýyn hyzmatdaşlygyň meselelerini ara alyp maslahatlaşdylar.", "tk"),
        ("12.05", "und"),
    ],
)
def test_the_language_is_told(text: str, code: str) -> None:
    assert detect(text) == code


def test_the_walk_through_a_new_language_names_what_is_there() -> None:
    page = (ROOT / "docs" / "adding-a-language.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:app|seed|tests|docs)/[\w./-]+)`", page))
    assert len(named) >= 8
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
