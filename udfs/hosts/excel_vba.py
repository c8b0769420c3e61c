"""The VBA module of Excel's add-in: one function for each of ours, the menu, and errors as cell errors.

The functions are those that xlwings generates (same names, same arguments, same call of Python), with four
differences: ranges are read with `Value2`, which neither rounds amounts in € nor changes dates; a marked text
becomes the error that it names; a failure of Python itself is #N/A, its message kept; Python is told the
workbook of the cell, not the active one. Pure description: nothing is read nor written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

ERROR_MARK: Final = "\x01ERR:"
"""Begins the text of a call that has no value: then Excel's number of the error, a colon, a sentence."""

CODES: Final[Mapping[str, int]] = MappingProxyType(
    {
        "#NULL!": 2000,
        "#DIV/0!": 2007,
        "#VALUE!": 2015,
        "#REF!": 2023,
        "#NAME?": 2029,
        "#NUM!": 2036,
        "#N/A": 2042,
        "#GETTING_DATA": 2043,
        "#SPILL!": 2045,
        "#CONNECT!": 2046,
        "#BLOCKED!": 2047,
        "#UNKNOWN!": 2048,
        "#FIELD!": 2049,
        "#CALC!": 2050,
    }
)
"""Excel's number of each error."""

NAME: Final = "Conventions"
EVENTS_NAME: Final = "ConventionsOuverture"
LAST_ERROR: Final = "CONVENTION_DERNIERE_ERREUR"
DESCRIBE: Final = "Conventions_Decrire"
ACTIONS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "status": ("Comparer", "Conventions_Comparer"),
        "pull": ("Envoyer mes saisies", "Conventions_Envoyer"),
        "push": ("Recevoir", "Conventions_Recevoir"),
        "check": ("Vérifier", "Conventions_Verifier"),
        "explain": ("Expliquer la cellule", "Conventions_Expliquer"),
        "convert": ("Convertir les formules pour Excel", "Conventions_Convertir"),
    }
)
"""The entries of the menu: what they show and their macro, by the function of `xlsync.live`."""

HOST_PROPERTY: Final = "xlsync_host"
"""Custom property of a workbook that names the spreadsheet whose spelling its formulas have."""

_ENCODING: Final = "cp1252"
_ELSEWHERE: Final = str.maketrans({"\u2212": "-", "\u202f": "\u00a0", "\u2011": "-", "≥": ">=", "≤": "<="})


@dataclass(frozen=True, slots=True)
class Described:
    """What Excel shows of a function.

    Attributes:
        name: Its spelling in Excel.
        arguments: Their names, none of them a word of VBA.
        required: How many of them Excel insists on; they come first.
        variadic: The last one stands for any number of cells.
        help: What the function computes.
        helps: What each argument is.
        category: Where the function wizard lists it.
    """

    name: str
    arguments: tuple[str, ...]
    required: int
    variadic: bool
    help: str
    helps: tuple[str, ...]
    category: str


def module(version: str, python_module: str, described: Sequence[Described]) -> str:
    """The text of the module, ready to import; every character of it is in the code page of Windows.

    Args:
        version: Version of the add-in.
        python_module: The module whose attributes are the functions.
        described: The functions.

    Raises:
        UnicodeEncodeError: A help text that Windows cannot show in VBA.
    """
    parts = [
        _HEADER.format(name=NAME, version=version),
        _FUNCTIONS,
        *(_function(python_module, one) for one in described),
        _MENU.format(title=NAME, entries="\n".join(_entries()), events=EVENTS_NAME),
        *(_macro(action, macro) for action, (_, macro) in ACTIONS.items()),
        _HELP.format(
            describe=DESCRIBE,
            each="\n".join(f"    Aide_{one.name}" for one in described),
        ),
        *map(_help, described),
    ]
    return _readable("\n".join(parts))


def events() -> str:
    """The text of the class that offers to convert a workbook when it is opened."""
    macro = ACTIONS["convert"][1]
    return _readable(_EVENTS.format(name=EVENTS_NAME, macro=macro, host=HOST_PROPERTY))


