"""The two sheets that belong to the synchronisation: `_xlsync` (the base) and `Conflits`."""

from __future__ import annotations

from dataclasses import dataclass

BASE_SHEET = "_xlsync"
BASE_HEADINGS = ("table", "key", "column", "value")
BEFORE_COLUMN, BEFORE_HEADING = 5, "before"
"""Beside the base, what the model held where the last command changed it; no heading where it did not."""
MEMORY_COLUMN = 6
"""First column, beside the base, of what the workbook remembers of its schema."""
MEMORY_HEADINGS = ("piece", "text", "formula", "form")

CONFLICT_SHEET = "Conflits"
CONFLICT_HEADER = 7
"""Row of the headings as drawn; a blank row over it keeps a sort away from the title and the advice."""


@dataclass(frozen=True, slots=True)
class ConflictColumn:
    """A column of the sheet.

    Attributes:
        name: The field of `ConflictLine` that it shows; "marker" for the names that the program reads.
        title: Its heading, by which it is found wherever people moved it.
        width: In characters.
        printed: On paper and on screen; the others are folded away, which keeps them off the paper and along
            with their rows in a sort.
    """

    name: str
    title: str
    width: float
    printed: bool = True


CONFLICT_COLUMNS = (
    ConflictColumn("cell", "Cellule", 15),
    ConflictColumn("situation", "Ce qui s’est passé", 15),
    ConflictColumn("annex", "Annexe", 21),
    ConflictColumn("record", "Ligne", 21),
    ConflictColumn("heading", "Colonne", 16),
    ConflictColumn("base", "Base (dernière valeur commune)", 15),
    ConflictColumn("workbook", "Classeur (valeur de ce fichier)", 15),
    ConflictColumn("model", "Modèle (valeur du référentiel)", 15),
    ConflictColumn("author", "Modifié dans le modèle par", 14),
    ConflictColumn("choice", "Choix", 13),
    ConflictColumn("reason", "Motif, pour déroger", 20),
    ConflictColumn("article", "Article, pour déroger", 12),
    ConflictColumn("formula", "Formule de l’annexe", 44, printed=False),
    ConflictColumn("marker", "Repère (ne pas modifier)", 14, printed=False),
)

CHANGED = "Changée des deux côtés"
ADDED = "Ligne ajoutée des deux côtés"
DELETED_HERE = "Ligne supprimée ici, changée dans le modèle"
DELETED_THERE = "Ligne changée ici, supprimée dans le modèle"
DIFFERENT = "Différente du modèle"
TYPED_OVER = "Formule remplacée par une valeur"
GRANTED = "Dérogation accordée"

RESTORE, OVERRIDE = "rétablir", "déroger"
INPUT_CHOICES = (
    ("classeur", "Garder la valeur de ce classeur, et la donner au modèle."),
    ("modèle", "Prendre la valeur du modèle, et l’écrire ici."),
    ("base", "Revenir des deux côtés à la dernière valeur commune."),
)
"""What may be chosen for a cell changed on both sides, and what it does; any other value may be typed."""

COMPUTED_CHOICES = (
    (RESTORE, "Remettre la formule de l’annexe à la place de la valeur tapée."),
    (OVERRIDE, "Garder la valeur tapée ; un motif est obligatoire, un article souhaitable."),
)
"""What may be chosen for a computed cell that someone typed over."""

INPUT_LIST, COMPUTED_LIST = "choix_des_saisies", "choix_des_calculs"
"""Names of the cells of « Lisez-moi » that hold those choices, for the drop-downs."""

STATE = "Situation : "
"""How the line of the sheet that counts what waits begins."""
