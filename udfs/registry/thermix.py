"""THERMIX: global cost, primary energy and carbon of heating systems."""

from __future__ import annotations

from dataclasses import replace

from udfs.declaration import Argument, Bounds, Column, Example, Function, Kind, Whole
from udfs.errors import Text
from udfs.registry.common import (
    SIGNED,
    amount,
    column,
    count,
    number,
    option,
    rate,
    returns,
)

SYSTEME = Whole("systeme", "udfs.rules.thermix.Systeme")
"""What the rules of a cost take: all the arguments of a system, brought to one shape and checked once."""

_SOURCE = Text(
    "Mixeur, annexe 1 (Thermix : coût global, énergie primaire, carbone)",
    "Mixeur, annexe 1 (Thermix: global cost, primary energy, carbon)",
)
_RISE = Bounds(-0.5, 1)
_FACTOR = Bounds(0, 100)
_NEED = number("besoin", "need", "chaleur utile, kWh par an", "useful heat, kWh a year")
_EFFICIENCY = number(
    "rendement",
    "efficiency",
    "chaleur utile sur énergie achetée : rendement (0,92) ou SCOP (3)",
    "useful heat over energy bought: efficiency (0.92) or SCOP (3)",
    Bounds(0.01, 20),
    zero_is_blank=True,
)

_ARGUMENTS: tuple[Argument, ...] = (
    _NEED,
    _EFFICIENCY,
    number("prix", "price", "prix de l’énergie, € par kWh", "price of energy, € per kWh"),
    amount("investissement", "investment", "investissement, €", "investment, €"),
    count("horizon", "horizon", "années comparées", "years compared", 1, 50),
    rate("actualisation", "discount_rate", "taux d’actualisation annuel", "yearly discount rate"),
    amount("aides", "aids", "aides, €", "aids, €", default=0.0),
    amount(
        "abonnement",
        "subscription",
        "abonnement, € par an, qui monte comme le prix",
        "subscription, € a year, which rises as the price does",
        default=0.0,
    ),
    amount("entretien", "upkeep", "entretien, € par an", "maintenance, € a year", default=0.0),
    rate("hausse", "rise", "hausse annuelle du prix", "yearly rise of the price", _RISE, default=0.0),
    rate(
        "hausse_entretien",
        "upkeep_rise",
        "hausse annuelle de l’entretien",
        "yearly rise of maintenance",
        _RISE,
        default=0.0,
    ),
    count(
        "duree_vie",
        "lifetime",
        "années entre deux remplacements ; omise, aucun",
        "years between two replacements; left out, none",
        1,
        100,
        default=0,
    ),
    amount(
        "remplacement",
        "replacement",
        "coût d’un remplacement, € de son année",
        "cost of a replacement, € of its year",
        default=0.0,
    ),
    amount(
        "valeur_residuelle",
        "residual_value",
        "valeur à l’horizon, € de la dernière année",
        "value at the horizon, € of the last year",
        default=0.0,
    ),
    option(
        "valeurs_futures",
        "future_values",
        "remplacements et valeur résiduelle « actualisees » comme les dépenses, ou « telles_quelles » ; "
        "aucun document ne le dit",
        "replacements and residual value discounted as expenses are (“actualisees”), or as they are "
        "(“telles_quelles”); no document says which",
        "actualisees",
        "telles_quelles",
    ),
)
SYSTEM: tuple[Argument, ...] = tuple(replace(argument, part_of=SYSTEME) for argument in _ARGUMENTS)
"""The arguments of a system, in the order that the functions of THERMIX keep."""

_GAS = (18000, 0.92, 0.1, 7000, 20, 0.03, 0, 250, 150, 0.04, 0.02)
"""A gas boiler for 18 000 kWh a year."""


def _cumulated(name: str, name_en: str, fr: str, en: str) -> Argument:
    return amount(
        name,
        name_en,
        f"coût cumulé {fr}, de l’année 0 à l’horizon, €",
        f"cumulated cost {en}, from year 0 to the horizon, €",
        SIGNED,
        many=True,
    )


def _euros(name: str, fr: str, en: str) -> Column:
    return column(name, Kind.AMOUNT, fr, en)


