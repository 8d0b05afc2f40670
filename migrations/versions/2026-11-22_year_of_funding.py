"""The year of each sum, by which lists are filtered and statistics group."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_year"
down_revision = "20261122c"
branch_labels = None
depends_on = None

FUNDING = sa.table(
    "funding",
    *(sa.column(name, sa.Date()) for name in ("date_first", "date_last")),
    *(sa.column(name, sa.String()) for name in ("document_id", "period")),
    sa.column("year", sa.Integer()),
)
DOCUMENT = sa.table(
    "document",
    sa.column("id", sa.String()),
    *(sa.column(name, sa.Date()) for name in ("published_first", "published_last")),
)


def upgrade() -> None:
    op.add_column("funding", sa.Column("year", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_funding_year"), "funding", ["year"])
    begin, end = (sa.func.substr(FUNDING.c.period, at, 4) for at in (1, 6))
    published = sa.select(_year(DOCUMENT, "published")).where(DOCUMENT.c.id == FUNDING.c.document_id)
    of_period = sa.case((begin == end, sa.cast(begin, sa.Integer())))
    year = sa.func.coalesce(_year(FUNDING, "date"), of_period, published.scalar_subquery())
    op.execute(sa.update(FUNDING).values(year=year))


def _year(table: sa.TableClause, date: str) -> sa.ColumnElement[int]:
    """Returns the year of a date, null where it spans several."""
    first, last = (sa.cast(sa.extract("year", table.c[f"{date}_{end}"]), sa.Integer()) for end in ("first", "last"))
    return sa.case((first == last, first))


def downgrade() -> None:
    op.drop_index(op.f("ix_funding_year"), "funding")
    with op.batch_alter_table("funding") as batch:
        batch.drop_column("year")
