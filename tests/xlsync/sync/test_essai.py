"""The kind of tests goes round: composite keys, keys of digits, rows made of two dates and of a product."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kinds import EXEMPLE
from tests.xlsync.sync.desks import Desk
from xlsync.annexbook.checking import check
from xlsync.build import build
from xlsync.store import Store
from xlsync.sync import pull, push, status, synchronise

METER, OTHER = "01234567890123", "23456789012345"
JANUARY = f"numero={METER};mois=1"


@pytest.fixture
def desk(essai: str, tmp_path: Path) -> Desk:
    """A store with the convention of tests, and its workbook."""
    build([EXEMPLE], tmp_path, str(tmp_path / "model.db"))
    return Desk(tmp_path, Store.open(tmp_path / "model.db"))


def keys(desk: Desk, table: str) -> list[str]:
    """The keys of the records of a table in the workbook, in order."""
    first = desk.annex(EXEMPLE).places.tables[table].table.columns[-1].name
    return [key for held, key, column in desk.annex(EXEMPLE).cells if (held, column) == (table, first)]


def test_as_built_it_has_nothing_to_say(desk, monkeypatch):
    path = desk.path(EXEMPLE)
    before = path.read_bytes()
    assert check([path]) == []
    for untouched in (True, False):
        if not untouched:
            monkeypatch.setattr("xlsync.sync.syncing.is_untouched", lambda *_, **__: False)
        for command in (status, pull, push, synchronise):
            found = command(path, desk.store)
            assert found.clean
            assert not found.notices
            assert not found.written
    assert path.read_bytes() == before


def test_a_composite_key_of_digits_goes_both_ways(desk):
    desk.type_in(EXEMPLE, ("releves", JANUARY, "kwh"), 1250.5)
    assert pull(desk.path(EXEMPLE), desk.store).clean
    assert desk.value(EXEMPLE, ("releves", JANUARY, "kwh")) == 1250.5
    desk.set(EXEMPLE, ("releves", f"numero={OTHER};mois=1", "kwh"), 310)
    assert push(desk.path(EXEMPLE), desk.store).clean
    assert desk.held(EXEMPLE, ("releves", f"numero={OTHER};mois=1", "kwh")) == 310
    assert desk.held(EXEMPLE, ("releves", f"numero={OTHER};mois=1", "montant")) == 62  # 310 kWh at 0.20
    assert status(desk.path(EXEMPLE), desk.store).clean


@pytest.mark.parametrize("place", [("compteurs", f"numero={OTHER}", "numero"),
                                   ("releves", f"numero={OTHER};mois=1", "numero")])  # fmt: skip
def test_a_key_of_digits_typed_as_a_number_is_the_same_key(desk, place):
    address = desk.type_in(EXEMPLE, place, float(OTHER))
    path = desk.path(EXEMPLE)
    assert check([path]) == []
    found = status(path, desk.store)
    assert not found.problems
    assert not found.workbook_changes
    assert any(address in notice.text.fr for notice in found.notices)
    assert push(path, desk.store).clean
    assert desk.annex(EXEMPLE).book.cell(address).value == OTHER


@pytest.mark.parametrize("typed", [1234567890123.0, 1.2345678901234e15, "1234", "01234567890123 "])
def test_a_key_that_is_not_of_its_pattern_is_said_and_loses_nothing(desk, typed):
    """A number that lost its leading zero is not guessed: another meter may have it."""
    address = desk.type_in(EXEMPLE, ("compteurs", f"numero={METER}", "numero"), typed)
    path = desk.path(EXEMPLE)
    assert address in [problem.where for problem in check([path])]
    found = synchronise(path, desk.store)
    assert address in [problem.where for problem in found.problems]
    assert desk.value(EXEMPLE, ("compteurs", f"numero={METER}", "lieu")) == "École"


def test_a_text_that_is_not_of_its_pattern_is_said_with_what_is_expected(desk):
    place = ("conventions", "", "membre_siret")
    address = desk.type_in(EXEMPLE, place, "2000416140025")
    (problem,) = check([desk.path(EXEMPLE)])
    assert problem.where == address
    assert "9 chiffres (SIREN) ou 14 (SIRET) attendu" in problem.what.fr
    pull(desk.path(EXEMPLE), desk.store)
    assert desk.value(EXEMPLE, place) == "20004161400252"


def test_a_day_off_is_taken_and_said(desk):
    """1 December 2024 is a Sunday: serial 45627 (ECMA-376, 18.17.4.1)."""
    place = ("compteurs", f"numero={METER}", "mise_en_service")
    address = desk.type_in(EXEMPLE, place, 45627)
    (problem,) = check([desk.path(EXEMPLE)])
    assert (problem.where, problem.source) == (address, "Article 4")
    assert "01/12/2024, jour non ouvré" in problem.what.fr
    assert "29/11/2024" in problem.fix.fr
    pull(desk.path(EXEMPLE), desk.store)
    assert desk.value(EXEMPLE, place).isoformat() == "2024-12-01"


def test_rows_follow_the_dates_and_the_numbers_that_they_are_made_of(desk):
    """One year more, one rank more: 4 years, 3 ranks, 2 meters."""
    desk.type_in(EXEMPLE, ("conventions", "", "date_fin"), 46568)  # 30/06/2027
    desk.type_in(EXEMPLE, ("champs", "", "dernier_rang"), 3)
    assert synchronise(desk.path(EXEMPLE), desk.store).clean
    years = [2024, 2025, 2026, 2027]
    assert keys(desk, "annees") == [f"annee={year}" for year in years]
    assert keys(desk, "rangs") == [f"rang={rank}" for rank in (1, 2, 3, 4)]
    assert keys(desk, "echeancier") == [f"annee={year};rang={rank}" for year in years for rank in (1, 2, 3)]
    assert keys(desk, "previsions") == [
        f"numero={one};annee={year}" for one in (METER, OTHER) for year in years
    ]
    assert desk.held(EXEMPLE, ("echeancier", "annee=2025;rang=2", "montant")) == 2500
    assert desk.held(EXEMPLE, ("echeancier", "annee=2026;rang=2", "cumul")) == 13500
    assert check([desk.path(EXEMPLE)]) == []
    assert status(desk.path(EXEMPLE), desk.store).clean


def test_a_record_more_makes_its_rows_everywhere(desk):
    third = "34567890123456"
    data = desk.store.convention(EXEMPLE).add_row("compteurs", {"numero": third, "lieu": "Gymnase"})
    desk.commit(desk.store.read().put(data))
    assert push(desk.path(EXEMPLE), desk.store).clean
    assert keys(desk, "suivi") == [f"numero={one}" for one in (METER, OTHER, third)]
    assert keys(desk, "previsions")[-3:] == [f"numero={third};annee={year}" for year in (2024, 2025, 2026)]
    desk.type_in(EXEMPLE, ("previsions", f"numero={third};annee=2025", "kwh"), 5000)
    assert pull(desk.path(EXEMPLE), desk.store).clean
    assert desk.value(EXEMPLE, ("previsions", f"numero={third};annee=2025", "kwh")) == 5000


def test_an_invariant_names_its_row_and_its_cell(desk):
    address = desk.type_in(EXEMPLE, ("compteurs", f"numero={METER}", "puissance"), 42)
    desk.type_in(EXEMPLE, ("compteurs", f"numero={OTHER}", "puissance"), 42)  # lighting: no cap
    (problem,) = check([desk.path(EXEMPLE)])
    assert problem.where == address
    assert f"({METER})" in problem.what.fr
    assert "42 > 36" in problem.what.fr
    assert problem.source == "Article 4"
