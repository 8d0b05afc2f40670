"""Characters: cleaning, tokens, sentences, slugs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sounds.slug import slug
from app.text.clean import clean
from app.text.sentences import sentences
from app.text.tokens import tokenise

ABBREVIATIONS = frozenset({"г", "млн", "ж"})


def test_a_text_is_stored_in_nfc_with_plain_line_ends() -> None:
    assert clean("\ufeffкра\u0438\u0306\r\nдва\rтри") == "край\nдва\nтри"


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("29.01.25 года", ["29.01.25", "года"]),
        ("28 000 000 сомов", ["28 000 000", "сомов"]),
        ("12-13-мартында", ["12", "-", "13", "-", "мартында"]),
        ("БҰҰДБ-ның ЭКСПО-2017", ["БҰҰДБ-ның", "ЭКСПО-2017"]),
        ("Farg‘ona o'quv", ["Farg‘ona", "o'quv"]),
        ("$11,96 млн.", ["$", "11,96", "млн", "."]),
        ("в 12:30, К.Иванов", ["в", "12:30", ",", "К", ".", "Иванов"]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert [token.text for token in tokenise(text)] == tokens


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Он приехал. Она уехала.", 2),
        ("Выделено 5 млн. долларов. Срок истёк.", 2),
        ("В 2018 г. Новый срок настал.", 2),
        ("К.Абдрахманов сказал это.", 1),
        ("2023 ж. 28 тамызда өтті.", 1),
    ],
)
def test_sentences(text: str, parts: int) -> None:
    assert len(list(sentences(list(tokenise(text)), ABBREVIATIONS))) == parts


@given(st.text())
def test_tokens_stand_where_they_say_and_lose_nothing(text: str) -> None:
    found = list(tokenise(text))
    assert all(text[token.start : token.end] == token.text for token in found)
    assert (
        "".join(token.text for token in found).split()
        == "".join("".join(text.split()) if "\n" not in text else [token.text for token in found]).split()
    )


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("ОБСЕ", "obse"),
        ("Мухаммедкалый Абылгазиев", "mukhammedkaly-abylgaziyev"),
        ("Нұрлы жол", "nurly-zhol"),
        ("O‘zbekiston", "ozbekiston"),
        ("Pierre von Arx", "pierre-von-arx"),
    ],
)
def test_a_slug_is_readable(name: str, id_: str) -> None:
    assert slug(name) == id_


@given(st.text(min_size=1))
def test_a_slug_is_short_plain_and_never_empty(name: str) -> None:
    made = slug(name)
    assert 0 < len(made) <= 60
    assert made.isascii() and made == slug(name)
