"""The calls that cells are about to make, read from the formulas, so that one request answers them all.

Calc asks for one cell at a time. When a recalculation asks for many, the formulas say which calls follow:
those whose arguments are literals, names, or references to cells without formula. Reading a cell that has a
formula could recalculate it in the middle of a recalculation, so a call that depends on one is left to its
cell. What is read too much or too little costs time, never a value.
"""

from __future__ import annotations

import re
from functools import lru_cache

CONSTANTS, FORMULAS = 1 | 2 | 4, 16  # com.sun.star.sheet.CellFlags: VALUE, DATETIME, STRING; FORMULA
LARGEST = 2_000
"""Cells of a range beyond which its call is left to its cell."""

_CALL = re.compile(r"(?<![\w.\"'])([A-Z]+\.[A-Z_0-9]+)\(")
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
_SINGLE = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)").fullmatch
_NESTING = re.compile(r"[\"'(\[{]")
_MISSING, _UNSEEN = object(), object()


def calls(documents, kinds):
    """The calls of every formula of some documents, as far as they can be foreseen.

    Args:
        documents: Spreadsheet documents.
        kinds: Letters of the arguments of each function.

    Returns:
        (name, cells) in the order of the cells, without repetition.
    """
    found = {}
    lengths = {name: len(letters) for name, letters in kinds.items() if "v" not in letters}
    for document in documents:
        book = _Book(document)
        for sheet, formula in book.formulas():
            for call in _CALL.finditer(formula):
                name = call[1]
                if name in lengths:
                    cells = _arguments(book, sheet, formula, call.end())
                    if cells is not None and len(cells) <= lengths[name]:
                        found[name, (*cells, *(None,) * (lengths[name] - len(cells)))] = None
    return list(found)


def _arguments(book, sheet, formula, position):
    """The cells of the call whose arguments begin there; None when one cannot be foreseen."""
    inside = formula[position : formula.find(")", position)]
    if _NESTING.search(inside) is None:
        cells = [book.argument(sheet, text) for text in inside.split(";")]
    else:
        cells = _one_by_one(book, sheet, formula, position)
    if _MISSING in cells:
        return None
    return [] if cells == [None] else cells


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
        self._sheets = {
            sheet.Name: sheet for sheet in map(document.Sheets.getByIndex, range(document.Sheets.Count))
        }
        self._names = document.NamedRanges
        self._constants = {}
        self._computed = {}
        self._named = {}
        self._seen = {}

    def formulas(self):
        """(sheet, formula) of every cell."""
        for name, sheet in self._sheets.items():
            for area in sheet.queryContentCells(FORMULAS).RangeAddresses:
                for row in _held(sheet, area).getFormulaArray():
                    for formula in row:
                        yield name, formula

    def argument(self, sheet, text):
        """What an argument without quotes nor parentheses stands for."""
        single = _SINGLE(text)
        if single is not None:
            self._load(sheet)
            return self._one(sheet, _column(single[1]), int(single[2]) - 1, 0.0)
        cell = self._seen.get((sheet, text), _UNSEEN)
        if cell is _UNSEEN:
            found = _ARGUMENT.match(text + ")")
            whole = found is not None and found.end() == len(text) + 1
            cell = self._seen[sheet, text] = _cell(self, sheet, found) if whole else _MISSING
        return cell

    def named(self, name):
        """The cell that a name stands for, where it is one reference."""
        if name not in self._named:
            self._named[name] = self._of_name(name)
        return self._named[name]

    def read(self, sheet, reference):
        """A cell, or the rows of a range."""
        if reference["sheet"]:
            sheet = reference["sheet"].strip("'").replace("''", "'")
        if sheet not in self._sheets:
            return _MISSING
        self._load(sheet)
        left, top = _column(reference["column"]), int(reference["row"]) - 1
        if not reference["column2"]:
            return self._one(sheet, left, top, 0.0)
        right, bottom = _column(reference["column2"]), int(reference["row2"]) - 1
        if not 0 < (right - left + 1) * (bottom - top + 1) <= LARGEST:
            return _MISSING
        rows = tuple(
            tuple(self._one(sheet, at, row, "") for at in range(left, right + 1))
            for row in range(top, bottom + 1)
        )
        return _MISSING if any(cell is _MISSING for row in rows for cell in row) else rows

    def _one(self, sheet, at, row, blank):
        value = self._constants[sheet].get((at, row), _MISSING)
        if value is not _MISSING:
            return value
        return _MISSING if any(_within(area, at, row) for area in self._computed[sheet]) else blank

    def _load(self, name):
        """Reads the constants of a sheet, once."""
        if name in self._constants:
            return
        sheet = self._sheets[name]
        constants = self._constants[name] = {}
        for area in sheet.queryContentCells(CONSTANTS).RangeAddresses:
            for down, row in enumerate(_held(sheet, area).getDataArray(), area.StartRow):
                for at, value in enumerate(row, area.StartColumn):
                    constants[at, down] = value
        self._computed[name] = sheet.queryContentCells(FORMULAS).RangeAddresses

    def _of_name(self, name):
        if not self._names.hasByName(name):
            return _MISSING
        content = self._names.getByName(name).Content
        reference = _ARGUMENT.match(content + ")")
        if reference is None or reference.end() != len(content) + 1 or not reference["sheet"]:
            return _MISSING
        return self.read("", reference) if content.count("$") >= 3 else _MISSING


def _held(sheet, area):
    return sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)


def _within(area, at, row):
    return area.StartColumn <= at <= area.EndColumn and area.StartRow <= row <= area.EndRow


@lru_cache(maxsize=None)
def _column(letters):
    rank = 0
    for letter in letters:
        rank = rank * 26 + ord(letter) - 64
    return rank - 1
