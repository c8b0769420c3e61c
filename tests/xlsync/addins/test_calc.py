"""The extension in a real LibreOffice: functions, help, arrays, errors, blanks, server, menu, workbooks.

Expected amounts come from `udfs.call`, whose own tests hold them to the documents, unless said otherwise.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import udfs
from tests.shared import ROOT
from tests.xlsync.addins.desk import Office, User, user, wait_for
from tests.xlsync.cli.running import xlsync
from udfs.hosts import calc
from udfs.hosts.names import spell
from udfs.registry import FUNCTIONS
from xlsync.annexes.formulas import FORGETFUL, KEEPING
from xlsync.workbook import Workbook
from xlsync.workbook.values import ErrorValue

pytestmark = pytest.mark.libreoffice
WORKBOOKS = sorted((ROOT / "workbooks").glob("*.xlsx"))
NA, VALUE, NUM = 32767, 519, 503
CLOSE = 1e-9
MIXEUR = next(path for path in WORKBOOKS if path.stem == "mixeur")
DOWN = "Le serveur de fonctions ne répond pas"


FORGOTTEN = "PRET.ECHEANCE(170000;2;13)"
"""A call that is #NUM!."""


@pytest.fixture(scope="module")
def owner() -> Iterator[User]:
    """A user who has installed the extension."""
    with user() as someone:
        someone.xlsync("addin", "remove", "calc")  # makes the profile of LibreOffice
        someone.install()
        yield someone


@pytest.fixture(scope="module")
def french(owner: User) -> Iterator[Office]:
    """Their LibreOffice, in French."""
    with Office(owner) as office:
        yield office


@pytest.fixture
def office(french: Office) -> Iterator[Office]:
    """The same with a blank workbook."""
    french("new")
    yield french
    french("close")


def _error(office: Office, formula: str) -> int:
    return int(office("formula", formula)[0])


def _value(office: Office, formula: str) -> Any:
    error, value, text, _ = office("formula", formula)
    assert error == 0, (formula, text)
    return text if isinstance(value, float) and value == 0 and text not in ("0", "0,00") else value


def test_a_function_computes_and_keeps_its_name(office: Office) -> None:
    # 14 980,12: the payment printed in the amortization table of Annexe 2-E
    error, value, _, kept = office("formula", "=PRET.ECHEANCE(170000;0.02;13)")
    assert (error, value, kept) == (0, 14980.12, "=PRET.ECHEANCE(170000;0.02;13)")


def test_the_french_way_of_writing(office: Office) -> None:
    formula = "=SOMME(PRET.ECHEANCE(170000;0,02;13);1)"
    assert office("formula", formula, "J1", True)[1] == 14981.12


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if FUNCTIONS[name].least == 0])
def test_functions_without_arguments(office: Office, name: str) -> None:
    expected = udfs.call(name)
    first = expected[0][0] if isinstance(expected, list) else expected
    assert _value(office, f"={name}()") == first


@pytest.mark.parametrize(
    ("formula", "error"),
    [
        ("=PRET.ECHEANCE(170000;2;13)", NUM),
        ('=PRET.ECHEANCE(170000;"deux";13)', VALUE),
        ("=PRET.ECHEANCE(170000;;13)", VALUE),
        ('=MOBY.PRIX(2;"total";40000)', NA),
        ("=PRET.ECHEANCE(NA();0.02;13)", NA),
        ("=PRET.ECHEANCE(1/0;0.02;13)", 532),
    ],
)
def test_errors_are_real_errors(office: Office, formula: str, error: int) -> None:
    assert _error(office, formula) == error
    assert _value(office, f'=IFERROR({formula[1:]};"non")') == "non"


@pytest.mark.parametrize("name", sorted(FORGETFUL))
@pytest.mark.parametrize("call", [FORGOTTEN, f"IF(TRUE();{FORGOTTEN})"])
def test_functions_that_forget_an_error_remember_it_in_n(office: Office, name: str, call: str) -> None:
    assert _value(office, f"={name}(3;{call})") == 3
    for keeping in KEEPING:
        kept = f"{keeping}({call};2)" if keeping == "ROUND" else f"{keeping}({call})"
        assert _error(office, f"={name}(3;{kept})") == NUM


