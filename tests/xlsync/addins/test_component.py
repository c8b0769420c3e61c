"""The client inside LibreOffice, without LibreOffice: connection, memory, errors, ranges, reading ahead."""

from __future__ import annotations

import ast
import math
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from tests.xlsync.addins.component import Server, unpacked
from xlsync.addins.calc.package import COMPONENT
from xlsync.server.places import user_directory

MESSAGE = {"fr": "taux : trop grand", "en": "taux: too large"}
OURS = {"uno", "unohelper", "com", "xlsync_calc"}
SOURCES = sorted(COMPONENT.rglob("*.py"))


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], ModuleType]]:
    with unpacked(tmp_path_factory.mktemp("extension")) as find:
        yield find


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    return user_directory()


@pytest.fixture
def calls(module: Callable[[str], ModuleType]) -> Iterator[Any]:
    client = module("client").Client()
    yield module("calls").Calls(client, module("calls").catalogue()["functions"])
    client.close()


@pytest.fixture
def server(state: Path) -> Iterator[Server]:
    """Doubles the first argument; a text is an error."""
    running = Server(_doubled, state)
    yield running
    running.stop()


def _doubled(message: Any) -> Any:
    results: list[Any] = []
    for call in message["calls"]:
        first = call["args"][0]
        if isinstance(first, str):
            results.append({"id": call["id"], "error": "#NUM!", "message": MESSAGE})
        else:
            results.append({"id": call["id"], "value": 2 * first})
    return {"results": results}


def _code(value: float) -> int:
    bits = struct.unpack("<Q", struct.pack("<d", value))[0]
    assert math.isnan(value)
    return int(bits & 0xFFFFFFFF)


# --- what it is made of


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_it_runs_on_python_3_8_with_the_standard_library_alone(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))
    for node in ast.walk(tree):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            assert name.partition(".")[0] in OURS | set(sys.stdlib_module_names), name


@pytest.mark.parametrize("name", ["tokens", "names"])
def test_the_modules_shared_with_udfs_do_too(module: Callable[[str], ModuleType], name: str) -> None:
    text = Path(str(module(name).__file__)).read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 8))
    imported = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert {str(one).partition(".")[0] for one in imported} <= set(sys.stdlib_module_names)


def test_it_looks_where_the_server_writes(module: Callable[[str], ModuleType], state: Path) -> None:
    assert module("places").user_directory() == str(state)


# --- connection


def test_one_connection_serves_many_calls(calls: Any, server: Server) -> None:
    assert [calls.value("CEE.VOLUME", (float(one), 1.0)) for one in range(3)] == [
        ((0.0,),),
        ((2.0,),),
        ((4.0,),),
    ]
    assert server.welcomed == 1
    assert server.heard[1] == {"calls": [{"id": 0, "name": "CEE.VOLUME", "args": [1.0, 1.0]}]}


def test_a_connection_that_breaks_is_opened_again_once(calls: Any, server: Server) -> None:
    calls.value("CEE.VOLUME", (1.0, 1.0))
    server.cut()
    assert calls.value("CEE.VOLUME", (2.0, 1.0)) == ((4.0,),)
    assert server.welcomed == 2


def test_what_a_former_server_said_is_forgotten(calls: Any, server: Server) -> None:
    calls.value("CEE.VOLUME", (1.0, 1.0))
    server.cut()
    calls.value("CEE.VOLUME", (2.0, 1.0))
    calls.value("CEE.VOLUME", (1.0, 1.0))
    assert len(server.heard) == 3


def test_without_a_server_the_error_says_what_to_do_and_does_not_wait_again(
    calls: Any, state: Path, monkeypatch: pytest.MonkeyPatch, module: Callable[[str], ModuleType]
) -> None:
    tries: list[int] = []
    monkeypatch.setattr(module("starting"), "start", lambda: tries.append(1))
    found = [calls.value("CEE.VOLUME", (float(one), 1.0)) for one in range(5)]
    assert [_code(one[0][0]) for one in found] == [32767] * 5
    assert "xlsync serve" in calls.last_error["fr"]
    assert len(tries) == 1


