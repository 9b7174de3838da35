"""Fetching a feed from its address, however hostile: where it leads is checked each time, and it ends soon.

At most three redirects, 10 MB, a hundred times what was sent, ten seconds for all of it. TLS is verified, no proxy of
the environment is asked, no cookie kept, and of what was read last only a newer version is asked for.
"""

import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Final
from urllib.parse import urljoin

import httpcore2

from directory.config import Settings
from directory.errors import UnavailableError, marked
from directory.feeds.addresses import (
    USUAL_PORTS,
    AddressPolicy,
    AddressRefusedError,
    FeedAddress,
    read_address,
    read_networks,
    read_ports,
)
from directory.feeds.connecting import Deadline, Elapsed, GuardedBackend, Resolver, look_up
from directory.feeds.readers.envelope import MOST_BYTES
from directory.feeds.records import FeedRefusedError
from directory.feeds.unpacking import PACKINGS, TOO_LARGE, Unpacker

MOST_REDIRECTS: Final = 3
MOST_SECONDS: Final = 10.0
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_LONGEST_VALIDATOR: Final = 200

TOO_SLOW: Final = marked("The server did not answer within ten seconds.")
NO_ANSWER: Final = marked("The server cannot be reached.")
NOT_TRUSTED: Final = marked("The server cannot prove that it is the one its address names (TLS).")
NOT_HTTP: Final = marked("What answers there does not speak HTTP as it should.")
TOO_MANY_REDIRECTS: Final = marked("The address leads on to another more than three times.")
LESS_SAFE: Final = marked("The address leads from https on to http, where anybody on the way could change the feed.")
NO_FEED_THERE: Final = marked("The server has no such file. Is the address still right?")
NOT_ALLOWED_THERE: Final = marked("The server does not let us read it.")
SERVER_FAILED: Final = marked("The server answered with a failure of its own.")


class FetchFailedError(UnavailableError):
    """Nothing could be fetched: one sentence says why."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of the version that was read last: it answers only with a newer one."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered; without content, what was read last is still the newest."""

    content: bytes | None
    validators: Validators
    address: str


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches feeds for one installation. Resolver, policy and clock are handed in, so that each can be another."""

    policy: AddressPolicy = field(default_factory=AddressPolicy)
    agent: str = "Alongside"
    resolve: Resolver = look_up
    elapsed: Elapsed = monotonic
    seconds: float = MOST_SECONDS
    trust: Callable[[], ssl.SSLContext] = httpcore2.default_ssl_context

    def fetch(self, address: str, media_types: Sequence[str], newer_than: Validators | None = None) -> Fetched:
        """Fetch what an address answers.

        Raises AddressRefusedError, FeedRefusedError or FetchFailedError, each with a sentence; never anything else.
        """
        at = read_address(address, self.policy)
        deadline = Deadline(self.seconds, self.elapsed)
        headers = self._headers(media_types, newer_than or Validators())
        with httpcore2.ConnectionPool(
            ssl_context=self.trust(),
            network_backend=GuardedBackend(self.policy, self.resolve, deadline),
            max_connections=1,
            max_keepalive_connections=0,
        ) as pool:
            for _ in range(MOST_REDIRECTS + 1):
                answer = _asked(pool, at, headers, newer_than or Validators())
                if isinstance(answer, Fetched):
                    return answer
                at = self._led_on(at, answer)
        raise FetchFailedError(TOO_MANY_REDIRECTS)

    def _headers(self, media_types: Sequence[str], newer_than: Validators) -> list[tuple[str, str]]:
        headers = [
            ("User-Agent", self.agent),
            ("Accept", ", ".join([*media_types, "*/*;q=0.5"])),
            ("Accept-Encoding", ", ".join(PACKINGS)),
            ("Connection", "close"),
        ]
        if newer_than.etag:
            headers.append(("If-None-Match", newer_than.etag))
        if newer_than.last_modified:
            headers.append(("If-Modified-Since", newer_than.last_modified))
        return headers

    def _led_on(self, at: FeedAddress, location: str) -> FeedAddress:
        """Where a redirect leads, looked at like an address that somebody typed."""
        on = read_address(urljoin(str(at), location), self.policy)
        if (at.scheme, on.scheme) == ("https", "http"):
            raise AddressRefusedError(LESS_SAFE)
        return on


def fetcher_of(settings: Settings) -> Fetcher:
    """Return the fetcher of an installation."""
    contact = settings.feeds_contact or settings.public_url
    return Fetcher(
        policy=AddressPolicy(
            ports=frozenset(USUAL_PORTS.values()) | read_ports(settings.feeds_ports),
            networks=read_networks(settings.feeds_private_networks),
        ),
        agent=f"Alongside ({contact})" if contact else "Alongside",
    )


def _asked(
    pool: httpcore2.ConnectionPool, at: FeedAddress, headers: list[tuple[str, str]], newer_than: Validators
) -> Fetched | str:
    """Ask once: what was fetched, or where the address leads on to."""
    url = httpcore2.URL(scheme=at.scheme, host=at.host, port=at.port, target=at.target)
    try:
        with pool.stream("GET", url, headers=[("Host", _host_header(at)), *headers]) as response:
            return _read(response, at, newer_than)
    except httpcore2.TimeoutException:
        raise FetchFailedError(TOO_SLOW) from None
    except httpcore2.ProtocolError:
        raise FetchFailedError(NOT_HTTP) from None
    except httpcore2.NetworkError as error:
        raise FetchFailedError(NOT_TRUSTED if _is_about_trust(error) else NO_ANSWER) from None


def _host_header(at: FeedAddress) -> str:
    return str(at).split("/", 3)[2]


def _is_about_trust(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _read(response: httpcore2.Response, at: FeedAddress, newer_than: Validators) -> Fetched | str:
    said = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
    if response.status == 304:
        return Fetched(None, newer_than, str(at))
    if response.status in _REDIRECTS and said.get("location"):
        return said["location"]
    _refuse_status(response.status)
    if said.get("content-length", "").isdigit() and int(said["content-length"]) > MOST_BYTES:
        raise FeedRefusedError(TOO_LARGE)
    unpacker = Unpacker(said.get("content-encoding", ""))
    for some in response.iter_stream():
        unpacker.feed(some)
    validators = Validators(_validator(said.get("etag")), _validator(said.get("last-modified")))
    return Fetched(unpacker.whole(), validators, str(at))


def _validator(said: str | None) -> str:
    """What a server said of a version, when it can be sent back to it as it is."""
    return said if said and len(said) <= _LONGEST_VALIDATOR and said.isascii() and said.isprintable() else ""


def _refuse_status(status: int) -> None:
    if status == 200:
        return
    if status in {401, 403}:
        sentence = NOT_ALLOWED_THERE
    elif status >= 500 or status == 429:
        sentence = SERVER_FAILED
    else:
        sentence = NO_FEED_THERE
    raise FetchFailedError(sentence)
