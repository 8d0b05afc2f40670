"""Who is who: pairs of names that mean the same or not, and what holds of all names."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.resolve.organisations import OrganisationName, organisation_keys, same_organisation
from app.resolve.people import PersonName, same_person, skeleton_keys
from app.resolve.projects import ProjectName, project_keys, same_project
from app.resolve.verdict import Answer, Verdict
from app.sounds.letters import FOLDER, systems

NAMES = Path(__file__).parent / "names"
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (NAMES / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


def people(row: Row) -> tuple[PersonName, PersonName]:
    a, b = (PersonName(row[x], row[f"{x}_position"] or None, row[f"{x}_country"] or None) for x in "ab")
    return a, b


def organisations(row: Row) -> tuple[OrganisationName, OrganisationName]:
    fields = ("id", "acronym", "country")
    a, b = (OrganisationName(row[x], **{field: row[f"{x}_{field}"] or None for field in fields}) for x in "ab")
    return a, b


def projects(row: Row) -> tuple[ProjectName, ProjectName]:
    a, b = (
        ProjectName(
            row[x],
            id=row[f"{x}_id"] or None,
            acronym=row[f"{x}_acronym"] or None,
            funders=frozenset(row[f"{x}_funders"].split()),
            countries=frozenset(row[f"{x}_countries"].split()),
        )
        for x in "ab"
    )
    return a, b


# --- pairs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("file", "least"), [("people", 90), ("blind", 90)])
def test_no_two_people_are_merged_and_most_are_recognised(file: str, least: int) -> None:
    """`blind` was written after the tables: docs/decisions/identity.md has its first results."""
    pairs = rows(file)
    known = [row for row in pairs if same_person(*people(row)).answer is Answer.KNOWN]
    assert [f"{row['a']} = {row['b']}" for row in known if row["same"] == "no"] == []
    same = [row for row in pairs if row["same"] == "yes"]
    missed = [f"{row['a']} = {row['b']}: {same_person(*people(row))}" for row in same if row not in known]
    assert 100 * (len(same) - len(missed)) >= least * len(same), missed


def test_there_are_enough_pairs_of_both_sorts() -> None:
    counts = Counter((file, row["same"]) for file in ("people", "blind") for row in rows(file))
    assert counts["people", "yes"] >= 40 and counts["people", "no"] >= 25
    assert counts["blind", "yes"] + counts["blind", "no"] >= 20


@pytest.mark.parametrize("row", rows("organisations"), ids=lambda row: f"{row['a']} / {row['b']}")
def test_organisations(row: Row) -> None:
    assert same_organisation(*organisations(row)).answer == row["verdict"], row["about"]


@pytest.mark.parametrize("row", rows("projects"), ids=lambda row: f"{row['a']} / {row['b']}")
def test_projects(row: Row) -> None:
    assert same_project(*projects(row)).answer == row["verdict"], row["about"]


def verdicts() -> Iterator[tuple[Verdict, Verdict, set[str]]]:
    """Yields for each pair the verdict, that of the pair turned round, and the keys both have."""
    for row in (*rows("people"), *rows("blind")):
        one, other = people(row)
        shared = set(skeleton_keys(one)) & set(skeleton_keys(other))
        yield same_person(one, other), same_person(other, one), shared
    for row in rows("organisations"):
        a, b = organisations(row)
        yield same_organisation(a, b), same_organisation(b, a), set(organisation_keys(a)) & set(organisation_keys(b))
    for row in rows("projects"):
        p, q = projects(row)
        yield same_project(p, q), same_project(q, p), set(project_keys(p)) & set(project_keys(q))


def test_a_pair_turned_round_has_the_same_verdict_and_candidates_share_a_key() -> None:
    for verdict, turned, shared in verdicts():
        assert verdict == turned
        assert verdict.answer is Answer.NEW or shared, verdict


def test_a_verdict_says_why() -> None:
    verdict = same_person(
        PersonName("Сергей Лавров", "министр иностранных дел", "RU"), PersonName("S. Lavrov", "Foreign Minister", "RU")
    )
    assert verdict == Verdict(Answer.KNOWN, "same family name; an initial only; position agrees; country agrees")


def test_an_initial_or_a_surname_alone_is_never_enough() -> None:
    for short in ("Токаев", "К. Токаев"):
        verdict = same_person(PersonName(short, country="KZ"), PersonName("Касым-Жомарт Токаев", country="KZ"))
        assert verdict.answer is Answer.UNSURE


def test_a_differing_patronymic_parts_and_a_missing_one_does_not() -> None:
    asan = PersonName("Асан Болатұлы Серіков", country="KZ")
    fathers = {"Болатович": Answer.KNOWN, "Болотович": Answer.UNSURE, "Маратович": Answer.NEW, "": Answer.KNOWN}
    for father, answer in fathers.items():
        assert same_person(asan, PersonName(f"Сериков Асан {father}", country="KZ")).answer is answer, father


def test_the_order_of_names_is_free_where_the_words_tell_which_is_which() -> None:
    """Айбек Нурлан and Нурлан Айбек may be two; no Japanese family name is a given name, none in -ов either."""
    turned = {"Айбек Нурлан": Answer.UNSURE, "Айбек Нурланов": Answer.KNOWN, "Фумио Кисида": Answer.KNOWN}
    for text, answer in turned.items():
        given, family = text.split()
        verdict = same_person(PersonName(text), PersonName(f"{family} {given}"))
        assert verdict.answer is answer, verdict


def test_a_state_tells_which_spelling_counts() -> None:
    """Ван is Wang in Chinese: if the state is stated, Wan is another person; Cavusoglu has a ч in Turkey alone."""
    wang = PersonName("Ван И", country="CN")
    assert same_person(wang, PersonName("Wang Yi", country="CN")).answer is Answer.KNOWN
    assert same_person(wang, PersonName("Wan Yi", country="CN")).answer is Answer.NEW
    turk, latin = "Мевлют Чавушоглу", "Mevlut Cavusoglu"
    assert same_person(PersonName(turk, country="TR"), PersonName(latin, country="TR")).answer is Answer.KNOWN
    assert same_person(PersonName(turk), PersonName(latin)).answer is Answer.UNSURE
    assert same_person(PersonName(turk, country="KG"), PersonName(latin, country="KG")).answer is Answer.NEW


# --- what holds of all names ---------------------------------------------------------------------------------

LETTERS = "абвгджзийклмнопрстуфхцчшщыэюяёәғқңөұүһіўҳҷӣӯъь'-. abcdefghijklmnopqrstuvwxyzöüçşğı"
TEXTS = st.text(max_size=60) | st.text(LETTERS, max_size=40)
COUNTRIES = st.sampled_from([None, "KG", "KZ", "UZ", "JP", "CN", "KR", "TR", "DE"])
PEOPLE = st.builds(PersonName, TEXTS, st.sampled_from([None, "министр", "посол", "Deputy Minister"]), COUNTRIES)


@given(PEOPLE, PEOPLE)
def test_people_are_compared_alike_in_both_orders_and_only_within_a_key(one: PersonName, other: PersonName) -> None:
    verdict = same_person(one, other)
    assert verdict == same_person(other, one)
    if verdict.answer is not Answer.NEW:
        assert set(skeleton_keys(one)) & set(skeleton_keys(other))


@given(TEXTS, COUNTRIES.filter(lambda country: country is not None))
@example("¼)¼", "KG")
def test_one_name_with_one_position_is_one_person(text: str, country: str) -> None:
    person = PersonName(text, "министр", country)
    assert same_person(person, person).answer is Answer.KNOWN


@given(TEXTS, TEXTS, COUNTRIES, COUNTRIES)
def test_any_text_may_name_an_organisation_or_a_project(a: str, b: str, here: str | None, there: str | None) -> None:
    one, other = OrganisationName(a, country=here), OrganisationName(b, country=there)
    verdict = same_organisation(one, other)
    assert verdict == same_organisation(other, one)
    assert verdict.answer is Answer.NEW or set(organisation_keys(one)) & set(organisation_keys(other))
    p, q = (ProjectName(text, funders=frozenset({"adb"}), countries=frozenset({"KG"})) for text in (a, b))
    alike = same_project(p, q)
    assert alike == same_project(q, p)
    assert alike.answer is Answer.NEW or set(project_keys(p)) & set(project_keys(q))


@pytest.mark.parametrize("piece", ["а", "ь", "i", "y", "шч", "К. ", "ван ", "jin", "«", "ий", "Бакыт уулу "])
def test_keys_of_a_long_text_are_bounded(piece: str) -> None:
    """Time is linear in the text because what is read of it is bounded; so is what an index holds."""
    text = piece * 20_000
    keys = skeleton_keys(PersonName(text))
    assert len(keys) <= 40 and all(len(key) <= 200 for key in keys)
    assert same_person(PersonName(text), PersonName(text)).answer in Answer
    keys = (*organisation_keys(OrganisationName(text)), *project_keys(ProjectName(text)))
    assert len(keys) <= 60


# --- the tables ----------------------------------------------------------------------------------------------


def test_every_table_is_a_system_and_says_where_it_is_from() -> None:
    assert {path.stem for path in FOLDER.glob("*.csv")} == {system.name for system in systems()}
    assert all(system.source for system in systems())


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.csv")), ids=lambda path: path.stem)
def test_a_table_reads_no_spelling_in_two_ways(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        table = list(csv.DictReader(lines, strict=True))
    spelt = Counter(
        (script, letters) for row in table for script in ("cyrillic", "latin") for letters in row[script].split()
    )
    assert [letters for letters, count in spelt.items() if count > 1] == []
