"""Workbooks that the tests of recalculation compute, written with XlsxWriter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

PREFIXED = re.compile(r"\b(IFNA|MAXIFS|MINIFS|CONCAT|TEXTJOIN|DAYS|NUMBERVALUE)\(")
COLUMNS = {
    "A": [3, 1, 4, 1, 5, 9],
    "B": ["alpha", "Bêta", "alpha", None, "ALPHA", "gamma delta"],
    "C": [100.5, -20, None, 0.005, 45628, 2.675],
    "D": [True, False, "'12", "abc", "=NA()", "=1/0"],
    "E": [1, 2, 4, 8, 16, 32],
    "F": ["un", "deux", "quatre", "huit", "seize", "trente-deux"],
    "G": [-1000, 300, 300, 300, 300, 300],
    "H": [None, '=""', 0, "x*y", "2 %", -7.5],
    "I": [45292 + 365 * year for year in range(6)],
    "J": [10, "=SUBTOTAL(9,J1:J1)", 5],
}
FIRST_ROW = 10
YEARS = 15
LOANS = (("Pret_2024", 170000, 13, 2025), ("Pret_2025", 170000, 12, 2026), ("Pret_2026", 160000, 11, 2027))


def write_functions(path: Path, formulas: Iterable[str]) -> dict[str, str]:
    """The sheet « Feuille » with the data of `functions.yaml`; returns the cell of each formula."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Feuille")
    for column, values in enumerate(COLUMNS.values()):
        for row, value in enumerate(values):
            _write(sheet, row, column, value)
    cells = {}
    for row, formula in enumerate(dict.fromkeys(formulas), FIRST_ROW):
        sheet.write_formula(row - 1, 11, "=" + PREFIXED.sub(r"_xlfn.\1(", formula))
        cells[formula] = f"L{row}"
    book.close()
    return cells


