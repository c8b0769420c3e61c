"""uvicorn's HTTP protocol, with a moment by which the head of a request must have come.

uvicorn bounds the silence between two requests, not a head that arrives a byte at a time; bodies are bounded
by `xlsync.server.bodies`.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol


class PromptProtocol(H11Protocol):
    """Closes a connection where no head comes in time, or where the rest of an answered request goes on.

    Attributes:
        patience: Seconds from the connection, or from the last answer.
    """

    patience = 15.0
    _hurry: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start waiting for the first request."""
        super().connection_made(transport)
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
        self._hurry = self.loop.call_later(self.patience, self._close_if_waiting)

    def _close_if_waiting(self) -> None:
        answering = self.cycle is not None and not self.cycle.response_complete
        if not answering and not self.transport.is_closing():
            self.transport.abort()  # a farewell in TLS would wait half a minute for its answer


def prompt_protocol(patience: float) -> type[PromptProtocol]:
    """The protocol with another patience, in seconds."""
    return type("PromptProtocol", (PromptProtocol,), {"patience": patience})
