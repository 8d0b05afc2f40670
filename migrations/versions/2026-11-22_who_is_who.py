"""Who is who: claims keep the id that their document gives, records that are one thing are known, as is how well each
is founded."""

import sqlalchemy as sa
from alembic import op

revision = "20261122b"
down_revision = "20261122_dollars"
branch_labels = None
depends_on = None

JUDGED = ("meeting", "project", "funding", "agreement", "organisation", "person")


def upgrade() -> None:
    _make_tables()
    _keep_what_documents_say()
    for table in JUDGED:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("quality_source_count", sa.Integer(), nullable=False, server_default="1"))
            batch.add_column(
                sa.Column("quality_official_source_count", sa.Integer(), nullable=False, server_default="0")
            )
            batch.add_column(sa.Column("quality_completeness", sa.Float(), nullable=True))
            batch.add_column(sa.Column("quality_confidence", sa.Float(), nullable=True))
        with op.batch_alter_table(table) as batch:
            for count in ("quality_source_count", "quality_official_source_count"):
                batch.alter_column(count, server_default=None, existing_type=sa.Integer(), existing_nullable=False)
    for table in ("meeting", "funding"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("canonical_id", sa.String(length=80), nullable=True))
            batch.create_index(op.f(f"ix_{table}_canonical_id"), ["canonical_id"])
    with op.batch_alter_table("document") as batch:
        batch.add_column(sa.Column("official", sa.Boolean(), nullable=True))
        batch.add_column(sa.Column("parallel_group", sa.String(length=80), nullable=True))
        batch.create_index(op.f("ix_document_parallel_group"), ["parallel_group"])
    with op.batch_alter_table("change") as batch:
        batch.add_column(sa.Column("into_id", sa.String(length=80), nullable=True))
        batch.add_column(sa.Column("fields", sa.Text(), nullable=True))
        batch.drop_constraint(op.f("ck_change_operation_known"), type_="check")
        batch.create_check_constraint(
            op.f("ck_change_operation_known"), "operation IN ('created', 'updated', 'merged', 'deleted')"
        )
        batch.create_check_constraint(op.f("ck_change_merged_into"), "(operation = 'merged') = (into_id IS NOT NULL)")
        batch.create_index(op.f("ix_change_kind_record_id"), ["kind", "record_id"])
    with op.batch_alter_table("load") as batch:
        batch.add_column(sa.Column("data_version", sa.Integer(), nullable=True))
    # What is new of each document is read from its text: the next load of it does that.
    op.execute("UPDATE document SET extractor = ''")


def downgrade() -> None:
    with op.batch_alter_table("load") as batch:
        batch.drop_column("data_version")
    op.execute("DELETE FROM change WHERE operation = 'merged'")
    with op.batch_alter_table("change") as batch:
        batch.drop_index(op.f("ix_change_kind_record_id"))
        batch.drop_constraint(op.f("ck_change_merged_into"), type_="check")
        batch.drop_constraint(op.f("ck_change_operation_known"), type_="check")
        batch.create_check_constraint(
            op.f("ck_change_operation_known"), "operation IN ('created', 'updated', 'deleted')"
        )
        batch.drop_column("into_id")
        batch.drop_column("fields")
    with op.batch_alter_table("document") as batch:
        batch.drop_index(op.f("ix_document_parallel_group"))
        batch.drop_column("parallel_group")
        batch.drop_column("official")
    for table in ("meeting", "funding"):
        with op.batch_alter_table(table) as batch:
            batch.drop_index(op.f(f"ix_{table}_canonical_id"))
            batch.drop_column("canonical_id")
    for table in JUDGED:
        with op.batch_alter_table(table) as batch:
            for column in ("confidence", "completeness", "official_source_count", "source_count"):
                batch.drop_column(f"quality_{column}")
    _forget_what_documents_say()
    for table in ("conflict", "candidate", "decision", "same_as"):
        op.drop_table(table)


def _make_tables() -> None:
    op.create_table(
        "same_as",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("canonical_id", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name=op.f("pk_same_as")),
    )
    op.create_index(op.f("ix_same_as_kind_canonical_id"), "same_as", ["kind", "canonical_id"])
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("one", sa.String(length=80), nullable=False),
        sa.Column("other", sa.String(length=80), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("document_id", sa.String(length=80), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("one <> other", name=op.f("ck_decision_of_two")),
        sa.CheckConstraint("verdict IN ('same', 'different')", name=op.f("ck_decision_verdict_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_kind_one"), "decision", ["kind", "one"])
    op.create_table(
        "candidate",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("one", sa.String(length=80), nullable=False),
        sa.Column("other", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "one", "other", name=op.f("pk_candidate")),
    )
    op.create_table(
        "conflict",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("canonical_id", sa.String(length=80), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("document_id", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], ondelete="CASCADE", name=op.f("fk_conflict_document_id")
        ),
        sa.PrimaryKeyConstraint("kind", "canonical_id", "field", "record_id", name=op.f("pk_conflict")),
    )
    op.create_index(op.f("ix_conflict_document_id"), "conflict", ["document_id"])


def _claim(key: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        "claim",
        sa.Column("document_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        *columns,
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], ondelete="CASCADE", name=op.f("fk_claim_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", "kind", key, name=op.f("pk_claim")),
    )
    op.create_index(op.f("ix_claim_kind_record_id"), "claim", ["kind", "record_id"])


def _keep_what_documents_say() -> None:
    op.execute("CREATE TABLE claim_before AS SELECT * FROM claim")
    op.drop_table("claim")
    _claim(
        "said_id",
        sa.Column("said_id", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
    )
    op.execute(
        "INSERT INTO claim (document_id, kind, said_id, record_id, language, body) "
        "SELECT c.document_id, c.kind, c.record_id, c.record_id, d.language, c.body "
        "FROM claim_before c JOIN document d ON d.id = c.document_id"
    )
    op.drop_table("claim_before")
    with op.batch_alter_table("evidence") as batch:
        batch.add_column(sa.Column("said_id", sa.String(length=80), nullable=True))
    op.execute("UPDATE evidence SET said_id = record_id")
    with op.batch_alter_table("evidence") as batch:
        batch.alter_column("said_id", existing_type=sa.String(length=80), nullable=False)


def _forget_what_documents_say() -> None:
    with op.batch_alter_table("evidence") as batch:
        batch.drop_column("said_id")
    # Of two claims of a document that were merged into one record, one is kept.
    op.execute(
        "CREATE TABLE claim_before AS SELECT document_id, kind, record_id, min(body) AS body "
        "FROM claim GROUP BY document_id, kind, record_id"
    )
    op.drop_table("claim")
    _claim("record_id")
    op.execute(
        "INSERT INTO claim (document_id, kind, record_id, body) "
        "SELECT document_id, kind, record_id, body FROM claim_before"
    )
    op.drop_table("claim_before")
    op.execute("UPDATE document SET extractor = ''")
