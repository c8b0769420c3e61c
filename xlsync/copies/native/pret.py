"""Loans of constant payments that nothing rounds inside (PRET.ECHEANCE, PRET.LIGNE): PMT and PV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from udfs.coerce import coerce
from udfs.coerce.fiche import meaning, read_fiche
from udfs.errors import UdfError
from xlsync.copies.native.asked import BLANK, VARIES, Asked, Beyond
from xlsync.copies.native.templates import NOT_AVAILABLE, made
from xlsync.recalc.references import Area
from xlsync.recalc.syntax import Bound, Call, Const, Node, Op, Ref

_RATE = "(taux/periodes)"
_PAYMENT = f"PMT({_RATE},nombre-differe,capital)"
"""Negative, as spreadsheets have it; payments begin after those deferred, which pay interest alone."""

_BALANCE = f"IF(rang<=differe+1,capital,PV({_RATE},nombre-rang+1,{_PAYMENT}))"
_COLUMNS: Final = {
    "crd": f"IF(rang=nombre+1,0,{_BALANCE})",
    "interets": f"{_BALANCE}*{_RATE}",
    "amortissement": f"IF(rang<=differe,0,-{_PAYMENT}-{_BALANCE}*{_RATE})",
    "echeance": f"IF(rang<=differe,capital*{_RATE},-{_PAYMENT})",
}
_SUPPORTED: Final = {"profil": "echeances_constantes", "type_differe": "partiel"}
_BLANKS: Final = ("date_valeur", "premiere_echeance", "evenements")


@dataclass(frozen=True, slots=True)
class _Loan:
    """A loan as a call gives it.

    Attributes:
        nodes: What templates name: capital, taux, nombre, differe, periodes.
        tests: What must hold of the cells of a fiche for the formula to be that of the loan.
        rounding: "centime" or "theorique".
    """

    nodes: dict[str, Node]
    tests: tuple[Node, ...]
    rounding: str


def echeance(asked: Asked) -> Node:
    """PRET.ECHEANCE: the constant payment, to the cent or unrounded."""
    loan = _loan(asked)
    _refuse_deferral(loan)
    text = f"-{_PAYMENT}" if loan.rounding == "theorique" else f"ROUND(-{_PAYMENT},2)"
    return _under(loan, made(asked, text, loan.nodes))


def _refuse_deferral(loan: _Loan) -> None:
    """A payment rounded to the cent under a deferral is that of another schedule than the unrounded one."""
    if loan.rounding == "centime" and loan.nodes["differe"] not in (Const(0), BLANK):
        raise Beyond("arrondi au centime avec différé", "rounded to the cent, with a deferral")


def ligne(asked: Asked) -> Node:
    """PRET.LIGNE: a cell of the unrounded table; each one stands alone."""
    column = asked.constant("colonne")
    if column not in _COLUMNS:
        raise Beyond(
            "une date d’échéance suit la date de valeur et les événements", "dates of payments are not said"
        )
    loan = _loan(asked)
    if loan.rounding != "theorique":
        raise Beyond(
            "au centime, chaque ligne du tableau dépend de celle qui précède",
            "to the cent, each row of the table depends on the one before",
        )
    last = "nombre+1" if column == "crd" else "nombre"
    text = f'IF(OR(rang<1,rang>{last}),"",{_COLUMNS[column]})'
    return _under(loan, made(asked, text, loan.nodes))


def _under(loan: _Loan, found: Node) -> Node:
    """The formula where the fiche says what it said; #N/A elsewhere."""
    if not loan.tests:
        return found
    test = loan.tests[0] if len(loan.tests) == 1 else Call("AND", loan.tests)
    return Call("IF", (test, found, NOT_AVAILABLE))


