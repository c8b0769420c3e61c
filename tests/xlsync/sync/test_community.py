"""The Mixeur community: forty members, their contributions against the budget, what follows from whom.

Every amount is worked out from annex 2 of the document, in the comments; the sums are those of these amounts.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.xlsync.sync.desks import Desk, copied
from xlsync.annexbook.annex import read_file
from xlsync.annexbook.checking import problems_of
from xlsync.build import build
from xlsync.model import ConventionData, Model, convention_data, template
from xlsync.store import Store
from xlsync.sync import pull, push, status, synchronise

COMMUNITY = "mixeur_communaute/hespul"
EARLIER = datetime.date(2024, 3, 15)
"""Signed before the years of the test: full years are due."""

SPECIAL = {
    # 300 000 × 0.01; does not use the tool more than anyone: 5 accounts
    "epci": (Decimal("3000"), Decimal("3000")),
    # linked to « epci », typed as a plain structure: 1 500 + (7 - 5) × 40
    "alec": (Decimal("1580"), Decimal("1580")),
    # linked too: 1 500
    "agence": (Decimal("1500"), Decimal("1500")),
    # 482 000 × 0.01 = 4 820; left on 31/12/2025
    "partante": (Decimal("4820"), Decimal("0")),
    # the minimum, 2 500; and two partner structures, 2 × 1 000 + 3 × 80
    "double": (Decimal("4740"), Decimal("4740")),
    # signed on 18/06/2026: (2 500 + (8 - 5) × 80) × 6/12
    "nouvelle": (None, Decimal("1370")),
    # 333 333 × 0.01; a grant
    "ville": (Decimal("3333.33"), Decimal("3333.33")),
    # the maximum
    "region": (Decimal("20000"), Decimal("20000")),
    # a partner alone: 3 × 1 000 + 4 × 80
    "partenaire": (Decimal("3320"), Decimal("3320")),
    # « à titre exceptionnel », whatever the year
    "exception": (Decimal("1750"), Decimal("1750")),
}
OTHERS = {f"commune-{rank:02d}": 250_000 + 1_234 * rank for rank in range(1, 31)}
"""Thirty authorities: 2 500 + 12.34 × rank, which make 75 000 + 12.34 × 465 = 80 738.10."""

DUE = {2025: Decimal("124781.43"), 2026: Decimal("121331.43")}
"""2025: 3 000 + 1 580 + 1 500 + 4 820 + 4 740 + 3 333.33 + 20 000 + 3 320 + 1 750 + 80 738.10;
2026: 4 820 less, 1 370 more."""

PLANNED, FUNDED, SPENT = Decimal("151400.10"), Decimal("30000.50"), Decimal("140000.25")


def member(name: str, *rows: dict[str, object], **fields: object) -> ConventionData:
    data = template("mixeur", name)
    said = {
        "titre": name,
        "membre": name,
        "operateur": "Hespul",
        "annee_bareme": 2025,
        "date_signature": EARLIER,
    }
    data = convention_data(data.id, data.fields | said | fields, {})
    for row in rows:
        data = data.add_row("contributions", row)
    return data


def row(year: int, statut: str = "collectivite", **more: object) -> dict[str, object]:
    return {"annee": year, "statut": statut, **more}


def members() -> list[ConventionData]:
    linked = {"collectivite_territoire": "mixeur/epci"}
    return [
        member("epci", row(2025, habitants=300_000)),
        member("alec", row(2025, "structure", utilisateurs=7), **linked),
        member("agence", row(2025, "structure"), **linked),
        member(
            "partante", row(2025, habitants=482_000), row(2026, habitants=482_000),
            date_sortie=datetime.date(2025, 12, 31),
        ),
        member("double", row(2025, habitants=123_456, structures=2, utilisateurs_partenaires=3)),
        member("nouvelle", row(2026, "structure", utilisateurs=8), date_signature=datetime.date(2026, 6, 18)),
        member("ville", row(2025, habitants=333_333, nature="subvention")),
        member("region", row(2025, habitants=2_500_000)),
        member("partenaire", row(2025, "partenaire", structures=3, utilisateurs=4)),
        member("exception", row(2025), montant_exceptionnel=1750),
        *(member(name, row(2025, habitants=inhabitants)) for name, inhabitants in OTHERS.items()),
    ]  # fmt: skip


def community() -> ConventionData:
    data = template("mixeur_communaute", "hespul")
    said = {"titre": "Communauté", "membre": "Communauté", "operateur": "Hespul"}
    data = convention_data(
        data.id, data.fields | said | {"premier_exercice": 2025, "dernier_exercice": 2026}, {}
    )
    for item, planned, spent in (("Maintenance", "100000", "90000.25"), ("Évolutions", "51400.10", "50000")):
        line = {"annee": 2026, "poste": item, "prevu": float(planned), "realise": float(spent)}
        data = data.add_row("budget", line)
    return data.add_row("financements", {"annee": 2026, "libelle": "ADEME", "montant": float(FUNDED)})


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store, the workbook of the community and those of three members."""
    folder = tmp_path_factory.mktemp("communaute")
    model = Model()
    for data in [community(), *members()]:
        model = model.put(data)
    Store.create(folder / "model.db", model)
    wanted = [COMMUNITY, "mixeur/alec", "mixeur/partante", "mixeur/epci"]
    report = build(wanted, folder, str(folder / "model.db"))
    assert not report.refused
    return folder


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Desk:
    return copied(made, tmp_path / "desk")


