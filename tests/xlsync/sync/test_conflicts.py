"""Both sides change one cell: nothing is lost, someone chooses, the next synchronisation applies it."""

from __future__ import annotations

import datetime
import zipfile

import pytest

from tests.xlsync.sync.desks import INTRACTING, MIXEUR, Desk, type_in
from tests.xlsync.sync.mail.office import Job, do
from xlsync.annexbook.checking import check
from xlsync.annexbook.conflict_sheet import ConflictTable
from xlsync.annexbook.hidden import CHANGED, CONFLICT_HEADER, CONFLICT_SHEET, DELETED_HERE
from xlsync.errors import UnsupportedWorkbook, sentence
from xlsync.sync import pull, push, status, synchronise
from xlsync.workbook import Workbook
from xlsync.workbook.resize_rows import resize_rows

PLACE = ("versements", "versement=1", "montant")
OTHER = ("versements", "versement=1", "taux")


@pytest.fixture
def disputed(desk: Desk) -> Desk:
    """A payment that the workbook makes 175 000 and the model 180 000; it was 170 000."""
    assert desk.value(INTRACTING, PLACE) == 170000
    desk.type_in(INTRACTING, PLACE, 175000)
    desk.set(INTRACTING, PLACE, 180000, author="Service des finances")
    return desk


def held(desk: Desk) -> tuple[float, float]:
    """What the workbook holds, then the model."""
    return desk.held(INTRACTING, PLACE), desk.value(INTRACTING, PLACE)


def test_a_conflict_loses_nothing_and_is_listed(disputed):
    path = disputed.path(INTRACTING)
    found = status(path, disputed.store)
    (conflict,) = found.conflicts
    assert (conflict.base, conflict.workbook, conflict.model) == ("170000", "175000", "180000")
    assert conflict.author == "Service des finances"
    for command in (pull, push, synchronise):
        done = command(path, disputed.store)
        assert not done.clean
        assert done.conflicts
        assert held(disputed) == (175000, 180000)
    (line,) = disputed.lines(INTRACTING)
    assert line.place == PLACE
    assert line.cell == conflict.cell
    assert line.author == "Service des finances"
    assert [text.replace("\xa0", " ") for text in (line.base, line.workbook, line.model)] == [
        "170 000 €", "175 000 €", "180 000 €",
    ]  # fmt: skip
    assert (line.situation, line.record, line.heading) == (CHANGED, "Versement 1", "Montant (€)")
    assert line.annex == (
        "Annexe 2-C – Tableau prévisionnel de versement(s) avec récapitulatif des caractéristiques de l’ARI"
    )


def test_the_line_links_to_the_cell_and_marks_it(disputed):
    """The conditional format of every sheet looks for the text of the column « Cellule »."""
    path = disputed.path(INTRACTING)
    synchronise(path, disputed.store)
    (line,) = disputed.lines(INTRACTING)
    book = Workbook.open(path)
    part = next(entry.part for entry in book.sheets if entry.name == "Conflits")
    with zipfile.ZipFile(path) as archive:
        text = archive.read(part).decode()
        sheet = archive.read(next(entry.part for entry in book.sheets if entry.name == "Annexe 2-C")).decode()
    name, _, cell = line.cell.partition("!")
    assert f'<hyperlink ref="A{CONFLICT_HEADER + 1}" location="\'{name}\'!{cell}"' in text
    assert "COUNTIF(Conflits!$A$2:$A$1000" in sheet


@pytest.mark.parametrize(
    ("choice", "result"),
    [("classeur", 175000), ("modèle", 180000), ("base", 170000), ("177 500,50", 177500.5), (160000, 160000)],
)
def test_each_choice_is_applied_at_the_next_synchronisation(disputed, choice, result):
    path = disputed.path(INTRACTING)
    synchronise(path, disputed.store)
    disputed.choose(INTRACTING, PLACE, choice)
    done = synchronise(path, disputed.store, author="Agent")
    assert done.clean, done
    assert held(disputed) == (result, result)
    assert disputed.lines(INTRACTING) == []
    before = path.read_bytes()
    assert synchronise(path, disputed.store).clean
    assert path.read_bytes() == before
    assert status(path, disputed.store).clean


