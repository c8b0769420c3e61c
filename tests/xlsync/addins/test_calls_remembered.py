"""What the client inside LibreOffice remembers of calls, with a stand-in for its connection."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.xlsync.addins.component import unpacked

NAME = "CEE.VOLUME"


class Connection:
    """Doubles the first argument; `epoch` grows as if the server had been started again."""

    def __init__(self) -> None:
        self.epoch = 0
        self.asked: list[float] = []

    def send(self, path: str, body: Any) -> Any:
        self.asked += [call["args"][0] for call in body["calls"]]
        return body

    def receive(self, body: Any) -> Any:
        return {"results": [{"value": 2 * call["args"][0]} for call in body["calls"]]}


@pytest.fixture
def module(tmp_path: Path) -> Any:
    with unpacked(tmp_path) as find:
        yield find("calls")


def test_more_calls_than_are_remembered_are_not_asked_over_and_over(
    module: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Calls are foreseen in the order of the cells, and memory holds less than half of them."""
    monkeypatch.setattr(module, "MOST", 2_000)
    monkeypatch.setattr(module, "FARTHEST", 1_000)
    connection = Connection()
    calls = module.Calls(connection, module.catalogue()["functions"])
    coming = [(NAME, (float(one), 1.0)) for one in range(5_000)]
    calls.foresee = lambda: ((None, *call) for call in coming)
    assert [calls.value(*call)[0][0] for call in coming] == [2.0 * one for one in range(5_000)]
    assert len(connection.asked) < 1.5 * len(coming)


def test_a_spread_over_calls_of_a_former_server_has_its_answers(module: ModuleType) -> None:
    connection = Connection()
    calls = module.Calls(connection, module.catalogue()["functions"])
    calls.value(NAME, (1.0, 1.0))
    connection.epoch += 1
    assert calls.value(NAME, (((1.0,), (2.0,)), 1.0)) == ((2.0,), (4.0,))
