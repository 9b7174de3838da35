"""Name and language, working hours, and days away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from directory.accounts.days import AwayLine
from directory.accounts.pages.parts import Option, Way, language_options
from directory.formats import short_date
from directory.i18n import LANGUAGE_NAMES, Translator
from directory.web.filled import Filled
from directory.web.merging import Label


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """How one is called, and in which language."""

    title: str
    form: Filled
    version: str
    languages: tuple[Option, ...]
    back: Way


@dataclass(frozen=True, slots=True)
class Weekday:
    """One day of the week, as a row of two times."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class HoursPage:
    """When one works."""

    title: str
    form: Filled
    days: tuple[Weekday, ...]
    zone: str
    back: Way


@dataclass(frozen=True, slots=True)
class AwayEntry:
    """Days somebody is not there, and who covers."""

    id: str
    days: str
    cover: str


@dataclass(frozen=True, slots=True)
class AwayPage:
    """Days away, planned and to be added."""

    title: str
    form: Filled
    entries: tuple[AwayEntry, ...]
    colleagues: tuple[Option, ...]
    back: Way


def to_account(words: Translator) -> Way:
    """Back to one's own account."""
    return Way(words.gettext("your account"), "/account")


def profile_page(form: Filled, version: str, words: Translator) -> ProfilePage:
    """Build the page of name and language."""
    languages = language_options(form.value("language"))
    return ProfilePage(words.gettext("Name and language"), form, version, languages, to_account(words))


def profile_labels(words: Translator) -> dict[str, Label]:
    """Return what the fields of the profile are called where two changes of it meet."""
    return {
        "display_name": Label(words.gettext("Your name, as colleagues say it")),
        "language": Label(words.gettext("Language"), {str(code): name for code, name in LANGUAGE_NAMES.items()}),
    }


def weekdays(words: Translator) -> tuple[Weekday, ...]:
    """Monday to Sunday, by their two letters."""
    return (
        Weekday("mo", words.gettext("Monday")),
        Weekday("tu", words.gettext("Tuesday")),
        Weekday("we", words.gettext("Wednesday")),
        Weekday("th", words.gettext("Thursday")),
        Weekday("fr", words.gettext("Friday")),
        Weekday("sa", words.gettext("Saturday")),
        Weekday("su", words.gettext("Sunday")),
    )


def hours_page(form: Filled, words: Translator, *, zone: str) -> HoursPage:
    """Build the page of working hours."""
    return HoursPage(words.gettext("Working hours"), form, weekdays(words), zone, to_account(words))


def away_entry(line: AwayLine, words: Translator, *, today: date) -> AwayEntry:
    """Say one entry: `Mon Dec 7 – Fri Dec 11`, and who covers."""
    first, last = (short_date(day, words, today=today) for day in (line.from_on, line.until_on))
    nobody = words.gettext("Nobody covers yet")
    covered = words.gettext("%(name)s covers") % {"name": line.cover_name} if line.cover_name else nobody
    return AwayEntry(str(line.id), first if first == last else f"{first} – {last}", covered)


def away_page(
    form: Filled, entries: Sequence[AwayEntry], colleagues: Sequence[tuple[str, str]], words: Translator
) -> AwayPage:
    """Build the page of days away; `colleagues` are ids and names of who may cover."""
    chosen = form.value("cover")
    options = tuple(Option(person_id, name, person_id == chosen) for person_id, name in colleagues)
    return AwayPage(words.gettext("Days away and cover"), form, tuple(entries), options, to_account(words))
