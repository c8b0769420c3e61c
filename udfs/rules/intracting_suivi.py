"""What the actions of a programme cost and are to save (INTRACTING.*). Articles 7.3 to 8.6, annex 3."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from udfs.calendar.dates import as_dates
from udfs.errors import OutOfRange, Text
from udfs.figures import english, french
from udfs.rules.choix import check_choix
from udfs.rules.nombres import Floats, plain
from udfs.rules.plages import check_lengths
from udfs.rules.steps import Step, step

MESURES = ("cout", "nombre")
MOIS_PAR_AN = 12
ANNEXE_3 = "Intracting, annexe 3"
ARTICLE_7_5 = "Intracting, article 7.5"
ARTICLE_8_6 = "Intracting, article 8.6"
UNE_PAR_ACTION = Text("une valeur par action", "one value an action")


# Annex 3, yearly indicators: works carried out


def realisation(couts_realises: ArrayLike, couts_prevus: ArrayLike, sur: str = "cout") -> Any:
    """What part of the works is carried out.

    Args:
        couts_realises: Cost carried out of each action, EUR, (k,) or (N, k); 0 where nothing is.
        couts_prevus: Planned cost, EUR, likewise.
        sur: "cout", costs carried out over costs planned; "nombre", the mean, over the actions that have a
            planned cost, of the part of each that is carried out.

    Returns:
        Per 1, unrounded, float or (N,); more than 1 where works cost more than planned.

    Raises:
        WrongValue: Ranges of several lengths; unknown `sur`.
        OutOfRange: No planned cost.

    Source:
        Intracting, annex 3: "Taux de réalisation des travaux effectif (%)". It does not say on what: both.

    Examples:
        >>> realisation([100, 0], [100, 300]), realisation([100, 0], [100, 300], "nombre")
        (0.25, 0.5)
    """
    check_choix("sur", sur, MESURES)
    actual, planned = _costs(couts_realises, couts_prevus)
    meant = planned > 0
    if not meant.any(axis=-1).all():
        raise OutOfRange(
            "couts_prevus : sans coût prévu, il n’y a pas de taux de réalisation",
            "couts_prevus: without a planned cost there is no part carried out",
            argument="couts_prevus",
        )
    with np.errstate(over="ignore"):
        if sur == "cout":
            return plain(actual.sum(axis=-1) / planned.sum(axis=-1))
        each = np.where(meant, actual / np.where(meant, planned, 1.0), 0.0)
        return plain(each.sum(axis=-1) / meant.sum(axis=-1))


def _costs(couts_realises: ArrayLike, couts_prevus: ArrayLike) -> tuple[Floats, Floats]:
    actual, planned = (np.atleast_1d(np.asarray(one, np.float64)) for one in (couts_realises, couts_prevus))
    check_lengths({"couts_realises": actual, "couts_prevus": planned}, UNE_PAR_ACTION)
    return actual, planned


# Articles 7.5 and 8.6: what a year was to save


def objectif(annee: ArrayLike, gains: ArrayLike, fins_travaux: ArrayLike) -> Any:
    """Expected saving of a year: that of each action, for the months that begin after its works ended.

    Works that end in a month save from the next one: ended on 30/09/2026, 3 months of 2026 and all of 2027.

    Args:
        annee: Calendar year. Scalar or (N,).
        gains: Expected saving of each action over a whole year, kWh or EUR, (k,).
        fins_travaux: Day when its works ended, (k,); NaT while they have not: no saving.

    Returns:
        kWh or EUR, as `gains`, unrounded, shape of `annee`.

    Raises:
        WrongValue: Ranges of several lengths.

    Source:
        Intracting, articles 7.3 and 7.5 (after the works), 8.6 (balance against the objective).

    Examples:
        >>> ends = np.array(["2026-09-30", "2026-12-15", "NaT"], "datetime64[D]")
        >>> [objectif(year, [1200.0, 600.0, 5000.0], ends) for year in (2026, 2027)]
        [300.0, 1800.0]
    """
    savings, months = _months(annee, gains, fins_travaux)
    return plain((savings * months).sum(axis=-1) / MOIS_PAR_AN)


def _months(annee: ArrayLike, gains: ArrayLike, fins_travaux: ArrayLike) -> tuple[Floats, Floats]:
    """Savings of the actions (k,), and the months of the year after their works, (k,) or (N, k)."""
    savings = np.atleast_1d(np.asarray(gains, np.float64))
    ends = np.atleast_1d(as_dates(fins_travaux))
    check_lengths({"gains": savings, "fins_travaux": ends}, UNE_PAR_ACTION)
    over = np.isnat(ends)
    last = np.where(over, 0, ends.astype("datetime64[M]").astype(np.int64))
    december = (np.asarray(annee, np.int64)[..., None] - 1970) * MOIS_PAR_AN + MOIS_PAR_AN - 1
    months = np.clip(december - last, 0, MOIS_PAR_AN).astype(np.float64)
    return savings, np.where(over, 0.0, months)


def expliquer_realisation(
    couts_realises: ArrayLike, couts_prevus: ArrayLike, sur: str = "cout"
) -> list[Step]:
    """The steps of `realisation`, same arguments."""
    result = realisation(couts_realises, couts_prevus, sur)
    actual, planned = _costs(couts_realises, couts_prevus)
    label = {
        "cout": (
            "réalisation = coûts réalisés / coûts prévus",
            "carried out = actual costs / planned costs",
        ),
        "nombre": (
            "réalisation = moyenne, sur les actions prévues, de réalisé / prévu",
            "carried out = mean, over the planned actions, of actual / planned",
        ),
    }[sur]
    return [
        step("coûts réalisés", "actual costs", plain(actual.sum(axis=-1)), "EUR"),
        step("coûts prévus", "planned costs", plain(planned.sum(axis=-1)), "EUR"),
        step(
            "actions qui ont un coût prévu",
            "actions with a planned cost",
            (planned > 0).sum(axis=-1)[()],
            "actions",
        ),
        step(*label, result, "1", ANNEXE_3),
    ]


def expliquer_objectif(annee: ArrayLike, gains: ArrayLike, fins_travaux: ArrayLike) -> list[Step]:
    """The steps of `objectif`, same arguments."""
    savings, months = _months(annee, gains, fins_travaux)
    result = objectif(annee, gains, fins_travaux)
    return [
        step("année", "year", np.asarray(annee, np.int64).astype(str).tolist()),
        *(_action_step(i, savings[..., i], months[..., i]) for i in range(savings.shape[-1])),
        step(
            "objectif = somme des gains × mois / 12",
            "objective = sum of savings × months / 12",
            result,
            "",
            ARTICLE_8_6,
        ),
    ]


def _action_step(i: int, saving: Any, months: Any) -> Step:
    fr, en = "gain × mois après la fin des travaux", "saving × months after the end of the works"
    if months.ndim == 0:
        fr, en = (f"{say(float(saving))} × {say(float(months))}" for say in (french, english))
    part = saving * months / MOIS_PAR_AN
    return step(f"action {i + 1} : {fr} / 12", f"action {i + 1}: {en} / 12", plain(part), "", ARTICLE_7_5)
