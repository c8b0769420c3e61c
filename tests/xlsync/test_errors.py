"""Refusals carry two sentences and their facts."""

import pickle

import pytest

from udfs.errors import Text
from xlsync import errors


def test_facts_are_attributes():
    error = errors.CannotWrite("disque plein", "disk full", path="a.xlsx", reason="full")
    assert error.text == Text("disque plein", "disk full")
    assert (error.path, error.reason, str(error)) == ("a.xlsx", "full", "disque plein")


def test_an_unknown_fact_is_an_attribute_error():
    with pytest.raises(AttributeError):
        _ = errors.XlsyncError("a", "b").path


def test_every_refusal_is_of_one_tree():
    found = [item for item in vars(errors).values() if isinstance(item, type) and issubclass(item, Exception)]
    assert all(issubclass(item, errors.XlsyncError) for item in found)
    assert all(item.__name__ in (errors.__doc__ or "") for item in found)


def test_a_problem_is_plain_data():
    problem = errors.Problem("Annexe 2!C12", Text("vide", "blank"), Text("remplir", "fill in"))
    assert (problem.source, problem.file) == ("", "")
    assert pickle.loads(pickle.dumps(problem)) == problem


def test_a_refusal_crosses_processes():
    error = pickle.loads(pickle.dumps(errors.FileMissing("absent", "missing", path="a.xlsx")))
    assert (type(error), error.text.en, error.path) == (errors.FileMissing, "missing", "a.xlsx")
