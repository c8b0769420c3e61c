"""A grid that no document gives, entered by the operator, then printed and computed by the annex.

The tariff of the example: 8 001 € for one school, 7 000 € from two on, and a part left to pay of 25 %.
"""

from __future__ import annotations

from pathlib import Path

from tests.xlsync.cli.running import xlsync
from xlsync.annexbook.annex import read_file

MOBY = "moby/ille-et-vilaine"
BOOK = "annexes/moby-ille-et-vilaine.xlsx"
SOURCE = ("--from", "14/09/2022", "--document", "Grille du porteur", "--article", "annexe 2")


def figures(path: Path) -> dict[tuple[str, str, str], object]:
    return {place: cell.value for place, cell in read_file(path).computed.items()}


def test_the_grid_of_primary_schools(tmp_path: Path) -> None:
    assert xlsync("build", MOBY, folder=tmp_path).code == 0
    before = figures(tmp_path / BOOK)
    assert before["champs", "", "tarif_ecoles"] == "aucun tarif saisi"
    assert not any(table == "grille_ecoles" and value for (table, _, _), value in before.items())

    grid = tmp_path / "grille.csv"
    grid.write_text("Nb écoles;CEE\n1;8 001\n3 et plus;7 000\n", encoding="utf-8")
    refused = xlsync(
        "tarif", "set", "moby.grille_cee_ecoles", "--table", "grille.csv", *SOURCE, folder=tmp_path
    )
    assert refused.code == 2
    assert "table refusée" in refused.err

    grid.write_text("Nb écoles;CEE\n1;8 001\n2 et plus;7 000\n", encoding="utf-8")
    for code, value in (
        ("moby.grille_cee_ecoles", ("--table", "grille.csv")),
        ("moby.taux_reste_a_charge_ecoles", ("--value", "25 %")),
    ):
        assert xlsync("tarif", "set", code, *value, *SOURCE, folder=tmp_path).code == 0
    assert xlsync("set", MOBY, "nombre_ecoles=3", folder=tmp_path).code == 0
    assert xlsync("push", BOOK, folder=tmp_path).code == 0
    assert xlsync("check", BOOK, folder=tmp_path).code == 0

    after = figures(tmp_path / BOOK)
    assert after["champs", "", "tarif_ecoles"] == "Grille du porteur, annexe 2"
    assert after["grille_ecoles", "tranche=1", "reste_ht"] == 2000
    assert after["grille_ecoles", "tranche=2 et plus", "reste_ttc"] == 2100
    assert after["champs", "", "ecoles_total"] == 26250
