"""Names in Latin letters."""

import pytest

from app.sounds.latin import is_cyrillic, is_latin, latin, latin_name


@pytest.mark.parametrize(
    ("name", "country", "expected"),
    [
        ("Жогорку Кеңеш", None, "Zhogorku Kenesh"),
        ("Қасым-Жомарт Тоқаев", "KZ", "Kasym-Zhomart Tokayev"),
        ("Хидэки Года", "JP", "Hideki Goda"),
        ("Хидэки Года", None, "Khideki Goda"),
        ("Акихиса Нагасима", "JP", "Akihisa Nagashima"),
        ("Синдзо Абэ", "JP", "Shinzo Abe"),
        ("Дзюнъити Ямада", "JP", "Junichi Yamada"),
        ("Роберт Смит", "JP", "Robert Smit"),
        ("Ван И", "CN", "Wang Yi"),
        ("Си Цзиньпин", "CN", "Xi Jinping"),
        ("К. Судзуки", "JP", "K. Suzuki"),
    ],
)
def test_names_are_spelt_as_in_their_country(name: str, country: str | None, expected: str) -> None:
    assert latin_name(name, country) == expected


def test_scripts() -> None:
    assert latin("Бишкек") == "Bishkek"
    assert is_cyrillic("ОБСЕ office")
    assert is_latin("OSCE")
    assert not is_latin("ОБСЕ office")
    assert not is_latin("120")
