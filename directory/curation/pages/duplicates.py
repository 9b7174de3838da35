"""Pairs that may be one: which they are, one of them side by side with what becomes of both, and merges made."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from directory.accounts.pages.parts import Option, Way
from directory.curation.duplicates.choosing import Choices, Part, Side, parts_apart
from directory.curation.duplicates.models import ListingMerge
from directory.curation.duplicates.pairs import Pair
from directory.curation.duplicates.scoring import Difference
from directory.curation.kinds import Decision
from directory.curation.pages.changes import Change, changes_between, name_of_part
from directory.curation.pages.looked import likenesses_in_words
from directory.curation.pages.values import Reader
from directory.curation.parts import parts_of
from directory.formats import ago
from directory.i18n import Translator
from directory.listings.fields import changed_fields, flat
from directory.listings.forms import ListingDraft
from directory.listings.history import said

CHOICE: Final = "part."
"""What the name of a choice begins with in the form: `part.phones`."""


@dataclass(frozen=True, slots=True)
class Line:
    """One pair, or one merge, to open."""

    href: str
    label: str
    other: str
    said: str
    why: str


@dataclass(frozen=True, slots=True)
class PairsPage:
    """The pairs that wait, and what was merged before."""

    title: str
    notice: str
    said: str
    lines: tuple[Line, ...]
    merged: tuple[Line, ...]
    back: Way


@dataclass(frozen=True, slots=True)
class Choice:
    """One part in which the two differ, and whose saying is taken."""

    field: str
    name: str
    sides: tuple[tuple[Option, tuple[str, ...]], ...]
    """What can be chosen, each with what it says."""


@dataclass(frozen=True, slots=True)
class PairPage:
    """Two listings side by side."""

    title: str
    id: str
    said: str
    why: tuple[str, ...]
    against: tuple[str, ...]
    problem: str
    sides: tuple[Way, Way]
    choices: tuple[Choice, ...]
    result: tuple[Change, ...]
    """What the one listing says; shown when asked for."""
    is_shown: bool
    mark: str
    is_open: bool
    back: Way


@dataclass(frozen=True, slots=True)
class MergePage:
    """A merge that was made, and can be taken back."""

    title: str
    notice: str
    said: str
    listing: Way
    id: str
    can_take_back: bool
    stays: tuple[str, ...]
    pair_href: str
    back: Way


def pairs_page(
    pairs: Sequence[Pair],
    total: int,
    merges: Sequence[ListingMerge],
    names: Mapping[UUID, str],
    reader: Reader,
    *,
    notice: str,
) -> PairsPage:
    """Build the list; `names` are those of whoever merged."""
    words = reader.words
    found = words.ngettext("%(count)s pair may be one", "%(count)s pairs may be one", total) % {"count": f"{total:,}"}
    return PairsPage(
        title=words.gettext("Duplicates"),
        notice=notice,
        said=found,
        lines=tuple(_pair_line(pair, words) for pair in pairs),
        merged=tuple(_merge_line(merge, names, reader) for merge in merges),
        back=Way(words.gettext("Keeping the directory right"), "/curation"),
    )


def _pair_line(pair: Pair, words: Translator) -> Line:
    one, other = pair.left.detail.draft.name, pair.right.detail.draft.name
    why = likenesses_in_words(pair.reasons, words)
    return Line(f"/curation/duplicates/{pair.proposal.id}", one, other, in_percent(pair.score, words), why)


def _merge_line(merge: ListingMerge, names: Mapping[UUID, str], reader: Reader) -> Line:
    one, other = (str(before["draft"]["name"]) for before in (merge.kept_before, merge.gone_before))
    whose = f"{names.get(merge.by_id, '')} · {ago(merge.at.date(), reader.today, reader.words)}"
    return Line(f"/curation/duplicates/merges/{merge.id}", one, other, whose, "")


def in_percent(score: float, words: Translator) -> str:
    """How alike two listings are."""
    return words.gettext("%(percent)s %% alike") % {"percent": round(score * 100)}


def pair_page(
    pair: Pair, choices: Choices, result: ListingDraft | None, reader: Reader, *, problem: str = ""
) -> PairPage:
    """Build the page of a pair; `result` is the listing that they become, where it was asked for."""
    words = reader.words
    left, right = pair.left.detail, pair.right.detail
    told = said(result) if result else {}
    return PairPage(
        title=words.gettext("One and the same?"),
        id=str(pair.proposal.id),
        said=in_percent(pair.score, words),
        why=tuple(likenesses_in_words([reason], words) for reason in pair.reasons),
        against=tuple(_differences(pair, words)),
        problem=problem,
        sides=(
            Way(left.draft.name, f"/listings/{left.id}"),
            Way(right.draft.name, f"/listings/{right.id}"),
        ),
        choices=tuple(_choices(pair, choices, reader)),
        result=changes_between((told,), list(flat(told)), reader) if result else (),
        is_shown=result is not None,
        mark=pair.mark,
        is_open=pair.proposal.state == Decision.OPEN,
        back=Way(words.gettext("Duplicates"), "/curation/duplicates"),
    )


def _choices(pair: Pair, chosen: Choices, reader: Reader) -> Iterable[Choice]:
    left, right = pair.left.detail.draft, pair.right.detail.draft
    parts = parts_apart(left, right)
    fields = [name for part in parts for name in part.fields]
    told = {change.part: change for change in changes_between((said(left), said(right)), fields, reader)}
    for part in parts:
        if part.name in told:
            yield _choice(part, chosen.get(part.name, part.advised), told[part.name], reader.words)


def _choice(part: Part, chosen: Side, change: Change, words: Translator) -> Choice:
    first, second = change.sayings
    labels = {
        Side.LEFT: (words.gettext("The first"), first),
        Side.RIGHT: (words.gettext("The second"), second),
        Side.BOTH: (words.gettext("Both"), ()),
    }
    return Choice(
        f"{CHOICE}{part.name}",
        change.name,
        tuple(
            (Option(side.value, label, side is chosen), lines)
            for side, (label, lines) in labels.items()
            if part.may_be_both or side is not Side.BOTH
        ),
    )


def _differences(pair: Pair, words: Translator) -> Iterable[str]:
    names = {
        Difference.NUMBERS: words.gettext("a number or a word in the names tells them apart"),
        Difference.NAME: words.gettext("another name"),
        Difference.PLACE: words.gettext("another place"),
        Difference.ROOM: words.gettext("another room"),
        Difference.TIME: words.gettext("another time"),
        Difference.KIND: words.gettext("another kind"),
    }
    return (names[Difference(one)] for one in pair.proposal.evidence.get("differences", ()))


def merge_page(
    merge: ListingMerge, names: Mapping[UUID, str], stays: Collection[str], reader: Reader, *, notice: str
) -> MergePage:
    """Build the page of a merge; `stays` are the parts that stay as they are, where it was taken back just now."""
    words = reader.words
    line = _merge_line(merge, names, reader)
    brought = parts_of(changed_fields(merge.kept_before["draft"], merge.merged))
    return MergePage(
        title=words.gettext("Merged: %(name)s") % {"name": line.label},
        notice=notice,
        said=f"{line.label} + {line.other} · {line.said}",
        listing=Way(words.gettext("The listing as readers see it"), f"/listings/{merge.kept_id}"),
        id=str(merge.id),
        can_take_back=merge.undone_at is None,
        stays=tuple(name_of_part(part, reader) for part in brought if part in stays),
        pair_href=f"/curation/duplicates/{merge.proposal_id}" if merge.proposal_id and merge.undone_at else "",
        back=Way(words.gettext("Duplicates"), "/curation/duplicates"),
    )
