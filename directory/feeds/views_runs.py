"""One reading of a source: its counts, its problems to the row, its file as it came; and what its columns mean."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData

from directory import policy
from directory.accounts.views_account import Own, OwnDep
from directory.curation.pages.values import Reader
from directory.errors import RefusedError, marked
from directory.feeds import sources
from directory.feeds.files import kept_file
from directory.feeds.pages.columns import columns_page
from directory.feeds.pages.source import file_name_of, run_page
from directory.feeds.previewing import read_first_rows
from directory.feeds.readers.csv_table.columns import COLUMNS
from directory.feeds.showing import ShownColumns, show_columns, show_run
from directory.listings.vocabulary import load_vocabulary
from directory.paths import seeds_folder
from directory.policy import Role
from directory.web import page, see_other
from directory.web.filled import Filled

router = APIRouter(prefix="/curation/feeds", include_in_schema=False)
coordinators: Final = policy.anybodys(policy.roles(Role.COORDINATOR))
OTHER_FILE: Final = marked("The file has other columns by now. Look at them once more.")
NO_NAMES: Final = marked("Say which column holds the names.")
TOLD_TWICE: Final = marked("Two columns cannot mean the same.")


async def _sent_form(request: Request) -> FormData:
    return await request.form()


@router.get("/runs/{run_id}", **coordinators)
def show_reading(own: OwnDep, run_id: UUID) -> Response:
    """Show one run with its problems."""
    shown = show_run(own.session, run_id)
    settings = own.request.app.state.settings
    content = run_page(
        shown.found,
        shown.run,
        shown.problems,
        own.words,
        all_problems=shown.all_problems,
        has_file=kept_file(settings.feeds_folder, shown.run.content_hash) is not None,
        is_newest=shown.is_newest,
        now=own.clock(),
        zone=settings.zone,
    )
    return page(own.request, "feeds/run.html", content)


@router.get("/runs/{run_id}/file", **coordinators)
def download(own: OwnDep, run_id: UUID) -> Response:
    """Hand out the file of a run as it came: as text to be saved, whatever it is, so that no browser acts on it."""
    shown = show_run(own.session, run_id)
    content = kept_file(own.request.app.state.settings.feeds_folder, shown.run.content_hash)
    if content is None:
        return see_other(f"/curation/feeds/runs/{run_id}")  # the page offers what is still kept
    return Response(
        content,
        media_type="text/plain; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{file_name_of(shown.found, shown.run)}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


@router.post("/runs/{run_id}/trust", **coordinators)
def trust(own: OwnDep, run_id: UUID) -> Response:
    """Have the file of a run taken up whole."""
    source_id = show_run(own.session, run_id).run.source_id
    sources.trust_run(own.session, source_id, run_id, by=own.caller, now=own.clock())
    return see_other(f"/curation/feeds/{source_id}?done=trusted")


@router.get("/{source_id}/columns", **coordinators)
def show_mapping(own: OwnDep, source_id: UUID) -> Response:
    """Show what the columns of a spreadsheet mean, or seem to, and how its first rows would read."""
    shown = show_columns(own.session, source_id, own.request.app.state.settings.feeds_folder)
    return _columns_page(own, shown, shown.meanings)


@router.post("/{source_id}/columns", **coordinators)
def save_mapping(own: OwnDep, source_id: UUID, form: Annotated[FormData, Depends(_sent_form)]) -> Response:
    """Save what the columns mean and have the source read that way; or only show how its first rows would read."""
    shown = show_columns(own.session, source_id, own.request.app.state.settings.feeds_folder)
    header = shown.table.header if shown.table else ()
    typed = {name: str(form.get(f"column-{number}", "")) for number, name in enumerate(header)}
    meanings = {name: meaning for name, meaning in typed.items() if meaning in COLUMNS}
    fault = _fault(shown, meanings, str(form.get("shown", "")))
    if fault:
        return _columns_page(own, shown, meanings, fault=own.said(RefusedError(fault)))
    if form.get("act") == "look":
        return _columns_page(own, shown, meanings)
    options = shown.found.feed.options | {"columns": meanings}
    sources.change_options(own.session, source_id, options, by=own.caller, now=own.clock())
    return see_other(f"/curation/feeds/{source_id}?done=mapped")


def _fault(shown: ShownColumns, meanings: dict[str, str], content_hash: str) -> str:
    if shown.table is None or shown.content_hash != content_hash:
        return OTHER_FILE
    if "name" not in meanings.values():
        return NO_NAMES
    return TOLD_TWICE if len(set(meanings.values())) < len(meanings) else ""


def _columns_page(own: Own, shown: ShownColumns, meanings: dict[str, str], *, fault: str = "") -> Response:
    rows = [] if fault else read_first_rows(shown, meanings, now=own.clock())
    faults = {"": fault} if fault else {}
    reader = Reader.of(load_vocabulary(seeds_folder() / "vocabulary"), own.words, own.today)
    content = columns_page(shown, meanings, rows, Filled({}, faults), reader)
    return page(own.request, "feeds/columns.html", content, status=422 if fault else 200)
