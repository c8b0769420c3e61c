"""The rules under the articles of the Moby agreement: articles 5 and 6, annexes 2 and 3.

Everything runs on whole cents: the grid, the adjustment and their ratios are decimals, so nothing is
approximate.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs import money, parameters
from udfs.errors import NotAvailable, OutOfRange
from udfs.rules.choix import check_choix
from udfs.rules.moby.tranches import (
    NIVEAUX,
    Niveau,
    brackets_of,
    cee_of_bracket,
    cee_part,
    check_dates,
    level_of,
)

Floats = NDArray[np.float64]

POSTES = ("total", "cee", "reste_ht", "reste_ttc")
COLONNES = ("total", "etablissement", "annee")

# Annex 2: the grids


class Grille(NamedTuple):
    """Prices per establishment, one row a bracket; `maximum` is NaN for the open one. EUR."""

    minimum: Floats
    maximum: Floats
    total: Floats
    cee: Floats
    reste_ht: Floats
    reste_ttc: Floats


def grille(date: Any = None, niveau: str = "secondaire") -> Grille:
    """The grid in force.

    Args:
        date: A date of the version wanted; omitted, the only version there is.
        niveau: "secondaire" (schools of annex 2), or "elementaire", whose grid the operator enters.

    Returns:
        Columns of as many rows as there are brackets, six in annex 2.

    Raises:
        NotAvailable: No grid at that date, or none entered.
        WrongValue: Unknown level.

    Source:
        Moby, annex 2.

    Examples:
        >>> grille().reste_ttc.tolist()
        [10890.0, 9600.0, 9168.0, 9060.0, 8940.0, 8868.0]
    """
    level = level_of(niveau)
    brackets = brackets_of(parameters.version(level.grille, date), level.grille)
    cee = np.array([price for _, price in brackets])
    prices = _items(cee, np.int64(1), date, "etablissement", level)
    return Grille(
        np.array([float(low) for (low, _), _ in brackets]),
        np.array([np.nan if high is None else float(high) for (_, high), _ in brackets]),
        *(money.amounts(prices[item]) for item in POSTES),
    )


def prix(nombre: Any, composante: str, date: Any = None, niveau: str = "secondaire") -> Any:
    """Price per establishment.

    Args:
        nombre: Establishments, scalar or (N,), or one bracket of the grid: (4, 6), (11, None).
        composante: One of `POSTES`.
        date: Scalar or (N,); omitted, the only version there is.
        niveau: "secondaire" (schools of annex 2), or "elementaire", whose grid the operator enters.

    Returns:
        EUR, float or float64 of the broadcast shape.

    Raises:
        NotAvailable: Not a bracket of the grid, no grid at that date, or none entered.
        WrongValue: Unknown part of the price, or unknown level.

    Source:
        Moby, annex 2.

    Examples:
        >>> prix(2, "reste_ttc"), prix((11, None), "total")
        (9600.0, 32024.0)
    """
    check_choix("composante", composante, POSTES)
    level = level_of(niveau)
    of_bracket = isinstance(nombre, tuple)
    cee = (cee_of_bracket if of_bracket else cee_part)(nombre, date, level.grille)
    return money.amounts(_items(cee, np.int64(1), date, "etablissement", level)[composante])


# Article 6 and annexes 2, 3: the obligés pay the CEE part, the authority the rest, with VAT


def _items(
    cee: money.Integers, nombre: Any, date: Any, arrondi: str, niveau: Niveau
) -> dict[str, money.Integers]:
    """The four amounts of a perimeter, in cents.

    Args:
        cee: CEE part of the whole perimeter, cents.
        nombre: Establishments in it.
        date: Of the parameters.
        arrondi: Whether the remainder is rounded to the euro per "etablissement" or on the "total".
        niveau: Whose ratio of the remainder counts.
    """
    top, bottom = money.ratio(parameters.number(niveau.taux, date))
    parts = nombre if arrondi == "etablissement" else np.int64(1)
    remainder = money.multiply_round(cee, top, bottom * 100 * parts) * parts * 100
    vat_top, vat_bottom = money.ratio(parameters.number("moby.taux_tva", date))
    with_vat = money.multiply_round(remainder, vat_top + vat_bottom, vat_bottom)
    return {"total": cee + remainder, "cee": cee, "reste_ht": remainder, "reste_ttc": with_vat}


class Perimetre(NamedTuple):
    """A perimeter brought to arrays of one shape."""

    etablissements: NDArray[np.int64]
    communes: NDArray[np.int64]
    signataires: NDArray[np.int64]
    structures: NDArray[np.int64]
    autres: NDArray[np.int64]
    annees: NDArray[np.int64]
    classes: NDArray[np.int64]
    """-1 where not given."""
    ajustement: Floats
    """EUR, NaN where not given."""
    niveau: str


def perimeter_of(
    etablissements: ArrayLike,
    communes: ArrayLike | None,
    signataires: ArrayLike,
    structures: ArrayLike,
    autres_etablissements: ArrayLike,
    annees: ArrayLike | None,
    ajustement_cee: ArrayLike | None,
    date: Any,
    niveau: str = "secondaire",
    classes: ArrayLike | None = None,
) -> Perimetre:
    """The arguments of `simulation` in arrays of one shape; municipalities default to the schools."""
    check_dates(date)
    level_of(niveau)
    towns = etablissements if communes is None else communes
    years = parameters.number("moby.annees", date) if annees is None else annees
    held = -1 if classes is None else classes
    counts = (etablissements, towns, signataires, structures, autres_etablissements, years, held)
    adjustment = np.asarray(np.nan if ajustement_cee is None else ajustement_cee, np.float64)
    arrays: Any = np.broadcast_arrays(*(np.asarray(count, np.int64) for count in counts), adjustment)
    return Perimetre._make([*arrays, niveau])


def adjustment_of(perimeter: Perimetre, date: Any) -> money.Integers:
    """Adjustment of the CEE part, cents: given, documented, or none within the hypotheses of the grid."""
    given = ~np.isnan(perimeter.ajustement)
    cents, whole = money.units(np.where(given, perimeter.ajustement, 0.0))
    if not whole.all():
        raise OutOfRange(
            "ajustement_cee : en centimes entiers",
            "ajustement_cee: in whole cents",
            argument="ajustement_cee",
        )
    usual, documented = _matches_grid(perimeter, date), _matches_document(perimeter, date)
    if not (given | usual | documented).all():
        raise NotAvailable(
            "aucun document ne donne le prix de ce périmètre (classes, communes, signataires ou structures "
            "hors des hypothèses de la grille) : donnez ajustement_cee",
            "no document prices this perimeter (classes, municipalities, signatories or organisations "
            "outside the hypotheses of the grid): give ajustement_cee",
            argument="ajustement_cee",
        )
    euros = parameters.number("moby.ajustement_structures", date, "cee_ht")
    return np.where(~given & documented, money.units(euros)[0], cents)


def _matches_grid(perimeter: Perimetre, date: Any) -> NDArray[np.bool_]:
    if perimeter.niveau == "elementaire":
        return _matches_primary_grid(perimeter, date)

    def hypothesis(key: str) -> Any:
        return parameters.number("moby.hypotheses_grille", date, key)

    towns = perimeter.communes * hypothesis("etablissements_par_commune") == perimeter.etablissements
    signatories = perimeter.signataires == hypothesis("signataires")
    return np.asarray(towns & signatories & (perimeter.structures == hypothesis("structures")))


def _matches_primary_grid(perimeter: Perimetre, date: Any) -> NDArray[np.bool_]:
    """The hypotheses of annex 2 for primary schools, where structures do not count."""

    def hypothesis(key: str) -> Any:
        return parameters.number("moby.hypotheses_grille_ecoles", date, key)

    schools = perimeter.etablissements
    usual = perimeter.classes == schools * hypothesis("classes_par_ecole")
    towns = perimeter.communes * hypothesis("ecoles_par_commune") == schools
    signatories = perimeter.signataires == hypothesis("signataires")
    return np.asarray((usual | (perimeter.classes < 0)) & towns & signatories)


def _matches_document(perimeter: Perimetre, date: Any) -> NDArray[np.bool_]:
    """The one departure whose price a document gives."""
    secondary = perimeter.niveau == "secondaire"
    matches = np.asarray(secondary & (perimeter.autres == 0), np.bool_)
    for name in ("etablissements", "communes", "signataires", "structures"):
        priced = parameters.number("moby.ajustement_structures", date, name)
        matches = np.asarray(matches & (getattr(perimeter, name) == priced), np.bool_)
    return matches


def financing(perimeter: Perimetre, arrondi: str, date: Any) -> dict[str, dict[str, money.Integers]]:
    """The financing table in cents: item, then column."""
    check_choix("arrondi", arrondi, ("etablissement", "total"))
    count, level = perimeter.etablissements, NIVEAUX[perimeter.niveau]
    cee = cee_part(count + perimeter.autres, date, level.grille) * count + adjustment_of(perimeter, date)
    if (np.asarray(cee) < 0).any():
        raise OutOfRange(
            "ajustement_cee : la part CEE deviendrait négative",
            "ajustement_cee: the CEE part would become negative",
            argument="ajustement_cee",
        )
    return {
        item: {
            "total": amount,
            "etablissement": money.multiply_round(amount, 1, count),
            "annee": money.multiply_round(amount, 1, count * perimeter.annees),
        }
        for item, amount in _items(cee, count, date, arrondi, level).items()
    }


def simulation(
    etablissements: ArrayLike,
    communes: ArrayLike | None = None,
    signataires: ArrayLike = 1,
    structures: ArrayLike = 1,
    autres_etablissements: ArrayLike = 0,
    annees: ArrayLike | None = None,
    arrondi: str = "etablissement",
    ajustement_cee: ArrayLike | None = None,
    date: Any = None,
    niveau: str = "secondaire",
    classes: ArrayLike | None = None,
) -> Floats:
    """The financing table of a perimeter.

    Args:
        etablissements: Schools of the authority, of that level. Scalar or (N,).
        communes: Municipalities; omitted, one a school, as the grid assumes. Scalar or (N,).
        signataires: Signatories; the grid assumes 1. Scalar or (N,).
        structures: Coordinating organisations; the grid of secondary schools assumes 1. Scalar or (N,).
        autres_etablissements: Schools of other authorities that sign at the same time: they count for the
            bracket (article 5). Scalar or (N,).
        annees: School years of deployment; omitted, those of the parameter in force. Scalar or (N,).
        arrondi: What is rounded to the euro: the remainder per "etablissement" (annex 3) or the "total".
        ajustement_cee: CEE part to add for the whole perimeter, EUR; needed outside the hypotheses of the
            grid, but for 2 organisations for 2 schools, which annex 3 prices. Scalar or (N,).
        date: Of the parameters, scalar or (N,); omitted, the only version there is.
        niveau: "secondaire" (schools of annex 2), or "elementaire", whose grid the operator enters.
        classes: Classes of primary schools; omitted, as many a school as their grid assumes. Scalar or (N,).

    Returns:
        EUR, (4, 3), rows as `POSTES` and columns as `COLONNES`; (N, 4, 3) for a batch.

    Raises:
        NotAvailable: A perimeter that no document prices, no grid at that date, or none entered.
        WrongValue: Unknown level.
        OutOfRange: An adjustment with fractions of a cent, or below minus the price.

    Source:
        Moby, article 5, annexes 2 and 3.

    Examples:
        >>> simulation(2, 2, 1, 2)[3].tolist()
        [20976.0, 10488.0, 5244.0]
    """
    perimeter = perimeter_of(
        etablissements, communes, signataires, structures, autres_etablissements, annees, ajustement_cee,
        date, niveau, classes,
    )  # fmt: skip
    table = financing(perimeter, arrondi, date)
    rows = [np.stack([money.amounts(table[item][column]) for column in COLONNES], axis=-1) for item in POSTES]
    return np.stack(rows, axis=-2)


def montant(
    poste: str,
    colonne: str,
    etablissements: ArrayLike,
    communes: ArrayLike | None = None,
    signataires: ArrayLike = 1,
    structures: ArrayLike = 1,
    autres_etablissements: ArrayLike = 0,
    annees: ArrayLike | None = None,
    arrondi: str = "etablissement",
    ajustement_cee: ArrayLike | None = None,
    date: Any = None,
    niveau: str = "secondaire",
    classes: ArrayLike | None = None,
) -> Any:
    """One cell of the financing table; arguments after the first two as `simulation`.

    Args:
        poste: One of `POSTES`.
        colonne: One of `COLONNES`.
        etablissements: As `simulation`.
        communes: As `simulation`.
        signataires: As `simulation`.
        structures: As `simulation`.
        autres_etablissements: As `simulation`.
        annees: As `simulation`.
        arrondi: As `simulation`.
        ajustement_cee: As `simulation`.
        date: As `simulation`.
        niveau: As `simulation`.
        classes: As `simulation`.

    Returns:
        EUR, float or float64 of the broadcast shape.

    Raises:
        WrongValue: Unknown row, column or level.
        NotAvailable: As `simulation`.
        OutOfRange: As `simulation`.

    Source:
        Moby, annex 3.

    Examples:
        >>> montant("reste_ht", "annee", 2, 2, 1, 2)
        4370.0
    """
    check_choix("poste", poste, POSTES)
    check_choix("colonne", colonne, COLONNES)
    perimeter = perimeter_of(
        etablissements, communes, signataires, structures, autres_etablissements, annees, ajustement_cee,
        date, niveau, classes,
    )  # fmt: skip
    return money.amounts(financing(perimeter, arrondi, date)[poste][colonne])
