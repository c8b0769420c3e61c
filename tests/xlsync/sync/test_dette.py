"""Dates and options of the loans go both ways, and the definitive table with them."""

from __future__ import annotations

from datetime import date

from tests.xlsync.sync.desks import INTRACTING
from xlsync.sync import pull, push, status

TYPED = {
    ("calendrier", "versement=1", "date_valeur"): date(2024, 12, 13),
    ("calendrier", "versement=1", "premiere_echeance"): date(2025, 12, 13),
    ("champs", "", "annee_dette"): 2025,
    ("champs", "", "borne_icne"): "incluse",
    ("champs", "", "premiere_periode"): "échéance maintenue",
}


def test_what_is_typed_is_taken_then_nothing_differs(desk):
    for place, value in TYPED.items():
        desk.type_in(INTRACTING, place, value)
    found = status(desk.path(INTRACTING), desk.store)
    assert {(one.table, one.key, one.column) for one in found.workbook_changes} == set(TYPED)
    assert not found.overrides
    assert not found.problems
    assert pull(desk.path(INTRACTING), desk.store, author="Agent").clean
    assert {place: desk.value(INTRACTING, place) for place in TYPED} == TYPED
    assert status(desk.path(INTRACTING), desk.store).clean


def test_a_date_of_the_model_fills_the_definitive_table(desk):
    """158 419,88 after the first payment of tranche 1; 17 days later 158 419,88 × 2 % × 17/360 = 149,618…"""
    desk.set(INTRACTING, ("calendrier", "1", "date_valeur"), "13/12/2024")
    desk.set(INTRACTING, ("champs", "", "annee_dette"), 2025)
    assert push(desk.path(INTRACTING), desk.store).clean
    held = desk.annex(INTRACTING)
    assert held.value("definitif", "versement=1;annee=2026", "crd") == 158419.88
    assert held.value("dette", "versement=1", "icne") == 149.62
    assert held.errors() == []
    assert status(desk.path(INTRACTING), desk.store).clean


def test_a_computed_amount_typed_over_is_seen(desk):
    desk.type_in(INTRACTING, ("dette", "versement=1", "icne"), 150.0)
    desk.type_in(INTRACTING, ("definitif.fiche", "versement=1", "icne"), 150.0)
    found = status(desk.path(INTRACTING), desk.store)
    assert len(found.overrides) == 2
