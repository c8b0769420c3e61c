"""The reference of the words of a schema, and the small kind that it shows."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest

from tests.shared import ROOT
from tests.xlsync.build.opened import annex_of
from udfs import parameters
from xlsync import annexes, conventions
from xlsync.annexbook.checking import check
from xlsync.annexbook.published import compare_published
from xlsync.annexbook.templates import also_in
from xlsync.annexes import Column, reference, schema, words
from xlsync.build.drawing import draw_workbook
from xlsync.model import load, published

EXAMPLE = "subvention"


def test_the_page_is_that_of_the_classes():
    """`python -m xlsync.annexes.reference` writes it again."""
    assert reference.PAGE.read_text(encoding="utf-8") == reference.reference()


def test_the_command_writes_the_page():
    before = reference.PAGE.read_bytes()
    try:
        reference.PAGE.write_text("rien", encoding="utf-8")
        subprocess.run([sys.executable, "-m", "xlsync.annexes.reference"], cwd=ROOT, check=True)
        assert reference.PAGE.read_bytes() == before
    finally:
        reference.PAGE.write_bytes(before)


def test_every_word_is_told():
    """A word without its line under "Attributes" would have an empty place in the page."""
    for kind in reference._classes():
        intro, meanings = reference._told(kind)
        assert intro, kind
        assert set(meanings) == {field.name for field in dataclasses.fields(kind)}, kind
        assert all(meanings.values()), kind


def test_every_word_of_the_closed_lists_is_told():
    page = reference.reference()
    for name in (
        "TYPES",
        "OWNERS",
        "HOMES",
        "LAYOUTS",
        "SOURCES",
        "GENERATED",
        "RELATIONS",
        "CHARTS",
        "SERIES",
    ):
        for word, meaning in getattr(words, name).items():
            assert meaning in page, (name, word)
    assert {field.name for field in dataclasses.fields(Column)} <= set(page.replace("`", " ").split())


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    home = reference.EXAMPLE
    with (
        parameters.also_in(home / "parameters"),
        annexes.also_in(home / "annexes"),
        conventions.also_in(home / "conventions"),
    ):
        folder = tmp_path_factory.mktemp("exemple")
        (folder / f"{EXAMPLE}.xlsx").write_bytes(draw_workbook(EXAMPLE))
        with also_in(folder):
            yield folder / f"{EXAMPLE}.xlsx"


def test_the_example_is_complete(example):
    """Its workbook is drawn, checks clean, shows no error, and computes the figures that it says."""
    assert check([example]) == []
    data = load(f"{EXAMPLE}/exemple")
    annex = annex_of(data)
    assert annex.errors() == []
    compared = compare_published(annex.cells.values(), published(data.id))
    assert (compared.compared, compared.different, compared.missing) == (2, (), ())


def test_the_example_shows_what_the_language_can_say(example):
    declared = schema(EXAMPLE)
    columns = [column for table in declared.tables for column in table.columns]
    assert any(column.pattern for column in columns)
    assert any(column.working_day for column in columns)
    assert any(invariant.when for invariant in declared.invariants)
    assert "years" in [table.rows.source for table in declared.tables]