def test_a_choice_made_in_libreoffice(disputed):
    path = disputed.path(INTRACTING)
    synchronise(path, disputed.store)
    disputed.choose(INTRACTING, PLACE, "Modele")
    disputed.save_in_libreoffice(INTRACTING)
    done = synchronise(path, disputed.store)
    assert done.clean, done.problems
    assert held(disputed) == (180000, 180000)


def test_a_choice_that_cannot_be_read_is_a_problem_and_stays(disputed):
    path = disputed.path(INTRACTING)
    synchronise(path, disputed.store)
    disputed.choose(INTRACTING, PLACE, "comme vous voulez")
    done = synchronise(path, disputed.store)
    assert any("comme vous voulez" in problem.what.fr for problem in done.problems)
    assert held(disputed) == (175000, 180000)
    assert disputed.lines(INTRACTING)[0].choice == "comme vous voulez"


def test_a_word_for_formulas_is_no_value_of_a_text(desk):
    """« rétablir » answers a formula replaced; in a column of texts it would be a text like another."""
    place = ("ape", "id=2", "batiment")
    desk.type_in(INTRACTING, place, "Groupe scolaire")
    desk.set(INTRACTING, place, "Ecole du centre")
    synchronise(desk.path(INTRACTING), desk.store)
    desk.choose(INTRACTING, place, "rétablir")
    done = synchronise(desk.path(INTRACTING), desk.store)
    assert any("ne convient pas" in problem.what.fr for problem in done.problems)
    assert desk.held(INTRACTING, place) == "Groupe scolaire"
    assert desk.value(INTRACTING, place) == "Ecole du centre"


def test_a_date_chosen_as_a_spreadsheet_holds_it(desk):
    """45 685 days after 30/12/1899 is 28/01/2025."""
    place = ("conventions", "", "date_effet")
    desk.type_in(INTRACTING, place, datetime.date(2025, 1, 15))
    desk.set(INTRACTING, place, datetime.date(2025, 2, 1))
    synchronise(desk.path(INTRACTING), desk.store)
    (line,) = desk.lines(INTRACTING)
    assert (line.workbook, line.model) == ("15/01/2025", "01/02/2025")
    desk.choose(INTRACTING, place, 45685)
    assert synchronise(desk.path(INTRACTING), desk.store).clean
    assert desk.value(INTRACTING, place) == datetime.date(2025, 1, 28)


def test_a_row_deleted_here_and_changed_there(desk):
    """The line says what would be lost, and by whom it was changed."""
    path = desk.path(INTRACTING)
    book = Workbook.open(path)
    resize_rows(book, "tblApe", 19)
    book.save(path)
    desk.set(INTRACTING, ("ape", "id=20", "elec_kwh"), 1234, author="Service technique")
    synchronise(path, desk.store)
    (line,) = desk.lines(INTRACTING)
    assert (line.situation, line.cell, line.author) == (DELETED_HERE, "", "Service technique")
    assert (line.base, line.workbook) == ("ligne présente", "ligne supprimée")
    assert line.model.startswith("ligne changée : Économies électricité kWh/an 6\xa0982 → 1\xa0234")
    desk.set(INTRACTING, ("ape", "id=20", "elec_kwh"), 4321)
    desk.choose(INTRACTING, line.place, "classeur")
    assert any("1\xa0234" not in notice.text.fr for notice in synchronise(path, desk.store).notices)
    desk.choose(INTRACTING, line.place, "modèle")
    assert synchronise(path, desk.store).clean
    assert desk.held(INTRACTING, ("ape", "id=20", "elec_kwh")) == 4321


