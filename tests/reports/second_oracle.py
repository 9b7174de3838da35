"""Thirty-two referrals of the second quarter of 2026, written through the services, and what they must add up to."""

from datetime import timedelta
from uuid import uuid4

from directory.referrals.bridging import take_step, we_went
from directory.referrals.codes import Course, Mode, Provenance, State, Step
from directory.referrals.models import Referral
from directory.referrals.outcomes import mark_seen, undo_last
from tests.reports.conftest import CHICAGO, Work, here

A_DAY = timedelta(days=1)


def write_quarter(work: Work) -> None:
    """Write them all. The figures in the comments are hours after the client's yes."""
    _on_their_own(work)
    _along_with_a_peer(work)
    _everything_else(work)
    _outside_the_cohort(work)


def _on_their_own(work: Work) -> None:
    """A1 to A10: agreed on April 1st to 10th, to an open meeting."""
    first = [work.agree(here(4, day)) for day in range(1, 11)]
    for referral in first[:4]:  # A1-A4: spoke to the place after 24 h, went on the 5th day, still going
        work.speaks(referral, days=1)
        _connects(work, referral, 5)
        work.becomes(referral, State.SETTLED, days=35)
    for referral in first[4:6]:  # A5, A6: first contact is going there, 240 h; not going any more
        _connects(work, referral, 10)
        work.becomes(referral, State.DRIFTED, days=40)
    _connects(work, first[6], 12)  # A7: 288 h; nobody knows how it goes on
    _connects(work, first[7], 40)  # A8: 960 h; too late for 30 days, in time for 45; still going
    work.becomes(first[7], State.SETTLED, days=70)
    work.becomes(first[8], State.WITHDRAWN, days=3, reason="changed_mind")  # A9
    work.becomes(first[9], State.NOT_CONNECTED, days=20, reason="transport")  # A10


def _along_with_a_peer(work: Work) -> None:
    """B1 to B10: agreed on May 1st to 10th; Ana goes along."""
    along = [work.agree(here(5, day), mode=Mode.BRIDGE) for day in range(1, 11)]
    for referral in along[:3]:  # B1-B3: four steps with the 30-day check, introduced, 168 h, still going
        _step(work, referral, Step.PREPARE, 1)
        went = work.tap(referral, after=7 * A_DAY)
        we_went(went, at=went.now, zone=CHICAGO, met=uuid4())
        work.becomes(referral, State.SETTLED, days=37)
    for referral in along[3:5]:  # B4, B5: one step; no longer wanted
        _step(work, referral, Step.PREPARE, 1)
        work.becomes(referral, State.WITHDRAWN, days=5, reason="not_now")
    _step(work, along[5], Step.PREPARE, 1)  # B6: two steps; nobody witnessed what became of it
    _step(work, along[5], Step.CONTACT, 2)
    work.becomes(along[5], State.NOT_CONNECTED, days=15, reason="did_not_attend", provenance=None)
    # B7, B8: no step, still open
    undo_last(work.tap(along[8], after=timedelta(seconds=30)))  # B9: logged by mistake
    work.becomes(along[9], State.WITHDRAWN, days=1, reason="duplicate")  # B10


def _everything_else(work: Work) -> None:
    """C1 to C6 and D6: agreed in June."""
    for day in (1, 2):  # C1, C2: with a peer; the place says no, no step done
        declined = work.agree(here(6, day), mode=Mode.BRIDGE, listing_id=work.by_referral)
        work.becomes(declined, State.DECLINED, days=2, reason="no_capacity", provenance=Provenance.RECIPIENT)
    once = work.agree(here(6, 3), course=Course.ONE_OFF)  # C3: 24 h; once, so it is never retained
    work.becomes(once, State.CONNECTED, days=1, reason="served")
    covered = work.agree(here(6, 4))  # C4: 96 h; Ben records it, Ana sees it on the 60th day: the loop closed late
    _connects(work, covered, 4, by=work.ben)
    mark_seen(work.tap(covered, after=60 * A_DAY))
    silent = work.agree(here(6, 5))  # C5: nobody answers any more, which leaves the loop open
    work.becomes(silent, State.WITHDRAWN, days=14, reason="no_response")
    work.agree(here(6, 30, 23, 30))  # C6: the last half hour of June here, July in UTC; still open
    _connects(work, work.agree(here(6, 15)), 2)  # D6: 48 h; nobody knows how it goes on


def _outside_the_cohort(work: Work) -> None:
    """D1 to D5: the day before, the day after, without a yes, and two of the other team."""
    work.agree(here(3, 31, 23, 30))
    work.agree(here(7, 1, 0, 30))
    work.agree(here(5, 20), client_said_yes=None)
    for day in (11, 12):
        work.agree(here(5, day), client=work.coras, by=work.cora)


def _connects(work: Work, referral: Referral, days: int, **facts: object) -> None:
    work.becomes(referral, State.CONNECTED, days=days, reason="attended_alone", **facts)


def _step(work: Work, referral: Referral, step: Step, days: int) -> None:
    tap = work.tap(referral, after=days * A_DAY)
    take_step(tap, step, at=tap.now, zone=CHICAGO)
