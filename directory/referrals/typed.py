"""What is typed and tapped on the pages of referrals, as text until it is known to be usable."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Final, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, ValidationError

from directory.errors import RefusedError
from directory.referrals.codes import Course, Mode, Provenance, SaidYes, Spoken, State
from directory.referrals.forms import NewReferral, Outcome, Plan

MIDDAY: Final = time(12)
MORNING: Final = time(9)
Code = TypeVar("Code", bound=StrEnum)


class TypedForm(BaseModel):
    """Text as it came; what else is in the form is left."""

    model_config = ConfigDict(extra="ignore")

    version: str = ""

    @property
    def form(self) -> str:
        """Which form of its page it is."""
        return type(self).__name__


class TapForm(TypedForm):
    """One tap: what it says, when it was where it waited without signal, and the page it came from."""

    act: str = ""
    at: str = ""
    back: str = ""


class YesForm(TypedForm):
    """How the client agreed."""

    yes: str = ""


class WordsForm(TypedForm):
    """What the contact will hear, and the client's yes to it."""

    words: str = ""
    client_said_yes: str = ""


class SkipForm(TypedForm):
    """Which step is left out, and why."""

    step: str = ""
    reason: str = ""


class CheckForm(TypedForm):
    """How it is going, and who says so."""

    going: str = ""
    provenance: str = ""
    day: str = ""
    words: str = ""


class MoveForm(TypedForm):
    """Until when something is put off."""

    day: str = ""


class ReferForm(TypedForm):
    """What is agreed on with a client."""

    client: str = ""
    to: list[str] = []
    """Ids of listings; none for a place that is not in the directory."""
    place_name: str = ""
    goal: str = ""
    domain: str = ""
    mode: str = Mode.SELF
    course: str = Course.ONGOING
    spoken: str = Spoken.SPOKEN
    yes: str = ""
    replaces: str = ""

    def listing_ids(self) -> list[UUID]:
        """The listings it goes to."""
        return [read_id(each) for each in self.to if each]

    def new(self) -> NewReferral:
        """The referral, to the first of the listings. Raises RefusedError for a code that is none."""
        ids = self.listing_ids()
        try:
            return NewReferral(
                listing_id=ids[0] if ids else None,
                place_name=self.place_name,
                goal_id=read_id(self.goal) if self.goal else None,
                domain=self.domain or None,
                mode=read_code(Mode, self.mode),
                course=read_code(Course, self.course),
                spoken=read_code(Spoken, self.spoken),
                client_said_yes=read_code(SaidYes, self.yes) if self.yes else None,
            )
        except ValidationError:
            raise RefusedError("This is too long to be the name of a place.") from None


class OutingForm(ReferForm):
    """One activity for several clients."""

    clients: list[str] = []
    day: str = ""
    hour: str = ""

    def client_ids(self) -> list[UUID]:
        """Who comes along."""
        return [read_id(each) for each in self.clients]


class PlanForm(TypedForm):
    """When and how they go."""

    day: str = ""
    hour: str = ""
    meet_hour: str = ""
    meeting_point: str = ""
    transport_there: str = ""
    transport_home: str = ""
    key_contact_id: str = ""
    key_contact: str = ""
    exit_word: str = ""

    def plan(self, zone: ZoneInfo) -> Plan:
        """The plan. Raises RefusedError for a day or an hour that is none."""
        try:
            return Plan(
                visit_at=moment_at(self.day, self.hour, zone),
                meet_at=moment_at(self.day, self.meet_hour, zone) if self.meet_hour else None,
                key_contact_id=read_id(self.key_contact_id) if self.key_contact_id else None,
                **self.model_dump(exclude={"version", "day", "hour", "meet_hour", "key_contact_id"}),
            )
        except ValidationError:
            raise RefusedError("Write it in fewer words.") from None


class OutcomeForm(TypedForm):
    """What became of it, and who says so."""

    state: str = ""
    reason: str = ""
    provenance: str = ""
    day: str = ""
    words: str = ""
    expected_on: str = ""
    with_supervisor: str = ""
    nothing_else_near: str = ""

    @property
    def form(self) -> str:
        """There is one for each state."""
        return f"outcome-{self.state}"

    def outcome(self, now: datetime, zone: ZoneInfo) -> Outcome:
        """The outcome. Raises RefusedError in one sentence for what cannot be read."""
        try:
            return Outcome(
                state=read_code(State, self.state),
                reason=self.reason or None,
                provenance=read_code(Provenance, self.provenance) if self.provenance else None,
                at=moment_of(self.day, now, zone),
                words=self.words,
                expected_on=read_day(self.expected_on) if self.expected_on else None,
                place_said_yes=self.state == State.ACCEPTED,
                with_supervisor=bool(self.with_supervisor),
                nothing_else_near=bool(self.nothing_else_near),
            )
        except ValidationError:
            raise RefusedError("Write it in fewer words.") from None


def moment_of(day: str, now: datetime, zone: ZoneInfo) -> datetime:
    """When something happened: now where no day or today is given, else at midday of the day."""
    if not day or read_day(day) == now.astimezone(zone).date():
        return now
    return datetime.combine(read_day(day), MIDDAY, zone)


def moment_at(day: str, hour: str, zone: ZoneInfo) -> datetime:
    """The moment of a day and an hour. Raises RefusedError for what is none."""
    try:
        return datetime.combine(date.fromisoformat(day), time.fromisoformat(hour), zone)
    except ValueError:
        raise RefusedError("Write the day, and hours such as 18:30.") from None


def morning_of(day: str, zone: ZoneInfo) -> datetime:
    """Nine o'clock of a day."""
    return datetime.combine(read_day(day), MORNING, zone)


def read_day(text: str) -> date:
    """Read a day. Raises RefusedError for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RefusedError("Write a day, such as 2026-12-24.") from None


def read_id(text: str) -> UUID:
    """Read an id. Raises RefusedError for what is none."""
    try:
        return UUID(text)
    except ValueError:
        raise RefusedError("Choose one of what is offered.") from None


def read_code(codes: type[Code], text: str) -> Code:
    """Read a code. Raises RefusedError for what is none."""
    try:
        return codes(text)
    except ValueError:
        raise RefusedError("Choose one of what is offered.") from None
