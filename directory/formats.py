"""Moments, miles, phones and spans as people say them, in English and Spanish."""

from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache

import phonenumbers
from babel import Locale
from babel.dates import format_date, get_timezone_name

from directory.i18n import Translator

EVENING = time(17)
"""From here on a day is "tonight"."""
SOON_MINUTES = 90
"""Up to here a start is counted in minutes."""
SOON_HOURS = 6
_SHORT_NUMBERS = range(3, 7)
"""Digits of the numbers that are dialed as they are: 211, 988, text codes."""


def clock_time(moment: time | datetime, words: Translator) -> str:
    """`7:00 pm`; `noon` and `midnight` stay numbers, so that nobody has to think."""
    return f"{moment.hour % 12 or 12}:{moment.minute:02} {_half(moment, words)}"


def clock_span(starts: time | datetime, ends: time | datetime, words: Translator) -> str:
    """`7–8:30 pm`, `11 am–1 pm`: full hours without zeros, the half of the day once where it is the same."""
    first, last = _short_time(starts), _short_time(ends)
    if _half(starts, words) != _half(ends, words):
        first = f"{first} {_half(starts, words)}"
    return f"{first}–{last} {_half(ends, words)}"


def _half(moment: time | datetime, words: Translator) -> str:
    return words.gettext("am") if moment.hour < 12 else words.gettext("pm")


def _short_time(moment: time | datetime) -> str:
    hour = moment.hour % 12 or 12
    return f"{hour}:{moment.minute:02}" if moment.minute else str(hour)


def short_date(day: date, words: Translator, *, today: date) -> str:
    """`Tue Dec 1`, with the year when it is not within the coming ten months."""
    near = -60 < (day - today).days < 300
    pattern = {("en", True): "EEE MMM d", ("en", False): "EEE MMM d, y"}.get((words.code, near))
    if pattern is None:
        pattern = "EEE d 'de' MMM" if near else "EEE d 'de' MMM 'de' y"
    return _written_date(day, pattern, words.locale)


def long_date(day: date, words: Translator) -> str:
    """`November 9, 2026`."""
    return _written_date(day, "long", words.locale)


def month_in_words(day: date, words: Translator) -> str:
    """`November 2026`."""
    return _written_date(day, "LLLL 'de' y" if words.code == "es" else "LLLL y", words.locale)


@lru_cache(maxsize=4096)
def _written_date(day: date, pattern: str, locale: Locale) -> str:
    return format_date(day, pattern, locale=locale)


def day_words(moment: datetime, now: datetime, words: Translator) -> str:
    """`Today`, `Tonight`, `Tomorrow` or the date, as seen on the calendar of the moment's own zone."""
    today = now.astimezone(moment.tzinfo).date()
    away = (moment.date() - today).days
    if away == 0:
        return words.gettext("Tonight") if moment.time() >= EVENING else words.gettext("Today")
    if away == 1:
        return words.gettext("Tomorrow")
    said = short_date(moment.date(), words, today=today)
    return said[:1].upper() + said[1:]


def day_and_time(moment: datetime, now: datetime, words: Translator) -> str:
    """`Tonight 7:00 pm`, `Tomorrow 6:30 pm`, `Tue Dec 1, 7:00 pm`."""
    day, at = day_words(moment, now, words), clock_time(moment, words)
    is_named = abs((moment.date() - now.astimezone(moment.tzinfo).date()).days) <= 1
    return f"{day} {at}" if is_named else f"{day}, {at}"


def start_in_words(starts_at: datetime, now: datetime, words: Translator) -> str:
    """`Tonight 7:00 pm, in 40 min`: the start, and how long until then when it is today and soon."""
    said = day_and_time(starts_at, now, words)
    until = time_until(starts_at, now, words)
    return f"{said}, {until}" if until else said


def time_until(moment: datetime, now: datetime, words: Translator) -> str:
    """`in 40 min`, `in 2 h`; nothing when it is far off or past."""
    minutes = int((moment.astimezone(UTC) - now.astimezone(UTC)).total_seconds() // 60)
    if minutes < 0 or minutes > SOON_HOURS * 60:
        return ""
    if minutes <= SOON_MINUTES:
        return words.gettext("in %(minutes)s min") % {"minutes": max(minutes, 1)}
    return words.gettext("in %(hours)s h") % {"hours": round(minutes / 60)}


def zone_in_words(moment: datetime, here: tzinfo, words: Translator) -> str:
    """`Eastern Time` when the clock at the moment's zone differs from the clock here at that instant, else nothing."""
    if moment.utcoffset() == moment.astimezone(here).utcoffset():
        return ""
    return _zone_name(moment.tzinfo, words.locale)


@lru_cache(maxsize=1024)
def _zone_name(zone: tzinfo | None, locale: Locale) -> str:
    return get_timezone_name(zone, width="long", locale=locale, zone_variant="generic")


def ago(day: date, today: date, words: Translator) -> str:
    """`today`, `yesterday`, `12 days ago`, `5 weeks ago`, `5 months ago`, `2 years ago`."""
    days = max((today - day).days, 0)
    if days <= 1:
        return words.gettext("yesterday") if days else words.gettext("today")
    if days < 21:
        return words.ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}
    if days < 70:
        return words.ngettext("%(count)s week ago", "%(count)s weeks ago", days // 7) % {"count": days // 7}
    if days < 730:
        months = round(days / 30.44)
        return words.ngettext("%(count)s month ago", "%(count)s months ago", months) % {"count": months}
    return words.ngettext("%(count)s year ago", "%(count)s years ago", days // 365) % {"count": days // 365}


def miles_in_words(miles: float, words: Translator, *, is_area: bool = False) -> str:
    """`1.4 mi`; `12 mi` from ten on; `about 3 mi` when only the area is known."""
    if is_area:
        return words.gettext("about %(miles)s mi") % {"miles": max(round(miles), 1)}
    if miles < 0.1:
        return words.gettext("under 0.1 mi")
    return words.gettext("%(miles)s mi") % {"miles": f"{miles:.1f}" if miles < 9.95 else f"{miles:.0f}"}


def whole_miles(miles: float) -> str:
    """`5`, `2.5`: a radius without needless zeros."""
    return f"{miles:g}"


@lru_cache(maxsize=4096)
def phone_in_words(number: str, extension: str = "") -> str:
    """`(612) 555-0100`; 211, 911 and 988 as they are; what is no number stays as it was given."""
    digits = _digits(number)
    if len(digits) in _SHORT_NUMBERS:
        return digits
    parsed = _parsed(number)
    if parsed is None:
        return number
    said = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return f"{said} ext. {extension}" if extension else said


@lru_cache(maxsize=4096)
def phone_link(number: str, extension: str = "", *, scheme: str = "tel") -> str:
    """`tel:+16125550100;ext=12`, or nothing for what cannot be dialed."""
    digits = _digits(number)
    if len(digits) in _SHORT_NUMBERS:
        return f"{scheme}:{digits}"
    parsed = _parsed(number)
    if parsed is None:
        return ""
    dialed = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    inner = _digits(extension)
    return f"{scheme}:{dialed};ext={inner}" if inner else f"{scheme}:{dialed}"


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isascii() and letter.isdigit())


def _parsed(number: str) -> phonenumbers.PhoneNumber | None:
    try:
        parsed = phonenumbers.parse(number, "US")
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_possible_number(parsed) else None


def one_after_another(parts: list[str], words: Translator) -> str:
    """`Mondays, Wednesdays and Fridays`."""
    if len(parts) < 2:
        return "".join(parts)
    return words.gettext("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}
