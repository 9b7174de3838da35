"""`alongside db`: the schema of the database."""

import typer
from alembic.util import CommandError

from directory import migrations
from directory.cli.installation import database_as_it_is, make_data_folder, ready_database
from directory.config import load_settings
from directory.errors import UnavailableError
from directory.revisions import is_current

app = typer.Typer(help="Make the database's tables, or check them.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Bring the database up to the tables of this version."""
    settings = load_settings()
    make_data_folder(settings)
    with database_as_it_is(settings) as database:
        if is_current(database.engine):
            print("The database already has the tables of this version.")
            return
        migrations.upgrade(database.engine)
    print("The database now has the tables of this version.")


@app.command()
def check() -> None:
    """Compare the database with the tables this version expects."""
    with ready_database(load_settings()) as database:
        try:
            migrations.check(database.engine)
        except CommandError as error:
            raise UnavailableError(f"The database differs from the tables of this version: {error}") from None
    print("The database has the tables of this version, and no others.")
