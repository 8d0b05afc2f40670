"""The beginning of each text, by which one is called that has no headline; and where a text is on the web."""

import sqlalchemy as sa
from alembic import op

revision = "20261129_leads"
down_revision = "20261129_parties"
branch_labels = None
depends_on = None


def upgrade() -> None:
    lead = sa.Computed("substr(text, 1, 200)", persisted=True)
    with op.batch_alter_table("document") as batch:
        batch.add_column(sa.Column("original_url", sa.Text(), nullable=True))
        batch.add_column(sa.Column("lead", sa.String(length=200), lead, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("document") as batch:
        batch.drop_column("lead")
        batch.drop_column("original_url")