def _readable(text: str) -> str:
    """The text, sure to be in the code page of Windows."""
    text = text.translate(_ELSEWHERE)
    text.encode(_ENCODING)
    return text


def _function(python_module: str, one: Described) -> str:
    call = f'XLPy.CallUDF("{python_module}", "{one.name}", {{}}, Classeur(), Application.Caller)'
    if one.variadic:
        *plain, last = one.arguments
        before, passed = (
            _GATHERED.format(first=", ".join(map(_read, plain)), last=last, count=len(plain)),
            "tout",
        )
    else:
        before, passed = "", f"Array({', '.join(map(_read, one.arguments))})"
    return _FUNCTION.format(
        name=one.name,
        signature=", ".join(_parameter(one, rank) for rank in range(len(one.arguments))),
        before=before,
        call=call.format(passed),
    )


def _parameter(one: Described, rank: int) -> str:
    if one.variadic and rank == len(one.arguments) - 1:
        return f"ParamArray {one.arguments[rank]}()"
    return ("" if rank < one.required else "Optional ") + one.arguments[rank]


def _read(argument: str) -> str:
    return f"Cellules({argument})"


def _entries() -> Iterable[str]:
    return (f'    Entree menu, "{title}", "{macro}"' for title, macro in ACTIONS.values())


def _macro(action: str, macro: str) -> str:
    asks = _ASKS if action == "convert" else ""
    return (
        f'Public Sub {macro}()\n{asks}    RunPython "import xlsync.live; xlsync.live.{action}()"\nEnd Sub\n'
    )


def _help(one: Described) -> str:
    helps = "\n".join(f"    aides({rank}) = {quoted(text)}" for rank, text in enumerate(one.helps))
    return (
        f"Private Sub Aide_{one.name}()\n    Dim aides(0 To {len(one.helps) - 1}) As String\n{helps}\n"
        f'    Decrire "{one.name}", _\n        {quoted(one.help)}, _\n        {quoted(one.category)}, aides\n'
        "End Sub\n"
    )


def quoted(text: str) -> str:
    """A text as VBA writes it.

    Examples:
        >>> quoted('la "base" du prêt')
        '"la ""base"" du prêt"'
    """
    return '"' + text.replace('"', '""').replace("\n", " ") + '"'


_HEADER = """\
Attribute VB_Name = "{name}"
' Fonctions et menu des conventions, version {version}.
' Écrit par « xlsync addin build excel » : ne pas modifier.
Option Explicit

Private dernier_message As String
Private ouvertures As Object
"""

_FUNCTIONS = """\
' --- valeurs

Private Function Cellules(ByVal valeur As Variant) As Variant
    If IsObject(valeur) Then
        Cellules = Lues(valeur)
    Else
        Cellules = valeur
    End If
End Function

Private Function Lues(ByVal plage As Object) As Variant
    If plage.Areas.Count > 1 Then
        Lues = CVErr(2015)
    Else
        Lues = plage.Value2
    End If
End Function

Private Function Resultat(ByVal valeur As Variant) As Variant
    Dim i As Long, j As Long
    If Not IsArray(valeur) Then
        Resultat = UneValeur(valeur)
    ElseIf Dimensions(valeur) = 1 Then
        For i = LBound(valeur) To UBound(valeur)
            valeur(i) = UneValeur(valeur(i))
        Next i
        Resultat = valeur
    Else
        For i = LBound(valeur, 1) To UBound(valeur, 1)
            For j = LBound(valeur, 2) To UBound(valeur, 2)
                valeur(i, j) = UneValeur(valeur(i, j))
            Next j
        Next i
        Resultat = valeur
    End If
End Function

Private Function Dimensions(ByRef valeur As Variant) As Long
    Dim essai As Long
    Dimensions = 1
    On Error GoTo fin
    essai = UBound(valeur, 2)
    Dimensions = 2
fin:
End Function

Private Function UneValeur(ByVal valeur As Variant) As Variant
    If VarType(valeur) = vbString Then
        If Left(valeur, 5) = Chr(1) & "ERR:" Then
            dernier_message = Mid(valeur, 11)
            UneValeur = CVErr(CLng(Mid(valeur, 6, 4)))
            Exit Function
        End If
    End If
    UneValeur = valeur
End Function

Private Function Classeur() As Object
    Set Classeur = ActiveWorkbook
    If TypeOf Application.Caller Is Range Then Set Classeur = Application.Caller.Worksheet.Parent
End Function

Private Function Panne(ByVal texte As String) As Variant
    dernier_message = "Python n’a pas répondu : " & texte
    Panne = CVErr(2042)
End Function

Public Function CONVENTION_DERNIERE_ERREUR(Optional declencheur) As String
    CONVENTION_DERNIERE_ERREUR = dernier_message
End Function

' --- fonctions
"""

