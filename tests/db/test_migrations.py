"""Migrations on both databases: up, checked against the models, down and up again."""

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from directory import migrations
from directory.db import Database
from directory.listings.queries import get_listing
from directory.paths import migrations_folder
from directory.revisions import is_current
from directory.seeding import seed_vocabulary
from directory.tables import all_tables
from tests.factories import Make


@pytest.fixture
def empty_database(empty_database_url):
    opened = Database(empty_database_url)
    yield opened
    opened.close()


def table_names(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def test_the_migrated_schema_equals_the_models(database):
    migrations.check(database.engine)


def test_a_new_database_gets_every_table(empty_database):
    assert not is_current(empty_database.engine)
    migrations.upgrade(empty_database.engine)
    assert is_current(empty_database.engine)
    assert table_names(empty_database) == set(all_tables().tables)


def test_upgrading_twice_changes_nothing(database):
    migrations.upgrade(database.engine)
    migrations.check(database.engine)


def test_a_database_with_listings_goes_down_and_up_again(database, now):
    with database.writing() as session:
        Make(session, now).listing()
    migrations.downgrade(database.engine, "base")
    assert table_names(database) == set()
    migrations.upgrade(database.engine)
    with database.writing() as session:
        seed_vocabulary(session)
        listing = Make(session, now).listing()
        assert get_listing(session, listing.id) == listing


def test_every_migration_can_be_taken_back_by_itself(database):
    scripts = list(ScriptDirectory(str(migrations_folder())).walk_revisions())
    for script in scripts:
        migrations.downgrade(database.engine, "-1")
        assert not is_current(database.engine), script.revision
    for _ in scripts:
        migrations.upgrade(database.engine, "+1")
    migrations.check(database.engine)


def test_constraints_have_the_names_the_models_give_them(database):
    wanted = {
        table.name: {str(key.name) for key in table.foreign_key_constraints} for table in all_tables().sorted_tables
    }
    inspector = inspect(database.engine)
    found = {name: {key["name"] for key in inspector.get_foreign_keys(name)} for name in table_names(database)}
    assert found == wanted


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_references_are_checked_again_after_a_migration_on_sqlite(database):
    with database.engine.connect() as connection:
        migrations.upgrade(database.engine)
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_migrations_stand_in_one_line_with_dated_names():
    scripts = ScriptDirectory(str(migrations_folder()))
    assert len(scripts.get_heads()) == 1
    assert all(script.revision[:8].isdigit() for script in scripts.walk_revisions())
