"""The due list as coordinators read it: whom to call, why, how long it takes, and how much fits this week."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from directory.accounts.pages.parts import Way
from directory.curation.checking.due_list import DueHost, DueList
from directory.curation.checking.models import Outcome
from directory.curation.checking.risk import Why
from directory.curation.checking.tries import Try
from directory.formats import ago, short_date
from directory.i18n import Translator

MOST_SHOWN: Final = 60
"""Nobody makes more calls in a week; the others come up as these are made."""
MOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class DueLine:
    """One call to make."""

    href: str
    label: str
    said: str
    """Which listings, and where."""
    whys: tuple[str, ...]
    minutes: str
    tried: str


@dataclass(frozen=True, slots=True)
class DuePage:
    """The whole page."""

    title: str
    notice: str
    said: str
    kept: str
    """That twice overdue listings are held in the results; empty where none are."""
    start_href: str
    this_week: tuple[DueLine, ...]
    later: tuple[DueLine, ...]
    resting: str
    back: Way | None = None


def due_page(due: DueList, words: Translator, *, today: date, kept: int, notice: str) -> DuePage:
    """Build the page."""
    shown = [_line(host, words, today) for host in due.hosts[:MOST_SHOWN]]
    resting = words.ngettext(
        "%(num)s more was tried and comes up again later.",
        "%(num)s more were tried and come up again later.",
        due.resting,
    )
    return DuePage(
        title=words.gettext("Due for a check"),
        notice=notice,
        said=week_said(due, words),
        kept=kept_said(kept, words),
        start_href=shown[0].href if shown else "",
        this_week=tuple(shown[: due.fitting]),
        later=tuple(shown[due.fitting :]),
        resting=resting % {"num": f"{due.resting:,}"} if due.resting else "",
    )


def sheet_href(host: DueHost) -> str:
    """Where the call sheet of a host is."""
    return f"/curation/call-sheet/{host.sheet_id}"


def week_said(due: DueList, words: Translator) -> str:
    """How long all of it takes, and what of the week is done."""
    text = words.gettext(
        "%(listings)s listings at %(hosts)s places are due, about %(minutes)s minutes. Of the %(week)s minutes of your "
        "week, %(done)s are done."
    )
    return text % {
        "listings": f"{due.listings:,}",
        "hosts": f"{len(due.hosts):,}",
        "minutes": f"{due.minutes:,}",
        "week": f"{due.minutes_a_week:,}",
        "done": f"{due.minutes_done:,}",
    }


def kept_said(kept: int, words: Translator) -> str:
    """That results still show what is twice overdue, where they do."""
    if not kept:
        return ""
    text = words.gettext(
        "%(count)s listings would leave the results because nobody checked them: more than 5 of 100 within a week. "
        "None of them leaves while it is so many. Check the first of the list."
    )
    return text % {"count": f"{kept:,}"}


def _line(host: DueHost, words: Translator, today: date) -> DueLine:
    names = ", ".join(one.name for one in host.listings[:MOST_NAMED])
    more = len(host.listings) - MOST_NAMED
    if more > 0:
        names = words.gettext("%(names)s and %(more)s more") % {"names": names, "more": more}
    return DueLine(
        href=sheet_href(host),
        label=host.organization,
        said=" · ".join(filter(None, (host.town, names))),
        whys=tuple(_WHYS[why](words) % {"when": short_date(host.due_on, words, today=today)} for why in host.whys),
        minutes=words.gettext("%(num)s minutes") % {"num": host.minutes},
        tried=tried_said(host.tried, words, today) if host.tried else "",
    )


def tried_said(tried: Try, words: Translator, today: date) -> str:
    """What came of the last try, and when it was."""
    return f"{outcomes(words)[tried.outcome]}, {ago(tried.on, today, words)}"


def outcomes(words: Translator) -> dict[Outcome, str]:
    """What came of a check, or of a try at one."""
    return {
        Outcome.RIGHT: words.gettext("All was right"),
        Outcome.CHANGED: words.gettext("Something was no longer so"),
        Outcome.NO_ANSWER: words.gettext("No answer"),
        Outcome.LEFT_MESSAGE: words.gettext("Left a message"),
        Outcome.CALL_BACK: words.gettext("Asked to be called back"),
        Outcome.ASKED: words.gettext("Wrote to their contact"),
    }


_WHYS: Final[Mapping[Why, Callable[[Translator], str]]] = {
    Why.REPORTED: lambda words: words.gettext("reported wrong"),
    Why.CALL_BACK: lambda words: words.gettext("asked to be called back"),
    Why.OVERDUE: lambda words: words.gettext("due since %(when)s"),
    Why.MUCH_USED: lambda words: words.gettext("many peers know it"),
    Why.NEVER_CHECKED: lambda words: words.gettext("never checked"),
}


def notices(words: Translator) -> dict[str, str]:
    """What was done just now, by the code in the address."""
    return {
        "checked": words.gettext("Checked today. Readers see it within moments."),
        "tried": words.gettext("Noted. It comes up again when it is worth another try."),
        "sent": words.gettext("A letter with a link is on its way."),
    }
