"""An .ods returned by a partner, read as the workbook that it comes from; never written.

Values come from python-calamine. Formulas, merged cells, hidden rows, names, tables and properties come from
the XML of the document. The result is a `Workbook` in memory: whatever reads a workbook reads it.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from xlsync.annexbook.labels import find_by_labels, headings, totals_rows
from xlsync.annexbook.names import CONVENTION
from xlsync.annexbook.neutral import NeutralSheet, NeutralTable, neutral_workbook
from xlsync.annexes import Schema, kinds, schema
from xlsync.errors import EncryptedWorkbook, NotAWorkbook, UnsafeWorkbook, UnsupportedWorkbook
from xlsync.workbook import ErrorValue, Package, Range, Workbook
from xlsync.workbook.archive import unsafe
from xlsync.workbook.cells import MAX_CELLS, Cell
from xlsync.workbook.markup import decode_part
from xlsync.workbook.values import MAX_COLUMN, MAX_ROW, MAX_TEXT, Value, part_of_day, serial_or_text

MIME = b"application/vnd.oasis.opendocument.spreadsheet"

_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
_UNKNOWN_NAME = ("#NAME?", "#NOM ?")
"""The error of a function that the spreadsheet does not have, in its languages."""

_TABLE, _META, _OFFICE = (f"{{{_NAMESPACE.format(name)}}}" for name in ("table", "meta", "office"))
_CALCULATED = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_TOKEN = re.compile(r'"(?:[^"]|"")*"|\[[^\]]*\]|;')
_PART = re.compile(r"(?:(\$?(?:'(?:[^']|'')+'|[^.':]+))?)\.(\$?[A-Z]{1,3}\$?\d+)")
_DAY = dt.timedelta(days=1)

MAX_EXTENT = 20_000_000
"""Cells between the first one of a sheet and its last one."""


def read_ods(path: str | Path) -> Workbook:
    """An .ods as a workbook that can be read.

    Args:
        path: The file.

    Returns:
        Its cells, tables, names and custom properties. Tables are the database ranges of the document; one
        that lost its range is found by its printed labels.

    Raises:
        FileMissing: no such file.
        XlsyncError: the file is no .ods, encrypted, damaged, unsafe or unreadable.
    """
    package = Package.open(path)
    _check_kind(package, Path(path).name)
    try:
        return _read(package)
    except (ValueError, IndexError, etree.XMLSyntaxError, CalamineError) as error:
        raise _unreadable(error) from error


def _unreadable(error: BaseException) -> UnsupportedWorkbook:
    return UnsupportedWorkbook(
        f"le classeur .ods est illisible ({error}) : ouvrez-le et enregistrez-le",
        f"the .ods workbook cannot be read ({error}): open it and save it again",
    )


def _read(package: Package) -> Workbook:
    content = etree.fromstring(_part(package, "content.xml"))
    sheets = [
        _Drawn(element).sheet() for element in content.iterfind(f".//{_OFFICE}spreadsheet/{_TABLE}table")
    ]
    by_name = {sheet.name: sheet for sheet in sheets}
    if not sheets or len(by_name) < len(sheets):
        raise unsafe("sans feuille, ou deux de même nom", "without a sheet, or two of one name")
    with _panics_refused():
        _put_values(sheets, package.source)
    properties = _properties(package)
    names = dict(_names(content))
    declared = _schema(properties, names)
    for sheet, table in _ranges(content, by_name, declared):
        sheet.tables.append(table)
    if declared is not None:
        find_by_labels(declared, sheets)
    return neutral_workbook(sheets, names, properties)


@contextmanager
def _panics_refused() -> Iterator[None]:
    """A refusal where the library that reads values gives up: its panics are no `Exception`.

    Raises:
        UnsupportedWorkbook: it did.
    """
    try:
        yield
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":
            raise
        raise _unreadable(panic) from panic


def _check_kind(package: Package, name: str) -> None:
    if package.find("mimetype") is None or package.read("mimetype").strip() != MIME:
        raise NotAWorkbook(f"{name} n’est pas un classeur .ods", f"{name} is not an .ods workbook")
    manifest = package.find("META-INF/manifest.xml")
    if manifest and b"encryption-data" in package.read(manifest):
        raise EncryptedWorkbook(
            f"{name} est protégé par un mot de passe à l’ouverture : retirez-le, puis recommencez",
            f"{name} is encrypted with a password: remove it, then try again",
        )


def _part(package: Package, name: str) -> bytes:
    """A part of the document that is correct XML and declares no document type."""
    return decode_part(package.read(name), name).encode()


# --- what the XML says of a sheet


class _Drawn:
    """One sheet of the document, row by row."""

    def __init__(self, element: Any) -> None:
        self.element = element
        self.result = NeutralSheet(str(element.get(f"{_TABLE}name", "")))

    def sheet(self) -> NeutralSheet:
        """Formulas, merged cells and hidden rows; values come later."""
        row = 1
        for line in self.element.iter(f"{_TABLE}table-row"):
            repeated = min(int(line.get(f"{_TABLE}number-rows-repeated", 1)), MAX_ROW + 1)
            found = list(_cells_of(line))
            hidden = line.get(f"{_TABLE}visibility") in ("collapse", "filter")
            if found and row + repeated - 1 > MAX_ROW:
                raise _too_large()
            for one in range(row, row + repeated) if found else ():
                self._row(one, found, hidden)
            row += repeated
        self._check_extent()
        return self.result

    def _check_extent(self) -> None:
        """The library that reads values makes room for every cell up to the last one, blanks included."""
        rows = max((row for row, _ in self.result.cells), default=0)
        columns = max((column for _, column in self.result.cells), default=0)
        if columns > MAX_COLUMN or rows * columns > MAX_EXTENT:
            raise _too_large()

    def _row(self, row: int, found: list[tuple[int, int, Any]], hidden: bool) -> None:
        if hidden:
            self.result.hidden_rows.add(row)
        for column, repeated, element in found:
            for at in range(column, column + repeated):
                self.result.cells[row, at] = _drawn_cell(element)
            rows = int(element.get(f"{_TABLE}number-rows-spanned", 1))
            columns = int(element.get(f"{_TABLE}number-columns-spanned", 1))
            if rows > 1 or columns > 1:
                area = Range(row, column, row + rows - 1, column + columns - 1)
                self.result.merged.append(area)
        if len(self.result.cells) > MAX_CELLS:
            raise _too_large()


def _too_large() -> UnsafeWorkbook:
    return unsafe("une feuille plus grande que celles d’un tableur", "a sheet larger than any spreadsheet’s")


def _cells_of(line: Any) -> Iterator[tuple[int, int, Any]]:
    """Column, number of repetitions and element of each cell of a row that holds or covers something."""
    column = 1
    for element in line.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        repeated = min(int(element.get(f"{_TABLE}number-columns-repeated", 1)), MAX_COLUMN + 1)
        spans = f"{_TABLE}number-columns-spanned" in element.attrib
        if len(element) or f"{_OFFICE}value-type" in element.attrib or spans:
            if column + repeated - 1 > MAX_COLUMN:
                raise _too_large()
            yield column, repeated, element
        column += repeated


def _drawn_cell(element: Any) -> Cell:
    formula = element.get(f"{_TABLE}formula")
    text = excel_formula(formula) if formula else None
    error = _error(element) if element.get(_CALCULATED) == "error" else None
    return Cell(error, text, "e" if error else "n", 0, "normal" if text is not None else "")


def _error(element: Any) -> ErrorValue:
    """The error that a cell shows; that of an unknown name is written in the language of the program."""
    shown = "".join(element.itertext()).replace("\u00a0", " ")
    return ErrorValue("#NAME?" if shown in _UNKNOWN_NAME else "#N/A")


def excel_formula(formula: str) -> str:
    """A formula of OpenDocument as Excel writes it, without the equals sign.

    Examples:
        >>> print(excel_formula("of:=IF([.A1]>0;SUM([$'Annexe 3'.$B2:.$B9]);[.C1])"))
        IF(A1>0,SUM('Annexe 3'!$B2:$B9),C1)
    """
    text = formula.partition("=")[2] if ":=" in formula[:12] else formula.removeprefix("=")
    return _TOKEN.sub(lambda match: _token(match[0]), text)


def _token(token: str) -> str:
    if token == ";":
        return ","
    return excel_reference(token[1:-1]) if token[0] == "[" else token


def excel_reference(address: str) -> str:
    """A reference of OpenDocument as Excel writes it: `$Suivi.A1:.B2` is `Suivi!A1:B2`.

    Examples:
        >>> excel_reference("$'Annexe 3'.$A$1:.$B$2"), excel_reference(".A1"), excel_reference("#REF!")
        ("'Annexe 3'!$A$1:$B$2", 'A1', '#REF!')
    """
    parts = _PART.findall(address)
    if not parts:
        return address
    sheet = parts[0][0].lstrip("$")
    return (f"{sheet}!" if sheet else "") + ":".join(cell for _, cell in parts)


# --- values


def _put_values(sheets: Iterable[NeutralSheet], data: bytes) -> None:
    """Gives each cell its value; a sheet that a spreadsheet hides is marked."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    hidden = {one.name for one in book.sheets_metadata if one.visible != SheetVisibleEnum.Visible}
    for sheet in sheets:
        sheet.hidden = sheet.name in hidden
        _put(sheet, book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False))


