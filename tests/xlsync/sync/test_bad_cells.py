"""One bad cell ends no command: the others are compared, taken, written, checked and explained."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.xlsync.cli.running import Outcome, xlsync
from tests.xlsync.sync.desks import INTRACTING, MIXEUR, MOBY, Desk, type_in
from xlsync.sync import push, status, synchronise
from xlsync.workbook import ErrorValue, Workbook

FORMULAS = ["DATE(20024,6,30)", "SUMIFS(A1)", "1E400", "A1:XFC1048575", "((((1", "INCONNUE(1)", "ROW(1,"]


def write_note(path: Path, formula: str) -> None:
    """A formula of their own in a free cell."""
    book = Workbook.open(path)
    book.sheet("Convention").set_formula("F16", formula, 0)
    book.save(path)


def command(desk: Desk, *arguments: object) -> Outcome:
    done = xlsync(*arguments, "--store", desk.folder / "model.db", folder=desk.folder)
    assert "Traceback" not in done.err
    return done


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_note_that_has_no_value(desk: Desk, formula: str) -> None:
    path = desk.path(MOBY)
    write_note(path, formula)
    place = next(where for where in desk.annex(MOBY).cells if where[2] == "prix_unitaire_ht")
    desk.set(MOBY, place, 4371.15)
    assert push(path, desk.store).clean
    assert desk.held(MOBY, place) == 4371.15
    assert Workbook.open(path).cell("Convention!F16").formula == formula
    assert synchronise(path, desk.store).clean
    assert status(path, desk.store).clean
    assert command(desk, "check", path).code in (0, 1)
    assert "Annexe 4 Acomptes!G6" in command(desk, "explain", path, "Annexe 4 Acomptes!G6").out
    assert "Convention!F16" in command(desk, "explain", path, "Convention!F16").out
    assert command(desk, "recalc", "--write", path).code in (0, 1)


def test_the_error_of_the_cell_is_written(desk: Desk) -> None:
    path = desk.path(MOBY)
    write_note(path, "DATE(20024,6,30)")
    assert command(desk, "recalc", "--write", path).code == 0
    assert Workbook.open(path).cell("Convention!F16").value == ErrorValue("#NUM!")


def test_a_year_beyond_the_calendar(desk: Desk) -> None:
    """Its formulas have no value; the annexes beside it are computed."""
    path = desk.path(MIXEUR)
    column = next(where for where in desk.annex(MIXEUR).cells if where[2] == "annee")
    type_in(path, column, 20255)
    both = [path, desk.path(INTRACTING)]
    done = command(desk, "recalc", *both, "--json")
    assert [one["file"] for one in done.document["files"]] == [str(one) for one in both]
    assert done.document["errors"] == []
    for name in ("status", "check", "pull", "sync"):
        assert command(desk, name, *both).code in (0, 1)
