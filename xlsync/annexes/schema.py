"""What an annex schema declares, as plain immutable data.

A kind of convention is described once, in `<kind>.yaml`: its single fields, its tables, its sheets, its
charts and its invariants. Everything else reads these declarations: the model takes its types from them,
`draw` its sheets, `build` its rows, `check` its formulas and invariants, the documentation its labels.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from udfs.errors import Text

TYPES = ("amount", "number", "integer", "rate", "year", "date", "text", "choice", "flag")
"""Types of a column: amounts and numbers are decimals, rates are per 1, years are integers."""

NUMERIC = ("amount", "number", "integer", "rate", "year", "flag")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, or one single field.

    Attributes:
        name: Name in code, ASCII, stable: the identity in the model and in merges.
        label: Heading as printed.
        type: One of `TYPES`.
        unit: Unit as shown beside or inside the heading, "" where there is none.
        key: Part of the key of the table.
        nullable: A blank is allowed.
        owner: "operator" or "member": who may change it.
        decimals: Scale kept in the model (digits after the point), None for no rounding on entry.
        displayed: Decimals shown in the workbook; a published figure is compared at this rounding.
        choices: Values allowed when the type is "choice".
        formula: Canonical formula when the column is computed, "" for an input.
        minimum, maximum: Bounds of an input, None for none.
        total: "sum", a canonical formula, or "" for no total.
        source: Article or annex that the column comes from.
        help: What to type, shown where the cell is selected.
        width: Width in the workbook, in characters.
        generated: What `build` writes there by itself (e.g. "description" of a parameter), "" for none.
        default: Canonical text of a single field in a new convention, "" for a blank.
        alerts: Texts by which a computed cell says that something is wrong: each is a problem of that cell.
    """

    name: str
    label: Text
    type: str
    unit: str = ""
    key: bool = False
    nullable: bool = True
    owner: str = "operator"
    decimals: int | None = None
    displayed: int | None = None
    choices: tuple[str, ...] = ()
    formula: str = ""
    minimum: float | None = None
    maximum: float | None = None
    total: str = ""
    source: str = ""
    help: Text | None = None
    width: float | None = None
    generated: str = ""
    default: str = ""
    alerts: tuple[str, ...] = ()

    @property
    def is_input(self) -> bool:
        """Typed by a person: neither computed nor generated."""
        return not self.formula and not self.generated

    @property
    def is_numeric(self) -> bool:
        """Held as a number in the model and in cells."""
        return self.type in NUMERIC


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Single fields shown together, one label and one value a line.

    `table` is the model table that holds them: "conventions" for what identifies a convention,
    "champs" for the fields of its kind.
    """

    name: str
    title: Text
    table: str
    fields: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the records of a table come from.

    Attributes:
        source: "input" (records of the model), "years", "fixed", "parameter" (keys of a parameter that
            is a table), "parameters" (the codes of the kind), "table" (one record a record of another).
        fixed: The key values, or whole records, of a "fixed" table.
        code: Parameter code of a "parameter" table.
        table: The other table of a "table" source, or that of the years.
        start: Column of `table` whose smallest value is the first year.
        end: Columns of `table` whose sum, at its largest, is the last year.
        plus: Years added after the last one.
    """

    source: str = "input"
    fixed: tuple[dict[str, object], ...] = ()
    code: str = ""
    table: str = ""
    start: str = ""
    end: tuple[str, ...] = ()
    plus: int = 0


@dataclass(frozen=True, slots=True)
class Blocks:
    """Blocks side by side: one a record of another table, each with its own header lines.

    Attributes:
        table: Table whose records make the blocks.
        key: Its key column: also the first part of the key of the cells.
        header: Text over a block, with the key in braces: "{versement}_TR".
        fiche: The header lines of a block, label and value: what functions read as a fiche.
        columns: The columns of a block.
    """

    table: str
    key: str
    header: str
    fiche: tuple[Column, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A heading over several columns, as printed."""

    text: Text
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Table:
    """One annex table.

    `layout` is "rows" (a record a row), "columns" (a record a column, headed by `header`) or "blocks"
    (see `Blocks`; then `columns` are the columns left of the blocks, the row key first).
    """

    name: str
    title: Text
    annex: str
    layout: str
    excel: str
    columns: tuple[Column, ...]
    rows: Rows = field(default_factory=Rows)
    header: str = ""
    total_label: Text | None = None
    blocks: Blocks | None = None
    note: Text | None = None
    bands: tuple[Band, ...] = ()

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

    `left` and `right` are canonical expressions over the whole convention, or over each row of `table`
    when it is given. `relation` is "=", "<=" or ">=".
    """

    name: str
    left: str
    right: str
    relation: str
    tolerance: str
    article: str
    message: Text
    table: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart; `values` is a canonical column reference (`table[column]`)."""

    name: Text
    values: str
    kind: str = ""
    color: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """One native chart."""

    title: Text
    kind: str
    categories: str
    series: tuple[Series, ...]
    x_title: Text
    y_title: Text
    y_format: str = ""


@dataclass(frozen=True, slots=True)
class SheetItem:
    """What stands on a sheet, from top to bottom: a group of fields, a table or a chart."""

    fields: str = ""
    table: str = ""
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the annex workbook; a table that may grow is its last item."""

    name: str
    title: Text
    items: tuple[SheetItem, ...]
    landscape: bool = False
    label_columns: int = 1
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Loans:
    """Which records of a kind are loans, and where their conditions are.

    Attributes:
        table: Its records are the loans; a loan is named by the heading of its record.
        lender: Single field that names the lender.
        bound: Single field that says whether accrued interest counts 31 December.
        fiche: Labels as the PRET functions read them, each with the input that it stands for: a column of
            the record (`montant`), one of another table with the same key (`calendrier.date_valeur`), or a
            single field (`base_interets`).
    """

    table: str
    lender: str
    bound: str
    fiche: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """A kind of convention; `loans` is None where it has none."""

    kind: str
    version: int
    title: Text
    groups: tuple[FieldGroup, ...]
    tables: tuple[Table, ...]
    sheets: tuple[Sheet, ...]
    invariants: tuple[Invariant, ...]
    loans: Loans | None = None

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
