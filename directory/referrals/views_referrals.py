"""One referral: where it stands, and everything that can be recorded on it."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Response

from directory import policy
from directory.clients.asking import AtDesk, AtDeskDep
from directory.errors import RefusedError
from directory.referrals.access import ChangedMeanwhileError, actor_of, get_referral, require_version
from directory.referrals.bridging import agree_words, move_next, plan_visit, skip_step
from directory.referrals.codes import Provenance, SaidYes, SkipReason, State, Step
from directory.referrals.confirming import visited_listing
from directory.referrals.events import Tap
from directory.referrals.forms import Outcome, WordsToSay
from directory.referrals.models import Referral
from directory.referrals.opening import agree
from directory.referrals.outcomes import record_check, record_outcome
from directory.referrals.pages.reader import Reader
from directory.referrals.pages.referral import Refused, referral_page
from directory.referrals.tapping import do_tap
from directory.referrals.typed import (
    CheckForm,
    MoveForm,
    OutcomeForm,
    PlanForm,
    SkipForm,
    TapForm,
    TypedForm,
    WordsForm,
    YesForm,
    moment_of,
    morning_of,
    read_code,
)
from directory.referrals.whole import read_whole
from directory.web.filled import Filled
from directory.web.once import Once, OnceDep
from directory.web.tapped import tapped_at
from directory.web.telling import wants_json

router = APIRouter()
WAYS_BACK = {"today": "/today"}
"""Pages that offer acts of one tap and are gone back to after one."""
WHATEVER_CAME_BETWEEN = {"undo", "seen"}
"""Acts for which the service itself looks at what came before."""


@router.get("/referrals/{referral_id}", **policy.reads_clients)
def show_referral(desk: AtDeskDep, referral_id: UUID) -> Response:
    """Show where a referral stands."""
    return _page(desk, get_referral(desk.session, referral_id, seen_by=desk.caller, today=desk.today))


@router.post("/referrals/{referral_id}/taps", **policy.reads_clients)
def tap_once(desk: AtDeskDep, once: OnceDep, referral_id: UUID, typed: Annotated[TapForm, Form()]) -> Response:
    """Do what one tap says; one that waited without signal says when it was."""

    def do(tap: Tap) -> None:
        do_tap(tap, typed.act, at=tapped_at(typed.at, desk.now), zone=desk.zone)

    if typed.act in WHATEVER_CAME_BETWEEN:
        typed = typed.model_copy(update={"version": ""})
    return _do(desk, once, referral_id, typed, do, back=WAYS_BACK.get(typed.back, ""))


@router.post("/referrals/{referral_id}/agreement", **policy.reads_clients)
def record_yes(desk: AtDeskDep, once: OnceDep, referral_id: UUID, typed: Annotated[YesForm, Form()]) -> Response:
    """Record that the client said yes, and how."""

    def do(tap: Tap) -> None:
        agree(tap, read_code(SaidYes, typed.yes), zone=desk.zone)

    return _do(desk, once, referral_id, typed, do)


@router.post("/referrals/{referral_id}/plan", **policy.reads_clients)
def plan(desk: AtDeskDep, once: OnceDep, referral_id: UUID, typed: Annotated[PlanForm, Form()]) -> Response:
    """Plan the visit."""

    def do(tap: Tap) -> None:
        plan_visit(tap, typed.plan(desk.zone), zone=desk.zone)

    return _do(desk, once, referral_id, typed, do)


@router.post("/referrals/{referral_id}/words", **policy.reads_clients)
def keep_words(desk: AtDeskDep, once: OnceDep, referral_id: UUID, typed: Annotated[WordsForm, Form()]) -> Response:
    """Keep the words that the contact will hear, with the client's yes to them."""

    def do(tap: Tap) -> None:
        agree_words(tap, WordsToSay(words=typed.words[:4000], client_said_yes=bool(typed.client_said_yes)))

    return _do(desk, once, referral_id, typed, do)


