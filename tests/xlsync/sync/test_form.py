"""Workbooks whose form changed: columns inserted, renamed, moved, removed; sheets copied; cells merged."""

from __future__ import annotations

import re

from tests.xlsync.sync.desks import MIXEUR, MOBY, Desk
from xlsync.sync import pull, push, status, synchronise
from xlsync.workbook import Workbook
from xlsync.workbook.values import cell_name

SCHOOLS = "etablissements"


def insert_column(desk: Desk, at: int, heading: str, values: list[object]) -> None:
    """Inserts a column in the table of schools, as a spreadsheet does, with a number of its own."""
    book = Workbook.open(desk.path(MOBY))
    table = book.find_table("tblEtablissements")
    sheet = book.sheet(table.sheet)
    first, last = table.ref.first_column, table.ref.last_column
    for row in range(table.ref.first_row, table.ref.last_row + 1):
        for column in range(last, first + at - 1, -1):
            markup = sheet.markup((row, column), cell_name(row, column + 1))
            sheet.set_markup((row, column + 1), markup)
        if row > table.ref.first_row:
            sheet.set_value((row, first + at), values[row - table.ref.first_row - 1])
    text = book.package.read(table.part).decode()
    columns = re.findall(r"<tableColumn .*?/>", text)
    columns.insert(at, f'<tableColumn id="99" name="{heading}"/>')
    wider = str(table.ref._replace(last_column=last + 1))
    text = re.sub(r"<tableColumns.*</tableColumns>", "@", text, flags=re.DOTALL)
    text = text.replace(f'ref="{table.ref}"', f'ref="{wider}"')
    whole = f'<tableColumns count="{len(columns)}">{"".join(columns)}</tableColumns>'
    book.package.replace(table.part, text.replace("@", whole).encode())
    sheet.set_value((table.ref.first_row, first + at), heading)
    book.save(desk.path(MOBY))


def rename_heading(desk: Desk, old: str, new: str, name: str = "tblEtablissements") -> None:
    book = Workbook.open(desk.path(MOBY))
    table = book.find_table(name)
    rank = [column.name for column in table.columns].index(old)
    text = book.package.read(table.part).decode().replace(f'name="{old}"', f'name="{new}"')
    book.package.replace(table.part, text.encode())
    book.sheet(table.sheet).set_value((table.ref.first_row, table.ref.first_column + rank), new)
    book.save(desk.path(MOBY))


def test_an_unknown_column_is_kept_ignored_and_said_once(desk):
    insert_column(desk, 2, "Contact", ["Mme A", "M. B"])
    desk.type_in(MOBY, (SCHOOLS, "id=1", "commune"), "Rennes")
    done = synchronise(desk.path(MOBY), desk.store)
    assert done.clean
    assert sum("Contact" in notice.text.fr for notice in done.notices) == 1
    assert desk.value(MOBY, (SCHOOLS, "id=1", "commune")) == "Rennes"
    assert not status(desk.path(MOBY), desk.store).notices
    desk.set(MOBY, (SCHOOLS, "id=2", "commune"), "Vitré")
    assert push(desk.path(MOBY), desk.store).clean
    assert desk.held(MOBY, (SCHOOLS, "id=2", "commune")) == "Vitré"
    rows = Workbook.open(desk.path(MOBY)).table("tblEtablissements")
    assert [row["Contact"].value for row in rows] == ["Mme A", "M. B"]


def test_a_row_is_not_deleted_with_a_note_that_the_model_does_not_know(desk):
    insert_column(desk, 2, "Contact", ["Mme A", "M. B"])
    desk.commit(desk.store.read().delete_row(MOBY, SCHOOLS, "2"))
    done = push(desk.path(MOBY), desk.store)
    assert any("cette note disparaîtrait" in problem.what.fr for problem in done.problems)
    assert not done.written


def test_a_row_moves_with_the_notes_of_unknown_columns(desk):
    insert_column(desk, 2, "Contact", [None, "M. B"])
    desk.commit(desk.store.read().delete_row(MOBY, SCHOOLS, "1"))
    assert push(desk.path(MOBY), desk.store).clean
    (row,) = Workbook.open(desk.path(MOBY)).table("tblEtablissements")
    assert row["Contact"].value == "M. B"


def test_a_renamed_heading_is_matched_and_said(desk):
    insert_column(desk, 1, "Contact", ["Mme A", "M. B"])
    rename_heading(desk, "Commune", "Ville")
    desk.type_in(MOBY, (SCHOOLS, "id=1", "commune"), "Rennes")
    found = status(desk.path(MOBY), desk.store)
    assert [one.column for one in found.workbook_changes] == ["commune"]
    assert any("Ville" in notice.text.fr for notice in found.notices)
    assert pull(desk.path(MOBY), desk.store).clean


