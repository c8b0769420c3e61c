"""Draws a table: caption, bands, headings, cells, totals, as a real Excel table with its names."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from udfs.hosts.names import Host
from xlsync.annexbook.measures import RECORD_WIDTH, height_of, lines_of, width_of
from xlsync.annexbook.places import Places, TablePlace
from xlsync.annexbook.render import heading, render, total_formula
from xlsync.annexbook.styles import Styles
from xlsync.annexes import Column
from xlsync.build.draw.cells import validate


class TableDrawer:
    """Draws one table of one workbook; nothing is written of the values, which `build` stamps."""

    def __init__(
        self, sheet: Worksheet, styles: Styles, places: Places, place: TablePlace, host: Host
    ) -> None:
        self.sheet, self.styles, self.places, self.place, self.host = sheet, styles, places, place, host
        self.table = place.table

    def draw(self) -> None:
        """The whole table."""
        self._caption()
        getattr(self, f"_draw_{self.table.layout}")()

    def _caption(self) -> None:
        above = 1 + (1 if self.table.bands else 0)
        if self.table.blocks:
            above += len(self.table.blocks.fiche) + 1
        self.sheet.write(
            self.place.header - above - 1, self.place.left - 1, self.table.title.fr, self.styles.caption
        )

    # --- a record a row

    def _draw_rows(self) -> None:
        place, table = self.place, self.table
        for band in table.bands:
            first, last = (place.column_of(name) - 1 for name in (band.first, band.last))
            self.sheet.merge_range(
                place.header - 2, first, place.header - 2, last, band.text.fr, self.styles.band
            )
        self._header_height([(heading(place, column.name), width_of(column)) for column in table.columns])
        columns = [self._row_column(index, column) for index, column in enumerate(table.columns)]
        self._excel_table(columns, place.has_totals_row)
        for column in table.columns:
            self._column_cells(column)
        if place.has_totals_row:
            self._totals_row()

    def _row_column(self, index: int, column: Column) -> dict[str, Any]:
        options: dict[str, Any] = {
            "header": heading(self.place, column.name), "header_format": self.styles.heading,
            "format": self.styles.cell(column),
        }  # fmt: skip
        if column.formula:
            options["formula"] = "=" + render(column.formula, self.places, self.place, host=self.host)
        if self.place.has_totals_row:
            if index == 0 and self.table.total_label:
                options["total_string"] = self.table.total_label.fr
            elif column.total:
                options["total_function"] = "sum"
        return options

    def _total(self, column: Column) -> str:
        return total_formula(self.place, column.name, self.places, self.host)

    def _column_cells(self, column: Column) -> None:
        place = self.place
        at = place.column_of(column.name) - 1
        style = self.styles.cell(column)
        if not column.formula:
            for row in range(place.first - 1, place.last):
                self.sheet.write_blank(row, at, None, style)
        if column.is_input:
            validate(self.sheet, (place.first - 1, at, place.last - 1, at), column)

    def _totals_row(self) -> None:
        row = self.place.bottom - 1
        for index, column in enumerate(self.table.columns):
            at = self.place.left - 1 + index
            style = self.styles.total(column)
            if column.total:
                self.sheet.write_formula(row, at, "=" + self._total(column), style)
            elif index == 0 and self.table.total_label:
                self.sheet.write_string(row, at, self.table.total_label.fr, self.styles.total())
            else:
                self.sheet.write_blank(row, at, None, style)

    # --- a record a column

    def _draw_columns(self) -> None:
        place, table = self.place, self.table
        key = table.columns[0]
        headers = [
            key.label.fr,
            *([table.total_label.fr if table.total_label else "Total"] if place.total_column else []),
        ]
        headers += [f"{index + 1}" for index in range(place.count)]
        self._header_height(
            [(headers[0], width_of(key)), *((header, RECORD_WIDTH) for header in headers[1:])]
        )
        self._excel_table([{"header": h, "header_format": self.styles.heading} for h in headers], False)
        for column in place.lines:
            self._line(column)

    def _line(self, column: Column) -> None:
        place, row = self.place, self.place.line_row(column.name) - 1
        label = "N°" if column is self.table.columns[0] else column.label.fr
        self.sheet.write_string(row, place.left - 1, label, self.styles.label)
        self.sheet.set_row(row, height_of(lines_of(label, width_of(self.table.columns[0]))))
        if place.total_column:
            self._line_total(column, row)
        for record in range(place.count):
            at, style = place.first_record - 1 + record, self.styles.cell(column)
            if column.formula:
                formula = render(column.formula, self.places, place, record, host=self.host)
                self.sheet.write_formula(row, at, "=" + formula, style)
            else:
                self.sheet.write_blank(row, at, None, style)
        if column.is_input:
            validate(self.sheet, (row, place.first_record - 1, row, place.right - 1), column)

    def _line_total(self, column: Column, row: int) -> None:
        at = self.place.total_column - 1
        if column.total:
            self.sheet.write_formula(row, at, "=" + self._total(column), self.styles.side_total(column))
        else:
            self.sheet.write_blank(row, at, None, self.styles.side_total(column))

    # --- blocks side by side

    def _draw_blocks(self) -> None:
        place, blocks = self.place, self.table.blocks
        assert blocks is not None
        headers = [heading(place, column.name) for column in self.table.columns]
        widths = [width_of(column) for column in self.table.columns]
        for block in range(place.blocks):
            headers += [heading(place, column.name, f"{block + 1}") for column in blocks.columns]
            widths += [width_of(column) for column in blocks.columns]
        self._header_height(list(zip(headers, widths, strict=True)))
        self._excel_table([{"header": h, "header_format": self.styles.heading} for h in headers], False)
        for record in range(place.count):
            for column in self.table.columns:
                self._block_cell(column, record, 0)
        for block in range(place.blocks):
            self._fiche(block)
            for record in range(place.count):
                for column in blocks.columns:
                    self._block_cell(column, record, block)

    def _block_cell(self, column: Column, record: int, block: int) -> None:
        row, at = self.place.cell(column.name, record, block)
        style = self.styles.cell(column)
        if column.formula:
            formula = render(column.formula, self.places, self.place, record, block, host=self.host)
            self.sheet.write_formula(row - 1, at - 1, "=" + formula, style)
        else:
            self.sheet.write_blank(row - 1, at - 1, None, style)

    def _fiche(self, block: int) -> None:
        place, blocks = self.place, self.table.blocks
        assert blocks is not None
        left = place.block_left(block) - 1
        title = place.fiche_top - 2
        self.sheet.merge_range(title, left, title, left + place.block_width - 1, "", self.styles.band)
        for line in blocks.fiche:
            row = place.fiche_row(line.name) - 1
            self.sheet.write_string(row, left, line.label.fr, self.styles.label)
            self.sheet.set_row(row, height_of(lines_of(line.label.fr, width_of(blocks.columns[0]))))
            style = self.styles.cell(line, align="right")
            if line.formula:
                formula = render(line.formula, self.places, place, 0, block, host=self.host)
                self.sheet.write_formula(row, left + 1, "=" + formula, style)
            else:
                self.sheet.write_blank(row, left + 1, None, style)

    # --- common to all layouts

    def _excel_table(self, columns: list[dict[str, Any]], totals: bool) -> None:
        place = self.place
        self.sheet.add_table(
            place.header - 1, place.left - 1, place.bottom - 1, place.right - 1,
            {
                "name": self.table.excel, "columns": columns, "style": None, "total_row": totals,
                "autofilter": self.table.layout == "rows",
            },
        )  # fmt: skip

    def _header_height(self, headings: list[tuple[str, float]]) -> None:
        lines = max(lines_of(text, width - 2) for text, width in headings)
        self.sheet.set_row(self.place.header - 1, height_of(max(2, lines)))
