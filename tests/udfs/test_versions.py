"""Parameters that change: every function asks the version of its own date, and says its source."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

import udfs
from tests.udfs.calls import example_by_name, tariffs_entered
from udfs import calendar, parameters
from udfs.errors import NotAvailable, UdfError
from udfs.parameters import Parameter, Source, Value, Version
from udfs.registry.common import VERSION_DATE
from udfs.rules import pret
from udfs.rules.pret import cellules
from udfs.rules.steps import Step, parameter_step

DAY = datetime.timedelta(days=1)
LATER = datetime.date(2100, 1, 1)
LONG_BEFORE = datetime.date(1901, 1, 1)
FIRST, SECOND = Source("Texte premier", "article 1"), Source("Texte second", "article 2")
TEXTS = {"suivant": "precedent", "FR": "TARGET"}
CODES = [code for code in parameters.codes() if parameters.parameter(code).versions]
"""Those that a document gives: the others have no version to replace."""
every_code = pytest.mark.parametrize("code", CODES)

Call = tuple[str, dict[str, Any]]


def other(value: Value) -> Value:
    """Another value of the same shape."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: other(item) for key, item in value.items()})
    return 2 * value + 1 if isinstance(value, Decimal) else TEXTS.get(value, "autre")


def changed(found: Parameter, on: datetime.date, source: Source | None) -> Parameter:
    """The same parameter, with another value and another source from a day on."""
    first = found.versions[0]
    end = on - DAY if first.end is None else min(first.end, on - DAY)
    start = first.start if first.start < on else LONG_BEFORE
    old = replace(first, start=start, end=end, source=source or first.source)
    return replace(found, versions=(old, Version(on, None, other(first.value), SECOND)))


