"""Files become sources; what is no text is refused with the reason."""

from pathlib import Path

import pytest

from app.errors import NotReadable
from app.readers import find, read

LIMIT = 1000


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "no text"),
        (b"  \n\n", "no text"),
        (b"a\x00b", "NUL bytes"),
        ("встреча".encode("cp1251"), "not UTF-8"),
        (b"x" * (LIMIT + 1), "1,001 bytes"),
    ],
)
def test_what_is_no_text_is_named_with_the_reason(tmp_path: Path, raw: bytes, reason: str) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(raw)
    with pytest.raises(NotReadable) as refused:
        read(file, max_bytes=LIMIT)
    assert str(file) in refused.value.detail
    assert reason in refused.value.detail


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotReadable, match="No such file"):
        read(tmp_path / "none.txt", max_bytes=LIMIT)


def test_a_folder_gives_its_texts_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.html", ".hidden.txt", "c.pdf"):
        (tmp_path / name).write_text("x")
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "e.txt").write_text("x")
    assert [path.name for path in find([tmp_path])] == ["a.html", "b.txt", "e.txt"]


PARAGRAPH = "Министр финансов встретился с послом Японии в Бишкеке и обсудил проект. " * 4


def page(folder: Path, *, head: str = "") -> Path:
    """Writes a page of a ministry, with more in its head."""
    file = folder / "a.html"
    file.write_text(
        f"<html><head><title>Встреча в министерстве</title>{head}</head><body><nav>Меню Войти</nav><article>"
        f"<h1>Встреча в министерстве</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p></article>"
        f"<footer>Все права защищены</footer></body></html>",
        encoding="utf-8",
    )
    return file


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("", None),
        ('<link rel="canonical" href="https://mfa.example/news/1?lang=ru">', "https://mfa.example/news/1?lang=ru"),
        ('<meta property="og:url" content="http://mfa.example/news/2">', "http://mfa.example/news/2"),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
        ('<link rel="canonical" href="https:///nowhere">', None),
        (f'<link rel="canonical" href="https://mfa.example/{"a" * 1000}">', None),
    ],
)
def test_a_page_tells_where_it_is_on_the_web(head: str, url: str | None, tmp_path: Path) -> None:
    assert read(page(tmp_path, head=head), max_bytes=100_000).url == url


def test_a_page_gives_its_main_text(tmp_path: Path) -> None:
    source = read(page(tmp_path), max_bytes=100_000)
    assert source.media_type == "text/html"
    assert source.text.startswith("Встреча в министерстве")
    assert PARAGRAPH.strip() in source.text
    assert "Меню" not in source.text and "права" not in source.text
