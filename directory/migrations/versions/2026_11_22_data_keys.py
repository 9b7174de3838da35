"""Data keys, which seal what belongs to one person.

Revision ID: 20261122_data_keys
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_data_keys"
down_revision = "20261122_kept_posts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("master_key_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_data_key"),
    )
    op.create_index("ix_data_key_master_key_id", "data_key", ["master_key_id"])


def downgrade() -> None:
    op.drop_index("ix_data_key_master_key_id", "data_key")
    op.drop_table("data_key")
