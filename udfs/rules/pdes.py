"""Trips of a school: modal split, distance and emissions (PDES.*). Unrounded: annexes add such figures."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from udfs.errors import NotAvailable, OutOfRange
from udfs.rules.nombres import floats, plain
from udfs.rules.steps import Step, step

ARTICLE_1 = "Moby, article 1"
KILOGRAMMES_PAR_TONNE = 1000.0


# Article 1, "report modal": which part of those asked goes by a mode


def part(reponses: ArrayLike, total: ArrayLike) -> Any:
    """Modal share: answers for a mode over all answers.

    Args:
        reponses: Answers for the mode, >= 0. Scalar or (N,).
        total: Answers for all modes, its own among them. Scalar or (N,).

    Returns:
        Per 1, unrounded, shape of the broadcast arguments.

    Raises:
        NotAvailable: Nobody answered.
        OutOfRange: More answers than there are in all.

    Source:
        Moby, article 1: all the trips of a school.

    Examples:
        >>> part(90, 200)
        0.45
    """
    answers, whole = np.broadcast_arrays(floats(reponses), floats(total))
    if (whole <= 0).any():
        raise NotAvailable(
            "total : aucune réponse, pas de part modale", "total: no answer, no modal share", argument="total"
        )
    if (answers > whole).any():
        raise OutOfRange(
            "reponses : plus que de réponses en tout",
            "reponses (answers): more than there are in all",
            argument="reponses",
            value=reponses,
        )
    return plain(answers / whole)


# Article 1: the trips of pupils, staff and deliveries


def distance(personnes: ArrayLike, km: ArrayLike, jours: ArrayLike, trajets: ArrayLike = 2) -> Any:
    """Distance covered in a year.

    Args:
        personnes: Persons, or deliveries, that go by the mode. Scalar or (N,).
        km: Length of one trip, km. Scalar or (N,).
        jours: Days a year on which they come. Scalar or (N,).
        trajets: Trips a day: there and back by default. Scalar or (N,).

    Returns:
        km a year, unrounded, shape of the broadcast arguments.

    Source:
        Moby, article 1.

    Examples:
        >>> distance(180, 4, 180)
        259200.0
    """
    return plain(floats(personnes) * floats(km) * floats(jours) * floats(trajets))


def emissions(km: ArrayLike, facteur: ArrayLike, occupation: ArrayLike = 1) -> Any:
    """Emissions of a distance covered by persons.

    Args:
        km: km a year of the persons. Scalar or (N,).
        facteur: kg CO2e a km of the vehicle where `occupation` says how many share it, else of the passenger.
            Scalar or (N,).
        occupation: Persons in the vehicle, > 0; 0.5 where the driver comes back without them. Scalar or (N,).

    Returns:
        t CO2e a year, unrounded, shape of the broadcast arguments.

    Raises:
        OutOfRange: Nobody in the vehicle.

    Source:
        Moby, article 1: "réduire les émissions de gaz à effet de serre des déplacements".

    Examples:
        >>> f"{emissions(259200, 0.192):.4f}", f"{emissions(259200, 0.192, 2):.4f}"
        ('49.7664', '24.8832')
    """
    if (floats(occupation) <= 0).any():
        raise OutOfRange(
            "occupation : un nombre positif est nécessaire",
            "occupation: a positive number is needed",
            argument="occupation",
            value=occupation,
        )
    return plain(floats(km) * floats(facteur) / floats(occupation) / KILOGRAMMES_PAR_TONNE)


def expliquer_part(reponses: ArrayLike, total: ArrayLike) -> list[Step]:
    """The steps of `part`, same arguments."""
    result = part(reponses, total)
    return [
        step("réponses pour ce mode", "answers for the mode", reponses, "nombre"),
        step("réponses en tout", "answers in all", total, "nombre"),
        step("part modale = réponses / total", "modal share = answers / total", result, "1", ARTICLE_1),
    ]


def expliquer_distance(
    personnes: ArrayLike, km: ArrayLike, jours: ArrayLike, trajets: ArrayLike = 2
) -> list[Step]:
    """The steps of `distance`, same arguments."""
    return [
        step("personnes ou livraisons", "persons or deliveries", personnes, "nombre"),
        step("longueur d’un trajet", "length of a trip", km, "km"),
        step("jours par an", "days a year", jours, "jours"),
        step("trajets par jour", "trips a day", trajets, "nombre"),
        step(
            "distance = personnes × km × jours × trajets",
            "distance = persons × km × days × trips",
            distance(personnes, km, jours, trajets),
            "km/an",
            ARTICLE_1,
        ),
    ]


def expliquer_emissions(km: ArrayLike, facteur: ArrayLike, occupation: ArrayLike = 1) -> list[Step]:
    """The steps of `emissions`, same arguments."""
    result = emissions(km, facteur, occupation)
    return [
        step("distance", "distance", km, "km/an"),
        step("facteur d’émission", "emission factor", facteur, "kg CO2e/km"),
        step("personnes par véhicule", "persons in the vehicle", occupation, "nombre"),
        step(
            "émissions = km × facteur / occupation / 1000",
            "emissions = km × factor / occupation / 1000",
            result,
            "t CO2e/an",
            ARTICLE_1,
        ),
    ]
