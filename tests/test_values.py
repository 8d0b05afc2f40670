"""The values: partial dates and their days, exact amounts and their one spelling, codes."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import BigInteger, Column, Engine, MetaData, Table, insert, select

from app.records.values import (
    Amount,
    CountryCode,
    CurrencyCode,
    Edtf,
    LanguageCode,
    OrganisationType,
    Period,
    Thousandths,
    amount,
    days,
    print_amount,
)

LARGEST = Decimal("9223372036854775.807")
DATES = st.dates(min_value=date(1, 1, 1))
AMOUNTS = st.integers(min_value=1, max_value=2**63 - 1).map(lambda thousandths: Decimal(thousandths) / 1000)


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("2018-08-03", date(2018, 8, 3), date(2018, 8, 3)),
        ("2018-02", date(2018, 2, 1), date(2018, 2, 28)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("2017-09-10/2017-09-11", date(2017, 9, 10), date(2017, 9, 11)),
        ("2017/2018-03", date(2017, 1, 1), date(2018, 3, 31)),
    ],
)
def test_a_date_means_its_days(edtf: str, first: date, last: date) -> None:
    assert days(edtf) == (first, last)


@pytest.mark.parametrize(
    "text",
    ["", "18", "2018-13", "2018-02-30", "2018-8-3", "0000", "2018-08-03 ", "2018/", "/2018", "2018/2017", "03.08.2018"],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        days(text)
    with pytest.raises(ValidationError):
        TypeAdapter(Edtf).validate_python(text)


@given(DATES, DATES)
def test_an_interval_spans_its_ends(one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert days(f"{first.isoformat()}/{last.isoformat()}") == (first, last)
    assert days(first.isoformat()) == (first, first)


@given(st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 30)))
def test_the_days_of_a_month_and_a_year_hold_its_days(day: date) -> None:
    for edtf in (day.isoformat()[:7], day.isoformat()[:4]):
        first, last = days(edtf)
        assert first <= day <= last
        assert first.isoformat().startswith(edtf) and last.isoformat().startswith(edtf)
        assert last == date.max or not (last + timedelta(days=1)).isoformat().startswith(edtf)


@pytest.mark.parametrize("text", ["2018", "1998/97", "2018/1998", "1998-2018", ""])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Period).validate_python(text)


def test_a_period_may_be_one_year() -> None:
    assert TypeAdapter(Period).validate_python("2018/2018") == "2018/2018"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("120000000", "120000000"),
        ("1E+3", "1000"),
        ("0.500", "0.5"),
        ("0.001", "0.001"),
        (7, "7"),
        (str(LARGEST), str(LARGEST)),
    ],
)
def test_an_amount_has_one_spelling(value: object, printed: str) -> None:
    assert print_amount(amount(value)) == printed


@pytest.mark.parametrize(
    "value",
    [
        0,
        "0",
        "-1",
        1.5,
        "1.2345",
        "1e-4",
        "NaN",
        "Infinity",
        "",
        "12 000",
        "x",
        None,
        LARGEST + Decimal("0.001"),
        True,
        "1." + "0" * 40 + "1",
        "1e-999999999",
        "1e999999999",
    ],
)
def test_what_is_no_amount_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        amount(value)


@given(AMOUNTS)
def test_an_amount_is_exact_there_and_back(number: Decimal) -> None:
    adapter: TypeAdapter[Decimal] = TypeAdapter(Amount)
    assert adapter.validate_json(adapter.dump_json(number)) == number
    assert print_amount(amount(print_amount(number))) == print_amount(number)
    stored = Thousandths().process_bind_param(number, None)  # type: ignore[arg-type]
    assert isinstance(stored, int) and stored < 2**63
    assert Thousandths().process_result_value(stored, None) == number  # type: ignore[arg-type]


def test_amounts_are_exact_in_the_database(engine: Engine) -> None:
    """SQLite would round a DECIMAL of 16 digits; sums are of whole thousandths."""
    table = Table("sums", MetaData(), Column("amount", Thousandths), Column("plain", BigInteger))
    numbers = [LARGEST, Decimal("0.001"), Decimal("1234567890123.456"), Decimal(120_000_000)]
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(insert(table), [{"amount": number} for number in numbers])
        assert sorted(connection.scalars(select(table.c.amount))) == sorted(numbers)
        assert connection.scalar(select(table.c.amount).where(table.c.amount == Decimal("0.001"))) == Decimal("0.001")
        table.drop(connection)


@pytest.mark.parametrize(
    ("type_", "good", "bad"),
    [
        (CountryCode, "KG", ["kg", "KGZ", "QQ", ""]),
        (CurrencyCode, "USD", ["usd", "US", "USDT"]),
        (LanguageCode, "ky", ["RU", "r", "ru_RU", ""]),
        (OrganisationType, "40", ["4", "41", "Multilateral"]),
    ],
)
def test_codes_are_checked(type_: Any, good: str, bad: list[str]) -> None:
    adapter: TypeAdapter[str] = TypeAdapter(type_)
    assert adapter.validate_python(good) == good
    for code in bad:
        with pytest.raises(ValidationError):
            adapter.validate_python(code)
