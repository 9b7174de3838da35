"""Saying that something is missing here: pressed by whoever looked for it, with no name and no word of theirs."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from pydantic import BaseModel, ConfigDict

from directory import policy
from directory.curation.unmet import record_need
from directory.errors import RefusedError
from directory.listings.dependencies import FinderDep
from directory.web import page
from directory.web.dependencies import ClockDep, WordsDep
from directory.web.once import OnceDep
from directory.web.rates import limited

router = APIRouter(include_in_schema=False)
OFTEN = "6/minute; 30/hour"


class MissedForm(BaseModel):
    """What is counted; whatever else is sent is not read."""

    model_config = ConfigDict(extra="ignore")

    domain: str = ""
    term: str = ""
    zip3: str = ""


@dataclass(frozen=True, slots=True)
class CountedPage:
    """Thanks, and what was kept of it."""

    title: str


@router.post("/unmet", **limited(policy.public, OFTEN))
def count_need(once: OnceDep, missed: Annotated[MissedForm, Form()], finder: FinderDep, clock: ClockDep) -> Response:
    """Count what was missed."""
    vocabulary = finder.vocabulary
    knows = missed.domain in {"", *vocabulary.domains} and missed.term in {"", *vocabulary.terms}
    region = missed.zip3 if finder.gazetteer.places_starting(missed.zip3, 1) else ""
    if not knows or not (missed.domain or region):
        raise RefusedError("Search again, and press the button under a search that found nothing.")
    record_need(once.session, missed.domain, missed.term, region, now=clock())
    return once.see_other("/unmet")


@router.get("/unmet", **policy.public)
def show_counted(request: Request, words: WordsDep) -> Response:
    """Thank whoever pressed, and say what was kept."""
    return page(request, "listings/unmet.html", CountedPage(words.gettext("Counted as missing")))
