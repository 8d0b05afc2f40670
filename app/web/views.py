"""What the pages show of each kind: the columns, filters and chart of its list."""

from dataclasses import dataclass


@dataclass(frozen=True)
class View:
    """How a kind is shown; all names are those of its Out model or of its filters."""

    # Columns after the title.
    columns: tuple[str, ...]
    facets: tuple[str, ...]
    # Parameters of the list with an input field.
    inputs: tuple[str, ...]
    # Columns without their notes, which are too long for a table.
    bare: tuple[str, ...] = ()
    # The chart of the list: a name of app/web/charts/catalogue.py.
    chart: str | None = None


VIEWS = {
    "document": View(
        columns=("published", "publisher", "language", "country"),
        facets=("language", "publisher", "country", "official"),
        inputs=("title__contains", "published__gte", "published__lte"),
    ),
    "meeting": View(
        columns=("date", "city", "meeting_type", "topics"),
        facets=("country", "meeting_type", "topic", "organisation", "participant_country", "status", "language"),
        inputs=("person_name__contains", "date__gte", "date__lte"),
        chart="meetings-by-year",
    ),
    "project": View(
        columns=("kind", "topic", "organisations", "countries"),
        facets=("topic", "country", "organisation", "role", "kind", "language"),
        inputs=("name__contains",),
        chart="projects-by-topic",
    ),
    "funding": View(
        columns=("usd", "kind", "project", "year", "countable"),
        bare=("usd",),
        facets=("provider", "provider_country", "receiver_country", "kind", "instrument", "currency", "countable"),
        inputs=("usd_amount__gte", "year__gte", "year__lte"),
        chart="funding-by-year",
    ),
    "agreement": View(
        columns=("agreement_type", "status", "date", "parties"),
        facets=("agreement_type", "status", "organisation", "party_country", "language"),
        inputs=("name__contains", "date__gte", "date__lte"),
    ),
    "organisation": View(
        columns=("acronym", "organisation_type", "country"),
        facets=("organisation_type", "country", "language"),
        inputs=("name__contains",),
    ),
    "person": View(
        columns=("position", "organisation", "country"),
        facets=("country", "organisation", "language"),
        inputs=("name__contains",),
    ),
}
