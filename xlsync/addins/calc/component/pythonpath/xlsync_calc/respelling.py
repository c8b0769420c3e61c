"""Formulas of a workbook that another spreadsheet wrote, with our functions spelt as Calc spells them.

Formulas are entered again as texts: the tokens of Calc cannot carry a reference to a table. Those that call
none of our functions by a foreign name are not touched.
"""

from __future__ import annotations

import re

from xlsync_calc.names import canonical_among
from xlsync_calc.tokens import rewrite_calls

FORMULAS = 16  # com.sun.star.sheet.CellFlags.FORMULA


def respell(document, known):
    """Changes what must be.

    Args:
        document: A spreadsheet document.
        known: Names of the functions, `NAMESPACE.NAME`.

    Returns:
        Whether the workbook calls one of them.
    """
    respeller = _Respeller(known)
    automatic = document.isAutomaticCalculationEnabled()
    document.addActionLock()
    document.enableAutomaticCalculation(False)
    try:
        respeller.names(document.NamedRanges)
        for sheet in map(document.Sheets.getByIndex, range(document.Sheets.Count)):
            respeller.names(sheet.NamedRanges)
            respeller.sheet(sheet)
    finally:
        document.enableAutomaticCalculation(automatic)
        document.removeActionLock()
    return respeller.calls


def unmodified(document):
    """Nobody is asked to save what nobody changed; a chart whose figures moved counts as a change too."""
    document.setModified(False)
    if document.isModified():
        for sheet in map(document.Sheets.getByIndex, range(document.Sheets.Count)):
            for chart in map(sheet.Charts.getByIndex, range(sheet.Charts.Count)):
                chart.EmbeddedObject.setModified(False)


class _Respeller:
    def __init__(self, known):
        spaces = "|".join(sorted({name.partition(".")[0] for name in known}))
        self._known, self.calls = known, False
        self._looks_ours = re.compile(rf"(?:_|\b)(?:{spaces})[._]\w", re.IGNORECASE).search

    def names(self, names):
        for name in names.ElementNames:
            named = names.getByName(name)
            content = named.Content
            new = self._respelt(content)
            if new != content:
                named.setContent(new)

    def sheet(self, sheet):
        for area in sheet.queryContentCells(FORMULAS).RangeAddresses:
            held = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
            for down, formulas in enumerate(held.getFormulaArray()):
                for along, formula in enumerate(formulas):
                    new = self._respelt(formula)
                    if new != formula:
                        _enter(held.getCellByPosition(along, down), new)

    def _respelt(self, formula):
        if not self._looks_ours(formula):
            return formula
        self.calls = True
        return rewrite_calls(formula, lambda call: canonical_among(call, self._known))


def _enter(cell, formula):
    """Enters a formula again, an array whole: once its first cell is done the others read as changed."""
    if not formula.startswith("{"):
        cell.setFormula(formula)
        return
    cursor = cell.Spreadsheet.createCursorByRange(cell)
    cursor.collapseToCurrentArray()
    first = cursor.RangeAddress
    if (first.StartColumn, first.StartRow) != (cell.CellAddress.Column, cell.CellAddress.Row):
        return
    cursor.setArrayFormula(formula[1:-1])
