"""The guide: the Markdown of docs/ as pages, and the links of one page to another as addresses."""

import posixpath
import re
from functools import cache
from pathlib import Path

from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse
from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.errors import NotFound
from app.settings import data_folder

STYLE = Path(__file__).with_name("guide.css")
# A page has text, and one file of styles from here: no script, no picture, nothing from elsewhere.
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "public, max-age=3600",
}
HOME = "guide"
# What a newcomer reads, in this order; the other pages are for who asks more.
FIRST = {"guide": "Guide", "cookbook": "Cookbook", "fields": "Fields"}
_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title} – Komek</title>
<link rel="stylesheet" href="/guide/style.css">
</head>
<body>
<nav>{navigation}</nav>
<main>
{body}</main>
</body>
</html>
"""
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def add_guide(app: FastAPI) -> None:
    """Adds /guide, and /guide/{name} for each Markdown file of docs/."""

    @app.get("/guide/style.css", include_in_schema=False)
    def style() -> Response:
        return Response(STYLE.read_bytes(), media_type="text/css", headers=HEADERS)

    @app.get("/guide", include_in_schema=False)
    def home() -> Response:
        return HTMLResponse(page(HOME), headers=HEADERS)

    @app.get("/guide/{name:path}", include_in_schema=False)
    def other(name: str) -> Response:
        return HTMLResponse(page(name), headers=HEADERS)


def names() -> list[str]:
    """Returns what there are pages of: paths below docs/, without `.md`."""
    folder = data_folder("docs")
    return sorted(path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.md"))


@cache
def _sources() -> dict[str, Path]:
    return {name: data_folder("docs") / f"{name}.md" for name in names()}


def page(name: str) -> str:
    """Returns a page as HTML; raises NotFound if there is none of the name."""
    if name not in _sources():
        raise NotFound(f"The guide has no page {name[:100]!r}; there are: {', '.join(_sources())}.")
    return _rendered(name)


@cache
def _rendered(name: str) -> str:
    tokens = _MARKDOWN.parse(_sources()[name].read_text(encoding="utf-8"))
    _name_headings(tokens)
    for token in tokens:
        token.attrs.pop("style", None)  # how a column is aligned: the policy allows no style but the file's
        token.children = _leading(token.children or [], name) if token.type == "inline" else token.children
    title = next((_plain(tokens[at + 1]) for at, token in enumerate(tokens) if token.type == "heading_open"), name)
    links = {"/": "Komek"} | {address(each): shown for each, shown in FIRST.items()} | {"/docs": "API"}
    navigation = " ".join(f'<a href="{href}">{shown}</a>' for href, shown in links.items())
    body = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return _PAGE.format(title=escaped(title), navigation=navigation, body=body)


def address(name: str) -> str:
    """Returns where a page is served."""
    return "/guide" if name == HOME else f"/guide/{name}"


def escaped(text: str) -> str:
    """Returns a text as HTML has it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def slug(heading: str) -> str:
    """Returns the name by which a link leads to a heading: `#what-may-be-asked`, as Git hosts make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or [])


def _name_headings(tokens: list[Token]) -> None:
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", slug(_plain(tokens[at + 1])))


def _leading(children: list[Token], name: str) -> list[Token]:
    """Returns an inline text whose links lead to pages; one that leads to a file not served here is left out."""
    kept, open_ = [], True
    for child in children:
        if child.type == "link_open":
            href = _target(str(child.attrs["href"]), name)
            open_ = href is not None
            if href is not None:
                child.attrSet("href", href)
        if open_ or child.type not in ("link_open", "link_close"):
            kept.append(child)
        if child.type == "link_close":
            open_ = True
    return kept


def _target(href: str, name: str) -> str | None:
    """Returns the address that a link of a page means, or None if that is not served."""
    path, hash_, fragment = href.partition("#")
    if not path or path.startswith(("/", "http:", "https:")):
        return href
    there = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
    if not there.endswith(".md") or there.removesuffix(".md") not in _sources():
        return None
    return address(there.removesuffix(".md")) + hash_ + fragment
