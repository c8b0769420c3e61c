"""Native charts: those that finance people ask for, and where each series looks."""

from __future__ import annotations

import pytest

from tests.xlsync.build.opened import Annex, charts, range_cells
from xlsync.annexes import kinds, schema

ASKED = {
    "intracting": {
        "Service de la dette et capital restant dû": {
            "Amortissement": "plan[amortissements]",
            "Intérêts": "plan[interets]",
            "Capital restant dû au 1er janvier": "plan[capital_restant_du]",
        },
        "Économies attendues et échéances": {
            "Économies": "plan[economies]",
            "Annuité": "plan[annuite]",
            "Solde cumulé": "plan[solde_cumule]",
        },
    },
    "mixeur": {
        "Contribution d’une collectivité selon ses habitants : plancher et plafond": {
            "Contribution": "bareme[contribution]",
            "Plancher": "bareme[plancher]",
            "Plafond": "bareme[plafond]",
        }
    },
    "avelo3": {
        "Frais variables par ligne": {"Montant maximal financé par les CEE": "frais_variables[compte]"},
        "Frais fixes par ligne": {"Montant maximal financé par les CEE": "frais_fixes[compte]"},
    },
    "moby": {
        "Prix par établissement selon leur nombre": {
            "Prise en charge CEE": "grille[cee_ht]",
            "Reste à charge HT": "grille[reste_ht]",
        }
    },
}
"""Charts of each kind: title, then name and column of each series."""


def column_places(annex: Annex, column: str) -> list[tuple[str, int, int]]:
    """Cells of `table[column]`, as our reader finds them."""
    table, name = column.removesuffix("]").split("[")
    return [
        (cell.sheet, cell.row, cell.at)
        for (found, _, one), cell in annex.cells.items()
        if (found, one) == (table, name)
    ]


def declared_charts(kind: str):
    return [item.chart for sheet in schema(kind).sheets for item in sheet.items if item.chart]


@pytest.mark.parametrize("kind", ASKED)
def test_the_charts_asked_for_are_there(kind, templates):
    drawn = {chart.title: chart for chart in charts(templates[kind].content)}
    for title, series in ASKED[kind].items():
        named = {one.name: one for one in drawn[title].series}
        assert set(named) == set(series)
        for name, column in series.items():
            places = range_cells(templates[kind].book, named[name].values)
            assert places == column_places(templates[kind], column), (title, name)


def test_every_series_looks_at_its_column_from_the_first_record_to_the_last(kind, templates):
    annex = templates[kind]
    drawn, declared = charts(annex.content), declared_charts(kind)
    assert [chart.title for chart in drawn] == [chart.title.fr for chart in declared]
    for chart, source in zip(drawn, declared, strict=True):
        for one in chart.series:
            expected = next(series.values for series in source.series if series.name.fr == one.name)
            assert range_cells(annex.book, one.values) == range_of(annex, expected)
            assert range_cells(annex.book, one.categories) == range_of(annex, source.categories)


def test_bars_start_at_zero_unless_the_schema_says_otherwise(kind, templates):
    """A bar that starts elsewhere shows a difference where there is hardly one."""
    for drawn, declared in zip(charts(templates[kind].content), declared_charts(kind), strict=True):
        said = declared.y_minimum
        if said is None:
            expected = "0" if "barChart" in drawn.plots else None
        else:
            expected = None if said == "auto" else str(said)
        assert drawn.minimum == expected, drawn.title


def test_years_along_an_axis_have_no_thousands_apart(kind, templates):
    for drawn, declared in zip(charts(templates[kind].content), declared_charts(kind), strict=True):
        table, name = declared.categories.removesuffix("]").split("[")
        if schema(kind).table(table).column(name).type == "year":
            assert drawn.along == "0", drawn.title


def range_of(annex: Annex, column: str) -> list[tuple[str, int, int]]:
    """Cells of a column; the headings where the key is the heading; the one blank line of an empty table."""
    table, name = column.removesuffix("]").split("[")
    place = annex.places.tables[table]
    return [(place.sheet, *place.cell(name, record)) for record in range(place.count)]


def test_charts_are_of_the_kind_that_their_figures_want(templates):
    plots = {chart.title: chart.plots for kind in kinds() for chart in charts(templates[kind].content)}
    assert plots["Service de la dette et capital restant dû"] == ("barChart", "lineChart")
    assert plots["Économies attendues et échéances"] == ("barChart", "lineChart")
    assert plots["Prix par établissement selon leur nombre"] == ("barChart",)
    title = "Contribution d’une collectivité selon ses habitants : plancher et plafond"
    assert plots[title] == ("scatterChart",)


def test_the_scale_of_contributions_shows_floor_slope_and_cap(templates):
    """Annexe 2: 0,01 € an inhabitant, at least 2 500, at most 20 000."""
    annex = templates["mixeur"]
    inhabitants = annex.column("bareme", "habitants")
    expected = [min(max(people // 100, 2500), 20000) for people in map(int, inhabitants)]
    assert annex.column("bareme", "contribution") == expected
    assert {2500, 20000} < set(expected)
    assert set(annex.column("bareme", "plancher")) == {2500}
    assert set(annex.column("bareme", "plafond")) == {20000}


def test_headings_of_the_grid_are_its_brackets(templates):
    """Annexe 2 of Moby prints the brackets so."""
    annex = templates["moby"]
    categories = charts(annex.content)[0].series[0].categories
    cells = range_cells(annex.book, categories)
    texts = [str(annex.book.sheet(sheet).cell((row, at)).value) for sheet, row, at in cells]
    assert texts == ["1", "2", "3", "4 à 6", "7 à 10", "11 et plus"]
