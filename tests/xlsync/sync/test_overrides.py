"""A computed cell typed over: restored, or kept as a derogation with its reason."""

from __future__ import annotations

import pytest

from tests.xlsync.sync.desks import MIXEUR, MOBY, Desk
from xlsync.annexbook.hidden import GRANTED, TYPED_OVER
from xlsync.build import build
from xlsync.model import OVERRIDES
from xlsync.sync import pull, push, status, synchronise
from xlsync.workbook import ErrorValue, Workbook

PLACE = ("contributions", "annee=2025", "montant")
KEY = {"table": "contributions", "cle": "annee=2025", "colonne": "montant"}


@pytest.fixture
def overridden(desk: Desk) -> Desk:
    """A contribution of 900 € typed over its formula."""
    desk.type_in(MIXEUR, PLACE, 900)
    return desk


def formula(desk: Desk) -> str | None:
    return desk.annex(MIXEUR).cell(*PLACE).formula


def test_it_is_reported_with_its_formula_and_never_taken(overridden):
    found = status(overridden.path(MIXEUR), overridden.store)
    (one,) = found.overrides
    assert (one.cell, one.value) == (overridden.annex(MIXEUR).cell(*PLACE).address, 900)
    assert "MIXEUR" in one.formula
    assert one.formula.startswith("=")
    assert not (found.workbook_changes)
    assert not (found.conflicts)
    assert not (found.clean)
    assert found.as_json()["overrides"] == [{"cell": one.cell, "formula": one.formula, "value": 900}]
    done = synchronise(overridden.path(MIXEUR), overridden.store)
    assert done.overrides
    assert done.committed is None
    assert formula(overridden) is None
    (line,) = overridden.lines(MIXEUR)
    assert (line.place, line.workbook) == (PLACE, "900,00\xa0€")
    assert (line.situation, line.base) == (TYPED_OVER, "formule de l’annexe")
    assert "MIXEUR.CONTRIBUTION([Statut retenu]" in line.formula


def test_restored(overridden):
    before = formula_of_the_template(overridden)
    synchronise(overridden.path(MIXEUR), overridden.store)
    overridden.choose(MIXEUR, PLACE, "rétablir")
    assert pull(overridden.path(MIXEUR), overridden.store).overrides
    done = synchronise(overridden.path(MIXEUR), overridden.store)
    assert done.clean
    assert formula(overridden) == before
    assert overridden.held(MIXEUR, PLACE) != 900
    assert overridden.lines(MIXEUR) == []
    assert status(overridden.path(MIXEUR), overridden.store).clean


def formula_of_the_template(desk: Desk) -> str | None:
    book = Workbook.open(desk.path(MIXEUR))
    cell = desk.annex(MIXEUR).cell(*PLACE)
    declared = book.find_table("tblContributions").columns
    return declared[cell.at - book.find_table("tblContributions").ref.first_column].formula


def grant(desk: Desk) -> None:
    synchronise(desk.path(MIXEUR), desk.store)
    desk.choose(MIXEUR, PLACE, "déroger", "Geste commercial", "Annexe 2")
    done = synchronise(desk.path(MIXEUR), desk.store, author="Opérateur")
    assert done.clean, done


def test_a_derogation_is_kept_by_the_model_and_no_longer_reported(overridden):
    grant(overridden)
    (record,) = overridden.store.read().convention(MIXEUR).records(OVERRIDES)
    assert record == {**KEY, "valeur": "900", "motif": "Geste commercial", "article": "Annexe 2"}
    assert status(overridden.path(MIXEUR), overridden.store).clean
    (line,) = overridden.lines(MIXEUR)
    assert (line.situation, line.choice, line.reason) == (GRANTED, "déroger", "Geste commercial")
    assert synchronise(overridden.path(MIXEUR), overridden.store).clean


def test_build_and_push_keep_the_value_and_mark_it(overridden):
    original = overridden.copy("avant")
    grant(overridden)
    folder = overridden.folder / "refait"
    build([MIXEUR], folder, str(overridden.folder / "model.db"))
    rebuilt = Desk(folder, overridden.store)
    assert rebuilt.held(MIXEUR, PLACE) == 900
    assert formula(rebuilt) is None
    assert [line.place for line in rebuilt.lines(MIXEUR)] == [PLACE]
    assert status(rebuilt.path(MIXEUR), overridden.store).clean
    build([MIXEUR], folder, str(overridden.folder / "model.db"))
    older = overridden.folder.parent / "avant" / overridden.path(MIXEUR).name
    original.type_in(MIXEUR, ("contributions", "annee=2025", "habitants"), 33000)
    done = synchronise(older, overridden.store)
    assert done.clean
    assert Desk(older.parent, overridden.store).held(MIXEUR, PLACE) == 900


def test_a_derogation_withdrawn_in_the_model_gives_the_formula_back(overridden):
    grant(overridden)
    overridden.commit(overridden.store.read().delete_row(MIXEUR, OVERRIDES, KEY))
    assert push(overridden.path(MIXEUR), overridden.store).clean
    assert formula(overridden) is not None
    assert overridden.lines(MIXEUR) == []


def test_a_derogation_ended_in_the_sheet(overridden):
    grant(overridden)
    overridden.choose(MIXEUR, PLACE, "rétablir")
    done = synchronise(overridden.path(MIXEUR), overridden.store)
    assert done.clean
    assert formula(overridden) is not None
    assert overridden.store.read().convention(MIXEUR).records(OVERRIDES) == []


def test_a_word_for_inputs_does_not_settle_a_formula(overridden):
    synchronise(overridden.path(MIXEUR), overridden.store)
    overridden.choose(MIXEUR, PLACE, "classeur")
    done = synchronise(overridden.path(MIXEUR), overridden.store)
    assert any("rétablir, déroger" in problem.what.fr for problem in done.problems)
    assert done.overrides


def test_a_derogation_needs_a_reason(overridden):
    synchronise(overridden.path(MIXEUR), overridden.store)
    overridden.choose(MIXEUR, PLACE, "déroger")
    done = synchronise(overridden.path(MIXEUR), overridden.store)
    assert any("sans motif" in problem.what.fr for problem in done.problems)
    assert done.overrides
    assert overridden.store.read().convention(MIXEUR).records(OVERRIDES) == []


def test_totals_and_fields_may_be_typed_over_too(desk):
    for place in (("acomptes.total", "", "ttc"), ("champs", "", "total_tva")):
        desk.type_in(MOBY, place, 1)
    found = status(desk.path(MOBY), desk.store)
    assert {(one.table, one.key, one.column) for one in found.overrides} == {
        ("acomptes.total", "", "ttc"), ("champs", "", "total_tva"),
    }  # fmt: skip
    synchronise(desk.path(MOBY), desk.store)
    for line in desk.lines(MOBY):
        desk.choose(MOBY, line.place, "rétablir")
    assert synchronise(desk.path(MOBY), desk.store).clean
    assert desk.annex(MOBY).cell("acomptes.total", "", "ttc").formula


def test_a_cell_that_was_not_computed_is_no_change(desk):
    """`#NAME?` is what a spreadsheet without our functions leaves."""
    book = Workbook.open(desk.path(MIXEUR))
    cell = desk.annex(MIXEUR).cell(*PLACE)
    book.sheet(cell.sheet).set_cached((cell.row, cell.at), ErrorValue("#NAME?"))
    book.save(desk.path(MIXEUR))
    assert status(desk.path(MIXEUR), desk.store).clean
    desk.type_in(MIXEUR, PLACE, ErrorValue("#NAME?"))
    assert status(desk.path(MIXEUR), desk.store).clean
