"""What the server knows how to answer, by kind of request.

calls: {…}     -> {"results": […], "versions"}
catalogue      -> {"functions": […]}
explain: {…}   -> {"steps": […]}
document: {…}  -> {"exit", "report", "text"}

Calls and explanations are computed under the versions of parameters of the model at that moment; "versions"
is the same text as long as the same ones count, so that whoever keeps values knows when to forget them.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Mapping
from typing import Any

from udfs import parameters
from udfs.errors import UdfError
from xlsync.server import log
from xlsync.server.calls import Calculator
from xlsync.server.catalogue import catalogue
from xlsync.server.clock import Deadline
from xlsync.server.documents import Documents
from xlsync.server.explanations import explained
from xlsync.server.limits import Limits
from xlsync.server.refusals import Malformed, Refusal, fault
from xlsync.server.tariffs import TariffsOf


class Answers:
    """What the server knows how to answer.

    Args:
        documents: The actions on workbooks.
        tariffs: The versions of parameters that count.
        limits: How long an answer may take.
    """

    def __init__(self, documents: Documents, tariffs: TariffsOf, limits: Limits) -> None:
        self._documents = documents
        self._tariffs = tariffs
        self._limits = limits
        self._calculator = Calculator()
        self._known: dict[str, Callable[[Any], dict[str, Any]]] = {
            "calls": self.calls,
            "catalogue": lambda _: catalogue(),
            "explain": self.explained,
            "document": self._documents.answer,
        }

    @property
    def are_quick(self) -> bool:
        """Whether a few calls are answered without waiting for another machine."""
        return self._tariffs.are_quick

    def calls(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The results of a batch of calls, in order, and what they were computed under."""
        tariffs = self._tariffs.of(request)
        with parameters.handing(tariffs.handed):
            results = self._calculator.results(request.get("calls"), Deadline(self._limits.evaluation))
        return {"results": results, "versions": tariffs.stamp}

    def explained(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The steps of a call."""
        with parameters.handing(self._tariffs.of(request).handed):
            return explained(request)

    def warm_up(self) -> None:
        """Load the rules and their libraries by computing once."""
        from udfs.registry import FUNCTIONS

        function = FUNCTIONS["PRET.ECHEANCE"]
        calls = [{"id": 0, "name": function.name, "args": list(function.example.cells)}]
        self._calculator.results(calls, Deadline(self._limits.evaluation))
        gc.collect()
        gc.freeze()  # what is loaded now stays: no collection looks at it again

    def answer(self, name: str, content: Any = None) -> dict[str, Any]:
        """The answer to one kind of request.

        Raises:
            Refusal: It is refused, or met a fault of the program, of which nothing is given away.
        """
        try:
            return self._known[name](content)
        except Refusal:
            raise
        except UdfError as error:
            raise Malformed(error.text.fr, error.text.en) from None
        except Exception as error:
            log.failed(name, error)
            raise fault() from error


def parsed(body: bytes) -> Any:
    """The JSON value of a body.

    Raises:
        Malformed: It is not JSON in UTF-8, or nested too deep.
    """
    try:
        return _decode(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Malformed("le corps n’est pas du JSON", "the body is not JSON") from None


def written(answer: Mapping[str, Any]) -> bytes:
    """The bytes of an answer."""
    return _encode(answer).encode("ascii")


_decode = json.JSONDecoder().decode
_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False, check_circular=False).encode
