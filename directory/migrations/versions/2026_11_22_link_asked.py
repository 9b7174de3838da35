"""Links to a new password that were asked for, until the worker has looked whose they are.

Revision ID: 20261122_link_asked
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_link_asked"
down_revision = "20261122_proposals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "link_asked",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_link_asked_asked_at", "link_asked", ["asked_at"])


def downgrade() -> None:
    op.drop_table("link_asked")
