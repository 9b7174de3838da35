"""The page of one referral: where it stands, what is due and why, its bridge, and what can be recorded now."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from directory.accounts.pages.parts import Option, Way
from directory.formats import clock_time, day_and_time, short_date
from directory.i18n import Translator
from directory.referrals.codes import (
    CHECKS,
    REPLACEABLE,
    UNDER_WAY,
    Actor,
    Course,
    Mode,
    NextAct,
    SaidYes,
    SkipReason,
    State,
    Step,
)
from directory.referrals.next_steps import is_behind
from directory.referrals.pages.history import Line, Teller
from directory.referrals.pages.labels import (
    mode_names,
    next_names,
    options,
    provenance_names,
    skip_names,
    state_names,
    step_meanings,
    step_names,
    steps_done,
    yes_names,
)
from directory.referrals.pages.outcome_forms import OutcomeSection, outcome_sections
from directory.referrals.pages.visit import Visit, WordsSaid, visit_of, words_said
from directory.referrals.tapping import TAKE, ask_again_on
from directory.referrals.whole import Whole
from directory.web.filled import Filled

ENDED_WELL = frozenset({State.CONNECTED, State.SETTLED})


@dataclass(frozen=True, slots=True)
class Tile:
    """One step of the bridge."""

    code: str
    name: str
    said: str
    meaning: str
    tone: str
    """done, skipped, now or open."""


@dataclass(frozen=True, slots=True)
class Quick:
    """An act of one tap."""

    act: str
    label: str
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at it, as what, when, and in which language."""

    words: Translator
    zone: ZoneInfo
    now: datetime
    standing: Actor
    may_undo: bool
    is_owner: bool


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
    may_mark_seen: bool
    may_move: bool
    replace_href: str
    replaced_by: str
    history: tuple[Line, ...]
    refused: Refused


def referral_page(whole: Whole, reader: Reader, refused: Refused | None = None) -> ReferralPage:
    """Build the page for a reader who may see the referral."""
    referral, words = whole.referral, reader.words
    state = State(referral.state)
    teller = Teller(words, reader.zone, reader.now, whole.names)
    refused = refused or Refused()
    is_bridge = referral.mode == Mode.BRIDGE
    tiles = _tiles(whole, reader)
    here = reader.now.astimezone(reader.zone)
    is_open = state in UNDER_WAY and state is not State.DRAFT
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
        progress=_progress(tiles, words),
        tiles=tiles,
        quick=_quick(whole, reader),
        ways_to_say_yes=_yeses(words) if state is State.DRAFT else (),
        visit=visit_of(whole.steps, refused.typed, refused.form, reader.zone) if is_bridge and is_open else None,
        said=words_said(whole.steps, refused.typed, refused.form, teller) if is_bridge and is_open else None,
        skippable=_skippable(whole, words),
        skip_reasons=options(skip_names(words), SkipReason.NOT_NEEDED),
        check=_check(whole, words),
        witnesses=options(provenance_names(words), ""),
        outcomes=outcome_sections(whole, reader.standing, words),
        today=here.date().isoformat(),
        tomorrow=(here.date() + timedelta(days=1)).isoformat(),
        visits=_visits(whole, words),
        may_undo=reader.may_undo,
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
    moment = referral.next_at.astimezone(reader.zone)
    if referral.next_act == Step.ACCOMPANY and _is_planned(whole):
        return f"{what}: {day_and_time(moment, reader.now, words)}"
    day = short_date(moment.date(), words, today=reader.now.astimezone(reader.zone).date())
    if referral.next_at < reader.now:
        return words.gettext("%(what)s: was due %(day)s") % {"what": what, "day": day}
    return words.gettext("%(what)s: by %(day)s") % {"what": what, "day": day}


def _is_planned(whole: Whole) -> bool:
    visit = whole.steps.get(Step.ACCOMPANY)
    return visit is not None and visit.planned_at is not None and visit.done_at is None


def _shown_steps(whole: Whole) -> list[Step]:
    if whole.referral.mode != Mode.BRIDGE:
        return []
    is_once = whole.referral.course == Course.ONE_OFF
    left_out = {Step.SETTLE, Step.STEP_BACK, Step.CHECK_30, Step.CHECK_90} if is_once else set()
    return [step for step in Step if step not in left_out]


def _tiles(whole: Whole, reader: Reader) -> tuple[Tile, ...]:
    return tuple(_tile(step, whole, reader) for step in _shown_steps(whole))


