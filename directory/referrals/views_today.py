"""Today, and what is recorded on it: each tap comes back to the page, where it can be taken back for a minute."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Query, Response

from directory import policy
from directory.accounts.asking import Typed
from directory.clients.asking import AtDesk, AtDeskDep
from directory.clients.codes import Channel, Direction
from directory.clients.contacts import keep_promise, log_contact
from directory.clients.entries import get_entry, take_back_contact, take_back_promise_kept
from directory.clients.forms import NewContact
from directory.errors import RefusedError
from directory.referrals.access import actor_of, get_referral, require_version
from directory.referrals.confirming import visited_listing
from directory.referrals.events import Tap
from directory.referrals.outcomes import undo_last
from directory.referrals.today.distress import hear_of_distress, take_back_heard
from directory.referrals.today.offers import Did, record
from directory.referrals.today.page import taken_of
from directory.referrals.today.shapes import Said
from directory.referrals.today.typed import TodayTap
from directory.referrals.views_desk import answer_today, do_or_say, page_of
from directory.web.once import OnceDep
from directory.web.tapped import tapped_at

router = APIRouter(prefix="/today", include_in_schema=False)
UNDONE: Final = "/today?done=undone"


@router.get("", **policy.reads_clients)
def show_today(desk: AtDeskDep, done: Annotated[str, Query(max_length=20)] = "", of: UUID | None = None) -> Response:
    """Show whom to go to, call or ask next."""
    visited = None
    if done == "referral" and of is not None:
        visited = visited_listing(desk.session, of, by=desk.caller, today=desk.today, zone=desk.zone)
    return answer_today(desk, taken=taken_of(done, of, desk.words, visited=visited))


@router.post("/referrals/{referral_id}", **policy.reads_clients)
def record_on_referral(
    referral_id: UUID, *, desk: AtDeskDep, once: OnceDep, typed: Annotated[TodayTap, Form()]
) -> Response:
    """Record a tap on what is due on a referral; one that waited without signal says when it was."""
    tap = _tap(desk, referral_id)

    def do() -> None:
        require_version(tap.referral, typed.seen_version)
        if typed.did not in set(Did):
            raise RefusedError("This cannot be recorded here.")
        at = tapped_at(typed.at, desk.now)
        record(tap, Did(typed.did), at=at, later_on=typed.later_day, zone=desk.zone)

    return do_or_say(desk, once, do, of=referral_id, done=f"/today?done=referral&of={referral_id}")


@router.post("/referrals/{referral_id}/undo", **policy.reads_clients)
def take_back_on_referral(referral_id: UUID, desk: AtDeskDep, once: OnceDep) -> Response:
    """Take the last tap on a referral back."""
    tap = _tap(desk, referral_id)
    return do_or_say(desk, once, lambda: undo_last(tap), of=referral_id, done=UNDONE)


@router.post("/clients/{client_id}/contacts", **policy.reads_clients)
def log_on_today(
    client_id: UUID, *, desk: AtDeskDep, once: OnceDep, channel: Typed = "", answered: Typed = "", distress: Typed = ""
) -> Response:
    """Log that the caller reached the client just now, or tried."""
    client = desk.client(client_id)
    if channel not in set(Channel):
        return answer_today(desk, Said(client_id, desk.words.gettext("Choose how you were in touch.")), status=422)
    said = NewContact(
        at=desk.now,
        channel=Channel(channel),
        direction=Direction.OUTBOUND,
        two_way=answered == "yes",
        distress=bool(distress),
    )
    entry = log_contact(desk.session, client, said, by=desk.caller, now=desk.now)
    return once.see_other(f"/today?done=contact&of={entry.id}")


@router.post("/contacts/{contact_id}/undo", **policy.reads_clients)
def take_contact_back(contact_id: UUID, desk: AtDeskDep, once: OnceDep) -> Response:
    """Take a contact back that was logged by mistake."""
    client, entry = get_entry(desk.session, contact_id, seen_by=desk.caller, today=desk.today)

    def do() -> None:
        take_back_contact(desk.session, client, entry, by=desk.caller, now=desk.now)

    return do_or_say(desk, once, do, of=client.id, done=UNDONE)


@router.post("/promises/{contact_id}", **policy.reads_clients)
def mark_promise_kept(contact_id: UUID, desk: AtDeskDep, once: OnceDep) -> Response:
    """Record that what was promised has been done."""
    client, entry = get_entry(desk.session, contact_id, seen_by=desk.caller, today=desk.today)

    def do() -> None:
        if entry.promise_due is None:
            raise RefusedError("Nothing was promised here.")
        keep_promise(desk.session, client, entry.id, by=desk.caller, now=desk.now)

    return do_or_say(desk, once, do, of=contact_id, done=f"/today?done=promise&of={contact_id}")


@router.post("/promises/{contact_id}/undo", **policy.reads_clients)
def open_promise_again(contact_id: UUID, desk: AtDeskDep, once: OnceDep) -> Response:
    """Have a promise stand open again."""
    client, entry = get_entry(desk.session, contact_id, seen_by=desk.caller, today=desk.today)

    def do() -> None:
        take_back_promise_kept(desk.session, client, entry, by=desk.caller, now=desk.now)

    return do_or_say(desk, once, do, of=contact_id, done=UNDONE)


@router.post("/distress/{contact_id}", **policy.reads_clients)
def say_spoken_to(contact_id: UUID, desk: AtDeskDep, once: OnceDep, back: Typed = "") -> Response:
    """Record that the supervisor has spoken to them."""
    client, entry = get_entry(desk.session, contact_id, seen_by=desk.caller, today=desk.today)

    def do() -> None:
        hear_of_distress(desk.session, client, entry, by=desk.caller, now=desk.now)

    return do_or_say(desk, once, do, of=contact_id, done=f"{page_of(back)}?done=distress&of={contact_id}")


@router.post("/distress/{contact_id}/undo", **policy.reads_clients)
def open_distress_again(contact_id: UUID, desk: AtDeskDep, once: OnceDep, back: Typed = "") -> Response:
    """Open the task again."""
    client, entry = get_entry(desk.session, contact_id, seen_by=desk.caller, today=desk.today)

    def do() -> None:
        take_back_heard(desk.session, client, entry, by=desk.caller, now=desk.now)

    return do_or_say(desk, once, do, of=contact_id, done=f"{page_of(back)}?done=undone")


def _tap(desk: AtDesk, referral_id: UUID) -> Tap:
    referral = get_referral(desk.session, referral_id, seen_by=desk.caller, today=desk.today, hold=True)
    return Tap(desk.session, referral, desk.caller, actor_of(desk.session, referral, desk.caller), desk.now)
