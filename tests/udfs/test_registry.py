"""The declarations are complete, agree with the rules behind them, and their examples are true."""

from __future__ import annotations

import doctest
import importlib
import inspect
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

import udfs
from tests.udfs.calls import example_by_name, same, tariffs_entered
from udfs import parameters
from udfs.declaration import NUMERIC
from udfs.registry import REQUIRED, Argument, Function, Kind
from udfs.registry.calling import resolve

FUNCTIONS = list(udfs.FUNCTIONS.values())
ARGUMENTS = [
    pytest.param(function, argument, id=f"{function.name}-{argument.name}")
    for function in FUNCTIONS
    for argument in function.arguments
]
every_function = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.name)
every_argument = pytest.mark.parametrize(("function", "argument"), ARGUMENTS)


@every_function
def test_names_are_legal_in_every_host(function: Function) -> None:
    """NAMESPACE.NAME, upper case ASCII, no dot in the name, nothing that reads as a cell such as TX12."""
    assert re.fullmatch(r"[A-Z]{3,}\.[A-Z][A-Z_]{2,}", function.name)


@every_function
def test_a_function_says_itself_in_both_languages(function: Function) -> None:
    for text in (function.help, function.result.help, function.source):
        assert text.fr
        assert text.en
    for column in function.result.columns:
        assert column.label.fr
        assert column.label.en


@every_argument
def test_an_argument_says_itself_in_both_languages(function: Function, argument: Argument) -> None:
    assert argument.help.fr
    assert argument.help.en
    assert re.fullmatch(r"[a-z][a-z0-9_]*", argument.name)
    assert re.fullmatch(r"[a-z][a-z0-9_]*", argument.name_en)


@every_argument
def test_an_argument_declares_what_it_accepts(function: Function, argument: Argument) -> None:
    if argument.kind in NUMERIC:
        assert argument.bounds is not None or argument.allowed
    if argument.kind is Kind.OPTION:
        assert argument.options
        assert argument.default in (*argument.options, REQUIRED)
    if not argument.passed:
        assert not argument.required


@every_function
def test_names_are_distinct_in_each_language(function: Function) -> None:
    for names in ([a.name for a in function.arguments], [a.name_en for a in function.arguments]):
        assert len(set(names)) == len(names)


@every_function
def test_required_arguments_come_first(function: Function) -> None:
    required = [argument.required for argument in function.arguments]
    assert required == sorted(required, reverse=True)


def agree(taken: Callable[..., Any], declared: Iterable[Argument], wholes: Iterable[str] = ()) -> None:
    """The same names, and the same defaults where there are any."""
    parameters = inspect.signature(taken).parameters
    if any(p.kind is inspect.Parameter.VAR_POSITIONAL for p in parameters.values()):
        pytest.fail(f"{taken} hides its arguments")
    passed = {argument.name: argument for argument in declared}
    assert set(parameters) == {*passed, *wholes}
    for name, parameter in parameters.items():
        if parameter.default is not inspect.Parameter.empty:
            assert passed[name].default == parameter.default


@every_function
@pytest.mark.parametrize("which", ["rule", "explanation"])
def test_the_rule_takes_what_is_declared(function: Function, which: str) -> None:
    """The arguments, but for those that make a whole together; what makes it takes them."""
    wholes = {argument.part_of for argument in function.arguments if argument.part_of is not None}
    plain = [argument for argument in function.arguments if argument.passed and argument.part_of is None]
    agree(resolve(getattr(function, which)), plain, {whole.name for whole in wholes})
    for whole in wholes:
        parts = [argument for argument in function.arguments if argument.part_of == whole]
        assert all(argument.passed for argument in parts)
        agree(resolve(whole.kind).of, parts)


@pytest.mark.parametrize(
    ("function", "argument", "chosen"),
    [
        pytest.param(*row.values, chosen, id=f"{row.id}-{chosen}")
        for row in ARGUMENTS
        for chosen in row.values[1].options
    ],
)
def test_every_option_declared_is_accepted(function: Function, argument: Argument, chosen: str) -> None:
    """The example of the function with that option: a value, and its steps."""
    cells = example_by_name(function) | {argument.name: chosen}
    with parameters.handing(tariffs_entered()):
        udfs.call(function.name, **cells)
        assert udfs.explain(function.name, **cells)


@every_function
def test_the_example_is_true(function: Function) -> None:
    found = udfs.call(function.name, *function.example.cells)
    expected = function.example.value
    if isinstance(expected, tuple):
        assert isinstance(found, list)
        assert expected
        found = found[: len(expected)]
    assert same(found, expected, function.example.digits)


@every_function
def test_a_table_has_the_columns_declared(function: Function) -> None:
    if function.result.kind is Kind.TABLE:
        rows = udfs.call(function.name, *function.example.cells)
        assert isinstance(rows, list)
        assert {len(row) for row in rows} == {len(function.result.columns)}


@every_function
def test_the_example_can_be_explained(function: Function) -> None:
    steps = udfs.explain(function.name, *function.example.cells)
    assert steps
    assert all(step.label.fr and step.label.en for step in steps)


def test_the_loan_arguments_keep_their_order_everywhere() -> None:
    """The contract fixes the order; a function adds arguments before it or after it."""
    loan = [a.name for a in udfs.FUNCTIONS["PRET.ECHEANCE"].arguments]
    assert loan == [
        "capital",
        "taux",
        "nombre_echeances",
        "periodes_par_an",
        "date_valeur",
        "premiere_echeance",
        "arrondi",
        "profil",
        "differe",
        "type_differe",
        "base",
        "premiere_periode",
        "interets",
        "evenements",
    ]
    for function in FUNCTIONS:
        names = [a.name for a in function.arguments]
        if any(a.takes_fiche for a in function.arguments):
            start = names.index("capital")
            assert names[start : start + len(loan)] == loan


def test_every_module_of_declarations_is_in_the_catalogue() -> None:
    modules = [
        f"udfs.registry.{path.stem}" for path in (Path(udfs.__file__).parent / "registry").glob("[a-z]*.py")
    ]
    declared = [one for name in modules for one in getattr(importlib.import_module(name), "FUNCTIONS", ())]
    names = [one if isinstance(one, str) else one.name for one in declared]
    assert len(names) == 2 * len(FUNCTIONS)  # in its module, and in the catalogue
    assert set(names) == set(udfs.FUNCTIONS)


def test_cells_that_a_call_may_hold() -> None:
    ligne = udfs.FUNCTIONS["PRET.LIGNE"]
    assert (ligne.least, ligne.most) == (3, 16)
    assert [a.name for a in ligne.with_fiche] == ["colonne", "rang", "capital", "evenements"]
    explique = udfs.FUNCTIONS["CONVENTION.EXPLIQUER"]
    assert (explique.least, explique.most) == (1, None)


PAGES = [
    page for page in sorted(Path(udfs.__file__).parent.rglob("docs.md")) if ">>>" in page.read_text("utf-8")
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_the_pages_are_true(page: Path) -> None:
    text = re.sub(r"(?m)^```.*$", "", page.read_text(encoding="utf-8"))
    examples = doctest.DocTestParser().get_doctest(text, {}, page.parent.name, str(page), 0)
    found = doctest.DocTestRunner().run(examples)
    assert found.attempted
    assert not found.failed
