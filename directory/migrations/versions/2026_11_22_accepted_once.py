"""Forms that were done, so that one sent twice is done once.

Revision ID: 20261122_accepted_once
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_accepted_once"
down_revision = "20261122_data_keys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accepted_once",
        sa.Column("person_id", sa.Uuid(), primary_key=True),
        sa.Column("path", sa.String(), primary_key=True),
        sa.Column("key_hash", sa.String(), primary_key=True),
        sa.Column("body_hash", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_accepted_once_accepted_at", "accepted_once", ["accepted_at"])


def downgrade() -> None:
    op.drop_table("accepted_once")
