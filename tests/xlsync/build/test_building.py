"""`build` on a new store: five workbooks, compared with what the documents print."""

from __future__ import annotations

import pytest

from tests.xlsync.build.opened import Annex, changed_parts
from tests.xlsync.store.whole import commit_data
from xlsync.annexbook.checking import check
from xlsync.annexbook.templates import template_path
from xlsync.build import build, file_name
from xlsync.build.building import shipped_model
from xlsync.conventions import shipped
from xlsync.errors import UnknownConvention
from xlsync.model import load, published
from xlsync.recalc import compare, evaluate
from xlsync.store import Store

DIFFERENCES = {
    ("ape", "id=2", "tot_kwh"): (3569, 3570),
    ("ape.total", "", "cout_keur_ht"): (1045.4, 1045.5),
    ("ape.total", "", "tot_kwh"): (335621, 335622),
}
"""The three figures of Annexe 1 that its own printed lines do not give: APE 2, total cost, total kWh."""


def test_five_workbooks_and_a_store(fresh):
    assert [built.convention for built in fresh.report.workbooks] == sorted(shipped())
    assert fresh.report.refused == []
    assert fresh.report.clean
    assert all(built.path.name == file_name(built.convention) for built in fresh.report.workbooks)
    store = Store.open(fresh.store)
    assert store.read().equals(shipped_model())
    revisions = {annex.book.custom_properties["xlsync_revision"] for annex in fresh.annexes.values()}
    assert revisions == {store.head().id}
    assert {annex.book.custom_properties["xlsync_store"] for annex in fresh.annexes.values()} == {store.id}


def test_figures_are_compared_and_three_differ_as_documented(fresh):
    comparisons = {built.convention: built.comparison for built in fresh.report.workbooks}
    assert sum(comparison.compared for comparison in comparisons.values()) >= 270
    assert all(comparison.missing == () for comparison in comparisons.values())
    annex = fresh.annexes["intracting/noyarey"]
    expected = {annex.cell(*place).address: figures for place, figures in DIFFERENCES.items()}
    different = {
        convention: {one.cell: (one.published, one.computed) for one in comparison.different}
        for convention, comparison in comparisons.items()
        if comparison.different
    }
    assert different == {"intracting/noyarey": expected}
    assert all(one.explained for comparison in comparisons.values() for one in comparison.different)


def test_inputs_are_never_counted_as_compared(fresh):
    for built in fresh.report.workbooks:
        annex = fresh.annexes[built.convention]
        compared = 0
        for figure in published(built.convention):
            key = ";".join(f"{name}={value}" for name, value in figure.key.items())
            assert annex.cell(figure.table, key, figure.column).formula is not None
            compared += 1
        assert built.comparison.compared == compared


def test_cached_values_are_fresh_and_check_finds_nothing(fresh):
    for built in fresh.report.workbooks:
        annex = fresh.annexes[built.convention]
        evaluation = evaluate(annex.book)
        assert compare(annex.book, evaluation) == []
        assert evaluation.formulas == built.formulas
        assert annex.errors() == []
        assert not annex.book.full_calculation
    assert check([built.path for built in fresh.report.workbooks]) == []


def test_every_input_of_the_model_is_in_its_cell(fresh):
    for convention, annex in fresh.annexes.items():
        data = load(convention)
        for name, value in data.fields.items():
            table = "conventions" if ("conventions", "", name) in annex.cells else "champs"
            assert annex.value(table, "", name) == value, name
        for table in data.schema.tables:
            if table.rows.source != "input":
                continue
            records = data.records(table.name)
            for column in table.inputs:
                typed = [record[column.name] for record in records]
                assert annex.column(table.name, column.name) == typed, (table.name, column.name)


def test_a_build_writes_only_what_it_stamps(fresh):
    """Styles, theme, drawings, content types stay as the person who drew the template left them."""
    for convention, annex in fresh.annexes.items():
        template = template_path(convention.split("/")[0]).read_bytes()
        allowed = ("xl/worksheets/sheet", "docProps/custom.xml", "xl/workbook.xml")
        for part in changed_parts(template, annex.content):
            assert part.startswith(allowed), (convention, part)


def test_a_rebuild_changes_nothing(fresh, tmp_path):
    before = {built.path: built.path.read_bytes() for built in fresh.report.workbooks}
    out = next(iter(before)).parent
    report = build(None, out, fresh.store)
    assert report.clean
    assert {path: path.read_bytes() for path in before} == before


def test_after_another_revision_only_the_stamp_changes(fresh, tmp_path):
    """An edit of one convention leaves the others as they were, but for the revision that they tell."""
    place = tmp_path / "model.db"
    store = Store.create(place, shipped_model(), author="essai", origin="essai", message="premier")
    first = build(["mixeur/aunis-sud"], tmp_path / "avant", str(place)).workbooks[0].path.read_bytes()
    commit_data(store, store.convention("moby/ille-et-vilaine").set("champs", "", "numero_devis", "DEC2"))
    second = build(["mixeur/aunis-sud"], tmp_path / "apres", str(place)).workbooks[0].path.read_bytes()
    assert changed_parts(first, second) == {"docProps/custom.xml", "xl/worksheets/sheet1.xml"}
    old, new = Annex(first, "mixeur"), Annex(second, "mixeur")
    assert old.book.sheets[0].name == "Lisez-moi"
    changed = {
        at
        for at, cell in new.book.sheet("Lisez-moi").cells.items()
        if cell.value != old.book.sheet("Lisez-moi").cells[at].value
    }
    assert {new.book.sheet("Lisez-moi").cells[at].value for at in changed} == {store.head().id}
    before, after = old.book.custom_properties, new.book.custom_properties
    assert {name for name in after if after[name] != before[name]} == {
        "xlsync_revision", "xlsync_base", "xlsync_seal", "xlsync_contents",
    }  # fmt: skip


def test_only_the_conventions_asked_for(fresh, tmp_path):
    report = build(["moby/ille-et-vilaine"], tmp_path / "out", fresh.store)
    assert [path.name for path in (tmp_path / "out").glob("[!.]*")] == ["moby-ille-et-vilaine.xlsx"]
    assert report.workbooks[0].comparison.compared == 38


def test_an_unknown_convention_writes_nothing(fresh, tmp_path):
    with pytest.raises(UnknownConvention, match="aunis-nord"):
        build(["mixeur/aunis-sud", "mixeur/aunis-nord"], tmp_path / "out", fresh.store)
    assert not (tmp_path / "out").exists()


def test_an_unknown_convention_makes_no_store(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnknownConvention):
        build(["mixeur/aunis-nord"], tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_figures_of_other_inputs_are_differences_that_nothing_explains(tmp_path):
    """The quote printed 4 units at 4 370 €; the model now says 5."""
    place = tmp_path / "model.db"
    model = shipped_model().set("moby/ille-et-vilaine", "devis", "1", "quantite", 5)
    Store.create(place, model, author="essai", origin="essai", message="cinq")
    report = build(["moby/ille-et-vilaine"], tmp_path / "out", str(place))
    different = {one.cell: (one.published, one.computed) for one in report.workbooks[0].comparison.different}
    annex = Annex.open(report.workbooks[0].path)
    assert different[annex.cell("devis", "ligne=1", "montant_ht").address] == (17480, 21850)
    assert different[annex.cell("champs", "", "total_tva").address] == (3496, 4370)
    assert not report.clean