@pytest.mark.parametrize(
    "answer",
    [b"pas du JSON", b"[]", {"error": MESSAGE}, {"error": "?"}, {}, {"results": []}, {"results": [{}]}],
)
def test_an_answer_that_is_not_one_is_an_error(calls: Any, state: Path, answer: Any) -> None:
    running = Server(lambda message: answer, state)
    try:
        assert _code(calls.value("CEE.VOLUME", (1.0, 1.0))[0][0]) == 32767
        assert set(calls.last_error) == {"fr", "en"}
    finally:
        running.stop()


def test_another_token_is_turned_away(calls: Any, server: Server, state: Path) -> None:
    described = (state / "server.json").read_text(encoding="utf-8")
    (state / "server.json").write_text(described.replace(Server.TOKEN, "autre"), encoding="utf-8")
    assert _code(calls.value("CEE.VOLUME", (1.0, 1.0))[0][0]) == 32767
    assert not server.heard


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"calc_port": "x", "token": 1}', '{"calc_port": 1e9}', "{"]
)
def test_a_damaged_description_is_no_server(calls: Any, state: Path, text: str) -> None:
    state.mkdir(parents=True)
    (state / "server.json").write_text(text, encoding="utf-8")
    (state / "calc.json").write_text(text, encoding="utf-8")
    assert _code(calls.value("CEE.VOLUME", (1.0, 1.0))[0][0]) == 32767


def test_a_request_too_large_for_the_protocol_is_not_sent(calls: Any, server: Server) -> None:
    assert _code(calls.value("CEE.VOLUME", ("x" * 9_000_000, 1.0))[0][0]) == 32767
    assert calls.value("CEE.VOLUME", (1.0, 1.0)) == ((2.0,),)


# --- values


def test_equal_calls_are_asked_once(calls: Any, server: Server) -> None:
    assert calls.value("CEE.VOLUME", (3.0, None)) == calls.value("CEE.VOLUME", (3.0, None)) == ((6.0,),)
    assert server.heard == [{"calls": [{"id": 0, "name": "CEE.VOLUME", "args": [3.0]}]}]


def test_an_error_keeps_its_message_even_remembered(calls: Any, server: Server) -> None:
    assert _code(calls.value("CEE.VOLUME", ("x", 1.0))[0][0]) == 503
    calls.last_error = None
    calls.value("CEE.VOLUME", ("x", 1.0))
    assert calls.last_error == {
        "fr": f"CEE.VOLUME\u00a0: {MESSAGE['fr']}",
        "en": f"CEE.VOLUME: {MESSAGE['en']}",
    }


@pytest.mark.parametrize(
    ("value", "cells"),
    [
        (1, ((1.0,),)),
        (True, ((1.0,),)),
        (None, (("",),)),
        ("é", (("é",),)),
        ([[1, "a"], [None, False]], ((1.0, "a"), ("", 0.0))),
        ([], (("",),)),
    ],
)
def test_values_as_calc_takes_them(module: Callable[[str], ModuleType], value: Any, cells: Any) -> None:
    assert module("values").rows(value) == cells


@pytest.mark.parametrize(
    ("code", "number"),
    [("#N/A", 32767), ("#VALUE!", 519), ("#NUM!", 503), ("#DIV/0!", 532), ("#AUTRE!", 519)],
)
def test_errors_as_calc_takes_them(module: Callable[[str], ModuleType], code: str, number: int) -> None:
    assert _code(module("values").rows([[{"error": code}]])[0][0]) == number


def test_ranges_on_single_cells_are_spread_in_one_request(calls: Any, server: Server) -> None:
    found = calls.value("CEE.VOLUME", (((1.0,), (2.0,), ("x",)), ((5.0, 6.0),)))
    assert [row[0] for row in found[:2]] == [2.0, 4.0]
    assert [_code(cell) for cell in found[2]] == [503, 503]
    assert len(server.heard) == 1
    uneven = calls.value("CEE.VOLUME", (((1.0,), (2.0,), (3.0,)), ((5.0,), (6.0,))))
    assert _code(uneven[2][0]) == 32767


def test_a_line_of_cells_is_no_fiche(module: Callable[[str], ModuleType]) -> None:
    spread = module("values").is_spread
    assert spread("f", ((1.0,), (2.0,)))
    assert not spread("f", (("capital", 1.0), ("taux", 2.0)))
    assert not spread("r", ((1.0,), (2.0,)))
    assert not spread("s", 1.0)


