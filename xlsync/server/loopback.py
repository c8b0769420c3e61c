"""The plain listener on the loopback, for Calc: a thread a connection, which answers a call the soonest.

Its peers run on this machine and show the token in their first frame.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Any

from xlsync import __version__
from xlsync.server import log
from xlsync.server.answers import parsed, written
from xlsync.server.frames import Cut, Frames
from xlsync.server.limits import Limits
from xlsync.server.refusals import Malformed, Refusal, TooLarge, fault
from xlsync.server.tokens import same_secret

VERSION = 1


class Loopback:
    """The listener and its connections.

    Args:
        listening: A socket that listens already.
        token: What the first frame must show.
        answer: From a message to its answer.
        limits: Sizes, times, connections.
    """

    def __init__(
        self, listening: socket.socket, token: str, answer: Callable[[Any], dict[str, Any]], limits: Limits
    ) -> None:
        self._listening, self._token = listening, token
        self._answer, self._limits = answer, limits
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._stopped = False

    def start(self) -> None:
        """Accept connections from now on."""
        threading.Thread(target=self._accept, name="loopback", daemon=True).start()

    def stop(self) -> None:
        """Close the listener and every connection."""
        self._stopped = True
        with self._lock:
            closing = [self._listening, *self._connections]
        for one in closing:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        while not self._stopped:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                if self._stopped:
                    return
                continue
            with self._lock:
                full = self._stopped or len(self._connections) >= self._limits.connections
                if not full:
                    self._connections.add(connection)
            if full:
                connection.close()
            else:
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        """Answer the frames of one connection, in order, until it ends."""
        try:
            with connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._answer_all(Frames(connection, self._limits))
        except (Cut, OSError):
            return
        finally:
            with self._lock:
                self._connections.discard(connection)

    def _answer_all(self, frames: Frames) -> None:
        try:
            if self._welcomed(frames):
                while True:
                    frames.write(self._answered(frames))
        except TooLarge as refusal:
            log.failed("frame", refusal)
            frames.write(_refused(refusal))

    def _welcomed(self, frames: Frames) -> bool:
        """Whether the first frame shows the token and speaks this protocol."""
        try:
            first = parsed(frames.read(self._limits.arrival))
        except (Malformed, TooLarge):
            return False
        known = isinstance(first, dict) and first.get("version") == VERSION
        if not known or not same_secret(first.get("token"), self._token):
            return False
        frames.write(written({"ok": True, "version": VERSION, "code": __version__}))
        return True

    def _answered(self, frames: Frames) -> bytes:
        body = frames.read()
        try:
            return written(self._answer(parsed(body)))
        except Refusal as refusal:
            log.failed("loopback", refusal)
            return _refused(refusal)
        except Exception as error:
            log.failed("loopback", error)
            return _refused(fault())


def _refused(refusal: Refusal) -> bytes:
    return written({**refusal.as_json(), "status": refusal.status})
