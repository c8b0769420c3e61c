"""The rules of Écorénover: the treasury of a renovation, month by month. Mixeur, annex 1."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from udfs import money
from udfs.rules.choix import check_choix
from udfs.rules.colonnes import au_rang, check_colonne
from udfs.rules.ecorenover.projet import MOIS, Projet
from udfs.rules.ecorenover.tresorerie import Tresorerie, lignes
from udfs.rules.nombres import dernier_rang, plain

COLONNES: Final = tuple(name for name in Tresorerie._fields if name != "mois")
EFFORTS: Final = ("flux", "courant")

KEPT = 64
"""Treasuries of single households kept at a time."""


def tresorerie(projet: Projet) -> Tresorerie:
    """The treasury of a project, a row a month.

    Args:
        projet: Of one household or of N.

    Returns:
        Columns of 12 × horizon rows, EUR, unrounded but for the payments of loans, in whole cents.

    Raises:
        OutOfRange: A loan with a fraction of a cent.

    Source:
        Mixeur, annex 1, Écorénover: « simulation de trésorerie mensuelle en prenant en compte les économies
        d'énergie, l'augmentation du prix de l'énergie, le coût de l'emprunt et la valeur verte ».

    Examples:
        >>> found = tresorerie(Projet.of(1, [1], [1200], kwh=[12000], gains=[0.5], prix=[0.1]))
        >>> found.economies[:2].tolist(), round(float(found.cumul[-1]), 2)
        ([50.0, 50.0], -600.0)
    """
    return lignes(projet) if projet.shape else _kept(projet)


@lru_cache(maxsize=KEPT)
def _kept(projet: Projet) -> Tresorerie:
    """The treasury of one household; its cells, asked one after the other, compute it once."""
    found = lignes(projet)
    for column in found:
        column.flags.writeable = False
    return found


def ligne(colonne: str, mois: ArrayLike, projet: Projet) -> Any:
    """One cell of the treasury.

    Args:
        colonne: One of `COLONNES`.
        mois: 1 is the first month. Scalar or (N,).
        projet: Of one household or of N.

    Returns:
        EUR, unrounded; NaN outside the months, but the balance of month 0: own funds put aside, below 0.

    Raises:
        WrongValue: Unknown column.
        OutOfRange: As `tresorerie`.

    Source:
        As `tresorerie`.

    Examples:
        >>> works = Projet.of(2, [1], [0], kwh=[12000], gains=[0.5], prix=[0.1], hausses=[0.1])
        >>> ligne("economies", 12, works), round(ligne("economies", 13, works), 9)
        (50.0, 55.0)
    """
    check_colonne(colonne, COLONNES)
    found = au_rang(getattr(tresorerie(projet), colonne), mois)
    if colonne == "cumul":
        start = -projet.apport if projet.shape else -projet.apport[0]
        found = np.where(np.asarray(mois) == 0, start, found)
    return plain(found)


def mois_retour(projet: Projet) -> Any:
    """The month from which the cumulated balance stays at 0 or above, to the cent.

    Args:
        projet: Of one household or of N.

    Returns:
        Month, float or (N,), 1 the first; NaN where the balance is still negative in the last one.

    Source:
        As `tresorerie`.

    Examples:
        >>> mois_retour(Projet.of(2, [1], [600], kwh=[12000], gains=[0.5], prix=[0.1]))
        12.0
    """
    balance = tresorerie(projet).cumul
    months = np.where(np.isnan(balance), 0.0, balance)
    last = dernier_rang(money.round_half_up(months) < 0)
    horizon = projet.horizon if projet.shape else projet.horizon[0]
    return plain(np.where(last < MOIS * horizon, last + 1.0, np.nan))


def point_bas(projet: Projet) -> Any:
    """The lowest cumulated balance, the own funds put aside at the start among them.

    Args:
        projet: Of one household or of N.

    Returns:
        EUR, unrounded, float or (N,).

    Source:
        As `tresorerie`.

    Examples:
        >>> point_bas(Projet.of(2, [1], [600], kwh=[12000], gains=[0.5], prix=[0.1]))
        -550.0
    """
    start = -projet.apport if projet.shape else -projet.apport[0]
    return plain(np.fmin(np.fmin.reduce(tresorerie(projet).cumul, axis=-1), start))


def effort(projet: Projet, sur: str = "flux") -> Any:
    """What the hardest month asks of the household.

    Args:
        projet: Of one household or of N.
        sur: "flux", all the flows of the month, works not covered among them; or "courant", payments and
            maintenance less savings alone.

    Returns:
        EUR, unrounded, float or (N,); 0 where no month asks for anything.

    Raises:
        WrongValue: Unknown `sur`.

    Source:
        As `tresorerie`.

    Examples:
        >>> effort(Projet.of(2, [1], [600], kwh=[12000], gains=[0.5], prix=[0.1]))
        550.0
    """
    check_choix("sur", sur, EFFORTS, "on")
    found = tresorerie(projet)
    asked = -found.flux if sur == "flux" else found.mensualites + found.entretien - found.economies
    return plain(np.fmax(np.fmax.reduce(asked, axis=-1), 0.0))
