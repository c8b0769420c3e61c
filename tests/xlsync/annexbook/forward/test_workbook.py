"""Workbooks that are out when their schema changes: what `push` brings to them, what it leaves as theirs."""

from __future__ import annotations

import re

import pytest

from tests.evolving import Kinds, version_by
from tests.xlsync.annexbook.forward.changes import (
    DUE,
    REMARKS,
    RENAMED,
    changed,
    doubled,
    held,
    plain,
    said,
)
from tests.xlsync.build.opened import changed_parts
from tests.xlsync.cli.running import xlsync
from tests.xlsync.sync.desks import MIXEUR
from xlsync.annexbook.checking import check
from xlsync.annexes import Schema, schema
from xlsync.build import build
from xlsync.sync import push, status, synchronise
from xlsync.workbook import Workbook
from xlsync.workbook.headers import rename_columns


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
        "xl/worksheets/sheet3.xml", "xl/tables/table1.xml", "xl/worksheets/sheet15.xml", "xl/workbook.xml",
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


def is_read_across(declared: Schema, table: str) -> bool:
    """A formula reads several of its columns as one range: one more between them means something else."""
    columns = [column for one in declared.tables for column in one.columns]
    return any(re.search(rf"\b{table}\[\w+:\w+\]", column.formula) for column in columns)


def test_a_workbook_brought_forward_is_the_one_that_build_would_make(kind, changing, desk, tmp_path):
    """Of every kind: a column in each table laid out by rows, a field in each group."""
    if kind == "essai":
        pytest.skip("no workbook of it is on the desk")
    convention = next(one for one in desk.store.read().conventions() if one.startswith(f"{kind}/"))
    declared = schema(kind)
    own = [
        table
        for table in declared.tables
        if table.layout == "rows"
        and table.rows.source != "conventions"
        and table.name not in ("avenants", "changements", "echeances", "occurrences", "parametres")
        and not is_read_across(declared, table.name)
    ]
    for table in own:
        last = table.columns[-1].name
        changing.add(kind, table.name, last, column("ajoutee", f"Ajoutée {table.excel}"))
    changing.update(kind)
    assert push(desk.path(convention), desk.store).clean
    build([convention], tmp_path / "neuf", str(desk.folder / "model.db"))
    fresh = Workbook.open(next((tmp_path / "neuf").glob("*.xlsx")))
    assert said(changed(desk, convention)) == said(fresh)


# --- labels


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
        version_by("mixeur", 1),
    )
    changing.update("mixeur")
    for problems in (check([desk.path(MIXEUR)]), status(desk.path(MIXEUR), desk.store).problems):
        (problem,) = problems
        assert problem.where == "mixeur-aunis-sud.xlsx"
        today = schema("mixeur").version
        said = f"suit la version {today - 1} du schéma mixeur, qui est à la version {today}"
        assert said in problem.what.fr
        assert "push" in problem.fix.fr
    found = xlsync("check", desk.path(MIXEUR), folder=desk.folder)
    assert (found.code, found.out.count(f"version {today - 1} du schéma")) == (1, 1)


# --- formulas


def test_a_new_formula_is_taken_but_where_people_put_theirs(changing, desk):
    book = changed(desk)
    sheet = book.sheet("Barème")
    sheet.set_formula("B13", "A13/2", 125000)
    sheet.set_value("B14", 4321, over_formula=True)
    book.save(desk.path(MIXEUR))
    figures = {
        place: value
        for place, value in held(desk).items()
        if place[0] == "bareme" and place[2] == "contribution"
    }
    doubled(changing)
    done = push(desk.path(MIXEUR), desk.store)
    assert {one.cell: one.value for one in done.overrides} == {"Barème!B13": "=A13/2", "Barème!B14": 4321}
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
