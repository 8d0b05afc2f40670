"""JSON-LD 1.1: the records as JSON has them, with a context that gives their fields the meaning of schema.org's terms.

A field that schema.org has no term for stays a term of our own. Evidence is W3C Web Annotations: one record has it, and
with `include=evidence` every record of a list.
"""

from collections.abc import Iterator
from typing import Any

import orjson

from app.exports.base import Export, Format, document_url
from app.exports.json import json_array
from app.query.stream import Row

OURS = "urn:komek:"
TYPES = {
    "document": "schema:NewsArticle",
    "meeting": "schema:Event",
    "project": "schema:Project",
    "funding": "schema:Grant",
    "agreement": "schema:CreativeWork",
    "organisation": "schema:Organization",
    "person": "schema:Person",
}
# The terms of the fields, by kind.
_TERMS = {
    "document": {
        "title": "headline", "language": "inLanguage", "published": "datePublished", "publisher": "publisher",
        "city": "locationCreated", "text": "text", "media_type": "encodingFormat", "original_url": "isBasedOn",
    },
    "meeting": {"date": "startDate", "city": "location", "participants": "attendee", "topics": "about"},
    "project": {"acronym": "alternateName", "organisations": "member", "countries": "areaServed", "topic": "about"},
    "funding": {"amount": "amount", "currency": "currency", "provider": "funder", "project": "fundedItem"},
    "agreement": {"date": "dateCreated", "parties": "contributor"},
    "organisation": {"acronym": "alternateName", "parent": "parentOrganization", "identifiers": "identifier"},
    "person": {"position": "jobTitle", "organisation": "worksFor"},
}  # fmt: skip


def context(export: Export) -> dict[str, Any]:
    """Returns the context of a kind's records."""
    terms = {"label": "name", "created_at": "dateCreated", "updated_at": "dateModified", **_TERMS[export.kind.name]}
    documents = {"@base": f"{export.base}/v1/documents/"}
    return {
        "@version": 1.1,
        "@vocab": OURS,
        "schema": "https://schema.org/",
        "oa": "http://www.w3.org/ns/oa#",
        **{field: f"schema:{term}" for field, term in terms.items()},
        "documents": {"@id": "schema:isBasedOn", "@type": "@id", "@context": documents},
    }


def write(export: Export) -> Iterator[bytes]:
    """Yields the context and the graph."""
    yield b'{"@context":' + orjson.dumps(context(export)) + b',"@graph":'
    yield from json_array(node for row in export.records for node in _nodes(export, row))
    yield b"}\n"


def _nodes(export: Export, row: Row) -> Iterator[bytes]:
    url = export.url(row.data)
    record = {**row.data, "url": url}
    evidence = record.pop("evidence", None)
    if evidence is None:
        evidence = export.records.evidence(row.data["id"]) if export.records.single else []
    yield orjson.dumps({"@id": url, "@type": TYPES[export.kind.name], **record})
    for each in evidence:
        yield orjson.dumps(_annotation(export.base, url, each))


def _annotation(base: str, url: str, evidence: dict[str, Any]) -> dict[str, Any]:
    """Returns a piece of evidence, with the context of W3C: our terms do not apply inside it."""
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"{url}/evidence#{evidence['id']}",
        "type": "Annotation",
        "motivation": "identifying",
        "body": {"id": f"{url}#{evidence['field']}", "value": evidence["value"]},
        "target": {"source": document_url(base, evidence["document_id"]), "selector": evidence["selectors"]},
    }


FORMAT = Format(
    "jsonld",
    "application/ld+json",
    "JSON-LD, in schema.org's terms",
    write,
    picks=False,
    includes=frozenset({"evidence"}),
)
