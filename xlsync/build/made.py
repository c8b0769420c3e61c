"""What a build made: one annex workbook, and all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from xlsync.annexbook.published import Comparison
from xlsync.build.succession import Standing
from xlsync.errors import Problem
from xlsync.recalc import NotRecalculated


@dataclass(frozen=True, slots=True)
class Built:
    """One annex workbook that was built.

    Attributes:
        convention: "<kind>/<instance>".
        path: The file.
        formulas: Formulas computed.
        comparison: Against the figures of the documents.
        not_recalculated: Cells that no engine could compute.
        problems: What `check` finds wrong in it.
        follows: The file that was issued and stays as it is; where that one holds the very same bytes,
            nothing was written and `path` is its own.
        up_to_date: Nothing that it is made from changed since it was written: it was not made again.
    """

    convention: str
    path: Path
    formulas: int
    comparison: Comparison
    not_recalculated: tuple[NotRecalculated, ...]
    problems: tuple[Problem, ...] = ()
    follows: Standing | None = None
    up_to_date: bool = False


@dataclass(slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        workbooks: The workbooks built.
        refused: Workbooks left as they were, with the reason.
        store: Where the model is.
    """

    workbooks: list[Built] = field(default_factory=list)
    refused: list[tuple[Path, Exception]] = field(default_factory=list)
    store: str = ""

    @property
    def clean(self) -> bool:
        """Nothing is left to report: explained differences do not count."""
        unexplained = any(
            not difference.explained for built in self.workbooks for difference in built.comparison.different
        )
        left = any(
            built.comparison.missing or built.not_recalculated or built.problems for built in self.workbooks
        )
        return not (unexplained or left or self.refused)
