"""Who may speak to the server: checks made on every HTTP request before anything of its body is read.

A page of another site must get nothing, not even by pointing its own name at this machine: the `Host` is
checked on every address, the `Origin` and the token on every address of the API.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from xlsync.server.answers import written
from xlsync.server.certificate import HOSTS
from xlsync.server.refusals import Forbidden, Refusal, Unauthorised
from xlsync.server.tokens import same_secret

API: Final = "/v1/"
PAIRING: Final = "/v1/pair"
OFFICE_SITES: Final = (
    "office.com",
    "office365.com",
    "officeapps.live.com",
    "sharepoint.com",
    "microsoft.com",
    "cloud.microsoft",
)
"""Where Excel on the Web lives: what may show the task pane in a frame and read the public metadata."""

_OFFICE_ORIGIN = re.compile(
    r"https://[\w-]+(?:\.[\w-]+)*\.(?:" + "|".join(re.escape(site) for site in OFFICE_SITES) + ")"
)
_FRAMES = " ".join(f"https://*.{site}" for site in OFFICE_SITES)
POLICY: Final = (
    "default-src 'none'; script-src 'self' https://appsforoffice.microsoft.com; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self' https://appsforoffice.microsoft.com; form-action 'none'; "
    f"base-uri 'none'; frame-ancestors 'self' {_FRAMES}"
)
_ALWAYS: Final = {"X-Content-Type-Options": "nosniff", "Vary": "Origin"}
_OF_PAGES: Final = {"Referrer-Policy": "no-referrer", "Content-Security-Policy": POLICY}
_OF_ANSWERS: Final = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Door:
    """The names and the secret by which the server is reached.

    Attributes:
        port: Of HTTPS.
        token: The secret of the API.
    """

    port: int
    token: str

    def check_host(self, host: str | None, port: int) -> None:
        """Refuse a request meant for another name than this machine's own.

        Args:
            host: The header `Host`.
            port: Of the listener.

        Raises:
            Forbidden: The header is absent or is another.
        """
        names = (*HOSTS, *(f"{name}:{port}" for name in HOSTS))
        if host is None or host.lower() not in names:
            raise Forbidden(
                "ce serveur ne répond qu’au nom localhost", "this server answers to the name localhost only"
            )

    def is_own(self, origin: str | None) -> bool:
        """Whether a page comes from this server."""
        return origin in {f"https://{name}:{self.port}" for name in HOSTS}

    def check_origin(self, origin: str | None, site: str | None, pairing: bool) -> None:
        """Refuse a request made by a page of another site.

        Args:
            origin: The header `Origin`; hosts of Office send none, or "null" outside a page.
            site: The header `Sec-Fetch-Site`.
            pairing: The request asks for the token: a page must then be the server's own.

        Raises:
            Forbidden: Another origin.
        """
        known = origin is None or self.is_own(origin) or (origin == "null" and not pairing)
        if not known or site in ("cross-site", "same-site"):
            raise Forbidden("origine refusée", "origin refused")

    def check_token(self, authorization: str | None) -> None:
        """Refuse a request without the token.

        Raises:
            Unauthorised: `Authorization: Bearer …` is absent or is another.
        """
        scheme, _, given = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not same_secret(given.strip(), self.token):
            raise Unauthorised("jeton absent ou refusé", "token missing or refused")


class Guard:
    """The checks in front of the application.

    Args:
        app: What answers once they are passed.
        door: Names and secret.
    """

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app, self._door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        extra = self._headers(scope["path"], headers.get("origin"))
        try:
            answer = self._checked(scope, headers)
        except Refusal as refusal:
            answer = refused(refusal)
        await (answer or self._app)(scope, receive, _with(send, extra))

    def _checked(self, scope: Scope, headers: Headers) -> Response | None:
        """The answer to a preflight, None for what may go on.

        Raises:
            Refusal: A check failed.
        """
        door, path, origin = self._door, scope["path"], headers.get("origin")
        door.check_host(headers.get("host") if _single(headers, "host") else None, scope["server"][1])
        if not path.startswith(API):
            return None
        door.check_origin(origin, headers.get("sec-fetch-site"), path == PAIRING)
        if scope["method"] == "OPTIONS":
            if not door.is_own(origin):
                raise Forbidden("origine refusée", "origin refused")
            return Response(status_code=204)
        if path != PAIRING:
            door.check_token(headers.get("authorization"))
        return None

    def _headers(self, path: str, origin: str | None) -> Mapping[str, str]:
        """What every answer says to a browser, and what only our own pages are allowed."""
        answers = path.startswith(API)
        found = _ALWAYS | (_OF_ANSWERS if answers else _OF_PAGES)
        if answers:
            if self._door.is_own(origin):
                found |= {
                    "Access-Control-Allow-Origin": str(origin),
                    "Access-Control-Allow-Methods": "GET, POST",
                    "Access-Control-Allow-Headers": "Authorization, Content-Type",
                }
        elif origin and path.endswith(".json") and _OFFICE_ORIGIN.fullmatch(origin):
            found["Access-Control-Allow-Origin"] = origin
        return found


def refused(refusal: Refusal) -> Response:
    """The answer that says why not."""
    return Response(written(refusal.as_json()), refusal.status, media_type="application/json")


def _single(headers: Headers, name: str) -> bool:
    return len(headers.getlist(name)) == 1


def _with(send: Send, extra: Mapping[str, str]) -> Send:
    """The same, with more headers at the start of the answer."""
    encoded: Iterable[tuple[bytes, bytes]] = [(k.lower().encode(), v.encode()) for k, v in extra.items()]

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *encoded]
        await send(message)

    return sending
