"""Workbooks that are out when their schema changes: `push` brings them forward and loses nothing."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterable
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from tests.evolving import Kinds
from tests.oracle import judge
from tests.xlsync.annexbook.forward.test_template import GROUPS, REMARKS, everything, look, said, told
from tests.xlsync.build.opened import Annex, changed_parts, convert, parts
from tests.xlsync.cli.running import xlsync
from tests.xlsync.sync.desks import MIXEUR, Desk
from xlsync.annexbook.base import read_base
from xlsync.annexbook.checking import check
from xlsync.annexbook.hidden import BASE_SHEET
from xlsync.annexbook.identify import identify
from xlsync.annexbook.memory import read_memory
from xlsync.annexbook.spelling import convert as respell
from xlsync.annexes import schema
from xlsync.annexes.pieces import pieces
from xlsync.build import build
from xlsync.errors import Notice, UnpulledEdits
from xlsync.recalc import compare, evaluate, refresh
from xlsync.sync import pull, push, status, synchronise
from xlsync.workbook import Workbook
from xlsync.workbook.carrying import carry_chart
from xlsync.workbook.columns import insert_columns
from xlsync.workbook.headers import rename_columns
from xlsync.workbook.relations import add_part, link
from xlsync.workbook.surroundings import add_child, set_style

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
DUE = ("contributions", "annee=2025", "montant")


def held(desk: Desk, convention: str = MIXEUR) -> dict[tuple[str, str, str], Any]:
    """Every input and figure of a workbook."""
    return {place: cell.value for place, cell in desk.annex(convention).cells.items()}


def changed(desk: Desk, convention: str = MIXEUR) -> Workbook:
    return Workbook.open(desk.path(convention))


def plain(notices: Iterable[Notice]) -> list[str]:
    """What is said, on plain spaces."""
    return [notice.text.fr.replace("\xa0", " ") for notice in notices]


def column(name: str, label: str, **more: object) -> str:
    """A column as a schema says it."""
    words = {"type": "text", "width": 14, **more}
    return f"name: {name}, label: [{label}, {label}], " + ", ".join(
        f"{key}: {value}" for key, value in words.items()
    )


# --- a new column


def test_a_new_column_comes_to_a_workbook_and_nothing_else_moves(changing, desk):
    before, old = desk.path(MIXEUR).read_bytes(), held(desk)
    changing.add("mixeur", "perimetre", "utilisee", REMARKS)
    changing.update("mixeur")
    done = push(desk.path(MIXEUR), desk.store)
    assert (done.clean, done.written) == (True, True)
    assert plain(done.notices) == ["Annexe 1 : colonne « Observations » ajoutée"]
    new = held(desk)
    assert {place: new[place] for place in old} == old
    assert {place[2] for place in new.keys() - old.keys()} == {"observations"}
    after = desk.path(MIXEUR).read_bytes()
    assert changed_parts(before, after) <= {
        "xl/worksheets/sheet3.xml", "xl/tables/table1.xml", "xl/worksheets/sheet12.xml", "xl/workbook.xml",
        "xl/styles.xml", "docProps/custom.xml",
    }  # fmt: skip
    assert status(desk.path(MIXEUR), desk.store).clean
    assert check([desk.path(MIXEUR)]) == []


def test_the_column_takes_what_the_model_holds_and_gives_what_is_typed(changing, desk):
    changing.add("mixeur", "contributions", "utilisateurs", REMARKS)
    changing.update("mixeur")
    place = ("contributions", "annee=2025", "observations")
    desk.set(MIXEUR, place, "Première année")
    assert push(desk.path(MIXEUR), desk.store).clean
    assert desk.held(MIXEUR, place) == "Première année"
    desk.type_in(MIXEUR, place, "Année de la signature")
    assert synchronise(desk.path(MIXEUR), desk.store).clean
    assert desk.value(MIXEUR, place) == "Année de la signature"


def test_a_workbook_brought_forward_is_the_one_that_build_would_make(kind, changing, desk, tmp_path):
    """Of every kind: a column in each table laid out by rows, a field in each group."""
    if kind == "essai":
        pytest.skip("no workbook of it is on the desk")
    convention = next(one for one in desk.store.read().conventions() if one.startswith(f"{kind}/"))
    declared = schema(kind)
    own = [
        table
        for table in declared.tables
        if table.layout == "rows" and table.name not in ("avenants", "echeances", "parametres")
    ]
    for table in own:
        last = table.columns[-1].name
        changing.add(kind, table.name, last, column("ajoutee", f"Ajoutée {table.excel}"))
    changing.update(kind)
    assert push(desk.path(convention), desk.store).clean
    build([convention], tmp_path / "neuf", str(desk.folder / "model.db"))
    fresh = Workbook.open(next((tmp_path / "neuf").glob("*.xlsx")))
    assert said(changed(desk, convention)) == said(fresh)


# --- everything at once, in a workbook that people live in


def lived_in(desk: Desk) -> None:
    """What people do to a workbook between two versions of its schema."""
    path = desk.path(MIXEUR)
    book = Workbook.open(path)
    sheet = book.sheet("Contributions")
    sheet.set_value("L14", "Note du service")
    sheet.set_formula("L15", "SUM(tblContributions[Contribution due (€ net de taxe)])+A11", 2900)
    add_child(
        sheet, "conditionalFormatting", "", 'sqref="H11"',
        '<cfRule type="cellIs" priority="9" operator="greaterThan"><formula>$C$11</formula></cfRule>',
    )  # fmt: skip
    set_style(sheet, (11, 2), sheet.cell("A5").style)
    insert_columns(book, "tblContributions", 10, ["Suivi du service"])
    sheet.set_value("J11", "relancé")
    rename_columns(book, "tblContributions", {"Structures partenaires": "Partenaires"})
    noted(book, "Contributions", "H11", "Vu avec le membre le 12 mai")
    text = book.text.replace('name="Barème"', 'name="Échelle"').replace("'Barème'!", "'Échelle'!")
    book.replace_text(text.replace("Barème!", "Échelle!"))
    path.write_bytes(book.to_bytes())
    book = Workbook.open(path)
    book.sheet("Échelle").set_formula("B12", '_xldudf_MIXEUR_CONTRIBUTION("collectivite",annee_bareme,A12)*2')
    book.sheet("Échelle").set_value("B13", 4321, over_formula=True)
    carry_chart(chart_of_their_own(), book, "xl/charts/chart1.xml", "Contributions", lambda _, text: text)
    path.write_bytes(book.to_bytes())
    book = Workbook.open(path)
    refresh(book, evaluate(book))
    book.save(path)


def noted(book: Workbook, name: str, cell: str, text: str) -> None:
    """A note on a cell, as Excel keeps it: its text, and the box that shows it."""
    main, vml = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "urn:schemas-microsoft-com:"
    sheet = book.sheet(name)
    row, at = int(re.sub(r"\D", "", cell)) - 1, ord(cell[0]) - ord("A")
    comments = (
        f'<comments xmlns="{main}"><authors><author>Service</author></authors><commentList>'
        f'<comment ref="{cell}" authorId="0"><text><t>{text}</t></text></comment></commentList></comments>'
    )
    box = (
        f'<xml xmlns:v="{vml}vml" xmlns:o="{vml}office:office" xmlns:x="{vml}office:excel">'
        '<v:shape id="_x0000_s1"><x:ClientData ObjectType="Note">'
        f"<x:Anchor>{at + 1}, 15, {row}, 2, {at + 3}, 15, {row + 4}, 4</x:Anchor>"
        f"<x:Row>{row}</x:Row><x:Column>{at}</x:Column></x:ClientData></v:shape></xml>"
    )
    types = "application/vnd.openxmlformats-officedocument."
    add_part(book.package, "xl/comments1.xml", comments.encode(), f"{types}spreadsheetml.comments+xml")
    add_part(book.package, "xl/drawings/vmlDrawing1.vml", box.encode(), f"{types}vmlDrawing")
    link(book.package, sheet.part, "xl/comments1.xml", OFFICE + "comments")
    relation = link(book.package, sheet.part, "xl/drawings/vmlDrawing1.vml", OFFICE + "vmlDrawing")
    add_child(sheet, "legacyDrawing", "", f'r:id="{relation}"')


def chart_of_their_own() -> Workbook:
    """A workbook with a chart that reads the contributions."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("Contributions")
    chart = book.add_chart({"type": "pie"})
    chart.add_series({"categories": "=Contributions!$A$11:$A$11", "values": "=Contributions!$H$11:$H$11"})
    sheet.insert_chart("L20", chart)
    book.close()
    return Workbook.from_bytes(stream.getvalue())


