"""Figures of the built workbooks against the tables of the documents, and against exact arithmetic."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from fractions import Fraction

import pytest
import yaml

import udfs
from tests.shared import ROOT, shared_path
from tests.xlsync.build.opened import Annex, annex_of, day
from xlsync.annexbook.published import displayed
from xlsync.conventions.loader import published_rows
from xlsync.model import load

APE = ("elec_keur", "chal_keur", "tot_kwh", "tot_keur", "co2_t")
ROUNDED_TOTALS = {
    "cout_keur_ht": "1045.4", "elec_kwh": "113193", "elec_keur": "32.3", "chal_kwh": "222429",
    "chal_keur": "8.78", "tot_kwh": "335621", "tot_keur": "41.1", "co2_t": "18.7",
}  # fmt: skip
"""Last line of Annexe 1."""


def table(name: str) -> list[dict[str, str]]:
    with shared_path(f"tables/{name}").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def plain_apostrophe(text: str) -> str:
    """The documents type a straight apostrophe where the shipped data has the typographic one."""
    return text.replace("’", "'")


def printed(convention: str) -> dict[tuple[str, str, str], Decimal]:
    return {
        (row["table"], row["key"] or "", row["column"]): Decimal(row["published"])
        for row in published_rows(convention)
        if row["column"] != "validite_devis"
    }


# --- what is shipped as published is what the documents print


def test_published_figures_of_intracting_are_those_of_the_annexes():
    expected: dict[tuple[str, str, str], Decimal] = {}
    for rank, row in enumerate(table("intracting_1_ape.csv"), start=1):
        expected |= {("ape", f"id={rank}", name): Decimal(row[name]) for name in APE}
    expected |= {("ape.total", "", name): Decimal(text) for name, text in ROUNDED_TOTALS.items()}
    names = {
        "crd": "crd_debut",
        "interets": "interets",
        "amortissement": "amortissement",
        "echeance": "echeance",
    }
    for row in table("intracting_2E_amortissement.csv"):
        key = f"versement={row['tranche'][0]};annee={row['annee']}"
        expected |= {
            ("amortissement", key, ours): Decimal(row[theirs])
            for ours, theirs in names.items()
            if row[theirs]
        }
    for rank, row in enumerate(table("intracting_2C_caracteristiques.csv"), start=1):
        expected["versements", f"versement={rank}", "teg"] = Decimal(row["teg"])
    found = printed("intracting/noyarey")
    headers = {place: found.pop(place) for place in list(found) if place[0] == "amortissement.fiche"}
    assert headers == {
        ("amortissement.fiche", f"versement={rank}", "echeance"): Decimal(echeance)
        for rank, echeance in ((1, 14980), (2, 16075), (3, 16348))
    }
    assert found.pop(("champs", "", "part_ari")) == Decimal("0.478")  # article 3.2: 47,8 %
    assert found == expected
    assert sum(place[0] == "amortissement" for place in found) == 144 + 3  # three balances of 0 in 2038


def test_published_figures_of_moby_are_those_of_the_annexes():
    expected: dict[tuple[str, str, str], Decimal] = {}
    for row in table("moby_2_grille.csv"):
        key = f"tranche={row['tranche']}"
        expected |= {
            ("grille", key, name): Decimal(row[name]) for name in ("total_ht", "reste_ht", "reste_ttc")
        }
    columns = {
        "total": "total_ht",
        "etablissement": "par_etablissement_ht",
        "annee": "par_etablissement_par_an_ht",
    }
    for poste, row in zip(
        ("total", "cee", "reste_ht", "reste_ttc"), table("moby_3_simulation.csv"), strict=True
    ):
        expected |= {
            ("simulation", f"poste={poste}", ours): Decimal(row[name]) for ours, name in columns.items()
        }
    for row in table("moby_4_echeancier.csv"):
        expected["acomptes", f"rang={row['rang']}", "ttc"] = Decimal(row["montant_ttc"])
    (line,) = table("moby_4_devis_lignes.csv")
    expected["devis", "ligne=1", "montant_ht"] = Decimal(line["montant_ht"])
    expected |= {  # foot of the quote
        ("champs", "", "total_ht"): Decimal(17480),
        ("champs", "", "total_tva"): Decimal(3496),
        ("champs", "", "total_ttc"): Decimal(20976),
    }
    assert printed("moby/ille-et-vilaine") == expected


def test_published_figures_of_avelo3_are_the_totals_of_its_article():
    assert printed("avelo3/programme") == {
        ("frais_fixes.total", "", "montant"): Decimal(
            table("avelo3_frais_fixes.csv")[-1]["montant_max_cee_ht"]
        ),
        ("frais_variables.total", "", "montant"): Decimal(
            table("avelo3_frais_variables.csv")[-1]["montant_max_cee_ht"]
        ),
    }


# --- inputs are those of the documents


def test_inputs_of_intracting(fresh):
    annex = fresh.annexes["intracting/noyarey"]
    rows = table("intracting_1_ape.csv")
    for ours, theirs in (
        ("cout_keur_ht", "cout_keur_ht"),
        ("elec_kwh", "elec_kwh"),
        ("chal_kwh", "chal_kwh"),
    ):
        expected = [float(row[theirs]) if row[theirs] else None for row in rows]
        assert annex.column("ape", ours) == expected, ours
    assert annex.column("ape", "phase") == [int(row["phase"]) for row in rows]
    for name in ("batiment", "type_energie", "ape"):
        texts = [plain_apostrophe(text or "") for text in annex.column("ape", name)]
        assert texts == [plain_apostrophe(row[name]) for row in rows], name
    prices = json.loads(shared_path("tables/intracting_1_prix.json").read_text())
    assert prices.pop("gaz") is None  # printed without a price, and no action saves gas
    for name, price in prices.items():
        assert annex.value("champs", "", f"prix_{name}") == float(price)
    names = {
        "annee_versement": "annee_versement", "montant": "montant_eur", "duree_ans": "duree_ans",
        "differe_ans": "differe_ans", "taux": "taux_fixe",
    }  # fmt: skip
    for rank, row in enumerate(table("intracting_2C_caracteristiques.csv"), start=1):
        for ours, theirs in names.items():
            assert annex.value("versements", f"versement={rank}", ours) == float(row[theirs])
        assert annex.value("versements", f"versement={rank}", "periodicite") == row["periodicite"]
        assert annex.value("versements", f"versement={rank}", "profil") == row["profil"]


def test_inputs_of_moby(fresh):
    annex = fresh.annexes["moby/ille-et-vilaine"]
    (line,) = table("moby_4_devis_lignes.csv")
    assert annex.value("devis", "ligne=1", "quantite") == float(line["qte"])
    assert annex.value("devis", "ligne=1", "prix_unitaire_ht") == float(line["pu_ht"])
    for row in table("moby_4_echeancier.csv"):
        key = f"rang={row['rang']}"
        assert annex.value("acomptes", key, "part") == float(row["pct"])
        assert annex.value("acomptes", key, "date").isoformat() == row["date"]


def test_inputs_of_avelo3_and_of_the_state_project(fresh):
    annex = fresh.annexes["avelo3/programme"]
    for name in ("frais_fixes", "frais_variables"):
        amounts = [
            annex.value(*place)
            for place in annex.cells
            if place[0] == name and place[2] == "montant" and not annex.value(name, place[1], "dont")
        ]
        *lines, _ = table(f"avelo3_{name}.csv")
        assert amounts == [float(row["montant_max_cee_ht"]) for row in lines]
    (row,) = table("chauffage_financement.csv")
    annex = fresh.annexes["chauffage_urbain/idf"]
    assert annex.column("financement", "montant") == [float(row["montant_eur"])]
    assert annex.value("conventions", "", "date_fin").isoformat() == row["fin"]


# --- computed figures


def test_the_144_cells_of_the_theoretical_table(fresh):
    """Annexe 2-E, at the euro that it displays."""
    annex = fresh.annexes["intracting/noyarey"]
    names = {
        "crd": "crd_debut",
        "interets": "interets",
        "amortissement": "amortissement",
        "echeance": "echeance",
    }
    compared = 0
    for row in table("intracting_2E_amortissement.csv"):
        key = f"versement={row['tranche'][0]};annee={row['annee']}"
        for ours, theirs in names.items():
            cell = annex.cell("amortissement", key, ours)
            if row[theirs]:
                assert displayed(cell.value, cell.column) == float(row[theirs]), cell.address
                compared += 1
            else:
                assert cell.value == ""
    assert compared == 147


def test_the_same_workbook_in_whole_cents():
    """What the text calls the definitive table: exact cents, the last instalment absorbs."""
    annex = annex_of(load("intracting/noyarey").set("champs", "", "mode_arrondi", "centime"))
    names = {"crd": "crd", "interets": "int", "amortissement": "amort", "echeance": "ech"}
    for rank, last in ((1, "14980.11"), (2, "16075.14"), (3, "16348.48")):
        rows = table(f"intracting_{rank}_TR_cent_exact_calendar_free.csv")
        for row in rows:
            for ours, theirs in names.items():
                found = annex.value("amortissement", f"versement={rank};annee={row['annee']}", ours)
                assert found == float(row[theirs]), (rank, row["annee"], ours)
        assert annex.value("amortissement", f"versement={rank};annee=2037", "echeance") == float(last)
    assert annex.value("amortissement", "annee=2027", "total_echeance") == pytest.approx(47403.72, abs=1e-9)


def amortized(capital: int, term: int) -> list[tuple[Fraction, Fraction, Fraction]]:
    """Balance, interest and principal of constant instalments at 2 %, in exact fractions."""
    rate, rows = Fraction(2, 100), []
    payment = capital * rate / (1 - 1 / (1 + rate) ** term)
    balance = Fraction(capital)
    for _ in range(term):
        rows.append((balance, balance * rate, payment - balance * rate))
        balance -= payment - balance * rate
    return rows


def debt(tranches: list[tuple[int, int, int]]) -> dict[int, tuple[Fraction, Fraction, Fraction]]:
    """Balance, interest and principal of several tranches (year, capital, term), by year."""
    years: dict[int, tuple[Fraction, Fraction, Fraction]] = {}
    for year, capital, term in tranches:
        for offset, row in enumerate(amortized(capital, term), start=1):
            old = years.get(year + offset, (Fraction(0),) * 3)
            years[year + offset] = tuple(a + b for a, b in zip(old, row, strict=True))
    return years


def test_debt_service_of_the_plan_is_that_of_the_tranches(fresh):
    annex = fresh.annexes["intracting/noyarey"]
    exact = debt([(2024, 170000, 13), (2025, 170000, 12), (2026, 160000, 11)])
    for year in range(2024, 2039):
        balance, interest, principal = exact.get(year, (0, 0, 0))
        assert annex.value("plan", f"annee={year}", "interets") == pytest.approx(float(interest), rel=1e-9)
        assert annex.value("plan", f"annee={year}", "amortissements") == pytest.approx(
            float(principal), rel=1e-9
        )
        found = annex.value("plan", f"annee={year}", "capital_restant_du")
        assert found == pytest.approx(float(balance), rel=1e-9, abs=1e-6)
    assert annex.value("plan.total", "", "amortissements") == pytest.approx(500000, rel=1e-12)


@pytest.mark.parametrize(("indexation", "lag"), [(0, 1), (0.02, 1), (0.035, 2), (0, 0)])
def test_the_plan_equals_the_function_over_its_inputs(indexation, lag):
    """Native formulas of Annexe 2-B against INTRACTING.PLAN, which the rules' own cases verify.

    Its works are those of the envelope: the rounding of the rows in kEUR taken away.
    """
    data = load("intracting/noyarey").set("champs", "", "indexation_energie", indexation)
    data = data.set("champs", "", "decalage_economies", lag)
    for record, aid in ((7, 12000), (13, 30000.5)):
        data = data.set("programme", str(record), "cee", aid)
    annex = annex_of(data)
    years = annex.column("plan", "annee")
    saved = dict.fromkeys(years, 0.0)
    for phase, kilo in zip(annex.column("ape", "phase"), annex.column("ape", "tot_keur"), strict=True):
        saved[phase] += kilo * 1000
    works = [
        sum(both)
        for both in zip(annex.column("plan", "travaux"), annex.column("plan", "arrondi"), strict=True)
    ]
    arguments = [works, *(annex.column("plan", name) for name in ("aides", "versements"))]
    arguments += [
        list(saved.values()),
        annex.column("plan", "interets"),
        annex.column("plan", "amortissements"),
    ]
    rows = udfs.call("INTRACTING.PLAN", years, *arguments, indexation, lag)
    columns = (
        "annee", "travaux", "aides", "versements", "fonds_propres", "economies", "interets",
        "amortissements", "solde", "solde_cumule",
    )  # fmt: skip
    expected = [row[-len(columns) :] for row in rows] if len(rows[0]) >= len(columns) else rows
    names = columns[-len(expected[0]) :]
    assert len(names) >= 9
    for name, values in zip(names, zip(*expected, strict=True), strict=True):
        if name == "travaux":
            continue
        assert annex.column("plan", name) == pytest.approx(list(values), rel=1e-9, abs=1e-6), name


def test_contribution_of_the_first_year(fresh):
    """Article 7.3: signed on 18/06/2025, six twelfths of 1 750."""
    annex = fresh.annexes["mixeur/aunis-sud"]
    found = annex.cell("contributions", "annee=2025", "montant")
    assert (found.value, found.sheet) == (875, "Contributions")
    assert annex.value("contributions.total", "", "montant") == 875


def test_prorata_of_each_month_of_signature():
    rows = table("mixeur_prorata.csv")
    for row in (rows[0], rows[5], rows[11]):
        data = load("mixeur/aunis-sud").set(
            "conventions", "", "date_signature", f"18/{row['mois_signature']}/2025"
        )
        assert annex_of(data).value("contributions", "annee=2025", "montant") == float(row["sur_1750"])


def test_simulation_of_moby_and_its_volume(fresh):
    """Annexe 3, 12 cells; volume: 58 268 / 0,005 kWh cumac (fiche PRO-INFO-09)."""
    annex = fresh.annexes["moby/ille-et-vilaine"]
    found = [
        [annex.value("simulation", f"poste={poste}", name) for name in ("total", "etablissement", "annee")]
        for poste in ("total", "cee", "reste_ht", "reste_ttc")
    ]
    assert found == [
        [float(text) for text in list(row.values())[1:]] for row in table("moby_3_simulation.csv")
    ]
    assert annex.value("champs", "", "volume_cee") == 11_653_600


def test_instalments_close_in_every_column(fresh):
    annex = fresh.annexes["moby/ille-et-vilaine"]
    for name, total in (("ht", 17480), ("tva", 3496), ("ttc", 20976), ("part", 1)):
        assert sum(Fraction(str(value)) for value in annex.column("acomptes", name)) == total
        assert annex.value("acomptes.total", "", name) == pytest.approx(total, rel=1e-15)


def test_budget_of_avelo3_closes_at_thirty_million(fresh):
    """Article 5.1; the management line is part of another and does not add."""
    annex = fresh.annexes["avelo3/programme"]
    assert annex.value("champs", "", "total_cee") == 30_000_000
    assert annex.value("champs", "", "total_programme") == 34_500_000


# --- dates

DATES = yaml.safe_load((ROOT / "tests/cases/annexes/echeances.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", DATES, ids=[case["name"] for case in DATES])
def test_dates_are_those_of_the_documents(case, fresh):
    annex = dated(case, fresh)
    place = (
        case.get("table", "echeances"),
        case.get("key") or f"id={case['id']}",
        case.get("column", "date_limite"),
    )
    assert annex.value(*place) == day(case["output"])


def dated(case, fresh) -> Annex:
    if "set" not in case:
        return fresh.annexes[case["convention"]]
    data = load(case["convention"])
    for name, value in case["set"].items():
        common = name in {column.name for column in data.schema.fields_of("conventions")}
        data = data.set("conventions" if common else "champs", "", name, value)
    return annex_of(data)


def test_the_dates_of_the_cases_are_in_the_table_of_deadlines():
    shared = table("deadlines.csv")
    for case in DATES:
        if "row" in case:
            convention, article = case["row"]
            texts = [
                " ".join(filter(None, row.values()))
                for row in shared
                if (row["convention"], row["article"]) == (convention, article)
            ]
            assert any(case["output"] in text for text in texts), case["name"]
