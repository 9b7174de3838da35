"""Whatever people do in whatever order, who is in, locked or out is what a plain model says."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pyotp import TOTP

from directory.accounts import sessions
from directory.accounts.entering import change_password, prove_password, set_password, sign_in
from directory.accounts.models import Person
from directory.accounts.outcomes import Ended, Entered, NotAccepted, SecondFactorDue, Unlocked, Visit
from directory.accounts.people import change_roles, disable_person, enable_person, fold_email, give_roles
from directory.accounts.pins import set_pin, unlock_with_pin
from directory.accounts.second_factor import take_code
from directory.audit import System
from directory.policy import Role
from tests.accounts.proofs import BEFORE, PASSWORD, WRONG, set_up_authenticator

IDLE, FULL = timedelta(minutes=15), timedelta(hours=12)
PIN = "835192"
NUMBERS = count()


@dataclass(eq=False)
class Somebody:
    """A person as the model has them."""

    person: Person
    roles: frozenset[Role]
    disabled: bool = False
    app: TOTP | None = None
    sessions: list["In"] = field(default_factory=list)


@dataclass(eq=False)
class In:
    """A session as the model has it."""

    owner: Somebody
    token: str
    visit: Visit
    seen_at: datetime
    due_at: datetime
    second_factor: bool
    locked: bool = False
    has_pin: bool = False
    wrong_pins: int = 0


class People(RuleBasedStateMachine):
    """Two people, and an admin who changes what they are."""

    database: ClassVar
    password_hash: ClassVar[str]
    start: ClassVar[datetime]
    places = Bundle("places")

    def __init__(self):
        super().__init__()
        self.now = self.start
        self.people = [self.person(Role.PEER), self.person(Role.COORDINATOR)]

    def person(self, role):
        name = f"person{next(NUMBERS)}"
        email = f"{name}@example.org"
        with self.database.writing() as session:
            person = Person(email=email, email_key=fold_email(email), display_name=name, created_at=self.now)
            session.add(person)
            session.flush()
            give_roles(session, person.id, [role])
            set_password(session, person.id, self.password_hash)
        return Somebody(person, frozenset({role}))

    def caller(self, place):
        """Who makes a request by this session, if anybody does: as the program finds them, and as the model has it."""
        with self.database.reading() as session:
            found = sessions.caller_of(session, place.token, now=self.now)
        assert (found is not None) == self.is_in(place)
        return found[0] if found else None

    def is_in(self, place):
        return place in place.owner.sessions and self.now < place.due_at

    def is_locked(self, place):
        return place.locked or self.now - place.seen_at >= IDLE

    def open_caller(self, place):
        caller = self.caller(place)
        return caller if caller and not caller.locked else None

    def moved(self, place, entered, *, second_factor, now=None):
        """The session in the place of one whose owner changed what they sign in with; all others are gone."""
        now = now or self.now
        place.owner.sessions.clear()
        return self.arrived(
            place.owner, entered, place.visit, second_factor=second_factor, due_at=place.due_at, now=now
        )

    def arrived(self, owner, entered, visit, *, second_factor, due_at, now=None):
        visit = replace(visit, device_token=entered.device_token)
        place = In(owner, entered.session_token, visit, now or self.now, due_at, second_factor)
        owner.sessions.append(place)
        return place

    @rule(target=places, who=st.integers(0, 1))
    def somebody_signs_in(self, who):
        owner = self.people[who]
        visit = Visit(f"address {next(NUMBERS)}", None, "Firefox, Linux")
        self.now += timedelta(seconds=60)
        came = sign_in(self.database, owner.person.email, PASSWORD, visit, now=self.now)
        if isinstance(came, SecondFactorDue):
            assert owner.app
            with self.database.writing() as session:
                came = take_code(session, came.token, owner.app.at(self.now), visit, now=self.now)
            assert came.second_factor
        if owner.disabled:
            assert came == NotAccepted()
            return In(owner, "nothing", visit, self.now, self.now, second_factor=False)
        assert isinstance(came, Entered)
        return self.arrived(owner, came, visit, second_factor=bool(owner.app), due_at=self.now + FULL)

    @rule(who=st.integers(0, 1))
    def somebody_else_tries(self, who):
        visit = Visit(f"address {next(NUMBERS)}", None, "Chrome, Windows")
        assert sign_in(self.database, self.people[who].person.email, WRONG, visit, now=self.now) == NotAccepted()

    @rule(minutes=st.sampled_from([1, 5, 14, 15, 60, 300]))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule(place=places)
    def a_page_is_asked_for(self, place):
        caller = self.caller(place)
        if caller and not caller.locked:
            with self.database.writing() as session:
                sessions.note_seen(session, caller.session_id, now=self.now)
            place.seen_at = self.now

    @rule(place=places)
    def a_session_is_locked(self, place):
        if caller := self.open_caller(place):
            with self.database.writing() as session:
                sessions.lock(session, caller, now=self.now)
            place.locked = True

    @rule(place=places)
    def a_pin_is_chosen(self, place):
        if caller := self.open_caller(place):
            with self.database.writing() as session:
                set_pin(session, caller, PIN, now=self.now)
            place.has_pin, place.wrong_pins = True, 0

    @rule(place=places, right=st.booleans())
    def a_pin_is_typed(self, place, right):
        if not (caller := self.caller(place)):
            return
        with self.database.writing() as session:
            came = unlock_with_pin(session, caller, PIN if right else "111222", place.visit, now=self.now)
        if not place.has_pin:
            assert came == NotAccepted()
        elif right:
            assert came == Unlocked()
            place.locked, place.seen_at, place.wrong_pins = False, self.now, 0
        else:
            place.wrong_pins += 1
            assert came == (Ended() if place.wrong_pins == 5 else NotAccepted(5 - place.wrong_pins))
            if place.wrong_pins == 5:
                place.owner.sessions.remove(place)

    @rule(place=places)
    def a_password_unlocks(self, place):
        if caller := self.caller(place):
            assert prove_password(self.database, caller, PASSWORD, now=self.now)
            place.locked, place.seen_at = False, self.now

    @rule(place=consumes(places))
    def somebody_signs_out(self, place):
        if caller := self.caller(place):
            with self.database.writing() as session:
                sessions.sign_out(session, caller, now=self.now)
            place.owner.sessions.remove(place)

    @rule(place=places)
    def all_others_end(self, place):
        if caller := self.open_caller(place):
            with self.database.writing() as session:
                sessions.end_other_sessions(session, caller, now=self.now)
            place.owner.sessions[:] = [place]

    @rule(target=places, place=places)
    def a_password_is_changed(self, place):
        if not (caller := self.open_caller(place)):
            return place
        came = change_password(self.database, caller, PASSWORD, PASSWORD, place.visit, now=self.now)
        assert isinstance(came, Entered)
        after = self.moved(place, came, second_factor=place.second_factor)
        after.has_pin, after.wrong_pins = place.has_pin, place.wrong_pins
        return after

    @rule(target=places, place=places)
    def an_authenticator_is_added(self, place):
        caller = self.open_caller(place)
        if not caller or place.owner.app:
            return place
        with self.database.writing() as session:
            place.owner.app, came = set_up_authenticator(session, caller, place.visit, self.now + BEFORE)
        after = self.moved(place, came, second_factor=True)
        after.has_pin, after.wrong_pins = place.has_pin, place.wrong_pins
        return after

    @rule(
        who=st.integers(0, 1),
        roles=st.frozensets(st.sampled_from([Role.PEER, Role.SUPERVISOR, Role.COORDINATOR]), min_size=1),
    )
    def a_role_is_changed(self, who, roles):
        owner = self.people[who]
        with self.database.writing() as session:
            change_roles(session, owner.person.id, roles, by=System.COMMAND, now=self.now)
        if roles != owner.roles:
            owner.sessions.clear()
        owner.roles = roles

    @rule(who=st.integers(0, 1))
    def somebody_is_disabled(self, who):
        owner = self.people[who]
        with self.database.writing() as session:
            disable_person(session, owner.person.id, by=System.COMMAND, now=self.now)
        owner.disabled = True
        owner.sessions.clear()

    @precondition(lambda self: any(owner.disabled for owner in self.people))
    @rule(who=st.integers(0, 1))
    def somebody_is_enabled(self, who):
        with self.database.writing() as session:
            enable_person(session, self.people[who].person.id, by=System.COMMAND, now=self.now)
        self.people[who].disabled = False

    @invariant()
    def every_session_is_what_the_model_says(self):
        for owner in self.people:
            for place in owner.sessions:
                caller = self.caller(place)
                if caller is None:
                    continue
                assert caller.person_id == owner.person.id
                assert caller.roles == owner.roles
                assert caller.locked == self.is_locked(place)
                assert caller.second_factor == place.second_factor


def test_sessions_are_what_a_plain_model_says(database, password_hash, now):
    class Here(People):
        pass

    Here.database, Here.password_hash, Here.start = database, password_hash, now
    run_state_machine_as_test(
        Here,
        settings=settings(max_examples=10, stateful_step_count=25, suppress_health_check=list(HealthCheck)),
    )