def test_nothing_of_a_workbook_that_people_live_in_is_lost(changing, desk):
    lived_in(desk)
    before, old = parts(desk.path(MIXEUR).read_bytes()), held(desk)
    everything(changing)
    changing.update("mixeur")
    done = push(desk.path(MIXEUR), desk.store)
    assert done.written
    assert {one.cell: one.value for one in done.overrides} == {
        "Échelle!B12": '=_xldudf_MIXEUR_CONTRIBUTION("collectivite",annee_bareme,A12)*2', "Échelle!B13": 4321,
    }  # fmt: skip
    new = held(desk)
    assert {place: new[place] for place in old} == old

    book = changed(desk)
    sheet = book.sheet("Contributions")
    at = {cell.value: where for where, cell in sheet.cells.items() if isinstance(cell.value, str)}
    row = at["Note du service"][0]
    assert sheet.cell((row + 1, at["Note du service"][1])).formula == (
        "SUM(tblContributions[Contribution due (€ net de taxe)])+A23"
    )
    assert sheet.cell((row + 1, at["Note du service"][1])).value == 2900
    headings = [one.name for one in book.find_table("tblContributions").columns]
    assert "Partenaires" in headings
    assert headings[-1] == "Suivi du service"
    assert "relancé" in at
    due = desk.annex(MIXEUR).cell(*DUE)
    assert due.address == "Contributions!I23"
    after = parts(desk.path(MIXEUR).read_bytes())
    assert b'ref="I23"' in after["xl/comments1.xml"]
    assert b"Vu avec le membre" in after["xl/comments1.xml"]
    assert b"<x:Row>22</x:Row><x:Column>8</x:Column>" in after["xl/drawings/vmlDrawing1.vml"]
    assert b"<x:Anchor>9, 15, 22, 2, 11, 15, 26, 4</x:Anchor>" in after["xl/drawings/vmlDrawing1.vml"]
    pie = next(content for name, content in after.items() if b"pieChart" in content)
    assert b"Contributions!$I$23:$I$23" in pie
    rule = re.search(r'<conditionalFormatting sqref="I23"><cfRule.*?</cfRule>', sheet.text)
    assert rule is not None
    assert "<formula>$C$23</formula>" in rule[0]
    assert book.find_table("tblBareme").sheet == "Échelle"
    untouched = {name for name in before if name.startswith(("xl/theme", "docProps/core", "docProps/app"))}
    assert all(before[name] == after[name] for name in untouched)
    assert compare(book, evaluate(book)) == []
    again = status(desk.path(MIXEUR), desk.store)
    assert (again.problems, again.workbook_changes, again.model_changes) == ((), (), ())


