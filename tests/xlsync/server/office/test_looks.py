"""The task pane for the eye, the keyboard and the screen reader, and its files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.shared import ROOT
from tests.xlsync.server.office.chromium import Browser, Page
from tests.xlsync.server.office.pane import (
    OFFICE,
    Server,
    click,
    explained,
    focused,
    opened,
    put,
    text,
)
from udfs.errors import Text
from udfs.hosts.calc import ACTIONS

FOLDER = ROOT / "xlsync" / "server" / "office"
LOAN = "=PRET.ECHEANCE(170000,0.02,13)"


@pytest.mark.parametrize(("language", "shown"), [("fr-FR", "fr"), ("en-GB", "en"), ("de-DE", "fr")])
def test_the_language_is_that_of_excel(browser: Browser, server: Server, language: str, shown: str) -> None:
    page = opened(browser, server, language=language)
    assert page.run("document.documentElement.lang") == shown
    labels = page.run("[...document.querySelectorAll('#actions b')].map((one) => one.textContent)")
    assert labels == [label.in_language(shown) for label in ACTIONS.values()]


def test_the_language_can_be_changed(page: Page) -> None:
    page.run("document.getElementById('en').focus()")
    page.press("Enter")
    assert text(page, "#tab-catalogue") == "Functions"
    assert page.run("document.getElementById('en').getAttribute('aria-pressed')") == "true"
    assert page.run("document.documentElement.lang") == "en"
    assert "Constant payment" in text(page, "#functions") or "payment" in text(page, "#functions")
    assert page.run("stub.call('PRET_ECHEANCE', -1, 0.02, 13)")["message"].startswith("capital (principal)")


def test_everything_is_reached_by_the_tab_key_in_the_order_of_reading(page: Page) -> None:
    page.run("document.body.focus()")
    order = []
    for _ in range(6):
        page.press("Tab")
        order.append(focused(page))
    assert order == ["fr", "en", "tab-catalogue", "search", "SUMMARY", "SUMMARY"]


def test_the_focus_is_visible(page: Page) -> None:
    page.run("document.body.focus()")
    for _ in range(5):
        page.press("Tab")
        style = page.run(
            """(({ outlineStyle, outlineWidth }) =>
              [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))"""
        )
        assert style == ["solid", "2px"]


def test_tabs_move_with_the_arrows(page: Page) -> None:
    page.run("document.getElementById('tab-catalogue').focus()")
    moves = [("ArrowRight", "cell"), ("ArrowRight", "workbook"), ("ArrowRight", "catalogue"),
             ("ArrowLeft", "workbook"), ("Home", "catalogue"), ("End", "workbook")]  # fmt: skip
    for key, part in moves:
        page.press(key)
        assert focused(page) == f"tab-{part}"
        visible = page.run(
            "[...document.querySelectorAll('[role=tabpanel]:not([hidden])')].map((one) => one.id)"
        )
        assert visible == [part]
        assert page.run(f"document.getElementById('tab-{part}').getAttribute('aria-selected')") == "true"


def test_what_changes_is_announced_and_every_field_has_a_name(page: Page) -> None:
    for place in ("state", "news", "found", "working"):
        assert page.run(f"document.getElementById('{place}').getAttribute('role')") == "status"
    for place in ("explanation", "report"):
        assert page.run(f"document.getElementById('{place}').getAttribute('aria-live')") == "polite"
    nameless = page.run(
        """[...document.querySelectorAll('button, input')].filter((one) =>
          !(one.ariaLabel || one.textContent.trim() || one.labels?.[0]?.textContent)).map((one) => one.id)"""
    )
    assert nameless == []


@pytest.mark.parametrize("language", ["fr-FR", "en-US"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_cut_at_any_width(
    browser: Browser, server: Server, tmp_path: Path, width: int, theme: str, language: str
) -> None:
    page = opened(browser, server, language=language, width=width)
    page.theme(theme)
    put(page, "A1", formula=LOAN, value=1)
    page.run("for (const one of document.querySelectorAll('details')) one.open = true")
    explained(page)
    for part in ("catalogue", "cell", "workbook"):
        click(page, f"#tab-{part}")
        for state in ("ready", "stopped", "unpaired"):
            page.run(f"import('/addin/api.js').then(({{ server }}) => server.become('{state}'))")
            cut = page.run(
                """[...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right
                  > innerWidth + 0.5 && !one.closest('.unseen')).map((one) => one.outerHTML.slice(0, 80))"""
            )
            assert cut == [], f"{part} {state}"
        page.picture(tmp_path / f"{part}.png")
        assert (tmp_path / f"{part}.png").stat().st_size > 1000
    assert not page.problems


def _luminance(colour: str) -> float:
    """Relative luminance of WCAG 2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_are_told_apart(page: Page, theme: str) -> None:
    """WCAG 2.1 AA asks for 4.5 between a text and its ground."""
    page.theme(theme)
    names = ("ground", "raised", "ink", "faint", "accent", "on-accent", "alert", "warning")
    colours = {
        name: page.run(f"getComputedStyle(document.documentElement).getPropertyValue('--{name}')").strip()
        for name in names
    }
    pairs = [
        (ink, ground)
        for ink in ("ink", "faint", "accent", "alert", "warning")
        for ground in ("ground", "raised")
    ]
    for ink, ground in [*pairs, ("on-accent", "accent")]:
        light, dark = sorted((_luminance(colours[ink]), _luminance(colours[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, f"{ink} on {ground}"


def test_the_theme_of_office_wins_over_the_system_s(browser: Browser, server: Server) -> None:
    page = opened(browser, server)
    page.theme("light")
    page.run("document.documentElement.dataset.theme = 'dark'")
    assert page.run("getComputedStyle(document.body).backgroundColor") == "rgb(28, 33, 32)"


def test_nothing_comes_from_elsewhere_but_office_js() -> None:
    found = set()
    for path in FOLDER.iterdir():
        if path.suffix in {".html", ".css", ".js"}:
            found |= set(re.findall(r"https?://[^\s\"')]+", path.read_text(encoding="utf-8")))
    assert found == {OFFICE}


def test_every_text_exists_in_both_languages_and_serves() -> None:
    """Pairs of texts, and none that no file uses."""
    texts = (FOLDER / "texts.js").read_text(encoding="utf-8")
    keys = re.findall(r"^  (\w+): \[", texts, re.MULTILINE)
    body = "".join(
        path.read_text(encoding="utf-8") for path in FOLDER.iterdir() if path.suffix in {".html", ".js"}
    )
    built = {"stateUnknown", "stateReady", "stateStopped", "stateUnpaired", "foundOne", "writtenOne"}
    built |= {f"{action}{end}" for action in ACTIONS for end in ("", "Tip")}
    unused = [key for key in keys if key not in built and not re.search(rf"[\"']{key}[\"']", body)]
    assert keys
    assert unused == []


def test_the_pane_and_calc_name_the_actions_alike() -> None:
    texts = (FOLDER / "texts.js").read_text(encoding="utf-8")
    for action, label in ACTIONS.items():
        found = re.search(rf'^  {action}: \["(.+?)", "(.+?)"\]', texts, re.MULTILINE)
        assert found
        assert Text(found[1], found[2]) == label
