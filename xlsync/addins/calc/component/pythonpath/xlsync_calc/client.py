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


class Underway:
    """A request that was sent.

    Attributes:
        frame: What was sent.
        seconds: Given to its answer.
        fresh: Sent on a connection opened for it.
        data: The answer, None where there is none.
    """

    def __init__(self, frame, seconds, fresh):
        self.frame, self.seconds, self.fresh = frame, seconds, fresh
        self.data = None


class Client:
    """Requests to the server, one under way at a time.

    All in the thread of its caller: another one that Python had collect garbage would wait for LibreOffice,
    which waits for its answer.

    Attributes:
        epoch: Grows with every connection: what was remembered of a former server may have changed.
    """

    def __init__(self):
        self.epoch = 0
        self._socket = None
        self._underway = None
        self._lock = threading.Lock()
        self._next_attempt = 0.0

    def request(self, body, seconds=QUICK):
        """The answer to one request.

        Raises:
            Unavailable: No server, none could be started, or it refused the request.
        """
        return self.receive(self.send(body, seconds))

    def send(self, body, seconds=QUICK):
        """A request to `receive` later; the answer of the one before it is waited for, then kept.

        Raises:
            Unavailable: No server, and none could be started.
        """
        frame = _framed(body)
        with self._lock:
            self._land()
            underway = Underway(frame, seconds, self._socket is None)
            if underway.fresh:
                self._connect()
            self._underway = underway
            try:
                self._write(underway)
            except OSError:
                self.close()
        return underway

    def receive(self, underway):
        """The answer to a request that was sent.

        Raises:
            Unavailable: The server is gone, or it refused the request.
        """
        with self._lock:
            if underway is self._underway:
                self._land()
            answer = _object(underway.data)
            if answer is None:
                answer = self._sent_again(underway)
        if "error" in answer:
            raise Unavailable(answer["error"] if _is_said(answer["error"]) else messages.BAD_ANSWER)
        return answer

    def close(self):
        """Ends the connection; the next request opens one."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.close()
            self._socket = self._underway = None

    def _write(self, underway):
        connection = self._socket
        if connection.gettimeout() != underway.seconds:
            connection.settimeout(underway.seconds)
        connection.sendall(underway.frame)

    def _land(self):
        """Waits for the answer under way."""
        underway, self._underway = self._underway, None
        if underway is None:
            return
        try:
            underway.data = _received(self._socket)
        except socket.timeout:
            self._rest()
        except OSError:
            self.close()

    def _sent_again(self, underway):
        """The answer where the connection broke: that of a newer one, opened unless there is one already."""
        if underway.data is not None:  # not an answer
            self.close()
        self._land()
        if not underway.fresh:
            if self._socket is None:
                self._connect()
            with contextlib.suppress(OSError):
                self._write(underway)
                answer = _object(_received(self._socket))
                if answer is not None:
                    return answer
        self._rest()
        raise Unavailable(messages.NO_SERVER)

    def _rest(self):
        """Gives up for a while."""
        self.close()
        self._next_attempt = time.monotonic() + REST

    def _connect(self):
        self.close()
        if time.monotonic() < self._next_attempt:
            raise Unavailable(messages.NO_SERVER)
        self._socket = _opened()
        if self._socket is None and starting.start():
            self._socket = starting.wait(_opened)
        if self._socket is None:
            self._rest()
            raise Unavailable(messages.NO_SERVER)
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
        if (_object(_received(connection)) or {}).get("ok"):
            return connection
    except (OSError, KeyError):
        pass
    connection.close()
    return None


def _framed(body):
    data = _ENCODE(body).encode("utf-8", "replace")
    if len(data) > LARGEST:
        raise Unavailable(messages.BAD_ANSWER)
    return _HEADER.pack(len(data)) + data


def _received(connection):
    """The bytes of the next frame; most come whole at once.

    Raises:
        OSError: The connection is cut.
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
    return data[4:size]


def _object(data):
    """The object that a frame holds, None where it holds something else."""
    try:
        answer = None if data is None else _DECODE(data.decode("utf-8"))
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _more(connection, size):
    data = connection.recv(min(size, 1 << 20))
    if not data:
        raise ConnectionResetError
    return data


def _is_said(error):
    return isinstance(error, dict) and {"fr", "en"} <= set(error)
