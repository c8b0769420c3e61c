"""Native charts, from the declarations of a schema."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.chart import Chart as XlsxChart

from xlsync.annexbook.places import Places, TablePlace
from xlsync.annexbook.styles import FONT, INK, NOTE_INK, RULE
from xlsync.annexes import Chart, Column, Series
from xlsync.workbook.values import column_letters

WIDTH, HEIGHT = 980, 420
LINES = ("line", "line2", "dash")
BASE = {
    "column": ("column", ""),
    "stacked": ("column", "stacked"),
    "bar": ("bar", ""),
    "scatter": ("scatter", "straight"),
}


def draw_chart(book: xlsxwriter.Workbook, chart: Chart, places: Places) -> XlsxChart:
    """One chart, ready to be placed on a sheet."""
    kind, subtype = BASE[chart.kind]
    options = {"type": kind, **({"subtype": subtype} if subtype else {})}
    bars = book.add_chart(options)
    lines = None
    for series in chart.series:
        if chart.kind != "scatter" and series.kind in LINES:
            lines = lines or book.add_chart({"type": "line"})
            lines.add_series(_series(chart, series, places))
        else:
            bars.add_series(_series(chart, series, places))
    _axes(bars, chart, _categories(chart, places))
    if lines is not None:
        if any(series.kind == "line2" for series in chart.series):
            lines.set_y2_axis(
                {
                    **_axis(_second_title(chart)),
                    "num_format": _numbers(chart),
                    "major_gridlines": {"visible": False},
                }
            )
        bars.combine(lines)
    bars.set_title(
        {
            "name": chart.title.fr,
            "name_font": {"name": FONT, "size": 13, "bold": True, "color": INK},
            "overlay": False,
        }
    )
    bars.set_legend(
        {"position": "bottom", "font": {"name": FONT, "size": 9, "color": INK}}
        if len(chart.series) > 1
        else {"none": True}
    )
    bars.set_size({"width": WIDTH, "height": HEIGHT})
    bars.set_chartarea({"border": {"color": RULE}})
    bars.show_blanks_as("gap")
    return bars


def _categories(chart: Chart, places: Places) -> Column:
    """The column along the axis of a chart."""
    table, name = chart.categories.removesuffix("]").split("[")
    return places.schema.table(table).column(name)


def _second_title(chart: Chart) -> str:
    return next(series.name.fr for series in chart.series if series.kind == "line2")


def _series(chart: Chart, series: Series, places: Places) -> dict[str, Any]:
    color = f"#{series.color or '1F5C7A'}"
    options: dict[str, Any] = {
        "name": series.name.fr,
        "categories": reference(places, chart.categories),
        "values": reference(places, series.values),
    }
    if chart.kind == "scatter" or series.kind in LINES:
        options["line"] = {
            "color": color,
            "width": 2.25,
            **({"dash_type": "dash"} if series.kind == "dash" else {}),
        }
        options["marker"] = {"type": "none"}
        if series.kind == "line2":
            options["y2_axis"] = True
        return options
    options |= {"fill": {"color": color}, "border": {"none": True}, "gap": 120}
    if chart.kind == "bar":
        options["data_labels"] = {
            "value": True,
            "num_format": _numbers(chart),
            "font": {"name": FONT, "size": 9},
        }
    return options


def _axes(drawn: XlsxChart, chart: Chart, along: Column) -> None:
    numbers = {
        "num_format": _numbers(chart),
        **({} if chart.starts_at is None else {"min": chart.starts_at}),
        "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.5}},
    }
    if chart.kind == "bar":
        drawn.set_x_axis({**_axis(chart.y_title.fr), **numbers, "label_position": "high"})
        drawn.set_y_axis({**_axis(chart.x_title.fr), "reverse": True, "major_gridlines": {"visible": False}})
        return
    categories = _axis(chart.x_title.fr)
    if along.type == "date":
        categories |= {"num_format": "[$-40C]dd/mm/yyyy", "text_axis": True}
    elif along.type == "year":
        categories |= {"num_format": "0"}
    elif chart.kind == "scatter":
        categories |= {"num_format": "[$-40C]#,##0", "min": 0}
    drawn.set_x_axis({**categories, "label_position": "low"})
    drawn.set_y_axis({**_axis(chart.y_title.fr), **numbers})


def _axis(title: str) -> dict[str, Any]:
    font = {"name": FONT, "size": 9, "color": NOTE_INK}
    return {"name": title, "name_font": {**font, "bold": False}, "num_font": font, "line": {"color": RULE}}


def _numbers(chart: Chart) -> str:
    return chart.y_format or "[$-40C]#,##0"


def reference(places: Places, column: str) -> str:
    """Range of `table[column]`, as charts write it: `='Annexe 2'!$B$5:$G$5`."""
    table, name = column.removesuffix("]").split("[")
    place = places.tables[table]
    first, last = _ends(place, name)
    sheet = place.sheet.replace("'", "''")
    return f"='{sheet}'!{first}:{last}"


def _ends(place: TablePlace, name: str) -> tuple[str, str]:
    if place.table.layout == "columns":
        row = place.line_row(name)
        return f"${column_letters(place.first_record)}${row}", f"${column_letters(place.right)}${row}"
    letter = column_letters(place.column_of(name))
    return f"${letter}${place.first}", f"${letter}${place.last}"
