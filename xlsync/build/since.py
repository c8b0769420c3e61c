"""Figures that are no longer those of a document because an input changed since, and which input."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice

from xlsync.annexbook.cells import Key
from xlsync.annexbook.derogations import derogation_key
from xlsync.annexbook.printed import Printed
from xlsync.annexbook.published import Comparison, Difference
from xlsync.annexbook.reading import Reading
from xlsync.annexbook.stamp import base_cells
from xlsync.model import OVERRIDES, ROW, ConventionData, Published, Where
from xlsync.recalc import Area, Plan, book_of, parse_cell, plan, read_through

NAMED = 2
"""Inputs that an explanation names; the others are counted."""


def since_the_document(
    comparison: Comparison, reading: Reading, data: ConventionData, document: ConventionData
) -> Comparison:
    """The same comparison, each difference that a changed input makes being explained by that input.

    Args:
        comparison: Of the workbook that was built, against the figures of the document.
        reading: What that workbook holds.
        data: The inputs that it was built from.
        document: The inputs of the document.
    """
    if not (comparison.missing or any(not one.explained for one in comparison.different)):
        return comparison
    changes = _Changes(reading, _inputs(document), _inputs(data))
    if not changes.places:
        return comparison
    return replace(
        comparison,
        different=tuple(changes.explain(one) for one in comparison.different),
        missing=tuple(one for one in comparison.missing if not changes.took_away(one)),
    )


def _inputs(data: ConventionData) -> dict[Where, str]:
    return {(one.table, one.key, one.column): one.value for one in base_cells(data)}


class _Changes:
    """The inputs of a convention that are not those of its document."""

    def __init__(self, reading: Reading, before: Mapping[Where, str], now: Mapping[Where, str]) -> None:
        self.reading, self.before, self.now = reading, before, now
        self.places = sorted(where for where in before.keys() | now.keys() if self._is_changed(where))
        self.printed = Printed(reading.identity.schema, now, before)
        self._plan: Plan | None = None

    def _is_changed(self, where: Where) -> bool:
        before, now = self.before.get(where), self.now.get(where)
        return (before is None) != (now is None) if where[2] == ROW else before != now

    def explain(self, one: Difference) -> Difference:
        if one.explained:
            return one
        if self._plan is None:
            self._plan = plan(book_of(self.reading.book))
        areas = {where: self._area(where) for where in self.places}
        read = read_through(self._plan, parse_cell(one.cell), areas.values())
        causes = [where for where, area in areas.items() if area in read]
        return replace(one, explained=self._said(causes)) if causes else one

    def _area(self, where: Where) -> Area:
        """The cell of an input; the whole table of a record that went."""
        cell = self.reading.at.get(where)
        if cell is not None:
            return Area(cell.sheet, cell.row, cell.at, cell.row, cell.at)
        place = self.reading.places.tables.get(where[0])
        if place is None:
            return Area("", 0, 0, 0, 0)
        return Area(place.sheet, place.first, place.left, place.last, place.right)

    def _said(self, causes: Iterable[Where]) -> str:
        named = list(causes)
        told = " ; ".join(islice((self._change(where) for where in named), NAMED))
        more = f" ; et {len(named) - NAMED} autres" if len(named) > NAMED else ""
        return f"changé depuis le document : {told}{more}"

    def _change(self, where: Where) -> str:
        cell = self.printed.cell(where)
        if where[2] == ROW:
            return f"{cell}, ligne {'ajoutée' if where in self.now else 'supprimée'}"
        old, new = (self.printed.value(where, side.get(where)) for side in (self.before, self.now))
        return f"{cell} {old} → {new}"

    def took_away(self, figure: Published) -> bool:
        """The record of a figure is no longer there, or someone granted another value in its place."""
        places = {(place[0], place[2]): place for place in self.reading.computed if _matches(place, figure)}
        held = places.get((figure.table, figure.column))
        return held is None or (OVERRIDES, derogation_key(held), ROW) in self.now


def _matches(place: Where, figure: Published) -> bool:
    return place[0] == figure.table and place[1] == Key(figure.key).text
