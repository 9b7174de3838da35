"""What the codes of curation say to people."""

from directory.curation.kinds import Decision, Kind, RejectReason, Voice
from directory.curation.parts import ADDRESS, HOURS, STATUS
from directory.curation.reports import Fault
from directory.i18n import Translator
from directory.listings.forms import CheckedHow
from directory.listings.knowing import DeclineReason


def kind_headings(words: Translator) -> dict[Kind, str]:
    """What each kind of proposal is headed by, the most urgent first."""
    return {
        Kind.REPORTED: words.gettext("Reported wrong"),
        Kind.CORRECTION: words.gettext("Corrections"),
        Kind.CREATE: words.gettext("New places"),
        Kind.CHANGE: words.gettext("Changes"),
        Kind.RETIRE: words.gettext("No longer offered?"),
        Kind.MERGE: words.gettext("One and the same?"),
    }


def kind_names(words: Translator) -> dict[Kind, str]:
    """What one proposal of each kind is called."""
    return kind_headings(words) | {
        Kind.CORRECTION: words.gettext("Correction"),
        Kind.CREATE: words.gettext("New place"),
        Kind.CHANGE: words.pgettext("a proposal", "Change"),
    }


def voices(words: Translator) -> dict[Voice, str]:
    """Who speaks in a proposal that no feed made."""
    return {
        Voice.PUBLIC: words.gettext("From a reader"),
        Voice.CONTACT: words.gettext("From the group itself"),
        Voice.PEER: words.gettext("From a peer"),
        Voice.CHECK: words.gettext("From whoever checked it"),
        Voice.SEARCH: words.gettext("Found by a search of the directory"),
        Voice.COORDINATOR: words.gettext("Draft of a coordinator"),
    }


def part_names(words: Translator) -> dict[str, str]:
    """What the parts of a change are called that are more than one field (`directory.curation.parts`)."""
    return {
        ADDRESS: words.gettext("Address"),
        HOURS: words.gettext("Times"),
        STATUS: words.gettext("Whether it is offered"),
    }


def fault_names(words: Translator) -> dict[Fault, str]:
    """What each fault is called."""
    return {
        Fault.LISTING_WRONG: words.gettext("What is said of it is not so"),
        Fault.TURNED_AWAY: words.gettext("Somebody was turned away"),
        Fault.NOT_OFFERED: words.gettext("They do not offer this"),
    }


def reject_reasons(words: Translator) -> dict[RejectReason, str]:
    """Why a proposal is not taken up."""
    return {
        RejectReason.NOT_SO: words.gettext("It is not so"),
        RejectReason.KNOWN_ALREADY: words.gettext("It is in the directory already"),
        RejectReason.OUT_OF_SCOPE: words.gettext("It does not belong in the directory"),
        RejectReason.NOT_ENOUGH: words.gettext("Too little is known"),
        RejectReason.OTHER: words.gettext("Another reason"),
    }


def decline_reasons(words: Translator) -> dict[DeclineReason, str]:
    """Why a note is not shown to others."""
    return {
        DeclineReason.NAMES_SOMEBODY: words.gettext("It tells of a person"),
        DeclineReason.LABELS_PEOPLE: words.gettext("A word in it labels people"),
        DeclineReason.NOT_ABOUT_THE_PLACE: words.gettext("It is not about the place"),
        DeclineReason.OTHER: words.gettext("Another reason"),
    }


def ways_of_checking(words: Translator) -> dict[CheckedHow, str]:
    """How somebody checked a listing."""
    return {
        "called": words.gettext("I called"),
        "visited": words.gettext("I was there"),
        "emailed": words.gettext("I wrote an email"),
        "website": words.gettext("I looked at their website"),
        "contact_confirmed": words.gettext("Somebody there confirmed it"),
    }


def ways_it_was_checked(words: Translator) -> dict[str, str]:
    """How a listing was checked, whoever did."""
    return {
        "called": words.gettext("By a call"),
        "visited": words.gettext("By a visit"),
        "emailed": words.gettext("By e-mail"),
        "website": words.gettext("On their website"),
        "contact_confirmed": words.gettext("Somebody there confirmed it"),
    }


