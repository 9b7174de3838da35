"""Supervision, training and renewals of the caller, and their own hours as a table."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Response

from directory import policy
from directory.accounts.asking import require_private_connection
from directory.clients.asking import AtDesk, AtDeskDep
from directory.errors import RefusedError
from directory.reports import growth
from directory.reports.asking import GrowthForm
from directory.reports.models import Growth
from directory.reports.pages.growth import growth_page
from directory.reports.periods import read_period
from directory.reports.tables import as_csv, rows_of_hours
from directory.web import see_other
from directory.web.filled import Filled
from directory.web.once import OnceDep

HERE = "/account/growth"
router = APIRouter(prefix=HERE, include_in_schema=False, dependencies=[Depends(require_private_connection)])


@router.get("", **policy.signed_in)
def show_growth(desk: AtDeskDep, period: str = "") -> Response:
    """Show what the caller did, what has to be renewed, and their hours."""
    return _page(desk, Filled({"on_day": desk.today.isoformat()}), period)


@router.post("", **policy.signed_in)
def add_growth(desk: AtDeskDep, once: OnceDep, typed: Annotated[GrowthForm, Form()]) -> Response:
    """Write down what the caller did."""
    new, faults = typed.read(desk.words)
    if new is not None:
        try:
            growth.add_growth(desk.session, desk.caller, new, now=desk.now, today=desk.today)
        except RefusedError as refusal:
            faults = {"": desk.said(refusal)}
    if faults:
        return _page(desk, Filled(typed.model_dump(), faults), status=422)
    return once.see_other(HERE)


@router.post("/exports", **policy.recently_confirmed(policy.signed_in))
def export_hours(desk: AtDeskDep, period: Annotated[str, Form()] = "") -> Response:
    """Hand out the caller's own hours, which tell nothing of any client."""
    asked = read_period(period, today=desk.today)
    hours = growth.export_hours(desk.session, desk.caller, asked, now=desk.now, zone=desk.zone)
    return Response(
        as_csv(rows_of_hours(hours)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="my-hours-{asked.code}.csv"'},
    )


@router.post("/{growth_id}/removal", **policy.own(policy.signed_in))
def remove_growth(desk: AtDeskDep, growth_id: UUID) -> Response:
    """Take a line away."""
    growth.remove_growth(desk.session, desk.caller, growth_id)
    return see_other(HERE)


def _page(desk: AtDesk, form: Filled, period: str = "", *, status: int = 200) -> Response:
    asked = read_period(period, today=desk.today)
    rows: Sequence[Growth] = growth.list_growth(desk.session, desk.caller)
    contacts = growth.contact_hours(desk.session, desk.caller, asked, zone=desk.zone)
    content = growth_page(form, rows, contacts, desk.words, period=asked, today=desk.today)
    return desk.page("reports/growth.html", content, status=status)
