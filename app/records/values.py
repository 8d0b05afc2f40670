"""The values of records: partial dates, exact amounts, codes. Each type cleans, checks and prints its values."""

import calendar
import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema
from sqlalchemy import BigInteger, Dialect
from sqlalchemy.types import TypeDecorator

from app.errors import Message
from app.records.codes import (
    COUNTRY_CODES,
    CURRENCY_CODES,
    FINANCE_TYPES,
    FLOW_TYPES,
    LANGUAGE_CODES,
    ORGANISATION_TYPES,
    SECTORS,
    TRANSACTION_TYPES,
)

# --- partial dates: EDTF level 0 (ISO 8601-2), a day, month, year, or an interval of two of these ------------

_POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z", re.ASCII)


def _point_days(point: str) -> tuple[date, date]:
    """Returns the first and last day of a day, month or year; raises ValueError for anything else."""
    match = _POINT.match(point)
    if match is None:
        raise ValueError(Message("{given!r} is not a date: write YYYY, YYYY-MM or YYYY-MM-DD", given=point))
    year, month, day = (int(part) if part is not None else None for part in match.groups())
    assert year is not None
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if day is None:
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


def days(edtf: str) -> tuple[date, date]:
    """Returns the first and the last day that an EDTF date may mean; raises ValueError for any other text."""
    start, slash, end = edtf.partition("/")
    first, last = _point_days(start)
    if slash:
        last = _point_days(end)[1]
    if last < first:
        raise ValueError(Message("the interval {given!r} ends before it starts", given=edtf))
    return first, last


def _checked_edtf(text: str) -> str:
    days(text)
    return text


_YEAR = r"(000[1-9]|00[1-9]\d|0[1-9]\d\d|[1-9]\d{3})"
_DAY = r"((0[13578]|1[02])(-(0[1-9]|[12]\d|3[01]))?|(0[469]|11)(-(0[1-9]|[12]\d|30))?|02(-(0[1-9]|[12]\d))?)"
Edtf = Annotated[
    str,
    AfterValidator(_checked_edtf),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": f"^{_YEAR}(-{_DAY})?(/{_YEAR}(-{_DAY})?)?$",
            "examples": ["2018-08-03", "2018-08", "2018", "2017-09-10/2017-09-11"],
        }
    ),
]

_PERIOD = re.compile(r"(\d{4})/(\d{4})\Z", re.ASCII)


def _checked_period(text: str) -> str:
    match = _PERIOD.match(text)
    if match is None or match[1] > match[2]:
        raise ValueError(Message("{given!r} is not a period: write YYYY/YYYY, the earlier year first", given=text))
    return text


Period = Annotated[
    str,
    AfterValidator(_checked_period),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}/\d{4}$", "examples": ["1998/2018"]}),
]

Year = Annotated[int, Field(ge=1, le=9999, json_schema_extra={"examples": [2018]})]

# --- moments: an instant with its time zone, in UTC to the second -----------------------------------------------


def moment(text: object) -> datetime:
    """Returns the instant that an RFC 3339 text names, in UTC to the second; raises ValueError for anything else."""
    if isinstance(text, datetime):
        return text
    right = Message(
        "write 2026-11-22T17:00:00Z, or with an offset 2026-11-22T23:00:00%2B06:00 (%2B is + in an address)"
    )
    try:
        found = datetime.fromisoformat(re.sub(r"(:\d\d):60\b", r"\1:59", str(text).upper()))  # a leap second
        if found.tzinfo is not None:
            return found.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        raise ValueError(Message("{given!r} is not a moment: {right}", given=text, right=right)) from None
    raise ValueError(Message("{given!r} has no time zone: {right}", given=text, right=right))


def print_moment(instant: datetime) -> str:
    """Returns the one spelling of a moment: 2026-11-22T17:00:00Z."""
    return f"{instant.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"


