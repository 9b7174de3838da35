"""How long curation keeps what nobody needs any more: links that open nothing, and what it takes to undo a merge."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import String, cast, delete, update
from sqlmodel import Session, col

from directory.curation.checking.models import CheckLink
from directory.curation.duplicates.models import ListingMerge

LINKS_KEPT_FOR: Final = timedelta(days=30)
"""After a link ran out, used or not: so long somebody may ask what became of it."""
MERGES_KEPT_FOR: Final = timedelta(days=400)
"""So long a merge can be taken back: until every listing was due for a check once more, when a mistake shows."""
UNDONE_KEPT_FOR: Final = timedelta(days=30)
NOTHING: Final = "{}"


def forget_links(session: Session, *, now: datetime) -> None:
    """Remove links to confirm a listing that ran out long ago."""
    session.exec(delete(CheckLink).where(col(CheckLink.expires_at) <= now - LINKS_KEPT_FOR))


def forget_merges(session: Session, *, now: datetime) -> None:
    """Forget how two listings stood before they became one, and what followed, once that is not taken back any more.

    That they became one stays, with the fields that a person decided: no source changes those unseen.
    """
    is_over = (col(ListingMerge.at) <= now - MERGES_KEPT_FOR) | (col(ListingMerge.undone_at) <= now - UNDONE_KEPT_FOR)
    empty: dict[str, object] = {
        name: {} for name in ("kept_before", "gone_before", "merged", "moved", "hashes", "said")
    }
    is_kept = cast(col(ListingMerge.kept_before), String) != NOTHING
    session.exec(update(ListingMerge).where(is_over, is_kept).values(empty))