def _tile(step: Step, whole: Whole, reader: Reader) -> Tile:
    row, words = whole.steps.get(step), reader.words
    name, tone, said = step_names(words)[step], "open", ""
    if row is not None and (row.done_at or row.visits):
        tone, name = "done", steps_done(words)[step]
        moment = row.done_at.astimezone(reader.zone) if row.done_at else None
        said = short_date(moment.date(), words, today=reader.now.astimezone(reader.zone).date()) if moment else ""
    elif row is not None and row.skipped:
        tone, said = "skipped", skip_names(words)[row.skipped]
    elif whole.referral.next_act == step:
        tone = "now"
    if tone in {"now", "open"} and row is not None and row.planned_at:
        moment = row.planned_at.astimezone(reader.zone)
        day = short_date(moment.date(), words, today=reader.now.astimezone(reader.zone).date())
        said = day if step in CHECKS else f"{day}, {clock_time(moment, words)}"
    return Tile(step, name, said, step_meanings(words)[step], tone)


def _progress(tiles: tuple[Tile, ...], words: Translator) -> str:
    done = sum(tile.tone in {"done", "skipped"} for tile in tiles)
    return words.gettext("%(done)s of %(all)s steps done") % {"done": done, "all": len(tiles)} if tiles else ""


def _quick(whole: Whole, reader: Reader) -> tuple[Quick, ...]:
    """The acts of one tap that make sense now, the likeliest first."""
    referral, words = whole.referral, reader.words
    state, due = State(referral.state), referral.next_act
    if state is State.DRAFT or due is None:
        return ()
    again = ask_again_on(reader.now, reader.zone)
    asked = words.gettext("Ask again %(day)s") % {"day": short_date(again.date(), words, today=again.date())}
    quick = list(_steps_to_tap(whole, words)) if referral.mode == Mode.BRIDGE else []
    if state is State.CONNECTED and referral.mode == Mode.BRIDGE and referral.course == Course.ONGOING:
        quick.append(Quick("visit", words.gettext("Went together again")))
        if not is_behind(whole.steps.get(Step.STEP_BACK)):
            quick.append(Quick(f"{TAKE}{Step.STEP_BACK}", steps_done(words)[Step.STEP_BACK]))
    if due in {*CHECKS, NextAct.ASK, NextAct.AWAIT_PLACE} or (due == Step.ACCOMPANY and not _is_planned(whole)):
        quick.append(Quick("ask_again", asked))
    return tuple(quick)


def _steps_to_tap(whole: Whole, words: Translator) -> list[Quick]:
    if State(whole.referral.state) not in UNDER_WAY:
        return []
    went = Quick("went", words.gettext("We went"), is_main=whole.referral.next_act == Step.ACCOMPANY)
    missed = [Quick("not_this_time", words.gettext("Not this time"))] if _is_planned(whole) else []
    due = whole.referral.next_act
    if due in {Step.PREPARE, Step.CONTACT}:
        return [Quick(f"{TAKE}{due}", steps_done(words)[due], is_main=True), went, *missed]
    return [went, *missed]


def _yeses(words: Translator) -> tuple[Option, ...]:
    return options(yes_names(words), "", only=[yes.value for yes in SaidYes])


def _skippable(whole: Whole, words: Translator) -> tuple[Option, ...]:
    if State(whole.referral.state) not in UNDER_WAY | {State.CONNECTED} or whole.referral.state == State.DRAFT:
        return ()
    is_connected = whole.referral.state == State.CONNECTED
    open_steps = [step for step in _shown_steps(whole) if not is_behind(whole.steps.get(step))]
    if whole.referral.mode != Mode.BRIDGE and is_connected and whole.referral.next_act in set(CHECKS):
        open_steps = [Step(whole.referral.next_act)]
    return options(step_names(words), whole.referral.next_act or "", only=open_steps)


def _check(whole: Whole, words: Translator) -> str:
    """The question of the check that is due; empty when none is."""
    referral = whole.referral
    if referral.state != State.CONNECTED or referral.next_act not in set(CHECKS):
        return ""
    return step_meanings(words)[referral.next_act]


def _visits(whole: Whole, words: Translator) -> str:
    row = whole.steps.get(Step.SETTLE)
    if row is None or not row.visits:
        return ""
    said = words.ngettext("%(count)s more visit together", "%(count)s more visits together", row.visits)
    return said % {"count": row.visits}


def _replace_href(whole: Whole) -> str:
    return f"/referrals/new?replaces={whole.referral.id}"
