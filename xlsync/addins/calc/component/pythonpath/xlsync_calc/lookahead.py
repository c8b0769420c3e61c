"""The calls that cells are about to make, read from the formulas, so that one request answers them all.

Calc asks for one cell at a time. When a recalculation asks for many, the formulas say which calls follow:
those whose arguments are literals, names, or references to cells without formula. Reading a cell that has a
formula could recalculate it in the middle of a recalculation, so a call that depends on one is left to its
cell. What is read too much or too little costs time, never a value.
"""

from __future__ import annotations

import re
import weakref
from functools import lru_cache

CONSTANTS, FORMULAS = 1 | 2 | 4, 16  # com.sun.star.sheet.CellFlags: VALUE, DATETIME, STRING; FORMULA
LARGEST = 2_000
"""Cells of a range beyond which its call is left to its cell."""

_CALL = re.compile(r"(?<![\w.\"'])([A-Z]+\.[A-Z_0-9]+)\(")
_WHOLE = re.compile(r"=([A-Z]+\.[A-Z_0-9]+)\(([^\"'()\[{]*)\)").fullmatch
_ARGUMENT = re.compile(
    r"""\s*(?:
      (?P<text>"(?:[^"]|"")*")
    | (?P<number>-?\d+(?:\.\d+)?(?:E[+-]?\d+)?)(?![\w:.])
    | (?:\$?(?P<sheet>'(?:[^']|'')+'|\w+)\.)?
      \$?(?P<column>[A-Z]{1,3})\$?(?P<row>\d+)
      (?::\$?(?P<column2>[A-Z]{1,3})\$?(?P<row2>\d+))?(?![\w.(])
    | (?P<name>[^\W\d]\w*)(?![\w.(\[!:])
    )?\s*(?P<end>[;)])""",
    re.VERBOSE,
)
_NESTING = re.compile(r"[\"'(\[{]")
_MISSING = object()
_BLANKS = (None,) * 255
"""The arguments left out at the end of a call, which Calc hands over too."""


def calls(documents, kinds):
    """The calls of every formula of some documents, as far as they can be foreseen, as they are read.

    Args:
        documents: Spreadsheet documents.
        kinds: Letters of the arguments of each function.

    Yields:
        (document, name, cells) in the order of the cells; the same call may come again.
    """
    lengths = {name: len(letters) for name, letters in kinds.items() if "v" not in letters}
    for document in documents:
        book = _Book(document)
        for sheet, formula in book.formulas():
            for name, cells in _calls(book, sheet, formula):
                missing = lengths.get(name, -1) - len(cells)
                if missing >= 0 and _MISSING not in cells:
                    yield document, name, (*cells, *_BLANKS[:missing])


def _calls(book, sheet, formula):
    """The calls of a formula; most formulas are one call of plain arguments."""
    whole = _WHOLE(formula)
    if whole is not None:
        return [(whole[1], sheet.arguments(whole[2]))]
    return [(call[1], _arguments(book, sheet, formula, call.end())) for call in _CALL.finditer(formula)]


def _arguments(book, sheet, formula, position):
    """The cells of the call whose arguments begin there."""
    inside = formula[position : formula.find(")", position)]
    if _NESTING.search(inside) is None:
        return sheet.arguments(inside)
    return _one_by_one(book, sheet, formula, position)


def _one_by_one(book, sheet, formula, position):
    """The same where texts or quoted names may hold separators; ends with what cannot be foreseen."""
    cells = []
    while True:
        argument = _ARGUMENT.match(formula, position)
        cells.append(_MISSING if argument is None else _cell(book, sheet, argument))
        if cells[-1] is _MISSING or argument["end"] == ")":
            return cells
        position = argument.end()


def _cell(book, sheet, argument):
    if argument["column"]:
        return book.read(sheet, argument)
    if argument["text"]:
        return argument["text"][1:-1].replace('""', '"')
    if argument["number"]:
        return float(argument["number"])
    return book.named(argument["name"]) if argument["name"] else None


