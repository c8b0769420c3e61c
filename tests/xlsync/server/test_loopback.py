"""The frames of the loopback listener."""

from __future__ import annotations

import socket
import struct
from concurrent.futures import ThreadPoolExecutor

import pytest

import udfs
from tests.xlsync.server.serving import Peer, Running
from xlsync import __version__

CALLS = {"calls": [{"id": 0, "name": "CEE.VOLUME", "args": [58268, 0.005]}]}
ANSWER = {"results": [{"id": 0, "value": 11653600.0}]}


def test_the_first_frame_shows_the_token(server: Running) -> None:
    with Peer(server) as peer:
        assert peer.welcome == {"ok": True, "version": 1, "code": __version__}
        assert peer.ask(CALLS) == ANSWER


@pytest.mark.parametrize("token", ["", "x", "é"])
def test_another_token_is_cut(server: Running, token: str) -> None:
    with Peer(server, token) as peer:
        assert peer.welcome is None


@pytest.mark.parametrize(
    "first", [b"", b"{", b"[]", b"null", b'{"version": 1}', b"GET / HTTP/1.1\r\n\r\n", b"[" * 100_000]
)
def test_another_first_frame_is_cut(server: Running, first: bytes) -> None:
    address = ("127.0.0.1", server.description["calc_port"])
    with socket.create_connection(address, 20) as wire:
        wire.sendall(struct.pack(">I", len(first)) + first)
        assert wire.recv(1) == b""


def test_an_enormous_first_frame_is_cut_without_a_word(server: Running) -> None:
    with socket.create_connection(("127.0.0.1", server.description["calc_port"]), 20) as wire:
        wire.sendall(struct.pack(">I", 8 * 1024 * 1024 + 1))
        assert wire.recv(1) == b""


def test_another_version_is_cut(server: Running) -> None:
    with socket.create_connection(("127.0.0.1", server.description["calc_port"]), 20) as wire:
        body = f'{{"token": "{server.token}", "version": 2}}'.encode()
        wire.sendall(struct.pack(">I", len(body)) + body)
        assert wire.recv(1) == b""


def test_frames_are_answered_one_each_in_order(server: Running) -> None:
    messages = [{"calls": [{"id": rank, "name": "CEE.VOLUME", "args": [rank, 1]}]} for rank in range(200)]
    with Peer(server) as peer:
        for message in messages:
            peer.send(message)
        assert [peer.receive()["results"][0] for _ in messages] == [
            {"id": rank, "value": float(rank)} for rank in range(200)
        ]


def test_frames_may_come_in_pieces(server: Running) -> None:
    with Peer(server) as peer:
        for byte in struct.pack(">I", 15) + b'{"catalogue": 1':
            peer.socket.sendall(bytes([byte]))
        assert peer.receive()["status"] == 400
        assert peer.ask(CALLS) == ANSWER


def test_ten_thousand_calls_are_one_frame(server: Running) -> None:
    calls = [{"id": rank, "name": "CEE.VOLUME", "args": [rank + 1, 0.5]} for rank in range(10_000)]
    with Peer(server) as peer:
        results = peer.ask({"calls": calls})["results"]
    assert results == [{"id": rank, "value": 2.0 * (rank + 1)} for rank in range(10_000)]


def test_the_catalogue_and_explanations_come_by_frames_too(server: Running) -> None:
    with Peer(server) as peer:
        assert len(peer.ask({"catalogue": True})["functions"]) == len(udfs.FUNCTIONS)
        steps = peer.ask({"explain": {"name": "CEE.VOLUME", "args": [58268, 0.005]}})["steps"]
        assert [one["label"]["en"] for one in steps][:1] == ["contribution"]


@pytest.mark.parametrize(
    ("message", "status"),
    [
        ({}, 400),
        ([], 400),
        ({"other": 1}, 400),
        ({"document": {"action": "check", "path": "/etc/hosts"}}, 403),
    ],
)
def test_a_refusal_is_an_answer_and_the_connection_goes_on(
    server: Running, message: object, status: int
) -> None:
    with Peer(server) as peer:
        answer = peer.ask(message)
        assert answer["status"] == status
        assert set(answer["error"]) == {"fr", "en"}
        assert peer.ask(CALLS) == ANSWER


def test_a_frame_over_eight_megabytes_ends_the_connection(server: Running) -> None:
    with Peer(server) as peer:
        peer.socket.sendall(struct.pack(">I", 8 * 1024 * 1024 + 1))
        refusal = peer.receive()
        assert refusal["status"] == 413
        assert peer.receive() is None


def test_connections_do_not_wait_for_each_other(server: Running) -> None:
    def work(rank: int) -> object:
        with Peer(server) as peer:
            return [
                peer.ask({"calls": [{"id": 0, "name": "PRET.ECHEANCE", "args": [1000 + rank, 0.02, n]}]})
                for n in range(1, 30)
            ]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(work, range(8)))
    for rank, answers in enumerate(found):
        assert answers == [
            {"results": [{"id": 0, "value": udfs.call("PRET.ECHEANCE", 1000 + rank, 0.02, n)}]}
            for n in range(1, 30)
        ]
