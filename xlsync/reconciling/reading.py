"""The file of a lender, read: its columns, its payments, what stands around them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from udfs.coerce.cells import plain
from udfs.errors import Text
from udfs.figures import figure
from udfs.money import decimal15, half_up
from xlsync.annexes import Column
from xlsync.errors import Notice, sentence
from xlsync.reconciling.balances import is_after
from xlsync.reconciling.columns import AMOUNT, DATE, Columns, columns_of
from xlsync.reconciling.headings import (
    AFTER,
    AMOUNTS,
    BALANCE,
    BEFORE,
    DATES,
    DUE,
    INTEREST,
    LOAN,
    PAID,
    PRINCIPAL,
    RANK,
    READABLE,
    YEAR,
    score,
)
from xlsync.reconciling.lender import LenderTable, TheirLine
from xlsync.tables.files import read_lists
from xlsync.tables.grid import Grid, is_blank
from xlsync.tables.headings import refused
from xlsync.tables.numbers import Numbers, read_numbers
from xlsync.tables.spelling import is_of_totals

FLOWS = (INTEREST, PRINCIPAL, PAID)
CENTS = 100
_WHOLE = Column("rang", Text("Rang", "Rank"), "integer")
_YEAR = Column("annee", Text("Année", "Year"), "year", minimum=1900, maximum=2200)
_SUMS = ("total", "totaux", "somme", "sum of", "sum ", "cumul")
"""What begins a line of totals too, where there are no names."""


def read_lender(path: Path, loan: str) -> LenderTable:
    """The table of a file.

    Args:
        path: As `read_lists`.
        loan: Key of the loan, for a file that holds those of several.

    Raises:
        TablesRefused: no table of amortization, a column twice, another loan.
        XlsyncError: a file that cannot be read.
    """
    found, notices = read_lists(path, score, lambda headings: score(headings) >= READABLE)
    grid = found[0].grid
    columns, problems = columns_of(grid)
    if problems:
        raise refused(problems)
    if len(found) > 1:
        names = ", ".join(other.grid.sheet for other in found[1:])
        said = sentence(f"lue : {grid.sheet} ; non lues : {names}", f"read: {grid.sheet}; not read: {names}")
        notices = [*notices, Notice(path.name, said)]
    return _Reading(grid, columns, loan, list(notices)).read()


class _Reading:
    """A table that is being read."""

    def __init__(self, grid: Grid, columns: Columns, loan: str, notices: list[Notice]) -> None:
        self.grid, self.columns, self.loan, self.notices = grid, columns, loan, notices
        roles = (*AMOUNTS, BALANCE)
        self.numbers: dict[str, Numbers] = {
            role: read_numbers(grid, at, AMOUNT, signed=True)
            for role, at in columns.at.items()
            if role in roles
        }
        self.fees = [read_numbers(grid, at, AMOUNT, signed=True) for at in columns.fees]
        self.unrounded = False
        self.totals: list[tuple[int, TheirLine]] = []
        self.ignored: list[int] = []
        self.capital: int | None = None
        self.paid_out: datetime.date | None = None

    def read(self) -> LenderTable:
        """The payments of the file, what stands around them said."""
        lines = self._placed(self._payments())
        if not lines:
            raise refused([self.grid.problem(*_NO_LINE)])
        lines, without = self._without_fees(lines)
        self._say(lines)
        held = [role for role in (*DATES, YEAR, *AMOUNTS) if any(_holds(line, role) for line in lines)]
        return LenderTable(
            tuple(lines), tuple(held), tuple(self.notices), self.capital, self.paid_out, without
        )

    # --- lines

    def _payments(self) -> list[TheirLine]:
        """The payments, apart from totals, from the line of payment out and from lines that are none."""
        signs = {role: self._sign(role) for role in self.numbers}
        lines: list[TheirLine] = []
        for rank in self._own():
            line = self._line(rank, signs)
            pays = line.unread or any(line.amounts.get(role) for role in FLOWS)
            if self._is_of_totals(rank):
                self.totals.append((len(lines), line))
            elif pays or (line.rank and any(role in line.amounts for role in FLOWS)):
                lines.append(line)
            else:
                self._around(line, is_first=not lines)
        return lines

    def _around(self, line: TheirLine, is_first: bool) -> None:
        """A line that pays nothing: that of payment out, or none."""
        if is_first and line.amounts and line.rank in (None, 0):
            self.capital, self.paid_out = max(line.amounts.values()) or None, line.dates.get(DUE)
        else:
            self.ignored.append(line.number)

    def _own(self) -> Iterator[int]:
        """Ranks of the lines of the loan, where a column says which one each is of."""
        ranks = range(len(self.grid.lines))
        if LOAN not in self.columns.at:
            yield from ranks
            return
        said = {rank: self._cell(rank, LOAN) for rank in ranks}
        values = {str(one).strip() for one in said.values() if not is_blank(one)}
        wanted = re.findall(r"\d+|\D+", self.loan)[-1:]
        own = {
            one for one in values if re.findall(r"\d+", one)[:1] == wanted or plain(one) == plain(self.loan)
        }
        if len(values) < 2 and not own:
            own = values
        if not own:
            listed = ", ".join(sorted(values))
            what = sentence(
                f"pas de ligne de cet emprunt parmi : {listed}", f"no line of that loan among: {listed}"
            )
            raise refused([self.grid.problem(what, _KEEP)])
        yield from (rank for rank in ranks if str(said[rank]).strip() in own)

    def _line(self, rank: int, signs: Mapping[str, int]) -> TheirLine:
        number, cells = self.grid.lines[rank]
        amounts, unread = {}, {}
        for role, numbers in self.numbers.items():
            if rank in numbers.wrong:
                unread[role] = str(cells[self.columns.at[role]])
            elif (value := numbers.values[rank]) is not None:
                amounts[role] = self._cents(value) * signs[role]
        dates = {role: day for role in DATES if (day := self._date(rank, role, unread)) is not None}
        if not amounts and not dates:
            unread = {}  # a line of text
        return TheirLine(
            number, self._whole(rank, RANK, _WHOLE), dates, self._whole(rank, YEAR, _YEAR), amounts, unread
        )

    def _cents(self, value: float) -> int:
        exact = decimal15(value) * CENTS
        self.unrounded = self.unrounded or exact.denominator != 1
        return half_up(exact)

    def _cell(self, rank: int, role: str) -> object:
        cells, at = self.grid.lines[rank][1], self.columns.at.get(role)
        return None if at is None or at >= len(cells) else cells[at]

    def _date(self, rank: int, role: str, unread: dict[str, str]) -> datetime.date | None:
        cell = self._cell(rank, role)
        if is_blank(cell):
            return None
        read = self.grid.read(cell, DATE)
        if read.text is None:
            unread[role] = str(cell)
            return None
        return datetime.date.fromisoformat(read.text)

    def _whole(self, rank: int, role: str, column: Column) -> int | None:
        cell = self._cell(rank, role)
        if isinstance(cell, str) and (found := re.match(r"\D*(\d+)\s*(?:/\s*\d+)?\s*$", cell)):
            cell = found[1]
        read = None if is_blank(cell) else self.grid.read(cell, column)
        return None if read is None or read.text is None else int(read.text)

    def _sign(self, role: str) -> int:
        """-1 for a column whose amounts are all negative, which is said."""
        held = [value for value in self.numbers[role].values if value]
        if not held or max(held) > 0:
            return 1
        heading = self.columns.heading(self.grid, role)
        self._note(
            f"« {heading} » : montants négatifs, comparés sans leur signe",
            f"“{heading}”: negative amounts, compared without their sign",
        )
        return -1

    def _is_of_totals(self, rank: int) -> bool:
        texts = [plain(cell) for cell in self.grid.lines[rank][1] if isinstance(cell, str)]
        return any(is_of_totals(text) or text.startswith(_SUMS) for text in texts)

    def _placed(self, lines: list[TheirLine]) -> list[TheirLine]:
        """The lines, their balances named before or after the payment."""
        if BALANCE not in self.columns.at or not lines:
            return lines
        after, known = is_after(lines, self.capital)
        heading, role = self.columns.heading(self.grid, BALANCE), AFTER if after else BEFORE
        where = ("après", "after") if after else ("avant", "before")
        how = ("d’après ses montants", "as its amounts say") if known else ("supposé", "supposed")
        self._note(
            f"« {heading} » : capital restant dû {where[0]} l’échéance, {how[0]}",
            f"“{heading}”: balance {where[1]} the payment, {how[1]}",
        )
        return [
            replace(
                one,
                amounts={role if name == BALANCE else name: amount for name, amount in one.amounts.items()},
                unread={role if name == BALANCE else name: text for name, text in one.unread.items()},
            )
            for one in lines
        ]

    def _without_fees(self, lines: list[TheirLine]) -> tuple[list[TheirLine], bool]:
        """The lines, their payments without the fees that they hold, where they hold them everywhere."""
        places = {number: rank for rank, (number, _) in enumerate(self.grid.lines)}
        fees = [
            sum(self._cents(one.values[places[line.number]] or 0.0) for one in self.fees) for line in lines
        ]
        parts = [[line.amounts.get(role) for role in FLOWS] for line in lines]
        held = [
            None not in flows and sum(one or 0 for one in flows[:2]) + fee == flows[2]
            for flows, fee in zip(parts, fees, strict=True)
        ]
        if not any(fees) or not all(held):
            return lines, False
        heading = self.columns.heading(self.grid, PAID)
        self._note(
            f"« {heading} » : comprend les frais, comparée sans eux",
            f"“{heading}”: holds the fees, compared without them",
        )
        return [
            replace(line, amounts={**line.amounts, PAID: line.amounts[PAID] - fee})
            for line, fee in zip(lines, fees, strict=True)
        ], True

    # --- what is said

    def _note(self, fr: str, en: str) -> None:
        self.notices.append(Notice(self.grid.file.name, sentence(fr, en)))

    def _say(self, lines: Sequence[TheirLine]) -> None:
        if self.columns.ignored:
            listed = ", ".join(self.columns.ignored)
            self._note(f"colonnes non lues : {listed}", f"columns not read: {listed}")
        if self.fees:
            names = ", ".join(self.grid.headings[at].strip() for at in self.columns.fees)
            self._note(f"frais non comparés : {names}", f"fees not compared: {names}")
        if self.unrounded:
            self._note(
                "des montants ont plus de deux décimales : comparés arrondis au centime",
                "some amounts have more than two decimals: compared rounded to the cent",
            )
        if self.ignored:
            listed = ", ".join(map(str, self.ignored))
            self._note(
                f"lignes sans échéance, non comparées : {listed}",
                f"lines without payment, not compared: {listed}",
            )
        for count, total in self.totals:
            self._say_total(lines[:count], total)

    def _say_total(self, lines: Sequence[TheirLine], total: TheirLine) -> None:
        """A total that is not the sum of the lines over it."""
        for role in FLOWS:
            said, made = total.amounts.get(role), sum(line.amounts.get(role, 0) for line in lines)
            if said is None or self._is_of_last_lines(lines, role, said):
                continue
            heading = self.columns.heading(self.grid, role)
            fr = [figure(one / CENTS, "fr", decimals=2) for one in (said, made)]
            en = [figure(one / CENTS, "en", decimals=2) for one in (said, made)]
            self._note(
                f"ligne {total.number} : le total de « {heading} » est {fr[0]}, et ses lignes font {fr[1]}",
                f"line {total.number}: the total of “{heading}” is {en[0]}, and its lines make {en[1]}",
            )

    def _is_of_last_lines(self, lines: Sequence[TheirLine], role: str, said: int) -> bool:
        """Whether a total is that of the last lines over it, or of all of them."""
        last, sums = 0, {0}
        for line in reversed(lines):
            last += line.amounts.get(role, 0)
            sums.add(last)
        return abs(said) in sums


def _holds(line: TheirLine, role: str) -> bool:
    if role == YEAR:
        return line.year is not None
    return role in line.amounts or role in line.dates or role in line.unread


_KEEP = sentence("ne garder que les lignes de l’emprunt", "keep the lines of the loan only")
_NO_LINE = (
    sentence("aucune échéance dans le tableau", "no payment in the table"),
    sentence(
        "vérifier que les montants sont sous leurs titres", "check that amounts stand under their headings"
    ),
)
