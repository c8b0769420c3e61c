"""The secrets of the server: a token that survives restarts, and the code by which an add-in gets it once."""

from __future__ import annotations

import hmac
import secrets
import threading
from pathlib import Path

from xlsync.server.places import write_private
from xlsync.server.refusals import Locked, Unauthorised

TOKEN_FILE = "token"
TOKEN_BYTES = 32
CODE_DIGITS = 6
ATTEMPTS = 5


def kept_token(folder: Path) -> str:
    """The token of the user, made the first time: 256 random bits, url-safe."""
    path = folder / TOKEN_FILE
    found = path.read_text(encoding="ascii").strip() if path.is_file() else ""
    if not found:
        found = secrets.token_urlsafe(TOKEN_BYTES)
        write_private(path, found.encode("ascii"))
    return found


def same_secret(given: object, expected: str) -> bool:
    """Equality in a time that says nothing of where two secrets differ.

    Examples:
        >>> same_secret("a", "a"), same_secret("é", "a"), same_secret(None, "a")
        (True, False, False)
    """
    return isinstance(given, str) and hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


class Pairing:
    """The one-time code that `serve` prints and that the user types in the task pane.

    A code serves once, then another takes its place. Five wrong ones in all close pairing.
    """

    def __init__(self, token: str) -> None:
        self._token = token
        self._lock = threading.Lock()
        self._left = ATTEMPTS
        self.code = _new_code()

    def redeem(self, given: object) -> str:
        """The token, for the right code.

        Raises:
            Unauthorised: Another code.
            Locked: The fifth wrong code was given since the server started.
        """
        with self._lock:
            if self._left == 0:
                raise Locked(
                    "trop de codes erronés : redémarrez le serveur pour obtenir un nouveau code",
                    "too many wrong codes: restart the server to get a new one",
                )
            if not same_secret(given, self.code):
                self._left -= 1
                raise Unauthorised(
                    f"code erroné ; essais restants : {self._left}",
                    f"wrong code; attempts left: {self._left}",
                )
            self.code = _new_code()
            return self._token


def _new_code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
