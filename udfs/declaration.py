"""What a function says of itself, once for every host: names, arguments, result, source, example."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import Final

from udfs.errors import Text


class Kind(Enum):
    """What a cell means to a rule, hence how it is read and how a result is shown."""

    AMOUNT = "amount"  # euros
    RATE = "rate"  # per 1
    NUMBER = "number"  # any other measure
    COUNT = "count"  # whole number
    DATE = "date"
    OPTION = "option"  # one text of a closed list
    FLAG = "flag"  # VRAI or FAUX
    TEXT = "text"
    BRACKET = "bracket"  # a count, "4 à 6" or "11 et plus"
    KEY = "key"  # a text or a number that only names something
    CELL = "cell"  # anything: an amount, a date or a text, according to the arguments
    TABLE = "table"  # rows of named columns
    COLUMN = "column"  # a vertical list of values


NUMERIC: Final = frozenset({Kind.AMOUNT, Kind.RATE, Kind.NUMBER, Kind.COUNT, Kind.BRACKET})


class _Required(Enum):
    REQUIRED = "required"


REQUIRED: Final = _Required.REQUIRED
"""Default of an argument that a call cannot leave out."""

ALL_OF_IT: Final = (("total", math.inf), ("tout", math.inf), ("all", math.inf))
"""Words for the whole balance, where an amount of it is asked."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the greatest number that an argument accepts.

    Attributes:
        low: The least.
        high: The greatest.
        years: They are years, never written with thousands apart.
    """

    low: float
    high: float
    years: bool = False

    def contain(self, number: float) -> bool:
        """True when the number is accepted."""
        return self.low <= number <= self.high


@dataclass(frozen=True, slots=True)
class Whole:
    """One value that a rule takes, made of several arguments.

    Attributes:
        name: Keyword of the rule.
        kind: `module.Class`, whose `of` takes these arguments by name.
    """

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a function.

    Attributes:
        name: French name, also the keyword of the rule.
        name_en: English name.
        kind: How a cell is read.
        help: What it is, unit included, and why its default is what it is.
        default: What the rule receives when the argument is left out, or REQUIRED.
        many: A range of values, read row by row into one vector.
        bounds: The numbers accepted, for the numeric kinds.
        allowed: The only numbers accepted, when they are few.
        options: The texts accepted, canonical spelling.
        alone: Those with which a call is computed alone, never in an array of calls.
        words: Texts that stand for a number, such as "gratuit" for 0.
        blank_is_zero: A blank cell is a real 0 (in a range, each blank cell of it).
        zero_is_blank: A 0 is a blank cell, since some hosts hand one for the other.
        blank_is_unknown: In a range, a blank cell is a date or a number that is not known (NaT, NaN).
        passed: The rule receives it; False when it has no effect there.
        part_of: What the rule receives in its place, made of this argument and others.
        takes_fiche: A range of labels and values may stand here, for every argument that is `in_fiche`.
        in_fiche: A fiche may hold it; with a fiche it is left out of the call.
        variadic: Stands for any number of further cells.
    """

    name: str
    name_en: str
    kind: Kind
    help: Text
    default: object = REQUIRED
    many: bool = False
    bounds: Bounds | None = None
    allowed: tuple[int, ...] = ()
    options: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    words: tuple[tuple[str, float], ...] = ()
    blank_is_zero: bool = False
    zero_is_blank: bool = False
    blank_is_unknown: bool = False
    passed: bool = True
    part_of: Whole | None = None
    takes_fiche: bool = False
    in_fiche: bool = False
    variadic: bool = False

    @property
    def required(self) -> bool:
        """True when a call cannot leave it out."""
        return self.default is REQUIRED

    @property
    def takes_range(self) -> bool:
        """True when a host must hand over a whole range."""
        return self.many or self.takes_fiche or self.variadic or self.kind is Kind.TABLE

    @property
    def label_en(self) -> str:
        """How an English sentence names it: the French name and, when it differs, the English one."""
        return self.name if self.name == self.name_en else f"{self.name} ({self.name_en})"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table result. `name` is the field of what the rule returns."""

    name: str
    kind: Kind
    label: Text


@dataclass(frozen=True, slots=True)
class Result:
    """What a function returns.

    Attributes:
        kind: Kind of the scalar, or TABLE, or COLUMN.
        help: What it is, unit included.
        columns: The columns of a table, in order.
    """

    kind: Kind
    help: Text
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A call and its true value.

    Attributes:
        cells: The cells of the call; a range is a tuple of rows.
        value: What comes back, rounded to `digits` decimals when they are given; the first rows of a table.
        digits: Decimals at which the value is written here.
    """

    cells: tuple[object, ...]
    value: object
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """One function that a cell can call.

    Attributes:
        name: Identity, as shown: NAMESPACE.NAME.
        help: What it computes.
        arguments: In the order of the cells.
        result: What it returns.
        source: The document and article that it comes from.
        example: A call with its true value, tested.
        rule: `module.function` under `udfs.rules`.
        explanation: Same, for the steps of the computation.
        one_by_one: Why its calls are never one call of the rule on arrays; empty where each element of such
            a call is, to the bit, what the rule gives alone.
    """

    name: str
    help: Text
    arguments: tuple[Argument, ...]
    result: Result
    source: Text
    example: Example
    rule: str
    explanation: str
    one_by_one: str = ""

    @property
    def namespace(self) -> str:
        """The part before the dot."""
        return self.name.partition(".")[0]

    @property
    def alone(self) -> str:
        """Why its calls are made one by one, what its arguments and its result say included; else empty.

        Examples:
            >>> from udfs.registry import FUNCTIONS
            >>> FUNCTIONS["PRET.TABLEAU"].alone, FUNCTIONS["PRET.LIGNE"].alone
            ('a call gives rows', '')
        """
        if self.result.kind in (Kind.TABLE, Kind.COLUMN):
            return "a call gives rows"
        if any(argument.many and argument.required for argument in self.arguments):
            return "a call takes ranges"
        return self.one_by_one

    @property
    def least(self) -> int:
        """Cells that a call cannot do without; a fiche counts for one."""
        return sum(argument.required for argument in self.with_fiche if not argument.variadic)

    @property
    def most(self) -> int | None:
        """Cells that a call may hold, None when there is no limit."""
        return None if any(argument.variadic for argument in self.arguments) else len(self.arguments)

    @property
    def with_fiche(self) -> tuple[Argument, ...]:
        """The arguments of a call in which a fiche stands for a loan; all of them where none may."""
        return tuple(a for a in self.arguments if a.takes_fiche or not a.in_fiche)

    def insists_on(self, argument: Argument) -> bool:
        """True when no call can leave that argument out, not even one whose fiche holds it.

        Examples:
            >>> from udfs.registry import FUNCTIONS
            >>> crd = FUNCTIONS["PRET.CRD"]
            >>> [one.name for one in crd.arguments if crd.insists_on(one)]
            ['date', 'capital']
        """
        return argument.required and not argument.variadic and argument in self.with_fiche

    def takes_range(self, rank: int) -> bool:
        """True when a host must hand over a whole range at that place, were it only after a fiche.

        Args:
            rank: Place of the cell in a call, from 0.

        Examples:
            >>> from udfs.registry import FUNCTIONS
            >>> crd = FUNCTIONS["PRET.CRD"]
            >>> crd.arguments[2].name, crd.takes_range(2), crd.takes_range(3)
            ('taux', True, False)
        """
        if rank >= len(self.arguments):
            return self.most is None
        return any(
            place[rank].takes_range for place in (self.arguments, self.with_fiche) if rank < len(place)
        )
