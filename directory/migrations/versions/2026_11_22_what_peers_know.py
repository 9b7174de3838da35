"""Key contacts, notes of peers and who knows a place; why a proposal was rejected, and when a listing was last used.

Revision ID: 20261122_known_by_peers
"""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "20261122_known_by_peers"
down_revision = "20261122_numbers"
branch_labels = None
depends_on = None

TABLES = ("key_contact", "peer_note", "place_known")
INDEXED = (
    "key_contact.listing_id",
    "key_contact.added_by_id",
    "peer_note.listing_id",
    "peer_note.written_by_id",
    "peer_note.state",
    "place_known.person_id",
)


def upgrade() -> None:
    _tables()
    for place in INDEXED:
        table, column = place.split(".")
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.add_column("listing", sa.Column("used_in", sa.Date(), nullable=True))
    op.add_column("proposal", sa.Column("reason", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("proposal", "reason")
    op.drop_column("listing", "used_in")
    for table in reversed(TABLES):
        op.drop_table(table)


def _link(name: str, table: str, *, primary_key: bool = False) -> sa.Column[UUID]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{table}.id"), nullable=False, primary_key=primary_key)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _tables() -> None:
    op.create_table(
        "key_contact",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _link("listing_id", "listing"),
        _text("role"),
        _text("name"),
        sa.Column("named_since", sa.Date(), nullable=True),
        _text("best_time"),
        _text("phone"),
        _link("added_by_id", "person"),
        _moment("added_at"),
    )
    op.create_table(
        "peer_note",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _link("listing_id", "listing"),
        _link("written_by_id", "person"),
        _text("words"),
        _text("state"),
        _text("reason"),
        _moment("written_at"),
        _moment("decided_at", nullable=True),
        sa.UniqueConstraint("listing_id", "written_by_id"),
    )
    op.create_table(
        "place_known",
        _link("listing_id", "listing", primary_key=True),
        _link("person_id", "person", primary_key=True),
        _moment("at"),
    )
