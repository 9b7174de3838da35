"""Merges of listings, and how far the search for duplicates is.

Revision ID: 20261122_listing_merges
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_listing_merges"
down_revision = "20261122_brought_sheet"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "listing_merge",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("gone_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid()),
        sa.Column("kept_before", sa.JSON(), nullable=False),
        sa.Column("gone_before", sa.JSON(), nullable=False),
        sa.Column("merged", sa.JSON(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("hashes", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
    )
    for column in ("kept_id", "gone_id", "proposal_id", "at"):
        op.create_index(f"ix_listing_merge_{column}", "listing_merge", [column])
    op.create_table(
        "duplicate_search",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("duplicate_search")
    op.drop_table("listing_merge")
