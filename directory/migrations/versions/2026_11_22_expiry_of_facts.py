"""Facts by the moment at which they run out, which is asked for several times a second.

Revision ID: 20261122_expiry
"""

from alembic import op

revision = "20261122_expiry"
down_revision = "20261122_feeds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_fit_fact_expires_at", "fit_fact", ["expires_at"])


def downgrade() -> None:
    op.drop_index("ix_fit_fact_expires_at", table_name="fit_fact")
