"""Orders stand in indexes: that of what the search finds, of a record's evidence, of lists with the newest first."""

import sqlalchemy as sa
from alembic import op

revision = "20261129_orders"
down_revision = "20261129_leads"
branch_labels = None
depends_on = None

SEARCH = "ix_search_number_kind_day_record_id"
EVIDENCE, KEY = "ix_evidence_kind_record_id", ["kind", "record_id"]
DATES = (
    ("document", "published_first"),
    ("meeting", "date_first"),
    ("funding", "date_first"),
    ("funding", "year"),
    ("agreement", "date_first"),
)


def upgrade() -> None:
    op.create_index(SEARCH, "search", ["number", "kind", "day", "record_id"])
    op.drop_index(EVIDENCE, "evidence")
    op.create_index(EVIDENCE, "evidence", [*KEY, "field", "document_id", "start", "end", "id"])
    for table, column in DATES:
        op.drop_index(f"ix_{table}_{column}", table)
        op.create_index(f"ix_{table}_{column}", table, [sa.text(f"{column} DESC"), "id"])


def downgrade() -> None:
    for table, column in DATES:
        op.drop_index(f"ix_{table}_{column}", table)
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.drop_index(EVIDENCE, "evidence")
    op.create_index(EVIDENCE, "evidence", KEY)
    op.drop_index(SEARCH, "search")
