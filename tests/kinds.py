"""The kinds that tests run over: those that are shipped, and a kind of tests, `essai`.

`tests/essai/` holds what a kind is made of: its schema, its parameters, a convention. It says each thing of
the language of schemas once: a composite key, a key of 14 digits, a parameter and a table of brackets of two
versions each (from 2024-01-01 and from 2026-01-01), rows of every source, blocks, a pattern, working days, a
condition, charts whose axis starts elsewhere. Its template is drawn once a run; no document has its figures.

A test takes the fixture:

- `kind`: each kind in turn, `essai` among them, for what must be true of any kind;
- `convention`: one convention of each kind in turn;
- `essai`: the kind of tests is known like those that are shipped, for as long as the test runs;
- `templates`: the template of each kind, opened; that of `essai` is only good where it is known.

In a subprocess it is not known: what is tested with it runs in this one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.xlsync.build.opened import Annex
from udfs import parameters
from xlsync import annexes, conventions
from xlsync.annexbook import templates as template_files
from xlsync.build.drawing import draw_workbook

HOME = Path(__file__).resolve().parent / "essai"
ESSAI = "essai"
EXEMPLE = f"{ESSAI}/exemple"


@contextmanager
def essai_known() -> Iterator[None]:
    """The kind of tests is known, without a template."""
    with (
        parameters.also_in(HOME / "parameters"),
        annexes.also_in(HOME / "annexes"),
        conventions.also_in(HOME / "conventions"),
    ):
        yield


@pytest.fixture(scope="session")
def essai_templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the template of the kind of tests."""
    folder = tmp_path_factory.mktemp("modeles")
    with essai_known():
        (folder / f"{ESSAI}.xlsx").write_bytes(draw_workbook(ESSAI))
    return folder


@pytest.fixture
def essai(essai_templates: Path) -> Iterator[str]:
    """The kind of tests, known for as long as the test runs."""
    with essai_known(), template_files.also_in(essai_templates):
        yield ESSAI


@pytest.fixture(scope="session")
def templates(essai_templates: Path) -> dict[str, Annex]:
    """The template of each kind."""
    with essai_known(), template_files.also_in(essai_templates):
        return {kind: Annex.open(template_files.template_path(kind)) for kind in annexes.kinds()}


@pytest.fixture(params=[*annexes.kinds(), ESSAI])
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind in turn."""
    return _known(request, request.param)


@pytest.fixture(params=[*conventions.shipped(), EXEMPLE])
def convention(request: pytest.FixtureRequest) -> str:
    """One convention of each kind in turn."""
    return _known(request, request.param)


def _known(request: pytest.FixtureRequest, name: str) -> str:
    if name.startswith(ESSAI):
        request.getfixturevalue("essai")
    return name
