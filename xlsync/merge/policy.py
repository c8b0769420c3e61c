"""What a merge may do: which sides it writes, and what the sender of the workbook may decide."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from xlsync.merge.data import MODEL, OTHER, WORKBOOK, Direction, Reason, Record, Rename, Sender, Side
from xlsync.merge.owners import Owners
from xlsync.merge.state import State, is_unread
from xlsync.merge.steps import differing
from xlsync.model import ROW
from xlsync.model.changes import Where


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one merge; see `merge` for what each argument means."""

    direction: Direction
    owners: Owners
    sender: Sender
    accept: bool
    trusted: bool
    unread: Collection[Where]

    def obstacle(self, side: Side, record: Record, columns: Iterable[str]) -> Reason | None:
        """Why these cells cannot be written on that side now."""
        allowed = {MODEL: ("both", "pull"), WORKBOOK: ("both", "push")}
        if self.direction not in allowed[side]:
            return "direction"
        return "unread" if side == WORKBOOK and is_unread(self.unread, record, columns) else None

    def reserves(self, record: Record, columns: Iterable[str]) -> bool:
        """The operator owns one of these columns and the sender is a member: it is a proposal."""
        if self.sender == "operator" or self.accept:
            return False
        return any(self.owners.get((record[0], column), "operator") == "operator" for column in columns)

    def proposed(self, state: State, record: Record, columns: Iterable[str]) -> tuple[str, ...]:
        """Of these columns, those that the workbook changed; none unless that makes a proposal."""
        base, workbook, model = state.of(record)
        since = differing(workbook, model) if not self.trusted else differing(workbook, base)
        changed = tuple(column for column in columns if column in since)
        return changed if self.reserves(record, changed) else ()

    def obstacle_to_rename(self, chosen: Rename, columns: Iterable[str]) -> Reason | None:
        """Why a rename cannot be taken now."""
        old, new = (chosen.table, chosen.old), (chosen.table, chosen.new)
        if chosen.side == WORKBOOK and self.reserves(old, (ROW,)):
            return "proposal"
        names = tuple(columns)
        receiver = OTHER[chosen.side]
        return self.obstacle(receiver, old, names) or self.obstacle(receiver, new, names)
