"""Alembic's way into this database: the connection it was handed, else the one the settings name."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from alembic import context
from sqlalchemy import Connection
from sqlmodel.sql.sqltypes import AutoString

from directory.config import load_settings
from directory.crypto.texts import SealedBytes
from directory.db import UtcDateTime, open_database
from directory.errors import UnavailableError
from directory.tables import all_tables


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=all_tables(),
        compare_type=True,
        compare_server_default=True,
        render_item=_plainly,
        render_as_batch=True,  # SQLite alters a table by making it anew
        transactional_ddl=True,
    )
    with _unchecked_references(connection), context.begin_transaction():
        context.run_migrations()
        _refuse_broken_references(connection)


def _plainly(kind: str, item: object, _: object) -> str | Literal[False]:
    """Write our column types into migrations as what they are in the database, whatever becomes of the classes."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, SealedBytes):
        return "sa.LargeBinary()"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


@contextmanager
def _unchecked_references(connection: Connection) -> Iterator[None]:
    """Let SQLite drop and make anew a table that others refer to. The pragma counts only between transactions."""
    driver = connection.connection.dbapi_connection
    if not isinstance(driver, sqlite3.Connection):
        yield
        return
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def _refuse_broken_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise UnavailableError(
            f"The migration would leave {len(broken)} rows that refer to nothing; nothing was changed."
        )


handed_over: Connection | None = context.config.attributes.get("connection")
if handed_over is not None:
    _migrate(handed_over)
else:
    with open_database(load_settings()).engine.connect() as connection:
        _migrate(connection)
