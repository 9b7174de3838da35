"""The web application: routers, failures, middleware and what is opened at the start, nothing else."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from functools import cache, partial
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI
from sqlalchemy.exc import SQLAlchemyError
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

import directory.accounts.views
import directory.accounts.views_demo
import directory.clients.views
import directory.curation.views
import directory.curation.views_checking
import directory.curation.views_choosing
import directory.curation.views_correcting
import directory.curation.views_duplicates
import directory.curation.views_editing
import directory.curation.views_history
import directory.curation.views_many
import directory.curation.views_proposals
import directory.curation.views_unmet
import directory.feeds.views
import directory.feeds.views_runs
import directory.hsds.api
import directory.listings.api
import directory.listings.views
import directory.listings.views_area
import directory.listings.views_knowing
import directory.listings.views_lists
import directory.listings.views_map
import directory.referrals.client_views
import directory.referrals.views
import directory.referrals.views_listing
import directory.referrals.views_team
import directory.referrals.views_today
import directory.reports.views
import directory.reports.views_growth
import directory.reports.views_keeping
import directory.web.health
import directory.web.leaving
import directory.web.metrics
import directory.web.offline
import directory.web.programs
import directory.web.reports
from directory import policy
from directory.accounts.asking import tell_where_secrets_are_safe
from directory.accounts.demo import may_continue_as
from directory.accounts.last_seen import LastSeen
from directory.accounts.people import has_people
from directory.accounts.replaying import keep_for_later
from directory.accounts.sessions import identify, sign_out
from directory.clock import Clock, utc_now
from directory.config import Settings
from directory.crypto.readiness import require_keys
from directory.curation.editing.sheet import LONGEST_SHEET
from directory.db import Database, open_database
from directory.errors import UnavailableError
from directory.figures import InstallationFigures
from directory.listings.finder import open_finder
from directory.listings.following import IndexFollower, usable_index
from directory.listings.indexing import index_keeper
from directory.listings.map_ground import FILE_TYPE, ground_of
from directory.web.body_limits import BodyLimits
from directory.web.failures import failure_page, install_failures
from directory.web.heads import HeadAsGet
from directory.web.logs import write_logs_as_json
from directory.web.openapi import describe
from directory.web.plain_refusals import PlainRefusals
from directory.web.protection import Protection
from directory.web.rates import new_limiter
from directory.web.request_ids import RequestIds
from directory.web.static_files import PREFIX, HashedStaticFiles
from directory.worker.working import Worker

LARGEST_BODY = 64 * 1024
"""Bytes of a request: nothing that is typed into these pages is larger."""
LARGER_BODIES = {directory.curation.views_choosing.SHEETS: LONGEST_SHEET}
"""Where files are sent: bytes, by path."""
SMALLEST_ZIPPED = 1500
ASKED_MOST = (
    directory.listings.views.results_router,
    directory.listings.api.front_router,
    directory.listings.views.front_router,
)
"""Their routes stand first and by themselves."""
ROUTERS = (
    directory.listings.views_map.router,
    directory.listings.api.router,
    directory.listings.views_area.router,
    directory.hsds.api.router,
    directory.web.health.router,
    directory.web.leaving.router,
    directory.web.offline.router,
    directory.web.reports.router,
    directory.web.programs.router,
    directory.accounts.views.router,
    directory.referrals.views_today.router,
    directory.referrals.views_team.router,
    directory.referrals.views.router,
    directory.clients.views.router,
    directory.referrals.client_views.router,
    directory.reports.views.router,
    directory.reports.views_growth.router,
    directory.reports.views_keeping.router,
    directory.curation.views_unmet.router,
    directory.feeds.views_runs.router,
    directory.feeds.views.router,
    directory.curation.views_checking.router,
    directory.curation.views_choosing.router,
    directory.curation.views_duplicates.router,
    directory.curation.views_editing.router,
    directory.curation.views.router,
    directory.curation.views_history.router,
    directory.curation.views_many.router,
    directory.curation.views_proposals.router,
    directory.referrals.views_listing.router,
    directory.curation.views_correcting.router,
    directory.listings.views_knowing.router,
    directory.listings.views_lists.router,
    directory.listings.views.router,
)
OWN_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]


def create_app(settings: Settings, *, clock: Clock = utc_now, works: bool = False) -> FastAPI:
    """Make the application; what it serves from is opened when it starts, and it does not start with an open door.

    With `works`, it also does the worker's jobs, in a thread of its own.
    """
    write_logs_as_json()
    app = FastAPI(
        title="Alongside", openapi_url=None, docs_url=None, redoc_url=None, lifespan=_lifespan(settings, works)
    )
    app.state.settings = settings
    app.state.ground = ground_of(settings)
    app.state.clock = clock
    app.state.needs_keys = has_people
    app.state.identify = identify
    app.state.sign_out = sign_out
    app.state.keep_form = keep_for_later
    app.state.limiter = new_limiter()
    app.router.routes.extend(_routes())
    if may_continue_as(settings):
        app.include_router(directory.accounts.views_demo.router)
    if settings.oidc_issuer:
        app.include_router(_agency_sign_in())
    if settings.metrics_token:
        app.include_router(directory.web.metrics.router)
    app.router.routes.append(
        policy.DeclaredMount(PREFIX, HashedStaticFiles(), name="static", policy=policy.PUBLIC),
    )
    app.openapi = partial(describe, app)  # type: ignore[method-assign]  # as FastAPI's own documentation does it
    install_failures(app)
    tell_where_secrets_are_safe(app)
    _add_middleware(app, settings)
    return app


@cache
def _routes() -> list[BaseRoute]:
    """What every installation serves, put together once in a process.

    FastAPI reads what a route takes when it is first asked, and keeps that with the router it is included in.
    """
    together = APIRouter()
    for router in ROUTERS:
        together.include_router(router)
    return [*(route for router in ASKED_MOST for route in router.routes), *together.routes]


def _agency_sign_in() -> APIRouter:
    """The routes that need the extra `alongside[oidc]`, which most installations do without."""
    try:
        from directory.accounts.views_agency import router  # noqa: PLC0415 - only where it is asked for
    except ModuleNotFoundError as error:
        raise UnavailableError(
            f"The setting oidc_issuer needs {error.name}; run: pip install alongside[oidc]"
        ) from None
    return router


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    """The last one added stands outermost."""
    app.add_middleware(
        GZipMiddleware,
        minimum_size=SMALLEST_ZIPPED,
        compresslevel=5,
        exclude_content_types=(*DEFAULT_EXCLUDED_CONTENT_TYPES, FILE_TYPE),
    )
    app.add_middleware(BodyLimits, usual=LARGEST_BODY, larger=LARGER_BODIES)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=trusted_hosts(settings))
    app.add_middleware(PlainRefusals)
    app.add_middleware(LastSeen)
    app.add_middleware(Protection, failure_page=failure_page, tiles=settings.map_tiles)
    app.add_middleware(HeadAsGet)
    if settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.trusted_proxies)
    app.add_middleware(RequestIds, trusted_proxies=settings.trusted_proxies)


def trusted_hosts(settings: Settings) -> list[str]:
    """The hosts a request may name: any until the public address is set, then that one and this machine."""
    host = urlsplit(settings.public_url).hostname
    return [host, *OWN_HOSTS] if host else ["*"]


def _require_keys(app: FastAPI) -> None:
    """Do not start where what is sealed could not be opened; a database that is away is waited for."""
    database: Database = app.state.database
    try:
        with suppress(SQLAlchemyError), database.reading() as session:
            require_keys(session, needed=app.state.needs_keys(session))
    except UnavailableError:
        database.close()
        raise


@contextmanager
def _working(app: FastAPI, works: bool) -> Iterator[None]:
    if not works:
        yield
        return
    worker = Worker(app.state.database, app.state.settings, app.state.clock)
    worker.start()
    yield
    worker.stop()


def _lifespan(settings: Settings, works: bool) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def opened(app: FastAPI) -> AsyncIterator[None]:
        policy.require_everywhere(app)
        app.state.database = open_database(settings, may_create=False)
        _require_keys(app)
        keeper = index_keeper(settings, app.state.database)
        finder = open_finder(settings, keeper, usable_index(keeper))
        app.state.follower = IndexFollower(finder, keeper, app.state.clock)
        app.state.figures = [InstallationFigures(app.state.database, settings, app.state.clock)]
        app.state.follower.start()
        with _working(app, works):
            yield
        app.state.follower.stop()
        app.state.database.close()

    return opened
