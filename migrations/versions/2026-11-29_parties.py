"""The party that each participant of a meeting acts for, by which it is told who meets whom."""

import sqlalchemy as sa
from alembic import op

revision = "20261129_parties"
down_revision = "20261123_claims"
branch_labels = None
depends_on = None

PARTICIPANT = "meeting_participant"
INDEXES = {
    "ix_meeting_participant_meeting_id_party": ["meeting_id", "party"],
    "ix_meeting_participant_party": ["party"],
}


def upgrade() -> None:
    party = sa.Computed("coalesce(country, organisation_id)", persisted=True)
    with op.batch_alter_table(PARTICIPANT) as batch:
        batch.add_column(sa.Column("party", sa.String(length=80), party, nullable=True))
    for name, columns in INDEXES.items():
        op.create_index(name, PARTICIPANT, columns)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, PARTICIPANT)
    with op.batch_alter_table(PARTICIPANT) as batch:
        batch.drop_column("party")