def test_every_cell_keeps_its_look(changing, desk):
    """Each cell of the workbook before, found again by what it is, looks the same to openpyxl."""
    lived_in(desk)
    old = openpyxl.load_workbook(desk.path(MIXEUR))
    where = desk.annex(MIXEUR).cells
    everything(changing)
    changing.update("mixeur")
    push(desk.path(MIXEUR), desk.store)
    new, now = openpyxl.load_workbook(desk.path(MIXEUR)), desk.annex(MIXEUR)
    for place, cell in where.items():
        moved = now.cells[place]
        assert look(new[moved.sheet].cell(moved.row, moved.at)) == look(
            old[cell.sheet].cell(cell.row, cell.at)
        ), place


@pytest.mark.libreoffice
def test_libreoffice_opens_what_was_brought_forward_and_computes_the_same(changing, desk, tmp_path):
    everything(changing)
    changing.update("mixeur")
    push(desk.path(MIXEUR), desk.store)
    book = changed(desk)
    for sheet in book.worksheets():
        sheet.clear_cached()
    path = tmp_path / "mixeur.xlsx"
    path.write_bytes(book.to_bytes())
    judgement = judge(path)
    assert judgement.agrees, (judgement.different, judgement.different_calls, judgement.not_judged)


@pytest.mark.libreoffice
def test_a_workbook_that_libreoffice_saved_is_brought_forward(changing, desk):
    old = held(desk)
    respelt = changed(desk)
    respell(respelt, "calc")
    desk.path(MIXEUR).write_bytes(respelt.to_bytes())
    desk.save_in_libreoffice(MIXEUR)
    assert identify(changed(desk)).is_older is False
    everything(changing)
    changing.update("mixeur")
    done = push(desk.path(MIXEUR), desk.store)
    assert (done.problems, done.written) == ((), True)
    new = held(desk)
    assert {place: new[place] for place in old} == old
    assert {place[0] for place in new.keys() - old.keys()} >= {
        "seuils",
        "seuils.total",
        "contributions",
        "comptes.total",
    }
    assert status(desk.path(MIXEUR), desk.store).problems == ()
    out = desk.folder / "rouvert"
    out.mkdir()
    convert([desk.path(MIXEUR)], "xlsx", out)
    reopened = Annex.open(out / desk.path(MIXEUR).name)
    assert reopened.value("contributions", "annee=2025", "montant") == 875
    assert reopened.book.find_table("tblSeuils").sheet == "Contributions"


