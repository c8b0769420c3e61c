"""The open workbook in the task pane: its selected cell explained, and the five actions."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import udfs
from tests.xlsync.server.office.chromium import Browser, Page
from tests.xlsync.server.office.pane import (
    Server,
    click,
    explained,
    opened,
    put,
    serving,
    text,
)
from tests.xlsync.store.whole import commit_data
from udfs.hosts.calc import ACTIONS
from xlsync.build import build
from xlsync.store import Store

LOAN = "=PRET.ECHEANCE(170000,0.02,13)"
CONVENTION = "moby/ille-et-vilaine"


def test_the_steps_of_a_call_are_shown(page: Page) -> None:
    put(page, "A1", formula=LOAN, value=14980.12)
    shown = explained(page)
    steps = udfs.explain("PRET.ECHEANCE", 170000, 0.02, 13)
    assert shown.startswith("A1")
    for step in steps:
        assert step.label.fr.replace("\u00a0", " ") in shown
        assert step.source in shown
    assert "14 980,12 €" in shown


@pytest.mark.parametrize(
    ("local", "shown"),
    [
        ('=SI(PRET.ECHEANCE(170000;0,02;13)>0;{1.2;3};"PRET.CRD(1)")', "PRET.ECHEANCE(170000;0,02;13)"),
        (None, "PRET.ECHEANCE(170000,0.02,13)"),
    ],
)
def test_a_call_is_shown_as_excel_shows_it(page: Page, local: str | None, shown: str) -> None:
    formula = '=IF(PRET.ECHEANCE(170000,0.02,13)>0,{1,2;3},"PRET.CRD(1)")'
    put(page, "A1", formula=formula, value=1, **({"local": local} if local else {}))
    explained(page)
    assert text(page, "#explanation h3") == shown
    assert page.requests[-1][1]["args"] == [170000, 0.02, 13]


@pytest.mark.parametrize(
    ("language", "dates"),
    [
        ("fr-FR", ["30/03/2024", "01/04/2024", "02/04/2024"]),
        ("en-US", ["2024-03-30", "2024-04-01", "2024-04-02"]),
    ],
)
def test_the_dates_of_the_steps_are_dates(
    browser: Browser, server: Server, language: str, dates: list[str]
) -> None:
    """Easter Monday of 2024 is the first of April: the Saturday before moves to the Tuesday."""
    page = opened(browser, server, language=language)
    put(page, "A1", formula='=JOURS.AJUSTER("30/03/2024")', value=45384)
    shown = explained(page)
    for date in dates:
        assert date in shown
    assert not re.search(r"45\W?38", shown)


def test_arguments_come_from_cells_names_tables_and_other_sheets(page: Page) -> None:
    """Blank cells are blanks, `[@column]` is the cell of the row, a name is its range."""
    page.run(
        """Object.assign(stub.book.sheets.Feuil1.cells, {
          A1: { formula: "=ROUND(_xldudf_PRET_ECHEANCE('Mon prêt'!$B$1,[@taux],Table1[@[rang]],,durée),2)" },
          C1: { value: 0.02 }, D1: { value: 13 } });
        stub.book.sheets['Mon prêt'] = { cells: { B1: { value: 170000 } } };
        stub.book.names['durée'] = ['Mon prêt', 'Z1'];
        stub.book.tables.Table1 = { sheet: 'Feuil1', columns: { taux: 'C1:C3', rang: 'D1:D3' } }"""
    )
    explained(page)
    assert page.requests[-1][1] == {"name": "PRET.ECHEANCE", "args": [170000, 0.02, 13, None, None]}


def test_every_call_of_the_cell_is_explained(page: Page) -> None:
    formula = (
        '=IF(A2="PRET.CRD(1)",CEE.VOLUME(58268,0.005),ENERGIE.ECONOMIE(CEE_VOLUME(1,2),{1,2})+JOURS(1,2))'
    )
    found = page.run(f"import('/addin/formulas.js').then(({{ callsIn }}) => callsIn({json.dumps(formula)}))")
    assert [(one["name"], one["args"]) for one in found] == [
        ("CEE.VOLUME", ["58268", "0.005"]),
        ("ENERGIE.ECONOMIE", ["CEE_VOLUME(1,2)", "{1,2}"]),
        ("CEE.VOLUME", ["1", "2"]),
    ]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None),
        ("2%", 0.02),
        ("-1.5E3", -1500),
        ('"a ""b"", c"', 'a "b", c'),
        ("TRUE", True),
        ("#N/A", {"error": "#N/A"}),
        ('{1,"a;b";TRUE,-2}', [[1, "a;b"], [True, -2]]),
    ],
)
def test_values_written_in_the_formula_are_read(page: Page, written: str, value: Any) -> None:
    found = page.run(f"import('/addin/formulas.js').then(({{ literal }}) => literal({json.dumps(written)}))")
    assert found == {"value": value}


@pytest.mark.parametrize("written", ["A1", "1+1", "PI()", "{1,A1}", '"a"&"b"'])
def test_what_is_computed_is_not_a_value(page: Page, written: str) -> None:
    read = f"import('/addin/formulas.js').then(({{ literal }}) => literal({json.dumps(written)}))"
    assert page.run(read) is None


def test_computed_arguments_are_left_to_the_saved_file(page: Page, folder: Path) -> None:
    page.run(f"Office.context.document.url = {json.dumps(str(folder / 'prêt.xlsx'))}")
    page.decide = lambda url, body: (200, {"exit": 0, "report": {}, "text": "échéance = 1"})
    put(page, "A1", formula="=PRET.ECHEANCE(A2*2,0.02,13)", value=1)
    assert explained(page).endswith("échéance = 1")
    assert page.requests[-1][1] == {
        "action": "explain", "path": str(folder / "prêt.xlsx"), "lang": "fr", "cell": "Feuil1!A1",
    }  # fmt: skip
    assert page.run("stub.book.saved") == 1


def test_a_cell_of_a_spilled_table_is_explained_by_its_head(page: Page) -> None:
    put(page, "A1", formula="=PRET.TABLEAU(170000,0.02,13)", value=1)
    page.run("stub.book.spills.B2 = 'A1'; stub.book.selected = ['Feuil1', 'B2']")
    assert explained(page).startswith("A1")


def test_a_cell_without_our_functions_says_so(page: Page) -> None:
    put(page, "A1", formula="=SUM(B1:B2)", value=1)
    assert "A1 n’utilise aucune de nos fonctions." in explained(page)
    assert not page.requests


def test_a_call_without_value_says_why(page: Page) -> None:
    put(page, "A1", formula='=PRET.ECHEANCE(170000,"x",13)', value="#VALUE!")
    assert "taux attendu" in explained(page)
    assert page.run("document.querySelector('#explanation [role=alert]') !== null")


def test_the_last_messages_of_cells_are_readable(page: Page) -> None:
    """Excel shows the message of a #VALUE!, not that of a #NUM!."""
    page.run("stub.call('PRET_ECHEANCE', -1, 0.02, 13)")
    page.run("document.getElementById('errors').open = true")
    page.until("document.querySelector('#messages b')")
    assert text(page, "#messages").startswith("PRET.ECHEANCE #NOMBRE! capital")
    click(page, "#en")
    assert text(page, "#messages").startswith("PRET.ECHEANCE #NUM! capital")