def test_the_last_message_is_readable_in_a_cell(office: Office) -> None:
    office("formula", "=PRET.ECHEANCE(170000;2;13)")
    message = _value(office, "=CONVENTION.DERNIERE_ERREUR()")
    with pytest.raises(udfs.UdfError) as raised:
        udfs.call("PRET.ECHEANCE", 170000, 2, 13)
    assert message == f"PRET.ECHEANCE\u00a0: {raised.value.text.fr}"


def test_the_last_message_follows_its_trigger(office: Office) -> None:
    office("formula", "=CONVENTION.DERNIERE_ERREUR(A1)")
    office("formula", '=PRET.ECHEANCE(1;"x";13)', "J2")
    office("write", "A1", [[1]])
    assert "taux" in office("cells", "J1")[0][0]


def test_blanks_and_omitted_arguments(office: Office) -> None:
    assert _value(office, "=JOURS.NOMBRE(45000;45030;;)") == udfs.call("JOURS.NOMBRE", 45000, 45030)
    assert _value(office, "=JOURS.NOMBRE(45000;45030;A1)") == udfs.call("JOURS.NOMBRE", 45000, 45030)
    assert _error(office, "=CEE.VOLUME(A1;0.005)") == _error(office, "=CEE.VOLUME(0;0.005)")


def test_dates_booleans_and_texts(office: Office) -> None:
    office("write", "A1", [["31/12/2026"]])
    assert _value(office, "=JOURS.AJUSTER(A1)") == udfs.call("JOURS.AJUSTER", "31/12/2026")
    assert _value(office, "=JOURS.AJUSTER(DATE(2026;12;25))") == udfs.call("JOURS.AJUSTER", 46381)
    call = '=MIXEUR.CONTRIBUTION("collectivite";2026;25000;;;;;;{})'
    expected = [
        udfs.call("MIXEUR.CONTRIBUTION", "collectivite", 2026, 25000, *[None] * 5, flag) for flag in (1, 0)
    ]
    assert [_value(office, call.format(flag)) for flag in ("TRUE()", "FALSE()")] == expected
    assert _value(office, '=CEE.VOLUME("58 268";"0,005")') == udfs.call("CEE.VOLUME", "58 268", "0,005")


def test_a_table_as_an_array_formula(office: Office) -> None:
    found = office("array", "A1:F13", "=PRET.TABLEAU(170000;0.02;13)")
    assert found == [list(row) for row in udfs.call("PRET.TABLEAU", 170000, 0.02, 13)][:13]


def test_a_cell_of_a_table(office: Office) -> None:
    expected = udfs.call("PRET.TABLEAU", 170000, 0.02, 13)[2][2]
    assert _value(office, "=INDEX(PRET.TABLEAU(170000;0.02;13);3;3)") == expected


def test_a_fiche_in_a_range(office: Office) -> None:
    fiche = [["Capital", 170000], ["Taux", 0.02], ["Nombre d’échéances", 13], ["", None]]
    office("write", "A1", fiche)
    assert _value(office, "=PRET.ECHEANCE(A1:B4)") == udfs.call("PRET.ECHEANCE", fiche)


def test_ranges_stand_for_single_cells(office: Office) -> None:
    loans = [[100000, 0.01], [200000, 0.02], [300000, 3]]
    office("write", "A1", loans)
    expected = [udfs.call("PRET.ECHEANCE", *loan, 20) for loan in loans[:2]]
    assert _value(office, "=SUMPRODUCT(PRET.ECHEANCE(A1:A2;B1:B2;20))") == pytest.approx(sum(expected), CLOSE)
    found = office("array", "D1:D4", "=PRET.ECHEANCE(A1:A3;B1:B3;20)")
    assert found == [[expected[0]], [expected[1]], ["#NUM !"], ["#N/D"]]
    across = office("array", "F1:G2", "=CEE.VOLUME(A1:A2;B1)")
    assert across[0] == [udfs.call("CEE.VOLUME", 100000, 0.01)] * 2


