"""A workbook carries the versions of parameters that it is computed under; the figures of Mixeur 2027.

Article 7.2 and annex 2: so much an inhabitant, never less than the minimum. Figures are exact products.
"""

import datetime
from dataclasses import replace

import pytest

from udfs import parameters
from udfs.parameters import EnteredVersion
from xlsync.annexbook.annex import read_annex
from xlsync.annexbook.base import listed, read_base, write_base
from xlsync.annexbook.identify import identify
from xlsync.annexbook.memory import carry, read_memory
from xlsync.build.making import build_one
from xlsync.errors import UnsupportedWorkbook
from xlsync.model import convention_data, load
from xlsync.recalc import book_of, evaluate
from xlsync.recalc.carried import carried
from xlsync.recalc.explain import explain
from xlsync.recalc.view import HIDDEN, VERSIONS_COLUMN, template_key
from xlsync.workbook import Workbook

START = datetime.date(2027, 1, 1)
SOURCE = ("Décision de la communauté", "annexe 2", "2026-10-10")
TARIFF = (
    EnteredVersion("mixeur.plancher_collectivite", START, "3000", *SOURCE),
    EnteredVersion("mixeur.taux_par_habitant", START, "0.012", *SOURCE),
)
"""In the order in which workbooks carry them."""


def members(shown):
    """A convention of three years: 300 000 inhabitants in 2026 and 2027, 200 000 in 2028."""
    data = convention_data("mixeur/exemple", {"titre": "Exemple", "annee_bareme": shown})
    for year, inhabitants in ((2026, 300_000), (2027, 300_000), (2028, 200_000)):
        record = {"annee": year, "statut": "collectivite", "habitants": inhabitants}
        data = data.add_row("contributions", record)
    return data


def built(path, versions=TARIFF, shown=2027):
    content, found = build_one(members(shown), path, "-", None, versions)
    assert found.not_recalculated == ()
    return Workbook.from_bytes(content)


def column(book, path, table, name):
    """The computed figures of a column as the file holds them."""
    reading = read_annex(book, identify(book, path))
    cells = reading.computed.items()
    return [cell.value for (own, _, column), cell in cells if own == table and column == name]


def test_the_figures_follow_the_versions_year_by_year(tmp_path):
    book = built(tmp_path / "m.xlsx")
    assert column(book, tmp_path, "contributions", "montant") == [3_000, 3_600, 3_000]
    plain = built(tmp_path / "m.xlsx", ())
    assert column(plain, tmp_path, "contributions", "montant") == [3_000, 3_000, 2_500]


@pytest.mark.parametrize(("shown", "rate", "floor"), [(2026, 0.01, 2500), (2027, 0.012, 3000)])
def test_the_title_the_grid_and_the_chart_are_those_of_one_year(tmp_path, shown, rate, floor):
    book = built(tmp_path / "m.xlsx", shown=shown)
    titles = [cell.value for sheet in book.worksheets() for cell in sheet.cells.values() if cell.formula]
    said = "(provisoires en partie)"  # flat amounts wait for their decision
    assert f"Annexe 2 – Montants des contributions au titre de l’année {shown} {said}" in titles
    assert column(book, tmp_path, "tarifs", "montant")[0] == rate
    assert column(book, tmp_path, "tarifs", "minimum")[0] == floor
    scale = dict(
        zip(
            column_of_keys := [50_000, 125_000, 250_000, 375_000],
            column(book, tmp_path, "bareme", "contribution"),
            strict=False,
        )
    )
    assert scale == {one: max(floor, one * round(rate * 1000) / 1000) for one in column_of_keys}
    assert set(column(book, tmp_path, "bareme", "plancher")) == {floor}


def test_a_copy_gives_the_same_figures_whatever_is_handed_around_it(tmp_path):
    book = built(tmp_path / "m.xlsx")
    assert carried(book) == carried(book_of(book)) == TARIFF
    alone = evaluate(book).values
    other = replace(TARIFF[1], value="0.5")
    with parameters.handing([other]):
        assert evaluate(book).values == alone
        assert evaluate(built(tmp_path / "m.xlsx", ())).values != alone


def test_an_explanation_names_the_source_of_the_version_carried(tmp_path):
    book = built(tmp_path / "m.xlsx")
    reading = read_annex(book, identify(book, tmp_path))
    cell = reading.computed["contributions", "annee=2027", "montant"].address
    sources = [step.source for call in explain(book, cell).calls for step in call.steps]
    assert any("Décision de la communauté" in one for one in sources)


def test_the_base_and_the_memory_stay_beside_the_versions(tmp_path):
    book, plain = built(tmp_path / "m.xlsx"), built(tmp_path / "m.xlsx", ())
    assert read_base(book) == read_base(plain)
    assert read_memory(book) == read_memory(plain)
    write_base(book, listed(read_base(book)))
    assert carried(book) == TARIFF
    carry(book, ())
    assert book.sheet(HIDDEN).values == plain.sheet(HIDDEN).values


def test_workbooks_that_carry_other_versions_are_not_computed_together(tmp_path):
    keys = {template_key(book_of(built(tmp_path / "m.xlsx", one))) for one in ((), TARIFF, TARIFF[:1])}
    assert len(keys) == 3


def test_a_damaged_version_is_named(tmp_path):
    book = built(tmp_path / "m.xlsx")
    book.sheet(HIDDEN).set_value((2, VERSIONS_COLUMN + 2), "beaucoup")
    with pytest.raises(UnsupportedWorkbook, match=r"mixeur\.plancher_collectivite"):
        evaluate(Workbook.from_bytes(book.to_bytes()))


def test_the_shipped_convention_built_without_versions_carries_none(tmp_path):
    content, _ = build_one(load("mixeur/aunis-sud"), tmp_path / "m.xlsx", "-", None)
    assert carried(Workbook.from_bytes(content)) == ()