def test_the_five_actions_save_first_and_say_what_came(page: Page, folder: Path) -> None:
    path = str(folder / "annexe.xlsx")
    page.run(f"Office.context.document.url = {json.dumps(path)}")
    page.decide = lambda url, body: (200, {"exit": 1, "report": {}, "text": f"fait : {body['action']}"})
    click(page, "#tab-workbook")
    for rank, action in enumerate(("status", "pull", "check"), start=1):
        click(page, f"[data-action={action}]")
        page.until(f"document.querySelector('#report pre')?.textContent === 'fait : {action}'")
        assert page.requests[-1][1] == {"action": action, "path": path, "lang": "fr"}
        assert page.run("stub.book.saved") == rank
        page.until(f"document.activeElement.dataset.action === '{action}'")


def test_received_edits_are_written_in_hidden_sheets_too(page: Page, folder: Path) -> None:
    """Texts stay texts, blanks are emptied, formulas are formulas; a new hidden sheet is hidden."""
    page.run(f"Office.context.document.url = {json.dumps(str(folder / 'annexe.xlsx'))}")
    put(page, "B1", value=3)
    edits = [
        {"sheet": "Feuil1", "cell": "A1", "value": 12.5},
        {"sheet": "Feuil1", "cell": "B1", "value": None},
        {"sheet": "Feuil1", "cell": "C1", "value": "007"},
        {"sheet": "Feuil1", "cell": "D1", "value": "=écrit"},
        {"sheet": "Feuil1", "cell": "E1", "formula": "=PRET.ECHEANCE(A1,0.02,13)"},
        {"sheet": "Feuil1", "cell": "F1", "value": {"error": "#N/A"}},
        {"sheet": "Feuil1", "cell": "G1", "value": True},
        {"sheet": "_xlsync", "cell": "A2", "value": "14980.12"},
    ]
    answer = {
        "exit": 0,
        "report": {},
        "text": "",
        "edits": edits,
        "properties": {"revision": "r2", "old": None},
    }
    page.run("stub.book.properties.old = 'x'")
    page.decide = lambda url, body: (200, answer)
    click(page, "#tab-workbook")
    click(page, "[data-action=push]")
    page.until("document.querySelector('#report p')")
    assert page.requests[-1][1]["as"] == "edits"
    assert text(page, "#report p") == "7 cellules écrites. Enregistrez pour les garder."
    sheets = page.run("stub.book.sheets")
    assert sheets["Feuil1"]["cells"] == {
        "A1": {"value": 12.5},
        "C1": {"value": "007"},
        "D1": {"value": "=écrit"},
        "E1": {"value": 0, "formula": "=PRET.ECHEANCE(A1,0.02,13)"},
        "F1": {"value": "#N/A"},
        "G1": {"value": True},
    }
    assert sheets["_xlsync"] == {"cells": {"A2": {"value": "14980.12"}}, "visibility": "VeryHidden"}
    assert page.run("stub.book.properties") == {"revision": "r2"}
    assert page.run("stub.book.saved") == 1