def test_any_number_of_cells(office: Office) -> None:
    steps = udfs.call("CONVENTION.EXPLIQUER", "PRET.ECHEANCE", 170000, 0.02, 13)
    found = office("array", "A1:C2", '=CONVENTION.EXPLIQUER("PRET.ECHEANCE";170000;0.02;13)')
    assert [row[0] for row in found] == [row[0] for row in steps[:2]]


def test_many_calls_have_the_values_of_single_ones(office: Office) -> None:
    """Enough cells for their formulas to be read ahead: literals, names, texts, blanks, other formulas."""
    count = 60
    office("automatic", False)
    office("write", "A1", [[1000.0 + rank, "0,02" if rank % 2 else 0.02] for rank in range(count)])
    office("fill", "C1:C60", [[f"=A{rank}+1"] for rank in range(1, count + 1)])
    formulas = [
        [f"=CEE.VOLUME(A{rank};$B${rank})", f"=CEE.VOLUME(C{rank};0.5)", f"=1+CEE.VOLUME(A{rank};Z{rank})"]
        for rank in range(1, count + 1)
    ]
    office("fill", "D1:F60", formulas)
    office("recalculate")
    office("automatic", True)
    blank = office("cells", "F1")[0][0]
    expected = [
        [udfs.call("CEE.VOLUME", 1000.0 + rank, 0.02), udfs.call("CEE.VOLUME", 1001.0 + rank, 0.5), blank]
        for rank in range(count)
    ]
    assert office("cells", "D1:F60") == expected


@pytest.mark.parametrize("name", list(FUNCTIONS))
def test_the_wizard_speaks_french(french: Office, name: str) -> None:
    function = FUNCTIONS[name]
    description, arguments = french("wizard", name)
    assert description.lower() == function.help.fr.lower()
    assert [argument[0] for argument in arguments] == [one.name for one in function.arguments]
    assert all(one.help.fr in shown for one, (_, shown) in zip(function.arguments, arguments, strict=True))


def test_the_menu_in_french(french: Office) -> None:
    (title, context), *entries = french("menu")
    assert (title, context) == ("Conventions", "com.sun.star.sheet.SpreadsheetDocument")
    assert [entry[0] for entry in entries] == [one.fr for one in calc.ACTIONS.values()]


# --- workbooks


def _cells(office: Office) -> dict[tuple[str, int, int], list[Any]]:
    return {(sheet, row, at): read for sheet, at, row, *read in office("formulas")}


def _computed(path: Path) -> dict[tuple[str, int, int], Any]:
    """What Excel's spelling of the same file holds for each cell with a formula."""
    return {
        (sheet.name, row, at): cell.value
        for sheet in Workbook.open(path).worksheets()
        for (row, at), cell in sheet.cells.items()
        if cell.formula is not None
    }


def _same(read: list[Any], expected: Any) -> bool:
    _, error, value, text = read
    if isinstance(expected, ErrorValue):
        return bool(error)
    if isinstance(expected, bool | int | float):
        return not error and math.isclose(value, expected, rel_tol=CLOSE, abs_tol=CLOSE)
    return not error and text == (expected or "")


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.stem)
@pytest.mark.parametrize("host", ["office", "calc"])
def test_annex_workbooks_recalculate_to_their_values(
    french: Office, owner: User, path: Path, host: Any, tmp_path: Path
) -> None:
    """As shipped, in the spelling of Excel, and converted for Calc: every cell, recalculated hard."""
    if host == "calc":
        converted = shutil.copyfile(path, tmp_path / path.name)
        assert xlsync("convert", converted, "--to", "calc", folder=tmp_path).code == 0
        path = converted
    given = owner.give(path, f"{host}-{path.name}")
    assert not french("open", given.as_uri()), "nobody changed it"
    french("recalculate")
    found, expected = _cells(french), _computed(path)
    french("close")
    assert expected
    assert {
        place: (found.get(place), one) for place, one in expected.items() if not _same(found[place], one)
    } == {}
    assert not [read[0] for read in found.values() if "_xldudf" in read[0].lower()]


