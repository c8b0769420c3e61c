"""The example of the page runs."""

import doctest

from tests.shared import ROOT


def test_the_example_of_the_page_is_true():
    page = ROOT / "xlsync" / "merge" / "docs.md"
    text = page.read_text(encoding="utf-8").replace("```python\n", "").replace("```", "")
    test = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    assert test.examples
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0
