"""Deciding many proposals at once: choose, look, do; and taking it back."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Query, Response

from directory import policy
from directory.accounts.asking import Typed
from directory.accounts.people import names_of
from directory.accounts.views_account import OwnDep
from directory.curation.asked import read_asked
from directory.curation.kinds import Decision, RejectReason
from directory.curation.many import Rule, bulk_decisions, decide_many, get_bulk_decision, look
from directory.curation.pages.many import decision_page, many_page
from directory.curation.reverting import revert_bulk_decision
from directory.curation.sources import source_names
from directory.curation.taking_up import StalePageError
from directory.curation.views_proposals import reader_of
from directory.errors import RefusedError
from directory.policy import Role
from directory.web import page, see_other
from directory.web.once import OnceDep

router = APIRouter(prefix="/curation/many", include_in_schema=False)
coordinators: Final = policy.anybodys(policy.roles(Role.COORDINATOR))
Only = Annotated[list[str] | None, Query()]
OnlySent = Annotated[list[str] | None, Form()]


@router.get("", **coordinators)
def show_many(own: OwnDep, only: Only = None, decision: str = "", reason: str = "") -> Response:
    """Choose what to decide together; once something is chosen, show what it means."""
    return _shown(own, _rule(own, only, decision, reason), is_shown=bool(decision))


@router.post("", **coordinators)
def decide(  # noqa: PLR0917 - the fields of the form
    own: OwnDep, once: OnceDep, only: OnlySent = None, decision: Typed = "", reason: Typed = "", mark: Typed = ""
) -> Response:
    """Decide all that was shown."""
    rule = _rule(own, only, decision, reason)
    try:
        made = decide_many(own.session, rule, shown=mark, by=own.caller, now=own.clock())
    except (StalePageError, RefusedError) as refusal:
        return _shown(own, rule, is_shown=True, problem=own.words.gettext(str(refusal)), status=refusal.status)
    return once.see_other(f"/curation/many/{made.id}?done=decided")


@router.get("/{decision_id}", **coordinators)
def show_decision(own: OwnDep, decision_id: UUID, done: str = "", left: int = 0) -> Response:
    """Show one decision about many."""
    decision = get_bulk_decision(own.session, decision_id)
    words = own.words
    told = {
        "decided": words.gettext("Done. It can be taken back below."),
        "reverted": words.gettext("Taken back.")
        + (" " + words.gettext("%(count)s listings keep what was changed since.") % {"count": left} if left else ""),
    }
    names = names_of(own.session, [decision.by_id])
    sources = _sources(own, str(decision.rule.get("source", "")))
    content = decision_page(decision, names, sources, reader_of(own), notice=told.get(done, ""))
    return page(own.request, "curation/decision.html", content)


@router.post("/{decision_id}/reversal", **coordinators)
def take_back(own: OwnDep, decision_id: UUID) -> Response:
    """Put back what a decision about many changed."""
    back = revert_bulk_decision(own.session, decision_id, by=own.caller, now=own.clock())
    return see_other(f"/curation/many/{decision_id}?done=reverted&left={back.left}")


def _rule(own: OwnDep, only: list[str] | None, decision: str, reason: str) -> Rule:
    return Rule(
        asked=read_asked(own.request.query_params),
        decision=Decision.REJECTED if decision == Decision.REJECTED else Decision.ACCEPTED,
        parts=frozenset(only or ()),
        reason=RejectReason(reason) if reason in set(RejectReason) else RejectReason.OTHER,
    )


def _shown(own: OwnDep, rule: Rule, *, is_shown: bool, problem: str = "", status: int = 200) -> Response:
    found = look(own.session, rule, me=own.caller.person_id, now=own.clock())
    before = bulk_decisions(own.session)
    content = many_page(
        rule,
        found,
        reader_of(own),
        before=before,
        names=names_of(own.session, {one.by_id for one in before}),
        sources=_sources(own, str(rule.asked.source or "")),
        is_shown=is_shown,
        problem=problem,
    )
    return page(own.request, "curation/many.html", content, status=status)


def _sources(own: OwnDep, source: str) -> dict[str, str]:
    asked = read_asked({"source": source}).source
    return {str(key): name for key, name in source_names(own.session, [asked] if asked else []).items()}
