"""Feeds are read by a schedule and a rule, and a run says what became of it.

Revision ID: 20261122_feeds_by_schedule
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "20261122_feeds_by_schedule"
down_revision = "20261122_link_asked"
branch_labels = None
depends_on = None

ADDED: dict[str, tuple[Any, Any]] = {
    "fetched": (sa.Boolean(), sa.false()),
    "ended": (sa.String(), "staged"),
    "failure": (sa.String(), ""),
    "held_back": (sa.String(), ""),
    "columns": (sa.JSON(), "[]"),
    "rows_applied": (sa.Integer(), "0"),
    "rows_to_review": (sa.Integer(), "0"),
}
"""Of runs: the name of a column, its type, and what earlier runs say there."""


def upgrade() -> None:
    op.create_table(
        "feed",
        sa.Column("source_id", sa.Uuid(), sa.ForeignKey("source.id"), primary_key=True),
        sa.Column("schedule", sa.String(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("last_modified", sa.String(), nullable=False),
        sa.Column("last_run_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_good_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trusted_hash", sa.String(), nullable=False),
        sa.Column("trusted_by_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_feed_due_at", "feed", ["due_at"])
    with op.batch_alter_table("feed_run") as run:
        for name, (kind, said) in ADDED.items():
            run.add_column(sa.Column(name, kind, nullable=False, server_default=said))
    op.execute("UPDATE feed_run SET ended = 'applied', rows_applied = rows_new + rows_changed WHERE accepted")
    op.execute("UPDATE feed_run SET rows_to_review = rows_new + rows_changed WHERE NOT accepted")
    with op.batch_alter_table("feed_run") as run:
        run.drop_column("accepted")
        for name in ADDED:
            run.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("feed_run") as run:
        run.add_column(sa.Column("accepted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE feed_run SET accepted = (ended = 'applied')")
    with op.batch_alter_table("feed_run") as run:
        run.alter_column("accepted", server_default=None)
        for name in ADDED:
            run.drop_column(name)
    op.drop_index("ix_feed_due_at", "feed")
    op.drop_table("feed")
