"""Putting a restored PostgreSQL database in its place: all of it in one transaction, or nothing."""

from datetime import UTC
from typing import Any, Final

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import Connection, inspect, text
from sqlmodel import Session

from directory import migrations
from directory.backups.postgres_dump import SCHEMA, restore_dump
from directory.backups.reviving import Revival
from directory.db import Database
from directory.errors import UnavailableError

ASIDE_SCHEMA: Final = "before_restore_"


def has_tables(database: Database) -> bool:
    """Tell whether there is anything in the schema that a backup is restored into."""
    try:
        return bool(inspect(database.engine).get_table_names(schema=SCHEMA))
    finally:
        database.close()  # the restoring connection is to be the only one


def restore_postgres(database: Database, revival: Revival) -> str:
    """Make tables of the parts; those there are move to a schema of their own, which is returned."""
    aside = f"{ASIDE_SCHEMA}{revival.now.astimezone(UTC):%Y%m%dt%H%M%Sz}"
    try:
        _restore(database, revival, aside)
    finally:
        database.close()
    return aside


def _restore(database: Database, revival: Revival, aside: str) -> None:
    with database.engine.connect() as connection, connection.begin():
        refuse_while_connected(connection)
        driver = connection.connection.driver_connection
        if not isinstance(driver, psycopg.Connection):
            raise TypeError("a PostgreSQL address must be opened by psycopg")
        if inspect(connection).get_table_names(schema=SCHEMA):
            _move_aside(driver, aside)
        restore_dump(driver, revival.parts_of_database())
        with Session(connection, info={"keyring": revival.keyring}) as session:
            revival.compare(session)
            migrations.upgrade_within(connection)
            revival.revive(session)
            session.commit()  # numbers what was noted; the connection's transaction goes on
        revival.put_files()


def refuse_while_connected(connection: Connection) -> None:
    """Raise UnavailableError while another program of ours is connected to the database."""
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND usename = current_user AND backend_type = 'client backend'"
    )
    if connection.execute(others).scalar_one():
        raise UnavailableError(
            "The database is in use; stop `alongside serve` and `alongside worker`, then restore again."
        )


def _move_aside(driver: psycopg.Connection[Any], aside: str) -> None:
    driver.execute(SQL("ALTER SCHEMA {} RENAME TO {}").format(Identifier(SCHEMA), Identifier(aside)))
    driver.execute(SQL("CREATE SCHEMA {}").format(Identifier(SCHEMA)))