def _put(sheet: NeutralSheet, rows: list[list[Any]]) -> None:
    for row, line in enumerate(rows, start=1):
        for column, given in enumerate(line, start=1):
            cell = sheet.cells.get((row, column))
            if cell is not None:
                sheet.cells[row, column] = cell._replace(value=_value(given, cell))


def _value(given: Any, cell: Cell) -> Value:
    """A value as a cell of Excel holds it: one beyond its limits is an error there too."""
    if cell.type == "e":
        return cell.value
    if given == "" or given is None:
        return "" if cell.formula is not None else None
    if isinstance(given, dt.date):
        return serial_or_text(given)
    if isinstance(given, dt.time):
        return part_of_day(given)
    if isinstance(given, dt.timedelta):
        return given / _DAY
    if isinstance(given, bool | str):
        return ErrorValue("#VALUE!") if isinstance(given, str) and len(given) > MAX_TEXT else given
    return float(given) if math.isfinite(given) else ErrorValue("#NUM!")


# --- properties, names, tables


def _properties(package: Package) -> dict[str, str]:
    if package.find("meta.xml") is None:
        return {}
    meta = etree.fromstring(_part(package, "meta.xml"))
    return {
        str(one.get(f"{_META}name")): one.text or ""
        for one in meta.iter(f"{_META}user-defined")
        if one.get(f"{_META}name")
    }


