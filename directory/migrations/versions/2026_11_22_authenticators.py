"""Authenticator apps, their secrets sealed.

Revision ID: 20261122_authenticators
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_authenticators"
down_revision = "20261122_accepted_once"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "totp",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("data_key_id", sa.Uuid(), sa.ForeignKey("data_key.id"), nullable=False),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_step", sa.Integer(), nullable=False),
    )
    op.create_index("ix_totp_data_key_id", "totp", ["data_key_id"])
    op.create_index("ix_totp_person_id", "totp", ["person_id"])


def downgrade() -> None:
    op.drop_table("totp")
