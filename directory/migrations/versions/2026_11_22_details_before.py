"""What a step of a bridge said before it was planned anew.

Revision ID: 20261122_details_before
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_details_before"
down_revision = "20261122_said_by_sources"
branch_labels = None
depends_on = None


# Not by copying the table, as batches do: its triggers would be lost with the one that was copied.


def upgrade() -> None:
    """Add the column."""
    op.add_column("referral_event", sa.Column("details_before_sealed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("referral_event", "details_before_sealed")
