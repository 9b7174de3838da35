"""What each source said of a row, field by field, and what was decided field by field when two listings became one.

Revision ID: 20261122_said_by_sources
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_said_by_sources"
down_revision = "20261122_emergency"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("source_record", sa.Column("said", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("listing_merge", sa.Column("said", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("listing_merge", sa.Column("chosen", sa.JSON(), nullable=False, server_default="[]"))
    for table, column in (("source_record", "said"), ("listing_merge", "said"), ("listing_merge", "chosen")):
        with op.batch_alter_table(table) as altered:
            altered.alter_column(column, existing_type=sa.JSON(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    op.drop_column("listing_merge", "chosen")
    op.drop_column("listing_merge", "said")
    op.drop_column("source_record", "said")