FUNCTIONS = (
    Function(
        "THERMIX.COUTS",
        Text(
            "Coûts d’un système de chauffage, une ligne par année", "Costs of a heating system, a row a year"
        ),
        SYSTEM,
        returns(
            Kind.TABLE,
            "une ligne par année, l’année 0 comprise, €",
            "a row a year, year 0 included, €",
            column("annee", Kind.COUNT, "Année", "Year"),
            _euros("energie", "Énergie", "Energy"),
            _euros("abonnement", "Abonnement", "Subscription"),
            _euros("entretien", "Entretien", "Maintenance"),
            _euros("remplacement", "Remplacements − valeur résiduelle", "Replacements − residual value"),
            _euros("total", "Total", "Total"),
            _euros("actualise", "Actualisé", "Discounted"),
            _euros("cumul", "Cumul actualisé", "Discounted, cumulated"),
        ),
        _SOURCE,
        Example(
            _GAS,
            (
                (0, 0, 0, 0, 0, 7000, 7000, 7000),
                (1, 1956.52, 250, 150, 0, 2356.52, 2287.89, 9287.89),
            ),
            digits=2,
        ),
        "udfs.rules.thermix.couts",
        "udfs.rules.thermix.expliquer_couts",
    ),
    Function(
        "THERMIX.COUT_GLOBAL",
        Text("Coût global actualisé d’un système de chauffage", "Discounted global cost of a heating system"),
        SYSTEM,
        returns(Kind.AMOUNT, "€ sur l’horizon", "€ over the horizon"),
        _SOURCE,
        Example(_GAS, 56695.82, digits=2),
        "udfs.rules.thermix.cout_global",
        "udfs.rules.thermix.expliquer_cout_global",
    ),
    Function(
        "THERMIX.CUMUL",
        Text("Coût actualisé cumulé jusqu’à une année", "Discounted cost cumulated up to a year"),
        (
            count(
                "annee",
                "year",
                "année ; 0 est l’investissement moins les aides",
                "year; 0 is the investment less aids",
                0,
                100,
                zero_is_blank=False,
                blank_is_zero=True,
            ),
            *SYSTEM,
        ),
        returns(Kind.AMOUNT, "€ ; vide après l’horizon", "€; blank after the horizon"),
        _SOURCE,
        Example((20, *_GAS), 56695.82, digits=2),
        "udfs.rules.thermix.cumul",
        "udfs.rules.thermix.expliquer_cumul",
    ),
    Function(
        "THERMIX.COUT_MWH",
        Text("Coût global par MWh de chaleur utile", "Global cost of a MWh of useful heat"),
        (
            *SYSTEM,
            option(
                "denominateur",
                "denominator",
                "MWh utiles de l’horizon (« energie »), ou actualisés comme les coûts "
                "(« energie_actualisee »)",
                "useful MWh of the horizon (“energie”), or discounted as costs are (“energie_actualisee”)",
                "energie",
                "energie_actualisee",
            ),
        ),
        returns(Kind.NUMBER, "€ par MWh utile", "€ per useful MWh"),
        _SOURCE,
        Example(_GAS, 157.49, digits=2),
        "udfs.rules.thermix.cout_mwh",
        "udfs.rules.thermix.expliquer_cout_mwh",
    ),
    Function(
        "THERMIX.CROISEMENT",
        Text(
            "Année à partir de laquelle un système ne coûte pas plus qu’un autre",
            "Year from which a system costs no more than another",
        ),
        (
            _cumulated("cumuls", "costs", "du système", "of the system"),
            _cumulated("reference", "reference", "du système de référence", "of the reference system"),
        ),
        returns(
            Kind.COUNT,
            "année, 0 dès le départ ; vide si le système coûte encore plus à l’horizon",
            "year, 0 from the start; blank where the system still costs more at the horizon",
        ),
        _SOURCE,
        Example((((11000,), (12500,), (14000,)), ((7000,), (12600,), (18000,))), 1),
        "udfs.rules.thermix.croisement",
        "udfs.rules.thermix.expliquer_croisement",
    ),
    Function(
        "THERMIX.ENERGIE_PRIMAIRE",
        Text("Énergie primaire d’un système de chauffage", "Primary energy of a heating system"),
        (
            _NEED,
            _EFFICIENCY,
            number(
                "facteur",
                "factor",
                "énergie primaire d’un kWh acheté, kWh",
                "primary energy of a kWh bought, kWh",
                _FACTOR,
            ),
        ),
        returns(Kind.NUMBER, "kWh d’énergie primaire par an", "kWh of primary energy a year"),
        _SOURCE,
        Example((18000, 3, 1.9), 11400.0),
        "udfs.rules.thermix.energie_primaire",
        "udfs.rules.thermix.expliquer_energie_primaire",
    ),
    Function(
        "THERMIX.GES",
        Text("Émissions d’un système de chauffage", "Emissions of a heating system"),
        (
            _NEED,
            _EFFICIENCY,
            number(
                "facteur_kg_kwh",
                "factor_kg_kwh",
                "facteur d’émission, kg de CO2 par kWh acheté",
                "emission factor, kg of CO2 per kWh bought",
                _FACTOR,
            ),
        ),
        returns(Kind.NUMBER, "tonnes de CO2 par an", "tonnes of CO2 a year"),
        _SOURCE,
        Example((18000, 3, 0.079), 0.474, digits=6),
        "udfs.rules.thermix.ges",
        "udfs.rules.thermix.expliquer_ges",
    ),
)
