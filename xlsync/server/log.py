"""The log of the server: what failed and where, never an amount, an argument or a path of a document.

The message of an exception may quote a cell, so only its type and the lines of the program are kept.
"""

from __future__ import annotations

import logging
import os
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

from xlsync.server.places import PRIVATE_FILE

LOG_FILE = "server.log"
SIZE, KEPT = 1_000_000, 3
_LOG = logging.getLogger("xlsync.server")


class _PrivateFile(RotatingFileHandler):
    """Rotated files that nobody else reads."""

    def _open(self):  # type: ignore[no-untyped-def]
        os.close(os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE))
        return super()._open()


def start_log(folder: Path) -> logging.Handler:
    """Write the log into a folder from now on; the handler is to be given to `stop_log`."""
    handler = _PrivateFile(folder / LOG_FILE, maxBytes=SIZE, backupCount=KEPT, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    _LOG.addHandler(handler)
    _LOG.setLevel(logging.INFO)
    _LOG.propagate = False
    return handler


def stop_log(handler: logging.Handler) -> None:
    """Close the log."""
    _LOG.removeHandler(handler)
    handler.close()


def note(what: str) -> None:
    """One line about the server itself."""
    _LOG.info("%s", what)


def failed(what: str, error: BaseException) -> None:
    """One line about a refusal or a fault: what was being done, the type of the error, where it was raised.

    Args:
        what: A name of the program's own: a route, a function of the catalogue, an action.
        error: What was raised.
    """
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = " < ".join(f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in reversed(frames))
    _LOG.warning("%s: %s (%s)", what, type(error).__name__, places)