def test_a_change_of_the_model_comes_back_from_the_real_server(browser: Browser, tmp_path: Path) -> None:
    """Compare, receive: the value set in the model is the one that the pane writes."""
    build([CONVENTION], tmp_path, str(tmp_path / "model.db"))
    store = Store.open(tmp_path / "model.db")
    commit_data(store, store.convention(CONVENTION).set("conventions", "", "titre", "Dossier 42"))
    with serving(tmp_path / "state", tmp_path, store=tmp_path / "model.db") as server:
        page = opened(browser, server)
        path = tmp_path / f"{CONVENTION.replace('/', '-')}.xlsx"
        page.run(f"Office.context.document.url = {json.dumps(str(path))}")
        before = path.read_bytes()
        click(page, "#tab-workbook")
        click(page, "[data-action=status]")
        page.until("document.querySelector('#report pre')")
        assert "Dossier 42" in text(page, "#report pre")
        page.run("document.getElementById('report').replaceChildren()")
        click(page, "[data-action=push]")
        page.until("document.querySelector('#report > *')")
        assert "écrite" in text(page, "#report")
        written = page.run("Object.values(stub.book.sheets).flatMap(({ cells }) => Object.values(cells))")
        assert {"value": "Dossier 42"} in written
        assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "Enregistrez d’abord ce classeur dans un dossier de cet ordinateur."),
        (
            "https://exemple.sharepoint.com/a.xlsx",
            "Ce classeur est en ligne : le serveur ne lit que les fichiers",
        ),
    ],
)
def test_a_workbook_without_a_file_here_says_what_to_do(page: Page, url: str, said: str) -> None:
    page.run(f"Office.context.document.url = {json.dumps(url)}")
    click(page, "[data-action=status]")
    page.until("document.querySelector('#report [role=alert]')")
    assert said in text(page, "#report")
    assert page.run("stub.book.saved") == 0


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("C:\\Annexes\\prêt.xlsx", "C:\\Annexes\\prêt.xlsx"),
        ("file:///C:/Mes%20annexes/a.xlsx", "C:/Mes%20annexes/a.xlsx".replace("%20", " ")),
        ("file:///Volumes/Annexes/pr%C3%AAt.xlsx", "/Volumes/Annexes/prêt.xlsx"),
    ],
)
def test_paths_of_each_system_are_understood(page: Page, url: str, path: str) -> None:
    page.run(f"Office.context.document.url = {json.dumps(url)}")
    assert page.run("import('/addin/workbook.js').then(({ path }) => path())") == path


def test_an_excel_that_cannot_save_says_so(page: Page, folder: Path) -> None:
    page.run(
        f"stub.supported.version = '1.9'; Office.context.document.url = {json.dumps(str(folder / 'a.xlsx'))}"
    )
    click(page, "[data-action=check]")
    page.until("document.querySelector('#report [role=alert]')")
    assert "enregistrez vous-même" in text(page, "#report")


def test_the_ribbon_does_what_the_buttons_do(page: Page) -> None:
    assert list(page.run("Object.keys(stub.commands)")) == list(ACTIONS)
    put(page, "A1", formula=LOAN, value=1)
    completed = page.run(
        "new Promise((resolve) => stub.commands.explain({ completed: () => resolve(true) }))"
    )
    assert completed
    assert "14 980,12 €" in text(page, "#explanation")
    assert page.run("!document.getElementById('cell').hidden")