def exact(value: object) -> Decimal:
    return Decimal(repr(value))


def shown(desk: Desk, table: str, key: str, column: str) -> object:
    return desk.annex(COMMUNITY).value(table, key, column)


def due(desk: Desk, year: int, name: str) -> object:
    return shown(desk, "membres", f"annee={year};convention=mixeur/{name}", "montant")


def test_each_member_owes_what_annex_2_says(made):
    desk = Desk(made, Store.open(made / "model.db"))
    annex = desk.annex(COMMUNITY)

    def held(year, name):
        return annex.value("membres", f"annee={year};convention=mixeur/{name}", "montant")

    assert len(SPECIAL) + len(OTHERS) == 40
    for name, (first, second) in SPECIAL.items():
        if first is not None:
            assert exact(held(2025, name)) == first
        assert exact(held(2026, name)) == second
    for rank, name in enumerate(OTHERS, start=1):
        assert {exact(held(year, name)) for year in DUE} == {Decimal(2500) + Decimal("12.34") * rank}
    assert annex.value("membres", "annee=2025;convention=mixeur/double", "montant_partenaires") == 2240
    assert annex.value("membres", "annee=2026;convention=mixeur/alec", "statut_retenu") == (
        "structure_territoire_participant"
    )
    gone = "annee=2026;convention=mixeur/partante"
    assert annex.value("membres", gone, "motif") == "sortie le 31/12/2025"
    assert annex.value("membres", gone, "date_appel") is None
    assert annex.value("membres", "annee=2026;convention=mixeur/region", "date_appel") == datetime.date(
        2026, 3, 31
    )


def test_the_sum_stands_against_the_budget_less_the_funding(made):
    annex = Desk(made, Store.open(made / "model.db")).annex(COMMUNITY)

    def year(column, of=2026):
        return exact(annex.value("exercices", f"annee={of}", column))

    def statement(heading, column="realise"):
        return exact(annex.value("etat", f"annee=2026;rubrique={heading}", column))

    assert {of: year("contributions", of) for of in DUE} == DUE
    base = PLANNED - FUNDED
    assert (year("prevu"), year("financements"), year("base")) == (PLANNED, FUNDED, base)
    assert year("ecart") == DUE[2026] - base == Decimal("-68.17")
    assert year("subventions") == Decimal("3333.33")
    assert year("prestations") == DUE[2026] - Decimal("3333.33")
    assert (year("membres", 2025), year("membres")) == (39, 39)
    assert annex.value("exercices", "annee=2025", "base") == ""
    assert statement("Contributions annuelles", "prevu") == base
    assert statement("Recettes") == DUE[2026] + FUNDED
    assert statement("Dépenses") == SPENT
    assert statement("Recettes moins dépenses") == DUE[2026] + FUNDED - SPENT == Decimal("11331.68")
    assert exact(annex.value("membres.total", "", "montant")) == sum(DUE.values())


def test_nothing_is_left_to_say_of_what_was_built(desk):
    for one in (COMMUNITY, "mixeur/alec", "mixeur/partante"):
        assert not problems_of(read_file(desk.path(one)))
        assert status(desk.path(one), desk.store).clean


def test_budget_and_funding_are_typed_in_the_workbook_and_taken(desk):
    desk.type_in(COMMUNITY, ("budget", "annee=2026;poste=Maintenance", "prevu"), 110_000)
    desk.type_in(COMMUNITY, ("financements", "annee=2026;libelle=ADEME", "montant"), 20_000)
    assert synchronise(desk.path(COMMUNITY), desk.store).clean
    assert desk.value(COMMUNITY, ("budget", "annee=2026;poste=Maintenance", "prevu")) == 110_000
    assert desk.value(COMMUNITY, ("financements", "annee=2026;libelle=ADEME", "montant")) == 20_000
    assert shown(desk, "exercices", "annee=2026", "base") == 141_400.10


def test_what_a_member_changes_reaches_the_community(desk):
    desk.set("mixeur/region", ("contributions", "annee=2025", "habitants"), 300_100)
    seen = status(desk.path(COMMUNITY), desk.store)
    assert not seen.clean
    assert "2 ligne(s)" in seen.problems[0].what.fr
    assert push(desk.path(COMMUNITY), desk.store).clean
    assert due(desk, 2026, "region") == 3001
    assert exact(shown(desk, "exercices", "annee=2026", "contributions")) == DUE[2026] - 20_000 + 3001
    assert status(desk.path(COMMUNITY), desk.store).clean