def test_other_spellings_are_converted_on_opening(french: Office, owner: User, tmp_path: Path) -> None:
    import openpyxl
    from openpyxl.workbook.defined_name import DefinedName
    from openpyxl.worksheet.formula import ArrayFormula

    book = openpyxl.Workbook()
    sheet = book.active
    for row, host in enumerate(("office", "excel", "calc"), 1):
        sheet[f"A{row}"] = f"={spell('PRET.ECHEANCE', host)}(170000,0.02,13)"
        sheet[f"B{row}"] = f'="{spell("PRET.ECHEANCE", host)}("&{spell("CEE.VOLUME", host)}(2,1)'
        sheet[f"C{row * 5}"] = ArrayFormula(
            f"C{row * 5}:E{row * 5 + 3}", f"={spell('PRET.TABLEAU', host)}(1000,0.1,4)"
        )
    sheet["A9"] = "=_xldudf_pret_echeance(170000,0.02,13)"
    book.defined_names["echeance"] = DefinedName(
        "echeance", attr_text="_xldudf_PRET_ECHEANCE(170000,0.02,13)"
    )
    sheet["A10"] = "=echeance"
    book.save(tmp_path / "formes.xlsx")
    assert not french("open", owner.give(tmp_path / "formes.xlsx").as_uri())
    found = _cells(french)
    shown = [french("cells", f"C{row * 5}:E{row * 5 + 3}") for row in (1, 2, 3)]
    names = french("names")
    french("close")
    assert [found["Sheet", row, 1][2] for row in (1, 2, 3, 9, 10)] == [14980.12] * 5
    assert names["echeance"].startswith("PRET.ECHEANCE(")
    texts = [found["Sheet", row, 2][3] for row in (1, 2, 3)]
    assert texts == ["_xldudf_PRET_ECHEANCE(2", "PRET_ECHEANCE(2", "PRET.ECHEANCE(2"]
    assert shown == [[row[:3] for row in udfs.call("PRET.TABLEAU", 1000, 0.1, 4)[:4]]] * 3


def test_a_saved_workbook_holds_the_names_and_values(french: Office, owner: User) -> None:
    path = owner.give(MIXEUR, "enregistre.xlsx")
    before = Workbook.open(path).custom_properties
    french("open", path.as_uri())
    french("save")
    french("close")
    saved = Workbook.open(path)
    formulas = [cell.formula for sheet in saved.worksheets() for cell in sheet.cells.values() if cell.formula]
    assert any("MIXEUR.CONTRIBUTION(" in formula for formula in formulas)
    assert not [formula for formula in formulas if "_xldudf" in formula]
    assert saved.custom_properties["xlsync_host"] == before["xlsync_host"]


@pytest.mark.parametrize(("name", "kind"), [("garde.xlsx", "Calc MS Excel 2007 XML"), ("garde.ods", "calc8")])
def test_a_saved_workbook_opens_unmodified(french: Office, owner: User, name: str, kind: str) -> None:
    """Our functions are computed while it loads, and its charts follow: that is no change of anybody."""
    french("open", owner.give(MIXEUR, "origine.xlsx").as_uri())
    saved = (owner.home / name).as_uri()
    french("save", saved, kind)
    french("close")
    assert not french("open", saved)
    assert not french("modified"), "nor once everything has been drawn"
    french("write", "Z1", [[1]])
    assert french("modified")
    french("close")


def test_a_workbook_that_comes_back_from_a_crash_stays_modified(french: Office, owner: User) -> None:
    """What it holds was never saved: LibreOffice says by an argument of loading where it comes from."""
    path = owner.give(MIXEUR, "sauve.xlsx").as_uri()
    assert french("open", path, True, path)
    french("close")


# --- the menu on a workbook


