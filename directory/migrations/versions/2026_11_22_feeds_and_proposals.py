"""Readings of feeds with their problems, and the proposals that wait for a decision.

Revision ID: 20261122_feeds
"""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "20261122_feeds"
down_revision = "20261121_listings"
branch_labels = None
depends_on = None

TABLES = ("feed_run", "feed_problem", "proposal")

INDEXED = (
    "feed_run.source_id",
    "feed_problem.run_id",
    "proposal.source_id",
    "proposal.listing_id",
    "proposal.state",
)


def upgrade() -> None:
    _readings()
    _proposals()
    for place in INDEXED:
        table, column = place.split(".")
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _link(name: str, table: str, *, nullable: bool = True) -> sa.Column[UUID]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{table}.id"), nullable=nullable)


def _readings() -> None:
    op.create_table(
        "feed_run",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _link("source_id", "source", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("content_bytes", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_new", sa.Integer(), nullable=False),
        sa.Column("rows_changed", sa.Integer(), nullable=False),
        sa.Column("rows_unchanged", sa.Integer(), nullable=False),
        sa.Column("rows_missing", sa.Integer(), nullable=False),
        sa.Column("rows_rejected", sa.Integer(), nullable=False),
    )
    op.create_table(
        "feed_problem",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _link("run_id", "feed_run", nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
    )


def _proposals() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _link("source_id", "source"),
        sa.Column("external_id", sa.String(), nullable=False),
        _link("listing_id", "listing"),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("draft_hash", sa.String(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
    )
