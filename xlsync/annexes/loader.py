"""From `<kind>.yaml` to a `Schema`.

A text is written `[French, English]`. An unknown key is refused, so that a slip of the pen in a schema
never passes for a default. `common.yaml` holds what every kind has: the identification of the
convention, its amendments, its deadlines and the parameters in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from udfs.errors import Text
from xlsync.annexes.schema import (
    TYPES,
    Band,
    Blocks,
    Chart,
    Column,
    FieldGroup,
    Invariant,
    Loans,
    Rows,
    Schema,
    Series,
    Sheet,
    SheetItem,
    Table,
)

HERE = Path(__file__).resolve().parent
COMMON = "common"


class SchemaError(Exception):
    """A schema file that says something unknown or contradictory (a developer reads it)."""


@cache
def kinds() -> tuple[str, ...]:
    """Names of the kinds of convention, in alphabetical order."""
    return tuple(sorted(path.stem for path in HERE.glob("*.yaml") if path.stem != COMMON))


@cache
def schema(kind: str) -> Schema:
    """The schema of a kind.

    Args:
        kind: One of `kinds()`.

    Raises:
        KeyError: no such kind.
        SchemaError: the file says something unknown or contradictory.
    """
    if kind not in kinds():
        raise KeyError(kind)
    common, own = _read(COMMON), _read(kind)
    merged = {
        key: [*common.get(key, []), *own.get(key, [])] for key in ("fields", "tables", "sheets", "invariants")
    }
    before, after = _split(merged["sheets"])
    _known(own, {"kind", "version", "title", "fields", "tables", "sheets", "invariants", "loans"}, kind)
    built = Schema(
        kind=own["kind"],
        version=int(own["version"]),
        title=_text(own["title"]),
        groups=tuple(_group(item) for item in merged["fields"]),
        tables=tuple(_table(item) for item in merged["tables"]),
        sheets=tuple(_sheet(item) for item in (*before, *after)),
        invariants=tuple(_invariant(item) for item in merged["invariants"]),
        loans=_loans(own["loans"]) if "loans" in own else None,
    )
    _consistent(built)
    return built


def _read(name: str) -> dict[str, Any]:
    with (HERE / f"{name}.yaml").open("rb") as stream:
        return dict(yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


def _split(sheets: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Sheets of the common file marked `last` close the workbook."""
    last = [sheet for sheet in sheets if sheet.get("last")]
    return [sheet for sheet in sheets if not sheet.get("last")], last


def _known(item: Mapping[str, Any], allowed: set[str], where: str) -> None:
    unknown = set(item) - allowed
    if unknown:
        raise SchemaError(f"{where}: unknown {', '.join(sorted(unknown))}")


def _text(value: Any) -> Text:
    if not (isinstance(value, list) and len(value) == 2):
        raise SchemaError(f"a text is [French, English], got {value!r}")
    return Text(str(value[0]), str(value[1]))


def _optional_text(item: Mapping[str, Any], key: str) -> Text | None:
    return _text(item[key]) if key in item else None


COLUMN_KEYS = {
    "name", "label", "type", "unit", "key", "nullable", "owner", "decimals", "displayed", "choices",
    "formula", "minimum", "maximum", "total", "source", "help", "width", "generated",
    "default", "alerts",
}  # fmt: skip


def _column(item: Mapping[str, Any]) -> Column:
    _known(item, COLUMN_KEYS, str(item.get("name")))
    if item["type"] not in TYPES:
        raise SchemaError(f"{item['name']}: type {item['type']!r} is not one of {', '.join(TYPES)}")
    if (item["type"] == "choice") != ("choices" in item):
        raise SchemaError(f"{item['name']}: a choice lists its choices, and nothing else does")
    plain = {key: item[key] for key in item if key not in ("label", "help", "choices", "alerts")}
    plain["nullable"] = item.get("nullable", not item.get("key", False))
    plain["default"] = str(item.get("default", ""))
    return Column(
        **plain,
        label=_text(item["label"]),
        help=_optional_text(item, "help"),
        choices=tuple(str(choice) for choice in item.get("choices", ())),
        alerts=tuple(str(text) for text in item.get("alerts", ())),
    )


def _columns(items: Any) -> tuple[Column, ...]:
    return tuple(_column(item) for item in items)


def _group(item: Mapping[str, Any]) -> FieldGroup:
    _known(item, {"group", "title", "table", "items"}, str(item.get("group")))
    return FieldGroup(
        item["group"], _text(item["title"]), item.get("table", "champs"), _columns(item["items"])
    )


def _rows(item: Mapping[str, Any]) -> Rows:
    _known(item, {"source", "fixed", "code", "table", "start", "end", "plus"}, "rows")
    return Rows(
        source=item["source"],
        fixed=tuple(dict(row) for row in item.get("fixed", ())),
        code=item.get("code", ""),
        table=item.get("table", ""),
        start=item.get("start", ""),
        end=tuple(item.get("end", ())),
        plus=item.get("plus", 0),
    )


