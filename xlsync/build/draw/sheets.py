"""Draws one annex sheet: title, groups of fields, tables, charts, page set-up."""

from __future__ import annotations

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from udfs.hosts.names import Host
from xlsync.annexbook.measures import RECORD_WIDTH, width_of
from xlsync.annexbook.places import Places, TablePlace
from xlsync.annexbook.render import render
from xlsync.annexbook.styles import FOOTER, PARTIES, Styles
from xlsync.annexes import Column, FieldGroup, Sheet
from xlsync.build.draw.cells import mark_conflicts, validate
from xlsync.build.draw.charts import HEIGHT, draw_chart
from xlsync.build.draw.tables import TableDrawer
from xlsync.workbook.values import column_letters

A4 = 9
FIELD_WIDTH = 56.0
"""Width of the values on a sheet that holds only fields."""
FREEZE_LIMIT = 9
"""A heading lower than this row is not frozen: it would take half of a small screen."""
WIDE_SCALE = 60
"""Scale in per cent of a table that goes on to the right over several pages."""
NOTE_ROW = 2
"""Row of the note of a sheet, from 0: under the parties; a blank row follows."""
CHART_ROWS = HEIGHT // 20 + 2


class SheetDrawer:
    """Draws one sheet of one workbook."""

    def __init__(
        self,
        book: xlsxwriter.Workbook,
        sheet: Worksheet,
        declared: Sheet,
        styles: Styles,
        places: Places,
        host: Host,
    ) -> None:
        self.book, self.sheet, self.declared = book, sheet, declared
        self.styles, self.places, self.host = styles, places, host

    def draw(self) -> None:
        """Everything on the sheet."""
        self.sheet.hide_gridlines(2)
        self._title()
        self._widths()
        chart_row = 3
        for item in self.declared.items:
            if item.fields:
                self._group(self.places.schema.group(item.fields))
            elif item.table:
                TableDrawer(self.sheet, self.styles, self.places, self._place(item.table), self.host).draw()
            elif item.chart:
                self.sheet.insert_chart(chart_row, 0, draw_chart(self.book, item.chart, self.places))
                chart_row += CHART_ROWS
        mark_conflicts(self.sheet, self.styles)
        self._page(chart_row)

    def _title(self) -> None:
        """Title and parties; wrapped where the first columns come back on every page."""
        wide = any(self._goes_right(place) for place in self._tables)
        title, parties = self.styles.heading_of_sheet(wide)
        self.sheet.set_row(0, 44 if wide else 24)
        if wide:
            self.sheet.set_row(1, 30)
        text = self.declared.title.fr
        (self.sheet.write_formula if text.startswith("=") else self.sheet.write_string)(0, 0, text, title)
        self.sheet.write_formula(1, 0, PARTIES, parties)
        if self.declared.note:
            self.sheet.write_string(NOTE_ROW, 0, self.declared.note.fr, self.styles.make(italic=True))

    def _place(self, table: str) -> TablePlace:
        return self.places.tables[table]

    @property
    def _tables(self) -> list[TablePlace]:
        return [self._place(item.table) for item in self.declared.items if item.table]

    # --- widths

    def _widths(self) -> None:
        for column, width in self._table_widths().items():
            self.sheet.set_column(column - 1, column - 1, width)

    def _table_widths(self) -> dict[int, float]:
        widths: dict[int, float] = {}
        if not self._tables:
            widths = dict.fromkeys(range(1, self.declared.label_columns + 1), 46.0)
            widths[self.declared.label_columns + 1] = FIELD_WIDTH
        elif any(item.fields for item in self.declared.items):
            widths[self.declared.label_columns + 1] = 16.0
        for place in self._tables:
            for column, width in _widths_of(place).items():
                widths[column] = max(width, widths.get(column, 0))
        return widths

    # --- single fields

    def _group(self, group: FieldGroup) -> None:
        top = self.places.groups[group.name]
        self.sheet.write(top - 1, 0, group.title.fr, self.styles.caption)
        last = self.declared.label_columns - 1
        for column in group.fields:
            place = self.places.fields[column.name]
            row = place.row - 1
            if last:
                self.sheet.merge_range(row, 0, row, last, column.label.fr, self.styles.label)
            else:
                self.sheet.write_string(row, 0, column.label.fr, self.styles.label)
            self._field(column, row, place.value_column - 1)
            self.sheet.write_string(row, place.value_column, column.source, self.styles.note)
        self._group_names(group, top)

    def _field(self, column: Column, row: int, at: int) -> None:
        style = self.styles.cell(column, align="left" if column.type in ("text", "choice") else "right")
        if column.formula:
            self.sheet.write_formula(
                row, at, "=" + render(column.formula, self.places, None, host=self.host), style
            )
        else:
            self.sheet.write_blank(row, at, None, style)
            validate(self.sheet, (row, at, row, at), column)
        self._name(column.name, row + 1, at + 1, row + 1, at + 1)

    def _group_names(self, group: FieldGroup, top: int) -> None:
        last, value = top + len(group.fields), self.declared.label_columns + 1
        self._name(f"{group.name}_libelles", top + 1, 1, last, 1)
        self._name(f"{group.name}_valeurs", top + 1, value, last, value)

    def _name(self, name: str, top: int, left: int, bottom: int, right: int) -> None:
        first, last = f"${column_letters(left)}${top}", f"${column_letters(right)}${bottom}"
        area = first if first == last else f"{first}:{last}"
        self.book.define_name(name, f"='{self.declared.name}'!{area}")

    # --- page

    def _page(self, chart_row: int) -> None:
        sheet = self.sheet
        sheet.set_paper(A4)
        if self.declared.landscape:
            sheet.set_landscape()
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        if any(self._goes_right(place) for place in self._tables):
            sheet.set_print_scale(WIDE_SCALE)
        else:
            sheet.fit_to_pages(1, 1 if any(item.chart for item in self.declared.items) else 0)
        sheet.set_footer(FOOTER)
        tables = self._tables
        if tables:
            self._freeze(tables[-1])
            sheet.repeat_rows(tables[-1].header - 1)
            if self._goes_right(tables[-1]):
                sheet.repeat_columns(0, tables[-1].first_record - 2)
        self._print_area(chart_row)

    @staticmethod
    def _goes_right(place: TablePlace) -> bool:
        """The table grows by a column a line of another table: too many to fit across a page."""
        return place.table.layout == "columns" and place.table.rows.source == "table"

    def _freeze(self, place: TablePlace) -> None:
        column = {"rows": 1, "columns": place.first_record - 1, "blocks": 1}[place.table.layout]
        if len(self._tables) == 1 and place.header <= FREEZE_LIMIT:
            self.sheet.freeze_panes(place.header, column)
        elif place.table.layout != "rows" or len(place.table.columns) > 8:
            self.sheet.freeze_panes(2, column)
        else:
            self.sheet.freeze_panes(2, 0)

    def _print_area(self, chart_row: int) -> None:
        if any(item.chart for item in self.declared.items):
            return
        fields = [self.places.fields[column.name] for item in self.declared.items if item.fields
                  for column in self.places.schema.group(item.fields).fields]  # fmt: skip
        right = max([*(place.right for place in self._tables), *(place.value_column + 1 for place in fields)])
        bottom = max([*(place.bottom for place in self._tables), *(place.row for place in fields)])
        self.sheet.print_area(0, 0, bottom - 1, right - 1)


