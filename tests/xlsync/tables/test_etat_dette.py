"""The state of debt as a file, and its description."""

from __future__ import annotations

import csv
import json

from tests.xlsync.model.tranches import advance
from xlsync.model import Model
from xlsync.model.etat_dette import etat_dette
from xlsync.tables.etat_dette import export_etat_dette
from xlsync.tables.package import PACKAGE, REPORT


def test_what_is_written(tmp_path):
    found = etat_dette(Model().add(advance(1, 2, 3)), 2026)
    files = export_etat_dette(found, tmp_path / "dette")
    assert [path.name for path in files] == ["etat_dette_2026.csv", PACKAGE]
    with files[0].open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["MtICNE"] for row in rows] == ["138.46", "157.32", "142.22"]
    assert [row["MtIntExer"] for row in rows] == ["3168.40", "3400.00", "0.00"]
    assert {row["TxActua"] for row in rows} == {"2"}
    (resource,) = json.loads(files[1].read_text(encoding="utf-8"))["resources"]
    assert resource["path"] == files[0].name
    assert [one["name"] for one in resource["schema"]["fields"]] == list(rows[0])
    assert resource["schema"]["primaryKey"] == ["convention", "emprunt"]
    assert resource[REPORT] is True
