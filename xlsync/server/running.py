"""The whole server: two listeners, one process, found by one file while it runs."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from xlsync import __version__
from xlsync.errors import CannotWrite
from xlsync.server import discovery, log
from xlsync.server.answers import Answers
from xlsync.server.app import application
from xlsync.server.certificate import Certificate, kept_certificate
from xlsync.server.documents import Documents
from xlsync.server.folders import Folders
from xlsync.server.limits import Limits
from xlsync.server.places import make_private, user_directory
from xlsync.server.security import Door
from xlsync.server.tariffs import TariffsOf
from xlsync.server.tokens import Pairing, kept_token
from xlsync.server.working import Crews

HTTPS_PORT, ANY_PORT = 8443, 0
LOOPBACK = "127.0.0.1"
GRACE = 5
"""Seconds that answers under way have to end when the server stops."""

CONNECTIONS = 256
"""A listener with so many answers 503."""

IDLE, IDLE_CALC = 5, 86_400
"""Seconds that idle connections are kept; at a new one, Calc forgets what was computed."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a server is started.

    Attributes:
        folders: The only folders whose workbooks it opens.
        https_port: Of Office.js; 0 takes any free one.
        calc_port: Of Calc; 0 takes any free one.
        any_port: Where the first is taken, take any free one: for Calc, which does not need it.
        directory: The user's directory.
        store: Address or path of the store, None where it is looked for beside each workbook.
        limits: Sizes and times.
    """

    folders: tuple[Path, ...]
    https_port: int = HTTPS_PORT
    calc_port: int = ANY_PORT
    any_port: bool = False
    directory: Path = field(default_factory=user_directory)
    store: str | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Started:
    """What the user is told once the server is ready.

    Attributes:
        description: What `server.json` says.
        certificate: Its files.
        pairing: The one-time code.
    """

    description: discovery.Description
    certificate: Certificate
    pairing: Pairing


class PortTaken(CannotWrite):
    """Another program listens on that port."""


class AlreadyRunning(Exception):
    """The user has a server already.

    Attributes:
        description: What it says of itself, None when it is still starting.
    """

    def __init__(self, description: discovery.Description | None) -> None:
        super().__init__("a server is already running")
        self.description = description


def serve(settings: Settings, ready: Callable[[Started], object]) -> None:
    """Run the server until it is told to stop: Ctrl-C, SIGTERM, or a message of its user.

    Args:
        settings: How.
        ready: Called once both listeners answer.

    Raises:
        AlreadyRunning: The user has one already.
        PortTaken: Another program listens on a port.
    """
    directory = make_private(settings.directory)
    with discovery.only_one(directory) as alone:
        if not alone:
            raise AlreadyRunning(discovery.announced(directory))
        with _logging(directory):
            _serve(settings, directory, ready)


def _serve(settings: Settings, directory: Path, ready: Callable[[Started], object]) -> None:
    folders = Folders(settings.folders)
    certificate, token = kept_certificate(directory), kept_token(directory)
    pairing = Pairing(token)
    documents, tariffs = Documents(folders, settings.store), TariffsOf(folders, settings.store)
    answers = Answers(documents, tariffs, settings.limits)
    with (
        _listening(settings.https_port, "--port", settings.any_port) as https,
        _listening(settings.calc_port, "--calc-port") as calc,
    ):
        door = Door(https.getsockname()[1], token)
        crews, servers = Crews(settings.limits), list[_Server]()

        def stop() -> None:
            for server in servers:
                server.should_exit = True

        app = application(door, pairing, answers, settings.limits, crews, stop)
        servers += map(
            _Server, (_configuration(app, IDLE, certificate.server), _configuration(app, IDLE_CALC))
        )
        description = discovery.Description(
            os.getpid(), door.port, calc.getsockname()[1], token, __version__, sys.executable,
            tuple(map(str, folders.paths)),
        )  # fmt: skip
        answers.warm_up()
        try:
            with _signals(servers):
                _announce(directory, Started(description, certificate, pairing), ready)
                asyncio.run(_answering(servers, (https, calc)))
        finally:
            discovery.withdraw(directory, os.getpid())
            crews.stop()


def _announce(directory: Path, started: Started, ready: Callable[[Started], object]) -> None:
    """Say where the server is: both sockets listen already, and keep what comes before it is answered."""
    discovery.announce(directory, started.description)
    log.note(f"started: HTTPS on port {started.description.https_port}")
    ready(started)


class _Server(uvicorn.Server):
    """One listener; both hear the signals of the process from `_signals`."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """No signal is its own."""
        yield


async def _answering(servers: Iterable[_Server], sockets: Iterable[socket.socket]) -> None:
    await asyncio.gather(*(server.serve([one]) for server, one in zip(servers, sockets, strict=True)))


@contextlib.contextmanager
def _signals(servers: Iterable[_Server]) -> Iterator[None]:
    """Signals stop the servers instead of killing the process; a second one does not wait for answers."""

    def told(number: int, frame: FrameType | None) -> None:
        for server in servers:
            server.force_exit = server.should_exit
            server.should_exit = True

    names = ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP")
    found = [getattr(signal, name) for name in names if hasattr(signal, name)]
    heard = [one for one in found if signal.getsignal(one) is not signal.SIG_IGN]
    former = {one: signal.signal(one, told) for one in heard}
    try:
        yield
    finally:
        for one, handler in former.items():
            signal.signal(one, handler)


def _configuration(app: ASGIApp, keep_alive: int, certificate: Path | None = None) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        ssl_certfile=certificate,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=keep_alive,
        timeout_graceful_shutdown=GRACE,
    )


@contextlib.contextmanager
def _listening(port: int, option: str, any_port: bool = False) -> Iterator[socket.socket]:
    """A socket that listens on the loopback.

    Args:
        port: Where.
        option: Of the command line, which names another port.
        any_port: Where that port cannot be had, take any other.

    Raises:
        PortTaken: Another program listens there.
    """
    try:
        made = _bound(port)
    except OSError as error:
        if not any_port:
            raise _taken(port, option) from error
        log.note(f"port {port} is taken: another one is used, where Excel does not look for the add-in")
        made = _bound(ANY_PORT)
    with made:
        yield made


def _bound(port: int) -> socket.socket:
    made = socket.socket(proto=socket.IPPROTO_TCP)  # said, so that asyncio sends small answers at once
    try:
        if os.name == "nt":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)  # type: ignore[attr-defined, unused-ignore]
        else:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((LOOPBACK, port))
        made.listen()
    except OSError:
        made.close()
        raise
    return made


def _taken(port: int, option: str) -> PortTaken:
    return PortTaken(
        f"le port {port} est pris par un autre programme, ou réservé par le système : donnez-en un autre "
        f"avec {option}",
        f"port {port} is taken by another program, or kept by the system: give another one with {option}",
        port=port,
    )


@contextlib.contextmanager
def _logging(directory: Path) -> Iterator[None]:
    handler = log.start_log(directory)
    try:
        yield
    finally:
        log.note("stopped")
        log.stop_log(handler)