@pytest.fixture
def change(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Gives a parameter a second version; the tables that loans share are forgotten before and after."""
    read = parameters.parameter

    def give(code: str, on: datetime.date, source: Source | None = FIRST) -> Parameter:
        new = changed(read(code), on, source)
        versions = {code: new}
        monkeypatch.setattr(
            parameters, "parameter", lambda asked: versions.get(read(asked).code, read(asked))
        )
        cellules._kept.cache_clear()
        return new

    yield give
    cellules._kept.cache_clear()


def all_calls() -> Iterator[Call]:
    """The example of every function at a date, and the same with each of its options."""
    for function in udfs.FUNCTIONS.values():
        cells = example_by_name(function)
        if VERSION_DATE in function.arguments and "code" not in cells:
            kind = function.namespace.lower()
            cells["date"] = max(
                parameters.parameter(code).versions[0].start for code in CODES if code.startswith(f"{kind}.")
            )
        if function.most is not None and "code" not in cells:
            yield function.name, cells
            for argument in function.arguments:
                yield from ((function.name, cells | {argument.name: option}) for option in argument.options)


@pytest.fixture(scope="module")
def asking() -> dict[str, list[Call]]:
    """For each parameter, the calls that ask it or whose explanation does; no other can depend on it."""
    found: dict[str, list[Call]] = {}
    for code in CODES:
        dated = {"code": code, "date": parameters.parameter(code).versions[0].start}
        found[code] = [("CONVENTION.PARAMETRE", dated), ("CONVENTION.SOURCE", dated)]
    read = parameters.parameter
    with pytest.MonkeyPatch.context() as patch, parameters.handing(tariffs_entered()):
        for call in all_calls():
            asked: set[str] = set()
            patch.setattr(parameters, "parameter", lambda code, asked=asked: asked.add(code) or read(code))
            cellules._kept.cache_clear()
            outcome(call)
            steps(call)
            for code in asked & found.keys():
                found[code].append(call)
    return found


def outcome(call: Call) -> Any:
    name, cells = call
    try:
        return udfs.call(name, **cells)
    except UdfError as error:
        return error.excel, error.text


def steps(call: Call) -> list[Step]:
    name, cells = call
    try:
        return udfs.explain(name, **cells)
    except UdfError:
        return []


@every_code
def test_a_version_to_come_changes_nothing(code: str, change: Any, asking: dict[str, list[Call]]) -> None:
    """Every function gives what it gave, and never says the source of what is not in force."""
    before = [outcome(call) for call in asking[code]]
    change(code, LATER, source=None)
    assert [outcome(call) for call in asking[code]] == before
    assert not [call for call in asking[code] for step in steps(call) if SECOND.document in step.source]


@every_code
def test_a_version_in_force_is_said_with_its_source(
    code: str, change: Any, asking: dict[str, list[Call]]
) -> None:
    """Every call is after the change: no step says the source of the version before, nor its value."""
    new = change(code, parameters.parameter(code).versions[0].start)
    old, now = (set(numbers(version.value)) for version in new.versions)
    assert not old & now
    found = [step for call in asking[code] for step in steps(call)]
    assert not [step for step in found if FIRST.document in step.source]
    named = [step for step in found if step.label == new.description]
    assert named
    assert [step for step in named if step.source != SECOND.text().fr or step.value not in now] == []


def numbers(value: Value) -> Iterator[Any]:
    """Every number or text of a parameter, as a step shows it."""
    if isinstance(value, Mapping):
        for item in value.values():
            yield from numbers(item)
    else:
        yield float(value) if isinstance(value, Decimal) else value


@every_code
def test_without_a_date_several_versions_are_named(
    code: str, change: Any, asking: dict[str, list[Call]]
) -> None:
    """What depends on the parameter and takes a date asks for it; what does not is what it was."""
    asked = [
        (name, {key: cell for key, cell in cells.items() if key != "date"})
        for name, cells in asking[code]
        if VERSION_DATE in udfs.FUNCTIONS[name].arguments
    ]
    before = [outcome(call) for call in asked]
    covered = change(code, LATER, source=None).coverage().fr
    for call, known in zip(asked, before, strict=True):
        found = outcome(call)
        if call[0].startswith("CONVENTION.") or found != known:
            error, text = found
            assert (error, covered in text.fr) == ("#N/A", True)


def test_every_parameter_that_a_rule_names_is_asked(asking: dict[str, list[Call]]) -> None:
    """Otherwise the tests above would look at nothing."""
    kinds = "|".join(sorted({code.partition(".")[0] for code in CODES}))
    written = {
        name
        for path in (Path(udfs.__file__).parent / "rules").rglob("*.py")
        for name in re.findall(rf'"((?:{kinds})\.\w+)"', path.read_text(encoding="utf-8"))
    }
    assert len(written) > 10
    assert {code for code in written & asking.keys() if len(asking[code]) <= 2} == set()


# Days of payment: each by the rule in force when it is due


def test_a_rule_of_working_days_that_changes(change: Any) -> None:
    """Due on 13/12: Saturday in 2025, moved forward; Sunday in 2026, moved back from 01/01/2026 on."""
    change("intracting.regle_jour_non_ouvre", datetime.date(2026, 1, 1))
    loan = pret.Conditions.of(170000, 0.02, 3, 1, "2024-12-13", interets="dates_paiement")
    expected = ["2025-12-15", "2026-12-11", "2027-12-13"]
    assert pret.table_of(loan).fin.astype(str).tolist() == expected
    assert [str(pret.ligne("date_paiement", rank, loan)) for rank in (1, 2, 3)] == expected
    batch = pret.Conditions.of([170000, 1000], 0.02, 3, 1, "2024-12-13", interets="dates_paiement")
    assert pret.table_of(batch).fin.astype(str).tolist() == [expected] * 2
    for rank, rule, source in ((1, "suivant", FIRST), (2, "precedent", SECOND)):
        found = pret.expliquer_ligne("date_paiement", rank, loan)
        assert (rule, source.text().fr) in [(step.value, step.source) for step in found]


def test_a_calendar_that_changes(change: Any) -> None:
    """08/05 is a holiday in France and a working day of TARGET."""
    change("intracting.calendrier", datetime.date(2026, 1, 1))
    days = np.array(["2025-05-08", "2026-05-08", "NaT", "2026-05-09"], "datetime64[D]")
    assert pret.payment_date(days).astype(str).tolist() == ["2025-05-09", "2026-05-08", "NaT", "2026-05-11"]
    assert str(pret.payment_date(np.datetime64("2026-05-08"))) == "2026-05-08"
    assert np.isnat(pret.payment_date(np.datetime64("NaT", "D")))


def test_payments_due_before_the_first_version_follow_it() -> None:
    """The agreement bears no date: its rule is open from 2024, and older loans have days of payment too."""
    days = np.array(["2015-12-13", "2020-06-13"], "datetime64[D]")
    assert pret.payment_date(days).tolist() == calendar.ajuster(days).tolist()


def test_payments_due_after_the_end_of_a_rule_have_no_day(monkeypatch: pytest.MonkeyPatch) -> None:
    found = parameters.parameter("intracting.regle_jour_non_ouvre")
    ended = replace(found, versions=(replace(found.versions[0], end=datetime.date(2025, 12, 31)),))
    read = parameters.parameter
    monkeypatch.setattr(parameters, "parameter", lambda code: ended if code == found.code else read(code))
    assert str(pret.payment_date(np.datetime64("2025-12-13"))) == "2025-12-15"
    with pytest.raises(NotAvailable, match="du 01/01/2024 au 31/12/2025") as caught:
        pret.payment_date(np.array(["2025-12-13", "2026-12-13"], "datetime64[D]"))
    assert caught.value.argument == "date_valeur"
    assert udfs.FUNCTIONS["PRET.LIGNE"].arguments[6].name == "date_valeur"


# Many dates at once


def test_the_years_of_a_contribution_have_their_own_tariff(change: Any) -> None:
    """2 500 in 2025, twice that and 1 from 2026 on; in one array and alone."""
    change("mixeur.forfait", datetime.date(2026, 1, 1))
    rows = [("structure", year) for year in (2025, 2026, 2025, 2027)]
    assert udfs.call_many("MIXEUR.CONTRIBUTION", rows) == [2500.0, 5001.0, 2500.0, 5001.0]
    assert [udfs.call("MIXEUR.CONTRIBUTION", *row) for row in rows] == [2500.0, 5001.0, 2500.0, 5001.0]


def test_a_refusal_names_the_year_whatever_the_parameter(monkeypatch: pytest.MonkeyPatch) -> None:
    found = parameters.parameter("mixeur.prix_utilisateur")
    ended = replace(found, versions=(replace(found.versions[0], end=datetime.date(2025, 12, 31)),))
    read = parameters.parameter
    monkeypatch.setattr(parameters, "parameter", lambda code: ended if code == found.code else read(code))
    with pytest.raises(NotAvailable) as caught:
        udfs.call("MIXEUR.CONTRIBUTION", "structure", 2026)
    assert caught.value.argument == "annee"


def test_the_step_of_several_dates_gives_every_source(change: Any) -> None:
    change("intracting.majoration_retard", datetime.date(2026, 1, 1))
    days = np.array(["2025-12-13", "2026-12-13", "2025-01-13"], "datetime64[D]")
    step = parameter_step("intracting.majoration_retard", days)
    assert np.asarray(step.value).tolist() == [0.03, 1.06, 0.03]
    assert step.source == f"{FIRST.text().fr} ; {SECOND.text().fr}"
    alone = parameter_step("intracting.majoration_retard", days[:1])
    assert alone.source == FIRST.text().fr
