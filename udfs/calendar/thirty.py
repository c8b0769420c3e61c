"""Months of thirty days: the five ways of reading the 31st and the end of February.

Each function counts the days from `debut`, included, to `fin`, excluded. All are 30E/360 but for what they
say; the year has 360 days.
"""

from __future__ import annotations

from typing import Any

from udfs.calendar.dates import Dates
from udfs.calendar.parts import day, either_way, february, thirty


def thirty_european(debut: Dates, fin: Dates, terme: Dates | None = None) -> Any:
    """30E/360: the 31st counts as the 30th at both ends, February keeps its own last day.

    Source:
        ISDA 2006 Definitions, section 4.16 (g), "30E/360" or "Eurobond Basis".
    """
    return thirty.gap(debut, fin)


def thirty_european_isda(debut: Dates, fin: Dates, terme: Dates | None = None) -> Any:
    """30E/360 ISDA: the last day of February counts as the 30th too, unless it ends the period at the term.

    Source:
        ISDA 2006 Definitions, section 4.16 (h), "30E/360 (ISDA)"; 2000 Definitions, "30E/360".
    """
    end = february(fin)
    if terme is not None:
        end = end * (fin != terme)
    return thirty_european(debut, fin) + end - february(debut)


@either_way
def thirty_bond(debut: Dates, fin: Dates, terme: Dates | None = None) -> Any:
    """30A/360: the 31st that ends a period stays the 31st, unless the period starts on the 30th or 31st.

    Source:
        ISDA 2006 Definitions, section 4.16 (f), "30/360", "360/360" or "Bond Basis".
    """
    return thirty_european(debut, fin) + ((day(fin) == 31) & (day(debut) < 30))


@either_way
def thirty_us(debut: Dates, fin: Dates, terme: Dates | None = None) -> Any:
    """30U/360: as 30A/360, once the last day of February that starts the period counts as the 30th.

    The last day of February that ends the period counts as the 30th only when it starts on such a day too.

    Source:
        NASD Uniform Practice Code, section 11620, and SIFMA Standard Securities Calculation Methods, with
        their rule for February.
    """
    start = february(debut)
    stays = (day(fin) == 31) & (day(debut) + start < 30)
    return thirty_european(debut, fin) + stays - start + february(fin) * (start > 0)


@either_way
def thirty_excel(debut: Dates, fin: Dates, terme: Dates | None = None) -> Any:
    """Excel's basis 0: as 30U/360, but from a last day of February, a final 31st stays the 31st.

    Source:
        Excel, YEARFRAC, basis 0 "US (NASD) 30/360", as Office Open XML (ECMA-376) and OpenFormula 1.2,
        section 4.11.7, write it down. DAYS360 counts otherwise around February.
    """
    start = february(debut)
    stays = (day(fin) == 31) & (day(debut) < 30)
    return thirty_european(debut, fin) + stays - start + february(fin) * (start > 0)
