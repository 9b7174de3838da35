"""The page of one referral: where it stands, what is due and why, its bridge, and what can be recorded now."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

from directory.accounts.pages.parts import Option, Way
from directory.formats import day_and_time
from directory.i18n import Translator
from directory.referrals.codes import CHECKS, REPLACEABLE, UNDER_WAY, Course, Mode, SaidYes, SkipReason, State, Step
from directory.referrals.pages.bridge import Tile, is_planned, progress_of, skippable, tiles_of, visits_of
from directory.referrals.pages.history import Line, Teller
from directory.referrals.pages.labels import (
    mode_names,
    next_names,
    options,
    provenance_names,
    skip_names,
    state_names,
    step_meanings,
    yes_names,
)
from directory.referrals.pages.outcome_forms import OutcomeSection, outcome_sections
from directory.referrals.pages.quick import Quick, quick_acts
from directory.referrals.pages.reader import Reader
from directory.referrals.pages.visit import Visit, WordsSaid, visit_of, words_said
from directory.referrals.plans import PLAN_FIELDS
from directory.referrals.typed import PlanForm, WordsForm
from directory.referrals.whole import Whole
from directory.web.filled import Filled

ENDED_WELL = frozenset({State.CONNECTED, State.SETTLED})


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was not taken: its name, what was typed, and why."""

    form: str = ""
    typed: Filled = field(default_factory=Filled)
    meanwhile: bool = False
    """Somebody else recorded something since the page was opened."""


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """Everything the page shows."""

    title: str
    back: Way
    id: UUID
    version: int
    place: str
    place_href: str
    organization: str
    handle: str
    goal: str
    mode: str
    owner: str
    state: str
    tone: str
    why: str
    due: str
    due_tone: str
    progress: str
    tiles: tuple[Tile, ...]
    quick: tuple[Quick, ...]
    ways_to_say_yes: tuple[Option, ...]
    visit: Visit | None
    said: WordsSaid | None
    skippable: tuple[Option, ...]
    skip_reasons: tuple[Option, ...]
    check: str
    witnesses: tuple[Option, ...]
    outcomes: tuple[OutcomeSection, ...]
    today: str
    tomorrow: str
    visits: str
    may_undo: bool
    visited: UUID | None
    may_mark_seen: bool
    may_move: bool
    replace_href: str
    replaced_by: str
    history: tuple[Line, ...]
    refused: Refused
    left_over: tuple[str, ...] = ()
    """What was typed into a form that the page no longer has."""


def referral_page(whole: Whole, reader: Reader, refused: Refused | None = None) -> ReferralPage:
    """Build the page for a reader who may see the referral."""
    page = _page(whole, reader, refused or Refused())
    return replace(page, left_over=_left_over(page))


def _left_over(page: ReferralPage) -> tuple[str, ...]:
    """The words of a refused form whose place on the page is gone, since the referral stands otherwise now."""
    there = {f"outcome-{section.state}" for section in page.outcomes}
    with_words = {PlanForm: page.visit is not None, WordsForm: page.said is not None}
    there |= {form.__name__ for form, is_there in with_words.items() if is_there}
    if page.refused.form in there:
        return ()
    return tuple(typed for name in ("words", *PLAN_FIELDS) if (typed := page.refused.typed.value(name)))


def _page(whole: Whole, reader: Reader, refused: Refused) -> ReferralPage:
    referral, words = whole.referral, reader.words
    state = State(referral.state)
    teller = Teller(words, reader.zone, reader.now, whole.names)
    is_bridge = referral.mode == Mode.BRIDGE
    tiles = tiles_of(whole, reader)
    is_open = state in UNDER_WAY and state is not State.DRAFT
    may_go = is_bridge and (is_open or (state is State.CONNECTED and referral.course == Course.ONGOING))
    return ReferralPage(
        title=words.gettext("Referral"),
        back=Way(whole.client.handle, f"/clients/{whole.client.id}"),
        id=referral.id,
        version=referral.version,
        place=whole.place,
        place_href=f"/listings/{referral.listing_id}" if referral.listing_id else "",
        organization=whole.organization,
        handle=whole.client.handle,
        goal=whole.goal,
        mode=mode_names(words)[referral.mode],
        owner="" if reader.is_owner else whole.names.get(referral.owner_id, ""),
        state=state_names(words)[state],
        tone=_tone(state),
        why=teller.why(state, referral.reason, referral.provenance) if referral.reason else "",
        due=_due(whole, reader),
        due_tone="late" if referral.next_at and referral.next_at < reader.now else "",
        progress=progress_of(tiles, words),
        tiles=tiles,
        quick=quick_acts(whole, reader),
        ways_to_say_yes=_yeses(words) if state is State.DRAFT else (),
        visit=visit_of(whole, refused.typed, refused.form, words, reader.zone) if may_go else None,
        said=words_said(whole, refused.typed, refused.form, teller) if is_bridge and is_open else None,
        skippable=skippable(whole, words),
        skip_reasons=options(
            skip_names(words), SkipReason.NOT_NEEDED, only=set(SkipReason) - {SkipReason.SERVICE_ENDED}
        ),
        check=_check(whole, words),
        witnesses=options(provenance_names(words), ""),
        outcomes=outcome_sections(whole, reader.standing, words),
        today=reader.today.isoformat(),
        tomorrow=(reader.today + timedelta(days=1)).isoformat(),
        visits=visits_of(whole, words),
        may_undo=reader.may_undo,
        visited=reader.visited,
        may_mark_seen=reader.is_owner and state not in UNDER_WAY and referral.seen_at is None,
        may_move=referral.next_at is not None,
        replace_href=_replace_href(whole) if state in REPLACEABLE and not whole.replaced_by else "",
        replaced_by=f"/referrals/{whole.replaced_by}" if whole.replaced_by else "",
        history=teller.tell(whole.events),
        refused=refused,
    )


def _tone(state: State) -> str:
    if state in ENDED_WELL:
        return "well"
    return "open" if state in UNDER_WAY else "over"


def _due(whole: Whole, reader: Reader) -> str:
    referral, words = whole.referral, reader.words
    if referral.next_at is None or referral.next_act is None:
        return ""
    what = next_names(words)[referral.next_act]
    if referral.next_act == Step.ACCOMPANY and is_planned(whole):
        return f"{what}: {day_and_time(referral.next_at.astimezone(reader.zone), reader.now, words)}"
    day = reader.day(referral.next_at)
    if referral.next_at < reader.now:
        return words.gettext("%(what)s: was due %(day)s") % {"what": what, "day": day}
    return words.gettext("%(what)s: by %(day)s") % {"what": what, "day": day}


def _yeses(words: Translator) -> tuple[Option, ...]:
    return options(yes_names(words), "", only=[yes.value for yes in SaidYes])


def _check(whole: Whole, words: Translator) -> str:
    """The question of the check that is due; empty when none is."""
    referral = whole.referral
    if referral.state != State.CONNECTED or referral.next_act not in set(CHECKS):
        return ""
    return step_meanings(words)[referral.next_act]


def _replace_href(whole: Whole) -> str:
    return f"/referrals/new?replaces={whole.referral.id}"
