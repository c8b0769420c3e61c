"""Both sides change one cell: nothing is lost, someone chooses, the next synchronisation applies it."""

from __future__ import annotations

import zipfile

import pytest

from tests.xlsync.sync.desks import INTRACTING, MIXEUR, Desk
from xlsync.sync import pull, push, status, synchronise
from xlsync.workbook import Workbook

PLACE = ("versements", "versement=1", "montant")


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
        "170 000", "175 000", "180 000",
    ]  # fmt: skip


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
    assert f'<hyperlink ref="A2" location="\'{name}\'!{cell}"' in text
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


def test_a_choice_on_contents_that_changed_since_is_not_applied(disputed):
    path = disputed.path(INTRACTING)
    synchronise(path, disputed.store)
    disputed.choose(INTRACTING, PLACE, "classeur")
    disputed.set(INTRACTING, PLACE, 190000, author="Autre")
    done = synchronise(path, disputed.store)
    assert any("190\xa0000" in notice.fr for notice in done.notices)
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
    assert any("plus de conflit" in notice.fr for notice in done.notices)
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
    from tests.xlsync.sync.desks import type_in

    type_in(second, place, 6)
    found = synchronise(second, desk.store, author="Deuxième commune")
    (conflict,) = found.conflicts
    assert (conflict.base, conflict.workbook, conflict.model) == (None, "6", "4")
    assert conflict.author == "Première commune"
    assert [one.model for one in found.model_changes] == ["33000"]


def test_proposals_of_a_member(desk):
    """The status belongs to the operator, the inhabitants to the member."""
    desk.type_in(MIXEUR, ("contributions", "annee=2025", "statut"), "collectivite")
    desk.type_in(MIXEUR, ("contributions", "annee=2025", "habitants"), 33000)
    path = desk.path(MIXEUR)
    done = pull(path, desk.store, sender="member", author="Membre")
    (proposal,) = done.proposals
    assert (proposal.column, proposal.workbook, proposal.model) == ("statut", "collectivite", "structure")
    assert not done.clean
    assert desk.value(MIXEUR, ("contributions", "annee=2025", "habitants")) == 33000
    assert desk.value(MIXEUR, ("contributions", "annee=2025", "statut")) == "structure"
    assert pull(path, desk.store, sender="member", accept=True).clean
    assert desk.value(MIXEUR, ("contributions", "annee=2025", "statut")) == "collectivite"
