"""The search: what is found by words in any alphabet, form and spelling, in what order, the same on both engines."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from app.api.search import AutocompleteEnvelope, SearchEnvelope
from app.database.engine import writing
from app.errors import BadQuery
from app.query.question import MOST_WORDS, read_question
from app.sounds.terms import near, plain, sounds, stems, words
from app.store.index import SEARCH, bring_up_to_date, is_indexed, reindex
from app.store.terms import MOST_BYTES, MOST_PLACES, MOST_REPEATS, Terms, write_terms
from tests.client import Client, client_at
from tests.examples import ALL, dump, store

HERE = Path(__file__).parent
QUERIES = tomllib.loads((HERE / "search" / "queries.toml").read_text(encoding="utf-8"))["query"]


@pytest.fixture(scope="module")
def loaded(sqlite_texts: str, postgresql_texts: str) -> Iterator[dict[str, Client]]:
    """Clients of the app on both engines with the seed texts and those of the gold facts."""
    with client_at(sqlite_texts) as sqlite, client_at(postgresql_texts) as other:
        yield {"sqlite": sqlite, "postgresql": other}


def found(client: Client, path: str, **asked: Any) -> Any:
    return client.json(path, params=asked)["data"]


def ask(loaded: dict[str, Client], path: str, **asked: Any) -> Any:
    """Returns what both engines answer, which is the same."""
    one, other = (found(client, path, **asked) for client in loaded.values())
    assert one == other
    return one


# --- what is found ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", QUERIES, ids=map(str, range(len(QUERIES))))
def test_query(loaded: dict[str, Client], case: dict[str, Any]) -> None:
    """`first` are the labels that a kind begins with, `not` what is nowhere among its results."""
    path = case.get("path", "/v1/search")
    asked = {"q": case["q"], "limit": 50, **case.get("with", {})}
    data = ask(loaded, path, **asked)
    if path == "/v1/autocomplete":
        labels = {"name": [each["label"] for each in data]}
    else:
        SearchEnvelope.model_validate({"data": data, "meta": {"data_version": 1, "query": {}}, "links": {"self": ""}})
        labels = {group["type"]: [hit["label"] for hit in group["results"]] for group in data}
    for kind, first in case.get("first", {}).items():
        assert labels.get(kind, [])[: len(first)] == first, labels.get(kind)
    for kind, among in case.get("among", {}).items():
        assert set(among) <= set(labels.get(kind, [])), labels.get(kind)
    for kind, absent in case.get("not", {}).items():
        assert not set(absent) & set(labels.get(kind, [])), labels.get(kind)
    if case.get("nothing"):
        assert data == []


def test_there_are_enough_queries_in_all_languages() -> None:
    assert len(QUERIES) >= 60
    assert {case["lang"] for case in QUERIES} >= {"en", "ru", "kk", "ky", "uz", "tg"}


# --- the order, and what is shown -------------------------------------------------------------------------------


def test_the_order_is_score_then_newest_then_id(loaded: dict[str, Client]) -> None:
    for q in ("банк", "Кыргызстан", "проект развитие", "Japan"):
        groups = ask(loaded, "/v1/search", q=q, limit=100)
        best = [group["results"][0]["score"] for group in groups]
        assert best == sorted(best, reverse=True)
        for group in groups:
            assert group["total"] == len(group["results"])
            keys = [(-hit["score"], hit["day"] is None, _newest(hit["day"]), hit["id"]) for hit in group["results"]]
            assert keys == sorted(keys)


def _newest(day: str | None) -> int:
    return -int((day or "0").replace("-", ""))


def test_a_limit_cuts_and_the_total_stays(loaded: dict[str, Client]) -> None:
    whole = {group["type"]: group for group in ask(loaded, "/v1/search", q="банк", limit=100)}
    for group in ask(loaded, "/v1/search", q="банк", limit=2):
        assert group["results"] == whole[group["type"]]["results"][:2]
        assert group["total"] == whole[group["type"]]["total"]


def test_only_the_kinds_asked_for(loaded: dict[str, Client]) -> None:
    groups = ask(loaded, "/v1/search", q="банк", type="person,document")
    assert {group["type"] for group in groups} == {"person", "document"}


def test_a_wrong_letter_counts_only_where_nothing_else_is_found(loaded: dict[str, Client]) -> None:
    (hit,) = ask(loaded, "/v1/search", q="Абдрахмамов", type="person")[0]["results"]
    assert hit["near"] is True
    (right,) = ask(loaded, "/v1/search", q="Абдрахманов", type="person")[0]["results"]
    assert (right["id"], right["near"]) == (hit["id"], False)


@pytest.mark.parametrize(
    "q", ["Абдрахманов", "помощи развитию", '"кыргызско-турецкой дружбы"', "JICA", "мост*", "көмек"]
)
def test_snippets_show_what_was_found(loaded: dict[str, Client], q: str) -> None:
    client = loaded["sqlite"]
    for group in ask(loaded, "/v1/search", q=q, limit=20):
        for hit in group["results"]:
            shown = hit["snippet"]
            assert shown["highlights"], (group["type"], hit)
            assert 0 < len(shown["text"]) <= 240
            assert "\n" not in shown["text"]
            for start, end in shown["highlights"]:
                assert shown["text"][start:end].strip() == shown["text"][start:end] != ""
            if shown["offset"] is not None:
                text = client.json(hit["url"])["data"]["text"]
                piece = text[shown["offset"] : shown["offset"] + len(shown["text"])]
                assert " ".join(piece.split()) == " ".join(shown["text"].split())


def test_every_hit_can_be_followed(loaded: dict[str, Client]) -> None:
    for group in ask(loaded, "/v1/search", q="Кыргызстан", limit=2):
        for hit in group["results"]:
            assert loaded["sqlite"].json(hit["url"])["data"]["id"] == hit["id"]
    for each in ask(loaded, "/v1/autocomplete", q="Кас"):
        assert loaded["sqlite"].json(each["url"])["data"]["id"] == each["id"]


def test_the_answer_says_how_it_was_asked(loaded: dict[str, Client]) -> None:
    answer = loaded["sqlite"].json("/v1/search?type=person,document&q=%20JICA&lang=ru")
    SearchEnvelope.model_validate(answer)
    assert answer["meta"]["query"] == {"lang": "ru", "limit": 5, "q": " JICA", "type": ["document", "person"]}
    assert loaded["sqlite"].json(answer["links"]["self"]) == answer
    AutocompleteEnvelope.model_validate(loaded["sqlite"].json("/v1/autocomplete?q=JICA"))


# --- anything may be asked --------------------------------------------------------------------------------------

OPERATORS = [
    *("AND", "OR", "NOT", "NEAR(", "NEAR/2", '"', "«", "*", "-", ":", "^", "(", ")", "{", "terms:", "'", "\\", "&"),
    *("|", "!", "<->", ":*", "%", "_", ";", "--", "\0", "вода", "JICA", "Ёё", "ß", "İ", "½", "\u0301", " "),
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    q=st.one_of(
        st.text(min_size=1, max_size=1000), st.lists(st.sampled_from(OPERATORS), min_size=1, max_size=25).map("".join)
    )
)
def test_any_text_is_an_answer_or_a_clear_refusal(loaded: dict[str, Client], q: str) -> None:
    q = q.encode(errors="replace").decode()
    for path in ("/v1/search", "/v1/autocomplete"):
        one, other = (client.get(path, params={"q": q}) for client in loaded.values())
        assert one.status_code == other.status_code in (200, 422), q
        if one.status_code == 200:
            assert one.json()["data"] == other.json()["data"], q
        else:
            assert [each["parameter"] for each in one.json()["errors"]] == ["q"], q


@pytest.mark.parametrize(
    ("q", "says"),
    [
        ("", "at least 1 character"),
        ("  ", "at least one word"),
        ("-школа", "only what to leave out"),
        ("!?…", "no letter or digit"),
        ('""', "no letter or digit"),
        ("а" * 1001, "at most 1000 characters"),
        ("слово1 " + " ".join(f"слово{n}" for n in range(MOST_WORDS + 1)), f"more than {MOST_WORDS} words"),
    ],
)
def test_what_asks_nothing_is_refused(loaded: dict[str, Client], q: str, says: str) -> None:
    for client in loaded.values():
        answer = client.get("/v1/search", params={"q": q})
        assert answer.status_code == 422
        assert says in answer.json()["detail"], answer.text


def test_unknown_parameters_are_refused(loaded: dict[str, Client]) -> None:
    answer = loaded["sqlite"].get("/v1/search?q=a&type=persons").json()
    assert answer["errors"][0]["did_you_mean"] == "person"
    assert loaded["sqlite"].get("/v1/search?q=a&types=person").status_code == 422


# --- how a question is read -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("q", "parts", "excluded"),
    [
        ("вода школа", ["вода", "школа"], []),
        ('"чистая вода" школа', ["чистая+вода", "школа"], []),
        ('"чистая вода', ["чистая+вода"], []),
        ("«чистая вода» -школа", ["чистая+вода"], ["школа"]),
        ('вода -"новая школа"', ["вода"], ["новая+школа"]),
        ("вода -e-gov", ["вода"], ["e+gov"]),
        ("e-gov", ["e", "gov"], []),
        ("вод* шк*", ["вод*", "шк*"], []),
        ("вода вода", ["вода"], []),
        ("вода в школе", ["вода", "школе"], []),
        ("в", ["в"], []),
        ("O‘zbekiston", ["ozbekiston"], []),
        ("JICAнын", ["jica", "нын"], []),
    ],
)
def test_questions(q: str, parts: list[str], excluded: list[str]) -> None:
    question = read_question(q)
    for found, wanted in ((question.parts, parts), (question.excluded, excluded)):
        assert ["+".join(part.exact) + "*" * part.begins for part in found] == wanted


def test_while_typing_all_is_words() -> None:
    assert [(part.exact, part.begins) for part in read_question('-вода "шк', typing=True).parts] == [
        (("вода",), False),
        (("шк",), True),
    ]
    with pytest.raises(BadQuery):
        read_question("-*", typing=True)


# --- terms ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("ru", "помощь помощи помощью"),
        ("ru", "проект проекта проектов проектам"),
        ("ru", "Абдрахманов Абдрахманова Абдрахмановым"),
        ("kk", "көмек көмегі көмекке көмегінің"),
        ("kk", "жоба жобасы жобаларды"),
        ("ky", "долбоор долбоору долбоорлорго долбоордун"),
        ("ky", "Бишкек Бишкекте Бишкектеги"),
        ("uz", "loyiha loyihasi loyihalari loyihaning"),
        ("uz", "лойиҳа лойиҳаси лойиҳаларни"),
        ("tg", "лоиҳа лоиҳаи лоиҳаҳо лоиҳаро"),
        ("en", "project projects"),
    ],
)
def test_forms_of_a_word_share_a_stem(language: str, forms: str) -> None:
    shared = [set(stems(plain(form), language)) for form in forms.split()]
    assert set.intersection(*shared)
    # Who asks does not say in which language.
    for form in forms.split():
        assert all(set(stems(plain(form))) & each for each in shared)


@pytest.mark.parametrize(
    "pair", ["Абдрахманов Abdrakhmanov", "Қасымәлиев Kasymaliev", "Жээнбековым Jeenbekov", "Тоқаев Tokayev"]
)
def test_a_name_sounds_alike_in_all_alphabets(pair: str) -> None:
    one, other = pair.split()
    assert set(sounds(one)) & set(sounds(other, asked=True))


@given(st.text(alphabet="абвгдежзикл", min_size=6, max_size=12), st.data())
def test_names_one_letter_apart_are_near(name: str, data: st.DataObject) -> None:
    keys = set(near(name))
    at = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from("абвгдежзикл"))
    for other in (name[:at] + name[at + 1 :], name[:at] + letter + name[at:], name[:at] + letter + name[at + 1 :]):
        # What sounds the same is one letter in the sound, which may be more or fewer in print.
        if keys and near(other) and abs(len(near(name)[0]) - len(near(other)[0])) <= 1:
            assert _distance_at_most_one(near(name)[0], near(other)[0]) <= bool(keys & set(near(other)))


def _distance_at_most_one(one: str, other: str) -> bool:
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(one, other) <= 1


@given(st.text(max_size=200))
def test_words_are_where_they_say(text: str) -> None:
    for word in words(text):
        assert text[word.start : word.end] == word.text
        assert plain(word.text) == "" or plain(word.text).isalnum()


# --- the index --------------------------------------------------------------------------------------------------


def test_the_index_made_anew_is_the_one_that_grew(engine: Engine) -> None:
    for source, say in ALL:
        store(engine, source, say())
    with writing(engine) as connection:
        grown = dump(connection)["search"]
        assert is_indexed(connection)
        assert reindex(connection) == len(grown) > 10
        assert dump(connection)["search"] == grown


def test_an_index_that_is_not_there_is_made(engine: Engine) -> None:
    for source, say in ALL:
        store(engine, source, say())
    with writing(engine) as connection:
        whole = dump(connection)["search"]
        connection.execute(SEARCH.delete().where(SEARCH.c.kind == "person"))
        assert not is_indexed(connection)
    bring_up_to_date(engine)
    with engine.connect() as connection:
        assert dump(connection)["search"] == whole
        assert connection.scalar(text("SELECT count(*) FROM search_terms")) == len(whole)


def test_what_is_gone_is_not_found(engine: Engine) -> None:
    for source, say in ALL:
        store(engine, source, say())
    with writing(engine) as connection:
        connection.execute(SEARCH.delete())
        assert connection.scalar(text("SELECT count(*) FROM search_terms")) == 0


def test_texts_of_any_length_have_room(engine: Engine) -> None:
    """Postgres takes no more than a megabyte of terms, 16,383 places, and 256 of one term."""
    long = Terms()
    for number in range(60_000):
        long.place(f"bxслово{number}")
        long.place("bxи")
        long.add(f"bs{'ы' * 40}{number}")
    assert len(long.placed) <= MOST_PLACES
    assert long.placed.count("bxи") <= MOST_REPEATS
    assert len(" ".join(long.loose).encode()) < MOST_BYTES
    row = {"kind": "document", "record_id": "d", "label": "d", "lines": "d", "digest": "0", "version": "0"}
    with writing(engine) as connection:
        connection.execute(SEARCH.insert(), [{"number": 1, **row}])
        write_terms(connection, {1: long})
