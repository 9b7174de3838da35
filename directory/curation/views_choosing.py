"""Choosing listings, changing many at once, and sheets: nothing changes before it was shown."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse
from starlette.datastructures import FormData, UploadFile

from directory.accounts.views_account import Own, OwnDep
from directory.curation.editing.at_once import Turn, make, plan, read_change, read_marks, still_as_shown
from directory.curation.editing.bringing import compare, get_sheet, keep_sheet, planned_of
from directory.curation.editing.choosing import AT_ONCE, PAGE_SIZE, Chosen, choose, rows_of, source_names
from directory.curation.editing.sheet import decoded, write_sheet
from directory.curation.pages.changes import Reader
from directory.curation.pages.choosing import choose_page, many_page, sheet_page
from directory.curation.views import coordinators
from directory.curation.views_editing import SentDep
from directory.errors import AskedWrongly, RefusedError, marked
from directory.listings.dependencies import FinderDep
from directory.listings.find import Finder
from directory.listings.queries import load_listings
from directory.web import page, see_other
from directory.web.filled import Filled
from directory.web.once import OnceDep

router = APIRouter(prefix="/curation/listings", include_in_schema=False)
SHEETS: Final = "/curation/listings/sheets"
"""Where a sheet is brought back: the one address here that takes a file."""
TOO_MANY: Final = marked("These are too many to look at in one go. Choose fewer.")
NONE_CHOSEN: Final = marked("Choose at least one listing.")
NO_FILE: Final = marked("Choose the file with the sheet.")
_CHANGE: Final = ("turn", "term", "fact", "answer", "organization", "phone", "new_phone", "until", "reason")


class Choosing:
    """Listings to choose from at somebody's desk."""

    def __init__(self, request: Request, own: OwnDep, finder: FinderDep) -> None:
        self.request = request
        self.own: Own = own
        self.finder: Finder = finder
        self.reader = Reader.of(finder.vocabulary, own.words, own.today)

    def ids(self, chosen: Chosen) -> list[UUID]:
        """The listings of a choice."""
        own = self.own
        return choose(own.session, self.finder, chosen, today=own.today, now=own.clock())

    def asked_for(self, sent: FormData) -> list[UUID]:
        """The listings that were ticked, or all of the choice. Raises RefusedError."""
        ticked = [str(one) for one in sent.getlist("listing")]
        ids = [*read_marks(ticked)] if ticked else self.ids(Chosen.of(_prefixed(sent)))
        if not ids:
            raise RefusedError(NONE_CHOSEN)
        if len(ids) > AT_ONCE:
            raise RefusedError(TOO_MANY)
        return ids

    def show(self, chosen: Chosen, *, number: int, change: Filled, done: str = "", status: int = 200) -> Response:
        """Answer with the choice."""
        ids = self.ids(chosen)
        shown = ids[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        content = choose_page(
            chosen,
            rows_of(self.own.session, shown),
            len(ids),
            number=number,
            sources=source_names(self.own.session),
            reader=self.reader,
            change=change,
            done=done,
        )
        return page(self.request, "curation/editing/listings.html", content, status=status)


ChoosingDep = Annotated[Choosing, Depends()]


def _prefixed(sent: FormData) -> dict[str, str]:
    """The choice that a form carries, apart from the fields of the change."""
    return {name.removeprefix("of_"): str(value) for name, value in sent.items() if name.startswith("of_")}


@router.get("", **coordinators)
def show_listings(choosing: ChoosingDep, page: str = "", done: str = "") -> Response:
    """Show the listings that are asked for."""
    number = int(page) if page.isdecimal() and 0 < len(page) < 4 else 1
    chosen = Chosen.of(choosing.request.query_params)
    return choosing.show(chosen, number=max(number, 1), change=Filled(prefix="change-"), done=done)


@router.post("/many/preview", **coordinators)
def show_many(choosing: ChoosingDep, sent: SentDep) -> Response:
    """Show what one change would do to each of many listings."""
    try:
        change = read_change(sent, choosing.finder.vocabulary)
    except AskedWrongly as refusal:
        faults = {name: choosing.own.words.gettext(sentence) for name, sentence in refusal.sentences.items()}
        typed = Filled({name: str(sent.get(name) or "") for name in _CHANGE}, faults, "change-")
        return choosing.show(Chosen.of(_prefixed(sent)), number=1, change=typed, status=422)
    ids = choosing.asked_for(sent)
    planned = plan(choosing.own.session, ids, change)
    content = many_page(change, planned, len(ids), choosing.reader)
    return page(choosing.request, "curation/editing/many.html", content)


@router.post("/many", **coordinators)
def change_many(choosing: ChoosingDep, sent: SentDep, once: OnceDep) -> Response:
    """Make a change that was looked at; what was changed meanwhile is left as it is."""
    own = choosing.own
    change = read_change(sent, choosing.finder.vocabulary)
    marks = read_marks([str(one) for one in sent.getlist("listing")])
    planned = still_as_shown(plan(own.session, marks, change), marks)
    make(
        own.session, planned, by=own.caller, words=change.reason if change.turn in _WITH_REASON else "", now=own.clock()
    )
    return once.see_other("/curation/listings?done=many")


_WITH_REASON: Final = frozenset({Turn.CLOSE, Turn.RETIRE})


@router.post("/sheet", **coordinators)
def take_sheet(choosing: ChoosingDep, sent: SentDep) -> Response:
    """Hand out the chosen listings as a sheet."""
    ids = choosing.asked_for(sent)
    lines = list(write_sheet(load_listings(choosing.own.session, ids), choosing.finder.vocabulary))
    return StreamingResponse(
        iter(lines),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="listings.csv"', "Cache-Control": "no-store"},
    )


@router.post("/sheets", **coordinators)
def bring_sheet(choosing: ChoosingDep, sent: SentDep) -> Response:
    """Keep a sheet that was brought back, and show what it would change."""
    file = sent.get("sheet")
    if not isinstance(file, UploadFile) or not file.size:
        raise RefusedError(NO_FILE)
    own = choosing.own
    text = decoded(file.file.read())
    sheet_id = keep_sheet(own.session, text, choosing.finder.vocabulary, by=own.caller, now=own.clock())
    return see_other(f"{SHEETS}/{sheet_id}")


@router.get("/sheets/{sheet_id}", **coordinators)
def show_sheet(choosing: ChoosingDep, sheet_id: UUID) -> Response:
    """Show what a sheet would change, row by row."""
    own = choosing.own
    sheet = get_sheet(own.session, sheet_id)
    brought = compare(own.session, sheet, choosing.finder.vocabulary, own.words, today=own.today)
    return page(choosing.request, "curation/editing/sheet.html", sheet_page(str(sheet_id), brought, choosing.reader))


@router.post("/sheets/{sheet_id}/acceptance", **coordinators)
def accept_sheet(choosing: ChoosingDep, sheet_id: UUID, once: OnceDep) -> Response:
    """Make the changes of a sheet that were looked at: the rows of listings that were changed meanwhile are stale."""
    own = choosing.own
    sheet = get_sheet(own.session, sheet_id)
    brought = compare(own.session, sheet, choosing.finder.vocabulary, own.words, today=own.today)
    make(own.session, planned_of(brought), by=own.caller, words="", now=own.clock())
    return once.see_other("/curation/listings?done=many")
