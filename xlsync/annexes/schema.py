"""What an annex schema declares, as plain immutable data.

A kind of convention is described once, in `<kind>.yaml`: its single fields, its tables, its sheets, its
charts and its invariants. Everything else reads these declarations: the model takes its types from them,
`draw` its sheets, `build` its rows, `check` its formulas and invariants, the documentation its labels.

These classes are also what a file may say: each field is a word of the language, its annotation how it is
written, its line under "Attributes" what the reference says of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from udfs.errors import Text
from xlsync.annexes.sheets import Sheet
from xlsync.annexes.sources import Deadline, Formula, Name, Rows
from xlsync.annexes.words import (
    CONDITION,
    EXPRESSION,
    GENERATED,
    HOMES,
    LAYOUTS,
    OWNERS,
    RELATIONS,
    TOTAL,
    TYPES,
    Among,
)

NUMERIC = ("amount", "number", "integer", "rate", "year", "flag")

Expression = Annotated[str, EXPRESSION]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, or one single field.

    Attributes:
        name: Name in code, ASCII, stable: the identity in the model and in merges.
        label: Heading as printed.
        type: What its cells hold.
        unit: Unit as shown beside or inside the heading, "" where there is none.
        key: Part of the key of the table.
        nullable: A blank is allowed; left out, it is, except in a key.
        owner: Who may change it.
        decimals: Scale kept in the model (digits after the point), none for no rounding on entry.
        displayed: Decimals shown in the workbook; a published figure is compared at this rounding.
        choices: Values allowed when the type is "choice".
        pattern: What the whole of a text must match; a number typed there is read as its digits.
        expected: What a text of this pattern is ("14 chiffres"): said when another is refused, and where the
            cell is selected when there is no `help`.
        working_day: A date that must be a working day in France.
        formula: What computes the column; an input has none.
        minimum: Smallest value of an input.
        maximum: Greatest value of an input.
        total: Total of the column, under it or beside it.
        source: Article or annex that the column comes from.
        help: What to type, shown where the cell is selected.
        width: Width in the workbook, in characters.
        generated: What `build` writes there by itself.
        dated: Single field whose value the column holds, as it stands on 1 January of the year of the row:
            amendments change it from a date.
        default: Canonical text of a single field in a new convention, "" for a blank.
        alerts: Texts by which a computed cell says that something is wrong: each is a problem of that cell.
        part_of: Amount of the same record that holds this one already: the two are never added.
        of_its_year: Holds for the year of its row alone: a row that renews it leaves it blank.
        own: Belongs to one agreement alone, as its member does: a new one made like it leaves it at its
            default, and a table with such a key empty. Dates, years in a key, what the member types and what
            holds for one year are so without this word.
        may_be_unknown: #N/A is an answer of a computed cell: its figure is not known yet. It is no problem,
            and an annex that shows it may be issued.
        asked: A computed cell answers a question asked on a sheet (a date), which may change at any time: a
            year that is closed does not keep it.
        printed: Stands in the annexes to sign. Left out: it does, unless it is a verdict (`alerts`), the key
            of lines that the schema writes (`generated: fixed`), a code, a total left of blocks, or the
            column that `within` names.
    """

    name: Name
    label: Text
    type: Annotated[str, Among(TYPES)]
    unit: str = ""
    key: bool = False
    nullable: bool = field(default=True, metadata={"opposite": "key"})
    owner: Annotated[str, Among(OWNERS)] = "operator"
    decimals: int | None = None
    displayed: int | None = None
    choices: tuple[str, ...] = ()
    pattern: str = ""
    expected: Text | None = None
    working_day: bool = False
    formula: Formula = ""
    minimum: float | None = None
    maximum: float | None = None
    total: Annotated[str, TOTAL] = ""
    source: str = ""
    help: Text | None = None
    width: float | None = None
    generated: Annotated[str, Among(GENERATED)] = ""
    dated: Name = ""
    default: str = ""
    alerts: tuple[str, ...] = ()
    part_of: Name = ""
    of_its_year: bool = False
    own: bool = False
    may_be_unknown: bool = False
    asked: bool = False
    printed: bool | None = None

    @property
    def is_input(self) -> bool:
        """Typed by a person: neither computed nor generated."""
        return not self.formula and not self.generated

    @property
    def is_own(self) -> bool:
        """Belongs to one convention alone: no other takes it."""
        moment = self.type == "date" or (self.key and self.type == "year")
        return self.own or moment or self.of_its_year or self.owner == "member"

    @property
    def is_numeric(self) -> bool:
        """Held as a number in the model and in cells."""
        return self.type in NUMERIC


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Single fields shown together, one label and one value a line.

    A formula reads their labels and their values, from top to bottom, as `<group>_libelles` and
    `<group>_valeurs`.

    Attributes:
        name: Name in code.
        title: Heading over the fields.
        fields: The fields, in order.
        table: Table of the model that holds them.
    """

    name: Name = field(metadata={"word": "group"})
    title: Text
    fields: tuple[Column, ...] = field(metadata={"word": "items"})
    table: Annotated[str, Among(HOMES)] = "champs"


@dataclass(frozen=True, slots=True)
class Blocks:
    """Blocks side by side: one a record of another table, each with its own header lines.

    Attributes:
        table: Table whose records make the blocks.
        key: Its key column: also the first part of the key of the cells.
        header: Text over a block, with the key in braces: "{versement}_TR".
        fiche: The header lines of a block, label and value: what functions read as a fiche.
        columns: The columns of a block.
        print_fiche: Names of the header lines that are printed, in the order of the document; left out, as
            they stand.
    """

    table: Name
    key: Name
    header: str
    fiche: tuple[Column, ...]
    columns: tuple[Column, ...]
    print_fiche: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """A heading over several columns, as printed.

    Attributes:
        text: The heading.
        first: The first column under it.
        last: The last one.
    """

    text: Text
    first: Name
    last: Name


@dataclass(frozen=True, slots=True)
class Table:
    """One annex table.

    Attributes:
        name: Name in code, ASCII, stable.
        title: Caption over the table.
        excel: Name of the Excel table.
        columns: Its columns, the key first; in "blocks", those on the left of the blocks.
        annex: Annex or article of the document, "" for none.
        layout: How its records stand.
        rows: Where its records come from; left out, people type them.
        header: Heading of a record in "columns", with its key in braces: "Versement {versement}".
        total_label: Text of the totals row, or heading of the totals column.
        blocks: The blocks of a table laid out so.
        bands: Headings over several columns, in "rows".
        within: Column that names the record which holds this one already: a « dont », whose amounts are
            printed in parentheses and never added.
    """

    name: Name
    title: Text
    excel: str
    columns: tuple[Column, ...]
    annex: str = ""
    layout: Annotated[str, Among(LAYOUTS)] = "rows"
    rows: Rows = field(default_factory=Rows)
    header: str = ""
    total_label: Text | None = None
    blocks: Blocks | None = None
    bands: tuple[Band, ...] = ()
    within: Name = ""

    def column(self, name: str) -> Column:
        """The column of that name, among those of the table and of its blocks."""
        for column in (*self.columns, *(self.blocks.columns if self.blocks else ())):
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the key columns, without the convention; a table of blocks is keyed by block, then row."""
        own = tuple(column.name for column in self.columns if column.key)
        return (self.blocks.key, *own) if self.blocks else own

    @property
    def inputs(self) -> tuple[Column, ...]:
        """Columns typed by people, keys included when records are typed."""
        return tuple(column for column in self.columns if column.is_input)

    @property
    def has_totals(self) -> bool:
        """A totals row stands under the records."""
        return any(column.total for column in self.columns)


