"""Referrals, their events and the steps of their bridges; triggers that keep every event as it was recorded.

Revision ID: 20261122_referrals
"""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "20261122_referrals"
down_revision = "20261122_clients"
branch_labels = None
depends_on = None

TABLES = (
    "outing",
    "referral",
    "referral_event",
    "bridge_step",
    "starred_listing",
    "private_calendar",
)

INDEXED = (
    "outing.owner_id",
    "referral.data_key_id",
    "referral.client_id",
    "referral.team_id",
    "referral.owner_id",
    "referral.listing_id",
    "referral.goal_id",
    "referral.state",
    "referral.agreed_at",
    "referral.next_at",
    "referral.outing_id",
    "referral_event.data_key_id",
    "referral_event.referral_id",
    "bridge_step.data_key_id",
    "private_calendar.person_id",
)

REFUSAL = "events of a referral are never changed or deleted"
# What is sealed may be sealed anew under a newer key; nothing else of an event ever changes.
FIXED = (
    "data_key_id, id, referral_id, number, act, actor_id, standing, at, "
    "recorded_at, from_state, to_state, step, reason, provenance, tap, before, undoes"
)
SQLITE_TRIGGERS = (
    f"""
        CREATE TRIGGER referral_event_is_not_changed BEFORE UPDATE OF {FIXED} ON referral_event
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"""
        CREATE TRIGGER referral_event_is_not_deleted BEFORE DELETE ON referral_event
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
)
POSTGRESQL_TRIGGERS = f"""
    CREATE FUNCTION refuse_to_change_referral_event() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$;
    CREATE TRIGGER referral_event_is_not_changed BEFORE UPDATE OF {FIXED} ON referral_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_referral_event();
    CREATE TRIGGER referral_event_is_not_deleted BEFORE DELETE OR TRUNCATE ON referral_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_referral_event()"""


def upgrade() -> None:
    _outings()
    _referrals()
    _events_and_steps()
    _at_hand()
    for place in INDEXED:
        table, column = place.split(".")
        op.create_index(f"ix_{table}_{column}", table, [column])
    if op.get_bind().dialect.name == "sqlite":
        for trigger in SQLITE_TRIGGERS:
            op.execute(trigger)
    else:
        op.execute(POSTGRESQL_TRIGGERS)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_change_referral_event()")


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


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _outings() -> None:
    op.create_table(
        "outing",
        _id(),
        _link("owner_id", "person"),
        _link("listing_id", "listing"),
        _moment("starts_at"),
        _moment("at"),
    )


def _referrals() -> None:
    op.create_table(
        "referral",
        _id(),
        _sealed("place_name_sealed"),
        _link("data_key_id", "data_key"),
        _link("client_id", "client"),
        _link("team_id", "team"),
        _link("owner_id", "person"),
        _link("listing_id", "listing", nullable=True),
        _link("proposal_id", "proposal", nullable=True),
        _link("goal_id", "client_goal", nullable=True),
        _text("domain", nullable=True),
        _text("term", nullable=True),
        _text("mode"),
        _text("course"),
        _text("spoken", nullable=True),
        _flag("open_door"),
        _text("state"),
        sa.Column("version", sa.Integer(), nullable=False),
        _moment("created_at"),
        _moment("agreed_at", nullable=True),
        _text("client_said_yes", nullable=True),
        _moment("sent_at", nullable=True),
        _moment("answered_at", nullable=True),
        _moment("first_contact_at", nullable=True),
        _moment("connected_at", nullable=True),
        _moment("ended_at", nullable=True),
        _text("reason", nullable=True),
        _text("provenance", nullable=True),
        _moment("seen_at", nullable=True),
        _moment("closed_at", nullable=True),
        _moment("next_at", nullable=True),
        _text("next_act", nullable=True),
        _link("outing_id", "outing", nullable=True),
        _link("replaces_id", "referral", nullable=True),
        sa.UniqueConstraint("replaces_id"),
    )


def _events_and_steps() -> None:
    op.create_table(
        "referral_event",
        _id(),
        _sealed("words_sealed"),
        _link("data_key_id", "data_key"),
        _link("referral_id", "referral"),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("act"),
        _link("actor_id", "person", nullable=True),
        _text("standing"),
        _moment("at"),
        _moment("recorded_at"),
        _text("from_state", nullable=True),
        _text("to_state"),
        _text("step", nullable=True),
        _text("reason", nullable=True),
        _text("provenance", nullable=True),
        sa.Column("tap", sa.Uuid(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undoes", sa.Uuid(), nullable=True),
        sa.UniqueConstraint("referral_id", "number"),
    )
    op.create_table(
        "bridge_step",
        _sealed("details_sealed"),
        _link("data_key_id", "data_key"),
        _link("referral_id", "referral", primary_key=True),
        sa.Column("step", sa.String(), primary_key=True),
        _moment("planned_at", nullable=True),
        _moment("done_at", nullable=True),
        _link("by_id", "person", nullable=True),
        _text("skipped", nullable=True),
        sa.Column("key_contact_id", sa.Uuid(), nullable=True),
        sa.Column("visits", sa.Integer(), nullable=False),
    )


def _at_hand() -> None:
    op.create_table(
        "starred_listing",
        _link("person_id", "person", primary_key=True),
        _link("listing_id", "listing", primary_key=True),
        _moment("at"),
    )
    op.create_table(
        "private_calendar",
        _id(),
        _link("person_id", "person"),
        _text("token_hash"),
        _moment("created_at"),
        _moment("revoked_at", nullable=True),
        sa.UniqueConstraint("token_hash"),
    )
