"""PDES: the trips of a school."""

from __future__ import annotations

from udfs.declaration import Bounds, Example, Function, Kind
from udfs.errors import Text
from udfs.registry.common import number, returns

_SOURCE = Text("Moby, article 1 (PDES)", "Moby, article 1 (PDES)")
_PERSONS = Bounds(0, 1e7)

FUNCTIONS = (
    Function(
        "PDES.PART",
        Text("Part modale d’un mode de déplacement", "Modal share of a mode of transport"),
        (
            number(
                "reponses",
                "answers",
                "réponses pour ce mode ; une cellule vide vaut 0",
                "answers for the mode; a blank cell is 0",
                _PERSONS,
                blank_is_zero=True,
            ),
            number(
                "total",
                "total",
                "réponses pour tous les modes, celui-ci compris",
                "answers for all modes, this one included",
                _PERSONS,
            ),
        ),
        returns(Kind.RATE, "par unité ; #N/A si personne n’a répondu", "per 1; #N/A when nobody answered"),
        _SOURCE,
        Example((90, 200), 0.45, digits=6),
        "udfs.rules.pdes.part",
        "udfs.rules.pdes.expliquer_part",
    ),
    Function(
        "PDES.DISTANCE",
        Text("Distance parcourue en un an", "Distance covered in a year"),
        (
            number(
                "personnes",
                "persons",
                "personnes, ou livraisons, qui prennent ce mode ; une cellule vide vaut 0",
                "persons, or deliveries, that go by the mode; a blank cell is 0",
                _PERSONS,
                blank_is_zero=True,
            ),
            number("km", "km", "longueur d’un trajet, km", "length of a trip, km", Bounds(0, 20_000)),
            number("jours", "days", "jours par an", "days a year", Bounds(0, 366)),
            number(
                "trajets",
                "trips",
                "trajets par jour ; 2 par défaut, aller et retour",
                "trips a day; 2 by default, there and back",
                Bounds(0.01, 100),
                default=2,
                zero_is_blank=True,
            ),
        ),
        returns(Kind.NUMBER, "km par an", "km a year"),
        _SOURCE,
        Example((180, 4, 180), 259200.0),
        "udfs.rules.pdes.distance",
        "udfs.rules.pdes.expliquer_distance",
    ),
    Function(
        "PDES.EMISSIONS",
        Text("Émissions d’une distance parcourue", "Emissions of a distance covered"),
        (
            number(
                "km",
                "km",
                "km des personnes par an ; une cellule vide vaut 0",
                "km of the persons a year; a blank cell is 0",
                blank_is_zero=True,
            ),
            number(
                "facteur",
                "factor",
                "kg CO2e par km du véhicule, ou du passager",
                "kg CO2e a km of the vehicle, or of the passenger",
                Bounds(0, 100),
            ),
            number(
                "occupation",
                "occupancy",
                "personnes par véhicule ; 1 par défaut, un facteur par passager le veut ; 0,5 quand le "
                "conducteur revient sans elles",
                "persons in the vehicle; 1 by default, as a factor of the passenger wants; 0.5 where the "
                "driver comes back without them",
                Bounds(0.01, 1000),
                default=1,
                zero_is_blank=True,
            ),
        ),
        returns(Kind.NUMBER, "t CO2e par an", "t CO2e a year"),
        _SOURCE,
        Example((259200, 0.192), 49.7664, digits=4),
        "udfs.rules.pdes.emissions",
        "udfs.rules.pdes.expliquer_emissions",
    ),
)
