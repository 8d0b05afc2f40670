"""What of each kind the pages show: the columns of its list, what it is narrowed by, its chart."""

from dataclasses import dataclass


@dataclass(frozen=True)
class View:
    """How a kind is shown; all names are of its Out model or of its filters."""

    # Beside the title, which leads to the record.
    columns: tuple[str, ...]
    facets: tuple[str, ...]
    # What can be typed in: parameters of the list.
    inputs: tuple[str, ...]
    # Of the columns, those whose notes are too long for a table.
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
