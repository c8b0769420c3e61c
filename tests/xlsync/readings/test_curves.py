"""Load curves into months, against fractions and the database of time zones."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path

import pytest
import xlsxwriter

from tests.xlsync.readings.written import PARIS, UTC, curve, steps, sums, told, write
from xlsync.errors import CannotRead
from xlsync.readings.reading import read_readings
from xlsync.readings.steps import Asked

THIRDS = ("0,333", "12.5", "1.1", "7", "0,001", "1234.567")
EXACT = ("0.333", "12.5", "1.1", "7", "0.001", "1234.567")
YEAR = ("2026-01-01", "2027-01-01")


def months(path: Path, **asked: object) -> dict[tuple[int, int], Fraction | None]:
    found = read_readings(path, Asked(**asked))
    return {line.month[:2]: line.value for line in found.lines}


@pytest.mark.parametrize("minutes", [10, 15, 30, 60])
@pytest.mark.parametrize("form", ["%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M"])
def test_a_year_is_the_exact_sum_of_its_steps(tmp_path: Path, minutes, form):
    """Both changes of the hour are in it: 25 hours in October, 23 in March."""
    found = steps(*YEAR, minutes, EXACT)
    path = write(tmp_path / "a.csv", *curve(found, form))
    read = read_readings(path)
    assert read.problems == ()
    expected = {month: total * Fraction(minutes, 60) for month, total in sums(found).items()}
    assert {line.month[:2]: line.value for line in read.lines} == expected
    assert len(expected) == 12
    assert {(line.unit, line.estimated) for line in read.lines} == {("kWh", False)}


@pytest.mark.parametrize(
    ("heading", "of_a_step"),
    [("kW", Fraction(1, 2)), ("W", Fraction(1, 2000)), ("kWh", Fraction(1)), ("Wh", Fraction(1, 1000))],
)
def test_units(tmp_path: Path, heading, of_a_step):
    found = steps("2026-06-01", "2026-07-01", 30, ("3", "5.25"))
    path = write(tmp_path / "a.csv", *curve(found, heading=f"Horodate;Valeur ({heading})"))
    assert months(path) == {(2026, 6): sums(found)[2026, 6] * of_a_step}
    bare = write(tmp_path / "b.csv", *curve(found, heading="Horodate;Valeur"))
    assert months(bare, unit=heading) == months(path)
    with pytest.raises(CannotRead, match="--unit"):
        read_readings(bare)


def test_stamps_that_mark_the_end_of_a_step(tmp_path: Path):
    found = steps(*YEAR, 30, EXACT)
    path = write(tmp_path / "a.csv", *curve(found, later=30))
    assert months(path, stamp="end") == {month: total / 2 for month, total in sums(found).items()}
    read = read_readings(path)
    (first, last) = told(read.problems)
    assert first[1].startswith("01/2026 : 1 pas manquant sur 1488, du 01/01/2026 00:00 au 01/01/2026 00:30")
    assert last[1].startswith("01/2027 : 1487 pas manquants sur 1488")
    assert "--stamp end" in read.problems[0].fix.fr


def test_the_last_stamp_may_come_first(tmp_path: Path):
    found = steps(*YEAR, 60, EXACT)
    heading, *lines = curve(found)
    path = write(tmp_path / "a.csv", heading, *reversed(lines))
    assert months(path) == sums(found)


def test_a_workbook_counts_days(tmp_path: Path):
    found = steps("2026-03-01", "2026-04-01", 10, EXACT)
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Date", "kWh"])
    for at, (when, value) in enumerate(found, start=1):
        sheet.write_datetime(at, 0, when.astimezone(PARIS).replace(tzinfo=None))
        sheet.write_number(at, 1, float(value))
    book.close()
    assert months(tmp_path / "a.xlsx") == sums(found)


def test_days_and_times_in_two_columns(tmp_path: Path):
    found = steps("2026-03-01", "2026-04-01", 10, EXACT)
    path = write(tmp_path / "a.csv", *curve(found, "%d/%m/%Y;%H:%M", "Date;Heure;kWh"))
    assert months(path) == sums(found)


def test_a_gap_is_counted_and_its_month_left_out_or_marked(tmp_path: Path):
    found = steps("2026-05-01", "2026-07-01", 10, EXACT)
    start = datetime.datetime(2026, 5, 3, 10, tzinfo=PARIS)
    kept = [
        one for one in found
        if not start <= one[0] < start + datetime.timedelta(hours=2)
        and one[0] != datetime.datetime(2026, 5, 9, 0, 0, tzinfo=PARIS)
    ]  # fmt: skip
    path = write(tmp_path / "a.csv", *curve(kept, heading="Horodate;kWh"))
    assert months(path) == {(2026, 5): None, (2026, 6): sums(kept)[2026, 6]}
    ((where, what),) = told(read_readings(path).problems)
    assert (where, what) == (
        "a",
        "05/2026 : 13 pas manquants sur 4464, du 03/05/2026 10:00 au 03/05/2026 12:00, "
        "du 09/05/2026 00:00 au 09/05/2026 00:10",
    )
    with_gaps = read_readings(path, Asked(with_gaps=True))
    assert with_gaps.problems == ()
    assert told(with_gaps.notices)[0][1] == what
    assert [(line.value, line.estimated) for line in with_gaps.lines] == [
        (sums(kept)[2026, 5], True),
        (sums(kept)[2026, 6], False),
    ]


def test_a_blank_value_is_a_gap_and_an_unreadable_one_is_named(tmp_path: Path):
    lines = curve(steps("2026-06-01", "2026-07-01", 60, ["1"]), heading="Horodate;kWh")
    lines[5], lines[9], lines[11] = (
        f"{lines[at].split(';')[0]};{value}" for at, value in ((5, ""), (9, "x"), (11, "-1"))
    )
    path = write(tmp_path / "a.csv", *lines)
    said = told(read_readings(path).problems)
    assert [where for where, _ in said] == ["a:10", "a:12", "a"]
    assert said[2][1].startswith("06/2026 : 3 pas manquants sur 720")


def test_a_stamp_twice(tmp_path: Path):
    heading, *lines = curve(steps("2026-06-01", "2026-08-01", 60, ["2"]), heading="Horodate;kWh")
    same = write(tmp_path / "a.csv", heading, *lines, lines[3], lines[7])
    read = read_readings(same)
    assert [line.value for line in read.lines] == [1440, 1488]
    assert told(read.notices) == [("a.csv", "horodates en double, même valeur, comptées une fois : 2")]
    other = write(tmp_path / "b.csv", heading, *lines, lines[3][:-1] + "3")
    read = read_readings(other, Asked(with_gaps=True))
    assert [line.value for line in read.lines] == [None, 1488]
    last = len(lines) + 2
    assert told(read.problems) == [
        (f"b:{last}", f"ligne {last} : 01/06/2026 03:00 a deux valeurs : 2 ligne 5, 3 ligne {last}")
    ]


def test_in_october_an_hour_is_no_duplicate_and_its_absence_is_a_gap(tmp_path: Path):
    found = steps("2026-10-01", "2026-11-01", 60, ["1"])
    assert months(write(tmp_path / "a.csv", *curve(found, heading="Horodate;kWh"))) == {(2026, 10): 745}
    second = datetime.datetime(2026, 10, 25, 1, tzinfo=UTC)
    short = write(
        tmp_path / "b.csv", *curve([one for one in found if one[0] != second], heading="Horodate;kWh")
    )
    assert told(read_readings(short).problems)[0][1].startswith("10/2026 : 1 pas manquant sur 745")


def test_an_hour_that_never_was_keeps_its_month_out(tmp_path: Path):
    """A clock that stays in winter time shows 02:00 on the last Sunday of March."""
    winter = datetime.timezone(datetime.timedelta(hours=1))
    first = datetime.datetime(2026, 3, 1, tzinfo=winter)
    shown = [first + datetime.timedelta(hours=rank) for rank in range(31 * 24)]
    path = write(tmp_path / "a.csv", "Horodate;kWh", *(f"{one:%d/%m/%Y %H:%M};1" for one in shown))
    read = read_readings(path)
    assert [line.value for line in read.lines] == [None]
    assert "cette heure n’existe pas" in told(read.problems)[0][1]
    said = write(tmp_path / "b.csv", "Horodate;kWh", *(f"{one:%d/%m/%Y %H:%M%z};1" for one in shown))
    assert told(read_readings(said).problems)[0][1].startswith("04/2026 : 719 pas manquants")
    assert months(said)[2026, 3] == 743


def test_a_stamp_off_the_step_keeps_its_month_out(tmp_path: Path):
    heading, *lines = curve(steps("2026-06-01", "2026-07-01", 60, ["1"]), heading="Horodate;kWh")
    read = read_readings(
        write(tmp_path / "a.csv", heading, *lines, "02/06/2026 10:07;1"), Asked(with_gaps=True)
    )
    assert [line.value for line in read.lines] == [None]
    assert told(read.problems)[0][1].endswith("horodate hors du pas de 60 minutes")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["01/01/2026 00:00;1"], "une seule horodate"),
        (["01/01/2026 00:00;1", "01/01/2026 00:05;1"], "pas de 5 minutes"),
        (["hier 10:00;1", "demain 10:00;1"], "aucune horodate lisible"),
    ],
)
def test_what_is_no_curve_is_refused(tmp_path: Path, lines, said):
    with pytest.raises(CannotRead, match=said):
        read_readings(write(tmp_path / "a.csv", "Horodate;kWh", *lines))


def test_several_meters_and_their_unit_in_columns(tmp_path: Path):
    found = steps("2026-06-01", "2026-07-01", 30, ("3", "5.25"))
    lines = curve(found)[1:]
    path = write(
        tmp_path / "a.csv",
        "Identifiant PRM;Unité;Horodate;Valeur",
        *(f"{meter};W;{line}" for meter in ("14500000000001", "14500000000002") for line in lines),
    )
    read = read_readings(path)
    assert read.problems == ()
    assert [(line.meter, line.value) for line in read.lines] == [
        (meter, sums(found)[2026, 6] / 2000) for meter in ("14500000000001", "14500000000002")
    ]


def test_lines_over_the_headings_name_the_meter_and_the_unit(tmp_path: Path):
    found = steps("2026-06-01", "2026-07-01", 30, ["1000"])
    path = write(
        tmp_path / "a.csv",
        "Identifiant PRM;Date de debut;Date de fin;Unite;Pas en minutes",
        "14500000000001;01/06/2026;30/06/2026;W;30",
        *curve(found, "%Y-%m-%dT%H:%M:%S%z", "Horodate;Valeur", later=30),
    )
    (line,) = read_readings(path, Asked(stamp="end")).lines
    assert (line.meter, line.value, line.unit) == ("14500000000001", 720, "kWh")


def test_a_step_that_is_estimated_makes_its_month_estimated(tmp_path: Path):
    heading, *lines = curve(steps("2026-06-01", "2026-08-01", 60, ["1"]), heading="Horodate;kWh;Nature")
    natures = ["Réel", "Estimé", "", "K", *["R"] * (len(lines) - 4)]
    marked = (f"{line};{nature}" for line, nature in zip(lines, natures, strict=True))
    found = read_readings(write(tmp_path / "a.csv", heading, *marked)).lines
    assert [(line.value, line.estimated) for line in found] == [(720, True), (744, False)]


def test_many_faults_of_a_sort_are_counted(tmp_path: Path):
    lines = curve(steps("2026-06-01", "2026-07-01", 60, ["x"]), heading="Horodate;kWh")
    said = told(read_readings(write(tmp_path / "a.csv", *lines)).problems)
    assert len(said) == 22
    assert said[20][1] == "autres lignes, même cause : 700"
