"""What a merge takes and what it answers, as plain immutable data.

A cell is named (table, key, column); its content is its canonical text, blanks are absent. The column `ROW`
of a key says that the record exists; its text, the rank of the record on its side, is never compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from xlsync.model.changes import Where

Cells: TypeAlias = Mapping[Where, str]
Record: TypeAlias = tuple[str, str]

Side: TypeAlias = Literal["workbook", "model"]
Direction: TypeAlias = Literal["both", "pull", "push"]
Sender: TypeAlias = Literal["operator", "member"]
Kind: TypeAlias = Literal["value", "added", "deleted", "untrusted"]
Reason: TypeAlias = Literal["settled", "direction", "proposal", "unread", "rename"]

WORKBOOK: Side = "workbook"
MODEL: Side = "model"
SIDES: tuple[Side, Side] = (WORKBOOK, MODEL)
OTHER: dict[Side, Side] = {WORKBOOK: MODEL, MODEL: WORKBOOK}


@dataclass(frozen=True, slots=True)
class _OfCell:
    """Something about one cell, or about one record."""

    table: str
    key: str
    column: str

    @property
    def cell(self) -> Where:
        """The name of the cell."""
        return self.table, self.key, self.column


@dataclass(frozen=True, slots=True, order=True)
class Change(_OfCell):
    """One cell to change on one side.

    Attributes:
        table, key, column: The cell; `ROW` for a record that comes or goes, its other cells follow.
        before: What the side that changes holds, None for a blank.
        after: What it is to hold.
    """

    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Proposal(_OfCell):
    """What the sender of a workbook changed and only the operator may change: neither taken nor lost.

    Attributes:
        table, key, column: The cell.
        base, workbook, model: Its three contents, None for a blank.
    """

    base: str | None
    workbook: str | None
    model: str | None


@dataclass(frozen=True, slots=True)
class Conflict(_OfCell):
    """Two different changes: both sides keep what they hold until someone chooses.

    Attributes:
        table, key, column: The cell; `ROW` when it is about a whole record.
        base, workbook, model: Its three contents, None for a blank; for a record, a rank where it exists.
        kind: "value": two values; "added": two values in a record that both sides added; "deleted": a
            record deleted on the side where it is None and changed on the other; "untrusted": a difference
            that no trusted base explains.
        columns: Columns at stake in a record: those that differ from the base, or between the sides.
    """

    base: str | None
    workbook: str | None
    model: str | None
    kind: Kind
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """How someone settles a conflict, or says that a record was renamed.

    Attributes:
        take: "workbook", "model", "base" or "value".
        value: The canonical text of a given value; for a record, the key that it was renamed to.
    """

    take: Literal["workbook", "model", "base", "value"]
    value: str = ""


@dataclass(frozen=True, slots=True)
class UnusedChoice(_OfCell):
    """A choice that was not applied.

    Attributes:
        table, key, column: The cell.
        choice: What was chosen.
        reason: "settled": there is no conflict any more; "direction": it needs a write that this direction
            does not make; "proposal": the sender may not decide there; "unread": the workbook holds
            something there that could not be read; "rename": no such rename is possible.
    """

    choice: Choice
    reason: Reason


@dataclass(frozen=True, slots=True)
class Rename:
    """A record that went and one that came on the same side, alike enough to be the same one.

    Attributes:
        table: Where.
        old, new: The two keys.
        side: Who renamed, "workbook" or "model".
        differing: Columns that are not the same, none when only the key changed.
    """

    table: str
    old: str
    new: str
    side: Side
    differing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """The answer of a merge; every sequence is sorted by table, key and column.

    Attributes:
        to_model, to_workbook: Changes to apply to each side, now.
        pending_to_model, pending_to_workbook: Changes known and left for later: another direction, a cell
            that could not be read, a record that may be a renamed one. Their base does not advance.
        conflicts: What someone must choose.
        settled: Conflicts that a choice settled; their changes are in `to_model` and `to_workbook`.
        proposals: What a member changed in cells of the operator.
        renames: Renames to offer.
        renamed: Renames that were chosen; their changes are in `to_model` and `to_workbook`.
        unused: Choices that were not applied.
        base: What both sides agree on once the changes are applied.
    """

    to_model: tuple[Change, ...]
    to_workbook: tuple[Change, ...]
    pending_to_model: tuple[Change, ...]
    pending_to_workbook: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    settled: tuple[Conflict, ...]
    proposals: tuple[Proposal, ...]
    renames: tuple[Rename, ...]
    renamed: tuple[Rename, ...]
    unused: tuple[UnusedChoice, ...]
    base: dict[Where, str]

    @property
    def is_complete(self) -> bool:
        """Once the changes are applied, nothing is left that differs."""
        return not (self.conflicts or self.proposals or self.pending_to_model or self.pending_to_workbook)


def applied(cells: Cells, changes: Iterable[Change]) -> dict[Where, str]:
    """The cells of a side after these changes.

    Examples:
        >>> applied({("t", "id=1", "a"): "1"}, [Change("t", "id=1", "a", "1", None)])
        {}
    """
    after = dict(cells)
    for change in changes:
        if change.after is None:
            after.pop(change.cell, None)
        else:
            after[change.cell] = change.after
    return after
