"""The two sheets that belong to the synchronisation: `_xlsync` (the base) and `Conflits`."""

from __future__ import annotations

BASE_SHEET = "_xlsync"
BASE_HEADINGS = ("table", "key", "column", "value")

CONFLICT_SHEET = "Conflits"
CONFLICT_HEADINGS = (
    ("Cellule", 22), ("Table", 20), ("Clé", 26), ("Colonne", 26), ("Base", 18), ("Classeur", 18),
    ("Modèle", 18), ("Modifié par", 22), ("Choix", 18), ("Motif", 34), ("Article", 18),
)  # fmt: skip
CHOICE = [title for title, _ in CONFLICT_HEADINGS].index("Choix")
"""Place of the column of choices, from 0."""

RESTORE, OVERRIDE = "rétablir", "déroger"
CONFLICT_CHOICES = ("classeur", "modèle", "base", RESTORE, OVERRIDE)
"""For a cell changed on both sides, then for a computed cell that someone typed over."""
