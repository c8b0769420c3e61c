"""Lists of suppliers: what a line says, and what is left out by name."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path

import pytest
import xlsxwriter

from tests.xlsync.readings.written import told, write
from tests.xlsync.sync.test_ods import cell, ods, rows
from xlsync.errors import CannotRead, FileMissing, TablesRefused, XlsyncError
from xlsync.readings.reading import read_readings
from xlsync.readings.steps import Asked
from xlsync.readings.units import read_unit


def values(path: Path, **asked: str) -> list[tuple[str | None, tuple[int, int], Fraction | None, str | None]]:
    found = read_readings(path, Asked(**asked)).lines
    return [(line.meter, line.month[:2], line.value, line.unit) for line in found]


def test_a_list_as_a_supplier_writes_it(tmp_path: Path):
    path = write(
        tmp_path / "factures.csv",
        "Relevés de 2026",
        "",
        "N° PDL;Date de début;Date de fin;Consommation (kWh);Montant TTC (€);Nature;Abonnement",
        "14500000000001;01/01/2026;31/01/2026;1 234,567;1 234,50 €;Réel;12",
        "'14500000000001;01/02/2026;01/03/2026;12\u202f345,6;;Estimé;12",
        encoding="utf-8-sig",
    )
    found = read_readings(path)
    assert values(path) == [
        ("14500000000001", (2026, 1), Fraction("1234.567"), "kWh"),
        ("14500000000001", (2026, 2), Fraction("12345.6"), "kWh"),
    ]
    assert [(line.amount, line.estimated) for line in found.lines] == [(1234.5, False), (None, True)]
    assert [line.place for line in found.lines] == ["factures.csv:4", "factures.csv:5"]
    assert told(found.notices) == [("factures.csv", "colonnes non lues : Abonnement")]
    assert found.problems == ()


def test_an_english_list_with_points(tmp_path: Path):
    path = write(
        tmp_path / "a.csv",
        "Meter,Month,Consumption (MWh),Amount,Estimated",
        "A1,March 2026,1.500,12.50,no",
        encoding="utf-8",
    )
    assert values(path) == [("A1", (2026, 3), Fraction("1.5"), "MWh")]
    assert [(line.amount, line.estimated) for line in read_readings(path).lines] == [(12.5, False)]


def test_the_decimal_mark_is_that_of_the_column(tmp_path: Path):
    known = write(tmp_path / "a.csv", "PDL;mois;kWh", "A;01/2026;1.500", "A;02/2026;2.25")
    assert [value for _, _, value, _ in values(known)] == [Fraction("1.5"), Fraction("2.25")]
    unknown = write(tmp_path / "b.csv", "PDL;mois;kWh", "A;01/2026;1.500", "A;02/2026;2.250")
    said = told(read_readings(unknown).problems)
    assert [where for where, _ in said] == ["b:2", "b:3"]
    assert "« 1.500 » est ambigu" in said[0][1]


ROWS: list[list[object]] = [
    ["Relevés"],
    ["PDL", "Mois", "kWh", "Réel"],
    [14500000000001, datetime.date(2026, 1, 1), 1234.5, "oui"],
    [14500000000001, datetime.date(2026, 2, 1), -3, "non"],
    [14500000000001, datetime.date(2026, 3, 1), "abc", "peut-être"],
]


def xlsx_of(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Aide").write_string(0, 0, "Comment lire")
    sheet = book.add_worksheet("Feuille")
    for at, row in enumerate(ROWS):
        for column, value in enumerate(row):
            if isinstance(value, datetime.date):
                sheet.write_datetime(at, column, value)
            else:
                sheet.write(at, column, value)
    book.close()


def ods_of(path: Path) -> None:
    def written(value: object) -> str:
        if isinstance(value, datetime.date):
            return cell("date", f'office:date-value="{value.isoformat()}"')
        if isinstance(value, str):
            return cell("string", "", value)
        return cell("float", f'office:value="{value}"')

    ods(path, rows(*("".join(map(written, row)) for row in ROWS)))


@pytest.mark.parametrize(("suffix", "write_rows"), [("xlsx", xlsx_of), ("ods", ods_of)])
def test_a_workbook(tmp_path: Path, suffix, write_rows):
    path = tmp_path / f"a.{suffix}"
    write_rows(path)
    found = read_readings(path)
    assert [(line.meter, line.month[:2], line.value, line.estimated) for line in found.lines] == [
        ("14500000000001", (2026, 1), Fraction("1234.5"), False),
        ("14500000000001", (2026, 2), None, True),
        ("14500000000001", (2026, 3), None, None),
    ]
    assert told(found.problems) == [
        ("Feuille!C4", "kwh : valeur négative, -3"),
        ("Feuille!C5", "kwh : nombre attendu, reçu « abc »"),
        ("Feuille!D5", "ni estimé ni réel : « peut-être »"),
    ]


def test_what_cannot_be_read_is_named_and_the_rest_is_read(tmp_path: Path):
    path = write(
        tmp_path / "a.csv",
        "PDL;Début;Fin;kWh;Montant TTC",
        "A;28/01/2026;27/02/2026;10;1",
        "A;01/02/2026;28/02/2026;-10;1",
        "A;01/03/2026;31/03/2026;;1",
        "A;01/04/2026;30/04/2026;10;-1",
        "A;hier;30/05/2026;10;1",
        "Total;;;40;5",
        "A;01/06/2026;30/06/2026;10",
    )
    found = read_readings(path)
    assert told(found.problems) == [
        ("a:2", "ligne 2 : la période du 28/01/2026 au 27/02/2026 n’est pas un mois entier"),
        ("a:3", "ligne 3 : kwh : valeur négative, -10"),
        ("a:4", "ligne 4 : consommation absente"),
        ("a:5", "ligne 5 : montant_ttc : valeur négative, -1"),
        ("a:6", "ligne 6 : date : date attendue (31/12/2026), reçu « hier »"),
        ("a:7", "ligne 7 : mois absent"),
    ]
    assert [(line.month.month, line.value, line.amount) for line in found.lines] == [
        (2, None, 1.0),
        (3, None, 1.0),
        (4, 10, None),
        (6, 10, None),
    ]


def test_the_unit_is_that_of_the_heading_then_of_its_column_then_the_one_asked(tmp_path: Path):
    heading = write(tmp_path / "a.csv", "PDL;mois;kWh", "A;01/2026;1")
    assert values(heading, unit="MWh")[0][3] == "kWh"
    column = write(
        tmp_path / "b.csv", "PDL;mois;Quantité;Unité", "A;01/2026;1;MWh", "A;02/2026;1;m³", "A;03/2026;1;"
    )
    assert [unit for *_, unit in values(column, unit="Wh")] == ["MWh", "m3", "Wh"]
    none = write(tmp_path / "c.csv", "PDL;mois;Consommation", "A;01/2026;1")
    assert values(none)[0][3] is None
    assert "l’unité n’est pas dite" in told(read_readings(none).notices)[0][1]
    assert "kW ne sont pas une énergie" in told(read_readings(none, Asked("kW")).problems)[0][1]
    with pytest.raises(XlsyncError, match="unité inconnue"):
        read_unit("chevaux")


def test_a_file_without_readings_is_refused(tmp_path: Path):
    with pytest.raises(TablesRefused, match="aucune colonne de consommation"):
        read_readings(write(tmp_path / "a.csv", "PDL;mois", "A;01/2026"))
    with pytest.raises(TablesRefused, match="fichier vide"):
        read_readings(write(tmp_path / "b.csv"))
    with pytest.raises(FileMissing):
        read_readings(tmp_path / "absent.csv")
    with pytest.raises(CannotRead):
        read_readings(write(tmp_path / "a.pdf", "x"))