def _blocks(item: Mapping[str, Any]) -> Blocks:
    _known(item, {"table", "key", "header", "fiche", "columns"}, "blocks")
    return Blocks(
        item["table"], item["key"], item["header"], _columns(item["fiche"]), _columns(item["columns"])
    )


def _table(item: Mapping[str, Any]) -> Table:
    allowed = {"name", "title", "annex", "layout", "excel", "columns", "rows", "header", "blocks", "note"}
    _known(item, {*allowed, "total_label", "bands"}, str(item.get("name")))
    return Table(
        name=item["name"],
        title=_text(item["title"]),
        annex=item.get("annex", ""),
        layout=item.get("layout", "rows"),
        excel=item["excel"],
        columns=_columns(item["columns"]),
        rows=_rows(item["rows"]) if "rows" in item else Rows(),
        header=item.get("header", ""),
        total_label=_optional_text(item, "total_label"),
        blocks=_blocks(item["blocks"]) if "blocks" in item else None,
        note=_optional_text(item, "note"),
        bands=tuple(Band(_text(band["text"]), band["first"], band["last"]) for band in item.get("bands", ())),
    )


def _chart(item: Mapping[str, Any]) -> Chart:
    _known(item, {"title", "kind", "categories", "series", "x_title", "y_title", "y_format"}, "chart")
    series = tuple(
        Series(_text(one["name"]), one["values"], one.get("kind", ""), one.get("color", ""))
        for one in item["series"]
    )
    return Chart(
        title=_text(item["title"]),
        kind=item["kind"],
        categories=item["categories"],
        series=series,
        x_title=_text(item["x_title"]),
        y_title=_text(item["y_title"]),
        y_format=item.get("y_format", ""),
    )


def _sheet(item: Mapping[str, Any]) -> Sheet:
    _known(
        item, {"name", "title", "items", "landscape", "label_columns", "note", "last"}, str(item.get("name"))
    )
    return Sheet(
        name=item["name"],
        title=_text(item["title"]),
        items=tuple(
            SheetItem(
                fields=one.get("fields", ""),
                table=one.get("table", ""),
                chart=_chart(one["chart"]) if "chart" in one else None,
            )
            for one in item["items"]
        ),
        landscape=item.get("landscape", False),
        label_columns=item.get("label_columns", 1),
        note=_optional_text(item, "note"),
    )


def _invariant(item: Mapping[str, Any]) -> Invariant:
    keys = {"name", "left", "right", "relation", "tolerance", "article", "message", "table"}
    _known(item, keys, str(item.get("name")))
    return Invariant(
        name=item["name"],
        left=item["left"],
        right=item["right"],
        relation=item.get("relation", "="),
        tolerance=str(item.get("tolerance", "0")),
        article=item["article"],
        message=_text(item["message"]),
        table=item.get("table", ""),
    )


def _loans(item: Mapping[str, Any]) -> Loans:
    _known(item, {"table", "lender", "bound", "fiche"}, "loans")
    return Loans(item["table"], item["lender"], item["bound"], tuple(item["fiche"].items()))


def _loans_exist(built: Schema) -> None:
    """The conditions of the loans are inputs of the kind."""
    loans = built.loans
    if loans is None:
        return
    fields, own = built.fields, built.table(loans.table)
    for place in (loans.lender, loans.bound, *(place for _, place in loans.fiche)):
        name, _, column = place.rpartition(".")
        table = built.table(name) if name else own
        found = [*table.inputs, *(() if name else fields.values())]
        if column not in [one.name for one in found if one.is_input]:
            raise SchemaError(f"{built.kind}: loans: no input {place}")
        if table.keys != own.keys:
            raise SchemaError(f"{built.kind}: loans: {name} has other keys than {own.name}")


def _consistent(built: Schema) -> None:
    """Names are unique; sheets show only what exists, and leave room to each table that may grow."""
    _loans_exist(built)
    names = [table.name for table in built.tables]
    if len(set(names)) != len(names) or len({table.excel for table in built.tables}) != len(names):
        raise SchemaError(f"{built.kind}: two tables share a name")
    if len(built.fields) != sum(len(group.fields) for group in built.groups):
        raise SchemaError(f"{built.kind}: two fields share a name")
    for sheet in built.sheets:
        if len(sheet.items) > 1 and any(
            item.table and built.table(item.table).layout != "rows" for item in sheet.items
        ):
            raise SchemaError(
                f"{built.kind}: a table that grows to the right is alone on its sheet: {sheet.name}"
            )
        for position, item in enumerate(sheet.items):
            if item.fields:
                built.group(item.fields)
            if item.table:
                grows = built.table(item.table).rows.source != "fixed"
                if grows and position != len(sheet.items) - 1:
                    raise SchemaError(f"{built.kind}: {item.table} may grow and is not last on {sheet.name}")
