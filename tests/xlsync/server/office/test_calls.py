"""The functions of the Office.js add-in: its script in Chromium, against the real server.

What a call is worth is said by `udfs.call`; here, how it gets there.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import udfs
from tests.xlsync.server.office.chromium import Answer, Browser, Page
from tests.xlsync.server.office.pane import Server, opened, serving, stop

MANY = 10_000
NOT_PAIRED = "Ouvrez le volet Conventions et saisissez le code affiché par «\u00a0xlsync serve\u00a0»"
STOPPED = "Serveur arrêté\u00a0: lancez «\u00a0xlsync serve\u00a0», puis recalculez"


def _calls(page: Page) -> list[list[dict[str, Any]]]:
    """The calls of each request."""
    return [body["calls"] for url, body in page.requests if url.endswith("/v1/calls")]


def _call(page: Page, name: str, *cells: Any) -> Any:
    values = ",".join(json.dumps(cell) for cell in cells)
    return page.run(f"stub.call('{name}',{values})")


def test_ten_thousand_calls_take_at_most_ten_requests(page: Page) -> None:
    found = page.run(
        f"""Promise.all(Array.from({{length: {MANY}}}, (_, i) =>
          stub.call('PRET_ECHEANCE', [[100000 + i]], 0.02, 240)))"""
    )
    assert len(_calls(page)) <= 10
    assert sum(map(len, _calls(page))) == MANY
    for rank in (0, 1, 5000, MANY - 1):
        assert found[rank] == udfs.call("PRET.ECHEANCE", 100_000 + rank, 0.02, 240)
    assert not page.problems


def test_a_full_request_leaves_without_waiting(page: Page) -> None:
    found = page.run(
        """(async () => {
          const plain = fetch;
          let left = 0;
          globalThis.fetch = (...request) => { left += 1; return plain(...request); };
          const calls = Array.from({length: 2001}, (_, i) => stub.call('CEE_VOLUME', i + 1, 0.005));
          const leftAtOnce = left;
          const values = await Promise.all(calls);
          return [leftAtOnce, left, values[0], values[2000]];
        })()"""
    )
    assert found == [1, 2, 200, 400_200]


def test_calls_spread_over_several_moments_gather_while_requests_are_under_way(page: Page) -> None:
    page.run(
        """globalThis.spread = (async () => {
          const all = [];
          for (let i = 0; i < 2000; i += 1) {
            all.push(stub.call('CEE_VOLUME', i + 1, 0.005));
            if (i % 50 === 49) await new Promise((resolve) => setTimeout(resolve, 3));
          }
          return Promise.all(all);
        })()"""
    )
    assert page.run("spread") == [udfs.call("CEE.VOLUME", i + 1, 0.005) for i in range(2000)]
    assert len(_calls(page)) <= 40


def test_equal_calls_are_computed_once(page: Page) -> None:
    found = page.run(
        f"Promise.all(Array.from({{length: {MANY}}}, () => stub.call('PRET_ECHEANCE', [[170000]], 0.02, 13)))"
    )
    assert set(found) == {14980.12}
    assert _calls(page) == [[{"id": 0, "name": "PRET.ECHEANCE", "args": [170000, 0.02, 13]}]]


def test_a_call_equal_to_one_under_way_waits_for_it(page: Page) -> None:
    page.decide = lambda url, body: "hold"
    page.run("globalThis.first = stub.call('CEE_VOLUME', 58268, 0.005); 0")
    page.wait(0.2)
    page.run("globalThis.second = stub.call('CEE_VOLUME', 58268, 0.005); 0")
    page.wait(0.2)
    assert len(_calls(page)) == 1
    page.release()
    assert page.run("Promise.all([first, second])") == [11653600, 11653600]


def test_a_long_range_leaves_in_a_request_of_its_own_size(page: Page) -> None:
    """Three calls of 60 000 numbers each do not fit in one request of a million characters."""
    page.decide = lambda url, body: (
        200,
        {"results": [{"id": one["id"], "value": 1} for one in body["calls"]]},
    )
    found = page.run(
        """Promise.all([1, 2, 3].map((n) =>
          stub.call('CEE_REPARTITION', 10, Array.from({length: 60000}, (_, i) => [n + i]))))"""
    )
    assert found == [1, 1, 1]
    assert [len(calls) for calls in _calls(page)] == [2, 1]


def test_a_call_given_up_before_leaving_is_not_sent(page: Page) -> None:
    found = page.run(
        """(async () => {
          const invocation = { functionName: 'CEE_VOLUME' };
          const call = stub.bound.CEE_VOLUME(1, 0.005, invocation).catch((error) => error.code);
          invocation.onCanceled();
          return call;
        })()"""
    )
    page.wait(0.2)
    assert found == "#N/A"
    assert not page.requests


def test_a_request_that_nobody_wants_any_more_is_stopped(page: Page) -> None:
    page.decide = lambda url, body: "hold"
    page.run(
        """globalThis.signals = [];
        const plain = fetch;
        globalThis.fetch = (path, options) => { signals.push(options.signal); return plain(path, options); };
        globalThis.invocations = [{ functionName: 'CEE_VOLUME' }, { functionName: 'CEE_VOLUME' }];
        globalThis.calls = invocations.map((one, i) =>
          stub.bound.CEE_VOLUME(i + 1, 0.005, one).catch((error) => error.code)); 0"""
    )
    page.until("signals.length === 1")
    page.run("invocations[0].onCanceled()")
    assert page.run("signals[0].aborted") is False
    page.run("invocations[1].onCanceled()")
    assert page.run("signals[0].aborted") is True
    assert page.run("Promise.all(calls)") == ["#N/A", "#N/A"]
    page.release()
    page.decide = lambda url, body: None
    assert _call(page, "CEE_VOLUME", 1, 0.005) == 200


def test_one_caller_of_two_gives_up(page: Page) -> None:
    found = page.run(
        """(async () => {
          const leaving = { functionName: 'CEE_VOLUME' };
          const first = stub.bound.CEE_VOLUME(58268, 0.005, leaving).catch((error) => error.code);
          const second = stub.call('CEE_VOLUME', 58268, 0.005);
          leaving.onCanceled();
          return Promise.all([first, second]);
        })()"""
    )
    assert found == ["#N/A", 11653600]


def test_a_connection_that_fails_is_tried_again(page: Page) -> None:
    failures = iter(["refuse connection", "refuse connection"])
    page.decide = lambda url, body: next(failures, None)
    assert _call(page, "CEE_VOLUME", 58268, 0.005) == 11653600
    assert len(_calls(page)) == 3


BUSY = {"error": {"fr": "serveur occupé", "en": "server busy"}}


def test_a_server_that_is_too_busy_is_tried_again(page: Page) -> None:
    answers = iter([(503, BUSY), (503, BUSY)])
    page.decide = lambda url, body: next(answers, None)
    assert _call(page, "CEE_VOLUME", 58268, 0.005) == 11653600
    assert len(_calls(page)) == 3


def test_a_server_that_stays_too_busy_says_so(page: Page) -> None:
    page.decide = lambda url, body: (503, BUSY)
    assert _call(page, "CEE_VOLUME", 58268, 0.005) == {"error": "#N/A", "message": "serveur occupé"}
    assert page.run("document.getElementById('state').className") == "ready"


@pytest.mark.parametrize("answer", [(503, "Service Unavailable"), (200, "<html>"), (404, "")])
def test_an_answer_that_is_not_our_server_s_is_no_server(page: Page, answer: Answer) -> None:
    """Another program on the port answers in another way."""
    page.decide = lambda url, body: answer
    assert _call(page, "CEE_VOLUME", 58268, 0.005) == {"error": "#N/A", "message": STOPPED}
    page.until("document.getElementById('state').className === 'stopped'")


def test_a_stopped_server_is_said_and_found_again(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path, tmp_path) as server:
        page = opened(browser, server)
        stop(server.process)
        assert _call(page, "CEE_VOLUME", 58268, 0.005) == {"error": "#N/A", "message": STOPPED}
        assert len(_calls(page)) == 3
        page.until("document.getElementById('state').className === 'stopped'")
        assert page.run("!document.getElementById('stopped').hidden")
    with serving(tmp_path, tmp_path, server.port):
        page.until("document.getElementById('state').className === 'ready'")
        page.until("!document.getElementById('recalculate').hidden")
        assert _call(page, "CEE_VOLUME", 58268, 0.005) == 11653600
        page.run("document.getElementById('recalculate').click()")
        page.until("stub.book.calculated === 1")


def test_calls_that_wait_fail_with_those_that_left(page: Page) -> None:
    """A stopped server is met once: 10 000 cells do not each try again."""
    page.decide = lambda url, body: "refuse connection"
    found = page.run(
        f"Promise.all(Array.from({{length: {MANY}}}, (_, i) => stub.call('CEE_VOLUME', i + 1, 0.005)))"
    )
    assert {one["message"] for one in found} == {STOPPED}
    assert len([one for one in page.requests if one[0].endswith("/v1/calls")]) <= 6


def test_a_bad_token_asks_for_pairing(browser: Browser, server: Server) -> None:
    page = opened(browser, server, token="not-the-token")
    assert _call(page, "CEE_VOLUME", 58268, 0.005) == {"error": "#N/A", "message": NOT_PAIRED}
    assert page.run("!document.getElementById('pairing').hidden")


def test_without_a_token_nothing_is_sent(browser: Browser, server: Server) -> None:
    page = opened(browser, server, token=None)
    assert _call(page, "CEE_VOLUME", 58268, 0.005) == {"error": "#N/A", "message": NOT_PAIRED}
    assert not page.requests


def test_a_slow_answer_holds_neither_the_others_nor_the_page(page: Page) -> None:
    """Two requests under way at most; what comes meanwhile leaves together when one is answered."""
    page.decide = lambda url, body: "hold"
    for rank in (1, 2):
        page.run(f"globalThis.slow{rank} = stub.call('CEE_VOLUME', {rank}, 0.005); 0")
        page.wait(0.15)
    page.run("globalThis.later = Promise.all([3, 4, 5].map((i) => stub.call('CEE_VOLUME', i, 0.005))); 0")
    page.wait(0.15)
    assert [len(calls) for calls in _calls(page)] == [1, 1]
    page.decide = lambda url, body: None
    page.release()
    assert page.run("Promise.all([slow1, slow2, later])") == [200, 400, [600, 800, 1000]]
    assert [len(calls) for calls in _calls(page)] == [1, 1, 3]


def test_an_answer_that_never_comes_is_given_up(page: Page) -> None:
    page.decide = lambda url, body: "hold"
    found = page.run(
        """import('/addin/api.js').then(({ ask }) => ask('/v1/calls', '{"calls":[]}', { seconds: 0.2 }))
          .catch((error) => error.constructor.name)"""
    )
    assert found == "TooSlow"
    page.release()


@pytest.mark.parametrize("status", [413, 504])
def test_what_is_too_much_at_once_leaves_again_in_halves(page: Page, status: int) -> None:
    def answer(url: str, body: Any) -> Answer:
        return (status, {"error": {"fr": "trop", "en": "too much"}}) if len(body["calls"]) > 2 else None

    page.decide = answer
    found = page.run("Promise.all([1, 2, 3, 4, 5].map((i) => stub.call('CEE_VOLUME', i, 0.005)))")
    assert found == [200, 400, 600, 800, 1000]
    assert [len(calls) for calls in _calls(page)] == [5, 3, 2, 2, 1]


@pytest.mark.parametrize(
    ("status", "code"), [(400, "#VALUE!"), (413, "#VALUE!"), (403, "#N/A"), (504, "#N/A")]
)
def test_a_refusal_says_why_in_the_cell(page: Page, status: int, code: str) -> None:
    page.decide = lambda url, body: (status, {"error": {"fr": "voilà pourquoi", "en": "that is why"}})
    assert _call(page, "CEE_VOLUME", 1, 0.005) == {"error": code, "message": "voilà pourquoi"}


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("PRET.ECHEANCE", (170000, "beaucoup", 13)),  # wrong type
        ("PRET.ECHEANCE", (-1, 0.02, 13)),  # out of bounds
        ("CONVENTION.PARAMETRE", ("intracting.inconnu",)),
        ("MOBY.PRIX", ("2", "total", 1)),
    ],
)
@pytest.mark.parametrize("language", ["fr-FR", "en-US"])
def test_an_error_of_the_rules_is_that_error_and_its_sentence(
    browser: Browser, server: Server, name: str, cells: tuple[Any, ...], language: str
) -> None:
    page = opened(browser, server, language=language)
    with pytest.raises(udfs.UdfError) as raised:
        udfs.call(name, *cells)
    found = _call(page, name.replace(".", "_", 1), *cells)
    assert found["error"] == raised.value.excel
    said = raised.value.text.in_language(language)
    assert found["message"].replace("\u00a0", " ") == said.replace("\u00a0", " ")
    kept = page.run("import('/addin/functions.js').then(({ lastErrors }) => lastErrors)")
    assert [one["code"] for one in kept] == [raised.value.excel]


@pytest.mark.parametrize(
    ("script", "name", "cells"),
    [
        ("'PRET_TABLEAU', [[170000]], 0.02, 13", "PRET.TABLEAU", (170000, 0.02, 13)),
        (
            "'PRET_ECHEANCE', [['capital', 170000], ['taux', '2 %'], ['nombre_echeances', 13]], null",
            "PRET.ECHEANCE",
            ([["capital", 170000], ["taux", "2 %"], ["nombre_echeances", 13]],),
        ),
        (
            "'CONVENTION_EXPLIQUER', 'CEE.VOLUME', [[[58268]], [[0.005]]]",
            "CONVENTION.EXPLIQUER",
            ("CEE.VOLUME", 58268, 0.005),
        ),
        (
            "'CONVENTION_SOURCE', 'intracting.majoration_retard'",
            "CONVENTION.SOURCE",
            ("intracting.majoration_retard",),
        ),
        ("'CEE_REPARTITION', 10, [[1], [2], [null], [3]]", "CEE.REPARTITION", (10, [[1], [2], [None], [3]])),
    ],
)
def test_ranges_repetitions_and_tables_cross_unchanged(
    page: Page, script: str, name: str, cells: tuple[Any, ...]
) -> None:
    expected = udfs.call(name, *cells)
    assert page.run(f"stub.call({script})") == expected


@pytest.mark.parametrize(
    "cell", ["new CustomFunctions.Error('#DIV/0!')", "{type: 'Error', basicValue: '#DIV/0!'}"]
)
def test_an_error_argument_comes_out_as_the_same_error(page: Page, cell: str) -> None:
    assert page.run(f"stub.call('CEE_VOLUME', {cell}, 0.005)")["error"] == "#DIV/0!"
    assert page.run(f"stub.call('CEE_REPARTITION', 10, [[1], [{cell}]])")["error"] == "#DIV/0!"
