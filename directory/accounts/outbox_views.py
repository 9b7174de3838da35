"""Messages that could not be sent, for admins: try them again, or drop them."""

from uuid import UUID

from fastapi import APIRouter, Depends, Response

from directory import policy
from directory.accounts.asking import require_private_connection
from directory.accounts.pages.outbox import outbox_page
from directory.accounts.views_account import OwnDep
from directory.outbox.queries import parked_messages
from directory.outbox.service import drop_message, send_again
from directory.policy import Role
from directory.web import page, see_other

router = APIRouter(prefix="/admin/outbox", dependencies=[Depends(require_private_connection)])
admins = policy.roles(Role.ADMIN)
anybodys = policy.anybodys(admins)


@router.get("", **admins)
def show_outbox(own: OwnDep, done: str = "") -> Response:
    """Show what could not be sent."""
    now = own.clock().astimezone(own.request.app.state.settings.zone)
    content = outbox_page(parked_messages(own.session, now=now), done, now, own.words)
    return page(own.request, "admin/outbox.html", content)


@router.post("/{message_id}/try", **anybodys)
def try_again(own: OwnDep, message_id: UUID) -> Response:
    """Have a message tried again."""
    send_again(own.session, message_id, caller=own.caller, now=own.clock())
    return see_other("/admin/outbox?done=again")


@router.post("/{message_id}/drop", **anybodys)
def drop(own: OwnDep, message_id: UUID) -> Response:
    """Give a message up."""
    drop_message(own.session, message_id, caller=own.caller, now=own.clock())
    return see_other("/admin/outbox?done=dropped")
