"""People who sign in, their teams, sessions, devices and factors.

Revision ID: 20261122_accounts
"""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "20261122_accounts"
down_revision = "20261122_expiry"
branch_labels = None
depends_on = None

TABLES = (
    "person",
    "person_role",
    "team",
    "team_member",
    "known_device",
    "signed_in",
    "passkey",
    "recovery_code",
    "invitation",
    "away",
    "ceremony",
    "sign_in_try",
)

INDEXED = (
    "team_member.team_id",
    "known_device.person_id",
    "signed_in.person_id",
    "signed_in.device_id",
    "signed_in.full_until",
    "passkey.person_id",
    "recovery_code.person_id",
    "invitation.person_id",
    "away.person_id",
    "away.cover_id",
    "ceremony.person_id",
    "ceremony.expires_at",
    "sign_in_try.bucket",
    "sign_in_try.at",
)


def upgrade() -> None:
    _people_and_teams()
    _sessions()
    _factors()
    _links_and_days()
    _short_lived()
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


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _people_and_teams() -> None:
    op.create_table(
        "person",
        _id(),
        _text("email"),
        _text("email_key"),
        _text("display_name"),
        _text("language"),
        _text("password_hash", nullable=True),
        sa.Column("working_hours", sa.JSON(), nullable=False),
        _moment("created_at"),
        _moment("disabled_at", nullable=True),
        sa.UniqueConstraint("email_key"),
    )
    op.create_table(
        "person_role",
        _link("person_id", "person", primary_key=True),
        sa.Column("role", sa.String(), primary_key=True),
    )
    op.create_table(
        "team",
        _id(),
        _text("name"),
        _text("name_key"),
        _moment("created_at"),
        sa.UniqueConstraint("name_key"),
    )
    op.create_table(
        "team_member",
        _link("person_id", "person", primary_key=True),
        _link("team_id", "team", primary_key=True),
    )


def _sessions() -> None:
    op.create_table(
        "known_device",
        _id(),
        _link("person_id", "person"),
        _text("token_hash"),
        _text("name"),
        _moment("created_at"),
        _moment("seen_at"),
        _text("pin_hash", nullable=True),
        sa.Column("pin_tries", sa.Integer(), nullable=False),
        sa.UniqueConstraint("token_hash", "person_id"),
    )
    op.create_table(
        "signed_in",
        _id(),
        _text("id_hash"),
        _link("person_id", "person"),
        _link("device_id", "known_device", nullable=True),
        _text("user_agent"),
        sa.Column("second_factor", sa.Boolean(), nullable=False),
        _moment("created_at"),
        _moment("seen_at"),
        _moment("confirmed_at"),
        _moment("locked_at", nullable=True),
        _moment("full_until"),
        sa.UniqueConstraint("id_hash"),
    )


def _factors() -> None:
    op.create_table(
        "passkey",
        _id(),
        _link("person_id", "person"),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        _text("name"),
        sa.Column("transports", sa.JSON(), nullable=False),
        _moment("created_at"),
        _moment("used_at", nullable=True),
        sa.UniqueConstraint("credential_id"),
    )
    op.create_table(
        "recovery_code",
        _id(),
        _link("person_id", "person"),
        _text("code_hash"),
        _moment("used_at", nullable=True),
    )


def _links_and_days() -> None:
    op.create_table(
        "invitation",
        _id(),
        _link("person_id", "person"),
        _text("token_hash"),
        _text("purpose"),
        _moment("created_at"),
        _moment("expires_at"),
        _moment("used_at", nullable=True),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_table(
        "away",
        _id(),
        _link("person_id", "person"),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        _link("cover_id", "person", nullable=True),
    )


def _short_lived() -> None:
    op.create_table(
        "ceremony",
        _id(),
        _text("token_hash"),
        _text("purpose"),
        _link("person_id", "person", nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("challenge", sa.LargeBinary(), nullable=False),
        sa.Column("kept", sa.JSON(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        _moment("expires_at"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_table(
        "sign_in_try",
        _id(),
        _text("bucket"),
        _moment("at"),
    )
