"""Parameters: what each file says, when it applies, and which files are refused."""

from __future__ import annotations

import csv
import datetime
import json
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from tests.shared import shared_path
from udfs import parameters
from udfs.errors import NotAvailable, ParameterFileError, WrongValue
from udfs.parameters.reading import read

DAY = datetime.timedelta(days=1)

GOOD = """
description: {fr: Un, en: One}
unit: EUR
versions:
  - from: 2024-01-01
    value: "1.50"
    source: {document: Document, article: article 1}
  - from: 2025-01-01
    until: 2025-06-30
    value: "2"
    source: {document: Document, article: article 2, decided: 2024-12-01}
"""


@pytest.mark.parametrize("code", parameters.codes())
def test_temporal_coverage(code: str) -> None:
    """At each change: the version starts that day and not before; after a declared end, a refusal."""
    found = parameters.parameter(code)
    assert found.description.fr
    assert found.description.en
    assert found.unit
    for i, version in enumerate(found.versions):
        assert parameters.version(code, version.start) is version
        before = found.versions[i - 1] if i else None
        if before is not None and before.covers(version.start - DAY):
            assert parameters.version(code, version.start - DAY) is before
        else:
            with pytest.raises(NotAvailable, match="dates couvertes"):
                parameters.version(code, version.start - DAY)
        if version.end is not None:
            assert parameters.version(code, version.end) is version
    if not found.versions:
        with pytest.raises(NotAvailable, match="aucun document ne le donne"):
            parameters.version(code)
    elif found.versions[-1].end is not None:
        with pytest.raises(NotAvailable, match="dates couvertes"):
            parameters.version(code, found.versions[-1].end + DAY)


@pytest.mark.parametrize("code", parameters.codes())
def test_every_version_has_its_source(code: str) -> None:
    for version in parameters.parameter(code).versions:
        text = version.source.text()
        assert version.source.article in text.fr
        assert version.source.document in text.en
        assert (version.source.deduced is None) == ("déduite" not in text.fr)


def test_mixeur_is_the_published_annex() -> None:
    with shared_path("tables/mixeur_2_tarifs.csv").open(encoding="utf-8") as file:
        rows = {row["statut"]: row for row in csv.DictReader(file)}
    names = {
        "structure": "structure_sans_collectivite",
        "structure_territoire_participant": "structure_avec_collectivite",
        "partenaire": "compte_partenaire",
        "collectivite": "collectivite",
    }
    for status, row in ((status, rows[name]) for status, name in names.items()):
        included = parameters.number("mixeur.comptes_inclus", None, status)
        assert included == float(row["comptes_inclus"])
        price = parameters.number("mixeur.prix_utilisateur", None, status)
        assert price == float(row["utilisateur_suppl_eur"])
        if status != "collectivite":
            flat = parameters.number("mixeur.forfait", None, status)
            assert flat == float(row["taux_ou_forfait_eur"])
    authority = rows["collectivite"]
    assert parameters.value("mixeur.taux_par_habitant") == Decimal(authority["taux_ou_forfait_eur"])
    assert parameters.value("mixeur.plancher_collectivite") == Decimal(authority["min_eur"])
    assert parameters.value("mixeur.plafond_collectivite") == Decimal(authority["max_eur"])


def test_moby_is_the_published_grid_and_order() -> None:
    with shared_path("tables/moby_2_grille.csv").open(encoding="utf-8") as file:
        published = [Decimal(row["cee_ht"]) for row in csv.DictReader(file)]
    assert list(parameters.value("moby.grille_cee").values()) == published
    order = json.loads(shared_path("tables/moby_1_cee.json").read_text(encoding="utf-8"))
    assert parameters.value("moby.facteur_cee") == Decimal(order["facteur"])
    assert parameters.value("moby.plafond_cee") == order["plafond_gwhc"]
    cap = parameters.value("moby.plafond_cee") * 10**6 * parameters.value("moby.facteur_cee") * 1000 / 1000
    assert cap == Decimal(order["plafond_eur_ht"])


