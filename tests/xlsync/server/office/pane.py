"""A real server, and the task pane of its add-in opened in Chromium with a stand-in for Office.js."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.shared import ROOT
from tests.xlsync.server.office.chromium import Browser, Page

OFFICE = "https://appsforoffice.microsoft.com/lib/1/hosted/office.js"
STUB = Path(__file__).with_name("stub.js")


@dataclass(frozen=True)
class Server:
    """A server that runs.

    Attributes:
        port: Of HTTPS.
        token: Its secret.
        code: Its pairing code.
        process: Its process.
    """

    port: int
    token: str
    code: str
    process: subprocess.Popen[str]

    @property
    def address(self) -> str:
        """Where the add-in is."""
        return f"https://localhost:{self.port}/addin"


@contextmanager
def serving(state: Path, folder: Path, port: int = 0, store: Path | None = None) -> Iterator[Server]:
    """`xlsync serve` in a process and a user's directory of its own."""
    command = [sys.executable, "-m", "xlsync", "serve", "--lang", "en", "--port", str(port), "--folder"]
    process = subprocess.Popen(
        [*command, str(folder), *(["--store", str(store)] if store else [])],
        cwd=ROOT,
        env={**os.environ, "XDG_STATE_HOME": str(state)},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stderr
        said = ""
        while not (found := re.search(r"Pairing code.*: (\S+)", said)):
            line = process.stderr.readline()
            assert line, f"the server did not start: {said}"
            said += line
        described = json.loads((state / "xlsync" / "server.json").read_text(encoding="utf-8"))
        yield Server(described["https_port"], described["token"], found[1], process)
    finally:
        stop(process)


def stop(process: subprocess.Popen[str]) -> None:
    """End a server as Ctrl-C does."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    process.wait(20)
    if process.stderr:
        process.stderr.close()


def opened(
    browser: Browser, server: Server, token: str | None = "", language: str = "fr-FR", **size: int
) -> Page:
    """The pane, its server's calls watched.

    Args:
        browser: A Chromium.
        server: A server.
        token: What the add-in kept: the server's own token, another, or None before pairing.
        language: That of Excel.
        size: Width and height.
    """
    page = browser.page(**size)
    page.replaced[OFFICE] = STUB.read_text(encoding="utf-8")
    page.watch(OFFICE, f"https://localhost:{server.port}/v1/*")
    kept = json.dumps(server.token if token == "" else token)
    page.before(f"localStorage.clear(); if ({kept}) localStorage.setItem('xlsync.token', {kept})")
    page.open(f"{server.address}/taskpane.html?language={language}", "document.body?.dataset.ready")
    page.requests.clear()
    return page


def text(page: Page, selector: str) -> str:
    """What a part of the page says, spaces made plain."""
    found = page.run(f"document.querySelector({json.dumps(selector)}).innerText")
    return found.replace("\u00a0", " ").strip()


def click(page: Page, selector: str) -> None:
    """Click on an element."""
    page.run(f"document.querySelector({json.dumps(selector)}).click()")


def focused(page: Page) -> str:
    """Where the keys go: an id, else the name of an element."""
    return str(page.run("document.activeElement.id || document.activeElement.tagName"))


def put(page: Page, place: str, **content: Any) -> None:
    """Fill a cell of the open workbook: `value`, `formula`, `local` for the formula as Excel shows it."""
    page.run(f"stub.book.sheets.Feuil1.cells.{place} = {json.dumps(content)}")


def explained(page: Page) -> str:
    """What the pane says of the selected cell."""
    page.run("document.getElementById('explanation').replaceChildren()")
    click(page, "#tab-cell")
    click(page, "#explain")
    page.until("document.querySelector('#explanation > *')")
    return text(page, "#explanation")