# --- labels


RENAMED = ('["Utilisateurs", "Users"]', '["Utilisateurs actifs", "Active users"]')


def test_a_new_label_is_taken_where_the_old_one_stands(changing, desk):
    old = held(desk)
    changing.edit(
        "mixeur", RENAMED, ('label: ["Plafond comprenant les utilisateurs"', 'label: ["Plafond compris"')
    )
    changing.update("mixeur")
    assert push(desk.path(MIXEUR), desk.store).clean
    book = changed(desk)
    assert "Utilisateurs actifs" in [one.name for one in book.find_table("tblContributions").columns]
    assert "[Utilisateurs actifs]" in str(desk.annex(MIXEUR).cell(*DUE).formula)
    assert book.sheet("Contributions").cell("A7").value == "Plafond compris"
    assert held(desk) == old
    assert check([desk.path(MIXEUR)]) == []


def test_a_heading_that_people_changed_stays(changing, desk):
    book = changed(desk)
    rename_columns(book, "tblContributions", {"Utilisateurs": "Comptes ouverts", "Habitants": "Population"})
    book.save(desk.path(MIXEUR))
    changing.edit("mixeur", RENAMED)
    changing.add("mixeur", "contributions", "utilisateurs", REMARKS)
    changing.update("mixeur")
    old = held(desk)
    assert push(desk.path(MIXEUR), desk.store).clean
    headings = [one.name for one in changed(desk).find_table("tblContributions").columns]
    assert headings[2:5] == ["Population", "Observations", "Comptes ouverts"]
    new = held(desk)
    assert {place: new[place] for place in old} == old
    assert check([desk.path(MIXEUR)]) == []


