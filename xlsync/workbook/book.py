"""A workbook: its sheets, names, tables and properties, read through the relationships of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from xlsync.errors import MissingInWorkbook, NotAWorkbook, UnsupportedWorkbook
from xlsync.files import write_atomic
from xlsync.workbook.archive import unsafe
from xlsync.workbook.cells import BLANK, Cell, shared_strings
from xlsync.workbook.limits import beyond, limit
from xlsync.workbook.markup import (
    attribute,
    attributes_of,
    decode_part,
    elements,
    first_element,
    mask_of,
    plain_text,
    replace_spans,
    with_attribute,
)
from xlsync.workbook.package import Package
from xlsync.workbook.properties import PART as PROPERTIES_PART
from xlsync.workbook.properties import Property, read_properties, write_properties
from xlsync.workbook.relations import parts_of_type, read_relations, unlink
from xlsync.workbook.sheet import Sheet, not_cells
from xlsync.workbook.tables import Table, TableCell, filled_table, read_table
from xlsync.workbook.values import Value, column_letters, split_address

_BEFORE_CALCULATION = ("definedNames", "externalReferences", "functionGroups", "sheets")


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it.

    Attributes:
        name: Text on its tab.
        part: Its part.
        state: "visible", "hidden" or "veryHidden".
        kind: "worksheet", or "chartsheet" and others that have no cells.
    """

    name: str
    part: str
    state: str
    kind: str


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A name defined in the workbook.

    Attributes:
        name: The name; Excel's own begin with `_xlnm.`.
        text: What it stands for, without the equals sign.
        sheet: Sheet that it is local to, or None.
        hidden: Whether the name manager leaves it out.
    """

    name: str
    text: str
    sheet: str | None
    hidden: bool


class Workbook:
    """A workbook that is read whole and written by small changes.

    Args:
        package: Its parts.
        path: The file that they were read from.

    Attributes:
        package: Its parts.
        part: The part that lists the sheets.
        sheets: What it lists, in the order of the tabs.
        date1904: Whether its dates count from 1904.

    Examples:
        >>> book = Workbook.open("annexe.xlsx")                                       # doctest: +SKIP
        >>> book.sheet("Prêt").set_value("C12", 170000)                               # doctest: +SKIP
        >>> book.save("annexe.xlsx")                                                  # doctest: +SKIP
    """

    def __init__(self, package: Package, path: Path | None = None) -> None:
        self.package = package
        self.part, self._text = _main_part(package)
        self._relations = read_relations(package, self.part)
        properties = first_element(mask_of(self._text), "workbookPr")
        self.date1904 = properties is not None and properties.attributes.get("date1904") in ("1", "true")
        self.sheets = self._read_sheets()
        self._open: dict[str, Sheet] = {}
        self._headings: dict[str, tuple[int, dict[tuple[int, int], str]]] = {}
        self._empty_tables: dict[str, list[Table]] = {}
        self._begun_tables: set[str] = set()
        self._tables: tuple[int, dict[str, Table]] | None = None
        self._names: tuple[str, tuple[DefinedName, ...]] | None = None
        self._properties: tuple[int, dict[str, Property]] | None = None
        self._path = path
        self._on_disk = package.source

    @classmethod
    def open(cls, path: str | Path) -> Workbook:
        """A workbook from a file.

        Raises:
            FileMissing: No such file.
            XlsyncError: The file is no workbook, encrypted, damaged, unsafe or of a kind that is not read.
        """
        return cls(Package.open(path), Path(path))

    @classmethod
    def from_bytes(cls, data: bytes) -> Workbook:
        """A workbook from the bytes of a file.

        Raises:
            XlsyncError: As `open`.
        """
        return cls(Package.from_bytes(data))

    def _read_sheets(self) -> tuple[SheetEntry, ...]:
        mask = mask_of(self._text)
        by_id = {relation.id: relation for relation in self._relations}
        listed = first_element(mask, "sheets")
        entries: list[SheetEntry] = []
        if listed and mask.count("sheetId", listed.open_end, listed.close_start) > limit("SHEETS"):
            raise beyond("SHEETS", "trop de feuilles", "too many sheets")
        content = self._text[listed.start : listed.end].encode() if listed else b"<sheets/>"
        for about in attributes_of(content, self.part, "sheet"):
            relation = by_id.get(attribute(about, "id") or "")
            if relation is not None:
                state = about.get("state", "visible")
                entries.append(SheetEntry(about.get("name", ""), relation.target, state, relation.kind))
        if len({entry.part for entry in entries}) < len(entries):
            raise unsafe("deux feuilles sont un même composant", "two sheets are one part")
        return tuple(entries)

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name, case ignored as spreadsheets do.

        Raises:
            MissingInWorkbook: No such sheet.
            UnsupportedWorkbook: It has no cells, or its part is unreadable.
        """
        entry = next((entry for entry in self.sheets if entry.name.lower() == name.lower()), None)
        if entry is None:
            raise _missing("la feuille", "sheet", name)
        if entry.kind != "worksheet":
            raise not_cells(entry.name)
        if entry.name not in self._open:
            text = decode_part(self.package.read(entry.part), entry.part)
            headings, typed = partial(self._headings_of, entry), partial(self._begin_tables, entry)
            self._open[entry.name] = Sheet(
                entry.name, text, entry.part, self.strings, self.date1904, headings, typed
            )
        return self._open[entry.name]

    def worksheets(self) -> list[Sheet]:
        """Every sheet of cells, in the order of the tabs."""
        return [self.sheet(entry.name) for entry in self.sheets if entry.kind == "worksheet"]

    def cell(self, address: str) -> Cell:
        """The cell at `Sheet!A1`.

        Raises:
            MissingInWorkbook: No such sheet.
        """
        sheet, cell = split_address(address)
        return self.sheet(sheet).cell(cell)

    def strings(self) -> list[str]:
        """The shared strings, by index."""
        return self._strings

    @property
    def strings_part(self) -> str | None:
        """The part of the shared strings, where there is one."""
        return next((found.target for found in self._relations if found.kind == "sharedStrings"), None)

    @cached_property
    def _strings(self) -> list[str]:
        part = self.strings_part
        return shared_strings(decode_part(self.package.read(part), part)) if part else []

    @property
    def names(self) -> tuple[DefinedName, ...]:
        """Names defined in the workbook, in its order."""
        if self._names is None or self._names[0] is not self._text:
            self._names = (self._text, self._read_names())
        return self._names[1]

    def _read_names(self) -> tuple[DefinedName, ...]:
        mask, names = mask_of(self._text), []
        for found in elements(mask, "definedName"):
            about = found.attributes
            local = about.get("localSheetId")
            rank = int(local) if local and local.isdecimal() else len(self.sheets)
            sheet = self.sheets[rank].name if rank < len(self.sheets) else None
            text = plain_text(self._text[found.open_end : found.close_start])
            names.append(
                DefinedName(about.get("name", ""), text, sheet, about.get("hidden") in ("1", "true"))
            )
        return tuple(names)

    @property
    def tables(self) -> dict[str, Table]:
        """Tables by display name, sheet by sheet; read again only after a change of a part."""
        if self._tables is None or self._tables[0] != self.package.version:
            self._tables = (self.package.version, self._read_tables())
        return dict(self._tables[1])

    def _read_tables(self) -> dict[str, Table]:
        return {table.display_name: table for entry in self.sheets for table in self._tables_of(entry)}

    def _tables_of(self, entry: SheetEntry) -> Iterator[Table]:
        for relation in read_relations(self.package, entry.part):
            if relation.kind == "table" and self.package.find(relation.target):
                text = decode_part(self.package.read(relation.target), relation.target)
                table = read_table(text, relation.target, entry.name)
                if table is not None:
                    yield table

    def _headings_of(self, entry: SheetEntry) -> dict[tuple[int, int], str]:
        """Headings of the tables of a sheet by cell; read again only after a change of a part."""
        known = self._headings.get(entry.name)
        if known is None or known[0] != self.package.version:
            tables = list(self._tables_of(entry))
            self._empty_tables[entry.name] = [table for table in tables if table.is_empty]
            found = {
                (table.ref.first_row, table.ref.first_column + rank): column.name
                for table in tables
                if table.header_rows
                for rank, column in enumerate(table.columns)
            }
            known = self._headings[entry.name] = (self.package.version, found)
        return known[1]

    def _begin_tables(self, entry: SheetEntry, where: tuple[int, int]) -> None:
        """Keeps in mind the tables that said to be empty and are typed in."""
        self._headings_of(entry)
        self._begun_tables |= {one.part for one in self._empty_tables[entry.name] if one.data.holds(*where)}

    def find_table(self, name: str) -> Table:
        """The table of that name, case ignored.

        Raises:
            MissingInWorkbook: No such table.
        """
        for display_name, table in self.tables.items():
            if display_name.lower() == name.lower():
                return table
        raise _missing("le tableau", "table", name)

    def table(self, name: str) -> list[dict[str, TableCell]]:
        """Data rows of a table: cells by header, each with its value, its formula and its address.

        Raises:
            MissingInWorkbook: No such table.
        """
        return self.rows(self.find_table(name))

    def rows(self, table: Table) -> list[dict[str, TableCell]]:
        """Data rows of a table that `tables` gave, as `table` does."""
        data, cells = table.data, self.sheet(table.sheet).cells
        places = [
            (header.name, column, f"{table.sheet}!{column_letters(column)}")
            for column, header in enumerate(table.columns, data.first_column)
        ]
        get, new = cells.get, tuple.__new__
        return [
            {
                name: new(TableCell, (*get((row, column), BLANK)[:2], f"{address}{row}"))
                for name, column, address in places
            }
            for row in range(data.first_row, data.last_row + 1)
        ]

    def values(self, table: Table) -> list[dict[str, Value]]:
        """Data rows of a table that `tables` gave: values by header, None for a blank; faster than `rows`."""
        data, values = table.data, self.sheet(table.sheet).values
        columns = [(header.name, column) for column, header in enumerate(table.columns, data.first_column)]
        return [
            {name: values.get((row, column)) for name, column in columns}
            for row in range(data.first_row, data.last_row + 1)
        ]

    def charts(self) -> list[str]:
        """Parts that hold a chart."""
        return parts_of_type(self.package, "drawingml.chart+xml")

    @property
    def custom_properties(self) -> dict[str, Property]:
        """Custom document properties by name; none when the workbook has no such part."""
        if self._properties is None or self._properties[0] != self.package.version:
            part = self.package.find(PROPERTIES_PART)
            found = read_properties(decode_part(self.package.read(part), part)) if part else {}
            self._properties = (self.package.version, found)
        return dict(self._properties[1])

    def set_custom_properties(self, values: dict[str, Property | None]) -> None:
        """Sets custom properties, or removes those given as None; only `docProps/custom.xml` changes.

        Raises:
            MissingInWorkbook: The workbook has no such part.
        """
        text = decode_part(self.package.read(PROPERTIES_PART), PROPERTIES_PART)
        self.package.replace(PROPERTIES_PART, write_properties(text, values).encode())

    def set_sheet_data(self, name: str, rows: Sequence[Sequence[object]]) -> None:
        """Rewrites every cell of one sheet; all that surrounds its cells stays.

        Raises:
            MissingInWorkbook: No such sheet.
            UnwritableValue: No cell can hold a value.
        """
        self.sheet(name).set_data(rows)

    @property
    def full_calculation(self) -> bool:
        """Whether the workbook asks to be recalculated when it opens."""
        found = first_element(mask_of(self._text), "calcPr")
        return found is not None and found.attributes.get("fullCalcOnLoad") in ("1", "true")

    def set_full_calculation(self, wanted: bool) -> None:
        """Asks, or no longer asks, for a recalculation when the workbook opens."""
        if wanted == self.full_calculation:
            return
        text, mask = self._text, mask_of(self._text)
        found = first_element(mask, "calcPr")
        if found is not None:
            tag = with_attribute(
                text[found.start : found.open_end], "fullCalcOnLoad", "1" if wanted else None
            )
            self.replace_text(replace_spans(text, [(found.start, found.open_end, tag)]))
            return
        before = next(found for name in _BEFORE_CALCULATION if (found := first_element(mask, name)))
        tag = f'<{before.prefix}calcPr fullCalcOnLoad="1"/>'
        self.replace_text(replace_spans(text, [(before.end, before.end, tag)]))

    @contextmanager
    def unchanged_on_refusal(self) -> Iterator[None]:
        """A change of many parts that happens whole, or not at all when one of its steps is refused."""
        for sheet in self._open.values():
            self.package.replace(sheet.part, sheet.text.encode())
        state, text = self.package.snapshot(), self._text
        removed = {sheet.name: sheet.removed_formulas for sheet in self._open.values()}
        try:
            yield
        except BaseException:
            self.package.restore(state)
            self._text = text
            for sheet in self._open.values():
                sheet.text = decode_part(self.package.read(sheet.part), sheet.part)
                sheet.removed_formulas = removed.get(sheet.name, False)
            raise

    @property
    def text(self) -> str:
        """The part that lists sheets and names."""
        return self._text

    def replace_text(self, text: str) -> None:
        """Gives the part that lists sheets and names another text; the sheets must stay the same."""
        self._text = text
        self.package.replace(self.part, text.encode())

    def to_bytes(self) -> bytes:
        """The file as it stands now.

        Raises:
            UnsupportedWorkbook: A change cannot be made without losing something.
            UnwritableValue: No cell can hold a value.
        """
        for sheet in self._open.values():
            self.package.replace(sheet.part, sheet.text.encode())
        for part in sorted(self._begun_tables):
            self._fill_table(part)
        if any(sheet.removed_formulas for sheet in self._open.values()):
            self._drop_calculation_chain()
        return self.package.to_bytes()

    def _fill_table(self, part: str) -> None:
        """A table that says to be empty is not once something is typed in its row."""
        table = next((one for one in self.tables.values() if one.part == part), None)
        cells = self.sheet(table.sheet).cells if table else {}
        if table and any(cell.value is not None and table.data.holds(*at) for at, cell in cells.items()):
            text = decode_part(self.package.read(part), part)
            self.package.replace(part, filled_table(text).encode())

    def _drop_calculation_chain(self) -> None:
        """A chain that lists a cell without formula is a damaged file; without a chain, Excel makes one."""
        for relation in self._relations:
            if relation.kind == "calcChain" and self.package.find(relation.target):
                unlink(self.package, self.part, relation.target)

    def save(self, path: str | Path) -> None:
        """Writes the file, atomically; over its own source only if nobody changed it meanwhile.

        Raises:
            CannotWrite: Permission, disk full, open elsewhere, changed meanwhile.
            TruncatedWorkbook: A part is damaged, were it one that is only copied.
            XlsyncError: As `to_bytes`; nothing is written then.
        """
        data = self.to_bytes()
        self.package.check()
        own = self._path is not None and self._path.resolve() == Path(path).resolve()
        write_atomic(path, data, self._on_disk if own else None)
        self._path, self._on_disk = Path(path), data


def _main_part(package: Package) -> tuple[str, str]:
    """The part that lists the sheets, and its text."""
    if package.find("mimetype") or package.find("xl/workbook.bin"):
        raise UnsupportedWorkbook(
            "seuls .xlsx, .xlsm, .xltx et .xltm sont modifiés : enregistrez celui-ci en .xlsx",
            "only .xlsx, .xlsm, .xltx and .xltm are changed: save this one as .xlsx",
        )
    for relation in read_relations(package, ""):
        if relation.kind == "officeDocument" and package.find(relation.target):
            text = decode_part(package.read(relation.target), relation.target)
            if first_element(mask_of(text), "workbook"):
                return relation.target, text
    raise NotAWorkbook(
        "cette archive n’est pas un classeur .xlsx ou .xlsm, ni un modèle .xltx ou .xltm",
        "this archive is not an .xlsx or .xlsm workbook, nor an .xltx or .xltm template",
    )


def _missing(fr: str, en: str, name: str) -> MissingInWorkbook:
    return MissingInWorkbook(
        f"{fr} « {name} » n’est pas dans le classeur", f"{en} “{name}” is not in the workbook", name=name
    )
