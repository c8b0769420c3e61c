"""Who gets an answer and who does not, on real connections."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.xlsync.server.serving import Running, running

CALLS = {"calls": [{"id": 1, "name": "CEE.VOLUME", "args": [58268, 0.005]}]}
MB = 1024 * 1024


def post(server: Running, path: str = "/v1/calls", **headers: str) -> httpx.Response:
    with server.client(**headers) as client:
        return client.post(path, json=CALLS)


# --- token


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer x", "Basic {token}", "Bearer {token}x", "{token}", "Bearer é"]
)
def test_no_token_no_answer(server: Running, authorization: str) -> None:
    shown = {"Authorization": authorization.format(token=server.token).encode()}
    with server.client(token="") as client:
        client.headers.update(shown)  # type: ignore[arg-type]
        for path in ("/v1/calls", "/v1/explain", "/v1/documents"):
            assert client.post(path, json=CALLS).status_code == 401
        assert client.get("/v1/catalogue").status_code == 401


def test_the_token_in_the_address_is_no_token(server: Running) -> None:
    with server.client(token="x") as client:
        assert client.get(f"/v1/catalogue?token={server.token}").status_code == 401


def test_nothing_is_read_of_a_request_without_token(server: Running) -> None:
    with server.tls() as wire:
        wire.sendall(
            f"POST /v1/calls HTTP/1.1\r\nHost: localhost:{server.port}\r\n"
            f"Content-Length: {50 * MB}\r\n\r\n".encode()
        )
        assert wire.recv(100).startswith(b"HTTP/1.1 401")


# --- other sites


@pytest.mark.parametrize(
    "origin",
    [
        "https://example.org",
        "http://localhost:{port}",
        "https://localhost",
        "https://localhost:{port}.example.org",
        "https://excel.officeapps.live.com",
        "file://",
    ],
)
def test_a_page_of_another_origin_gets_nothing(server: Running, origin: str) -> None:
    answer = post(server, Origin=origin.format(port=server.port))
    assert answer.status_code == 403
    assert "results" not in answer.json()
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("origin", ["https://localhost:{port}", "https://127.0.0.1:{port}", "null"])
def test_our_own_pages_and_office_get_answers(server: Running, origin: str) -> None:
    shown = origin.format(port=server.port)
    answer = post(server, Origin=shown)
    assert answer.status_code == 200
    assert answer.headers.get("access-control-allow-origin") == (None if shown == "null" else shown)


def test_what_a_browser_says_of_the_site_is_believed(server: Running) -> None:
    assert post(server, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert post(server, **{"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_preflights_are_for_our_own_pages(server: Running) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    with server.client(token="") as client:
        refused = client.options("/v1/calls", headers={"Origin": "https://example.org", **asked})
        own = client.options("/v1/calls", headers={"Origin": f"https://localhost:{server.port}", **asked})
        nobody = client.options("/v1/calls", headers=asked)
    assert (refused.status_code, own.status_code, nobody.status_code) == (403, 204, 403)
    assert "access-control-allow-origin" not in refused.headers
    assert own.headers["access-control-allow-headers"] == "Authorization, Content-Type"


@pytest.mark.parametrize("path", ["/v1/calls", "/v1/pair", "/addin/taskpane.html", "/"])
@pytest.mark.parametrize("host", ["example.org", "example.org:{port}", "localhost:1", "127.0.0.1.nip.io", ""])
def test_another_name_pointed_at_this_machine_gets_nothing(server: Running, path: str, host: str) -> None:
    with server.client() as client:
        answer = client.post(path, json=CALLS, headers={"Host": host.format(port=server.port)})
    assert answer.status_code == 403


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:{port}", "127.0.0.1", "127.0.0.1:{port}"])
def test_our_own_names_are_answered(server: Running, host: str) -> None:
    with server.client() as client:
        answer = client.post("/v1/calls", json=CALLS, headers={"Host": host.format(port=server.port)})
    assert answer.status_code == 200


def test_the_server_listens_on_this_machine_only(server: Running) -> None:
    """127.0.0.2 reaches whoever listens on every address, and nobody who listens on 127.0.0.1."""
    for name in ("127.0.0.2", socket.gethostbyname(socket.gethostname())):
        for port in (server.port, server.description["calc_port"]):
            if name != "127.0.0.1":
                with pytest.raises(OSError, match=r"refused|timed out"):
                    socket.create_connection((name, port), 2)


# --- size and time


def test_fifty_megabytes_are_refused_and_not_kept(server: Running) -> None:
    before = _peak(server)
    with server.client() as client:
        answer = client.post("/v1/calls", content=b"x" * (50 * MB))
        chunked = client.post("/v1/calls", content=(b"x" * MB for _ in range(50)))
    assert (answer.status_code, chunked.status_code) == (413, 413)
    assert set(answer.json()["error"]) == {"fr", "en"}
    assert _peak(server) - before < 30 * MB


def _peak(server: Running) -> int:
    """Most memory that the server ever held."""
    status = Path(f"/proc/{server.process.pid}/status")
    if not status.exists():
        pytest.skip("this system does not say how much memory a process held")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
    assert found is not None
    return int(found[1]) * 1024


def test_pairing_needs_no_token_but_is_bounded_too(server: Running) -> None:
    with server.client(token="") as client:
        assert client.post("/v1/pair", content=b"x" * (9 * MB)).status_code == 413


@pytest.fixture(scope="module")
def hurried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server that computes for a second and a half at most."""
    with running(tmp_path_factory.mktemp("hurried"), evaluation=1.5) as found:
        yield found


def test_a_computation_that_takes_too_long_is_stopped(hurried: Running) -> None:
    slow = [{"id": rank, "name": "PRET.TABLEAU", "args": [1000 + rank, 0.02, 1200]} for rank in range(20_000)]
    with hurried.client() as client:
        answer = client.post("/v1/calls", json={"calls": slow})
        after = client.post("/v1/calls", json=CALLS)
    assert answer.status_code == 504
    assert set(answer.json()["error"]) == {"fr", "en"}
    assert after.json()["results"][0]["value"] == 11653600.0


# --- what is written


def test_the_log_tells_failures_and_neither_amounts_nor_arguments(home: Path, server: Running) -> None:
    secret = "73519.42"
    with server.client() as client:
        client.post("/v1/calls", content=b'{"calls": ' + secret.encode())
        client.post(
            "/v1/calls", json={"calls": [{"id": 1, "name": "PRET.ECHEANCE", "args": [secret, secret]}]}
        )
        client.post("/v1/explain", json={"name": f"PRET.{secret}", "args": [secret]})
        client.post("/v1/documents", json={"action": "check", "path": str(home / f"{secret}.xlsx")})
        client.post("/v1/pair", json={"code": secret})
    log = (server.directory / "server.log").read_text(encoding="utf-8")
    assert "Malformed" in log
    assert "Unauthorised" in log
    assert secret not in log
    assert "73519" not in log
    assert server.token not in log


def test_the_files_of_the_user_are_private(server: Running) -> None:
    found = {path.name: path.stat().st_mode & 0o777 for path in server.directory.iterdir()}
    assert server.directory.stat().st_mode & 0o777 == 0o700
    assert set(found.values()) == {0o600}
    assert {"token", "server.json", "server.pem", "authority-key.pem", "server.log"} <= set(found)
    assert json.loads((server.directory / "server.json").read_text())["pid"] == server.process.pid
