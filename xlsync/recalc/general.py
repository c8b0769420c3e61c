"""The general engine: plain formulas and values in, values out, computed by IronCalc.

A `Calculator` knows nothing of workbooks: whoever plans a workbook writes its values and its formulas there,
cell by cell, and our own functions' results as values between evaluations. Formulas are written as files
have them (English names, commas, decimal points, no equals sign), with sheets by their `safe` names.

What IronCalc 0.9 needs of the text that it is given:

- `@` where a range stands for one value: here every formula is a dynamic one, whose array spills.
- `$A$1:$A$1`, not `$A$1`, where a function takes a range (criteria, sums, lookups, INDEX): a single cell is
  refused there (`#VALUE!`); but `$A$1`, not `$A$1:$A$1`, as a criterion or where one value is due.
- MAP around what takes one value and is given an array: `SUM(ROUND($A$1:$A$3,0))` is not computed and
  `SUM(ISNUMBER($A$1:$A$3)*1)` is 0 without a word; `SUM(MAP($A$1:$A$3,LAMBDA(a,ROUND(a,0))))` is right.
- Functions prefixed `_xlfn.`, `_xlfn._xlws.` or not, names of LET and LAMBDA prefixed `_xlpm.` or not.
- No union, no intersection, no `Sheet1:Sheet3!A1`, no `A1:INDEX(…)`: not computed, or wrong.
- A text that reads to its end: `SUM(1,2` and `A1 B1` are computed as far as they could be read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from types import ModuleType
from typing import TYPE_CHECKING, Final

from xlsync.recalc.language import Language
from xlsync.recalc.references import Area
from xlsync.workbook.values import Address, ErrorValue, Value

if TYPE_CHECKING:
    import ironcalc

MOST_PANICS = 20
_FUNCTION = re.compile(r"[A-Z][A-Z0-9.]*")
_OWN_ERRORS: Final[Mapping[str, str]] = {
    "#N/IMPL!": "unsupported",
    "#ERROR!": "unreadable",
    "#CIRC!": "circular",
}
_VALUE = ErrorValue("#VALUE!")
_NUM = ErrorValue("#NUM!")


@dataclass(frozen=True, slots=True)
class Uncomputed:
    """In place of a value: the engine could not compute the cell.

    Attributes:
        reason: "unsupported" (a function, or an argument that it does not take), "unreadable" (syntax, or the
            number of arguments), "circular", or "panic" (the engine broke on that formula).
    """

    reason: str


@dataclass(frozen=True, slots=True)
class _Formula:
    area: Area
    text: str
    spills: bool


class Calculator:
    """Sheets of values and plain formulas, computed together as often as asked.

    Put formulas precedents first where that is known: when one of them breaks the engine, that order tells
    which.

    Attributes:
        language: Language whose decimal sign, dates and names of months texts are read and written in.

    Examples:
        >>> calculator = Calculator(["L'été"])
        >>> price, double = Address("L'été", 1, 1), Address("L'été", 1, 2)
        >>> calculator.put(price, 21.0)
        >>> calculator.formula(double, f"{calculator.safe(price.sheet)}!$A$1*2")
        >>> calculator.evaluate()
        >>> calculator.value(double)
        42.0
    """

    def __init__(self, sheets: Sequence[str], *, language: Language = "en") -> None:
        """Empty sheets.

        Args:
            sheets: Their names, in order, as the addresses will give them.
            language: "en" or "fr".
        """
        self.language = language
        self._indexes = {name: index for index, name in enumerate(sheets)}
        self._model = _model(len(sheets))
        self._reading: Language = "en"
        self._formulas: dict[Address, _Formula] = {}
        self._broken: set[Address] = set()
        self._owners: dict[Address, Address] = {}

    def safe(self, sheet: str) -> str:
        """Name of a sheet in the texts of formulas: no quotes, no accents.

        Raises:
            KeyError: There is no such sheet.
        """
        return _safe(self._indexes[sheet])

    def put(self, cell: Address, value: Value) -> None:
        """Sets the value of a cell, in place of what it held; None leaves it blank."""
        self._forget(cell)
        self._write(cell, value)

    def formula(self, cell: Address, text: str) -> None:
        """Sets the formula of a cell; an array spills, or gives #SPILL! where cells are in its way."""
        self._set(cell, _Formula(Area(cell.sheet, *cell[1:], *cell[1:]), text, spills=True))

    def array(self, area: Area, text: str) -> None:
        """Sets one formula for an area, as array formulas are: a row, a column or one value repeats.

        What the array is too small for is #N/A; what it has too many of is left out.
        """
        if not area.is_cell:
            height, width = area.bottom - area.top + 1, area.right - area.left + 1
            text = f"IF(SEQUENCE({height},{width}),{text})"
        self._set(area.first, _Formula(area, text, spills=False))

    def evaluate(self) -> None:
        """Computes every formula; those on which the engine breaks are uncomputed, the others computed."""
        for cell in self._broken:  # what they read may have changed
            self._install(cell)
        self._broken.clear()
        while not self._computes():
            self._broken.add(self._breaking())
            if len(self._broken) > MOST_PANICS:
                self._broken.update(self._formulas)
            for cell in self._broken:
                self._clear(cell)
                self._write(cell, _VALUE)

    def value(self, cell: Address) -> Value | Uncomputed:
        """Value of a cell, as last computed; of a cell that a spill or an array fills, its part."""
        owner = self._owners.get(cell, cell)
        if owner in self._broken:
            return Uncomputed("panic")
        place = (self._indexes[cell.sheet], cell.row, cell.column)
        value: Value = self._model.get_cell_value(*place)
        if isinstance(value, str):
            if value.startswith("#") and self._model.get_cell_type(*place) == _engine().CellType.ErrorValue:
                return Uncomputed(_OWN_ERRORS[value]) if value in _OWN_ERRORS else ErrorValue(value)
        elif isinstance(value, float):
            return value + 0.0  # no cell shows -0
        return value

    def filled(self, cell: Address) -> Area:
        """The cells that the formula of a cell fills, which stands alone on its sheet."""
        index = self._indexes[cell.sheet]
        if cell in self._broken:
            return Area(cell.sheet, cell.row, cell.column, cell.row, cell.column)
        _, bottom, _, right = self._model.get_sheet_dimensions(index)
        while bottom > cell.row and self._model.is_empty_cell(index, bottom, cell.column):
            bottom -= 1
        while right > cell.column and self._model.is_empty_cell(index, cell.row, right):
            right -= 1
        return Area(cell.sheet, cell.row, cell.column, max(bottom, cell.row), max(right, cell.column))

    def _set(self, cell: Address, formula: _Formula) -> None:
        self._forget(cell)
        self._formulas[cell] = formula
        self._owners.update(dict.fromkeys(formula.area.cells(), cell))
        self._install(cell)

    def _forget(self, cell: Address) -> None:
        if cell not in self._formulas:
            return
        self._clear(cell)
        for one in self._formulas.pop(cell).area.cells():
            del self._owners[one]
        self._broken.discard(cell)

    def _clear(self, cell: Address) -> None:
        """Takes a formula out of the engine, with all that it fills: what is only replaced leaves a spill."""
        area = self._formulas[cell].area
        place = (self._indexes[area.sheet], area.top, area.left)
        if area.is_cell:
            self._model.clear_cell_contents(*place)
        else:
            self._model.range_clear_contents(*place, area.bottom, area.right)

    def _install(self, cell: Address) -> None:
        """The formula of a cell, from our side to the engine's."""
        formula, index = self._formulas[cell], self._indexes[cell.sheet]
        area = formula.area
        self._read("en")
        try:
            if formula.spills:
                self._model.update_cell_with_formula(index, area.top, area.left, f"={formula.text}")
            else:
                width, height = area.right - area.left + 1, area.bottom - area.top + 1
                self._model.set_user_array_formula(
                    index, area.top, area.left, width, height, f"={formula.text}"
                )
        except _engine().WorkbookError:
            self._model.update_cell_with_formula(index, area.top, area.left, "=#ERROR!")

    def _write(self, cell: Address, value: Value) -> None:
        place = (self._indexes[cell.sheet], cell.row, cell.column)
        if value is None:
            self._model.clear_cell_contents(*place)
        elif isinstance(value, ErrorValue):
            self._model.update_cell_with_formula(*place, f"={value}")
        elif isinstance(value, str):
            self._model.update_cell_with_text(*place, value)
        elif isinstance(value, bool):
            self._model.update_cell_with_bool(*place, value)
        else:
            self._write_number(place, value)

    def _write_number(self, place: tuple[int, int, int], value: float) -> None:
        try:
            self._model.update_cell_with_number(*place, float(value))
        except (OverflowError, _engine().WorkbookError):  # infinite, or no number at all
            self._model.update_cell_with_formula(*place, f"={_NUM}")

    def _read(self, language: Language) -> bool:
        """Changes the language of what follows, which computes everything; False where that breaks."""
        if language == self._reading:
            return True
        self._reading = language
        return _survives(partial(self._model.set_locale, language))

    def _computes(self) -> bool:
        if self.language != self._reading:
            return self._read(self.language)
        return _survives(self._model.evaluate)

    def _breaking(self) -> Address:
        """The first formula, in the order in which they were set, with which the engine breaks."""
        cells = [cell for cell in self._formulas if cell not in self._broken]
        sound, broken, kept = 0, len(cells), len(cells)
        while broken - sound > 1:
            middle = (sound + broken) // 2
            for cell in cells[middle:kept]:
                self._clear(cell)
            for cell in cells[kept:middle]:
                self._install(cell)
            kept = middle
            sound, broken = (middle, broken) if self._computes() else (sound, middle)
        for cell in cells[kept:]:
            self._install(cell)
        return cells[sound]


