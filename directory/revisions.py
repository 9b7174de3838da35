"""Whether a database has the tables of this version, read without Alembic: that is for who changes tables.

With Alembic come Mako, pygments and the dialects of databases that are not used here: ten megabytes and a third of a
second for every process that only looks.
"""

import re

from sqlalchemy import Connection, Engine, inspect, text

from directory.paths import migrations_folder

_DECLARED = re.compile(r'^(revision|down_revision) = "(\w+)"', re.MULTILINE)


def is_current(engine: Engine) -> bool:
    """Tell whether the database is at the newest revision."""
    with engine.connect() as connection:
        return {revision_of(connection)} == _newest()


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the tables that are there, None when there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _newest() -> set[str]:
    """Return the revisions that no other comes after: one, unless two were made at once."""
    files = (migrations_folder() / "versions").glob("*.py")
    declared = [pair for file in files for pair in _DECLARED.findall(file.read_text(encoding="utf-8"))]
    return {number for name, number in declared if name == "revision"} - {
        number for name, number in declared if name == "down_revision"
    }
