"""Inputs in another form than their own, or that mean nothing."""

from __future__ import annotations

import datetime
import math

import pytest

from tests.kinds import essai_known
from tests.shared import need
from tests.xlsync.sync.desks import INTRACTING, MIXEUR, wrong_inputs
from xlsync.annexbook.inputs import read_input
from xlsync.annexes import kinds, schema
from xlsync.model import shapes
from xlsync.sync import pull, push, status, synchronise
from xlsync.workbook import ErrorValue, Workbook

DEROGATION = ("contributions", "annee=2025", "derogation")
RATE = ("versements", "versement=1", "taux")


@pytest.mark.parametrize(
    ("place", "typed", "text", "number"),
    [
        (("versements", "versement=1", "montant"), "1 045 373,50", "1045373.5", 1045373.5),
        (RATE, "3 %", "0.03", 0.03),
        (("champs", "", "date_limite_conditions"), "31/12/2026", "2026-12-31", 46387),
    ],
)
def test_a_number_typed_as_a_text_is_read_said_and_repaired_on_push(desk, place, typed, text, number):
    address = desk.type_in(INTRACTING, place, typed)
    path = desk.path(INTRACTING)
    found = status(path, desk.store)
    assert [one.workbook for one in found.workbook_changes] == [text]
    assert any(address in notice.text.fr for notice in found.notices)
    assert pull(path, desk.store).clean
    assert Workbook.open(path).cell(address).value == typed
    push(path, desk.store)
    assert Workbook.open(path).cell(address).value == number
    assert status(path, desk.store).clean


@pytest.mark.parametrize(
    ("place", "typed"),
    [
        (("contributions", "annee=2025", "statut"), "association"),
        (DEROGATION, "mille"),
        (DEROGATION, "1.500"),
        (DEROGATION, -5),
        (DEROGATION, ErrorValue("#N/A")),
        (DEROGATION, True),
        (("contributions", "annee=2025", "statut"), None),
    ],
)
def test_what_means_nothing_is_a_problem_never_taken_never_lost(desk, place, typed):
    address = desk.type_in(MIXEUR, place, typed)
    old = desk.value(MIXEUR, place)
    path = desk.path(MIXEUR)
    for command in (status, pull, push, synchronise):
        found = command(path, desk.store)
        assert wrong_inputs(desk.annex(MIXEUR), found.problems) == [address]
        assert not (found.workbook_changes)
        assert not (found.conflicts)
    assert Workbook.open(path).cell(address).value == typed
    assert desk.value(MIXEUR, place) == old


def test_the_model_does_not_write_over_what_means_nothing(desk):
    address = desk.type_in(MIXEUR, DEROGATION, "mille")
    desk.set(MIXEUR, DEROGATION, 1000)
    done = synchronise(desk.path(MIXEUR), desk.store)
    assert not done.clean
    assert Workbook.open(desk.path(MIXEUR)).cell(address).value == "mille"
    desk.type_in(MIXEUR, DEROGATION, 1750)
    assert synchronise(desk.path(MIXEUR), desk.store).clean
    assert desk.held(MIXEUR, DEROGATION) == 1000


def test_the_displayed_rounding_is_said_and_is_no_change(desk):
    """Annexe 2-C shows the rate in per cent with two decimals: 2.125 % shows 2.13 %."""
    desk.set(INTRACTING, RATE, 0.02125)
    push(desk.path(INTRACTING), desk.store)
    address = desk.type_in(INTRACTING, RATE, 0.0213)
    found = status(desk.path(INTRACTING), desk.store)
    assert found.clean
    assert any(address in notice.text.fr for notice in found.notices)
    assert pull(desk.path(INTRACTING), desk.store).committed is None
    assert push(desk.path(INTRACTING), desk.store).clean
    assert desk.held(INTRACTING, RATE) == desk.value(INTRACTING, RATE) == 0.02125


def type_formula(desk, place, formula, cached) -> str:
    cell = desk.annex(MIXEUR).cell(*place)
    book = Workbook.open(desk.path(MIXEUR))
    book.sheet(cell.sheet).set_formula((cell.row, cell.at), formula, cached)
    book.save(desk.path(MIXEUR))
    return cell.address


