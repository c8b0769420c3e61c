"""One worksheet: its cells, and edits that are collected, then applied in one pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from xlsync.errors import FormulaCell, UnsupportedWorkbook, UnwritableValue
from xlsync.workbook.cells import BLANK, Cell, Cells, Strings, Values, read_cells, read_values, understood
from xlsync.workbook.edits import Edit, SetCached, SetFormula, SetMarkup, SetValue, render
from xlsync.workbook.markup import (
    Element,
    elements,
    first_element,
    has,
    mask_of,
    opening,
    replace_spans,
    with_attribute,
)
from xlsync.workbook.rows import Grid
from xlsync.workbook.values import (
    MAX_COLUMN,
    MAX_ROW,
    Range,
    cell_name,
    number_text,
    parse_cell,
    plain_value,
)

Where = str | tuple[int, int]
Headings = Callable[[], Mapping[tuple[int, int], str]]
"""Headings of the tables of a sheet, by cell, as the tables declare them."""
Typed = Callable[[tuple[int, int]], None]
"""Told each cell that is given a value or a formula."""


class Sheet:
    """A worksheet part.

    Attributes:
        name: Name on its tab.
        part: Name of its part.
        removed_formulas: Whether an edit took a formula away, so that the calculation chain no longer holds.

    Examples:
        >>> rows = '<row r="1"><c r="A1"><v>1</v></c></row>'
        >>> sheet = Sheet("Prêt", f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
        >>> sheet.set_value("A1", "=2+2")
        >>> sheet.cell("A1").value, sheet.cell("A1").formula
        ('=2+2', None)
    """

    def __init__(
        self,
        name: str,
        text: str,
        part: str = "",
        strings: Strings = list,
        date1904: bool = False,
        headings: Headings = dict,
        typed: Typed = lambda where: None,
    ) -> None:
        self.name, self.part, self.removed_formulas = name, part, False
        self._headings, self._typed = headings, typed
        self._strings, self._date1904 = strings, date1904
        self._edits: dict[tuple[int, int], Edit] = {}
        self._row_attributes: dict[int, str] = {}
        self._load(text)

    def _load(self, text: str, *, is_plain: bool = False) -> None:
        self._text, self._mask = text, text if is_plain else mask_of(text)
        prefix, start = opening(self._mask, "worksheet") or (None, 0)
        data = first_element(self._mask, "sheetData", start)
        if prefix is None or data is None or data.prefix != prefix:
            raise UnsupportedWorkbook(
                f"la feuille « {self.name} » n’est pas une feuille de cellules",
                f"sheet “{self.name}” is not a sheet of cells",
                sheet=self.name,
            )
        self._prefix, self._data = prefix, data
        self._grid: Grid | None = None
        self._cells: Cells | None = None
        self._values: Values | None = None
        self._areas: list[Range] | None = None

    @property
    def text(self) -> str:
        """The part's text, pending edits applied.

        Raises:
            UnsupportedWorkbook, UnwritableValue: An edit cannot be applied; all stay pending.
        """
        self._apply()
        return self._text

    @text.setter
    def text(self, text: str) -> None:
        self._edits, self._row_attributes = {}, {}
        self._load(text)

    def _apply(self) -> None:
        if self._edits:
            text = self._located().apply(self._edits, self._row_attributes)
            given = any(isinstance(edit, SetMarkup) for edit in self._edits.values())
            self._edits, self._row_attributes = {}, {}
            self._load(text, is_plain=self._mask is self._text and not given)

    @property
    def mask(self) -> str:
        """The mask of `text`."""
        self._apply()
        return self._mask

    @property
    def prefix(self) -> str:
        """Prefix of the part's elements, with the colon, or nothing."""
        return self._prefix

    @property
    def data(self) -> Element:
        """The `sheetData` element of `text`."""
        self._apply()
        return self._data

    @property
    def protected(self) -> bool:
        """Whether the sheet is protected against edits."""
        found = first_element(self._mask, "sheetProtection", self._data.end)
        return found is not None and found.attributes.get("sheet", "0") in ("1", "true")

    @property
    def is_unnumbered(self) -> bool:
        """Whether a row or a cell leaves its place to be counted."""
        span = (self.data.open_end, self._data.close_start)
        return any(
            "r" not in found.attributes for name in ("row", "c") for found in elements(self.mask, name, *span)
        )

    @property
    def cells(self) -> Cells:
        """Cells by (row, column), styled blanks included, pending edits applied.

        Raises:
            UnsupportedWorkbook: A cell is unreadable.
        """
        text = self.text
        if self._cells is None:
            span = (self._data.open_end, self._data.close_start)
            self._cells = read_cells(text, self._mask, self._prefix, span, self._strings, self._date1904)
        return self._cells

    @property
    def values(self) -> Values:
        """Values by (row, column) of the cells that hold one, pending edits applied; faster than `cells`.

        Raises:
            UnsupportedWorkbook: A cell is unreadable.
        """
        text = self.text
        if self._values is None:
            span = (self._data.open_end, self._data.close_start)
            self._values = read_values(text, self._mask, self._prefix, span, self._strings, self._date1904)
        return self._values

    def cell(self, where: Where) -> Cell:
        """The cell at `C12` or (12, 3); blank where the file has none."""
        return self.cells.get(_place(where), BLANK)

    def set_value(
        self, where: Where, value: object, *, style: int | None = None, over_formula: bool = False
    ) -> None:
        """Puts a constant in a cell, there or not yet; a text stays a text whatever it begins with.

        Args:
            where: `C12` or (row, column).
            value: Number, text, boolean, date (its serial), `ErrorValue`, or None for a blank.
            style: Index of a cell format; the cell keeps its own when left out.
            over_formula: Whether a formula there may go.

        Raises:
            FormulaCell: A formula is there.
            UnwritableValue: No cell can hold that value, or the cell is a heading of a table and the value
                another heading than that of its column.
            UnsupportedWorkbook: The sheet has the cell twice, or its cells out of order.
        """
        self._refuse_heading(_place(where), value)
        self._collect(_place(where), SetValue(plain_value(value, self._date1904), style), over_formula)
        if value is not None:
            self._typed(_place(where))

    def set_formula(
        self, where: Where, formula: str, cached: object = None, *, style: int | None = None
    ) -> None:
        """Puts a formula in a cell, in place of whatever it holds.

        Args:
            where: `C12` or (row, column).
            formula: Text, with or without the equals sign.
            cached: Its value, for readers that do not compute.
            style: Index of a cell format; the cell keeps its own when left out.

        Raises:
            UnwritableValue, UnsupportedWorkbook: As `set_value`.
        """
        value = plain_value(cached, self._date1904)
        self._refuse_heading(_place(where), None)
        self._collect(_place(where), SetFormula(formula.removeprefix("="), value, style), True)
        self._typed(_place(where))

    def set_formula_text(self, where: Where, formula: str) -> None:
        """Replaces the text of a formula, its value staying as last computed."""
        self._collect(_place(where), SetFormula(formula.removeprefix("="), keep_cached=True), True)

    def set_cached(self, where: Where, value: object) -> None:
        """Replaces the computed value of a cell; its formula stays as it is, None removes the value.

        A cell that an array formula fills may not be there yet: openpyxl writes the first one alone.

        Raises:
            FormulaCell: The cell holds no formula.
            UnwritableValue: No cell can hold that value.
            UnsupportedWorkbook: The sheet has the cell twice, or its cells out of order.
        """
        row, column = _place(where)
        place = self._located().cell(row, column)
        if place is None and self._area(row, column):
            if value is None:
                return
            self._located().check_room(row, column)
        elif place is None or not (self._located().old(place).formula or self._area(row, column)):
            name = cell_name(row, column)
            raise FormulaCell(
                f"{self.name}!{name} ne contient pas de formule",
                f"{self.name}!{name} holds no formula",
                cell=f"{self.name}!{name}",
            )
        self._edits[row, column] = self._checked(SetCached(plain_value(value, self._date1904)))

    def clear_cached(self) -> None:
        """Removes the computed value of every formula."""
        for where, cell in self.cells.items():
            if cell.kind:
                self.set_cached(where, None)

    def set_markup(self, where: Where, markup: str, row_attributes: str = "") -> None:
        """Puts a cell as given, for copies; nothing removes the cell.

        Args:
            where: `C12` or (row, column).
            markup: The element, or nothing.
            row_attributes: Attributes of its row if there is none yet, with a leading space.
        """
        row, column = _place(where)
        self._collect((row, column), SetMarkup(markup), True)
        self.describe_row(row, row_attributes)

    def describe_row(self, row: int, attributes: str) -> None:
        """Attributes of a row, with a leading space, should a pending edit create it."""
        if attributes:
            self._row_attributes.setdefault(row, attributes)

    def markup(self, where: Where, name: str) -> str:
        """A cell's element under another name, for copies; nothing where there is no cell."""
        row, column = _place(where)
        self._apply()
        place = self._located().cell(row, column)
        if place is None:
            return ""
        tag = with_attribute(self._text[place.start : place.open_end], "r", name)
        return tag + self._text[place.open_end : place.end]

    def row_attributes(self, row: int) -> str:
        """Attributes of a row but its number, as text with its leading space."""
        self._apply()
        place = self._located().row(row)
        if place is None:
            return ""
        tag = with_attribute(self._text[place.start : place.open_end], "r", None)
        return tag[len(self._prefix) + 4 :].rstrip("/>").rstrip()

    def set_row_heights(self, heights: Mapping[int, float]) -> None:
        """Gives rows a height in points, not pinned: a spreadsheet adjusts it when their texts change.

        Args:
            heights: Points by row; a row that the file does not hold is left out.
        """
        self._apply()
        spans = []
        for row, points in heights.items():
            place = self._located().row(row)
            if place is not None:
                tag = with_attribute(self._text[place.start : place.open_end], "ht", number_text(points))
                spans.append((place.start, place.open_end, tag))
        self.text = replace_spans(self._text, spans)

    def drop_empty_rows(self, first: int, last: int) -> None:
        """Removes the rows without cells between two numbers."""
        self._apply()
        spans = []
        for row in range(first, last + 1):
            place = self._located().row(row)
            if place is not None and not self._text[place.open_end : place.close_start].strip():
                spans.append((place.start, place.end, ""))
        self.text = replace_spans(self._text, spans)

    def set_data(self, rows: Sequence[Sequence[object]]) -> None:
        """Rewrites every cell, and the dimension; styles stay where they were, the last row’s going on below.

        Args:
            rows: Values, row by row from A1.

        Raises:
            UnwritableValue: No cell can hold a value.
        """
        styles = {where: cell.style for where, cell in self.cells.items()}
        lines = [self._data_row(number, values, styles) for number, values in enumerate(rows, 1)]
        p, data = self._prefix, self._data
        opening = self._text[data.start : data.open_end].removesuffix("/>").removesuffix(">").rstrip()
        self.removed_formulas |= any(cell.kind for cell in self.cells.values())
        content = f"{opening}>{''.join(lines)}</{p}sheetData>"
        self.text = self._text[: data.start] + content + self._text[data.end :]
        self.refresh_dimension()

    def refresh_dimension(self) -> None:
        """The dimension that the sheet declares, where it declares one, becomes that of its cells."""
        found = first_element(self.mask, "dimension", 0, self.data.start)
        if found is not None:
            rows, columns = zip(*self.cells or [(1, 1)], strict=True)
            extent = Range(min(rows), min(columns), max(rows), max(columns))
            tag = with_attribute(self._text[found.start : found.open_end], "ref", str(extent))
            self.text = replace_spans(self._text, [(found.start, found.open_end, tag)])

    def _data_row(self, row: int, values: Iterable[object], styles: dict[tuple[int, int], int]) -> str:
        cells = []
        for column, value in enumerate(values, 1):
            style = styles.get((row, column), styles.get((row - 1, column), 0) if row > 2 else 0)
            styles[row, column] = style
            if value is not None or style:
                edit = SetValue(plain_value(value, self._date1904), style or None)
                cells.append(render(edit, self._prefix, cell_name(row, column), None))
        return f'<{self._prefix}row r="{row}">{"".join(cells)}</{self._prefix}row>' if cells else ""

    def _located(self) -> Grid:
        if self._grid is None:
            self._grid = Grid(self._text, self._mask, self._data, self._prefix)
        return self._grid

    def _checked(self, edit: Edit) -> Edit:
        render(edit, self._prefix, "A1", None)
        return edit

    def _collect(self, where: tuple[int, int], edit: Edit, over_formula: bool) -> None:
        row, column = where
        place = self._located().cell(row, column)
        area = self._area(row, column)
        reworded = isinstance(edit, SetFormula) and edit.keep_cached
        if area is not None and not area.is_cell and not (reworded and area[:2] == where):
            raise self._part_of_array(row, column, area)
        if place is None:
            self._located().check_room(row, column)
        elif formula := self._located().old(place).formula:
            if not over_formula:
                name = f"{self.name}!{cell_name(row, column)}"
                raise FormulaCell(
                    f"{name} contient une formule : rétablissez-la ou dérogez",
                    f"{name} holds a formula: restore it or override it",
                    cell=name,
                )
            self._release_shared(where, formula)
            self.removed_formulas |= not isinstance(edit, SetFormula)
        self._edits[where] = self._checked(edit)

    def may_type(self, where: Where) -> bool:
        """Whether `set_value` takes any value there: no formula fills the cell, and it is no heading."""
        row, column = _place(where)
        place = self._located().cell(row, column)
        has_formula = place is not None and self._located().old(place).formula
        return not has_formula and self._area(row, column) is None and (row, column) not in self._headings()

    def _refuse_heading(self, where: tuple[int, int], value: object) -> None:
        heading = self._headings().get(where)
        if heading is None or value == heading:
            return
        name = f"{self.name}!{cell_name(*where)}"
        raise UnwritableValue(
            f"{name} est le titre « {heading} » d’une colonne de tableau : changez-le dans le tableur",
            f"{name} is the heading “{heading}” of a table’s column: change it in the spreadsheet",
            cell=name,
        )

    def _release_shared(self, where: tuple[int, int], formula: str) -> None:
        """Gives its own text to each formula that reads its text from this cell."""
        about = first_element(formula, "f")
        if about is None or about.attributes.get("t") != "shared" or about.open_end == about.close_start:
            return
        pending, self._edits = self._edits, {}
        followers = {
            place: SetFormula(cell.formula or "", keep_cached=True)
            for place, cell in self.cells.items()
            if cell.kind == "shared" and cell.group == about.attributes.get("si") and place != where
        }
        self._edits = {**followers, **pending}

    def _area(self, row: int, column: int) -> Range | None:
        """The array or data table that a cell is part of."""
        if self._areas is None:
            self._areas = []
            span = self._data.open_end, self._data.close_start
            if has(self._mask, "array", "y", *span) or has(self._mask, "dataTable", "b", *span):
                found = [
                    one.attributes["ref"]
                    for one in elements(self._mask, "f", *span)
                    if one.attributes.get("t") in ("array", "dataTable") and "ref" in one.attributes
                ]
                with understood():
                    self._areas = [Range.parse(ref) for ref in found]
        return next((area for area in self._areas if area.holds(row, column)), None)

    def _part_of_array(self, row: int, column: int, area: Range) -> FormulaCell:
        name = f"{self.name}!{cell_name(row, column)}"
        return FormulaCell(
            f"{name} fait partie de la formule matricielle {area} : modifiez-la dans le tableur",
            f"{name} is part of the array formula {area}: change it in the spreadsheet",
            cell=name,
        )


def not_cells(name: str) -> UnsupportedWorkbook:
    """The refusal of a sheet that holds a chart, a dialog or anything but cells."""
    return UnsupportedWorkbook(
        f"la feuille « {name} » n’est pas une feuille de cellules",
        f"sheet “{name}” is not a sheet of cells",
        sheet=name,
    )


def _place(where: Where) -> tuple[int, int]:
    try:
        row, column = parse_cell(where) if isinstance(where, str) else where
    except ValueError:
        row, column = 0, 0
    if not (1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN):
        raise UnwritableValue(
            f"« {where} » n’est pas une cellule d’une feuille",
            f"“{where}” is no cell of a sheet",
            cell=str(where),
        )
    return row, column
