"""Records that were opened in an emergency, and who has seen that they were.

Revision ID: 20261122_emergency
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_emergency"
down_revision = "20261122_shared_list"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "emergency_access",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_emergency_access"),
        _link("emergency_access", "data_key_id", "data_key"),
        _link("emergency_access", "client_id", "client"),
        _link("emergency_access", "person_id", "person"),
    )
    for column in ("data_key_id", "client_id", "person_id"):
        op.create_index(f"ix_emergency_access_{column}", "emergency_access", [column])
    op.create_table(
        "emergency_seen",
        sa.Column("access_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("access_id", "person_id", name="pk_emergency_seen"),
        _link("emergency_seen", "access_id", "emergency_access"),
        _link("emergency_seen", "person_id", "person"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("emergency_seen")
    op.drop_table("emergency_access")


def _link(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")
