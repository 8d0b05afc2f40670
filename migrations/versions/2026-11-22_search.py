"""The index of the search, empty: the next `komek load` or `komek serve` fills it."""

import sqlalchemy as sa
from alembic import op

revision = "20261122c"
down_revision = "20261122b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_search")),
        sa.UniqueConstraint("kind", "record_id", name=op.f("uq_search_kind_record_id")),
    )
    if op.get_bind().dialect.name == "sqlite":
        # All that is not ASCII is a letter to the tokenizer "ascii": terms are taken as they are.
        op.execute("CREATE VIRTUAL TABLE search_terms USING fts5(terms, tokenize = 'ascii', columnsize = 0)")
        # Foreign keys do not hold in virtual tables.
        op.execute(
            "CREATE TRIGGER search_gone AFTER DELETE ON search "
            "BEGIN DELETE FROM search_terms WHERE rowid = old.number; END"
        )
    else:
        op.execute(
            "CREATE TABLE search_terms (number integer PRIMARY KEY REFERENCES search ON DELETE CASCADE, "
            "terms tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_search_terms_terms ON search_terms USING gin (terms)")


def downgrade() -> None:
    op.drop_table("search_terms")
    op.drop_table("search")