_FUNCTION = """\
Public Function {name}({signature})
    If TypeOf Application.Caller Is Range Then On Error GoTo failed
{before}    {name} = Resultat({call})
    Exit Function
failed:
    {name} = Panne(Err.Description)
End Function
"""

_GATHERED = """\
    Dim tout() As Variant, k As Long
    tout = Array({first})
    ReDim Preserve tout(0 To UBound({last}) - LBound({last}) + {count})
    For k = LBound({last}) To UBound({last})
        tout({count} + k - LBound({last})) = Cellules({last}(k))
    Next k
"""

_MENU = """\
' --- menu

Public Sub Auto_Open()
    Dim menu As Object
    Auto_Close
    Set menu = Application.CommandBars("Worksheet Menu Bar").Controls.Add(Type:=10, Temporary:=True)
    menu.Caption = "{title}"
{entries}
    Entree menu, "Dernier message d’erreur", "Conventions_DernierMessage"
    Set ouvertures = New {events}
End Sub

Public Sub Auto_Close()
    On Error Resume Next
    Application.CommandBars("Worksheet Menu Bar").Controls("{title}").Delete
End Sub

Private Sub Entree(ByVal menu As Object, ByVal titre As String, ByVal macro As String)
    Dim ligne As Object
    Set ligne = menu.Controls.Add(Type:=1, Temporary:=True)
    ligne.Caption = titre
    ligne.OnAction = "'" & ThisWorkbook.Name & "'!" & macro
End Sub

Public Sub Conventions_DernierMessage()
    If dernier_message = "" Then
        MsgBox "Aucune fonction n’a signalé d’erreur.", vbInformation, "{title}"
    Else
        MsgBox dernier_message, vbInformation, "{title}"
    End If
End Sub
"""

_EVENTS = """\
VERSION 1.0 CLASS
BEGIN
  MultiUse = -1  'True
END
Attribute VB_Name = "{name}"
Attribute VB_GlobalNameSpace = False
Attribute VB_Creatable = False
Attribute VB_PredeclaredId = False
Attribute VB_Exposed = False
Option Explicit

Private WithEvents appli As Application

Private Sub Class_Initialize()
    Set appli = Application
End Sub

Private Sub appli_WorkbookOpen(ByVal Wb As Workbook)
    If Not Wb Is ActiveWorkbook Then Exit Sub
    If EstAConvertir(Wb) Then Application.OnTime Now, "'" & ThisWorkbook.Name & "'!{macro}"
End Sub

Private Function EstAConvertir(ByVal Wb As Workbook) As Boolean
    Dim propriete As Object
    For Each propriete In Wb.CustomDocumentProperties
        If propriete.Name = "{host}" Then EstAConvertir = (propriete.Value <> "excel")
    Next propriete
End Function
"""

_ASKS = """\
    If MsgBox("Les fonctions de ce classeur sont peut-être écrites pour un autre tableur. Les " & _
        "convertir pour cet Excel ? Le classeur sera enregistré, fermé, converti, puis rouvert.", _
        vbYesNo + vbQuestion, "Conventions") <> vbYes Then Exit Sub
"""

_HELP = """\
' --- aide des fonctions, écrite une fois, avant d’enregistrer le complément

Public Sub {describe}()
{each}
End Sub

Private Sub Decrire(ByVal nom As String, ByVal aide As String, _
        ByVal categorie As String, ByRef aides() As String)
    Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & nom, Description:=aide, _
        Category:=categorie, ArgumentDescriptions:=aides
End Sub
"""
