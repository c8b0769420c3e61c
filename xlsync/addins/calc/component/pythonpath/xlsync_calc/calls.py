"""Calls of functions: remembered, sent, and their errors kept readable."""

from __future__ import annotations

import json
import os
from itertools import islice

from xlsync_calc import messages, values
from xlsync_calc.client import Client, Unavailable
from xlsync_calc.origins import Origins

MOST = 50_000
"""Calls remembered; beyond, the older half is forgotten."""

FARTHEST = MOST // 2
"""Calls asked for ahead at a time, so that none is forgotten before its cell asks for it."""

AT_ONCE, CELLS_AT_ONCE = 1_000, 100_000
"""Calls, and cells of their arguments, in one request."""

WIDEST = 100_000
"""Calls that ranges standing for single cells may make in one formula."""

PATIENCE, IMPATIENCE = 16, 4_096
"""Calls asked for one by one before the formulas are read: at first, and when that has proved useless."""


def catalogue():
    """What the build of the extension wrote beside this module."""
    with open(os.path.join(os.path.dirname(__file__), "catalogue.json"), encoding="utf-8") as file:
        return json.load(file)


class Calls:
    """The functions as cells call them.

    A call is (origin, name, cells): the address of its workbook, on which the tariffs that count depend.

    Attributes:
        client: The connection.
        last_error: Sentence of the last call without a value, in each language, or None.
        foresee: What gives the calls that cells are about to make, with their workbook.
        origins: The paths of workbooks.
    """

    def __init__(self, client, kinds):
        self.client = client
        self.last_error = None
        self.foresee = list
        self._asked_singly, self._patience = 0, PATIENCE
        self._kinds = kinds
        self.origins = Origins()
        self._known = {}
        self._tariffs = {}
        self._epoch = client.epoch

    def value(self, name, cells, workbook=None):
        """Rows for Calc: the value of a call, or its error."""
        origin = self.origins.of(workbook)
        if self.origins.is_due(origin):
            self._look(origin)
        if tuple in map(type, cells):
            spreading = values.spreading(self._kinds[name], cells)
            if spreading:
                return self._spread(origin, name, cells, spreading)
        found = self._known.get((origin, name, cells))
        if found is None:
            found = self._new((origin, name, cells))
        if found[1] is not None:
            self.last_error = found[1]
        return found[0]

    def _look(self, origin):
        """Forgets what was remembered if the tariffs of the model have changed since."""
        if self._known:
            self._received([], self._sent([], origin), origin)

    def _new(self, call):
        """A call not known yet; one of many, it brings the others with it."""
        self._asked_singly += 1
        if self._asked_singly >= self._patience:
            self._asked_singly = 0
            self._ask_ahead(call)
            useful = call in self._known
            self._patience = PATIENCE if useful else min(2 * self._patience, IMPATIENCE)
        return self._known.get(call) or self._asked([call])[0]

    def _spread(self, origin, name, cells, spreading):
        """A call for each cell of the ranges; the first cell of what each returns."""
        if values.spread_size(cells, spreading) > WIDEST:
            self.last_error = messages.TOO_WIDE
            return ((values.error_value("#VALUE!"),),)
        grid = [
            [None if one is None else (origin, name, tuple(one)) for one in row]
            for row in values.spread(cells, spreading)
        ]
        asked = list(dict.fromkeys(call for row in grid for call in row if call is not None))
        found = dict(zip(asked, self._all(asked)))
        missing = (_NOT_AVAILABLE, None)
        for _, said in found.values():
            self.last_error = said or self.last_error
        return tuple(tuple(found.get(call, missing)[0][0][0] for call in row) for row in grid)

    def _ask_ahead(self, current):
        """Asks for the calls to come; the server answers some while the next ones are being read."""
        before = None
        for some in _requests(islice(self._coming(current), FARTHEST)):
            coming = some, self._sent(some, some[0][0]), some[0][0]
            if before is not None:
                self._received(*before)
            before = coming
        if before is not None:
            self._received(*before)

    def _coming(self, current):
        """The calls foreseen that are not known: from the current one on, then those before it."""
        foreseen = ((self.origins.of(document), *call) for document, *call in self.foresee())
        fresh = (call for call in foreseen if call not in self._known)
        before = []
        for call in fresh:
            if call == current:
                yield call
                break
            before.append(call)
        yield from fresh
        yield from before

    def _all(self, calls):
        found = {call: self._known.get(call) for call in calls}
        fresh = [call for call, answer in found.items() if answer is None]
        found.update(zip(fresh, self._asked(fresh)))
        return [found[call] for call in calls]

    def _asked(self, calls):
        """(rows, message) of each call."""
        return [
            answer
            for some in _requests(calls)
            for answer in self._received(some, self._sent(some, some[0][0]), some[0][0])
        ]

    def _sent(self, calls, origin):
        """A request for calls of one workbook; why it could not be sent, otherwise."""
        asked = [_call(rank, *call[1:]) for rank, call in enumerate(calls)]
        try:
            return self.client.send("/v1/calls", dict({"calls": asked}, **_said(origin)))
        except Unavailable as error:
            return error

    def _received(self, calls, sent, origin):
        """(rows, message) of each call of one request, remembered unless the server could not answer."""
        try:
            if isinstance(sent, Unavailable):
                raise sent
            answer = self.client.receive(sent)
            answers = [_answer(call[1], result) for call, result in zip(calls, answer["results"])]
        except Unavailable as error:
            self.origins.seen(origin)
            return [(_NOT_AVAILABLE, error.said)] * len(calls)
        except (KeyError, TypeError):
            return [(_NOT_AVAILABLE, messages.BAD_ANSWER)] * len(calls)
        if len(answers) != len(calls):
            return [(_NOT_AVAILABLE, messages.BAD_ANSWER)] * len(calls)
        self.origins.seen(origin)
        self._remember(calls, answers, origin, answer.get("versions"))
        return answers

    def _remember(self, calls, answers, origin, tariffs):
        if self._epoch != self.client.epoch or self._tariffs.get(origin, tariffs) != tariffs:
            self._known.clear()
            self._tariffs.clear()
            self._epoch = self.client.epoch
        elif len(self._known) + len(calls) > MOST:
            self._known = dict(islice(self._known.items(), len(self._known) // 2, None))
        self._tariffs[origin] = tariffs
        self._known.update(zip(calls, answers))


def _requests(calls):
    """Calls, each once, a request at a time, all of one workbook."""
    pending, held, origin = {}, 0, ""
    for call in calls:
        size = _size(call[2])
        full = len(pending) >= AT_ONCE or held + size > CELLS_AT_ONCE
        if pending and (full or call[0] != origin):
            yield list(pending)
            pending, held = {}, 0
        pending[call], origin = None, call[0]
        held += size
    if pending:
        yield list(pending)


def _said(origin):
    """What is said of a workbook."""
    return {"workbook": origin} if origin else {}


def _size(cells):
    """The cells of the ranges of a call."""
    if tuple not in map(type, cells):
        return 0
    return sum(len(cell) * len(cell[0]) for cell in cells if type(cell) is tuple)


def _call(rank, name, cells):
    """A call as the server takes it, without the arguments left out at the end."""
    length = len(cells) - cells.count(None)
    while cells[length:].count(None) < len(cells) - length:
        length += 1
    return {"id": rank, "name": name, "args": cells[:length]}


def _answer(name, result):
    if "error" in result:
        said = result.get("message") or {"fr": result["error"], "en": result["error"]}
        message = {"fr": f"{name}\u00a0: {said['fr']}", "en": "{}: {}".format(name, said["en"])}
        return ((values.error_value(result["error"]),),), message
    return values.rows(result["value"]), None


_NOT_AVAILABLE = ((values.error_value("#N/A"),),)

CALLS = Calls(Client(), catalogue()["functions"])
"""The one of this LibreOffice."""
