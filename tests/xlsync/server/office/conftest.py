"""One Chromium, and one server that the tests leave as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shared import need
from tests.xlsync.server.office.chromium import Browser, Page, chromium
from tests.xlsync.server.office.pane import Server, opened, serving


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with chromium(need("chromium")) as found:
        yield found


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder whose workbooks the server may open."""
    return tmp_path_factory.mktemp("annexes")


@pytest.fixture(scope="session")
def server(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that runs."""
    with serving(tmp_path_factory.mktemp("server"), folder) as found:
        yield found


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """The task pane, paired, in French."""
    found = opened(browser, server)
    yield found
    found.close()
