"""Energy followed by building, energy, month and year: references, avoided energy, shares of the actions."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from tests.xlsync.build.opened import Annex, annex_of
from tests.xlsync.model.followed import (
    HEAT,
    LIGHTING,
    MEASURED,
    NURSERY,
    POWER,
    SCHOOL,
    STATION,
    YEAR,
    degree_days,
    readings,
    references,
    school,
    with_records,
)
from tests.xlsync.model.tranches import INTRACTING, changed
from xlsync.annexbook.checking import check

POINT = f"batiment={SCHOOL};energie={HEAT};annee={YEAR}"


def problems(annex: Annex, tmp_path) -> list[str]:
    path = tmp_path / "intracting-noyarey.xlsx"
    path.write_bytes(annex.content)
    return [problem.what.fr for problem in check([path])]


# --- the worked example (articles 1, 7.3 and 7.5.3, annexe 3)


@pytest.fixture(scope="module")
def followed() -> Annex:
    return annex_of(school())


def test_the_year_of_a_building_and_an_energy(followed):
    """20 000 + 180 000 × 2 160/2 400 − 5 000 = 177 000; 37 000 avoided: 20,90 % of it, 18,50 % of 200 000."""
    row = {name: followed.value("suivi_annuel", POINT, name) for name in (
        "initiale", "reference", "constatee", "evitee", "mois_attendus", "mois_manquants", "etat",
    )}  # fmt: skip
    assert row == {
        "initiale": 200_000, "reference": 177_000, "constatee": 140_000, "evitee": 37_000,
        "mois_attendus": 12, "mois_manquants": 0, "etat": "complet",
    }  # fmt: skip
    assert followed.value("suivi_annuel", POINT, "reduction") == pytest.approx(0.185)
    assert followed.value("suivi_annuel", POINT, "reduction_ajustee") == pytest.approx(37 / 177)
    assert followed.value("suivi_annuel", POINT, "gain") == pytest.approx(1460.76)


def test_emissions_of_reference_less_those_measured(followed):
    """At the 0,0515 kg/kWh of annexe 1: 9,1155 t of reference, 7,21 measured, 1,9055 avoided."""
    found = [
        followed.value("suivi_annuel", POINT, f"ges_{name}") for name in ("reference", "constates", "evites")
    ]
    assert found == pytest.approx([9.1155, 7.21, 1.9055])


@pytest.mark.parametrize(("action", "expected"), [(1, 27344.891), (3, 2688.454), (6, 6966.656)])
def test_actions_that_share_a_meter_share_what_it_avoids(followed, action, expected):
    """Their expected savings, 44 550, 4 380 and 11 350 kWh, divide 37 000."""
    assert followed.value("suivi", f"id={action}", "evitee_chaleur") == pytest.approx(expected, abs=5e-4)


def test_annexe_3_of_the_year(followed):
    total = {
        name: followed.value("indicateurs.total", "", name)
        for name in ("superficie", "superficie_scolaire", "constatee_m2", "evitee_m2", "reduction", "gain")
    }
    assert total == pytest.approx(
        {
            "superficie": 1200, "superficie_scolaire": 1200, "constatee_m2": 140_000 / 1200,
            "evitee_m2": 37_000 / 1200, "reduction": 0.185, "gain": 1460.76,
        }
    )  # fmt: skip
    assert followed.book.sheet("Annexe 3").cells[1, 1].value == "Annexe 3 – Indicateurs de suivi – année 2027"
    assert followed.value("indicateurs", "id=2", "superficie") == 1200
    assert followed.value("indicateurs", "id=2", "gain") == ""


def test_the_scenario_of_inaction_beside_the_bill(followed):
    """177 000 kWh at 39,48 €/MWh without the works: 6 987,96 €; the bills are 14 000 €."""
    assert followed.value("suivi_annees", f"annee={YEAR}", "inaction") == pytest.approx(6987.96)
    assert followed.value("suivi_annees", f"annee={YEAR}", "facture") == pytest.approx(14_000)


def test_objectives_of_the_preamble_beside_the_reduction(followed):
    assert followed.column("objectifs", "taux") == [0.4, 0.5, 0.6]
    assert followed.column("objectifs", "reste") == pytest.approx([0.215, 0.315, 0.415])


# --- months


def test_a_month_of_few_degree_days_follows_the_ratio_of_the_year():
    """July has 10 degree days of reference, below 30: its heating follows 2 110/2 410."""
    cold, mild = [220] * 6 + [10] + [216] * 5, [180] * 6 + [40] + [198] * 5
    data = school()
    for month, (first, then) in enumerate(zip(cold, mild, strict=True), start=1):
        data = changed(
            data,
            ("dju", f"station={STATION};annee=2019;mois={month}", "valeur", first),
            ("dju", f"station={STATION};annee={YEAR};mois={month}", "valeur", then),
        )
    annex = annex_of(data)
    ratios = [Fraction(then, first) for first, then in zip(cold, mild, strict=True)]
    ratios[6] = Fraction(sum(mild), sum(cold))
    expected = 20_000 + 15_000 * sum(ratios) - 5000
    assert annex.value("suivi_annuel", POINT, "reference") == pytest.approx(float(expected))
    july = annex.value("suivi_mensuel", f"{POINT};mois=7", "reference")
    assert july == pytest.approx(float(15_000 * ratios[6]))


def test_months_count_after_the_end_of_the_works_and_the_objective_with_them():
    """Finished on 30 June 2027: six months, half of the expected 60 280 kWh of heat, 6 810 of electricity."""
    data = changed(
        school(), *(("realisation", str(action), "fin_travaux", "30/06/2027") for action in (1, 3, 6))
    )
    annex = annex_of(data)
    assert annex.value("suivi_annuel", POINT, "mois_attendus") == 6
    assert annex.value("suivi_annuel", POINT, "constatee") == sum(MEASURED[6:])
    assert annex.value("suivi_annuel", POINT, "reference") == 6 * 15_000 * 0.9 - 5000
    assert annex.value("bilan", f"annee={YEAR}", "objectif_kwh") == pytest.approx((60_280 + 6_810) / 2)
    assert annex.value("points", f"batiment={SCHOOL};energie={HEAT}", "depuis") == date(2027, 6, 30)


def test_one_month_missing_is_left_out_and_two_leave_no_indicator(tmp_path):
    one = school().delete_row("releves", key(3))
    annex = annex_of(one)
    assert annex.value("suivi_annuel", POINT, "mois_manquants") == 1
    assert annex.value("suivi_annuel", POINT, "reference") == 20_000 + 11 * 13_500 - 5000
    assert annex.value("suivi_annuel", POINT, "evitee") == 163_500 - (140_000 - MEASURED[2])
    two = changed(one, ("releves", f"{key_text(4)}", "estime", True))
    annex = annex_of(two)
    assert str(annex.value("suivi_annuel", POINT, "evitee")) == "#N/A"
    assert annex.value("suivi_annuel", POINT, "etat") == "1 manquant(s), 1 estimé(s) : sans indicateur"
    for table, where in (("indicateurs.total", ""), ("suivi_annees", f"annee={YEAR}")):
        assert str(annex.value(table, where, "gain")) == "#N/A"
    assert str(annex.value("bilan", f"annee={YEAR}", "bilan")) == "#N/A"
    assert annex.value("bilan", "annee=2028", "bilan") == ""
    assert not [what for what in problems(annex, tmp_path) if "#N/A" in what]


def key(month: int) -> dict[str, object]:
    return {"batiment": SCHOOL, "energie": HEAT, "compteur": "C1", "annee": YEAR, "mois": month}


def key_text(month: int) -> str:
    return ";".join(f"{name}={value}" for name, value in key(month).items())


# --- several buildings, energies and meters


@pytest.fixture(scope="module")
def two_schools() -> Annex:
    """The nursery beside the school, two meters of heat; electricity of the school; one year of factor."""
    data = with_records(
        school(),
        "batiments",
        [
            {
                "batiment": NURSERY,
                "libelle": "Ecole maternelle",
                "m2": 400,
                "scolaire": True,
                "station": STATION,
            }
        ],
    )
    data = with_records(
        data, "points",
        [{"batiment": NURSERY, "energie": HEAT}, {"batiment": SCHOOL, "energie": POWER}],
    )  # fmt: skip
    data = with_records(data, "references", references(NURSERY, HEAT, 5_000, [1_000] * 12))
    data = with_records(data, "references", references(SCHOOL, POWER, 0, [2_000] * 12))
    data = with_records(data, "releves", readings(NURSERY, HEAT, YEAR, [3_000] * 12, "A"))
    data = with_records(data, "releves", readings(NURSERY, HEAT, YEAR, [1_500] * 12, "B"))
    data = with_records(data, "releves", readings(SCHOOL, POWER, YEAR, [1_400] * 12, "E"))
    data = with_records(data, "prix_energie", [{"energie": POWER, "annee": YEAR, "prix_mwh": 250}])
    data = with_records(
        data, "facteurs_ges",
        [
            {"energie": POWER, "a_partir": "01/01/2020", "facteur": 0.06, "source": "Base de l’État"},
            {"energie": POWER, "a_partir": "01/06/2027", "facteur": 0.05, "source": "Base de l’État"},
            {"energie": POWER, "a_partir": "01/01/2028", "facteur": 0.04, "source": "Base de l’État"},
        ],
    )  # fmt: skip
    return annex_of(changed(data, ("realisation", "10", "fin_travaux", "31/12/2026")))


def test_meters_of_a_point_add_up(two_schools):
    """60 000 × 0,9 + 12 000 of reference, 36 000 + 18 000 measured."""
    point = f"batiment={NURSERY};energie={HEAT};annee={YEAR}"
    assert two_schools.value("suivi_annuel", point, "reference") == 66_000
    assert two_schools.value("suivi_annuel", point, "constatee") == 54_000


def test_ratios_are_those_of_sums_and_areas_count_once(two_schools):
    """Avoided 37 000 + 12 000 + 7 200 of 200 000 + 72 000 + 24 000; 1 600 m² for three points."""
    year = f"annee={YEAR}"
    assert two_schools.value("suivi_annees", year, "surface") == 1600
    assert two_schools.value("suivi_annees", year, "evitee") == 56_200
    assert two_schools.value("suivi_annees", year, "evitee_m2") == pytest.approx(56_200 / 1600)
    assert two_schools.value("suivi_annees", year, "reduction") == pytest.approx(56_200 / 296_000)
    assert two_schools.value("suivi_annees", year, "gain") == pytest.approx(
        (37_000 + 12_000) * 0.03948 + 7_200 * 0.25
    )
    assert two_schools.value("indicateurs.total", "", "superficie") == 1600


def test_an_action_of_two_energies_adds_its_shares(two_schools):
    """APE 1: 44 550/60 280 of 37 000 kWh of heat, 6 370/6 810 of 7 200 of electricity, at each price."""
    heat, power = 37_000 * 44_550 / 60_280, 7_200 * 6_370 / 6_810
    assert two_schools.value("suivi", "id=1", "evitee") == pytest.approx(heat + power)
    assert two_schools.value("suivi", "id=1", "gain") == pytest.approx(heat * 0.03948 + power * 0.25)
    assert two_schools.value("suivi", "id=6", "evitee") == pytest.approx(37_000 * 11_350 / 60_280)


def test_the_last_factor_of_the_year_counts(two_schools):
    point = f"batiment={SCHOOL};energie={POWER};annee={YEAR}"
    assert two_schools.value("suivi_annuel", point, "facteur") == 0.05
    assert two_schools.value("suivi_annuel", point, "ges_evites") == pytest.approx(0.36)


def test_the_sums_by_month_are_those_by_year(two_schools):
    months = [two_schools.value("suivi_mois", f"mois={month}", "evitee") for month in range(1, 13)]
    assert sum(months) == pytest.approx(56_200 + 5_000)  # adjustments have a year and no month


def test_shares_of_actions_make_the_whole(two_schools):
    assert two_schools.value("suivi.total", "", "evitee") == pytest.approx(56_200)
    assert two_schools.value("suivi.total", "", "gain") == pytest.approx(
        two_schools.value("indicateurs.total", "", "gain")
    )


# --- years, balance, budget


def test_every_year_is_kept_and_annexe_3_shows_the_one_chosen():
    data = changed(school((2027, 2028)), ("champs", "", "annee_suivie", 2027))
    data = changed(data, ("prix_energie", f"energie={HEAT};annee=2028", "prix_mwh", 50))
    annex = annex_of(data)
    assert annex.column("suivi_annees", "gain") == pytest.approx([1460.76, 1850])
    assert annex.value("indicateurs.total", "", "gain") == pytest.approx(1460.76)
    assert annex.value("bilan", "annee=2028", "economies_cumulees") == pytest.approx(3310.76)
    assert annex.value("bilan", "annee=2028", "bilan") == "négatif"  # 37 000 kWh of 67 090
    last = annex_of(changed(data, ("champs", "", "annee_suivie", None)))
    assert last.value("indicateurs.total", "", "gain") == pytest.approx(1850)


def test_budget_by_action_and_year():
    entries = [
        (1, "dépense", "investissement", "01/06/2026", 13_000, "15/06/2026", 13_500),
        (3, "dépense", "investissement", "01/06/2026", 3_000, None, None),
        (1, "recette", "investissement", "01/09/2026", 4_000, "30/09/2026", 4_200),
        (None, "dépense", "fonctionnement", "01/02/2027", 800, "01/02/2027", 750),
    ]
    records = [
        {
            "rang": rank, "action": action, "nature": nature, "section": section, "date_prevue": planned,
            "prevu": amount, "date_realisee": actual, "realise": paid,
        }
        for rank, (action, nature, section, planned, amount, actual, paid) in enumerate(entries, start=1)
    ]  # fmt: skip
    data = with_records(school(), "budget", records)
    data = with_records(
        data, "actions",
        [{"rang": 1, "date": "10/10/2027", "type": "Éco-gestes", "personnes": 45},
         {"rang": 2, "date": "10/10/2026", "type": "Éco-gestes", "personnes": 30}],
    )  # fmt: skip
    annex = annex_of(data)
    assert annex.value("budget", "rang=1", "ecart") == 500
    assert annex.value("budget", "rang=1", "retard") == 14
    names = (
        "investissement_prevu",
        "investissement_depenses",
        "investissement_recettes",
        "fonctionnement_depenses",
    )
    year = [annex.value("budget_annuel", "annee=2026", name) for name in names]
    assert year == [16_000, 13_500, 4_200, 0]
    assert annex.value("budget_annuel", "annee=2027", "fonctionnement_depenses") == 750
    assert annex.value("budget_annuel", "annee=2027", "gain") == pytest.approx(1460.76)
    # APE 1 is planned at 13,5 k€ of 1 045,5 k€ (annexe 1).
    assert annex.value("realisation", "id=1", "taux") == 1
    assert annex.value("champs", "", "realisation_ape") == pytest.approx(13.5 / 1045.5)
    assert annex.value("indicateurs.total", "", "taux_realisation") == pytest.approx(13.5 / 1045.5)
    general = [annex.value("champs", "", name) for name in (
        "montants_engages", "actions_sensibilisation", "personnes_touchees",
    )]  # fmt: skip
    assert general == [750, 1, 45]
    by_number = annex_of(changed(data, ("champs", "", "realisation_sur", "nombre")))
    assert by_number.value("champs", "", "realisation_ape") == pytest.approx(1 / 20)


def test_a_building_or_a_point_that_is_unknown_is_said(tmp_path):
    data = with_records(school(), "batiments", [{"batiment": 9, "libelle": "Piscine"}])
    data = with_records(data, "releves", readings(9, LIGHTING, YEAR, [10]))
    found = problems(annex_of(data), tmp_path)
    assert any("aucune action de l’Annexe 1" in what for what in found)
    assert any("point de suivi inconnu" in what for what in found)


def test_nothing_followed_shows_nothing(fresh):
    annex = fresh.annexes[INTRACTING]
    assert annex.column("suivi_annuel", "evitee") == annex.column("suivi_annees", "gain") == []
    names = ("superficie", "superficie_scolaire", "taux_realisation", "constatee_m2", "reduction", "gain")
    assert {annex.value("indicateurs.total", "", name) for name in names} == {""}


def test_degree_days_of_several_years_are_averaged():
    data = with_records(school(), "dju", degree_days(2018, [220] * 12))
    annex = annex_of(changed(data, ("champs", "", "debut_reference", 2018)))
    assert annex.value("suivi_annuel", POINT, "dju_reference") == 12 * 210
    assert annex.value("suivi_annuel", POINT, "reference") == pytest.approx(15_000 + 180_000 * 180 / 210)
