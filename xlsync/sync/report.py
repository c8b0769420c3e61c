"""What a command says of one workbook."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from xlsync.conventions.keys import parse_key
from xlsync.errors import Notice, Problem
from xlsync.model import ROW, Value, from_text, kind_of, shapes
from xlsync.workbook.plan import Plan, Receipt

if TYPE_CHECKING:
    from xlsync.store import Revision

NextStep: TypeAlias = Literal["", "sync", "choose", "apply", "elsewhere", "base"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that is not the same on both sides.

    Attributes:
        table, key, column: Its name; the column "" stands for the whole record, whose contents are then
            ranks.
        base, workbook, model: Its three contents as canonical texts, None for a blank.
        cell: `Sheet!A1`, "" for a cell that the workbook does not hold.
        author: Who last changed it in the model.
        kind: Of a conflict, as `xlsync.merge.Conflict` says it; "" otherwise.
        chosen: Of a conflict that was settled, what both sides hold now.
        printed: Its line and its column as printed.
        type: Type of its column, "" for a record.
    """

    table: str
    key: str
    column: str
    base: str | None
    workbook: str | None
    model: str | None
    cell: str = ""
    author: str = ""
    kind: str = ""
    chosen: str | None = None
    printed: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Override:
    """A computed cell that someone typed over.

    Attributes:
        table, key, column: Its name.
        cell: `Sheet!A1`.
        formula: The formula that it should hold.
        value: What it holds.
    """

    table: str
    key: str
    column: str
    cell: str
    formula: str
    value: Any


@dataclass(frozen=True, slots=True)
class FileReport:
    """What differs in one workbook, and what was done about it.

    Attributes:
        file: Its path.
        convention: The convention that it belongs to, "" when it says none.
        revision: Revision of its stamp, after the command.
        workbook_changes: What changed in the workbook since the base: taken by `pull` and `sync`.
        model_changes: What changed in the model since the base: written by `push` and `sync`.
        settled: Conflicts that a choice settled; their cells are among no other changes.
        conflicts: What someone must choose.
        overrides: Computed cells typed over, that nobody has settled.
        proposals: What a member changed and only the operator may change.
        problems: What is wrong.
        notices: What is worth saying and is not wrong.
        written: The file was written.
        committed: The revision that was committed.
        complete: Every change listed was applied to the other side.
        next_step: What a person does about conflicts and overrides: "sync" writes them into the sheet
            `Conflits`, "choose" there, "apply" the choices made there with a sync, "elsewhere" for a workbook
            that is never written, "base" says which base counts; "" when there is nothing to do.
        plan: Of a dry run, what would be written.
        receipt: Of a file that was written, its hashes and the parts that changed.
    """

    file: str
    convention: str = ""
    revision: str = ""
    workbook_changes: tuple[Difference, ...] = ()
    model_changes: tuple[Difference, ...] = ()
    settled: tuple[Difference, ...] = ()
    conflicts: tuple[Difference, ...] = ()
    overrides: tuple[Override, ...] = ()
    proposals: tuple[Difference, ...] = ()
    problems: tuple[Problem, ...] = ()
    notices: tuple[Notice, ...] = ()
    written: bool = False
    committed: Revision | None = None
    complete: bool = True
    next_step: NextStep = ""
    plan: Plan | None = None
    receipt: Receipt | None = None

    @property
    def clean(self) -> bool:
        """Nothing is left to report: no difference remains, no conflict, override, proposal or problem."""
        return self.complete and not (self.conflicts or self.overrides or self.proposals or self.problems)

    def as_json(self) -> dict[str, Any]:
        """The shape that other programs rely on."""
        return {
            "file": self.file,
            "convention": self.convention,
            "revision": self.revision,
            "workbook_changes": [self._cell(one, "base", "workbook") for one in self.workbook_changes],
            "model_changes": [self._cell(one, "base", "model") for one in self.model_changes],
            "settled": [self._cell(one, "base", "workbook", "model", "chosen") for one in self.settled],
            "conflicts": [self._cell(one, "base", "workbook", "model") for one in self.conflicts],
            "overrides": [
                {"cell": one.cell, "formula": one.formula, "value": one.value} for one in self.overrides
            ],
            "proposals": [self._cell(one, "base", "workbook", "model") for one in self.proposals],
            "problems": [
                {"where": one.where, "what": one.what.fr, "fix": one.fix.fr} for one in self.problems
            ],
            "plan": self.plan.as_json if self.plan else None,
            "receipt": self.receipt.as_json if self.receipt else None,
        }

    def _cell(self, one: Difference, *sides: str) -> dict[str, Any]:
        return {
            "table": one.table,
            "key": parse_key(one.key),
            "column": one.column,
            **{side: self._plain(one, getattr(one, side)) for side in sides},
            "cell": one.cell,
        }

    def _plain(self, one: Difference, text: str | None) -> Value:
        """A content for JSON: numbers as numbers, dates as ISO texts, true for a record that exists."""
        if text is None:
            return None
        if one.column == ROW:
            return True
        found = shapes(kind_of(self.convention))[one.table]
        value = from_text(text, found.column(one.column))
        return value.isoformat() if isinstance(value, datetime.date) else value
