"""The party that each participant of a meeting acts for, by which it is told who meets whom; the order of what the
search finds stands in an index."""

import sqlalchemy as sa
from alembic import op

revision = "20261129_parties"
down_revision = "20261123_claims"
branch_labels = None
depends_on = None

PARTICIPANT, SEARCH = "meeting_participant", "ix_search_number_kind_day_record_id"
INDEXES = {
    "ix_meeting_participant_meeting_id_party": ["meeting_id", "party"],
    "ix_meeting_participant_party": ["party"],
}


def upgrade() -> None:
    party = sa.Computed("coalesce(country, organisation_id)", persisted=True)
    with op.batch_alter_table(PARTICIPANT, recreate="auto") as batch:
        batch.add_column(sa.Column("party", sa.String(length=80), party, nullable=True))
    for name, columns in INDEXES.items():
        op.create_index(name, PARTICIPANT, columns)
    op.create_index(SEARCH, "search", ["number", "kind", "day", "record_id"])


def downgrade() -> None:
    op.drop_index(SEARCH, "search")
    for name in INDEXES:
        op.drop_index(name, PARTICIPANT)
    with op.batch_alter_table(PARTICIPANT) as batch:
        batch.drop_column("party")
