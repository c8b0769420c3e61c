"""One identity, one spelling a host, and formulas that change nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import udfs
from udfs.errors import WrongValue
from udfs.hosts.names import HOSTS, canonical, rewrite, spell, spellings


@pytest.mark.parametrize("name", list(udfs.FUNCTIONS))
def test_every_spelling_comes_back_to_the_identity(name: str) -> None:
    for spelling in spellings(name):
        assert canonical(spelling) == name
        assert canonical(spelling.lower()) == name


@pytest.mark.parametrize("prefix", ["=", "@", "[1]!", "_xll.", "_xlfn.", "_xludf.", "_xlfn._xludf."])
def test_prefixes_that_hosts_add(prefix: str) -> None:
    assert canonical(prefix + "PRET_ECHEANCE") == "PRET.ECHEANCE"


@pytest.mark.parametrize("name", ["PRET", "ECHEANCE", "MONPRET.ECHEANCE", "PRET-ECHEANCE", ""])
def test_look_alikes_are_not_functions(name: str) -> None:
    with pytest.raises(WrongValue):
        canonical(name)


def test_an_unknown_host_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="office, excel, calc"):
        spell("PRET.ECHEANCE", "lotus")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("formula", "office"),
    [
        ("=PRET.ECHEANCE(A1)", "=_xldudf_PRET_ECHEANCE(A1)"),
        ("=pret_echeance(A1)+1", "=_xldudf_PRET_ECHEANCE(A1)+1"),
        ("[1]!PRET_ECHEANCE(A1)", "_xldudf_PRET_ECHEANCE(A1)"),
        ("@PRET.ECHEANCE(A1)", "@_xldudf_PRET_ECHEANCE(A1)"),
        ("_xlfn.SINGLE(MOBY.PRIX(1))", "_xlfn.SINGLE(_xldudf_MOBY_PRIX(1))"),
        (
            "IF(PRET.LIGNE(A1,B1,C:D)>0,CREDITS.RESTE_A_PAYER(1,2),0)",
            "IF(_xldudf_PRET_LIGNE(A1,B1,C:D)>0,_xldudf_CREDITS_RESTE_A_PAYER(1,2),0)",
        ),
        ("'a PRET.ECHEANCE('!A1*CEE_VOLUME(1,2)", "'a PRET.ECHEANCE('!A1*_xldudf_CEE_VOLUME(1,2)"),
        (
            "T[[#This Row],[CEE.VOLUME(]]+CEE.VOLUME(1,2)",
            "T[[#This Row],[CEE.VOLUME(]]+_xldudf_CEE_VOLUME(1,2)",
        ),
        ("T[it'']s '[CEE.VOLUME(]&CEE.VOLUME(1,2)", "T[it'']s '[CEE.VOLUME(]&_xldudf_CEE_VOLUME(1,2)"),
    ],
)
def test_calls_are_respelt(formula: str, office: str) -> None:
    assert rewrite(formula, "office") == office


@pytest.mark.parametrize(
    "formula",
    [
        '="PRET.ECHEANCE("&A1',
        '="dit ""PRET.ECHEANCE("" ici"',
        "='C:\\PRET.ECHEANCE(1)\\[x.xlsx]l''été'!A1",
        "=Feuille!PRET_ECHEANCE(1)",
        "='Ma feuille'!PRET_ECHEANCE(1)",
        "=MONPRET_ECHEANCE(1)+PRET_ECHEANCE2(1)+A.PRET.ECHEANCE(1)",
        "=PRET.ECHEANCE+PRET_ECHEANCE",
        "=Table[PRET.ECHEANCE(]",
        "=SUM(A1:B2,1E5,1.5E-3)",
        "=PRET.INCONNUE(1)",
        '="texte ouvert PRET.ECHEANCE(1)',
    ],
)
@pytest.mark.parametrize("host", HOSTS)
def test_everything_else_is_left_alone(formula: str, host: str) -> None:
    assert rewrite(formula, host) == formula  # type: ignore[arg-type]


TOKENS = [
    "PRET.ECHEANCE(",
    "_xldudf_MOBY_PRIX(",
    ")",
    "A1",
    "'f (x)'!B2",
    "T[[#All],[c '[d]]",
    '"MOBY.PRIX("',
    "+",
    ",",
]


@given(st.lists(st.sampled_from(TOKENS), max_size=12), st.sampled_from(HOSTS))
def test_there_and_back_is_the_same_formula(tokens: list[str], host: str) -> None:
    """Calc's spelling to any host and back: nothing is lost, and doing it twice changes nothing more."""
    formula = rewrite("+".join(tokens), "calc")
    there = rewrite(formula, host)  # type: ignore[arg-type]
    assert rewrite(there, host) == there  # type: ignore[arg-type]
    assert rewrite(there, "calc") == formula