def test_a_member_that_comes_or_leaves_changes_the_rows(desk):
    desk.commit(desk.store.read().put(member("arrivante", row(2026, habitants=400_000))))
    desk.set("mixeur/ville", ("champs", "", "date_sortie"), datetime.date(2025, 12, 31))
    assert push(desk.path(COMMUNITY), desk.store).clean
    assert due(desk, 2026, "arrivante") == 4000
    after = desk.annex(COMMUNITY)
    assert ("membres", "annee=2026;convention=mixeur/ville", "montant") not in after.cells
    assert exact(after.value("exercices", "annee=2026", "contributions")) == (
        DUE[2026] + 4000 - Decimal("3333.33")
    )


def test_the_status_of_a_structure_follows_the_authority_of_its_territory(desk):
    where = ("contributions", "annee=2025", "statut_retenu")
    assert desk.held("mixeur/alec", where) == "structure_territoire_participant"
    desk.set("mixeur/epci", ("champs", "", "date_sortie"), datetime.date(2025, 12, 31))
    desk.commit(
        desk.store.read().add_row("mixeur/alec", "contributions", row(2026, "structure", utilisateurs=7))
    )
    assert push(desk.path("mixeur/alec"), desk.store).clean
    alec = desk.annex("mixeur/alec")
    assert alec.value("contributions", "annee=2025", "montant") == 1580
    assert alec.value("contributions", "annee=2026", "participation") == "non"
    assert alec.value("contributions", "annee=2026", "montant") == 2660  # 2 500 + 2 × 80
    assert push(desk.path(COMMUNITY), desk.store).clean
    assert due(desk, 2026, "alec") == 2660


def test_a_typed_status_and_the_link_are_checked_against_each_other(desk):
    desk.set("mixeur/epci", ("champs", "", "date_sortie"), datetime.date(2024, 12, 31))
    desk.set("mixeur/alec", ("contributions", "annee=2025", "statut"), "structure_territoire_participant")
    told = push(desk.path("mixeur/alec"), desk.store)
    assert [one.source for one in told.problems] == ["Articles 4.4 et 7.3, Annexe 2"]
    assert "ne participe pas" in told.problems[0].what.fr
    assert desk.held("mixeur/alec", ("contributions", "annee=2025", "montant")) == 2660


def test_a_typed_status_stays_possible_without_a_link(desk):
    desk.set("mixeur/alec", ("champs", "", "collectivite_territoire"), None)
    desk.set("mixeur/alec", ("contributions", "annee=2025", "statut"), "structure_territoire_participant")
    assert push(desk.path("mixeur/alec"), desk.store).clean
    assert desk.held("mixeur/alec", ("contributions", "annee=2025", "montant")) == 1580


def test_a_link_typed_in_a_workbook_counts_once_it_is_written_there(desk):
    desk.set("mixeur/alec", ("champs", "", "collectivite_territoire"), None)
    assert push(desk.path("mixeur/alec"), desk.store).clean
    desk.type_in("mixeur/alec", ("champs", "", "collectivite_territoire"), "mixeur/epci")
    assert not pull(desk.path("mixeur/alec"), desk.store).clean
    assert not status(desk.path("mixeur/alec"), desk.store).clean
    assert push(desk.path("mixeur/alec"), desk.store).clean
    assert desk.held("mixeur/alec", ("contributions", "annee=2025", "montant")) == 1580


def test_a_link_to_no_known_agreement_is_a_problem(desk):
    desk.set("mixeur/alec", ("champs", "", "collectivite_territoire"), "mixeur/inconnue")
    told = push(desk.path("mixeur/alec"), desk.store)
    assert any("pas de contribution connue" in one.what.fr for one in told.problems)


def test_an_exit_is_on_31_december_with_its_notice(desk):
    annex = desk.annex("mixeur/partante")
    assert annex.value("champs", "", "limite_preavis") == datetime.date(2025, 9, 30)
    assert annex.value("contributions", "annee=2026", "montant") == 0
    assert annex.value("contributions", "annee=2026", "part_annee") == 0
    assert annex.value("contributions.total", "", "montant") == 4820
    desk.set("mixeur/partante", ("champs", "", "date_preavis"), datetime.date(2025, 10, 1))
    told = push(desk.path("mixeur/partante"), desk.store)
    assert any("préavis envoyé trop tard" in one.what.fr for one in told.problems)
    desk.set("mixeur/partante", ("champs", "", "date_preavis"), datetime.date(2025, 9, 30))
    assert push(desk.path("mixeur/partante"), desk.store).clean
    desk.set("mixeur/partante", ("champs", "", "date_sortie"), datetime.date(2025, 6, 30))
    told = push(desk.path("mixeur/partante"), desk.store)
    assert any("31 décembre" in one.what.fr for one in told.problems)
