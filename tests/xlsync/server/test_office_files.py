"""The public files of the Office.js add-in, as a browser gets them."""

from __future__ import annotations

import pytest

from tests.xlsync.server.serving import Running
from udfs.hosts import office
from xlsync import __version__
from xlsync.server.office_files import FOLDER, TYPES

KEPT = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file())


def test_every_kept_file_has_a_type() -> None:
    assert {name for name in KEPT if not name.endswith(tuple(TYPES))} <= {"docs.md"}


@pytest.mark.parametrize("name", [name for name in KEPT if name.endswith(tuple(TYPES))])
def test_kept_files_come_as_they_are(server: Running, name: str) -> None:
    with server.client(token="") as client:
        answer = client.get(f"/addin/{name}")
    assert answer.status_code == 200
    assert answer.content == (FOLDER / name).read_bytes()
    assert answer.headers["content-type"] == TYPES[f".{name.rpartition('.')[2]}"]
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_written_files_speak_of_this_server(server: Running) -> None:
    address = f"https://localhost:{server.port}/addin"
    with server.client(token="") as client:
        for name, text in office.files(version=__version__, address=address).items():
            assert client.get(f"/addin/{name}").text == text
        assert address in client.get("/addin/manifest.xml").text


def test_a_file_that_did_not_change_is_not_sent_again(server: Running) -> None:
    with server.client(token="") as client:
        first = client.get("/addin/manifest.xml")
        again = client.get("/addin/manifest.xml", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_pages_run_our_scripts_and_those_of_office_only(server: Running) -> None:
    with server.client(token="") as client:
        answer = client.get("/addin/taskpane.html")
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self' https://appsforoffice.microsoft.com"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "*" not in policy["frame-ancestors"].split()


@pytest.mark.parametrize(
    "name",
    [
        "../app.py", "%2e%2e/app.py", "..%2fapp.py", "./taskpane.html", "a/../../app.py", "nothing.js",
        "app.py", "taskpane.html%00.js", "/etc/passwd", ".hidden.js",
    ],
)  # fmt: skip
def test_nothing_else_is_served(server: Running, name: str) -> None:
    with server.tls() as wire:
        wire.sendall(f"GET /addin/{name} HTTP/1.1\r\nHost: localhost:{server.port}\r\n\r\n".encode())
        assert wire.recv(100).startswith(b"HTTP/1.1 404")


def test_excel_on_the_web_may_read_the_metadata_and_nobody_else(server: Running) -> None:
    allowed = {}
    with server.client(token="") as client:
        for origin in ("https://excel.officeapps.live.com", "https://example.org", "https://xoffice.com"):
            for name in ("functions.fr.json", "taskpane.html"):
                answer = client.get(f"/addin/{name}", headers={"Origin": origin})
                allowed[origin, name] = answer.headers.get("access-control-allow-origin")
    excel = "https://excel.officeapps.live.com"
    assert {where: shown for where, shown in allowed.items() if shown} == {
        (excel, "functions.fr.json"): excel
    }


def test_the_root_leads_to_the_task_pane(server: Running) -> None:
    with server.client(token="") as client:
        for path in ("/", "/addin", "/addin/"):
            answer = client.get(path)
            assert answer.headers["location"] == "/addin/taskpane.html"
