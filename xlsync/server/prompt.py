"""uvicorn's HTTP protocol, with a moment by which the head of a request must have come.

uvicorn bounds the silence between two requests, not a head that arrives a byte at a time; bodies are bounded
by `xlsync.server.bodies`. Its own limit of connections answers in plain text.
"""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from xlsync.server.limits import Limits


class PromptProtocol(H11Protocol):
    """Closes a connection where no head comes in time, or where the rest of an answered request goes on.

    Attributes:
        limits: Connections at a time; seconds from the connection, or from the last answer.
        one_too_many: What answers a connection beyond the limit.
    """

    limits = Limits()
    one_too_many: ASGIApp
    _hurry: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start waiting for the first request."""
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            self.app = type(self).one_too_many
        self._expect()

    def on_response_complete(self) -> None:
        """Start waiting for the next one."""
        super().on_response_complete()
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        super().connection_lost(exc)
        if self._hurry is not None:
            self._hurry.cancel()

    def _expect(self) -> None:
        if self._hurry is not None:
            self._hurry.cancel()
        self._hurry = self.loop.call_later(self.limits.arrival, self._close_if_waiting)

    def _close_if_waiting(self) -> None:
        answering = self.cycle is not None and not self.cycle.response_complete
        if not answering and not self.transport.is_closing():
            self.transport.abort()  # a farewell in TLS would wait half a minute for its answer


def prompt_protocol(limits: Limits, one_too_many: ASGIApp) -> type[PromptProtocol]:
    """The protocol within some limits.

    Args:
        limits: Of time and of connections.
        one_too_many: What answers a connection beyond the limit, and closes it.
    """
    members = {"limits": limits, "one_too_many": staticmethod(one_too_many)}
    return type("LimitedProtocol", (PromptProtocol,), members)
