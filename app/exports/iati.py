"""IATI 2.03: projects as activities, with their sums as transactions; https://iatistandard.org/en/guidance/.

Komek is a secondary reporter: it reports what others do. Transactions are the sums that may be added up, and pledges,
with a known step and amount; where several texts state one sum, only its canonical record. The standard requires more
than texts state: docs/exports.md says what takes its place. Every identifier begins with `KOMEK-`; none is registered.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from app.exports.base import Export, Format, document_url, xml_bytes, xml_text
from app.query.stream import BATCH, batches
from app.records import Kind
from app.records.codes import NotCountable, Role
from app.records.values import days

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
PREFIX = "KOMEK"
ROLES = {Role.FUNDING: "1", Role.ACCOUNTABLE: "2", Role.EXTENDING: "3", Role.IMPLEMENTING: "4"}
# The SectorVocabulary codes of the 5-digit purposes and 3-digit categories of OECD DAC.
VOCABULARIES = {5: "1", 3: "2"}
_Records = dict[str, dict[str, Any]]


def write(export: Export) -> Iterator[bytes]:
    """Yields the activities."""
    made = f' generated-datetime="{export.records.as_of}"' if export.records.as_of else ""
    yield f'<?xml version="1.0" encoding="utf-8"?>\n<iati-activities version="2.03"{made}>\n'.encode()
    for batch in batches((row.data for row in export.records), BATCH):
        activities = _Activities(export, batch)
        yield b"".join(xml_bytes(activities.element(project)) for project in batch)
    yield b"</iati-activities>\n"


class _Activities:
    """The activities of some projects, with the records they refer to."""

    def __init__(self, export: Export, projects: list[dict[str, Any]]) -> None:
        self.base = export.base
        records = export.records
        self.funding: dict[str, list[dict[str, Any]]] = {project["id"]: [] for project in projects}
        for sum_ in records.where("funding", {"project": list(self.funding)}, "date", "id"):
            if sum_["not_countable"] in (None, NotCountable.PLEDGED) and sum_["canonical_id"] in (None, sum_["id"]):
                self.funding[sum_["project"]["id"]].append(sum_)
        stated = [*projects, *(sum_ for sums in self.funding.values() for sum_ in sums)]
        self.documents: _Records = records.by_id("document", (id_ for record in stated for id_ in record["documents"]))
        parties = [part["organisation"] for project in projects for part in project["organisations"]]
        parties += [sum_[side] for sums in self.funding.values() for sum_ in sums for side in ("provider", "receiver")]
        known = (party["id"] for party in parties if party is not None and party["id"] is not None)
        self.organisations: _Records = records.by_id("organisation", known)

    def element(self, project: dict[str, Any]) -> Element:
        """Returns the activity of a project, its parts in the order that the schema wants."""
        activity = Element("iati-activity", {"last-updated-datetime": project["updated_at"]})
        SubElement(activity, "iati-identifier").text = f"{PREFIX}-{project['id']}"
        reporter = SubElement(activity, "reporting-org", {"ref": PREFIX, "type": "90", "secondary-reporter": "1"})
        _narrative(reporter, "Komek", "en")
        _titles(SubElement(activity, "title"), project)
        sources = f"{len(project['documents'])} documents: {self.base}{project['url']}/evidence"
        _narrative(SubElement(activity, "description", {"type": "1"}), f"A {project['kind']} stated by {sources}", "en")
        self._participants(activity, project)
        funding = self.funding[project["id"]]
        only_pledged = bool(funding) and all(sum_["not_countable"] is not None for sum_ in funding)
        SubElement(activity, "activity-status", {"code": "1" if only_pledged else "2"})
        self._date(activity, project)
        _shares(activity, project)
        transactions = (self._transaction(sum_) for sum_ in funding)
        activity.extend(each for each in transactions if each is not None)
        for id_ in project["documents"]:
            self._source(activity, self.documents[id_])
        return activity

    def _participants(self, activity: Element, project: dict[str, Any]) -> None:
        for part in project["organisations"]:
            party = SubElement(activity, "participating-org", self._identity(part["organisation"]))
            party.set("role", ROLES[part["role"]])
            _narrative(party, part["organisation"]["name"])
        if not project["organisations"]:
            _narrative(SubElement(activity, "participating-org", {"role": "4"}), "Not stated", "en")

    def _identity(self, party: dict[str, Any]) -> dict[str, str]:
        """Returns the registered identifier and the type of an organisation, as far as they are known."""
        known = self.organisations.get(party["id"]) or {}
        ref, type_ = (known.get("identifiers") or [None])[0], known.get("organisation_type")
        return {name: value for name, value in (("ref", ref), ("type", type_)) if value is not None}

    def _date(self, activity: Element, project: dict[str, Any]) -> None:
        """Adds the start: the day of the first text or sum of the project."""
        days_ = [self._day(self.documents[id_]["published"]) for id_ in project["documents"]]
        days_ += [self._day(sum_["date"]) for sum_ in self.funding[project["id"]]]
        first = min((day for day in days_ if day is not None), default=project["created_at"][:10])
        date = SubElement(activity, "activity-date", {"type": "2", "iso-date": first})
        _narrative(
            date, "The start is not stated: this is the first day known of it, or else the day it was read.", "en"
        )

    def _transaction(self, sum_: dict[str, Any]) -> Element | None:
        published = (self._day(self.documents[id_]["published"]) for id_ in sum_["documents"])
        day = self._day(sum_["date"]) or min((day for day in published if day is not None), default=None)
        if sum_["transaction_type"] is None or sum_["amount"] is None or day is None:
            return None
        transaction = Element("transaction", {"ref": sum_["id"]})
        SubElement(transaction, "transaction-type", {"code": sum_["transaction_type"]})
        SubElement(transaction, "transaction-date", {"iso-date": day})
        value = SubElement(transaction, "value", {"currency": sum_["currency"], "value-date": day})
        value.text = sum_["amount"]
        if sum_["amount_text"] is not None:
            _narrative(SubElement(transaction, "description"), sum_["amount_text"])
        for side in ("provider", "receiver"):
            if sum_[side] is not None:
                party = SubElement(transaction, f"{side}-org", self._identity(sum_[side]))
                _narrative(party, sum_[side]["name"])
        for name in ("flow_type", "finance_type"):
            if sum_[name] is not None:
                SubElement(transaction, name.replace("_", "-"), {"code": sum_[name]})
        return transaction

    def _source(self, activity: Element, document: dict[str, Any]) -> None:
        link = SubElement(
            activity, "document-link", {"format": "application/json", "url": document_url(self.base, document["id"])}
        )
        _narrative(SubElement(link, "title"), document["label"])
        SubElement(link, "category", {"code": "A12"})
        if document["language"] != "und":
            SubElement(link, "language", {"code": document["language"]})
        if day := self._day(document["published"]):
            SubElement(link, "document-date", {"iso-date": day})

    def _day(self, date: str | None) -> str | None:
        return None if date is None else days(date)[0].isoformat()


def _titles(title: Element, project: dict[str, Any]) -> None:
    """Adds the name, then the first name of each other language."""
    names = {name["lang"]: name["text"] for name in reversed(project["names"]) if name["kind"] == "name"}
    of_name = [lang for lang, text in names.items() if text == project["name"]]
    _narrative(title, project["name"], *of_name[:1])
    for lang in sorted(names):
        if lang not in of_name:
            _narrative(title, names[lang], lang)


def _shares(activity: Element, project: dict[str, Any]) -> None:
    """Adds countries and sectors; several have equal shares, as texts state none."""
    for country, share in _parted(project["countries"]):
        SubElement(activity, "recipient-country", {"code": country, **share})
    for length, vocabulary in VOCABULARIES.items():
        for code, share in _parted([sector for sector in project["sectors"] if len(sector) == length]):
            SubElement(activity, "sector", {"vocabulary": vocabulary, "code": code, **share})


def _parted(codes: list[str]) -> Iterable[tuple[str, dict[str, str]]]:
    """Returns each code with its percentage, in hundredths that add up to 100; a single one needs none."""
    if len(codes) < 2:
        return [(code, {}) for code in codes]
    share, rest = divmod(10_000, len(codes))
    parts = [share + (number < rest) for number in range(len(codes))]
    return [(code, {"percentage": f"{part // 100}.{part % 100:02d}"}) for code, part in zip(codes, parts, strict=True)]


def _narrative(parent: Element, text: str, lang: str | None = None) -> None:
    SubElement(parent, "narrative", {} if lang is None else {LANG: lang}).text = xml_text(text)


def _is_project(kind: Kind) -> bool:
    return kind.name == "project"


FORMAT = Format(
    "xml",
    "application/xml",
    "IATI 2.03, projects with their sums",
    write,
    suits=_is_project,
    expands=False,
    picks=False,
)
