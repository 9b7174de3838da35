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
from directory.curation.pages.choosing import Refused, choose_page, many_page, sheet_page
from directory.curation.pages.values import Reader
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
        ids = [*read_marks(_ticked(sent))] or self.ids(Chosen.of(_prefixed(sent)))
        if not ids:
            raise RefusedError(NONE_CHOSEN)
        if len(ids) > AT_ONCE:
            raise RefusedError(TOO_MANY)
        return ids

    def show(self, chosen: Chosen, *, number: int = 1, done: str = "", refused: Refused | None = None) -> Response:
        """Answer with the choice; with one that was refused, as it was typed and ticked."""
        ids = self.ids(chosen)
        shown = ids[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        content = choose_page(
            chosen,
            rows_of(self.own.session, shown),
            len(ids),
            number=number,
            sources=source_names(self.own.session),
            reader=self.reader,
            refused=refused,
            done=done,
        )
        return page(self.request, "curation/editing/listings.html", content, status=422 if refused else 200)

    def show_again(self, sent: FormData, refusal: RefusedError) -> Response:
        """Answer with the page that a form came from, and with what is wrong."""
        gettext = self.own.words.gettext
        sentences = refusal.sentences if isinstance(refusal, AskedWrongly) else {"": str(refusal)}
        typed = {name: str(sent.get(name) or "") for name in _CHANGE}
        faults = {name: gettext(sentence) for name, sentence in sentences.items()}
        refused = Refused(Filled(typed, faults, "change-"), frozenset(_ticked(sent)))
        return self.show(Chosen.of(_prefixed(sent)), number=_number(sent.get("of_page")), refused=refused)


ChoosingDep = Annotated[Choosing, Depends()]


def _prefixed(sent: FormData) -> dict[str, str]:
    """The choice that a form carries, apart from the fields of the change."""
    return {name.removeprefix("of_"): str(value) for name, value in sent.items() if name.startswith("of_")}


def _ticked(sent: FormData) -> list[str]:
    return [str(one) for one in sent.getlist("listing")]


def _number(text: object) -> int:
    """The number of a page, from 1; the first where it means nothing."""
    return max(int(text), 1) if isinstance(text, str) and text.isdecimal() and len(text) < 4 else 1


@router.get("", **coordinators)
def show_listings(choosing: ChoosingDep, page: str = "", done: str = "") -> Response:
    """Show the listings that are asked for."""
    return choosing.show(Chosen.of(choosing.request.query_params), number=_number(page), done=done)


@router.post("/many/preview", **coordinators)
def show_many(choosing: ChoosingDep, sent: SentDep) -> Response:
    """Show what one change would do to each of many listings."""
    try:
        change = read_change(sent, choosing.finder.vocabulary)
        ids = choosing.asked_for(sent)
    except RefusedError as refusal:
        return choosing.show_again(sent, refusal)
    planned = plan(choosing.own.session, ids, change)
    content = many_page(change, planned, len(ids), choosing.reader)
    return page(choosing.request, "curation/editing/many.html", content)


@router.post("/many", **coordinators)
def change_many(choosing: ChoosingDep, sent: SentDep, once: OnceDep) -> Response:
    """Make a change that was looked at; what was changed meanwhile is left as it is, and told."""
    own = choosing.own
    try:
        change = read_change(sent, choosing.finder.vocabulary)
        marks = read_marks(_ticked(sent))
    except RefusedError as refusal:
        return choosing.show_again(sent, refusal)
    planned = still_as_shown(plan(own.session, marks, change), marks)
    words = change.reason if change.turn in _WITH_REASON else ""
    make(own.session, planned, by=own.caller, words=words, now=own.clock())
    return once.see_other("/curation/listings?done=many")


_WITH_REASON: Final = frozenset({Turn.CLOSE, Turn.RETIRE})


@router.post("/sheet", **coordinators)
def take_sheet(choosing: ChoosingDep, sent: SentDep) -> Response:
    """Hand out the chosen listings as a sheet."""
    try:
        ids = choosing.asked_for(sent)
    except RefusedError as refusal:
        return choosing.show_again(sent, refusal)
    lines = list(write_sheet(load_listings(choosing.own.session, ids), choosing.finder.vocabulary))
    return StreamingResponse(
        iter(lines),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="listings.csv"', "Cache-Control": "no-store"},
    )


@router.post("/sheets", **coordinators)
def bring_sheet(choosing: ChoosingDep, sent: SentDep) -> Response:
    """Keep a sheet that was brought back, and show what it would change."""
    own = choosing.own
    try:
        text = _text_of(sent.get("sheet"))
        sheet_id = keep_sheet(own.session, text, choosing.finder.vocabulary, by=own.caller, now=own.clock())
    except RefusedError as refusal:
        refused = Refused(Filled({}, {"sheet": own.said(refusal)}))
        return choosing.show(Chosen.of(_prefixed(sent)), number=_number(sent.get("of_page")), refused=refused)
    return see_other(f"{SHEETS}/{sheet_id}")


def _text_of(file: object) -> str:
    """What a file that was handed in says. Raises RefusedError."""
    if not isinstance(file, UploadFile) or not file.size:
        raise RefusedError(NO_FILE)
    return decoded(file.file.read())


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
