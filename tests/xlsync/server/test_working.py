"""Who computes the answers: documents never hold the calls of cells."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any, cast

import httpx

from xlsync.server.answers import Answers
from xlsync.server.app import application
from xlsync.server.limits import Limits
from xlsync.server.security import Door
from xlsync.server.tokens import Pairing
from xlsync.server.working import Crews

DOOR = Door(8443, "token")
PATIENCE = 30.0
MANY = 12


class Slow:
    """Answers whose documents wait to be released."""

    are_quick = True

    def __init__(self) -> None:
        self.begun, self.released = threading.Event(), threading.Event()
        self.documents = 0

    def answer(self, kind: str, content: Any) -> dict[str, Any]:
        """The answer, late for a document."""
        if kind == "document":
            self.documents += 1
            self.begun.set()
            assert self.released.wait(PATIENCE)
        return {"kind": kind}


def play(slow: Slow, limits: Limits, scene: Callable[[httpx.AsyncClient], Awaitable[None]]) -> None:
    """Ask the application, without a network."""
    crews = Crews(limits)
    app = application(DOOR, Pairing("token"), cast("Answers", slow), limits, crews, lambda: None)

    async def played() -> None:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url=f"https://localhost:{DOOR.port}",
            headers={"Authorization": "Bearer token"},
        ) as client:
            await scene(client)

    try:
        asyncio.run(played())
    finally:
        slow.released.set()
        crews.stop()


def test_calls_and_explanations_are_answered_while_documents_are_busy() -> None:
    slow = Slow()

    async def scene(client: httpx.AsyncClient) -> None:
        busy = [asyncio.create_task(client.post("/v1/documents", json={})) for _ in range(MANY)]
        assert await asyncio.to_thread(slow.begun.wait, PATIENCE)
        await asyncio.sleep(0.1)
        for kind in ("calls", "explain"):
            answer = await client.post(f"/v1/{kind}", json={})
            assert (answer.status_code, answer.json()) == (200, {"kind": kind})
        assert not any(one.done() for one in busy)
        slow.released.set()
        assert [one.status_code for one in await asyncio.gather(*busy)] == [200] * MANY

    play(slow, Limits(evaluation=5), scene)


def test_an_action_that_never_began_is_not_done_later() -> None:
    slow = Slow()

    async def scene(client: httpx.AsyncClient) -> None:
        first = asyncio.create_task(client.post("/v1/documents", json={}))
        assert await asyncio.to_thread(slow.begun.wait, PATIENCE)
        second = await client.post("/v1/documents", json={})
        assert (await first).status_code == 504
        assert "toujours en cours" in (await first).json()["error"]["fr"]
        assert second.status_code == 503
        assert "recommencez dans un moment" in second.json()["error"]["fr"]
        slow.released.set()
        assert (await client.post("/v1/documents", json={})).status_code == 200
        assert slow.documents == 2

    play(slow, Limits(document=0.5), scene)


def test_an_action_under_way_ends_before_the_server_has_stopped() -> None:
    crews, begun, ended = Crews(Limits()), threading.Event(), threading.Event()

    def action() -> None:
        begun.set()
        threading.Event().wait(0.3)
        ended.set()

    async def played() -> None:
        task = asyncio.create_task(crews.documents.answer(action))
        assert await asyncio.to_thread(begun.wait, PATIENCE)
        await asyncio.to_thread(crews.stop)
        assert ended.is_set()
        await task

    asyncio.run(played())
