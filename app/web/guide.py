"""The guide: the Markdown of docs/ as pages. The text is in English; navigation and headings are translated."""

import posixpath
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.errors import Message, NotFound
from app.settings import data_folder
from app.web.render import Here, Site, environment
from app.web.wording import LANGUAGES, SOURCE, language_of, message, translations

# A page is text with one file of styles: no script, no picture, nothing from other sites.
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "public, max-age=3600",
    "Vary": "Accept-Language",
}
HOME = "guide"
# The pages of the navigation, in order.
FIRST = {"guide": message("Guide"), "cookbook": message("Cookbook"), "fields": message("Fields")}
_TRANSLATED = ("h1", "h2", "h3")
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def guide_router(_: Site) -> APIRouter:
    """Returns the router of /guide, and of /guide/{name} for each Markdown file of docs/."""
    router = APIRouter(include_in_schema=False)

    @router.get("/guide")
    def home(request: Request) -> Response:
        return _answer(HOME, request)

    @router.get("/guide/{name:path}")
    def other(name: str, request: Request) -> Response:
        return _answer(name, request)

    return router


def _answer(name: str, request: Request) -> Response:
    language, chosen = language_of(request), request.query_params.get("lang")
    text = page(name, language=language, chosen=chosen if chosen in LANGUAGES else None)
    return HTMLResponse(text, headers=HEADERS | {"Content-Language": language})


def names() -> list[str]:
    """Returns the names of the pages: paths below docs/ without `.md`."""
    folder = data_folder("docs")
    return sorted(path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.md"))


def headings() -> list[str]:
    """Returns the headings of docs/guide.md that are translated, without markup."""
    tokens = _MARKDOWN.parse(_sources()[HOME].read_text(encoding="utf-8"))
    return [_plain(inline) for opening, inline in _headings(tokens) if opening.tag in _TRANSLATED]


@cache
def _sources() -> dict[str, Path]:
    return {name: data_folder("docs") / f"{name}.md" for name in names()}


def page(name: str, *, language: str = SOURCE, chosen: str | None = None) -> str:
    """Returns a page as HTML; links keep the `chosen` language of the address; raises NotFound."""
    if name not in _sources():
        pages = ", ".join(_sources())
        raise NotFound(Message("The guide has no page {name!r}; its pages are: {pages}.", name=name[:100], pages=pages))
    return _rendered(name, language, chosen)


@cache
def _rendered(name: str, language: str, chosen: str | None) -> str:
    to = Here("", () if chosen is None else (("lang", chosen),)).to
    tokens = _MARKDOWN.parse(_sources()[name].read_text(encoding="utf-8"))
    _name_headings(tokens)
    for token in tokens:
        token.attrs.pop("style", None)  # the alignment of a column: the policy allows no inline style
        token.children = _leading(token.children or [], name, to) if token.type == "inline" else token.children
    _translate_headings(tokens, language)
    title = next((_plain(inline) for _, inline in _headings(tokens)), name)
    word = translations(language).gettext
    links = {to(address(each)): word(english) for each, english in FIRST.items()}
    template = environment(language).get_template("guide.html")
    body = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return template.render(title=title, start=to("/"), links=links, body=body, is_english=language == SOURCE)


def address(name: str) -> str:
    """Returns the path of a page."""
    return "/guide" if name == HOME else f"/guide/{name}"


def slug(heading: str) -> str:
    """Returns the fragment of a heading as Git hosts make it: `the-first-call` for "The first call"."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or [])


def _headings(tokens: list[Token]) -> list[tuple[Token, Token]]:
    """Returns the opening token and the text of each heading."""
    return [(token, tokens[at + 1]) for at, token in enumerate(tokens) if token.type == "heading_open"]


def _name_headings(tokens: list[Token]) -> None:
    for opening, inline in _headings(tokens):
        opening.attrSet("id", slug(_plain(inline)))


def _translate_headings(tokens: list[Token], language: str) -> None:
    word = translations(language).gettext
    for opening, inline in _headings(tokens):
        english = _plain(inline)
        if opening.tag in _TRANSLATED and word(english) != english:
            opening.attrSet("lang", language)
            inline.children = [Token("text", "", 0, content=word(english))]


def _leading(children: list[Token], name: str, to: Callable[[str], str]) -> list[Token]:
    """Returns an inline text whose links lead to pages; a link to a file that is not served becomes plain text."""
    kept, open_ = [], True
    for child in children:
        if child.type == "link_open":
            href = _target(str(child.attrs["href"]), name, to)
            open_ = href is not None
            if href is not None:
                child.attrSet("href", href)
        if open_ or child.type not in ("link_open", "link_close"):
            kept.append(child)
        if child.type == "link_close":
            open_ = True
    return kept


def _target(href: str, name: str, to: Callable[[str], str]) -> str | None:
    """Returns the address that a link of a page means; None if it is not served."""
    path, hash_, fragment = href.partition("#")
    if not path or path.startswith(("/", "http:", "https:")):
        return href
    there = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
    if not there.endswith(".md") or there.removesuffix(".md") not in _sources():
        return None
    return to(address(there.removesuffix(".md")) + hash_ + fragment)
