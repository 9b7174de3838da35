"""The people served: their records, goals, contacts, blocks, cover and erasures.

Revision ID: 20261122_clients
"""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "20261122_clients"
down_revision = "20261122_authenticators"
branch_labels = None
depends_on = None

TABLES = (
    "client",
    "client_goal",
    "safe_contact",
    "client_block",
    "contact_entry",
    "client_note",
    "cover",
    "known_outside",
    "shared_experience",
    "client_merge",
    "erasure",
)

INDEXED = (
    "client.data_key_id",
    "client.team_id",
    "client.owner_id",
    "client.erase_on",
    "client.merged_into_id",
    "client.phone_index",
    "client_goal.data_key_id",
    "client_goal.client_id",
    "client_block.client_id",
    "client_block.other_client_id",
    "client_block.organization_id",
    "contact_entry.data_key_id",
    "contact_entry.client_id",
    "contact_entry.referral_id",
    "contact_entry.by_id",
    "contact_entry.at",
    "contact_entry.promise_due",
    "client_note.data_key_id",
    "client_note.client_id",
    "cover.client_id",
    "cover.cover_id",
    "known_outside.person_id",
    "known_outside.client_id",
    "known_outside.listing_id",
    "shared_experience.client_id",
    "client_merge.kept_id",
    "client_merge.merged_id",
)


def upgrade() -> None:
    _clients()
    _contacts()
    _boundaries()
    for place in INDEXED:
        table, column = place.split(".")
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _id() -> sa.Column[UUID]:
    return sa.Column("id", sa.Uuid(), primary_key=True)


def _link(name: str, table: str, *, nullable: bool = False, primary_key: bool = False) -> sa.Column[UUID]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{table}.id"), nullable=nullable, primary_key=primary_key)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _sealed(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=True)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _day(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _clients() -> None:
    op.create_table(
        "client",
        _id(),
        _sealed("cue_sealed"),
        _sealed("area_sealed"),
        _sealed("preferences_sealed"),
        _sealed("name_sealed"),
        _sealed("phone_sealed"),
        _sealed("email_sealed"),
        _sealed("birth_year_sealed"),
        _link("data_key_id", "data_key"),
        _text("handle"),
        _link("team_id", "team"),
        _link("owner_id", "person"),
        _moment("opened_at"),
        _moment("changed_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        _moment("ended_at", nullable=True),
        _text("end_reason", nullable=True),
        _day("erase_on", nullable=True),
        _moment("erased_at", nullable=True),
        _link("merged_into_id", "client", nullable=True),
        _text("phone_index", nullable=True),
        sa.UniqueConstraint("handle"),
    )
    op.create_table(
        "client_goal",
        _id(),
        _sealed("words_sealed"),
        _link("data_key_id", "data_key"),
        _link("client_id", "client"),
        _text("domain"),
        _moment("opened_at"),
        _moment("closed_at", nullable=True),
        _text("outcome", nullable=True),
    )
    op.create_table(
        "safe_contact",
        _link("client_id", "client", primary_key=True),
        sa.Column("channel", sa.String(), primary_key=True),
        _flag("is_safe"),
        _flag("voicemail_is_safe"),
        _flag("others_read"),
        _moment("recorded_at"),
        _day("lapses_on"),
    )
    op.create_table(
        "client_block",
        _id(),
        _link("client_id", "client"),
        _link("other_client_id", "client", nullable=True),
        _link("organization_id", "organization", nullable=True),
        _link("by_id", "person"),
        _moment("at"),
        sa.CheckConstraint("(other_client_id IS NULL) <> (organization_id IS NULL)", name="one_side"),
    )


def _contacts() -> None:
    op.create_table(
        "contact_entry",
        _id(),
        _sealed("place_sealed"),
        _sealed("promise_sealed"),
        _sealed("note_sealed"),
        _link("data_key_id", "data_key"),
        _link("client_id", "client"),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        _link("by_id", "person"),
        _moment("at"),
        _moment("recorded_at"),
        sa.Column("minutes", sa.Integer(), nullable=False),
        _text("channel"),
        _text("direction"),
        _flag("two_way"),
        _flag("distress"),
        _day("promise_due", nullable=True),
        _moment("promise_kept_at", nullable=True),
    )
    op.create_table(
        "client_note",
        _id(),
        _sealed("words_sealed"),
        _link("data_key_id", "data_key"),
        _link("client_id", "client"),
        _link("by_id", "person"),
        _moment("at"),
    )
    op.create_table(
        "cover",
        _id(),
        _link("client_id", "client"),
        _link("owner_id", "person"),
        _link("cover_id", "person"),
        _day("from_on"),
        _day("until_on", nullable=True),
        _moment("noticed_at", nullable=True),
        _text("notice", nullable=True),
        _link("by_id", "person"),
        _moment("at"),
        _moment("ended_at", nullable=True),
    )


def _boundaries() -> None:
    op.create_table(
        "known_outside",
        _id(),
        _link("person_id", "person"),
        _link("client_id", "client", nullable=True),
        _link("listing_id", "listing", nullable=True),
        _moment("at"),
        sa.CheckConstraint("(client_id IS NULL) <> (listing_id IS NULL)", name="one_side"),
    )
    op.create_table(
        "shared_experience",
        _id(),
        _link("client_id", "client"),
        _link("person_id", "person"),
        _moment("at"),
        _text("purpose"),
    )
    op.create_table(
        "client_merge",
        _id(),
        _link("kept_id", "client"),
        _link("merged_id", "client"),
        sa.Column("moved", sa.JSON(), nullable=False),
        _link("by_id", "person"),
        _moment("at"),
        _moment("undone_at", nullable=True),
    )
    op.create_table(
        "erasure",
        _id(),
        _link("client_id", "client"),
        _link("by_id", "person", nullable=True),
        _moment("at"),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.UniqueConstraint("client_id"),
    )
