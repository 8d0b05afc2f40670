"""Mistakes are answered with what was meant: by meaning first, then by spelling; and with little, however many."""

from typing import Any

import pytest

from app.api.errors import LONGEST, MOST
from app.labels.codelists import codelist_of
from app.labels.lookup import find_codes, nearest
from app.query.parameters import list_parameters
from tests.client import Client


def mistakes(client: Client, path: str) -> list[dict[str, Any]]:
    answer = client.get(path)
    assert answer.status_code == 422, answer.text
    errors: list[dict[str, Any]] = answer.json()["errors"]
    return errors


@pytest.mark.parametrize(
    ("path", "suggestions"),
    [
        ("funding?country=KG", ["receiver_country", "provider_country"]),
        ("funding?country__not=KG", ["receiver_country__not", "provider_country__not"]),
        ("funding?donor=osce", ["provider", "organisation"]),
        ("funding?funder=osce", ["provider", "organisation"]),
        ("funding?giver=osce", ["provider", "organisation"]),
        ("funding?doner=osce", ["provider", "organisation"]),
        ("funding?recipient=osce", ["receiver", "organisation"]),
        ("funding?beneficiary=osce", ["receiver", "organisation"]),
        ("funding?contry=KG", ["receiver_country", "provider_country"]),
        ("funding?provider_nam=x", ["provider_name"]),
        ("funding?type=committed", ["kind"]),
        ("meetings?contry=KG", ["country"]),
        ("meetings?from=2018", ["date__gte"]),
        ("meetings?since=2018", ["date__gte"]),
        ("meetings?to=2018", ["date__lte"]),
        ("meetings?until=2018", ["date__lte"]),
        ("documents?from=2018", ["published__gte"]),
        ("meetings?page=2", ["cursor"]),
        ("meetings?offset=2", ["cursor"]),
        ("meetings?order=date", ["sort"]),
        ("meetings?order_by=date", ["sort"]),
        ("meetings?per_page=5", ["limit"]),
        ("meetings?size=5", ["limit"]),
        ("changes?from=3", ["since"]),
        ("search?query=a&q=a", ["q"]),
        ("search?kind=person&q=a", ["type"]),
        ("autocomplete?kind=person&q=a", ["type"]),
        ("coverage?kind=person", ["type"]),
        ("quality/conflicts?kind=funding", ["type"]),
        ("stats/funding?by=year", ["group_by"]),
    ],
)
def test_parameters_by_meaning(sqlite_client: Client, path: str, suggestions: list[str]) -> None:
    (error,) = mistakes(sqlite_client, f"/v1/{path}")
    assert error["suggestions"][: len(suggestions)] == suggestions
    assert error["did_you_mean"] == suggestions[0]
    assert f"did you mean {suggestions[0]}" in error["message"]


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("funding?q=water", "/v1/search?q="),
        ("funding?search=water", "/v1/search?q="),
        ("funding?text=water", "/v1/search?q="),
        ("funding?format=csv", "/v1/funding.csv"),
        ("funding?api_key=1", "no key"),
    ],
)
def test_what_no_parameter_does(sqlite_client: Client, path: str, hint: str) -> None:
    (error,) = mistakes(sqlite_client, f"/v1/{path}")
    assert hint in error["message"]
    assert "suggestions" not in error


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("meetings?country=KGZ", "KG"),
        ("meetings?country=kg", "KG"),
        ("meetings?country=Kyrgyzstan", "KG"),
        ("meetings?country=Кыргызстан", "KG"),
        ("meetings?country=Kirgizstan", "KG"),
        ("funding?receiver_country__not=USA", "US"),
        ("funding?currency=dollar", "USD"),
        ("funding?currency=usd", "USD"),
        ("funding?currency=$", "USD"),
        ("funding?currency=евро", "EUR"),
        ("funding?instrument=Grant", "grant"),
        ("funding?instrument=grnt", "grant"),
        ("funding?lang=rus", "ru"),
        ("funding?lang=Russian", "ru"),
        ("documents?language=Russian", "ru"),
    ],
)
def test_codes_by_meaning(sqlite_client: Client, path: str, code: str) -> None:
    (error,) = mistakes(sqlite_client, f"/v1/{path}")
    assert error["did_you_mean"] == error["suggestions"][0] == code
    assert f"did you mean {code}" in error["message"]


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/v1/persons", "/v1/people"),
        ("/v1/person", "/v1/people"),
        ("/v1/person/s-isakov", "/v1/people/s-isakov"),
        ("/v1/organizations", "/v1/organisations"),
        ("/v1/donors", "/v1/organisations"),
        ("/v1/grants", "/v1/funding"),
        ("/v1/grants.csv", "/v1/funding.csv"),
        ("/v1/meetigns", "/v1/meetings"),
        ("/v1/statistics/grants", "/v1/stats/funding"),
        ("/api/meetings", "/v1/meetings"),
        ("/persons", "/v1/people"),
    ],
)
def test_paths_by_meaning(sqlite_client: Client, path: str, meant: str) -> None:
    answer = sqlite_client.get(path)
    assert answer.status_code == 404
    assert answer.json()["detail"].endswith(f"did you mean {meant}?")


