"""What a source says anew: a field in which it only repeats itself asks for nothing, whatever its listing says by now.

So what people chose, at a merge or by hand, stands against what a source said then; what it says differently since is
a change like any other. Parts are taken whole (`directory.curation.parts`): half of one address and half of another
lead nowhere.
"""

from collections.abc import Collection, Mapping

from directory.curation.parts import part_of
from directory.curation.remembering import mark_of
from directory.errors import RefusedError
from directory.listings.fields import changed_fields, flat, with_fields
from directory.listings.forms import ListingDraft
from directory.listings.history import draft_of_saying, said

NOTHING = mark_of(None)


def marks_of(draft: ListingDraft) -> dict[str, str]:
    """Return a mark of what is said, field by field; a field left at its default is absent."""
    return {name: mark_of(value) for name, value in flat(said(draft)).items()}


def parts_anew(read: ListingDraft, before: Mapping[str, str]) -> frozenset[str] | None:
    """Return the parts in which a source says something else than before; None where it is not known what that was."""
    if not before:
        return None
    now = marks_of(read)
    return frozenset(part_of(name) for name in {**now, **before} if now.get(name, NOTHING) != before.get(name, NOTHING))


def taken_anew(read: ListingDraft, stands: ListingDraft, parts: Collection[str] | None) -> ListingDraft:
    """Return the listing as it stands with these parts as they were read; all of it where the parts are not known.

    So is all of it, for somebody to look at, where what stands and what was read make no sense together.
    """
    if parts is None:
        return read
    fields = [name for name in changed_fields(said(stands), said(read)) if part_of(name) in parts]
    apart = read if _is_one_in_hsds(read, stands) else read.model_copy(update={"hsds": stands.hsds})
    try:
        return draft_of_saying(with_fields(said(stands), fields, said(read)), apart)
    except RefusedError:
        return read


def _is_one_in_hsds(read: ListingDraft, stands: ListingDraft) -> bool:
    """Whether it goes on going out under the ids under which it did: of two sources that became one, the first's."""
    return not stands.hsds or not read.hsds or read.hsds.tree["id"] == stands.hsds.tree["id"]
