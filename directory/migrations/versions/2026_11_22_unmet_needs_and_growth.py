"""Needs that were not met, counted; supervision, training and renewals of those who work here.

Revision ID: 20261122_numbers
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_numbers"
down_revision = "20261122_distress"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unmet_need",
        sa.Column("week", sa.Date(), primary_key=True),
        sa.Column("domain", sa.String(), primary_key=True),
        sa.Column("term", sa.String(), primary_key=True),
        sa.Column("zip3", sa.String(), primary_key=True),
        sa.Column("times", sa.Integer(), nullable=False),
    )
    op.create_table(
        "growth",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("renews_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_growth_person_id", "growth", ["person_id"])


def downgrade() -> None:
    op.drop_table("growth")
    op.drop_table("unmet_need")
