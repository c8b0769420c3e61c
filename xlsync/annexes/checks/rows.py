"""Where the records of a table come from, and how many parts their key has."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from udfs import parameters
from udfs.errors import ParameterFileError, UdfError
from xlsync.annexes.checks.others import check_others
from xlsync.annexes.nodes import Lines
from xlsync.annexes.schema import Column, Schema, Table
from xlsync.annexes.sources import ONCE, Deadline, Rows

NEEDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "input": ((), ()),
    "fixed": (("fixed",), ()),
    "years": (("start", "end"), ("table", "plus", "only", "also")),
    "numbers": (("start", "end"), ("table", "plus", "only", "also")),
    "ranks": (("table", "start", "end"), ("plus", "only", "also")),
    "periods": (("start", "end", "code"), ("also",)),
    "product": (("factors",), ()),
    "table": (("table",), ()),
    "parameter": (("code",), ()),
    "parameters": ((), ()),
    "amendments": ((), ()),
    "deadlines": ((), ()),
    "conventions": (("kind", "table"), ("named", "until")),
}
"""The words that each source needs, and those that it may have."""

WORDS = tuple(dict.fromkeys(word for both in NEEDS.values() for words in both for word in words))

ENDS = {
    "years": ("date", "year"),
    "numbers": ("integer", "year"),
    "ranks": ("date", "year"),
    "periods": ("date",),
}
"""Types of the inputs that these go from and to; what is added to the first end is a number."""

ALSO = {"periods": "numbers"}
"""What else may bring the last of them, where it is not of the same source."""

WHOLE = ("integer", "year")
"""Types of the parts of the key of an occurrence."""


def check(schema: Schema, lines: Lines) -> None:
    """Refuses records that could not be made.

    Raises:
        SchemaError: with its line.
    """
    for table in schema.tables:
        _Check(schema, lines, table).check()


def occurrences_width(schema: Schema, lines: Lines, deadline: Deadline) -> int:
    """How many parts the key of an occurrence of a deadline has: one or two, whole numbers.

    Raises:
        SchemaError: with its line.
    """
    held = next((table for table in schema.tables if table.rows.source == "deadlines"), None)
    if held is None:
        lines.refuse(deadline, "code", "aucune table n’a source: deadlines", "no table has source: deadlines")
    rows = deadline.rows
    if rows is ONCE:
        return 1
    width = _Check(schema, lines, held)._width(rows, ())
    whole = rows.source not in ("input", "parameter", "parameters", "amendments", "deadlines", "conventions")
    if rows.source in ("table", "ranks"):
        keys = [column for column in schema.table(rows.table).columns if column.key]
        whole = all(column.type in WHOLE for column in keys)
    if not whole or width > 2:
        lines.refuse(
            rows, "source", "une occurrence a pour clé un ou deux nombres entiers",
            "an occurrence is keyed by one whole number or two",
        )  # fmt: skip
    return width


class _Check:
    """The rows of one table."""

    def __init__(self, schema: Schema, lines: Lines, table: Table) -> None:
        self.schema, self.lines, self.table = schema, lines, table
        self.tables = {one.name: one for one in schema.tables}
        self.keys = [column for column in table.columns if column.key]
        self.names = [column.name for column in self.keys]

    def check(self) -> None:
        """The keys are typed; or they are generated, as many as the source gives."""
        rows = self.table.rows
        for column in self.keys:
            if column.is_input != (rows.source == "input"):
                self.lines.refuse(
                    column,
                    "name",
                    f"{column.name} : une clé est saisie, ou generated quand rows la donne",
                    f"{column.name}: a key is typed, or generated when rows gives it",
                )
        if rows.source == "input":
            return
        if rows.source == "deadlines":
            self._of_deadlines()
        given, wanted = self._width(rows, ()), len(self.keys)
        if given != wanted:
            fr, en = f"rows donne {given} clé(s)", f"rows gives {given} key(s)"
            name = self.table.name
            self.lines.refuse(rows, "source", f"{fr}, {name} en a {wanted}", f"{en}, {name} has {wanted}")

    def _width(self, rows: Rows, met: tuple[str, ...]) -> int:
        """How many parts the key of a record of a source has."""
        self._words(rows)
        if rows.source == "table":
            return self._of_table(rows, met)
        if rows.source == "conventions":
            return check_others(self.schema, self.lines, self.table, rows)
        if rows.source == "product":
            return self._product(rows, met)
        if rows.source == "fixed":
            return self._fixed(rows)
        if rows.source == "parameter":
            self._parameter(rows)
        if rows.source in ENDS:
            self._ends(rows)
        if rows.source == "periods":
            self._months(rows)
        if rows.source == "ranks":
            return len(self.tables[rows.table].keys) + 1
        return 2 if rows.source == "deadlines" else 1

    def _of_deadlines(self) -> None:
        """The key is what is due, then which of its occurrences: two texts."""
        if self.names != ["code", "rang"] or any(column.type != "text" for column in self.keys):
            fr, en = "avec source: deadlines, la clé est", "with source: deadlines, the key is"
            self.lines.refuse(self.table, "columns", f"{fr} code, rang (text)", f"{en} code, rang (text)")

    def _product(self, rows: Rows, met: tuple[str, ...]) -> int:
        """The keys of its factors in order; a fixed factor names those that stand at its place."""
        width = 0
        for factor in rows.factors:
            given = self._width(factor, met)
            place = self.names[width : width + given]
            if factor.source == "fixed" and set(factor.fixed[0]) != set(place):
                listed = ", ".join(place)
                fr, en = f"à cette place, fixed dit {listed}", f"at that place, fixed says {listed}"
                self.lines.refuse(factor, "fixed", fr, en)
            width += given
        return width

    def _words(self, rows: Rows) -> None:
        source, (needed, allowed) = rows.source, NEEDS[rows.source]
        for word in WORDS:
            said = bool(getattr(rows, word))
            if word in needed and not said:
                fr, en = f"source: {source} a besoin de {word}", f"source: {source} needs {word}"
                self.lines.refuse(rows, "source", fr, en)
            if said and word not in (*needed, *allowed):
                fr, en = f"{word} ne va pas avec", f"{word} does not go with"
                self.lines.refuse(rows, word, f"{fr} source: {source}", f"{en} source: {source}")

    def _of_table(self, rows: Rows, met: tuple[str, ...]) -> int:
        self.lines.know(rows, "table", rows.table, self.tables, "table inconnue", "unknown table")
        other, name = self.tables[rows.table], self.table.name
        if other.name in (*met, name) or other.blocks:
            fr, en = f"{name} ne peut pas prendre ses lignes", f"{name} cannot take its rows"
            self.lines.refuse(rows, "table", f"{fr} de {other.name}", f"{en} from {other.name}")
        if other.rows.source in ("table", "product"):
            self._width(other.rows, (*met, other.name))
        return len(other.keys)

    def _fixed(self, rows: Rows) -> int:
        """The records say the keys, and the other columns that build writes from them."""
        allowed = [column.name for column in self.table.columns if column.generated in ("fixed", "key")]
        first = set(rows.fixed[0])
        if not first & set(self.names) or any(
            set(record) != first or first - set(allowed) for record in rows.fixed
        ):
            listed = ", ".join(allowed)
            fr, en = "chaque ligne dit les mêmes colonnes", "each record says the same columns"
            self.lines.refuse(rows, "fixed", f"{fr}, parmi : {listed}", f"{en}, among: {listed}")
        return len(first & set(self.names))

    def _parameter(self, rows: Rows) -> None:
        if not isinstance(self._latest(rows), Mapping):
            fr, en = f"{rows.code} n’est pas une table", f"{rows.code} is not a table"
            self.lines.refuse(rows, "code", fr, en)

    def _months(self, rows: Rows) -> None:
        latest = self._latest(rows)
        if not isinstance(latest, Decimal | int) or latest < 1 or latest != int(latest):
            fr = f"{rows.code} n’est pas un nombre entier de mois"
            self.lines.refuse(rows, "code", fr, f"{rows.code} is not a whole number of months")

    def _latest(self, rows: Rows) -> object:
        try:
            return parameters.parameter(rows.code).like
        except UdfError as error:
            self.lines.refuse(rows, "code", error.text.fr, error.text.en)
        except ParameterFileError as error:
            self.lines.refuse(rows, "code", str(error), str(error))

    def _ends(self, rows: Rows) -> None:
        held: Mapping[str, Column] = self.schema.fields
        if rows.table:
            self.lines.know(rows, "table", rows.table, self.tables, "table inconnue", "unknown table")
            held = {column.name: column for column in self.tables[rows.table].columns}
        for name, _ in rows.only:
            self.lines.know(rows, "only", name, held, "colonne inconnue", "unknown column")
        for also in rows.also:
            source = ALSO.get(rows.source, rows.source)
            if also.source != source:
                fr, en = f"also est de source {source}", f"also is of source {source}"
                self.lines.refuse(also, "source", fr, en)
            self._width(also, ())
        first, *added = rows.end
        self._end(rows, "start", rows.start, held, ENDS[rows.source])
        self._end(rows, "end", first, held, ENDS[rows.source])
        for name in added:
            self._end(rows, "end", name, held, (*ENDS["numbers"], "amount", "number"))

    def _end(
        self, rows: Rows, word: str, name: str, held: Mapping[str, Column], types: tuple[str, ...]
    ) -> None:
        if name.isdecimal():
            return
        inputs = [column.name for column in held.values() if column.is_input]
        self.lines.know(rows, word, name, inputs, "saisie inconnue", "unknown input")
        if held[name].type not in types:
            fr, en = (
                f"{name} : type {' ou '.join(types)} attendu",
                f"{name}: type {' or '.join(types)} expected",
            )
            self.lines.refuse(rows, word, fr, en)
