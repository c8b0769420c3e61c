"""A value kept in the place of a formula is explained; so is a published figure that an input changed."""

from __future__ import annotations

from tests.xlsync.cli.running import xlsync
from tests.xlsync.sync.desks import INTRACTING, MIXEUR
from xlsync.sync import synchronise

PLACE = ("contributions", "annee=2025", "montant")


def test_explain_gives_the_reason_of_a_derogation_and_what_the_formula_would_give(desk):
    """875,00 is what Annexe 2 of the Aunis Sud agreement comes to: 1 750 for six twelfths."""
    address = desk.type_in(MIXEUR, PLACE, 900)
    synchronise(desk.path(MIXEUR), desk.store)
    open_one = xlsync("explain", desk.path(MIXEUR), address, "--json", folder=desk.folder).document
    assert (open_one["replaced"]["granted"], open_one["replaced"]["would_give"]) == (False, 875)
    assert [one["where"] for one in open_one["problems"]] == [address]
    desk.choose(MIXEUR, PLACE, "déroger", "Geste commercial", "Annexe 2")
    assert synchronise(desk.path(MIXEUR), desk.store).clean
    kept = xlsync("explain", desk.path(MIXEUR), address, "--json", folder=desk.folder).document
    assert kept["value"] == 900
    assert kept["problems"] == []
    assert {name: kept["replaced"][name] for name in ("granted", "reason", "article", "would_give")} == {
        "granted": True, "reason": "Geste commercial", "article": "Annexe 2", "would_give": 875,
    }  # fmt: skip


def test_a_figure_that_an_input_changed_says_which_input(desk):
    """Annexe 1 prints 6 370 kWh for the first action; the figures that do not read it stay as they were."""
    store = ("--store", desk.folder / "model.db", "--json")
    before = xlsync("build", INTRACTING, "--out", desk.folder, *store, folder=desk.folder).document
    known = {one["cell"] for one in before["workbooks"][0]["published"]["different"]}
    desk.set(INTRACTING, ("ape", "id=1", "elec_kwh"), 7000)
    done = xlsync("build", INTRACTING, "--out", desk.folder, *store, folder=desk.folder)
    assert done.code == 0
    different = done.document["workbooks"][0]["published"]["different"]
    since = [one for one in different if one["explained"].startswith("changé depuis le document")]
    assert since
    assert all("6 370 → 7 000" in one["explained"].replace("\u00a0", " ") for one in since)
    assert {one["cell"] for one in different} - {one["cell"] for one in since} <= known
