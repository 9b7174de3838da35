"""`alongside erase`: destroys what is kept of a client, from the command line of the server."""

from typing import Annotated
from uuid import UUID

import typer

from directory.audit import System
from directory.cli.installation import ready_database
from directory.clock import utc_now
from directory.config import load_settings
from directory.referrals.erasing import erase_client

app = typer.Typer(help="Erase for good, also in every backup that is restored later.", no_args_is_help=True)


@app.callback()
def erase() -> None:
    """Erase for good, also in every backup that is restored later."""


@app.command()
def client(
    client_id: Annotated[UUID, typer.Argument(metavar="ID", help="The id in the address of the client's page.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether this is meant.")] = False,
) -> None:
    """Destroy the keys of a client's record, and print the certificate."""
    settings = load_settings()
    if not yes:
        typer.confirm("Erase this client for good? Nobody can take it back.", abort=True)
    with ready_database(settings) as database, database.writing() as session:
        erasure = erase_client(session, client_id, by=System.COMMAND, now=utc_now())
    print(f"certificate\t{erasure.id}")
    print(f"client\t{erasure.client_id}")
    print(f"erased\t{erasure.at.astimezone(settings.zone):%Y-%m-%d %H:%M %Z}")
    for table, count in sorted(erasure.counts.items()):
        print(f"{table}\t{count}")
