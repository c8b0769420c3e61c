"""The modules of the extension that need no LibreOffice, imported from the extension itself."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import socket
import struct
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from xlsync.addins.calc.package import package

PACKAGE = "xlsync_calc"


@contextlib.contextmanager
def unpacked(folder: Path) -> Iterator[Callable[[str], ModuleType]]:
    """The extension in a folder; what comes back imports one of its modules."""
    zipfile.ZipFile(io.BytesIO(package())).extractall(folder)
    sys.path.insert(0, str(folder / "pythonpath"))
    try:
        yield lambda name: importlib.import_module(f"{PACKAGE}.{name}")
    finally:
        sys.path.remove(str(folder / "pythonpath"))
        for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
            del sys.modules[name]


class Server:
    """A function server that answers as told.

    Attributes:
        heard: Every message after the first one of a connection.
        welcomed: Connections that showed the token.
    """

    TOKEN = "jeton"

    def __init__(self, answer: Callable[[Any], Any], state: Path) -> None:
        self._answer = answer
        self.heard: list[Any] = []
        self.welcomed = 0
        self._open: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        described = {"calc_port": self._listening.getsockname()[1], "token": self.TOKEN}
        state.mkdir(parents=True, exist_ok=True)
        (state / "server.json").write_text(json.dumps(described), encoding="utf-8")
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """Ends every connection, and goes on listening."""
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        self._open.clear()

    def stop(self) -> None:
        """Ends."""
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.cut()
        self._thread.join(5)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                self._open.append(connection)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, EOFError):
            first = _read(connection)
            if first != {"token": self.TOKEN, "version": 1}:
                connection.shutdown(socket.SHUT_RDWR)
                return
            self.welcomed += 1
            _write(connection, {"ok": True, "version": 1, "code": "1"})
            while True:
                message = _read(connection)
                self.heard.append(message)
                _write(connection, self._answer(message))


def _read(connection: socket.socket) -> Any:
    size = struct.unpack(">I", _exactly(connection, 4))[0]
    return json.loads(_exactly(connection, size))


def _exactly(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def _write(connection: socket.socket, message: Any) -> None:
    data = message if isinstance(message, bytes) else json.dumps(message).encode()
    framed = struct.pack(">I", len(data)) + data
    connection.sendall(framed[:3])
    connection.sendall(framed[3:])
