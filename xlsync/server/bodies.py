"""Bodies read within bounds of size and time."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect, Request

from xlsync.server.limits import Limits
from xlsync.server.refusals import Malformed, TooLarge, TooSlow

DISCARDED = 16
"""So many times the size accepted is read and thrown away, so that the client reads the refusal."""


async def body_of(request: Request, limits: Limits) -> bytearray:
    """The body of a request, never more of it in memory than is accepted.

    Raises:
        TooLarge: More bytes than accepted.
        TooSlow: It did not arrive in time.
        Malformed: The client left.
    """
    body = bytearray()
    read = 0
    try:
        async with asyncio.timeout(limits.arrival):
            async for chunk in request.stream():
                read += len(chunk)
                if read <= limits.size:
                    body += chunk
                else:
                    body.clear()
                if read > limits.size * DISCARDED:
                    break
    except TimeoutError:
        raise (TooSlow(*_SLOW) if read <= limits.size else too_large(limits)) from None
    except ClientDisconnect:
        raise Malformed("le corps est incomplet", "the body is not whole") from None
    if read > limits.size:
        raise too_large(limits)
    return body


_SLOW = ("la requête est arrivée trop lentement", "the request arrived too slowly")


def too_large(limits: Limits) -> TooLarge:
    """The refusal of a body or of a frame."""
    size = limits.size // (1024 * 1024)
    return TooLarge(
        f"requête de plus de {size} Mo : envoyez moins d’appels à la fois",
        f"request of more than {size} MB: send fewer calls at a time",
    )