def test_a_heading_of_special_signs_renamed_with_its_formulas_overrides_nothing(desk):
    """Excel rewrites the formulas that name the column, special signs behind an apostrophe."""
    old, new = "PU HT (€)", "Prix [HT] d'un #"
    rename_heading(desk, old, new, "tblDevis")
    book = Workbook.open(desk.path(MOBY))
    renamed = 0
    for sheet in book.worksheets():
        for place, cell in list(sheet.cells.items()):
            if f"[{old}]" in (cell.formula or ""):
                sheet.set_formula_text(place, cell.formula.replace(old, "Prix '[HT'] d''un '#"))
                renamed += 1
    assert renamed
    book.save(desk.path(MOBY))
    found = status(desk.path(MOBY), desk.store)
    assert not found.overrides
    assert not found.problems


def test_a_column_removed_is_a_problem_and_nothing_is_cleared(desk):
    book = Workbook.open(desk.path(MOBY))
    table = book.find_table("tblEtablissements")
    text = book.package.read(table.part).decode()
    last = [column.name for column in table.columns][-1]
    narrower = str(table.ref._replace(last_column=table.ref.last_column - 1))
    text = re.sub(rf'<tableColumn [^>]*name="{re.escape(last)}"[^>]*/>', "", text)
    text = text.replace(f'count="{len(table.columns)}"', f'count="{len(table.columns) - 1}"')
    book.package.replace(table.part, text.replace(f'ref="{table.ref}"', f'ref="{narrower}"').encode())
    book.save(desk.path(MOBY))
    before = desk.store.read().convention(MOBY).records(SCHOOLS)
    done = synchronise(desk.path(MOBY), desk.store)
    assert [problem.what.en for problem in done.problems] == ["the workbook lacks: “Type”"]
    assert desk.store.read().convention(MOBY).records(SCHOOLS) == before


def test_a_name_removed_is_a_problem_and_nothing_is_cleared(desk):
    book = Workbook.open(desk.path(MIXEUR))
    book.replace_text(re.sub(r'<definedName name="annee_bareme">.*?</definedName>', "", book.text))
    book.save(desk.path(MIXEUR))
    done = synchronise(desk.path(MIXEUR), desk.store)
    assert [problem.what.en for problem in done.problems] == ["the workbook lacks: “Year of the scale”"]
    assert desk.value(MIXEUR, ("champs", "", "annee_bareme")) == 2025


def test_a_sheet_renamed_is_found_by_its_tables(desk):
    book = Workbook.open(desk.path(MOBY))
    book.replace_text(book.text.replace("Annexe 3", "Périmètre"))
    for sheet in book.worksheets():
        sheet.text = sheet.text.replace("'Annexe 3'!", "Périmètre!")
    book.save(desk.path(MOBY))
    address = desk.type_in(MOBY, (SCHOOLS, "id=1", "commune"), "Rennes")
    assert address.startswith("Périmètre!")
    done = pull(desk.path(MOBY), desk.store)
    assert done.clean
    assert any("renommée" in notice.text.fr for notice in done.notices)


def test_a_sheet_copied_is_refused_naming_both(desk):
    """Excel gives the copy's tables another name and makes names local to it."""
    book = Workbook.open(desk.path(MOBY))
    book.replace_text(book.text.replace('name="Graphiques"', 'name="Annexe 3 (2)"'))
    book.save(desk.path(MOBY))
    desk.type_in(MOBY, (SCHOOLS, "id=1", "commune"), "Rennes")
    for command in (status, pull, push, synchronise):
        done = command(desk.path(MOBY), desk.store)
        (problem,) = done.problems
        assert "Annexe 3 (2)" in problem.what.fr
        assert "«\xa0Annexe 3\xa0»" in problem.what.fr
        assert not (done.workbook_changes)
        assert not (done.written)
        assert not (done.clean)


def test_cells_merged_over_data_are_a_problem_and_clear_nothing(desk):
    annex = desk.annex(MOBY)
    place = annex.places.tables[SCHOOLS]
    sheet = annex.book.sheet(place.sheet)
    top, bottom = (place.cell("commune", rank) for rank in (0, 1))
    area = f"{cell_name(*top)}:{cell_name(*bottom)}"
    desk.set(MOBY, (SCHOOLS, "id=2", "commune"), "Vitré")
    sheet.text = re.sub(r'(<mergeCells count=")\d+(">)', rf'\g<1>999\2<mergeCell ref="{area}"/>', sheet.text)
    annex.book.save(desk.path(MOBY))
    done = synchronise(desk.path(MOBY), desk.store)
    assert {problem.where for problem in done.problems} == {
        f"{place.sheet}!{cell_name(*top)}",
        f"{place.sheet}!{cell_name(*bottom)}",
    }
    assert desk.value(MOBY, (SCHOOLS, "id=2", "commune")) == "Vitré"


def test_hidden_rows_are_read_and_said(desk):
    annex = desk.annex(MOBY)
    place = annex.places.tables[SCHOOLS]
    sheet = annex.book.sheet(place.sheet)
    sheet.text = sheet.text.replace(f'<row r="{place.first}"', f'<row r="{place.first}" hidden="1"')
    annex.book.save(desk.path(MOBY))
    desk.type_in(MOBY, (SCHOOLS, "id=1", "commune"), "Rennes")
    done = pull(desk.path(MOBY), desk.store)
    assert done.clean
    assert any("masquées" in notice.text.fr for notice in done.notices)
    assert desk.value(MOBY, (SCHOOLS, "id=1", "commune")) == "Rennes"
