"""The rules under the articles of the Intracting agreement: payment, table, interest."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from udfs import calendar
from udfs.errors import OutOfRange
from udfs.rules.colonnes import check_colonne
from udfs.rules.pret.assemblage import montant_de, table_of
from udfs.rules.pret.cellules import COLONNES, cell_of, shared_table
from udfs.rules.pret.conditions import Conditions
from udfs.rules.pret.tableau import Tableau

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
        OutOfRange: `fin` before `debut`; in ICMA, a period that is not a whole number of months.
        WrongValue: Unknown base.

    Source:
        Intracting, article 4: I = K × t on a 30/360 base.

    Examples:
        >>> f"{interets(170000, 0.02, np.datetime64('2024-12-02'), np.datetime64('2025-06-30')):.2f}"
        '1964.44'
    """
    calendar.refuse_reversed(debut, fin)
    try:
        years = calendar.fraction(debut, fin, base)
    except OutOfRange as error:
        raise OutOfRange(
            f"base : {base} demande ici une période d’un nombre entier de mois",
            f"base (day_count): {base} needs here a period of a whole number of months",
            argument="base",
            value=base,
        ) from error
    result = np.asarray(capital, np.float64) * np.asarray(taux, np.float64) * years
    return float(result) if result.ndim == 0 else result


# Article 6.2 and annexes 2-C, 2-E: payments and tables


def echeance(conditions: Conditions) -> Any:
    """The payment of a loan: the constant one, or the first that is not deferred in the other profiles.

    Args:
        conditions: Of one loan or of N. Events are checked, and without effect: the payment is that of the
            loan before any event.

    Returns:
        EUR, float or float64 (N,): to the cent, or the unrounded payment that annexes display.

    Raises:
        OutOfRange: A capital with fractions of a cent, in "centime"; an event out of the loan.

    Source:
        Intracting, annexe 2-C: "échéances constantes".

    Examples:
        >>> echeance(Conditions.of(170000, 0.02, 13))
        14980.12
    """
    return montant_de(conditions)


def tableau(
    capital: ArrayLike, taux: ArrayLike, nombre_echeances: ArrayLike, *others: Any, **named: Any
) -> Tableau:
    """The amortization table of a loan, or of each loan of a batch: `table_of`, from the arguments of a loan.

    Args:
        capital: EUR. Scalar or (N,).
        taux: Nominal yearly rate, per 1. Scalar or (N,).
        nombre_echeances: Payments in all, deferred ones included. Scalar or (N,).
        *others: The other arguments of `Conditions.of`, in order.
        **named: The same by name.

    Returns:
        Arrays of shape (rows,) for one loan, (N, rows) for a batch.

    Raises:
        OutOfRange: As `Conditions.of` and `table_of`.
        WrongValue: As `Conditions.of`.

    Source:
        Intracting, article 6.2: "tableau d'amortissement définitif"; article 4 for interest; article 6.3 for
        early repayments; annexe 2-E for the theoretical table.

    Examples:
        >>> table = tableau(170000, 0.02, 13)
        >>> table.echeance[-1], round(float(table.interets.sum()), 2)
        (np.float64(14980.11), 24741.55)
        >>> broken = tableau(170000, 0.02, 13, date_valeur="2024-12-02", premiere_echeance="2025-06-30")
        >>> broken.echeance[0]
        np.float64(13544.56)
    """
    return table_of(Conditions.of(capital, taux, nombre_echeances, *others, **named))


def ligne(colonne: str, rang: ArrayLike, conditions: Conditions) -> Any:
    """One cell of the amortization table.

    Args:
        colonne: One of `COLONNES`.
        rang: Row of the table. Scalar or (N,).
        conditions: Of one loan or of N. The cells of one loan share its table.

    Returns:
        EUR or datetime64[D]; "date" is the due date, "date_paiement" the first working day from it. NaN or
        NaT at rank 0 or less and beyond n + 1; at n + 1 a balance of 0 and nothing else.

    Raises:
        WrongValue: Unknown column.
        OutOfRange: As `table_of`.

    Source:
        Intracting, annexe 2-E; article 6.2 for the day of payment.

    Examples:
        >>> loan = Conditions.of(170000, 0.02, 13)
        >>> ligne("crd", 2, loan), ligne("crd", 14, loan)
        (158419.88, 0.0)
    """
    check_colonne(colonne, COLONNES)
    return cell_of(shared_table(conditions), colonne, rang)
