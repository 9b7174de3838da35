"""Short lists that were given away by a link.

Revision ID: 20261122_shared_list
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_shared_list"
down_revision = "20261122_checking"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shared_list",
        sa.Column("token_hash", sa.String(), primary_key=True),
        sa.Column("listing_ids", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_shared_list_expires_at", "shared_list", ["expires_at"])


def downgrade() -> None:
    op.drop_table("shared_list")
