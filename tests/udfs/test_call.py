"""Calls from cells: true values, and refusals that name the argument, for every function there is."""

from __future__ import annotations

import csv
import math
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import udfs
from tests.shared import shared_path
from tests.udfs.calls import WRONG_TYPE, cases, example_by_name, in_place, outside, same
from udfs.errors import NotAvailable, OutOfRange, PropagatedError, UdfError, WrongValue
from udfs.registry import Argument, Function, Kind, calling
from udfs.registry.common import VERSION_DATE

FUNCTIONS = list(udfs.FUNCTIONS.values())
ARGUMENTS = [
    pytest.param(function, argument, id=f"{function.name}-{argument.name}")
    for function in FUNCTIONS
    for argument in function.arguments
    if not argument.variadic
]
every_argument = pytest.mark.parametrize(("function", "argument"), ARGUMENTS)
FICHE = [
    ["Montant", "170 000 euros"],
    ["Durée d’amortissement", "13 ans"],
    ["Taux d’intérêt annuel fixe", "2 %"],
]


def refusal(function: Function, argument: Argument, cell: Any) -> UdfError:
    """The error of the function's example with one cell replaced."""
    with pytest.raises(UdfError) as caught:
        udfs.call(function.name, **(example_by_name(function) | {argument.name: cell}))
    return caught.value


def names_it(error: UdfError, argument: Argument) -> bool:
    in_english = argument.name in error.text.en or argument.name_en in error.text.en
    return argument.name in error.text.fr and in_english and error.argument == argument.name


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    given = case["input"]
    cells, named = ((), given) if isinstance(given, dict) else (given, {})
    if "error" in case:
        with pytest.raises(UdfError) as caught:
            udfs.call(case["function"], *cells, **named)
        assert caught.value.excel == case["error"]
        assert case.get("says", "") in caught.value.text.fr
    else:
        found = udfs.call(case["function"], *cells, **named)
        assert same(found, case["output"], case.get("digits")), found


def test_every_function_has_cases() -> None:
    assert {case["function"] for case in cases()} >= set(udfs.FUNCTIONS)


@every_argument
def test_required_left_blank(function: Function, argument: Argument) -> None:
    if argument.required and not (argument.blank_is_zero and not argument.many):
        error = refusal(function, argument, None)
        assert isinstance(error, WrongValue)
        assert names_it(error, argument)


@every_argument
def test_wrong_type(function: Function, argument: Argument) -> None:
    error = refusal(function, argument, in_place(argument, WRONG_TYPE[argument.kind]))
    assert isinstance(error, WrongValue)
    assert error.excel == "#VALUE!"
    assert names_it(error, argument)


@every_argument
def test_out_of_bounds(function: Function, argument: Argument) -> None:
    for number in outside(argument):
        error = refusal(function, argument, in_place(argument, number))
        assert isinstance(error, OutOfRange)
        assert error.excel == "#NUM!"
        assert names_it(error, argument)


@every_argument
def test_an_error_comes_out_as_it_came_in(function: Function, argument: Argument) -> None:
    error = refusal(function, argument, in_place(argument, "#DIV/0!"))
    assert isinstance(error, PropagatedError)
    assert error.excel == "#DIV/0!"
    assert names_it(error, argument)


@every_argument
def test_a_range_where_one_cell_is_due(function: Function, argument: Argument) -> None:
    if not argument.takes_range:
        error = refusal(function, argument, [[1], [2]])
        assert isinstance(error, WrongValue)
        assert names_it(error, argument)


@pytest.mark.parametrize(
    ("function", "argument"), [row for row in ARGUMENTS if row.values[1].kind is Kind.OPTION]
)
def test_an_unknown_option_gives_the_known_ones(function: Function, argument: Argument) -> None:
    error = refusal(function, argument, "inconnu")
    assert names_it(error, argument)
    for option in argument.options:
        assert option in error.text.fr
        assert option in error.text.en


