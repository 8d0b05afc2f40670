"""A page: a template filled with values, in a language, under a policy by which nothing of a text can ever run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Engine

from app.records import KINDS
from app.web import printing
from app.web.wording import LANGUAGES, field_words, filter_words, language_of, translations

FOLDER = Path(__file__).parent
# Scripts, styles and pictures are files from here; `frame-ancestors` is what a page that may be embedded widens.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors "
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# What shapes a page of a list, and is nothing to an export, which holds the whole.
_OF_PAGES = frozenset({"count", "cursor", "facets", "fields", "include", "lang", "limit"})


@dataclass(frozen=True)
class Here:
    """Where one is: the path and query of a page, from which the addresses of other views are made."""

    path: str
    query: tuple[tuple[str, str], ...]
    base: str = ""

    @classmethod
    def of(cls, request: Request) -> "Here":
        """Returns where a request leads."""
        pairs = parse_qsl(request.url.query, keep_blank_values=True)
        return cls(request.url.path, tuple(pairs), str(request.base_url).rstrip("/"))

    def values(self, name: str) -> list[str]:
        """Returns the values of a parameter."""
        return [value for each, value in self.query if each == name]

    def to(self, path: str, /, **query: Any) -> str:
        """Returns the address of another page: the language is kept, where it was chosen."""
        chosen = {"lang": self.values("lang")[-1:]} | query
        return address(path, [(name, value) for name, values in chosen.items() for value in _listed(values)])

    def but(self, **query: Any) -> str:
        """Returns the address of this page with other values; None drops one. It begins at the first record again."""
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
        """Returns the address of all that this view lists, in a format."""
        return address(f"/v1{self.path}.{name}", [pair for pair in self.query if pair[0] not in _OF_PAGES])


def _listed(values: Any) -> list[str]:
    if values is None:
        return []
    return [str(value) for value in values] if isinstance(values, list | tuple) else [str(values)]


def address(path: str, query: list[tuple[str, str]]) -> str:
    """Returns a path with a query."""
    return f"{path}?{urlencode(query, safe=',/:', quote_via=quote)}" if query else path


@dataclass(frozen=True)
class Site:
    """What every page needs: the database, and the templates."""

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
        """Returns a template filled with values as an answer; one that is `embedded` may stand in any other page."""
        language = language_of(request)
        here = Here.of(request)
        whole = environment(language).get_template(template).render(here=here, to=here.to, charts=self.charts, **values)
        headers = HEADERS | {
            "Content-Security-Policy": self.policy + ("*" if embedded else "'self'"),
            "Content-Language": language,
            "Vary": "Accept-Language",
        }
        return HTMLResponse(whole, status_code=status, headers=headers)


@cache
def environment(language: str) -> Environment:
    """Returns the templates with the words and the printing of a language; what stands in a value is never markup."""
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    known = translations(language)
    made.install_gettext_translations(known, newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {"language": language, "languages": LANGUAGES, "kinds": KINDS}
    made.filters |= {name.removesuffix("_words"): partial(_in, function, language) for name, function in _printers()}
    made.filters["field"] = lambda name: known.gettext(field_words(name))
    made.filters["filter"] = lambda name: filter_words(name, known.gettext)
    made.filters["translated"] = known.gettext
    return made


def _printers() -> list[tuple[str, Callable[..., str]]]:
    return [(name, each) for name, each in vars(printing).items() if name.endswith("_words") and name != "code_words"]


def _in(function: Callable[..., str], language: str, *values: Any) -> str:
    return function(*values, language)
