"""Whatever people do to referrals in whatever order, each stands where a plain model has it, and nothing gets lost."""

from datetime import date, datetime, timedelta
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlmodel import Session, func, select

from directory.audit.models import AuditEntry
from directory.clients.codes import Channel, Direction
from directory.clients.contacts import log_contact
from directory.clients.forms import NewClient, NewContact
from directory.clients.models import Client, Cover
from directory.clients.service import open_client
from directory.db import Database
from directory.errors import NotFoundError, RefusedError
from directory.listings.models import mint_id
from directory.listings.service import save_listing
from directory.listings.vocabulary import Vocabulary
from directory.referrals.access import actor_of, get_referral
from directory.referrals.bridging import move_next, plan_visit, skip_step, take_step, we_went
from directory.referrals.codes import REASONS, UNDER_WAY, Actor, Course, Mode, Provenance, SkipReason, State, Step
from directory.referrals.events import Tap, history_of
from directory.referrals.forms import NewReferral, Outcome, Plan
from directory.referrals.models import Referral
from directory.referrals.opening import agree, open_referral
from directory.referrals.outcomes import record_outcome, undo_last
from tests.cast import Cast, caller_as
from tests.factories import EDITED, draft
from tests.referrals.conftest import CHICAGO
from tests.referrals.model import Known, is_allowed

A_DAY = timedelta(days=1)
OPEN, CLOSED = mint_id("tests", "open door"), mint_id("tests", "closed door")
PEOPLE = ("ana", "ben", "cora", "sol", "dee", "ada")


