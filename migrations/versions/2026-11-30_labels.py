"""Cities by id, names of people in another script, what each document is called; a column of the index renamed.

`lead` becomes a plain column: Alembic cannot read a table of SQLite that has columns after a computed one.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_labels"
down_revision = "20261129_orders"
branch_labels = None
depends_on = None

COLUMNS = {
    "document": {"city_id": 80, "city_latin": 120, "city_key": 120, "label": None, "lead": 200},
    "meeting": {"city_id": 80, "city_latin": 120, "city_key": 120},
    "person": {"name_latin": None, "name_cyrillic": None},
}


def upgrade() -> None:
    op.execute("ALTER TABLE document DROP COLUMN lead")
    for table, columns in COLUMNS.items():
        for name, length in columns.items():
            type_ = sa.Text() if length is None else sa.String(length=length)
            op.add_column(table, sa.Column(name, type_, nullable=True))
    op.execute("UPDATE document SET lead = substr(text, 1, 200)")
    # The next load finds the ids of cities.
    for table in ("document", "meeting"):
        op.execute(f"UPDATE {table} SET city_key = city")
    op.alter_column("search", "told", new_column_name="lines")
    op.create_index("ix_meeting_city_key", "meeting", ["city_key"])


def downgrade() -> None:
    op.drop_index("ix_meeting_city_key", "meeting")
    op.alter_column("search", "lines", new_column_name="told")
    for table, columns in COLUMNS.items():
        for name in columns:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
    with op.batch_alter_table("document") as batch:
        lead = sa.Computed("substr(text, 1, 200)", persisted=True)
        batch.add_column(sa.Column("lead", sa.String(length=200), lead, nullable=True))
