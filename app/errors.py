"""Errors for users, each with the HTTP status of its answer and a stable code for programs."""

from collections.abc import Sequence
from functools import reduce
from typing import Any, Self


class KomekError(Exception):
    """The base of all errors; `detail` is one sentence that says what is wrong and how to put it right.

    `status` is the HTTP status, `code` a stable snake_case name, `title` a short name of the class for readers.
    """

    status = 500
    code = "internal_error"
    title = "Internal error"

    def __init__(self, detail: str, *, errors: Sequence[dict[str, object]] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = list(errors)


class NotFound(KomekError):
    """No record has the id, or no page has the path."""

    status = 404
    code = "not_found"
    title = "Not found"


class Merged(KomekError):
    """The record was merged into the record `into_id` of the same kind; `plural` is the kind in its paths."""

    status = 308
    code = "merged"
    title = "Merged into another record"

    def __init__(self, detail: str, *, plural: str, into_id: str) -> None:
        super().__init__(detail)
        self.plural = plural
        self.into_id = into_id


class TooManyRequests(KomekError):
    """An address made more requests than the rate limit allows."""

    status = 429
    code = "too_many_requests"
    title = "Too many requests"


class BadQuery(KomekError):
    """A parameter of a request is unknown or has a value that is not allowed."""

    status = 422
    code = "bad_query"
    title = "The query cannot be understood"


class AheadOfData(KomekError):
    """A request names a change later than the last one, so its number comes from another database."""

    status = 409
    code = "ahead_of_data"
    title = "The database does not have that version yet"


class BadJson(KomekError):
    """The body of a request is not a JSON object."""

    status = 400
    code = "bad_json"
    title = "The body cannot be read"


class WrongMediaType(KomekError):
    """The body of a request has another media type than JSON."""

    status = 415
    code = "unsupported_media_type"
    title = "The body is not JSON"


class TooLarge(KomekError):
    """The body of a request is larger than the limit."""

    status = 413
    code = "content_too_large"
    title = "The body is too large"


class BadCursor(BadQuery):
    """The cursor was not made by this API, or belongs to another query."""

    code = "bad_cursor"
    title = "The cursor is not valid"


class BadDecision(KomekError):
    """A decision about two records is not possible; `detail` says why."""

    status = 422
    code = "bad_decision"
    title = "The decision is not possible"


class NotAcceptable(KomekError):
    """The requested data has no representation in the requested format."""

    status = 406
    code = "not_acceptable"
    title = "Not available in this format"


class NotInstalled(NotAcceptable):
    """The format needs a package that is not installed here."""

    code = "not_installed"
    title = "Not installed here"


class Busy(KomekError):
    """The server already sends as many long answers as it can at once."""

    status = 503
    code = "busy"
    title = "The server is busy"


class NotReadable(KomekError):
    """A file or page cannot be read as a document; `detail` names it and gives the reason."""

    status = 422
    code = "not_readable"
    title = "The source cannot be read"


class BadReference(KomekError):
    """A line of seed/*.csv or words.toml is wrong; `detail` names the file and the line."""

    code = "bad_reference"
    title = "The reference data is not valid"


class BadDatabase(KomekError):
    """The database cannot be opened, is not supported, or was made by a newer Komek."""

    status = 503
    code = "bad_database"
    title = "The database is not available"


class Message(str):
    """An English sentence about an error, with the template and values from which a page translates it.

    `Message("No record has the id {id!r}.", id="x")` is "No record has the id 'x'."; a value may be a `Message` too.
    """

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        message = super().__new__(cls, template.format(**values) if values else template)
        message.template, message.values = str(template), values
        return message

    def cut(self, most: int) -> "Message":
        """Returns the message with texts of at most so many characters as values."""
        short = {name: value[:most] if type(value) is str else value for name, value in self.values.items()}
        return Message(self.template, **short)


def either(words: Sequence[str]) -> str:
    """Returns the words with "or" between them, as a message that pages can translate."""
    return reduce(lambda one, other: Message("{one} or {other}", one=one, other=other), words)


def parameter_error(parameter: str, message: str, suggestions: Sequence[str] = ()) -> dict[str, Any]:
    """Returns what is wrong with a parameter, as problems list it, with what was probably meant."""
    if not suggestions:
        return {"parameter": parameter, "message": message}
    message = Message("{message}; did you mean {meant}?", message=message, meant=either(suggestions))
    found = {"did_you_mean": suggestions[0], "suggestions": list(suggestions)}
    return {"parameter": parameter, "message": message, **found}
