"""`alongside users`: who may sign in, from the command line of the server."""

import sys
from typing import Annotated, Final

import typer
from sqlmodel import Session

from directory.accounts.entering import hash_of_chosen, set_password
from directory.accounts.invitations import Invited, SentLink, invite_person, reset_person
from directory.accounts.listing_people import PersonLine, list_people
from directory.accounts.models import Team
from directory.accounts.people import disable_person, get_by_email
from directory.accounts.teams import add_team, find_team
from directory.audit import System
from directory.cli.installation import ready_database
from directory.cli.serving import address_of
from directory.clock import utc_now
from directory.config import Settings, load_settings
from directory.errors import RefusedError
from directory.policy import Role

app = typer.Typer(help="Say who may sign in.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="The person's e-mail address.")]
BY: Final = System.COMMAND
LONGEST_LINE: Final = 1024


@app.command()
def add(
    email: Email,
    role: Annotated[list[Role], typer.Option(help="What the person does here; may be given several times.")],
    *,
    team: Annotated[
        list[str] | None, typer.Option(help="A team, made where it is not there; may be given several times.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="The name others see; else the part before the @.")] = None,
    language: Annotated[str, typer.Option(help="The language of their letters: en or es.")] = "en",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input and print no link.")
    ] = False,
) -> None:
    """Add a person and print the one-time link by which they choose a password."""
    settings = load_settings()
    called = name or email.partition("@")[0]
    password_hash = hash_of_chosen(_read_password(), names=[called, email]) if password_stdin else None
    with ready_database(settings) as database, database.writing() as session:
        teams = [_team_named(session, each) for each in team or []]
        invited = Invited(email, called, role, [each.id for each in teams], language)
        sent = invite_person(session, invited, by=BY, link=None, now=utc_now())
        if password_hash:
            set_password(session, sent.person_id, password_hash)
    if password_hash:
        print(f"{email} can sign in.")
    else:
        print_link(settings, email, sent)


@app.command("list")
def list_everybody() -> None:
    """Print everybody who may sign in, one a line: address, roles, teams and state."""
    with ready_database(load_settings()) as database, database.reading() as session:
        for person in list_people(session):
            roles, teams = ",".join(sorted(person.roles)), ", ".join(person.teams) or "-"
            print(f"{person.email}\t{roles}\t{teams}\t{_state(person)}")


@app.command()
def disable(email: Email) -> None:
    """Let a person in no more; whatever they have open ends with their next request."""
    with ready_database(load_settings()) as database, database.writing() as session:
        person = get_by_email(session, email)
        disable_person(session, person.id, by=BY, now=utc_now())
    print(f"{person.email} is disabled.")


@app.command()
def reset(
    email: Email,
    *,
    clear_factors: Annotated[
        bool, typer.Option("--clear-factors", help="Forget passkeys, authenticator and recovery codes too.")
    ] = False,
) -> None:
    """End a person's sessions and print a one-time link by which they choose another password."""
    settings = load_settings()
    with ready_database(settings) as database, database.writing() as session:
        person = get_by_email(session, email)
        sent = reset_person(session, person.id, clear_factors=clear_factors, by=BY, link=None, now=utc_now())
    print_link(settings, person.email, sent)


def print_link(settings: Settings, email: str, sent: SentLink) -> None:
    """Print a one-time link for whoever is at the server to hand over."""
    until = sent.expires_at.astimezone(settings.zone)
    print(f"{email} chooses a password here, once, until {until:%Y-%m-%d %H:%M %Z}:")
    print(f"{address_of(settings)}/invitations/{sent.token}")


def _read_password() -> str:
    line = sys.stdin.readline(LONGEST_LINE)
    if not line.strip():
        raise RefusedError("No password came on standard input.")
    return line.rstrip("\r\n")


def _team_named(session: Session, name: str) -> Team:
    return find_team(session, name) or add_team(session, name, by=BY, now=utc_now())


def _state(person: PersonLine) -> str:
    if person.disabled_at:
        return "disabled"
    if not person.has_password:
        return "invited"
    return "second factor" if person.has_second_factor else "password only"
