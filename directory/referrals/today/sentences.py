"""What Today says of each thing to do, and why it stands there."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from directory.accounts.working_time import working_time
from directory.clients.codes import Channel
from directory.clients.models import ContactEntry
from directory.formats import clock_time, short_date
from directory.i18n import Translator
from directory.referrals.codes import NextAct, Step
from directory.referrals.models import BridgeStep
from directory.referrals.today.reading import Due, TodayFacts
from directory.referrals.today.rows import Item, Why

AN_HOUR = timedelta(hours=1)


class Sentences:
    """The words of one page, for one reader at one moment."""

    def __init__(self, facts: TodayFacts, words: Translator, *, now: datetime, zone: ZoneInfo) -> None:
        self.facts = facts
        self.words = words
        self.now = now
        self.zone = zone

    def said(self, item: Item) -> str:
        """What is to be done, or what happened: `Texted yesterday 4:10 pm`."""
        if item.why is Why.PROMISE:
            return self.facts.contacts[item.subject_id].promise or self.words.gettext("Something was promised")
        if item.why in {Why.DISTRESS, Why.REPLY}:
            return self._contact(self.facts.contacts[item.subject_id])
        due = self.facts.referrals[item.subject_id]
        return self._visit(due, item.at) if item.why is Why.VISIT else self._asked(due)

    def why(self, item: Item) -> str:
        """Why it stands there: `7-day check, due Sun Nov 15`."""
        words = self.words
        if item.why is Why.DISTRESS:
            return words.gettext("In distress, and nobody has spoken with them since")
        if item.why is Why.REPLY:
            return self._waiting(item.at)
        if item.why is Why.PROMISE:
            return words.gettext("You promised it for %(day)s") % {"day": self.day(item.at)}
        due = self.facts.referrals[item.subject_id]
        if item.why is Why.VISIT:
            return self._leaving(item)
        what = {"what": act_names(words)[due.referral.next_act or ""], "day": self.day(item.at)}
        return words.gettext("%(what)s, due %(day)s") % what

    def day(self, moment: datetime) -> str:
        """`today`, `yesterday`, `tomorrow`, else `Tue Dec 1`, in the middle of a sentence."""
        day, today = moment.astimezone(self.zone).date(), self.now.astimezone(self.zone).date()
        named = {
            -1: self.words.gettext("yesterday"),
            0: self.words.gettext("today"),
            1: self.words.gettext("tomorrow"),
        }
        return named.get((day - today).days) or short_date(day, self.words, today=today)

    def time(self, moment: datetime) -> str:
        """`11:15 am`, on the clocks of the agency."""
        return clock_time(moment.astimezone(self.zone), self.words)

    def place(self, due: Due) -> str:
        """Where a referral goes."""
        return due.place or due.referral.place_name or self.words.gettext("a place that has no name yet")

    def _contact(self, contact: ContactEntry) -> str:
        when = {"when": f"{self.day(contact.at)} {self.time(contact.at)}"}
        words = self.words
        said = {
            Channel.TEXT: words.gettext("Texted %(when)s"),
            Channel.CALL: words.gettext("Called %(when)s"),
            Channel.EMAIL: words.gettext("Sent an e-mail %(when)s"),
            Channel.MAIL: words.gettext("Wrote %(when)s"),
        }
        return said.get(Channel(contact.channel), words.gettext("In touch %(when)s")) % when

    def _waiting(self, since: datetime) -> str:
        """How long a reply is owed, in the hours and on the days that the reader works."""
        waited = working_time(since, self.now, self.facts.hours, self.zone, away=sorted(self.facts.away))
        hours = waited // AN_HOUR
        if not self.facts.hours:
            said = self.words.ngettext("Waiting for %(count)s hour", "Waiting for %(count)s hours", hours)
        else:
            said = self.words.ngettext(
                "Waiting for %(count)s working hour", "Waiting for %(count)s working hours", hours
            )
        if hours:
            return said % {"count": hours}
        if waited:
            return self.words.gettext("Waiting for less than an hour")
        return self.words.gettext("Came outside your working hours")

    def _visit(self, due: Due, at: datetime) -> str:
        said = {"time": self.time(at), "place": self.place(due), "meeting": meeting_point(due.visit)}
        if due.meet_at is not None:
            said |= {"meeting": ", ".join(part for part in (self.time(due.meet_at), said["meeting"]) if part)}
        if said["meeting"]:
            return self.words.gettext("%(time)s, %(place)s. Meet at %(meeting)s.") % said
        return self.words.gettext("%(time)s, %(place)s") % said

    def _leaving(self, visit: Item) -> str:
        leave = visit.leave_at
        if visit.at <= self.now:
            return self.words.gettext("The visit has begun. Record it when you are back.")
        if leave <= self.now:
            return self.words.gettext("Leave now")
        if visit.meet_at is not None:
            return self.words.gettext("Leave in time to meet at %(time)s") % {"time": self.time(leave)}
        return self.words.gettext("Leave by %(time)s") % {"time": self.time(leave)}

    def _asked(self, due: Due) -> str:
        asked = questions(self.words)
        act = due.referral.next_act or ""
        if act == Step.CHECK_7 and due.referral.course == "one_off":
            return self.words.gettext("Did %(place)s work out?") % {"place": self.place(due)}
        return asked[act] % {"place": self.place(due)}


def questions(words: Translator) -> dict[str, str]:
    """What is to be asked or done, by what is due next."""
    return {
        NextAct.FINISH_DRAFT: words.gettext("Finish the referral to %(place)s with them"),
        NextAct.ASK: words.gettext("Did they go to %(place)s?"),
        NextAct.AWAIT_PLACE: words.gettext("Hear from %(place)s"),
        Step.PREPARE: words.gettext("Prepare for %(place)s together"),
        Step.CONTACT: words.gettext("Speak with %(place)s for them"),
        Step.PLAN: words.gettext("Plan when to go to %(place)s"),
        Step.ACCOMPANY: words.gettext("Go along to %(place)s"),
        Step.SETTLE: words.gettext("Go along to %(place)s once more"),
        Step.CHECK_7: words.gettext("How is %(place)s going, a week on?"),
        Step.CHECK_30: words.gettext("Still going to %(place)s, a month on?"),
        Step.CHECK_90: words.gettext("Still going to %(place)s, three months on?"),
    }


def act_names(words: Translator) -> dict[str, str]:
    """What is due, by its code."""
    return {
        NextAct.FINISH_DRAFT: words.gettext("Draft"),
        NextAct.ASK: words.gettext("Asking how it went"),
        NextAct.AWAIT_PLACE: words.gettext("Their answer"),
        Step.PREPARE: words.gettext("Preparing"),
        Step.CONTACT: words.gettext("First contact"),
        Step.PLAN: words.gettext("Plan"),
        Step.ACCOMPANY: words.gettext("Visit"),
        Step.SETTLE: words.gettext("Visit"),
        Step.CHECK_7: words.gettext("7-day check"),
        Step.CHECK_30: words.gettext("30-day check"),
        Step.CHECK_90: words.gettext("90-day check"),
    }


def meeting_point(visit: BridgeStep | None) -> str:
    """Where a peer and a client meet; opened for the visit that is shown, and for no other."""
    details = json.loads(visit.details) if visit is not None and visit.details else {}
    return str(details.get("meeting_point", ""))
