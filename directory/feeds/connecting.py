"""Connections to machines that may be asked: a name is looked up, every address of it is checked, and one of those is
connected to. Nothing looks the name up again in between.
"""

import socket
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLateError
from ssl import SSLContext
from threading import Thread
from typing import Any, Final

import httpcore2

from directory.feeds.addresses import AddressPolicy, IPAddress, as_number, every_allowed

Resolver = Callable[[str, int], Sequence[str]]
"""From a host and a port to the addresses it means now; raises OSError."""
Elapsed = Callable[[], float]
"""Seconds on a clock that only runs forwards."""
_MOST_TRIED: Final = 4
_SHORTEST: Final = 0.001


def look_up(host: str, port: int) -> list[str]:
    """Ask this machine's own resolver what a host means."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class Deadline:
    """The moment until which everything about one fetch must be done, however slowly a server answers."""

    def __init__(self, seconds: float, elapsed: Elapsed) -> None:
        self._elapsed = elapsed
        self._ends_at = elapsed() + seconds

    def left(self) -> float:
        """Return the seconds that are left; raises httpcore2.ReadTimeout when none are."""
        left = self._ends_at - self._elapsed()
        if left < _SHORTEST:
            raise httpcore2.ReadTimeout("the time is up")
        return left


class GuardedBackend(httpcore2.NetworkBackend):
    """Opens connections for one fetch, to addresses that the policy allows."""

    def __init__(self, policy: AddressPolicy, resolve: Resolver, deadline: Deadline) -> None:
        self._policy = policy
        self._resolve = resolve
        self._deadline = deadline
        self._network = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to an address that was checked. Raises AddressRefusedError, or what httpcore2 raises."""
        del timeout
        failure: Exception = httpcore2.ConnectError(f"{host} has no address")
        for address in self._checked(host, port)[:_MOST_TRIED]:
            try:
                connected = self._network.connect_tcp(
                    str(address), port, self._deadline.left(), local_address, socket_options
                )
                return _TimedStream(connected, self._deadline)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """No feed is read from a socket of this machine."""
        del path, timeout, socket_options
        raise httpcore2.ConnectError("feeds are read from other machines")

    def _checked(self, host: str, port: int) -> list[IPAddress]:
        if as_number(host) is not None:
            return every_allowed([host], self._policy)
        return every_allowed(self._looked_up(host, port), self._policy)

    def _looked_up(self, host: str, port: int) -> Sequence[str]:
        """What a host means. A resolver cannot be told to hurry: it is left behind when the time is up."""
        answer: Future[Sequence[str]] = Future()

        def ask() -> None:
            try:
                answer.set_result(self._resolve(host, port))
            except Exception as error:  # noqa: BLE001 - raised again where somebody waits for the answer
                answer.set_exception(error)

        Thread(target=ask, name="resolver", daemon=True).start()
        try:
            return answer.result(self._deadline.left())
        except TooLateError:
            raise httpcore2.ConnectTimeout(f"{host} could not be looked up in time") from None
        except OSError as error:
            raise httpcore2.ConnectError(f"{host} could not be looked up") from error


class _TimedStream(httpcore2.NetworkStream):
    """A connection of which every read and write ends when the time of the whole fetch is up."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        del timeout
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        del timeout
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        del timeout
        secure = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _TimedStream(secure, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
