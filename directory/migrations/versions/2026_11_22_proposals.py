"""Proposals say which fields they touch and of which version; they are assigned, taken partly and decided by the many.

Revision ID: 20261122_proposals
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_proposals"
down_revision = "20261122_meeting_time"
branch_labels = None
depends_on = None

ADDED = ("fields", "base_number", "area", "left", "by_id", "assigned_id", "batch_id")
INDEXED = ("area", "assigned_id", "batch_id")
REFERRING = {"by_id": "person", "assigned_id": "person", "batch_id": "bulk_decision"}


def upgrade() -> None:
    op.create_table(
        "bulk_decision",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("proposals", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reverted_at", sa.DateTime(timezone=True), nullable=True),
    )
    with op.batch_alter_table("proposal") as proposal:
        proposal.add_column(sa.Column("fields", sa.JSON(), nullable=False, server_default="[]"))
        proposal.add_column(sa.Column("base_number", sa.Integer(), nullable=False, server_default="0"))
        proposal.add_column(sa.Column("area", sa.String(), nullable=False, server_default=""))
        proposal.add_column(sa.Column("left", sa.JSON(), nullable=False, server_default="{}"))
        for column, table in REFERRING.items():
            proposal.add_column(sa.Column(column, sa.Uuid(), nullable=True))
            proposal.create_foreign_key(f"fk_proposal_{column}_{table}", table, [column], ["id"])
    for column in INDEXED:
        op.create_index(f"ix_proposal_{column}", "proposal", [column])
    with op.batch_alter_table("proposal") as proposal:
        for column in ("fields", "base_number", "area", "left"):
            proposal.alter_column(column, server_default=None)
    # Which fields these touch was not kept: the next run of their feed files them anew.
    op.execute("UPDATE proposal SET state = 'superseded' WHERE state = 'open' AND kind = 'change'")


def downgrade() -> None:
    for column in INDEXED:
        op.drop_index(f"ix_proposal_{column}", "proposal")
    with op.batch_alter_table("proposal") as proposal:
        for column, table in REFERRING.items():
            proposal.drop_constraint(f"fk_proposal_{column}_{table}", type_="foreignkey")
        for column in ADDED:
            proposal.drop_column(column)
    op.drop_table("bulk_decision")
