"""The five workbooks of the repository: what a person finds on opening one."""

from __future__ import annotations

import re

import pytest

from tests.oracle import judge
from tests.xlsync.build.opened import Annex, parts
from udfs.hosts.names import rewrite
from xlsync.annexbook.checking import check
from xlsync.annexbook.hidden import (
    BASE_HEADINGS,
    BASE_SHEET,
    COMPUTED_CHOICES,
    COMPUTED_LIST,
    CONFLICT_COLUMNS,
    CONFLICT_HEADER,
    CONFLICT_SHEET,
    INPUT_CHOICES,
    INPUT_LIST,
)
from xlsync.annexbook.names import CONVENTION as ANCHOR
from xlsync.annexbook.names import DRAWN as PROPERTIES
from xlsync.annexbook.templates import template_path
from xlsync.annexes import schema
from xlsync.recalc import compare, evaluate
from xlsync.workbook import Workbook
from xlsync.workbook.values import cell_name, column_letters

A4 = 9


def annex_sheets(kind):
    return [sheet.name for sheet in schema(kind).sheets]


def sheets_of_tables(kind):
    declared = schema(kind)
    return [sheet for sheet in declared.sheets if any(item.table for item in sheet.items)]


def test_check_finds_nothing(kind):
    assert check([template_path(kind)]) == []


def test_nothing_shows_an_error_and_cached_values_are_true(kind, templates):
    annex = templates[kind]
    evaluation = evaluate(annex.book)
    assert annex.errors() == []
    assert evaluation.formulas > 40
    assert evaluation.not_recalculated == []
    assert compare(annex.book, evaluation) == []
    assert not annex.book.full_calculation


@pytest.mark.libreoffice
def test_libreoffice_agrees_without_cached_values(kind, templates, tmp_path):
    """LibreOffice is the other program: every native formula, and every argument of our calls."""
    book = Workbook.from_bytes(templates[kind].content)
    for sheet in book.worksheets():
        sheet.clear_cached()
    path = tmp_path / f"{kind}.xlsx"
    path.write_bytes(book.to_bytes())
    judgement = judge(path)
    assert judgement.agrees, (judgement.different, judgement.different_calls, judgement.not_judged)
    assert judgement.error_kinds == []
    assert judgement.formulas > 40
    assert judgement.calls > 10


def test_functions_have_the_office_spelling(kind, templates):
    annex = templates[kind]
    found = 0
    for sheet in annex.book.worksheets():
        for cell in sheet.cells.values():
            if cell.formula is not None:
                assert rewrite(cell.formula, "office") == cell.formula, cell.formula
                found += "_xldudf_" in cell.formula
    for table in annex.book.tables.values():
        for column in table.columns:
            for formula in (column.formula, column.totals_formula):
                assert formula is None or rewrite(formula, "office") == formula
    assert found > 4


def test_properties_and_anchor_say_where_it_comes_from(kind, templates):
    book = templates[kind].book
    properties = book.custom_properties
    assert set(properties) == set(PROPERTIES)
    assert properties["xlsync_host"] == "office"
    assert properties["xlsync_schema"] == f"{kind} {schema(kind).version}"
    assert str(properties["xlsync_convention"]).startswith(f"{kind}/")
    anchor = next(name.text for name in book.names if name.name == ANCHOR)
    assert anchor == f'"{properties["xlsync_convention"]}"'


def test_sheets_of_every_workbook(kind, templates):
    entries = {entry.name: entry.state for entry in templates[kind].book.sheets}
    assert list(entries) == ["Lisez-moi", *annex_sheets(kind), CONFLICT_SHEET, BASE_SHEET]
    assert entries.pop(BASE_SHEET) == "veryHidden"
    assert set(entries.values()) == {"visible"}
    assert {"Convention", "Échéances", "Avenants", "Paramètres", "Graphiques"} <= set(entries)


def test_the_two_sheets_of_the_synchronisation_have_their_headings(kind, templates):
    book = templates[kind].book
    base, conflicts = book.sheet(BASE_SHEET), book.sheet(CONFLICT_SHEET)
    assert [base.cell((1, at)).value for at in range(1, 5)] == list(BASE_HEADINGS)
    titles = [column.title for column in CONFLICT_COLUMNS]
    found = [conflicts.cell((CONFLICT_HEADER, at)).value for at in range(1, len(titles) + 1)]
    assert found == titles


def test_the_drop_down_of_a_conflict_offers_what_suits_its_line(kind, templates):
    """Its words are read in « Lisez-moi », where they are explained."""
    book = templates[kind].by_openpyxl()
    (rule,) = book[CONFLICT_SHEET].data_validations.dataValidation
    assert {INPUT_LIST, COMPUTED_LIST} <= set(re.findall(r"[a-z_]{4,}", rule.formula1))
    assert not rule.showErrorMessage
    for name, choices in ((INPUT_LIST, INPUT_CHOICES), (COMPUTED_LIST, COMPUTED_CHOICES)):
        ((sheet, cells),) = book.defined_names[name].destinations
        assert [cell.value for (cell,) in book[sheet][cells]] == [word for word, _ in choices]


