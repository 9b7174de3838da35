"""The small parts that several of these pages are made of."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from directory.i18n import LANGUAGE_NAMES, Translator
from directory.policy import Role


@dataclass(frozen=True, slots=True)
class Way:
    """Where one can go from here."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """A way that also says how things stand there."""

    label: str
    said: str
    href: str


@dataclass(frozen=True, slots=True)
class Option:
    """One of several things to choose from."""

    value: str
    label: str
    is_chosen: bool
    said: str = ""


def role_names(words: Translator) -> dict[Role, str]:
    """What each role is called, in the order of who meets clients first."""
    return {
        Role.PEER: words.gettext("Peer"),
        Role.SUPERVISOR: words.gettext("Supervisor"),
        Role.COORDINATOR: words.gettext("Coordinator"),
        Role.ADMIN: words.gettext("Admin"),
    }


def roles_in_words(roles: Iterable[Role], words: Translator) -> str:
    """`Peer, Supervisor`, in their own order."""
    held = set(roles)
    return ", ".join(name for role, name in role_names(words).items() if role in held)


def language_options(chosen: str) -> tuple[Option, ...]:
    """Each language by its own name."""
    return tuple(Option(code, name, code == chosen) for code, name in LANGUAGE_NAMES.items())


def role_options(chosen: Collection[str], words: Translator) -> tuple[Option, ...]:
    """What somebody may do here, each with what it lets them see."""
    said = {
        Role.PEER: words.gettext("Finds places, keeps clients, logs referrals"),
        Role.SUPERVISOR: words.gettext("Sees the clients and the work of the team"),
        Role.COORDINATOR: words.gettext("Keeps the listings true; sees no client"),
        Role.ADMIN: words.gettext("People, teams, settings; sees no client"),
    }
    return tuple(Option(role, name, role in chosen, said[role]) for role, name in role_names(words).items())
