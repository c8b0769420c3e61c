"""What the README promises: its formulas give the values printed beside them, its commands exist."""

import datetime
import re

import pytest

import udfs
from tests.shared import ROOT
from xlsync.cli.commands import COMMANDS

README = (ROOT / "README.md").read_text(encoding="utf-8")
FORMULA = re.compile(r"^=([A-Z.]+)\((.*)\)\s{2,}([\d ,]+)$", re.MULTILINE)
DATE = re.compile(r"DATE\((\d+);(\d+);(\d+)\)")
OWN = ("test", "lint")


def argument(text):
    text = text.strip()
    if found := DATE.fullmatch(text.replace(" ", "")):
        return datetime.date(*map(int, found.groups()))
    if text.startswith('"'):
        return text.strip('"')
    return float(text.replace(",", ".")) if text else None


def arguments(text):
    """The arguments between semicolons, those inside brackets left together."""
    return [argument(part) for part in re.split(r";(?![^()]*\))", text)]


@pytest.mark.parametrize(("name", "given", "shown"), FORMULA.findall(README))
def test_a_formula_gives_the_value_beside_it(name, given, shown):
    computed = udfs.call(name, *arguments(given))
    assert computed == pytest.approx(float(shown.replace(" ", "").replace(",", ".")), abs=0.005)


def test_there_are_formulas():
    assert len(FORMULA.findall(README)) >= 4


def test_every_command_named_exists():
    named = set(re.findall(r"run\.py ([a-z]+)", README))
    assert named - set(OWN) <= set(COMMANDS)