def test_events_that_follow_a_fiche_stay_together(module: Callable[[str], ModuleType]) -> None:
    spreading = module("values").spreading
    column, fiche = ((1.0,), (2.0,)), (("capital", 1.0), ("taux", 2.0))
    assert spreading("sfssr", (column, fiche, ((45000.0, "taux", 0.03),), None, None)) == [0]
    assert spreading("sfssr", (column, 1.0, column, None, column)) == [0, 2]
    assert spreading("sfssr", (1.0, column, column, None, None)) == [1, 2]


def test_a_whole_column_is_refused_with_a_sentence(calls: Any, server: Server) -> None:
    assert _code(calls.value("CEE.VOLUME", (((1.0,),) * 100_001, 1.0))[0][0]) == 519
    assert "cent mille" in calls.last_error["fr"]
    assert not server.heard


# --- reading ahead


class Sheet:
    """As much of a sheet as reading ahead looks at: one block of constants, one of formulas."""

    def __init__(self, name: str, constants: list[list[Any]], formulas: list[list[str]]) -> None:
        self.Name = name
        self._blocks = {7: (0, constants), 16: (10, formulas)}

    def queryContentCells(self, kind: int) -> Any:
        first, rows = self._blocks[kind]
        if not rows:
            return SimpleNamespace(RangeAddresses=())
        last = first + len(rows[0]) - 1
        area = SimpleNamespace(StartColumn=first, StartRow=0, EndColumn=last, EndRow=len(rows) - 1, kind=kind)
        return SimpleNamespace(RangeAddresses=(area,))

    def getCellRangeByPosition(self, left: int, *_: int) -> Any:
        rows = tuple(map(tuple, self._blocks[16 if left == 10 else 7][1]))
        return SimpleNamespace(getDataArray=lambda: rows, getFormulaArray=lambda: rows)


def _document(formula: str, names: dict[str, str] | None = None) -> Any:
    sheets = [
        Sheet("Feuille", [[1.0, "a"], [2.0, "b"]], [[formula]]),
        Sheet("L’autre", [[8.0, 9.0]], []),
    ]
    known = {name: SimpleNamespace(Content=content) for name, content in (names or {}).items()}
    ranges = SimpleNamespace(hasByName=known.__contains__, getByName=known.__getitem__)
    held = SimpleNamespace(Count=len(sheets), getByIndex=sheets.__getitem__)
    return SimpleNamespace(Sheets=held, NamedRanges=ranges)


@pytest.mark.parametrize(
    ("formula", "cells"),
    [
        ("=F.G(A1;B2)", (1.0, "b", None)),
        ("=1+F.G($A$2;-0.5;1E3)*2", (2.0, -0.5, 1000.0)),
        ('=IF(A1;F.G("a;""b""";;A1))', ('a;"b"', None, 1.0)),
        ("=F.G(C9;A1:B2)", (0.0, ((1.0, "a"), (2.0, "b")), None)),
        ("=F.G(A1:A3)", (((1.0,), (2.0,), ("",)), None, None)),
        ("=F.G($'L’autre'.B1;$Feuille.A1)", (9.0, 1.0, None)),
        ("=F.G(taux)", (2.0, None, None)),
        ("=F.G()", (None, None, None)),
        ("=F.G(C9;C9;C9:C9)", (0.0, 0.0, (("",),))),
        ("=F.G(A1;$A1; A$2 )", (1.0, 1.0, 2.0)),
        ("=F.G(;;taux)", (None, None, 2.0)),
    ],
)
def test_calls_that_can_be_foreseen(module: Callable[[str], ModuleType], formula: str, cells: Any) -> None:
    document = _document(formula, {"taux": "$Feuille.$A$2"})
    assert list(module("lookahead").calls([document], {"F.G": "srs"})) == [(document, "F.G", cells)]


