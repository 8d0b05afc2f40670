"""The sums that were read in a text and are no funding, with the reason."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_rejected"
down_revision = "20261122_year"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Empty: a new version of the extractor reads all texts again with the next load.
    op.create_table(
        "rejected",
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("rule", sa.String(length=80), nullable=False),
        sa.Column("document_id", sa.String(length=80), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_rejected_amount_above_zero")),
        sa.CheckConstraint('"start" >= 0 AND "end" > "start"', name=op.f("ck_rejected_span_not_empty")),
        sa.CheckConstraint('length(quote) = "end" - "start"', name=op.f("ck_rejected_quote_fills_span")),
        sa.CheckConstraint(
            "reason IN ('no_word_of_aid', 'other_money', 'headline', 'furniture')",
            name=op.f("ck_rejected_reason_known"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], ondelete="CASCADE", name=op.f("fk_rejected_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", "start", name=op.f("pk_rejected")),
    )


def downgrade() -> None:
    op.drop_table("rejected")
