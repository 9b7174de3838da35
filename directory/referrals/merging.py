"""Making one record of two that are of one person, and two again when they were not."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from directory.audit import Act, Subject, note
from directory.clients.access import Standing, standing_of
from directory.clients.joining import count_rows, join_rows, part_rows, texts_taken
from directory.clients.models import Client, ClientMerge
from directory.errors import NotFoundError, RefusedError
from directory.policy import Caller
from directory.referrals.access import actor_of
from directory.referrals.codes import Act as ReferralAct
from directory.referrals.events import Tap
from directory.referrals.models import Referral


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What would move to the record that stays."""

    rows: dict[str, int]
    referrals: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MergeLine:
    """One merge into a record, that can still be taken back."""

    id: UUID
    handle: str
    at: datetime


def preview_merge(session: Session, kept: Client, merged: Client, *, by: Caller) -> MergePreview:
    """Return what merging would move. Raises RefusedError where it may not be done."""
    _require_mergeable(kept, merged, by)
    referrals = session.exec(select(func.count()).where(col(Referral.client_id) == merged.id)).one()
    return MergePreview(count_rows(session, merged), referrals, texts_taken(kept, merged))


def merge_clients(session: Session, kept: Client, merged: Client, *, by: Caller, now: datetime) -> ClientMerge:
    """Make one record of two: the address of the merged one leads to the one that stays."""
    _require_mergeable(kept, merged, by)
    moved = join_rows(session, kept, merged)
    referrals = _referrals(session, merged)
    moved["referral"] = [str(each.id) for each in referrals]
    _move_referrals(session, referrals, kept, by=by, now=now)
    merged.merged_into_id = kept.id
    merge = ClientMerge(kept_id=kept.id, merged_id=merged.id, moved=moved, by_id=by.person_id, at=now)
    session.add(merge)
    _touch(session, kept, merged, now)
    note(session, Act.CLIENTS_MERGED, caller=by, subject=Subject.CLIENT, ids=[kept.id, merged.id], now=now)
    return merge


def undo_merge(session: Session, kept: Client, merge_id: UUID, *, by: Caller, now: datetime) -> Client:
    """Make two records again of what was merged; returns the one that is back. What was written since stays.

    Raises NotFoundError for a merge of another record.
    """
    merge = session.get(ClientMerge, merge_id, with_for_update=True)
    if merge is None or merge.kept_id != kept.id or merge.undone_at is not None:
        raise NotFoundError("There is nothing here.")
    merged = session.get_one(Client, merge.merged_id)
    part_rows(session, kept, merged, merge.moved, joined_at=merge.at)
    ids = [UUID(each) for each in merge.moved["referral"]]
    back = session.exec(
        select(Referral).where(col(Referral.id).in_(ids), col(Referral.client_id) == kept.id).with_for_update()
    )
    _move_referrals(session, list(back), merged, by=by, now=now)
    merged.merged_into_id = None
    merge.undone_at = now
    _touch(session, kept, merged, now)
    note(session, Act.CLIENTS_PARTED, caller=by, subject=Subject.CLIENT, ids=[kept.id, merged.id], now=now)
    return merged


def list_merges(session: Session, kept: Client) -> list[MergeLine]:
    """Return the merges into a record that can be taken back, the latest first."""
    rows = session.exec(
        select(ClientMerge.id, Client.handle, ClientMerge.at)
        .join(Client, col(Client.id) == col(ClientMerge.merged_id))
        .where(ClientMerge.kept_id == kept.id, col(ClientMerge.undone_at).is_(None))
        .order_by(col(ClientMerge.at).desc())
    )
    return [MergeLine(*row) for row in rows]


def _require_mergeable(kept: Client, merged: Client, by: Caller) -> None:
    if kept.id == merged.id:
        raise RefusedError("Choose another record of the same person.")
    if any(standing_of(client, by) is Standing.COVER for client in (kept, merged)):
        raise RefusedError("Only the peer whose clients they are, or the supervisor, can merge records.")


def _referrals(session: Session, client: Client) -> list[Referral]:
    return list(session.exec(select(Referral).where(Referral.client_id == client.id).with_for_update()))


def _move_referrals(session: Session, referrals: list[Referral], to: Client, *, by: Caller, now: datetime) -> None:
    """Have referrals belong to a record, and to whoever owns it; each keeps its own key."""
    for referral in referrals:
        tap = Tap(session, referral, by, actor_of(session, referral, by), now)
        before = tap.before()
        referral.client_id, referral.owner_id, referral.team_id = to.id, to.owner_id, to.team_id
        tap.record(ReferralAct.HANDED_OVER, before=before, from_state=referral.state)


def _touch(session: Session, kept: Client, merged: Client, now: datetime) -> None:
    kept.changed_at = merged.changed_at = now
    kept.version += 1
    merged.version += 1
    session.flush()
