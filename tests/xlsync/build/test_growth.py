"""Conventions larger and smaller than the shipped ones: tables, totals, charts and pages follow."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from tests.kinds import ESSAI, EXEMPLE, essai_known
from tests.oracle import judge
from tests.xlsync.build.opened import Annex, annex_of, charts, range_cells
from tests.xlsync.build.test_figures import debt
from udfs import parameters
from xlsync.annexbook.checking import check
from xlsync.annexbook.templates import also_in
from xlsync.annexes import kinds, schema
from xlsync.conventions import shipped
from xlsync.model import ConventionData, Model, load, template
from xlsync.workbook.values import column_letters

ENVELOPE, ADVANCE = 2_000_000, 900_000
TRANCHES = [
    (2026, 200_000, 15),
    (2027, 200_000, 14),
    (2028, 200_000, 13),
    (2029, 150_000, 12),
    (2030, 150_000, 20),
]
"""Year, capital, term: five tranches, the most that the documents allow; the last one ends last."""


def intracting(tranches: list[tuple[int, int, int]], actions: int) -> ConventionData:
    data = load("intracting/noyarey")
    for table in ("versements", "ape"):
        data = data.with_records(table, [])
    for rank, (year, capital, term) in enumerate(tranches, start=1):
        terms = {"duree_ans": term, "differe_ans": 0, "taux": 0.02}
        words = {"periodicite": "Annuelles", "profil": "Echéances constantes"}
        record = {"versement": rank, "annee_versement": year, "montant": capital, **terms, **words}
        data = data.add_row("versements", record)
    for rank in range(1, actions + 1):
        record = {
            "id": rank,
            "batiment": f"Bâtiment {rank}",
            "ape": f"Action {rank}",
            "type_energie": "Electricité",
            "cout_keur_ht": 2000 / actions,
            "elec_kwh": 1000 * rank,
            "usage_electricite": "Bâtiments",
            "chal_kwh": 500 * rank,
            "phase": tranches[rank % len(tranches)][0],
        }
        data = data.add_row("ape", record)
    data = data.set("champs", "", "montant_enveloppe", ENVELOPE)
    return data.set("champs", "", "montant_ari", sum(capital for _, capital, _ in tranches))


def mixeur() -> ConventionData:
    data = load("mixeur/aunis-sud")
    for year in range(2026, 2038):
        people = {"habitants": 100_000 * (year - 2025), "utilisateurs": 7}
        data = data.add_row("contributions", {"annee": year, "statut": "collectivite", **people})
    return data


def moby() -> ConventionData:
    data = load("moby/ille-et-vilaine").with_records("acomptes", [])
    for rank in range(1, 11):
        words = {"libelle": f"Acompte {rank}", "part": 0.1, "date": f"15/{rank:02d}/2023"}
        data = data.add_row("acomptes", {"rang": rank, **words})
    return data


def avelo3() -> ConventionData:
    data = load("avelo3/programme")
    for rank in range(1, 31):
        data = data.add_row("frais_variables", {"action": f"Action {rank}", "montant": 0.01 * rank})
        call = {"financeur": "Hellio", "montant": 10.1, "verse": 5}
        data = data.add_row("appels_de_fonds", {"id": rank, **call})
    return data


def chauffage_urbain() -> ConventionData:
    data = load("chauffage_urbain/idf")
    for rank in range(1, 26):
        amounts = {"ae_ouvertes": 1000, "ae_consommees": 900.1, "cp_ouverts": 800, "cp_consommes": 700.1}
        data = data.add_row("compte", {"id": rank, "depense": f"Commande {rank}", **amounts})
    return data


def essai() -> ConventionData:
    """More of each: 40 meters for 12 years are 480 forecasts, 9 ranks for 12 years 108 payments."""
    data = load(EXEMPLE).set("conventions", "", "date_fin", "30/06/2035")
    data = data.set("champs", "", "dernier_rang", 9).with_records("rangs", [])
    for rank in range(1, 39):
        data = data.add_row("compteurs", {"numero": f"{rank:014d}", "lieu": f"Lieu {rank}"})
        data = data.add_row("releves", {"numero": f"{rank:014d}", "mois": 1 + rank % 12, "kwh": 100 * rank})
    for tranche in range(3, 7):
        terms = {"annee_depart": 2020 + tranche, "duree": 10, "montant": 1000}
        data = data.add_row("tranches", {"tranche": tranche, **terms})
    return data


GROWN: dict[str, Callable[[], ConventionData]] = {
    "intracting": lambda: intracting(TRANCHES, 40),
    "mixeur": mixeur,
    "moby": moby,
    "avelo3": avelo3,
    "chauffage_urbain": chauffage_urbain,
    ESSAI: essai,
}
"""Of each kind, a convention that has more records than the one that is shipped."""


def several(kind: str) -> ConventionData:
    """A convention that has many records; of a kind that is not listed, the one that is shipped for it."""
    first = next(one for one in shipped() if one.startswith(f"{kind}/"))
    return GROWN.get(kind, lambda: load(first))()


@pytest.fixture(scope="module")
def grown(essai_templates) -> dict[str, Annex]:
    with essai_known(), also_in(essai_templates):
        return {kind: annex_of(several(kind)) for kind in kinds()}


@pytest.fixture(scope="module")
def shrunk() -> Annex:
    return annex_of(intracting([(2025, 100_000, 4)], 1))


def on_disk(annex: Annex, folder: Path) -> Path:
    path = folder / f"{annex.kind}-essai.xlsx"
    path.write_bytes(annex.content)
    return path


def problems(annex: Annex, folder: Path) -> list[tuple[str, str]]:
    return [(problem.where, problem.what.fr) for problem in check([on_disk(annex, folder)])]


def test_a_grown_workbook_checks_clean(kind, grown, tmp_path):
    annex = grown[kind]
    assert problems(annex, tmp_path) == []
    assert annex.errors() == []
    assert not annex.book.full_calculation


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["intracting", "avelo3"])
def test_libreoffice_agrees_on_a_grown_workbook(kind, grown, tmp_path):
    judgement = judge(on_disk(grown[kind], tmp_path))
    assert judgement.agrees, (judgement.different[:5], judgement.different_calls[:5], judgement.not_judged)


def test_rows_that_are_made_of_others_are_as_many_as_they_should_be(grown):
    """2024 to 2035 are 12 years; 40 meters; ranks 1 to 9, one more where the schema says so."""
    counts = {name: place.count for name, place in grown[ESSAI].places.tables.items()}
    assert counts["annees"] == 12
    assert counts["rangs"] == 10
    assert counts["echeancier"] == 12 * 9
    assert counts["compteurs"] == counts["suivi"] == 40
    assert counts["previsions"] == 40 * 12
    assert grown[ESSAI].places.tables["plan"].blocks == 6


def test_five_tranches_and_forty_actions(grown):
    annex = grown["intracting"]
    places = annex.places.tables
    assert places["versements"].count == 5
    assert places["amortissement"].blocks == 5
    assert places["ape"].count == places["programme"].count == places["suivi"].count == 40
    assert places["indicateurs"].count == 40
    years = list(range(2026, 2052))
    assert annex.column("plan", "annee") == annex.column("bilan", "annee") == years


def test_totals_of_a_grown_workbook_are_exact_sums(grown):
    """Inputs are whole numbers: sums and products by exact arithmetic."""
    annex = grown["intracting"]
    kilowatt_hours = 1000 * sum(range(1, 41))
    assert annex.value("ape.total", "", "elec_kwh") == kilowatt_hours
    assert annex.value("ape.total", "", "tot_kwh") == kilowatt_hours * 3 / 2
    saved = (
        Fraction(kilowatt_hours) * Fraction("324.58") / 10**6
        + Fraction(kilowatt_hours, 2) * Fraction("39.48") / 10**6
    )
    assert annex.value("ape.total", "", "tot_keur") == pytest.approx(float(saved), rel=1e-12)
    assert annex.value("plan.total", "", "travaux") == pytest.approx(ENVELOPE, rel=1e-12)
    assert annex.value("plan.total", "", "versements") == ADVANCE
    assert annex.value("champs", "", "total_versements") == ADVANCE


def test_debt_service_of_five_tranches(grown):
    """Constant instalments in exact fractions, tranche by tranche."""
    annex = grown["intracting"]
    for year, (balance, interest, principal) in debt(TRANCHES).items():
        key = f"annee={year}"
        assert annex.value("plan", key, "interets") == pytest.approx(float(interest), rel=1e-9)
        assert annex.value("plan", key, "amortissements") == pytest.approx(float(principal), rel=1e-9)
        assert annex.value("plan", key, "capital_restant_du") == pytest.approx(float(balance), rel=1e-9)
    assert annex.value("plan.total", "", "amortissements") == pytest.approx(ADVANCE, rel=1e-12)


def test_one_tranche_and_one_action(shrunk, tmp_path):
    assert problems(shrunk, tmp_path) == []
    assert shrunk.places.tables["amortissement"].blocks == 1
    assert shrunk.column("plan", "annee") == [2025, 2026, 2027, 2028, 2029, 2030]
    for year, (_, interest, _) in debt([(2025, 100_000, 4)]).items():
        assert shrunk.value("plan", f"annee={year}", "interets") == pytest.approx(float(interest), rel=1e-9)


def test_charts_cover_every_record(kind, grown):
    cover(grown[kind])


def test_charts_of_a_small_convention(shrunk):
    cover(shrunk)


def cover(annex: Annex) -> None:
    declared = [item.chart for sheet in schema(annex.kind).sheets for item in sheet.items if item.chart]
    for chart, drawn in zip(declared, charts(annex.content), strict=True):
        for series, found in zip(sorted_by_name(chart.series), sorted_by_name(drawn.series), strict=True):
            for column, reference in ((series.values, found.values), (chart.categories, found.categories)):
                table, name = column.removesuffix("]").split("[")
                place = annex.places.tables[table]
                expected = [(place.sheet, *place.cell(name, record)) for record in range(place.count)]
                assert range_cells(annex.book, reference) == expected, (chart.title.fr, column)


def sorted_by_name(series):
    return sorted(series, key=lambda one: getattr(one.name, "fr", one.name))


def test_pages_and_lists_follow(kind, grown):
    annex = grown[kind]
    found = annex.by_openpyxl()
    for declared in schema(kind).sheets:
        tables = [item.table for item in declared.items if item.table]
        if tables:
            place = annex.places.tables[tables[-1]]
            area = found[declared.name].print_area.rpartition("!")[2].replace("$", "")
            left, _, corner = area.partition(":")
            assert left == "A1"
            assert int("".join(filter(str.isdigit, corner))) == place.bottom
            assert len(corner.rstrip("0123456789")) >= len(column_letters(place.right))
            assert found[declared.name].print_title_rows == f"${place.header}:${place.header}"
    for cell in annex.cells.values():
        if cell.is_input and cell.column.type == "choice":
            rules = found[cell.sheet].data_validations.dataValidation
            at = f"{column_letters(cell.at)}{cell.row}"
            assert [rule.type for rule in rules if at in rule.sqref] == ["list"], cell.address


def test_every_row_looks_like_the_others(kind, grown):
    """Inputs and results keep the format of their column down to the last row."""
    annex = grown[kind]
    formats: dict[tuple[str, str], set[str]] = {}
    book = annex.by_openpyxl()
    for (table, _, column), cell in annex.cells.items():
        look = book[cell.sheet].cell(cell.row, cell.at)
        formats.setdefault((table, column), set()).add(f"{look.number_format} {look.fill.fgColor.rgb}")
    assert {place: looks for place, looks in formats.items() if len(looks) > 1} == {}


# --- new conventions

VALUES = {
    "text": "Texte", "amount": "1 000,50", "number": "1", "integer": "1", "rate": "0 %", "year": "2026",
    "date": "30/06/2026",
}  # fmt: skip
"""What a person types for a required field."""


def blank(kind: str) -> ConventionData:
    """A new convention; dated where a parameter has several versions, since nothing else tells them apart."""
    data = template(kind)
    versions = [len(parameters.parameter(code).versions) for code in parameters.codes(kind)]
    return (
        data.set("conventions", "", "date_parametres", "01/01/2025") if max(versions, default=0) > 1 else data
    )


def test_a_blank_convention_shows_no_error_and_lacks_only_required_inputs(kind, tmp_path):
    annex = annex_of(blank(kind))
    assert annex.errors() == []
    missing = {
        annex.cell("conventions" if ("conventions", "", name) in annex.cells else "champs", "", name).address
        for name, column in schema(kind).fields.items()
        if column.is_input and not column.nullable and not column.default
    }
    found = check([on_disk(annex, tmp_path)])
    assert {problem.where for problem in found} == missing
    assert all("obligatoire" in problem.what.fr for problem in found)


def test_a_new_convention_typed_field_by_field_checks_clean(kind, tmp_path):
    """`add` then `set`, nothing else; in Moby the list of schools is required too."""
    convention = f"{kind}/nouvelle"
    model = Model().add(blank(kind))
    for table in ("conventions", "champs"):
        for column in schema(kind).fields_of(table):
            if column.is_input and not column.nullable:
                text = column.choices[0] if column.choices else VALUES[column.type]
                model = model.set(convention, table, "", column.name, text)
    if kind == "moby":
        model = model.set(convention, "champs", "", "autres_etablissements", "0")
        model = model.add_row(convention, "etablissements", {"id": 1, "etablissement": "Collège"})
    annex = annex_of(model.convention(convention))
    assert problems(annex, tmp_path) == []
    assert annex.errors() == []