def test_the_sheet_of_conflicts_prints_on_a4_without_the_names_of_the_program(kind, templates):
    sheet = templates[kind].by_openpyxl()[CONFLICT_SHEET]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (A4, "landscape")
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert sheet.print_title_rows.replace("$", "") == f"{CONFLICT_HEADER}:{CONFLICT_HEADER}"
    folded = [sheet.cell(CONFLICT_HEADER, at).value for at in (13, 14)]
    assert folded == ["Formule de l’annexe", "Repère (ne pas modifier)"]
    assert sheet.column_dimensions["M"].hidden
    assert (sheet.column_dimensions["M"].min, sheet.column_dimensions["M"].max) in ((13, 13), (13, 14))
    assert sheet.freeze_panes == f"A{CONFLICT_HEADER + 1}"


def test_tables_are_excel_tables_with_the_headings_of_the_schema(kind, templates):
    annex = templates[kind]
    found = annex.by_openpyxl()
    for table in schema(kind).tables:
        place = annex.places.tables[table.name]
        drawn = found[place.sheet].tables[table.excel]
        headings = [found[place.sheet].cell(place.header, place.left + at).value
                    for at in range(len(drawn.tableColumns))]  # fmt: skip
        assert drawn.ref == place.ref
        assert [column.name for column in drawn.tableColumns] == headings, table.name
        if table.layout == "rows":
            assert headings == [column.label.fr for column in table.columns]
        assert len(set(headings)) == len(headings)


def test_calculated_columns_equal_their_cells(kind, templates):
    """What Excel copies into a new row is what the rows hold; the same for totals."""
    annex = templates[kind]
    tables = annex.book.tables
    for table in schema(kind).tables:
        if table.layout != "rows":
            continue
        place, columns = annex.places.tables[table.name], tables[table.excel].columns
        sheet = annex.book.sheet(place.sheet)
        for declared, column in zip(table.columns, columns, strict=True):
            held = {sheet.cell(place.cell(declared.name, row)).formula for row in range(place.count)}
            assert held == {column.formula}, (table.name, declared.name)
            assert bool(column.formula) == bool(declared.formula)
            if declared.total:
                assert sheet.cell(place.total_cell(declared.name)).formula == column.totals_formula
                assert column.totals_function == "custom"


def test_pages_are_a4_numbered_with_titles_repeated(kind, templates):
    annex = templates[kind]
    found = annex.by_openpyxl()
    assert found["Lisez-moi"].page_setup.paperSize == A4
    for declared in schema(kind).sheets:
        sheet = found[declared.name]
        assert sheet.page_setup.paperSize == A4
        assert sheet.page_setup.orientation == ("landscape" if declared.landscape else "portrait")
        assert sheet.oddFooter.right.text == "Page &P / &N"
    for declared in sheets_of_tables(kind):
        place = last_table(annex, declared)
        assert found[declared.name].print_title_rows == f"${place.header}:${place.header}"


def last_table(annex: Annex, declared):
    return annex.places.tables[[item.table for item in declared.items if item.table][-1]]


def test_the_print_area_holds_all_that_is_on_the_sheet(kind, templates):
    annex = templates[kind]
    found = annex.by_openpyxl()
    for declared in sheets_of_tables(kind):
        place = last_table(annex, declared)
        area = found[declared.name].print_area.rpartition("!")[2].replace("$", "")
        right, bottom = re.fullmatch(r"A1:([A-Z]+)(\d+)", area).groups()
        assert int(bottom) == place.bottom, declared.name
        assert len(right) >= len(column_letters(place.right)), declared.name
        assert right >= column_letters(place.right), declared.name


def test_panes_are_frozen_on_each_sheet_of_tables(kind, templates):
    found = templates[kind].by_openpyxl()
    for declared in sheets_of_tables(kind):
        assert found[declared.name].freeze_panes, declared.name


def test_every_choice_has_its_list(kind, templates):
    annex = templates[kind]
    lists = {
        sheet.title: [
            (rule.sqref, rule.formula1.strip('"').split(","))
            for rule in sheet.data_validations.dataValidation
            if rule.type == "list"
        ]
        for sheet in annex.by_openpyxl().worksheets
    }
    choices = 0
    for cell in annex.cells.values():
        if cell.is_input and cell.column.type == "choice":
            offered = [options for area, options in lists[cell.sheet] if cell_name(cell.row, cell.at) in area]
            assert offered == [list(cell.column.choices)], cell.address
            choices += 1
    assert choices


def test_conflicts_are_marked_by_a_rule_that_is_already_there(kind, templates):
    found = templates[kind].by_openpyxl()
    for name in annex_sheets(kind):
        rules = [rule for area in found[name].conditional_formatting for rule in area.rules]
        formulas = [rule.formula[0] for rule in rules]
        listed = f'Conflits!$A$2:$A$1000,"{name}!"&ADDRESS(ROW(),COLUMN(),4)'
        granted = f'COUNTIFS({listed},Conflits!$B$2:$B$1000,"Dérogation accordée")>0'
        assert formulas == [granted, f"COUNTIF({listed})>0"]
        assert len({rule.dxf.fill.bgColor.rgb for rule in rules}) == 2


def test_no_part_links_outside_and_none_holds_code(kind, templates):
    for name, content in parts(templates[kind].content).items():
        assert "vba" not in name.lower()
        assert "externalLink" not in name
        assert b'TargetMode="External"' not in content, name
