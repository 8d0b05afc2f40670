"""Any text is read: texts made by mixing the sentences, names and sums of the gold neither fail nor lose evidence."""

import random
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.extract import extract
from app.readers import Source
from app.settings import data_folder

GOLD = Path(__file__).parent / "gold"
TEXTS, PARTS = 2_000, 8
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_NAME = re.compile(r"(?:[^\W\d_a-zа-яё][\w’'-]+ ){1,2}[^\W\d_a-zа-яё][\w’'-]+")
_NUMBER = re.compile(r"\d[\d .,]*\d")


@cache
def material() -> tuple[list[str], list[str], list[str]]:
    """Returns the sentences, names and numbers of the texts that rules are made from."""
    paths = [path for name in ("dev", "apart", "tk") for path in (GOLD / name).glob("*.txt")]
    paths += (data_folder("seed") / "texts").glob("*.txt")
    texts = [path.read_text(encoding="utf-8") for path in sorted(paths)]
    sentences = [each for text in texts for each in _SENTENCE.split(text) if each.strip()]
    names = [name for text in texts for name in _NAME.findall(text)]
    return sentences, names, [number for text in texts for number in _NUMBER.findall(text)]


def mixed(seed: int) -> str:
    """Returns a text of sentences in which names, numbers and word order are wrong; the same for the same seed."""
    chance = random.Random(seed)
    sentences, names, numbers = material()
    parts = []
    for _ in range(chance.randint(1, PARTS)):
        part = chance.choice(sentences)
        if chance.random() < 0.5:
            part = _NAME.sub(lambda _: chance.choice(names), part, count=2)
        if chance.random() < 0.5:
            part = _NUMBER.sub(lambda _: chance.choice(numbers), part)
        if chance.random() < 0.3:
            words = part.split(" ")
            words.insert(chance.randrange(len(words)), f"{chance.choice(names)},")
            part = " ".join(words)
        if chance.random() < 0.2:
            part = part[: chance.randint(1, len(part))]
        parts.append(part)
    return chance.choice([" ", "\n"]).join(parts)


def evidence_in(value: Any) -> list[dict[str, Any]]:
    """Returns the evidence at any depth of an extraction."""
    if isinstance(value, list):
        return [found for each in value for found in evidence_in(each)]
    if not isinstance(value, dict):
        return []
    own = [value] if {"start", "end", "quote"} <= value.keys() else []
    return own + [found for each in value.values() for found in evidence_in(each)]


def read(text: str) -> dict[str, Any]:
    return extract(Source(address="a", file="a.txt", media_type="text/plain", text=text)).model_dump(mode="json")


@pytest.mark.parametrize("hundred", range(TEXTS // 100))
def test_mixed_texts_are_read(hundred: int) -> None:
    for seed in range(hundred * 100, hundred * 100 + 100):
        text = mixed(seed)
        found = read(text)
        pieces = evidence_in(found)
        assert all(text[each["start"] : each["end"]] == each["quote"] for each in pieces), seed


def test_a_body_that_the_register_names_in_other_languages_only() -> None:
    text = (
        "Бишкек, төрагасы – Су ресурстары және ирригация министрі Нұржан Рахмтыбеов Дүниежүзілік банктің "
        "Қазақстандағы тұрақты"
    )
    assert all(person["organisation"] is None or person["organisation"]["name"] for person in read(text)["people"])