def test_an_input_typed_as_a_formula(desk):
    address = type_formula(desk, DEROGATION, "500+500", 1000)
    done = synchronise(desk.path(MIXEUR), desk.store)
    assert done.clean
    assert any(address in notice.text.fr for notice in done.notices)
    assert desk.value(MIXEUR, DEROGATION) == 1000
    assert desk.annex(MIXEUR).cell(*DEROGATION).formula == "500+500"
    desk.set(MIXEUR, DEROGATION, 1200)
    done = synchronise(desk.path(MIXEUR), desk.store)
    assert [problem.where for problem in done.problems] == [address]
    assert desk.annex(MIXEUR).cell(*DEROGATION).formula == "500+500"
    assert desk.value(MIXEUR, DEROGATION) == 1200


def test_an_input_formula_without_a_value_is_a_problem(desk):
    address = type_formula(desk, DEROGATION, "500+500", None)
    found = pull(desk.path(MIXEUR), desk.store)
    assert wrong_inputs(desk.annex(MIXEUR), found.problems) == [address]
    assert desk.value(MIXEUR, DEROGATION) == 1750


def test_a_formula_typed_in_libreoffice(desk):
    need("soffice")
    type_formula(desk, DEROGATION, "500+500", None)
    desk.save_in_libreoffice(MIXEUR)
    assert pull(desk.path(MIXEUR), desk.store).clean
    assert desk.value(MIXEUR, DEROGATION) == 1000


def test_dates_count_from_the_calendar_of_the_workbook():
    """Serial 45628 is 2024-12-02 from 1900, and 1462 days later from 1904 (ECMA-376, 18.17.4.1)."""
    column = schema("mixeur").fields["date_signature"]
    assert read_input(45628.0, column).text == "2024-12-02"
    assert read_input(45628.0, column, date1904=True).text == "2028-12-03"


with essai_known():
    DATE_COLUMNS = [
        pytest.param(column, id=f"{kind}-{table}-{column.name}")
        for kind in kinds()
        for table, found in shapes(kind).items()
        for column in found.columns
        if column.type == "date"
    ]


@pytest.mark.parametrize("column", DATE_COLUMNS)
def test_the_last_day_of_the_calendar_is_a_date(column):
    """Serial 2958465 is 31 December 9999, the last day that Excel shows."""
    assert read_input(2958465.0, column).text == "9999-12-31"
    assert read_input(2957003.0, column, date1904=True).text == "9999-12-31"
    assert read_input("31/12/9999", column).text == "9999-12-31"


@pytest.mark.parametrize("column", DATE_COLUMNS)
@pytest.mark.parametrize(
    "typed",
    [20251231.0, 2958466.0, -5.0, -0.5, 0.5, 60.0, 1e308, math.inf, math.nan, "12/05/1895", "20251231", True],
)
def test_what_is_no_date_is_said_with_the_name_of_its_column(column, typed):
    found = read_input(typed, column)
    assert found.text is None
    assert found.wrong is not None
    assert found.wrong.fr.startswith(column.name)
    assert found.wrong.en.startswith(column.name)


def test_a_text_that_a_spreadsheet_took_for_a_number():
    column = schema("mixeur").fields["membre_siret"]
    found = read_input(20004161400252.0, column)
    assert found.text == "20004161400252"
    assert found.repaired


@pytest.mark.parametrize("command", [status, pull, push, synchronise])
@pytest.mark.parametrize("typed", [20251231, -5, 60, 1e308, "12/05/1895", True])
def test_one_wrong_date_stops_nothing_else(desk, command, typed):
    """The fault of one cell: the other input of the annex is compared, and taken where the command takes."""
    address = desk.type_in(INTRACTING, ("conventions", "", "date_effet"), typed)
    desk.type_in(INTRACTING, RATE, 0.03)
    found = command(desk.path(INTRACTING), desk.store)
    assert wrong_inputs(desk.annex(INTRACTING), found.problems) == [address]
    assert "attend" in found.problems[0].what.fr
    taken = [(one.table, one.column, one.workbook) for one in found.workbook_changes]
    assert taken == [("versements", "taux", "0.03")] or command is push
    assert desk.value(INTRACTING, RATE) == (0.03 if command in (pull, synchronise) else 0.02)


def test_the_last_day_goes_to_the_model_and_back(desk):
    place = ("conventions", "", "date_effet")
    desk.type_in(INTRACTING, place, 2_958_465)
    assert pull(desk.path(INTRACTING), desk.store).clean
    assert desk.value(INTRACTING, place) == datetime.date(9999, 12, 31)
    push(desk.path(INTRACTING), desk.store)
    assert desk.held(INTRACTING, place) == datetime.date(9999, 12, 31)
    assert status(desk.path(INTRACTING), desk.store).clean
