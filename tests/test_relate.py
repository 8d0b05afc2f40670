"""Relating records: one row per person, one countable sum, whatever the order and whatever people decide."""

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from app.database.engine import writing
from app.errors import BadDecision
from app.load import load
from app.records import KINDS, METADATA
from app.records.identity import Sameness
from app.store.decide import decide, part
from app.store.relate import relate

# One press release in three languages; a later one names the same two people.
RELEASE = {
    "ru": "Бишкек, 12 марта 2019 года. /Кабар/. Министр здравоохранения Кыргызской Республики Космосбек Чолпонбаев "
    "встретился с послом Японии в Кыргызстане Ёсихиро Ямамурой.\n"
    "Япония выделит Кыргызстану грант в размере 1 млрд 87 млн иен на проект «Чистая вода».\n",
    "en": "Bishkek, 12 March 2019. /Kabar/. Minister of Health of the Kyrgyz Republic Kosmosbek Cholponbaev met with "
    "Ambassador of Japan to Kyrgyzstan Yoshihiro Yamamura.\n"
    "Japan will provide Kyrgyzstan with a grant of 1,087 million yen for the Clean Water Project.\n",
}
DOLLARS = (
    "Бишкек, 18 марта 2019 года. /24.kg/. Япония предоставит Кыргызстану грант в размере 9,97 млн долларов США на "
    "проект «Чистая вода». Об этом сообщил министр здравоохранения Космосбек Чолпонбаев.\n"
)
LATER = (
    "Бишкек, 2 апреля 2019 года. /24.kg/. Министр здравоохранения К. Чолпонбаев встретился с послом Японии в "
    "Кыргызстане Ёсихиро Ямамурой.\n"
)


def put(folder: Path, **texts: str) -> list[Path]:
    """Writes texts into files."""
    paths = []
    for name, text in texts.items():
        path = folder / f"{name}.txt"
        path.write_text(text)
        paths.append(path)
    return paths


def load_all(engine: Engine, paths: list[Path]) -> None:
    load(paths, engine=engine, max_bytes=1_000_000)


def rows(engine: Engine, table: str, *without: str) -> list[dict[str, Any]]:
    """Returns the rows of a table in one order, but for some columns."""
    with engine.connect() as connection:
        found = [dict(row) for row in connection.execute(select(METADATA.tables[table])).mappings()]
    for row in found:
        for name in without:
            del row[name]
    return sorted(found, key=str)


def people(engine: Engine) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in rows(engine, "person")}


def test_a_person_is_one_row_in_all_scripts(engine: Engine, tmp_path: Path) -> None:
    load_all(engine, put(tmp_path, **RELEASE))
    minister = [row for row in people(engine).values() if "olponb" in row["name"] or "олпонб" in row["name"]]
    assert len(minister) == 1
    (id_,) = (row["id"] for row in minister)
    texts = {row["text"] for row in rows(engine, "name") if row["record_id"] == id_}
    assert {"Космосбек Чолпонбаев", "Kosmosbek Cholponbaev"} <= texts
    claims = [row for row in rows(engine, "claim") if row["record_id"] == id_]
    assert len({row["said_id"] for row in claims}) == 2
    merged = [row for row in rows(engine, "change") if row["operation"] == "merged" and row["kind"] == "person"]
    assert {row["into_id"] for row in merged} >= {id_}
    # What refers to the one that is gone refers to the other.
    taking_part = {row["person_id"] for row in rows(engine, "meeting_participant")}
    assert id_ in taking_part and not {row["record_id"] for row in merged} & taking_part


def test_versions_of_one_text_are_one_source(engine: Engine, tmp_path: Path) -> None:
    load_all(engine, put(tmp_path, **RELEASE, later=LATER))
    groups = [row["parallel_group"] for row in rows(engine, "document")]
    assert sorted(group is None for group in groups) == [False, False, True]
    assert len(set(groups) - {None}) == 1
    (minister,) = (row for row in people(engine).values() if "olponb" in row["name"] or "Космосбек" in row["name"])
    assert minister["quality_source_count"] == 2


def test_one_grant_in_two_currencies_and_languages_counts_once(engine: Engine, tmp_path: Path) -> None:
    load_all(engine, put(tmp_path, **RELEASE, dollars=DOLLARS))
    funding = rows(engine, "funding")
    assert len(funding) == 3
    assert len({row["canonical_id"] for row in funding}) == 1


@pytest.mark.parametrize("signed", [True])
def test_what_may_be_counted_is_counted_once(engine: Engine, tmp_path: Path, signed: bool) -> None:
    texts = {
        name: text.replace("выделит", "выделила").replace("will provide", "provided") for name, text in RELEASE.items()
    }
    dollars = DOLLARS.replace("предоставит", "предоставила")
    load_all(engine, put(tmp_path, **texts, dollars=dollars))
    reasons = sorted(str(row["not_countable"]) for row in rows(engine, "funding"))
    assert reasons == ["None", "duplicate", "duplicate"]
    (counted,) = (row for row in rows(engine, "funding") if row["countable"])
    assert counted["id"] == counted["canonical_id"]
    assert counted["quality_source_count"] == 2


