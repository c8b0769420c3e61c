"""The HTTPS side: the add-in's public files, and the API."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from xlsync.server import log
from xlsync.server.answers import Answers, parsed, written
from xlsync.server.bodies import body_of
from xlsync.server.clock import still_running, too_long
from xlsync.server.limits import Limits
from xlsync.server.office_files import public_file
from xlsync.server.refusals import Malformed, Refusal, TooLong, Unknown, WrongMethod, fault
from xlsync.server.security import PAIRING, Door, Guard, refused
from xlsync.server.tokens import Pairing

START_PAGE = "taskpane.html"
Endpoint = Callable[[Request], Awaitable[Response]]


def application(door: Door, pairing: Pairing, answers: Answers, limits: Limits, workers: Executor) -> ASGIApp:
    """The application behind its guard.

    Args:
        door: Names and secret of the server.
        pairing: The one-time code.
        answers: What the API answers.
        limits: Sizes and times.
        workers: Where answers are computed, so that slow ones do not hold the others.
    """
    api = _Api(answers, pairing, limits, workers)
    routes = [
        Route("/", _redirected),
        Route("/addin", _redirected),
        Route("/addin/", _redirected),
        Route("/addin/{name:path}", _safe("file", functools.partial(_file, door.port))),
        Route("/v1/catalogue", _safe("catalogue", api.catalogue), methods=["GET"]),
        *(
            Route(f"/v1/{path}", _safe(path, api.posted(kind, seconds, late)), methods=["POST"])
            for path, kind, seconds, late in (
                ("calls", "calls", limits.evaluation, too_long),
                ("explain", "explain", limits.evaluation, too_long),
                ("documents", "document", limits.document, still_running),
            )
        ),
        Route(PAIRING, _safe("pair", api.pair), methods=["POST"]),
    ]
    handlers = {HTTPException: _not_routed}
    return Guard(Starlette(routes=routes, exception_handlers=handlers), door)  # type: ignore[arg-type]


class _Api:
    """The addresses under `/v1/`."""

    def __init__(self, answers: Answers, pairing: Pairing, limits: Limits, workers: Executor) -> None:
        self._answers, self._pairing = answers, pairing
        self._limits, self._workers = limits, workers

    async def catalogue(self, request: Request) -> Response:
        """Every function."""
        return _json(written(self._answers.part("catalogue", True)))

    async def pair(self, request: Request) -> Response:
        """The token, for the code that `serve` printed."""
        given = _object(parsed(await body_of(request, self._limits))).get("code")
        return _json(written({"token": self._pairing.redeem(given)}))

    def posted(self, kind: str, seconds: float, late: Callable[[float], TooLong]) -> Endpoint:
        """What answers the bodies of one kind, or says that it is late."""

        async def endpoint(request: Request) -> Response:
            body = await body_of(request, self._limits)
            work = functools.partial(self._computed, kind, body)
            try:
                async with asyncio.timeout(seconds):
                    return _json(await asyncio.get_running_loop().run_in_executor(self._workers, work))
            except TimeoutError:
                raise late(seconds) from None

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