def _loan(asked: Asked) -> _Loan:
    area = asked.setting.area(asked.nodes.get("capital", BLANK))
    if not asked.left_out("evenements"):
        raise Beyond("des événements peuvent changer le tableau", "events may change the table")
    if area is not None and not area.is_cell:
        return _of_fiche(asked, area)
    for name in (*_SUPPORTED, *_BLANKS, "arrondi"):
        _check(name, asked.constant(name))
    given = {name: asked.node(name) for name in ("capital", "taux", "differe")}
    nodes = given | {"nombre": asked.node("nombre_echeances"), "periodes": asked.node("periodes_par_an")}
    return _Loan(nodes, (), str(asked.constant("arrondi")))


def _check(name: str, value: Any) -> None:
    if name in _BLANKS and value is not None:
        raise Beyond(f"{name} : le tableau suit des dates", f"{name}: the table follows dates")
    if value is VARIES or (name in _SUPPORTED and value != _SUPPORTED[name]):
        raise Beyond(
            f"{name} : seul le prêt à échéances constantes se dit ici", f"{name}: constant payments only"
        )


# --- a fiche, whose labels are read now


def _of_fiche(asked: Asked, area: Area) -> _Loan:
    held = [one for one in asked.function.arguments if one.in_fiche]
    if area.right - area.left != 1:
        raise Beyond("fiche qui n’est pas en deux colonnes", "a fiche that has not two columns")
    book = asked.setting.book
    rows = [
        [book.cell(area.part(row, column).first).value for column in (1, 2)]
        for row in range(1, area.bottom - area.top + 2)
    ]
    try:
        cells = read_fiche(held, rows)
        values = {one.name: coerce(one, cells.get(one.name)) for one in held if one.name != "evenements"}
    except UdfError as error:
        raise Beyond(error.text.fr, error.text.en) from error
    for name in (*_SUPPORTED, "date_valeur", "premiere_echeance"):
        _check(name, values[name])
    places = dict(_places(asked, area, rows))
    tests = tuple(
        Op("=", (node, Const("" if value is None else value)))
        for name, (node, _, value) in places.items()
        if name not in ("capital", "taux", "nombre_echeances", "differe")
    )
    periods = Const(values["periodes_par_an"])
    nodes: dict[str, Node] = {"periodes": periods}
    for name, asked_as in (
        ("capital", "capital"),
        ("taux", "taux"),
        ("nombre_echeances", "nombre"),
        ("differe", "differe"),
    ):
        nodes[asked_as] = _figure(places.get(name), periods)
    return _Loan(nodes, tests, str(values["arrondi"]))


Placed = tuple[Node, bool, Any]
"""A cell of a fiche, whether it is a number of years, and what it holds."""


def _places(asked: Asked, area: Area, rows: list[list[Any]]) -> Iterator[tuple[str, Placed]]:
    """The cell of each argument that the labels name."""
    reference = asked.nodes["capital"]
    held = [one for one in asked.function.arguments if one.in_fiche]
    for rank, (label, value) in enumerate(rows):
        found = meaning(held, label)
        if found is not None:
            yield found[0], (_cell(reference, area, rank), found[1], value)


def _cell(reference: Node, area: Area, rank: int) -> Node:
    """The value cell of a row of a fiche, fixed or not as the reference to the fiche is."""
    if isinstance(reference, Ref):
        row = Bound(reference.top.relative, reference.top.at + rank)
        return Ref(reference.sheet, row, reference.right, row, reference.right)
    row, column = Bound(False, area.top + rank), Bound(False, area.right)
    return Ref(area.sheet, row, column, row, column)


def _figure(placed: Placed | None, periods: Const) -> Node:
    if placed is None:
        return Const(0)
    node, in_years, value = placed
    if isinstance(value, str) and value:
        raise Beyond("une durée écrite en lettres", "a length written in words")
    if value in (None, ""):
        return Const(0)
    return node if not in_years or periods.value == 1 else Op("*", (node, periods))


WRITERS: Final = {"PRET.ECHEANCE": echeance, "PRET.LIGNE": ligne}
