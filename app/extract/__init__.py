"""From a source text to what it says: one pass of units, then one module a kind."""

from app.extract import agreement, funding, meeting, organisation, person, project, rejected
from app.extract.fingerprint import version
from app.extract.reading import Reading
from app.extract.scores import Scores
from app.extract.units import Text
from app.languages import LANGUAGES, lexicon
from app.languages.detect import detect
from app.readers import Source
from app.records.extraction import DocumentSaid, Extraction, NameSaid, PlaceSaid
from app.registry import load_registry

__all__ = ["begin", "extract", "version"]


def extract(source: Source, scores: Scores | None = None) -> Extraction:
    """Returns what a text says; the same text gives the same answer, whatever was read before.

    `scores` replaces the learned scores, as a cross-validation does.
    """
    language, reading = begin(source, scores)
    projects = project.extract(reading)
    sums = funding.extract(reading, projects)
    return Extraction(
        document=_document(source, language, reading),
        meetings=meeting.extract(reading),
        funding=sums,
        projects=projects,
        agreements=agreement.extract(reading),
        people=person.extract(reading),
        organisations=organisation.extract(reading),
        rejected=rejected.extract(reading, sums),
    )


def begin(source: Source, scores: Scores | None = None) -> tuple[str, Reading]:
    """Returns the language of a text, and the text as the rules see it."""
    language = detect(source.text)
    # A language that Komek cannot read yet still has dates, sums and names of things.
    lexicon_code = language if language in LANGUAGES else _nearest(source.text)
    return language, Reading(Text(source.text, lexicon(lexicon_code)), load_registry(), scores)


def _nearest(text: str) -> str:
    """Returns the language of ours that is written in the text's script."""
    latin = sum(letter.isascii() and letter.isalpha() for letter in text)
    return "en" if latin * 2 > sum(letter.isalpha() for letter in text) else "ru"


def _document(source: Source, language: str, reading: Reading) -> DocumentSaid:
    page = reading.page
    has_place = page.city is not None or page.country is not None
    return DocumentSaid(
        file=source.file,
        title=page.title,
        language=language,
        publisher=None if page.publisher is None else NameSaid(name=page.publisher, id=page.publisher_id),
        published=page.published,
        place=PlaceSaid(city=page.city, country=page.country) if has_place else None,
        evidence=page.evidence,
    )
