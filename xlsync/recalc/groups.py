"""Workbooks of one template: the first that was read, and what sets each of the others apart from it.

A workbook that differs from the first by values alone is told so by the pieces of its parts
(`xlsync.workbook.alike`), and only those values are read; any other is read whole, its template known by
`template_key`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

from xlsync.recalc.cached import put
from xlsync.recalc.language import PARTS
from xlsync.recalc.planning import plan
from xlsync.recalc.references import Area
from xlsync.recalc.view import Book, CellView, book_of, makes_a_template, speech_of, template_key
from xlsync.workbook import Workbook
from xlsync.workbook.alike import Alike, Model
from xlsync.workbook.package import Package
from xlsync.workbook.values import Address

if TYPE_CHECKING:
    from xlsync.recalc.template import Template

BLANK = CellView()
NOT_COMPUTED = "\ufdd0"
"""What a formula of a template holds; no cell can."""


class Group:
    """A template made ready, by the first workbook of it that a process read.

    Args:
        package: The parts of that workbook.
        book: Its view.
        key: Its `template_key`.
    """

    def __init__(self, package: Package, book: Book, key: str) -> None:
        self.book, self.key = book, key
        self._source, self._parts = package.source, package.names()

    @cached_property
    def formulas(self) -> int:
        """Number of formulas."""
        return len(self.book.formulas())

    @cached_property
    def cells(self) -> tuple[Address, ...]:
        """Every cell that a formula fills."""
        return tuple(self._held)

    @cached_property
    def _held(self) -> dict[Address, Any]:
        arrays = self.book.computed_arrays()
        filled = (arrays[one].cells() if one in arrays else (one,) for one in self.book.formulas())
        return {cell: self.book.cell(cell).value for cells in filled for cell in cells}

    @cached_property
    def template(self) -> Template:
        """The template, whose formulas hold a mark: in a result, it is a cell that was not computed."""
        from xlsync.recalc.template import Template

        sheets = {sheet: dict(cells) for sheet, cells in self.book.sheets.items()}
        for cell in self.cells:
            view = self.book.cell(cell)._replace(value=NOT_COMPUTED)
            sheets[cell.sheet][cell.row, cell.column] = view
        return Template(replace(self.book, sheets=sheets))

    @cached_property
    def _reads(self) -> tuple[frozenset[Address], dict[str, list[Area]]]:
        """What formulas read: single cells, and areas by sheet."""
        areas = {area for ready in plan(self.book).prepared.values() for area in ready.reads}
        several: dict[str, list[Area]] = {}
        for area in areas:
            if not area.is_cell:
                several.setdefault(area.sheet, []).append(area)
        return frozenset(area.first for area in areas if area.is_cell), several

    def whole(self, package: Package, book: Book) -> Member:
        """A workbook of the template, all of it read."""
        values = (
            (Address(sheet, *place), view.value)
            for sheet, cells in book.sheets.items()
            for place, view in chain(
                cells.items(), ((one, BLANK) for one in self.book.sheets[sheet].keys() - cells.keys())
            )
        )
        return self._member(package, None, values)

    def apart(self, package: Package) -> Member | None:
        """A workbook that differs from the first by values alone; None for any other."""
        if package.names() != self._parts:
            return None
        alike = self._model.alike(package)
        if alike is None or any(map(makes_a_template, alike.values)) or not self._speaks(package):
            return None
        return self._member(package, alike, alike.values.items())

    @cached_property
    def _model(self) -> Model:
        workbook = Workbook.from_bytes(self._source)
        book_of(workbook)
        return Model(workbook, aside=PARTS)

    def _speaks(self, package: Package) -> bool:
        """Whether a workbook of the same parts speaks the language of the first."""
        told = [part for part in PARTS if part in self._parts]
        if all(package.has_same(part, self._model.package) for part in told):
            return True
        return speech_of(Workbook(package)) == (self.book.language, self.book.signs)

    def _member(self, package: Package, alike: Alike | None, values: Iterable[tuple[Address, Any]]) -> Member:
        cached, given = dict(self._held), {}
        for cell, new in values:
            if cell in cached:
                cached[cell] = new
                continue
            old = self.book.cell(cell).value
            if (old.__class__ is not new.__class__ or old != new) and self._is_read(cell):
                given[cell] = new
        return Member(package, given, cached, alike)

    def _is_read(self, cell: Address) -> bool:
        single, several = self._reads
        return cell in single or any(area.holds(cell) for area in several.get(cell.sheet, ()))


@dataclass(slots=True)
class Member:
    """What a batch needs of a workbook.

    Attributes:
        package: Its parts.
        given: What formulas read in it where the first workbook of its template holds something else.
        cached: What each cell holds that a formula fills.
    """

    package: Package
    given: dict[Address, Any]
    cached: dict[Address, Any]
    alike: Alike | None

    def refreshed(self, workbook: Workbook, values: Mapping[Address, Any], is_incomplete: bool) -> None:
        """Writes computed values into its workbook, which is not saved."""
        apart = self.alike is not None and self.alike.put(values)
        put(workbook, {} if apart else values, is_incomplete)


class Groups:
    """The templates that a process met last.

    Args:
        most: How many are kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._groups: OrderedDict[str, Group] = OrderedDict()

    def clear(self) -> None:
        """Forgets them all."""
        self._groups.clear()

    def member(self, package: Package) -> tuple[Group, Member]:
        """The template of a workbook, which may be the first of it, and what a batch needs of the workbook.

        Raises:
            XlsyncError: It is no workbook, or cannot be read.
        """
        for group in reversed([*self._groups.values()]):
            member = group.apart(package)
            if member is not None:
                return self._met(group), member
        book = book_of(Workbook(package))
        key = template_key(book)
        group = self._groups.get(key) or Group(package, book, key)
        return self._met(group), group.whole(package, book)

    def _met(self, group: Group) -> Group:
        self._groups[group.key] = group
        self._groups.move_to_end(group.key)
        return group

    def shorten(self) -> None:
        """Forgets the templates beyond the number that is kept, the oldest first."""
        while len(self._groups) > self._most:
            self._groups.popitem(last=False)
