"""What the explanations of days show besides their result."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

import udfs
from udfs import calendar


def shown(name: str, *cells: Any) -> dict[str, Any]:
    """Values of the steps by French label."""
    return {step.label.fr: step.value for step in udfs.explain(name, *cells)}


def test_thirty_day_months_show_the_days_that_they_keep() -> None:
    """From 28 February to 31 August in 30U/360: both count as the 30th, six months apart."""
    steps = shown("JOURS.NOMBRE", "28/02/2025", "31/08/2025", "30U/360")
    assert (steps["mois de 30 jours"], steps["jour de début retenu"]) == (6, 30)
    assert steps["jour de fin retenu"] == 30
    assert steps["jours en base 30U/360"] == 180


def test_isda_shows_the_days_of_each_kind_of_year() -> None:
    """ISDA's example: 61 days of 2003 and 121 of 2004."""
    steps = shown("JOURS.FRACTION", "01/11/2003", "01/05/2004", "EXACT/EXACT ISDA")
    assert steps["jours d’autres années, sur 365"] == 61
    assert steps["jours d’années bissextiles, sur 366"] == 121


@pytest.mark.parametrize("fin", ["31/12/2023", "01/01/2024", "31/12/2024", "01/01/2025", "15/03/2031"])
def test_isda_shows_days_that_make_the_fraction(fin: str) -> None:
    steps = shown("JOURS.FRACTION", "15/03/2019", fin, "EXACT/EXACT ISDA")
    ordinary, leap = steps["jours d’autres années, sur 365"], steps["jours d’années bissextiles, sur 366"]
    assert ordinary + leap == steps["jours en base EXACT/EXACT ISDA"]
    assert ordinary / 365 + leap / 366 == pytest.approx(steps["fraction d’année"], rel=1e-15)


def test_afb_shows_the_years_and_what_is_left() -> None:
    """Four years back from 27/08/2008, then 181 days with a 29 February."""
    steps = shown("JOURS.FRACTION", "28/02/2004", "27/08/2008", "EXACT/EXACT AFB")
    assert steps["années entières, depuis la fin"] == 4
    assert (steps["jours restants"], steps["jours de leur année"]) == (181, 366)


def test_icma_shows_the_coupon_period_even_when_it_is_not_given() -> None:
    steps = shown("JOURS.FRACTION", "31/03/2024", "30/09/2024", "EXACT/EXACT ICMA")
    assert steps["fin de la période de référence"] == datetime.date(2024, 9, 30)
    assert (steps["jours de cette période"], steps["mois de cette période"]) == (183, 6)


def test_excel_shows_its_mean_year() -> None:
    assert shown("JOURS.FRACTION", "28/02/2023", "31/08/2025", "1")["durée moyenne de l’année"] == 1096 / 3


def test_the_term_is_shown_where_it_is_read() -> None:
    assert "terme" in shown("JOURS.NOMBRE", "31/10/2024", "28/02/2025", "30E/360 ISDA", "28/02/2025")
    assert "terme" not in shown("JOURS.NOMBRE", "31/10/2024", "28/02/2025", "30A/360", "28/02/2025")


def test_a_moved_date_shows_what_moved_it() -> None:
    steps = shown("JOURS.AJUSTER", "30/03/2024")
    assert not steps["jour ouvré"]
    assert steps["jour férié"] == datetime.date(2024, 4, 1)


def test_many_holidays_are_only_counted() -> None:
    """From 02/01/2025 to the end of December 2026: nine on weekdays each year, but for 01/01/2025."""
    assert shown("JOURS.DECALER", "02/01/2025", 500)["jours fériés en semaine"] == 18


@pytest.mark.parametrize("base", sorted(calendar.BASES))
def test_every_base_is_explained_with_its_source(base: str) -> None:
    steps = udfs.explain("JOURS.FRACTION", "31/03/2023", "30/09/2023", base)
    assert steps[-1].value == udfs.call("JOURS.FRACTION", "31/03/2023", "30/09/2023", base)
    assert calendar.BASES[base].source.fr in steps[-1].source
