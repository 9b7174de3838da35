"""What the views of people are handed: where a request comes from, and where it leads."""

from typing import Annotated

from fastapi import Depends, FastAPI, Form, Query, Request, Response
from pydantic import AfterValidator

from directory.accounts import cookies
from directory.accounts.outcomes import Site, Visit
from directory.accounts.pages.doors import no_secrets_here_page
from directory.cookies import may_keep_secrets
from directory.db import Database
from directory.errors import AlongsideError
from directory.i18n import choose_language, translator
from directory.web import page
from directory.web.ways_in import safe_next


class NoSecretsHereError(AlongsideError):
    """A secret would travel over a connection that others can read."""

    status = 403


async def require_private_connection(request: Request) -> None:
    """Raise `NoSecretsHereError` on plain HTTP beyond this machine: nobody types a password there."""
    if not may_keep_secrets(request):
        raise NoSecretsHereError("Use the address that starts with https.")


def tell_where_secrets_are_safe(app: FastAPI) -> None:
    """Answer whoever would sign in over plain HTTP with a page that says why not, and where."""
    app.add_exception_handler(NoSecretsHereError, _not_here)


def _not_here(request: Request, error: Exception) -> Response:
    del error
    words = translator(choose_language(request))
    return page(request, "accounts/told.html", no_secrets_here_page(words), status=403)


async def get_visit(request: Request) -> Visit:
    """Where the request comes from, as far as signing in cares."""
    return cookies.visit_of(request)


async def get_site(request: Request) -> Site:
    """The site that passkeys are bound to."""
    return cookies.site_of(request, request.app.state.settings)


async def get_database(request: Request) -> Database:
    """The database itself, for what hashes a password between two transactions."""
    database: Database = request.app.state.database
    return database


VisitDep = Annotated[Visit, Depends(get_visit)]
SiteDep = Annotated[Site, Depends(get_site)]
DatabaseDep = Annotated[Database, Depends(get_database)]
WayAsked = Annotated[str, AfterValidator(safe_next), Query(alias="next")]
"""Where a page leads on to: a page of ours."""
WaySent = Annotated[str, AfterValidator(safe_next), Form(alias="next")]
"""The same, as a form carries it."""
Typed = Annotated[str, Form()]
"""What somebody typed; what is missing or wrong in it is said beside its field."""
