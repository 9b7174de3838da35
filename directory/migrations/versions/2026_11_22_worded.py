"""What is said of a run and of its rows with what varies apart, to be shown in the language of the reader.

Revision ID: 20261122_worded
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_worded"
down_revision = "20261122_details_before"
branch_labels = None
depends_on = None
TABLES = ("feed_run", "feed_problem")


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as altered:
            altered.add_column(sa.Column("worded", sa.JSON(), nullable=False, server_default="{}"))
        with op.batch_alter_table(table) as altered:
            altered.alter_column("worded", server_default=None)


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "worded")