@pytest.mark.parametrize(
    ("function", "argument"), [row for row in ARGUMENTS if row.values[1] is VERSION_DATE]
)
def test_a_date_that_no_version_covers(function: Function, argument: Argument) -> None:
    error = refusal(function, argument, "01/01/1950")
    assert isinstance(error, NotAvailable)
    assert error.excel == "#N/A"
    assert error.argument == "date"
    assert "date" in error.text.fr
    assert "date" in error.text.en


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.name)
def test_too_many_cells(function: Function) -> None:
    if function.most is not None:
        with pytest.raises(WrongValue, match=str(function.most)) as caught:
            udfs.call(function.name, *[1] * (function.most + 1))
        assert function.name in caught.value.text.en


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.name)
def test_blank_padding_changes_nothing(function: Function) -> None:
    """Hosts with a fixed number of parameters pad a call."""
    if function.most is not None:
        padding = [None] * (function.most + 2 - len(function.example.cells))
        padded = udfs.call(function.name, *function.example.cells, *padding)
        assert padded == udfs.call(function.name, *function.example.cells)


def test_the_first_error_wins_over_a_refusal() -> None:
    with pytest.raises(PropagatedError) as caught:
        udfs.call("PRET.ECHEANCE", "beaucoup", "#N/A", "#REF!")
    assert caught.value.excel == "#N/A"
    assert caught.value.argument == "taux"


@pytest.mark.parametrize(
    "name", ["PRET.ECHEANCE", "pret_echeance", "_xldudf_PRET_ECHEANCE", "[1]!Pret_Echeance"]
)
def test_any_spelling(name: str) -> None:
    assert udfs.call(name, 170000, 0.02, 13) == 14980.12


def test_an_unknown_function_gives_its_neighbours() -> None:
    with pytest.raises(WrongValue, match=r"PRET\.ECHEANCE"):
        udfs.call("PRET.ECHEANCES", 1)


def test_arguments_by_name_in_either_language() -> None:
    assert udfs.call("PRET.ECHEANCE", 170000, taux=0.02, number_of_payments=13) == 14980.12
    with pytest.raises(WrongValue, match="inconnu"):
        udfs.call("PRET.ECHEANCE", 170000, interest=0.02)
    with pytest.raises(WrongValue, match="deux fois"):
        udfs.call("PRET.ECHEANCE", 170000, principal=170000)


def test_a_bug_in_a_rule_is_not_a_cell_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**arguments: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(calling, "resolve", lambda path: broken)
    with pytest.raises(ZeroDivisionError):
        udfs.call("PRET.ECHEANCE", 170000, 0.02, 13)


def test_arrays_reach_the_rule_as_they_are() -> None:
    """A batch engine coerces nothing: it hands (N,) arrays to `compute` and gets (N,) back."""
    function = udfs.FUNCTIONS["PRET.ECHEANCE"]
    arguments = calling.values(function, {"capital": 1, "taux": 0, "nombre_echeances": 1})
    batch = {"capital": np.array([170000.0, 170000.0, 160000.0]), "taux": np.full(3, 0.02)}
    counts = {"nombre_echeances": np.array([13, 12, 11])}
    found = calling.compute(function, arguments | batch | counts)
    assert found.tolist() == [14980.12, 16075.13, 16348.47]


def test_an_explanation_is_a_call_too() -> None:
    rows = udfs.call("CONVENTION.EXPLIQUER", "pret_echeance", 170000, 0.02, 13)
    steps = udfs.explain("PRET.ECHEANCE", 170000, 0.02, 13)
    assert isinstance(rows, list)
    assert [row[0] for row in rows] == [step.label.fr for step in steps]
    with pytest.raises(OutOfRange, match="taux"):
        udfs.call("CONVENTION.EXPLIQUER", "PRET.ECHEANCE", 170000, 2, 13)
    with pytest.raises(WrongValue, match="fonction"):
        udfs.call("CONVENTION.EXPLIQUER", "PRET.RIEN")


@pytest.mark.parametrize("function", [f for f in FUNCTIONS if f.most is not None], ids=lambda f: f.name)
def test_every_example_can_be_explained_in_a_cell(function: Function) -> None:
    """Rows of three scalars: a spill holds nothing else."""
    rows = udfs.call("CONVENTION.EXPLIQUER", function.name, *function.example.cells)
    assert isinstance(rows, list)
    assert rows
    for label, value, source in rows:
        assert isinstance(label, str)
        assert isinstance(value, int | float | str)
        assert isinstance(source, str)


def test_an_explanation_has_no_steps_of_its_own() -> None:
    explained = ["convention_expliquer"] * 2000 + ["CEE.VOLUME", 58268, 0.005]
    for ask in (udfs.call, udfs.explain):
        with pytest.raises(WrongValue, match="fonction") as caught:
            ask("CONVENTION.EXPLIQUER", *explained)
        assert caught.value.argument == "fonction"


