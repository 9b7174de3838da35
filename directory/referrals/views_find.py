"""Finding for a client: their area, languages, wishes and goals are applied here, and stand in no address."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Response

from directory import policy
from directory.clients.asking import AtDesk, AtDeskDep
from directory.clients.boundaries import blocked_organizations
from directory.clients.models import Client
from directory.errors import AskedWrongly
from directory.i18n import Translator
from directory.listings.dependencies import FinderDep
from directory.listings.find import Finder
from directory.listings.pages.question import fault_sentence
from directory.listings.queries import get_listing
from directory.referrals.finding import AskedForClient, find_for_client
from directory.referrals.pages.client_find import Asker, client_find_page
from directory.referrals.pages.refer import Place, place_of
from directory.referrals.starring import star, starred, unstar, usual_places
from directory.referrals.typed import TypedForm, read_id
from directory.web import see_other
from directory.web.my_list import MOST, keep_places, kept_places

router = APIRouter()


class StarTyped(TypedForm):
    """A place to keep at hand, or no longer."""

    star: str = ""
    unstar: str = ""


class FindTyped(StarTyped):
    """What a peer asks for a client, and what is done meanwhile with a place that was found."""

    q: str = ""
    near: str = ""
    when: str = ""
    domain: str = ""
    plain: str = ""
    page: str = ""
    add: str = ""
    """A place to put on the list of this device."""

    def asked(self) -> AskedForClient:
        """The question, cut to what is read of it."""
        number = int(self.page) if self.page.isdecimal() and 0 < len(self.page) < 4 else 1
        cut = {"q": self.q[:200].strip(), "near": self.near[:120].strip()}
        return AskedForClient(**cut, when=self.when, domain=self.domain, plain=bool(self.plain), page=max(number, 1))


@router.get("/clients/{client_id}/find", **policy.reads_clients)
def show_find(desk: AtDeskDep, finder: FinderDep, client_id: UUID) -> Response:
    """Find what suits the client, before anything is typed."""
    return _page(desk, finder, desk.client(client_id), AskedForClient())


@router.post("/clients/{client_id}/find", **policy.reads_clients)
def find(desk: AtDeskDep, finder: FinderDep, client_id: UUID, typed: Annotated[FindTyped, Form()]) -> Response:
    """Find what was typed and suits the client; nothing of it is in the address.

    A place may get a star, or go on the list of this device meanwhile: what was asked is answered again.
    """
    client = desk.client(client_id)
    if typed.star or typed.unstar:
        _star(desk, typed)
    if not typed.add:
        return _page(desk, finder, client, typed.asked())
    place = get_listing(desk.session, read_id(typed.add)).id
    mine = tuple(dict.fromkeys([*kept_places(desk.request), place]))
    if len(mine) > MOST:
        return _page(desk, finder, client, typed.asked(), no_room_for=place)
    response = _page(desk, finder, client, typed.asked(), mine=mine)
    keep_places(desk.request, response, mine)
    return response


@router.post("/starred", **policy.reads_clients)
def change_star(desk: AtDeskDep, typed: Annotated[StarTyped, Form()]) -> Response:
    """Keep a place at hand, or no longer."""
    return see_other(f"/referrals/new?to={_star(desk, typed)}")


def _star(desk: AtDesk, typed: StarTyped) -> UUID:
    listing_id = read_id(typed.star or typed.unstar)
    if typed.star:
        star(desk.session, listing_id, by=desk.caller, now=desk.now)
    else:
        unstar(desk.session, listing_id, by=desk.caller)
    return listing_id


def usual_of(desk: AtDesk, kept: Sequence[UUID], *, without: set[UUID]) -> list[Place]:
    """The caller's usual places, those `kept` under a star first, without those of blocked organizations."""
    usual = usual_places(desk.session, desk.caller, kept, without=without)
    return [place_of(listing, is_starred=listing.id in kept) for listing in usual]


def _page(
    desk: AtDesk,
    finder: Finder,
    client: Client,
    asked: AskedForClient,
    *,
    mine: Sequence[UUID] | None = None,
    no_room_for: UUID | None = None,
) -> Response:
    listed = kept_places(desk.request) if mine is None else mine
    asker = Asker(finder.vocabulary, desk.words, desk.zone, frozenset(map(str, listed)), str(no_room_for or ""))
    kept, blocked = starred(desk.session, desk.caller), blocked_organizations(desk.session, [client.id])
    usual = usual_of(desk, kept, without=blocked)
    try:
        found = find_for_client(desk.session, finder, client, asked, without=blocked, now=desk.now)
    except AskedWrongly as refusal:
        faults = _faults(refusal, desk.words)
        content = client_find_page(client, asked, None, usual, asker, starred=kept, faults=faults)
        return desk.page("referrals/find.html", content, seen=[client], status=422)
    content = client_find_page(client, asked, found, usual, asker, starred=kept)
    return desk.page("referrals/find.html", content, seen=[client])


def _faults(refusal: AskedWrongly, words: Translator) -> dict[str, str]:
    return {name: fault_sentence(name, words) for name in refusal.sentences}
