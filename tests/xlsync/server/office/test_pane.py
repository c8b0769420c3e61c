"""The task pane of the Office.js add-in in Chromium, against the real server: pairing and catalogue."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import udfs
from tests.xlsync.server.office.chromium import Browser, Page
from tests.xlsync.server.office.pane import (
    OFFICE,
    STUB,
    Server,
    click,
    focused,
    opened,
    put,
    serving,
    text,
)


def test_pairing_by_keyboard(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path, tmp_path) as server:
        page = opened(browser, server, token=None)
        assert text(page, "#state").endswith("À appairer")
        page.run("document.getElementById('code').focus()")
        page.type("000000" if server.code != "000000" else "111111")
        page.press("Enter")
        page.until("document.getElementById('refusal').textContent")
        assert "essais restants : 4" in text(page, "#refusal")
        page.type(f"{server.code[:3]} {server.code[3:]}")
        page.press("Enter")
        page.until("document.getElementById('state').className === 'ready'")
        page.until("stub.book.calculated === 1")
        assert page.run("document.getElementById('pairing').hidden")
        assert text(page, "#news") == "Complément relié ; les cellules sont recalculées."
        assert focused(page) == "search"
        assert page.run("localStorage.getItem('xlsync.token')") == server.token
        assert page.run("stub.call('CEE_VOLUME', 58268, 0.005)") == 11653600


def test_the_token_stays_in_the_part_of_the_storage_that_the_web_version_gives(
    browser: Browser, server: Server
) -> None:
    page = opened(browser, server)
    kept = page.run(
        """import('/addin/api.js').then(({ keepToken, token }) => {
          Office.context.partitionKey = 'partition';
          keepToken('other');
          return [token(), localStorage.getItem('partitionxlsync.token')];
        })"""
    )
    assert kept == ["other", "other"]


@pytest.mark.parametrize("network", ["refuse connection", "hold"])
def test_without_a_network_the_pane_says_so(browser: Browser, server: Server, network: str) -> None:
    """office.js does not come, at once or ever; once it can, the link of the notice finds it."""
    page = browser.page()
    page.watch(OFFICE)
    page.decide = lambda url, body: network
    page.ask("Page.navigate", {"url": f"{server.address}/taskpane.html?language=fr-FR"})
    # once the style is there, and with it the pause before the notice
    page.until("document.body && getComputedStyle(document.body).margin === '0px'")
    page.until("document.getElementById('waiting').checkVisibility({ visibilityProperty: true })")
    assert [url for url, _ in page.requests] == [OFFICE]
    for said in ("Vérifiez la connexion à Internet", "Check the connection to the Internet"):
        assert said in " ".join(text(page, "body").split())
    assert text(page, "body") == text(page, "#waiting")
    page.replaced[OFFICE] = STUB.read_text(encoding="utf-8")
    click(page, "#waiting a")
    page.until("document.body?.dataset.ready")
    assert not page.run("document.getElementById('waiting').checkVisibility()")
    assert text(page, "h1") == "Conventions"
    assert "language=fr-FR" in page.run("location.href"), "what Excel said in the address is kept"
    page.close()


def _found(page: Page, words: str) -> list[str]:
    page.run(
        f"""(() => {{ const search = document.getElementById('search'); search.value = {json.dumps(words)};
        search.dispatchEvent(new Event('input')); }})()"""
    )
    return list(
        page.run("[...document.querySelectorAll('#functions summary b')].map((one) => one.textContent)")
    )


def test_the_catalogue_shows_every_function(page: Page) -> None:
    assert _found(page, "") == list(udfs.FUNCTIONS)
    assert text(page, "#found") == f"{len(udfs.FUNCTIONS)} fonctions"


@pytest.mark.parametrize(
    "words", ["PRET.ECHEANCE", "pret echeance", "PRÊT échéance", "loan payment", "Annexe 2-E pret"]
)
def test_search_ignores_accents_case_and_language(page: Page, words: str) -> None:
    assert "PRET.ECHEANCE" in _found(page, words)


def test_search_needs_every_word(page: Page) -> None:
    assert _found(page, "cee volume") == ["CEE.VOLUME"]
    assert text(page, "#found") == "1 fonction"
    assert _found(page, "volume sans objet") == []
    assert text(page, "#found") == "Aucune fonction ne correspond."


def test_search_by_keyboard(page: Page) -> None:
    page.run("document.getElementById('search').focus()")
    page.type("cee.volume")
    page.press("Enter")
    assert page.run("document.querySelector('#functions details').open")
    assert focused(page) == "SUMMARY"
    page.press("Tab", "Enter")
    page.until("stub.book.sheets.Feuil1.cells.A1")
    page.run("document.getElementById('search').focus()")
    page.press("Escape")
    assert page.run("document.querySelectorAll('#functions details').length") == len(udfs.FUNCTIONS)


@pytest.mark.parametrize("name", list(udfs.FUNCTIONS))
def test_an_example_is_inserted_and_gives_its_value(page: Page, name: str) -> None:
    """The formula inserted, read back by the pane's own reader, is the call of the example."""
    click(page, f"[data-insert='{name}']")
    page.until("document.getElementById('news').textContent")
    assert text(page, "#news") == "Exemple écrit en A1."
    formula = page.run("stub.book.sheets.Feuil1.cells.A1.formula")
    assert formula.startswith(f"={name}(")
    cells = page.run(
        f"""import('/addin/formulas.js').then(({{ callsIn, literal }}) =>
          callsIn({json.dumps(formula)})[0].args.map((text) => literal(text).value))"""
    )
    expected = udfs.call(name, *udfs.FUNCTIONS[name].example.cells)
    assert udfs.call(name, *cells) == expected


def test_an_example_never_replaces_what_a_cell_holds(page: Page) -> None:
    put(page, "A1", value=12)
    click(page, "[data-insert='CEE.VOLUME']")
    page.until("document.getElementById('news').textContent")
    assert text(page, "#news") == "A1 n’est pas vide : choisissez une cellule vide."
    assert page.run("stub.book.sheets.Feuil1.cells.A1") == {"value": 12}


@pytest.mark.parametrize(
    ("language", "formula"),
    [("fr-FR", "=CEE.VOLUME(58268;0,005)"), ("en-US", "=CEE.VOLUME(58268,0.005)")],
)
def test_examples_are_shown_as_the_reader_types_them(
    browser: Browser, server: Server, language: str, formula: str
) -> None:
    page = opened(browser, server, language=language)
    shown = page.run("[...document.querySelectorAll('.facts code')].map((one) => one.textContent)")
    assert formula in shown
