"""The form of a reader who says what is wrong with a listing, and the thanks for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from directory.curation.correcting import Subject
from directory.i18n import Translator
from directory.web.filled import Filled


@dataclass(frozen=True, slots=True)
class SubjectOption:
    """One thing that may be wrong."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """The form, or the thanks when it was sent."""

    title: str
    name: str
    language: str
    href: str
    """The listing's page; its corrections are below."""
    form: Filled
    subjects: tuple[SubjectOption, ...]
    opened: str
    """When the form was opened, in seconds."""
    is_sent: bool = False


def correction_page(
    listing_id: UUID, name: str, language: str, form: Filled, words: Translator, *, opened: str, is_sent: bool = False
) -> CorrectionPage:
    """The form for a listing as it stands now."""
    title = words.gettext("Thank you") if is_sent else words.gettext("Say what is wrong")
    chosen = form.value("about")
    options = tuple(SubjectOption(code.value, label, code == chosen) for code, label in subjects(words).items())
    return CorrectionPage(title, name, language, f"/listings/{listing_id}", form, options, opened, is_sent)


def subjects(words: Translator) -> Mapping[Subject, str]:
    """What may be wrong, as it is said."""
    _ = words.gettext
    return {
        Subject.TIMES: _("The days or times"),
        Subject.PLACE: _("The place, the door or the way there"),
        Subject.REACHING: _("The number, e-mail or website"),
        Subject.COST: _("What it costs, or what to bring"),
        Subject.WHAT: _("What happens there"),
        Subject.FIT: _("Who it is for, or what it asks for"),
        Subject.GONE: _("It does not exist any more"),
        Subject.OTHER: _("Something else"),
    }
