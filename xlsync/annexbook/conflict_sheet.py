"""The sheet `Conflits`: one line a cell that waits for a choice, and one a derogation that was granted.

What people read stands on the left; the names of the model stand in the last column, the marker, with a hash
of all that the program wrote on the line. Columns are found by their headings and lines by their markers, so
that people may sort, move and insert; a line whose texts are no longer those of its marker is never read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from udfs.errors import Text
from xlsync.annexbook.hidden import (
    CONFLICT_COLUMNS,
    CONFLICT_HEADER,
    CONFLICT_SHEET,
    GRANTED,
    STATE,
)
from xlsync.annexbook.measures import height_of, lines_of
from xlsync.conventions.keys import key_text, parse_key
from xlsync.errors import Problem, UnsupportedWorkbook, sentence
from xlsync.workbook import Sheet, Workbook
from xlsync.workbook.markup import first_element, replace_spans
from xlsync.workbook.values import Address, Value, cell_name, escape_attribute, split_address

_BEFORE_LINKS = (
    "dataValidations", "conditionalFormatting", "phoneticPr", "mergeCells", "customSheetViews",
    "dataConsolidate", "sortState", "autoFilter", "scenarios", "protectedRanges", "sheetProtection",
    "sheetCalcPr", "sheetData",
)  # fmt: skip
"""Elements of a worksheet that stand before its links, the last one first."""

_TITLES = {column.title: column.name for column in CONFLICT_COLUMNS}
_WRITTEN = ("choice", "reason", "article")
"""What people write; the program writes all the rest."""

_SEVERAL = -1
"""Place of a heading that stands more than once."""


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """One line of the sheet, as it shows.

    Attributes:
        cell: `Sheet!A1`, a link to the cell; "" for a record that the workbook does not hold.
        table, key, column: Its name in the model.
        situation: What happened, one of the constants of `hidden`.
        annex, record, heading: Its name as printed.
        base, workbook, model: Its three contents.
        author: Who last changed it in the model.
        choice: What a person wrote.
        reason, article: Why a derogation is granted.
        formula: The formula that a value replaces.
    """

    cell: str
    table: str
    key: str
    column: str
    situation: str = ""
    annex: str = ""
    record: str = ""
    heading: str = ""
    base: str = ""
    workbook: str = ""
    model: str = ""
    author: str = ""
    choice: Value = ""
    reason: str = ""
    article: str = ""
    formula: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """Table, key and column."""
        return self.table, self.key, self.column

    @property
    def marker(self) -> str:
        """What the program reads: the name in the model, and a hash of the line as it was written."""
        shown = [" ".join(str(getattr(self, name)).split()) for name in _written_by_us()]
        digest = hashlib.sha256("\x1f".join([*self.place, *shown]).encode()).hexdigest()[:12]
        names = {"table": self.table, "cle": self.key, "colonne": self.column, "controle": digest}
        return key_text(names)


def _written_by_us() -> list[str]:
    return [one.name for one in CONFLICT_COLUMNS if one.name not in (*_WRITTEN, "marker")]


def has_conflict_sheet(book: Workbook) -> bool:
    """The workbook has a sheet `Conflits`."""
    return any(entry.name == CONFLICT_SHEET for entry in book.sheets)


def read_lines(book: Workbook) -> list[ConflictLine]:
    """The lines of the sheet, from top to bottom; none where there is no such sheet.

    Raises:
        UnsupportedWorkbook: a heading is missing or stands twice, or a line is no longer as it was written.
    """
    return list(ConflictTable(book).lines.values()) if has_conflict_sheet(book) else []


def problems_of_sheet(book: Workbook, file: str) -> list[Problem]:
    """What keeps the lines of the sheet from being read, if anything does.

    Raises:
        UnsupportedWorkbook: The sheet has no cells.
    """
    try:
        read_lines(book)
    except UnsupportedWorkbook as error:
        if "problem" not in error.facts:
            raise
        return [replace(error.facts["problem"], file=file)]
    return []


def write_lines(book: Workbook, lines: Sequence[ConflictLine]) -> None:
    """Rewrites the lines; nothing changes when the sheet holds these lines already.

    Notes that people took beside a line stay beside it; those of other rows go under the lines.

    Raises:
        MissingInWorkbook: the workbook has no such sheet.
        UnsupportedWorkbook: as `read_lines`.
    """
    table = ConflictTable(book)
    if list(table.lines.values()) != list(lines):
        table.rewrite(lines)


class ConflictTable:
    """The table of the sheet, where people left it.

    Attributes:
        sheet: The sheet.
        header: Row of its headings.
        columns: Number of each of its columns, by name.
        lines: Its lines by row, from top to bottom.
    """

    def __init__(self, book: Workbook) -> None:
        self.sheet: Sheet = book.sheet(CONFLICT_SHEET)
        self.header, self.columns = self._headings()
        self.lines: dict[int, ConflictLine] = dict(self._lines())

    # --- reading

    def _headings(self) -> tuple[int, dict[str, int]]:
        """The row with most of our headings, and where they are."""
        rows: dict[int, dict[str, int]] = {}
        for (row, at), cell in self.sheet.cells.items():
            name = _TITLES.get(" ".join(str(cell.value).split()))
            if name is not None:
                found = rows.setdefault(row, {})
                found[name] = _SEVERAL if name in found else at
        header = max(rows, key=lambda row: len(rows[row]), default=CONFLICT_HEADER)
        columns = rows.get(header, {})
        for column in CONFLICT_COLUMNS:
            if columns.get(column.name, _SEVERAL) == _SEVERAL:
                raise _no_heading(column.title, header, several=column.name in columns)
        return header, columns

    def _lines(self) -> list[tuple[int, ConflictLine]]:
        marked = sorted(
            row for (row, at), cell in self.sheet.cells.items()
            if row > self.header and at == self.columns["marker"] and cell.value not in (None, "")
        )  # fmt: skip
        lines = [(row, self._line(row)) for row in marked]
        rows: dict[tuple[str, str, str], int] = {}
        for row, line in lines:
            if rows.setdefault(line.place, row) != row:
                raise _refused(
                    row, f"elle répète la ligne {rows[line.place]}", f"it repeats row {rows[line.place]}"
                )
        return lines

    def _line(self, row: int) -> ConflictLine:
        held = {name: self._value(row, name) for name in self.columns}
        try:
            names = parse_key(str(held.pop("marker")))
            place = names["table"], names["cle"], names["colonne"]
        except (KeyError, ValueError):
            raise _refused(row, "son repère a été modifié", "its marker was changed") from None
        choice = held.pop("choice") or ""
        texts = {name: "" if value is None else str(value) for name, value in held.items()}
        cell = texts.pop("cell")
        line = ConflictLine(cell, *place, choice=choice, **texts)
        if parse_key(line.marker) != names:
            raise _refused(
                row,
                "ses textes ne sont plus ceux de son repère (tri d’une partie des colonnes, texte modifié)",
                "its texts are not those of its marker any more (some columns sorted alone, a text changed)",
            )
        return line

    def _value(self, row: int, name: str) -> Value:
        return self.sheet.cell((row, self.columns[name])).value

    # --- writing

    def rewrite(self, lines: Sequence[ConflictLine]) -> None:
        """Gives the table other lines, each on its row from the top."""
        styles = self._styles()
        notes = self._notes({line.place: row for row, line in enumerate(lines, start=self.header + 1)})
        self._clear()
        for row, line in enumerate(lines or [None], start=self.header + 1):
            for name, at in self.columns.items():
                value = getattr(line, name) if line else None
                self.sheet.set_value((row, at), value if value != "" else None, style=styles[name])
        for where, markup in notes.items():
            self.sheet.set_markup(where, markup)
        self._count(lines)
        self.sheet.set_row_heights({row: _height(line) for row, line in enumerate(lines, self.header + 1)})
        self._link(lines)

    def _styles(self) -> dict[str, int | None]:
        """Cell formats of the first row under the headings, which has them even where there is no line."""
        cells = self.sheet.cells
        return {
            name: cells[self.header + 1, at].style if (self.header + 1, at) in cells else None
            for name, at in self.columns.items()
        }

    def notes(self) -> list[tuple[int, int]]:
        """The cells that people wrote under the headings, out of our columns."""
        ours = set(self.columns.values())
        return [
            (row, at)
            for (row, at), cell in sorted(self.sheet.cells.items())
            if row > self.header and cell.value not in (None, "") and not (row in self.lines and at in ours)
        ]

    def _notes(self, rows: Mapping[tuple[str, str, str], int]) -> dict[tuple[int, int], str]:
        """What people wrote out of our columns, where it is to go."""
        found = {}
        last = self.header + len(rows)
        moved: dict[int, int] = {}
        for row, at in self.notes():
            if row not in moved:
                kept = rows.get(self.lines[row].place) if row in self.lines else None
                last += kept is None
                moved[row] = last if kept is None else kept
            where = moved[row], at
            found[where] = self.sheet.markup((row, at), cell_name(*where))
        return found

    def _clear(self) -> None:
        under = [where for where in self.sheet.cells if where[0] > self.header]
        for where in under:
            self.sheet.set_markup(where, "")
        self.sheet.drop_empty_rows(self.header + 1, max((row for row, _ in under), default=0))

    def _count(self, lines: Sequence[ConflictLine]) -> None:
        """Says how many lines wait, on the line over the table that says it."""
        for where, cell in self.sheet.cells.items():
            if where[0] < self.header and str(cell.value).startswith(STATE):
                self.sheet.set_value(where, state_of(lines))

    def _link(self, lines: Sequence[ConflictLine]) -> None:
        rows = enumerate(lines, start=self.header + 1)
        at = self.columns["cell"]
        _set_links(self.sheet, {cell_name(row, at): line.cell for row, line in rows if line.cell})


def state_of(lines: Sequence[ConflictLine]) -> str:
    """The line over the table: how many lines wait for a choice, how many derogations stand.

    Examples:
        >>> state_of([])
        'Situation : aucun choix à faire.'
    """
    granted = sum(line.situation == GRANTED for line in lines)
    waiting = len(lines) - granted
    said = "aucun choix à faire" if not waiting else f"{waiting} choix à faire"
    kept = f" ; {granted} dérogation{'s' if granted > 1 else ''} accordée{'s' if granted > 1 else ''}"
    return f"{STATE}{said}{kept if granted else ''}."


def _height(line: ConflictLine) -> float:
    printed = [column for column in CONFLICT_COLUMNS if column.name != "marker"]
    return height_of(max(lines_of(str(getattr(line, one.name)), one.width) for one in printed))


def _no_heading(title: str, row: int, *, several: bool) -> UnsupportedWorkbook:
    fr, en = ("figure plusieurs fois", "stands several times") if several else ("manque", "is missing")
    return _changed(
        row,
        sentence(f"l’en-tête « {title} » {fr}", f"the heading “{title}” {en}"),
        sentence(
            f"le remettre à la ligne {row}, ou annuler le changement",
            f"put it back on row {row}, or undo the change",
        ),
    )


def _refused(row: int, fr: str, en: str) -> UnsupportedWorkbook:
    return _changed(
        row,
        sentence(f"ligne {row} : {fr}", f"row {row}: {en}"),
        sentence(
            "annuler le changement, ou supprimer cette ligne entière : « xlsync sync » la récrira",
            "undo the change, or delete that whole row: “xlsync sync” will write it again",
        ),
    )


def _changed(row: int, what: Text, fix: Text) -> UnsupportedWorkbook:
    """The refusal of a sheet that is no longer as it was written, with the problem that it is."""
    return UnsupportedWorkbook(
        f"feuille {CONFLICT_SHEET}, {what.fr} ; {fix.fr} ; rien n’a été lu ni écrit",
        f"sheet {CONFLICT_SHEET}, {what.en}; {fix.en}; nothing was read or written",
        sheet=CONFLICT_SHEET,
        problem=Problem(str(Address(CONFLICT_SHEET, row, 1)), what, fix),
    )


def _set_links(sheet: Sheet, places: Mapping[str, str]) -> None:
    """Links from cells of a sheet to places of the same workbook, in place of those it had."""
    links = "".join(_link(sheet.prefix, cell, place) for cell, place in places.items())
    p = sheet.prefix
    markup = f"<{p}hyperlinks>{links}</{p}hyperlinks>" if links else ""
    found = first_element(sheet.mask, "hyperlinks", sheet.data.end)
    if found is not None:
        sheet.text = replace_spans(sheet.text, [(found.start, found.end, markup)])
    elif markup:
        at = _end_of_last(sheet)
        sheet.text = replace_spans(sheet.text, [(at, at, markup)])


def _link(prefix: str, cell: str, place: str) -> str:
    name, at = split_address(place)
    quoted = name.replace("'", "''")
    location = escape_attribute(f"'{quoted}'!{at}")
    return f'<{prefix}hyperlink ref="{cell}" location="{location}" display="{escape_attribute(place)}"/>'


def _end_of_last(sheet: Sheet) -> int:
    ends = [sheet.data.end]
    for name in _BEFORE_LINKS[:-1]:
        start = sheet.data.end
        while (found := first_element(sheet.mask, name, start)) is not None:
            ends.append(found.end)
            start = found.end
    return max(ends)
