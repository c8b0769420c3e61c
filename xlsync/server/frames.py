"""Frames on a socket: four bytes of length, big-endian, then so many bytes of JSON."""

from __future__ import annotations

import socket
import struct
import time

from xlsync.server.bodies import too_large
from xlsync.server.limits import Limits

_HEADER = struct.Struct(">I")
_CHUNK = 65536


class Cut(Exception):
    """The other side left, or was too slow in the middle of a frame."""


class Frames:
    """The frames of one connection, in both directions.

    Args:
        connection: A blocking socket.
        limits: Size of a frame and time for it to arrive once it has begun.
    """

    def __init__(self, connection: socket.socket, limits: Limits) -> None:
        self._socket, self._limits = connection, limits
        self._rest = b""

    def read(self, patience: float | None = None) -> bytes:
        """The next frame.

        Args:
            patience: Seconds to wait for its beginning, for ever when left out.

        Raises:
            Cut: There is none.
            TooLarge: It is longer than accepted; nothing of it is read.
        """
        data = self._rest or self._received(patience)
        end = time.monotonic() + self._limits.arrival
        if len(data) < _HEADER.size:
            data = self._at_least(data, _HEADER.size, end)
        size = _HEADER.unpack_from(data)[0]
        if size > self._limits.size:
            raise too_large(self._limits)
        total = _HEADER.size + size
        if len(data) < total:
            data = self._at_least(data, total, end)
        self._rest = data[total:]
        return data[_HEADER.size : total]

    def write(self, body: bytes) -> None:
        """Send a frame.

        Raises:
            OSError: The other side left.
        """
        self._socket.sendall(_HEADER.pack(len(body)) + body)

    def _at_least(self, data: bytes, size: int, end: float) -> bytes:
        """The data, completed to so many bytes before a moment."""
        parts, held = [data], len(data)
        while held < size:
            parts.append(self._received(max(0.001, end - time.monotonic())))
            held += len(parts[-1])
        self._socket.settimeout(None)
        return b"".join(parts)

    def _received(self, seconds: float | None) -> bytes:
        if self._socket.gettimeout() != seconds:
            self._socket.settimeout(seconds)
        try:
            data = self._socket.recv(_CHUNK)
        except OSError:
            raise Cut from None
        if not data:
            raise Cut
        return data
