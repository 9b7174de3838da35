"""The question as a visitor, a program or the command line puts it: every parameter of `/find`, checked."""

from collections.abc import Iterable, Mapping
from datetime import time
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator

from directory.errors import AskedWrongly
from directory.listings.vocabulary import Vocabulary
from search.document import Facet
from search.query import Sort, StatusAsked

When = Literal["now", "today", "tonight", "tomorrow", "week"]
Day = Literal["mo", "tu", "we", "th", "fr", "sa", "su"]
DAYS: tuple[Day, ...] = ("mo", "tu", "we", "th", "fr", "sa", "su")
LONGEST_TEXT = 200
"""Characters of `q` that are read; a query is never an error, so the rest is left out."""

Codes = tuple[str, ...]

_FACETS: dict[str, Facet] = {
    "domain": "domain",
    "term": "term",
    "format": "format",
    "language": "language",
    "for": "for",
    "access": "access",
    "need": "need",
}


class FindForm(BaseModel):
    """Every parameter of `/find` and `/api/find`. `for`, `not` and `from` are words of Python, hence the aliases."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)

    q: str = Field("", description="Words; time, place, language, cost and exclusion in them are understood.")
    near: Annotated[str, Field(max_length=120)] = Field("", description="ZIP, town, place name or “lat,lon”.")
    miles: float | None = Field(None, ge=1, le=100, description="How far, 1 to 100; chosen when left out.")
    domain: Codes = Field((), description="Domain codes; any of them.")
    term: Codes = Field((), description="Taxonomy term codes; any of them.")
    when: When | None = Field(None, description="now, today, tonight, tomorrow or week.")
    at: str = Field("", max_length=40, description="The moment to answer for: ISO, with offset or local to the place.")
    within: int | None = Field(None, ge=0, le=60 * 24 * 31, description="Minutes after `at` (or now) to start within.")
    day: Day | None = Field(None, description="mo, tu, we, th, fr, sa or su: the coming one.")
    from_: time | None = Field(
        None, alias="from", description="From HH:MM of `day`, or of each of the coming seven days."
    )
    to: time | None = Field(None, description="Until HH:MM; at or before `from` means past midnight.")
    format: tuple[Literal["in_person", "online"], ...] = Field((), description="in_person, online; either of them.")
    language: Codes = Field((), description="Language codes; any of them.")
    for_: Codes = Field((), alias="for", description="Audience codes; any of them.")
    access: Codes = Field((), description="Access codes; all of them stated.")
    need: Codes = Field((), description="Fit facts that must be stated; all of them.")
    not_: Codes = Field((), alias="not", description="Drop what states that it asks for this.")
    free: bool = Field(default=False, description="1: states that it costs nothing.")
    verified: int | None = Field(None, ge=1, le=3650, description="Checked by a person within so many days.")
    unstated: bool = Field(default=False, description="1: keep listings that do not state what was asked for.")
    exact: bool = Field(default=False, description="1: never widen the question.")
    grouped: bool | None = Field(None, description="1: one hit per group; 0: one per listing.")
    status: StatusAsked = Field("active", description="active, temporarily_closed, overdue or any.")
    sort: Sort = Field("best", description="best, nearest or soonest.")
    page: int = Field(1, ge=1, le=10_000, description="From 1.")
    per_page: int = Field(20, ge=1, le=100, description="Up to 100.")

    @field_validator("q")
    @classmethod
    def _cut(cls, text: str) -> str:
        return text[:LONGEST_TEXT]

    @field_validator("domain", "term", "language", "for_", "access", "need", "not_")
    @classmethod
    def _known(cls, codes: Codes, info: ValidationInfo) -> Codes:
        vocabulary: Vocabulary = (info.context or {})["vocabulary"]
        name = str(info.field_name).rstrip("_")
        known = vocabulary.asks if name == "not" else vocabulary.codes(_FACETS[name])
        for code in codes:
            if code not in known:
                raise ValueError(f"“{code[:40]}” is not a {name} that is known here")
        return tuple(dict.fromkeys(codes))

    @model_validator(mode="after")
    def _hours_of_a_day(self) -> Self:
        if self.has_hours and not self.day and (self.when or self.within is not None):
            raise ValueError("“from” and “to” go with a “day” or alone, not with “when” or “within”")
        return self

    @property
    def has_hours(self) -> bool:
        """Whether hours of the day are asked for."""
        return self.from_ is not None or self.to is not None

    @property
    def chosen(self) -> dict[Facet, frozenset[str]]:
        """The facet values chosen, for the index."""
        picked: dict[Facet, Codes] = {
            "domain": self.domain,
            "term": self.term,
            "format": self.format,
            "language": self.language,
            "for": self.for_,
            "access": self.access,
            "need": self.need,
            "free": ("1",) if self.free else (),
        }
        return {facet: frozenset(codes) for facet, codes in picked.items() if codes}


REPEATABLE = frozenset({"domain", "term", "format", "language", "for", "access", "need", "not"})


def read_question(parameters: Iterable[tuple[str, str]], vocabulary: Vocabulary) -> FindForm:
    """Make the form from the parameters of an address; empty ones are as if left out, unknown ones are ignored.

    Raises `AskedWrongly` with a sentence per field.
    """
    given: dict[str, Any] = {}
    for name, value in parameters:
        if not value.strip():
            continue
        if name in REPEATABLE:
            given.setdefault(name, []).append(value.strip())
        else:
            given[name] = value
    try:
        return FindForm.model_validate(given, context={"vocabulary": vocabulary})
    except ValidationError as error:
        raise AskedWrongly(_sentences(error)) from None


def _sentences(error: ValidationError) -> Mapping[str, str]:
    sentences: dict[str, str] = {}
    for problem in error.errors():
        field = str(problem["loc"][0]) if problem["loc"] else "day"
        sentences.setdefault(field, problem["msg"].removeprefix("Value error, "))
    return sentences
