"""Connections of strangers: a request begins within bounds and in time, or its connection ends.

The parser keeps a header until it is whole, however long it is and however long it takes; a proxy in front would refuse
it, but not every installation has one.
"""

from asyncio import BaseTransport, TimerHandle
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD: Final = 64 * 1024
"""Bytes that may arrive without anything to pass on: of a request line and its headers, or of what ends a body."""


class BoundedConnection(HttpToolsProtocol):
    """One connection, as uvicorn serves it, whose requests have heads of a bounded size that come in bounded time."""

    head_within_seconds = 30.0

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._kept_bytes = 0
        self._patience: TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Wait for the first head, but not for long."""
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn narrows it
        self._begin_to_wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, and give up on what fills the parser and says nothing."""
        self._kept_bytes += len(data)
        super().data_received(data)
        if self._kept_bytes > LARGEST_HEAD and not self.transport.is_closing():
            self.send_400_response("This request begins with too much.")

    def on_message_begin(self) -> None:
        """The first byte of a request is here: its head is to follow soon."""
        super().on_message_begin()
        self._begin_to_wait()

    def on_headers_complete(self) -> None:
        """Answer, unless the request names no host or two, of which a proxy may have read the other (RFC 9112, 3.2)."""
        self._stop_waiting()
        self._kept_bytes = 0
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts > 1 or (hosts == 0 and self.parser.get_http_version() == "1.1"):
            raise ValueError("a request names one host")
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Pass a part of the body on."""
        self._kept_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._kept_bytes = 0
        super().on_message_complete()

    def _begin_to_wait(self) -> None:
        self._stop_waiting()
        self._patience = self.loop.call_later(self.head_within_seconds, self._give_up)

    def _stop_waiting(self) -> None:
        if self._patience:
            self._patience.cancel()
            self._patience = None

    def _give_up(self) -> None:
        self.transport.close()
