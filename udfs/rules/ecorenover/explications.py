"""The steps behind each function of Écorénover."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from udfs.errors import Text
from udfs.rules.ecorenover.projet import MOIS, Projet
from udfs.rules.ecorenover.regles import effort, ligne, mois_retour, point_bas, tresorerie
from udfs.rules.steps import Step, step

ANNEXE_1 = "Mixeur, annexe 1, Écorénover"

_SUMS = (
    ("travaux", "travaux", "works"),
    ("aides", "aides", "aids"),
    ("apport", "apport personnel", "own funds"),
    ("prets", "prêts", "loans"),
    ("mensualites", "mensualités des prêts, assurances comprises", "payments of loans, insurance included"),
    ("entretien", "entretien", "maintenance"),
    ("economies", "économies d’énergie", "energy savings"),
    (
        "flux",
        "flux = prêts + aides + apport − travaux − mensualités − entretien + économies",
        "flow = loans + aids + own funds − works − payments − maintenance + savings",
    ),
)

_EFFORTS = {
    "flux": Text("tous les flux du mois", "all the flows of the month"),
    "courant": Text("mensualités + entretien − économies", "payments + maintenance − savings"),
}


def _sums(projet: Projet) -> list[Step]:
    """Each column added up over the months."""
    found = tresorerie(projet)
    return [
        step(f"{fr}, somme des mois", f"{en}, sum of the months", _total(found, name), "EUR", ANNEXE_1)
        for name, fr, en in _SUMS
    ]


def _total(found: Any, name: str) -> Any:
    return np.nansum(getattr(found, name), axis=-1)[()]


def _with_sums(projet: Projet, last: Sequence[Step]) -> list[Step]:
    years = projet.horizon if projet.shape else projet.horizon[0]
    own = projet.apport if projet.shape else projet.apport[0]
    return [
        step("horizon", "horizon", years, "annees"),
        step("apport mis de côté au départ", "own funds put aside at the start", own, "EUR"),
        *_sums(projet),
        *last,
    ]


def expliquer_tresorerie(projet: Projet) -> list[Step]:
    """The steps of `tresorerie`: sums over the months, and the balance they end on."""
    last = projet.horizon * MOIS
    end = ligne("cumul", last if projet.shape else last[0], projet)
    return _with_sums(
        projet, [step("cumul = flux − apport", "balance = flows − own funds", end, "EUR", ANNEXE_1)]
    )


def expliquer_ligne(colonne: str, mois: Any, projet: Projet) -> list[Step]:
    """The steps of `ligne`, same arguments."""
    result = ligne(colonne, mois, projet)
    fr, en = f"mois {mois}, colonne « {colonne} »", f"month {mois}, column “{colonne}”"
    return _with_sums(projet, [step(fr, en, result, "EUR", ANNEXE_1)])


def expliquer_mois_retour(projet: Projet) -> list[Step]:
    """The steps of `mois_retour`, same arguments."""
    result = mois_retour(projet)
    return _with_sums(
        projet,
        [
            step("point bas du cumul", "lowest balance", point_bas(projet), "EUR", ANNEXE_1),
            step(
                "premier mois après lequel le cumul reste à 0 ou plus",
                "first month after which the balance stays at 0 or above",
                result,
                "mois",
                ANNEXE_1,
            ),
        ],
    )


def expliquer_point_bas(projet: Projet) -> list[Step]:
    """The steps of `point_bas`, same arguments."""
    lowest = step("point bas du cumul", "lowest balance", point_bas(projet), "EUR", ANNEXE_1)
    return _with_sums(projet, [lowest])


def expliquer_effort(projet: Projet, sur: str = "flux") -> list[Step]:
    """The steps of `effort`, same arguments."""
    result = effort(projet, sur)
    meant = _EFFORTS[sur]
    fr, en = f"effort du mois le plus lourd : {meant.fr}", f"hardest month: {meant.en}"
    return _with_sums(projet, [step(fr, en, result, "EUR", ANNEXE_1)])