def _write(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    if isinstance(value, str) and not value.startswith("="):
        sheet.write_string(row, column, value.removeprefix("'"))
    elif value is not None:
        sheet.write(row, column, value)


def write_annex(path: Path) -> None:
    """Seven sheets and some 700 formulas: a table, names, loans, a financing plan, checks."""
    book = xlsxwriter.Workbook(path)
    _parameters(book)
    _programme(book)
    for rank, (name, *_) in enumerate(LOANS):
        _loan(book, name, 6 + rank)
    _plan(book)
    _checks(book)
    book.close()


def _parameters(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("Paramètres")
    for row, (name, value) in enumerate(
        [("Taux", 0.02), ("Prix_élec", 180), ("Inflation", 0.02), ("Année_début", 2024)]
    ):
        sheet.write_row(row, 0, [name, value])
        book.define_name(name, f"='Paramètres'!$B${row + 1}")
    book.define_name("Prix_kWh", "=Prix_élec/1000")
    book.define_name("Mois", "=12")
    for row, (name, amount, years, start) in enumerate(LOANS, 6):
        sheet.write_row(row - 1, 0, [name, amount, years, start])
        sheet.write_formula(f"E{row}", f"=DATE(D{row}-1,Mois,31)")
        sheet.write_formula(f"F{row}", f"=ROUND(-PMT(Taux,C{row},B{row}),2)")
        sheet.write_formula(f"G{row}", f"=EDATE(E{row},Mois*C{row})")
    sheet.write_formula("B9", "=SUM(B6:B8)")
    book.define_name("Total_prêts", "='Paramètres'!$B$9")


def _programme(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("Programme d'actions")
    row = "tActions[[#This Row],[{}]]".format
    formulas = {
        "€ élec": f"={row('kWh (élec)')}*Prix_kWh",
        "€ chaleur": f"=ROUND({row('kWh chaleur')}*95/1000,2)",
        "€ total": "=SUM(tActions[[#This Row],[€ élec]:[€ chaleur]])",
        "TRI '[ans']": f'=IFERROR(ROUND({row("Coût k€")}*1000/{row("€ total")},1),"n.d.")',
        "Fin travaux": f"=EDATE(DATE({row('Année')},6,30),6)",
        "Année d'effet": f"=YEAR({row('Fin travaux')})+1",
        "Part": f"={row('Coût k€')}/SUM(tActions[Coût k€])",
    }
    data = [
        [
            f"Action {rank}",
            2024 + rank % 4,
            8 + 7 * rank % 52,
            1000 * (37 * rank % 41) if rank % 3 else 0,
            997 * (29 * rank % 61),
        ]
        for rank in range(20)
    ]
    headings = ["Action", "Année", "Coût k€", "kWh (élec)", "kWh chaleur"]
    columns = [{"header": name} for name in headings] + [
        {"header": re.sub(r"'([\[\]])", r"\1", name), "formula": formula}
        for name, formula in formulas.items()
    ]
    columns[0]["total_string"] = "Total"
    for column in (2, 5, 6, 7):
        columns[column]["total_function"] = "sum"
    sheet.add_table(3, 0, 24, 11, {"name": "tActions", "columns": columns, "data": data, "total_row": True})
    sheet.write_formula("C27", "=tActions[[#Totals],[Coût k€]]")
    sheet.write_formula("D27", "=SUBTOTAL(109,tActions[[€ élec]:[€ total]])")
    sheet.write_formula("E27", "=MAX(tActions[TRI '[ans']])")
    for line in range(30, 34):
        sheet.write(f"A{line}", 1994 + line)
        sheet.write_formula(f"B{line}", f"=SUMIFS(tActions[Coût k€],tActions[Année],A{line})")
        sheet.write_formula(f"C{line}", f"=COUNTIFS($B$5:$B$24,A{line})")
        sheet.write_formula(f"D{line}", f"=IFERROR(AVERAGEIFS($H$5:$H$24,$B$5:$B$24,A{line}),0)")
        sheet.write_formula(f"E{line}", f"=SUMPRODUCT(($B$5:$B$24=A{line})*$C$5:$C$24)")


def _loan(book: xlsxwriter.Workbook, name: str, source: int) -> None:
    sheet = book.add_worksheet(name)
    for column, letter in zip("BDF", "BCF", strict=True):
        sheet.write_formula(f"{column}2", f"='Paramètres'!${letter}${source}")
    for rank in range(YEARS):
        row = 5 + rank
        sheet.write(f"A{row}", rank + 1)
        sheet.write_formula(f"B{row}", f"=B{row - 1}+1" if rank else f"='Paramètres'!$D${source}")
        sheet.write_formula(f"C{row}", f"=EDATE('Paramètres'!$E${source},12*A{row})")
        sheet.write_formula(f"D{row}", f"=MAX(0,ROUND(D{row - 1}-F{row - 1},2))" if rank else "=$B$2")
        sheet.write_formula(f"E{row}", f"=ROUND(D{row}*Taux,2)")
        sheet.write_formula(f"F{row}", f"=IF(A{row}<$D$2,$F$2-E{row},IF(A{row}=$D$2,D{row},0))")
        sheet.write_formula(f"G{row}", f"=E{row}+F{row}")
    for column in "EFG":
        sheet.write_formula(f"{column}21", f"=SUM({column}5:{column}19)")
    sheet.write_formula("D21", '=IF(ABS(F21-B2)<0.005,"OK","ÉCART")')


def _plan(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("Plan")
    for rank in range(YEARS):
        row = 5 + rank
        sheet.write_formula(f"A{row}", f"=A{row - 1}+1" if rank else "=Année_début")
        sheet.write_formula(f"B{row}", f"=SUMIFS(tActions[Coût k€],tActions[Année],A{row})")
        sheet.write_formula(f"C{row}", f"=SUMIFS('Paramètres'!$B$6:$B$8,'Paramètres'!$D$6:$D$8,A{row}+1)")
        sheet.write_formula(f"D{row}", f"=SUMIFS(tActions[€ total],tActions[Année d''effet],A{row})")
        sheet.write_formula(f"E{row}", f"=E{row - 1}+D{row}" if rank else f"=D{row}")
        sheet.write_formula(f"F{row}", f"=ROUND(E{row}*(1+Inflation)^(A{row}-Année_début),2)")
        for column, (name, *_) in zip("GHI", LOANS, strict=True):
            found = f"INDEX({name}!$G$5:$G$19,MATCH($A{row},{name}!$B$5:$B$19,0))"
            sheet.write_formula(f"{column}{row}", f"=IFERROR({found},0)")
        sheet.write_formula(f"J{row}", f"=SUM(G{row}:I{row})")
        sheet.write_formula(f"K{row}", f"=F{row}-J{row}")
        sheet.write_formula(f"L{row}", f"=SUM(K$5:K{row})")
        sheet.write_formula(f"M{row}", f"=IFERROR(F{row}/J{row},0)")
        status = f'IF(K{row}>=0,"équilibré","déficit")'
        sheet.write_formula(f"N{row}", f'=IF(J{row}=0,"sans objet",{status})')
        sheet.write_formula(f"O{row}", f"=IF(AND(J{row}>0,K{row}<0),MAX(0,F{row}),MIN(F{row},J{row}))")


def _checks(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("Contrôles")
    formulas = [
        "=ROUND(SUM(Pret_2024!F5:F19,Pret_2025!F5:F19,Pret_2026!F5:F19)-Total_prêts,2)",
        '=COUNTIF(Plan!N5:N19,"déficit")',
        '=IFERROR(INDEX(Plan!A5:A19,MATCH(TRUE,INDEX(Plan!L5:L19>0,0),0)),"jamais")',
        "=VLOOKUP(2030,Plan!$A$5:$O$19,11,FALSE)",
        '=TEXT(\'Paramètres\'!E6,"dd/mm/yyyy")&" - "&Plan!N8',
        "=ROUND(NPV(Taux,Plan!K5:K19),2)",
        '=IF(AND(Pret_2024!D21="OK",Pret_2025!D21="OK"),"conforme","non conforme")',
        "=COUNTA('Programme d''actions'!A5:A24)&\" actions, 'tActions[Action]' reste un texte\"",
        "=IPMT(Taux,2,'Paramètres'!C6,'Paramètres'!B6)+PPMT(Taux,2,'Paramètres'!C6,'Paramètres'!B6)",
    ]
    for row, formula in enumerate(formulas):
        sheet.write_formula(row, 1, formula)


def write_calls(path: Path) -> None:
    """Calls of our functions in three spellings: in cells, in a table, nested, over a fiche, refused."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Paramètres")
    fiche = [
        ("capital", 170000),
        ("taux", 0.02),
        ("nombre_echeances", 13),
        ("date_valeur", 45628),
        ("premiere_echeance", 45993),
    ]
    for row, pair in enumerate(fiche):
        sheet.write_row(row, 0, pair)
    book.define_name("Fiche", "='Paramètres'!$A$1:$B$5")
    book.define_name("Capital", "='Paramètres'!$B$1")
    formulas = [
        "=PRET.ECHEANCE(Fiche)",
        "=_xldudf_PRET_ECHEANCE(Capital,B2,B3)*2",
        "=IF(B1>1,ROUND(PRET_ECHEANCE(Capital*1,B2+0,B3)/3,2),PRET.ECHEANCE(1,0.02,3))",
        "=SUM(INDEX(PRET.TABLEAU(Fiche),0,6))",
        "=CEE.VOLUME(ENERGIE.ECONOMIE(B1,B2*1000),0.005)",
        '=IFERROR(PRET.ECHEANCE(-1,0.02,13),"refusé")',
        "=PRET.ECHEANCE(-1,0.02,13)",
        "=INTRACTING.BILAN(H1:H3,10)",
        '="PRET.ECHEANCE("&D1&")"',
    ]
    for row, formula in enumerate(formulas, 1):
        sheet.write_formula(f"D{row}", formula)
    sheet.write_array_formula("F1:K13", "{=PRET.TABLEAU(Fiche)}")
    _calls_table(book)
    book.close()


def _calls_table(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("Annexe 2-E")
    row = "t_2E[[#This Row],[{}]]".format
    columns = {"CRD (€)": "crd", "Intérêts": "interets", "Amortissement": "amortissement"}
    headings = [{"header": "Rang"}] + [
        {"header": heading, "formula": f'=PRET.LIGNE("{name}",{row("Rang")},Fiche)'}
        for heading, name in columns.items()
    ]
    headings.append(
        {"header": "Écart [%]", "formula": f'=IFERROR({row("Intérêts")}*100/{row("CRD (€)")},"")'}
    )
    data = [[rank] for rank in range(15)]
    sheet.add_table("B4:F19", {"name": "t_2E", "columns": headings, "data": data})
    sheet.write_formula("B22", "=SUM(t_2E[Amortissement])-Capital")
    sheet.write_formula("B23", "=SUM(t_2E[Écart '[%']])")
