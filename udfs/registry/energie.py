"""ENERGIE: savings, emissions, adjusted references."""

from __future__ import annotations

from udfs.declaration import Bounds, Example, Function, Kind
from udfs.errors import Text
from udfs.registry.common import A_CENT_AT_LEAST, LARGEST_AMOUNT, POSITIVE, SIGNED, amount, number, returns

_ANNEXE_1 = Text("Intracting, Annexe 1", "Intracting, Annexe 1")
_ANNEXE_3 = Text("Intracting, Annexe 3 ; protocole IPMVP", "Intracting, Annexe 3; IPMVP protocol")
_KWH = number(
    "kwh", "kwh", "énergie économisée par an, kWh", "energy saved a year, kWh", SIGNED, blank_is_zero=True
)

FUNCTIONS = (
    Function(
        "ENERGIE.ECONOMIE",
        Text("Économie annuelle en euros", "Yearly saving in euros"),
        (_KWH, amount("prix_mwh", "price_mwh", "prix de l’énergie, € par MWh", "price of energy, € per MWh")),
        returns(Kind.AMOUNT, "€ par an", "€ a year"),
        _ANNEXE_1,
        Example((82000, 39.48), 3237.36, digits=2),
        "udfs.rules.energie.economie",
        "udfs.rules.energie.expliquer_economie",
    ),
    Function(
        "ENERGIE.GES",
        Text("Émissions évitées par an", "Emissions avoided a year"),
        (
            _KWH,
            number(
                "facteur_kg_kwh",
                "factor_kg_kwh",
                "facteur d’émission, kg de CO2 par kWh",
                "emission factor, kg of CO2 per kWh",
                Bounds(0, 100),
            ),
        ),
        returns(Kind.NUMBER, "tonnes de CO2 par an", "tonnes of CO2 a year"),
        _ANNEXE_1,
        Example((82000, 0.0515), 4.223, digits=6),
        "udfs.rules.energie.ges",
        "udfs.rules.energie.expliquer_ges",
    ),
    Function(
        "ENERGIE.TEMPS_RETOUR",
        Text("Temps de retour brut", "Simple payback time"),
        (
            amount("cout", "cost", "coût des travaux, €", "cost of the works, €"),
            amount(
                "economie",
                "saving",
                "économie annuelle, €",
                "yearly saving, €",
                A_CENT_AT_LEAST,
                zero_is_blank=True,
            ),
        ),
        returns(Kind.NUMBER, "années", "years"),
        Text("Intracting, Annexe 2 (temps de retour)", "Intracting, Annexe 2 (payback time)"),
        Example((373800, 14200), 26.3, digits=1),
        "udfs.rules.energie.temps_retour",
        "udfs.rules.energie.expliquer_temps_retour",
    ),
    Function(
        "ENERGIE.REFERENCE_AJUSTEE",
        Text("Consommation de référence ajustée au climat", "Reference consumption adjusted to the climate"),
        (
            number(
                "hors_chauffage",
                "non_heating",
                "référence hors chauffage, kWh",
                "reference without heating, kWh",
            ),
            number("chauffage", "heating", "référence de chauffage, kWh", "heating reference, kWh"),
            number(
                "dju_reference",
                "reference_degree_days",
                "degrés-jours unifiés de l’année de référence",
                "degree days of the reference year",
                Bounds(1, 100_000),
                zero_is_blank=True,
            ),
            number(
                "dju_suivi",
                "monitored_degree_days",
                "degrés-jours unifiés de l’année suivie",
                "degree days of the monitored year",
                Bounds(0, 100_000),
            ),
            number(
                "ajustements",
                "adjustments",
                "ajustements non périodiques, kWh signés ; une cellule vide vaut 0",
                "non-routine adjustments, signed kWh; a blank cell is 0",
                SIGNED,
                default=None,
                many=True,
                blank_is_zero=True,
            ),
        ),
        returns(Kind.NUMBER, "kWh", "kWh"),
        _ANNEXE_3,
        Example((20000, 80000, 2400, 2100), 90000.0),
        "udfs.rules.energie.reference_ajustee",
        "udfs.rules.energie.expliquer_reference_ajustee",
    ),
    Function(
        "ENERGIE.EVITEE",
        Text("Consommation évitée", "Consumption avoided"),
        (
            number(
                "reference_ajustee",
                "adjusted_reference",
                "référence ajustée, kWh",
                "adjusted reference, kWh",
                POSITIVE,
            ),
            number(
                "constatee", "measured", "consommation constatée, kWh", "measured consumption, kWh", POSITIVE
            ),
        ),
        returns(
            Kind.NUMBER, "kWh, négatifs si la consommation augmente", "kWh, negative when consumption grows"
        ),
        _ANNEXE_3,
        Example((90000, 72500), 17500.0),
        "udfs.rules.energie.evitee",
        "udfs.rules.energie.expliquer_evitee",
    ),
    Function(
        "ENERGIE.INTENSITE",
        Text("Consommation annuelle par m²", "Yearly consumption for each m²"),
        (
            number(
                "consommation", "consumption", "énergie consommée par an, kWh", "energy consumed a year, kWh"
            ),
            number(
                "surface",
                "surface",
                "surface, m², plus grande que 0",
                "surface, m², greater than 0",
                Bounds(0.01, LARGEST_AMOUNT),
            ),
        ),
        returns(Kind.NUMBER, "kWh par m² et par an", "kWh per m² and year"),
        Text("Intracting, Annexe 3 (indicateurs annuels)", "Intracting, Annexe 3 (yearly indicators)"),
        Example((140000, 1200), 116.67, digits=2),
        "udfs.rules.energie.intensite",
        "udfs.rules.energie.expliquer_intensite",
    ),
)
