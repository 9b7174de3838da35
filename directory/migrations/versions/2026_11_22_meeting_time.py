"""When peer and client meet, on the plan of a visit.

Revision ID: 20261122_meeting_time
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_meeting_time"
down_revision = "20261122_said_in_hsds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moment."""
    op.add_column("bridge_step", sa.Column("meet_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("bridge_step") as table:
        table.drop_column("meet_at")
