"""The catalogues brought up to date with the pages: `python -m app.web.catalogues` writes what is new into locales/.

Messages are what templates and modules say in English, and the words for fields, kinds and problems, which follow from
the records. What no page says any more is dropped; what is new comes without a translation, which a test refuses.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from app import errors
from app.records import KINDS
from app.records.base import Operator
from app.web.wording import FOLDER, LANGUAGES, OPERATORS, SOURCE, field_words

_HEADER = """\
msgid ""
msgstr ""
"Language: %s\\n"
"Plural-Forms: %s\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""
WEB = Path(__file__).parent
_METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]
_OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.i18n"}}
# In Python a message is what is given to `word`, or set apart by `message`.
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "word": None, "message": None}


def messages() -> Catalog:
    """Returns all that the pages say, in English, each with where it is said."""
    catalogue = Catalog(project="Komek", charset="utf-8")
    found = extract_from_dir(str(WEB), _METHODS, _OPTIONS, _KEYWORDS)
    for file, _, message, comments, _ in found:
        catalogue.add(message, locations=[(file, 0)], auto_comments=comments)
    for where, message in _derived():
        catalogue.add(message, locations=[(where, 0)])
    return catalogue


def _derived() -> Iterator[tuple[str, str]]:
    """Yields the messages that no template spells out."""
    for kind in KINDS.values():
        yield "records", kind.title
        yield "records", kind.description
        names = [kind.name, *kind.out.model_fields, *(filter_.name for filter_ in kind.filters), *kind.measures]
        yield from (("fields", field_words(name)) for name in names)
    yield from (("filters", OPERATORS[each.value]) for each in Operator if each.value in OPERATORS)
    yield from (
        ("problems", each.title) for each in vars(errors).values() if isinstance(each, type) and hasattr(each, "title")
    )


def update() -> None:
    """Writes the catalogue of every language, in the order of the messages."""
    template = messages()
    for language in LANGUAGES:
        if language != SOURCE:
            path = FOLDER / f"{language}.po"
            path.write_bytes(updated(path.read_bytes(), language, template))


def updated(known: bytes, language: str, template: Catalog) -> bytes:
    """Returns a catalogue with just the messages of the template; the header tells no time, so that none changes it."""
    catalogue = read_po(BytesIO(known), locale=language)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    written = BytesIO()
    write_po(written, catalogue, sort_output=True, omit_header=True, width=0, include_lineno=False)
    return (_HEADER % (language, catalogue.plural_forms)).encode() + written.getvalue()


if __name__ == "__main__":
    update()
