"""Brings the catalogues up to date: `python -m app.web.catalogues` writes new messages into locales/.

Messages come from the templates and modules, the errors, the headings of the guide, and the names of fields and kinds.
A message that no page uses is dropped; a new one has no translation, and a test fails until it has one.
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
from app.web.guide import headings
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
# The functions whose arguments are messages.
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "word": None, "message": None, "plural": (1, 2)}
_OF_ERRORS = {"Message": None}


def messages() -> Catalog:
    """Returns all messages of the pages in English, each with its places."""
    catalogue = Catalog(project="Komek", charset="utf-8")
    of_pages = extract_from_dir(str(WEB), _METHODS, _OPTIONS, _KEYWORDS)
    of_errors = extract_from_dir(str(WEB.parent), [("**.py", "python")], keywords=_OF_ERRORS)
    for file, _, message, comments, _ in (*of_pages, *of_errors):
        catalogue.add(message, locations=[(file, 0)], auto_comments=comments)
    for where, message in _derived():
        catalogue.add(message, locations=[(where, 0)])
    return catalogue


def _derived() -> Iterator[tuple[str, str]]:
    """Yields the messages that no template or call contains."""
    for kind in KINDS.values():
        yield "records", kind.title
        yield "records", kind.description
        names = [kind.name, *kind.out.model_fields, *(filter_.name for filter_ in kind.filters), *kind.measures]
        yield from (("fields", field_words(name, kind.name)) for name in names)
    yield from (("filters", OPERATORS[each.value]) for each in Operator if each.value in OPERATORS)
    yield from (
        ("problems", each.title)
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, errors.KomekError)
    )
    yield from (("guide", heading) for heading in headings())


def update() -> None:
    """Writes the catalogue of every language, sorted by message."""
    template = messages()
    for language in LANGUAGES:
        if language != SOURCE:
            path = FOLDER / f"{language}.po"
            path.write_bytes(updated(path.read_bytes(), language, template))


def updated(known: bytes, language: str, template: Catalog) -> bytes:
    """Returns a catalogue with exactly the messages of the template; its header has no date."""
    catalogue = read_po(BytesIO(known), locale=language)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    written = BytesIO()
    write_po(written, catalogue, sort_output=True, omit_header=True, width=0, include_lineno=False)
    return (_HEADER % (language, catalogue.plural_forms)).encode() + written.getvalue()


if __name__ == "__main__":
    update()
