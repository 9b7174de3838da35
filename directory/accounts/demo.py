"""The cast of a demonstration: on this machine alone, one continues as any of its invented people."""

from ipaddress import ip_address
from typing import Final

from fastapi import Request

from directory.accounts.listing_people import list_people
from directory.accounts.pages.doors import CastMember
from directory.accounts.pages.parts import roles_in_words
from directory.config import Settings
from directory.db import Database
from directory.i18n import Translator
from directory.policy import Role

MOST_SHOWN: Final = 24


def may_continue_as(settings: Settings) -> bool:
    """Whether this is a demonstration that nobody but this machine reaches."""
    return settings.demo and is_loopback(settings.host)


def is_loopback(host: str) -> bool:
    """Whether an address to listen on is this machine's own."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def cast_to_show(request: Request, words: Translator) -> tuple[CastMember, ...]:
    """Everybody one can continue as; nobody outside a demonstration."""
    if not may_continue_as(request.app.state.settings):
        return ()
    database: Database = request.app.state.database
    with database.reading() as session:
        # Who chose a password signs in with it, as everywhere.
        people = [person for person in list_people(session) if not person.disabled_at and not person.has_password]
    order = list(Role)
    people.sort(key=lambda person: min((order.index(role) for role in person.roles), default=len(order)))
    return tuple(
        CastMember(str(person.id), person.display_name, roles_in_words(person.roles, words))
        for person in people[:MOST_SHOWN]
    )
