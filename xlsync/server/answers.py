"""What the server knows how to answer, by kind of request.

calls: […]     -> {"results": […]}
catalogue      -> {"functions": […]}
explain: {…}   -> {"steps": […]}
document: {…}  -> {"exit", "report", "text"}
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Mapping
from typing import Any

from udfs.errors import UdfError
from xlsync.server import log
from xlsync.server.calls import Calculator
from xlsync.server.catalogue import catalogue
from xlsync.server.clock import Deadline
from xlsync.server.documents import Documents
from xlsync.server.explanations import explained
from xlsync.server.limits import Limits
from xlsync.server.refusals import Malformed, Refusal, fault


class Answers:
    """What the server knows how to answer.

    Args:
        documents: The actions on workbooks.
        limits: How long an answer may take.
    """

    def __init__(self, documents: Documents, limits: Limits) -> None:
        self._documents = documents
        self._limits = limits
        self._calculator = Calculator()
        self._known: dict[str, Callable[[Any], dict[str, Any]]] = {
            "calls": self.calls,
            "catalogue": lambda _: catalogue(),
            "explain": explained,
            "document": self._documents.answer,
        }

    def calls(self, calls: Any) -> dict[str, Any]:
        """The results of a batch of calls, in order."""
        return {"results": self._calculator.results(calls, Deadline(self._limits.evaluation))}

    def warm_up(self) -> None:
        """Load the rules and their libraries by computing once."""
        from udfs.registry import FUNCTIONS

        function = FUNCTIONS["PRET.ECHEANCE"]
        self.calls([{"id": 0, "name": function.name, "args": list(function.example.cells)}])
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
