"""The page of Today: sections of rows, each with its words, its taps and the ways to reach the client."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date

from directory.clients.codes import Channel
from directory.clients.models import SafeContact
from directory.formats import phone_link, short_date
from directory.i18n import Translator
from directory.policy import Caller, Role
from directory.referrals.codes import Mode, Step
from directory.referrals.today.offers import Did, ask_again_on, offers_of
from directory.referrals.today.reading import Due, Served, TodayFacts
from directory.referrals.today.rows import A_CHECK, Item, Row, Why, next_visit
from directory.referrals.today.sentences import Sentences, act_names
from directory.referrals.today.shapes import Bridge, Button, Person, Said, Section, Taken, Thing, TodayPage, WayToReach

UNDONE_AT: Final = {"referral": "referrals", "contact": "contacts", "promise": "promises", "distress": "distress"}
"""Under which address each is taken back."""


def today_page(
    facts: TodayFacts,
    caller: Caller,
    words: Translator,
    *,
    now: datetime,
    zone: ZoneInfo,
    taken: Taken | None = None,
    refused: Said | None = None,
) -> TodayPage:
    """Build the page."""
    shower = Shower(facts, caller, words, now=now, zone=zone, refused=refused)
    here = now.astimezone(zone)
    title = words.gettext("Today, %(weekday)s") % {"weekday": format_date(here, "EEEE", locale=words.locale)}
    headings = headings_of(words)
    sections = tuple(
        Section(why, headings[why], tuple(shower.person(row) for row in rows))
        for why, rows in groupby(facts.rows, key=lambda row: row.first.why)
    )
    return TodayPage(
        title=title,
        said=shower.summary(),
        sections=sections,
        taken=taken,
        supervises=Role.SUPERVISOR in caller.roles,
        emergencies=facts.emergencies,
        refused=refused,
        refused_at=_place_of(refused, facts),
    )


def _place_of(refused: Said | None, facts: TodayFacts) -> str:
    shown = {subject for row in facts.rows for subject in (row.client_id, *(item.subject_id for item in row.items))}
    return f"#of-{refused.of}" if refused is not None and refused.of in shown else ""


def taken_of(
    done: str, of: UUID | None, words: Translator, *, back: str = "", visited: UUID | None = None
) -> Taken | None:
    """What the page says of the tap that led to it: `done` is what was done, `of` to which contact or referral."""
    said = {
        "referral": words.gettext("Recorded."),
        "contact": words.gettext("Logged."),
        "promise": words.gettext("Promise kept."),
        "distress": words.gettext("Recorded that you have spoken to them."),
        "undone": words.gettext("Taken back."),
        "confirmed": words.gettext("Thank you. The directory says that it is still right."),
    }
    if done not in said:
        return None
    undo = f"/today/{UNDONE_AT[done]}/{of}/undo" if of and done in UNDONE_AT else ""
    return Taken(said[done], undo, back, visited)


def headings_of(words: Translator) -> dict[Why, str]:
    """What each section is called."""
    return {
        Why.DISTRESS: words.gettext("In distress"),
        Why.VISIT: words.gettext("Next visit"),
        Why.REPLY: words.gettext("Owed a reply"),
        Why.PROMISE: words.gettext("Promised"),
        Why.OVERDUE: words.gettext("Overdue"),
        Why.DUE: words.gettext("Due today"),
        Why.CHECK: words.gettext("Checks"),
    }


class Shower:
    """Turns rows into what the template shows; nothing is opened that it does not show."""

    def __init__(
        self,
        facts: TodayFacts,
        caller: Caller,
        words: Translator,
        *,
        now: datetime,
        zone: ZoneInfo,
        refused: Said | None = None,
    ) -> None:
        self.facts = facts
        self.refused = refused
        self.caller = caller
        self.words = words
        self.now = now
        self.zone = zone
        self.sentences = Sentences(facts, words, now=now, zone=zone)
        self.today = now.astimezone(zone).date()
        self.later_on = ask_again_on(self.today, facts.hours, facts.away)

    def summary(self) -> str:
        """`7 things. Leave by 11:15 am for the next visit.`"""
        count = sum(len(row.items) for row in self.facts.rows)
        said = self.words.ngettext("%(count)s thing.", "%(count)s things.", count) % {"count": count}
        visit = next_visit(self.facts.rows, self.now)
        return f"{said} {self._leaving(visit)}" if visit else said

    def _leaving(self, visit: Item) -> str:
        """When to leave for the next visit."""
        if visit.leave_at <= self.now:
            return self.words.gettext("Leave now for the next visit.")
        at = {"time": self.sentences.time(visit.leave_at)}
        if visit.meet_at is not None:
            return self.words.gettext("You meet at %(time)s for the next visit.") % at
        return self.words.gettext("Leave by %(time)s for the next visit.") % at

    def person(self, row: Row) -> Person:
        """One client's row."""
        served = self.facts.clients[row.client_id]
        things = [self.thing(item, served) for item in row.items]
        ways = self._ways(served)
        return Person(
            id=str(row.client_id),
            handle=served.client.handle,
            covered=self._whose(served),
            first=things[0],
            more=tuple(things[1:]),
            ways=ways,
            channel=self._channel(row, ways),
            is_owed=row.first.why in {Why.DISTRESS, Why.REPLY},
            fault=self._fault(row.client_id),
        )

    def thing(self, item: Item, served: Served) -> Thing:
        """One thing to do for a client."""
        said, why = self.sentences.said(item), self.sentences.why(item)
        if item.why in {Why.DISTRESS, Why.REPLY, Why.PROMISE}:
            action, buttons = self._of_contact(item, served)
            kind = "promise" if item.why is Why.PROMISE else "distress"
            then = f"/today?done={kind}&of={item.subject_id}"
            is_late, fault = item.why is Why.DISTRESS, self._fault(item.subject_id)
            return Thing(item.why, said, why, is_late, action, then, buttons, 0, "", "", None, fault)
        due = self.facts.referrals[item.subject_id]
        return Thing(
            why_code=item.why,
            said=said,
            why=why,
            is_late=item.why is Why.OVERDUE,
            action=f"/today/referrals/{item.subject_id}",
            then=f"/today?done=referral&of={item.subject_id}",
            buttons=tuple(
                Button(did, self._label(did, due)) for did in offers_of(due.referral, has_visit=due.has_visit)
            ),
            version=due.referral.version,
            later_on=self.later_on.isoformat(),
            href=f"/referrals/{item.subject_id}",
            bridge=self._bridge(due),
            fault=self._fault(item.subject_id),
        )

    def _fault(self, subject_id: UUID) -> str:
        return self.refused.sentence if self.refused is not None and self.refused.of == subject_id else ""

    def _of_contact(self, item: Item, served: Served) -> tuple[str, tuple[Button, ...]]:
        if item.why is Why.PROMISE:
            label = self.words.gettext("Mark promise kept")
            return f"/today/promises/{item.subject_id}", (Button("kept", label),)
        if (
            item.why is Why.DISTRESS
            and Role.SUPERVISOR in self.caller.roles
            and served.client.owner_id != (self.caller.person_id)
        ):
            label = self.words.gettext("I have spoken to them")
            return f"/today/distress/{item.subject_id}", (Button("heard", label),)
        return "", ()

    def _label(self, did: Did, due: Due) -> str:
        words = self.words
        is_result = due.referral.next_act in A_CHECK - {Step.CHECK_7}
        labels = {
            Did.WE_WENT: words.gettext("We went"),
            Did.WENT: words.gettext("Still going") if is_result else words.gettext("Went"),
            Did.NOT_THIS_TIME: words.gettext("Not going now") if is_result else words.gettext("Not this time"),
            Did.DONE: words.gettext("Done"),
            Did.SAID_YES: words.gettext("They said yes"),
            Did.LATER: words.gettext("Ask again %(day)s"),
        }
        return labels[did] % {"day": self._short_day()} if did is Did.LATER else labels[did]

    def _short_day(self) -> str:
        """`Thu`, with the date when it is more than six days ahead."""
        if (self.later_on - self.today).days < 7:
            return format_date(self.later_on, "EEE", locale=self.words.locale)
        return short_date(self.later_on, self.words, today=self.today)

    def _bridge(self, due: Due) -> Bridge | None:
        if due.referral.mode != Mode.BRIDGE:
            return None
        return Bridge(due.steps_done, len(Step), act_names(self.words)[due.referral.next_act or ""])

    def _whose(self, served: Served) -> str:
        client = served.client
        if client.owner_id == self.caller.person_id:
            return ""
        if Role.SUPERVISOR in self.caller.roles and client.team_id in self.caller.team_ids:
            return self.words.gettext("%(name)s looks after them") % {"name": served.owner_name}
        return self.words.gettext("You cover for %(name)s") % {"name": served.owner_name}

    def _ways(self, served: Served) -> tuple[WayToReach, ...]:
        if not served.safe or not (phone := served.client.phone):
            return ()
        labels = {Channel.CALL: self.words.gettext("Call"), Channel.TEXT: self.words.gettext("Text")}
        schemes = {Channel.CALL: "tel", Channel.TEXT: "sms"}
        found = (
            WayToReach(way, labels[way], phone_link(phone, scheme=schemes[way]), self._warning(way, served.safe[way]))
            for way in labels
            if way in served.safe
        )
        return tuple(way for way in found if way.href)

    def _warning(self, channel: Channel, safe: SafeContact) -> str:
        if channel is Channel.CALL and not safe.voicemail_is_safe:
            return self.words.gettext("Leave no voicemail.")
        if channel is Channel.TEXT and safe.others_read:
            return self.words.gettext("Somebody else may read texts.")
        return ""

    def _channel(self, row: Row, ways: Sequence[WayToReach]) -> str:
        """The way the client came by, where it is one that is logged; else the first safe one."""
        item = row.first
        if item.why in {Why.DISTRESS, Why.REPLY}:
            came_by = self.facts.contacts[item.subject_id].channel
            if came_by in {Channel.CALL, Channel.TEXT, Channel.IN_PERSON}:
                return came_by
        return ways[0].channel if ways else Channel.CALL


def client_ids(facts: TodayFacts) -> list[UUID]:
    """Whose records the page shows."""
    return [row.client_id for row in facts.rows]
