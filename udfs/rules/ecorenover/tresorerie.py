"""The monthly flows of a project, and what they come to."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from udfs.errors import OutOfRange
from udfs.rules import pret
from udfs.rules.ecorenover.projet import MOIS, Counts, Floats, Projet


class Tresorerie(NamedTuple):
    """A row a month, EUR, unrounded: (months,) for one household, (N, months) for many.

    A household whose horizon is shorter than others' has NaN after it.
    """

    mois: Floats
    travaux: Floats
    aides: Floats
    apport: Floats
    """Own funds used in the month."""
    prets: Floats
    """Drawdowns of loans."""
    mensualites: Floats
    """Payments of loans, insurance included."""
    entretien: Floats
    economies: Floats
    """Energy no longer paid for."""
    flux: Floats
    """Aids, own funds, loans and savings, less works, payments and maintenance."""
    cumul: Floats
    """Sum of the flows from the own funds put aside, which start it below 0."""
    relais: Floats
    """Works paid and not covered yet by aids, own funds and loans; negative, funds received ahead."""
    facture: Floats
    """What the same energies would cost without the works, subscriptions kept included."""


def lignes(projet: Projet) -> Tresorerie:
    """The rows of a project.

    Raises:
        OutOfRange: A loan with a fraction of a cent.
    """
    count = projet.mois
    months = np.broadcast_to(np.arange(1.0, count + 1.0), (len(projet.horizon), count))
    ended = months > MOIS * projet.horizon[:, None]
    works = np.where(ended, 0.0, _au_mois(projet.mois_travaux, projet.travaux, count))
    aids = _au_mois(projet.mois_aides, projet.aides, count)
    drawn = _au_mois(projet.mois_prets, projet.capitaux, count)
    own = _apport(projet, works, aids + drawn)
    paid = _mensualites(projet, count)
    bill, saved = _energie(projet, count)
    upkeep = np.broadcast_to(projet.entretien[:, None] / MOIS, works.shape)
    flow = drawn + aids + own - works - paid - upkeep + saved
    total = np.cumsum(flow, axis=-1) - projet.apport[:, None]
    bridge = np.cumsum(works - aids - own - drawn, axis=-1)
    columns = (months, works, aids, own, drawn, paid, upkeep, saved, flow, total, bridge, bill)
    shown = (np.where(ended, np.nan, column) for column in columns)
    return Tresorerie(*(column if projet.shape else column[0] for column in shown))


def _au_mois(months: Counts, amounts: Floats, count: int) -> Floats:
    """Amounts in the column of their month, (N, count); those after the last month are left out."""
    found = np.zeros((len(months), count + 1))
    inside = (months >= 1) & (months <= count)
    np.add.at(found, (np.arange(len(months))[:, None], np.where(inside, months - 1, count)), amounts)
    return found[:, :count]


def _apport(projet: Projet, works: Floats, received: Floats) -> Floats:
    """Own funds used in each month."""
    used = np.zeros(works.shape)
    if not used.size:
        return used
    if projet.emploi_apport == "au_debut":
        used[:, 0] = projet.apport
        return used
    short = np.maximum.accumulate(np.maximum(np.cumsum(works - received, axis=-1), 0.0), axis=-1)
    taken = np.minimum(short, projet.apport[:, None])
    used = np.diff(taken, axis=-1, prepend=0.0)
    last = works.shape[-1] - 1 - np.argmax(works[:, ::-1] > 0, axis=-1)
    last = np.where((works > 0).any(axis=-1), last, 0)
    used[np.arange(len(used)), last] += projet.apport - taken[:, -1]
    return used


def _mensualites(projet: Projet, count: int) -> Floats:
    """Payments in each month, the first one in the month of the drawdown."""
    real = projet.capitaux > 0
    if not real.any():
        return np.zeros((len(real), count))
    household, _ = np.nonzero(real)
    terms = projet.durees[real]
    ranks = np.arange(int(terms.max()))
    due = _tableaux(projet, real).echeance + projet.assurances[real][:, None]
    paid = np.where(ranks < terms[:, None], due, 0.0)
    months = projet.mois_prets[real][:, None] + ranks
    found = np.zeros((len(real), count + 1))
    place = np.where(months <= count, months - 1, count)
    np.add.at(found, (household[:, None], place), paid)
    return found[:, :count]


def _tableaux(projet: Projet, real: NDArray[np.bool_]) -> pret.Tableau:
    conditions = pret.Conditions.of(
        projet.capitaux[real], projet.taux[real], projet.durees[real], MOIS, differe=projet.differes[real]
    )
    try:
        return pret.table_of(conditions)
    except OutOfRange as error:
        raise OutOfRange(
            f"capitaux : {error.text.fr}",
            f"capitaux (principals): {error.text.en}",
            argument="capitaux",
            value=error.value,
        ) from None


def _energie(projet: Projet, count: int) -> tuple[Floats, Floats]:
    """The bill without works and what the works save of it, each month."""
    since_january = projet.premier_mois[:, None] - 1 + np.arange(count)
    of_year = since_january % MOIS
    passed = since_january if projet.regle_hausse == "janvier" else np.arange(count)[None]
    counted = np.arange(1, count + 1) >= projet.debut_economies[:, None]
    bill, saved = np.zeros(since_january.shape), np.zeros(since_january.shape)
    for rank in range(projet.kwh.shape[-1]):
        rise = 1.0 + projet.hausses[:, rank] + projet.ecart_hausse
        index = _annees(rise, (passed // MOIS).max(initial=0))
        growth = np.take_along_axis(index, np.broadcast_to(passed // MOIS, bill.shape), axis=-1)
        yearly = (projet.kwh[:, rank] * projet.prix[:, rank])[:, None]
        used = yearly * np.take_along_axis(projet.profils[:, rank], of_year, axis=-1)
        kept = projet.abonnements[:, rank, None] / MOIS
        bill += (used + kept) * growth
        saved += (used * projet.gains[:, rank, None] + kept) * growth
    return bill, np.where(counted, saved, 0.0)


def _annees(rise: Floats, last: int) -> Floats:
    """The index of a price in each year, 1 in the first, (N, last + 1)."""
    powers: Any = rise[:, None] ** np.arange(last + 1)
    return np.asarray(powers, np.float64)
