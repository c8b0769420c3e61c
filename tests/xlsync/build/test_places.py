"""Where things stand, decided once by `lay_out` and found again by `locate`."""

from __future__ import annotations

import pytest

from xlsync.annexbook.locating import locate
from xlsync.annexbook.places import Places, lay_out
from xlsync.annexes import schema
from xlsync.build.draw import draw
from xlsync.workbook import Workbook

COUNTS = [
    {},
    {"ape": 40, "versements": 5, "plan": 26, "amortissement": 26, "contributions": 3, "acomptes": 4},
]
BLOCKS = [{}, {"amortissement": 5}]


@pytest.mark.parametrize(("counts", "blocks"), list(zip(COUNTS, BLOCKS, strict=True)))
def test_what_is_laid_out_is_found_again(kind, counts, blocks):
    declared = schema(kind)
    drawn = draw(declared, counts, blocks)
    planned, found = lay_out(declared, counts, blocks), locate(declared, Workbook.from_bytes(drawn))
    assert found.tables == planned.tables
    assert found.fields == planned.fields


def test_nothing_stands_on_anything_else(kind):
    places = lay_out(schema(kind), *map(dict, (COUNTS[1], BLOCKS[1])))
    taken: set[tuple[str, int, int]] = set()
    for cell in cells(places):
        assert cell not in taken, cell
        taken.add(cell)


def cells(places: Places):
    for field in places.fields.values():
        yield field.sheet, field.row, field.value_column
    for place in places.tables.values():
        top = place.fiche_top - 1 if place.table.blocks else place.header
        for row in range(top, place.bottom + 1):
            for column in range(place.left, place.right + 1):
                yield place.sheet, row, column


def test_every_field_and_table_is_on_a_sheet(kind):
    declared = schema(kind)
    places = lay_out(declared, {}, {})
    assert set(places.fields) == set(declared.fields)
    assert set(places.tables) == {table.name for table in declared.tables}


def test_tables_are_found_wherever_people_move_them(templates):
    """A sheet renamed: the table is still found by its name."""
    book = Workbook.from_bytes(templates["mixeur"].content)
    book.replace_text(book.text.replace('name="Contributions"', 'name="Cotisations"'))
    renamed = Workbook.from_bytes(book.to_bytes())
    assert locate(schema("mixeur"), renamed).tables["contributions"].sheet == "Cotisations"


def test_places_of_each_layout():
    places = lay_out(
        schema("intracting"), {"versements": 3, "amortissement": 15}, {"amortissement": 3}
    ).tables
    rows, columns, blocks = (places[name] for name in ("ape", "versements", "amortissement"))
    assert rows.cell("batiment", 0) == (rows.header + 1, rows.left + 1)
    assert rows.total_cell("elec_kwh") == (rows.bottom, rows.column_of("elec_kwh"))
    assert columns.cell("montant", 2) == (columns.line_row("montant"), columns.first_record + 2)
    assert columns.right == columns.left + 3
    assert blocks.cell("crd", 4, 2) == (blocks.header + 5, blocks.block_left(2))
    assert blocks.fiche_rows[1] < blocks.fiche_row("echeance") == blocks.header - 1
    assert blocks.right == blocks.left + 5 + 3 * 4 - 1
