"""College Scorecard CSV: the official columns, and the lower-case extract that others publish.

The extract does not say who still operates; there, rows without coordinates are mostly closed schools and are left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from directory.errors import marked, worded
from directory.feeds.readers.envelope import read_each
from directory.feeds.readers.links import web_link
from directory.feeds.readers.meanings import said_otherwise
from directory.feeds.readers.positions import group_key, read_point
from directory.feeds.readers.tabular import Table, read_table
from directory.feeds.readers.text import as_line, cut_name
from directory.feeds.readers.zones import zone_of
from directory.feeds.records import ROW_SKIPPED, FeedRefusedError, Problem, ReadingContext, Record, RowReport
from directory.listings.forms import ListingDraft, PlaceDraft

NAME = "college_scorecard"
OFFICIAL: Final[Mapping[str, str]] = {
    "id": "UNITID",
    "name": "INSTNM",
    "city": "CITY",
    "state": "STABBR",
    "zip": "ZIP",
    "latitude": "LATITUDE",
    "longitude": "LONGITUDE",
    "url": "INSTURL",
    "operates": "CURROPER",
    "level": "ICLEVEL",
    "control": "CONTROL",
    "open_admission": "OPENADMP",
    "deg_predominant": "PREDDEG",
    "is_only_men": "MENONLY",
    "is_only_women": "WOMENONLY",
    "is_only_distance": "DISTANCEONLY",
}
"""Our name of a column → the official one; the extract uses ours, as far as it has them."""
NEEDED: Final = ("id", "name", "city", "state", "zip", "latitude", "longitude")
_NOTHING: Final = {"", "null", "na", "n/a", "privacysuppressed"}
_CONTROLS: Final = {"1": "Public", "2": "Nonprofit", "3": "For-profit"}
_DEGREES: Final = {"1": "Certificate", "2": "Associate", "3": "Bachelor", "4": "Graduate"}
_LEVELS: Final = {"1": "four-year school", "2": "two-year school", "3": "school of less than two years"}
_TERMS: Final = {
    "Certificate": "job_training",
    "Associate": "community_college",
    "Bachelor": "university",
    "Graduate": "university",
}
_LEAVE_WITH: Final = {
    "Certificate": "a certificate",
    "Associate": "an associate degree",
    "Bachelor": "a bachelor's degree",
    "Graduate": "a graduate degree",
}
_TERMS_OF_LEVELS: Final = {"1": "university", "2": "community_college", "3": "job_training"}


def read(content: bytes, context: ReadingContext) -> Iterator[Record | Problem]:
    """Read a list of schools; `FeedRefusedError` when the file as a whole is none."""
    table = read_table(content)
    is_official = "UNITID" in table.header
    lacking = [name for name in NEEDED if (OFFICIAL[name] if is_official else name) not in table.header]
    if lacking:
        raise FeedRefusedError(
            worded(
                "The file has no column %(lacking)s, so it is not a College Scorecard list of "
                "schools: its columns are UNITID, INSTNM, CITY, … or id, name, city, …",
                lacking=lacking[0],
            )
        )
    return _read_rows(table, is_official, context)


def _read_rows(table: Table, is_official: bool, context: ReadingContext) -> Iterator[Record | Problem]:
    yield from table.problems
    yield from read_each(table.rows, lambda row, report: _read_row(row, is_official, report, context))


@dataclass(frozen=True, slots=True)
class _School:
    """One row by our names of the columns; what says nothing is empty."""

    said: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.said.get(name, "")

    def says_yes(self, name: str) -> bool:
        return self[name].casefold() in {"1", "true"}


def _read_row(raw: dict[str, Any], is_official: bool, report: RowReport, context: ReadingContext) -> Record | Problem:
    names = OFFICIAL if is_official else {name: name for name in OFFICIAL}
    said = {ours: as_line(raw.get(theirs)) for ours, theirs in names.items()}
    school = _School({name: "" if value.casefold() in _NOTHING else value for name, value in said.items()})
    school_id = school["id"]
    if not school_id or len(school_id) > 255:
        return report.problem("id", marked("it has no id to know it by"))
    report.source_id = school_id
    if not school["name"]:
        return report.problem("name", marked("it has no name"))
    if school["operates"] == "0":
        return report.problem("CURROPER", marked("it no longer operates"), ROW_SKIPPED)
    place = _place(school, report)
    if place is None:
        return report.problem("latitude", marked("it has no place on the map, as schools that closed"), ROW_SKIPPED)
    return Record(report.row, school_id, _draft(school, place, report, context), raw, tuple(report.problems))


def _place(school: _School, report: RowReport) -> PlaceDraft | None:
    point = read_point(school["latitude"], school["longitude"], report)
    if point is None and not (school["operates"] == "1" and school["zip"]):
        return None
    return PlaceDraft(
        city=school["city"],
        state_province=school["state"],
        postal_code=school["zip"],
        lat=point.lat if point else None,
        lon=point.lon if point else None,
    )


def _draft(school: _School, place: PlaceDraft, report: RowReport, context: ReadingContext) -> ListingDraft:
    name = cut_name(school["name"])
    at_a_distance = school.says_yes("is_only_distance")
    return ListingDraft(
        name=name,
        organization=name,
        description=_description(school),
        terms=(_term(school),),
        audiences=tuple(who for who in ("women", "men") if school.says_yes(f"is_only_{who}")),
        in_person=not at_a_distance,
        online=at_a_distance,
        place=place,
        url=web_link(school["url"], "url", report),
        timezone=zone_of("", place, context, report, matters=False),
        group=group_key(name, place),
        unmapped=said_otherwise(admission="open" if school["open_admission"] == "1" else ""),
    )


def _term(school: _School) -> str:
    degree = _DEGREES.get(school["deg_predominant"], school["deg_predominant"])
    return _TERMS.get(degree) or _TERMS_OF_LEVELS.get(school["level"], "college")


def _description(school: _School) -> str:
    """What kind of school it is, and whether everybody is let in, in a sentence or two."""
    control = _CONTROLS.get(school["control"], school["control"])
    degree = _DEGREES.get(school["deg_predominant"], school["deg_predominant"])
    kind = _LEVELS.get(school["level"], "school")
    said = [f"{control} {kind}.".strip().capitalize() if control else f"{kind.capitalize()}."]
    if degree in _LEAVE_WITH:
        said.append(f"Most of its students leave with {_LEAVE_WITH[degree]}.")
    if school["open_admission"] == "1":
        said.append("Open admission: everybody with a high school diploma or GED is let in.")
    return " ".join(said)
