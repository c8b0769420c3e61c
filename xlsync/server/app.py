"""The HTTPS side: the add-in's public files, and the API."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from xlsync.server import log
from xlsync.server.answers import Answers, parsed, written
from xlsync.server.bodies import body_of
from xlsync.server.limits import Limits
from xlsync.server.office_files import public_file
from xlsync.server.refusals import Malformed, Refusal, Unknown, WrongMethod, busy, fault
from xlsync.server.security import PAIRING, Door, Guard, refused
from xlsync.server.tokens import Pairing
from xlsync.server.working import Crew, Crews

START_PAGE = "taskpane.html"
Endpoint = Callable[[Request], Awaitable[Response]]


def application(door: Door, pairing: Pairing, answers: Answers, limits: Limits, crews: Crews) -> ASGIApp:
    """The application behind its guard.

    Args:
        door: Names and secret of the server.
        pairing: The one-time code.
        answers: What the API answers.
        limits: Sizes and times.
        crews: The threads that compute answers.
    """
    api = _Api(answers, pairing, limits)
    routes = [
        Route("/", _redirected),
        Route("/addin", _redirected),
        Route("/addin/", _redirected),
        Route("/addin/{name:path}", _safe("file", functools.partial(_file, door.port))),
        Route("/v1/catalogue", _safe("catalogue", api.catalogue), methods=["GET"]),
        *(
            Route(f"/v1/{path}", _safe(path, api.posted(kind, crew)), methods=["POST"])
            for path, kind, crew in (
                ("calls", "calls", crews.calls),
                ("explain", "explain", crews.calls),
                ("documents", "document", crews.documents),
            )
        ),
        Route(PAIRING, _safe("pair", api.pair), methods=["POST"]),
    ]
    handlers = {HTTPException: _not_routed}
    return Guard(Starlette(routes=routes, exception_handlers=handlers), door)  # type: ignore[arg-type]


async def one_too_many(scope: Scope, receive: Receive, send: Send) -> None:
    """What a connection beyond the limit is told, whatever it asks, before it is closed."""
    refusal = busy()
    log.failed("connections", refusal)
    answer = refused(refusal)
    answer.headers["Connection"] = "close"
    await answer(scope, receive, send)


class _Api:
    """The addresses under `/v1/`."""

    def __init__(self, answers: Answers, pairing: Pairing, limits: Limits) -> None:
        self._answers, self._pairing, self._limits = answers, pairing, limits

    async def catalogue(self, request: Request) -> Response:
        """Every function."""
        return _json(written(self._answers.part("catalogue", True)))

    async def pair(self, request: Request) -> Response:
        """The token, for the code that `serve` printed."""
        given = _object(parsed(await body_of(request, self._limits))).get("code")
        return _json(written({"token": self._pairing.redeem(given)}))

    def posted(self, kind: str, crew: Crew) -> Endpoint:
        """What answers the bodies of one kind."""

        async def endpoint(request: Request) -> Response:
            body = await body_of(request, self._limits)
            return _json(await crew.answer(functools.partial(self._computed, kind, body)))

        return endpoint

    def _computed(self, kind: str, body: bytearray) -> bytes:
        content = _object(parsed(body))
        return written(self._answers.part(kind, content.get("calls") if kind == "calls" else content))


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


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Malformed("un objet JSON est attendu", "a JSON object is expected")
    return value
