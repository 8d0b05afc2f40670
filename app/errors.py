"""One tree of errors, each with the HTTP status it answers with and a code that programs can tell apart."""

from collections.abc import Sequence


class KomekError(Exception):
    """The root: something that its cause can mend, told in one sentence.

    `status` is the HTTP status, `code` a stable snake_case name, `title` the short summary of the class.
    """

    status = 500
    code = "internal_error"
    title = "Internal error"

    def __init__(self, detail: str, *, errors: Sequence[dict[str, object]] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = list(errors)


class NotFound(KomekError):
    """No record has the id, or no page the path."""

    status = 404
    code = "not_found"
    title = "Not found"


class Merged(KomekError):
    """The record of the id was merged into another one: `into_id` of the same kind, whose plural `plural` is."""

    status = 308
    code = "merged"
    title = "Merged into another record"

    def __init__(self, detail: str, *, plural: str, into_id: str) -> None:
        super().__init__(detail)
        self.plural = plural
        self.into_id = into_id


class TooManyRequests(KomekError):
    """An address has asked more often than it may."""

    status = 429
    code = "too_many_requests"
    title = "Too many requests"


class BadQuery(KomekError):
    """A parameter of a request is unknown or has a value that cannot be meant."""

    status = 422
    code = "bad_query"
    title = "The query cannot be understood"


class AheadOfData(KomekError):
    """A number of a change is asked for that the database has not come to: it is another one."""

    status = 409
    code = "ahead_of_data"
    title = "The database has not come so far"


class BadJson(KomekError):
    """The body of a request is no JSON object."""

    status = 400
    code = "bad_json"
    title = "The body cannot be read"


class WrongMediaType(KomekError):
    """The body of a request is not of the type that is read here."""

    status = 415
    code = "unsupported_media_type"
    title = "The body is not JSON"


class TooLarge(KomekError):
    """The body of a request is larger than any that makes sense."""

    status = 413
    code = "content_too_large"
    title = "The body is too large"


class BadCursor(BadQuery):
    """The cursor is not one of ours, or belongs to another query."""

    code = "bad_cursor"
    title = "The cursor cannot be used"


class BadDecision(KomekError):
    """What is to be decided of two records cannot be; `detail` says why."""

    status = 422
    code = "bad_decision"
    title = "The decision cannot be made"


class NotAcceptable(KomekError):
    """What is asked for cannot be told in the format that is asked for."""

    status = 406
    code = "not_acceptable"
    title = "Not in this format"


class NotInstalled(NotAcceptable):
    """The format is known, but what it takes is not installed here."""

    code = "not_installed"
    title = "Not installed here"


class Busy(KomekError):
    """As many long answers are being given as can be at once."""

    status = 503
    code = "busy"
    title = "Too much at once"


class NotReadable(KomekError):
    """A source file or page cannot be read into a document; `detail` names it with the reason."""

    status = 422
    code = "not_readable"
    title = "The source cannot be read"


class BadReference(KomekError):
    """A line of seed/*.csv or words.toml is wrong; `detail` names the file and the line."""

    code = "bad_reference"
    title = "The reference data are wrong"


class BadDatabase(KomekError):
    """The database cannot be opened, or is of a kind or state that Komek does not know."""

    status = 503
    code = "bad_database"
    title = "The database cannot be used"
