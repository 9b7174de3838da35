"""`alongside init`: from nothing to an installation that can be served."""

from directory import migrations
from directory.cli.installation import database_as_it_is, make_data_folder
from directory.cli.master_key import make_master_key, show_recovery_key
from directory.cli.seed import load_vocabulary_into
from directory.config import SETTINGS_FILE, load_settings


def init() -> None:
    """Make the data folder, the database with its vocabulary, and the master key. Safe to run twice."""
    settings = load_settings()
    make_data_folder(settings)
    with database_as_it_is(settings) as database:
        migrations.upgrade(database.engine)
        load_vocabulary_into(database)
        key = make_master_key(settings, database)
    print(f"The installation in {settings.data} is ready. Settings may be written to {settings.data / SETTINGS_FILE}.")
    if key:
        show_recovery_key(key, settings)
    print("Next: alongside feeds import FILE --format meeting_guide --accept, then alongside serve")
