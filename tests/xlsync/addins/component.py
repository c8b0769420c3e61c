"""The modules of the extension that need no LibreOffice, imported from the extension itself."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import socket
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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


class Server(ThreadingHTTPServer):
    """A function server that answers as told.

    Attributes:
        heard: What was posted, with the token.
        welcomed: Connections that showed the token.
    """

    TOKEN = "jeton"
    daemon_threads = True

    def __init__(self, answer: Callable[[Any], Any], state: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.heard: list[Any] = []
        self.welcomed = 0
        self.open: list[socket.socket] = []
        described = {"calc_port": self.server_address[1], "token": self.TOKEN}
        state.mkdir(parents=True, exist_ok=True)
        (state / "server.json").write_text(json.dumps(described), encoding="utf-8")
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """Ends every connection, and goes on listening."""
        for connection in self.open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.open.clear()

    def stop(self) -> None:
        """Ends."""
        self.shutdown()
        self.socket.close()
        self.cut()
        self._thread.join(5)


class _Handler(BaseHTTPRequestHandler):
    """One connection, kept open; what goes out is cut in the middle of its head."""

    protocol_version = "HTTP/1.1"
    server: Server

    def setup(self) -> None:
        super().setup()
        self.server.open.append(self.connection)

    def do_GET(self) -> None:
        known = self.headers["Authorization"] == f"Bearer {Server.TOKEN}"
        self.server.welcomed += known
        self._write(
            {"code": "1"} if known else {"error": {"fr": "jeton", "en": "token"}}, 200 if known else 401
        )

    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.path == "/v1/calls"
        self.server.heard.append(message)
        self._write(self.server.answer(message))

    def handle_one_request(self) -> None:
        with contextlib.suppress(OSError):
            return super().handle_one_request()
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass

    def _write(self, message: Any, status: int = 200) -> None:
        data = message if isinstance(message, bytes) else json.dumps(message).encode()
        head = f"HTTP/1.1 {status} \r\nContent-Length: {len(data)}\r\n\r\n".encode()
        self.connection.sendall(head[:20])
        self.connection.sendall(head[20:] + data)
