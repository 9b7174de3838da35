"""`alongside init`: from nothing to an installation that can be served."""

from typing import Annotated

import typer

from directory import migrations
from directory.accounts.invitations import Invited, SentLink, invite_person
from directory.accounts.people import has_admin
from directory.audit import System
from directory.cli.installation import database_as_it_is, make_data_folder
from directory.cli.master_key import make_master_key, show_recovery_key
from directory.cli.seed import load_vocabulary_into
from directory.cli.users import print_link
from directory.clock import utc_now
from directory.config import SETTINGS_FILE, load_settings
from directory.db import Database
from directory.policy import Role


def init(
    admin: Annotated[
        str | None, typer.Option(metavar="EMAIL", help="The first admin, who chooses a password by a one-time link.")
    ] = None,
) -> None:
    """Make the data folder, the database with its vocabulary, the master key and the first admin. Safe to run twice."""
    settings = load_settings()
    make_data_folder(settings)
    with database_as_it_is(settings) as database:
        migrations.upgrade(database.engine)
        load_vocabulary_into(database)
        key = make_master_key(settings, database)
        first = _first_admin(database, admin)
    print(f"The installation in {settings.data} is ready. Settings may be written to {settings.data / SETTINGS_FILE}.")
    if key:
        show_recovery_key(key, settings)
    if first and admin:
        print_link(settings, admin, first)
    print("Next: alongside feeds import FILE --format meeting_guide --accept, then alongside serve")


def _first_admin(database: Database, email: str | None) -> SentLink | None:
    """Invite the first admin, who lets everybody else in; where there is one already, say how to go on."""
    with database.writing() as session:
        if has_admin(session):
            if email:
                print("There is an admin already. Add people with: alongside users add EMAIL --role ROLE")
            return None
        if email is None:
            print("Nobody can sign in yet. Name the first admin with: alongside init --admin EMAIL")
            return None
        invited = Invited(email, email.partition("@")[0], [Role.ADMIN])
        return invite_person(session, invited, by=System.COMMAND, link=None, now=utc_now())
