"""Sums in US dollars and IATI codes: the rules of docs/money.md, the rates of seed/rates.csv, what is stored."""

import csv
import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select, update

from app.derive import iati_codes, in_dollars, year_of
from app.derive.iati import FINANCE_TYPE, ODA, RECIPIENTS, TRANSACTION_TYPE
from app.errors import BadReference
from app.records import METADATA
from app.records.codes import FINANCE_TYPES, FLOW_TYPES, OFFICIAL_TYPES, TRANSACTION_TYPES, FundingKind, Instrument
from app.records.extraction import FundingSaid
from app.registry import KnownRate, load_registry
from app.registry.things import FILES, read_registry
from app.settings import data_folder
from tests.examples import ALL, GRANT, grant, store

ROOT = Path(__file__).parent.parent
CODELISTS = ROOT.parent / "shared" / "reference" / "codelists"
DOCS = (ROOT / "docs" / "money.md").read_text(encoding="utf-8")
FUNDING, CHANGE = METADATA.tables["funding"], METADATA.tables["change"]
RATES = {
    ("KGS", 2018): KnownRate("KGS", 2018, Decimal("68.8403"), "WDI"),
    ("KGS", 2017): KnownRate("KGS", 2017, Decimal("70"), "WDI"),
    ("XOF", 2018): KnownRate("XOF", 2018, Decimal("8"), "made up"),
    ("KWD", 2018): KnownRate("KWD", 2018, Decimal("0.302"), "NBP"),
}
NOTHING = dict.fromkeys(("usd_amount", "usd_rate", "usd_rate_year", "usd_source", "usd_basis", "usd_reason"))


def dollars(published: str | None = None, **said: Any) -> dict[str, Any]:
    """Returns the columns `usd_…` of a sum in a document of a date; missing ones are None."""
    sum_ = FundingSaid.model_validate(said)
    found = in_dollars(sum_, year=year_of(sum_, published=published), rates=RATES)
    assert set(found) <= set(NOTHING)
    return NOTHING | found


# --- dollars ----------------------------------------------------------------------------------------------------


def test_dollars_are_as_stated() -> None:
    found = dollars(amount="120000000.125", currency="USD", date="2018")
    assert found == NOTHING | {"usd_amount": Decimal("120000000.125"), "usd_rate": "1", "usd_basis": "told"}


def test_an_equivalent_in_dollars_goes_before_the_rate() -> None:
    equivalents = [{"amount": "5", "currency": "EUR"}, {"amount": "5.8", "currency": "USD"}]
    found = dollars("2018", amount="400", currency="KGS", equivalents=equivalents)
    assert found == NOTHING | {"usd_amount": Decimal("5.8"), "usd_basis": "equivalent"}


def test_of_a_range_the_upper_end_counts() -> None:
    equivalents = [{"amount": "5", "currency": "USD"}, {"amount": "6", "currency": "USD"}]
    assert dollars("2018", amount="400", currency="KGS", equivalents=equivalents)["usd_amount"] == 6


def test_else_the_rate_of_the_year() -> None:
    assert dollars(amount="120000000", currency="KGS", date="2018-08-03") == {
        "usd_amount": Decimal("1743164.98"),
        "usd_rate": "68.8403",
        "usd_rate_year": 2018,
        "usd_source": "WDI",
        "usd_basis": "rate",
        "usd_reason": None,
    }


@pytest.mark.parametrize(
    ("date", "period", "published", "year"),
    [
        ("2017-05", "2018/2018", "2018", 2017),
        ("2017-01-01/2017-12-31", None, "2018", 2017),
        (None, "2017/2017", "2018-08-03", 2017),
        (None, None, "2017-01", 2017),
        # A date or period of several years has no year of its own.
        (None, "2005/2017", "2018", 2018),
        ("2016/2017", "2017/2017", "2018", 2017),
        ("2017-12/2018-01", None, "2018-02-01", 2018),
        ("2016/2017", "2005/2017", None, None),
        (None, None, None, None),
    ],
)
def test_the_year_is_that_of_the_sum_else_of_the_document(
    date: str | None, period: str | None, published: str | None, year: int | None
) -> None:
    found = dollars(published, amount="70", currency="KGS", date=date, period=period)
    assert found["usd_rate_year"] == year
    assert found["usd_reason"] == (None if year is not None else "no_year")


def test_a_year_without_a_rate_is_not_guessed() -> None:
    for said in ({"date": "2019"}, {"date": "2016"}, {"date": "2027", "period": "2018/2018"}):
        assert dollars("2018", amount="70", currency="KGS", **said) == NOTHING | {"usd_reason": "no_rate"}
    assert dollars("2018", amount="70", currency="KZT") == NOTHING | {"usd_reason": "no_rate"}


