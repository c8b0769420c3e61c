"""CONVENTION: parameters, their sources, and how a figure was computed."""

from __future__ import annotations

from udfs.declaration import Argument, Example, Function, Kind
from udfs.errors import Text
from udfs.registry.common import VERSION_DATE, column, returns

_SOURCE = Text("source de chaque paramètre", "source of each parameter")
_ONE_CODE = "a call asks one parameter, which may be a text or a table"
_CODE = Argument(
    "code",
    "code",
    Kind.TEXT,
    Text("code du paramètre, « intracting.majoration_retard » par exemple", "code of the parameter"),
    zero_is_blank=True,
)

FUNCTIONS = (
    Function(
        "CONVENTION.PARAMETRE",
        Text("Valeur d’un paramètre en vigueur", "Value of a parameter in force"),
        (_CODE, VERSION_DATE),
        returns(Kind.CELL, "valeur du paramètre", "value of the parameter"),
        _SOURCE,
        Example(("intracting.majoration_retard",), 0.03),
        "udfs.rules.convention.parametre",
        "udfs.rules.convention.expliquer_parametre",
        _ONE_CODE,
    ),
    Function(
        "CONVENTION.SOURCE",
        Text("Source d’un paramètre en vigueur", "Source of a parameter in force"),
        (_CODE, VERSION_DATE),
        returns(
            Kind.TEXT,
            "document et article ; « provisoire » où l’année attend sa décision",
            "document and article; “provisoire” where the year awaits its decision",
        ),
        _SOURCE,
        Example(("intracting.majoration_retard",), "Intracting, article 6.4"),
        "udfs.rules.convention.source",
        "udfs.rules.convention.expliquer_source",
        _ONE_CODE,
    ),
    Function(
        "CONVENTION.EXPLIQUER",
        Text("Étapes du calcul d’une fonction", "Steps of the computation of a function"),
        (
            Argument(
                "fonction",
                "function",
                Kind.TEXT,
                Text("nom de la fonction, « PRET.ECHEANCE » par exemple", "name of the function"),
                zero_is_blank=True,
            ),
            Argument(
                "arguments",
                "arguments",
                Kind.CELL,
                Text(
                    "les arguments de cette fonction, dans l’ordre",
                    "the arguments of that function, in order",
                ),
                default=(),
                variadic=True,
            ),
        ),
        returns(
            Kind.TABLE,
            "une ligne par étape",
            "a row for each step",
            column("libelle", Kind.TEXT, "Étape", "Step"),
            column("valeur", Kind.CELL, "Valeur", "Value"),
            column("source", Kind.TEXT, "Source", "Source"),
        ),
        Text("source de chaque étape", "source of each step"),
        Example(("CEE.VOLUME", 58268, 0.005), (("contribution", 58268.0, ""),)),
        "udfs.registry.calling.rows_of_steps",
        "udfs.registry.calling.steps_of",
    ),
)
