"""One listing as an HSDS tree: a `service_at_location` with its location, its service and that one's organization."""

from collections.abc import Iterable
from copy import deepcopy
from datetime import UTC, datetime
from typing import Final

from directory.hsds.objects import Tree
from directory.hsds.taxonomies import Terms
from directory.hsds.telling import PARTS, Told
from directory.listings.documents import without_expired_facts
from directory.listings.forms import ListingDraft, SaidInHsds
from directory.listings.metadata import FieldChange
from directory.listings.privacy import public_side, screened_of
from directory.listings.queries import ListingDetail
from directory.listings.said import changed_since_read

EVERYTHING: Final = frozenset(name for part in PARTS for name in part.fields)


def tree_of(listing: ListingDetail, terms: Terms, *, now: datetime, history: Iterable[FieldChange] = ()) -> Tree:
    """Return a listing as anybody may see it, with what changed in it since it came.

    What came in HSDS words and was not changed here goes out in the same words, unknown attributes included. What was
    changed here, and whatever the public side leaves out, goes out in ours, and nothing of theirs stands beside it.
    """
    draft = public_side(without_expired_facts(listing.draft, now))
    theirs = listing.draft.hsds if _may_be_told_word_for_word(draft) else None
    tree = deepcopy(theirs.tree) if theirs else _bare(listing, listing.draft.hsds)
    changed = changed_since_read(draft, theirs) & EVERYTHING if theirs else EVERYTHING
    told = Told(listing, draft, terms, now)
    for part in PARTS:
        if part.fields & changed:
            part.tell(told, tree)
    if changed or "last_modified" not in tree["service"]:
        tree["service"]["last_modified"] = as_moment(listing.modified_at)
    for change in history:
        _tell_change(tree, change)
    if _may_be_told_word_for_word(draft) or listing.draft.place is None:
        return tree
    screened: Tree = screened_of(tree, listing.draft.place)
    return screened


def _tell_change(tree: Tree, change: FieldChange) -> None:
    """Tell one change beside what it changed."""
    about = tree["service"] if change.resource_type == "service" else tree
    said = {
        "id": str(change.id),
        "resource_id": about["id"],
        "resource_type": change.resource_type,
        "last_action_date": change.last_action_date.isoformat(),
        "last_action_type": "update",
        "field_name": change.field_name,
        "previous_value": change.previous_value,
        "replacement_value": change.replacement_value,
        "updated_by": change.updated_by,
    }
    about["metadata"] = [*about.get("metadata", []), said]


def as_moment(moment: datetime) -> str:
    """Return a moment as HSDS writes it, in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _may_be_told_word_for_word(draft: ListingDraft) -> bool:
    """Not where the address is private: attributes that nobody here knows might give it away."""
    return draft.place is None or draft.place.visibility == "full"


def _bare(listing: ListingDetail, said: SaidInHsds | None) -> Tree:
    """A tree that says nothing yet but its ids, which are theirs where the listing came in HSDS words."""
    service: Tree = {"id": str(listing.service_id), "organization": {"id": str(listing.organization_id)}}
    if said is None:
        return {"id": str(listing.id), "location": {"id": str(listing.location_id)}, "service": service}
    theirs = said.tree["service"]
    return {
        "id": said.tree["id"],
        "location": {"id": str(listing.location_id)},
        "service": {"id": theirs["id"], "organization": {"id": theirs["organization"]["id"]}},
    }
