"""Pages as trees, and what stands in them."""

from typing import Any

from lxml import html

from tests.client import Client

BROWSER = {"Accept": "text/html"}


def page(client: Client, path: str, *, status: int = 200, **options: Any) -> Any:
    """Returns the tree of a page; fails if the answer has another status."""
    answer = client.get(path, headers={**BROWSER, **options.pop("headers", {})}, **options)
    assert answer.status_code == status, f"{path}: {answer.text[:500]}"
    return html.fromstring(answer.text)


def words(element: Any) -> str:
    """Returns the text of an element with single spaces."""
    return " ".join(element.text_content().split())


def ids(tree: Any) -> list[str]:
    """Returns all ids of a page."""
    return list(tree.xpath("//@id"))


def text_and_places(element: Any) -> tuple[str, dict[str, int]]:
    """Returns the text of an element exactly, and at which of its code points each id in it stands."""
    pieces: list[str] = []
    places: dict[str, int] = {}

    def walk(each: Any) -> None:
        if each.get("id") is not None:
            places[each.get("id")] = sum(map(len, pieces))
        pieces.append(each.text or "")
        for child in each:
            walk(child)
            pieces.append(child.tail or "")

    walk(element)
    return "".join(pieces), places
