"""The history of listings: every version of what one said, and where the change came from.

Revision ID: 20261122_history
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_history"
down_revision = "20261122_known_by_peers"
branch_labels = None
depends_on = None

INDEXED = ("source_id", "proposal_id", "batch_id", "at")


def upgrade() -> None:
    op.create_table(
        "listing_version",
        sa.Column("listing_id", sa.Uuid(), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("source_id", sa.Uuid(), sa.ForeignKey("source.id"), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    for column in INDEXED:
        op.create_index(f"ix_listing_version_{column}", "listing_version", [column])


def downgrade() -> None:
    op.drop_table("listing_version")
