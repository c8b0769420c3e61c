"""What a workbook says: the same when another program saves it, another when anything that counts changes."""

from __future__ import annotations

import pytest

from tests.xlsync.workbook.templates import SHEET, annex, through_libreoffice
from xlsync.workbook import Workbook
from xlsync.workbook.contents import contents_of, folded, formulas_of, hidden_rows, merged_areas


def opened() -> Workbook:
    return Workbook.from_bytes(annex())


def edited(book: Workbook, old: str, new: str, sheet: str = SHEET) -> None:
    found = book.sheet(sheet)
    assert old in found.text
    found.text = found.text.replace(old, new, 1)


def value(book: Workbook) -> None:
    book.sheet(SHEET).set_value("B5", 1000.25)


def text_for_a_number(book: Workbook) -> None:
    book.sheet(SHEET).set_value("B5", "1000.5")


def erased(book: Workbook) -> None:
    book.sheet(SHEET).set_value("A1", None)


def another_formula(book: Workbook) -> None:
    book.sheet(SHEET).set_formula("E5", "SUM(B$5:B6)")


def a_value_over_a_formula(book: Workbook) -> None:
    book.sheet(SHEET).set_value("E5", 1000.5, over_formula=True)


def a_cell_beyond(book: Workbook) -> None:
    book.sheet("Synthèse").set_value("Z99", "note")


def a_cell_written_otherwise(book: Workbook) -> None:
    edited(book, "</sheetData>", '<row r="200"><c\tr="A200"><v>5</v></c></row></sheetData>')


def a_cell_moved(book: Workbook) -> None:
    book.sheet(SHEET).set_value("G1", "études")


def hidden(book: Workbook) -> None:
    edited(book, '<row r="6"', '<row r="6" hidden="1"')


def merged(book: Workbook) -> None:
    edited(book, "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>')


def renamed(book: Workbook) -> None:
    book.replace_text(book.text.replace('name="Synthèse"', 'name="Bilan"'))


def a_name(book: Workbook) -> None:
    book.replace_text(book.text.replace("$B$8", "$B$7"))


def filtered(book: Workbook) -> None:
    part = book.find_table("tblPlan").part
    text = book.package.read(part).replace(
        b'<autoFilter ref="A4:E7"/>', b'<autoFilter ref="A4:E7"><filterColumn colId="0"/></autoFilter>'
    )
    book.package.replace(part, text)


def heading(book: Workbook) -> None:
    part = book.find_table("tblPlan").part
    book.package.replace(part, book.package.read(part).replace(b'name="Nature"', b'name="Genre"'))


CHANGES = (
    value, text_for_a_number, erased, another_formula, a_value_over_a_formula, a_cell_beyond,
    a_cell_written_otherwise, a_cell_moved, hidden, merged, renamed, a_name, filtered, heading,
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_people_change_is_seen(change):
    book = opened()
    change(book)
    changed = Workbook.from_bytes(book.to_bytes())
    assert contents_of(changed) != contents_of(opened())


def test_formulas_alone():
    book = opened()
    value(book)
    assert formulas_of(book) == formulas_of(opened())
    another_formula(book)
    assert formulas_of(book) != formulas_of(opened())


def test_what_is_computed_does_not_count():
    book = opened()
    book.sheet(SHEET).set_cached("E5", 12)
    assert contents_of(book) == contents_of(opened())


@pytest.mark.libreoffice
def test_a_file_saved_by_libreoffice_says_the_same(tmp_path):
    again = Workbook.from_bytes(through_libreoffice(annex(), tmp_path))
    assert contents_of(again) == contents_of(opened())
    assert formulas_of(again) == formulas_of(opened())


def test_a_text_cannot_pass_for_two_cells():
    """Escaped control characters in a text are no separators."""
    one, other = opened(), opened()
    one.sheet("Synthèse").set_value("D1", "a\x1eE1:1:b")
    other.sheet("Synthèse").set_value("D1", "a")
    other.sheet("Synthèse").set_value("E1", "b")
    assert contents_of(one) != contents_of(other)


def test_case_counts_in_quoted_texts_only():
    assert folded('SUM(A1)&"Été"') == 'sum(a1)&"Été"'


def test_rows_and_areas():
    book = opened()
    hidden(book)
    merged(book)
    assert hidden_rows(book.sheet(SHEET)) == [6]
    assert [str(area) for area in merged_areas(book.sheet(SHEET))] == ["A1:B1"]
