"""Which contacts in distress a supervisor has spoken about.

Revision ID: 20261122_distress
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_distress"
down_revision = "20261122_referrals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "distress_heard",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact_entry.id"],
            name="fk_distress_heard_contact_id_contact_entry",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_distress_heard_by_id_person"),
        sa.PrimaryKeyConstraint("contact_id", name="pk_distress_heard"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("distress_heard")
