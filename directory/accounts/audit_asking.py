"""Which entries of the audit an admin asks for, as the form on the page says it."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field

from directory.audit import Act, Subject, System
from directory.audit.queries import Wanted
from directory.i18n import Translator

LARGEST_NUMBER: Final = 2**31 - 1
"""The largest that the database keeps."""
YEARS: Final = range(2000, 2200)


class AuditForm(BaseModel):
    """Every field as it was typed, so that what cannot be used stays to be mended."""

    who: str = ""
    """The id of a person, or a part of the program."""
    act: str = ""
    subject: str = ""
    id: str = ""
    """One of the ids that entries name."""
    since: str = ""
    until: str = ""
    older_than: int | None = Field(None, ge=0, le=LARGEST_NUMBER)
    newer_than: int | None = Field(None, ge=0, le=LARGEST_NUMBER)

    @property
    def asked(self) -> dict[str, str]:
        """The fields of the filter that say something."""
        fields = self.model_dump(exclude={"older_than", "newer_than"})
        return {name: value.strip() for name, value in fields.items() if value.strip()}

    def faults(self, words: Translator) -> dict[str, str]:
        """A sentence for each field that cannot be used."""
        sentences = {
            "who": words.gettext("Choose somebody from the list."),
            "act": words.gettext("Choose an act from the list."),
            "subject": words.gettext("Choose from the list."),
            "id": words.gettext("An id has 32 digits and letters, in five groups."),
            "since": words.gettext("Write a day, such as 2026-12-24."),
            "until": words.gettext("Write a day, such as 2026-12-24."),
        }
        return {name: sentences[name] for name, value in self.asked.items() if _read(name, value) is None}

    def wanted(self, zone: ZoneInfo) -> Wanted:
        """What is asked for; days are those of the agency. A field with a fault asks for nothing."""
        read = {name: _read(name, value) for name, value in self.asked.items()}
        who, since, until = read.get("who"), read.get("since"), read.get("until")
        return Wanted(
            person_id=who if isinstance(who, UUID) else None,
            system=who if isinstance(who, System) else None,
            act=read.get("act"),
            subject=read.get("subject"),
            subject_id=read.get("id"),
            since=_midnight(since, zone) if since else None,
            before=_midnight(until + timedelta(days=1), zone) if until else None,
        )


def _read(name: str, value: str) -> Any:
    """What a field means, None when it means nothing here."""
    kinds: dict[str, tuple[Any, ...]] = {
        "who": (System, UUID),
        "act": (Act,),
        "subject": (Subject,),
        "id": (UUID,),
        "since": (_day,),
        "until": (_day,),
    }
    for kind in kinds[name]:
        try:
            return kind(value)
        except ValueError:
            continue
    return None


def _day(value: str) -> date:
    day = date.fromisoformat(value)
    if day.year not in YEARS:
        raise ValueError("nothing was written then")
    return day


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
