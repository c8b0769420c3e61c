"""Schemas that a test may change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.xlsync.annexbook.forward.evolving import Kinds, evolving, forget


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[Kinds]:
    with pytest.MonkeyPatch.context() as patch:
        yield evolving(tmp_path / "schémas", patch)
    forget()
