"""Energy savings, in euros, tonnes and years (ENERGIE.*). Unrounded: annexes add unrounded figures."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from udfs.errors import OutOfRange
from udfs.rules.nombres import Floats, floats, plain
from udfs.rules.steps import Step, step

ANNEXE_1 = "Intracting, annexe 1"
ANNEXE_3 = "Intracting, annexe 3"
ARTICLE_1 = "Intracting, article 1"


# Annex 1: what each action saves


def economie(kwh: ArrayLike, prix_mwh: ArrayLike) -> Any:
    """Euros a year: kWh × price / 1000.

    Args:
        kwh: Energy saved, kWh a year. Scalar or (N,).
        prix_mwh: EUR per MWh. Scalar or (N,).

    Returns:
        EUR a year, unrounded, shape of the broadcast arguments.

    Source:
        Intracting, annex 1.

    Examples:
        >>> f"{economie(44550, 39.48):.2f}"
        '1758.83'
    """
    return plain(floats(kwh) * floats(prix_mwh) / 1000.0)


def ges(kwh: ArrayLike, facteur_kg_kwh: ArrayLike) -> Any:
    """Tonnes of CO2 a year: kWh × factor / 1000.

    Args:
        kwh: Energy saved, kWh a year. Scalar or (N,).
        facteur_kg_kwh: kg CO2 per kWh. Scalar or (N,).

    Returns:
        t CO2 a year, unrounded.

    Source:
        Intracting, annex 1, last column.

    Examples:
        >>> f"{ges(82000, 0.0515):.1f}"
        '4.2'
    """
    return plain(floats(kwh) * floats(facteur_kg_kwh) / 1000.0)


def temps_retour(cout: ArrayLike, economie: ArrayLike) -> Any:
    """Years before the savings repay the cost.

    Args:
        cout: EUR. Scalar or (N,).
        economie: EUR a year, > 0. Scalar or (N,).

    Returns:
        Years, unrounded.

    Raises:
        OutOfRange: No saving.

    Examples:
        >>> temps_retour(200.0, 50.0)
        4.0
    """
    if np.any(floats(economie) <= 0):
        raise OutOfRange(
            "economie : sans économie, il n’y a pas de temps de retour",
            "economie: without a saving there is no payback time",
            argument="economie",
            value=economie,
        )
    return plain(floats(cout) / floats(economie))


# Article 1 and annex 3: reference, adjustment, avoided consumption


def reference_ajustee(
    hors_chauffage: ArrayLike,
    chauffage: ArrayLike,
    dju_reference: ArrayLike,
    dju_suivi: ArrayLike,
    ajustements: ArrayLike | None = None,
) -> Any:
    """The reference consumption, its heating part at the weather of the year observed.

    Args:
        hors_chauffage: Reference consumption without heating, kWh. Scalar or (N,).
        chauffage: Heating of the reference period, kWh. Scalar or (N,).
        dju_reference: Degree days of the reference period, > 0. Scalar or (N,).
        dju_suivi: Degree days of the year observed. Scalar or (N,).
        ajustements: Signed non-routine adjustments, kWh, (k,) or (N, k), added up.

    Returns:
        kWh, unrounded.

    Raises:
        OutOfRange: No degree days in the reference period.

    Source:
        Intracting, article 1 "Consommation de Référence Ajustée" and annex 3, which refers to the IPMVP.

    Examples:
        >>> reference_ajustee(1000.0, 2000.0, 2000.0, 2200.0, [-100.0])
        3100.0
    """
    heating = _heating(chauffage, dju_reference, dju_suivi)
    return plain(floats(hors_chauffage) + heating + _total(ajustements))


def _heating(chauffage: ArrayLike, dju_reference: ArrayLike, dju_suivi: ArrayLike) -> Floats:
    reference = floats(dju_reference)
    if np.any(reference <= 0):
        raise OutOfRange(
            "dju_reference : un nombre de degrés-jours positif est nécessaire",
            "dju_reference: a positive number of degree days is needed",
            argument="dju_reference",
            value=dju_reference,
        )
    return floats(chauffage) * floats(dju_suivi) / reference


def _total(adjustments: ArrayLike | None) -> Floats:
    if adjustments is None:
        return np.asarray(0.0)
    return np.asarray(np.nansum(np.atleast_1d(floats(adjustments)), axis=-1))


def evitee(reference_ajustee: ArrayLike, constatee: ArrayLike) -> Any:
    """Consumption avoided: adjusted reference less observed; negative when consumption grew.

    Source:
        Intracting, article 1, "Consommation d'Énergie Évitée".

    Examples:
        >>> evitee(3100.0, 2500.0)
        600.0
    """
    return plain(floats(reference_ajustee) - floats(constatee))


# Annex 3, yearly indicators: consumption for each m²


def intensite(consommation: ArrayLike, surface: ArrayLike) -> Any:
    """Energy consumed for each m².

    Args:
        consommation: kWh a year. Scalar or (N,).
        surface: m², > 0. Scalar or (N,).

    Returns:
        kWh per m² and year, unrounded, shape of the broadcast arguments.

    Raises:
        OutOfRange: No surface.

    Source:
        Intracting, annex 3, yearly indicators: "Consommation constatée après travaux kWhEF/m².an".

    Examples:
        >>> intensite(140000.0, 1200.0)
        116.66666666666667
    """
    if np.any(floats(surface) <= 0):
        raise OutOfRange(
            "surface : une surface positive est nécessaire",
            "surface: a positive surface is needed",
            argument="surface",
            value=surface,
        )
    return plain(floats(consommation) / floats(surface))


def expliquer_economie(kwh: ArrayLike, prix_mwh: ArrayLike) -> list[Step]:
    """The steps of `economie`, same arguments."""
    return [
        step("énergie économisée", "energy saved", kwh, "kWh/an"),
        step("prix de l’énergie", "price of energy", prix_mwh, "EUR/MWh"),
        step(
            "économie = kWh × prix / 1000",
            "saving = kWh × price / 1000",
            economie(kwh, prix_mwh),
            "EUR/an",
            ANNEXE_1,
        ),
    ]


def expliquer_ges(kwh: ArrayLike, facteur_kg_kwh: ArrayLike) -> list[Step]:
    """The steps of `ges`, same arguments."""
    return [
        step("énergie économisée", "energy saved", kwh, "kWh/an"),
        step("facteur d’émission", "emission factor", facteur_kg_kwh, "kg CO2/kWh"),
        step(
            "émissions évitées = kWh × facteur / 1000",
            "emissions avoided = kWh × factor / 1000",
            ges(kwh, facteur_kg_kwh),
            "t CO2/an",
            ANNEXE_1,
        ),
    ]


def expliquer_temps_retour(cout: ArrayLike, economie: ArrayLike) -> list[Step]:
    """The steps of `temps_retour`, same arguments."""
    years = temps_retour(cout, economie)
    return [
        step("coût", "cost", cout, "EUR"),
        step("économie", "saving", economie, "EUR/an"),
        step("temps de retour = coût / économie", "payback = cost / saving", years, "annees", ANNEXE_1),
    ]


def expliquer_reference_ajustee(
    hors_chauffage: ArrayLike,
    chauffage: ArrayLike,
    dju_reference: ArrayLike,
    dju_suivi: ArrayLike,
    ajustements: ArrayLike | None = None,
) -> list[Step]:
    """The steps of `reference_ajustee`, same arguments."""
    heating = _heating(chauffage, dju_reference, dju_suivi)
    result = reference_ajustee(hors_chauffage, chauffage, dju_reference, dju_suivi, ajustements)
    return [
        step("référence hors chauffage", "reference without heating", hors_chauffage, "kWh"),
        step(
            "chauffage × DJU suivi / DJU référence",
            "heating × observed / reference degree days",
            plain(heating),
            "kWh",
            ANNEXE_3,
        ),
        step("ajustements", "adjustments", plain(_total(ajustements)), "kWh", ANNEXE_3),
        step("référence ajustée", "adjusted reference", result, "kWh", ARTICLE_1),
    ]


def expliquer_evitee(reference_ajustee: ArrayLike, constatee: ArrayLike) -> list[Step]:
    """The steps of `evitee`, same arguments."""
    result = evitee(reference_ajustee, constatee)
    return [
        step("référence ajustée", "adjusted reference", reference_ajustee, "kWh"),
        step("consommation constatée", "observed consumption", constatee, "kWh"),
        step(
            "évitée = référence ajustée − constatée",
            "avoided = adjusted reference − observed",
            result,
            "kWh",
            ARTICLE_1,
        ),
    ]


def expliquer_intensite(consommation: ArrayLike, surface: ArrayLike) -> list[Step]:
    """The steps of `intensite`, same arguments."""
    return [
        step("consommation annuelle", "yearly consumption", consommation, "kWh/an"),
        step("surface", "surface", surface, "m²"),
        step(
            "intensité = consommation / surface",
            "intensity = consumption / surface",
            intensite(consommation, surface),
            "kWh/m²/an",
            ANNEXE_3,
        ),
    ]
