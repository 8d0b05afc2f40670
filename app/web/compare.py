"""Two donors or two countries side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from sqlalchemy import Engine

from app.query.pages import read_version
from app.query.parameters import Parameters, Word
from app.query.values import label_values
from app.records import KINDS
from app.records.codes import COUNTRY_CODES
from app.web.figures import figures, labels_of
from app.web.printing import Figure, dollars, number_words
from app.web.render import Site
from app.web.wording import field_words, language_of, message, translations

By = Literal["provider", "provider_country", "receiver_country"]
# How many donors or countries are offered.
MOST = 200
# The filters of other kinds that take the same code.
_ALSO: dict[str, dict[str, str]] = {
    "provider": {"project": "organisation", "meeting": "organisation", "agreement": "organisation"},
    "provider_country": {
        "project": "organisation_country",
        "meeting": "participant_country",
        "agreement": "party_country",
    },
    "receiver_country": {"project": "country", "meeting": "participant_country", "agreement": "party_country"},
}
FUNDING = KINDS["funding"]
_WORDS = {
    "provider": message("Donors"),
    "provider_country": message("Donor countries"),
    "receiver_country": message("Receiving countries"),
}
_TOTAL, _NOT_COUNTED = message("Total"), message("Sums not counted")
_DIVIDED = (
    message("US dollars by year"),
    message("US dollars by form of aid"),
    message("US dollars by partner"),
)


class CompareParameters(Parameters):
    """The parameters of the page: who is compared."""

    by: By = Field(default="provider")
    a: Word | None = None
    b: Word | None = None


@dataclass(frozen=True)
class Side:
    """A figure of one side, if it has one; its share of the largest in the table; the list of its records."""

    figure: Figure | None
    share: float
    href: str | None


# A label with the figures of both sides.
Line = tuple[str, list[Side]]


def compare_router(site: Site) -> APIRouter:
    """Returns the router of the page that compares."""
    router = APIRouter(include_in_schema=False)

    @router.get("/compare")
    def compare(query: Annotated[CompareParameters, Query()], request: Request) -> Response:
        language = language_of(request)
        offered = _offered(site.engine, read_version(site.engine), query.by, language)
        chosen = [code for code in (query.a, query.b) if code is not None]
        unknown = [(query.by, code) for code in chosen if code not in offered]
        labels = label_values(site.engine, FUNDING, unknown, language)
        offered = offered | {str(code): label for (_, code), label in labels.items()}
        return site.answer(
            request,
            "compare.html",
            ways=_WORDS,
            query=query,
            offered=offered,
            names=[offered[code] for code in chosen],
            chosen=chosen,
            tables=_tables(site.engine, query.by, chosen, language) if len(chosen) == 2 else {},
        )

    return router


@lru_cache(maxsize=12)
def _offered(engine: Engine, _version: int, by: By, language: str) -> dict[str, str]:
    """Returns the labels of the codes with most records, by code, in the order of the labels.

    They are the same for every pair, and are kept for one version of the data.
    """
    cells = figures(engine, FUNDING, language, group_by=[by], measure=["count"], limit=MOST).data["cells"]
    labels = labels_of(cells)
    codes = (cell["group"][by]["code"] for cell in cells)
    named = ((code, labels[by, code]) for code in codes if code is not None)
    return dict(sorted(named, key=lambda pair: pair[1].casefold()))


def _tables(engine: Engine, by: By, codes: list[str], language: str) -> dict[str, list[Line]]:
    other = "provider" if by == "receiver_country" else "receiver_country"
    return {_TOTAL: _totals(engine, by, codes, language)} | {
        title: _divided(engine, by, dimension, codes, language)
        for title, dimension in zip(_DIVIDED, ("year", "instrument", other), strict=True)
    }


def _totals(engine: Engine, by: By, codes: list[str], language: str) -> list[Line]:
    """Returns how much money and how many records of each kind both sides have."""
    word = translations(language).gettext
    sums = [figures(engine, FUNDING, language, **{by: [code]}).data for code in codes]
    totals = [each["total"] for each in sums]
    links = [_page(each["link"]) for each in totals]
    usd = [None if each["sum_usd"] is None else Decimal(each["sum_usd"]) for each in totals]
    left = [sum(each["count"] for each in of_side["excluded"]) for of_side in sums]
    lines = [
        (word(field_words("sum_usd")), _sides(usd, [_dollars(each, language) for each in usd], links)),
        (word(FUNDING.title), _counts([each["count"] for each in totals], links, language)),
        (word(_NOT_COUNTED), _counts(left, [None, None], language)),
    ]
    for name in _ALSO[by]:
        found = [
            figures(engine, KINDS[name], language, **{_also(by, code)[name]: [code]}).data["total"] for code in codes
        ]
        counts = [each["count"] for each in found]
        lines.append((word(KINDS[name].title), _counts(counts, [_page(each["link"]) for each in found], language)))
    return lines


def _also(by: By, code: str) -> dict[str, str]:
    """Returns the filters of other kinds that take a code: a provider may be a country."""
    return _ALSO["provider_country" if by == "provider" and code in COUNTRY_CODES else by]


def _divided(engine: Engine, by: By, dimension: str, codes: list[str], language: str) -> list[Line]:
    """Returns the dollars of both sides by the values of a dimension, years in order, else the largest first."""
    cells = figures(engine, FUNDING, language, **{by: codes}, group_by=[by, dimension], limit=1000).data["cells"]
    labels = labels_of(cells)
    found = {(cell["group"][dimension]["code"], cell["group"][by]["code"]): cell for cell in cells}
    groups = dict.fromkeys(group for group, _ in found)
    if dimension == "year":
        groups = dict.fromkeys(sorted(groups, key=lambda year: (year is None, year)))
    largest = max((Decimal(cell["sum_usd"]) for cell in cells if cell["sum_usd"] is not None), default=Decimal(1))
    lines = []
    for group in groups:
        of_sides = [found.get((group, code)) for code in codes]
        if all(cell is None or cell["sum_usd"] is None for cell in of_sides):
            continue
        lines.append((labels[dimension, group], [_side(cell, largest, language) for cell in of_sides]))
    return lines


def _side(cell: dict[str, Any] | None, largest: Decimal, language: str) -> Side:
    if cell is None or cell["sum_usd"] is None:
        return Side(None, 0, None if cell is None else _page(cell["link"]))
    usd = Decimal(cell["sum_usd"])
    return Side(dollars(usd, language), float(usd / largest), _page(cell["link"]))


def _dollars(usd: Decimal | None, language: str) -> Figure | None:
    return None if usd is None else dollars(usd, language)


def _counts(counts: list[int], links: list[str | None], language: str) -> list[Side]:
    return _sides(counts, [Figure(number_words(count, language)) for count in counts], links)


def _sides(
    values: Sequence[int | Decimal | None], figures: Sequence[Figure | None], links: list[str | None]
) -> list[Side]:
    numbers = [Decimal(value or 0) for value in values]
    largest = max([*numbers, Decimal(1)])
    return [Side(*each) for each in zip(figures, (float(number / largest) for number in numbers), links, strict=True)]


def _page(link: str | None) -> str | None:
    """Returns the page of a list of the API."""
    return None if link is None else link.removeprefix("/v1")