@pytest.fixture
def two_lines(disputed: Desk) -> Desk:
    """Two conflicts of the same table, listed."""
    disputed.type_in(INTRACTING, OTHER, 0.0225)
    disputed.set(INTRACTING, OTHER, 0.03)
    synchronise(disputed.path(INTRACTING), disputed.store)
    assert [line.place for line in disputed.lines(INTRACTING)] == [PLACE, OTHER]
    return disputed


def test_a_sheet_sorted_and_moved_in_libreoffice_is_read_all_the_same(two_lines):
    """Rows sorted, a column and rows inserted, notes taken: each choice stays with its cell."""
    path = two_lines.path(INTRACTING)
    first, last = CONFLICT_HEADER + 1, CONFLICT_HEADER + 2
    two_lines.choose(INTRACTING, PLACE, "modèle")
    moved = path.with_name("trie.xlsx")
    steps = [
        ["sort", CONFLICT_SHEET, f"A{first}:N{last}", 0, True],
        ["insert_row", CONFLICT_SHEET, first],
        ["insert_column", CONFLICT_SHEET, 5],
        ["insert_row", CONFLICT_SHEET, 1],
        ["write", CONFLICT_SHEET, f"F{first + 1}", "note à côté"],
    ]
    do([Job(str(path), str(moved), steps)])
    moved.replace(path)
    lines = two_lines.lines(INTRACTING)
    assert [(line.place, line.choice) for line in lines] == [(OTHER, ""), (PLACE, "modèle")]
    done = synchronise(path, two_lines.store)
    assert [one.column for one in done.conflicts] == [OTHER[2]]
    assert held(two_lines) == (180000, 180000)
    (line,) = two_lines.lines(INTRACTING)
    assert line.place == OTHER
    table = ConflictTable(Workbook.open(path))
    assert table.columns["choice"] == 11
    assert table.sheet.cell((table.header + 1, 6)).value == "note à côté"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({(CONFLICT_HEADER, 10): "Mon choix"}, "l’en-tête «\xa0Choix\xa0» manque"),
        ({(CONFLICT_HEADER, 12): "Choix"}, "l’en-tête «\xa0Choix\xa0» figure plusieurs fois"),
        ({(CONFLICT_HEADER + 1, 1): "Annexe 2-C!B11"}, "ligne 8\xa0: ses textes ne sont plus ceux"),
        ({(CONFLICT_HEADER + 1, 8): "190 000 €"}, "ligne 8\xa0: ses textes ne sont plus ceux"),
        ({(CONFLICT_HEADER + 1, 14): "?"}, "ligne 8\xa0: son repère a été modifié"),
    ],
)
def test_a_sheet_that_could_be_misread_is_refused(disputed, change, said):
    path = disputed.path(INTRACTING)
    synchronise(path, disputed.store)
    book = Workbook.open(path)
    for where, text in change.items():
        book.sheet(CONFLICT_SHEET).set_value(where, text)
    book.save(path)
    before = path.read_bytes()
    for command in (status, pull, push, synchronise):
        with pytest.raises(UnsupportedWorkbook, match="Conflits") as refused:
            command(path, disputed.store)
        assert said in sentence(refused.value.text.fr, "").fr
    assert path.read_bytes() == before
    told = [problem for problem in check([path]) if problem.where.startswith(CONFLICT_SHEET)]
    assert [said in problem.what.fr for problem in told] == [True]


def test_a_line_copied_is_refused(disputed):
    path = disputed.path(INTRACTING)
    synchronise(path, disputed.store)
    book = Workbook.open(path)
    sheet = book.sheet(CONFLICT_SHEET)
    for at in range(1, 15):
        sheet.set_value((20, at), sheet.cell((CONFLICT_HEADER + 1, at)).value)
    book.save(path)
    with pytest.raises(UnsupportedWorkbook, match="répète la ligne 8"):
        status(path, disputed.store)


