"""What a schema says of the sheets of a workbook and of its charts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from udfs.errors import Text
from xlsync.annexes.sources import Name
from xlsync.annexes.words import CHARTS, COLOR, PRINTED, SERIES, WHOLE_COLUMN, Among

BARS = ("column", "stacked", "bar")
"""Charts whose lengths are compared: they start at zero unless they say otherwise."""

WholeColumn = Annotated[str, WHOLE_COLUMN]


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart.

    Attributes:
        name: Its name in the legend.
        values: The column that it shows.
        kind: How it is drawn.
        color: Its colour, "1F5C7A" when left out.
    """

    name: Text
    values: WholeColumn
    kind: Annotated[str, Among(SERIES)] = ""
    color: Annotated[str, COLOR] = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """One native chart.

    Attributes:
        title: Title over it.
        kind: What it is.
        categories: The column along the axis.
        series: What it shows.
        x_title: Title of the axis of the categories.
        y_title: Title of the axis of the values.
        y_format: Number format of the values, whole numbers when left out.
        y_minimum: Where the axis of the values starts: a number, or `auto` for what the spreadsheet chooses,
            as negative values want it; left out, 0 for bars and `auto` for lines.
    """

    title: Text
    kind: Annotated[str, Among(CHARTS)]
    categories: WholeColumn
    series: tuple[Series, ...]
    x_title: Text
    y_title: Text
    y_format: str = ""
    y_minimum: float | Literal["auto"] | None = None

    @property
    def starts_at(self) -> float | None:
        """Where the axis of the values starts, None for what the spreadsheet chooses."""
        if self.y_minimum is None:
            return 0 if self.kind in BARS else None
        return None if self.y_minimum == "auto" else self.y_minimum


@dataclass(frozen=True, slots=True)
class SheetItem:
    """What stands on a sheet, from top to bottom: one of these.

    Attributes:
        fields: A group of fields.
        table: A table.
        chart: A chart.
        printed: It stands among the annexes to sign, where its sheet does; a chart never does.
    """

    fields: str = ""
    table: str = ""
    chart: Chart | None = None
    printed: bool = True


@dataclass(frozen=True, slots=True)
class PrintItem:
    """What stands in an annex to sign, from top to bottom: one of `fields`, `lines`, `table`, `text`.

    Attributes:
        fields: A group of fields, of any sheet.
        lines: Single fields of any group, in order.
        table: A table, of any sheet.
        text: A sentence, with single fields in braces: "Client : {membre}".
        rows: Keys of the fixed records of the table that stand here, in order; left out, all of them.
        running: Records stand as sentences.
        title: Caption; that of the group or of the table when left out.
        filled: It is left out where none of its cells holds anything.
    """

    fields: str = ""
    lines: tuple[Name, ...] = ()
    table: str = ""
    text: Text | None = None
    rows: tuple[str, ...] = ()
    running: bool = False
    title: Text | None = None
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the annex workbook; a table that may grow is its last item.

    Attributes:
        name: Name of the sheet.
        title: Title at its top; a formula where it begins with "=".
        items: What stands on it, from top to bottom.
        landscape: Printed in landscape.
        label_columns: Columns that the labels of single fields are spread over.
        note: Remark under the title.
        last: Stands after all the sheets that are not.
        printed: Whether it is one of the annexes to sign. They are printed in the order of their numbers,
            those of an article before the annexes.
        print_items: What is printed, where the document has another order than the sheet: all that is
            printed of its items, here or on another sheet, and each once.
    """

    name: str
    title: Text
    items: tuple[SheetItem, ...]
    landscape: bool = False
    label_columns: int = 1
    note: Text | None = None
    last: bool = False
    printed: Annotated[str, Among(PRINTED)] = ""
    print_items: tuple[PrintItem, ...] = field(default=(), metadata={"word": "print"})

    @property
    def printed_items(self) -> tuple[PrintItem, ...]:
        """What is printed, from top to bottom: `print` where it says it, else the items of the sheet."""
        return self.print_items or tuple(
            PrintItem(fields=item.fields, table=item.table)
            for item in self.items
            if item.printed and not item.chart
        )
