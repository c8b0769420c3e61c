"""What cannot be taken is refused by name: the file, its line, its column, the cause."""

from __future__ import annotations

import pytest

from tests.shared import shared_path
from tests.xlsync.cli.running import xlsync
from tests.xlsync.tables.conftest import MOBY
from tests.xlsync.tables.written import FIRST, HEAD, INSTALMENTS, SECOND, plain, rows_of, told, write
from xlsync.errors import CannotRead, FileMissing
from xlsync.model import Model, load
from xlsync.store import Store
from xlsync.tables.etat_dette import export_etat_dette
from xlsync.tables.forms import export_tables, read_tables

# --- lines and cells


@pytest.mark.parametrize(
    ("line", "fr"),
    [
        (f"{FIRST},plus", "ligne 3 : 6 valeurs pour 5 colonnes"),
        (FIRST.rpartition(",")[0], "ligne 3 : 4 valeurs pour 5 colonnes"),
        (FIRST.replace("0.3", "abc"), "ligne 3 : part : taux attendu (0,02 ou « 2 % »), reçu « abc »"),
        (FIRST.replace("0.3", "3"), "ligne 3 : part : 3 est hors limites (au moins 0 et au plus 1)"),
        (
            FIRST.replace("2022-10-15", "2022-13-15"),
            "ligne 3 : date : date attendue (31/12/2026), reçu « 2022-13-15 »",
        ),
        (FIRST.replace("moby/ille-et-vilaine", ""), "ligne 3 : convention absente"),
        (FIRST.replace(",1,", ",,"), "ligne 3 : rang : clé absente"),
        (
            FIRST.replace("moby/ille-et-vilaine", "mixeur/aunis-sud"),
            "ligne 3 : convention : « mixeur/aunis-sud » n’est pas du type moby (moby/nom)",
        ),
        (
            FIRST.replace("moby/ille-et-vilaine", "moby/Ille et Vilaine"),
            "ligne 3 : convention : « moby/Ille et Vilaine » n’est pas du type moby (moby/nom)",
        ),
        (SECOND, "ligne 3 : moby/ille-et-vilaine rang=2 est déjà à la ligne 2"),
    ],
)
def test_a_line_that_does_not_fit_is_named(folder, line, fr):
    write(folder, HEAD, SECOND, line)
    assert [(place, said) for place, said, _ in told(folder)] == [("moby.acomptes:3", fr)]


def test_every_fault_of_every_file_is_told_at_once(folder):
    write(folder, HEAD, FIRST.replace("0.3", "x").replace("2022-10-15", "y"), SECOND.replace("0.7", "z"))
    (folder / "moby.devis.csv").write_text("convention,ligne,prix\n", encoding="utf-8")
    assert [place for place, *_ in told(folder)] == [
        "moby.devis", "moby.acomptes:2", "moby.acomptes:2", "moby.acomptes:3",
    ]  # fmt: skip


def test_a_number_that_may_be_thousands_is_refused_beside_semicolons(folder):
    """In the comma files of `export` a dot is the decimal mark, and the scale is two decimals."""
    heads = "convention,ligne,libelle,quantite,prix_unitaire_ht"
    line = "moby/ille-et-vilaine,1,Audit,1.125,10"
    write(folder, heads, line, name="moby.devis.csv")
    assert rows_of(folder, "devis")[0]["quantite"] == 1.13
    write(folder, heads.replace(",", ";"), line.replace(",", ";"), name="moby.devis.csv")
    ((place, said, _),) = told(folder)
    assert place == "moby.devis:2"
    assert said == "ligne 2 : quantite : « 1.125 » est ambigu ; écrire « 1,125 » ou « 1125 »"


def test_the_line_is_the_one_that_an_editor_shows(folder):
    """A text over three lines stands before the fault."""
    write(folder, HEAD, FIRST.replace("Acompte", '"un\ndeux\ntrois"'), SECOND.replace("0.7", "x"))
    assert told(folder)[0][0] == "moby.acomptes:5"


