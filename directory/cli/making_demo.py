"""The demonstration of `alongside serve --demo`, made on its first run: an invented county, its people and clients."""

from directory import migrations
from directory.accounts.demo import may_continue_as
from directory.cli.index import bring_up_to_date
from directory.cli.installation import database_as_it_is, make_data_folder
from directory.cli.master_key import make_master_key
from directory.cli.seed import load_caseload_into, load_demo_into, load_vocabulary_into
from directory.clock import utc_now
from directory.config import Settings
from directory.db import Database
from directory.seeding import has_demo, seed_people
from directory.seeding.caseload import SMALL


def make_demo(settings: Settings) -> None:
    """Make what is not there yet of the demonstration."""
    make_data_folder(settings)
    with database_as_it_is(settings) as database:
        migrations.upgrade(database.engine)
        if not _has_demo(database):
            load_vocabulary_into(database)
            load_demo_into(database)
        make_master_key(settings, database)
        if may_continue_as(settings):
            with database.writing() as session:
                seed_people(session, now=utc_now())
            load_caseload_into(database, settings, SMALL)
        bring_up_to_date(settings, database)


def _has_demo(database: Database) -> bool:
    with database.reading() as session:
        return has_demo(session)
