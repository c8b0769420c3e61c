"""The two sheets that belong to the synchronisation: `_xlsync` (the base) and `Conflits`."""

from __future__ import annotations

BASE_SHEET = "_xlsync"
BASE_HEADINGS = ("table", "key", "column", "value")

CONFLICT_SHEET = "Conflits"
CONFLICT_HEADINGS = (
    ("Cellule", 22), ("Table", 20), ("Clé", 26), ("Colonne", 26), ("Base", 18), ("Classeur", 18),
    ("Modèle", 18), ("Modifié par", 22), ("Choix", 18),
)  # fmt: skip
CONFLICT_CHOICES = ("classeur", "modèle", "base")
