"""The VBA module compiled and run: LibreOffice understands VBA, all but what belongs to Excel alone.

In its place stand: Python, which answers each function with a text, and Excel's caller.
"""

from __future__ import annotations

import subprocess
import uuid
from pathlib import Path

import pytest

from tests.shared import need
from tests.xlsync.sync.mail.office import python_of_libreoffice
from udfs.hosts import excel

DRIVER = Path(__file__).with_name("basic_in_libreoffice.py")
STAND_INS = """
Private Function XLPy_CallUDF(module, nom, cellules)
    If nom = "CEE_VOLUME" Then XLPy_CallUDF = Chr(1) & "ERR:2036:taux trop grand"
    If nom = "CONVENTION_EXPLIQUER" Then XLPy_CallUDF = UBound(cellules) & cellules(0) & cellules(2)
End Function

Private Sub RunPython(commande)
End Sub

Public Function Essai() As String
    Dim rangees(0 To 1, 0 To 1) As Variant, ligne(0 To 1) As Variant, tout As Variant
    Essai = CStr(CEE_VOLUME(1, 2)) & "|" & CONVENTION_DERNIERE_ERREUR()
    Essai = Essai & "|" & CONVENTION_EXPLIQUER("F", 2, "z")
    rangees(0, 0) = 1.5: rangees(0, 1) = "x": rangees(1, 0) = Chr(1) & "ERR:2042:m": rangees(1, 1) = 4
    tout = Resultat(rangees)
    Essai = Essai & "|" & CStr(tout(0, 0)) & tout(0, 1) & CStr(tout(1, 0)) & CStr(tout(1, 1))
    ligne(0) = "": ligne(1) = Chr(1) & "ERR:2015:dernier"
    tout = Resultat(ligne)
    Essai = Essai & "|" & CStr(tout(0)) & CStr(tout(1)) & CONVENTION_DERNIERE_ERREUR()
    Essai = Essai & "|" & CStr(Panne("sans Python")) & CONVENTION_DERNIERE_ERREUR()
End Function
"""


@pytest.mark.libreoffice
def test_the_module_compiles_and_turns_marks_into_errors(tmp_path: Path) -> None:
    text = excel.files("1.0")["Conventions.bas"].partition("\n")[2]
    for former, new in (
        ("If TypeOf Application.Caller Is Range Then ", ""),
        (", Classeur(), Application.Caller", ""),
        ("XLPy.CallUDF", "XLPy_CallUDF"),
        ("    Set ouvertures = New ConventionsOuverture\n", ""),
    ):
        assert former in text
        text = text.replace(former, new)
    module = tmp_path / "module.bas"
    module.write_text(f"Option VBASupport 1\n{text}\n{STAND_INS}", encoding="utf-8")
    shown = _run(module, tmp_path / "profile").split("|")
    assert shown[0].endswith("2036")
    assert shown[1] == "taux trop grand"
    assert shown[2] == "2Fz"
    assert shown[3] == "1.5xError 20424"
    assert shown[4] == "Error 2015dernier"
    assert shown[5] == "Error 2042Python n’a pas répondu : sans Python"


def _run(module: Path, profile: Path) -> str:
    pipe, python = f"xlsync{uuid.uuid4().hex[:12]}", python_of_libreoffice()
    office = subprocess.Popen(
        [
            need("soffice"), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
            "--nologo", f"--accept=pipe,name={pipe};urp;",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        done = subprocess.run(
            [python, str(DRIVER), pipe, str(module), "Essai"],
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
    finally:
        office.terminate()
        office.wait(30)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
