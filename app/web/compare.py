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
from app.records import KINDS
from app.web.figures import figures, labels_of
from app.web.printing import money_words, number_words
from app.web.render import Site
from app.web.wording import field_words, language_of, message, translations

By = Literal["provider", "provider_country", "receiver_country"]
# So many are offered to be chosen.
MOST = 200
# By what else each is known: the filters of other kinds that take the same code.
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
_TOGETHER, _LEFT_OUT = message("Together"), message("Left out of the sum")
_DIVIDED = message("US dollars by year"), message("US dollars by instrument"), message("US dollars by the other side")


class CompareParameters(Parameters):
    """What is compared."""

    by: By = Field(default="provider")
    a: Word | None = None
    b: Word | None = None


@dataclass(frozen=True)
class Figure:
    """One figure of one side: its words, its share of the largest in its table, the list of just that."""

    text: str
    share: float
    href: str | None


# What both sides have of one thing.
Line = tuple[str, list[Figure]]


def compare_router(site: Site) -> APIRouter:
    """Returns the page that compares."""
    router = APIRouter(include_in_schema=False)

    @router.get("/compare")
    def compare(query: Annotated[CompareParameters, Query()], request: Request) -> Response:
        language = language_of(request)
        offered = _offered(site.engine, read_version(site.engine), query.by, language)
        chosen = [code for code in (query.a, query.b) if code is not None]
        return site.answer(
            request,
            "compare.html",
            ways=_WORDS,
            query=query,
            offered=offered,
            names=[offered.get(code, code) for code in chosen],
            chosen=chosen,
            tables=_tables(site.engine, query.by, chosen, language) if len(chosen) == 2 else {},
        )

    return router


@lru_cache(maxsize=12)
def _offered(engine: Engine, _version: int, by: By, language: str) -> dict[str, str]:
    """Returns the codes that can be compared, those with the most records, in the order of their names.

    They are the same for every pair, and kept while the data are what they were.
    """
    cells = figures(engine, FUNDING, language, group_by=[by], measure=["count"], limit=MOST).data["cells"]
    labels = labels_of(cells)
    # Where a state gives, without a body of it, it is no provider that can be asked for.
    codes = [cell["group"][by]["code"] for cell in cells if f"{by}=" in (cell["link"] or "")]
    return dict(sorted(((code, labels[by, code]) for code in codes), key=lambda pair: pair[1].casefold()))


def _tables(engine: Engine, by: By, codes: list[str], language: str) -> dict[str, list[Line]]:
    other = "provider" if by == "receiver_country" else "receiver_country"
    return {_TOGETHER: _together(engine, by, codes, language)} | {
        title: _divided(engine, by, dimension, codes, language)
        for title, dimension in zip(_DIVIDED, ("year", "instrument", other), strict=True)
    }


def _together(engine: Engine, by: By, codes: list[str], language: str) -> list[Line]:
    """Returns how many records of each kind both sides have, and how much money."""
    word = translations(language).gettext
    sums = [figures(engine, FUNDING, language, **{by: [code]}).data for code in codes]
    totals = [each["total"] for each in sums]
    links = [_page(each["link"]) for each in totals]
    usd = [each["sum_usd"] for each in totals]
    left = [sum(each["count"] for each in of_side["excluded"]) for of_side in sums]
    lines = [
        (word(field_words("sum_usd")), _figures(usd, [money_words(each, "USD", language) for each in usd], links)),
        (word(FUNDING.title), _counts([each["count"] for each in totals], links, language)),
        (word(_LEFT_OUT), _counts(left, [None, None], language)),
    ]
    for name, filter_ in _ALSO[by].items():
        found = [figures(engine, KINDS[name], language, **{filter_: [code]}).data["total"] for code in codes]
        counts = [each["count"] for each in found]
        lines.append((word(KINDS[name].title), _counts(counts, [_page(each["link"]) for each in found], language)))
    return lines


def _divided(engine: Engine, by: By, dimension: str, codes: list[str], language: str) -> list[Line]:
    """Returns the dollars of both sides by the values of a dimension, a year after the other, else the most first."""
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
            continue  # nothing of it is in a sum
        lines.append((labels[dimension, group], [_figure(cell, largest, language) for cell in of_sides]))
    return lines


def _figure(cell: dict[str, Any] | None, largest: Decimal, language: str) -> Figure:
    if cell is None or cell["sum_usd"] is None:
        return Figure("", 0, None if cell is None else _page(cell["link"]))
    share = float(Decimal(cell["sum_usd"]) / largest)
    return Figure(money_words(cell["sum_usd"], "USD", language), share, _page(cell["link"]))


def _counts(counts: list[int], links: list[str | None], language: str) -> list[Figure]:
    return _figures(counts, [number_words(count, language) for count in counts], links)


def _figures(values: Sequence[int | str | None], told: list[str], links: list[str | None]) -> list[Figure]:
    numbers = [Decimal(value or 0) for value in values]
    largest = max([*numbers, Decimal(1)])
    return [Figure(*each) for each in zip(told, (float(number / largest) for number in numbers), links, strict=True)]


def _page(link: str | None) -> str | None:
    """Returns the page of a list of the API."""
    return None if link is None else link.removeprefix("/v1")