def test_the_same_encounter_is_linked(engine: Engine, tmp_path: Path) -> None:
    load_all(engine, put(tmp_path, **RELEASE))
    meetings = rows(engine, "meeting")
    assert len(meetings) == 2
    assert len({row["canonical_id"] for row in meetings}) == 1 and None not in {row["canonical_id"] for row in meetings}


def test_the_order_makes_no_difference(engine: Engine, tmp_path: Path) -> None:
    """Ids, merges and groups are those of all texts together, in whatever order and portions they come."""
    paths = put(tmp_path, **RELEASE, dollars=DOLLARS, later=LATER)
    seen = []
    tables = [table.name for table in METADATA.sorted_tables if table.name not in ("change", "load", "country")]
    for order in list(permutations(paths))[::7]:
        for path in order:
            load_all(engine, [path])
        seen.append({name: _timeless(rows(engine, name)) for name in tables})
        with engine.begin() as connection:
            for table in reversed(METADATA.sorted_tables):
                if table.name != "country":
                    connection.execute(table.delete())
    for each in seen:
        assert each == seen[0]


def _timeless(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(
        (
            {k: v for k, v in row.items() if k not in ("revision", "created_at", "updated_at", "number")}
            for row in found
        ),
        key=str,
    )


def test_relating_again_writes_nothing(engine: Engine, tmp_path: Path, queries: list[str]) -> None:
    load_all(engine, put(tmp_path, **RELEASE, dollars=DOLLARS, later=LATER))
    queries.clear()
    with writing(engine) as connection:
        assert relate(connection) == []
    assert {query.split()[0] for query in queries} - {"LOCK"} == {"SELECT"}


def test_another_amount_in_another_language_is_a_conflict(engine: Engine, tmp_path: Path) -> None:
    load_all(engine, put(tmp_path, ru=RELEASE["ru"], en=RELEASE["en"].replace("1,087", "1,078")))
    values = {row["value"] for row in rows(engine, "conflict") if row["field"] == "amount"}
    assert values == {"1087000000 JPY", "1078000000 JPY"}


def test_an_initial_is_a_candidate_or_the_same(engine: Engine, tmp_path: Path) -> None:
    """The title and the state settle it; with another title nobody is merged."""
    bare = LATER.replace("Министр здравоохранения", "Депутат")
    load_all(engine, put(tmp_path, **RELEASE, bare=bare))
    named = [row["name"] for row in people(engine).values() if "олпонб" in row["name"] or "olponb" in row["name"]]
    assert len(named) == 2
    assert [row["kind"] for row in rows(engine, "candidate")] == ["person"]
    load_all(engine, put(tmp_path, bare=LATER))
    assert rows(engine, "candidate") == []


def test_a_decision_outlives_every_load(engine: Engine, tmp_path: Path) -> None:
    paths = put(tmp_path, **RELEASE)
    load_all(engine, paths)
    (merged,) = (row for row in rows(engine, "same_as") if row["kind"] == "person" and "olponb" in row["id"])
    pair = (merged["id"], merged["canonical_id"])
    with writing(engine) as connection:
        decide(connection, "person", *pair, verdict=Sameness.DIFFERENT, note="brothers")
    assert set(pair) <= people(engine).keys()
    load_all(engine, put(tmp_path, ru=RELEASE["ru"] + "Встреча прошла в Бишкеке.\n"))
    assert set(pair) <= people(engine).keys()
    with writing(engine) as connection:
        decide(connection, "person", *pair, verdict=Sameness.SAME)
    assert len(set(pair) & people(engine).keys()) == 1
    load_all(engine, put(tmp_path, ru=RELEASE["ru"]))
    assert len(set(pair) & people(engine).keys()) == 1


def test_two_people_of_one_name_can_be_parted(engine: Engine, tmp_path: Path) -> None:
    full = LATER.replace("К. Чолпонбаев", "Космосбек Чолпонбаев")
    load_all(engine, put(tmp_path, ru=RELEASE["ru"], full=full))
    (minister,) = (id_ for id_ in people(engine) if "olponb" in id_)
    (document,) = (row["id"] for row in rows(engine, "document") if row["file"] == "full.txt")
    with writing(engine) as connection:
        new, changed = part(connection, "person", minister, [document])
    assert changed
    assert {minister, new} <= people(engine).keys()
    of_document = {row["record_id"] for row in rows(engine, "claim") if row["document_id"] == document}
    assert new in of_document and minister not in of_document
    load_all(engine, put(tmp_path, full=full + "Обсуждались вопросы сотрудничества.\n"))
    assert {minister, new} <= people(engine).keys()


def test_decisions_that_cannot_be(engine: Engine, tmp_path: Path) -> None:
    load_all(engine, put(tmp_path, **RELEASE))
    id_ = next(iter(people(engine)))
    with writing(engine) as connection:
        with pytest.raises(BadDecision, match="no person has the id 'nobody'"):
            decide(connection, "person", id_, "nobody", verdict=Sameness.SAME)
        with pytest.raises(BadDecision, match="given twice"):
            decide(connection, "person", id_, id_, verdict=Sameness.SAME)
        with pytest.raises(BadDecision, match="does not mention"):
            part(connection, "person", id_, ["doc_none"])
        documents = [row["document_id"] for row in rows(engine, "claim") if row["record_id"] == id_]
        with pytest.raises(BadDecision, match="leave it at least one"):
            part(connection, "person", id_, documents)
        with pytest.raises(BadDecision, match="cannot be split"):
            part(connection, "funding", "f", documents)
    assert rows(engine, "decision") == []


def test_a_load_that_broke_off_is_made_good(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = put(tmp_path, **RELEASE)
    with monkeypatch.context() as patch:
        patch.setattr("app.load.relate", _broken)
        with pytest.raises(RuntimeError):
            load_all(engine, paths)
    before = len(people(engine))
    load_all(engine, paths)
    assert len(people(engine)) < before


def _broken(_connection: object) -> None:
    raise RuntimeError("the power went off")


def test_kinds_that_merge_are_told_apart_from_facts() -> None:
    assert [kind.name for kind in KINDS.values() if kind.merges] == ["project", "organisation", "person"]


# --- what is the same sum, and what is another ---------------------------------------------------------------------

EXACT_SUM = (
    "Бишкек, 12 июля 2013 года. Правительство Японии безвозмездно предоставило Кыргызстану грант 11,96 млн долларов на "
    "мост через реку Кок-Арт. Соглашение подписано в Бишкеке.\n"
)
ROUNDED_SUM = (
    "Бишкек, 12 июля 2013 года. Правительство Японии предоставило Кыргызстану грант около 12 млн долларов на мост "
    "через реку Кок-Арт. Соглашение подписано в Бишкеке.\n"
)
PROMISED = (
    "Бишкек, 10 января 2023 года. Европейский банк реконструкции и развития предоставит Кыргызстану кредит 10 млн "
    "долларов США на проект «Водоснабжение Нарына».\n"
)
SIGNED = (
    "Бишкек, 20 марта 2023 года. Европейский банк реконструкции и развития и Кыргызстан подписали соглашение о кредите "
    "на 10 млн долларов США на проект «Водоснабжение Нарына».\n"
)
FOR_APPLES = (
    "BISHKEK, 3 October 2023. USAID signed a $2 million grant agreement with Kyrgyzstan to support apple growers.\n"
)
FOR_HEALTH = (
    "BISHKEK, 20 October 2023. USAID signed a $2 million grant agreement with Kyrgyzstan to fight tuberculosis.\n"
)
TO_KYRGYZSTAN = "BISHKEK, 2 March 2021. The Government of Japan provided a grant of $1 million to Kyrgyzstan.\n"
TO_TAJIKISTAN = "Душанбе, 2 марта 2021 года. Правительство Японии предоставило Таджикистану грант 1 млн долларов США.\n"
OF_THE_BANK = "TASHKENT, 14 May 2021. The World Bank and Uzbekistan signed a loan agreement for $100 million.\n"
OF_ITS_ARM = (
    "TASHKENT, 15 May 2021. The International Development Association (IDA) and Uzbekistan signed a loan agreement for "
    "$100 million.\n"
)


@pytest.mark.parametrize(
    ("texts", "facts"),
    [
        ((EXACT_SUM, ROUNDED_SUM), 1),
        ((PROMISED, SIGNED), 1),
        ((FOR_APPLES, FOR_HEALTH), 2),
        ((TO_KYRGYZSTAN, TO_TAJIKISTAN), 2),
        ((OF_THE_BANK, OF_ITS_ARM), 1),
    ],
    ids=["rounded", "promised and signed", "signed on two days", "two receivers", "a bank and its arm"],
)
def test_sums_of_two_texts_are_one_fact_or_two(
    engine: Engine, tmp_path: Path, texts: tuple[str, str], facts: int
) -> None:
    load_all(engine, put(tmp_path, **dict(zip("ab", texts, strict=True))))
    funding = rows(engine, "funding")
    assert len(funding) == 2
    assert len({row["canonical_id"] or row["id"] for row in funding}) == facts
    # An exact amount counts before a rounded one, a signed one before a promise.
    assert [row["qualifier"] for row in funding if row["countable"]] == ["exact"] * facts
