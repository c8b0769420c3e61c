"""One connection to the function server: JSON by HTTP, opened when needed, opened again when it breaks."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from http.client import HTTPConnection, HTTPException

from xlsync_calc import messages, places, starting

LARGEST = 8 * 1024 * 1024
QUICK, SLOW = 15.0, 300.0
"""Seconds given to an answer: a call of functions, work on a document."""

REST = 5.0
"""Seconds without a new attempt after a failure, so that a sheet of cells does not wait for each of them."""

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
_DECODE = json.JSONDecoder().decode


class Unavailable(Exception):
    """No answer; `said` is a sentence in each language."""

    def __init__(self, said):
        super().__init__(said["en"])
        self.said = said


class Underway:
    """A request that was sent.

    Attributes:
        path: Where to.
        data: What was sent.
        seconds: Given to its answer.
        fresh: Sent on a connection opened for it.
        answer: Its bytes, None where there is none.
    """

    def __init__(self, path, data, seconds, fresh):
        self.path, self.data, self.seconds, self.fresh = path, data, seconds, fresh
        self.answer = None


class Client:
    """Requests to the server, one under way at a time.

    All in the thread of its caller: another one that Python had collect garbage would wait for LibreOffice,
    which waits for its answer.

    Attributes:
        epoch: Grows with every connection: what was remembered of a former server may have changed.
    """

    def __init__(self):
        self.epoch = 0
        self._connection = None
        self._underway = None
        self._lock = threading.Lock()
        self._next_attempt = 0.0

    def request(self, path, body, seconds=QUICK):
        """The answer to one request.

        Raises:
            Unavailable: No server, none could be started, or it refused the request.
        """
        return self.receive(self.send(path, body, seconds))

    def send(self, path, body, seconds=QUICK):
        """A request to `receive` later; the answer of the one before it is waited for, then kept.

        Raises:
            Unavailable: No server, and none could be started.
        """
        data = _encoded(body)
        with self._lock:
            self._land()
            underway = Underway(path, data, seconds, self._connection is None)
            if underway.fresh:
                self._connect()
            self._underway = underway
            try:
                self._write(underway)
            except (OSError, HTTPException):
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
            answer = _object(underway.answer)
            if answer is None:
                answer = self._sent_again(underway)
        if "error" in answer:
            raise Unavailable(answer["error"] if _is_said(answer["error"]) else messages.BAD_ANSWER)
        return answer

    def close(self):
        """Ends the connection; the next request opens one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = self._underway = None

    def _write(self, underway):
        if self._connection.sock is not None:
            self._connection.sock.settimeout(underway.seconds)
        self._connection.ask("POST", underway.path, underway.data)

    def _land(self):
        """Waits for the answer under way."""
        underway, self._underway = self._underway, None
        if underway is None:
            return
        try:
            underway.answer = self._connection.answer()
        except socket.timeout:
            self._rest()
        except (OSError, HTTPException):
            self.close()

    def _sent_again(self, underway):
        """The answer where the connection broke: that of a newer one, opened unless there is one already."""
        if underway.answer is not None:  # not an answer
            self.close()
        self._land()
        if not underway.fresh:
            if self._connection is None:
                self._connect()
            with contextlib.suppress(OSError, HTTPException):
                self._write(underway)
                answer = _object(self._connection.answer())
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
        self._connection = _opened()
        if self._connection is None and starting.start():
            self._connection = starting.wait(_opened)
        if self._connection is None:
            self._rest()
            raise Unavailable(messages.NO_SERVER)
        self.epoch += 1


class _Connection(HTTPConnection):
    """A connection that shows the token, and is not opened again unknown to the client."""

    auto_open = 0

    def __init__(self, port, token):
        super().__init__("127.0.0.1", port, timeout=2.0)
        self._shown = {"Authorization": "Bearer " + token, "Content-Type": "application/json"}
        self._leaving = []
        self.connect()

    def accepted(self):
        """Whether a function server answers there, and knows the token."""
        self.ask("GET", "/v1/version")
        return "code" in (_object(self.answer()) or {})

    def ask(self, method, path, data=None):
        """Sends a request, head and body together: two parts would wake the server twice."""
        self._leaving = []
        self.request(method, path, data, self._shown)
        super().send(b"".join(self._leaving))

    def send(self, data):
        """What `request` would send at once."""
        self._leaving.append(data)

    def answer(self):
        """The bytes of the answer to the request that was sent."""
        return self.getresponse().read()


def _opened():
    """A connection that the server has accepted, None where there is none."""
    server = places.read(places.SERVER)
    if server is None:
        return None
    try:
        connection = _Connection(int(server["calc_port"]), str(server["token"]))
    except (OSError, KeyError, TypeError, ValueError, OverflowError):
        return None
    with contextlib.suppress(OSError, HTTPException, ValueError):
        if connection.accepted():
            return connection
    connection.close()
    return None


def _encoded(body):
    data = _ENCODE(body).encode("utf-8", "replace")
    if len(data) > LARGEST:
        raise Unavailable(messages.BAD_ANSWER)
    return data


def _object(data):
    """The object that an answer holds, None where it holds something else."""
    try:
        answer = None if data is None else _DECODE(data.decode("utf-8"))
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _is_said(error):
    return isinstance(error, dict) and {"fr", "en"} <= set(error)
