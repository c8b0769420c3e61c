"""Carries out the decisions of a merge: takes, proposes, leaves pending, or settles by a choice."""

from __future__ import annotations

from collections.abc import Mapping

from xlsync.merge.data import (
    MODEL,
    OTHER,
    SIDES,
    WORKBOOK,
    Change,
    Choice,
    Conflict,
    Proposal,
    Reason,
    Record,
    Side,
    UnusedChoice,
)
from xlsync.merge.policy import Policy
from xlsync.merge.state import Records, State
from xlsync.merge.steps import Step, contents, differing, is_tracked, steps
from xlsync.model import ROW
from xlsync.model.changes import Where


class Settling:
    """The work in progress of one merge.

    Attributes:
        state: The three states as given, renames applied.
        final: What each side holds once the changes are applied.
    """

    def __init__(self, state: State, policy: Policy, choices: Mapping[Where, Choice]) -> None:
        self.state = state
        self.policy = policy
        self.choices = dict(choices)
        self.final: dict[Side, Records] = state.copy_sides()
        self.conflicts: list[Conflict] = []
        self.settled: list[Conflict] = []
        self.proposals: list[Proposal] = []
        self.pending: dict[Side, list[Change]] = {MODEL: [], WORKBOOK: []}
        self.unused: list[UnusedChoice] = []

    def settle(self, record: Record) -> None:
        """Decides about a record and carries it out."""
        for step in steps(*self.state.of(record), trusted=self.policy.trusted):
            proposed = self._proposed(record, step)
            if proposed:
                self._propose(record, step, proposed)
            elif step.sender is None:
                self._dispute(record, step)
            elif self.policy.obstacle(OTHER[step.sender], record, step.columns):
                self._postpone(record, step.columns, step.sender)
            else:
                self._assign(record, step.columns, self.state.sides[step.sender].get(record, {}))

    def hold(self, record: Record, sender: Side) -> None:
        """Leaves a record that came pending: it may be another one under a new key."""
        columns = tuple(self.state.sides[sender][record])
        if sender == WORKBOOK and self.policy.proposed(self.state, record, columns):
            self.settle(record)
        else:
            self._postpone(record, columns, sender)

    def differs(self, record: Record) -> bool:
        """Only one side has the record once the changes are applied."""
        return (record in self.final[WORKBOOK]) != (record in self.final[MODEL])

    def drop(self, cell: Where, reason: Reason) -> None:
        """Sets a choice aside, unless it is already."""
        choice = self.choices.pop(cell, None)
        if choice is not None:
            self.unused.append(UnusedChoice(*cell, choice, reason))

    def base(self) -> dict[Record, dict[str, str]]:
        """What both sides agree on: a record that only one of them has keeps its base whole."""
        agreed = {}
        for record in self.state.records():
            base = self.state.base.get(record, {})
            workbook, model = (self.final[side].get(record, {}) for side in SIDES)
            apart = is_tracked(base, workbook, model) and self.differs(record)
            agreed[record] = dict(base) if apart else _agreed(base, workbook, model)
        return agreed

    def _proposed(self, record: Record, step: Step) -> tuple[str, ...]:
        if step.sender == MODEL:
            return ()
        return self.policy.proposed(self.state, record, step.columns)

    def _propose(self, record: Record, step: Step, columns: tuple[str, ...]) -> None:
        base, workbook, model = self.state.of(record)
        for column in columns:
            texts = (state.get(column) for state in (base, workbook, model))
            self.proposals.append(Proposal(*record, column, *texts))
        if step.sender is None:
            others = (differing(model, base) & set(step.columns)) - set(columns)
            self._postpone(record, tuple(others), MODEL)
        self.drop((*record, step.column), "proposal")

    def _postpone(self, record: Record, columns: tuple[str, ...], sender: Side) -> None:
        """Lists what would have changed on the other side."""
        before = self.state.sides[OTHER[sender]].get(record, {})
        after = self.state.sides[sender].get(record, {})
        changed = differing(before, after)
        self.pending[OTHER[sender]] += [
            Change(*record, column, before.get(column), after.get(column))
            for column in columns
            if column in changed
        ]

    def _dispute(self, record: Record, step: Step) -> None:
        conflict = self._conflict(record, step)
        choice = self.choices.get(conflict.cell)
        if choice is None:
            self.conflicts.append(conflict)
            return
        target = self._target(record, step, choice)
        reason: Reason | None = "rename" if target is None else self._obstacle(record, step.columns, target)
        if target is None or reason is not None:
            self.conflicts.append(conflict)
            self.drop(conflict.cell, reason or "rename")
            return
        del self.choices[conflict.cell]
        self.settled.append(conflict)
        self._assign(record, step.columns, target)

    def _conflict(self, record: Record, step: Step) -> Conflict:
        base, workbook, model = self.state.of(record)
        was, here, there = (state.get(step.column) for state in (base, workbook, model))
        columns: tuple[str, ...] = ()
        if step.column == ROW:
            held = contents(workbook or model)
            columns = tuple(sorted(differing(held, contents(base)) if base else held))
        return Conflict(*record, step.column, was, here, there, step.kind, columns)

    def _target(self, record: Record, step: Step, choice: Choice) -> Mapping[str, str] | None:
        """What the columns are to hold; None when a key is given for a record that no rename explains."""
        base, workbook, model = self.state.of(record)
        if choice.take == "value":
            return {step.column: choice.value} if step.column != ROW else None
        return {"workbook": workbook, "model": model, "base": base}[choice.take]

    def _obstacle(self, record: Record, columns: tuple[str, ...], target: Mapping[str, str]) -> Reason | None:
        for side in SIDES:
            held = self.state.sides[side].get(record, {})
            if differing(held, target) & set(columns):
                obstacle = self.policy.obstacle(side, record, columns)
                if obstacle:
                    return obstacle
        return None

    def _assign(self, record: Record, columns: tuple[str, ...], target: Mapping[str, str]) -> None:
        """Gives both sides the same cells; a rank that is there already is no change."""
        for side in SIDES:
            cells = self.final[side].setdefault(record, {})
            for column in columns:
                text = target.get(column)
                if text is None:
                    cells.pop(column, None)
                else:
                    cells[column] = text
            if not cells:
                del self.final[side][record]


def _agreed(base: Mapping[str, str], workbook: Mapping[str, str], model: Mapping[str, str]) -> dict[str, str]:
    """The common content where there is one, else the base."""
    apart = differing(workbook, model)
    agreed = {column: base[column] for column in apart if column in base}
    agreed |= {column: text for column, text in workbook.items() if column not in apart}
    if ROW in base and ROW in agreed:
        agreed[ROW] = base[ROW]
    return agreed
