"""What people chose in the sheet `Conflits`: between two changes, or about a value typed over a formula."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from udfs.coerce.cells import plain
from udfs.errors import Text
from xlsync.annexbook.cells import dated
from xlsync.annexbook.conflict_sheet import ConflictLine
from xlsync.annexbook.derogations import derogation_key, value_text
from xlsync.annexbook.hidden import COMPUTED_CHOICES, CONFLICT_SHEET, INPUT_CHOICES, OVERRIDE, RESTORE
from xlsync.annexbook.printed import Printed
from xlsync.annexbook.reading import Override, Reading
from xlsync.annexes import schema
from xlsync.errors import Notice, Problem, XlsyncError, sentence
from xlsync.merge import Choice, read_choice
from xlsync.model import OVERRIDES, ROW, Where, shapes
from xlsync.model.cells import labelled
from xlsync.workbook.values import Value

DEROGATION_COLUMNS = ("valeur", "motif", "article")


@dataclass(slots=True)
class Chosen:
    """The choices of a workbook.

    Attributes:
        lines: The lines of its sheet `Conflits`.
        choices: How to settle conflicts.
        restore: Computed cells whose formula is to come back.
        problems, notices: What is to be said of them.
    """

    lines: Sequence[ConflictLine]
    choices: dict[Where, Choice] = field(default_factory=dict)
    restore: set[Where] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def shown(printed: Printed, where: Where, side: Mapping[Where, str], base: Mapping[Where, str]) -> str:
    r"""What a side holds, as the sheet `Conflits` shows it, in French.

    Examples:
        >>> place = ("versements", "versement=1", "montant")
        >>> shown(Printed(schema("intracting")), place, {place: "170000.5"}, {})
        '170\xa0000,50\xa0€'
    """
    return printed.line(where, base, side) if where[2] == ROW else printed.value(where, side.get(where))


def read_chosen(
    kind: str,
    lines: Sequence[ConflictLine],
    side: Reading,
    base: Mapping[Where, str],
    model: Mapping[Where, str],
    date1904: bool = False,
) -> Chosen:
    """The choices of a workbook; derogations are put among the cells of its side.

    A choice counts only while the model still holds what the line shows.
    """
    chosen = Chosen(lines)
    by_place = {line.place: line for line in lines}
    printed = Printed(schema(kind), side.cells, model, base)
    for place, one in side.overrides.items():
        _read_override(chosen, one, by_place.get(place), side, {**_granted(model), **_granted(base)})
    for line in lines:
        if line.place not in side.computed:
            _read_line(chosen, line, printed, model, base, date1904)
    return chosen


def refuse_kept_formulas(side: Reading, chosen: Chosen) -> None:
    """A derogation keeps a value: one asked for a formula is not taken, and that is said."""
    for place in side.altered:
        key, cell = derogation_key(place), side.overrides[place].cell
        if (OVERRIDES, key, ROW) in side.cells:
            for where in [where for where in side.cells if where[:2] == (OVERRIDES, key)]:
                del side.cells[where]
            side.unread |= {(OVERRIDES, key, column) for column in (ROW, *DEROGATION_COLUMNS)}
            what = sentence(
                "une dérogation garde une valeur et non une formule",
                "a derogation keeps a value, not a formula",
            )
            fix = sentence("taper la valeur à la place, puis déroger", "type the value instead, then choose")
            chosen.problems.append(Problem(cell.address, what, fix, cell.column.source, side.file))


def _granted(cells: Mapping[Where, str]) -> dict[Where, str]:
    return {where: text for where, text in cells.items() if where[0] == OVERRIDES}


def _read_override(
    chosen: Chosen,
    override: Override,
    line: ConflictLine | None,
    side: Reading,
    known: Mapping[Where, str],
) -> None:
    """A derogation that was granted stays one until someone chooses otherwise."""
    place, cell = override.place, override.cell
    key = derogation_key(place)
    written = plain(str(line.choice)) if line else ""
    if written == plain(RESTORE):
        chosen.restore.add(place)
        return
    if line is not None and written not in ("", plain(OVERRIDE)):
        chosen.problems.append(_unreadable(line, _not_offered(line.choice, COMPUTED_CHOICES)))
    reason = (line.reason if line else "") or known.get((OVERRIDES, key, "motif"), "")
    if written != plain(OVERRIDE) and (OVERRIDES, key, ROW) not in known:
        return
    if not reason:
        chosen.problems.append(
            Problem(
                cell.address,
                sentence("dérogation sans motif", "derogation without a reason"),
                sentence(
                    f"écrire le motif et l’article dans la feuille {CONFLICT_SHEET}",
                    f"write the reason and the article in the sheet {CONFLICT_SHEET}",
                ),
            )
        )
        return
    article = (line.article if line else "") or known.get((OVERRIDES, key, "article"), "")
    rank = sum(1 for where in side.cells if where[0] == OVERRIDES and where[2] == ROW) + 1
    held = {ROW: str(rank), "valeur": value_text(override.content), "motif": reason, "article": article}
    for column, text in held.items():
        side.at[OVERRIDES, key, column] = cell
        if text:
            side.cells[OVERRIDES, key, column] = text


def _read_line(
    chosen: Chosen,
    line: ConflictLine,
    printed: Printed,
    model: Mapping[Where, str],
    base: Mapping[Where, str],
    date1904: bool,
) -> None:
    where = line.place
    if where[0] not in shapes(printed.schema.kind):
        return  # A computed cell that the workbook no longer holds: its line goes.
    try:
        if plain(str(line.choice)) in (plain(RESTORE), plain(OVERRIDE)):
            chosen.problems.append(_unreadable(line, _not_offered(line.choice, INPUT_CHOICES)))
            return
        choice = read_choice(printed.schema.kind, where, _written(line.choice, where, printed, date1904))
        if choice is None:
            return
        now = shown(printed, where, model, base)
    except XlsyncError as error:
        chosen.problems.append(_unreadable(line, _refused(error, where, printed)))
        return
    if line.model != now:
        chosen.notices.append(
            Notice(
                _place(line),
                sentence(
                    f"choix non appliqué, le modèle a changé depuis ({now})",
                    f"choice not applied, the model changed since ({now})",
                ),
            )
        )
        return
    chosen.choices[where] = choice


def _written(choice: Value, where: Where, printed: Printed, date1904: bool) -> Value | datetime.date:
    """A choice as it was meant: the serial of a date is a date."""
    is_value = isinstance(choice, float) and where[2] != ROW
    return dated(choice, date1904) if is_value and printed.column(where).type == "date" else choice


def _refused(error: XlsyncError, where: Where, printed: Printed) -> Text:
    """Why a choice is no value of its column, by the printed name."""
    cause = error.__cause__ if isinstance(error.__cause__, XlsyncError) else error
    what = cause.text if where[2] == ROW else labelled(cause.text, printed.column(where))
    return sentence(
        f"choix refusé, {what.fr} ; sinon écrire classeur, modèle ou base",
        f"choice refused, {what.en}; otherwise write classeur, modèle or base",
    )


def _not_offered(choice: object, offered: Sequence[tuple[str, str]]) -> Text:
    words = ", ".join(word for word, _ in offered)
    return sentence(
        f"le choix « {choice} » ne convient pas à cette ligne ; y écrire l’un de ceux-ci : {words}",
        f"the choice “{choice}” does not suit this line; write one of these: {words}",
    )


def _unreadable(line: ConflictLine, what: Text) -> Problem:
    return Problem(
        _place(line),
        what,
        sentence(
            f"corriger le choix dans la feuille {CONFLICT_SHEET}",
            f"correct the choice in the sheet {CONFLICT_SHEET}",
        ),
    )


def _place(line: ConflictLine) -> str:
    """The cell, else the names that the line shows."""
    return line.cell or ", ".join(filter(None, [line.annex, line.record, line.heading]))
