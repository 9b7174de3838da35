"""Who looks at a referral, as what, when, and in which language."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
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
    visited: UUID | None = None
    """The listing where they were today, to be asked whether it is still right."""

    @property
    def today(self) -> date:
        """The day it is where the agency works."""
        return self.now.astimezone(self.zone).date()

    def day(self, moment: datetime) -> str:
        """Say the day of a moment."""
        return short_date(moment.astimezone(self.zone).date(), self.words, today=self.today)
