"""Who looks at a referral, as what, when, and in which language."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from directory.formats import short_date
from directory.i18n import Translator
from directory.referrals.codes import Actor


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at it, as what, when, and in which language."""

    words: Translator
    zone: ZoneInfo
    now: datetime
    standing: Actor
    may_undo: bool
    is_owner: bool

    @property
    def today(self) -> date:
        """The day it is where the agency works."""
        return self.now.astimezone(self.zone).date()

    def day(self, moment: datetime) -> str:
        """Say the day of a moment."""
        return short_date(moment.astimezone(self.zone).date(), self.words, today=self.today)
