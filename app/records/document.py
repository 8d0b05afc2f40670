"""A document: one source text, stored verbatim."""

from datetime import date

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, SQLModel

from app.records.base import (
    EXACT,
    Dimension,
    Filter,
    Kind,
    Record,
    RecordOut,
    Ref,
    date_range,
    newest_first,
)
from app.records.values import CityKey, CountryCode, Edtf, LanguageCode


class DocumentFields(SQLModel):
    """What a document says about itself."""

    title: str | None = Field(default=None, sa_type=Text, description="The headline.")
    language: LanguageCode = Field(
        max_length=16, description="The language of the text, BCP 47; `und` where it is unsure."
    )
    published: Edtf | None = Field(
        default=None, max_length=32, description="When it was published: a day, month, year or interval."
    )
    city: str | None = Field(default=None, max_length=120, description="The city of the dateline, as printed.")
    country: CountryCode | None = Field(
        default=None, foreign_key="country.code", max_length=2, description="The country of the dateline."
    )
    official: bool | None = Field(
        default=None,
        description="Whether a public body published it, not a medium; null where the publisher is unknown.",
    )


class Document(DocumentFields, Record, table=True):
    """A document with its text: NFC, line ends `\\n`; its sha256 is of exactly that text in UTF-8."""

    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256_is_hex"),
        CheckConstraint("length(text) > 0", name="text_not_empty"),
        date_range("published_first", "published_last"),
        newest_first("document", "published_first"),
    )

    address: str = Field(sa_type=Text, unique=True, description="The file or page it was read from.")
    file: str = Field(max_length=255, description="The last part of the address.")
    original_url: str | None = Field(default=None, sa_type=Text)
    publisher_id: str | None = Field(default=None, foreign_key="organisation.id", index=True, max_length=80)
    publisher_name: str | None = Field(default=None, max_length=300)
    published_first: date | None = Field(default=None)
    published_last: date | None = Field(default=None)
    city_id: str | None = Field(default=None, max_length=80)
    city_latin: str | None = Field(default=None, max_length=120)
    city_key: str | None = Field(default=None, max_length=120)
    label: str | None = Field(default=None, sa_type=Text)
    parallel_group: str | None = Field(default=None, index=True, max_length=80)
    media_type: str = Field(max_length=80)
    sha256: str = Field(unique=True, max_length=64)
    extractor: str = Field(max_length=40, description="The version of the extractor that read it.")
    text: str = Field(sa_type=Text)
    lead: str | None = Field(default=None, max_length=200)


class DocumentOut(DocumentFields, RecordOut):
    """A document as served."""

    file: str = Field(description="The name of the source file.")
    original_url: str | None = Field(description="The address of the source on the web, if its page states one.")
    city_id: str | None = Field(description="The city in the register; null for a city outside it.")
    city_label: str | None = Field(description="The city in the requested language.")
    lead: str = Field(description="The first 200 characters of the text.")
    publisher: Ref | None = Field(description="Who published it.")
    parallel_group: str | None = Field(
        description="The id of one version of the text; all versions in other languages share it."
    )
    media_type: str = Field(description="The media type of the source, as text/html.")
    sha256: str = Field(description="The SHA-256 of the text in UTF-8, in hexadecimal.")
    extractor: str = Field(description="The version of the extractor that read it.")
    text: str = Field(default="", description="The stored text, to which all offsets refer; lists leave it out.")


KIND = Kind(
    name="document",
    plural="documents",
    title="Documents",
    description="Source texts: press releases, agency news, pages, letters; each with its full text.",
    table=Document,
    out=DocumentOut,
    filters=(
        Filter("title"),
        Filter("file"),
        Filter("original_url"),
        Filter("media_type", operators=EXACT),
        Filter("extractor", operators=EXACT),
        Filter("language"),
        Filter("publisher", ("publisher_id",), "The id of the organisation that published it."),
        Filter("publisher_name", description="The publisher, as it names itself."),
        Filter("city", ("city_key",), "The city of the dateline: its id, or any spelling of its name.", type=CityKey),
        Filter("city_name", ("city",), "The city of the dateline, as printed."),
        Filter("published"),
        Filter("country"),
        Filter("official"),
        Filter("parallel_group", operators=EXACT),
        Filter("sha256", operators=EXACT),
    ),
    dimensions=(
        Dimension("year", ("published",), "The year of publication.", part="year"),
        Dimension("month", ("published",), "The month of publication: YYYY-MM.", part="month"),
        Dimension("language"),
        Dimension("publisher", ("publisher_id",), "The organisation that published it."),
        Dimension("city", ("city_key",), "The city of the dateline.", codes=(CityKey,)),
        Dimension("country"),
        Dimension("official"),
    ),
    sorts=("published", "title", "id", "updated_at"),
    default_sort="-published",
    expands={"publisher": "organisation"},
    includes=("evidence", "rejected"),
    only_single=("text",),
)
