"""The two forms of a bridge that take words: the plan of a visit, and what is said to the contact."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from directory.referrals.codes import Step
from directory.referrals.forms import WordsToSay
from directory.referrals.models import BridgeStep
from directory.referrals.pages.history import Teller
from directory.referrals.typed import PlanForm, WordsForm
from directory.web.filled import Filled

PLAN_FIELDS = ("meeting_point", "transport_there", "transport_home", "key_contact", "exit_word")


@dataclass(frozen=True, slots=True)
class Visit:
    """The plan as it stands, and its form."""

    form: Filled
    is_planned: bool
    is_open: bool
    """Whether its form was just refused."""


@dataclass(frozen=True, slots=True)
class WordsSaid:
    """What the contact hears, and the client's yes to it."""

    form: Filled
    agreed: str
    """When the client said yes; empty before."""
    words: str
    is_open: bool


def visit_of(steps: Mapping[Step, BridgeStep], typed: Filled, refused: str, zone: ZoneInfo) -> Visit:
    """The plan of the visit."""
    row = steps.get(Step.ACCOMPANY)
    is_planned = row is not None and row.planned_at is not None
    if refused == PlanForm.__name__:
        return Visit(typed, is_planned, is_open=True)
    if row is None or row.planned_at is None:
        return Visit(Filled(), is_planned=False, is_open=False)
    here = row.planned_at.astimezone(zone)
    values = {"day": here.date().isoformat(), "hour": f"{here:%H:%M}"}
    return Visit(Filled(values | planned_words(row)), is_planned=True, is_open=False)


def planned_words(row: BridgeStep) -> dict[str, str]:
    """What was written down of a visit: where they meet, the ways, who meets them, the word to leave on."""
    kept = json.loads(row.details) if row.details else {}
    return {name: str(kept[name]) for name in PLAN_FIELDS if kept.get(name)}


def words_said(steps: Mapping[Step, BridgeStep], typed: Filled, refused: str, teller: Teller) -> WordsSaid:
    """What the contact hears."""
    row = steps.get(Step.CONTACT)
    kept = WordsToSay.model_validate_json(row.details) if row is not None and row.details else None
    agreed = teller.when(row.planned_at) if kept and row is not None and row.planned_at else ""
    form = typed if refused == WordsForm.__name__ else Filled({"words": kept.words if kept else ""})
    return WordsSaid(form, agreed, kept.words if kept else "", is_open=refused == WordsForm.__name__)
