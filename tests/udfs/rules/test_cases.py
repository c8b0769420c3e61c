"""Replays the cases of rules kept as data: name, function, input, output or error, source.

Where the source prints so many digits, `digits` says how many.

A case of a rule names it in lower case (`mixeur.contribution`); its input are the arguments of the rule,
those of a loan in place of its conditions.
"""

from __future__ import annotations

import datetime
import importlib
import inspect
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from udfs import errors
from udfs.rules.pret import Conditions

CASES = Path(__file__).parents[2] / "cases"


def load() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*/*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            if case.get("function", "").islower():
                found.append(pytest.param(case, id=f"{path.parent.name}/{path.stem}: {case['name']}"))
    return found


def argument(value: Any) -> Any:
    """A YAML value as rules take it: dates are datetime64, lists are arrays."""
    if isinstance(value, datetime.date):
        return np.datetime64(value, "D")
    if isinstance(value, list):
        return np.array([argument(item) for item in value])
    return value


def call(case: dict[str, Any], prefix: str = "") -> Any:
    module, _, name = case["function"].rpartition(".")
    function = getattr(importlib.import_module(f"udfs.rules.{module}"), prefix + name)
    own, loan = list(inspect.signature(function).parameters), inspect.signature(Conditions.of).parameters
    place = own.index("conditions") if "conditions" in own else len(own)
    given = case["input"]
    if not isinstance(given, dict):
        given = dict(zip([*own[:place], *loan], given, strict=False))
    given = {name: argument(value) for name, value in given.items()}
    if place < len(own):
        terms = {name: given.pop(name) for name in loan if name in given}
        given["conditions"] = Conditions.of(**terms)
    return function(**given)


@pytest.mark.parametrize("case", load())
def test_case(case: dict[str, Any]) -> None:
    assert case["source"]
    if "error" in case:
        with pytest.raises(getattr(errors, case["error"])) as caught:
            call(case)
        assert caught.value.text.fr
        assert caught.value.text.en
        return
    result = call(case)
    result = result.tolist() if isinstance(result, np.ndarray) else result
    result = round(result, case["digits"]) if "digits" in case else result
    expected = case["output"]
    assert result == (np.datetime64(expected) if isinstance(expected, datetime.date) else expected)


@pytest.mark.parametrize("case", [c for c in load() if "output" in c.values[0]])
def test_explanation_ends_on_the_result(case: dict[str, Any]) -> None:
    """The steps of a call have labels in both languages, and hold its result."""
    result, steps = call(case), call(case, "expliquer_")
    assert all(step.label.fr and step.label.en for step in steps)
    assert any(step.source for step in steps)
    if np.ndim(result) == 0 and not case["function"].startswith("convention.source"):
        assert steps[-1].value == result
