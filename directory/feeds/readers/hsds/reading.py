"""HSDS (openreferral.org), read: one listing for each service at a location, its own words kept beside it.

What is read, what is kept and what is reported: `docs/feeds.md` and `docs/hsds.md`.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from typing import Any, Final

from directory.errors import marked, worded
from directory.feeds.readers.envelope import MOST_ROWS, list_of_rows, parse_json, read_each
from directory.feeds.readers.hsds.cleaning import HIDDEN, Cleaner
from directory.feeds.readers.hsds.documents import NOTHING_OFFERED, items_of, lines_of, tables_in, trees_of
from directory.feeds.readers.hsds.listing import draft_of_tree
from directory.feeds.readers.hsds.nesting import package_of
from directory.feeds.readers.hsds.packages import STANDS_AT, as_text_of_file, is_package, tables_of
from directory.feeds.readers.meanings import withheld_by_its_source
from directory.feeds.readers.text import as_line
from directory.feeds.records import ROW_SKIPPED, FeedRefusedError, Problem, ReadingContext, Record, RowReport
from directory.hsds.objects import Tree
from directory.listings.forms import ListingDraft, SaidInHsds
from directory.listings.said import fingerprints

NAME: Final = "hsds"
LONGEST_ID: Final = 255


def read(content: bytes, context: ReadingContext) -> Iterator[Record | Problem]:
    """Read a feed of services; `FeedRefusedError` when the file as a whole is not one."""
    rows, problems = _rows(content)
    if len(rows) > MOST_ROWS:
        raise FeedRefusedError(
            worded(
                "The file has %(rows)s listings; the most that is read is %(most_rows)s.",
                rows=f"{len(rows):,}",
                most_rows=f"{MOST_ROWS:,}",
            )
        )
    return chain(problems, read_each(list_of_rows(rows, what="services"), partial(_read_row, context=context)))


def _rows(content: bytes) -> tuple[list[Any], list[Problem]]:
    """The trees of a file, not yet cleaned, and what was wrong with the file."""
    if is_package(content):
        package = package_of(tables_of(content))
        return list(package.trees()), package.problems
    lines = lines_of(as_text_of_file(content)) if content.lstrip()[:1] == b"{" else None
    if lines is not None:
        return [tree for line in lines for tree in trees_of(line)], []
    parsed = parse_json(content)
    tables = tables_in(parsed.value)
    if tables is not None:
        return list(tables.trees()), [*parsed.problems, *tables.problems]
    return [tree for item in items_of(parsed.value) for tree in trees_of(item)], list(parsed.problems)


def _read_row(raw: dict[str, Any], report: RowReport, context: ReadingContext) -> Record | Problem:
    if NOTHING_OFFERED in raw:
        report.source_id = as_line(raw.get("id")) or None
        return report.problem(
            "service", worded("it tells of no service (%(raw)s)", raw=raw[NOTHING_OFFERED]), ROW_SKIPPED
        )
    if not isinstance(raw.get("service"), dict):
        report.source_id = as_line(raw.get("id")) or None
        return report.problem("service", marked("it tells of no service"))
    external_id = _external_id(raw)
    if not external_id or len(external_id) > LONGEST_ID:
        return report.problem(
            "id", marked("it has no id to know it by") if not external_id else marked("its id is too long")
        )
    report.source_id = external_id
    withheld = withheld_by_its_source(raw, report) or withheld_by_its_source(raw["service"], report)
    if withheld:
        return withheld
    tree = Cleaner(context.source or NAME, report).clean(_whole(raw))
    draft = draft_of_tree(tree, report, context)
    return Record(
        report.row,
        external_id,
        _with_what_was_said(draft, tree),
        _as_it_came(raw),
        tuple(report.problems),
        _updated_at(tree, context.now),
    )


def _external_id(raw: Tree) -> str:
    """What the source calls the listing: its own id, else that of the service, with that of the location."""
    service, location = as_line(raw["service"].get("id")), raw.get("location")
    located = as_line(location.get("id")) if isinstance(location, dict) else as_line(raw.get("location_id"))
    if own := as_line(raw.get("id")):
        return own
    return f"{service} at {located}" if service and located else service and f"service {service}"


def _whole(raw: Tree) -> Tree:
    """The tree with an organization and a location, which an answer always has."""
    service = dict(raw["service"])
    organization = service.get("organization")
    if not isinstance(organization, dict) or not organization:
        known_as = service.pop("organization_id", None)
        name = organization if isinstance(organization, str) else service.get("name")
        service["organization"] = {"id": known_as or f"of service {as_line(service.get('id'))}", "name": name}
    location = raw.get("location")
    if not isinstance(location, dict) or not location:
        known_as = raw.get("location_id") or f"of {_external_id(raw)}"
        location = {"id": known_as, "location_type": "virtual"}
    without_ids = {name: value for name, value in raw.items() if name not in {"location_id", "service_id"}}
    return {**without_ids, "id": raw.get("id") or _external_id(raw), "location": location, "service": service}


def _with_what_was_said(draft: ListingDraft, tree: Tree) -> ListingDraft:
    tree["location"].pop(HIDDEN, None)
    said = SaidInHsds(tree=tree, fields_read=fingerprints(draft))
    return draft.model_copy(update={"hsds": said})


def _as_it_came(value: Any) -> Any:
    """A row word for word, without the notes on where it stood."""
    if isinstance(value, dict):
        return {name: _as_it_came(part) for name, part in value.items() if name != STANDS_AT}
    return [_as_it_came(part) for part in value] if isinstance(value, list) else value


def _updated_at(tree: Tree, now: datetime) -> datetime | None:
    try:
        moment = datetime.fromisoformat(as_line(tree["service"].get("last_modified")))
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment if moment <= now else None
