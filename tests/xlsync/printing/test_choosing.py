"""Which sheets and columns of the schemas are printed."""

from __future__ import annotations

import pytest
import yaml

from xlsync.annexes import Column, Schema, loader, schema
from xlsync.printing.choosing import (
    annexes_of,
    is_within,
    number_of,
    printed_columns,
    printed_fiche,
    printed_fields,
)

ANNEXES = {
    "avelo3": ["Frais fixes", "Frais variables", "Budget annuel"],
    "chauffage_urbain": ["Financement", "Annexe 2 Frais"],
    "intracting": [
        "Annexe 1",
        "Annexe 2-A",
        "Annexe 2-B",
        "Annexe 2-C",
        "Annexe 2-D",
        "Annexe 2-E",
        "Annexe 2-E définitif",
        "Annexe 3",
        "Annexe 3 Généraux",
    ],
    "mixeur": ["Annexe 1", "Annexe 2"],
    "moby": [
        "Annexe 1 Certificats",
        "Annexe 2",
        "Annexe 2 Écoles",
        "Annexe 3",
        "Annexe 4 Devis",
        "Annexe 4 Acomptes",
    ],
    "pdes": ["Annexe 1", "Annexe 2", "Annexe 3", "Annexe 4", "Annexe 4 Publics"],
    "plan_financement": ["Annexe 1", "Annexe 2", "Annexe 3", "Annexe 4", "Annexe 5"],
    "sare": [
        "Annexe 1",
        "Annexe 2",
        "Annexe 2 Actes",
        "Annexe 3",
        "Annexe 3 Années",
        "Annexe 4",
        "Annexe 4 Actes",
    ],
}
"""The kinds whose annexes are those of a document, in its order."""


@pytest.mark.parametrize("kind", ANNEXES)
def test_annexes_come_in_the_order_of_the_document(kind: str) -> None:
    found = annexes_of(schema(kind))
    assert [sheet.name for sheet in found] == ANNEXES[kind]
    assert sorted(map(number_of, found)) == list(map(number_of, found))


def test_what_is_printed_is_what_a_schema_says(kind: str) -> None:
    """PyYAML reads the file on its own: a sheet says so, or its title begins with « Annexe »."""
    said = yaml.safe_load(loader._files()[kind].read_text(encoding="utf-8"))["sheets"]
    printed = {
        sheet["name"]
        for sheet in said
        if sheet.get("printed", "always" if "Annexe" in sheet["title"][0][:8] else "never") != "never"
    }
    assert {sheet.name for sheet in annexes_of(schema(kind))} == printed


def test_no_verdict_and_no_code_is_printed(kind: str) -> None:
    declared = schema(kind)
    for sheet in annexes_of(declared):
        for item in sheet.items:
            columns = (
                printed_columns(declared.table(item.table))
                if item.table
                else printed_fields(declared.group(item.fields).fields)
            )
            assert all(not column.alerts and column.generated != "code" for column in columns)
            assert columns or not item.printed


def test_keys_of_lines_that_the_schema_writes_are_left_out() -> None:
    """« total », « cee » of annexe 3 of Moby, the rank of the tariffs of Mixeur; no number of an action."""
    simulation = printed_columns(schema("moby").table("simulation"))
    assert [column.name for column in simulation] == ["libelle", "total", "etablissement", "annee"]
    assert printed_columns(schema("mixeur").table("tarifs"))[0].name == "statut"
    assert printed_columns(schema("intracting").table("ape"))[0].name == "id"


def test_totals_before_the_tranches_are_left_out() -> None:
    table = schema("intracting").table("amortissement")
    assert [column.name for column in printed_columns(table)] == ["annee"]
    assert table.blocks is not None
    fiche = [line.name for line in printed_fiche(table.blocks)]
    assert fiche == ["capital", "echeance", "taux", "duree", "report"]  # as annexe 2-E prints them


def test_what_another_amount_holds_is_known() -> None:
    versements = schema("intracting").table("versements")
    assert not is_within(versements.column("differe_ans"))  # years are no part of a sum
    assert not is_within(versements.column("duree_ans"))
    assert schema("avelo3").table("frais_fixes").within == "dont"


@pytest.mark.parametrize("kind", ANNEXES)
def test_another_order_loses_nothing_and_repeats_nothing(kind: str) -> None:
    """Where a schema says what is printed, it is all that is printed of the sheets so ordered, each once."""
    declared = schema(kind)
    ordered = [sheet for sheet in annexes_of(declared) if sheet.print_items]
    printed = [item for sheet in annexes_of(declared) for item in sheet.printed_items]
    fields = [name for item in printed for name in item.lines]
    fields += [one.name for item in printed if item.fields for one in _shown(declared, item.fields)]
    assert len(fields) == len(set(fields))
    rows = [(item.table, key) for item in printed for key in item.rows or ("all",) if item.table]
    assert len(rows) == len(set(rows))
    for item in (one for sheet in ordered for one in sheet.items if one.printed):
        if item.fields:
            assert {one.name for one in _shown(declared, item.fields)} <= set(fields)
        else:
            keys = {key for table, key in rows if table == item.table}
            of_table = declared.table(item.table)
            every = {str(row[of_table.columns[0].name]) for row in of_table.rows.fixed}
            assert keys in ({"all"}, every)


def _shown(declared: Schema, group: str) -> tuple[Column, ...]:
    return printed_fields(declared.group(group).fields)


@pytest.mark.parametrize("kind", ANNEXES)
def test_another_order_of_header_lines_is_the_same_lines(kind: str) -> None:
    for table in schema(kind).tables:
        if table.blocks and table.blocks.print_fiche:
            shown = printed_fields(table.blocks.fiche)
            assert sorted(table.blocks.print_fiche) == sorted(line.name for line in shown)
