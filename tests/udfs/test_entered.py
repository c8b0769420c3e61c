"""Versions of parameters that people enter: layers, refusals, and what is computed while they are handed.

Figures of Mixeur, article 7.2 and annex 2: so much an inhabitant, never less than the minimum; the tariff of
2027 is an example, its figures exact products of the numbers written here.
"""

from __future__ import annotations

import datetime
import threading
from dataclasses import replace
from decimal import Decimal

import pytest

import udfs
from udfs import parameters
from udfs.errors import WrongValue
from udfs.parameters import EnteredVersion, entered
from udfs.serials import date_from_serial

RATE, FLOOR, USERS = "mixeur.taux_par_habitant", "mixeur.plancher_collectivite", "mixeur.prix_utilisateur"
FRIDAY, MONDAY = datetime.date(2025, 8, 15), datetime.date(2025, 8, 18)
Y2027, Y2028 = datetime.date(2027, 1, 1), datetime.date(2028, 1, 1)
SOURCE = ("Décision de la communauté", "annexe 2")
TARIFF = (
    EnteredVersion(RATE, Y2027, "0.012", *SOURCE, "2026-10-10"),
    EnteredVersion(FLOOR, Y2027, "3000", *SOURCE, "2026-10-10"),
)


SAID = "Mixeur, annexe 2, décision du 10/10/2023"


def due(year: int, inhabitants: int) -> object:
    return udfs.call("MIXEUR.CONTRIBUTION", "collectivite", year, inhabitants)


def test_a_tariff_handed_counts_from_its_day_and_no_longer_than_it_is_handed():
    with parameters.handing(TARIFF):
        assert [due(2027, 300_000), due(2027, 200_000)] == [3_600.0, 3_000.0]
        assert [due(2026, 300_000), due(2026, 200_000)] == [3_000.0, 2_500.0]
        assert parameters.source(RATE, "2027-01-01").fr == (
            "Décision de la communauté, annexe 2, décision du 10/10/2026"
        )
    assert [due(2027, 300_000), due(2027, 200_000)] == [3_000.0, 2_500.0]


def test_an_explanation_says_the_source_of_the_version_handed():
    with parameters.handing(TARIFF):
        said = [step.source for step in udfs.explain("MIXEUR.CONTRIBUTION", "collectivite", 2027, 300_000)]
    assert any("Décision de la communauté" in one for one in said)


def test_the_next_version_of_the_kind_replaces_one_of_the_kind_and_none_of_a_convention():
    later = EnteredVersion(RATE, Y2028, "0.02", *SOURCE)
    own = EnteredVersion(RATE, Y2027, "0.005", *SOURCE, convention="mixeur/aunis-sud")
    with parameters.handing([*TARIFF, later]):
        assert parameters.value(RATE, "2027-12-31") == Decimal("0.012")
        assert parameters.value(RATE, "2028-01-01") == Decimal("0.02")
    with parameters.handing([*TARIFF, later, own]):
        assert parameters.value(RATE, "2026-12-31") == Decimal("0.01")
        assert [parameters.value(RATE, f"{year}-06-30") for year in (2027, 2028)] == [Decimal("0.005")] * 2


def test_a_version_of_the_first_day_of_the_file_stands_in_its_place():
    first = parameters.parameter(RATE).versions[0].start
    with parameters.handing([EnteredVersion(RATE, first, "0.011", *SOURCE)]):
        assert [str(one.value) for one in parameters.parameter(RATE).versions] == ["0.011"]


def test_a_version_before_those_of_the_file_ends_where_they_begin():
    first = parameters.parameter(RATE).versions[0].start
    with parameters.handing([EnteredVersion(RATE, datetime.date(2024, 1, 1), "0.009", *SOURCE)]):
        assert parameters.value(RATE, first - datetime.timedelta(days=1)) == Decimal("0.009")
        assert parameters.value(RATE, first) == Decimal("0.01")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"document": " "}, "sans source"),
        ({"article": ""}, "sans source"),
        ({"value": "douze"}, "nombre attendu"),
        ({"value": "NaN"}, "nombre attendu"),
        ({"decided": "hier"}, "date illisible"),
        ({"code": USERS}, "une table est attendue"),
        ({"code": USERS, "value": '{"structure": "80"}'}, "il manque : collectivite"),
    ],
)
def test_what_does_not_suit_its_parameter_is_refused(changed, said):
    with pytest.raises(WrongValue, match=said), parameters.handing([replace(TARIFF[0], **changed)]):
        pass
    assert parameters.handed().versions == ()


