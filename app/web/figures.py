"""Figures of the statistics with their groups in the language of a page."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Engine

from app.api.envelope import link
from app.query.names import read_labels
from app.query.statistics import Statistics, read_statistics, statistics_parameters
from app.records import KINDS, Kind
from app.web.fields import Reader
from app.web.printing import country_words, currency_words, language_words
from app.web.wording import message


def figures(engine: Engine, kind: Kind, **asked: Any) -> Statistics:
    """Returns the statistics of a kind, without ids; parameters as /v1/stats takes them; raises BadQuery."""
    query: Any = statistics_parameters(kind.name)(**asked)
    return read_statistics(engine, kind, query, link=link, ids=False)


UNKNOWN = message("unknown")
_CODES = {"country": country_words, "currency": currency_words, "language": language_words}


def group_labels(
    engine: Engine, kind: Kind, cells: Iterable[dict[str, Any]], language: str
) -> dict[tuple[str, str | None], str]:
    """Returns what the groups of cells are called, by dimension and code; names are asked for at once."""
    codes = sorted({(name, group["code"] or "") for cell in cells for name, group in cell["group"].items()})
    dimensions = {each.name: each for each in kind.dimensions}
    wanted: dict[str, set[str]] = {}
    for name, code in codes:
        if dimensions[name].of in KINDS:
            wanted.setdefault(str(dimensions[name].of), set()).add(code)
    reader = Reader(language, read_labels(engine, wanted, language))
    return {(name, code or None): _label(reader, kind, name, code, dimensions[name].of) for name, code in codes}


def _label(reader: Reader, kind: Kind, name: str, code: str, of: str | None) -> str:
    if not code:
        return reader.word(UNKNOWN)
    if of in _CODES:
        return _CODES[of](code, reader.language)
    if of is not None and of in KINDS:
        return reader.named([of], code)
    return reader.code(kind, name, {"true": True, "false": False}.get(code, code))