def test_check_and_status_say_one_line_of_an_older_workbook(changing, desk):
    """Twenty-two formulas name the headings that changed; one line says why."""
    changing.edit(
        "mixeur",
        RENAMED,
        (
            '["Habitants", "Inhabitants"], type: integer, minimum',
            '["Population", "Population"], type: integer, minimum',
        ),
        ("version: 2", "version: 3"),
    )
    changing.update("mixeur")
    for problems in (check([desk.path(MIXEUR)]), status(desk.path(MIXEUR), desk.store).problems):
        (problem,) = problems
        assert problem.where == "mixeur-aunis-sud.xlsx"
        assert "suit la version 2 du schéma mixeur, qui est à la version 3" in problem.what.fr
        assert "push" in problem.fix.fr
    found = xlsync("check", desk.path(MIXEUR), folder=desk.folder)
    assert (found.code, found.out.count("version 2 du schéma")) == (1, 1)


# --- formulas


DOUBLED = (
    '=IF(annee_bareme="","",MIXEUR.CONTRIBUTION("collectivite",annee_bareme,[habitants]))',
    '=IF(annee_bareme="","",2*MIXEUR.CONTRIBUTION("collectivite",annee_bareme,[habitants]))',
)


def doubled(changing: Kinds) -> None:
    text = (changing.folder / "annexes" / "mixeur.yaml").read_text(encoding="utf-8")
    whole = re.search(r"""'(=IF\(annee_bareme="","",MIXEUR[^']*)'""", text)
    assert whole is not None
    changing.edit("mixeur", (whole[1], whole[1].replace("MIXEUR.", "2*MIXEUR.")))
    changing.update("mixeur")


def test_a_new_formula_is_taken_but_where_people_put_theirs(changing, desk):
    book = changed(desk)
    sheet = book.sheet("Barème")
    sheet.set_formula("B12", "A12/2", 125000)
    sheet.set_value("B13", 4321, over_formula=True)
    book.save(desk.path(MIXEUR))
    figures = {
        place: value
        for place, value in held(desk).items()
        if place[0] == "bareme" and place[2] == "contribution"
    }
    doubled(changing)
    done = push(desk.path(MIXEUR), desk.store)
    assert {one.cell: one.value for one in done.overrides} == {"Barème!B12": "=A12/2", "Barème!B13": 4321}
    kept = {"habitants=250000", "habitants=375000"}
    now = held(desk)
    for place, value in figures.items():
        assert now[place] == (value if place[1] in kept else 2 * value), place
    assert changed(desk).find_table("tblBareme").columns[1].formula.startswith('IF(annee_bareme="","",2*')


def test_an_input_that_becomes_computed_and_one_that_is_typed_from_now_on(changing, desk):
    """`droit` was typed, a formula gives it now; a value that the model has not is kept and said."""
    book_before = desk.annex(MIXEUR)
    assert book_before.cell("contributions", "annee=2025", "part_annee").formula
    changing.edit("mixeur", *turned(changing))
    changing.forget_input(MIXEUR, "contributions", "derogation")
    changing.update("mixeur")
    done = push(desk.path(MIXEUR), desk.store)
    assert done.problems == ()
    annex = desk.annex(MIXEUR)
    assert annex.cell("contributions", "annee=2025", "derogation").formula is not None
    assert annex.cell("contributions", "annee=2025", "part_annee").formula is None
    assert not done.overrides


def test_a_value_that_the_model_lacks_stays_when_its_column_becomes_computed(changing, desk):
    desk.type_in(MIXEUR, ("contributions", "annee=2025", "derogation"), 1600)
    changing.edit("mixeur", *turned(changing))
    changing.forget_input(MIXEUR, "contributions", "derogation")
    changing.update("mixeur")
    done = push(desk.path(MIXEUR), desk.store)
    assert [one.value for one in done.overrides] == [1600]
    assert desk.held(MIXEUR, ("contributions", "annee=2025", "derogation")) == 1600


