"""The figures of quality: served, and the same in page and files; confidence follows from what was measured."""

import json
import re
from pathlib import Path

import pytest

from app.extract import confidence, version
from app.languages import LANGUAGES
from app.query.quality import MEASURED, read_quality
from app.records.codes import Basis
from benchmarks.extraction import MADE, confidence_table, table
from benchmarks.precision import cases
from tests.client import Client

DOCS = Path(__file__).parent.parent / "docs"


def test_the_figures_are_served(client: Client) -> None:
    answer = client.json("/v1/quality")
    measured = json.loads(MEASURED.read_text(encoding="utf-8"))
    assert {name: answer["data"][name] for name in measured} == measured
    assert re.fullmatch("[0-9a-f]{16}", answer["data"]["extractor"])
    assert answer["links"]["self"] == "/v1/quality"
    assert answer["meta"]["data_version"] == client.json("/v1/status")["meta"]["data_version"]


def test_the_figures_are_of_this_extractor() -> None:
    assert read_quality().extractor == version(), "run ./dev quality"
    page = (DOCS / "quality.md").read_text(encoding="utf-8")
    assert f"\nExtractor `{version()}`." in page, "run ./dev quality"


def test_every_language_and_kind_has_its_figure() -> None:
    told = {(each.measured, each.texts, each.language, each.kind) for each in read_quality().scores}
    wanted = {
        ("learnt", "seeds", "all", "funding"),
        ("learnt", "dev", "tg", "meetings"),
        ("blind", "round3", "ru", "people"),
    }
    assert wanted | {("cross_validated", "all", language, "projects") for language in (*LANGUAGES, "all")} <= told
    assert len(told) == len(read_quality().scores)


def test_the_page_tells_the_same() -> None:
    assert (DOCS / "quality.md").read_text(encoding="utf-8") == table(read_quality())


def test_the_page_of_confidence_tells_what_is_used() -> None:
    rules = json.loads(confidence.MEASURED.read_text(encoding="utf-8"))["rules"]
    prose, _, measured = (DOCS / "confidence.md").read_text(encoding="utf-8").partition(MADE)
    assert measured == "\n" + confidence_table(rules)
    assert all(f"| {basis} |" in prose for basis in Basis)
    used = re.findall(r"^\| (\S+) \| (\w+) \|.*\| ([\d.]+)", measured, re.MULTILINE)
    assert len(used) > 40
    for rule, basis, number in used:
        assert confidence.confidence(rule, Basis(basis)) == pytest.approx(float(number))


def test_a_rule_that_is_not_measured_has_the_number_of_its_basis() -> None:
    assert confidence.confidence("none.such", Basis.EXPLICIT) == confidence.CONFIDENCE[Basis.EXPLICIT]
    assert confidence.share(5, 5) == 0.86


def test_a_rule_is_right_where_its_field_is() -> None:
    def read(field: str) -> dict[str, str]:
        return {"rule": f"person.{field}", "basis": "explicit", "field": field}

    gold = {"people": [{"name_any": ["Азат"], "position_any": ["министр"], "country": "KG"}]}
    said = {"organisation": None, "country": "KZ", "position": "министр", "evidence": [read("name"), read("country")]}
    document = {"published": None, "publisher": None, "evidence": []}
    found = {"document": document, "people": [{"name": "Азат", **said}, {"name": "Асан", **said}]}
    assert sorted(cases(gold, found)) == [
        ("person.country", "explicit", False),
        ("person.country", "explicit", False),
        ("person.name", "explicit", False),
        ("person.name", "explicit", True),
    ]
