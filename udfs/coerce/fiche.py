"""A fiche: a range of labels and values that stands for the arguments of a loan.

Labels are the names of the arguments, French or English, or those printed in the annexes of the
Intracting convention: table C ("Durée d’amortissement", "13 ans") and the header of table E ("Report").
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from numbers import Real
from typing import Final

from udfs.coerce import coerce
from udfs.coerce.cells import Cell, Grid, grid, is_blank, plain
from udfs.coerce.evenements import TRANCHE
from udfs.coerce.messages import refuse
from udfs.declaration import Argument
from udfs.errors import UdfError
from udfs.figures import english, french

_PRINTED: Final = {
    "montant": "capital",
    "taux d interet annuel fixe": "taux",
    "taux d interet annuel": "taux",
    "taux d interet": "taux",
    "periodicite des echeances": "periodes_par_an",
    "periodicite": "periodes_par_an",
    "profil d amortissement": "profil",
    "date de valeur": "date_valeur",
    "nombre d echeances": "nombre_echeances",
    "date de premiere echeance": "premiere_echeance",
    "date de la premiere echeance": "premiere_echeance",
}
_IN_YEARS: Final = {
    "duree d amortissement": "nombre_echeances",
    "duree": "nombre_echeances",
    "dont differe d amortissement": "differe",
    "differe d amortissement": "differe",
    "report": "differe",
}
_IGNORED: Final = frozenset({"teg", "id", "annee de versement", "echeance"})
_PERIODICITY: Final = {"annuel": 1, "semestriel": 2, "trimestriel": 4, "mensuel": 12}
_DURATION = re.compile(r"(\d+(?:[.,]\d+)?)\s*(ans?|annees?|years?|mois|months?)?")


def read_fiche(arguments: Sequence[Argument], cell: Cell) -> dict[str, Cell]:
    """The cells of a fiche by argument name.

    Args:
        arguments: Those that a fiche may hold.
        cell: A range whose first column holds labels and whose second holds values; the first row and the
            second when it is wider than high.

    Returns:
        Cells still to be coerced, except durations in years, already turned into numbers of payments; and
        that of `TRANCHE`, where the fiche says it.

    Raises:
        WrongValue: Another shape, an unknown label, a value without a label, two labels for one argument.
    """
    fiche = _Fiche(arguments)
    for label, value in _pairs(arguments[0], grid(cell)):
        fiche.add(label, value)
    return fiche.cells()


def meaning(arguments: Sequence[Argument], label: Cell) -> tuple[str, bool] | None:
    """The argument that a label of a fiche names, and whether its value is a number of years.

    Args:
        arguments: Those that a fiche may hold.
        label: The label.

    Returns:
        None for a label without effect on the loan, and for one that nobody knows.

    Examples:
        >>> from udfs.registry import FUNCTIONS
        >>> held = [one for one in FUNCTIONS["PRET.ECHEANCE"].arguments if one.in_fiche]
        >>> meaning(held, "Durée d’amortissement"), meaning(held, "TEG")
        (('nombre_echeances', True), None)
    """
    key = _key(label)
    name = _names(arguments).get(key) or _IN_YEARS.get(key)
    return None if name is None or key in _IGNORED else (name, key in _IN_YEARS)


def _names(arguments: Sequence[Argument]) -> dict[str, str]:
    return {plain(name): a.name for a in arguments for name in (a.name, a.name_en)} | _PRINTED


class _Fiche:
    """What the labels of one fiche say, before durations can be turned into payments."""

    def __init__(self, arguments: Sequence[Argument]) -> None:
        self.first = arguments[0]
        self.arguments = {argument.name: argument for argument in arguments}
        self.names = _names(arguments)
        self.values: dict[str, Cell] = {}
        self.labels: dict[str, str] = {}
        self.in_years: set[str] = set()

    def add(self, label: Cell, value: Cell) -> None:
        key = _key(label)
        if key in _IGNORED or (not key and (_is_heading(value) or value == 0)) or is_blank(value):
            return
        name = TRANCHE if key == TRANCHE else self.names.get(key) or _IN_YEARS.get(key)
        if name is None:
            raise self._unknown(label, value)
        if name in self.labels:
            first = self.labels[name]
            raise self._wrong(
                f"la fiche donne deux fois {name} (« {first} », « {label} »)",
                f"the fiche gives {name} twice (“{first}”, “{label}”)",
            )
        self.labels[name], self.values[name] = str(label), value
        if key in _IN_YEARS:
            self.in_years.add(name)

    def cells(self) -> dict[str, Cell]:
        cells = dict(self.values)
        if "periodes_par_an" in cells:
            cells["periodes_par_an"] = _periodicity(cells["periodes_par_an"])
        for name in self.in_years:
            cells[name] = self._payments(name, cells.get("periodes_par_an"))
        return cells

    def _payments(self, name: str, periodicity: Cell) -> Cell:
        """A duration in years, times the payments a year; what is not a duration is left to the coercion."""
        value, years = self.values[name], _years(self.values[name])
        if years is None:
            return value
        periods = coerce(self.arguments["periodes_par_an"], periodicity)
        assert isinstance(periods, int)
        payments = years * periods
        if payments.denominator != 1:
            raise refuse(
                self.arguments[name],
                value,
                f"{french(value)} à {periods} échéances par an donne {french(float(payments))} échéances",
                f"{english(value)} at {periods} payments a year makes {english(float(payments))} payments",
            )
        return int(payments)

    def _unknown(self, label: Cell, value: Cell) -> UdfError:
        if is_blank(label):
            return self._wrong(
                f"la fiche a une valeur sans libellé, {french(value)}",
                f"the fiche holds a value without a label, {english(value)}",
            )
        known = ", ".join(self.arguments)
        return self._wrong(
            f"libellé inconnu dans la fiche, « {label} » ; libellés acceptés : {known}, "
            "et ceux des annexes 2-C et 2-E",
            f"unknown label in the fiche, “{label}”; accepted labels: {known}, and those of "
            f"annexes 2-C and 2-E",
        )

    def _wrong(self, fr: str, en: str) -> UdfError:
        return refuse(self.first, None, fr, en)


def _pairs(capital: Argument, rows: Grid) -> Grid:
    width = max(len(row) for row in rows)
    if width > len(rows):
        rows = [list(column) for column in zip(*rows, strict=True)]
        width = max(len(row) for row in rows)
    if width != 2 or any(len(row) != 2 for row in rows):
        raise refuse(
            capital,
            None,
            "une fiche a deux colonnes (libellés, valeurs) ou deux lignes",
            "a fiche has two columns (labels, values) or two rows",
        )
    return rows


def _key(label: Cell) -> str:
    """A label without what may surround it; "" for a blank or for the 0 that some hosts hand for one."""
    return "" if is_blank(label) or label == 0 else plain(re.sub(r"\(.*?\)|[:*€]", " ", str(label)))


def _is_heading(value: Cell) -> bool:
    """True for the corner of table C as printed: a blank, then "Versement 1"."""
    return isinstance(value, str) and plain(value).startswith(("versement", "tranche"))


def _periodicity(value: Cell) -> Cell:
    """The payments a year: "Annuelles" is 1, "Mensuelles" is 12; a number stays one."""
    if not isinstance(value, str):
        return value
    words: Mapping[str, int] = _PERIODICITY
    return next((count for word, count in words.items() if plain(value).startswith(word)), value)


def _years(value: Cell) -> Fraction | None:
    """A duration: "13 ans" and 13 are 13 years, "18 mois" is a year and a half; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, Real | str):
        return None
    match = _DURATION.fullmatch(plain(str(value)))
    if match is None:
        return None
    number = Fraction(match[1].replace(",", "."))
    return number / 12 if match[2] in ("mois", "month", "months") else number
