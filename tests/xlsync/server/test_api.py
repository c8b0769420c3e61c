"""The addresses of the HTTPS side: what they answer, and what they refuse."""

from __future__ import annotations

import json
from datetime import date

import pytest

import udfs
from tests.xlsync.server.serving import Running
from udfs.errors import UdfError

ECHEANCE = {"id": 7, "name": "PRET.ECHEANCE", "args": [170000, 0.02, 13]}


def test_calls_are_answered_in_order_each_with_its_value_or_its_error(server: Running) -> None:
    calls = [
        ECHEANCE,
        {"id": 8, "name": "PRET.ECHEANCE", "args": [170000, 2, 13]},
        {"id": "x", "name": "_xldudf_pret_echeance", "args": ["170 000 €", "2 %", "13"]},
        {"id": 9, "name": "CEE.VOLUME", "args": [{"error": "#REF!"}, 0.005]},
        {"id": 10, "name": "PRET.INCONNUE", "args": []},
        {"id": 11, "name": "PRET.TABLEAU", "args": [1000, 0.1, 2]},
    ]
    with server.client() as client:
        answer = client.post("/v1/calls", json={"calls": calls})
    results = answer.json()["results"]
    assert answer.status_code == 200
    assert [one["id"] for one in results] == [7, 8, "x", 9, 10, 11]
    assert [one.get("value") for one in results[:3]] == [14980.12, None, 14980.12]
    assert [one.get("error") for one in results[1:5]] == ["#NUM!", None, "#REF!", "#VALUE!"]
    assert results[1]["message"]["en"] == "taux (rate): 2 = 200 %; did you mean 2 %?"
    assert results[5]["value"] == udfs.call("PRET.TABLEAU", 1000, 0.1, 2)


def test_ten_thousand_calls_are_one_request(server: Running) -> None:
    calls = [
        {"id": rank, "name": "PRET.ECHEANCE", "args": [1000 + rank, 0.02, 1 + rank % 30]}
        for rank in range(10_000)
    ]
    calls[5_000]["args"] = [1000, 2, 10]
    with server.client() as client:
        results = client.post("/v1/calls", json={"calls": calls}).json()["results"]
    assert len(results) == 10_000
    assert results[5_000]["error"] == "#NUM!"
    for rank in range(0, 10_000, 501):
        assert results[rank] == {"id": rank, "value": udfs.call("PRET.ECHEANCE", *calls[rank]["args"])}


def test_the_catalogue_has_every_function_in_both_languages(server: Running) -> None:
    with server.client() as client:
        functions = client.get("/v1/catalogue").json()["functions"]
    assert [one["name"] for one in functions] == list(udfs.FUNCTIONS)
    for one in functions:
        assert {"help", "arguments", "result", "source", "example"} <= set(one)
        assert one["help"]["fr"]
        assert all(argument["name"]["en"] for argument in one["arguments"])


def test_an_explanation_has_the_steps_of_the_call(server: Running) -> None:
    cells = [170000, 0.02, 13]
    with server.client() as client:
        steps = client.post("/v1/explain", json={"name": "PRET.ECHEANCE", "args": cells}).json()["steps"]
    expected = udfs.explain("PRET.ECHEANCE", *cells)
    assert [one["label"] for one in steps] == [{"fr": s.label.fr, "en": s.label.en} for s in expected]
    assert [one["source"] for one in steps] == [one.source for one in expected]


@pytest.mark.parametrize(
    ("name", "cells", "dates"),
    [
        ("JOURS.AJUSTER", ["30/03/2024"], ["2024-03-30", "2024-04-01", "2024-04-02"]),
        ("JOURS.NOMBRE", ["02/12/2024", "30/06/2025"], ["2024-12-02", "2025-06-30"]),
        ("PRET.ICNE", ["31/12/2024", 170000, 0.02, 13, 1, "13/12/2024"],
         ["2024-12-31", "2024-12-13", "2024-12-31"]),
    ],
)  # fmt: skip
def test_a_step_that_is_a_date_says_so(
    server: Running, name: str, cells: list[object], dates: list[str]
) -> None:
    with server.client() as client:
        steps = client.post("/v1/explain", json={"name": name, "args": cells}).json()["steps"]
    found = [one["value"] for one in steps if one["unit"] == "date"]
    assert found == [(date.fromisoformat(one) - date(1899, 12, 30)).days for one in dates]


def test_an_explanation_that_fails_says_why(server: Running) -> None:
    with pytest.raises(UdfError) as refused:
        udfs.explain("PRET.ECHEANCE", 170000, 2, 13)
    with server.client() as client:
        answer = client.post("/v1/explain", json={"name": "PRET.ECHEANCE", "args": [170000, 2, 13]})
    assert answer.status_code == 400
    assert answer.json()["error"]["en"] == refused.value.text.en


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b'{"calls": {}}',
        b'{"calls": [1]}',
        b'{"calls": [{"id": 1, "args": []}]}',
        b'{"calls": [{"id": 1, "name": "PRET.ECHEANCE", "args": 3}]}',
        b"[" * 100_000,
    ],
)
def test_what_is_not_a_request_is_said_malformed(server: Running, body: bytes) -> None:
    with server.client() as client:
        answer = client.post("/v1/calls", content=body)
    assert answer.status_code == 400
    assert set(answer.json()["error"]) == {"fr", "en"}


@pytest.mark.parametrize(
    "cell",
    [
        10**400,
        "\ud800",
        "#N/A",
        [],
        [[]],
        [[[1, 2]]],
        [1, [2]],
        {"other": 1},
        {"error": 5},
        [[{"a": 1}, 2]],
        "x" * 100_000,
    ],
)
def test_no_cell_breaks_the_others(server: Running, cell: object) -> None:
    calls = [{"id": 1, "name": "PRET.ECHEANCE", "args": [cell, 0.02, 13]}, ECHEANCE]
    with server.client() as client:
        answer = client.post("/v1/calls", content=json.dumps({"calls": calls}))
    first, second = answer.json()["results"]
    assert first["error"].startswith("#")
    assert set(first["message"]) == {"fr", "en"}
    assert second == {"id": 7, "value": 14980.12}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/calls", 405),
        ("POST", "/v1/nothing", 404),
        ("GET", "/nothing", 404),
        ("POST", "/addin/", 405),
    ],
)
def test_other_addresses_and_verbs_are_answered_in_json(
    server: Running, method: str, path: str, status: int
) -> None:
    with server.client() as client:
        answer = client.request(method, path)
    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"fr", "en"}
