"""Closed years: the figures that a year had when it was closed, and the workbooks that show others.

The figures of a year are what the annexes compute in its rows, and the state of debt of its loans, from the
convention as it stands on 31 December: an amendment that takes effect later changes none of them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from udfs import parameters
from udfs.errors import Text
from udfs.figures import english, french
from udfs.parameters import EnteredVersion
from xlsync import __version__
from xlsync.annexbook.cells import ReadCell, dated
from xlsync.annexbook.contrast import shown_column
from xlsync.annexbook.figures import computed_figures, key_as_text
from xlsync.annexbook.origin import view_of
from xlsync.annexbook.printed import Printed, value_of
from xlsync.annexbook.published import displayed
from xlsync.annexbook.reading import Reading
from xlsync.annexes import Column, Table, schema
from xlsync.conventions.keys import key_text, parse_key
from xlsync.errors import Problem, sentence
from xlsync.model import (
    ROW,
    Cells,
    ConventionData,
    Model,
    Where,
    cell_keys,
    decimal_text,
    kind_of,
    to_text,
)
from xlsync.model.amendments import View, amendments
from xlsync.model.etat_dette import AMOUNTS, FIELDS, etat_dette
from xlsync.model.kept import CLOSED_FIGURES, CLOSINGS
from xlsync.recalc.cached import same
from xlsync.workbook.values import ErrorValue

if TYPE_CHECKING:
    from xlsync.store import Store

DEBT = "etat_dette"
"""Stands for a table: the state of debt, a record a loan, by the columns of the budget file."""

_OF_DEBT = Column(name="montant", label=Text("Montant (€)", "Amount (EUR)"), type="amount", displayed=2)
"""What every figure of the state of debt is."""

Figures = dict[Where, str]


def on_last_day(year: int) -> View:
    """The convention as it stands on 31 December."""
    return View(datetime.date(year, 12, 31))


# --- the figures of a year


def year_figures(
    data: ConventionData, year: int, versions: Iterable[EnteredVersion]
) -> tuple[Figures, list[Text]]:
    """The figures of a year, as canonical texts, blanks left out.

    Args:
        data: The convention as it stands on the last day of the year, with what it takes from others.
        year: The year.
        versions: The versions of parameters that count for it.

    Returns:
        By table, key and column; and what has no figure: cells in error, loans without dates.

    Raises:
        XlsyncError, UdfError: the annex cannot be made.
    """
    return figures_of(data, year, tuple(versions), computed_figures(data, versions))


def figures_of(
    data: ConventionData,
    year: int,
    versions: tuple[EnteredVersion, ...],
    computed: Mapping[Where, tuple[ReadCell, Any]],
) -> tuple[Figures, list[Text]]:
    """The same, from the computed cells of the convention (`computed_figures`)."""
    figures: Figures = {}
    lacking: list[Text] = []
    rows = {table.name: _rows_of(data, table, year) for table in data.schema.tables}
    for place, (cell, value) in computed.items():
        if place[1] not in rows.get(place[0], ()) or value in (None, ""):
            continue
        if not cell.column.formula or cell.column.asked:
            continue
        figures[place] = text_of(value, cell.column)
        if isinstance(value, ErrorValue):
            lacking.append(Text(f"{cell.address} : {value}", f"{cell.address}: {value}"))
    with parameters.handing(versions):
        state = etat_dette(Model().put(data), year)
    for line in state.lignes:
        key = key_text({"emprunt": str(line["emprunt"])})
        figures |= {(DEBT, key, name): decimal_text(float(line[name])) for name in AMOUNTS}
    return figures, [*lacking, *(problem.what for problem in state.problemes)]


def text_of(value: Any, column: Column, date1904: bool = False) -> str:
    """The canonical text of the figure of a column; an error is its own."""
    held = dated(value, date1904) if column.type == "date" else value
    if isinstance(held, datetime.date):
        return held.isoformat()
    if isinstance(held, bool):
        return "true" if held else "false"
    return decimal_text(float(held)) if isinstance(held, int | float) else str(held)


def _rows_of(data: ConventionData, table: Table, year: int) -> set[str]:
    """Keys of the records of a year: those that its key says, else those whose date falls in it."""

    def text(key: Mapping[str, Any]) -> str:
        return key_as_text(data, table, key)

    years = [column.name for column in table.columns if column.key and column.type == "year"]
    if years:
        return {text(key) for key in cell_keys(data.schema, table, data) if key[years[0]] == year}
    days = [column.name for column in table.inputs if column.type == "date"]
    amounts = [column for column in table.columns if column.formula and column.type == "amount"]
    if table.rows.source != "input" or table.blocks or not (days and amounts):
        return set()
    return {
        text({name: record[name] for name in table.keys})
        for record in data.records(table.name)
        if any(isinstance(day := record[name], datetime.date) and day.year == year for name in days)
    }


# --- what a model keeps


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed year.

    Attributes:
        year: The year.
        program: Version of the program that closed it.
        figures: Its figures.
    """

    year: int
    program: str
    figures: Figures


