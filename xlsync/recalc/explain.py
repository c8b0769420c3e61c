"""Where a figure comes from: its formula, what it reads, the steps of our functions, down to the inputs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from datetime import date as Day
from typing import Any

import udfs
from udfs.declaration import Kind
from udfs.errors import Text, UdfError
from udfs.figures import figure, percentage, spoken
from udfs.registry.catalogue import find
from udfs.rules.steps import Step
from xlsync.recalc.carried import under_carried
from xlsync.recalc.dependents import Dependents
from xlsync.recalc.engine import cell_in, evaluate
from xlsync.recalc.faults import note
from xlsync.recalc.labels import SHOWN_VALUES, Labels
from xlsync.recalc.linking import prepare
from xlsync.recalc.ours import CATALOGUE, Call, Functions, handed
from xlsync.recalc.presenting import Presenter, Rate, presented
from xlsync.recalc.references import Area
from xlsync.recalc.results import Evaluation
from xlsync.recalc.values import Unsupported
from xlsync.recalc.view import Book, book_of
from xlsync.workbook import Workbook
from xlsync.workbook.number_formats import DATE, NUMBER, RATE
from xlsync.workbook.values import Address

MAX_CELLS = 200

UNSAID_UNITS = ("", "1", "date", "base", "calendrier", "nombre", "rang du mois", "regle", "texte")
UNITS = {
    "EUR": Text("€", "€"),
    "1/an": Text("par an", "a year"),
    "jours_ouvres": Text("jours ouvrés", "working days"),
    "annees": Text("années", "years"),
    "etablissement": Text("établissement", "establishment"),
}
"""How a reader writes the units that parameters and rules name in ASCII."""


@dataclass(frozen=True, slots=True)
class CallSteps:
    """The steps of one call of one of our functions; `problem` says why there are none."""

    name: str
    result: Any
    steps: tuple[Step, ...] = ()
    problem: Text | None = None


@dataclass(frozen=True, slots=True)
class Precedent:
    """An area that a formula reads.

    Attributes:
        area: The cells.
        label: Heading of the table column, or defined name; empty when there is none.
        values: What the cells hold, row by row, at most `SHOWN_VALUES`; days as dates where cells show them.
        count: Number of cells.
        below: Explanation of the cell, when it is one cell holding a formula and was asked for.
    """

    area: Area
    label: str
    values: tuple[Any, ...]
    count: int
    below: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Where the value of a cell comes from.

    Attributes:
        cell: The cell.
        label: Heading of its table column, or its name.
        value: Computed value, typed value of an input; the day, where the cell shows a date.
        formula: As written, without "="; None for an input.
        precedents: What the formula reads, in the order of the formula.
        calls: Steps of our functions in it.
        not_recalculated: What could not be computed; the value is then the cached one.
    """

    cell: Address
    label: str
    value: Any
    formula: str | None
    precedents: tuple[Precedent, ...] = ()
    calls: tuple[CallSteps, ...] = ()
    not_recalculated: str = ""


@dataclass(slots=True)
class _Explainer:
    book: Book
    evaluation: Evaluation
    labels: Labels
    presented: Presenter
    seen: set[Address] = field(default_factory=set)

    def explain(self, cell: Address, depth: int) -> Explanation:
        self.seen.add(cell)
        formula = self.book.cell(cell).formula
        refused = next((one.function for one in self.evaluation.not_recalculated if one.cell == cell), "")
        return Explanation(
            cell=cell,
            label=self.labels.of(cell),
            value=self.value(cell),
            formula=formula,
            precedents=tuple(self.precedents(cell, formula, depth)) if formula else (),
            calls=tuple(
                steps_of(call, self._given(call)) for call in self.evaluation.calls if call.cell == cell
            ),
            not_recalculated=refused,
        )

    def _given(self, call: Call) -> Any:
        """What a call gave, as its function declares it; else as the cell shows it, whose value it is."""
        result = call.result
        try:
            shown = _SHOWN.get(find(call.name).result.kind, NUMBER)
        except UdfError:
            shown = NUMBER
        if shown != NUMBER:
            return presented(result, shown, self.book.date1904)
        is_number = isinstance(result, int | float) and not isinstance(result, bool)
        is_value = is_number and result == self.evaluation.values.get(call.cell)
        return self.presented(call.cell, result) if is_value else result

    def value(self, cell: Address) -> Any:
        return self.presented(cell, self.evaluation.values.get(cell, self.book.cell(cell).value))

    def precedents(self, cell: Address, formula: str, depth: int) -> Iterator[Precedent]:
        try:
            areas = dict.fromkeys(prepare(self.book, formula, cell).reads)
        except Unsupported:
            return
        for area in areas:
            yield Precedent(
                area,
                self.labels.of(area.first),
                tuple(self.shown(area)),
                area.size,
                self.below(area, depth),
            )

    def shown(self, area: Area) -> Iterator[Any]:
        for rank in range(SHOWN_VALUES):
            row, column = divmod(rank, area.right - area.left + 1)
            if area.top + row > area.bottom:
                return
            yield self.value(Address(area.sheet, area.top + row, area.left + column))

    def below(self, area: Area, depth: int) -> Explanation | None:
        one = area.first
        if depth <= 1 or not area.is_cell or one in self.seen or len(self.seen) >= MAX_CELLS:
            return None
        return self.explain(one, depth - 1) if self.book.cell(one).formula is not None else None


