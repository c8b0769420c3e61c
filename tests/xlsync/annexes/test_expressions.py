"""Expected values: `fractions`."""

import dataclasses
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlsync.annexes.expressions import ExpressionError, Names, evaluate, holds, names_in

SINGLE = {"ht": Fraction(100), "tva": Fraction(20), "vide": None, "zero": Fraction(0)}
COLUMNS = {("t", "a"): [Fraction(1, 10), None, Fraction(2, 10)], ("t", "vide"): [None], ("t", "rien"): []}
TEXTS = {"statut": "en vigueur", "vide": "", "ht": "100"}
NAMES = Names(SINGLE.__getitem__, lambda table, column: COLUMNS[table, column], TEXTS.__getitem__)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("ht + tva", 120),
        ("(ht - tva) * 0.2 / 3", Fraction(16, 3)),
        ("-tva + 1", -19),
        ("sum(t.a)", Fraction(3, 10)),
        ("sum(t[a]) * 1000", 300),
        ("min(t.a) + max(t.a)", Fraction(3, 10)),
        ("count(t.a)", 2),
        ("count(t.rien)", 0),
        ("ht + vide", 100),
        ("vide", None),
        ("vide * 2 + sum(t.vide)", None),
        ("sum(t.rien)", None),
        ("ht / zero", None),
        ("5", 5),
        ("0.1 + 0.2", Fraction(3, 10)),
    ],
)
def test_values_are_exact(expression, expected):
    assert evaluate(expression, NAMES) == expected


@given(st.lists(st.decimals(-(10**6), 10**6, places=2), min_size=1))
def test_a_sum_is_the_sum_of_the_decimals(amounts):
    names = dataclasses.replace(NAMES, column=lambda table, column: [Fraction(amount) for amount in amounts])
    assert evaluate("sum(t.a)", names) == sum(map(Fraction, amounts))


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('os')", "ht.real", "open(ht)", "sum(ht)", "sum(t.a, t.a)", "ht ** 9", "[1]", "'a'",
        "True", "lambda: 1", "ht +", "", "inconnu", "sum(t.inconnue)", "ht if tva else 1", "t['a']",
    ],
)  # fmt: skip
def test_anything_else_is_refused(expression):
    with pytest.raises(ExpressionError):
        evaluate(expression, NAMES)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("ht > 0", True),
        ("ht < tva", False),
        ("ht >= 100 and tva = 20", True),
        ("ht <> 100 or tva <> 20", False),
        ("not ht < tva", True),
        ("count(t.rien) = 0", True),
        ("count(t.a) > 1", True),
        ("ht", True),
        ("zero", False),
        ("vide", False),
        ("vide < 1", False),
        ("vide > -1", False),
        ("ht / zero > 1", False),
        ('statut = "en vigueur"', True),
        ('statut <> "en vigueur"', False),
        ('vide = ""', True),
        ('vide <> ""', False),
        ('statut <> "" and (ht = 1 or tva = 20)', True),
    ],
)
def test_a_condition_is_true_or_not(condition, expected):
    """A side without a value makes a comparison false; `""` is a blank."""
    assert holds(condition, NAMES) is expected


@pytest.mark.parametrize(
    "condition",
    ["ht = ", "ht and", "1 < ht < 3", 'statut > "a"', '"a" = statut', "ht is tva", "inconnu > 1",
     'inconnu = "a"', "[ht]", "ht in tva", "'a' = 'a'"],
)  # fmt: skip
def test_any_other_condition_is_refused(condition):
    with pytest.raises(ExpressionError):
        holds(condition, NAMES)


def test_what_an_expression_names_is_known_without_its_values():
    assert names_in("sum(t.a) / zero - max(t[b]) * ht") == (("t", "a"), ("", "zero"), ("t", "b"), ("", "ht"))
    assert names_in('statut = "a" and count(t.a) > 1', condition=True) == (("", "statut"), ("t", "a"))
