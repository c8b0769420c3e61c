"""Runs under LibreOffice's Python: does in a real LibreOffice what a test asks, a line of JSON at a time."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

FORMULAS = 16
CONTENTS = 1 | 2 | 4 | 16
"""Numbers, dates, texts and formulas of a cell, and not its look."""
NAMES = ("Name", "Description", "Arguments")


class Driver:
    """The functions that a test calls by name; the document is the last one opened."""

    def __init__(self, pipe: str) -> None:
        import uno

        self._uno = uno
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        self._context = _patiently(
            lambda: resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        )
        self._desktop = self._made("com.sun.star.frame.Desktop")
        self._document: Any = None

    def new(self, hidden: bool = True) -> None:
        """A blank workbook."""
        self.open("private:factory/scalc", hidden)

    def open(self, url: str, hidden: bool = True, salvaged: str = "") -> bool:
        """A workbook, that of another address brought back after a crash; whether it counts as modified."""
        asked = [self._property("Hidden", hidden)]
        if salvaged:
            asked.append(self._property("SalvagedFile", salvaged))
        self._document = self._desktop.loadComponentFromURL(url, "_blank", 0, tuple(asked))
        return bool(self._document.isModified())

    def write(self, place: str, rows: list[list[Any]]) -> None:
        """Values from a cell of the first sheet on; None is a blank."""
        first = self._range(place).RangeAddress
        for down, row in enumerate(rows):
            for along, value in enumerate(row):
                cell = self._sheet().getCellByPosition(first.StartColumn + along, first.StartRow + down)
                if isinstance(value, str):
                    cell.String = value
                elif value is not None:
                    cell.Value = value

    def formula(self, formula: str, place: str = "J1", local: bool = False) -> list[Any]:
        """A formula in a cell: number of its error, value, text, formula as Calc keeps it."""
        cell = self._range(place)
        if local:
            cell.FormulaLocal = formula
        else:
            cell.Formula = formula
        return [cell.getError(), cell.Value, cell.String, cell.Formula]

    def fill(self, place: str, formulas: list[list[str]]) -> None:
        """Formulas in a range."""
        self._range(place).setFormulaArray(tuple(map(tuple, formulas)))

    def array(self, place: str, formula: str) -> list[list[Any]]:
        """An array formula in a range: its cells, the text of an error for an error."""
        held = self._range(place)
        held.setArrayFormula(formula)
        return self.cells(place)

    def cells(self, place: str) -> list[list[Any]]:
        """What a range shows: numbers, texts."""
        held = self._range(place)
        return [
            [self._shown(held.getCellByPosition(at, down)) for at in range(held.Columns.Count)]
            for down in range(held.Rows.Count)
        ]

    def formulas(self) -> list[list[Any]]:
        """Sheet, column, row, formula, error, value, text of every cell with a formula."""
        found = []
        for sheet in map(self._document.Sheets.getByIndex, range(self._document.Sheets.Count)):
            for area in sheet.queryContentCells(FORMULAS).RangeAddresses:
                for row in range(area.StartRow, area.EndRow + 1):
                    for at in range(area.StartColumn, area.EndColumn + 1):
                        cell = sheet.getCellByPosition(at, row)
                        read = (cell.Formula, cell.getError(), cell.Value, cell.String)
                        found.append([sheet.Name, at + 1, row + 1, *read])
        return found

    def put(self, cells: list[list[Any]]) -> None:
        """Values in cells, each given by sheet, column, row and value; None empties the cell."""
        for sheet, at, row, value in cells:
            cell = self._document.Sheets.getByName(sheet).getCellByPosition(at - 1, row - 1)
            if value is None:
                cell.clearContents(CONTENTS)
            elif isinstance(value, str):
                cell.String = value
            else:
                cell.Value = value

    def found(self, areas: list[list[Any]]) -> list[list[list[Any]]]:
        """The rows of areas, each given by sheet and bounds; an error as a list of its number."""
        return [self._rows(*area) for area in areas]

    def _rows(self, sheet: str, left: int, top: int, right: int, bottom: int) -> list[list[Any]]:
        held = self._document.Sheets.getByName(sheet)
        held = held.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)
        rows = [list(row) for row in held.getDataArray()]
        for down, row in enumerate(rows):
            for along, value in enumerate(row):
                if value is None:
                    row[along] = [held.getCellByPosition(along, down).getError()]
        return rows

    def names(self) -> dict[str, str]:
        """The content of every defined name."""
        names = self._document.NamedRanges
        return {name: names.getByName(name).Content for name in names.ElementNames}

    def wizard(self, name: str) -> list[Any]:
        """What the function wizard says: description, then name and help of each argument."""
        descriptions = self._made("com.sun.star.sheet.FunctionDescriptions")
        for at in range(descriptions.Count):
            one = {part.Name: part.Value for part in descriptions.getByIndex(at)}
            if one["Name"] == name:
                return [one["Description"], [[part.Name, part.Description] for part in one["Arguments"]]]
        raise LookupError(name)

    def menu(self) -> list[list[str]]:
        """The entries of our menu in the language of LibreOffice: title and address."""
        provider = self._made("com.sun.star.configuration.ConfigurationProvider")
        path = self._property("nodepath", "/org.openoffice.Office.Addons/AddonUI/OfficeMenuBar")
        bars = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", (path,))
        ours = bars.getByName("fr.xlsync.conventions")
        entries = ours.getByName("Submenu")
        listed = [entries.getByName(name) for name in sorted(entries.ElementNames)]
        return [[ours.Title, ours.Context], *([one.Title, one.URL] for one in listed)]

    def dispatch(self, address: str) -> list[Any]:
        """State and result of an entry of the menu on the document."""
        helper = self._made("com.sun.star.frame.DispatchHelper")
        frame = self._document.CurrentController.Frame
        event = helper.executeDispatch(frame, address, "_self", 0, ())
        self._document = self._desktop.CurrentComponent or self._document
        return [event.State, event.Result]

    def select(self, sheet: str, place: str) -> None:
        """Puts the cursor on a cell."""
        cell = self._document.Sheets.getByName(sheet).getCellRangeByName(place)
        self._document.CurrentController.select(cell)

    def latest(self) -> list[Any]:
        """Takes the last workbook that is open; its address, sheet and cursor."""
        components = self._desktop.Components.createEnumeration()
        while components.hasMoreElements():
            component = components.nextElement()
            if hasattr(component, "Sheets") and component.URL:
                self._document = component
        address = self._document.CurrentSelection.RangeAddress
        sheet = self._document.CurrentController.ActiveSheet.Name
        return [self._document.URL, sheet, address.StartColumn, address.StartRow]

    def recalculate(self) -> None:
        """Every formula, as Ctrl+Shift+F9 does."""
        self._document.calculateAll()

    def modified(self) -> bool:
        """Whether the document counts as modified."""
        return bool(self._document.isModified())

    def automatic(self, on: bool) -> None:
        """Whether formulas follow the cells."""
        self._document.enableAutomaticCalculation(on)

    def timed(self, times: int, place: str, rows: list[list[list[float]]]) -> list[float]:
        """Seconds of full recalculations, new values written before each."""
        seconds = []
        for rank in range(times):
            self._range(place).setDataArray(tuple(map(tuple, rows[rank])))
            start = time.perf_counter()
            self._document.calculateAll()
            seconds.append(time.perf_counter() - start)
        return seconds

    def save(self, url: str = "", kind: str = "Calc MS Excel 2007 XML") -> None:
        """Stores the document where it is, or elsewhere."""
        if url:
            self._document.storeToURL(url, (self._property("FilterName", kind),))
        else:
            self._document.store()

    def close(self) -> None:
        """Closes the document."""
        self._document.close(True)

    def end(self) -> None:
        """Ends LibreOffice."""
        self._desktop.terminate()

    def _shown(self, cell: Any) -> Any:
        if cell.getError():
            return cell.String
        return cell.Value if cell.FormulaResultType2 == 1 else cell.String

    def _sheet(self) -> Any:
        return self._document.Sheets.getByIndex(0)

    def _range(self, place: str) -> Any:
        return self._sheet().getCellRangeByName(place)

    def _made(self, service: str) -> Any:
        return self._context.ServiceManager.createInstanceWithContext(service, self._context)

    def _property(self, name: str, value: Any) -> Any:
        made = self._uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        made.Name, made.Value = name, value
        return made


def _patiently(work: Any) -> Any:
    for _ in range(600):
        try:
            return work()
        except Exception:
            time.sleep(0.1)
    return work()


def main() -> None:
    """Answers until the input ends."""
    driver = Driver(sys.argv[1])
    for line in sys.stdin:
        verb, *arguments = json.loads(line)
        try:
            answer = {"value": getattr(driver, verb)(*arguments)}
        except Exception as error:
            answer = {"failed": f"{verb}: {type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
