"""Logging referrals: for whom, where to, several at once, and outings."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Response

from directory import policy
from directory.clients.asking import AtDesk, AtDeskDep
from directory.clients.boundaries import blocked_organizations
from directory.clients.models import Client
from directory.errors import RefusedError
from directory.listings.queries import ListingDetail, get_listing
from directory.referrals.access import get_referral
from directory.referrals.batches import log_referral, open_batch, open_outing
from directory.referrals.finding import open_goals
from directory.referrals.models import Referral
from directory.referrals.pages.refer import Place, ReferForms, for_whom_page, outing_page, refer_forms, refer_page
from directory.referrals.starring import clients_at_hand, starred
from directory.referrals.typed import OutingForm, ReferForm, moment_at, read_id
from directory.referrals.views_find import usual_of
from directory.web import see_other
from directory.web.filled import Filled
from directory.web.once import OnceDep

router = APIRouter()


@router.get("/referrals/new", **policy.reads_clients)
def show_refer(desk: AtDeskDep, client: str = "", to: str = "", replaces: str = "") -> Response:
    """Ask for whom, or what was agreed with whom it is; the addresses name nothing but random ids."""
    if client or replaces:
        return _refer(desk, ReferForm(client=client, to=[to], replaces=replaces))
    if not to:
        return see_other("/clients")
    listing = get_listing(desk.session, read_id(to))
    clients = clients_at_hand(desk.session, desk.caller, desk.today)
    is_starred = listing.id in starred(desk.session, desk.caller)
    content = for_whom_page(listing, clients, desk.words, starred=is_starred)
    return desk.page("referrals/for_whom.html", content, seen=clients)


@router.post("/referrals/options", **policy.reads_clients)
def show_options(desk: AtDeskDep, typed: Annotated[ReferForm, Form()]) -> Response:
    """Ask what was agreed about several places at once; nothing is changed."""
    return _refer(desk, typed)


@router.post("/referrals", **policy.reads_clients)
def refer(desk: AtDeskDep, once: OnceDep, typed: Annotated[ReferForm, Form()]) -> Response:
    """Log what was agreed on, with one place or with several."""
    client = desk.client(read_id(typed.client))
    try:
        with desk.session.begin_nested():
            opened = _open(desk, client, typed)
    except RefusedError as refusal:
        return _refer(desk, typed, desk.said(refusal))
    return once.see_other(f"/referrals/{opened[0].id}" if len(opened) == 1 else f"/clients/{client.id}")


@router.get("/outings/new", **policy.reads_clients)
def show_outing(desk: AtDeskDep, to: str = "") -> Response:
    """Ask who comes along to one activity."""
    return _outing(desk, OutingForm(to=[to])) if to else see_other("/find")


@router.post("/outings", **policy.reads_clients)
def go_out(desk: AtDeskDep, once: OnceDep, typed: Annotated[OutingForm, Form()]) -> Response:
    """Log an outing: a referral for each client. Where it cannot be, it is never said of whom, or why."""
    clients = [desk.client(client_id) for client_id in typed.client_ids()]
    try:
        with desk.session.begin_nested():
            starts_at = moment_at(typed.day, typed.hour, desk.zone)
            opened = open_outing(
                desk.session,
                clients,
                typed.new(),
                starts_at,
                by=desk.caller,
                now=desk.now,
                zone=desk.zone,
                vocabulary=desk.vocabulary,
            )
    except RefusedError as refusal:
        return _outing(desk, typed, desk.said(refusal))
    return once.see_other(f"/referrals/{opened[0].id}")


def _open(desk: AtDesk, client: Client, typed: ReferForm) -> list[Referral]:
    ids, new = typed.listing_ids(), typed.new()
    if len(ids) > 1:
        return open_batch(
            desk.session, client, ids, new, by=desk.caller, now=desk.now, zone=desk.zone, vocabulary=desk.vocabulary
        )
    return [
        log_referral(
            desk.session,
            client,
            new,
            by=desk.caller,
            now=desk.now,
            zone=desk.zone,
            vocabulary=desk.vocabulary,
            replaces=_replaced(desk, typed),
        )
    ]


def _replaced(desk: AtDesk, typed: ReferForm) -> Referral | None:
    if not typed.replaces:
        return None
    return get_referral(desk.session, read_id(typed.replaces), seen_by=desk.caller, today=desk.today, hold=True)


def _refer(desk: AtDesk, typed: ReferForm, fault: str = "") -> Response:
    replaced = _replaced(desk, typed)
    client = desk.client(replaced.client_id if replaced else read_id(typed.client))
    listings = [get_listing(desk.session, listing_id) for listing_id in typed.listing_ids()]
    choices = _choices(desk, listings, typed, fault, client)
    usual = [] if listings else _usual(desk, client)
    content = refer_page(client, listings, usual, choices, desk.words, replaces=typed.replaces)
    return desk.page("referrals/refer.html", content, seen=[client], status=422 if fault else 200)


def _usual(desk: AtDesk, client: Client) -> list[Place]:
    blocked = blocked_organizations(desk.session, [client.id])
    return usual_of(desk, starred(desk.session, desk.caller), without=blocked)


def _outing(desk: AtDesk, typed: OutingForm, fault: str = "") -> Response:
    if not typed.listing_ids():
        raise RefusedError("Choose a place for the outing.")
    listing = get_listing(desk.session, typed.listing_ids()[0])
    clients = clients_at_hand(desk.session, desk.caller, desk.today)
    content = outing_page(listing, clients, typed.clients, _choices(desk, [listing], typed, fault), desk.words)
    return desk.page("referrals/outing.html", content, seen=clients, status=422 if fault else 200)


def _choices(
    desk: AtDesk, listings: Sequence[ListingDetail], typed: ReferForm, fault: str, client: Client | None = None
) -> ReferForms:
    """The choices of a referral: after a refusal as they were made, before it the likeliest ones."""
    goals = open_goals(desk.session, client) if client else ()
    values = {name: value for name, value in typed.model_dump().items() if isinstance(value, str)}
    form = Filled(values, {"": fault}) if fault else Filled()
    return refer_forms(listings, goals, desk.vocabulary, desk.words, form)
