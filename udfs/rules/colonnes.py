"""The column of a table that a cell asks for."""

from __future__ import annotations

from collections.abc import Sequence

from udfs.errors import WrongValue


def check_colonne(colonne: str, colonnes: Sequence[str]) -> None:
    """Refuses a column that a table does not have.

    Args:
        colonne: What is asked for.
        colonnes: Those of the table.

    Raises:
        WrongValue: Unknown column.
    """
    if colonne not in colonnes:
        raise WrongValue(
            f"colonne inconnue : « {colonne} » ; choix : {', '.join(colonnes)}",
            f"unknown column “{colonne}”; choices: {', '.join(colonnes)}",
            argument="colonne",
            value=colonne,
        )
