"""What people read in an annex for what the model names: title, line, heading, value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from itertools import islice

from udfs.figures import NBSP, decimals_of, figure, percentage
from udfs.hosts.names import rewrite
from xlsync.annexes import Column, FieldGroup, Schema, Table
from xlsync.annexes import schema as schema_of
from xlsync.conventions.keys import key_text, parse_key
from xlsync.model import OVERRIDES, ROW, Where, shape
from xlsync.model.cells import DECIMALS
from xlsync.model.identity import printed_key
from xlsync.model.shapes import SINGLE
from xlsync.workbook.references import HEADING

BLANK = "(vide)"
WHOLE_LINE = "(toute la ligne)"
PRESENT, ABSENT, DELETED, UNCHANGED = "ligne présente", "ligne absente", "ligne supprimée", "ligne inchangée"
LONGEST_LABEL = 45
LABELS = 2
"""Texts of a record that tell it from the others."""

_LETTER = re.compile(r"[A-Z]\. ")
_CURRENCY = re.compile(r"k?€(?:/\w+)?")
_CURRENCY_IN_BRACKETS = re.compile(rf"(?<=\(){_CURRENCY.pattern}")
_SAME_ROW = re.compile(rf"\w+\[\[#This Row\],(\[{HEADING}\])\]")


class Printed:
    """The printed names of a convention's cells.

    Args:
        schema: The kind, as a workbook follows it; what it lacks has the names of today.
        sides: Contents by table, key and column, to tell records apart; the first that knows is believed.
    """

    def __init__(self, schema: Schema, *sides: Mapping[Where, str]) -> None:
        self.schema, self.sides, self._today = schema, sides, schema_of(schema.kind)

    # --- where

    def annex(self, place: Where) -> str:
        """« Annexe 1 – Programme d’actions… »: the title of the table, or of the group of fields."""
        table, key, column = place
        if table == OVERRIDES:
            return self.annex(overridden(key))
        if table in SINGLE:
            return self._group_title(column)
        declared = self._table(table)
        title = _LETTER.sub("", declared.title.fr, count=1)
        return f"{declared.annex} – {title}" if declared.annex else title

    def record(self, place: Where) -> str:
        """« N° 4 – Ecole élémentaire – Installation d’une centrale »: the line; "" for a single field."""
        table, key, _ = place
        if table == OVERRIDES:
            return self.record(overridden(key))
        if table in SINGLE:
            return ""
        declared = self._table(table)
        if table.endswith(".total"):
            return declared.total_label.fr if declared.total_label else "Total"
        return " – ".join([self._key(declared, key), *self._labels(declared, key)])

    def heading(self, place: Where) -> str:
        """The heading of the column, or the label of the field."""
        table, key, column = place
        if table == OVERRIDES:
            of = "" if column == ROW else f" : {shape(self.schema.kind, OVERRIDES).column(column).label.fr}"
            return f"{self.heading(overridden(key))} (dérogation{of})"
        return WHOLE_LINE if column == ROW else self.column(place).label.fr

    def cell(self, place: Where) -> str:
        """« Versement 1, Montant (€) »: the line and the column; of a record, the line alone."""
        heading = "" if place[2] == ROW and self.record(place) else self.heading(place)
        return ", ".join(filter(None, [self.record(place), heading]))

    def key(self, table: str, key: str) -> str:
        """« N° 4 »: the key of a line as printed."""
        return self._key(self._table(table), key)

    def column(self, place: Where) -> Column:
        """The declaration of a cell's column.

        Raises:
            KeyError: the schema has no such table or column.
        """
        table, _, column = place
        if table == OVERRIDES:
            return shape(self.schema.kind, OVERRIDES).column(column)
        if table in SINGLE:
            return self.schema.fields.get(column) or self._today.fields[column]
        try:
            return _declared(self._table(table), table, column)
        except KeyError:
            return _declared(self._today.table(table.partition(".")[0]), table, column)

    def _table(self, name: str) -> Table:
        try:
            return self.schema.table(name.partition(".")[0])
        except KeyError:
            return self._today.table(name.partition(".")[0])

    def _group_title(self, column: str) -> str:
        groups = (*self.schema.groups, *self._today.groups)
        group = next(one for one in groups if column in [field.name for field in one.fields])
        sheet = self._sheet_of(group)
        return group.title.fr if sheet in ("", group.title.fr) else f"{sheet} – {group.title.fr}"

    def _sheet_of(self, group: FieldGroup) -> str:
        held = (
            sheet for sheet in self.schema.sheets if any(item.fields == group.name for item in sheet.items)
        )
        return next((sheet.name for sheet in held), "")

    def _key(self, declared: Table, key: str) -> str:
        return printed_key(self.schema, declared, parse_key(key)).fr

    def _labels(self, declared: Table, key: str) -> list[str]:
        """The texts that say what a record is: its own, or those of the record that it comes from."""
        parts = parse_key(key)
        if declared.rows.source == "table" and not declared.blocks:
            declared = self.schema.table(declared.rows.table)
            key = key_text(dict(zip(declared.keys, parts.values(), strict=True)))
        if declared.rows.source != "input" or any(
            declared.column(name).type == "text" for name in declared.keys
        ):
            return []
        texts = [column for column in declared.inputs if column.type == "text"]
        texts = [column for column in texts if not column.nullable] or texts
        found = (self._content((declared.name, key, column.name)) for column in texts)
        return [_shortened(text) for text in islice(filter(None, found), LABELS)]

    def _content(self, where: Where) -> str:
        return next((side[where] for side in self.sides if where in side), "")

    # --- what

    def value(self, place: Where, text: str | None) -> str:
        """A content as its cell shows it, with all its decimals."""
        table, key, column = place
        if table == OVERRIDES and column == "valeur":
            return self.value(overridden(key), text)
        return value_of(self.column(place), text)

    def line(self, place: Where, base: Mapping[Where, str], side: Mapping[Where, str]) -> str:
        """What became of a record on one side."""
        table, key, _ = place
        if side is base:
            return PRESENT if place in side else ABSENT
        if place not in side:
            return DELETED if place in base else ABSENT
        changed = [
            self._change((table, key, column.name), base, side)
            for column in shape(self.schema.kind, table).values
            if side.get((table, key, column.name)) != base.get((table, key, column.name))
        ]
        if not changed:
            return UNCHANGED
        return f"ligne {'changée' if place in base else 'ajoutée'} : {' ; '.join(changed)}"

    def _change(self, where: Where, base: Mapping[Where, str], side: Mapping[Where, str]) -> str:
        before = f"{self.value(where, base[where])} → " if where in base else ""
        return f"{self.column(where).label.fr} {before}{self.value(where, side.get(where))}"


def _declared(table: Table, name: str, column: str) -> Column:
    lines = table.blocks.fiche if table.blocks and name.endswith(".fiche") else ()
    return next((line for line in lines if line.name == column), None) or table.column(column)


def overridden(key: str) -> Where:
    """The computed cell that a derogation is about, from the key of the derogation."""
    parts = parse_key(key)
    return parts["table"], parts["cle"], parts["colonne"]


def value_of(column: Column, text: str | None) -> str:
    r"""A canonical text as a French reader sees it in the cell, with every decimal that it has.

    Examples:
        >>> from xlsync.annexes import schema
        >>> loan = schema("intracting").table("versements")
        >>> value_of(loan.column("montant"), "170000.5"), value_of(loan.column("taux"), "0.02")
        ('170\xa0000,50\xa0€', '2,00\xa0%')
        >>> value_of(schema("intracting").fields["date_effet"], "2024-12-02")
        '02/12/2024'
    """
    if text is None or text == "":
        return BLANK
    if column.type == "date":
        return "/".join(reversed(text.split("-")))
    if column.type == "flag":
        return {"true": "oui", "false": "non"}.get(text, text)
    try:
        if column.type in DECIMALS:
            return _decimal(column, Decimal(text))
        return _grouped(Decimal(text), 0) if column.type == "integer" else text
    except InvalidOperation:
        return text


def _decimal(column: Column, value: Decimal) -> str:
    least = column.displayed or 0
    if column.type == "rate":
        return percentage(value, "fr", decimals=decimals_of(value * 100, least))
    if column.type != "amount":
        return _grouped(value, least)
    unit = _CURRENCY_IN_BRACKETS.search(column.label.fr)
    unit = unit or _CURRENCY.search(f"{column.label.fr} {column.unit} €")
    assert unit is not None, "the text that is searched holds the sign"
    cents = 2 if unit[0].startswith("€") and value != value.to_integral_value() else 0
    return f"{_grouped(value, max(least, cents))}{NBSP}{unit[0]}"


def _grouped(value: Decimal, least: int) -> str:
    return figure(value, "fr", decimals=decimals_of(value, least))


def readable(text: str) -> str:
    """A text without what only a program needs in formulas: `[Prix]` for the same row, PRET.CRD.

    Examples:
        >>> readable("rétablir =_xldudf_CEE_VOLUME(tblDevis[[#This Row],[Prix]],facteur)")
        'rétablir =CEE.VOLUME([Prix],facteur)'
    """
    return _SAME_ROW.sub(r"\1", rewrite(text, "calc"))


def _shortened(text: str) -> str:
    whole = " ".join(text.split())
    if len(whole) <= LONGEST_LABEL:
        return whole
    return whole[:LONGEST_LABEL].rpartition(" ")[0].rstrip(" ,.;:") + "…"