class Work(RuleBasedStateMachine):
    """Six people at the referrals of one client of Ana's; Ben covers for three days."""

    database: ClassVar[Database]
    cast: ClassVar[Cast]
    vocabulary: ClassVar[Vocabulary]
    start: ClassVar[datetime]

    def __init__(self):
        super().__init__()
        self.now = self.start
        self.known: list[Known] = []
        with self.database.writing() as session:
            ana = caller_as(session, self.cast.ana, self.now)
            self.client = open_client(session, NewClient(), team_id=self.cast.north.id, by=ana, now=self.now)
            self.cover_from = (self.now + 2 * A_DAY).astimezone(CHICAGO).date()
            session.add(
                Cover(
                    client_id=self.client.id,
                    owner_id=self.cast.ana.id,
                    cover_id=self.cast.ben.id,
                    from_on=self.cover_from,
                    until_on=self.cover_from + 3 * A_DAY,
                    by_id=self.cast.ana.id,
                    at=self.now,
                )
            )

    @property
    def today(self):
        return self.now.astimezone(CHICAGO).date()

    def may_see(self, name):
        covers = self.cover_from <= self.today <= self.cover_from + 3 * A_DAY
        return name in {"ana", "sol"} or (name == "ben" and covers)

    def standing(self, name):
        return Actor.SUPERVISOR if name == "sol" else Actor.OWNER

    def act(self, name, which, verb, *, works, becomes):
        """Have somebody act on a referral; it works exactly when the model says so, and then `becomes` is applied."""
        known = self.known[which % len(self.known)]
        remembered = known.remembered()
        try:
            with self.database.writing() as session:
                caller = caller_as(session, getattr(self.cast, name), self.now)
                referral = get_referral(session, known.referral.id, seen_by=caller, today=self.today, hold=True)
                verb(Tap(session, referral, caller, actor_of(session, referral, caller), self.now))
        except NotFoundError:
            assert not self.may_see(name)
            return
        except RefusedError:
            assert self.may_see(name)
            assert not works(known, self.standing(name))
            return
        assert self.may_see(name)
        assert works(known, self.standing(name))
        if becomes(known):
            known.taps = [(name, self.now, remembered)]

    @rule(days=st.integers(0, 9), minutes=st.sampled_from([0, 0.5, 2, 600]))
    def time_passes(self, days, minutes):
        self.now += timedelta(days=days, minutes=minutes)

    @rule(mode=st.sampled_from(Mode), course=st.sampled_from(Course), place=st.sampled_from([OPEN, CLOSED]))
    def ana_opens_one(self, mode, course, place):
        with self.database.writing() as session:
            ana = caller_as(session, self.cast.ana, self.now)
            client = session.get_one(Client, self.client.id)
            new = NewReferral(listing_id=place, mode=mode, course=course)
            referral = open_referral(
                session, client, new, by=ana, now=self.now, zone=CHICAGO, vocabulary=self.vocabulary
            )
        is_open = place == OPEN
        accepted = mode is Mode.SELF or (is_open and mode is Mode.BRIDGE)
        known = Known(referral, State.ACCEPTED if accepted else State.AGREED, mode, course, is_open)
        self.known.append(known)

    @rule(place=st.sampled_from([OPEN, CLOSED]))
    def ana_drafts_one(self, place):
        with self.database.writing() as session:
            ana = caller_as(session, self.cast.ana, self.now)
            client = session.get_one(Client, self.client.id)
            new = NewReferral(listing_id=place, mode=Mode.BRIDGE, client_said_yes=None)
            referral = open_referral(
                session, client, new, by=ana, now=self.now, zone=CHICAGO, vocabulary=self.vocabulary
            )
        self.known.append(Known(referral, State.DRAFT, Mode.BRIDGE, Course.ONGOING, place == OPEN))

    @precondition(lambda self: self.known)
    @rule(who=st.sampled_from(PEOPLE), which=st.integers(0, 99))
    def the_client_says_yes(self, who, which):
        def works(known, standing):
            return known.state is State.DRAFT and standing is Actor.OWNER

        def becomes(known):
            known.state = State.ACCEPTED if known.open_door else State.AGREED
            return True

        self.act(who, which, lambda tap: agree(tap, "spoken", zone=CHICAGO), works=works, becomes=becomes)

    @precondition(lambda self: self.known)
    @rule(
        who=st.sampled_from(PEOPLE),
        which=st.integers(0, 99),
        state=st.sampled_from([state for state in State if state not in {State.DRAFT, State.AGREED, State.BRIDGING}]),
        told=st.fixed_dictionaries(
            {
                "reason": st.one_of(st.none(), st.sampled_from(sorted(set().union(*REASONS.values())))),
                "provenance": st.one_of(st.none(), st.sampled_from(Provenance)),
                "place_said_yes": st.booleans(),
                "expected_on": st.one_of(st.none(), st.just(date(2027, 1, 4))),
            }
        ),
    )
    def somebody_says_what_became_of_it(self, who, which, state, told):
        outcome = Outcome(state=state, at=self.now, **told)

        def works(known, standing):
            return is_allowed(known, standing, outcome, self.now)

        def becomes(known):
            known.state = state
            if state is State.CONNECTED:
                known.connected_at = self.now
            if state in {State.SETTLED, State.DRIFTED}:
                known.done.add(Step.CHECK_30)
            return True

        self.act(who, which, lambda tap: record_outcome(tap, outcome, zone=CHICAGO), works=works, becomes=becomes)

    @precondition(lambda self: self.known)
    @rule(who=st.sampled_from(PEOPLE), which=st.integers(0, 99))
    def they_went(self, who, which):
        def works(known, standing):
            on_the_way = {State.AGREED, State.ACCEPTED, State.WAITLISTED, State.BRIDGING, State.CONNECTED}
            if known.mode is not Mode.BRIDGE or known.state not in on_the_way:
                return False
            return standing is Actor.OWNER or known.state is State.CONNECTED

        def becomes(known):
            changed = known.state is not State.CONNECTED or Step.ACCOMPANY not in known.done
            if known.state is not State.CONNECTED:
                known.state, known.connected_at = State.CONNECTED, self.now
            known.done.add(Step.ACCOMPANY)
            return changed

        self.act(who, which, lambda tap: we_went(tap, at=self.now, zone=CHICAGO), works=works, becomes=becomes)

    @precondition(lambda self: self.known)
    @rule(which=st.integers(0, 99), step=st.sampled_from([Step.PREPARE, Step.CONTACT]))
    def ana_takes_a_step(self, which, step):
        def becomes(known):
            changed = step not in known.done
            known.done.add(step)
            if changed and known.state in {State.ACCEPTED, State.WAITLISTED}:
                known.state = State.BRIDGING
            return changed

        self.act(
            "ana",
            which,
            lambda tap: take_step(tap, step, at=self.now, zone=CHICAGO),
            works=lambda known, _: self.has_steps(known),
            becomes=becomes,
        )

    @precondition(lambda self: self.known)
    @rule(which=st.integers(0, 99), days=st.integers(1, 6))
    def ana_plans_a_visit(self, which, days):
        plan = Plan(visit_at=self.now + days * A_DAY, meeting_point="bus stop")

        def becomes(known):
            if known.state is State.CONNECTED:
                return True
            known.done -= {Step.ACCOMPANY}
            known.done.add(Step.PLAN)
            if known.state in {State.ACCEPTED, State.WAITLISTED} and Step.PLAN not in known.skipped:
                known.state = State.BRIDGING
            return True

        self.act(
            "ana",
            which,
            lambda tap: plan_visit(tap, plan, zone=CHICAGO),
            works=lambda known, _: self.has_steps(known),
            becomes=becomes,
        )

    @precondition(lambda self: self.known)
    @rule(which=st.integers(0, 99))
    def ana_skips_preparing(self, which):
        def becomes(known):
            if known.done & {Step.PREPARE} or Step.PREPARE in known.skipped:
                return False
            known.skipped.add(Step.PREPARE)
            return True

        self.act(
            "ana",
            which,
            lambda tap: skip_step(tap, Step.PREPARE, SkipReason.NOT_NEEDED, zone=CHICAGO),
            works=lambda known, _: self.has_steps(known),
            becomes=becomes,
        )

    def has_steps(self, known):
        return known.mode is Mode.BRIDGE and (known.state in UNDER_WAY or known.state is State.CONNECTED)

    @precondition(lambda self: self.known)
    @rule(who=st.sampled_from(PEOPLE), which=st.integers(0, 99), days=st.integers(-1, 20))
    def somebody_puts_it_off(self, who, which, days):
        at = self.now + days * A_DAY

        def works(known, _):
            with self.database.reading() as session:
                return days > 0 and session.get_one(Referral, known.referral.id).next_act is not None

        self.act(who, which, lambda tap: move_next(tap, at), works=works, becomes=lambda _: True)

    @precondition(lambda self: self.known)
    @rule(which=st.integers(0, 99), direction=st.sampled_from([Direction.OUTBOUND, Direction.PLACE]))
    def ana_tries_to_reach_somebody(self, which, direction):
        known = self.known[which % len(self.known)]
        with self.database.writing() as session:
            said = NewContact(
                at=self.now, channel=Channel.CALL, direction=direction, two_way=False, referral_id=known.referral.id
            )
            client = session.get_one(Client, self.client.id)
            log_contact(session, client, said, by=caller_as(session, self.cast.ana, self.now), now=self.now)
        known.attempts.append(self.today)

    @precondition(lambda self: self.known)
    @rule(who=st.sampled_from(PEOPLE), which=st.integers(0, 99))
    def somebody_takes_it_back(self, who, which):
        known = self.known[which % len(self.known)]

        def works(known, _):
            return bool(known.taps) and known.taps[0][0] == who and self.now - known.taps[0][1] <= timedelta(minutes=1)

        def becomes(known):
            attempts, remembered = known.attempts, known.taps[0][2]
            known.state, known.connected_at = remembered.state, remembered.connected_at
            known.done, known.skipped, known.attempts = remembered.done, remembered.skipped, attempts
            known.taps = []
            return False

        if known.taps or self.is_old(known):
            self.act(who, which, undo_last, works=works, becomes=becomes)

    def is_old(self, known):
        """Whether even its opening can no longer be taken back."""
        return self.now - known.referral.created_at > timedelta(minutes=1)

    @invariant()
    def every_referral_is_what_the_model_says(self):
        with self.database.reading() as session:
            for known in self.known:
                referral = session.get_one(Referral, known.referral.id)
                assert referral.state == known.state
                self.has_an_owner_and_a_next_date(referral)
                self.is_told_by_its_events(session, referral)

    def has_an_owner_and_a_next_date(self, referral):
        if referral.state in UNDER_WAY:
            assert referral.owner_id is not None
            assert referral.next_at is not None
        if referral.state not in UNDER_WAY and referral.state != State.CONNECTED:
            assert (referral.next_at, referral.next_act) == (None, None)

    def is_told_by_its_events(self, session: Session, referral: Referral):
        events = history_of(session, referral)
        assert [event.number for event in events] == list(range(1, len(events) + 1))
        assert events[-1].to_state == referral.state
        audited = select(func.count()).where(AuditEntry.subject_ids == str(referral.id))
        assert session.exec(audited).one() == len(events)


def hold_to_the_model(database: Database, cast: Cast, vocabulary: Vocabulary, now: datetime, examples: int) -> None:
    with database.writing() as session:
        for key, facts in ((OPEN, {"open_meeting": True}), (CLOSED, {"registration": True})):
            save_listing(session, draft(facts=facts), listing_id=key, now=now, origin=EDITED)

    class Here(Work):
        pass

    Here.database, Here.cast, Here.vocabulary, Here.start = database, cast, vocabulary, now
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )


def test_referrals_are_what_a_plain_model_says(
    database: Database, cast: Cast, vocabulary: Vocabulary, now: datetime
) -> None:
    hold_to_the_model(database, cast, vocabulary, now, 15)


@pytest.mark.torture
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_five_hundred_long_days_are_what_a_plain_model_says(
    database: Database, cast: Cast, vocabulary: Vocabulary, now: datetime
) -> None:
    hold_to_the_model(database, cast, vocabulary, now, 500)
