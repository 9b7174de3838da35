"""Names of time zones: which exist, and which one somebody meant who wrote "EST", "Eastern" or "US/Eastern"."""

import re
import zoneinfo
from enum import StrEnum
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

NOT_A_PLACE = frozenset({"Factory", "localtime"})
"""Names a system may carry that say nothing of where the clock hangs."""

LEGACY_FAMILIES = ("US/", "Canada/", "Brazil/", "Chile/", "Mexico/", "Etc/")
"""Old families of names, told by their current name. Names such as Europe/Oslo stay as they are."""

MEANT = {
    "eastern": "America/New_York",
    "est": "America/New_York",
    "edt": "America/New_York",
    "et": "America/New_York",
    "est5edt": "America/New_York",
    "indiana": "America/Indiana/Indianapolis",
    "us eastern": "America/New_York",
    "us eastern standard time": "America/Indiana/Indianapolis",
    "central": "America/Chicago",
    "cst": "America/Chicago",
    "cdt": "America/Chicago",
    "ct": "America/Chicago",
    "cst6cdt": "America/Chicago",
    "us central": "America/Chicago",
    "central america": "America/Guatemala",
    "mountain": "America/Denver",
    "mst": "America/Denver",
    "mdt": "America/Denver",
    "mt": "America/Denver",
    "mst7mdt": "America/Denver",
    "us mountain": "America/Denver",
    "us mountain standard time": "America/Phoenix",
    "arizona": "America/Phoenix",
    "pacific": "America/Los_Angeles",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "pt": "America/Los_Angeles",
    "pst8pdt": "America/Los_Angeles",
    "us pacific": "America/Los_Angeles",
    "alaska": "America/Anchorage",
    "alaskan": "America/Anchorage",
    "akst": "America/Anchorage",
    "akdt": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "hawaiian": "Pacific/Honolulu",
    "hst": "Pacific/Honolulu",
    "atlantic": "America/Halifax",
    "ast": "America/Halifax",
    "adt": "America/Halifax",
    "newfoundland": "America/St_Johns",
    "nst": "America/St_Johns",
    "puerto rico": "America/Puerto_Rico",
    "bst": "Europe/London",
    "gmt": "Europe/London",
    "cet": "Europe/Brussels",
    "cest": "Europe/Brussels",
    "met": "Europe/Brussels",
    "eet": "Europe/Athens",
    "wet": "Europe/Lisbon",
}
"""Abbreviations and everyday names, as North America means them; Windows' and Rails' names fold to them."""

UNIVERSAL = frozenset({"utc", "uct", "z", "zulu", "universal", "etc/utc", "etc/uct", "etc/zulu", "etc/universal"})


@cache
def known_zones() -> frozenset[str]:
    """The IANA names this installation knows."""
    return frozenset(zoneinfo.available_timezones()) - NOT_A_PLACE


@cache
def zone_named(name: str) -> ZoneInfo | None:
    """The zone of exactly that IANA name, or None when there is none."""
    return ZoneInfo(name) if name in known_zones() else None


class Doubt(StrEnum):
    """Why the name of a zone was not plain."""

    UNTOLD = "untold"
    """None is given."""
    UNIVERSAL = "universal"
    """UTC is rarely meant for a place people go to."""
    MEANT = "meant"
    """An abbreviation or an everyday name, read as what it means in North America."""
    UNKNOWN = "unknown"
    FIXED = "fixed"
    """It never moves to daylight saving time."""


def resolve_zone(name: str | None) -> tuple[str | None, Doubt | None]:
    """The IANA name that `name` stands for, or None; and why it was not plain, or None.

    A name that nobody knows is never taken for UTC: it stays unknown and says so.
    """
    written = " ".join((name or "").split())
    if not written:
        return None, Doubt.UNTOLD
    if written.casefold() in UNIVERSAL:
        return "Etc/UTC", Doubt.UNIVERSAL
    if meant := MEANT.get(written.casefold()) or MEANT.get(_folded(written)):
        return meant, Doubt.MEANT
    exact = _names_by_lower_case().get(written.replace(" ", "_").casefold())
    if exact is None:
        return None, Doubt.UNKNOWN
    return (exact, Doubt.FIXED) if exact.startswith("Etc/") else (_current(exact), None)


def _folded(written: str) -> str:
    """What is left of "(GMT-05:00) Eastern Time (US & Canada)" or "Eastern Standard Time": "eastern"."""
    words = re.sub(r"\([^)]*\)", " ", written.casefold())
    words = re.sub(r"\b(standard|daylight|summer|time|zone)\b", " ", words)
    return " ".join(re.sub(r"[.,]", "", words).split())


@cache
def _names_by_lower_case() -> dict[str, str]:
    return {name.casefold(): name for name in known_zones()}


@cache
def _successors() -> dict[str, str]:
    """Old name → current name, from the links of the time zone database."""
    lines = (resources.files("tzdata") / "zoneinfo" / "tzdata.zi").read_text(encoding="utf-8").splitlines()
    links = (line.split() for line in lines if line.startswith("L "))
    return {old: current for _, current, old in links}


def _current(name: str) -> str:
    is_legacy = "/" not in name or name.startswith(LEGACY_FAMILIES)
    return _successors().get(name, name) if is_legacy else name
