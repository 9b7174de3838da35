"""Sheets of listings that were brought back, until they are confirmed.

Revision ID: 20261122_brought_sheet
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_brought_sheet"
down_revision = "20261122_feeds_by_schedule"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brought_sheet",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("by_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_brought_sheet_at", "brought_sheet", ["at"])


def downgrade() -> None:
    op.drop_table("brought_sheet")
