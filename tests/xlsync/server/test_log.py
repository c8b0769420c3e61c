"""What the log keeps of a fault: its type and the lines of the program, never its message."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from udfs.registry import batching
from xlsync.server.calls import Calculator
from xlsync.server.clock import Deadline
from xlsync.server.log import LOG_FILE, start_log, stop_log


@pytest.mark.parametrize("count", [1, 20])
def test_a_fault_of_a_rule(count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "73519.42"

    def faulty(function: Any, arguments: Any) -> Any:
        raise ZeroDivisionError(f"{secret}: {arguments}")

    monkeypatch.setattr(batching.calling, "compute", faulty)
    calls = [{"id": rank, "name": "CEE.VOLUME", "args": [float(secret) + rank, 1]} for rank in range(count)]
    handler = start_log(tmp_path)
    try:
        found = Calculator().results(calls, Deadline(60.0))
    finally:
        stop_log(handler)
    log = (tmp_path / LOG_FILE).read_text(encoding="utf-8")
    assert {one["error"] for one in found} == {"#VALUE!"}
    assert "CEE.VOLUME" in log
    assert "ZeroDivisionError (test_log.py:" in log
    assert "73519" not in log
