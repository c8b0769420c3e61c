"""Drawing a first workbook for a kind."""

from __future__ import annotations

import pytest

from tests.xlsync.build.opened import Annex, parts
from udfs.hosts.names import rewrite
from xlsync.annexbook.templates import template_path
from xlsync.annexes import schema
from xlsync.build.draw import draw
from xlsync.build.drawing import draw_workbook
from xlsync.errors import UnknownKind
from xlsync.workbook import Workbook


def test_the_same_schema_draws_the_same_bytes():
    assert draw_workbook("mixeur") == draw_workbook("mixeur")


def test_a_drawn_workbook_has_the_parts_of_the_one_that_is_shipped(kind, templates):
    assert parts(draw(schema(kind))).keys() == parts(templates[kind].content).keys()


@pytest.mark.parametrize("host", ["calc", "excel"])
def test_another_host_has_its_spelling(host):
    annex = Annex(draw(schema("mixeur"), host=host), "mixeur")
    assert annex.book.custom_properties["xlsync_host"] == host
    formulas = [
        cell.formula for sheet in annex.book.worksheets() for cell in sheet.cells.values() if cell.formula
    ]
    assert all(rewrite(formula, host) == formula for formula in formulas)
    assert any("MIXEUR" in formula for formula in formulas)


def test_no_text_of_a_drawn_sheet_is_a_formula_by_accident():
    book = Workbook.from_bytes(draw(schema("avelo3")))
    assert book.sheet("Lisez-moi").cell("A1").value == schema("avelo3").title.fr


def test_a_kind_that_does_not_exist():
    with pytest.raises(UnknownKind, match="tramway"):
        template_path("tramway")