@dataclass(frozen=True, slots=True)
class Invariant:
    """Two amounts that the documents make equal, or ordered.

    Attributes:
        name: Name in code.
        left: One side: over the whole convention, or over each row of `table`.
        right: The other side.
        article: Article or annex that says so.
        message: The sentence that says what should hold.
        relation: How the sides compare.
        tolerance: Difference that does not count, a decimal.
        table: The invariant is checked on each row of this table; its sentence then names the row.
        when: The invariant holds only where this is true.
    """

    name: Name
    left: Expression
    right: Expression
    article: str
    message: Text
    relation: Annotated[str, Among(RELATIONS)] = "="
    tolerance: str = "0"
    table: Name = ""
    when: Annotated[str, CONDITION] = ""


EVENT = ("date", "type", "montant", "suite", "indemnite")
"""What the functions of a loan read of an event, in order."""


@dataclass(frozen=True, slots=True)
class Loans:
    """Which records of a kind are loans, and where their conditions are.

    Attributes:
        table: Its records are the loans; a loan is named by the heading of its record.
        lender: Single field that names the lender.
        bound: Single field that says whether accrued interest counts 31 December.
        year: Column of `table` that gives the year in which a loan is to be paid out, before its dates are
            known.
        events: Table of what happens to the loans: the key of theirs, then the columns that the functions
            read.
        fiche: Labels as the PRET functions read them, each with the input that it stands for: a column of
            the record (`montant`), one of another table with the same key (`calendrier.date_valeur`), or a
            single field (`base_interets`).
    """

    table: Name
    lender: str
    bound: str
    year: Name
    events: Name
    fiche: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What `common.yaml` says, for every kind: these come before those of the kind itself.

    Attributes:
        groups: Groups of single fields.
        tables: Tables.
        sheets: Sheets.
        invariants: Invariants.
        deadlines: Deadlines.
        parameters_date: Where the date of the parameters is looked for.
    """

    groups: tuple[FieldGroup, ...] = field(default=(), metadata={"word": "fields"})
    tables: tuple[Table, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    invariants: tuple[Invariant, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    parameters_date: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)  # read once: equal to itself only, and quick to look up
class Schema:
    """A kind of convention: the file `<kind>.yaml`.

    Attributes:
        kind: Name in code, ASCII, that of the file.
        version: Its version, a whole number: one more with each change that old workbooks must follow.
        title: What the kind is called.
        groups: Groups of single fields; `jalons` stands with those of `common.yaml` on the first sheet.
        tables: Tables.
        sheets: Sheets of the workbook, in order.
        invariants: What `check` verifies beyond types and bounds.
        deadlines: What is due over the life of a convention, and when: the rows of the table `occurrences`.
        loans: Where the loans are, in a kind that has some.
        parameters_date: Where the date of the parameters is looked for, after the places of `common.yaml`:
            single fields, or columns (`contributions.annee`), whose smallest value counts; a year stands for
            its first day.
        arguments: Arguments that several formulas give to a function, under a name: `{name}` in a formula
            stands for that text.
    """

    kind: Name
    version: int
    title: Text
    groups: tuple[FieldGroup, ...] = field(default=(), metadata={"word": "fields"})
    tables: tuple[Table, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    invariants: tuple[Invariant, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    loans: Loans | None = None
    parameters_date: tuple[str, ...] = ()
    arguments: tuple[tuple[str, str], ...] = ()

    def table(self, name: str) -> Table:
        """The table of that name."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(f"{self.kind}: {name}")

    def group(self, name: str) -> FieldGroup:
        """The group of fields of that name."""
        for group in self.groups:
            if group.name == name:
                return group
        raise KeyError(f"{self.kind}: {name}")

    @property
    def fields(self) -> dict[str, Column]:
        """Every single field by name, in order."""
        return {column.name: column for group in self.groups for column in group.fields}

    def fields_of(self, table: str) -> tuple[Column, ...]:
        """The single fields that the model keeps in `table` ("conventions" or "champs")."""
        return tuple(column for group in self.groups if group.table == table for column in group.fields)
