"""The load curve of one meter: values at equal steps, into calendar months, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from udfs.errors import Text
from udfs.figures import english, french
from xlsync.errors import CannotRead, Notice, Problem, sentence
from xlsync.readings.lines import Line
from xlsync.readings.months import Month
from xlsync.readings.paris import HOUR, Flags, Seconds, local_of, month_starts
from xlsync.readings.stamps import Stamps
from xlsync.readings.units import energy_of, exact_sum
from xlsync.tables.grid import Grid

STEPS = (600, 900, 1800, HOUR)
"""Steps that are known, in seconds."""
STARTS, ENDS = "start", "end"
SHOWN = 20
"""Problems of one sort that are told one by one in a file."""
_RUNS = 3
"""Gaps of a month that are told one by one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is said of load curves beside the files.

    Attributes:
        unit: Unit of the values, where the file says none.
        stamp: "start" or "end": what a stamp marks of its step.
        with_gaps: Months that lack steps are taken, and marked as estimated.
    """

    unit: str | None = None
    stamp: str = STARTS
    with_gaps: bool = False


class Curve:
    """The curve of one meter.

    Args:
        grid: The file.
        meter: The meter, None where the file says none.
        own: Which lines of the file are its, (N,).
        stamps: The stamps of all lines, (N,).
        values: The values of all lines, (N,), NaN where there is none.
        estimated: Which lines are said to be estimated, (N,).
        unit: Unit of the values, of energy or of power.
        asked: What is said beside the file.

    Attributes:
        problems: What is wrong, once `lines` were asked for.
        notices: What is worth saying, likewise.

    Raises:
        CannotRead: a step that is none of `STEPS`.
    """

    def __init__(
        self, grid: Grid, meter: str | None, own: Flags, stamps: Stamps, values: NDArray[np.float64],
        estimated: Flags, unit: str, asked: Asked,
    ) -> None:  # fmt: skip
        self.grid, self.meter, self.unit, self.asked = grid, meter, unit, asked
        self.estimated = estimated
        self.problems: list[Problem] = []
        self.notices: list[Notice] = []
        read = own & ~stamps.unread
        self.step = self._step(stamps.utc[read])
        start = stamps.utc - (self.step if asked.stamp == ENDS else 0)
        self.months = local_of(start).astype("datetime64[s]").astype("datetime64[M]")
        self.spoilt: set[np.datetime64] = set()
        off = read & (stamps.skipped | (start % self.step != 0))
        self._off(np.flatnonzero(off), stamps.skipped)
        kept = np.flatnonzero(read & ~off & np.isfinite(values))
        ranks = kept[np.argsort(start[kept], kind="stable")]
        self.starts, self.values, self.ranks = start[ranks], values[ranks], ranks
        self.touched = np.unique(self.months[read])
        self._twice()

    def lines(self) -> Iterator[Line]:
        """Each month that the curve touches."""
        begins = month_starts(np.append(self.touched, self.touched + 1))
        half = len(self.touched)
        for month, first, last in zip(self.touched, begins[:half], begins[half:], strict=True):
            low, high = np.searchsorted(self.starts, [first, last])
            missing = np.setdiff1d(
                np.arange(first, last, self.step), self.starts[low:high], assume_unique=True
            )
            taken = month not in self.spoilt and high > low
            if len(missing):
                taken &= self.asked.with_gaps
                self._gaps(month, missing, int(high - low))
            total = energy_of(exact_sum(self.values[low:high]), self.unit, self.step)
            number = self.grid.lines[int(self.ranks[low])][0] if high > low else self.grid.lines[0][0]
            yield Line(
                self.grid, number, self.meter, None, None, _month(month),
                total if taken else None, "kWh", None,
                bool(len(missing)) or bool(self.estimated[self.ranks[low:high]].any()),
            )  # fmt: skip

    def _step(self, utc: Seconds) -> int:
        """The most usual time between two stamps."""
        gaps, counts = np.unique(np.diff(np.unique(utc)), return_counts=True)
        if not len(gaps):
            raise cannot_read(
                self.grid, "une seule horodate : pas inconnu", "a single time stamp: unknown step"
            )
        step = int(gaps[np.argmax(counts)])
        if step not in STEPS:
            minutes = f"{step / 60:g}"
            raise cannot_read(
                self.grid,
                f"pas de {minutes} minutes ; 10, 15, 30 ou 60 attendu",
                f"step of {minutes} minutes; 10, 15, 30 or 60 is expected",
            )
        return step

    def _off(self, ranks: NDArray[np.intp], skipped: Flags) -> None:
        """Stamps that are no step of the others, or that no clock showed: nothing of their month is taken."""
        self.spoilt |= {*self.months[ranks]}
        told = (
            self.grid.problem(
                sentence(
                    "cette heure n’existe pas : l’heure d’été commence ce jour-là",
                    "there is no such time: summer time begins on that day",
                )
                if skipped[rank]
                else sentence(
                    f"horodate hors du pas de {self.step // 60} minutes",
                    f"time stamp off the step of {self.step // 60} minutes",
                ),
                _OFF,
                self.grid.lines[rank][0],
            )
            for rank in ranks
        )
        self.problems += at_most(self.grid, told, len(ranks))

    def _twice(self) -> None:
        """A stamp twice: with one value it counts once; with two nothing of its month is taken."""
        again = np.flatnonzero(np.diff(self.starts) == 0) + 1
        if not len(again):
            return
        other = again[self.values[again] != self.values[again - 1]]
        same = len(again) - len(other)
        if same:
            self.notices.append(
                Notice(
                    self.grid.file.name,
                    sentence(
                        f"horodates en double, même valeur, comptées une fois : {same}",
                        f"time stamps twice with the same value, counted once: {same}",
                    ),
                )
            )
        self.problems += at_most(self.grid, (self._other(rank) for rank in other), len(other))
        self.spoilt |= {*self.months[self.ranks[other]]}
        keep = np.append(True, np.diff(self.starts) != 0)
        self.starts, self.values, self.ranks = self.starts[keep], self.values[keep], self.ranks[keep]

    def _other(self, rank: int) -> Problem:
        first, second = (self.grid.lines[int(self.ranks[one])][0] for one in (rank - 1, rank))
        one, two = (float(self.values[place]) for place in (rank - 1, rank))
        when = _shown(int(self.starts[rank] + (self.step if self.asked.stamp == ENDS else 0)))
        return self.grid.problem(
            sentence(
                f"{when.fr} a deux valeurs : {french(one)} ligne {first}, {french(two)} ligne {second}",
                f"{when.en} has two values: {english(one)} at line {first}, {english(two)} at line {second}",
            ),
            _KEEP_ONE,
            second,
        )

    def _gaps(self, month: np.datetime64, missing: Seconds, present: int) -> None:
        count, name = len(missing), _month(month).text
        runs = np.split(missing, np.flatnonzero(np.diff(missing) != self.step) + 1)
        told = [(_shown(int(run[0])), _shown(int(run[-1]) + self.step)) for run in runs[:_RUNS]]
        left, many = len(runs) - len(told), "s" if count > 1 else ""
        fr = ", ".join(f"du {first.fr} au {last.fr}" for first, last in told)
        en = ", ".join(f"from {first.en} to {last.en}" for first, last in told)
        if left:
            fr, en = f"{fr} ; autres trous : {left}", f"{en}; more gaps: {left}"
        what = sentence(
            f"{name.fr} : {count} pas manquant{many} sur {count + present}, {fr}",
            f"{name.en}: {count} step{many} missing out of {count + present}, {en}",
        )
        if self.asked.with_gaps:
            self.notices.append(Notice(self.grid.file.name, what))
        else:
            fix = _STAMP_ENDS if self._looks_like_ends() else _WITH_GAPS
            self.problems.append(self.grid.problem(what, fix))

    def _looks_like_ends(self) -> bool:
        """Read as ends of steps, the stamps would be whole months."""
        if self.asked.stamp == ENDS or not len(self.starts):
            return False
        bounds = np.array([self.starts[0] - self.step, self.starts[-1]])
        shown = local_of(bounds).astype("datetime64[s]")
        return bool((shown == shown.astype("datetime64[M]").astype("datetime64[s]")).all())


def at_most(grid: Grid, told: Iterable[Problem], count: int) -> Iterator[Problem]:
    """The first problems of a sort, and how many more there are."""
    yield from islice(told, SHOWN)
    if count > SHOWN:
        left = count - SHOWN
        yield grid.problem(
            sentence(f"autres lignes, même cause : {left}", f"more lines, the same cause: {left}"),
            CORRECT,
        )


def _month(month: np.datetime64) -> Month:
    day = month.astype("datetime64[D]").item()
    return Month(day.year, day.month)


def _shown(utc: int) -> Text:
    """An instant as a clock in France shows it."""
    local = local_of(np.array([utc]))[0].astype("datetime64[s]").item()
    return Text(f"{local:%d/%m/%Y %H:%M}", f"{local:%Y-%m-%d %H:%M}")


def cannot_read(grid: Grid, fr: str, en: str) -> CannotRead:
    """The refusal of a whole file."""
    return CannotRead(f"{grid.file} : {fr}", f"{grid.file}: {en}", path=grid.file)


CORRECT = sentence("corriger la cellule", "correct the cell")
_KEEP_ONE = sentence(
    "garder la bonne ; rien n’est pris de ce mois", "keep the right one; nothing of that month is taken"
)
_OFF = sentence(
    "corriger l’horodate, ou l’écrire avec son décalage (+01:00) ; rien n’est pris de ce mois",
    "correct the time stamp, or write it with its offset (+01:00); nothing of that month is taken",
)
_WITH_GAPS = sentence(
    "compléter la courbe, ou --with-gaps pour prendre ce mois comme estimé",
    "complete the curve, or --with-gaps to take that month as estimated",
)
_STAMP_ENDS = sentence(
    "si l’horodate marque la fin du pas : --stamp end",
    "if a time stamp marks the end of its step: --stamp end",
)