def explain(
    book: Workbook | Book,
    address: str,
    *,
    depth: int = 1,
    date: Day | None = None,
    evaluation: Evaluation | None = None,
    functions: Functions = CATALOGUE,
) -> Explanation:
    """Where the value of a cell comes from.

    Args:
        book: The workbook, or its view.
        address: `Sheet!A1`.
        depth: 1 for what the formula reads, 2 for what these cells read in their turn…; at most 200 cells.
        date: What TODAY and NOW give.
        evaluation: The evaluation of that workbook, when there is one already.
        functions: Our functions by identity; those of `udfs` by default.

    Raises:
        ValueError: the address names no cell of the workbook.

    Examples:
        >>> from xlsync.recalc.view import CellView
        >>> cells = {(1, 1): CellView(2.0), (1, 2): CellView(4.0, "A1*2")}
        >>> book = Book({"F": cells}, names={(None, "base"): "F!$A$1"})
        >>> print(render(explain(book, "F!B1"), "fr"))
        F!B1 = 4
          formule : =A1*2
          F!A1 (base) = 2
    """
    view = book_of(book)
    cell = cell_in(view, address)
    known = evaluation or evaluate(
        Dependents(view).narrowed([cell], values=True), date=date, functions=functions
    )
    with under_carried(view):
        return _Explainer(view, known, Labels(view), Presenter(book)).explain(cell, depth)


_SHOWN = {Kind.DATE: DATE, Kind.RATE: RATE}


def steps_of(call: Call, result: Any) -> CallSteps:
    """The steps of a recorded call.

    Args:
        call: The call.
        result: What it gave, as it is shown.
    """
    try:
        steps = udfs.explain(call.name, *map(handed, call.arguments))
    except UdfError as error:
        return CallSteps(call.name, result, problem=error.text)
    except Exception as error:
        note(error, call.name, "its steps are left out")
        return CallSteps(call.name, result, problem=UNEXPLAINED)
    return CallSteps(call.name, result, tuple(steps))


UNEXPLAINED = Text(
    "les étapes de ce calcul n’ont pas pu être données (erreur du programme)",
    "the steps of this computation could not be given (a fault of the program)",
)
WORDS = {
    "formula": Text("formule : ", "formula: "),
    "blank": Text("vide", "blank"),
    "input": Text("saisie", "typed"),
    "kept": Text("non recalculée, valeur enregistrée : ", "not recalculated, stored value: "),
    "source": Text("source : ", "source: "),
}


def render(explanation: Explanation, lang: str, indent: str = "") -> str:
    """The explanation as text, one line a fact, indented as it goes down.

    Args:
        explanation: From `explain`.
        lang: "fr" or "en".
        indent: What precedes each line.
    """
    return "\n".join(indent + line for line in _lines(explanation, lang))


def _lines(explanation: Explanation, lang: str) -> Iterator[str]:
    yield f"{placed(str(explanation.cell), explanation.label)} = {shown(explanation.value, lang)}"
    if explanation.formula is None:
        yield f"  {WORDS['input'].in_language(lang)}"
        return
    yield f"  {WORDS['formula'].in_language(lang)}={explanation.formula}"
    if explanation.not_recalculated:
        yield f"  {WORDS['kept'].in_language(lang)}{explanation.not_recalculated}"
    for call in explanation.calls:
        yield from _call_lines(call, lang)
    for precedent in explanation.precedents:
        yield from _precedent_lines(precedent, lang)


def placed(where: str, label: str) -> str:
    """A place, with its label in brackets where it has one."""
    return f"{where} ({label})" if label else where


def _call_lines(call: CallSteps, lang: str) -> Iterator[str]:
    yield f"  {call.name} = {shown(call.result, lang)}"
    if call.problem is not None:
        yield f"    {call.problem.in_language(lang)}"
    for step in call.steps:
        source = f" [{WORDS['source'].in_language(lang)}{step.source}]" if step.source else ""
        yield f"    {step.label.in_language(lang)} = {_measured(step.value, step.unit, lang)}{source}"


def _measured(value: Any, unit: str, lang: str) -> str:
    """A value of a step with its unit, thousands apart; nothing is said of a pure number or of a date."""
    plain = isinstance(value, bool) or not isinstance(value, int | float)
    text = shown(value, lang) if plain else figure(value, lang)
    if unit in UNSAID_UNITS:
        return text
    for code, said in UNITS.items():
        unit = unit.replace(code, said.in_language(lang))
    return f"{text} {unit}"


def _precedent_lines(precedent: Precedent, lang: str) -> Iterator[str]:
    if precedent.below is not None:
        yield from ("  " + line for line in _lines(precedent.below, lang))
        return
    area = precedent.area
    where = str(area.first) if area.is_cell else f"{area.sheet}!{area.local.replace('$', '')}"
    values = " ; ".join(shown(value, lang) for value in precedent.values)
    more = " …" if precedent.count > len(precedent.values) else ""
    yield f"  {placed(where, precedent.label)} = {values}{more}"


def shown(value: Any, lang: str) -> str:
    """A value as a reader of that language writes it: 14980,12, VRAI, 02/12/2024, 2 %, vide in French."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        value = [row if isinstance(row, list | tuple) else [row] for row in value]
        rows = "; ".join(", ".join(_element(one, lang) for one in row) for row in value[:SHOWN_VALUES])
        return f"[{rows}{' …' if len(value) > SHOWN_VALUES else ''}]"
    if isinstance(value, date | bool):
        return spoken(value, lang)
    if isinstance(value, Rate):
        return percentage(value, lang)
    if isinstance(value, int | float):
        return figure(value, lang, apart=False)
    return WORDS["blank"].in_language(lang) if value is None or value == "" else str(value)


def _element(value: Any, lang: str) -> str:
    """A value of a list, where commas part values: numbers with a point."""
    return spoken(value, lang) if isinstance(value, date) else shown(value, "en")
