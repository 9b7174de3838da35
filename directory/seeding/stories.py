"""What happens to invented clients: short stories of referrals and contacts, told backward from now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from directory.clients.codes import Channel, Direction
from directory.clients.contacts import log_contact
from directory.clients.forms import NewContact
from directory.clients.models import Client
from directory.listings.vocabulary import Vocabulary
from directory.policy import Caller
from directory.referrals.bridging import plan_visit, take_step, we_went
from directory.referrals.codes import Actor, Mode, Provenance, State, Step
from directory.referrals.events import Tap
from directory.referrals.forms import NewReferral, Outcome, Plan
from directory.referrals.models import Referral
from directory.referrals.opening import open_referral
from directory.referrals.outcomes import record_check, record_outcome

MEETING_POINTS: Final = ("bus stop at 7th and Nicollet", "the library door", "the front door of the center")
OPENS: Final = time(9)
FRIDAY: Final = 4
WORKING_DAY: Final = timedelta(hours=8, minutes=30)
PROMISES: Final = ("Will call about the bus pass", "Bring the list of meetings", "Ask whether Marta is there on Monday")


@dataclass
class Teller:
    """Who acts, for whom, and when now is."""

    session: Session
    client: Client
    by: Caller
    zone: ZoneInfo
    vocabulary: Vocabulary
    now: datetime
    chance: Random
    goal_id: UUID | None = None
    """What most of their referrals are for."""

    @property
    def today(self) -> date:
        """The day it is where they work."""
        return self.now.astimezone(self.zone).date()

    def ago(self, days: float) -> datetime:
        """A moment so many days before now; on a day that is over, as far into its working hours as into the day."""
        moment = (self.now - timedelta(days=days)).astimezone(self.zone)
        if moment.date() == self.today:
            return moment.astimezone(UTC)
        passed = moment - moment.replace(hour=0, minute=0, second=0, microsecond=0)
        at_work = datetime.combine(moment.date(), OPENS, self.zone) + passed / timedelta(days=1) * WORKING_DAY
        return at_work.replace(second=0, microsecond=0).astimezone(UTC)

    def coming(self, days: int) -> datetime:
        """A full hour of the working hours of a day to come."""
        day = self.today + timedelta(days=days)
        hour = time(self.chance.randrange(OPENS.hour + 1, 17))
        return datetime.combine(day, hour, self.zone).astimezone(UTC)

    def refer(self, place: UUID, days: float, **said: object) -> Referral:
        """A referral that was logged so many days ago."""
        goal_id = self.goal_id if self.chance.random() < 0.8 else None
        new = NewReferral.model_validate({"listing_id": place, "goal_id": goal_id, **said})
        return open_referral(
            self.session,
            self.client,
            new,
            by=self.by,
            now=self.ago(days),
            zone=self.zone,
            vocabulary=self.vocabulary,
        )

    def bridge(self, place: UUID, days: float) -> Referral:
        """A referral to which the peer goes along, the place having said yes."""
        referral = self.refer(place, days, mode=Mode.BRIDGE)
        if referral.state == State.AGREED:
            self.outcome(referral, days - 0.1, State.ACCEPTED, place_said_yes=True)
        return referral

    def tap(self, referral: Referral, days: float) -> Tap:
        """An act of so many days ago."""
        return Tap(self.session, referral, self.by, Actor.OWNER, self.ago(days))

    def outcome(self, referral: Referral, days: float, state: State, **said: object) -> None:
        """What became of it, so many days ago."""
        outcome = Outcome.model_validate({"state": state, "at": self.ago(days), **said})
        record_outcome(self.tap(referral, days), outcome, zone=self.zone)

    def check(self, referral: Referral, days: float, *, still_going: bool = True) -> None:
        """A check after connecting."""
        said = Outcome(state=State.SETTLED, provenance=Provenance.CLIENT, at=self.ago(days))
        record_check(self.tap(referral, days), said, still_going=still_going, zone=self.zone)

    def step(self, referral: Referral, step: Step, days: float) -> None:
        """A step of a bridge that was done."""
        take_step(self.tap(referral, days), step, at=self.ago(days), zone=self.zone)

    def contact(self, days: float, **said: object) -> None:
        """A line of the contact log."""
        plausible = {"at": self.ago(days), "channel": Channel.TEXT, "direction": Direction.OUTBOUND, "two_way": True}
        contact = NewContact.model_validate({**plausible, **said})
        log_contact(self.session, self.client, contact, by=self.by, now=self.ago(days))


Story = Callable[[Teller, UUID], object]


def talk(teller: Teller) -> None:
    """A talk every week or two, up to some days ago."""
    days = 120.0 + teller.chance.random()
    while days > 5:
        channel = teller.chance.choice((Channel.IN_PERSON, Channel.CALL, Channel.TEXT))
        answered = channel is Channel.IN_PERSON or teller.chance.random() < 0.7
        minutes = teller.chance.choice((10, 20, 45)) if answered and channel is not Channel.TEXT else 0
        weekend = max(0, teller.ago(days).astimezone(teller.zone).weekday() - FRIDAY)
        teller.contact(days + weekend, channel=channel, two_way=answered, minutes=minutes)
        days -= teller.chance.randrange(6, 16)


def still_goes(teller: Teller, place: UUID) -> None:
    """Went, and a month later still does."""
    days = teller.chance.uniform(60, 170)
    referral = connected(teller, place, days)
    teller.check(referral, days - 12)
    teller.check(referral, days - 33)


def drifted(teller: Teller, place: UUID) -> None:
    """Went, and a month later does not any more."""
    days = teller.chance.uniform(60, 170)
    referral = connected(teller, place, days)
    teller.check(referral, days - 33, still_going=False)


def changed_their_mind(teller: Teller, place: UUID) -> None:
    """Agreed, and then not."""
    days = teller.chance.uniform(20, 160)
    reason = teller.chance.choice(("changed_mind", "not_now", "found_other", "moved"))
    teller.outcome(teller.refer(place, days), days - 4, State.WITHDRAWN, reason=reason)


def did_not_work_out(teller: Teller, place: UUID) -> None:
    """Tried, and it did not happen."""
    days = teller.chance.uniform(20, 160)
    reason = teller.chance.choice(("did_not_attend", "transport", "time_work_childcare", "not_a_fit"))
    said = {"reason": reason, "provenance": Provenance.CLIENT}
    teller.outcome(teller.refer(place, days), days - 9, State.NOT_CONNECTED, **said)


def went_together(teller: Teller, place: UUID) -> None:
    """Taken there some months ago; the last check is done."""
    days = teller.chance.uniform(110, 170)
    referral = teller.bridge(place, days)
    teller.step(referral, Step.PREPARE, days - 1)
    teller.step(referral, Step.CONTACT, days - 2)
    we_went(teller.tap(referral, days - 4), at=teller.ago(days - 4), zone=teller.zone)
    teller.check(referral, days - 34)


def goes_since_lately(teller: Teller, place: UUID) -> None:
    """Connected some days ago; the next check is still to come."""
    connected(teller, place, teller.chance.uniform(5.5, 10.5))


def asked_again_later(teller: Teller, place: UUID) -> None:
    """Agreed lately; it is asked about in some days."""
    teller.refer(place, teller.chance.uniform(1, 5.5))


def waits_for_a_place(teller: Teller, place: UUID) -> None:
    """On a waiting list."""
    expected_on = (teller.now + timedelta(days=teller.chance.randrange(5, 30))).date()
    teller.outcome(teller.refer(place, 12), 10, State.WAITLISTED, expected_on=expected_on)


def is_being_prepared(teller: Teller, place: UUID) -> None:
    """A bridge whose visit is planned for another day."""
    referral = teller.bridge(place, 6)
    teller.step(referral, Step.PREPARE, 5)
    plan(teller, referral, teller.coming(teller.chance.randrange(2, 6)))


QUIET: Final[tuple[tuple[Story, int], ...]] = (
    (still_goes, 22),
    (drifted, 10),
    (changed_their_mind, 12),
    (did_not_work_out, 16),
    (went_together, 12),
    (goes_since_lately, 10),
    (asked_again_later, 8),
    (waits_for_a_place, 4),
    (is_being_prepared, 6),
)
"""Stories of which nothing is due today, and how often each is told."""


def quiet_story(chance: Random) -> Story:
    """One of them, by chance."""
    return chance.choices([story for story, _ in QUIET], [weight for _, weight in QUIET])[0]


def connected(teller: Teller, place: UUID, days: float, *, connected_after: float = 4) -> Referral:
    """Tell of a referral of so many days ago that came to something some days later, as the client says."""
    referral = teller.refer(place, days)
    said = {"reason": "attended_alone", "provenance": Provenance.CLIENT}
    teller.outcome(referral, days - connected_after, State.CONNECTED, **said)
    return referral


def plan(teller: Teller, referral: Referral, visit_at: datetime) -> None:
    """Plan when they go and where they meet."""
    agreed = Plan(visit_at=visit_at, meeting_point=teller.chance.choice(MEETING_POINTS), transport_home="bus 18")
    plan_visit(teller.tap(referral, 3), agreed, zone=teller.zone)
