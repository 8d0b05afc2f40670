"""The state whose public body an organisation is: a state gives and receives by its bodies too."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_states"
down_revision = "20261130_labels"
branch_labels = None
depends_on = None

INDEX = "ix_organisation_state"


def upgrade() -> None:
    state = sa.Computed("CASE WHEN organisation_type IN ('10', '11', '15') THEN country END", persisted=True)
    with op.batch_alter_table("organisation") as batch:
        batch.add_column(sa.Column("state", sa.String(length=2), state, nullable=True))
    op.create_index(INDEX, "organisation", ["state"])


def downgrade() -> None:
    op.drop_index(INDEX, "organisation")
    with op.batch_alter_table("organisation") as batch:
        batch.drop_column("state")
