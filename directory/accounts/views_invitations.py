"""Taking up an invitation, or a link to a new password: looking at it changes nothing."""

from fastapi import APIRouter, Depends, Request, Response

from directory import policy
from directory.accounts import entering
from directory.accounts.asking import DatabaseDep, Typed, VisitDep, require_private_connection
from directory.accounts.invitations import OpenedLink, find_link
from directory.accounts.letting_in import go_on
from directory.accounts.outcomes import Entered
from directory.accounts.pages import doors
from directory.accounts.passwords import WeakPasswordError
from directory.accounts.people import Profile
from directory.db import SessionDep
from directory.errors import NotFoundError, RefusedError
from directory.i18n import Translator
from directory.web import page
from directory.web.dependencies import ClockDep, WordsDep
from directory.web.filled import Filled

router = APIRouter(dependencies=[Depends(require_private_connection)])
ENROLL = "/account/factors?first=1"


@router.get("/invitations/{token}", **policy.before_sign_in)
def show_invitation(request: Request, token: str, session: SessionDep, words: WordsDep, clock: ClockDep) -> Response:
    """Ask for a password, as long as the link is good."""
    link = find_link(session, token, now=clock())
    if link is None:
        return _gone(request, words)
    return _link_page(request, token, link, Filled({"display_name": link.display_name}), words)


@router.post("/invitations/{token}", **policy.before_sign_in)
def take_invitation(
    request: Request,
    token: str,
    *,
    database: DatabaseDep,
    visit: VisitDep,
    words: WordsDep,
    clock: ClockDep,
    display_name: Typed = "",
    password: Typed = "",
    again: Typed = "",
) -> Response:
    """Save the password and go on: to a second factor, or to sign in with the one there is."""
    now = clock()
    with database.reading() as session:
        link = find_link(session, token, now=now)
    if link is None:
        return _gone(request, words)
    name = display_name if link.is_first else link.display_name
    faults = {"again": words.gettext("These two are not the same.")} if password != again else {}
    if not faults:
        try:
            came = entering.accept_invitation(database, token, password, Profile(name, words.code), visit, now=now)
        except NotFoundError:
            return _gone(request, words)
        except RefusedError as refusal:
            field = "password" if isinstance(refusal, WeakPasswordError) else "display_name"
            faults = {field: words.gettext(str(refusal))}
        else:
            with database.reading() as session:
                return go_on(request, came, ENROLL if isinstance(came, Entered) else "/", session)
    return _link_page(request, token, link, Filled({"display_name": name}, faults), words, status=422)


def _link_page(
    request: Request, token: str, link: OpenedLink, form: Filled, words: Translator, *, status: int = 200
) -> Response:
    content = doors.InvitationPage(
        title=words.gettext("Welcome to Alongside") if link.is_first else words.gettext("A new password"),
        form=form,
        action=f"/invitations/{token}",
        name=link.display_name,
        email=link.email,
        is_reset=not link.is_first,
    )
    return page(request, "accounts/invitation.html", content, status=status)


def _gone(request: Request, words: Translator) -> Response:
    return page(request, "accounts/told.html", doors.link_gone_page(words), status=404)
