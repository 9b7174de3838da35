"""Writing down what came of a call, a visit or a look: all is right, something changed, or nobody was reached."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, get_args
from uuid import UUID

from sqlmodel import Session, col, select

from directory.audit import Act, Subject, note
from directory.curation.checking.hosts import listings_of_host
from directory.curation.checking.models import ListingCheck, Outcome, newest_of
from directory.curation.deciding import settle_reports
from directory.curation.kinds import Decision, Kind, RejectReason, Voice
from directory.curation.models import Proposal
from directory.curation.proposing import suggest_correction
from directory.curation.standing import hold_listings, standing_of
from directory.curation.taking_up import StalePageError
from directory.errors import RefusedError, marked
from directory.listings.checking import get_row, mark_wrong, record_check
from directory.listings.forms import CheckedHow
from directory.listings.history import Origin, Reason
from directory.policy import Caller

TRIES: Final = frozenset({Outcome.NO_ANSWER, Outcome.LEFT_MESSAGE, Outcome.CALL_BACK})
NO_SUCH_TRY: Final = marked("Say what came of it.")
NO_DAY: Final = marked("Choose a day from tomorrow on, within two months.")
LATEST_CALL_BACK: Final = 60
"""Days."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody said is no longer so: values of fields (`suggest_correction`), words, or both."""

    fields: Mapping[str, Any]
    words: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What came of one call: the listings as they were shown, and what was said of them."""

    shown: Mapping[UUID, int]
    """The version of each that was looked at; one that is not here was not asked about."""
    corrections: Mapping[UUID, Correction]
    """Of those that are not right as they are."""


@dataclass(frozen=True, slots=True)
class Checker:
    """Who checked, how, and on which day."""

    how: CheckedHow
    on: date
    caller: Caller | None = None
    """None for the group's own contact, who has no account."""

    @property
    def id(self) -> UUID | None:
        """Whose name the check bears."""
        return self.caller.person_id if self.caller else None


def record_answers(
    session: Session, host_id: UUID, answers: Answers, checker: Checker, *, now: datetime
) -> Sequence[Proposal]:
    """Keep what came of a call about listings of one host: those that are right are checked, all of them at once.

    Of each that is not, a correction is filed and returned. Raises StalePageError where a listing changed since it was
    shown, and then nothing is kept.
    """
    _hold_as_shown(session, host_id, answers.shown)
    voice = Voice.CHECK if checker.caller else Voice.CONTACT
    # What may be refused comes first: whoever is told so finds everything as it was.
    with session.begin_nested():
        filed = [
            suggest_correction(session, listing_id, said.fields, said.words, now=now, voice=voice)
            for listing_id, said in answers.corrections.items()
        ]
    right = [one for one in answers.shown if one not in answers.corrections]
    for listing_id in right:
        _confirm(session, listing_id, checker, now)
    _write(session, host_id, right, Outcome.RIGHT, checker)
    _write(session, host_id, answers.corrections, Outcome.CHANGED, checker)
    if checker.caller and right:
        note(session, Act.LISTING_CHECKED, caller=checker.caller, subject=Subject.LISTING, ids=right, now=now)
    return filed


def record_try(
    session: Session, host_id: UUID, outcome: Outcome, *, call_back_on: date | None, by: Caller, today: date
) -> None:
    """Keep that nobody was reached, for every listing of the host: the due list rests until it is worth trying again.

    Raises RefusedError for what is no try, and for a day to call back that is none.
    """
    if outcome not in TRIES:
        raise RefusedError(NO_SUCH_TRY)
    if outcome is not Outcome.CALL_BACK:
        call_back_on = None
    elif call_back_on is None or not 0 < (call_back_on - today).days <= LATEST_CALL_BACK:
        raise RefusedError(NO_DAY)
    rows = [
        ListingCheck(
            listing_id=one,
            host_id=host_id,
            outcome=outcome,
            on=today,
            call_back_on=call_back_on,
            by_id=by.person_id,
        )
        for one in listings_of_host(session, host_id)
    ]
    session.add_all(rows)
    session.flush()


def record_visit(session: Session, listing_id: UUID, *, by: Caller, today: date, now: datetime) -> bool:
    """Keep that a peer was there and found it as it says, and nothing else: no client, no referral, no hour.

    A listing that somebody reported stays as it is until a coordinator decided about the report; then only the visit is
    written down. Returns whether the listing is confirmed by it.
    """
    row = get_row(session, listing_id)
    checker = Checker("visited", today, by)
    _write(session, row.id, [row.id], Outcome.RIGHT, checker)
    if row.reported_wrong_on is not None:
        return False
    if row.checked_on != today or row.checked_how != "visited":
        origin = Origin(reason=Reason.CHECKED, by=by.person_id)
        record_check(session, row.id, "visited", on=today, now=now, origin=origin)
        note(session, Act.LISTING_CHECKED, caller=by, subject=Subject.LISTING, ids=[row.id], now=now)
    return True


def confirm_corrected(session: Session, proposal: Proposal, *, by: Caller, now: datetime) -> None:
    """Keep that a listing was checked, once the last correction that its check brought is taken up."""
    is_from_check = proposal.kind == Kind.CORRECTION and proposal.evidence.get("voice") in {Voice.CHECK, Voice.CONTACT}
    if not is_from_check or proposal.state != Decision.ACCEPTED or proposal.listing_id is None:
        return
    listing_id = proposal.listing_id
    check = newest_of(session.exec(select(ListingCheck).where(col(ListingCheck.listing_id) == listing_id)))
    if check is None or check.outcome != Outcome.CHANGED:
        return
    checker = Checker(_WAYS.get(check.how, "called"), check.on, by)
    _confirm(session, listing_id, checker, now)
    _write(session, check.host_id, [listing_id], Outcome.RIGHT, checker)


_WAYS: Final[Mapping[str, CheckedHow]] = {way: way for way in get_args(CheckedHow)}
"""Ways of checking by their codes, as rows have them."""


def _confirm(session: Session, listing_id: UUID, checker: Checker, now: datetime) -> None:
    if checker.caller:
        settle_reports(session, listing_id, Decision.REJECTED, by=checker.caller, now=now, reason=RejectReason.NOT_SO)
    reported = get_row(session, listing_id).reported_wrong_on
    origin = Origin(reason=Reason.CHECKED, by=checker.id)
    record_check(session, listing_id, checker.how, on=checker.on, now=now, origin=origin)
    if not checker.caller:
        # What somebody reported of a place is not for the place to settle: a coordinator decides about it.
        mark_wrong(session, listing_id, reported, now=now)


def _hold_as_shown(session: Session, host_id: UUID, shown: Mapping[UUID, int]) -> None:
    theirs = set(listings_of_host(session, host_id))
    hold_listings(session, theirs & shown.keys())
    standing = standing_of(session, theirs & shown.keys())
    if any(one not in standing or standing[one].number != number for one, number in shown.items()):
        raise StalePageError


def _write(session: Session, host_id: UUID, listing_ids: Collection[UUID], outcome: Outcome, checker: Checker) -> None:
    session.add_all(
        ListingCheck(listing_id=one, host_id=host_id, outcome=outcome, how=checker.how, on=checker.on, by_id=checker.id)
        for one in listing_ids
    )
    session.flush()
