"""The rules under the articles of the Intracting agreement: payment, table, interest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from udfs import calendar
from udfs.errors import OutOfRange, WrongValue
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


def echeance(
    capital: ArrayLike,
    taux: ArrayLike,
    nombre_echeances: ArrayLike,
    periodes_par_an: ArrayLike = 1,
    date_valeur: ArrayLike | None = None,
    premiere_echeance: ArrayLike | None = None,
    arrondi: Any = "centime",
    profil: Any = "echeances_constantes",
    differe: ArrayLike = 0,
    type_differe: Any = "partiel",
    base: Any = "30E/360",
    premiere_periode: Any = "amortissement_maintenu",
    interets: Any = "dates_nominales",
    evenements: Sequence[Sequence[Any]] | None = None,
) -> Any:
    """The payment of a loan: the constant one, or the first that is not deferred in the other profiles.

    Args:
        capital: EUR, in whole cents when rounding to the cent. Scalar or (N,).
        taux: Nominal yearly rate, per 1; 0 is allowed. Scalar or (N,).
        nombre_echeances: Payments in all, deferred ones included. Scalar or (N,).
        periodes_par_an: 1, 2, 4 or 12. Scalar or (N,).
        date_valeur: Value date. Scalar or (N,).
        premiere_echeance: Date of the first payment. Scalar or (N,).
        arrondi: "centime", or "theorique" for the unrounded payment that annexes display.
        profil: "echeances_constantes", "amortissement_constant" or "in_fine".
        differe: Deferred payments. Scalar or (N,).
        type_differe: "partiel" or "total".
        base: Day-count base, one of `udfs.calendar.BASES`.
        premiere_periode: "amortissement_maintenu", "echeance_maintenue" or "echeance_recalculee".
        interets: "dates_nominales" or "dates_paiement".
        evenements: Checked, and without effect: the payment is that of the loan before any event.

        Each option is one text, or (N,) texts.

    Returns:
        EUR, float or float64 of the broadcast shape.

    Raises:
        OutOfRange: A capital with fractions of a cent, in "centime"; as many deferred payments as payments.
        WrongValue: Unknown option; dates missing where the base or the events need them.

    Source:
        Intracting, annexe 2-C: "échéances constantes".

    Examples:
        >>> echeance(170000, 0.02, 13)
        14980.12
    """
    return montant_de(
        Conditions.of(
            capital,
            taux,
            nombre_echeances,
            periodes_par_an,
            date_valeur,
            premiere_echeance,
            arrondi,
            profil,
            differe,
            type_differe,
            base,
            premiere_periode,
            interets,
            evenements,
        )
    )


def tableau(
    capital: ArrayLike,
    taux: ArrayLike,
    nombre_echeances: ArrayLike,
    periodes_par_an: ArrayLike = 1,
    date_valeur: ArrayLike | None = None,
    premiere_echeance: ArrayLike | None = None,
    arrondi: Any = "centime",
    profil: Any = "echeances_constantes",
    differe: ArrayLike = 0,
    type_differe: Any = "partiel",
    base: Any = "30E/360",
    premiere_periode: Any = "amortissement_maintenu",
    interets: Any = "dates_nominales",
    evenements: Sequence[Sequence[Any]] | None = None,
) -> Tableau:
    """The amortization table of a loan, or of each loan of a batch.

    Args:
        capital: EUR. Scalar or (N,).
        taux: Nominal yearly rate, per 1. Scalar or (N,).
        nombre_echeances: Payments in all, deferred ones included. Scalar or (N,).
        periodes_par_an: 1, 2, 4 or 12. Scalar or (N,).
        date_valeur: Value date; without any date the table has none.
        premiere_echeance: Date of the first payment; one period after the value date when left out.
        arrondi: "centime" (each interest rounded half up, the last payment absorbs) or "theorique"
            (unrounded).
        profil: "echeances_constantes", "amortissement_constant" or "in_fine".
        differe: Deferred payments. Scalar or (N,).
        type_differe: "partiel" pays their interest, "total" capitalises it.
        base: Day-count base, one of `udfs.calendar.BASES`.
        premiere_periode: For a broken first period, "amortissement_maintenu" keeps the principal of the first
            payment, "echeance_maintenue" the payment, "echeance_recalculee" solves it anew.
        interets: Between "dates_nominales", or "dates_paiement", moved to working days.
        evenements: (date, type, montant, suite, indemnite) each, as `Evenement`; those of every loan.

        Each option is one text, or (N,) texts.

    Returns:
        Arrays of shape (rows,) for one loan, (N, rows) for a batch.

    Raises:
        OutOfRange: A capital with fractions of a cent, in "centime"; a date that no cell can hold; an event
            out of the loan; as many deferred payments as payments.
        WrongValue: Unknown option; dates missing where the base or the events need them.

    Source:
        Intracting, article 6.2: "tableau d'amortissement définitif"; article 4 for interest; article 6.3 for
        early repayments; annexe 2-E for the theoretical table.

    Examples:
        >>> table = tableau(170000, 0.02, 13)
        >>> table.echeance[-1], round(float(table.interets.sum()), 2)
        (np.float64(14980.11), 24741.55)
        >>> broken = tableau(170000, 0.02, 13, 1, np.datetime64("2024-12-02"), np.datetime64("2025-06-30"))
        >>> broken.echeance[0]
        np.float64(13544.56)
    """
    return table_of(
        Conditions.of(
            capital,
            taux,
            nombre_echeances,
            periodes_par_an,
            date_valeur,
            premiere_echeance,
            arrondi,
            profil,
            differe,
            type_differe,
            base,
            premiere_periode,
            interets,
            evenements,
        )
    )


def ligne(
    colonne: str,
    rang: ArrayLike,
    capital: ArrayLike,
    taux: ArrayLike,
    nombre_echeances: ArrayLike,
    periodes_par_an: ArrayLike = 1,
    date_valeur: ArrayLike | None = None,
    premiere_echeance: ArrayLike | None = None,
    arrondi: Any = "centime",
    profil: Any = "echeances_constantes",
    differe: ArrayLike = 0,
    type_differe: Any = "partiel",
    base: Any = "30E/360",
    premiere_periode: Any = "amortissement_maintenu",
    interets: Any = "dates_nominales",
    evenements: Sequence[Sequence[Any]] | None = None,
) -> Any:
    """One cell of the amortization table.

    Args:
        colonne: One of `COLONNES`.
        rang: Row of the table. Scalar or (N,).
        capital: EUR. Scalar or (N,).
        taux: Nominal yearly rate, per 1. Scalar or (N,).
        nombre_echeances: Payments in all. Scalar or (N,).
        periodes_par_an: 1, 2, 4 or 12. Scalar or (N,).
        date_valeur: Value date. Scalar or (N,).
        premiere_echeance: Date of the first payment. Scalar or (N,).
        arrondi: As in `tableau`, and so on.
        profil: As in `tableau`.
        differe: As in `tableau`.
        type_differe: As in `tableau`.
        base: As in `tableau`.
        premiere_periode: As in `tableau`.
        interets: As in `tableau`.
        evenements: As in `tableau`.

    Returns:
        EUR or datetime64[D]; "date" is the due date, "date_paiement" the first working day from it. NaN or
        NaT at rank 0 or less and beyond n + 1; at n + 1 a balance of 0 and nothing else.

    Raises:
        WrongValue: Unknown column, or as `tableau`.
        OutOfRange: A date that no cell can hold, or as `tableau`.

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
    table = shared_table(
        capital,
        taux,
        nombre_echeances,
        periodes_par_an,
        date_valeur,
        premiere_echeance,
        arrondi,
        profil,
        differe,
        type_differe,
        base,
        premiere_periode,
        interets,
        evenements,
    )
    return cell_of(table, colonne, rang)
