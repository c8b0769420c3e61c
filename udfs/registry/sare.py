"""SARE: acts of a renovation advice service, their budget and its funders."""

from __future__ import annotations

from typing import Any

from udfs.declaration import Argument, Example, Function, Kind
from udfs.errors import Text
from udfs.registry.common import NO_CEILING, PER_ONE, amount, number, rate, returns

_SOURCE = Text(
    "Mixeur, Annexe 1 (saisie des actes SARE, budget consommé)",
    "Mixeur, Annexe 1 (entry of SARE acts, budget consumed)",
)


def _each(name: str, name_en: str, fr: str, en: str, **more: Any) -> Argument:
    return amount(name, name_en, fr, en, many=True, **more)


FUNCTIONS = (
    Function(
        "SARE.BUDGET",
        Text("Budget consommé par les actes d’une année", "Budget that the acts of a year consume"),
        (
            number(
                "nombres",
                "numbers",
                "nombre d’actes réalisés, par acte ; une cellule vide vaut 0",
                "acts carried out, of each kind; a blank cell is 0",
                many=True,
                blank_is_zero=True,
            ),
            _each("prix", "prices", "prix unitaire de chaque acte, €", "unit price of each act, €"),
            _each(
                "plafonds",
                "ceilings",
                "plafond de chaque acte dans l’année, € ; « sans plafond » s’il n’y en a pas",
                "ceiling of each act over the year, €; “no ceiling” where there is none",
                words=NO_CEILING,
            ),
            amount(
                "plafond_annuel",
                "yearly_ceiling",
                "plafond de l’année, tous actes ensemble, € ; omis, il n’y en a pas ; 0 ne retient rien",
                "ceiling of the year, all acts together, €; when left out, there is none; 0 counts nothing",
                default=None,
                words=NO_CEILING,
            ),
        ),
        returns(Kind.AMOUNT, "€, au centime", "€, to the cent"),
        _SOURCE,
        Example(
            (((100,), (20,), (3,)), ((10,), (50,), (900,)), ((800,), ("sans plafond",), (2000,)), 3500),
            3500.0,
        ),
        "udfs.rules.sare.budget",
        "udfs.rules.sare.expliquer_budget",
    ),
    Function(
        "SARE.COFINANCEMENT",
        Text("Ce que paie chaque financeur d’un montant", "What each funder pays of an amount"),
        (
            amount("montant", "amount", "montant à financer, €", "amount to pay for, €"),
            rate(
                "parts",
                "shares",
                "part de chaque financeur, par unité ; leur somme est 1, à 1e-9 près",
                "share of each funder, per 1; their sum is 1, to 1e-9",
                PER_ONE,
                many=True,
            ),
            _each(
                "plafonds",
                "ceilings",
                "plafond de chaque financeur, € ; vide ou « sans plafond » s’il n’y en a pas ; le dernier "
                "n’en a pas, il paie ce que les autres laissent ; omis, personne n’en a",
                "ceiling of each funder, €; blank or “no ceiling” where there is none; the last one has "
                "none, it pays what the others leave; when left out, nobody has one",
                default=None,
                words=NO_CEILING,
                blank_is_unknown=True,
            ),
        ),
        returns(
            Kind.COLUMN,
            "€, une ligne par financeur, de somme exacte",
            "€, a row for each funder, of an exact sum",
        ),
        Text(
            "ADEME, « Financement du programme SARE », 12/01/2023 : 50 % de CEE au plus, le reste aux "
            "collectivités",
            "ADEME, “Financement du programme SARE”, 12/01/2023: 50 % of certificates at most, the rest from "
            "local authorities",
        ),
        Example((1000.01, ((0.5,), (0.3,), (0.2,)), ((400,), ("",), ("",))), ((400.0,), (300.0,), (300.01,))),
        "udfs.rules.sare.cofinancement",
        "udfs.rules.sare.expliquer_cofinancement",
    ),
)