@pytest.mark.parametrize(
    "formula",
    [
        "=F.G(K1)",  # a formula
        "=F.G(J1:K1)",
        "=F.G(A1+1)",
        "=F.G(SUM(A1))",
        "=F.G(tbl[[#This Row];[A]])",
        "=F.G(inconnu)",
        "=F.G(relatif)",
        "=F.G($Absente.A1)",
        "=F.G(A1;A1;A1;A1)",
        "=F.G(A1:A999999)",
        "=F.G(A1",
        "=F.H(A1)",
        "=V.V(A1)",
        "=AF.G(A1)",
        '="F.G(A1)"',
    ],
)
def test_the_others_are_left_to_their_cell(module: Callable[[str], ModuleType], formula: str) -> None:
    document = _document(formula, {"relatif": "$Feuille.A1"})
    assert list(module("lookahead").calls([document], {"F.G": "srs", "V.V": "sv"})) == []


def of_no_workbook(calls: list[Any]) -> Iterator[Any]:
    return ((None, *call) for call in calls)


def test_many_calls_bring_the_others_with_them(calls: Any, server: Server) -> None:
    coming = [("CEE.VOLUME", (float(one), 1.0)) for one in range(100)]
    calls.foresee = lambda: of_no_workbook(coming)
    assert [calls.value(*call)[0][0] for call in coming] == [2.0 * one for one in range(100)]
    assert len(server.heard) == 16


def test_many_calls_ahead_leave_in_several_requests(calls: Any, server: Server) -> None:
    """A request leaves before the answer of the one before is read, and each call has its own answer."""
    coming = [("CEE.VOLUME", (float(one), 1.0)) for one in range(2_500)]
    calls.foresee = lambda: of_no_workbook(coming)
    assert [calls.value(*call)[0][0] for call in coming] == [2.0 * one for one in range(2_500)]
    assert [len(one["calls"]) for one in server.heard] == [1] * 15 + [1_000, 1_000, 485]


def test_a_connection_that_breaks_ahead_is_opened_again(calls: Any, server: Server) -> None:
    """Once: where answers were remembered before it broke, they are asked for again, and foreseen again."""
    coming, cuts = [("CEE.VOLUME", (float(one), 1.0)) for one in range(2_500)], [server.cut]

    def foresee() -> Iterator[Any]:
        yield from of_no_workbook(coming[:1_500])
        if cuts:
            cuts.pop()()
        yield from of_no_workbook(coming[1_500:])

    calls.foresee = foresee
    assert [calls.value(*call)[0][0] for call in coming] == [2.0 * one for one in range(2_500)]
    assert server.welcomed == 2


def test_a_call_in_the_middle_of_reading_ahead_has_its_answer(calls: Any, server: Server) -> None:
    coming = [("CEE.VOLUME", (float(one), 1.0)) for one in range(2_500)]
    meanwhile: list[Any] = []

    def foresee() -> Iterator[Any]:
        yield from of_no_workbook(coming[:1_500])
        meanwhile.append(calls.value("CEE.VOLUME", (-7.0, 1.0)))
        yield from of_no_workbook(coming[1_500:])

    calls.foresee = foresee
    assert [calls.value(*call)[0][0] for call in coming] == [2.0 * one for one in range(2_500)]
    assert meanwhile == [((-14.0,),)]
    assert server.welcomed == 1


