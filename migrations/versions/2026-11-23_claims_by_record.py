"""The languages and documents of a record's claims stand in their index: a body may have thousands."""

from alembic import op

revision = "20261123_claims"
down_revision = "20261122_rejected"
branch_labels = None
depends_on = None

INDEX, KEY, MORE = "ix_claim_kind_record_id", ["kind", "record_id"], ["language", "document_id"]


def upgrade() -> None:
    op.drop_index(INDEX, "claim")
    op.create_index(INDEX, "claim", KEY + MORE)


def downgrade() -> None:
    op.drop_index(INDEX, "claim")
    op.create_index(INDEX, "claim", KEY)