def turned(changing: Kinds) -> list[tuple[str, str]]:
    """The exceptional amount becomes computed, the part of the year typed."""
    text = (changing.folder / "annexes" / "mixeur.yaml").read_text(encoding="utf-8")
    derogation = re.search(r"- \{name: derogation,.*?\}\n", text, re.DOTALL)
    part = re.search(r"- name: part_annee\n.*?(?=\n      - )", text, re.DOTALL)
    assert derogation is not None
    assert part is not None
    return [
        (
            derogation[0],
            '- {name: derogation, label: ["Montant dérogatoire (€)", "Exceptional amount"], type: amount,\n'
            "         decimals: 2, displayed: 2, width: 16, formula: '=montant_exceptionnel+0'}\n",
        ),
        (
            part[0],
            '- {name: part_annee, label: ["Part de l’année due", "Part of the year due"], type: rate,\n'
            "         displayed: 2, width: 13}",
        ),
    ]


# --- what is gone


def test_a_column_that_the_schema_lost_stays_in_the_workbook_as_theirs(changing, desk):
    """The model keeps the values; the workbook too, as a column that nobody reads."""
    desk.set(MIXEUR, ("contributions", "annee=2025", "habitants"), 31500)
    push(desk.path(MIXEUR), desk.store)
    text = (changing.folder / "annexes" / "mixeur.yaml").read_text(encoding="utf-8")
    column = re.search(r"- \{name: famille,.*?\}\n      ", text, re.DOTALL)
    assert column is not None
    changing.edit("mixeur", (column[0], ""))
    changing.forget_input(MIXEUR, "perimetre", "famille")
    changing.update("mixeur")
    done = push(desk.path(MIXEUR), desk.store)
    assert done.problems == ()
    assert any("« Famille »" in notice.text.fr.replace("\xa0", " ") for notice in done.notices)
    rows = changed(desk).table("tblPerimetre")
    assert {row["Famille"].value for row in rows} == {"CRM", "métier"}
    assert status(desk.path(MIXEUR), desk.store).clean


# --- both ways


def test_sync_takes_what_was_typed_and_brings_forward_at_once(changing, desk):
    desk.type_in(MIXEUR, ("contributions", "annee=2025", "habitants"), 31500)
    changing.add("mixeur", "contributions", "utilisateurs", REMARKS)
    changing.update("mixeur")
    done = synchronise(desk.path(MIXEUR), desk.store, author="Service")
    assert done.clean
    assert desk.value(MIXEUR, ("contributions", "annee=2025", "habitants")) == 31500
    assert "Observations" in [one.name for one in changed(desk).find_table("tblContributions").columns]


def test_pull_takes_what_was_typed_and_leaves_the_workbook_as_it_was_built(changing, desk):
    desk.type_in(MIXEUR, ("contributions", "annee=2025", "habitants"), 31500)
    changing.add("mixeur", "contributions", "utilisateurs", REMARKS)
    memory = read_memory(changed(desk))
    done = pull(desk.path(MIXEUR), desk.store)
    assert desk.value(MIXEUR, ("contributions", "annee=2025", "habitants")) == 31500
    assert len(done.problems) == 1
    assert read_memory(changed(desk)) == memory
    assert identify(changed(desk)).is_older
    changing.update("mixeur")
    assert push(desk.path(MIXEUR), desk.store).clean
    assert not identify(changed(desk)).is_older


@pytest.mark.libreoffice
def test_an_ods_of_an_older_schema_is_read_by_what_it_remembers(changing, desk):
    convert([desk.path(MIXEUR)], "ods", desk.folder)
    path = desk.path(MIXEUR).with_suffix(".ods")
    changing.edit("mixeur", RENAMED)
    changing.update("mixeur")
    found = status(path, desk.store)
    assert [problem.where for problem in found.problems] == [path.name]
    assert found.workbook_changes == ()


