"""What is printed, page by page, before LibreOffice: titles, parts, « dont », drafts, signatures."""

from __future__ import annotations

import datetime

import pytest

from tests.xlsync.model.tranches import advance
from xlsync.errors import CannotIssue
from xlsync.model import ConventionData, load
from xlsync.model.amendments import LATEST, View
from xlsync.printing import Printable, printable
from xlsync.printing.content import Grid
from xlsync.printing.document import pages_of
from xlsync.printing.lines import AGAIN, Line
from xlsync.printing.measuring import LEAST
from xlsync.printing.pages import LANDSCAPE

TODAY = datetime.date(2026, 11, 30)


def _printed(data: ConventionData, view: View = LATEST) -> Printable:
    return printable(data, (), view, TODAY)


def _texts(lines: list[Line]) -> list[str]:
    return [cell.value for line in lines for cell in line.cells if isinstance(cell.value, str)]


def test_the_part_of_an_amount_stands_in_parentheses_after_it() -> None:
    (grid,) = _printed(load("avelo3/programme")).annexes[0].items
    assert isinstance(grid, Grid)
    assert [head.text for head in grid.heads][:2] == ["Action", "Livrables"]
    names = [(row[0].text, row[-1].text) for row in grid.rows]
    assert names[:2] == [
        ("Coût de personnel", "2\xa0154\xa0180"),
        ("dont ETP concernant la partie gestion", "(360\xa0000)"),
    ]
    assert grid.total[-1].value == 2276918


def test_an_annex_that_waits_for_its_figures_is_left_out_until_then() -> None:
    titles = [annex.title for annex in _printed(load("intracting/noyarey")).annexes]
    assert "Annexe 2-E – Tableau définitif d’amortissement" not in titles
    dated = [annex.title for annex in _printed(advance(1)).annexes]
    assert "Annexe 2-E – Tableau définitif d’amortissement" in dated


def test_headings_come_back_on_each_page_of_a_table() -> None:
    pages = pages_of(_printed(load("intracting/noyarey")))
    title = "Annexe 1 – Programme d’actions de performance énergétique et gains attendus"
    going_on = [page for page in pages if title + AGAIN in _texts(page.lines)]
    assert len(going_on) >= 2
    for page in going_on:
        assert page.paper == LANDSCAPE
        assert "Bâtiment ou équipement" in _texts(page.lines)
    assert "Total" in _texts(going_on[-1].lines)


@pytest.mark.parametrize("convention", ["intracting/noyarey", "moby/ille-et-vilaine", "avelo3/programme"])
def test_every_page_keeps_to_its_paper(convention: str) -> None:
    for page in pages_of(_printed(load(convention))):
        assert page.left >= -10  # the blank line that ends a table may go over
        for cell in (cell for line in page.lines for cell in line.cells):
            assert cell.left + cell.width <= page.paper.width + 0.1
            assert cell.style.get("font_size", LEAST) >= LEAST


def test_each_party_has_where_to_sign() -> None:
    last = _texts(pages_of(_printed(load("avelo3/programme")))[-1].lines)
    assert [text for text in last if text.startswith("Pour ")] == [
        "Pour ADEME",
        "Pour Financeurs du programme",
        "Pour État (direction générale de l’énergie et du climat)",
    ]
    assert last.count("Signature :") == 3
    assert any(text.startswith("Fait à …") for text in last)


def test_a_draft_and_a_date_are_said_at_the_top() -> None:
    at = View(datetime.date(2026, 12, 31))
    assert _printed(load("moby/ille-et-vilaine"), at).marks.state == "au 31/12/2026"
    assert _printed(load("moby/ille-et-vilaine"), View(draft=2)).marks.state == "Projet d’avenant n° 2"
    assert _printed(load("intracting/noyarey")).marks.state == "Projet"


def test_a_figure_that_shows_an_error_is_not_printed() -> None:
    data = load("intracting/noyarey").set("versements", "1", "duree_ans", 0)
    with pytest.raises(CannotIssue):
        _printed(data)
