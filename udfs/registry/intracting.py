"""INTRACTING: financing plan and balance of savings."""

from __future__ import annotations

from udfs.declaration import Argument, Bounds, Example, Function, Kind
from udfs.errors import Text
from udfs.registry.common import SIGNED, YEARS, amount, column, count, rate, returns

_BALANCE = Text(
    "Intracting, définition du Bilan Positif et article 7.5.3",
    "Intracting, definition of Bilan Positif and article 7.5.3",
)


def _by_year(name: str, name_en: str, fr: str, en: str) -> Argument:
    return amount(
        name,
        name_en,
        f"{fr}, € par année ; une cellule vide vaut 0",
        f"{en}, € for each year; a blank cell is 0",
        many=True,
        blank_is_zero=True,
    )


FUNCTIONS = (
    Function(
        "INTRACTING.PLAN",
        Text("Plan de financement pluriannuel, une ligne par année", "Financing plan, a row for each year"),
        (
            Argument(
                "annees",
                "years",
                Kind.COUNT,
                Text("années du plan", "years of the plan"),
                many=True,
                bounds=YEARS,
                zero_is_blank=True,
            ),
            _by_year("travaux", "works", "travaux", "works"),
            _by_year("aides", "aids", "aides", "aid"),
            _by_year("versements", "advances", "versements de l’avance", "advance received"),
            _by_year(
                "economies",
                "savings",
                "nouvelles économies annuelles des travaux de l’année",
                "new yearly savings of the works of the year",
            ),
            _by_year("interets", "interest", "intérêts de l’avance", "interest of the advance"),
            _by_year("amortissements", "principal", "amortissement de l’avance", "principal of the advance"),
            rate(
                "indexation",
                "indexation",
                "hausse annuelle du prix de l’énergie, par unité ; 0 par défaut, aucun document n’en donne",
                "yearly rise of the price of energy, per 1; 0 by default, no document gives any",
                Bounds(-0.5, 1),
                default=0.0,
            ),
            count(
                "decalage",
                "lag",
                "années entre les travaux et leurs économies ; 1 par défaut",
                "years between works and their savings; 1 by default",
                0,
                50,
                default=1,
                zero_is_blank=False,
            ),
        ),
        returns(
            Kind.TABLE,
            "une ligne par année",
            "a row for each year",
            column("annees", Kind.COUNT, "Année", "Year"),
            column("travaux", Kind.AMOUNT, "Travaux", "Works"),
            column("aides", Kind.AMOUNT, "Aides", "Aid"),
            column("versements", Kind.AMOUNT, "Avance", "Advance"),
            column("fonds_propres", Kind.AMOUNT, "Fonds propres", "Own funds"),
            column("economies", Kind.AMOUNT, "Économies", "Savings"),
            column("interets", Kind.AMOUNT, "Intérêts", "Interest"),
            column("amortissements", Kind.AMOUNT, "Amortissement", "Principal"),
            column("solde", Kind.AMOUNT, "Solde", "Balance"),
            column("solde_cumule", Kind.AMOUNT, "Solde cumulé", "Cumulative balance"),
        ),
        Text("Intracting, Annexe 2-B (plan de financement)", "Intracting, Annexe 2-B (financing plan)"),
        Example(
            (
                ((2024,), (2025,)),
                ((1000,), (0,)),
                ((200,), (0,)),
                ((500,), (0,)),
                ((150,), (0,)),
                ((0,), (10,)),
                ((0,), (100,)),
            ),
            (
                (2024, 1000.0, 200.0, 500.0, 300.0, 0.0, 0.0, 0.0, 0.0, 0.0),
                (2025, 0.0, 0.0, 0.0, 0.0, 150.0, 10.0, 100.0, 40.0, 40.0),
            ),
        ),
        "udfs.rules.intracting.plan",
        "udfs.rules.intracting.expliquer_plan",
    ),
    Function(
        "INTRACTING.BILAN",
        Text("Bilan des économies au regard de l’objectif", "Savings against the objective"),
        (
            amount(
                "economies",
                "savings",
                "économies constatées, kWh ou €",
                "measured savings, kWh or €",
                SIGNED,
            ),
            amount(
                "objectif",
                "objective",
                "objectif du plan de financement, dans la même unité",
                "objective of the plan, in the same unit",
                SIGNED,
            ),
        ),
        returns(Kind.TEXT, "« positif » ou « négatif »", "“positif” or “négatif”"),
        _BALANCE,
        Example((41126, 41126), "positif"),
        "udfs.rules.intracting.bilan",
        "udfs.rules.intracting.expliquer_bilan",
    ),
    Function(
        "INTRACTING.COUVERTURE",
        Text("Économies moins échéances d’une année", "Savings minus instalments of a year"),
        (
            amount("economies", "savings", "économies de l’année, €", "savings of the year, €", SIGNED),
            amount("echeances", "instalments", "échéances de l’année, €", "instalments of the year, €"),
        ),
        returns(
            Kind.AMOUNT,
            "€, négatifs si les économies ne suffisent pas",
            "€, negative when savings fall short",
        ),
        _BALANCE,
        Example((41126, 47403), -6277.0),
        "udfs.rules.intracting.couverture",
        "udfs.rules.intracting.expliquer_couverture",
    ),
)
