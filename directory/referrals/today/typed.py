"""What a tap on Today sends, as text until it is known to be usable."""

from datetime import date

from pydantic import BaseModel, ConfigDict

LONGEST_NUMBER = 9


class TodayTap(BaseModel):
    """One tap on what is due on a referral; `at` says when it was, where it waited without signal."""

    model_config = ConfigDict(extra="ignore")

    did: str = ""
    version: str = ""
    later_on: str = ""
    at: str = ""

    @property
    def seen_version(self) -> int:
        """The version of the referral that the page showed; zero for what is none."""
        return int(self.version) if self.version.isdecimal() and len(self.version) <= LONGEST_NUMBER else 0

    @property
    def later_day(self) -> date | None:
        """The day to ask again; None for what is none."""
        try:
            return date.fromisoformat(self.later_on)
        except ValueError:
            return None
