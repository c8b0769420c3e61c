"""Changes that would alter a figure of a closed year: refused before they are committed, and named.

What a year shows is looked at as the convention stands on 31 December, so that an amendment that takes effect
later changes nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from udfs.errors import Text
from udfs.parameters import EnteredVersion
from xlsync.annexbook.cells import ReadCell
from xlsync.annexbook.closing import (
    Closed,
    Figures,
    closed_years,
    figure_name,
    figures_of,
    is_amount,
    on_last_day,
    shown_figure,
)
from xlsync.annexbook.figures import computed_figures
from xlsync.annexbook.linked import Held, linked
from xlsync.annexes import schema
from xlsync.conventions.keys import parse_key
from xlsync.errors import ClosedYear
from xlsync.model import CellChange, Cells, ConventionData, Where, convention_of, kind_of, patched
from xlsync.model.kept import CLOSED_FIGURES, CLOSINGS
from xlsync.model.renewal import followed, linked_tables
from xlsync.model.versions import is_kind, used_by, versions_of

if TYPE_CHECKING:
    from xlsync.store import Store

NAMED = 3
"""Figures that a refusal names, amounts first; the others are counted."""


def refuse_closed(
    store: Store, changes: Sequence[CellChange], on: str | None, *, closing: bool = False
) -> Sequence[CellChange]:
    """Passes changes on, unless they would alter a figure of a year that is closed.

    Args:
        store: The store.
        changes: Of what it keeps, versions of parameters included.
        on: Id of the revision that they are made from.
        closing: They close a year or open it again.

    Raises:
        ClosedYear: they would; the sentence names the figures. Or they touch what was closed.
    """
    closed = store.holders(CLOSINGS) if on is not None and changes else set()
    if on is None or not closed:
        return changes
    kinds = {change.convention for change in changes if is_kind(change.convention)}
    named = {change.convention for change in changes} - kinds
    named |= {name for name in closed if name.partition("/")[0] in kinds}
    named |= _followers(store, on, named, closed)
    for convention in sorted(named & closed):
        _Closings(store, convention, changes, on).check(closing)
    return changes


def _followers(store: Store, on: str, changed: set[str], closed: set[str]) -> set[str]:
    """The conventions with closed years that take something from those that change."""
    found = set()
    for name in closed:
        tables = linked_tables(schema(kind_of(name)))
        if any(table.rows.kind == kind_of(one) for table in tables for one in changed):
            cells = store.cells(name, on)
            data = convention_of(cells, name) if closed_years(cells) else None
            if data and any(followed(data, table, changed) for table in tables):
                found.add(name)
    return found


class _Closings:
    """The closed years of one convention, before and after changes."""

    def __init__(self, store: Store, convention: str, changes: Sequence[CellChange], on: str) -> None:
        self.store, self.convention, self.on = store, convention, on
        self.changes = changes
        self.follows = bool(linked_tables(schema(kind_of(convention))))
        self.own = [change for change in changes if change.convention == convention]
        kind = convention.partition("/")[0]
        held = store.cells(kind, on)
        after = patched(held, (change for change in changes if change.convention == kind))
        self.versions = [used_by(convention, versions_of(cells)) for cells in (held, after)]
        self._computed: dict[object, tuple[ConventionData, dict[Where, tuple[ReadCell, Any]]]] = {}

    def check(self, closing: bool) -> None:
        """Refuses what would alter a figure.

        Raises:
            ClosedYear: it would.
        """
        touched = {
            int(parse_key(change.key)["annee"])
            for change in self.own
            if change.table in (CLOSINGS, CLOSED_FIGURES)
        }
        for closed in closed_years(self.store.cells(self.convention, self.on)):
            if closed.year not in touched:
                self._check_year(closed)
            elif not closing:
                raise _touched(self.convention, closed.year)

    def _check_year(self, closed: Closed) -> None:
        view = on_last_day(closed.year)
        before = self.store.cells(self.convention, self.on, view)
        after = self.store.seen(self.convention, self.own, self.on, view)
        if before == after and self.versions[0] == self.versions[1] and not self.follows:
            return
        others = (Held(self.store, self.on, view), Held(self.store, self.on, view, self.changes))
        was = self._figures(before, closed.year, self.versions[0], others[0])
        now = self._figures(after, closed.year, self.versions[1], others[1])
        kept = closed.figures
        altered = [
            place for place in {*kept, *was, *now} if now.get(place) not in (was.get(place), kept.get(place))
        ]
        if altered:
            printed = {cell[1:]: text for cell, text in {**after, **before}.items()}
            raise _refusal(self.convention, closed, altered, now, printed)

    def _figures(
        self, cells: Cells, year: int, versions: tuple[EnteredVersion, ...], others: Held
    ) -> Figures:
        """Years that see the same convention, and the same others, share its recalculation."""
        seen = (frozenset(cells.items()), versions, others if self.follows else None)
        if seen not in self._computed:
            data = linked(convention_of(cells, self.convention), others)
            self._computed[seen] = data, computed_figures(data, versions)
        data, computed = self._computed[seen]
        return figures_of(data, year, versions, computed)[0]


def _touched(convention: str, year: int) -> ClosedYear:
    return ClosedYear(
        f"{convention} : l’exercice {year} est clos, et ce changement toucherait ce qui a été gardé de lui ; "
        f"« reopen {convention} {year} --reason MOTIF » le rouvre",
        f"{convention}: the year {year} is closed, and this change would touch what was kept of it; "
        f"“reopen {convention} {year} --reason TEXT” opens it again",
        convention=convention,
        year=year,
    )


def _refusal(
    convention: str, closed: Closed, altered: list[Where], now: Figures, cells: Mapping[Where, str]
) -> ClosedYear:
    kept = closed.figures
    ranked = sorted(altered, key=lambda place: (not is_amount(convention, place, cells), place))
    said = [_altered(convention, place, kept.get(place), now.get(place), cells) for place in ranked]
    shown, more = said[:NAMED], len(said) - NAMED
    fr = " ; ".join(one.fr for one in shown) + (f" ; et {more} autre{'s' * (more > 1)}" if more > 0 else "")
    en = "; ".join(one.en for one in shown) + (f"; and {more} more" if more > 0 else "")
    return ClosedYear(
        f"{convention} : l’exercice {closed.year} est clos et ce changement en altérerait {len(said)} "
        f"chiffre(s) : {fr} ; « reopen {convention} {closed.year} --reason MOTIF » le rouvre",
        f"{convention}: the year {closed.year} is closed and this change would alter {len(said)} figure(s) "
        f"of it: {en}; “reopen {convention} {closed.year} --reason TEXT” opens it again",
        convention=convention,
        year=closed.year,
    )


def _altered(
    convention: str, place: Where, kept: str | None, now: str | None, cells: Mapping[Where, str]
) -> Text:
    where = figure_name(convention, place, cells)
    old, new = (shown_figure(convention, place, text, cells) for text in (kept, now))
    return Text(f"{where.fr} {old} → {new}", f"{where.en} {old} → {new}")
