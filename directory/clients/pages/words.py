"""The words of a client's record in the reader's language: channels, directions, notices, reasons to end."""

from collections.abc import Mapping

from directory.accounts.pages.parts import Option
from directory.clients.codes import Channel, Direction, Emergency, EndReason, GoalOutcome, Notice, Purpose
from directory.i18n import Translator


def channel_names(words: Translator) -> Mapping[str, str]:
    """How a contact was made."""
    _ = words.gettext
    return {
        Channel.IN_PERSON: _("In person"),
        Channel.CALL: _("Call"),
        Channel.TEXT: _("Text"),
        Channel.VIDEO: _("Video"),
        Channel.EMAIL: _("E-mail"),
        Channel.MAIL: _("Letter"),
    }


def direction_names(words: Translator) -> Mapping[str, str]:
    """Between whom a contact was."""
    _ = words.gettext
    return {
        Direction.OUTBOUND: _("I reached out"),
        Direction.INBOUND: _("They reached me"),
        Direction.PLACE: _("With the place"),
    }


def purpose_names(words: Translator) -> Mapping[str, str]:
    """To what end something of one's own story was shared."""
    _ = words.gettext
    return {
        Purpose.HOPE: _("To give hope"),
        Purpose.TRUST: _("To build trust"),
        Purpose.NORMAL: _("To show that what they feel is usual"),
        Purpose.HOW_IT_WORKS: _("To explain a place or a way from the inside"),
    }


def notice_names(words: Translator) -> Mapping[str, str]:
    """How the client was told who looks after them."""
    _ = words.gettext
    return {
        Notice.IN_PERSON: _("Told in person"),
        Notice.CALL: _("Told by phone"),
        Notice.TEXT: _("Told by text"),
        Notice.NOT_YET: _("Not told yet"),
    }


def end_reason_names(words: Translator) -> Mapping[str, str]:
    """Why a service ends."""
    _ = words.gettext
    return {
        EndReason.GOALS_REACHED: _("They reached what they wanted"),
        EndReason.MOVED: _("They moved away"),
        EndReason.ELSEWHERE: _("Another service took over"),
        EndReason.STOPPED: _("They wanted no more of it"),
        EndReason.LOST_CONTACT: _("We lost contact"),
        EndReason.IN_CUSTODY: _("They are in custody"),
        EndReason.DIED: _("They died"),
        EndReason.OTHER: _("Another reason"),
    }


def emergency_names(words: Translator) -> Mapping[str, str]:
    """Why a record is opened by somebody who does not look after the client."""
    _ = words.gettext
    return {
        Emergency.MEDICAL: _("A medical emergency"),
        Emergency.IN_DANGER: _("They, or somebody else, are in danger"),
        Emergency.IN_CRISIS: _("They are in a crisis, and nobody who looks after them can be reached"),
        Emergency.MISSING: _("Nobody knows where they are, and we fear for them"),
    }


def outcome_names(words: Translator) -> Mapping[str, str]:
    """What became of a goal."""
    return {GoalOutcome.REACHED: words.gettext("Reached"), GoalOutcome.LET_GO: words.gettext("Let go")}


def text_names(words: Translator) -> Mapping[str, str]:
    """The texts of a record that say who somebody is."""
    _ = words.gettext
    return {
        "name": _("Name"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "birth_year": _("Year of birth"),
        "cue": _("What brings them to mind"),
        "area": _("Area"),
        "preferences": _("What suits them"),
    }


def row_names(words: Translator) -> Mapping[str, str]:
    """What the rows of a record are, by their tables."""
    _ = words.gettext
    return {
        "client": _("Records"),
        "client_goal": _("Goals"),
        "contact_entry": _("Contacts in the log"),
        "client_note": _("Notes"),
        "shared_experience": _("Own experience shared"),
        "known_outside": _("Known outside work"),
        "client_block": _("Not to be brought together"),
        "emergency_access": _("Opened in an emergency"),
        "referral": _("Referrals"),
        "referral_event": _("Changes of referrals"),
        "bridge_step": _("Steps of bridges"),
    }


def options(names: Mapping[str, str], chosen: str = "") -> tuple[Option, ...]:
    """Codes with their names, to choose one of."""
    return tuple(Option(str(code), name, str(code) == chosen) for code, name in names.items())
