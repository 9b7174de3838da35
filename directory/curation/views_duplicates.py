"""Pairs that may be one: set side by side, made one, told apart, and taken back."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from starlette.datastructures import FormData

from directory import policy
from directory.accounts.asking import Typed
from directory.accounts.people import names_of
from directory.accounts.views_account import OwnDep
from directory.curation.duplicates.choosing import Choices, Side, joined
from directory.curation.duplicates.merging import (
    Merging,
    get_merge,
    merge_pair,
    newest_merges,
    refuse_pair,
    undo_merge,
)
from directory.curation.duplicates.pairs import get_pair, waiting_pairs
from directory.curation.pages.duplicates import CHOICE, merge_page, pair_page, pairs_page
from directory.curation.parts import parts_of
from directory.curation.taking_up import StalePageError
from directory.curation.views_editing import SentDep
from directory.curation.views_proposals import reader_of
from directory.errors import RefusedError
from directory.policy import Role
from directory.web import page, see_other
from directory.web.once import OnceDep

router = APIRouter(prefix="/curation/duplicates", include_in_schema=False)
coordinators: Final = policy.anybodys(policy.roles(Role.COORDINATOR))
MOST_SHOWN: Final = 50
MERGES_SHOWN: Final = 20


@router.get("", **coordinators)
def show_pairs(own: OwnDep, done: str = "") -> Response:
    """Show what may be one, the likeliest first, and what was merged before."""
    pairs, total = waiting_pairs(own.session, limit=MOST_SHOWN)
    merges = newest_merges(own.session, limit=MERGES_SHOWN)
    names = names_of(own.session, {merge.by_id for merge in merges})
    told = {"apart": own.words.gettext("Noted that these are two. It is not asked again.")}
    content = pairs_page(pairs, total, merges, names, reader_of(own), notice=told.get(done, ""))
    return page(own.request, "curation/duplicates/pairs.html", content)


@router.get("/{pair_id}", **coordinators)
def show_pair(own: OwnDep, pair_id: UUID) -> Response:
    """Show two listings side by side."""
    return _shown(own, pair_id, {}, is_shown=False)


@router.post("/{pair_id}/preview", **coordinators)
def preview(own: OwnDep, sent: SentDep, pair_id: UUID) -> Response:
    """Show how the one listing would read; nothing is changed."""
    return _shown(own, pair_id, _choices(sent), is_shown=True)


@router.post("/{pair_id}/merge", **coordinators)
def merge_two(own: OwnDep, once: OnceDep, sent: SentDep, pair_id: UUID, mark: Typed = "") -> Response:
    """Make them one, as chosen."""
    choices = _choices(sent)
    try:
        made = merge_pair(own.session, pair_id, Merging(mark, choices), by=own.caller, now=own.clock())
    except StalePageError as refusal:
        problem = own.words.gettext(str(refusal))
        return _shown(own, pair_id, choices, is_shown=True, problem=problem, status=refusal.status)
    return once.see_other(f"/curation/duplicates/merges/{made.id}?done=merged")


@router.post("/{pair_id}/refusal", **coordinators)
def tell_apart(own: OwnDep, pair_id: UUID) -> Response:
    """Keep that they are two."""
    refuse_pair(own.session, pair_id, by=own.caller, now=own.clock())
    return see_other("/curation/duplicates?done=apart")


@router.get("/merges/{merge_id}", **coordinators)
def show_merge(own: OwnDep, merge_id: UUID, done: str = "", stays: str = "") -> Response:
    """Show a merge that was made, and once it was taken back, what of later changes stays."""
    told = {
        "merged": own.words.gettext("They are one now. Both addresses lead to it. It can be taken back below."),
        "parted": own.words.gettext("They are two again."),
    }
    merge = get_merge(own.session, merge_id)
    names = names_of(own.session, [merge.by_id])
    content = merge_page(merge, names, stays.split(","), reader_of(own), notice=told.get(done, ""))
    return page(own.request, "curation/duplicates/merge.html", content)


@router.post("/merges/{merge_id}/reversal", **coordinators)
def take_back(own: OwnDep, merge_id: UUID) -> Response:
    """Make them two again."""
    parted = undo_merge(own.session, merge_id, by=own.caller, now=own.clock())
    stays = ",".join(parts_of(parted.fields))
    return see_other(f"/curation/duplicates/merges/{merge_id}?done=parted&stays={stays}")


def _choices(sent: FormData) -> Choices:
    sides = {side.value: side for side in Side}
    return {
        name.removeprefix(CHOICE): sides[value]
        for name, value in sent.items()
        if name.startswith(CHOICE) and isinstance(value, str) and value in sides
    }


def _shown(
    own: OwnDep, pair_id: UUID, choices: Choices, *, is_shown: bool, problem: str = "", status: int = 200
) -> Response:
    pair = get_pair(own.session, pair_id)
    result = None
    if is_shown:
        try:
            result = joined(pair.left.detail.draft, pair.right.detail.draft, choices)
        except RefusedError as refusal:
            problem, status = own.words.gettext(str(refusal)), refusal.status
    content = pair_page(pair, choices, result, reader_of(own), problem=problem)
    return page(own.request, "curation/duplicates/pair.html", content, status=status)
