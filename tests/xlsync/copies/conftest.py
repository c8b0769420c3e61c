"""The annex workbooks, built once, and a copy of each sort of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.xlsync.build.conftest import Fresh, fresh
from xlsync.copies.making import Copy, Mode, make
from xlsync.recalc import Evaluation, evaluate
from xlsync.workbook import Workbook

__all__ = ["fresh"]


@dataclass(frozen=True)
class Pair:
    """An annex and a copy of it.

    Attributes:
        path: The annex.
        ours: Its evaluation.
        copy: The copy.
        out: Its file.
    """

    path: Path
    ours: Evaluation
    copy: Copy
    out: Path

    @property
    def book(self) -> Workbook:
        """The copy, opened."""
        return Workbook.from_bytes(self.copy.content)


@pytest.fixture(scope="session")
def pairs(fresh: Fresh, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, Mode], Pair]:
    folder = tmp_path_factory.mktemp("copies")
    found: dict[tuple[str, Mode], Pair] = {}
    for convention in fresh.annexes:
        path = fresh.path(convention)
        ours = evaluate(Workbook.open(path))
        modes: tuple[Mode, ...] = ("values", "native")
        for mode in modes:
            out = folder / f"{path.stem}-{mode}.xlsx"
            copy = make(Workbook.open(path), mode)
            out.write_bytes(copy.content)
            found[convention, mode] = Pair(path, ours, copy, out)
    return found
