"""One connection to the function server: framed JSON, opened when needed, opened again when it breaks."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import time

from xlsync_calc import messages, places, starting

VERSION = 1
LARGEST = 8 * 1024 * 1024
QUICK, SLOW = 15.0, 300.0
"""Seconds given to an answer: a call of functions, work on a document."""

REST = 5.0
"""Seconds without a new attempt after a failure, so that a sheet of cells does not wait for each of them."""

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
_DECODE = json.JSONDecoder().decode
_HEADER = struct.Struct(">I")


class Unavailable(Exception):
    """No answer; `said` is a sentence in each language."""

    def __init__(self, said):
        super().__init__(said["en"])
        self.said = said


class Client:
    """Requests to the server, one at a time.

    Attributes:
        epoch: Grows with every connection: what was remembered of a former server may have changed.
    """

    def __init__(self):
        self.epoch = 0
        self._socket = None
        self._lock = threading.Lock()
        self._next_attempt = 0.0

    def request(self, body, seconds=QUICK):
        """The answer to one request.

        Raises:
            Unavailable: No server, none could be started, or it refused the request.
        """
        frame = _framed(body)
        with self._lock:
            answer = self._exchanged(frame, seconds)
        if "error" in answer:
            raise Unavailable(answer["error"] if _is_said(answer["error"]) else messages.BAD_ANSWER)
        return answer

    def close(self):
        """Ends the connection; the next request opens one."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.close()
            self._socket = None

    def _exchanged(self, frame, seconds):
        fresh = self._socket is None
        if fresh:
            self._connect()
        try:
            return self._exchange(frame, seconds)
        except socket.timeout:
            self._rest()
        except (OSError, ValueError):
            if fresh:
                self._rest()
        self._connect()
        try:
            return self._exchange(frame, seconds)
        except (OSError, ValueError):
            self._rest()

    def _exchange(self, frame, seconds):
        connection = self._socket
        if connection.gettimeout() != seconds:
            connection.settimeout(seconds)
        connection.sendall(frame)
        return _answer(connection)

    def _rest(self):
        """Gives up for a while."""
        self.close()
        self._next_attempt = time.monotonic() + REST
        raise Unavailable(messages.NO_SERVER) from None

    def _connect(self):
        self.close()
        if time.monotonic() < self._next_attempt:
            raise Unavailable(messages.NO_SERVER)
        self._socket = _opened()
        if self._socket is None and starting.start():
            self._socket = starting.wait(_opened)
        if self._socket is None:
            self._rest()
        self.epoch += 1


def _opened():
    """A connection that the server has accepted, None where there is none."""
    server = places.read(places.SERVER)
    if server is None:
        return None
    try:
        connection = socket.create_connection(("127.0.0.1", int(server["calc_port"])), timeout=2.0)
    except (OSError, KeyError, TypeError, ValueError, OverflowError):
        return None
    try:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(_framed({"token": server["token"], "version": VERSION}))
        if _answer(connection).get("ok"):
            return connection
    except (OSError, KeyError, ValueError):
        pass
    connection.close()
    return None


def _framed(body):
    data = _ENCODE(body).encode("utf-8", "replace")
    if len(data) > LARGEST:
        raise Unavailable(messages.BAD_ANSWER)
    return _HEADER.pack(len(data)) + data


def _answer(connection):
    """The next frame, an object; most come whole at once.

    Raises:
        OSError: The connection is cut.
        ValueError: Something else than a frame of the protocol.
    """
    data = connection.recv(65536)
    while len(data) < 4:
        data += _more(connection, 4)
    size = _HEADER.unpack_from(data)[0] + 4
    if size > len(data):
        parts, held = [data], len(data)
        while held < size:
            parts.append(_more(connection, size - held))
            held += len(parts[-1])
        data = b"".join(parts)
    answer = _DECODE(data[4:size].decode("utf-8"))
    if not isinstance(answer, dict):
        raise ValueError("an answer is an object")
    return answer


def _more(connection, size):
    data = connection.recv(min(size, 1 << 20))
    if not data:
        raise ConnectionResetError
    return data


def _is_said(error):
    return isinstance(error, dict) and {"fr", "en"} <= set(error)
