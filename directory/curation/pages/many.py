"""Deciding many proposals at once: what to choose, what it means, and what was decided like this before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from directory.accounts.pages.parts import Option, Row, Way
from directory.curation.asked import query_of, values_of
from directory.curation.kinds import Decision, Kind, RejectReason
from directory.curation.many import Look, Rule, Why
from directory.curation.models import BulkDecision
from directory.curation.pages.changes import Change, changes_between, name_of_part
from directory.curation.pages.values import Reader
from directory.curation.pages.words import kind_headings, kind_names, reject_reasons
from directory.curation.parts import LOOKED_AT_ALONE
from directory.curation.weighing import Weighed
from directory.formats import ago
from directory.i18n import Translator
from directory.listings.history import said

SAMPLE = 10
"""Of what is chosen so many are shown, spread over all of it."""


@dataclass(frozen=True, slots=True)
class Example:
    """One of the proposals chosen."""

    name: str
    href: str
    kind: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class ManyPage:
    """The whole page."""

    title: str
    problem: str
    hidden: tuple[tuple[str, str], ...]
    """How the queue is narrowed down."""
    narrowed: tuple[str, ...]
    parts: tuple[Option, ...]
    decisions: tuple[Option, ...]
    reasons: tuple[Option, ...]
    is_shown: bool
    """Whether something was chosen and is shown; before that nothing can be done."""
    said: str
    touches_more: bool
    """Whether nothing is chosen because all that waits touches more than the parts that were ticked."""
    others: tuple[str, ...]
    examples: tuple[Example, ...]
    mark: str
    query: str
    can_do: bool
    act: str
    before: tuple[Row, ...]
    back: Way


def many_page(
    rule: Rule,
    look: Look,
    reader: Reader,
    *,
    before: Sequence[BulkDecision],
    names: Mapping[UUID, str],
    sources: Mapping[str, str],
    is_shown: bool,
    problem: str = "",
) -> ManyPage:
    """Build the page; `names` are those of whoever decided before, `sources` what the source asked for is called."""
    words, count = reader.words, len(look.chosen)
    asked = values_of(rule.asked)
    is_rejecting = rule.decision is Decision.REJECTED
    return ManyPage(
        title=words.gettext("Decide many at once"),
        problem=problem,
        hidden=tuple((name, value) for name, value in asked.items() if value),
        narrowed=tuple(_narrowed(rule, sources, words)),
        parts=tuple(_parts(rule, look, reader)),
        decisions=(
            Option(Decision.ACCEPTED, words.gettext("Take up"), not is_rejecting),
            Option(Decision.REJECTED, words.gettext("Not take up"), is_rejecting),
        ),
        reasons=tuple(Option(code, label, code is rule.reason) for code, label in reject_reasons(words).items()),
        is_shown=is_shown,
        said=words.ngettext("%(count)s proposal is like this.", "%(count)s proposals are like this.", count)
        % {"count": f"{count:,}"},
        touches_more=count == 0 and bool(rule.parts),
        others=tuple(f"{number:,}: {why_not(words)[why]}" for why, number in look.others.items()),
        examples=tuple(_example(one, reader) for one in _spread(look.chosen)),
        mark=look.mark,
        query=query_of(rule.asked),
        can_do=is_shown and count > 0,
        act=_act(rule, count, words),
        before=tuple(_before(one, names, reader) for one in before),
        back=Way(words.gettext("Proposals"), f"/curation/proposals?{query_of(rule.asked)}".rstrip("?")),
    )


def why_not(words: Translator) -> dict[Why, str]:
    """Why some are not decided together with the others."""
    return {
        Why.LOOKED_AT_ALONE: words.gettext("a phone number, an address or a contact changes: look at each of these"),
        Why.CHANGED_MEANWHILE: words.gettext("somebody changed the listing after it was proposed"),
        Why.LEFT_BEFORE: words.gettext("part of it was proposed before and not taken"),
        Why.TOO_LITTLE: words.gettext("too little is known to make a listing of it"),
        Why.SAME_LISTING: words.gettext("another proposal about the same listing comes first"),
        Why.TOO_MANY: words.gettext("too many for one time: decide again afterwards"),
    }


def _narrowed(rule: Rule, sources: Mapping[str, str], words: Translator) -> Iterable[str]:
    asked = rule.asked
    if asked.kind is not None:
        yield kind_headings(words)[asked.kind]
    if asked.source is not None:
        yield sources.get(str(asked.source), "")
    if asked.by_people:
        yield words.gettext("People")
    if asked.area:
        yield asked.area
    if asked.older_than:
        yield words.gettext("more than %(days)s days") % {"days": asked.older_than}


def _parts(rule: Rule, look: Look, reader: Reader) -> Iterable[Option]:
    for part, number in look.parts.most_common():
        if rule.decision is Decision.REJECTED or part not in LOOKED_AT_ALONE:
            yield Option(part, f"{name_of_part(part, reader)} ({number:,})", part in rule.parts)


def _act(rule: Rule, count: int, words: Translator) -> str:
    if rule.decision is Decision.REJECTED:
        told = words.ngettext("Do not take %(count)s up", "Do not take these %(count)s up", count)
    else:
        told = words.ngettext("Take %(count)s up", "Take these %(count)s up", count)
    return told % {"count": f"{count:,}"}


def _spread(chosen: Sequence[Weighed]) -> Sequence[Weighed]:
    """Some from all over, the same ones each time."""
    step = max(1, len(chosen) // SAMPLE)
    return chosen[::step][:SAMPLE]


def _example(weighed: Weighed, reader: Reader) -> Example:
    proposal, standing = weighed.proposal, weighed.standing
    changes: tuple[Change, ...] = ()
    if standing is not None and weighed.proposed is not None:
        changes = changes_between((standing.saying, said(weighed.proposed)), weighed.fields, reader)
    name = standing.detail.draft.name if standing else str(proposal.draft.get("name", ""))
    return Example(name, f"/curation/proposals/{proposal.id}", kind_names(reader.words)[Kind(proposal.kind)], changes)


def _before(decision: BulkDecision, names: Mapping[UUID, str], reader: Reader) -> Row:
    return Row(told_decision(decision, reader.words), _whose(decision, names, reader), f"/curation/many/{decision.id}")


def told_decision(decision: BulkDecision, words: Translator) -> str:
    """`40 proposals taken up`."""
    count = decision.proposals
    if decision.decision == Decision.REJECTED:
        said = words.ngettext("%(count)s proposal not taken up", "%(count)s proposals not taken up", count)
    else:
        said = words.ngettext("%(count)s proposal taken up", "%(count)s proposals taken up", count)
    return said % {"count": f"{count:,}"}


def _whose(decision: BulkDecision, names: Mapping[UUID, str], reader: Reader) -> str:
    words = reader.words
    parts = [names.get(decision.by_id, ""), ago(decision.at.date(), reader.today, words)]
    if decision.reverted_at is not None:
        parts.append(words.gettext("taken back"))
    return " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """One decision about many."""

    title: str
    notice: str
    said: str
    why: str
    rule: tuple[str, ...]
    id: str
    can_take_back: bool
    back: Way


def decision_page(
    decision: BulkDecision, names: Mapping[UUID, str], sources: Mapping[str, str], reader: Reader, *, notice: str
) -> DecisionPage:
    """Build the page of a decision about many."""
    words = reader.words
    reason = decision.rule.get("reason")
    return DecisionPage(
        title=told_decision(decision, words),
        notice=notice,
        said=_whose(decision, names, reader),
        why=reject_reasons(words)[RejectReason(reason)] if reason else "",
        rule=tuple(_rule_told(decision.rule, sources, reader)),
        id=str(decision.id),
        can_take_back=decision.reverted_at is None and decision.decision == Decision.ACCEPTED,
        back=Way(words.gettext("Decide many at once"), "/curation/many"),
    )


def _rule_told(rule: Mapping[str, object], sources: Mapping[str, str], reader: Reader) -> Iterable[str]:
    words = reader.words
    headings = {kind.value: label for kind, label in kind_headings(words).items()}
    if kind := headings.get(str(rule.get("kind", ""))):
        yield kind
    if source := sources.get(str(rule.get("source", ""))):
        yield source
    if area := rule.get("area"):
        yield str(area)
    parts = rule.get("parts")
    if isinstance(parts, list) and parts:
        named = ", ".join(name_of_part(str(part), reader) for part in parts)
        yield words.gettext("touching only: %(parts)s") % {"parts": named}
