"""The audit: its entries, the head of their chain, and triggers that let nobody change or delete an entry.

Revision ID: 20261122_audit
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_audit"
down_revision = "20261122_accounts"
branch_labels = None
depends_on = None

REFUSAL = "entries of the audit are never changed or deleted"
NUMBER_IS_TAKEN = "EXISTS (SELECT 1 FROM audit_entry WHERE number = NEW.number)"

SQLITE_TRIGGERS = (
    f"""
        CREATE TRIGGER audit_entry_is_not_changed BEFORE UPDATE ON audit_entry
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"""
        CREATE TRIGGER audit_entry_is_not_deleted BEFORE DELETE ON audit_entry
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    # INSERT OR REPLACE deletes the row in its way without asking the trigger above.
    f"""
        CREATE TRIGGER audit_entry_is_not_replaced BEFORE INSERT ON audit_entry
        WHEN {NUMBER_IS_TAKEN}
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
)
POSTGRESQL_TRIGGER = f"""
    CREATE FUNCTION refuse_to_change_audit() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$;
    CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_audit()"""


def upgrade() -> None:
    with op.batch_alter_table("log_head") as log_head:
        log_head.add_column(sa.Column("hash", sa.String(), nullable=True))
    head = sa.table("log_head", sa.column("log", sa.String()), sa.column("number", sa.Integer()))
    op.bulk_insert(head, [{"log": "audit", "number": 0}])
    _entries()
    if op.get_bind().dialect.name == "sqlite":
        for trigger in SQLITE_TRIGGERS:
            op.execute(trigger)
    else:
        op.execute(POSTGRESQL_TRIGGER)


def downgrade() -> None:
    op.drop_table("audit_entry")  # its triggers go with it
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_change_audit()")
    op.execute("DELETE FROM log_head WHERE log = 'audit'")
    with op.batch_alter_table("log_head") as log_head:
        log_head.drop_column("hash")


def _entries() -> None:
    texts = ("act", "subject", "subject_ids", "reason", "details", "request_id", "previous_hash", "hash")
    op.create_table(
        "audit_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("actor_roles", *texts)),
        sa.PrimaryKeyConstraint("number", name="pk_audit_entry"),
    )
    for name in ("at", "actor_id", "act"):
        op.create_index(f"ix_audit_entry_{name}", "audit_entry", [name])
