"""What is printed, before any page: annexes, each with its groups of fields and its tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from udfs.figures import figure
from xlsync.annexbook.cells import NOT_AVAILABLE, dated
from xlsync.annexbook.published import displayed
from xlsync.annexes import Column

UNKNOWN = "non connu"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell shows.

    Attributes:
        value: A number, a text, None for a blank.
        column: What gives it its form; None for a label.
        within: It stands in parentheses: another amount holds it already.
    """

    value: Any = None
    column: Column | None = None
    within: bool = False

    @property
    def held(self) -> Any:
        """The value as it is written: what may be unknown says so."""
        return UNKNOWN if self.value == NOT_AVAILABLE else self.value

    @property
    def is_number(self) -> bool:
        """Written as a number, in the format of its column."""
        return isinstance(self.held, int | float) and not isinstance(self.held, bool)

    @property
    def text(self) -> str:
        """About what a reader sees: enough to measure it."""
        if self.held is None or self.column is None or not self.is_number:
            return "" if self.held is None else str(self.held)
        if self.column.type == "date":
            return f"{dated(self.held):%d/%m/%Y}"
        if self.column.type == "year":
            return str(int(self.held))
        rounded = displayed(self.held, self.column)
        decimals = self.column.displayed if self.column.displayed is not None else self.column.decimals
        if self.column.type == "rate":
            return f"{figure(rounded * 100, 'fr', decimals=decimals)} %"
        said = figure(rounded, "fr", decimals=decimals)
        return f"({said})" if self.within else said


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a printed table.

    Attributes:
        text: Its heading.
        group: Columns of one group stay together.
        repeated: It stands again in each part of a table that is too wide.
        is_text: Its cells hold texts, which wrap.
    """

    text: str
    group: int
    repeated: bool = False
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Over:
    """A heading over several columns: ranks of the first and of the last."""

    text: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A printed table.

    Attributes:
        caption: Its title, "" where that of the annex says it.
        heads: Its columns.
        rows: Its lines, a cell a column.
        total: The line of totals, empty for none.
        over: Headings over several columns.
        fiche: Lines over the headings, one label and one value a group, by its number.
    """

    caption: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Shown, ...], ...]
    total: tuple[Shown, ...] = ()
    over: tuple[Over, ...] = ()
    fiche: tuple[dict[int, tuple[Shown, Shown]], ...] = ()


@dataclass(frozen=True, slots=True)
class Fields:
    """Single fields, label and value."""

    caption: str
    lines: tuple[tuple[str, Shown], ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence over the width of the page."""

    text: str


Item: TypeAlias = "Grid | Fields | Sentence"


@dataclass(frozen=True, slots=True)
class Annex:
    """One annex of the document.

    Attributes:
        title: As printed.
        number: Its number; annexes of one number may share a page.
        note: Remark under the title.
        items: What stands in it, from top to bottom.
    """

    title: str
    number: int
    note: str
    items: tuple[Item, ...]