@router.post("/referrals/{referral_id}/skips", **policy.reads_clients)
def skip(desk: AtDeskDep, once: OnceDep, referral_id: UUID, typed: Annotated[SkipForm, Form()]) -> Response:
    """Leave a step out."""

    def do(tap: Tap) -> None:
        skip_step(tap, read_code(Step, typed.step), read_code(SkipReason, typed.reason), zone=desk.zone)

    return _do(desk, once, referral_id, typed, do)


@router.post("/referrals/{referral_id}/outcomes", **policy.reads_clients)
def record(desk: AtDeskDep, once: OnceDep, referral_id: UUID, typed: Annotated[OutcomeForm, Form()]) -> Response:
    """Record what became of it, and who says so."""

    def do(tap: Tap) -> None:
        record_outcome(tap, typed.outcome(desk.now, desk.zone), zone=desk.zone)

    return _do(desk, once, referral_id, typed, do)


@router.post("/referrals/{referral_id}/checks", **policy.reads_clients)
def make_check(desk: AtDeskDep, once: OnceDep, referral_id: UUID, typed: Annotated[CheckForm, Form()]) -> Response:
    """Record a check after connecting."""

    def do(tap: Tap) -> None:
        if typed.going not in {"yes", "no"}:
            raise RefusedError("Say whether it is still going.")
        said = Outcome(
            state=State.CONNECTED,
            at=moment_of(typed.day, desk.now, desk.zone),
            provenance=read_code(Provenance, typed.provenance),
            words=typed.words[:4000],
        )
        record_check(tap, said, still_going=typed.going == "yes", zone=desk.zone)

    return _do(desk, once, referral_id, typed, do)


@router.post("/referrals/{referral_id}/next", **policy.reads_clients)
def move(desk: AtDeskDep, once: OnceDep, referral_id: UUID, typed: Annotated[MoveForm, Form()]) -> Response:
    """Put off what is due, or bring it forward."""

    def do(tap: Tap) -> None:
        move_next(tap, morning_of(typed.day, desk.zone))

    return _do(desk, once, referral_id, typed, do)


def _do(
    desk: AtDesk,
    once: Once,
    referral_id: UUID,
    typed: TypedForm,
    do: Callable[[Tap], None],
    *,
    back: str = "",
) -> Response:
    """Do one act on a referral that is held meanwhile: all of it, or nothing and a page that keeps what was typed."""
    referral = get_referral(desk.session, referral_id, seen_by=desk.caller, today=desk.today, hold=True)
    tap = Tap(desk.session, referral, desk.caller, actor_of(desk.session, referral, desk.caller), desk.now)
    try:
        with desk.session.begin_nested():
            if typed.version:
                require_version(referral, int(typed.version) if typed.version.isdecimal() else 0)
            do(tap)
    except (ChangedMeanwhileError, RefusedError) as refusal:
        if wants_json(desk.request):  # sent by a device where it waited: told by itself, not by a page
            raise
        meanwhile = isinstance(refusal, ChangedMeanwhileError)
        kept = Filled(_values(typed), {"": desk.words.gettext(str(refusal))})
        return _page(desk, referral, Refused(typed.form, kept, meanwhile=meanwhile), status=refusal.status)
    return once.see_other(back or f"/referrals/{referral_id}")


def _values(typed: TypedForm) -> dict[str, str]:
    return {name: value for name, value in typed.model_dump().items() if isinstance(value, str)}


def _page(desk: AtDesk, referral: Referral, refused: Refused | None = None, *, status: int = 200) -> Response:
    whole = read_whole(desk.session, referral)
    reader = Reader(
        words=desk.words,
        zone=desk.zone,
        now=desk.now,
        standing=actor_of(desk.session, referral, desk.caller),
        may_undo=whole.may_undo(desk.caller, desk.now),
        is_owner=referral.owner_id == desk.caller.person_id,
        visited=_visited(desk, referral),
    )
    content = referral_page(whole, reader, refused)
    return desk.page("referrals/referral.html", content, seen=[whole.client], status=status)


def _visited(desk: AtDesk, referral: Referral) -> UUID | None:
    """The listing to ask about: somebody can have been there only where the client is connected."""
    if State(referral.state) is not State.CONNECTED:
        return None
    return visited_listing(desk.session, referral.id, by=desk.caller, today=desk.today, zone=desk.zone)
