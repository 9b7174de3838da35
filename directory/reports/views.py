"""The pages of numbers: one's own or a team's as they are, the agency's with small ones hidden, and what was missed."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response

from directory import policy
from directory.accounts.asking import require_private_connection
from directory.accounts.teams import list_teams
from directory.audit import Act, Subject, note, note_read
from directory.clients.asking import AtDesk, AtDeskDep
from directory.errors import RefusedError
from directory.listings.dependencies import FinderDep
from directory.policy import Role
from directory.reports.needs import Needs, needs_in, region_of
from directory.reports.pages.needs import needs_page
from directory.reports.pages.report import report_page
from directory.reports.pages.shared import shared_page
from directory.reports.periods import Period, last_quarters, read_period
from directory.reports.reporting import By, Report, report_on
from directory.reports.scopes import Scope, choose_scope, require_sharing, scopes_of
from directory.reports.sharing import SharedReport, share_report, told_quarters
from directory.reports.tables import Row, as_csv, rows_of_needs, rows_of_report, rows_of_shared

router = APIRouter(prefix="/reports", include_in_schema=False, dependencies=[Depends(require_private_connection)])
sees_shared = policy.roles(Role.COORDINATOR, Role.ADMIN)
sees_needs = policy.roles(Role.COORDINATOR, Role.SUPERVISOR)
CSV = "text/csv; charset=utf-8"
Asked = Annotated[str, Form()]


@router.get("", **policy.reads_clients)
def show_report(desk: AtDeskDep, scope: str = "", period: str = "") -> Response:
    """Show one's own numbers, or a team's."""
    scopes = scopes_of(desk.session, desk.caller)
    report = _report(desk, choose_scope(scopes, scope), period)
    answer = desk.page(
        "reports/report.html", report_page(report, scopes, desk.vocabulary, desk.words, today=desk.today)
    )
    note_read(desk.session, caller=desk.caller, subject=Subject.REPORT, ids=report.scope.ids, now=desk.now)
    return answer


@router.post("/exports", **policy.recently_confirmed(policy.reads_clients))
def export_report(desk: AtDeskDep, scope: Asked = "", period: Asked = "") -> Response:
    """Hand out the same numbers as a table."""
    report = _report(desk, choose_scope(scopes_of(desk.session, desk.caller), scope), period)
    _note_export(desk, report.scope)
    names = {str(team_id): name for team_id, name in report.scope.teams}
    rows = rows_of_report(report, lambda by, code: names.get(code, code) if by is By.TEAM else code)
    return _table(f"numbers-{report.period.code}", rows)


@router.get("/shared", **sees_shared)
def show_shared(desk: AtDeskDep, period: str = "") -> Response:
    """Show the numbers of the agency that may be shared, for those who work with no client."""
    require_sharing(desk.caller)
    quarters = told_quarters(desk.today)
    report = _shared(desk, period) if quarters else None
    content = shared_page(report, quarters, desk.vocabulary, desk.words, teams=_team_names(desk))
    return desk.page("reports/shared.html", content)


@router.post("/shared/exports", **policy.recently_confirmed(sees_shared))
def export_shared(desk: AtDeskDep, period: Asked = "") -> Response:
    """Hand out the shared numbers as a table, hidden alike."""
    require_sharing(desk.caller)
    report, names = _shared(desk, period), _team_names(desk)
    _note_export(desk)
    rows = rows_of_shared(report, lambda by, code: names.get(code, code) if by is By.TEAM else code)
    return _table(f"shared-numbers-{report.period.code}", rows)


@router.get("/unmet", **sees_needs)
def show_needs(desk: AtDeskDep, finder: FinderDep, period: str = "") -> Response:
    """Show what was missed, by kind and by region."""
    needs = _needs(desk, period)
    regions = {zip3: region for zip3 in sorted(needs.regions) if (region := region_of(finder.gazetteer, zip3))}
    content = needs_page(needs, regions, last_quarters(desk.today), desk.vocabulary, desk.words)
    return desk.page("reports/unmet.html", content)


@router.post("/unmet/exports", **policy.recently_confirmed(sees_needs))
def export_needs(desk: AtDeskDep, period: Asked = "") -> Response:
    """Hand out what was missed as a table, hidden alike."""
    needs = _needs(desk, period)
    _note_export(desk)
    return _table(f"what-was-missed-{needs.period.code}", rows_of_needs(needs))


def _report(desk: AtDesk, scope: Scope, period: str) -> Report:
    asked = read_period(period, today=desk.today)
    return report_on(desk.session, scope, asked, now=desk.now, zone=desk.zone)


def _shared(desk: AtDesk, period: str) -> SharedReport:
    told = told_quarters(desk.today)
    quarter = read_period(period, today=desk.today) if period else next(iter(told), None)
    if quarter is None or quarter not in told:
        raise RefusedError("Choose a quarter whose numbers are told.")
    return share_report(desk.session, quarter, zone=desk.zone)


def _needs(desk: AtDesk, period: str) -> Needs:
    quarter: Period = read_period(period, today=desk.today)
    if quarter.months != 3:
        raise RefusedError("Choose a quarter.")
    return needs_in(desk.session, quarter, today=desk.today)


def _team_names(desk: AtDesk) -> dict[str, str]:
    return {str(team.id): team.name for team in list_teams(desk.session)}


def _note_export(desk: AtDesk, scope: Scope | None = None) -> None:
    ids = scope.ids if scope else ()
    note(desk.session, Act.REPORT_EXPORTED, caller=desk.caller, subject=Subject.REPORT, ids=ids, now=desk.now)


def _table(name: str, rows: Iterable[Row]) -> Response:
    return Response(as_csv(rows), media_type=CSV, headers={"Content-Disposition": f'attachment; filename="{name}.csv"'})
