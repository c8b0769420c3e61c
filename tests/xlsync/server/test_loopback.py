"""The listener of Calc: the same application without TLS, on the loopback."""

from __future__ import annotations

import http.client
import json
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

import udfs
from tests.xlsync.server.serving import Running
from xlsync import __version__

CALLS = {"calls": [{"id": 0, "name": "CEE.VOLUME", "args": [58268, 0.005]}]}
RESULTS = [{"id": 0, "value": 11653600.0}]


def test_it_says_which_program_answers_and_computes(server: Running) -> None:
    with server.calc() as client:
        assert client.get("/v1/version").json() == {"code": __version__}
        assert client.post("/v1/calls", json=CALLS).json()["results"] == RESULTS


@pytest.mark.parametrize("token", ["", "x"])
@pytest.mark.parametrize(
    ("verb", "path"),
    [("GET", "/v1/version"), ("GET", "/v1/code"), ("POST", "/v1/stop"), ("POST", "/v1/calls")],
)
def test_another_token_gets_nothing(server: Running, token: str, verb: str, path: str) -> None:
    with server.calc(token) as client:
        answer = client.request(verb, path)
    assert answer.status_code == 401
    assert set(answer.json()) == {"error"}


@pytest.mark.parametrize("host", ["example.org", "localhost:1", "localhost:{https}"])
def test_another_name_pointed_at_it_gets_nothing(server: Running, host: str) -> None:
    with server.calc(Host=host.format(https=server.port)) as client:
        assert client.post("/v1/calls", json=CALLS).status_code == 403


@pytest.mark.parametrize(
    "origin", ["http://127.0.0.1:{calc}", "http://localhost:{calc}", "https://example.org"]
)
def test_no_page_is_answered_without_tls(server: Running, origin: str) -> None:
    shown = origin.format(calc=server.description["calc_port"])
    with server.calc(Origin=shown) as client:
        for path in ("/v1/calls", "/v1/pair"):
            assert client.post(path, json=CALLS).status_code == 403


def test_one_connection_serves_many_requests_of_any_size_in_order(server: Running) -> None:
    """The connection of Python's own client, which is that of the extension, is never opened again."""
    wire = http.client.HTTPConnection("127.0.0.1", server.description["calc_port"], timeout=30)
    wire.connect()
    wire.auto_open = 0
    shown = {"Authorization": f"Bearer {server.token}"}
    for count in (1, 10_000, 1, 3):
        calls = [{"id": rank, "name": "CEE.VOLUME", "args": [rank + 1, 0.5]} for rank in range(count)]
        wire.request("POST", "/v1/calls", json.dumps({"calls": calls}), shown)
        results = json.loads(wire.getresponse().read())["results"]
        assert results == [{"id": rank, "value": 2.0 * (rank + 1)} for rank in range(count)]
    for path, status in (("/v1/nothing", 404), ("/v1/calls", 400)):
        wire.request("POST", path, "{", shown)
        refusal = wire.getresponse()
        assert refusal.status == status
        assert set(json.loads(refusal.read())["error"]) == {"fr", "en"}
    wire.close()


def test_a_request_may_come_in_pieces(server: Running) -> None:
    body = json.dumps(CALLS)
    head = (
        f"POST /v1/calls HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {server.token}\r\n"
        f"Connection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.description["calc_port"]), 20) as wire:
        for byte in (head + body).encode():
            wire.sendall(bytes([byte]))
        answer = b"".join(iter(lambda: wire.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 200")
    assert json.loads(answer.rpartition(b"\r\n\r\n")[2])["results"] == RESULTS


def test_connections_do_not_wait_for_each_other(server: Running) -> None:
    def work(rank: int) -> object:
        with server.calc() as client:
            calls = ({"id": 0, "name": "PRET.ECHEANCE", "args": [1000 + rank, 0.02, n]} for n in range(1, 30))
            return [client.post("/v1/calls", json={"calls": [one]}).json()["results"] for one in calls]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(work, range(8)))
    for rank, answers in enumerate(found):
        assert answers == [
            [{"id": 0, "value": udfs.call("PRET.ECHEANCE", 1000 + rank, 0.02, n)}] for n in range(1, 30)
        ]