class _Book:
    """The cells of a document that hold no formula."""

    def __init__(self, document):
        sheets = map(document.Sheets.getByIndex, range(document.Sheets.Count))
        self.sheets = {sheet.Name: _Sheet(self, sheet) for sheet in sheets}
        self._names = document.NamedRanges
        self._named = {}

    def formulas(self):
        """(sheet, formula) of every cell."""
        for sheet in self.sheets.values():
            for formula in sheet.formulas():
                yield sheet, formula

    def named(self, name):
        """The cell that a name stands for, where it is one reference."""
        if name not in self._named:
            self._named[name] = self._of_name(name)
        return self._named[name]

    def _of_name(self, name):
        if not self._names.hasByName(name):
            return _MISSING
        content = self._names.getByName(name).Content
        reference = _ARGUMENT.match(content + ")")
        if reference is None or reference.end() != len(content) + 1 or not reference["sheet"]:
            return _MISSING
        return self.read(None, reference) if content.count("$") >= 3 else _MISSING

    def read(self, sheet, reference):
        """A cell, or the rows of a range."""
        if reference["sheet"]:
            sheet = self.sheets.get(reference["sheet"].strip("'").replace("''", "'"))
        if sheet is None:
            return _MISSING
        left, top = _column(reference["column"]), int(reference["row"])
        if not reference["column2"]:
            return sheet.cell(left, top, 0.0)
        right, bottom = _column(reference["column2"]), int(reference["row2"])
        if not 0 < (right - left + 1) * (bottom - top + 1) <= LARGEST:
            return _MISSING
        rows = tuple(
            tuple(sheet.cell(at, row, "") for at in range(left, right + 1)) for row in range(top, bottom + 1)
        )
        return _MISSING if any(cell is _MISSING for row in rows for cell in row) else rows


class _Sheet(dict):
    """What the arguments of the formulas of a sheet stand for, by their text.

    The constants of the sheet are there by their address, from the first argument that is looked for.
    """

    def __init__(self, book, sheet):
        super().__init__()
        self._book, self._sheet = weakref.proxy(book), sheet  # freed here and now, with what LibreOffice lent
        self._computed = None

    def formulas(self):
        """Those of its cells."""
        for area in self._sheet.queryContentCells(FORMULAS).RangeAddresses:
            for row in self._held(area).getFormulaArray():
                yield from row

    def arguments(self, inside):
        """The cells of a call where none of its arguments is quoted nor in parentheses."""
        return [self[text] for text in inside.split(";")] if inside else []

    def cell(self, at, row, blank):
        """The constant of a place; `blank` for an empty cell, `_MISSING` for one with a formula."""
        self._load()
        value = self.get(_letters(at) + str(row), _MISSING)
        if value is not _MISSING:
            return value
        return _MISSING if any(_within(area, at, row - 1) for area in self._computed) else blank

    def __missing__(self, text):
        if self._computed is None:
            self._load()
            return self[text]
        found = _ARGUMENT.match(text + ")")
        if found is None or found.end() != len(text) + 1:
            return _MISSING
        cell = _cell(self._book, self, found)
        if cell is _MISSING or text != (found["column"] or "") + (found["row"] or ""):
            self[text] = cell  # an empty cell is not there: it is worth something else in a range
        return cell

    def _load(self):
        """Reads the constants, once."""
        if self._computed is not None:
            return
        self._computed = self._sheet.queryContentCells(FORMULAS).RangeAddresses
        for area in self._sheet.queryContentCells(CONSTANTS).RangeAddresses:
            for at, values in enumerate(zip(*self._held(area).getDataArray()), area.StartColumn):
                letters = _letters(at)
                for row, value in enumerate(values, area.StartRow + 1):
                    self[f"{letters}{row}"] = value

    def _held(self, area):
        return self._sheet.getCellRangeByPosition(
            area.StartColumn, area.StartRow, area.EndColumn, area.EndRow
        )


def _within(area, at, row):
    return area.StartColumn <= at <= area.EndColumn and area.StartRow <= row <= area.EndRow


@lru_cache(maxsize=None)
def _column(letters):
    rank = 0
    for letter in letters:
        rank = rank * 26 + ord(letter) - 64
    return rank - 1


@lru_cache(maxsize=None)
def _letters(rank):
    """The letters of a column.

    Examples:
        >>> [_letters(rank) for rank in (0, 25, 26, 701, 702)]
        ['A', 'Z', 'AA', 'ZZ', 'AAA']
    """
    before, last = divmod(rank, 26)
    return (_letters(before - 1) if before else "") + chr(65 + last)
