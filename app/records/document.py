"""A document: one source text, kept verbatim."""

from datetime import date

from sqlalchemy import CheckConstraint, Column, Computed, String, Text
from sqlmodel import Field, SQLModel

from app.records.base import (
    EXACT,
    RANGED,
    TEXT,
    Dimension,
    Filter,
    Kind,
    Record,
    RecordOut,
    Ref,
    date_range,
    newest_first,
)
from app.records.values import CountryCode, Edtf, LanguageCode


class DocumentFields(SQLModel):
    """What a document says of itself."""

    title: str | None = Field(default=None, sa_type=Text, description="The headline.")
    language: LanguageCode = Field(max_length=16, description="Of the body; `und` where unsure.")
    published: Edtf | None = Field(default=None, max_length=32, description="When it was published.")
    city: str | None = Field(default=None, max_length=120, description="Where its dateline is from.")
    country: CountryCode | None = Field(
        default=None, foreign_key="country.code", max_length=2, description="The dateline city's state."
    )
    official: bool | None = Field(
        default=None, description="Published by a public body, not a medium; null where the publisher is unknown."
    )


class Document(DocumentFields, Record, table=True):
    """A document with its text: NFC, line ends `\\n`; its sha256 is of exactly that text in UTF-8."""

    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256_is_hex"),
        CheckConstraint("length(text) > 0", name="text_not_empty"),
        date_range("published_first", "published_last"),
        newest_first("document", "published_first"),
    )

    address: str = Field(sa_type=Text, unique=True, description="The file or page that it was read from.")
    file: str = Field(max_length=255, description="The last part of the address.")
    original_url: str | None = Field(default=None, sa_type=Text)
    publisher_id: str | None = Field(default=None, foreign_key="organisation.id", index=True, max_length=80)
    publisher_name: str | None = Field(default=None, max_length=300)
    published_first: date | None = Field(default=None)
    published_last: date | None = Field(default=None)
    parallel_group: str | None = Field(default=None, index=True, max_length=80)
    media_type: str = Field(max_length=80)
    sha256: str = Field(unique=True, max_length=64)
    extractor: str = Field(max_length=40, description="The version of the extractor that read it.")
    text: str = Field(sa_type=Text)
    lead: str | None = Field(
        default=None, sa_column=Column(String(200), Computed("substr(text, 1, 200)", persisted=True))
    )


class DocumentOut(DocumentFields, RecordOut):
    """A document as served."""

    file: str = Field(description="The name of the source file.")
    original_url: str | None = Field(
        description="Where the source is on the web, as its page says; null where it does not say."
    )
    lead: str = Field(description="The first 200 characters of the text: what to call it by where it has no headline.")
    publisher: Ref | None = Field(description="Who published it.")
    parallel_group: str | None = Field(
        description="Shared by the versions of one text in several languages: the id of one of them."
    )
    media_type: str = Field(description="Of the source.")
    sha256: str = Field(description="Of the text in UTF-8, in hexadecimal.")
    extractor: str = Field(description="The version of the extractor that read it.")
    text: str = Field(default="", description="The stored text, which all offsets refer to; in lists it is left out.")


KIND = Kind(
    name="document",
    plural="documents",
    title="Documents",
    description="Source texts: press releases, agency news, pages, letters; each with its text verbatim.",
    table=Document,
    out=DocumentOut,
    filters=(
        Filter("title", "title", str, "The headline.", TEXT),
        Filter("file", "file", str, "The name of the source file.", TEXT),
        Filter("original_url", "original_url", str, "Where the source is on the web.", TEXT),
        Filter("media_type", "media_type", str, "Of the source, as text/plain."),
        Filter("extractor", "extractor", str, "The version of the extractor that read it."),
        Filter("language", "language", LanguageCode, "BCP 47 language tag."),
        Filter("publisher", "publisher_id", str, "Id of the publishing organisation."),
        Filter("publisher_name", "publisher_name", str, "Who published it, as it names itself.", TEXT),
        Filter("city", "city", str, "Where its dateline is from, as the record spells it.", TEXT),
        Filter(
            "published",
            "published",
            Edtf,
            "Publishing date: day, month, year or interval.",
            RANGED,
            is_date=True,
        ),
        Filter("country", "country", CountryCode, "State of the dateline's city."),
        Filter("official", "official", bool, "Published by a public body, not a medium."),
        Filter("parallel_group", "parallel_group", str, "What the versions of one text in several languages share."),
        Filter("sha256", "sha256", str, "Of the text in UTF-8, in hexadecimal.", EXACT),
    ),
    dimensions=(
        Dimension("year", ("published",), "The year in which it was published.", is_year=True),
        Dimension("language", ("language",), "Its language.", of="language"),
        Dimension("publisher", ("publisher_id",), "Who published it.", of="organisation"),
        Dimension("country", ("country",), "State of the dateline's city.", of="country"),
        Dimension("official", ("official",), "Published by a public body, not a medium."),
    ),
    sorts=("published", "title", "id", "updated_at"),
    default_sort="-published",
    expands={"publisher": "organisation"},
    includes=("evidence", "rejected"),
    only_single=("text",),
)