def test_deduced_co2_factors_reproduce_the_published_tonnes() -> None:
    """Each row and the total of annex 1 of the Intracting agreement, to the tenth of a tonne."""
    electricity = parameters.value("intracting.facteur_co2_electricite")
    heat = parameters.value("intracting.facteur_co2_chaleur")
    with shared_path("tables/intracting_1_ape.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        kilograms = Decimal(row["elec_kwh"] or 0) * electricity + Decimal(row["chal_kwh"] or 0) * heat
        assert (kilograms / 1000).quantize(Decimal("0.1")) == Decimal(row["co2_t"])


def test_dates_of_any_type_and_arrays() -> None:
    for date in ("2022-09-14", datetime.date(2022, 9, 14), np.datetime64("2022-09-14")):
        assert parameters.number("moby.taux_tva", date) == 0.2
    days = np.array(["2022-09-14", "NaT", "2030-01-01"], "datetime64[D]")
    result = parameters.number("moby.taux_tva", days)
    assert np.array_equal(result, [0.2, np.nan, 0.2], equal_nan=True)
    with pytest.raises(NotAvailable):
        parameters.number("moby.taux_tva", np.array(["2022-09-13"], "datetime64[D]"))


def test_a_text_is_not_a_number() -> None:
    with pytest.raises(WrongValue):
        parameters.number("intracting.base")


def test_unknown_code_names_its_neighbours() -> None:
    with pytest.raises(WrongValue, match=r"mixeur\.forfait"):
        parameters.value("mixeur.forfaits")


def write(folder: Path, content: str) -> parameters.Parameter:
    path = folder / "sample.yaml"
    path.write_text(content, encoding="utf-8")
    return read(path, "kind.sample")


def test_versions_follow_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = write(tmp_path, GOOD)
    monkeypatch.setattr(parameters, "parameter", lambda code: found)
    assert parameters.value("kind.sample", "2024-12-31") == Decimal("1.50")
    assert parameters.value("kind.sample", "2025-01-01") == 2
    days = np.array(["2024-12-31", "2025-06-30"], "datetime64[D]")
    assert parameters.number("kind.sample", days).tolist() == [1.5, 2.0]
    assert "décision du 01/12/2024" in parameters.source("kind.sample", "2025-01-01").fr
    with pytest.raises(NotAvailable, match="plusieurs versions"):
        parameters.value("kind.sample")
    with pytest.raises(NotAvailable, match="du 01/01/2025 au 30/06/2025"):
        parameters.value("kind.sample", "2025-07-01")


REFUSED = {
    "no source": ("    source: {document: Document, article: article 1}\n", "", "missing: source"),
    "empty article": ("article: article 1", "article: ", "must not be empty"),
    "unquoted number": ('"1.50"', "1.5", "must be quoted"),
    "French decimal": ('"1.50"', '"1,50"', "not a plain decimal"),
    "unordered dates": ("from: 2025-01-01", "from: 2023-01-01", "out of order"),
    "overlap": ("from: 2024-01-01", "from: 2024-01-01\n    until: 2025-03-01", "out of order"),
    "end before start": ("until: 2025-06-30", "until: 2024-06-30", "before it starts"),
    "deduced without reasoning": ("article: article 1", "article: 1, deduced: true", "go together"),
    "reasoning without deduced": (
        "article: article 1",
        "article: 1, reasoning: {fr: a, en: b}",
        "go together",
    ),
    "one language": ("{fr: Un, en: One}", "{fr: Un}", "missing: en"),
    "unknown key": ("unit: EUR", "unit: EUR\nauthor: me", "unknown: author"),
    "another rhythm of decisions": ("unit: EUR", "unit: EUR\ndecided: monthly", "can only be yearly"),
    "text for a date": ("from: 2024-01-01", "from: hier", "a date is expected"),
    "no version": (GOOD[GOOD.index("versions:") :], "versions: []\n", "at least one version"),
    "not YAML": ("unit: EUR", "unit: [", "not valid YAML"),
    "not a mapping": (GOOD, "text", "a mapping is expected"),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_faulty_file_is_refused(tmp_path: Path, fault: str) -> None:
    old, new, message = REFUSED[fault]
    assert old in GOOD
    with pytest.raises(ParameterFileError, match=message):
        write(tmp_path, GOOD.replace(old, new, 1))


def test_a_value_that_no_document_gives(tmp_path: Path) -> None:
    """A file without a version says the form of what is entered, one with versions does not."""
    head = "description: {fr: Un, en: One}\nunit: EUR\n"
    path = tmp_path / "un.yaml"
    path.write_text(head + "form: number\nversions: []\n", encoding="utf-8")
    found = read(path, "essai.un")
    assert (found.versions, found.like) == ((), Decimal(1))
    for content in (head + "versions: []\n", head + "form: date\nversions: []\n", GOOD + "form: number\n"):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(ParameterFileError, match="form"):
            read(path, "essai.un")