@pytest.fixture(scope="module")
def built(owner: User, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An annex workbook beside its model, the user's own."""
    folder = tmp_path_factory.mktemp("built")
    assert xlsync("build", "mixeur/aunis-sud", "--out", folder, folder=folder).code in (0, 1)
    owner.give(folder / ".xlsync" / "model.db")
    return owner.give(next(folder.glob("*.xlsx")))


@pytest.mark.parametrize("action", list(calc.ACTIONS))
def test_each_entry_answers_as_its_command(french: Office, owner: User, built: Path, action: str) -> None:
    french("open", built.as_uri())
    sheet, at, row = next(one[:3] for one in french("formulas") if "MIXEUR." in one[3])
    french("select", sheet, f"{chr(64 + at)}{row}")
    state, text = french("dispatch", calc.PROTOCOL + action)
    url, there, column, line = french("latest")
    french("close")
    assert state == 1, text
    assert text.strip()
    assert (url, there, column + 1, line + 1) == (built.as_uri(), sheet, at, row)
    if action == "explain":
        command = owner.xlsync("explain", built, f"{sheet}!{chr(64 + at)}{row}", "--lang", "fr")
        assert text.split("\n\nDernier message")[0].strip() == command.stdout.strip()


@pytest.mark.parametrize("action", ["status", "push"])
def test_an_action_saves_the_workbook_first(french: Office, built: Path, action: str) -> None:
    """As the pane of Excel does: what the command reads is what stands on the screen, and nothing is lost."""
    french("open", built.as_uri())
    french("write", "Z1", [[action]])
    state, text = french("dispatch", calc.PROTOCOL + action)
    assert state == 1, text
    assert french("latest")[0] == built.as_uri()
    assert french("cells", "Z1:Z1") == [[action]]
    assert not french("modified")
    french("close")
    assert next(iter(Workbook.open(built).worksheets())).cells[1, 26].value == action


def test_a_workbook_without_a_file(office: Office) -> None:
    state, text = office("dispatch", calc.PROTOCOL + "status")
    assert (state, text) == (0, "Enregistrez d’abord le classeur dans un fichier.")


# --- the server


def test_the_server_is_started_again_when_it_has_stopped(office: Office, owner: User) -> None:
    assert _value(office, "=CEE.VOLUME(7000;0.5)") == 14000
    owner.stop_server()
    assert _value(office, "=CEE.VOLUME(7001;0.5)") == 14002
    assert (owner.state / "server.json").exists()


def test_without_a_server_cells_are_na_and_the_message_says_what_to_do(office: Office, owner: User) -> None:
    recorded = owner.state / "calc.json"
    aside = recorded.with_suffix(".aside")
    assert _value(office, "=CEE.VOLUME(7001;0.5)") == 14002
    owner.stop_server()
    recorded.rename(aside)
    try:
        assert _error(office, "=CEE.VOLUME(7002;0.5)") == NA
        assert _value(office, "=CEE.VOLUME(7001;0.5)") == 14002, "known calls need no server"
        assert _value(office, "=CONVENTION.DERNIERE_ERREUR()").startswith(DOWN)
    finally:
        aside.rename(recorded)
    wait_for(lambda: _error(office, "=CEE.VOLUME(7002;0.5)") == 0)


# --- English; last, since another LibreOffice takes the profile


def test_english(owner: User, french: Office) -> None:
    french.close()
    with Office(owner, "en") as office:
        for name, function in FUNCTIONS.items():
            description, arguments = office("wizard", name)
            assert description.lower() == function.help.en.lower()
            assert [argument[0] for argument in arguments] == [one.name_en for one in function.arguments]
        assert [entry[0] for entry in office("menu")[1:]] == [one.en for one in calc.ACTIONS.values()]
        office("new")
        office("formula", "=PRET.ECHEANCE(170000;2;13)")
        assert "did you mean" in _value(office, "=CONVENTION.DERNIERE_ERREUR()")


def test_removing_leaves_nothing(owner: User, french: Office) -> None:
    done = owner.xlsync("addin", "remove", "calc")
    assert done.returncode == 0, done.stderr
    assert not (owner.state / "calc.json").exists()
    assert "n’était pas installée" in owner.xlsync("addin", "remove", "calc").stdout
