"""Schemas that a test may change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.evolving import Kinds, evolving


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[Kinds]:
    with evolving(tmp_path / "genres") as kinds:
        yield kinds