def _widths_of(place: TablePlace) -> dict[int, float]:
    table = place.table
    if table.layout == "columns":
        widths = {place.left: width_of(table.columns[0])}
        widths |= {column: _record_width(place) for column in range(place.left + 1, place.right + 1)}
        return widths
    widths = {place.left + index: width_of(column) for index, column in enumerate(table.columns)}
    for block in range(place.blocks):
        assert table.blocks is not None
        for offset, column in enumerate(table.blocks.columns):
            widths[place.block_left(block) + offset] = width_of(column)
    return widths


def _record_width(place: TablePlace) -> float:
    """Wide enough for the longest choice that a record may hold."""
    texts = [choice for column in place.table.columns for choice in column.choices]
    return max([RECORD_WIDTH, *(len(text) + 2.0 for text in texts)])


def name_lines(book: xlsxwriter.Workbook, places: Places) -> None:
    """Names the rows of tables laid out by columns: `versements_montant`."""
    for table, place in places.tables.items():
        if place.table.layout == "columns":
            for column in place.table.columns:
                row, first, last = place.line_row(column.name), place.first_record, place.right
                area = f"${column_letters(first)}${row}:${column_letters(last)}${row}"
                book.define_name(f"{table}_{column.name}", f"='{place.sheet}'!{area}")