def test_a_server_that_goes_while_reading_ahead_is_said(
    calls: Any, server: Server, module: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    coming = [("CEE.VOLUME", (float(one), 1.0)) for one in range(2_500)]
    monkeypatch.setattr(module("starting"), "start", lambda: False)

    def foresee() -> Iterator[Any]:
        yield from of_no_workbook(coming[:1_500])
        server.stop()
        yield from of_no_workbook(coming[1_500:])

    calls.foresee = foresee
    found = [calls.value(*call)[0][0] for call in coming]
    assert found[:15] == [2.0 * one for one in range(15)]
    assert _code(found[-1]) == 32767
    assert "xlsync serve" in calls.last_error["fr"]


def test_reading_ahead_for_nothing_becomes_rare(calls: Any, server: Server) -> None:
    asked: list[int] = []

    def foresee() -> list[Any]:
        asked.append(1)
        return []

    calls.foresee = foresee
    for one in range(500):
        calls.value("CEE.VOLUME", (float(one), 1.0))
    assert len(asked) == 5


# --- tariffs


def _answering(state: Path, tariffs: dict[str, float]) -> Server:
    """A server whose answer is the tariff of the workbook, which its text names."""

    def answer(message: Any) -> Any:
        tariff = tariffs[message.get("workbook", "")]
        results = [{"id": call["id"], "value": tariff} for call in message["calls"]]
        return {"results": results, "versions": str(tariff)}

    return Server(answer, state)


def test_what_is_remembered_is_forgotten_once_the_tariffs_have_changed(
    calls: Any, state: Path, module: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(module("origins").time, "monotonic", lambda: now[0])
    tariffs = {"": 1.0}
    running = _answering(state, tariffs)
    try:
        calls.value("CEE.VOLUME", (1.0, 1.0))
        tariffs[""] = 2.0
        assert calls.value("CEE.VOLUME", (1.0, 1.0)) == ((1.0,),)
        now[0] += 1.0
        assert calls.value("CEE.VOLUME", (1.0, 1.0)) == ((2.0,),)
        assert [len(one["calls"]) for one in running.heard] == [1, 0, 1]
        now[0] += 1.0
        assert calls.value("CEE.VOLUME", (1.0, 1.0)) == ((2.0,),)
        tariffs[""] = 3.0
        calls.value("CEE.VOLUME", (2.0, 1.0))
        assert calls.value("CEE.VOLUME", (1.0, 1.0)) == ((3.0,),)
        assert [len(one["calls"]) for one in running.heard] == [1, 0, 1, 0, 1, 1]
    finally:
        running.stop()


def test_each_workbook_has_its_own_tariffs(calls: Any, state: Path) -> None:
    running = _answering(state, {"a": 1.0, "b": 2.0})
    calls.origins.path_of = str
    try:
        coming = [(of, "CEE.VOLUME", (float(one), 1.0)) for one in range(40) for of in "aab"]
        calls.foresee = lambda: iter(coming)
        found = [calls.value(name, cells, of)[0][0] for of, name, cells in coming]
        assert found == [1.0, 1.0, 2.0] * 40
        assert {len({one["workbook"]}) for one in running.heard} == {1}
        before = len(running.heard)
        assert calls.value("CEE.VOLUME", (((0.0,), (1.0,)), 1.0), "b") == ((2.0,), (2.0,))
        assert len(running.heard) == before
    finally:
        running.stop()


def test_what_is_remembered_is_believed_while_no_server_answers(
    calls: Any, state: Path, module: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(module("origins").time, "monotonic", lambda: now[0])
    monkeypatch.setattr(module("starting"), "start", lambda: False)
    running = _answering(state, {"": 1.0})
    calls.value("CEE.VOLUME", (1.0, 1.0))
    running.stop()
    now[0] += 1.0
    assert calls.value("CEE.VOLUME", (1.0, 1.0)) == ((1.0,),)


# --- what is respelt on opening


class Area:
    """Formulas in a column, as LibreOffice hands them."""

    RangeAddresses = (SimpleNamespace(StartColumn=0, StartRow=0, EndColumn=0, EndRow=0),)

    def __init__(self, *formulas: str) -> None:
        self._formulas = tuple((one,) for one in formulas)
        self.NamedRanges = SimpleNamespace(ElementNames=())

    def queryContentCells(self, _: int) -> Area:
        return self

    def getCellRangeByPosition(self, *_: int) -> Area:
        return self

    def getFormulaArray(self) -> tuple[tuple[str], ...]:
        return self._formulas


@pytest.mark.parametrize(
    ("formulas", "calls"),
    [(["=SUM(A1:A9)", "=NOW()"], False), (["=1+1", "=PRET.ECHEANCE(A1;B1)"], True), ([], False)],
)
def test_a_workbook_says_whether_it_calls_our_functions(
    module: Callable[[str], ModuleType], formulas: list[str], calls: bool
) -> None:
    """One that does not keeps its mark of change: a macro of its own may have changed it."""
    sheet = Area(*formulas)
    document = SimpleNamespace(
        NamedRanges=sheet.NamedRanges,
        Sheets=SimpleNamespace(Count=1, getByIndex=lambda _: sheet),
        isAutomaticCalculationEnabled=lambda: True,
        enableAutomaticCalculation=lambda _: None,
        addActionLock=lambda: None,
        removeActionLock=lambda: None,
    )
    assert module("respelling").respell(document, ["PRET.ECHEANCE"]) is calls
