"""Every schema says what the others can rely on; a slip of the pen in one is refused."""

from pathlib import Path

import pytest
import yaml

from tests.kinds import HOME
from xlsync.annexes import SchemaError, also_in, kinds, loader, schema
from xlsync.annexes.checks.names import defined_names
from xlsync.annexes.formulas import CONSTANTS, read
from xlsync.annexes.words import CHARTS, SERIES
from xlsync.build.draw.charts import BASE, LINES

ESSAI = (HOME / "annexes" / "essai.yaml").read_text(encoding="utf-8")
LONGEST_LINE = 160


def columns(declared):
    for table in declared.tables:
        blocks = (*table.blocks.fiche, *table.blocks.columns) if table.blocks else ()
        yield from ((table.name, column) for column in (*table.columns, *blocks))
    yield from (("champs", column) for column in declared.fields.values())


def test_the_kinds_are_the_files():
    assert kinds() == tuple(sorted(path.stem for path in loader.HERE.glob("*.yaml") if path.stem != "common"))
    assert len(kinds()) >= 5


def test_names_have_labels_in_two_languages(kind):
    for table, column in columns(schema(kind)):
        assert column.label.fr.strip(), (table, column.name)
        assert column.label.en.strip(), (table, column.name)


def test_what_a_kind_says_is_what_its_file_says(kind):
    """PyYAML reads the files on its own."""
    declared = schema(kind)
    files = [loader.HERE / "common.yaml", loader._files()[kind]]
    common, own = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in files)
    for word, built in (("tables", declared.tables), ("invariants", declared.invariants)):
        assert [one["name"] for one in (*common[word], *own[word])] == [one.name for one in built]
    said = [item["name"] for part in (common, own) for group in part["fields"] for item in group["items"]]
    assert said == list(declared.fields)
    for table in (*common["tables"], *own["tables"]):
        assert [column["name"] for column in table["columns"]] == [
            column.name for column in declared.table(table["name"]).columns
        ]


def test_every_formula_is_of_the_language(kind):
    declared = schema(kind)
    names = {*defined_names(declared), *CONSTANTS}
    for table, column in columns(declared):
        if column.formula:
            found = read(column.formula)
            assert (
                found.names
                or found.calls
                or found.own
                or found.columns
                or found.specials
                or '"' in column.formula
            )
            assert set(found.names) <= names, (table, column.name)


def test_sheets_that_are_last_close_the_workbook(kind):
    last = [sheet.last for sheet in schema(kind).sheets]
    assert last == sorted(last)
    assert any(last)


def test_charts_are_those_that_can_be_drawn():
    assert set(BASE) == set(CHARTS)
    assert {*LINES, ""} == set(SERIES)


@pytest.mark.parametrize("path", [*loader.HERE.glob("*.yaml"), *(HOME / "annexes").glob("*.yaml")], ids=str)
def test_lines_can_be_read_on_a_screen(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        assert len(line) <= LONGEST_LINE, f"{path}:{number}"


@pytest.fixture
def folder(tmp_path, essai):
    with also_in(tmp_path):
        yield tmp_path


def refused(folder, before, after):
    """The sentence, and the line of the change, when a text of the schema becomes another."""
    assert ESSAI.count(before) >= 1, before
    text = ESSAI.replace(before, after, 1)
    (folder / "essai.yaml").write_text(text, encoding="utf-8")
    loader.forget()
    with pytest.raises(SchemaError) as caught:
        schema("essai")
    said = caught.value
    assert said.file == folder / "essai.yaml"
    assert said.text.fr.startswith(f"essai.yaml, ligne {said.line}\u00a0: ")
    assert said.text.en.startswith(f"essai.yaml, line {said.line}: ")
    return said, text.splitlines()[said.line - 1]


SLIPS = yaml.safe_load((Path(__file__).parent / "slips.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("before", "after", "said", "line"), SLIPS)
def test_a_slip_is_one_sentence_with_its_line(folder, before, after, said, line):
    error, at = refused(folder, before, after)
    assert said in error.text.fr
    assert "\n" not in error.text.fr
    if line:
        assert line in at
