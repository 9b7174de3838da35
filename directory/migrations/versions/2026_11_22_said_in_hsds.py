"""What a source said of a listing in HSDS words, so that it can go out again without loss.

Revision ID: 20261122_said_in_hsds
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_said_in_hsds"
down_revision = "20261122_history"
branch_labels = None
depends_on = None

INDEXED = ("service_at_location_id", "service_id", "organization_id")


def upgrade() -> None:
    op.create_table(
        "said_in_hsds",
        sa.Column("listing_id", sa.Uuid(), primary_key=True),
        sa.Column("service_at_location_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("tree", sa.JSON(), nullable=False),
        sa.Column("fields_read", sa.JSON(), nullable=False),
    )
    for column in INDEXED:
        op.create_index(f"ix_said_in_hsds_{column}", "said_in_hsds", [column])


def downgrade() -> None:
    op.drop_table("said_in_hsds")
