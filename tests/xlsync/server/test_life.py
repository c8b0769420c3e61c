"""The life of a server: start, second start, pairing, stop, restart."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.xlsync.server.serving import Running, environment, running
from xlsync import __version__


def command(home: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "xlsync", "serve", "--lang", "en", *map(str, arguments)],
        cwd=home,
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def pairing_code(server: Running) -> str:
    return next(line for line in server.said.splitlines() if "Pairing" in line).rpartition(" ")[2]


def pair(server: Running, code: object, **headers: str) -> httpx.Response:
    with server.client(token="", **headers) as client:
        return client.post("/v1/pair", json={"code": code})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_add_ins_find_the_server_by_its_file(home: Path, server: Running) -> None:
    assert server.description == {
        "pid": server.process.pid,
        "https_port": server.port,
        "calc_port": server.description["calc_port"],
        "token": (server.directory / "token").read_text(),
        "code": __version__,
        "python": sys.executable,
        "folders": [str(home.resolve())],
    }
    assert len(server.token) == 43


def test_a_second_start_says_that_a_server_answers(home: Path, server: Running) -> None:
    found = command(home, "--json")
    assert found.returncode == 0
    document = json.loads(found.stdout)
    assert document["server"]["pid"] == server.process.pid
    assert document["server"]["https_port"] == server.port
    assert len(document["pairing"]) == 6
    assert server.token not in found.stdout
    assert server.process.poll() is None


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without telling it")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_server_cleanly(tmp_path: Path, number: int) -> None:
    with running(tmp_path) as server, server.client() as excel, server.calc() as calc:
        for client in (excel, calc):
            assert client.get("/v1/catalogue").status_code == 200
        assert server.stop(number) == 0
        for client in (excel, calc):
            with pytest.raises(httpx.ConnectError):
                client.get("/v1/catalogue")
        assert not (server.directory / "server.json").exists()


def test_the_option_stop_ends_it(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        found = command(tmp_path, "--stop", "--json")
        assert json.loads(found.stdout)["server"]["pid"] == server.process.pid
        assert server.process.wait(30) == 0
        assert not (server.directory / "server.json").exists()
    assert json.loads(command(tmp_path, "--stop", "--json").stdout) == {"server": None}


def test_a_killed_server_does_not_stop_the_next_one(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        token, left = server.token, server.directory / "server.json"
        server.process.kill()
        server.process.wait(30)
        assert left.exists()
    with running(tmp_path) as server:
        assert server.description["pid"] == server.process.pid
        assert server.token == token


def test_the_token_and_the_authority_survive_restarts(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        first = server.token, (server.directory / "authority.pem").read_bytes()
        assert pair(server, pairing_code(server)).json() == {"token": server.token}
    with running(tmp_path) as server:
        assert (server.token, (server.directory / "authority.pem").read_bytes()) == first


def test_a_code_gives_the_token_once(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        code = pairing_code(server)
        assert pair(server, wrong(code)).status_code == 401
        assert pair(server, code).json() == {"token": server.token}
        assert pair(server, code).status_code == 401
        again = json.loads(command(tmp_path, "--json").stdout)["pairing"]
        assert again != code
        assert pair(server, again).json() == {"token": server.token}


def test_five_wrong_codes_close_pairing_until_the_restart(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        code = pairing_code(server)
        given = [wrong(code), None, 12, "é", [code]]
        assert [pair(server, one).status_code for one in given] == [401] * 5
        locked = pair(server, code)
        assert locked.status_code == 423
        assert "token" not in locked.json()
    with running(tmp_path) as server:
        assert pair(server, pairing_code(server)).status_code == 200


@pytest.mark.parametrize("origin", ["null", "https://example.org"])
def test_another_page_cannot_spend_the_attempts(server: Running, origin: str) -> None:
    for _ in range(6):
        assert pair(server, "000000", Origin=origin).status_code == 403
    own = pair(server, None, Origin=f"https://localhost:{server.port}")
    assert own.status_code == 401


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize("option", ["--port", "--calc-port"])
@pytest.mark.parametrize(("lang", "said"), [("fr", "est pris par un autre programme"), ("en", "is taken")])
def test_a_port_that_is_taken_is_one_sentence(
    tmp_path: Path, taken: int, option: str, lang: str, said: str
) -> None:
    free = [] if option == "--port" else ["--port", 0]
    found = command(tmp_path, option, taken, *free, "--lang", lang)
    assert found.returncode == 2
    (sentence,) = found.stderr.splitlines()
    assert f"port {taken} {said}" in sentence
    assert option in sentence
    assert not (tmp_path / "state" / "xlsync" / "server.json").exists()


def test_calc_is_served_even_where_the_port_of_excel_is_taken(tmp_path: Path, taken: int) -> None:
    with running(tmp_path, "--port", taken, "--any-port") as server:
        assert server.port != taken
        with server.calc() as client:
            calls = {"calls": [{"id": 1, "name": "PRET.ECHEANCE", "args": [170000, 0.02, 13]}]}
            assert client.post("/v1/calls", json=calls).json()["results"] == [{"id": 1, "value": 14980.12}]
        with server.client() as client:
            assert client.get("/v1/catalogue").status_code == 200
        log = (server.directory / "server.log").read_text(encoding="utf-8")
        assert f"port {taken} is taken" in log
        assert f"HTTPS on port {server.port}" in log
        assert "addin install office --port N" in command(tmp_path).stdout


def test_a_port_that_is_free_is_taken_even_where_any_would_do(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        free = other.getsockname()[1]
    with running(tmp_path, "--port", free, "--any-port") as server:
        assert server.port == free


@pytest.mark.parametrize("arguments", [["--folder", "nowhere"], ["--port", "70000"], ["--calc-port", "-1"]])
def test_misuse_is_refused_before_anything_is_written(tmp_path: Path, arguments: list[str]) -> None:
    assert command(tmp_path, *arguments).returncode == 2
    assert not (tmp_path / "state").exists()