def test_add_from_an_older_workbook_takes_its_inputs(changing, desk):
    changing.add("mixeur", "contributions", "utilisateurs", REMARKS)
    changing.update("mixeur")
    added = xlsync(
        "add",
        "mixeur/copie",
        "--from",
        desk.path(MIXEUR),
        "--store",
        desk.folder / "model.db",
        folder=desk.folder,
    )
    assert "schéma mixeur" in added.out + added.err
    assert (
        desk.store.read().convention("mixeur/copie").value("contributions", "annee=2025", "statut")
        == "structure"
    )


# --- where it comes from


def test_a_workbook_remembers_the_schema_that_it_was_built_from(desk, kind):
    if kind == "essai":
        pytest.skip("no workbook of it is on the desk")
    for path in desk.folder.glob(f"{kind}-*.xlsx"):
        book = Workbook.open(path)
        assert read_memory(book) == pieces(schema(kind))
        assert not identify(book).is_older
        assert read_base(book)


def test_a_workbook_that_remembers_nothing_is_brought_forward_all_the_same(changing, desk):
    """Built before workbooks had a memory: no fingerprint, no pieces in the hidden sheet."""
    book = changed(desk)
    sheet = book.sheet(BASE_SHEET)
    for (row, at), cell in sheet.cells.items():
        if at > 4 and cell.value is not None:
            sheet.set_value((row, at), None)
    book.set_custom_properties({"xlsync_fingerprint": None, "xlsync_schema": "mixeur 1"})
    book.save(desk.path(MIXEUR))
    old = held(desk)
    changing.add("mixeur", "contributions", "utilisateurs", REMARKS)
    doubled(changing)
    (problem,) = check([desk.path(MIXEUR)])[:1]
    assert "version 1" in problem.what.fr
    done = push(desk.path(MIXEUR), desk.store)
    assert (done.problems, done.overrides) == ((), ())
    new = held(desk)
    same = {place for place in old if place[0] != "bareme"}
    assert {place: new[place] for place in same} == {place: old[place] for place in same}
    assert (
        new["bareme", "habitants=500000", "contribution"]
        == 2 * old["bareme", "habitants=500000", "contribution"]
    )
    assert check([desk.path(MIXEUR)]) == []


def test_a_workbook_of_a_later_schema_is_neither_read_as_older_nor_written(changing, desk):
    changing.edit("mixeur", ("version: 2", "version: 1"))
    before = desk.path(MIXEUR).read_bytes()
    for command in ("status", "push"):
        found = xlsync(command, desk.path(MIXEUR), folder=desk.folder)
        assert found.code in (0, 2)
    assert desk.path(MIXEUR).read_bytes() == before
    assert not identify(changed(desk)).is_older


def test_a_workbook_spelt_for_another_spreadsheet_keeps_its_spelling(changing, desk):
    book = changed(desk)
    respell(book, "calc")
    book.save(desk.path(MIXEUR))
    everything(changing)
    changing.update("mixeur")
    assert push(desk.path(MIXEUR), desk.store).problems == ()
    formulas = [
        cell.formula for sheet in changed(desk).worksheets() for cell in sheet.cells.values() if cell.formula
    ]
    assert not any("_xldudf_" in formula for formula in formulas)
    assert any("MIXEUR.CONTRIBUTION" in formula for formula in formulas)


# --- building over it


def test_build_replaces_an_older_workbook_that_nobody_saved_and_no_other(changing, desk):
    changing.add("mixeur", "contributions", "utilisateurs", REMARKS)
    changing.update("mixeur")
    store = str(desk.folder / "model.db")
    saved = desk.copy("autre")
    saved.type_in(MIXEUR, ("contributions", "annee=2025", "habitants"), 31500)
    assert build([MIXEUR], desk.folder, store).clean
    ((_, refusal),) = build([MIXEUR], saved.folder, str(saved.folder / "model.db")).refused
    assert isinstance(refusal, UnpulledEdits)
    assert "suit un schéma plus ancien" in told(refusal)


# --- what is refused, by name


