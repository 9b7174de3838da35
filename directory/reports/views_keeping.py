"""How the directory is kept: the reports of coordinators, on a page and as tables."""

from dataclasses import replace
from typing import Final

from fastapi import APIRouter, Response

from directory import policy
from directory.accounts.asking import Typed
from directory.accounts.views_account import OwnDep
from directory.audit import Act, Subject, note
from directory.errors import RefusedError
from directory.listings.vocabulary import load_vocabulary
from directory.paths import seeds_folder
from directory.policy import Role
from directory.reports.keeping.completeness import MOST_TAKEN
from directory.reports.pages.keeping import Asking, Question, answer, keeping_page, rows_of
from directory.reports.tables import as_csv
from directory.web import page

router = APIRouter(prefix="/curation/reports", include_in_schema=False)
sees_keeping: Final = policy.roles(Role.COORDINATOR)
CSV: Final = "text/csv; charset=utf-8"


@router.get("", **sees_keeping)
def show_reports(own: OwnDep) -> Response:
    """Show every table."""
    return page(own.request, "reports/keeping.html", keeping_page(_asking(own)))


@router.post("/exports", **policy.recently_confirmed(sees_keeping))
def export_report(own: OwnDep, question: Typed = "") -> Response:
    """Hand out one of the tables."""
    if question not in set(Question):
        raise RefusedError("Choose a table.")
    now = own.clock()
    table = answer(Question(question), replace(_asking(own), most=MOST_TAKEN))
    note(own.session, Act.REPORT_EXPORTED, caller=own.caller, subject=Subject.REPORT, ids=(), now=now)
    name = f'attachment; filename="directory-{question}.csv"'
    return Response(as_csv(rows_of(table)), media_type=CSV, headers={"Content-Disposition": name})


def _asking(own: OwnDep) -> Asking:
    vocabulary = load_vocabulary(seeds_folder() / "vocabulary")
    return Asking(own.session, vocabulary, own.words, own.clock(), own.request.app.state.settings.zone)
