"""What happened on a referral, event by event, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from directory.formats import clock_time, short_date
from directory.i18n import Translator
from directory.referrals.codes import Act, Actor, State
from directory.referrals.models import ReferralEvent
from directory.referrals.pages.labels import skip_names, state_names, step_names, steps_done, witness_names
from directory.referrals.pages.reasons import reason_names, reasons_for


@dataclass(frozen=True, slots=True)
class Line:
    """One event."""

    when: str
    who: str
    what: str
    words: str
    is_undone: bool


@dataclass(frozen=True, slots=True)
class Teller:
    """Who is told, in which language, and by whose clock."""

    words: Translator
    zone: ZoneInfo
    now: datetime
    names: Mapping[UUID, str]

    def tell(self, events: Iterable[ReferralEvent]) -> tuple[Line, ...]:
        """The events in words, the newest first."""
        told = list(events)
        undone = {event.undoes for event in told if event.undoes}
        return tuple(self._line(event, undone) for event in reversed(told))

    def when(self, moment: datetime) -> str:
        """`Tue Dec 1, 7:00 pm`."""
        here = moment.astimezone(self.zone)
        day = short_date(here.date(), self.words, today=self.now.astimezone(self.zone).date())
        return f"{day}, {clock_time(here, self.words)}"

    def why(self, state: str, reason: str | None, provenance: str | None) -> str:
        """`Went alone; the client said so`, as far as it is known."""
        names = reasons_for(State(state), self.words) or reason_names(self.words)
        said = [names.get(reason or "", ""), witness_names(self.words).get(provenance or "", "")]
        return "; ".join(part for part in said if part)

    def _line(self, event: ReferralEvent, undone: set[UUID]) -> Line:
        who = self.names.get(event.actor_id, "") if event.actor_id and event.standing != Actor.SYSTEM else ""
        return Line(self.when(event.at), who, self._what(event), event.words, event.tap in undone)

    def _what(self, event: ReferralEvent) -> str:
        _ = self.words.gettext
        if event.act == Act.ENTERED:
            said = self.why(event.to_state, event.reason, event.provenance)
            state = state_names(self.words)[event.to_state]
            return f"{state}: {said}" if said else state
        if event.act == Act.STEP_DONE:
            said = self.why(event.to_state, None, event.provenance)
            done = steps_done(self.words)[event.step or ""]
            return f"{done}; {said}" if said else done
        if event.act in {Act.STEP_SKIPPED, Act.STEP_PLANNED}:
            return self._of_step(event)
        plain = {
            Act.OPENED: _("Opened"),
            Act.VISITED: _("Went together again"),
            Act.MISSED: _("The visit did not happen"),
            Act.NEXT_MOVED: _("Put off"),
            Act.SEEN: _("Seen by the owner"),
            Act.HANDED_OVER: _("Handed over"),
            Act.UNDONE: _("Took back the last entry"),
        }
        return plain[Act(event.act)]

    def _of_step(self, event: ReferralEvent) -> str:
        step = step_names(self.words)[event.step or ""]
        if event.act == Act.STEP_PLANNED:
            return self.words.gettext("Planned: %(step)s") % {"step": step}
        reason = skip_names(self.words).get(event.reason or "", "")
        return self.words.gettext("Left out: %(step)s (%(reason)s)") % {"step": step, "reason": reason}
