"""The day-count bases by name, and the two questions asked of them: how many days, how many years."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from udfs.calendar.dates import Dates, add_months, as_dates, refuse_reversed
from udfs.calendar.exact import exact, years_afb, years_icma, years_isda
from udfs.calendar.excel import years_excel
from udfs.calendar.parts import in_blocks
from udfs.calendar.thirty import (
    thirty_bond,
    thirty_european,
    thirty_european_isda,
    thirty_excel,
    thirty_us,
)
from udfs.errors import Text, WrongValue


@dataclass(frozen=True, slots=True)
class Base:
    """How a base counts days, and how many of them make a year.

    Attributes:
        days: Days from one array of dates to another; takes the term of the contract as well.
        source: The text that defines it.
        year: Days in a year, None where years are not all as long.
        years: What counts years then.
        reads_term: The term changes its count.
        reads_reference: Its years are counted from a reference period.
    """

    days: Callable[..., Any]
    source: Text
    year: float | None = None
    years: Callable[..., Any] | None = None
    reads_term: bool = False
    reads_reference: bool = False


def _isda(section: str) -> Text:
    return Text(f"définitions ISDA 2006, § 4.16 ({section})", f"ISDA 2006 Definitions, § 4.16 ({section})")


def _excel(basis: str) -> Text:
    return Text(f"Excel, FRACTION.ANNEE, {basis}", f"Excel, YEARFRAC, {basis.replace('base', 'basis')}")


BASES: dict[str, Base] = {
    "30E/360": Base(thirty_european, _isda("g"), 360.0),
    "30E/360 ISDA": Base(thirty_european_isda, _isda("h"), 360.0, reads_term=True),
    "30A/360": Base(thirty_bond, _isda("f"), 360.0),
    "30U/360": Base(
        thirty_us,
        Text(
            "NASD, Uniform Practice Code, § 11620, et règle de février (SIFMA)",
            "NASD, Uniform Practice Code, § 11620, and the rule for February (SIFMA)",
        ),
        360.0,
    ),
    "EXACT/360": Base(exact, _isda("e"), 360.0),
    "EXACT/365": Base(exact, _isda("d"), 365.0),
    "EXACT/EXACT ISDA": Base(exact, _isda("b"), years=years_isda),
    "EXACT/EXACT ICMA": Base(
        exact, Text("règle 251 de l’ICMA", "ICMA rule 251"), years=years_icma, reads_reference=True
    ),
    "EXACT/EXACT AFB": Base(
        exact,
        Text("convention-cadre AFB puis FBF, « Exact/Exact »", "AFB, then FBF, master agreement"),
        years=years_afb,
    ),
    "0": Base(thirty_excel, _excel("base 0"), 360.0),
    "1": Base(exact, _excel("base 1"), years=years_excel),
    "2": Base(exact, _excel("base 2"), 360.0),
    "3": Base(exact, _excel("base 3"), 365.0),
    "4": Base(thirty_european, _excel("base 4"), 360.0),
}


def jours(
    debut: ArrayLike,
    fin: ArrayLike,
    base: str = "30E/360",
    terme: ArrayLike | None = None,
    *,
    ordered: bool = False,
) -> Any:
    """Days from one date to another.

    Args:
        debut: First date, counted. Scalar or array.
        fin: Last date, not counted. Before `debut`, the days are those of the period, with a minus sign.
        base: One of `BASES`.
        terme: Last date of the contract, which "30E/360 ISDA" alone reads: there, a last day of February
            that ends the period keeps its day when it is the term. Left out, the period ends before the term.
        ordered: Refuse a period that ends before it starts.

    Returns:
        float64 whole numbers, NaN where a date is missing; a float for scalars.

    Raises:
        WrongValue: Unknown base.
        OutOfRange: `fin` before `debut`, when that is refused.

    Source:
        `BASES[base].source`.

    Examples:
        >>> jours(np.datetime64("2024-12-02"), np.datetime64("2025-06-30"))
        208.0
        >>> jours(np.datetime64("2024-10-31"), np.datetime64("2025-02-28"), "30E/360 ISDA")
        120.0
    """
    asked = _base(base)
    days = _ordered(asked.days) if ordered else asked.days
    return _plain(in_blocks(days, np.float64, *_period(asked, debut, fin, terme)))


def fraction(
    debut: ArrayLike,
    fin: ArrayLike,
    base: str = "30E/360",
    terme: ArrayLike | None = None,
    debut_reference: ArrayLike | None = None,
    fin_reference: ArrayLike | None = None,
    *,
    ordered: bool = False,
) -> Any:
    """Years from one date to another, in a day-count base.

    Args:
        debut: First date, counted. Scalar or array.
        fin: Last date, not counted. Before `debut`, the years are those of the period, with a minus sign.
        base: One of `BASES`.
        terme: Last date of the contract, as in `jours`.
        debut_reference: Start of the coupon period, which "EXACT/EXACT ICMA" alone reads. Left out with its
            end, the period itself is the coupon period.
        fin_reference: End of the same.
        ordered: Refuse a period that ends before it starts.

    Returns:
        Years, float64, NaN where a date that the base reads is missing; a float for scalars.

    Raises:
        WrongValue: Unknown base; one end of the reference period without the other.
        OutOfRange: A reference period that is not a whole number of months, or `fin` before `debut`, when
            that is refused.

    Source:
        `BASES[base].source`.

    Examples:
        >>> fraction(np.datetime64("2024-12-13"), np.datetime64("2025-12-13"))
        1.0
        >>> f"{fraction(np.datetime64('2003-11-01'), np.datetime64('2004-05-01'), 'EXACT/EXACT ISDA'):.14f}"
        '0.49772438056741'
    """
    asked = _base(base)
    first, last, *others = _period(asked, debut, fin, terme)
    if asked.reads_reference:
        others = [*reference(first, last, debut_reference, fin_reference)]
    elif asked.years is not None:
        others = []
    count = asked.years or asked.days
    years = _ordered(count) if ordered else count
    return _plain(in_blocks(years, np.float64, first, last, *others, divisor=asked.year or 1.0))


def _ordered(count: Callable[..., Any]) -> Callable[..., Any]:
    """A count that refuses a period that ends before it starts; none is when every count is above 0."""

    def counted(debut: Dates, fin: Dates, *others: Any) -> Any:
        found = count(debut, fin, *others)
        if not np.min(found, initial=np.inf) > 0:
            refuse_reversed(debut, fin)
        return found

    return counted


def _period(base: Base, debut: ArrayLike, fin: ArrayLike, terme: ArrayLike | None) -> tuple[Any, ...]:
    """The dates that a base reads."""
    term = as_dates(terme) if base.reads_term and terme is not None else None
    return as_dates(debut), as_dates(fin), term


def reference(first: Dates, last: Dates, start: ArrayLike | None, end: ArrayLike | None) -> tuple[Any, Any]:
    """The reference period; the period itself where none is given, a year where that one is empty."""
    if start is not None and end is not None:
        return as_dates(start), as_dates(end)
    if start is not None or end is not None:
        missing = "debut_reference" if start is None else "fin_reference"
        raise WrongValue(
            "debut_reference et fin_reference vont ensemble : l’une des deux manque",
            "debut_reference (reference_start) and fin_reference (reference_end) go together: one is missing",
            argument=missing,
        )
    early, late = np.minimum(first, last), np.maximum(first, last)
    return early, np.where(early == late, add_months(early, 12), late)


def _plain(found: Any) -> Any:
    return float(found) if np.ndim(found) == 0 else found


def _base(name: str) -> Base:
    if name not in BASES:
        known = ", ".join(BASES)
        raise WrongValue(
            f"base de calcul inconnue : « {name} » ; connues : {known}",
            f"unknown day-count base “{name}”; known: {known}",
            argument="base",
            value=name,
        )
    return BASES[name]
