"""Excel by xlwings: the VBA module, and calls through xlwings' own code, stubs standing for Windows."""

from __future__ import annotations

import datetime
import re
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest

import udfs
from tests.shared import ROOT
from tests.udfs.calls import cases, same
from tests.udfs.hosts.in_xlwings import generated, replay
from udfs.errors import UdfError
from udfs.hosts import excel, excel_vba
from udfs.hosts.names import spell

VBA = excel.files("1.0")["Conventions.bas"]
FUNCTION = re.compile(r"^(?:Public )?Function (\w+)\((.*)\)(?: As String)?$", re.MULTILINE)
CALL = re.compile(
    r'XLPy\.CallUDF\("(.*?)", "(\w+)", (.*), (?:ActiveWorkbook|Classeur\(\)), Application\.Caller\)'
)
NA, FEWER = {"error": "#N/A"}, {"missing": True}

# --- the VBA module, held against the one that xlwings generates


def test_functions_and_arguments_are_those_that_xlwings_generates():
    own = dict(FUNCTION.findall(VBA))
    assert own.pop(excel_vba.LAST_ERROR) == "Optional declencheur"
    assert own == dict(FUNCTION.findall(generated()["vba"]))
    assert own.keys() == {spell(name, "excel") for name in udfs.FUNCTIONS}


def test_python_is_called_as_xlwings_does_with_ranges_read_first():
    theirs = {name: (module, given) for module, name, given in CALL.findall(generated()["vba"])}
    ours = {
        name: (module, re.sub(r"Cellules\((\w+)\)", r"\1", given))
        for module, name, given in CALL.findall(VBA)
    }
    assert theirs.pop("CONVENTION_EXPLIQUER") == ("udfs.hosts.excel", "argsArray")
    assert ours.pop("CONVENTION_EXPLIQUER") == ("udfs.hosts.excel", "tout")
    assert ours == theirs


def test_a_fiche_leaves_the_other_arguments_of_a_loan_out():
    assert "Function PRET_LIGNE(colonne, rang, capital, Optional taux, Optional nombre_echeances" in VBA
    assert "Function JOURS_AJUSTER(date_, Optional regle" in VBA


def test_every_line_can_be_read_by_vba():
    assert max(map(len, VBA.splitlines())) < 1024
    assert not re.search(r"[^\x00-\x7f]", "".join(FUNCTION.findall(VBA)[0]))
    for text in excel.files("1.0").values():
        assert text.encode("cp1252").decode("cp1252") == text
        assert text.count('"') % 2 == 0


def test_blocks_are_closed_and_every_name_is_declared_once():
    for kind in ("Function", "Sub"):
        opened = re.findall(rf"^(?:Public |Private )?{kind} (\w+)\(", VBA, re.MULTILINE)
        assert len(opened) == len(set(opened)) == len(re.findall(rf"^End {kind}$", VBA, re.MULTILINE))
    used = set(re.findall(r"\b(?:Entree menu, \"[^\"]*\", \")(\w+)", VBA))
    assert used <= set(re.findall(r"^Public Sub (\w+)", VBA, re.MULTILINE))


@pytest.mark.parametrize("action", excel_vba.ACTIONS)
def test_each_entry_of_the_menu_runs_an_action_of_the_open_workbook(action):
    from xlsync import live

    assert f'RunPython "import xlsync.live; xlsync.live.{action}()"' in VBA
    assert callable(getattr(live, action))


def test_help_fits_excel_and_is_what_xlwings_hands_over():
    for name, function in udfs.FUNCTIONS.items():
        about, handed = excel.described(function), generated()["described"][spell(name, "excel")]
        assert (handed["help"], handed["category"]) == (about.help, about.category)
        assert handed["helps"] == list(about.helps)
        assert all(0 < len(text) <= 255 for text in (about.help, *about.helps))
        assert all(one.items() >= {"ndim": 2, "err_to_str": True}.items() for one in handed["options"])
        assert function.help.fr[1:40] in about.help


# --- calls


def cells(case: dict[str, Any]) -> list[Any]:
    """The cells of a case by position; names become positions, dates the serials of cells."""
    given = case["input"]
    if isinstance(given, dict):
        arguments = udfs.FUNCTIONS[case["function"]].arguments
        ranks = {name: rank for rank, one in enumerate(arguments) for name in (one.name, one.name_en)}
        listed: list[Any] = [FEWER] * (max(ranks[name] for name in given) + 1)
        for name, cell in given.items():
            listed[ranks[name]] = cell
        given = listed
    return [as_cell(cell) for cell in given]


def as_cell(cell: Any) -> Any:
    if isinstance(cell, list):
        rows = cell if any(isinstance(row, list) for row in cell) else [cell]
        return [[as_cell(part) for part in (row if isinstance(row, list) else [row])] for row in rows]
    if isinstance(cell, datetime.date):
        return cell.toordinal() - datetime.date(1899, 12, 30).toordinal()
    return cell


