"""What a user's own programs may ask of a running server on the loopback: its pairing code, or to stop."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable
from typing import Any

from xlsync.server.discovery import Description
from xlsync.server.tokens import Pairing

PATIENCE = 2.0


class Control:
    """The messages of the API, and two more.

    Args:
        answer: What answers the others.
        pairing: The code.
        stop: Ends the server.
    """

    def __init__(
        self, answer: Callable[[Any], dict[str, Any]], pairing: Pairing, stop: Callable[[], object]
    ) -> None:
        self._answer, self._pairing, self._stop = answer, pairing, stop

    def answer(self, message: Any) -> dict[str, Any]:
        """The answer to one message."""
        if message == {"pairing": True}:
            return {"code": self._pairing.code}
        if message == {"stop": True}:
            self._stop()
            return {"stopping": True}
        return self._answer(message)


def ask(server: Description, message: dict[str, Any]) -> dict[str, Any] | None:
    """The answer of a running server, None when there is none at that place."""
    try:
        with socket.create_connection(("127.0.0.1", server.calc_port), PATIENCE) as connection:
            stream = connection.makefile("rwb")
            _send(stream, {"token": server.token, "version": 1})
            if _receive(stream).get("ok"):
                _send(stream, message)
                return _receive(stream)
    except (OSError, ValueError, struct.error):
        pass
    return None


def _send(stream: Any, message: dict[str, Any]) -> None:
    body = json.dumps(message).encode()
    stream.write(struct.pack(">I", len(body)) + body)
    stream.flush()


def _receive(stream: Any) -> dict[str, Any]:
    (size,) = struct.unpack(">I", stream.read(4))
    found = json.loads(stream.read(size))
    return found if isinstance(found, dict) else {}