Moment = Annotated[
    datetime,
    BeforeValidator(moment),
    PlainSerializer(print_moment, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-22T17:00:00Z"]}),
]

# --- exact amounts: decimal text outside, thousandths in a 64-bit integer inside ------------------------------

_THOUSANDTHS = Decimal(1000)
_LARGEST = Decimal(2**63 - 1) / _THOUSANDTHS


def amount(value: object) -> Decimal:
    """Returns the exact amount; refuses floats, signs, more than three decimals and what 64 bits cannot hold."""
    if isinstance(value, float | bool) or not isinstance(value, str | int | Decimal):
        raise ValueError("an amount is a decimal string, never a float")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(Message("{given!r} is not a decimal number", given=value)) from None
    if not number.is_finite() or not 0 < number <= _LARGEST:
        raise ValueError(
            Message("{given!r} is out of range: above 0 and at most {largest}", given=value, largest=_LARGEST)
        )
    # A product would be rounded to 28 digits before the comparison.
    if number != number.quantize(1 / _THOUSANDTHS):
        raise ValueError(Message("{given!r} has more than three decimals", given=value))
    return number


def print_amount(number: Decimal) -> str:
    """Returns the one spelling of an amount: no exponent, no trailing zeros after the point."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


# Up to 16 digits before the point, as far as a pattern can say which numbers are small enough.
_AMOUNT = (
    r"^(([1-9]\d{0,14}|[1-8]\d{15}|9[01]\d{14})(\.\d{1,3})?|9223372036854775(\.[0-7]\d{0,2}|\.80[0-7])?"
    r"|0\.(\d{2}[1-9]|\d[1-9]\d?|[1-9]\d{0,2}))$"
)
Amount = Annotated[
    Decimal,
    BeforeValidator(amount),
    PlainSerializer(print_amount, return_type=str),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": _AMOUNT,
            "examples": ["120000000"],
        }
    ),
]


class Thousandths(TypeDecorator[Decimal]):
    """Keeps an amount as whole thousandths: exact and summable on both engines (SQLite rounds DECIMAL)."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        """Returns the thousandths of the amount."""
        return None if value is None else int(amount(value) * _THOUSANDTHS)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Returns the amount of the thousandths."""
        return None if value is None else Decimal(value) / _THOUSANDTHS


# --- codes ---------------------------------------------------------------------------------------------------


def _code(codes: frozenset[str], what: Message) -> AfterValidator:
    article = "an" if what[0] in "IO" else "a"

    def check(code: str) -> str:
        if code not in codes:
            raise ValueError(Message("{given!r} is not {article} {what}", given=code, article=article, what=what))
        return code

    return AfterValidator(check)


CountryCode = Annotated[
    str,
    _code(COUNTRY_CODES, Message("ISO 3166-1 alpha-2 country code (two capital letters, as KG)")),
    WithJsonSchema({"type": "string", "enum": sorted(COUNTRY_CODES), "examples": ["KG"]}),
]
OrganisationType = Annotated[
    str,
    _code(frozenset(ORGANISATION_TYPES), Message("IATI OrganisationType code")),
    WithJsonSchema({"type": "string", "enum": sorted(ORGANISATION_TYPES), "examples": ["40"]}),
]
TransactionType = Annotated[
    str,
    _code(frozenset(TRANSACTION_TYPES), Message("IATI TransactionType code of Komek")),
    WithJsonSchema({"type": "string", "enum": sorted(TRANSACTION_TYPES), "examples": ["2"]}),
]
FinanceType = Annotated[
    str,
    _code(frozenset(FINANCE_TYPES), Message("IATI FinanceType code of Komek")),
    WithJsonSchema({"type": "string", "enum": sorted(FINANCE_TYPES), "examples": ["110"]}),
]
FlowType = Annotated[
    str,
    _code(frozenset(FLOW_TYPES), Message("IATI FlowType code of Komek")),
    WithJsonSchema({"type": "string", "enum": sorted(FLOW_TYPES), "examples": ["10"]}),
]


def is_web_address(text: str) -> bool:
    """Returns whether a text is an address on the web: http or https, with a host."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


# The id of a city in seed/cities.csv, or the printed name of a city outside it.
CityKey = Annotated[str, Field(min_length=1, max_length=120, json_schema_extra={"examples": ["bishkek"]})]
CurrencyCode = Annotated[
    str,
    _code(CURRENCY_CODES, Message("ISO 4217 currency code (three capital letters, as USD)")),
    WithJsonSchema({"type": "string", "enum": sorted(CURRENCY_CODES), "examples": ["USD"]}),
]
SectorCode = Annotated[
    str,
    _code(frozenset(SECTORS), Message("OECD DAC sector code (three or five digits, as 31191)")),
    WithJsonSchema({"type": "string", "enum": sorted(SECTORS), "examples": ["31191"]}),
]
LanguageCode = Annotated[
    str,
    _code(LANGUAGE_CODES, Message("language of the texts (BCP 47, as ru, or und where unsure)")),
    WithJsonSchema({"type": "string", "enum": sorted(LANGUAGE_CODES), "examples": ["ru"]}),
]

# The types whose values a codelist names, beside the enums of app/records/codes.py.
CODES: tuple[Any, ...] = (
    bool, CountryCode, CurrencyCode, SectorCode, LanguageCode, CityKey, OrganisationType, TransactionType, FinanceType,
    FlowType,
)  # fmt: skip
