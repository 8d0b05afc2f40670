"""Atom (RFC 4287): a feed of any list, the latest changes first; its entries link to the records and their sources."""

from collections.abc import Iterator
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

import orjson

from app.exports.base import Export, Format, xml_bytes, xml_text
from app.query.stream import BATCH, Row, batches

NEVER = "1970-01-01T00:00:00Z"


def write(export: Export) -> Iterator[bytes]:
    """Yields the feed; its `updated` is the moment of the last change of the data."""
    url = export.base + export.path
    yield (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<title>Komek: {escape(export.kind.title)}</title>\n<subtitle>{escape(export.kind.description)}</subtitle>\n"
        f"<id>{escape(url)}</id>\n<link rel={quoteattr('self')} href={quoteattr(url)}/>\n"
        f"<updated>{export.records.as_of or NEVER}</updated>\n<author><name>Komek</name></author>\n"
    ).encode()
    for batch in batches(export.records, BATCH):
        yield b"".join(_entry(export, row) for row in batch)
    yield b"</feed>\n"


def _entry(export: Export, row: Row) -> bytes:
    record, entry = row.data, ElementTree.Element("entry")

    def add(name: str, text: str | None = None, **attributes: str) -> None:
        ElementTree.SubElement(entry, name, attributes).text = text

    url = export.url(record)
    add("title", xml_text(record["label"]))
    add("id", url)
    add("published", record["created_at"])
    add("updated", record["updated_at"])
    add("link", rel="alternate", type="application/json", href=url)
    if source := export.source_url(row):
        add("link", rel="related", href=xml_text(source))
    add("category", term=export.kind.name, label=export.kind.title)
    add("content", xml_text(orjson.dumps(record, option=orjson.OPT_INDENT_2).decode()), type="text")
    return xml_bytes(entry)


FORMAT = Format("atom", "application/atom+xml", "Atom, a feed", write, picks=False, default_sort="-updated_at")
