"""The application behind both listeners: the add-in's public files, and the API."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from xlsync import __version__
from xlsync.server import log
from xlsync.server.answers import Answers, parsed, written
from xlsync.server.control import CODE, STOP
from xlsync.server.limits import Limits
from xlsync.server.office_files import public_file
from xlsync.server.refusals import Malformed, Refusal, Unknown, WrongMethod, fault, too_large
from xlsync.server.security import PAIRING, Door, Guard, refused
from xlsync.server.tokens import Pairing
from xlsync.server.working import Crew, Crews

START_PAGE = "taskpane.html"
SMALL = 2_000
"""Bytes of a few calls, which take less time than handing them to a thread."""

Endpoint = Callable[[Request], Awaitable[Response]]


def application(
    door: Door, pairing: Pairing, answers: Answers, limits: Limits, crews: Crews, stop: Callable[[], object]
) -> ASGIApp:
    """The application behind its guard.

    Args:
        door: Names and secret of the server.
        pairing: The one-time code.
        answers: What the API answers.
        limits: Sizes and times.
        crews: The threads that compute answers.
        stop: Ends the server.
    """
    api = _Api(answers, pairing, limits, stop)
    found: dict[tuple[str, str], Endpoint] = {
        ("POST", "/v1/calls"): api.posted("calls", crews.calls, SMALL if answers.are_quick else 0),
        ("POST", "/v1/explain"): api.posted("explain", crews.calls),
        ("POST", "/v1/documents"): api.posted("document", crews.documents),
        ("GET", "/v1/catalogue"): api.catalogue,
        ("GET", "/v1/version"): api.version,
        ("POST", PAIRING): api.pair,
        ("GET", CODE): api.code,
        ("POST", STOP): api.stop,
        **{("GET", path): _redirected for path in ("/", "/addin", "/addin/")},
        ("GET", "/addin/{name:path}"): functools.partial(_file, door.port),
    }
    routes = [Route(path, _safe(path, endpoint), methods=[verb]) for (verb, path), endpoint in found.items()]
    handlers = {HTTPException: _not_routed}
    return Guard(Starlette(routes=routes, exception_handlers=handlers), door)  # type: ignore[arg-type]


class _Api:
    """The addresses under `/v1/`."""

    def __init__(
        self, answers: Answers, pairing: Pairing, limits: Limits, stop: Callable[[], object]
    ) -> None:
        self._answers, self._pairing, self._limits, self._stop = answers, pairing, limits, stop

    async def version(self, request: Request) -> Response:
        """Which program answers, and that it knows the token."""
        return _json(written({"code": __version__}))

    async def catalogue(self, request: Request) -> Response:
        """Every function."""
        return _json(written(self._answers.answer("catalogue")))

    async def pair(self, request: Request) -> Response:
        """The token, for the code that `serve` printed."""
        given = _object(parsed(await _body(request, self._limits.size))).get("code")
        return _json(written({"token": self._pairing.redeem(given)}))

    async def code(self, request: Request) -> Response:
        """The code in force, for who holds the token already."""
        return _json(written({"code": self._pairing.code}))

    async def stop(self, request: Request) -> Response:
        """The end of the server."""
        self._stop()
        return _json(written({"stopping": True}))

    def posted(self, kind: str, crew: Crew, small: int = 0) -> Endpoint:
        """What answers the bodies of one kind.

        Args:
            kind: Of request.
            crew: The threads that compute the answers.
            small: Bytes of a body that is answered here and now, without a thread.
        """

        async def endpoint(request: Request) -> Response:
            body = await _body(request, self._limits.size)
            if len(body) <= small:
                return _json(self._computed(kind, body))
            return _json(await crew.answer(functools.partial(self._computed, kind, body)))

        return endpoint

    def _computed(self, kind: str, body: bytes) -> bytes:
        return written(self._answers.answer(kind, _object(parsed(body))))


def _safe(what: str, endpoint: Endpoint) -> Endpoint:
    """The same, whose refusals and faults are answers, and are logged."""

    async def answered(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Refusal as refusal:
            log.failed(what, refusal)
            return refused(refusal)
        except Exception as error:
            log.failed(what, error)
            return refused(fault())

    return answered


async def _file(port: int, request: Request) -> Response:
    """A public file, read again only when it changed."""
    found = public_file(request.path_params["name"], port)
    headers = {"ETag": found.tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == found.tag:
        return Response(status_code=304, headers=headers)
    return Response(found.content, media_type=found.media_type, headers=headers)


async def _redirected(request: Request) -> Response:
    return RedirectResponse(f"/addin/{START_PAGE}")


async def _not_routed(request: Request, error: HTTPException) -> Response:
    if error.status_code == WrongMethod.status:
        return refused(WrongMethod("verbe HTTP refusé ici", "HTTP verb refused here"))
    return refused(Unknown("adresse inconnue", "unknown address"))


async def _body(request: Request, size: int) -> bytes:
    """The body of a request, not read beyond the size accepted.

    Raises:
        TooLarge: There is more.
    """
    if int(request.headers.get("content-length", 0)) > size:
        raise too_large(size)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > size:
            raise too_large(size)
    return bytes(body)


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Malformed("un objet JSON est attendu", "a JSON object is expected")
    return value
