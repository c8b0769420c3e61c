"""What a schema says of where the records of a table come from, and of what is due when."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from udfs.errors import Text
from xlsync.annexes.words import ADJUSTMENTS, FORMULA, NAME, NATURES, PAYERS, SOURCES, Among

Name = Annotated[str, NAME]
Formula = Annotated[str, FORMULA]


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the records of a table come from.

    `start` and `end` name inputs: columns of `table`, single fields where there is no table, or whole numbers
    written as they are. A date gives its year. While one of them is blank there are no records.

    Records of other conventions are written by `build` and `push`. A year that no one typed there is renewed:
    it holds what the row before it holds, up to the year of exit.

    The ranks of a record of `table` go from 1 to the number of years between its `start` and its greatest
    `end`; those of `also` count where their table has the same key. Periods of so many months, the value of
    the parameter `code`, go from 1, at `start`, to the last that begins on `end` or before; `also` may bring
    numbers.

    Attributes:
        source: What makes the records.
        fixed: The records of a "fixed" source: their keys at least, and what stands beside them.
        code: Parameter of a "parameter" source; months of a period.
        table: The other table of a "table" source, or that of the years and numbers; of a "conventions"
            source, the table of the other kind.
        kind: Kind of the other conventions.
        named: Single field that names the only one that counts: `mixeur/aunis-sud`.
        until: Where the last year that is renewed is looked for: a single field, or a column
            (`contributions.annee`), whose greatest value counts.
        start: What "years" and "numbers" start from: the smallest there is.
        end: What is added up to give the last of them: the largest sum there is.
        plus: How many come after that last one.
        factors: What a "product" multiplies, each written as `rows` are; its key is theirs, put end to end.
        only: Values that a record of `table` has, or else its years and numbers do not count.
        also: More years or numbers, each written as `rows` are, among which the last is looked for too.
    """

    source: Annotated[str, Among(SOURCES)] = "input"
    fixed: tuple[dict[str, object], ...] = ()
    code: str = ""
    table: Name = ""
    kind: Name = ""
    named: Name = ""
    until: str = ""
    start: str = ""
    end: tuple[str, ...] = ()
    plus: int = 0
    factors: tuple[Rows, ...] = ()
    only: tuple[tuple[str, str], ...] = ()
    also: tuple[Rows, ...] = ()


ONCE = Rows("fixed", ({"rang": 1},))
"""Where what is due once comes from."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """What is due once or again and again over the life of a convention.

    Each of its occurrences is a record of the table `occurrences` (`common.yaml`), whose key is the code and
    the key that `rows` gives, its parts joined by `_`: what people say of one stays with it when its date
    moves. A formula may read the columns of that record, `[numero]` and `[serie]` first: the last part of
    the key, a year or a rank, and the one before it where there are two.

    Attributes:
        code: Name in code, stable: the identity of what is due in the model.
        label: What it is, `{numero}` and `{serie}` in it standing for those of the occurrence.
        article: Article or annex that says so.
        date: Its day as the document counts it, "" while it is not known.
        rows: Where its occurrences come from, keyed by one whole number or two; left out, there is one.
        year: Its year while its day is not known, where there is one.
        amount: What is to be paid that day, where there is something.
        done: Day on which the workbook knows it to be done.
        void: Why nothing is due, "" where something is.
        adjust: What becomes of a day that is not a working day.
        nature: What becomes of it by itself.
        payer: Who pays the amount.
        repeats: The amount repeats those of other conventions: sums over many leave it out.
        subsidy: The amount is a subsidy, which open data lists.
    """

    code: Name
    label: Text
    article: str
    date: Formula
    rows: Rows = field(default_factory=lambda: ONCE)
    year: Formula = ""
    amount: Formula = ""
    done: Formula = ""
    void: Formula = ""
    adjust: Annotated[str, Among(ADJUSTMENTS)] = "aucun"
    nature: Annotated[str, Among(NATURES)] = "obligation"
    payer: Annotated[str, Among(PAYERS)] = "member"
    repeats: bool = False
    subsidy: bool = False
