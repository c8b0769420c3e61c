"""The rules under the articles of the Intracting agreement."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs import calendar, money, parameters
from udfs.errors import NotAvailable, WrongValue
from udfs.rules.pret import centime, theorique
from udfs.rules.pret.conditions import ARRONDIS, Conditions, Dates, Floats


class Tableau(NamedTuple):
    """An amortization table, or a batch of them.

    Attributes:
        rang: 1, 2… (rows,) for one loan, (N, rows) for a batch, NaN beyond the last payment of a loan.
        date: Date of payment, NaT without dates; same shape.
        crd: Balance before the payment, EUR.
        interets: Interest of the period, EUR.
        amortissement: Principal repaid, EUR.
        echeance: Payment, EUR.
        nombre: Rows of each loan, () or (N,).
    """

    rang: Floats
    date: Dates
    crd: Floats
    interets: Floats
    amortissement: Floats
    echeance: Floats
    nombre: NDArray[np.int64]


DATES = ("date", "date_paiement")
COLONNES = (*DATES, "crd", "interets", "amortissement", "echeance")


# Article 4: the rate, and interest proportional to 30/360 periods


def interets(
    capital: ArrayLike, taux: ArrayLike, debut: ArrayLike, fin: ArrayLike, base: str = "30E/360"
) -> Any:
    """Simple interest over a period, unrounded.

    Args:
        capital: Balance at the start, EUR, >= 0. Scalar or (N,).
        taux: Yearly rate, per 1. Scalar or (N,).
        debut: First date of the period. Scalar or (N,).
        fin: Last date of the period, not before `debut`. Scalar or (N,).
        base: Day-count base, one of `udfs.calendar.BASES`.

    Returns:
        EUR, float or float64 of the broadcast shape.

    Raises:
        OutOfRange: `fin` before `debut`.
        WrongValue: Unknown base.

    Source:
        Intracting, article 4: I = K × t on a 30/360 base.

    Examples:
        >>> f"{interets(170000, 0.02, np.datetime64('2024-12-02'), np.datetime64('2025-06-30')):.2f}"
        '1964.44'
    """
    calendar.refuse_reversed(debut, fin)
    years = calendar.fraction(debut, fin, base)
    result = np.asarray(capital, np.float64) * np.asarray(taux, np.float64) * years
    return float(result) if result.ndim == 0 else result


# Article 6.2 and annexes 2-C, 2-E: payments and tables


def echeance(
    capital: ArrayLike,
    taux: ArrayLike,
    nombre_echeances: ArrayLike,
    periodes_par_an: ArrayLike = 1,
    arrondi: str = "centime",
) -> Any:
    """The constant payment of a loan.

    Args:
        capital: EUR, in whole cents when rounding to the cent. Scalar or (N,).
        taux: Nominal yearly rate, per 1; 0 is allowed. Scalar or (N,).
        nombre_echeances: Payments in all. Scalar or (N,).
        periodes_par_an: 1, 2, 4 or 12. Scalar or (N,).
        arrondi: "centime", or "theorique" for the unrounded payment that annexes display.

    Returns:
        EUR, float or float64 of the broadcast shape.

    Raises:
        OutOfRange: A capital with fractions of a cent, in "centime".
        WrongValue: Unknown rounding.

    Source:
        Intracting, annexe 2-C: "échéances constantes".

    Examples:
        >>> echeance(170000, 0.02, 13)
        14980.12
    """
    conditions = Conditions.of(capital, taux, nombre_echeances, periodes_par_an, None, None, arrondi)
    return payment_of(conditions)


def payment_of(conditions: Conditions) -> Any:
    """The payment of loans already brought to one shape."""
    if conditions.arrondi == "centime":
        return money.amounts(centime.echeance(conditions))
    _check_rounding(conditions)
    payment = theorique.echeance(conditions)
    return payment if conditions.shape else float(payment)


def tableau(
    capital: ArrayLike,
    taux: ArrayLike,
    nombre_echeances: ArrayLike,
    periodes_par_an: ArrayLike = 1,
    date_valeur: ArrayLike | None = None,
    premiere_echeance: ArrayLike | None = None,
    arrondi: str = "centime",
) -> Tableau:
    """The amortization table of a loan, or of each loan of a batch.

    Args:
        capital: EUR. Scalar or (N,).
        taux: Nominal yearly rate, per 1. Scalar or (N,).
        nombre_echeances: Payments in all. Scalar or (N,).
        periodes_par_an: 1, 2, 4 or 12. Scalar or (N,).
        date_valeur: Value date; without any date the table has none. Scalar or (N,).
        premiere_echeance: Date of the first payment, one whole period after the value date.
        arrondi: "centime" (each interest rounded half up, the last payment absorbs) or "theorique"
            (unrounded).

    Returns:
        Arrays of shape (rows,) for one loan, (N, rows) for a batch.

    Raises:
        NotAvailable: A broken first period.
        OutOfRange: A capital with fractions of a cent, in "centime"; a date that no cell can hold.
        WrongValue: Unknown rounding.

    Source:
        Intracting, article 6.2: "tableau d'amortissement définitif"; annexe 2-E for the theoretical one.

    Examples:
        >>> table = tableau(170000, 0.02, 13)
        >>> table.echeance[-1], round(float(table.interets.sum()), 2)
        (np.float64(14980.11), 24741.55)
    """
    return table_of(
        Conditions.of(
            capital, taux, nombre_echeances, periodes_par_an, date_valeur, premiere_echeance, arrondi
        )
    )


def table_of(conditions: Conditions) -> Tableau:
    """The table of loans already brought to one shape."""
    table = _rows_of(conditions)
    calendar.readable(table.date, "nombre_echeances")
    return table


def _rows_of(conditions: Conditions) -> Tableau:
    """The same, its dates not yet looked at."""
    _check_rounding(conditions)
    if not conditions.shape:
        return _table_alone(conditions)
    rows = int(conditions.nombre.max(initial=0))
    size = conditions.capital.size
    outputs = tuple(np.empty((rows, size)) for _ in range(4))
    crd, interest, principal, paid = outputs
    fill = centime.lignes if conditions.arrondi == "centime" else theorique.lignes
    fill(conditions, (crd, interest, principal, paid))
    ranks = np.arange(1.0, rows + 1.0)[:, None]
    rang = np.broadcast_to(ranks, (rows, size))
    if conditions.nombre.min(initial=rows) < rows:
        rang = np.where(ranks <= conditions.nombre, ranks, np.nan)
    dates = np.broadcast_to(np.datetime64("NaT", "D"), (rows, size))
    if conditions.dated:
        moved = conditions.dates(np.arange(1, rows + 1)[:, None])
        dates = np.where(ranks <= conditions.nombre, moved, np.datetime64("NaT", "D"))
    return Tableau(rang.T, dates.T, crd.T, interest.T, principal.T, paid.T, conditions.nombre)


def _table_alone(conditions: Conditions) -> Tableau:
    nombre = int(conditions.nombre)
    ranks = np.arange(1, nombre + 1)
    if conditions.arrondi == "centime":
        cents = centime.lignes_seules(*centime.fractions_alone(conditions), nombre)
        crd, interest, principal, paid = (np.array([unit / 100 for unit in column]) for column in cents)
    else:
        crd, interest, principal, paid = theorique.lignes_seules(conditions)
    dates = np.full(nombre, np.datetime64("NaT", "D"))
    if conditions.dated:
        dates = conditions.dates(ranks)
    return Tableau(ranks.astype(np.float64), dates, crd, interest, principal, paid, conditions.nombre)


def ligne(
    colonne: str,
    rang: ArrayLike,
    capital: ArrayLike,
    taux: ArrayLike,
    nombre_echeances: ArrayLike,
    periodes_par_an: ArrayLike = 1,
    date_valeur: ArrayLike | None = None,
    premiere_echeance: ArrayLike | None = None,
    arrondi: str = "centime",
) -> Any:
    """One cell of the amortization table.

    Args:
        colonne: One of `COLONNES`.
        rang: Rank of the payment. Scalar or (N,).
        capital: EUR. Scalar or (N,).
        taux: Nominal yearly rate, per 1. Scalar or (N,).
        nombre_echeances: Payments in all. Scalar or (N,).
        periodes_par_an: 1, 2, 4 or 12. Scalar or (N,).
        date_valeur: Value date. Scalar or (N,).
        premiere_echeance: Date of the first payment. Scalar or (N,).
        arrondi: "centime" or "theorique".

    Returns:
        EUR or datetime64[D]; "date" is the due date, "date_paiement" the first working day from it, which
        changes no interest. NaN or NaT at rank 0 or less and beyond n + 1; at n + 1 a balance of 0 and
        nothing else.

    Raises:
        WrongValue: Unknown column or rounding.
        NotAvailable: A broken first period, or a payment in a year that the holiday calendar does not cover.
        OutOfRange: A capital with fractions of a cent, in "centime"; a date that no cell can hold.

    Source:
        Intracting, annexe 2-E; article 6.2 for the day of payment.

    Examples:
        >>> ligne("crd", 2, 170000, 0.02, 13), ligne("crd", 14, 170000, 0.02, 13)
        (158419.88, 0.0)
    """
    if colonne not in COLONNES:
        raise WrongValue(
            f"colonne inconnue : « {colonne} » ; choix : {', '.join(COLONNES)}",
            f"unknown column “{colonne}”; choices: {', '.join(COLONNES)}",
            argument="colonne",
            value=colonne,
        )
    conditions = Conditions.of(
        capital, taux, nombre_echeances, periodes_par_an, date_valeur, premiere_echeance, arrondi
    )
    ranks = np.asarray(rang, np.int64)
    if colonne not in DATES:
        return _cell(_rows_of(conditions), colonne, ranks)
    due = calendar.readable(_cell(_rows_of(conditions), "date", ranks), "rang")
    if colonne == "date":
        return due
    try:
        return payment_date(due)
    except NotAvailable as error:
        raise NotAvailable(
            f"rang : {error.text.fr}", f"rang (rank): {error.text.en}", argument="rang", value=rang
        ) from None


def payment_date(due: ArrayLike) -> Any:
    """The day on which a payment due that day is made: itself, or the next working day.

    Args:
        due: Nominal due date, NaT for none. Scalar or (N,).

    Returns:
        datetime64[D] of the same shape. Interest stays that of the nominal date.

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


def _cell(table: Tableau, colonne: str, rang: NDArray[np.int64]) -> Any:
    column: Any = getattr(table, colonne)
    nombre = table.nombre
    inside = (rang >= 1) & (rang <= nombre)
    place = np.where(inside, rang - 1, 0)
    found = column[place] if column.ndim == 1 else column[np.arange(len(column)), place]
    if colonne == "date":
        return np.where(inside, found, np.datetime64("NaT", "D"))[()]
    blank = np.where(rang == nombre + 1, 0.0, np.nan) if colonne == "crd" else np.nan
    result = np.where(inside, found, blank)
    return float(result) if result.ndim == 0 else result


def _check_rounding(conditions: Conditions) -> None:
    if conditions.arrondi not in ARRONDIS:
        raise WrongValue(
            f"arrondi inconnu : « {conditions.arrondi} » ; choix : {', '.join(ARRONDIS)}",
            f"unknown rounding “{conditions.arrondi}”; choices: {', '.join(ARRONDIS)}",
            argument="arrondi",
            value=conditions.arrondi,
        )