def closed_years(cells: Cells) -> list[Closed]:
    """The closed years of a convention, first to last."""
    programs: dict[int, str] = {}
    figures: dict[int, Figures] = {}
    for (_, table, key, column), text in cells.items():
        if table == CLOSINGS and column in (ROW, "programme"):
            year = int(parse_key(key)["annee"])
            programs[year] = text if column else programs.get(year, "")
        elif table == CLOSED_FIGURES and column == "valeur":
            parts = parse_key(key)
            place = (parts["table"], parts["cle"], parts["colonne"])
            figures.setdefault(int(parts["annee"]), {})[place] = text
    return [Closed(year, programs[year], figures.get(year, {})) for year in sorted(programs)]


def with_closed(data: ConventionData, year: int, figures: Figures) -> ConventionData:
    """A convention whose year is closed with these figures."""
    data = data.add_row(CLOSINGS, {"annee": year, "programme": __version__})
    rows = [
        {"annee": year, "table": table, "cle": key or None, "colonne": column, "valeur": text}
        for (table, key, column), text in sorted(figures.items())
    ]
    return data.with_records(CLOSED_FIGURES, [*data.records(CLOSED_FIGURES), *rows])


def reopened(data: ConventionData, year: int) -> ConventionData:
    """A convention whose year is open again.

    Raises:
        UnknownKey: it was not closed.
    """
    left = [row for row in data.records(CLOSED_FIGURES) if row["annee"] != year]
    return data.delete_row(CLOSINGS, {"annee": year}).with_records(CLOSED_FIGURES, left)


# --- what is said of one


def figure_name(convention: str, place: Where, cells: Mapping[Where, str]) -> Text:
    """A figure as people know it: annex, line and heading."""
    if place[0] == DEBT:
        title = next(title for name, title, _ in FIELDS if name == place[2])
        loan = parse_key(place[1])["emprunt"]
        return Text(f"État de la dette, {loan}, {title}", f"State of debt, {loan}, {title}")
    printed = _printed(convention, cells)
    said = f"{printed.annex(place)}, {printed.cell(place)}"
    return Text(said, said)


def is_amount(convention: str, place: Where, cells: Mapping[Where, str]) -> bool:
    """A sum of money, rather than a date, a share or a word."""
    return place[0] == DEBT or _printed(convention, cells).column(place).type == "amount"


def shown_figure(convention: str, place: Where, text: str | None, cells: Mapping[Where, str]) -> str:
    """A figure as its cell shows it."""
    if place[0] == DEBT:
        return "–" if text is None else value_of(_OF_DEBT, text)
    printed = _printed(convention, cells)
    column = shown_column(printed.column(place))
    if text is not None and column.type == "amount" and _is_number(text):
        text = to_text(displayed(float(text), column), column)
    return printed.value(place, text)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def is_as_closed(now: str, kept: str) -> bool:
    """The same figure, but for the dust of sums in another program."""
    if _is_number(now) and _is_number(kept):
        return same(float(now), float(kept))
    return now == kept


def _printed(convention: str, cells: Mapping[Where, str]) -> Printed:
    return Printed(schema(kind_of(convention)), cells)


# --- workbooks


def problems_of_closed(reading: Reading, store: Store, file: Path | str) -> Iterator[Problem]:
    """One problem for each cell of a workbook that does not show the figure of a closed year.

    Args:
        reading: The workbook.
        store: The store that it comes from.
        file: Its path.
    """
    convention = reading.identity.convention
    at = view_of(reading.book).at
    cells = store.cells(convention)
    said = {cell[1:]: text for cell, text in cells.items()}
    for closed in closed_years(cells):
        if at is not None and at.year < closed.year:
            continue
        for place, kept in closed.figures.items():
            cell = reading.computed.get(place)
            if cell is None or cell.column.asked:
                continue
            blank = cell.value in (None, "")
            now = None if blank else text_of(cell.value, cell.column, reading.book.date1904)
            if now is not None and is_as_closed(now, kept):
                continue
            old, new = (shown_figure(convention, place, text, said) for text in (kept, now))
            yield Problem(
                cell.address,
                sentence(
                    f"exercice {closed.year} clos : ce chiffre était {old}, le classeur montre {new}",
                    f"the year {closed.year} is closed: this figure was {old}, the workbook shows {new}",
                ),
                _fix(closed.year, said),
                cell.column.source,
                str(file),
            )


def _fix(year: int, cells: Mapping[Where, str]) -> Text:
    """What to do: a signed amendment that counts later explains it, and the year stays as it was closed."""
    later = [one for one in amendments(cells) if not one.is_draft and one.effect > f"{year}-12-31"]
    if not later:
        return sentence(
            "revenir à ce qui a été clos, ou rouvrir l’exercice (« reopen », avec un motif)",
            "go back to what was closed, or open the year again (“reopen”, with a reason)",
        )
    one = later[0]
    effect = datetime.date.fromisoformat(one.effect)
    return sentence(
        f"l’avenant n° {one.number}, d’effet {french(effect)}, compte dans ce classeur : "
        f"« build --at {year}-12-31 » montre l’exercice clos ; un changement de prêt en cours de vie s’entre "
        "comme événement, à sa date",
        f"amendment no. {one.number}, effective {english(effect)}, counts in this workbook: "
        f"“build --at {year}-12-31” shows the closed year; a change of a loan during its life is entered as "
        "an event, at its date",
    )
