"""The steps of a bridge as a page shows them: what was done, what is next, and what may be left out."""

from dataclasses import dataclass

from directory.accounts.pages.parts import Option
from directory.formats import clock_time
from directory.i18n import Translator
from directory.referrals.codes import CHECKS, UNDER_WAY, Course, Mode, State, Step
from directory.referrals.models import BridgeStep
from directory.referrals.next_steps import is_behind
from directory.referrals.pages.labels import options, skip_names, step_meanings, step_names, steps_done
from directory.referrals.pages.reader import Reader
from directory.referrals.whole import Whole


@dataclass(frozen=True, slots=True)
class Tile:
    """One step of the bridge."""

    code: str
    name: str
    said: str
    meaning: str
    tone: str
    """done, skipped, now or open."""


def is_planned(whole: Whole) -> bool:
    """Whether a visit is planned and was not made yet."""
    visit = whole.steps.get(Step.ACCOMPANY)
    return visit is not None and visit.planned_at is not None and visit.done_at is None


def tiles_of(whole: Whole, reader: Reader) -> tuple[Tile, ...]:
    """Show the steps in their order; none where the client goes on their own."""
    return tuple(_tile(step, whole, reader) for step in _shown_steps(whole))


def progress_of(tiles: tuple[Tile, ...], words: Translator) -> str:
    """Say how far the bridge is."""
    done = sum(tile.tone in {"done", "skipped"} for tile in tiles)
    return words.gettext("%(done)s of %(all)s steps done") % {"done": done, "all": len(tiles)} if tiles else ""


def visits_of(whole: Whole, words: Translator) -> str:
    """Say how often they went together again."""
    row = whole.steps.get(Step.SETTLE)
    if row is None or not row.visits:
        return ""
    said = words.ngettext("%(count)s more visit together", "%(count)s more visits together", row.visits)
    return said % {"count": row.visits}


def skippable(whole: Whole, words: Translator) -> tuple[Option, ...]:
    """The steps that may be left out now, the next one chosen."""
    referral = whole.referral
    if State(referral.state) not in UNDER_WAY | {State.CONNECTED} or referral.state == State.DRAFT:
        return ()
    open_steps = [step for step in _shown_steps(whole) if not is_behind(whole.steps.get(step))]
    if referral.mode != Mode.BRIDGE and referral.state == State.CONNECTED and referral.next_act in set(CHECKS):
        open_steps = [Step(referral.next_act)]
    return options(step_names(words), referral.next_act or "", only=open_steps)


def _shown_steps(whole: Whole) -> list[Step]:
    if whole.referral.mode != Mode.BRIDGE:
        return []
    is_once = whole.referral.course == Course.ONE_OFF
    left_out = {Step.SETTLE, Step.STEP_BACK, Step.CHECK_30, Step.CHECK_90} if is_once else set()
    return [step for step in Step if step not in left_out]


def _tile(step: Step, whole: Whole, reader: Reader) -> Tile:
    row, words = whole.steps.get(step), reader.words
    name, tone, said = step_names(words)[step], "open", ""
    if row is not None and (row.done_at or row.visits):
        name, tone, said = steps_done(words)[step], "done", reader.day(row.done_at) if row.done_at else ""
    elif row is not None and row.skipped:
        tone, said = "skipped", skip_names(words)[row.skipped]
    elif whole.referral.next_act == step:
        tone = "now"
    if tone in {"now", "open"}:
        said = _planned(step, row, reader)
    return Tile(step, name, said, step_meanings(words)[step], tone)


def _planned(step: Step, row: BridgeStep | None, reader: Reader) -> str:
    """When a step is to be: checks have a day, everything else an hour too."""
    if row is None or row.planned_at is None:
        return ""
    day = reader.day(row.planned_at)
    return day if step in CHECKS else f"{day}, {clock_time(row.planned_at.astimezone(reader.zone), reader.words)}"
