"""The first tables: the kinds of records with their links, evidence, claims, names, changes, loads, countries."""

import sqlalchemy as sa
from alembic import op

revision = "20261122"
down_revision = None
branch_labels = None
depends_on = None

# ISO 3166-1 alpha-2 and XK, as they were when this was written.
COUNTRIES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
"""

# In the order in which they were made: a table refers only to earlier ones.
TABLES = """
change country load name project organisation project_country project_sector document organisation_identifier
person project_organisation agreement claim evidence funding meeting person_position agreement_party
funding_equivalent meeting_participant meeting_topic
""".split()


def upgrade() -> None:
    op.create_table(
        "change",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("operation", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("operation IN ('created', 'updated', 'deleted')", name=op.f("ck_change_operation_known")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_change")),
    )
    op.create_table(
        "country",
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_country")),
    )
    op.create_table(
        "load",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "new >= 0 AND changed >= 0 AND same >= 0 AND failed >= 0", name=op.f("ck_load_counts_not_negative")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_load")),
    )
    op.create_table(
        "name",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("lang", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("name_kind", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.CheckConstraint("name_kind IN ('name', 'acronym')", name=op.f("ck_name_name_kind_known")),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_name_text_not_empty")),
        sa.PrimaryKeyConstraint("kind", "record_id", "lang", "text", name=op.f("pk_name")),
    )
    op.create_index(op.f("ix_name_text"), "name", ["text"])
    op.create_table(
        "project",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("acronym", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('project', 'programme', 'initiative')", name=op.f("ck_project_kind_known")),
        sa.CheckConstraint(
            "topic IN ('agriculture', 'health', 'education', 'water', 'energy', 'transport', 'governance', "
            "'environment', 'private_sector', 'ict', 'social_protection', 'culture', 'security', 'other')",
            name=op.f("ck_project_topic_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
    )
    op.create_index(op.f("ix_project_topic"), "project", ["topic"])
    op.create_table(
        "organisation",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("acronym", sa.String(length=40), nullable=True),
        sa.Column("organisation_type", sa.String(length=2), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("parent_id", sa.String(length=80), nullable=True),
        sa.Column("parent_name", sa.String(length=300), nullable=True),
        sa.CheckConstraint(
            "organisation_type IN ('10', '11', '15', '21', '22', '23', '24', '30', '40', '60', '70', '71', "
            "'72', '73', '80', '90')",
            name=op.f("ck_organisation_organisation_type_known"),
        ),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_organisation_country")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_index(op.f("ix_organisation_country"), "organisation", ["country"])
    op.create_table(
        "project_country",
        sa.Column("project_id", sa.String(length=80), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_project_country_country")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], ondelete="CASCADE", name=op.f("fk_project_country_project_id")
        ),
        sa.PrimaryKeyConstraint("project_id", "country", name=op.f("pk_project_country")),
    )
    op.create_index(op.f("ix_project_country_country"), "project_country", ["country"])
    op.create_table(
        "project_sector",
        sa.Column("project_id", sa.String(length=80), nullable=False),
        sa.Column("sector", sa.String(length=5), nullable=False),
        sa.CheckConstraint("length(sector) IN (3, 5)", name=op.f("ck_project_sector_sector_is_a_dac_code")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], ondelete="CASCADE", name=op.f("fk_project_sector_project_id")
        ),
        sa.PrimaryKeyConstraint("project_id", "sector", name=op.f("pk_project_sector")),
    )
    op.create_index(op.f("ix_project_sector_sector"), "project_sector", ["sector"])
    op.create_table(
        "document",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("published", sa.String(length=32), nullable=True),
        sa.Column("city", sa.String(length=120), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("file", sa.String(length=255), nullable=False),
        sa.Column("publisher_id", sa.String(length=80), nullable=True),
        sa.Column("publisher_name", sa.String(length=300), nullable=True),
        sa.Column("published_first", sa.Date(), nullable=True),
        sa.Column("published_last", sa.Date(), nullable=True),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("extractor", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "published_last >= published_first", name=op.f("ck_document_published_last_not_before_published_first")
        ),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_document_sha256_is_hex")),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_document_text_not_empty")),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_document_country")),
        sa.ForeignKeyConstraint(["publisher_id"], ["organisation.id"], name=op.f("fk_document_publisher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("address", name=op.f("uq_document_address")),
        sa.UniqueConstraint("sha256", name=op.f("uq_document_sha256")),
    )
    op.create_index(op.f("ix_document_published_first"), "document", ["published_first"])
    op.create_index(op.f("ix_document_publisher_id"), "document", ["publisher_id"])
    op.create_table(
        "organisation_identifier",
        sa.Column("organisation_id", sa.String(length=80), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("identifier", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            ondelete="CASCADE",
            name=op.f("fk_organisation_identifier_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "ordinal", name=op.f("pk_organisation_identifier")),
    )
    op.create_index(op.f("ix_organisation_identifier_identifier"), "organisation_identifier", ["identifier"])
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("organisation_id", sa.String(length=80), nullable=True),
        sa.Column("organisation_name", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_person_country")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_person_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_country"), "person", ["country"])
    op.create_index(op.f("ix_person_organisation_id"), "person", ["organisation_id"])
    op.create_table(
        "project_organisation",
        sa.Column("project_id", sa.String(length=80), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.String(length=80), nullable=True),
        sa.Column("organisation_name", sa.String(length=300), nullable=False),
        sa.Column("organisation_country", sa.String(length=2), nullable=True),
        sa.CheckConstraint(
            "length(organisation_name) > 0", name=op.f("ck_project_organisation_organisation_name_not_empty")
        ),
        sa.CheckConstraint(
            "role IN ('funding', 'accountable', 'extending', 'implementing')",
            name=op.f("ck_project_organisation_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_country"], ["country.code"], name=op.f("fk_project_organisation_organisation_country")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_project_organisation_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], ondelete="CASCADE", name=op.f("fk_project_organisation_project_id")
        ),
        sa.PrimaryKeyConstraint("project_id", "ordinal", name=op.f("pk_project_organisation")),
        sa.UniqueConstraint(
            "project_id",
            "role",
            "organisation_id",
            name=op.f("uq_project_organisation_project_id_role_organisation_id"),
        ),
        sa.UniqueConstraint(
            "project_id",
            "role",
            "organisation_name",
            name=op.f("uq_project_organisation_project_id_role_organisation_name"),
        ),
    )
    op.create_index(op.f("ix_project_organisation_organisation_id"), "project_organisation", ["organisation_id"])
    op.create_table(
        "agreement",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("agreement_type", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("date", sa.String(length=32), nullable=True),
        sa.Column("document_id", sa.String(length=80), nullable=False),
        sa.Column("date_first", sa.Date(), nullable=True),
        sa.Column("date_last", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "agreement_type IN ('joint_statement', 'roadmap', 'memorandum', 'grant_agreement', "
            "'loan_agreement', 'exchange_of_notes', 'law', 'plan', 'other')",
            name=op.f("ck_agreement_agreement_type_known"),
        ),
        sa.CheckConstraint("date_last >= date_first", name=op.f("ck_agreement_date_last_not_before_date_first")),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_agreement_name_not_empty")),
        sa.CheckConstraint("status IN ('signed', 'planned', 'mentioned')", name=op.f("ck_agreement_status_known")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], ondelete="CASCADE", name=op.f("fk_agreement_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    op.create_index(op.f("ix_agreement_agreement_type"), "agreement", ["agreement_type"])
    op.create_index(op.f("ix_agreement_date_first"), "agreement", ["date_first"])
    op.create_index(op.f("ix_agreement_document_id"), "agreement", ["document_id"])
    op.create_table(
        "claim",
        sa.Column("document_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], ondelete="CASCADE", name=op.f("fk_claim_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", "kind", "record_id", name=op.f("pk_claim")),
    )
    op.create_index(op.f("ix_claim_kind_record_id"), "claim", ["kind", "record_id"])
    op.create_table(
        "evidence",
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("rule", sa.String(length=80), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("document_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.CheckConstraint("basis IN ('explicit', 'inferred', 'ambiguous')", name=op.f("ck_evidence_basis_known")),
        sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name=op.f("ck_evidence_confidence_is_a_share")),
        sa.CheckConstraint('length(quote) = "end" - "start"', name=op.f("ck_evidence_quote_fills_span")),
        sa.CheckConstraint('"start" >= 0 AND "end" > "start"', name=op.f("ck_evidence_span_not_empty")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], ondelete="CASCADE", name=op.f("fk_evidence_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_document_id"), "evidence", ["document_id"])
    op.create_index(op.f("ix_evidence_kind_record_id"), "evidence", ["kind", "record_id"])
    op.create_table(
        "funding",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("amount_text", sa.Text(), nullable=True),
        sa.Column("qualifier", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("date", sa.String(length=32), nullable=True),
        sa.Column("period", sa.String(length=9), nullable=True),
        sa.Column("countable", sa.Boolean(), nullable=False),
        sa.Column("not_countable", sa.Text(), nullable=True),
        sa.Column("document_id", sa.String(length=80), nullable=False),
        sa.Column("provider_id", sa.String(length=80), nullable=True),
        sa.Column("provider_name", sa.String(length=300), nullable=True),
        sa.Column("provider_country", sa.String(length=2), nullable=True),
        sa.Column("receiver_id", sa.String(length=80), nullable=True),
        sa.Column("receiver_name", sa.String(length=300), nullable=True),
        sa.Column("receiver_country", sa.String(length=2), nullable=True),
        sa.Column("project_id", sa.String(length=80), nullable=True),
        sa.Column("project_name", sa.Text(), nullable=True),
        sa.Column("date_first", sa.Date(), nullable=True),
        sa.Column("date_last", sa.Date(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_funding_amount_above_zero")),
        sa.CheckConstraint("(amount IS NULL) = (currency IS NULL)", name=op.f("ck_funding_amount_has_currency")),
        sa.CheckConstraint("countable = (not_countable IS NULL)", name=op.f("ck_funding_countable_or_why_not")),
        sa.CheckConstraint("date_last >= date_first", name=op.f("ck_funding_date_last_not_before_date_first")),
        sa.CheckConstraint(
            "instrument IN ('grant', 'loan', 'technical_assistance', 'in_kind', 'investment', 'unspecified')",
            name=op.f("ck_funding_instrument_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('pledged', 'committed', 'disbursed', 'cumulative', 'requested', 'unspecified')",
            name=op.f("ck_funding_kind_known"),
        ),
        sa.CheckConstraint(
            "not_countable IN ('cumulative', 'pledged', 'requested', 'part_of', 'total_of_parts', "
            "'duplicate', 'range')",
            name=op.f("ck_funding_not_countable_known"),
        ),
        sa.CheckConstraint("substr(period, 1, 4) <= substr(period, 6, 4)", name=op.f("ck_funding_period_not_reversed")),
        sa.CheckConstraint(
            "qualifier IN ('exact', 'about', 'at_least', 'up_to', 'more_than')",
            name=op.f("ck_funding_qualifier_known"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], ondelete="CASCADE", name=op.f("fk_funding_document_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_funding_project_id")),
        sa.ForeignKeyConstraint(["provider_country"], ["country.code"], name=op.f("fk_funding_provider_country")),
        sa.ForeignKeyConstraint(["provider_id"], ["organisation.id"], name=op.f("fk_funding_provider_id")),
        sa.ForeignKeyConstraint(["receiver_country"], ["country.code"], name=op.f("fk_funding_receiver_country")),
        sa.ForeignKeyConstraint(["receiver_id"], ["organisation.id"], name=op.f("fk_funding_receiver_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding")),
    )
    op.create_index(op.f("ix_funding_date_first"), "funding", ["date_first"])
    op.create_index(op.f("ix_funding_document_id"), "funding", ["document_id"])
    op.create_index(op.f("ix_funding_kind"), "funding", ["kind"])
    op.create_index(op.f("ix_funding_project_id"), "funding", ["project_id"])
    op.create_index(op.f("ix_funding_provider_country"), "funding", ["provider_country"])
    op.create_index(op.f("ix_funding_provider_id"), "funding", ["provider_id"])
    op.create_index(op.f("ix_funding_receiver_country"), "funding", ["receiver_country"])
    op.create_index(op.f("ix_funding_receiver_id"), "funding", ["receiver_id"])
    op.create_table(
        "meeting",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("meeting_type", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("focus", sa.Text(), nullable=False),
        sa.Column("date", sa.String(length=32), nullable=True),
        sa.Column("date_text", sa.String(length=120), nullable=True),
        sa.Column("city", sa.String(length=120), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("document_id", sa.String(length=80), nullable=False),
        sa.Column("date_first", sa.Date(), nullable=True),
        sa.Column("date_last", sa.Date(), nullable=True),
        sa.CheckConstraint("date_last >= date_first", name=op.f("ck_meeting_date_last_not_before_date_first")),
        sa.CheckConstraint("focus IN ('reported', 'mentioned')", name=op.f("ck_meeting_focus_known")),
        sa.CheckConstraint(
            "meeting_type IN ('bilateral', 'multilateral', 'visit', 'conference', 'signing', 'call', 'other')",
            name=op.f("ck_meeting_meeting_type_known"),
        ),
        sa.CheckConstraint("status IN ('held', 'planned', 'cancelled')", name=op.f("ck_meeting_status_known")),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_meeting_country")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], ondelete="CASCADE", name=op.f("fk_meeting_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_index(op.f("ix_meeting_country"), "meeting", ["country"])
    op.create_index(op.f("ix_meeting_date_first"), "meeting", ["date_first"])
    op.create_index(op.f("ix_meeting_document_id"), "meeting", ["document_id"])
    op.create_index(op.f("ix_meeting_meeting_type"), "meeting", ["meeting_type"])
    op.create_table(
        "person_position",
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.String(length=80), nullable=True),
        sa.Column("organisation_name", sa.String(length=300), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("seen", sa.String(length=32), nullable=True),
        sa.Column("seen_first", sa.Date(), nullable=True),
        sa.Column("document_id", sa.String(length=80), nullable=False),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_person_position_title_not_empty")),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_person_position_country")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], ondelete="CASCADE", name=op.f("fk_person_position_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_person_position_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], ondelete="CASCADE", name=op.f("fk_person_position_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "ordinal", name=op.f("pk_person_position")),
    )
    op.create_index(op.f("ix_person_position_document_id"), "person_position", ["document_id"])
    op.create_index(op.f("ix_person_position_organisation_id"), "person_position", ["organisation_id"])
    op.create_table(
        "agreement_party",
        sa.Column("agreement_id", sa.String(length=80), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.String(length=80), nullable=True),
        sa.Column("organisation_name", sa.String(length=300), nullable=False),
        sa.Column("organisation_country", sa.String(length=2), nullable=True),
        sa.CheckConstraint(
            "length(organisation_name) > 0", name=op.f("ck_agreement_party_organisation_name_not_empty")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], ondelete="CASCADE", name=op.f("fk_agreement_party_agreement_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_country"], ["country.code"], name=op.f("fk_agreement_party_organisation_country")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_agreement_party_organisation_id")
        ),
        sa.PrimaryKeyConstraint("agreement_id", "ordinal", name=op.f("pk_agreement_party")),
    )
    op.create_index(op.f("ix_agreement_party_organisation_country"), "agreement_party", ["organisation_country"])
    op.create_index(op.f("ix_agreement_party_organisation_id"), "agreement_party", ["organisation_id"])
    op.create_table(
        "funding_equivalent",
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("funding_id", sa.String(length=80), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_funding_equivalent_amount_above_zero")),
        sa.ForeignKeyConstraint(
            ["funding_id"], ["funding.id"], ondelete="CASCADE", name=op.f("fk_funding_equivalent_funding_id")
        ),
        sa.PrimaryKeyConstraint("funding_id", "ordinal", name=op.f("pk_funding_equivalent")),
    )
    op.create_table(
        "meeting_participant",
        sa.Column("meeting_id", sa.String(length=80), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=True),
        sa.Column("person_name", sa.String(length=300), nullable=True),
        sa.Column("position", sa.Text(), nullable=True),
        sa.Column("organisation_id", sa.String(length=80), nullable=True),
        sa.Column("organisation_name", sa.String(length=300), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("country_name", sa.String(length=120), nullable=True),
        sa.CheckConstraint(
            "person_name IS NOT NULL OR organisation_name IS NOT NULL OR country IS NOT NULL",
            name=op.f("ck_meeting_participant_somebody"),
        ),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_meeting_participant_country")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], ondelete="CASCADE", name=op.f("fk_meeting_participant_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_meeting_participant_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_meeting_participant_person_id")),
        sa.PrimaryKeyConstraint("meeting_id", "ordinal", name=op.f("pk_meeting_participant")),
    )
    op.create_index(op.f("ix_meeting_participant_country"), "meeting_participant", ["country"])
    op.create_index(op.f("ix_meeting_participant_organisation_id"), "meeting_participant", ["organisation_id"])
    op.create_index(op.f("ix_meeting_participant_person_id"), "meeting_participant", ["person_id"])
    op.create_table(
        "meeting_topic",
        sa.Column("meeting_id", sa.String(length=80), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "topic IN ('agriculture', 'health', 'education', 'water', 'energy', 'transport', 'governance', "
            "'environment', 'private_sector', 'ict', 'social_protection', 'culture', 'security', 'other')",
            name=op.f("ck_meeting_topic_topic_known"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], ondelete="CASCADE", name=op.f("fk_meeting_topic_meeting_id")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "topic", name=op.f("pk_meeting_topic")),
    )
    country = sa.table("country", sa.column("code", sa.String))
    op.bulk_insert(country, [{"code": code} for code in COUNTRIES.split()])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
