"""What an annex workbook holds, read once: every command judges this, or shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xlsync.annexbook.cells import ReadCell
from xlsync.annexbook.derogations import derogation_key
from xlsync.annexbook.identify import Identity
from xlsync.annexbook.places import Places
from xlsync.errors import Notice, Problem, sentence
from xlsync.model import OVERRIDES, ROW, Where
from xlsync.workbook import Workbook
from xlsync.workbook.values import Value

Line = tuple[int, str]
"""Where a record of a table stands: its row (its column where records are columns), and its block."""


@dataclass(frozen=True, slots=True)
class Override:
    """A computed cell that holds something else than the formula of the schema.

    Attributes:
        place: Its name.
        cell: As it stands.
        formula: The formula that it should hold, without the equals sign.
        altered: It holds another formula, rather than a value.
    """

    place: Where
    cell: ReadCell
    formula: str
    altered: bool

    @property
    def content(self) -> Value:
        """What it holds: a value, or the formula with its equals sign."""
        return f"={self.cell.formula}" if self.altered else self.cell.value


@dataclass(slots=True)
class Reading:
    """What a workbook holds.

    Attributes:
        book: The workbook.
        identity: What it says it is.
        places: Where everything stands; tables that are torn are left out.
        base: What the workbook and the model last agreed on.
        file: Its path, for problems.
        cells: Canonical texts by table, key and column, `ROW` for a record that people type.
        unread: Cells whose content is no value, or whose record is unclear.
        at: The cell of each input; that of the key for `ROW`.
        computed: The computed cells.
        overrides: Those that hold something else than their formula.
        emptied: Those that hold nothing any more.
        repairs: Inputs that hold their value in another form.
        keys_to_repair: Key cells that do.
        formulas: Inputs that hold a formula.
        lines: Identity of each record of each table by its line, None for an unclear one; in order.
        unclear: Tables with such records, or with lines typed under them.
        problems: What is wrong in the inputs, or in the form of the workbook.
        taken: What is wrong in inputs that are taken all the same: a blank never filled, a day off.
        figures: What is wrong in what the computed cells show.
        uncomputed: The same, where a program without the functions saved the workbook: nobody changed that.
        additions: What people added, or changed, besides the inputs: notes, texts, sheets, drawings.
        notices: What else is worth saying.
        refused: Nothing of the workbook may be believed.
    """

    book: Workbook
    identity: Identity
    places: Places
    base: Mapping[Where, str]
    file: str = ""
    cells: dict[Where, str] = field(default_factory=dict)
    unread: set[Where] = field(default_factory=set)
    at: dict[Where, ReadCell] = field(default_factory=dict)
    computed: dict[Where, ReadCell] = field(default_factory=dict)
    overrides: dict[Where, Override] = field(default_factory=dict)
    emptied: set[Where] = field(default_factory=set)
    repairs: set[Where] = field(default_factory=set)
    keys_to_repair: list[ReadCell] = field(default_factory=list)
    formulas: set[Where] = field(default_factory=set)
    lines: dict[str, dict[Line, str | None]] = field(default_factory=dict)
    unclear: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    taken: list[Problem] = field(default_factory=list)
    figures: list[Problem] = field(default_factory=list)
    uncomputed: Problem | None = None
    additions: list[Notice] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    refused: bool = False

    @property
    def wrong(self) -> list[Problem]:
        """Every problem but those of overrides, which have a choice of their own."""
        return [*self.problems, *self.taken, *self.figures]

    @property
    def said(self) -> list[Notice]:
        """Everything worth saying that nobody has to mend."""
        return [*self.additions, *self.lost, *self.notices]

    @property
    def lost(self) -> list[Notice]:
        """That the workbook was saved without the functions, where it was."""
        one = self.uncomputed
        if one is None:
            return []
        return [Notice(one.where, sentence(f"{one.what.fr} ; {one.fix.fr}", f"{one.what.en}; {one.fix.en}"))]

    @property
    def altered(self) -> set[Where]:
        """Computed cells that hold another formula."""
        return {place for place, one in self.overrides.items() if one.altered}

    def is_granted(self, place: Where) -> bool:
        """The model keeps a derogation for a computed cell."""
        return (OVERRIDES, derogation_key(place), ROW) in self.base
