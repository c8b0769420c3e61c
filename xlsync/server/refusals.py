"""What the server refuses, each with its HTTP status and a sentence in two languages."""

from __future__ import annotations

from typing import Any

from xlsync.errors import XlsyncError


class Refusal(XlsyncError):
    """A request that gets no answer but a status and a sentence."""

    status = 400

    def as_json(self) -> dict[str, Any]:
        """The body of the answer."""
        return {"error": {"fr": self.text.fr, "en": self.text.en}}


class Malformed(Refusal):
    """Not JSON, or not the JSON that is expected."""


class Unknown(Refusal):
    """No such address."""

    status = 404


class WrongMethod(Refusal):
    """The address is right, the verb is not."""

    status = 405


class Unauthorised(Refusal):
    """No token, or not the right one."""

    status = 401


class Forbidden(Refusal):
    """A host, an origin or a path that is not allowed."""

    status = 403


class TooLarge(Refusal):
    """More bytes than the server reads."""

    status = 413


def too_large(size: int) -> TooLarge:
    """The refusal of a body.

    Args:
        size: Bytes accepted.
    """
    shown = size // (1024 * 1024)
    return TooLarge(
        f"requête de plus de {shown} Mo : envoyez moins d’appels à la fois",
        f"request of more than {shown} MB: send fewer calls at a time",
    )


class TooLong(Refusal):
    """The answer took too long to compute."""

    status = 504


class Locked(Refusal):
    """Too many wrong codes: pairing is closed until the server restarts."""

    status = 423


class Busy(Refusal):
    """The others took all the time; the same may be answered a moment later."""

    status = 503


def busy() -> Busy:
    """The refusal of what may be asked again."""
    return Busy(
        "le serveur est occupé par d’autres demandes : recommencez dans un moment",
        "the server is busy with other requests: try again in a moment",
    )


class Fault(Refusal):
    """A fault of the program, told without details; the log has them."""

    status = 500


def fault() -> Fault:
    """The only sentence that a fault of the program gets outside the log."""
    return Fault(
        "erreur du programme ; le journal du serveur dit laquelle",
        "a fault of the program; the log of the server says which",
    )