@pytest.mark.parametrize(
    ("name", "cells", "argument", "names"),
    [
        ("MIXEUR.CONTRIBUTION", ["structure", 1950], "annee", ["annee", "depuis le 01/01/2025"]),
        ("MIXEUR.CONTRIBUTION", ["collectivite", 1950, 1000], "annee", ["annee"]),
        ("PRET.INTERETS", [100, 0.02, "30/06/2025", "02/12/2024"], "fin", ["fin", "debut", "02/12/2024"]),
        ("PRET.INTERETS", [100, 0.02, "31/01/2025", "30/01/2025"], "fin", ["fin", "debut"]),
        ("JOURS.NOMBRE", ["30/06/2025", "02/12/2024"], "fin", ["fin", "debut"]),
        ("JOURS.DECALER", ["01/01/1902", -50, "annees"], "n", ["n", "01/03/1900"]),
        ("JOURS.DECALER", ["31/12/2199", 50, "annees"], "n", ["n", "31/12/2200"]),
        ("ACOMPTES.ECHEANCIER", [10, 0.2, [0.3, 0.4], ["1/1/2025"] * 2], "parts", ["parts", "0,7"]),
        ("CREDITS.RESTITUTION", [30000, 27500, [[0]]], "parts", ["parts"]),
        ("PRET.ECHEANCE", [1000.005, 0.02, 3], "capital", ["capital", "1 000,005"]),
        (
            "PRET.TABLEAU",
            [1000, 0.02, 2, 1, "02/12/2024", "30/11/2024"],
            "premiere_echeance",
            ["premiere_echeance", "30/11/2024"],
        ),
    ],
)
def test_what_a_rule_refuses_names_its_argument(
    name: str, cells: list[Any], argument: str, names: list[str]
) -> None:
    with pytest.raises(UdfError) as caught:
        udfs.call(name, *cells)
    assert caught.value.argument == argument
    assert argument in caught.value.text.en
    for part in names:
        assert part in caught.value.text.fr.replace("\u00a0", " ")


YEARLY = {
    name: [2024, 2025]
    for name in ("annees", "travaux", "aides", "versements", "economies", "interets", "amortissements")
}


@pytest.mark.parametrize("name", YEARLY)
def test_the_range_of_another_length_is_named(name: str) -> None:
    with pytest.raises(WrongValue) as caught:
        udfs.call("INTRACTING.PLAN", **(YEARLY | {name: [2024]}))
    assert caught.value.argument == name
    assert caught.value.text.fr.startswith(name)
    assert caught.value.text.en.startswith(name)


def test_importing_the_package_loads_neither_numpy_nor_yaml() -> None:
    code = "import sys, udfs; print(sorted({'numpy', 'yaml', 'udfs.registry'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_catalogue_alone_loads_no_rule() -> None:
    code = "import sys, udfs; udfs.FUNCTIONS; print(sorted({'numpy', 'udfs.rules'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