def _names(content: Any) -> Iterator[tuple[str, str]]:
    """Names of the whole document: those of one sheet stand inside it."""
    for group in content.iter(f"{_TABLE}named-expressions"):
        if group.getparent().tag == f"{_TABLE}table":
            continue
        for one in group:
            name = str(one.get(f"{_TABLE}name"))
            if one.tag == f"{_TABLE}named-range":
                yield name, excel_reference(one.get(f"{_TABLE}cell-range-address", ""))
            elif one.tag == f"{_TABLE}named-expression":
                yield name, excel_formula(one.get(f"{_TABLE}expression", ""))


def _schema(properties: dict[str, str], names: dict[str, str]) -> Schema | None:
    """Schema of the convention that the document says it belongs to."""
    stamped = properties.get(CONVENTION, "")
    kind = (stamped or names.get(CONVENTION, "").strip('"')).partition("/")[0]
    return schema(kind) if kind in kinds() else None


def _ranges(
    content: Any, sheets: dict[str, NeutralSheet], declared: Schema | None
) -> Iterator[tuple[NeutralSheet, NeutralTable]]:
    """The database ranges that have a name, as tables."""
    totals = {table.excel.casefold(): totals_rows(table) for table in declared.tables} if declared else {}
    for one in content.iter(f"{_TABLE}database-range"):
        name = str(one.get(f"{_TABLE}name", ""))
        reference = excel_reference(one.get(f"{_TABLE}target-range-address", ""))
        sheet, _, cells = reference.rpartition("!")
        home = sheets.get(sheet.strip("'").replace("''", "'"))
        if home is not None and name and not name.startswith("__") and " " not in name:
            ref = Range.parse(cells.replace("$", ""))
            yield home, NeutralTable(name, ref, headings(home, ref), totals.get(name.casefold(), 0))
