"""The shipped workbooks with random inputs, computed here and by a LibreOffice with the add-in.

Where a cell differs, LibreOffice's value takes its place before what reads it is judged: only the cells where
a difference begins are told. What Calc is known to do and Excel does not is counted apart, by reason:

- a blank cell reaches our functions as 0 (only where that gives LibreOffice's value);
- an error inside INDEX becomes another one, and of several errors another one is shown;
- a blank that is looked for is not found as 0;
- a power too small for a number is #NUM!, 0 in Excel;
- days and years before 1900 and after 9999 are dates, those before 1 March 1900 others than in Excel, their
  texts too;
- an error in a criterion is the error of the whole;
- a text that is a number is found among numbers by MATCH.

Left out of the draws: days before 1 March 1900, and numbers so small that a text shows them with an exponent
in Excel only.
"""

from __future__ import annotations

import random
import re
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries

from tests.shared import ROOT
from tests.xlsync.addins.desk import Office, User
from xlsync.recalc import Address, Area, Book, book_of, evaluate
from xlsync.recalc.numerals import number_in
from xlsync.recalc.ours import CATALOGUE
from xlsync.recalc.references import stretches
from xlsync.recalc.template import Template
from xlsync.recalc.values import kind
from xlsync.workbook import Workbook
from xlsync.workbook.values import ErrorValue

WORKBOOKS = ROOT / "workbooks"
NEAR = 1e-9
ERRORS = {
    502: "Err:502",
    503: "#NUM!",
    504: "Err:504",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}
