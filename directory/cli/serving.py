"""`alongside serve`: the pages, for visitors; with `--demo`, an installation made on the spot."""

import errno
import gc
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Annotated, Any

import typer
import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from directory.accounts.people import has_people
from directory.app import create_app
from directory.cli.connections import BoundedConnection
from directory.cli.index import bring_up_to_date
from directory.cli.installation import ready_database
from directory.cli.measuring import figures_shown
from directory.config import Settings, load_settings
from directory.crypto.readiness import require_keys
from directory.errors import UnavailableError
from directory.web.logs import take_over_every_log
from directory.worker.working import require_ways_out

EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - recognized here, not listened on


def serve(
    demo: Annotated[bool, typer.Option(help="Serve an invented county, made on the first run.")] = False,
    host: Annotated[str | None, typer.Option(help="The address to listen on (setting `host`).")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on (setting `port`).")] = None,
    workers: Annotated[int, typer.Option(min=1, help="How many processes answer.")] = 1,
    worker: Annotated[bool | None, typer.Option(help="Whether to do the worker's jobs too (setting `worker`).")] = None,
) -> None:
    """Serve the pages and the programs' interfaces."""
    chosen: dict[str, object] = {"host": host, "port": port, "worker": worker}
    if demo:
        chosen |= _settings_of_demo()
    settings = load_settings(**{name: value for name, value in chosen.items() if value is not None})
    _refuse_taken_port(settings)
    if settings.worker:
        require_ways_out(settings)
    if demo:
        _make_demo(settings)
    else:
        _make_ready(settings)
    print(f"Alongside is served at {address_of(settings)} (Ctrl-C stops it).", flush=True)
    if demo:
        print(f'A first thing to try: type "aa meeting tonight" and, as the place, {settings.home}.', flush=True)
    with figures_shown(settings, workers):
        _run(settings, workers)


def app_of_environment() -> FastAPI:
    """Make the app that a process serves: its settings are in its environment."""
    take_over_every_log()
    settings = load_settings()
    app = create_app(settings, works=settings.worker)
    app.router.lifespan_context = _settled(app.router.lifespan_context)
    return app


def _settled(lifespan: Callable[[Any], AbstractAsyncContextManager[Any]]) -> Callable[..., Any]:
    """The same, after which what is open is never again looked through for what can be thrown away: now and then that
    would make somebody wait for a sixth of a second.
    """

    @asynccontextmanager
    async def opened(app: FastAPI) -> AsyncIterator[None]:
        async with lifespan(app):
            gc.collect()
            gc.freeze()
            yield

    return opened


def _settings_of_demo() -> dict[str, object]:
    from directory.seeding import demo_settings  # noqa: PLC0415 - as below

    return {"demo": True, **demo_settings()}


def _make_demo(settings: Settings) -> None:
    from directory.cli.making_demo import make_demo  # noqa: PLC0415 - what makes it is held in memory by nobody else

    make_demo(settings)


def _make_ready(settings: Settings) -> None:
    with ready_database(settings) as database:
        with database.reading() as session:
            require_keys(session, needed=has_people(session))
        bring_up_to_date(settings, database)


def _refuse_taken_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                reason = f"Port {settings.port} is taken; choose another with --port."
            else:
                reason = f"{settings.host} port {settings.port} cannot be listened on: {error.strerror}."
            raise UnavailableError(reason) from None


def address_of(settings: Settings) -> str:
    """Return the address that people type: the public one, else where it listens."""
    host = "localhost" if settings.host in EVERYWHERE else settings.host
    return settings.public_url or f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def _run(settings: Settings, workers: int) -> None:
    for name, value in settings.model_dump(mode="json", exclude_defaults=True).items():
        if not isinstance(getattr(settings, name), SecretStr):  # those come from the environment or the file already
            os.environ[f"ALONGSIDE_{name.upper()}"] = str(value)
    take_over_every_log()
    config = uvicorn.Config(
        "directory.cli.serving:app_of_environment",
        factory=True,
        host=settings.host,
        port=settings.port,
        http=BoundedConnection,
        ws="none",
        workers=workers,
        log_config=None,  # what uvicorn says goes where everything goes
        log_level="warning",
        access_log=False,  # it would hold what was searched for
        server_header=False,
        proxy_headers=False,  # uvicorn would trust every proxy on this machine; `directory.app` trusts those named
    )
    with suppress(KeyboardInterrupt):
        if workers > 1:
            Multiprocess(config, sockets=[prompt_socket(config)]).run()
            return
        server = uvicorn.Server(config)
        server.run()
        if not server.started:
            raise SystemExit(STARTUP_FAILURE)


def prompt_socket(config: uvicorn.Config) -> socket.socket:
    """The socket that several processes accept from, which sends each part of an answer at once.

    asyncio sees to that only for sockets it made itself. Without it the second part of every answer on a connection
    that is kept waits for the client to acknowledge the first: 40 milliseconds on Linux.
    """
    listening = config.bind_socket()
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
