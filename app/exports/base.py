"""What a format is, and what its writer gets beside the records."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from app.query.fields import Wanted, wanted_of
from app.query.stream import Records, Row
from app.records import Kind
from app.records.evidence import EvidenceOut
from app.records.rejected import RejectedOut
from app.records.values import is_web_address

# Characters that XML cannot hold, even escaped.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Export:
    """The records to write, and how they were requested.

    `base` comes before a path of this server to make an address of it; `path` is that of the list or the record, with
    its query. `fields` are the only paths to write; without any, all.
    """

    records: Records
    base: str
    path: str
    query: dict[str, Any] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    bom: bool = False

    @property
    def kind(self) -> Kind:
        """The kind of the records."""
        return self.records.kind

    @cached_property
    def wanted(self) -> Wanted:
        """What is wanted of each record; None is all."""
        return wanted_of([*self.fields, *self.records.include] if self.fields else [])

    def url(self, record: dict[str, Any]) -> str:
        """Returns the address at which a record is served."""
        return f"{self.base}{record['url']}"

    def source_url(self, row: Row) -> str | None:
        """Returns where the first document of a record can be read: on the web, or on this server."""
        if is_web_address(row.address):
            return row.address
        if self.kind.name == "document":
            return self.url(row.data)
        return document_url(self.base, row.data["documents"][0]) if row.data["documents"] else None


# What `include` can add to a record, with its type.
INCLUDED: dict[str, Any] = {"evidence": list[EvidenceOut], "rejected": list[RejectedOut]}
ALL = frozenset(INCLUDED)
Writer = Callable[[Export], Iterator[bytes]]


@dataclass(frozen=True)
class Format:
    """A way to write records: `write` yields the pieces, and keeps a few hundred records in memory."""

    name: str
    media_type: str
    title: str
    write: Writer
    # Which kinds it can hold.
    suits: Callable[[Kind], bool] = lambda _: True
    # Whether `expand` can put whole records in the place of references.
    expands: bool = True
    # Whether `fields` can leave fields out.
    picks: bool = True
    # What `include` can add to each record.
    includes: frozenset[str] = frozenset()
    # The order where none is asked for; None is the kind's own.
    default_sort: str | None = None
    # The module that it needs, and the extra of this package that installs it.
    module: str | None = None
    extra: str | None = None
    # What ends a broken stream, if the format has a way to say so; the connection is cut in any case.
    broken: Callable[[str], bytes] | None = None

    @property
    def installed(self) -> bool:
        """Whether the module it needs is installed."""
        return self.module is None or find_spec(self.module) is not None


def document_url(base: str, id_: str) -> str:
    """Returns the address at which a document is served."""
    return f"{base}/v1/documents/{quote(id_, safe='')}"


def xml_bytes(element: Element) -> bytes:
    """Returns an element as a line of XML; a carriage return is escaped, as readers would drop it."""
    return ElementTree.tostring(element, encoding="unicode").replace("\r", "&#13;").encode() + b"\n"


def xml_text(text: str) -> str:
    """Returns a text with U+FFFD for each character that XML cannot hold."""
    return _NOT_IN_XML.sub("\ufffd", text)
