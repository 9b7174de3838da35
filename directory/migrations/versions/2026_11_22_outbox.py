"""Messages that changes owe, and when the worker's jobs are due.

Revision ID: 20261122_outbox
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_outbox"
down_revision = "20261122_audit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "owed_message",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_owed_message_state_due_at", "owed_message", ["state", "due_at"])
    op.create_table(
        "job_run",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("job_run")
    op.drop_table("owed_message")
