"""Checks of listings, tries at them, links for a group's own contact, and what is shown though twice overdue.

Revision ID: 20261122_checking
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_checking"
down_revision = "20261122_listing_merges"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("listing") as listing:
        listing.add_column(sa.Column("kept_shown", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("listing") as listing:
        listing.alter_column("kept_shown", server_default=None)
    op.create_table(
        "listing_check",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("listing_id", sa.Uuid(), sa.ForeignKey("listing.id"), nullable=False),
        sa.Column("host_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("call_back_on", sa.Date(), nullable=True),
        sa.Column("by_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
    )
    op.create_index("ix_listing_check_listing_id", "listing_check", ["listing_id"])
    op.create_index("ix_listing_check_on", "listing_check", ["on"])
    op.create_table(
        "check_link",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), sa.ForeignKey("listing.id"), nullable=False),
        sa.Column("sent_by_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("token_hash", name="uq_check_link_token_hash"),
    )
    op.create_index("ix_check_link_listing_id", "check_link", ["listing_id"])


def downgrade() -> None:
    op.drop_table("check_link")
    op.drop_table("listing_check")
    with op.batch_alter_table("listing") as listing:
        listing.drop_column("kept_shown")
