"""Yearly indicators of energy, and the part of an action in them (ENERGIE.*). Intracting, annex 3."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from udfs import money
from udfs.errors import NotAvailable, OutOfRange
from udfs.figures import english, french
from udfs.rules.choix import check_choix
from udfs.rules.nombres import floats, plain
from udfs.rules.steps import Step, step

BASES = ("initiale", "ajustee")
MOIS_PAR_AN = 12
ANNEXE_3 = "Intracting, annexe 3"
ARTICLE_1 = "Intracting, article 1"


# Annex 3, yearly indicators: the reduction, and the part of each action


def reduction(evitee: ArrayLike, initiale: ArrayLike, ajustee: ArrayLike, base: str = "initiale") -> Any:
    """What part of a consumption was avoided; negative when consumption grew.

    Args:
        evitee: Consumption avoided, kWh. Scalar or (N,).
        initiale: Reference consumption, before any adjustment, kWh. Scalar or (N,).
        ajustee: Adjusted reference, kWh. Scalar or (N,).
        base: What it is a part of: "initiale", as annex 3 prints it, or "ajustee".

    Returns:
        Per 1, unrounded, shape of the broadcast arguments.

    Raises:
        WrongValue: Unknown base.
        OutOfRange: A base of 0 or less.

    Source:
        Intracting, annex 3: "Réduction en pourcentage de la consommation initiale".

    Examples:
        >>> reduction(37000.0, 200000.0, 177000.0)
        0.185
        >>> round(reduction(37000.0, 200000.0, 177000.0, "ajustee"), 4)
        0.209
    """
    check_choix("base", base, BASES)
    avoided, initial, adjusted = np.broadcast_arrays(floats(evitee), floats(initiale), floats(ajustee))
    over = initial if base == "initiale" else adjusted
    if np.any(over <= 0):
        raise OutOfRange(
            f"{base} : une consommation positive est nécessaire",
            f"{base}: a positive consumption is needed",
            argument=base,
            value=float(over[over <= 0][0]),
        )
    with np.errstate(over="ignore"):
        return plain(avoided / over)


def repartition(evitee: ArrayLike, gain_attendu: ArrayLike, gains_attendus: ArrayLike) -> Any:
    """The part of one action in what a meter avoided: avoided × its expected saving / those of all.

    Args:
        evitee: Consumption avoided on the meter, kWh. Scalar or (N,).
        gain_attendu: Expected saving of the action, kWh a year, >= 0. Scalar or (N,).
        gains_attendus: Expected savings of the finished actions on that meter, its own among them, >= 0,
            (k,) or (N, k).

    Returns:
        kWh, unrounded, shape of the broadcast scalars; the parts of all the actions add up to `evitee`.

    Raises:
        OutOfRange: No expected saving at all, or one that is not among them.

    Source:
        Intracting, annex 3: "si possible par APE sinon ratio".

    Examples:
        >>> [round(repartition(37000, gain, [44550, 4380, 11350]), 3) for gain in (44550, 4380, 11350)]
        [27344.891, 2688.454, 6966.656]
    """
    whole = np.atleast_1d(floats(gains_attendus)).sum(axis=-1)
    if np.any(whole <= 0):
        raise OutOfRange(
            "gains_attendus : sans gain attendu, il n’y a pas de part",
            "gains_attendus: without an expected saving there is no part",
            argument="gains_attendus",
        )
    if np.any(floats(gain_attendu) > whole):
        raise OutOfRange(
            "gain_attendu : plus que la somme des gains attendus, dont il doit être",
            "gain_attendu: more than the sum of the expected savings, of which it must be one",
            argument="gain_attendu",
            value=gain_attendu,
        )
    return plain(floats(evitee) * (floats(gain_attendu) / whole))


# Article 7.5.1: an indicator is worth the months that were measured


def indicateur(
    valeur: ArrayLike,
    mois_manquants: ArrayLike,
    mois_estimes: ArrayLike = 0,
    part_maximale: ArrayLike = 0.1,
) -> Any:
    """The value of a yearly indicator, where enough months of the year were measured.

    Args:
        valeur: The indicator. Scalar or (N,).
        mois_manquants: Months of the year without a reading. Scalar or (N,).
        mois_estimes: Months whose reading is estimated. Scalar or (N,).
        part_maximale: Largest part of the year that may be missing or estimated, per 1. Scalar or (N,). A
            tenth by default: no document gives any.

    Returns:
        `valeur`, shape of the broadcast arguments.

    Raises:
        OutOfRange: More than twelve months.
        NotAvailable: Too many months missing or estimated.

    Source:
        Intracting, article 7.5.1 and annex 3.

    Examples:
        >>> indicateur(37000.0, 0, 1)
        37000.0
    """
    value, missing, estimated, limit = np.broadcast_arrays(
        floats(valeur), floats(mois_manquants), floats(mois_estimes), floats(part_maximale)
    )
    months = missing + estimated
    if np.any(months > MOIS_PAR_AN):
        found = float(months[months > MOIS_PAR_AN][0])
        raise OutOfRange(
            f"mois_estimes : avec mois_manquants, {french(found)} mois sur {MOIS_PAR_AN}",
            f"mois_estimes: with mois_manquants, {english(found)} months out of {MOIS_PAR_AN}",
            argument="mois_estimes",
            value=found,
        )
    part = months / MOIS_PAR_AN
    beyond = (part > limit) & ~money.same_number(part, limit)
    if beyond.any():
        raise _too_few_measured(*(float(one[beyond][0]) for one in (missing, estimated, limit)))
    return plain(value.copy())


def _too_few_measured(missing: float, estimated: float, limit: float) -> NotAvailable:
    part, most = round((missing + estimated) / MOIS_PAR_AN * 100, 1), round(limit * 100, 6)
    lack = "manque" if missing < 2 else "manquent"
    guess = "est estimé" if estimated < 2 else "sont estimés"
    be, are = ("is" if count == 1 else "are" for count in (missing, estimated))
    return NotAvailable(
        f"mois_manquants : sur {MOIS_PAR_AN} mois, {french(missing)} {lack} et {french(estimated)} {guess}, "
        f"soit {french(part)} % de l’année ; la limite est de {french(most)} %",
        f"mois_manquants: out of {MOIS_PAR_AN} months, {english(missing)} {be} missing and "
        f"{english(estimated)} {are} estimated, {english(part)} % of the year; "
        f"the limit is {english(most)} %",
        argument="mois_manquants",
        value=missing,
    )


def expliquer_reduction(
    evitee: ArrayLike, initiale: ArrayLike, ajustee: ArrayLike, base: str = "initiale"
) -> list[Step]:
    """The steps of `reduction`, same arguments."""
    result = reduction(evitee, initiale, ajustee, base)
    over = (
        step("consommation initiale", "initial consumption", initiale, "kWh")
        if base == "initiale"
        else step("référence ajustée", "adjusted reference", ajustee, "kWh", ARTICLE_1)
    )
    return [
        step("consommation évitée", "consumption avoided", evitee, "kWh", ARTICLE_1),
        over,
        step(
            f"réduction = évitée / {over.label.fr}",
            f"reduction = avoided / {over.label.en}",
            result,
            "1",
            ANNEXE_3,
        ),
    ]


def expliquer_repartition(
    evitee: ArrayLike, gain_attendu: ArrayLike, gains_attendus: ArrayLike
) -> list[Step]:
    """The steps of `repartition`, same arguments."""
    result = repartition(evitee, gain_attendu, gains_attendus)
    whole = np.atleast_1d(floats(gains_attendus)).sum(axis=-1)
    return [
        step("consommation évitée du compteur", "consumption avoided on the meter", evitee, "kWh", ARTICLE_1),
        step("gain attendu de l’action", "expected saving of the action", gain_attendu, "kWh/an"),
        step(
            "somme des gains attendus des actions terminées",
            "sum of the expected savings of the finished actions",
            plain(whole),
            "kWh/an",
        ),
        step(
            "part = évitée × gain / somme des gains",
            "part = avoided × saving / sum of the savings",
            result,
            "kWh",
            ANNEXE_3,
        ),
    ]


def expliquer_indicateur(
    valeur: ArrayLike,
    mois_manquants: ArrayLike,
    mois_estimes: ArrayLike = 0,
    part_maximale: ArrayLike = 0.1,
) -> list[Step]:
    """The steps of `indicateur`, same arguments."""
    result = indicateur(valeur, mois_manquants, mois_estimes, part_maximale)
    part = (floats(mois_manquants) + floats(mois_estimes)) / MOIS_PAR_AN
    return [
        step("mois manquants", "months missing", mois_manquants, "mois"),
        step("mois estimés", "months estimated", mois_estimes, "mois"),
        step("part de l’année = mois / 12", "part of the year = months / 12", plain(part), "1"),
        step("part maximale", "largest part", part_maximale, "1"),
        step("indicateur", "indicator", result, "", ANNEXE_3),
    ]
