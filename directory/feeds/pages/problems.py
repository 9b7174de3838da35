"""The problems of one reading, those that are alike together: a coordinator reads forty rows as one sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from directory.curation.wording import OddRow
from directory.feeds.models import FeedProblem
from directory.feeds.records import ROW_REFUSED, ROW_SKIPPED
from directory.i18n import Translator


@dataclass(frozen=True, slots=True)
class Alike:
    """Problems that differ in nothing but the row and its words."""

    sentence: str
    """The first of them, in the order of the rows."""
    others: tuple[str, ...]
    others_said: str


def problems_alike(problems: Iterable[FeedProblem], words: Translator) -> tuple[Alike, ...]:
    """Put together what is alike: first what cost rows, then what there is most of."""
    kinds: dict[tuple[str, str], list[FeedProblem]] = {}
    for problem in problems:
        kinds.setdefault((_kind(problem, "message"), _kind(problem, "action")), []).append(problem)
    in_order = sorted(kinds.values(), key=lambda same: (same[0].action not in {ROW_REFUSED, ROW_SKIPPED}, -len(same)))
    return tuple(_alike([_told(one, words) for one in same], words) for same in in_order)


def _kind(problem: FeedProblem, name: str) -> str:
    """What is said, without what varies in it."""
    worded: Mapping[str, Any] = problem.worded.get(name) or {}
    return str(worded.get("template") or getattr(problem, name))


def _told(problem: FeedProblem, words: Translator) -> str:
    return OddRow(problem.row, problem.external_id, problem.message, problem.action, problem.worded).told(words)


def _alike(sentences: list[str], words: Translator) -> Alike:
    first, *others = sentences
    counted = words.ngettext("%(count)s more like it", "%(count)s more like it", len(others))
    return Alike(first, tuple(others), counted % {"count": f"{len(others):,}"} if others else "")