def test_a_choice_on_contents_that_changed_since_is_not_applied(disputed):
    path = disputed.path(INTRACTING)
    synchronise(path, disputed.store)
    disputed.choose(INTRACTING, PLACE, "classeur")
    disputed.set(INTRACTING, PLACE, 190000, author="Autre")
    done = synchronise(path, disputed.store)
    assert any("190\xa0000" in notice.text.fr for notice in done.notices)
    assert held(disputed) == (175000, 190000)
    (line,) = disputed.lines(INTRACTING)
    assert line.choice == ""
    assert line.author == "Autre"


def test_a_choice_that_is_no_longer_needed_is_said_and_goes(disputed):
    path = disputed.path(INTRACTING)
    synchronise(path, disputed.store)
    disputed.choose(INTRACTING, PLACE, "modèle")
    disputed.type_in(INTRACTING, PLACE, 180000)
    done = synchronise(path, disputed.store)
    assert done.clean
    assert any("plus de conflit" in notice.text.fr for notice in done.notices)
    assert disputed.lines(INTRACTING) == []


def test_a_pull_applies_the_choice_that_only_changes_the_model(disputed):
    path = disputed.path(INTRACTING)
    synchronise(path, disputed.store)
    disputed.choose(INTRACTING, PLACE, "classeur")
    assert pull(path, disputed.store).clean
    assert held(disputed) == (175000, 175000)
    assert disputed.lines(INTRACTING) == []


def test_lines_stay_where_they_are(desk):
    places = [("versements", f"versement={number}", "montant") for number in (3, 2, 1)]
    for rank, place in enumerate(places):
        desk.type_in(INTRACTING, place, 1000 + rank)
        desk.set(INTRACTING, place, 2000 + rank)
        synchronise(desk.path(INTRACTING), desk.store)
    assert [line.place for line in desk.lines(INTRACTING)] == places
    desk.choose(INTRACTING, places[1], "modèle")
    synchronise(desk.path(INTRACTING), desk.store)
    assert [line.place for line in desk.lines(INTRACTING)] == [places[0], places[2]]


def test_two_copies_returned_one_after_the_other(desk):
    """Each is merged against its own base; the conflict names who sent the first."""
    place = ("contributions", "annee=2025", "utilisateurs")
    second = desk.folder / "retour" / "mixeur-aunis-sud.xlsx"
    second.parent.mkdir()
    second.write_bytes(desk.path(MIXEUR).read_bytes())
    desk.type_in(MIXEUR, place, 4)
    desk.type_in(MIXEUR, ("contributions", "annee=2025", "habitants"), 33000)
    assert pull(desk.path(MIXEUR), desk.store, author="Première commune").clean
    type_in(second, place, 6)
    found = synchronise(second, desk.store, author="Deuxième commune")
    (conflict,) = found.conflicts
    assert (conflict.base, conflict.workbook, conflict.model) == (None, "6", "4")
    assert conflict.author == "Première commune"
    assert [one.model for one in found.model_changes] == ["33000"]


def test_proposals_of_a_member(desk):
    """The status belongs to the operator, the inhabitants to the member."""
    desk.type_in(MIXEUR, ("contributions", "annee=2025", "statut"), "structure")
    desk.type_in(MIXEUR, ("contributions", "annee=2025", "habitants"), 33000)
    path = desk.path(MIXEUR)
    done = pull(path, desk.store, sender="member", author="Membre")
    (proposal,) = done.proposals
    assert (proposal.column, proposal.workbook, proposal.model) == ("statut", "structure", "collectivite")
    assert not done.clean
    assert desk.value(MIXEUR, ("contributions", "annee=2025", "habitants")) == 33000
    assert desk.value(MIXEUR, ("contributions", "annee=2025", "statut")) == "collectivite"
    assert pull(path, desk.store, sender="member", accept=True).clean
    assert desk.value(MIXEUR, ("contributions", "annee=2025", "statut")) == "structure"