def test_nothing_is_suggested_for_nonsense(sqlite_client: Client) -> None:
    (error,) = mistakes(sqlite_client, "/v1/funding?zzzzzz=1")
    assert "suggestions" not in error and "did_you_mean" not in error
    (error,) = mistakes(sqlite_client, "/v1/meetings?country=zzzzzz")
    assert "suggestions" not in error
    assert sqlite_client.get("/zzzzzz").json()["detail"].endswith("/docs lists all paths.")


def test_many_mistakes_are_a_small_answer(sqlite_client: Client) -> None:
    query = "&".join(f"unknown_{number}=1" for number in range(1000))
    answer = sqlite_client.get(f"/v1/funding?{query}")
    assert answer.status_code == 422
    problem = answer.json()
    assert [len(error.get("allowed", [])) for error in problem["errors"]] == [MOST] + [0] * (MOST - 1)
    assert problem["detail"].startswith("1000 mistakes")
    assert len(answer.content) < 10_000


def test_many_wrong_values_are_a_small_answer(sqlite_client: Client) -> None:
    values = ",".join(f"x{number}" for number in range(500))
    for parameter in ("receiver_country", "fields", "instrument"):
        errors = mistakes(sqlite_client, f"/v1/funding?{parameter}={values}")
        assert len(errors) == MOST
        assert all(len(error.get("allowed", [])) <= MOST for error in errors)


def test_a_long_name_is_cut(sqlite_client: Client) -> None:
    (error,) = mistakes(sqlite_client, f"/v1/funding?{'x' * 5000}=1")
    assert len(error["parameter"]) == LONGEST


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("funding?limit=1&limit=3", ["limit"]),
        ("funding?lang=ru&lang=kk&country=KG", ["lang"]),
        ("funding.csv?limit=1&limit=3", ["limit"]),
        ("stats/funding?limit=1&limit=3", ["limit"]),
        ("search?q=a&q=b", ["q"]),
        ("changes?since=1&since=2&limit=1&limit=2", ["since", "limit"]),
    ],
)
def test_one_value_given_twice(sqlite_client: Client, path: str, names: list[str]) -> None:
    errors = mistakes(sqlite_client, f"/v1/{path}")
    assert [error["parameter"] for error in errors] == names
    assert all(error["message"] == "takes one value, but is given 2 times" for error in errors)


def test_several_values_may_be_given_one_by_one(sqlite_client: Client) -> None:
    one, other = (sqlite_client.json(f"/v1/meetings?{query}") for query in ("country=KG,KZ", "country=KG&country=KZ"))
    assert one == other


# --- the lookup -----------------------------------------------------------------------------------------------


def test_codes_of_a_text() -> None:
    assert find_codes("Kyrgyz Republic", "country") == ["KG"]
    assert find_codes("technical assistance", "instrument") == ["technical_assistance"]
    assert find_codes("сом", "currency") == ["KGS"]
    assert find_codes("", "country") == find_codes("no such country", "country") == []


def test_codelists_of_types() -> None:
    fields = list_parameters("funding").model_fields
    assert codelist_of(fields["receiver_country__not"].annotation) == "country"
    assert codelist_of(fields["kind"].annotation) == "funding_kind"
    assert codelist_of(fields["provider"].annotation) is None


def test_nearest_words() -> None:
    assert nearest("CUNTRY", ["country", "county", "city"]) == ["country", "county", "city"]
    assert nearest("x", ["country"]) == []
