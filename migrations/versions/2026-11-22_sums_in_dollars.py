"""Sums in US dollars, and the IATI codes that follow from what is said of a sum."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_dollars"
down_revision = "20261122"
branch_labels = None
depends_on = None

COLUMNS = {
    "usd_amount": sa.BigInteger(),
    "usd_rate": sa.String(length=32),
    "usd_rate_year": sa.Integer(),
    "usd_source": sa.Text(),
    "usd_basis": sa.Text(),
    "usd_reason": sa.Text(),
    "transaction_type": sa.String(length=2),
    "finance_type": sa.String(length=3),
    "flow_type": sa.String(length=2),
}
CHECKS = {
    "usd_basis_known": "usd_basis IN ('told', 'equivalent', 'rate')",
    "usd_reason_known": "usd_reason IN ('no_amount', 'no_year', 'no_rate', 'out_of_range')",
    "usd_amount_above_zero": "usd_amount > 0",
    "usd_amount_or_why_not": "(usd_amount IS NULL) = (usd_reason IS NOT NULL)",
    "usd_amount_has_basis": "(usd_amount IS NULL) = (usd_basis IS NULL)",
    "usd_rate_has_year_and_source": "(usd_basis = 'rate') = (usd_rate_year IS NOT NULL AND usd_source IS NOT NULL)",
    "transaction_type_known": "transaction_type IN ('2', '3', '12')",
    "finance_type_known": "finance_type IN ('110', '421')",
    "flow_type_known": "flow_type IN ('10')",
}


def upgrade() -> None:
    for name, type_ in COLUMNS.items():
        op.add_column("funding", sa.Column(name, type_, nullable=True))
    # What needs no rate is told at once; the next load, by a new version of the registry, computes all the rest.
    op.execute(
        "UPDATE funding SET usd_amount = amount, usd_rate = '1', usd_basis = 'told' "
        "WHERE amount IS NOT NULL AND currency = 'USD'"
    )
    op.execute(
        "UPDATE funding SET usd_reason = CASE WHEN amount IS NULL THEN 'no_amount' ELSE 'no_rate' END "
        "WHERE usd_amount IS NULL"
    )
    with op.batch_alter_table("funding") as batch:
        for name, condition in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_funding_{name}"), condition)
    op.create_index(op.f("ix_funding_usd_amount"), "funding", ["usd_amount"])


def downgrade() -> None:
    op.drop_index(op.f("ix_funding_usd_amount"), "funding")
    with op.batch_alter_table("funding") as batch:
        for name in CHECKS:
            batch.drop_constraint(op.f(f"ck_funding_{name}"), type_="check")
        for name in COLUMNS:
            batch.drop_column(name)
