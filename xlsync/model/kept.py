"""The tables that the model keeps of every convention beside those of its schema; no sheet has them.

"derogations" holds the computed cells that someone typed over and that were accepted; "modifications" what
each amendment changes (`xlsync.model.amendments`); "exercices_clos" the years that are closed, and
"chiffres_clos" the figures that they had then (`xlsync.annexbook.closing`).
"""

from __future__ import annotations

from dataclasses import dataclass

from udfs.errors import Text
from xlsync.annexes import Column

OVERRIDES = "derogations"
MODIFICATIONS = "modifications"
CLOSINGS = "exercices_clos"
CLOSED_FIGURES = "chiffres_clos"

NOT_MERGED = (MODIFICATIONS, CLOSINGS, CLOSED_FIGURES)
"""Those that no workbook brings anything to."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One of these tables.

    Attributes:
        title: What it is.
        keys: Its key columns.
        values: The others.
    """

    title: Text
    keys: tuple[Column, ...]
    values: tuple[Column, ...]


def _text(name: str, fr: str, en: str, *, key: bool = False, nullable: bool = True) -> Column:
    return Column(name, Text(fr, en), "text", key=key, nullable=nullable)


_CELL = (_text("table", "Table", "Table", key=True, nullable=False), _text("cle", "Clé", "Key", key=True))
_COLUMN = _text("colonne", "Colonne", "Column", key=True, nullable=False)
_YEAR = Column("annee", Text("Exercice", "Year"), "year", key=True, nullable=False)
_AMENDMENT = Column("avenant", Text("Avenant n°", "Amendment no."), "integer", key=True, nullable=False)

KEPT = {
    OVERRIDES: Kept(
        Text("Dérogations accordées", "Derogations granted"),
        (*_CELL, _COLUMN),
        (
            _text("valeur", "Valeur", "Value"),
            _text("motif", "Motif", "Reason", nullable=False),
            _text("article", "Article", "Article"),
        ),
    ),
    MODIFICATIONS: Kept(
        Text("Ce que les avenants changent", "What the amendments change"),
        (
            _AMENDMENT,
            *_CELL,
            _text("colonne", "Colonne (vide : toute la ligne)", "Column (blank: the whole row)", key=True),
        ),
        (
            _text("avant", "Avant", "Before"),
            _text("valeur", "Après", "After"),
            Column("inconnu", Text("Avant inconnu", "Unknown before"), "flag"),
        ),
    ),
    CLOSINGS: Kept(
        Text("Exercices clos", "Closed years"),
        (_YEAR,),
        (_text("programme", "Version du programme", "Version of the program"),),
    ),
    CLOSED_FIGURES: Kept(
        Text("Chiffres des exercices clos", "Figures of the closed years"),
        (_YEAR, *_CELL, _COLUMN),
        (_text("valeur", "Valeur", "Value", nullable=False),),
    ),
}
"""By name, in the order in which the model has them."""
