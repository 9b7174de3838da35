"""The small pages of a record on which something is written down: one thing each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from directory.accounts.pages.parts import Option, Way
from directory.clients.boundaries import BlockLine
from directory.clients.models import Client, SafeContact
from directory.clients.pages.words import channel_names, options, purpose_names
from directory.formats import short_date
from directory.i18n import Translator
from directory.web.filled import Filled


@dataclass(frozen=True, slots=True)
class NewClientPage:
    """Beginning with somebody."""

    title: str
    form: Filled
    teams: tuple[Option, ...]
    """To choose from, where the peer works in several."""
    domains: tuple[Option, ...]
    back: Way


@dataclass(frozen=True, slots=True)
class GoalPage:
    """A goal in the client's words."""

    title: str
    action: str
    form: Filled
    domains: tuple[Option, ...]
    back: Way


@dataclass(frozen=True, slots=True)
class NotePage:
    """A note."""

    title: str
    action: str
    form: Filled
    back: Way


@dataclass(frozen=True, slots=True)
class ChannelAsked:
    """One channel, and what was said of it before."""

    code: str
    label: str
    before: str
    has_voicemail: bool


@dataclass(frozen=True, slots=True)
class SafePage:
    """By which channels the client may be reached."""

    title: str
    action: str
    channels: tuple[ChannelAsked, ...]
    back: Way


@dataclass(frozen=True, slots=True)
class IdentityPage:
    """Who the client is, as far as they want it kept."""

    title: str
    action: str
    form: Filled
    version: str
    back: Way


@dataclass(frozen=True, slots=True)
class CuePage:
    """What brings the client to mind, for the owner alone."""

    title: str
    action: str
    form: Filled
    version: str
    back: Way


@dataclass(frozen=True, slots=True)
class Group:
    """Boxes of one kind."""

    name: str
    label: str
    help: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class PreferencesPage:
    """What suits the client."""

    title: str
    action: str
    form: Filled
    version: str
    groups: tuple[Group, ...]
    back: Way


@dataclass(frozen=True, slots=True)
class BoundariesPage:
    """Whom the client must not meet; knowing them outside work; own experience shared."""

    title: str
    id: str
    form: Filled
    blocks: tuple[BlockLine, ...]
    found: tuple[Option, ...]
    has_looked: bool
    knows_outside: bool
    """Whether the reader said so."""
    others_know: tuple[str, ...]
    """Who said so, for a supervisor's eyes."""
    purposes: tuple[Option, ...]
    notice: str
    back: Way


def to_record(client: Client) -> Way:
    """Back to the client's record."""
    return Way(client.handle, f"/clients/{client.id}")


def to_clients(words: Translator) -> Way:
    """Back to the list."""
    return Way(words.gettext("clients"), "/clients")


def safe_page(client: Client, kept: dict[str, SafeContact], words: Translator, *, today: date) -> SafePage:
    """Build the page of safe ways to reach somebody; `kept` holds what has not lapsed."""
    names = channel_names(words)
    asked = tuple(
        ChannelAsked(code, names[code], _said_before(kept.get(code), words, today), has_voicemail=code == "call")
        for code in ("call", "text", "email", "mail")
    )
    return SafePage(words.gettext("Safe ways to reach them"), f"/clients/{client.id}/safe", asked, to_record(client))


def _said_before(kept: SafeContact | None, words: Translator, today: date) -> str:
    if kept is None:
        return words.gettext("Not asked yet, or too long ago: not safe")
    until = short_date(kept.lapses_on, words, today=today)
    said = (
        words.gettext("Safe until %(day)s") if kept.is_safe else words.gettext("Not safe, as they said; until %(day)s")
    )
    return said % {"day": until}


def boundaries_page(
    client: Client,
    form: Filled,
    blocks: Sequence[BlockLine],
    found: Sequence[tuple[UUID, str]] | None,
    words: Translator,
    *,
    knows_outside: bool,
    others_know: Sequence[str],
    notice: str = "",
) -> BoundariesPage:
    """Build the page of boundaries; `found` are organizations by the name that was looked for."""
    return BoundariesPage(
        title=words.gettext("Boundaries"),
        id=str(client.id),
        form=form,
        blocks=tuple(blocks),
        found=tuple(Option(str(key), name, is_chosen=False) for key, name in found or ()),
        has_looked=found is not None,
        knows_outside=knows_outside,
        others_know=tuple(others_know),
        purposes=options(purpose_names(words)),
        notice=notice,
        back=to_record(client),
    )
