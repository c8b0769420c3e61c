"""Records that may have been renamed: one went, one came, on the same side, with nearly the same cells."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction

from xlsync.merge.data import OTHER, SIDES, Record, Rename, Side
from xlsync.merge.state import State
from xlsync.merge.steps import contents, differing
from xlsync.model import ROW


def possible_renames(state: State) -> list[Rename]:
    """The renames to offer, at most one for each record that went and each that came.

    The record that went is still on the other side, the one that came is not. All their cells are the same,
    or more than half of them, and two at least.
    """
    found = []
    for side in SIDES:
        ranked = sorted(_candidates(state, side), key=lambda pair: (-pair[0], pair[1], pair[2]))
        gone: set[Record] = set()
        come: set[Record] = set()
        for _, old, new in ranked:
            if old not in gone and new not in come:
                gone.add(old)
                come.add(new)
                found.append(_rename(state, side, old, new))
    return sorted(found, key=lambda rename: (rename.table, rename.old, rename.side))


def rename(state: State, chosen: Rename) -> None:
    """Gives a record its new key where it still has the old one."""
    old, new = (chosen.table, chosen.old), (chosen.table, chosen.new)
    for records in (state.base, state.sides[OTHER[chosen.side]]):
        records[new] = records.pop(old)


def _rename(state: State, side: Side, old: Record, new: Record) -> Rename:
    columns = differing(state.base[old], state.sides[side][new])
    return Rename(old[0], old[1], new[1], side, tuple(sorted(columns)))


def _candidates(state: State, side: Side) -> Iterator[tuple[Fraction, Record, Record]]:
    """Pairs alike enough, with the part of their cells that is the same."""
    here, there = state.sides[side], state.sides[OTHER[side]]
    gone = [old for old in there if ROW in state.base.get(old, ()) and old not in here]
    come = [new for new in here if ROW in here[new] and new not in state.base and new not in there]
    holders: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
    for new in come:
        for column, text in contents(here[new]).items():
            holders[new[0], column, text].append(new)
    for old in gone:
        cells = contents(state.base[old])
        shared = Counter(new for column in cells for new in holders.get((old[0], column, cells[column]), ()))
        for new, same in shared.items():
            every = len(cells.keys() | contents(here[new]).keys())
            if same == every or (2 * same > every and same > 1):
                yield Fraction(same, every), old, new