def test_the_text_of_every_shipped_value_says_that_value():
    for code in parameters.codes():
        for one in parameters.parameter(code).versions:
            assert entered.read_value(entered.value_text(one.value), one.value, code) == one.value


def test_a_table_of_brackets_may_have_others():
    like = parameters.value("moby.grille_cee", "2022-09-14")
    found = entered.read_value('{"1": "30000", "2 et plus": "25000"}', like, "moby.grille_cee")
    assert found == {"1": Decimal(30_000), "2 et plus": Decimal(25_000)}


def test_dates_of_payment_follow_the_calendar_that_is_handed():
    # 15/08/2025 is a Friday and a French holiday; TARGET does not close that day.
    cells = ("date_paiement", 1, 1000, 0.02, 1)
    asked = {"date_valeur": "2024-08-15"}
    before = udfs.call("PRET.LIGNE", *cells, **asked)
    target = EnteredVersion("intracting.calendrier", datetime.date(2024, 1, 1), "TARGET", *SOURCE)
    with parameters.handing([target]):
        handed = udfs.call("PRET.LIGNE", *cells, **asked)
    days = [before, handed, udfs.call("PRET.LIGNE", *cells, **asked)]
    assert [date_from_serial(day) for day in days] == [MONDAY, FRIDAY, MONDAY]


def test_a_version_of_an_unknown_parameter_changes_nothing():
    with parameters.handing([replace(TARIFF[0], code="mixeur.inconnu")]):
        assert parameters.value(RATE, "2027-01-01") == Decimal("0.01")


def test_another_thread_has_its_own():
    found: list[object] = []
    with parameters.handing(TARIFF):
        thread = threading.Thread(target=lambda: found.append(due(2027, 300_000)))
        thread.start()
        thread.join()
    assert found == [3_000.0]


def test_a_year_beyond_the_last_decision_is_provisional():
    """Mixeur, annex 2, is « au titre de l’année 2025 »: nothing is decided for another year."""
    assert parameters.source(RATE, "2025-12-31").fr == SAID
    assert parameters.source(RATE, "2026-01-01").fr == f"{SAID} (provisoire : rien de décidé pour 2026)"
    assert udfs.call("CONVENTION.SOURCE", RATE, "01/01/2026").endswith(
        "(provisoire : rien de décidé pour 2026)"
    )
    assert parameters.source(RATE).fr == SAID
    assert "provisoire" not in parameters.source("mixeur.gti", "2040-01-01").fr
    steps = {
        step.label.fr: step.source for step in udfs.explain("MIXEUR.CONTRIBUTION", "collectivite", 2026, 9)
    }
    assert steps["Contribution annuelle d’une collectivité, par habitant"].endswith(
        "(provisoire : rien de décidé pour 2026)"
    )


def test_what_is_entered_for_a_year_decides_it_and_the_years_before():
    with parameters.handing(TARIFF):
        assert "provisoire" not in parameters.source(RATE, "2026-01-01").fr
        assert "provisoire" not in parameters.source(RATE, "2027-12-31").fr
        assert parameters.source(RATE, "2028-01-01").en.endswith("(provisional: nothing decided for 2028)")
        assert "provisoire" in parameters.source(USERS, "2027-01-01").fr
    own = [*TARIFF, replace(TARIFF[0], start=Y2028, convention="mixeur/aunis-sud")]
    with parameters.handing(own):
        assert "provisoire" not in parameters.source(RATE, "2028-01-01").fr


def test_versions_assembled_once_are_handed_as_often_as_wanted():
    ready = parameters.assembled(TARIFF)
    assert parameters.assembled(reversed(TARIFF)) is ready
    with parameters.handing(ready):
        assert parameters.handed() is ready
        assert due(2027, 300_000) == 3_600.0
