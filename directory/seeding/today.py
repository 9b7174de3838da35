"""What is open today for invented clients: first every reason to stand on Today once, then an ordinary caseload."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

from directory.clients.codes import Channel, Direction
from directory.referrals.batches import log_referral
from directory.referrals.codes import Provenance, State, Step
from directory.referrals.forms import NewReferral
from directory.seeding.stories import PROMISES, Teller, asked_again_later, connected, plan

Feature = Callable[[Teller, UUID], int]
NOT_LISTED: Final = ("Pottery at the old mill", "Saturday walkers by the lake", "Repair evening at the bike shed")


def visit_soon(teller: Teller, place: UUID) -> int:
    """A visit in two hours, well prepared; returns the number of referrals, as all of these do."""
    referral = teller.bridge(place, 6)
    teller.step(referral, Step.PREPARE, 5)
    teller.step(referral, Step.CONTACT, 4)
    half_past = teller.now.replace(minute=30 if teller.now.minute >= 30 else 0, second=0, microsecond=0)
    plan(teller, referral, half_past + timedelta(hours=2))
    return 1


def owed_a_reply(teller: Teller, place: UUID) -> int:
    """Wrote this morning, and something is due besides."""
    teller.contact(0.2, direction=Direction.INBOUND, two_way=False)
    teller.refer(place, 9)
    return 1


def promised(teller: Teller, place: UUID) -> int:
    """Was promised something for today."""
    del place
    due = teller.now.astimezone(teller.zone).date()
    teller.contact(2, channel=Channel.CALL, promise=teller.chance.choice(PROMISES), promise_due=due)
    return 0


def overdue(teller: Teller, place: UUID) -> int:
    """Connected, and the first check was forgotten; another was never asked about."""
    connected(teller, place, 14)
    teller.refer(place, 11)
    return 2


def due_today(teller: Teller, place: UUID) -> int:
    """To be asked about today."""
    teller.refer(place, 7)
    return 1


def check_today(teller: Teller, place: UUID) -> int:
    """Connected a week ago."""
    connected(teller, place, 10, connected_after=3)
    return 1


def in_distress(teller: Teller, place: UUID) -> int:
    """Called an hour ago in distress."""
    teller.contact(1 / 24, channel=Channel.CALL, direction=Direction.INBOUND, distress=True)
    teller.refer(place, 2)
    return 1


def nothing_due(teller: Teller, place: UUID) -> int:
    """All is well for now."""
    asked_again_later(teller, place)
    return 1


def visit_another_day(teller: Teller, place: UUID) -> int:
    """A visit tomorrow or the day after."""
    referral = teller.bridge(place, 4)
    teller.step(referral, Step.PREPARE, 2)
    plan(teller, referral, teller.coming(teller.chance.randrange(1, 3)))
    return 1


def place_was_wrong(teller: Teller, place: UUID) -> int:
    """Stood before a closed door, so that the listing has to be looked at."""
    said = {"reason": "listing_wrong", "provenance": Provenance.CLIENT}
    teller.outcome(teller.refer(place, 9), 2, State.NOT_CONNECTED, **said)
    return 1


def not_in_the_directory(teller: Teller, place: UUID) -> int:
    """Goes somewhere that only has a name so far."""
    del place
    new = NewReferral(place_name=teller.chance.choice(NOT_LISTED), domain="social")
    log_referral(
        teller.session,
        teller.client,
        new,
        by=teller.by,
        now=teller.ago(3),
        zone=teller.zone,
        vocabulary=teller.vocabulary,
    )
    return 1


EVERY_REASON: Final[tuple[Feature, ...]] = (
    visit_soon,
    owed_a_reply,
    promised,
    overdue,
    nothing_due,
    check_today,
    in_distress,
    due_today,
)
QUIETER: Final[tuple[Feature, ...]] = (
    nothing_due,
    overdue,
    visit_another_day,
    place_was_wrong,
    nothing_due,
    check_today,
    not_in_the_directory,
    due_today,
    nothing_due,
    overdue,
    promised,
)


def feature(number: int) -> Feature:
    """What is open for one client after the other: first every reason once, then an ordinary caseload."""
    if number < len(EVERY_REASON):
        return EVERY_REASON[number]
    return QUIETER[(number - len(EVERY_REASON)) % len(QUIETER)]
