"""The audit, for admins: who did, saw or was refused what, and the same as a table."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Response
from fastapi.responses import StreamingResponse

from directory import policy
from directory.accounts.asking import DatabaseDep, require_private_connection
from directory.accounts.audit_asking import AuditForm
from directory.accounts.listing_people import list_people
from directory.accounts.pages.audit import Telling, audit_page
from directory.accounts.views_account import Own, OwnDep
from directory.audit.export import as_csv, begin_export
from directory.audit.queries import Leaf, newest_leaf, next_newer_leaf, read_all
from directory.audit.verifying import current_head
from directory.errors import RefusedError
from directory.policy import Role
from directory.web import page

router = APIRouter(prefix="/admin/audit", dependencies=[Depends(require_private_connection)])
admins = policy.roles(Role.ADMIN)
confirmed_admins = policy.recently_confirmed(admins)


@router.get("", **admins)
def show_audit(own: OwnDep, asked: Annotated[AuditForm, Query()]) -> Response:
    """Show the newest entries of those asked for."""
    names = {line.id: line.display_name for line in list_people(own.session)}
    telling = Telling(names, own.words, own.request.app.state.settings.zone)
    content = audit_page(asked, _leaf(own, asked), str(current_head(own.session)), telling)
    return page(own.request, "admin/audit.html", content, status=422 if content.form.faults else 200)


def _leaf(own: Own, asked: AuditForm) -> Leaf:
    wanted = asked.wanted(own.request.app.state.settings.zone)
    if asked.newer_than is not None:
        return next_newer_leaf(own.session, wanted, newer_than=asked.newer_than)
    return newest_leaf(own.session, wanted, older_than=asked.older_than)


@router.post("/exports", **confirmed_admins)
def export(own: OwnDep, database: DatabaseDep, asked: Annotated[AuditForm, Form()]) -> Response:
    """Note the export, then send the entries as they are read, a batch at a time."""
    if faults := asked.faults(own.words):
        sentences = " ".join(faults.values())
        raise RefusedError(sentences)
    zone = own.request.app.state.settings.zone
    wanted, now = asked.wanted(zone), own.clock()
    last = begin_export(own.session, wanted, by=own.caller, now=now)
    name = f"audit-{now.astimezone(zone):%Y-%m-%d}.csv"
    return StreamingResponse(
        as_csv(read_all(database, wanted, last=last)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