"""Numbers of errors in LibreOffice."""
DATED = frozenset({"DATE", "DAY", "EDATE", "EOMONTH", "MONTH", "WEEKDAY", "YEAR"})
CONDITIONS = frozenset({"COUNTIF", "COUNTIFS", "SUMIF", "SUMIFS"})
LAST_YEAR = 2_958_101
"""1 January 9999: the year after has days in Calc, and none in Excel."""
FIRST_DAYS = re.compile(r"\d\d/\d\d/(?:1899|1900)")
OWN = {
    "Err:502": frozenset({"#NUM!", "#VALUE!", "#REF!"}),
    "Err:504": frozenset({"#NUM!", "#VALUE!", "#REF!"}),
}
"""What stands in Excel, and here, for the errors that only LibreOffice has."""
WORDS = ("inconnu", "abc", "12", "12,5", "3 %", "30/06/2025", "n/a", "-4", "x" * 40)
NUMBERS = (0.0, -1.0, 1.0, 0.5, 1e-4, 1e9, 1e14, -250_000.0, 3.0, 45_000.0, 2.675)
DAYS = (-1.0, 61.0, 3e6, -250_000.0, 45_000.0, 45_000.5, 2_958_465.0, 2_958_466.0)
"""Calc may not come back from the days of a thousand million."""
Member = dict[Address, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A typed cell that a formula reads.

    Attributes:
        cell: Where.
        value: What it holds.
        choices: What its validation lists, and what other cells of its column hold.
        is_date, is_rate: What its number format shows.
    """

    cell: Address
    value: Any
    choices: tuple[str, ...]
    is_date: bool
    is_rate: bool

    def within(self, draw: random.Random) -> Any:
        """Another value that may stand there."""
        if kind(self.value) == "text" or (self.value is None and self.choices):
            return draw.choice(self.choices)
        if self.is_date:
            return float(round(self.value or 45_800.0) + draw.randint(-700, 700))
        if self.value is None:
            return (
                round(draw.random(), 4)
                if self.is_rate
                else round(draw.uniform(0, 5_000), draw.choice((0, 2)))
            )
        if self.value == 0:
            return float(draw.randint(0, 10))
        changed = self.value * draw.uniform(0.5, 1.5)
        if float(self.value).is_integer():
            return float(round(changed))
        return round(changed, draw.choice((2, 4, 6)))

    def beyond(self, draw: random.Random) -> Any:
        """A value that nobody expects there."""
        numbers = DAYS if self.is_date else NUMBERS
        return draw.choice((None, draw.choice(WORDS), draw.choice(numbers), draw.choice(numbers)))


def fields(path: Path, template: Template) -> list[Field]:
    """The inputs of a workbook with what may stand in them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        opened = openpyxl.load_workbook(path)
    inputs = template.inputs
    columns: dict[tuple[str, int], dict[str, None]] = defaultdict(dict)
    for cell, value in inputs.items():
        if kind(value) == "text":
            columns[cell.sheet, cell.column][value] = None
    lists = {sheet.title: [*_lists(template.book, sheet)] for sheet in opened.worksheets}
    found = []
    for cell, value in inputs.items():
        own = next((texts for area, texts in lists[cell.sheet] if area.holds(cell)), ())
        shown = opened[cell.sheet].cell(cell.row, cell.column)
        others = tuple(columns[cell.sheet, cell.column]) if kind(value) == "text" else ()
        choices = own or others
        found.append(Field(cell, value, choices, bool(shown.is_date), "%" in shown.number_format))
    return found


def _lists(book: Book, sheet: Any) -> Iterator[tuple[Area, tuple[str, ...]]]:
    """The areas of a sheet where a validation lists texts, with those texts."""
    for one in sheet.data_validations.dataValidation:
        if one.type != "list" or not one.formula1:
            continue
        source = book.name(one.formula1, sheet.title) or one.formula1
        if source.startswith('"'):
            texts = tuple(source.strip('"').split(","))
        else:
            texts = _texts(book, source, sheet.title)
        for bounds in map(str, one.sqref.ranges):
            left, top, right, bottom = range_boundaries(bounds)
            if texts:
                yield Area(sheet.title, top, left, bottom, right), texts


def _texts(book: Book, source: str, here: str) -> tuple[str, ...]:
    sheet, _, local = source.rpartition("!")
    try:
        left, top, right, bottom = range_boundaries(local.replace("$", ""))
    except ValueError:
        return ()
    cells = Area(sheet.strip("'") or here, top, left, bottom, right).cells()
    return tuple(value for cell in cells if isinstance(value := book.cell(cell).value, str))


def members(inputs: Sequence[Field], count: int, seed: int) -> list[Member]:
    """Random inputs: the first member is the workbook, others change few cells or most, wildly or not."""
    draw = random.Random(seed)
    found: list[Member] = [{}]
    while len(found) < count:
        rate, wild = draw.choice((0.03, 0.2, 0.7)), draw.choice((0, 0, 0.02, 0.1, 0.5))
        member = {}
        for one in inputs:
            if draw.random() < rate:
                value = one.beyond(draw) if draw.random() < wild else one.within(draw)
                member[one.cell] = value
        found.append(member)
    return found


@dataclass(slots=True)
class Verdict:
    """What LibreOffice says of the members of a workbook.

    Attributes:
        different: By cell, the members that differ, with the value of each side.
        habits: Cells that differ by what Calc is known to do.
    """

    different: dict[Address, list[tuple[int, Any, Any]]] = field(default_factory=lambda: defaultdict(list))
    habits: Counter[str] = field(default_factory=Counter)


def shown(theirs: Any) -> str:
    """A value of LibreOffice as a reader is told it."""
    return ERRORS.get(theirs[0], f"Err:{theirs[0]}") if isinstance(theirs, list) else repr(theirs)


def agree(ours: Any, theirs: Any) -> bool:
    """Whether a value is that of LibreOffice, which tells no boolean from a number, no blank from "" ."""
    if isinstance(theirs, list):
        name = ERRORS.get(theirs[0], f"Err:{theirs[0]}")
        return ours == name or ours in OWN.get(name, ())
    if isinstance(ours, ErrorValue):
        return False
    if ours is None or ours == "":
        return theirs in ("", 0)
    if isinstance(ours, str) or isinstance(theirs, str):
        return bool(ours == theirs)
    return abs(ours - theirs) <= NEAR * max(1.0, abs(ours), abs(theirs))


@dataclass(slots=True)
class Drawn:
    """Members of a workbook, computed in a batch.

    Attributes:
        path: The workbook.
        template: Its formulas.
        typed: What its inputs hold.
        members: The inputs that each member changes.
        values: Of each formula cell, a value a member.
        missing: Cells that the batch did not compute, and why.
    """

    path: Path
    template: Template
    typed: dict[Address, Any]
    members: list[Member]
    values: dict[Address, list[Any]]
    missing: list[str]


def computed(path: Path, count: int, seed: int) -> Drawn:
    """Members drawn at random, all computed in a batch."""
    template = Template(book_of(Workbook.open(path)))
    inputs = fields(path, template)
    drawn = members(inputs, count, seed)
    columns = {one.cell: [member.get(one.cell, one.value) for member in drawn] for one in inputs}
    batch = template.evaluate(columns, date=date.today())
    values = {cell: batch[cell].tolist() for cell in template.outputs}
    missing = [f"{one.cell}: {one.function}" for one in batch.not_recalculated]
    return Drawn(path, template, template.inputs, drawn, values, missing)


def apart(drawn: Drawn) -> list[tuple[int, Address, Any, Any]]:
    """Member, cell, value in the batch, value alone: where the two are not the same to the bit."""
    found = []
    for rank, member in enumerate(drawn.members):
        overrides = {str(cell): value for cell, value in member.items()}
        alone = evaluate(drawn.template.book, date=date.today(), overrides=overrides).values
        for cell, values in drawn.values.items():
            if kind(alone[cell]) != kind(values[rank]) or alone[cell] != values[rank]:
                found.append((rank, cell, values[rank], alone[cell]))
    return found


def judged(office: Office, owner: User, drawn: Drawn) -> Verdict:
    """What LibreOffice says of the members."""
    verdict = Verdict()
    areas = stretches([*drawn.values])
    bounds = [[one.sheet, one.left, one.top, one.right, one.bottom] for one in areas]
    office("open", owner.give(drawn.path).as_uri())
    office("automatic", False)
    held: Member = {}
    for rank, member in enumerate(drawn.members):
        change = {cell: drawn.typed[cell] for cell in held if cell not in member} | member
        held = member
        office("put", [[cell.sheet, cell.column, cell.row, value] for cell, value in change.items()])
        office("recalculate")
        found = {}
        for area, rows in zip(areas, office("found", bounds), strict=True):
            found |= {cell: theirs for cell, (theirs,) in zip(area.cells(), rows, strict=True)}
        if any(not agree(values[rank], found[cell]) for cell, values in drawn.values.items()):
            for cell, here, there in _differences(drawn.template, member, found, verdict):
                verdict.different[cell].append((rank, here, there))
    office("close")
    return verdict


def _differences(
    template: Template, member: Member, theirs: Mapping[Address, Any], verdict: Verdict
) -> Iterator[tuple[Address, Any, Any]]:
    """The cells of a member that differ of themselves and that no habit of Calc explains.

    Where a cell differs, LibreOffice's value is put in its place and everything is computed again: what comes
    of a difference is judged as if there were none.
    """
    given = {str(cell): value for cell, value in member.items()}
    while True:
        book = template.book
        ours = evaluate(book, date=date.today(), overrides=given).values
        different = {cell for cell in ours if not agree(ours[cell], theirs[cell])}
        roots = [cell for cell in different if not different.intersection(template.plan.precedents(cell))]
        if not roots:
            return
        calc = evaluate(book, date=date.today(), overrides=given, functions=BlankIsZero()).values
        for cell in roots:
            held = {
                one: given.get(str(one), ours.get(one, book.cell(one).value))
                for area in template.plan.prepared[cell].reads
                for one in area.cells()
            }
            reads = [*held.values()]
            functions = {*template.plan.prepared[cell].functions}
            reason = _habit(functions, reads, ours[cell], theirs[cell])
            if ours[cell] == 0 and theirs[cell] == [503] and "^" in str(book.cell(cell).formula):
                reason = "a power too small for a number: 0 in Excel"
            if agree(calc[cell], theirs[cell]):
                reason = "a blank handed to our functions as 0"
            if str(ours[cell]) == "#VALUE!" and not reason:
                counted = {str(one): 1.0 for one, value in held.items() if kind(value) == "text"}
                other = evaluate(book, date=date.today(), overrides=given | counted).values[cell]
                if isinstance(other, ErrorValue) and agree(other, theirs[cell]):
                    reason = "one of several errors"
            if reason:
                verdict.habits[reason] += 1
            else:
                yield cell, ours[cell], theirs[cell]
        given |= {str(cell): _value(theirs[cell]) for cell in roots}


def _habit(functions: set[str], reads: Sequence[Any], ours: Any, theirs: Any) -> str | None:
    """What Calc is known to do with such values and Excel does not; None where nothing is known."""
    numbers = [one for one in reads if kind(one) == "number"]
    read = [number_in(one, "fr") for one in reads if kind(one) == "text"]
    numbers += [one for one in read if isinstance(one, float)]
    errors = {str(one) for one in reads if kind(one) == "error"}
    if any(kind(one) == "text" for one in reads):
        errors.add("#VALUE!")
    both = isinstance(ours, ErrorValue) and isinstance(theirs, list)
    if "INDEX" in functions and both:
        return "an error inside INDEX"
    if both and {str(ours), ERRORS.get(theirs[0])} <= errors:
        return "one of several errors"
    if "MATCH" in functions and None in reads:
        return "a blank looked for: 0 in Excel"
    if "MATCH" in functions and str(ours) in ("#N/A", "") and any(isinstance(one, float) for one in read):
        return "a text that is a number, looked for among numbers: not found in Excel"
    if functions & DATED and any(one < 61 or one >= LAST_YEAR for one in numbers):
        return "days before 1 March 1900, after 9999"
    if "DATE" in functions and any(one <= 1900 for one in numbers):
        return "years before 1901"
    no_day = "DATE" in functions and any(one > 9999 for one in numbers)
    inside = theirs == [32767] and "MATCH" in functions
    if functions & CONDITIONS and (errors or no_day or inside) and isinstance(theirs, list):
        return "an error in a criterion: nothing is equal to it in Excel"
    if kind(ours) == kind(theirs) == "text" and FIRST_DAYS.sub("", ours) == FIRST_DAYS.sub("", theirs):
        return "the text of a day before 1 March 1900"
    return None


def _value(theirs: Any) -> Any:
    """LibreOffice's value as a cell holds it."""
    if not isinstance(theirs, list):
        return theirs
    name = ERRORS.get(theirs[0], "#VALUE!")
    return ErrorValue(name if name.startswith("#") else "#VALUE!")


class BlankIsZero(Mapping[str, Callable[..., Any]]):
    """Our functions as Calc calls them."""

    def __getitem__(self, name: str) -> Callable[..., Any]:
        function = CATALOGUE[name]
        return lambda *arguments: function(*(0.0 if one is None else one for one in arguments))

    def __iter__(self) -> Iterator[str]:
        return iter(CATALOGUE)

    def __len__(self) -> int:
        return len(CATALOGUE)
