"""A page: a template filled with values in a language, under a policy that lets nothing of a text run as code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Engine

from app.records import KINDS
from app.web.printing import (
    date_words,
    language_words,
    moment_words,
    money_words,
    number_words,
    rejection_words,
    share_words,
)
from app.web.wording import (
    LANGUAGES,
    counted_words,
    error_words,
    field_words,
    filter_words,
    language_of,
    translations,
)

FOLDER = Path(__file__).parent
# Scripts, styles and pictures are files of this site; a page for embedding widens `frame-ancestors`.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors "
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Parameters of a page of a list; an export has the whole list.
_OF_PAGES = frozenset({"count", "cursor", "facets", "fields", "include", "limit"})


@dataclass(frozen=True)
class Here:
    """The path and query of a page, from which the addresses of other views are made."""

    path: str
    query: tuple[tuple[str, str], ...]
    base: str = ""

    @classmethod
    def of(cls, request: Request) -> "Here":
        """Returns the path and query of a request."""
        pairs = parse_qsl(request.url.query, keep_blank_values=True)
        return cls(request.url.path, tuple(pairs), str(request.base_url).rstrip("/"))

    def values(self, name: str) -> list[str]:
        """Returns the values of a parameter."""
        return [value for each, value in self.query if each == name]

    def to(self, path: str, /, **query: Any) -> str:
        """Returns the address of another page; keeps `lang=` where this page has it."""
        chosen = {"lang": self.values("lang")[-1:]} | query
        path, hash_, fragment = path.partition("#")
        pairs = [(name, value) for name, values in chosen.items() for value in _listed(values)]
        return f"{address(path, pairs)}{hash_}{fragment}"

    def but(self, **query: Any) -> str:
        """Returns the address of this page with other values, from the first record on; None removes a value."""
        dropped = {"cursor", *query}
        kept = [pair for pair in self.query if pair[0] not in dropped]
        return address(
            self.path, [*kept, *((name, value) for name, values in query.items() for value in _listed(values))]
        )

    def without(self, name: str, value: str) -> str:
        """Returns the address of this page without one value of a parameter."""
        kept = [each for values in self.values(name) for each in values.split(",") if each != value]
        return self.but(**{name: ",".join(kept) or None})

    @property
    def as_data(self) -> str:
        """The address of this view in the API."""
        return address(f"/v1{self.path}", list(self.query))

    def as_export(self, name: str) -> str:
        """Returns the address of the whole list of this view in a format."""
        return address(f"/v1{self.path}.{name}", [pair for pair in self.query if pair[0] not in _OF_PAGES])


def tables_of(data: str) -> dict[str, str]:
    """Returns the addresses of the same data as tables, by their format."""
    path, _, query = data.partition("?")
    return {name: f"{path}.{name}{query and '?'}{query}" for name in ("csv", "xlsx")}


def _listed(values: Any) -> list[str]:
    if values is None:
        return []
    return [str(value) for value in values] if isinstance(values, list | tuple) else [str(values)]


def address(path: str, query: list[tuple[str, str]]) -> str:
    """Returns a path with a query."""
    return f"{path}?{urlencode(query, safe=',/:', quote_via=quote)}" if query else path


@dataclass(frozen=True)
class Site:
    """What every page needs: the database and the templates."""

    engine: Engine
    charts: Mapping[str, Any]
    policy: str = field(default=_POLICY)

    def answer(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        embedded: bool = False,
        **values: Any,
    ) -> HTMLResponse:
        """Returns a filled template as a response; other sites may show an `embedded` one in a frame."""
        language = language_of(request)
        here = Here.of(request)
        whole = environment(language).get_template(template).render(here=here, to=here.to, charts=self.charts, **values)
        headers = HEADERS | {
            "Content-Security-Policy": self.policy + ("*" if embedded else "'self'"),
            "Content-Language": language,
            "Vary": "Accept-Language",
        }
        return HTMLResponse(whole, status_code=status, headers=headers)


# The filters of templates that print a value in the language of the page.
_PRINTERS: dict[str, Callable[..., str]] = {
    "date": date_words,
    "moment": moment_words,
    "number": number_words,
    "share": share_words,
    "money": money_words,
    "language": language_words,
    "rejection": rejection_words,
    "counted": counted_words,
}


@cache
def environment(language: str) -> Environment:
    """Returns the templates of a language; values are escaped, so that none of them is markup."""
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    catalogue = translations(language)
    made.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {"language": language, "languages": LANGUAGES, "kinds": KINDS}
    made.filters |= {name: _in(language, printer) for name, printer in _PRINTERS.items()}
    made.filters["field"] = lambda name, kind=None: catalogue.gettext(field_words(name, kind))
    made.filters["filter"] = lambda name, kind=None: filter_words(name, catalogue.gettext, kind=kind)
    made.filters["tables"] = tables_of
    made.filters["translated"] = catalogue.gettext
    made.filters["error"] = lambda detail: error_words(detail, catalogue.gettext)
    return made


def _in(language: str, printer: Callable[..., str]) -> Callable[..., str]:
    return lambda *values: printer(*values, language)
