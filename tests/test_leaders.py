"""The registry of leaders: who held which post when, under which names; and the errors of wrong lines."""

import shutil
from pathlib import Path

import pytest

from app.errors import BadReference
from app.extract import extract
from app.readers import Source
from app.registry import Position, load_registry
from app.registry.things import read_registry
from app.resolve import settle
from app.settings import data_folder

REGISTRY = load_registry()


@pytest.mark.parametrize(
    ("position", "place", "day", "who"),
    [
        (Position.HEAD_OF_STATE, "KG", "2018-08-03", "sooronbay-jeenbekov"),
        (Position.HEAD_OF_STATE, "KG", "2021", None),  # two in that year
        (Position.HEAD_OF_STATE, "KG", "1980", None),
        (Position.HEAD_OF_GOVERNMENT, "KG", "2018-03", "sapar-isakov"),
        (Position.FOREIGN_MINISTER, "RU", "2018", "sergey-lavrov"),
        (Position.HEAD, "un", "2016-12-31", "ban-ki-moon"),
        (Position.HEAD, "un", "2017-01-01", "antonio-guterres"),
        (Position.HEAD, "KG", "2018", None),
    ],
)
def test_who_held_a_post_on_a_day(position: Position, place: str, day: str, who: str | None) -> None:
    held = REGISTRY.holder(position, place, day)
    assert (held.id if held is not None else None) == who


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("Сооронбай Жээнбеков", "sooronbay-jeenbekov"),
        ("ЖЭЭНБЕКОВ СООРОНБАЙ", "sooronbay-jeenbekov"),
        ("Сооронбай Шарипович Жээнбеков", "sooronbay-jeenbekov"),
        ("Алмазбек Шаршен уулу Атамбаев", "almazbek-atambayev"),
        ("Ван Чжао И", None),  # no patronymic: the family name comes first
        ("Қасым-Жомарт Тоқаев", "kassym-jomart-tokayev"),
        ("Артем Новиков", "artem-novikov"),
        ("Аскар Жээнбеков", None),
        ("Жээнбеков", None),
    ],
)
def test_people_are_found_by_their_full_name(name: str, who: str | None) -> None:
    assert [person.id for person in REGISTRY.named(name)] == ([] if who is None else [who])


def test_people_are_found_by_their_family_name() -> None:
    assert {person.id for person in REGISTRY.surnamed("жапаров")} == {"sadyr-japarov", "akylbek-japarov"}
    assert {person.id for person in REGISTRY.surnamed("Пан")} == {"ban-ki-moon"}
    assert REGISTRY.surnamed("Сооронбай") == ()


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("terms", "head,,undp,nobody,2020,,x", "person 'nobody' must be an id in people.csv"),
        ("terms", "king,KG,,sapar-isakov,2020,,x", "'king' is not a known code"),
        ("terms", "head,,nothing,sapar-isakov,2020,,x", "'nothing' is not a known code"),
        ("terms", "head,KG,undp,sapar-isakov,2020,,x", "must have either a country or an organisation"),
        ("terms", "head_of_state,XY,,sapar-isakov,2020,,x", "'XY' is not a known code"),
        ("terms", "head,,undp,sapar-isakov,2020-13,,x", "seed/terms.csv, head of undp from 2020-13"),
        ("terms", "head,,undp,sapar-isakov,2020,2019,x", "ends before it starts"),
        ("people", "a-b,middle,A B,,,,,,,x", "seed/people.csv, a-b: family 'middle' must be first or last"),
    ],
)
def test_a_wrong_line_is_named(file: str, line: str, said: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(data_folder("seed"), tmp_path / "seed"))
    path = folder / f"{file}.csv"
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(BadReference) as raised:
        read_registry(folder)
    assert said in raised.value.detail


def test_a_namesake_does_not_get_the_leader_s_row() -> None:
    text = "Министр здравоохранения Казахстана Сапар Исаков выступил с речью.\n"
    said = settle(extract(Source("a", "a.txt", "text/plain", text)), document_id="doc_x")
    assert [(person.id, [name.text for name in person.names]) for person in said.people] == [
        ("sapar-isakov-namesake", ["Сапар Исаков"])
    ]
