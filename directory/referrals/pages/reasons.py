"""Why a referral ended, in the reader's language. Each reason speaks of what happened, never of the person."""

from collections.abc import Mapping

from directory.i18n import Translator
from directory.referrals.codes import State


def reason_names(words: Translator) -> Mapping[str, str]:
    """Every reason of every state; one code means the same wherever it is used."""
    return {**_of_the_place(words), **_of_stopping(words), **_of_barriers(words), **_of_connecting(words)}


def reasons_for(state: State, words: Translator) -> Mapping[str, str]:
    """The reasons that a state is entered with, the likelier ones first."""
    by_state = {
        State.DECLINED: _of_the_place,
        State.WITHDRAWN: _of_stopping,
        State.NOT_CONNECTED: _of_barriers,
        State.CONNECTED: _of_connecting,
        State.ERROR: _of_mistakes,
    }
    return by_state[state](words) if state in by_state else {}


def _of_the_place(words: Translator) -> dict[str, str]:
    _ = words.gettext
    return {
        "no_capacity": _("No room there"),
        "not_eligible": _("Their rules do not allow it"),
        "not_offered": _("They do not offer this"),
        "already_enrolled": _("Goes there already"),
        "out_of_area": _("Outside their area"),
        "documents_missing": _("Papers are missing"),
        "safety": _("Safety"),
        "other": _("Another reason"),
    }


def _of_stopping(words: Translator) -> dict[str, str]:
    _ = words.gettext
    return {
        "changed_mind": _("Changed their mind"),
        "not_now": _("Not now"),
        "found_other": _("Found something else"),
        "no_response": _("No answer any more"),
        "moved": _("Moved away"),
        "in_hospital": _("In hospital"),
        "in_custody": _("In custody"),
        "died": _("Died"),
        "consent_revoked": _("Took back the consent"),
        "listing_wrong": _("The listing is wrong"),
        "duplicate": _("Logged twice"),
    }


def _of_barriers(words: Translator) -> dict[str, str]:
    _ = words.gettext
    return {
        "did_not_attend": _("Did not get there"),
        "transport": _("No way to get there"),
        "time_work_childcare": _("Time, work or childcare"),
        "cost_or_insurance": _("Cost or insurance"),
        "documents": _("Papers"),
        "access_or_language": _("Access or language"),
        "unreachable": _("Could not be reached"),
        "turned_away": _("Was turned away"),
        "not_a_fit": _("Not a fit"),
        "felt_unwelcome": _("Felt unwelcome"),
        "listing_wrong": _("The listing is wrong"),
        "safety": _("Safety"),
        "other": _("Another reason"),
    }


def _of_connecting(words: Translator) -> dict[str, str]:
    _ = words.gettext
    return {
        "attended_with_peer": _("Went, together with the peer"),
        "attended_alone": _("Went alone"),
        "enrolled": _("Enrolled"),
        "served": _("Got what they came for"),
        "role_started": _("Started a role"),
    }


def _of_mistakes(words: Translator) -> dict[str, str]:
    _ = words.gettext
    return {
        "wrong_client": _("Wrong client"),
        "wrong_listing": _("Wrong place"),
        "test_entry": _("Only a try"),
        "other": _("Another reason"),
    }
