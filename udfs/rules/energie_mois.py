"""The adjusted reference, month by month (ENERGIE.*). Intracting, articles 1, 7.3 and annex 3."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs.errors import OutOfRange, Text, WrongValue
from udfs.figures import english, french
from udfs.rules.nombres import Floats, floats, plain
from udfs.rules.plages import check_lengths
from udfs.rules.steps import Step, step

ARTICLE_1 = "Intracting, article 1"
ARTICLE_7_3 = "Intracting, article 7.3"
UNE_PAR_MOIS = Text("une valeur par mois", "one value a month")


# Article 7.3: the reference, month by month


class _Mois(NamedTuple):
    """Months on the last axis: (k,), or (N, k) for a batch."""

    hors_chauffage: Floats
    chauffage: Floats
    dju_suivi: Floats
    """Degree days that multiply the heating, of the month or of all the months; 0 without any."""
    dju_reference: Floats
    """Degree days that divide it; 1 without heating."""
    propre: NDArray[np.bool_]
    """True where the month has a ratio of its own."""

    @property
    def ajustee(self) -> Floats:
        return self.hors_chauffage + self.chauffage * self.dju_suivi / self.dju_reference


def reference_mensuelle(
    hors_chauffage: ArrayLike,
    chauffage: ArrayLike,
    dju_reference: ArrayLike,
    dju_suivi: ArrayLike,
    seuil: ArrayLike = 1.0,
) -> Floats:
    """The adjusted reference of each month: its heating part at the weather of the month observed.

    heating × observed / reference degree days: those of the month where its reference reaches `seuil`, else
    those of all the months given, since a month without degree days of reference has no ratio. A month
    without heating needs none: unknown there (NaN), it counts in neither sum.

    Args:
        hors_chauffage: Reference without heating of each month measured, kWh, (k,) or (N, k).
        chauffage: Reference of heating, kWh, likewise.
        dju_reference: Degree days of the reference period, >= 0, likewise.
        dju_suivi: Degree days of the months observed, >= 0, likewise.
        seuil: Degree days of reference from which a month has a ratio of its own, > 0. Scalar or (N,). One by
            default: no document gives any.

    Returns:
        kWh, unrounded, (k,) or (N, k), without adjustments.

    Raises:
        WrongValue: Ranges of several lengths; degree days unknown in a month with heating.
        OutOfRange: A month below `seuil` with heating, and all the months together below it too.

    Source:
        Intracting, articles 1 and 7.3, and annex 3, which refers to the IPMVP.

    Examples:
        >>> reference_mensuelle([2000, 2000, 2000], [36000, 18000, 900], [400, 200, 0], [360, 190, 10])
        array([34400., 19100.,  2840.])
    """
    return _mois(hors_chauffage, chauffage, dju_reference, dju_suivi, seuil).ajustee


def _mois(
    hors_chauffage: ArrayLike,
    chauffage: ArrayLike,
    dju_reference: ArrayLike,
    dju_suivi: ArrayLike,
    seuil: ArrayLike,
) -> _Mois:
    names = ("hors_chauffage", "chauffage", "dju_reference", "dju_suivi")
    given = (hors_chauffage, chauffage, dju_reference, dju_suivi)
    ranges = {name: np.atleast_1d(floats(one)) for name, one in zip(names, given, strict=True)}
    check_lengths(ranges, UNE_PAR_MOIS)
    base, heating, reference, observed = np.broadcast_arrays(*ranges.values())
    least = floats(seuil)[..., None]
    heated = heating != 0
    for name, days in (("dju_reference", reference), ("dju_suivi", observed)):
        _refuse_unknown(name, heated & np.isnan(days))
    known = ~(np.isnan(reference) | np.isnan(observed))
    own = known & (reference >= least)
    whole, whole_observed = (
        np.where(known, days, 0.0).sum(axis=-1, keepdims=True) for days in (reference, observed)
    )
    _refuse_too_few(heated & ~own & (whole < least), whole, least)
    top = np.where(own, observed, whole_observed)
    bottom = np.where(own, reference, whole)
    return _Mois(base, heating, np.where(heated, top, 0.0), np.where(heated, bottom, 1.0), own)


def _refuse_unknown(name: str, lacking: NDArray[np.bool_]) -> None:
    if lacking.any():
        rank = int(np.argwhere(lacking)[0][-1]) + 1
        raise WrongValue(
            f"{name} : la cellule {rank} de la plage est vide, et ce mois a du chauffage",
            f"{name}: cell {rank} of the range is blank, and that month has heating",
            argument=name,
        )


def _refuse_too_few(lacking: NDArray[np.bool_], whole: Floats, least: Floats) -> None:
    if lacking.any():
        found, wanted = (float(np.broadcast_to(one, lacking.shape)[lacking][0]) for one in (whole, least))
        raise OutOfRange(
            f"dju_reference : {french(found)} degrés-jours sur tous les mois, moins que le seuil de "
            f"{french(wanted)} ; il n’y a pas de rapport pour ce chauffage",
            f"dju_reference: {english(found)} degree days over all the months, below the threshold of "
            f"{english(wanted)}; there is no ratio for this heating",
            argument="dju_reference",
            value=found,
        )


def expliquer_reference_mensuelle(
    hors_chauffage: ArrayLike,
    chauffage: ArrayLike,
    dju_reference: ArrayLike,
    dju_suivi: ArrayLike,
    seuil: ArrayLike = 1.0,
) -> list[Step]:
    """The steps of `reference_mensuelle`, same arguments; they end on the sum of the months."""
    months = _mois(hors_chauffage, chauffage, dju_reference, dju_suivi, seuil)
    result = months.ajustee
    return [
        step(
            "référence hors chauffage, somme des mois",
            "reference without heating, sum of the months",
            plain(months.hors_chauffage.sum(axis=-1)),
            "kWh",
        ),
        step(
            "référence de chauffage, somme des mois",
            "heating reference, sum of the months",
            plain(months.chauffage.sum(axis=-1)),
            "kWh",
        ),
        step(
            "seuil : DJU de référence à partir desquels un mois a son propre rapport",
            "threshold: reference degree days from which a month has its own ratio",
            seuil,
            "DJU",
        ),
        *(_month_step(months, i, result[..., i]) for i in range(result.shape[-1])),
        step(
            "référence ajustée, somme des mois",
            "adjusted reference, sum of the months",
            plain(result.sum(axis=-1)),
            "kWh",
            ARTICLE_1,
        ),
    ]


def _month_step(months: _Mois, i: int, result: Any) -> Step:
    fr, en = f"mois {i + 1} : ", f"month {i + 1}: "
    base, heating, top, bottom, own = (column[..., i] for column in months)
    if result.ndim:
        fr, en = f"{fr}référence ajustée", f"{en}adjusted reference"
    elif heating == 0:
        fr, en = f"{fr}pas de chauffage", f"{en}no heating"
    else:
        numbers = [float(one) for one in (base, heating, top, bottom)]
        fr += "{} + {} × {} / {}".format(*map(french, numbers))
        en += "{} + {} × {} / {}".format(*map(english, numbers))
        fr += "" if own else " (DJU de tous les mois)"
        en += "" if own else " (degree days of all the months)"
    return step(fr, en, plain(result), "kWh", ARTICLE_7_3)
