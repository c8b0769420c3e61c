"""Workbooks made by XlsxWriter as the shipped templates are, and small ways to look at files."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import warnings
import zipfile
from pathlib import Path

import xlsxwriter
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook as OpenpyxlWorkbook

from tests.shared import need
from xlsync.workbook import Workbook

SHEET = "Annexe 2"
MADE_ON = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
"""Date of creation in every template: two of them are the same file, whatever the second."""
ROWS = ((2025, 1000.5, "travaux"), (2026, 2000.25, "études"), (2027, 3000, "travaux"))


def annex() -> bytes:
    """An annex by rows: table with calculated column and totals, chart, formats, lists, names, properties."""
    buffer = io.BytesIO()
    book = _new(buffer)
    money, bold = book.add_format({"num_format": "#,##0.00"}), book.add_format({"bold": True})
    sheet = book.add_worksheet(SHEET)
    sheet.write("A1", "Plan de financement", bold)
    sheet.write_string("A2", "=1+1")
    columns = [
        {"header": "Année", "total_string": "Total"},
        {"header": "Montant HT", "format": money, "total_function": "sum"},
        {"header": "Nature"},
        {"header": "TTC", "formula": "=[@[Montant HT]]*1.2", "format": money, "total_function": "sum"},
        {"header": "Cumul", "formula": "=SUM(B$5:B5)"},
    ]
    sheet.add_table("A4:E8", {"name": "tblPlan", "columns": columns, "data": ROWS, "total_row": True})
    for row, (_, amount, _) in enumerate(ROWS, 5):
        sheet.write_formula(f"D{row}", "=tblPlan[[#This Row],[Montant HT]]*1.2", money, amount * 1.2)
        sheet.write_formula(f"E{row}", f"=SUM(B$5:B{row})", None, sum(line[1] for line in ROWS[: row - 4]))
    for letter, header, value in (("B", "Montant HT", 6000.75), ("D", "TTC", 7200.9)):
        sheet.write_formula(f"{letter}8", f"=SUBTOTAL(109,tblPlan[{header}])", money, value)
    sheet.set_row(6, 30)
    sheet.conditional_format("B5:B7", {"type": "cell", "criteria": ">", "value": 2500, "format": bold})
    sheet.conditional_format("D5:D7", {"type": "data_bar", "data_bar_2010": True})
    sheet.data_validation("C5:C7", {"validate": "list", "source": ["travaux", "études"]})
    sheet.print_area("A1:E8")
    sheet.repeat_rows(3)
    other = book.add_worksheet("Synthèse")
    other.write_formula("A1", f"=SUM('{SHEET}'!B5:B7)", None, 6000.75)
    other.write_formula("A2", f"='{SHEET}'!B8", None, 6000.75)
    other.write_formula("A3", "=SUM(Montants)", None, 6000.75)
    other.write_formula("A4", f"='{SHEET}'!B6", None, 2000.25)
    book.define_name("Montants", f"='{SHEET}'!$B$5:$B$7")
    book.define_name("Total_HT", f"='{SHEET}'!$B$8")
    chart = book.add_chart({"type": "column"})
    chart.add_series(
        {"categories": f"='{SHEET}'!$A$5:$A$7", "values": f"='{SHEET}'!$B$5:$B$7", "name": f"='{SHEET}'!$B$4"}
    )
    sheet.insert_chart("H2", chart)
    _own_sheets(book)
    book.close()
    return buffer.getvalue()


def _new(buffer: io.BytesIO) -> xlsxwriter.Workbook:
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": MADE_ON})
    return book


def _own_sheets(book: xlsxwriter.Workbook) -> None:
    hidden = book.add_worksheet("_xlsync")
    hidden.very_hidden()
    hidden.write_row(0, 0, ["table", "key", "column", "value"])
    conflicts = book.add_worksheet("Conflits")
    conflicts.write_row(0, 0, ["Cellule", "Base", "Choix"], book.add_format({"bold": True}))
    conflicts.set_column(0, 2, 20)
    book.set_custom_property("xlsync.revision", "01J000")
    book.set_custom_property("xlsync.schema", 3)


def fiches() -> bytes:
    """An annex by columns: two records of two columns, a band merged over each, a title over all."""
    buffer = io.BytesIO()
    book = _new(buffer)
    money = book.add_format({"num_format": "#,##0.00"})
    sheet = book.add_worksheet("Prêts")
    sheet.merge_range("A1:E1", "Caractéristiques")
    sheet.write("A2", "Opération")
    sheet.merge_range("B2:C2", "Chaufferie")
    sheet.merge_range("D2:E2", "École")
    sheet.write("A3", "Taux")
    sheet.write_row("B3", [0.02, "fixe", 0.03, "révisable"], money)
    sheet.write("A4", "Durée")
    sheet.write_formula("B4", "=B3*100", None, 2)
    sheet.write_formula("D4", "=D3*100", None, 3)
    headers = ["Rang", "CRD 1", "Intérêts 1", "CRD 2", "Intérêts 2"]
    columns = [{"header": header} for header in headers]
    sheet.add_table("A6:E8", {"name": "tblPrets", "columns": columns})
    for row in (7, 8):
        sheet.write_row(f"A{row}", [row - 6, 100, None, 200])
        for letter, number, rate, value in (("C", 1, "B", 2), ("E", 2, "D", 6)):
            sheet.write_formula(
                f"{letter}{row}", f"=tblPrets[[#This Row],[CRD {number}]]*{rate}$3", money, value
            )
        sheet.write_formula(f"B{row + 3}", f"=SUM(B{row}:E{row})", None, 0)
    sheet.set_column("B:C", 14, money)
    sheet.set_column("D:E", 18, money)
    sheet.conditional_format("D7:D8", {"type": "cell", "criteria": "<", "value": 0, "format": money})
    sheet.data_validation("E3", {"validate": "list", "source": ["fixe", "révisable"]})
    sheet.print_area("A1:E8")
    other = book.add_worksheet("Synthèse")
    other.write_formula("A1", "=SUM(Prêts!B7:E7)", None, 0)
    book.define_name("Tous", "=Prêts!$B$7:$E$8")
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Prêts!$B$7:$E$7"})
    sheet.insert_chart("A20", chart)
    book.close()
    return buffer.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    """Parts of a file by name, as Python’s own zip reader finds them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rezip(contents: dict[str, bytes]) -> bytes:
    """A file from parts, by Python’s own zip writer."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The file with one part replaced or added."""
    return rezip({**parts(data), name: content})


def by_openpyxl(data: bytes, values: bool = False) -> OpenpyxlWorkbook:
    """The file as another program reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(data), data_only=values)


FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "xltx": "Calc MS Excel 2007 XML Template"}


def by_libreoffice(book: Workbook, folder: Path) -> OpenpyxlWorkbook:
    """The workbook computed and saved by LibreOffice, then read by openpyxl."""
    for sheet in book.worksheets():
        sheet.clear_cached()
    return by_openpyxl(through_libreoffice(book.to_bytes(), folder), values=True)


def through_libreoffice(data: bytes, folder: Path, source: str = "xlsx", target: str = "xlsx") -> bytes:
    """The file saved by LibreOffice under a profile of its own, as a workbook or as a template."""
    soffice = need("soffice")
    path, out = folder / f"classeur.{source}", folder / "converti"
    path.write_bytes(data)
    command = [soffice, f"-env:UserInstallation=file://{folder}/profil", "--headless", "--norestore"]
    command += ["--convert-to", f"{target}:{FILTERS[target]}", "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (out / f"classeur.{target}").read_bytes()
