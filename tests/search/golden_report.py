"""How good the answers are, in figures, over the golden queries and the demo county.

`python -m tests.search.golden_report` prints them, and every query whose first hit is not right; with `--factors` it
prints a table of the figures with each factor of ranking left out in turn.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from directory.listings.find import Finder
from search.safety import CARDS
from tests.search.golden_county import Judged, ask, open_county
from tests.search.golden_factors import FACTORS, left_out
from tests.search.golden_queries import golden_queries


@dataclass(frozen=True)
class Figures:
    """Shares from 0 to 1."""

    asked: int
    """Queries of which it is known what must be found."""
    hit_at_1: float
    """The first hit may be the first: it is named, or carries a term that is."""
    success_at_5: float
    """One of the first five is of use."""
    success_at_10: float
    mean_reciprocal_rank: float
    """One over the rank of the first hit that may be the first, of ten; 0 when there is none."""
    card_precision: float
    """Of the safety cards shown, how many should be, over all queries."""
    card_recall: float
    """Of the safety cards that should be shown, how many are."""


def figures(county: Finder) -> Figures:
    """The figures of the whole golden set."""
    return figures_of([ask(county, query) for query in golden_queries()])


def figures_of(answers: list[Judged]) -> Figures:
    """The figures of some answers."""
    judged = [answer for answer in answers if answer.query.expects_hits]
    firsts = [answer.rank_of_the_first() for answer in judged]
    useful = [answer.rank_of_any() for answer in judged]
    pairs = [(card in answer.found.cards, card in answer.query.cards) for answer in answers for card in CARDS]
    right = pairs.count((True, True))
    return Figures(
        asked=len(judged),
        hit_at_1=sum(rank == 1 for rank in firsts) / len(judged),
        success_at_5=sum(rank is not None and rank <= 5 for rank in useful) / len(judged),
        success_at_10=sum(rank is not None for rank in useful) / len(judged),
        mean_reciprocal_rank=sum(1 / rank for rank in firsts if rank) / len(judged),
        card_precision=right / max(sum(shown for shown, _ in pairs), 1),
        card_recall=right / max(sum(wanted for _, wanted in pairs), 1),
    )


def report(county: Finder) -> Iterator[str]:
    """The figures as lines, and the queries that are not answered as they should be."""
    answers = [ask(county, query) for query in golden_queries()]
    told = figures_of(answers)
    yield f"{len(answers)} queries, {told.asked} with known answers, {_count_of_named(answers)} with a named first hit"
    yield f"hit@1 {told.hit_at_1:.1%}   success@5 {told.success_at_5:.1%}   MRR {told.mean_reciprocal_rank:.3f}"
    yield f"safety cards: precision {told.card_precision:.1%}   recall {told.card_recall:.1%}"
    for answer in answers:
        if answer.query.expects_hits and answer.rank_of_the_first() != 1:
            yield f"  {answer.query.text!r}: rank {answer.rank_of_the_first()}, first {', '.join(answer.ids[:3])}"


def factors_report(county: Finder) -> Iterator[str]:
    """A table in Markdown: the figures with everything, and with each factor of ranking left out."""
    yield "| left out | hit@1 | success@5 | MRR |"
    yield "|---|---|---|---|"
    for factor in ("", *FACTORS):
        with left_out(factor):
            told = figures(county)
        name = factor or "nothing"
        yield f"| {name} | {told.hit_at_1:.1%} | {told.success_at_5:.1%} | {told.mean_reciprocal_rank:.3f} |"


def _count_of_named(answers: list[Judged]) -> int:
    return sum(answer.query.names_the_first for answer in answers)


def main() -> None:
    """Print what is asked for on the command line."""
    with tempfile.TemporaryDirectory() as folder:
        county = open_county(Path(folder))
        lines = factors_report(county) if "--factors" in sys.argv[1:] else report(county)
        sys.stdout.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    main()
