"""What the pages of numbers are asked for, and the form of what somebody did to grow."""

from datetime import date

from pydantic import BaseModel, ConfigDict, ValidationError

from directory.i18n import Translator
from directory.reports.growth import Kind, NewGrowth


class GrowthForm(BaseModel):
    """One line as it was typed."""

    model_config = ConfigDict(extra="ignore")

    kind: str = Kind.SUPERVISION.value
    title: str = ""
    on_day: str = ""
    hours: str = ""
    renews_on: str = ""

    def read(self, words: Translator) -> tuple[NewGrowth | None, dict[str, str]]:
        """Return the line, or a sentence for each field that cannot be used."""
        faults: dict[str, str] = {}
        on_day, renews_on = self._day("on_day", faults, words), self._day("renews_on", faults, words)
        minutes = self._minutes(faults, words)
        if on_day is None and "on_day" not in faults:
            faults["on_day"] = words.gettext("Choose the day.")
        if faults or on_day is None:
            return None, faults
        try:
            kind = Kind(self.kind)
            return NewGrowth(kind=kind, title=self.title, on_day=on_day, minutes=minutes, renews_on=renews_on), {}
        except ValidationError:
            return None, {"title": words.gettext("Write at most 120 characters.")}
        except ValueError:
            return None, {"kind": words.gettext("Choose what it was.")}

    def _day(self, name: str, faults: dict[str, str], words: Translator) -> date | None:
        typed = getattr(self, name).strip()
        if not typed:
            return None
        try:
            return date.fromisoformat(typed)
        except ValueError:
            faults[name] = words.gettext("Write a day such as 2026-11-30.")
            return None

    def _minutes(self, faults: dict[str, str], words: Translator) -> int:
        """The hours typed, with a point or a comma, as minutes."""
        try:
            hours = float(self.hours.strip().replace(",", ".") or "0")
        except ValueError:
            hours = -1
        if not 0 <= hours <= 24:
            faults["hours"] = words.gettext("Write hours such as 1.5, at most 24.")
            return 0
        return round(hours * 60)
