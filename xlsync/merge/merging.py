"""The merge: (base, workbook, model) in, changes for both sides and the new base out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from operator import attrgetter

from xlsync.merge.data import (
    MODEL,
    WORKBOOK,
    Cells,
    Choice,
    Direction,
    Merged,
    Reason,
    Record,
    Rename,
    Sender,
)
from xlsync.merge.owners import Owners
from xlsync.merge.policy import Policy
from xlsync.merge.renames import possible_renames, rename
from xlsync.merge.settling import Settling
from xlsync.merge.state import Records, changes, in_order, is_unread, state_of
from xlsync.model import ROW
from xlsync.model.changes import Where

_CELL = attrgetter("cell")


def merge(
    base: Cells,
    workbook: Cells,
    model: Cells,
    *,
    choices: Mapping[Where, Choice] | None = None,
    direction: Direction = "both",
    owners: Owners | None = None,
    sender: Sender = "operator",
    accept: bool = False,
    trusted: bool = True,
    unread: Collection[Where] = (),
) -> Merged:
    """Merges a workbook and the model, three-way and cell by cell.

    Args:
        base: What both sides last agreed on.
        workbook: What the workbook holds now.
        model: What the model holds now.
        choices: How to settle conflicts, by cell. Under (table, old key, `ROW`), the new key as a value
            takes an offered rename.
        direction: "both"; "pull", which changes the model only; "push", which changes the workbook only.
            What the direction leaves out is pending. A choice is applied when the direction allows every
            write that it needs.
        owners: Owner of each (table, column), as `owners` gives it; the operator where it says nothing.
        sender: Who changed the workbook. What a member changed in a column of the operator is a proposal.
        accept: Takes proposals as if the operator had made them.
        trusted: The base is known to be that of this workbook and of this model. Otherwise nothing is taken
            by itself: every difference is a conflict.
        unread: Cells of the workbook whose content is no value (an error, a text for a number, a key twice);
            the cell `ROW` stands for the whole record. They are no change, and nothing is written over them.

    Returns:
        The changes, and what remains. With no difference at all, the base itself and nothing else.

    Examples:
        >>> cell = ("versements", "versement=1", "montant")
        >>> merged = merge({cell: "170000"}, {cell: "175000"}, {cell: "170000"})
        >>> merged.to_model
        (Change(table='versements', key='versement=1', column='montant', before='170000', after='175000'),)
        >>> merge({cell: "170000"}, {cell: "175000"}, {cell: "180000"}).conflicts[0].kind
        'value'
    """
    policy = Policy(direction, owners or {}, sender, accept, trusted, frozenset(unread))
    state = state_of(base, workbook, model, policy.unread)
    given, touched = state.copy_sides(), state.records()
    work = Settling(state, policy, choices or {})
    offered = possible_renames(state) if trusted else []
    renamed = _take_renames(work, offered)
    open_renames = [one for one in offered if one not in renamed]
    _settle_records(work, open_renames)
    for cell, choice in sorted(work.choices.items(), key=lambda pair: pair[0]):
        work.drop(cell, _unused_reason(policy, cell, choice))
    return Merged(
        to_model=changes(given[MODEL], work.final[MODEL]),
        to_workbook=changes(given[WORKBOOK], work.final[WORKBOOK]),
        pending_to_model=in_order(work.pending[MODEL]),
        pending_to_workbook=in_order(work.pending[WORKBOOK]),
        conflicts=tuple(sorted(work.conflicts, key=_CELL)),
        settled=tuple(sorted(work.settled, key=_CELL)),
        proposals=tuple(sorted(work.proposals, key=_CELL)),
        renames=tuple(open_renames),
        renamed=tuple(renamed),
        unused=tuple(sorted(work.unused, key=_CELL)),
        base=_new_base(base, touched, work.base()),
    )


def _take_renames(work: Settling, offered: Iterable[Rename]) -> list[Rename]:
    """Applies the renames that were chosen."""
    taken = []
    for one in offered:
        cell = (one.table, one.old, ROW)
        choice = work.choices.get(cell)
        if choice is None or choice != Choice("value", one.new):
            continue
        held = {column for state in work.state.of((one.table, one.old)) for column in state}
        obstacle = work.policy.obstacle_to_rename(one, held)
        if obstacle:
            work.drop(cell, obstacle)
            continue
        del work.choices[cell]
        rename(work.state, one)
        taken.append(one)
    work.final = work.state.copy_sides()
    return taken


def _settle_records(work: Settling, offered: Iterable[Rename]) -> None:
    """Settles every record; one that may be a renamed record waits while the other one is disputed."""
    came = {(one.table, one.new): one for one in offered}
    for record in sorted(work.state.records() - came.keys()):
        work.settle(record)
    for record, one in sorted(came.items(), key=lambda pair: pair[0]):
        if work.differs((one.table, one.old)):
            work.hold(record, one.side)
        else:
            work.settle(record)


def _unused_reason(policy: Policy, cell: Where, choice: Choice) -> Reason:
    """Why a choice that met no conflict was not applied."""
    if is_unread(policy.unread, cell[:2], (cell[2],)):
        return "unread"
    return "rename" if cell[2] == ROW and choice.take == "value" else "settled"


def _new_base(base: Cells, touched: set[Record], agreed: Records) -> dict[Where, str]:
    """The base with what is agreed on in the records looked at, in its own order, new cells last."""
    known = {(*record, column): text for record, cells in agreed.items() for column, text in cells.items()}
    kept = {
        cell: known.get(cell, text) for cell, text in base.items() if cell[:2] not in touched or cell in known
    }
    return kept | {cell: known[cell] for cell in sorted(known.keys() - kept.keys())}
