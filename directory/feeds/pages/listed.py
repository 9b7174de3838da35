"""Every source that is read again and again, and how each stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from directory.accounts.pages.parts import Way
from directory.feeds.formats import FORMATS
from directory.feeds.pages.words import Tone, health_said, moment_said
from directory.feeds.planning import standing_of
from directory.feeds.sources import FeedWithSource
from directory.i18n import Translator


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source."""

    name: str
    href: str
    said: str
    health: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class FeedsPage:
    """The whole page."""

    title: str
    lines: tuple[SourceLine, ...]
    back: Way | None = None


def feeds_page(found: Sequence[FeedWithSource], words: Translator, *, now: datetime, zone: tzinfo) -> FeedsPage:
    """Build the page."""
    lines = tuple(_line(one, words, now, zone) for one in found)
    return FeedsPage(words.gettext("Sources"), lines)


def _line(found: FeedWithSource, words: Translator, now: datetime, zone: tzinfo) -> SourceLine:
    health, tone = health_said(standing_of(found.feed, now=now), words, now=now, zone=zone)
    said = [format_label(found.source.format, words)]
    if found.feed.paused_at is None:
        due = moment_said(max(found.feed.due_at, now), words, now=now, zone=zone)
        said.append(words.gettext("next: %(when)s") % {"when": due})
    return SourceLine(found.source.name, f"/curation/feeds/{found.source.id}", " · ".join(said), health, tone)


def format_label(name: str, words: Translator) -> str:
    """What a format is called."""
    return words.gettext(FORMATS[name].label) if name in FORMATS else name
