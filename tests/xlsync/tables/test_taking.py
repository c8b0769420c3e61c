"""Tables over the model: what the files do not say stays, what they say is taken."""

from __future__ import annotations

import datetime

import pytest

from tests.xlsync.tables.conftest import MOBY
from xlsync.errors import TablesRefused
from xlsync.model import convention_data, load
from xlsync.tables.forms import read_tables

INSTALMENTS = "moby.acomptes.csv"
HEAD = "convention,rang,libelle,part,date"


def write(folder, *lines, name=INSTALMENTS):
    (folder / name).write_text("\n".join(lines), encoding="utf-8")


def over(folder, **options):
    """The convention once the tables are over it, and what was said."""
    taken = read_tables(folder).over([load(MOBY)], **options)
    (data,) = taken.conventions
    return data, [plain(notice.text.fr) for notice in taken.notices]


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def refusals(call):
    with pytest.raises(TablesRefused) as caught:
        call()
    return [(problem.where, plain(problem.what.fr)) for problem in caught.value.facts["problems"]]


def instalments(data):
    return [(row["rang"], row["libelle"], row["part"]) for row in data.records("acomptes")]


def test_an_export_over_its_own_model_changes_nothing(folder):
    data, said = over(folder)
    assert data.fields == load(MOBY).fields
    assert all(data.records(name) == load(MOBY).records(name) for name in data.tables)
    assert said == []


def test_rows_that_the_file_lacks_stay_and_are_said(folder):
    write(folder, HEAD, f"{MOBY},2,Milieu,0.4,2023-07-15", f"{MOBY},9,Fin,0.1,2025-01-01")
    data, said = over(folder)
    assert instalments(data) == [
        (1, "1er Acompte", 0.3),
        (2, "Milieu", 0.4),
        (3, "Solde", 0.3),
        (9, "Fin", 0.1),
    ]
    kept = "lignes que le fichier n’a pas, gardées : 2 (--replace les ôte)"
    assert said == [f"moby.acomptes : {MOBY} : {kept}"]


def test_rows_that_the_file_lacks_go_when_asked_for(folder):
    write(folder, HEAD, f"{MOBY},9,Fin,0.1,2025-01-01", f"{MOBY},2,Milieu,0.4,2023-07-15")
    data, said = over(folder, replacing=True)
    assert instalments(data) == [(9, "Fin", 0.1), (2, "Milieu", 0.4)]
    assert said == []


def test_headings_alone_erase_nothing_unless_asked_for(folder):
    write(folder, HEAD)
    assert len(instalments(over(folder)[0])) == 3
    assert instalments(over(folder, replacing=True)[0]) == []


def test_a_file_that_is_not_there_erases_nothing_even_when_replacing(folder):
    (folder / INSTALMENTS).unlink()
    assert len(instalments(over(folder, replacing=True)[0])) == 3


def test_a_column_that_may_be_left_out_keeps_its_values_and_is_said(folder):
    write(folder, "convention,rang,part,date", f"{MOBY},1,0.5,2022-10-15", f"{MOBY},9,0.1,2025-01-01")
    data, said = over(folder, replacing=True)
    assert instalments(data) == [(1, "1er Acompte", 0.5), (9, None, 0.1)]
    assert said == ["moby.acomptes : colonnes absentes : libelle ; le modèle garde leurs valeurs"]


def test_a_blank_cell_is_a_blank(folder):
    write(folder, HEAD, f"{MOBY},1,,0.3,2022-10-15")
    assert instalments(over(folder)[0])[0] == (1, None, 0.3)


def test_a_required_value_is_never_blanked(folder):
    write(folder, HEAD, f"{MOBY},1,Acompte,,2022-10-15", f"{MOBY},2,Milieu,,")
    assert refusals(lambda: over(folder)) == [
        ("moby.acomptes:2", "ligne 2 : part : valeur obligatoire, elle ne peut pas être effacée"),
        ("moby.acomptes:3", "ligne 3 : part : valeur obligatoire, elle ne peut pas être effacée"),
    ]


def test_a_required_value_that_is_still_blank_may_stay_so(folder):
    """A convention that is not filled in yet goes out and comes back."""
    blank = convention_data(MOBY, {}, {"acomptes": [{"rang": 1}]})
    write(folder, HEAD, f"{MOBY},1,,,")
    (data,) = read_tables(folder / INSTALMENTS).over([blank]).conventions
    assert instalments(data) == [(1, None, None)]


def test_single_fields_are_taken_column_by_column(folder):
    write(folder, "convention,Date de fin", f"{MOBY},31/12/2030", name="moby.conventions.csv")
    assert refusals(lambda: over(folder))[0][1] == "colonne absente : titre"
    write(
        folder,
        "convention,titre,operateur,membre,statut,date_fin",
        f"{MOBY},Titre,Opérateur,Membre,en vigueur,31/12/2030",
        name="moby.conventions.csv",
    )
    data, said = over(folder)
    assert data.fields["date_fin"] == datetime.date(2030, 12, 31)
    assert data.fields["titre"] == "Titre"
    assert data.fields["date_signature"] == load(MOBY).fields["date_signature"]
    assert said[0].startswith("moby.conventions : colonnes absentes : operateur_siret, membre_siret")


def test_a_convention_that_nothing_describes_is_more_often_a_slip(folder):
    write(folder, HEAD, f"{MOBY},1,Acompte,0.3,2022-10-15", "moby/ile-et-vilaine,1,Acompte,0.3,2022-10-15")
    assert refusals(lambda: over(folder)) == [
        ("moby.acomptes:3", "ligne 3 : convention absente du modèle : « moby/ile-et-vilaine »")
    ]


def test_a_convention_that_the_files_describe_is_new(folder):
    (data,) = read_tables(folder).over([]).conventions
    assert data.records("acomptes") == load(MOBY).records("acomptes")
    assert data.fields == load(MOBY).fields


def test_one_convention_of_the_files_alone(folder):
    write(folder, HEAD, f"{MOBY},1,Acompte,0.3,2022-10-15", "moby/autre,1,Avance,0.5,2022-10-15")
    assert instalments(read_tables(folder).new("moby/autre")) == [(1, "Avance", 0.5)]
    assert read_tables(folder).conventions("moby") == ["moby/autre", MOBY]
