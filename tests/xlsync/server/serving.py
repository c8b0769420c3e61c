"""Real server processes on free ports, and how the tests speak to them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.shared import ROOT

PATIENCE = 30.0
LIMITED = """
import sys, json
from pathlib import Path
from xlsync.server.limits import Limits
from xlsync.server.running import Settings, serve
told = lambda line: print(line, flush=True)
serve(Settings((Path(sys.argv[1]),), 0, limits=Limits(**json.loads(sys.argv[2]))), told)
"""
"""A server with other limits."""


@dataclass(frozen=True)
class Running:
    """A server that runs.

    Attributes:
        process: It.
        directory: Where it keeps its files.
        said: What it told the user when ready.
    """

    process: subprocess.Popen[str]
    directory: Path
    said: str

    @property
    def description(self) -> dict[str, Any]:
        """What `server.json` says."""
        found: dict[str, Any] = json.loads((self.directory / "server.json").read_text())
        return found

    @property
    def token(self) -> str:
        """The secret."""
        return str(self.description["token"])

    @property
    def port(self) -> int:
        """Of HTTPS."""
        return int(self.description["https_port"])

    def client(self, token: str | None = None, **headers: str) -> httpx.Client:
        """A client that verifies the certificate and shows the token, or another one, or none for ""."""
        shown = self.token if token is None else token
        return httpx.Client(
            base_url=f"https://localhost:{self.port}",
            verify=trusting(self.directory),
            headers={**({"Authorization": f"Bearer {shown}"} if shown else {}), **headers},
            timeout=60,
        )

    def calc(self, token: str | None = None, **headers: str) -> httpx.Client:
        """A client of the listener of Calc, with the same token or another one."""
        shown = self.token if token is None else token
        return httpx.Client(
            base_url=f"http://127.0.0.1:{self.description['calc_port']}",
            headers={**({"Authorization": f"Bearer {shown}"} if shown else {}), **headers},
            timeout=60,
        )

    @contextlib.contextmanager
    def tls(self) -> Iterator[ssl.SSLSocket]:
        """A bare connection to the HTTPS listener."""
        with (
            socket.create_connection(("127.0.0.1", self.port), PATIENCE) as plain,
            trusting(self.directory).wrap_socket(plain, server_hostname="localhost") as wrapped,
        ):
            yield wrapped

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to end; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        assert self.process.stderr is not None
        assert self.process.stdout is not None
        self.process.stderr.close()
        self.process.stdout.close()
        return code


def trusting(directory: Path) -> ssl.SSLContext:
    """A context that trusts the authority of a directory and no other."""
    return ssl.create_default_context(cafile=directory / "authority.pem")


def environment(home: Path) -> dict[str, str]:
    """The variables of a user whose folders are under `home`."""
    return {
        **os.environ,
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        "LOCALAPPDATA": str(home / "state"),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


@contextlib.contextmanager
def running(home: Path, *arguments: object, **limits: float) -> Iterator[Running]:
    """A server on free ports unless said otherwise, stopped in the end."""
    command = ["-m", "xlsync", "serve", "--lang", "en", "--port", "0"]
    if limits:
        command = ["-c", LIMITED, str(home), json.dumps(limits)]
    process = subprocess.Popen(
        [sys.executable, *command, *map(str, arguments)],
        cwd=home,
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    directory = home / "state" / "xlsync"
    said = _until_ready(process, directory, bool(limits))
    found = Running(process, directory, said)
    try:
        yield found
    finally:
        found.stop()


def _until_ready(process: subprocess.Popen[str], directory: Path, limited: bool) -> str:
    assert process.stderr is not None
    assert process.stdout is not None
    stream = process.stdout if limited else process.stderr
    lines = [stream.readline() for _ in range(1 if limited else 4)]
    end = time.monotonic() + PATIENCE
    while not (directory / "server.json").exists():
        assert process.poll() is None, "".join(lines) + process.stderr.read()
        assert time.monotonic() < end
        time.sleep(0.02)
    return "".join(lines)