def test_no_sum_no_dollars() -> None:
    assert dollars("2018") == NOTHING | {"usd_reason": "no_amount"}


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("0.04", None), ("0.041", "0.01"), ("0.12", "0.02"), ("0.2", "0.02"), ("0.28", "0.04"), ("1", "0.12")],
)
def test_cents_are_rounded_half_to_even_and_never_to_nothing(amount: str, expected: str | None) -> None:
    found = dollars("2018", amount=amount, currency="XOF")
    assert found["usd_amount"] == (None if expected is None else Decimal(expected))
    assert found["usd_reason"] == ("out_of_range" if expected is None else None)


def test_what_a_column_cannot_hold_is_said() -> None:
    assert dollars("2018", amount="9223372036854775.807", currency="KWD") == NOTHING | {"usd_reason": "out_of_range"}


@given(st.integers(min_value=1, max_value=2**63 - 1), st.sampled_from(sorted(RATES)))
def test_dollars_are_within_half_a_cent(thousandths: int, key: tuple[str, int]) -> None:
    found = dollars(str(key[1]), amount=Decimal(thousandths) / 1000, currency=key[0])
    assert (found["usd_amount"] is None) == (found["usd_reason"] is not None)
    if found["usd_amount"] is not None:
        assert abs(found["usd_amount"] * RATES[key].rate - Decimal(thousandths) / 1000) <= RATES[key].rate / 200


# --- IATI codes -------------------------------------------------------------------------------------------------


def codes(**said: Any) -> dict[str, str | None]:
    return iati_codes(FundingSaid.model_validate(said), registry=load_registry())


def test_kinds_and_instruments_have_their_codes() -> None:
    assert {kind: codes(kind=kind)["transaction_type"] for kind in FundingKind} == {
        "pledged": "12", "committed": "2", "disbursed": "3", "cumulative": None, "requested": None, "unspecified": None,
    }  # fmt: skip
    assert {instrument: codes(instrument=instrument)["finance_type"] for instrument in Instrument} == {
        "grant": "110", "loan": "421", "technical_assistance": None, "in_kind": None, "investment": None,
        "unspecified": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("provider", "receiver", "said", "flow_type"),
    [
        ({"name": "Япония", "country": "JP"}, {"name": "Кыргызстан", "country": "KG"}, {}, "10"),
        ({"name": "JICA", "id": "jica"}, {"name": "МИД", "id": "mfa-kg"}, {}, "10"),
        ({"name": "UNICEF", "id": "unicef"}, {"name": "Кыргызстан", "country": "KG"}, {}, "10"),
        # Asked for, lent, from a company, from a body nobody knows, from home, to nobody, to a state not on the list.
        ({"name": "Япония", "country": "JP"}, {"name": "Кыргызстан", "country": "KG"}, {"kind": "requested"}, None),
        ({"name": "Япония", "country": "JP"}, {"name": "Кыргызстан", "country": "KG"}, {"instrument": "loan"}, None),
        ({"name": "Toyota", "country": "JP"}, {"name": "Кыргызстан", "country": "KG"}, {}, None),
        ({"name": "Фонд", "id": "fond"}, {"name": "Кыргызстан", "country": "KG"}, {}, None),
        ({"name": "Минфин", "id": "mof-kg"}, {"name": "Кыргызстан", "country": "KG"}, {}, None),
        ({"name": "Япония", "country": "JP"}, None, {}, None),
        (None, {"name": "Кыргызстан", "country": "KG"}, {}, None),
        ({"name": "Япония", "country": "JP"}, {"name": "Россия", "country": "RU"}, {}, None),
    ],
)
def test_oda_is_a_grant_of_an_official_giver_to_a_state_on_the_list(
    provider: Any, receiver: Any, said: dict[str, Any], flow_type: str | None
) -> None:
    assert (
        codes(**{"instrument": "grant", "provider": provider, "receiver": receiver, **said})["flow_type"] == flow_type
    )


def test_the_codes_are_those_of_iati() -> None:
    assert set(TRANSACTION_TYPE.values()) == set(TRANSACTION_TYPES)
    assert set(FINANCE_TYPE.values()) == set(FINANCE_TYPES)
    assert {ODA} == set(FLOW_TYPES)
    if not CODELISTS.exists():
        pytest.skip("the code lists are kept beside the checkout and are not here")
    for name, used in (
        ("TransactionType", TRANSACTION_TYPES),
        ("FinanceType", FINANCE_TYPES),
        ("FlowType", FLOW_TYPES),
    ):
        with (CODELISTS / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            active = {row["code"]: row["name"] for row in csv.DictReader(lines) if row["status"] == "active"}
        assert used.items() <= active.items()


def test_the_tables_are_published() -> None:
    """docs/money.md says of each kind and instrument which code it has, and who is official where."""
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in DOCS.splitlines() if line[:1] == "|"]
    published = {row[0]: row[1].partition(" ")[0] for row in cells if len(row) == 3}
    for word, code in [
        *((kind.value, TRANSACTION_TYPE.get(kind)) for kind in FundingKind if kind is not FundingKind.UNSPECIFIED),
        *((form.value, FINANCE_TYPE.get(form)) for form in Instrument if form is not Instrument.UNSPECIFIED),
        ("unspecified", None),
    ]:
        assert published[word] == ("–" if code is None else code), word
    assert ", ".join(sorted(OFFICIAL_TYPES)) in DOCS
    assert ", ".join(sorted(RECIPIENTS)) in DOCS


