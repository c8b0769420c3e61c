"""The amortization table: what it holds, and the dates on which it is paid."""

from __future__ import annotations

import datetime
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs import calendar, parameters
from udfs.errors import NotAvailable
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


REGLE: Final = "intracting.regle_jour_non_ouvre"
CALENDRIER: Final = "intracting.calendrier"


def payment_date(due: ArrayLike) -> Any:
    """The day on which a payment due that day is made: itself, or the next working day.

    Args:
        due: Nominal due date, NaT for none. Scalar or (N,).

    Returns:
        datetime64[D] of the same shape, by the rule and the calendar in force on the due date.

    Raises:
        NotAvailable: A year that the calendar does not cover; a due date after the end of a parameter.

    Source:
        Intracting, article 6.2.

    Examples:
        >>> payment_date(np.datetime64("2025-12-13"))
        np.datetime64('2025-12-15')
    """
    days = np.asarray(due, "datetime64[D]")
    changes = np.array(parameters.changes(REGLE, CALENDRIER), "datetime64[D]")
    if not changes.size:
        return _moved(days, datetime.date.min)
    between, moved = np.searchsorted(changes, days, side="right"), days.copy()
    for rank in np.unique(between[~np.isnat(days)]):
        among = (between == rank) & ~np.isnat(days)
        moved[among] = _moved(days[among], changes[rank - 1].item() if rank else datetime.date.min)
    return moved[()]


def _moved(days: Dates, since: datetime.date) -> Any:
    """Due dates between two changes, the first of which came on a day."""
    try:
        rule, holidays = (
            str(parameters.value(code, day_of_version(code, since))) for code in (REGLE, CALENDRIER)
        )
    except NotAvailable as error:
        raise NotAvailable(
            f"date_valeur : échéance hors des dates d’un paramètre ; {error.text.fr}",
            f"date_valeur (value_date): a payment due out of the dates of a parameter; {error.text.en}",
            argument="date_valeur",
            value=error.value,
        ) from None
    return calendar.ajuster(days, rule, holidays)


def day_of_version(code: str, due: datetime.date) -> datetime.date:
    """The date at which a payment due that day asks a parameter: its due date.

    A loan may start before the first version, which is open from 2024 because the agreement bears no date: it
    then takes that one.

    Examples:
        >>> day_of_version("intracting.calendrier", datetime.date(2015, 12, 13))
        datetime.date(2024, 1, 1)
    """
    return max(due, parameters.parameter(code).versions[0].start)
