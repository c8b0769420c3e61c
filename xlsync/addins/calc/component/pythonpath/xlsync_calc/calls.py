"""Calls of functions: remembered, sent, and their errors kept readable."""

from __future__ import annotations

import json
import os

from xlsync_calc import messages, values
from xlsync_calc.client import Client, Unavailable

MOST = 50_000
"""Calls remembered; beyond, all are forgotten at once."""

AT_ONCE, CELLS_AT_ONCE = 2_000, 100_000
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

    Attributes:
        client: The connection.
        last_error: Sentence of the last call without a value, in each language, or None.
        foresee: What gives the calls that cells are about to make.
    """

    def __init__(self, client, kinds):
        self.client = client
        self.last_error = None
        self.foresee = list
        self._asked_singly, self._patience = 0, PATIENCE
        self._kinds = kinds
        self._known = {}
        self._epoch = client.epoch

    def value(self, name, cells):
        """Rows for Calc: the value of a call, or its error."""
        if tuple in map(type, cells):
            spreading = values.spreading(self._kinds[name], cells)
            if spreading:
                return self._spread(name, cells, spreading)
        found = self._known.get((name, cells))
        if found is None:
            found = self._new(name, cells)
        if found[1] is not None:
            self.last_error = found[1]
        return found[0]

    def _new(self, name, cells):
        """A call not known yet; one of many, it brings the others with it."""
        self._asked_singly += 1
        if self._asked_singly >= self._patience:
            self._asked_singly = 0
            self._asked([call for call in self.foresee() if call not in self._known])
            useful = (name, cells) in self._known
            self._patience = PATIENCE if useful else min(2 * self._patience, IMPATIENCE)
        return self._known.get((name, cells)) or self._asked([(name, cells)])[0]

    def _spread(self, name, cells, spreading):
        """A call for each cell of the ranges; the first cell of what each returns."""
        if values.spread_size(cells, spreading) > WIDEST:
            self.last_error = messages.TOO_WIDE
            return ((values.error_value("#VALUE!"),),)
        grid = [
            [None if one is None else (name, tuple(one)) for one in row]
            for row in values.spread(cells, spreading)
        ]
        asked = list(dict.fromkeys(call for row in grid for call in row if call is not None))
        found = dict(zip(asked, self._all(asked)))
        missing = (((values.error_value("#N/A"),),), None)
        for _, said in found.values():
            self.last_error = said or self.last_error
        return tuple(tuple(found.get(call, missing)[0][0][0] for call in row) for row in grid)

    def _all(self, calls):
        fresh = dict.fromkeys(call for call in calls if call not in self._known)
        answers = dict(zip(fresh, self._asked(list(fresh))))
        return [answers.get(call) or self._known[call] for call in calls]

    def _asked(self, calls):
        """(rows, message) of each call, remembered unless the server could not answer."""
        answers, pending, held = [], [], 0
        for call in calls:
            size = sum(len(cell) * len(cell[0]) for cell in call[1] if type(cell) is tuple)
            if pending and (len(pending) >= AT_ONCE or held + size > CELLS_AT_ONCE):
                answers += self._answered(pending)
                pending, held = [], 0
            pending.append(call)
            held += size
        return answers + self._answered(pending) if pending else answers

    def _answered(self, calls):
        try:
            results = self.client.request({"calls": [_call(rank, *one) for rank, one in enumerate(calls)]})
            answers = [_answer(one[0], result) for one, result in zip(calls, results["results"])]
        except Unavailable as error:
            return [(((values.error_value("#N/A"),),), error.said)] * len(calls)
        except (KeyError, TypeError):
            return [(((values.error_value("#N/A"),),), messages.BAD_ANSWER)] * len(calls)
        if len(answers) != len(calls):
            return [(((values.error_value("#N/A"),),), messages.BAD_ANSWER)] * len(calls)
        if self._epoch != self.client.epoch or len(self._known) > MOST:
            self._known.clear()
            self._epoch = self.client.epoch
        self._known.update(zip(calls, answers))
        return answers


def _call(rank, name, cells):
    """A call as the server takes it, without the arguments left out at the end."""
    length = len(cells)
    while length and cells[length - 1] is None:
        length -= 1
    return {"id": rank, "name": name, "args": cells[:length]}


def _answer(name, result):
    if "error" in result:
        said = result.get("message") or {"fr": result["error"], "en": result["error"]}
        message = {"fr": f"{name}\u00a0: {said['fr']}", "en": "{}: {}".format(name, said["en"])}
        return ((values.error_value(result["error"]),),), message
    return values.rows(result["value"]), None


CALLS = Calls(Client(), catalogue()["functions"])
"""The one of this LibreOffice."""