def supports(function: str) -> bool:
    """Whether the engine knows a function by that name, in capitals and without prefix.

    Examples:
        >>> supports("SUMIFS"), supports("GROUPBY")
        (True, False)
    """
    return _FUNCTION.fullmatch(function) is not None and _known(function)


@lru_cache(maxsize=1024)
def _known(function: str) -> bool:
    model = _scratch()
    model.update_cell_with_formula(0, 1, 1, f"={function}()")
    return model.get_cell_formula(0, 1, 1) == f"={function}()"  # an unknown one comes back in small letters


@lru_cache(maxsize=1)
def _scratch() -> ironcalc.Model:
    return _model(1)


def _model(sheets: int) -> ironcalc.Model:
    model: ironcalc.Model = _engine().create("xlsync", "en", "UTC", "en")
    for index in range(1, sheets):
        model.add_sheet(_safe(index))
    return model


def _safe(index: int) -> str:
    return f"Sheet{index + 1}"


@lru_cache(maxsize=1)
def _engine() -> ModuleType:
    import ironcalc

    return ironcalc


def _survives(compute: Callable[[], None]) -> bool:
    """Whether the engine comes back from a computation; what it says on standard error is not shown."""
    with _silent():
        try:
            compute()
        except BaseException as error:
            if type(error).__name__ != "PanicException":
                raise
            return False
    return True


@contextmanager
def _silent() -> Iterator[None]:
    """Nothing reaches standard error, even what is no Python's."""
    kept = os.dup(2)
    sink = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(sink, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(sink)
