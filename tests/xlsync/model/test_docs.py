"""The example of each page runs."""

import doctest

import pytest

from tests.shared import ROOT


@pytest.mark.parametrize("package", ["annexes", "conventions", "model"])
def test_the_example_of_a_page_is_true(package):
    page = ROOT / "xlsync" / package / "docs.md"
    text = page.read_text(encoding="utf-8").replace("```python\n", "").replace("```", "")
    test = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    assert test.examples
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0