# --- rates ------------------------------------------------------------------------------------------------------


def test_the_rates_are_known_by_currency_and_year() -> None:
    rate = load_registry().rates["KGS", 2018]
    assert (rate.currency, rate.year, rate.rate) == ("KGS", 2018, Decimal("68.8403"))
    assert rate.source.startswith("World Bank WDI")
    assert ("USD", 2018) not in load_registry().rates


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("XYZ,2018,68.8,WDI", "seed/rates.csv, XYZ 2018: 'XYZ' is not a known code"),
        ("KGS,18,68.8,WDI", "seed/rates.csv, KGS 18: year '18' must be YYYY"),
        ("KGS,2018,0,WDI", "seed/rates.csv, KGS 2018: rate '0' must be a decimal number above 0"),
        ("KGS,2018,6.9E1,WDI", "seed/rates.csv, KGS 2018: rate '6.9E1' must be a decimal number above 0"),
        ("KGS,2018,,WDI", "seed/rates.csv, KGS 2018: rate '' must be a decimal number above 0"),
        ("KGS,2018,68.8,", "seed/rates.csv, KGS 2018: source must not be empty"),
        ("KGS,2018,68.8,WDI\nKGS,2018,68.9,WDI", "seed/rates.csv, KGS 2018: a year must have only one rate"),
        ("KGS,2018,68.8", "seed/rates.csv, line 2: must have as many cells as the header"),
    ],
)
def test_a_wrong_rate_is_named(tmp_path: Path, line: str, said: str) -> None:
    for name in FILES:
        shutil.copy(data_folder("seed") / f"{name}.csv", tmp_path)
    (tmp_path / "rates.csv").write_text(f"currency,year,rate,source\n{line}\n", encoding="utf-8")
    with pytest.raises(BadReference) as raised:
        read_registry(tmp_path)
    assert said in str(raised.value)


# --- stored -----------------------------------------------------------------------------------------------------


def test_stored_sums_have_dollars_that_add_up(engine: Engine) -> None:
    for source, say in ALL:
        store(engine, source, say())
    rate = load_registry().rates["EUR", 2017]
    by_rate = Decimal(round(Decimal(2_000_000) / rate.rate * 100)) / 100
    with engine.connect() as connection:
        sums = connection.execute(select(FUNDING.c.usd_basis, func.sum(FUNDING.c.usd_amount)).group_by("usd_basis"))
        assert sorted(sums.all()) == [("equivalent", Decimal("2.5")), ("rate", by_rate), ("told", 120_000_000)]
        row = connection.execute(select(FUNDING).where(FUNDING.c.usd_basis == "rate")).mappings().one()
    assert (row["usd_rate"], row["usd_rate_year"], row["usd_source"]) == (str(rate.rate), 2017, rate.source)
    assert row["usd_amount"] == by_rate


def test_the_year_follows_the_date_of_the_document(engine: Engine) -> None:
    store(engine, GRANT, grant())
    for published, year in (("2016-05", 2016), ("2016/2017", None), (None, None), ("2017", 2017)):
        say = grant()
        say.document.published = published
        changed = store(engine, GRANT, say, extractor=str(published))
        with engine.connect() as connection:
            assert set(connection.scalars(select(FUNDING.c.year))) == {year}
            noted = connection.scalars(select(CHANGE.c.fields).where(CHANGE.c.kind == "funding").order_by(CHANGE.c.seq))
            of_last = [json.loads(fields or "[]") for fields in noted][-2:]
        of_funding = [change.operation for change in changed if change.kind == "funding"]
        if published is None:  # several years before, no date now: no year, as before
            assert of_funding == []
        else:
            assert of_funding == ["updated", "updated"]
            assert all("year" in fields for fields in of_last)


def test_new_rates_reach_what_is_stored(engine: Engine) -> None:
    """They come with a new version of what reads the texts, though the texts say the same as before."""
    store(engine, GRANT, grant())
    with engine.begin() as connection:
        connection.execution_options(writes=True).execute(
            update(FUNDING).where(FUNDING.c.usd_basis == "rate").values(NOTHING | {"usd_reason": "no_rate"})
        )
    assert store(engine, GRANT, grant()) == []
    changed = store(engine, GRANT, grant(), extractor="2")
    assert [change.operation for change in changed if change.kind == "funding"] == ["updated"]
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).where(FUNDING.c.usd_reason.is_not(None))) == 0