def test_every_case_of_calls_gives_the_same_in_excel():
    """Judge: the cases, each with its source."""
    known = [case for case in cases() if not (isinstance(case["input"], dict) and _fiche_by_name(case))]
    found = replay([(case["function"], cells(case)) for case in known])
    assert len(known) > 150
    wrong = [case["name"] for case, value in zip(known, found, strict=True) if not _as_expected(case, value)]
    assert not wrong


def _fiche_by_name(case: dict[str, Any]) -> bool:
    """With a fiche, what follows has another place than its rank says."""
    return isinstance(case["input"].get("capital"), list)


def _as_expected(case: dict[str, Any], value: Any) -> bool:
    if "error" in case:
        return isinstance(value, dict) and value["error"] == case["error"]
    return same(value, _squeezed(case["output"]), case.get("digits"))


def _squeezed(value: Any) -> Any:
    return value[0][0] if isinstance(value, list) and len(value) == 1 and len(value[0]) == 1 else value


def test_examples_of_the_catalogue():
    calls = [(name, [as_cell(list(map(list, c)) if isinstance(c, tuple) else c) for c in one.example.cells])
             for name, one in udfs.FUNCTIONS.items()]  # fmt: skip
    for (name, given), found in zip(calls, replay(calls), strict=True):
        assert same(found, _squeezed(udfs.call(name, *given)), 12), name


ERRORS = [
    ("PRET.ECHEANCE", [NA, 0.02, 13], "#N/A"),
    ("PRET.ECHEANCE", [170000, {"error": "#DIV/0!"}, 13], "#DIV/0!"),
    ("PRET.ECHEANCE", [170000, {"error": "#SPILL!"}, 13], "#SPILL!"),
    ("PRET.ECHEANCE", [170000, None, 13], "#VALUE!"),
    ("PRET.ECHEANCE", [170000, 2, 13], "#NUM!"),
    ("PRET.TEG", [[[1.0], [{"error": "#REF!"}]], [[1.0], [2.0]]], "#REF!"),
    ("MOBY.PRIX", [3, "total", 20000], "#N/A"),
    ("PRET.ECHEANCE", [[[1.0, 2.0]], 0.02, 13], "#VALUE!"),
]


def test_errors_are_errors_of_the_cell_with_their_sentence():
    found = replay([(name, given) for name, given, _ in ERRORS])
    for (name, given, error), shown in zip(ERRORS, found, strict=True):
        with pytest.raises(UdfError) as caught:
            udfs.call(name, *(cell["error"] if isinstance(cell, dict) else _own(cell) for cell in given))
        assert shown == {"error": error, "message": caught.value.text.fr}
        assert caught.value.excel == error


def _own(cell: Any) -> Any:
    if isinstance(cell, list):
        return [[part["error"] if isinstance(part, dict) else part for part in row] for row in cell]
    return cell


def test_what_import_functions_of_xlwings_would_hand_over_is_read_too():
    """Without our VBA module, amounts in € are Decimals and dates are datetimes."""
    payment, shift = excel.PRET_ECHEANCE, excel.JOURS_AJUSTER
    assert payment([[Decimal("170000")]], [[Decimal("0.02")]], [[13.0]]) == 14980.12
    whole = datetime.datetime(2026, 7, 14)
    assert shift([[whole]]) == udfs.call("JOURS.AJUSTER", datetime.date(2026, 7, 14))


def test_a_single_column_keeps_its_direction():
    by_rows = [["Montant", 170000], ["Durée d’amortissement", 13], ["Taux d’intérêt annuel fixe", 0.02]]
    (found,) = replay([("PRET.ECHEANCE", [by_rows])])
    assert found == 14980.12


# --- what is loaded, and what never is


def test_importing_the_host_loads_no_xlwings():
    probe = "import sys, udfs, udfs.hosts.excel; assert 'xlwings' not in sys.modules"
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_nothing_of_the_part_under_another_licence_is_ever_loaded():
    loaded = generated()["loaded"]
    assert "xlwings.udfs" in loaded
    assert not [name for name in loaded if name.startswith(("xlwings.pro", "xlwings.server"))]


def test_nothing_of_it_is_named_in_the_sources():
    named = re.compile(r"(?:from|import)\s+xlwings[._](?:pro|server)|xlwings\.(?:server|pro)\.")
    for package in ("udfs", "xlsync"):
        for path in (ROOT / package).rglob("*.py"):
            assert not named.search(path.read_text(encoding="utf-8")), path


def test_the_module_that_xlwings_knows_has_the_functions_as_attributes():
    assert {"PRET_ECHEANCE", "CONVENTION_EXPLIQUER"} <= set(dir(excel))
    with pytest.raises(AttributeError):
        excel.PRET_AUTRE  # noqa: B018
