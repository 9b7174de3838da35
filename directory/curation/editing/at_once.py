"""One change to many listings: shown for each before anything changes, then made for those that stand as shown."""

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel import Session

from directory.audit import Act, Subject, note
from directory.curation.editing.reading import NO_DATE, PLEASE_ORGANIZATION, UNTIL_WHEN, WHY_CLOSED
from directory.errors import AskedWrongly, RefusedError, marked
from directory.listings.forms import ListingDraft
from directory.listings.history import Origin, Reason, said
from directory.listings.queries import ListingDetail, load_listings
from directory.listings.service import save_listings
from directory.listings.vocabulary import Vocabulary
from directory.policy import Caller

CHOOSE_A_KIND: Final = marked("Choose a kind.")
CHOOSE_A_FACT: Final = marked("Choose what is stated.")
WRITE_BOTH: Final = marked("Write the number as it is now, and as it will be.")
CHOOSE_A_CHANGE: Final = marked("Choose what is to change.")


class Turn(StrEnum):
    """What can be changed of many listings at once."""

    OPEN = "open"
    CLOSE = "close"
    RETIRE = "retire"
    ADD_TERM = "add_term"
    REMOVE_TERM = "remove_term"
    FACT = "fact"
    ORGANIZATION = "organization"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Change:
    """One change, whole."""

    turn: Turn
    term: str = ""
    fact: str = ""
    answer: str = ""
    """yes, no, or empty for not stated."""
    organization: str = ""
    phone: str = ""
    new_phone: str = ""
    until: date | None = None
    reason: str = ""

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The fields of the form that say it."""
        told = {"until": self.until.isoformat() if self.until else ""}
        names = ("turn", "term", "fact", "answer", "organization", "phone", "new_phone", "reason")
        return tuple(({name: str(getattr(self, name)) for name in names} | told).items())


def read_change(sent: Mapping[str, Any], vocabulary: Vocabulary) -> Change:
    """Read a change from a form. Raises `AskedWrongly` with a sentence for the field that is missing."""
    text = {name: str(sent.get(name) or "").strip()[:300] for name in (*_TEXTS, "turn", "until")}
    if text["turn"] not in set(Turn):
        raise AskedWrongly({"turn": CHOOSE_A_CHANGE})
    turn = Turn(text["turn"])
    until = _day(text["until"])
    faults = {
        "term": turn in {Turn.ADD_TERM, Turn.REMOVE_TERM} and text["term"] not in vocabulary.terms and CHOOSE_A_KIND,
        "fact": turn is Turn.FACT and text["fact"] not in vocabulary.facts and CHOOSE_A_FACT,
        "organization": turn is Turn.ORGANIZATION and not text["organization"] and PLEASE_ORGANIZATION,
        "phone": turn is Turn.PHONE and not (digits_of(text["phone"]) and digits_of(text["new_phone"])) and WRITE_BOTH,
        "until": turn is Turn.CLOSE and until is None and (NO_DATE if text["until"] else UNTIL_WHEN),
        "reason": turn is Turn.CLOSE and not text["reason"] and WHY_CLOSED,
    }
    if sentences := {name: sentence for name, sentence in faults.items() if sentence}:
        raise AskedWrongly(sentences)
    return Change(turn, **{name: text[name] for name in _TEXTS}, until=until)


_TEXTS: Final = ("term", "fact", "answer", "organization", "phone", "new_phone", "reason")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def digits_of(number: str) -> str:
    """The digits of a telephone number."""
    return re.sub(r"\D", "", number)


def changed(draft: ListingDraft, change: Change) -> ListingDraft:
    """Return a listing as it would be after a change: the same where the change says nothing to it."""
    after = draft.model_copy(update=_TURNS[change.turn](draft, change))
    return after if after.terms else draft


def _reopened(draft: ListingDraft, change: Change) -> dict[str, Any]:
    del draft, change
    return {"status": "active", "closed_until": None, "closed_reason": ""}


def _closed(draft: ListingDraft, change: Change) -> dict[str, Any]:
    del draft
    return {"status": "temporarily_closed", "closed_until": change.until, "closed_reason": change.reason}


def _retired(draft: ListingDraft, change: Change) -> dict[str, Any]:
    return {"status": "inactive", "closed_until": None, "closed_reason": change.reason or draft.closed_reason}


def _with_term(draft: ListingDraft, change: Change) -> dict[str, Any]:
    return {"terms": tuple(dict.fromkeys((*draft.terms, change.term)))}


def _without_term(draft: ListingDraft, change: Change) -> dict[str, Any]:
    return {"terms": tuple(code for code in draft.terms if code != change.term)}


def _stated(draft: ListingDraft, change: Change) -> dict[str, Any]:
    others = {code: stated for code, stated in draft.facts.items() if code != change.fact}
    until = None if change.fact == "room_now" else draft.room_now_until
    is_said = change.answer in {"yes", "no"}
    return {
        "facts": {**others, change.fact: change.answer == "yes"} if is_said else others,
        "room_now_until": until,
    }


def _renamed(draft: ListingDraft, change: Change) -> dict[str, Any]:
    del draft
    return {"organization": change.organization}


def _rung(draft: ListingDraft, change: Change) -> dict[str, Any]:
    old, new = digits_of(change.phone), change.new_phone
    phones = tuple(
        phone.model_copy(update={"number": new}) if digits_of(phone.number) == old else phone for phone in draft.phones
    )
    contacts = tuple(
        one.model_copy(update={"phone": new}) if digits_of(one.phone) == old else one for one in draft.contacts
    )
    return {"phones": phones, "contacts": contacts}


_TURNS: Final[Mapping[Turn, Callable[[ListingDraft, Change], dict[str, Any]]]] = {
    Turn.OPEN: _reopened,
    Turn.CLOSE: _closed,
    Turn.RETIRE: _retired,
    Turn.ADD_TERM: _with_term,
    Turn.REMOVE_TERM: _without_term,
    Turn.FACT: _stated,
    Turn.ORGANIZATION: _renamed,
    Turn.PHONE: _rung,
}


@dataclass(frozen=True, slots=True)
class Planned:
    """A listing as it is and as it would be."""

    listing: ListingDetail
    after: ListingDraft

    @property
    def mark(self) -> str:
        """A mark of how the listing stands: shown before the change, and held against how it stands then."""
        return mark_of(self.listing.draft)

    @property
    def changes(self) -> bool:
        """Whether anything is different."""
        return said(self.listing.draft) != said(self.after)


def mark_of(draft: ListingDraft) -> str:
    """A mark of what a listing says: another as soon as it says anything else."""
    return hashlib.sha256(json.dumps(said(draft), sort_keys=True).encode()).hexdigest()[:16]


def plan(session: Session, ids: Collection[UUID], change: Change) -> list[Planned]:
    """Return what a change would do to each of these listings; those it says nothing to are left out."""
    details = load_listings(session, ids)
    planned = (Planned(detail, changed(detail.draft, change)) for detail in details)
    return [one for one in planned if one.changes]


def make(
    session: Session,
    planned: Iterable[Planned],
    *,
    by: Caller,
    words: str,
    reason: Reason = Reason.EDITED,
    now: datetime,
) -> int:
    """Make planned changes in one act that can be taken back as one. Returns how many listings changed."""
    drafts = {one.listing.id: one.after for one in planned if one.changes}
    if not drafts:
        return 0
    origin = Origin(reason=reason, by=by.person_id, words=words, batch_id=uuid4())
    save_listings(session, drafts, now=now, origin=origin)
    note(session, Act.LISTING_EDITED, caller=by, subject=Subject.LISTING, ids=sorted(drafts), now=now)
    return len(drafts)


def read_marks(texts: Sequence[str]) -> dict[UUID, str]:
    """Read listings with the mark that was shown of each. Raises RefusedError."""
    try:
        return {UUID(text.partition(":")[0]): text.partition(":")[2] for text in texts}
    except ValueError:
        raise RefusedError(CHOOSE_A_CHANGE) from None


def still_as_shown(planned: Iterable[Planned], marks: Mapping[UUID, str]) -> list[Planned]:
    """Those that stand as they were shown; somebody changed the others meanwhile."""
    return [one for one in planned if marks.get(one.listing.id) == one.mark]