class TestFiche:
    """A range of labels and values in place of a loan; labels of Annexes 2-C and 2-E."""

    def test_as_printed_in_table_c(self) -> None:
        table_c = [
            [None, "Versement 1"],
            ["Année de versement", 2024],
            ["Montant", "170 000 euros"],
            ["Durée d'amortissement", "13 ans"],
            ["dont différé d'amortissement", "0 ans"],
            ["Taux d'intérêt annuel fixe", "2 %"],
            ["Périodicité des échéances", "Annuelles"],
            ["TEG", "2 %"],
            ["Profil d'amortissement", "Echéances constantes"],
        ]
        assert udfs.call("PRET.ECHEANCE", table_c) == 14980.12

    def test_as_printed_above_table_e(self) -> None:
        header = [
            ["ID", "1_TR"],
            ["Capital", 170000],
            ["Echéance", 14980],
            ["Taux", 0.02],
            ["Durée", 13],
            ["Report", 0],
        ]
        assert udfs.call("PRET.LIGNE", "crd", 2, header) == 158419.88

    def test_two_rows_when_wider_than_high(self) -> None:
        names = ["capital", "taux", "nombre_echeances", "arrondi"]
        assert udfs.call("PRET.ECHEANCE", [names, [170000, 0.02, 13, "centime"]]) == 14980.12

    def test_english_names(self) -> None:
        fiche = [["principal", 170000], ["rate", 0.02], ["number_of_payments", 13]]
        assert udfs.call("PRET.ECHEANCE", fiche) == 14980.12

    def test_a_duration_counts_years(self) -> None:
        quarterly = [*FICHE, ["Périodicité des échéances", "Trimestrielles"]]
        assert udfs.call("PRET.ECHEANCE", quarterly) == udfs.call("PRET.ECHEANCE", 170000, 0.02, 52, 4)
        months = [["Montant", 170000], ["Durée", "18 mois"], ["Taux", 0.02], ["periodes_par_an", 4]]
        assert udfs.call("PRET.ECHEANCE", months) == udfs.call("PRET.ECHEANCE", 170000, 0.02, 6, 4)

    def test_a_duration_that_is_not_a_number_of_payments(self) -> None:
        with pytest.raises(WrongValue, match="nombre_echeances"):
            udfs.call("PRET.ECHEANCE", [["Montant", 1000], ["Durée", "18 mois"], ["Taux", 0.02]])

    def test_only_events_follow(self) -> None:
        assert udfs.call("PRET.LIGNE", "interets", 1, FICHE, [[None, None]]) == 3400.0
        with pytest.raises(WrongValue, match="evenements"):
            udfs.call("PRET.LIGNE", "interets", 1, FICHE, "remboursement")
        with pytest.raises(WrongValue, match="avec une fiche"):
            udfs.call("PRET.LIGNE", "interets", 1, FICHE, None, 13)
        with pytest.raises(WrongValue, match="taux"):
            udfs.call("PRET.ECHEANCE", FICHE, taux=0.02)

    @pytest.mark.parametrize(
        ("row", "says"),
        [
            (["Assurance", 12], "Assurance"),
            (["Capital", 12], "Montant"),
            ([None, 12], "sans libellé"),
            (["Profil d’amortissement", "Progressif"], "echeances_constantes"),
            (["Report", "13 ans"], "differe"),
            (["Périodicité des échéances", "Quotidiennes"], "periodes_par_an"),
            (["arrondi", "euro"], "centime"),
        ],
    )
    def test_what_a_fiche_cannot_hold(self, row: list[Any], says: str) -> None:
        with pytest.raises(UdfError, match=says):
            udfs.call("PRET.ECHEANCE", [*FICHE, row])

    def test_a_blank_line_is_nothing(self) -> None:
        assert udfs.call("PRET.ECHEANCE", [*FICHE, [None, None], ["Assurance", None]]) == 14980.12

    def test_a_missing_line_is_a_missing_argument(self) -> None:
        with pytest.raises(WrongValue, match="taux"):
            udfs.call("PRET.ECHEANCE", FICHE[:2])

    def test_another_shape(self) -> None:
        with pytest.raises(WrongValue, match="deux colonnes"):
            udfs.call("PRET.ECHEANCE", [[*row, "x"] for row in [*FICHE, ["a", "b"]]])

    def test_an_error_inside(self) -> None:
        with pytest.raises(PropagatedError):
            udfs.call("PRET.ECHEANCE", [*FICHE, ["TEG", "#NAME?"]])


@pytest.mark.parametrize("tranche", ["1_TR", "2_TR", "3_TR"])
def test_the_published_table(tranche: str) -> None:
    """Annexe 2-E of the Intracting convention, cell by cell, from the fiche printed above it."""
    path = shared_path("tables/intracting_2E_amortissement.csv")
    with path.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["tranche"] == tranche]
    capital, first = rows[0]["crd_debut"], int(rows[0]["annee"])
    payments = [row for row in rows if row["echeance"]]
    fiche = [
        ["Capital", capital],
        ["Taux", "2,00%"],
        ["Durée", len(payments)],
        ["Report", 0],
        ["arrondi", "théorique"],
    ]
    columns = {
        "crd": "crd_debut",
        "interets": "interets",
        "amortissement": "amortissement",
        "echeance": "echeance",
    }
    for row in payments:
        for column, printed in columns.items():
            found = udfs.call("PRET.LIGNE", column, int(row["annee"]) - first + 1, fiche)
            assert isinstance(found, float)
            assert math.floor(found + 0.5) == int(row[printed])