def refused(desk: Desk, convention: str = MIXEUR) -> str:
    """What push says of a workbook that it cannot bring forward; the file is as it was."""
    before = desk.path(convention).read_bytes()
    done = push(desk.path(convention), desk.store)
    assert (done.clean, done.written) == (False, False)
    assert desk.path(convention).read_bytes() == before
    assert len(done.problems) == 2
    return done.problems[1].what.fr.replace("\xa0", " ")


def test_a_protected_sheet(changing, desk):
    book = changed(desk)
    sheet = book.sheet("Contributions")
    add_child(sheet, "sheetProtection", "", 'sheet="1"')
    book.save(desk.path(MIXEUR))
    changing.add("mixeur", "contributions", "utilisateurs", REMARKS)
    changing.update("mixeur")
    assert "la feuille « Contributions » est protégée" in refused(desk)


def test_an_array_formula_of_theirs_follows(changing, desk):
    book = changed(desk)
    sheet = book.sheet("Contributions")
    for cell, value in {"L11": 2025, "M11": "structure", "L12": "Total", "M12": 0}.items():
        sheet.set_value(cell, value)
    first = '<c r="L11"><f t="array" ref="L11:M12">A11:B12</f><v>2025</v></c>'
    sheet.text = re.sub(r'<c r="L11"[^>]*>.*?</c>', first, sheet.text)
    book.save(desk.path(MIXEUR))
    changing.add("mixeur", "contributions", "utilisateurs", REMARKS)
    changing.edit("mixeur", GROUPS[1])
    changing.update("mixeur")
    assert push(desk.path(MIXEUR), desk.store).written
    (array,) = [cell for cell in changed(desk).sheet("Contributions").cells.values() if cell.kind == "array"]
    assert (array.area, array.formula, array.value) == ("M12:N13", "A12:B13", 2025)


def test_an_array_formula_that_rows_would_cut(changing, desk):
    book = changed(desk)
    sheet = book.sheet("Contributions")
    for row in (5, 6):
        sheet.set_value((row, 12), row)
    first = '<c r="L5"><f t="array" ref="L5:L6">ROW(A5:A6)</f><v>5</v></c>'
    sheet.text = re.sub(r'<c r="L5"[^>]*>.*?</c>', first, sheet.text)
    book.save(desk.path(MIXEUR))
    changing.edit("mixeur", GROUPS[1])
    changing.update("mixeur")
    assert "Contributions!L5:L6 : une formule matricielle gêne l’insertion" in refused(desk)


def test_their_table_of_the_same_name(changing, desk):
    book = changed(desk)
    theirs = xlsxwriter_table("tblSeuils")
    from xlsync.workbook.carrying import carry_sheet
    from xlsync.workbook.styles import Styles

    styles = Styles(theirs, book)
    carry_sheet(theirs, book, "À nous", 2, styles)
    styles.write()
    desk.path(MIXEUR).write_bytes(book.to_bytes())
    everything(changing)
    changing.update("mixeur")
    assert "« tblSeuils »" in refused(desk)


def xlsxwriter_table(name: str) -> Workbook:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    book.add_worksheet("À nous").add_table("A1:B3", {"name": name})
    book.close()
    return Workbook.from_bytes(stream.getvalue())


def test_a_template_that_does_not_follow_its_schema_brings_nothing_forward(changing, desk):
    changing.add("mixeur", "contributions", "utilisateurs", REMARKS)
    assert "« xlsync draw mixeur --update »" in refused(desk)


def test_keys_that_change(changing, desk):
    changing.edit(
        "mixeur",
        (
            'name: famille, label: ["Famille", "Family"], type',
            'name: famille, label: ["Famille", "Family"], key: true, type',
        ),
    )
    shutil.copy(desk.path(MIXEUR), desk.folder / "avant.xlsx")
    from xlsync.build.drawing import draw_workbook

    changing.template("mixeur").write_bytes(draw_workbook("mixeur"))
    assert "les clés du tableau « Périmètre fonctionnel » ont changé" in refused(desk)