def phone_kinds(words: Translator) -> dict[str, str]:
    """What a number is for."""
    return {
        "voice": words.gettext("Call"),
        "text": words.gettext("Text message"),
        "hotline": words.gettext("Hotline"),
        "dial_in": words.gettext("To join by telephone"),
        "tty": words.gettext("TTY"),
        "fax": words.gettext("Fax"),
    }


def status_names(words: Translator) -> dict[str, str]:
    """Whether something is offered."""
    return {
        "active": words.gettext("It is offered"),
        "temporarily_closed": words.gettext("Closed for now"),
        "inactive": words.gettext("No longer offered"),
        "defunct": words.gettext("The organization is gone"),
    }


def visibility_names(words: Translator) -> dict[str, str]:
    """How much of a place is shown."""
    return {
        "full": words.gettext("Full"),
        "area_only": words.gettext("Area only"),
        "hidden": words.gettext("Hidden"),
    }


def text_languages(words: Translator) -> dict[str, str]:
    """In which languages the texts of a listing are written."""
    return {"en": words.gettext("English"), "es": words.gettext("Spanish")}


def decisions(words: Translator) -> dict[Decision, str]:
    """What became of a proposal."""
    return {
        Decision.ACCEPTED: words.gettext("This was taken up."),
        Decision.REJECTED: words.gettext("This was not taken up."),
        Decision.SUPERSEDED: words.gettext("The reason for this is gone."),
    }


def field_names(words: Translator) -> dict[str, str]:
    """What the fields of a listing are called."""
    return _fields_of_text(words) | _fields_of_place(words) | _fields_of_fit(words)


def _fields_of_text(words: Translator) -> dict[str, str]:
    return {
        "name": words.gettext("Name"),
        "alternate_name": words.gettext("Other name"),
        "organization": words.gettext("Organization"),
        "organization_description": words.gettext("About the organization"),
        "organization_url": words.gettext("Website of the organization"),
        "description": words.gettext("What happens there"),
        "first_time": words.gettext("Your first time"),
        "url": words.gettext("Website"),
        "email": words.gettext("E-mail"),
        "phones": words.gettext("Telephone"),
        "contacts": words.gettext("People to ask for"),
        "status": words.gettext("Whether it is offered"),
        "closed_reason": words.gettext("Why it is closed"),
        "closed_until": words.gettext("Closed until"),
        "hours": words.gettext("Times"),
        "hours_note": words.gettext("About the times"),
        "timezone": words.gettext("Time zone"),
    }


def _fields_of_place(words: Translator) -> dict[str, str]:
    return {
        "place": words.gettext("Place"),
        "place.name": words.gettext("Name of the place"),
        "place.address_1": words.gettext("Street"),
        "place.address_2": words.gettext("Second line of the address"),
        "place.city": words.gettext("Town"),
        "place.region": words.gettext("County"),
        "place.state_province": words.gettext("State"),
        "place.postal_code": words.gettext("ZIP code"),
        "place.country": words.gettext("Country"),
        "place.lat": words.gettext("Latitude"),
        "place.lon": words.gettext("Longitude"),
        "place.visibility": words.gettext("How much of the place is shown"),
        "place.transportation": words.gettext("Getting there and home"),
        "place.description": words.gettext("Which door"),
        "in_person": words.gettext("In person"),
        "online": words.gettext("Online"),
        "online_url": words.gettext("Link to join"),
        "online_notes": words.gettext("Joining online"),
        "venue_closed": words.gettext("The place is closed for now"),
    }


def _fields_of_fit(words: Translator) -> dict[str, str]:
    return {
        "terms": words.gettext("Kinds"),
        "audiences": words.gettext("For whom"),
        "languages": words.gettext("Languages"),
        "facts": words.gettext("Does it fit?"),
        "access": words.gettext("Access"),
        "room_now_until": words.gettext("Room until"),
        "fees": words.gettext("Cost"),
        "required_documents": words.gettext("Papers to bring"),
        "checked_on": words.gettext("Checked on"),
        "checked_how": words.gettext("Checked how"),
    }
