"""Forms that were sent from a locked page and wait for their sender to unlock it.

Revision ID: 20261122_kept_posts
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_kept_posts"
down_revision = "20261122_outbox"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_post",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_kept_post_session_id", "kept_post", ["session_id"])
    op.create_index("ix_kept_post_kept_at", "kept_post", ["kept_at"])


def downgrade() -> None:
    op.drop_table("kept_post")
