"""What formulas name exists: columns, header lines of blocks, single fields, our functions, parameters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from udfs import parameters
from udfs.registry.catalogue import FUNCTIONS
from xlsync.annexes.checks.names import defined_names
from xlsync.annexes.checks.sheets import whole_column
from xlsync.annexes.formulas import Formula, FormulaError, read
from xlsync.annexes.nodes import Lines
from xlsync.annexes.recurring import FORMULAS
from xlsync.annexes.schema import Column, Schema, Table

OF_PARAMETERS = ("CONVENTION.PARAMETRE", "CONVENTION.SOURCE")
AROUND = ("heads", "cells")
"""What a column on the left of the blocks reads of them."""

WHOLE = ("data", "headings")
"""What another table reads of all the blocks."""


def check(schema: Schema, lines: Lines) -> None:
    """Refuses a formula that is none, or that names what does not exist.

    Raises:
        SchemaError: with its line.
    """
    for group in schema.groups:
        for field in group.fields:
            _Check(schema, lines, field).formula(field.formula, "formula")
    _of_deadlines(schema, lines)
    for table in schema.tables:
        _of_table(schema, lines, table)
    for sheet in schema.sheets:
        if sheet.title.fr.startswith("="):
            _Check(schema, lines, sheet).formula(sheet.title.fr, "title")


def _of_table(schema: Schema, lines: Lines, table: Table) -> None:
    own, blocks = _names(table.columns), table.blocks
    for column in table.columns:
        _Check(schema, lines, column, own, AROUND if blocks else ()).formula(column.formula, "formula")
        if column.total != "sum":
            _Check(schema, lines, column).formula(column.total, "total")
    if blocks is None:
        return
    fiche = ("fiche", *(f"fiche.{line.name}" for line in blocks.fiche))
    for column in blocks.columns:
        known = (*own, *_names(blocks.columns))
        _Check(schema, lines, column, known, fiche).formula(column.formula, "formula")
    for line in blocks.fiche:
        _Check(schema, lines, line, (), fiche).formula(line.formula, "formula")


def _of_deadlines(schema: Schema, lines: Lines) -> None:
    """Each formula at its own line, before the columns that are made of them."""
    own = [_names(table.columns) for table in schema.tables if table.rows.source == "deadlines"]
    for deadline in schema.deadlines:
        for word in FORMULAS:
            _Check(schema, lines, deadline, own[0]).formula(getattr(deadline, word), word)


def _names(columns: Iterable[Column]) -> tuple[str, ...]:
    return tuple(column.name for column in columns)


@dataclass(frozen=True, slots=True)
class _Check:
    """One formula.

    Attributes:
        schema: The schema.
        lines: Where its parts stand.
        thing: The declaration that says the formula.
        own: Columns of the same record.
        specials: What may stand between braces, beside what is read of other tables of blocks.
    """

    schema: Schema
    lines: Lines
    thing: object
    own: tuple[str, ...] = ()
    specials: tuple[str, ...] = ()

    def formula(self, text: str, word: str) -> None:
        """Refuses what it names and does not exist."""
        if not text:
            return
        try:
            found = read(text)
        except FormulaError as error:
            self.lines.refuse(self.thing, word, error.fr, error.en)
        for table, column in found.columns:
            whole_column(self.schema, self.lines, self.thing, word, f"{table}[{column}]")
        self._know(word, found.own, self.own, "colonne inconnue", "unknown column")
        self._know(word, found.specials, (*self.specials, *self._fiches()), "ligne inconnue", "unknown line")
        self._know(word, found.names, defined_names(self.schema), "champ inconnu", "unknown field")
        self._calls(word, found)

    def _fiches(self) -> list[str]:
        blocks = [(table.name, table.blocks) for table in self.schema.tables if table.blocks]
        whole = [f"{name}.{part}" for name, _ in blocks for part in WHOLE]
        return [*whole, *(f"{name}.fiche.{line.name}" for name, block in blocks for line in block.fiche)]

    def _know(self, word: str, named: Iterable[str], known: Iterable[str], fr: str, en: str) -> None:
        for name in named:
            self.lines.know(self.thing, word, name, list(known), fr, en)

    def _calls(self, word: str, found: Formula) -> None:
        ours = [name for name, _ in found.calls if "." in name]
        self._know(word, ours, FUNCTIONS, "fonction inconnue", "unknown function")
        codes = [given[0] for name, given in found.calls if name in OF_PARAMETERS and given]
        short = [".".join(code.split(".")[:2]) for code in codes]
        self._know(word, short, parameters.codes(), "paramètre inconnu", "unknown parameter")
        for around, name in found.forgotten:
            many = bool(FUNCTIONS[name].result.columns)
            self.lines.refuse(
                self.thing,
                word,
                f"{around} oublie dans Calc l’erreur de {name} : "
                + ("passez par une cellule" if many else f"écrivez N({name}(…))"),
                f"in Calc, {around} forgets an error of {name}: "
                + ("go through a cell" if many else f"write N({name}(…))"),
            )
