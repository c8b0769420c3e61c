"""The amortization table: what it holds, and the dates on which it is paid."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs import calendar, parameters
from udfs.rules.pret.conditions import Dates, Floats


class Tableau(NamedTuple):
    """An amortization table, or a batch of them.

    A row is a payment, or an early repayment where there are events; a change of rate or of the number of
    payments has no row. In each row crd - amortissement is the crd of the next one, the amortissements add up
    to the capital, and echeance = interets + amortissement + indemnite. A column of a batch where one value
    stands for every row is a read-only view of it: copy it before writing in it.

    Attributes:
        rang: 1, 2… (rows,) for one loan, (N, rows) for a batch, NaN beyond the last row of a loan.
        date: Nominal due date, or date of the early repayment, NaT without dates; same shape.
        crd: Balance before the payment, EUR.
        interets: Interest of the period, EUR; of the capital repaid only, for an early repayment.
        amortissement: Principal repaid, EUR; negative where a total deferral capitalises the interest.
        echeance: Payment, EUR.
        nombre: Rows of each loan, () or (N,).
        debut: Where the interest of the row starts: the value date, then the end of the period before; NaT
            without dates.
        fin: Where it stops: the nominal due date (the day of payment with `interets="dates_paiement"`), or
            the day of the early repayment.
        taux: Yearly rate at the end of the period.
        indemnite: Paid with an early repayment, EUR, else 0.
        anticipe: True in the row of an early repayment.
    """

    rang: Floats
    date: Dates
    crd: Floats
    interets: Floats
    amortissement: Floats
    echeance: Floats
    nombre: NDArray[np.int64]
    debut: Dates
    fin: Dates
    taux: Floats
    indemnite: Floats
    anticipe: NDArray[np.bool_]

    @property
    def crd_apres(self) -> Floats:
        """Balance after each payment, EUR: that before the next one, 0 after the last; NaN beyond."""
        after = np.full(self.crd.shape, np.nan)
        after[..., :-1] = self.crd[..., 1:]
        ranks = np.arange(1, self.crd.shape[-1] + 1)
        after[ranks == np.asarray(self.nombre)[..., None]] = 0.0
        return after

    @property
    def date_paiement(self) -> Dates:
        """Day on which each row is paid: the due date or the next working day; an early repayment stays."""
        return np.where(self.anticipe, self.date, payment_date(self.date))


def payment_date(due: ArrayLike) -> Any:
    """The day on which a payment due that day is made: itself, or the next working day.

    Args:
        due: Nominal due date, NaT for none. Scalar or (N,).

    Returns:
        datetime64[D] of the same shape.

    Raises:
        NotAvailable: A year that the calendar does not cover.

    Source:
        Intracting, article 6.2.

    Examples:
        >>> payment_date(np.datetime64("2025-12-13"))
        np.datetime64('2025-12-15')
    """
    rule = str(parameters.value("intracting.regle_jour_non_ouvre"))
    holidays = str(parameters.value("intracting.calendrier"))
    return calendar.ajuster(due, rule, holidays)