# --- files


@pytest.mark.parametrize(
    "name", ["moby.acompte.csv", "autre.acomptes.csv", "acomptes.csv", "moby.acomptes (1).csv"]
)
def test_a_file_that_is_no_table_is_named(folder, name):
    (folder / "datapackage.json").unlink()
    (folder / INSTALMENTS).rename(folder / name)
    ((place, said, _),) = told(folder)
    assert place == name.removesuffix(".csv")
    assert "inconnu" in said


def test_a_report_alone_is_no_table(folder, tmp_path):
    from xlsync.model.etat_dette import etat_dette

    model = Model().add(load("intracting/noyarey"))
    written = export_etat_dette(etat_dette(model, 2026), tmp_path / "dette")
    with pytest.raises(FileMissing, match="aucune des tables"):
        read_tables(tmp_path / "dette")
    with pytest.raises(CannotRead, match="état calculé"):
        read_tables(written[0])


def test_a_report_in_the_folder_breaks_nothing(folder):
    from xlsync.model.etat_dette import etat_dette

    before = read_tables(folder)
    export_etat_dette(etat_dette(Model().add(load("intracting/noyarey")), 2026), folder)
    found = read_tables(folder)
    assert found.new(MOBY).fields == before.new(MOBY).fields
    assert [len(table.rows) for table in found.tables] == [len(table.rows) for table in before.tables]
    assert [notice.where for notice in found.notices] == ["etat_dette_2026.csv"]
    export_tables(Model().add(load(MOBY)), folder)
    assert [notice.where for notice in read_tables(folder).notices] == ["etat_dette_2026.csv"]


def test_tables_of_another_export_are_said_and_left(folder):
    export_tables(Model().add(load("mixeur/aunis-sud")), folder)
    found = read_tables(folder)
    assert {table.found.kind for table in found.tables} == {"mixeur"}
    assert {notice.where.partition(".")[0] for notice in found.notices} == {"moby"}


def test_a_file_that_went_is_said(folder):
    (folder / INSTALMENTS).unlink()
    (notice,) = read_tables(folder).notices
    assert plain(notice.text.fr) == f"{INSTALMENTS} : absent ; le modèle garde cette table"


# --- the faults that were reported


def reported(folder, fault):
    (folder / INSTALMENTS).write_bytes(shared_path(f"faults/{fault}/{INSTALMENTS}").read_bytes())


def test_a_reported_fault_is_refused_by_name(folder):
    reported(folder, "04-import-duplicate-column")
    assert [one for _, one, _ in told(folder)] == ["2 colonnes part : 4, 6"]


def test_a_reported_file_without_a_column_erases_nothing_and_is_not_done(tmp_path):
    """The dates of instalments, which may be blank: the model keeps them, and the exit code says it."""
    assert xlsync("build", "moby/ille-et-vilaine", folder=tmp_path).code == 0
    assert xlsync("export", "moby/ille-et-vilaine", "--out", "tables", folder=tmp_path).code == 0
    reported(tmp_path / "tables", "02-import-missing-column")
    done = xlsync("import", "tables", folder=tmp_path)
    assert done.code == 1
    assert "colonnes absentes : date ; le modèle garde leurs valeurs" in plain(done.out)
    rows = Store.open(tmp_path / ".xlsync/model.db").convention("moby/ille-et-vilaine").records("acomptes")
    assert [row["date"].isoformat() for row in rows] == ["2022-10-15", "2023-07-15", "2024-06-15"]


def test_the_reported_file_with_semicolons_is_read(folder):
    """An older export: the words of an instalment are its own, the figures those of the document."""

    def figures():
        return [(row["rang"], row["part"], row["date"]) for row in rows_of(folder)]

    expected = figures()
    reported(folder, "21-import-semicolon")
    assert figures() == expected
