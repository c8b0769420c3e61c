"""What a recalculation gives: values, and what could not be computed, with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from udfs.errors import Text
from xlsync.recalc.references import parse_cell
from xlsync.recalc.syntax import UNREADABLE
from xlsync.recalc.values import AMBIGUOUS
from xlsync.workbook.values import Address

if TYPE_CHECKING:
    from xlsync.recalc.ours import Call

CIRCULAR, TOO_WIDE = "référence circulaire", "formule matricielle trop étendue "


def cause(function: str) -> Text:
    """What could not be computed, in French and in English: a function or a name is the same in both.

    Examples:
        >>> cause("RAND").en, cause("référence circulaire (F!A1, F!B1)").en
        ('RAND', 'circular reference: F!A1, F!B1')
    """
    if function == UNREADABLE:
        return Text("formule illisible", "unreadable formula")
    if function == AMBIGUOUS:
        return Text(AMBIGUOUS, "a text that languages read otherwise")
    if function.startswith(CIRCULAR):
        cells = function.removeprefix(CIRCULAR).strip(" ()")
        return Text(f"référence circulaire : {cells}", f"circular reference: {cells}")
    if function.startswith(TOO_WIDE):
        cells = function.removeprefix(TOO_WIDE)
        return Text(f"formule matricielle trop étendue : {cells}", f"array formula too wide: {cells}")
    return Text(function, function)


@dataclass(frozen=True, slots=True)
class NotRecalculated:
    """A cell that keeps its cached value.

    Attributes:
        cell: The cell.
        function: What could not be computed: a function, a name, or the cells of a circle.
        through: The cell where that stands, when it is another one.
    """

    cell: Address
    function: str
    through: Address | None = None

    @property
    def as_json(self) -> dict[str, str | None]:
        """The cell, what could not be computed, and where that stands when it is another one."""
        through = None if self.through is None else str(self.through)
        return {"cell": str(self.cell), "function": self.function, "through": through}

    @property
    def text(self) -> Text:
        """Why, as a sentence in French and in English."""
        reason = cause(self.function)
        if reason.fr == reason.en:
            reason = Text(f"« {self.function} » n’est pas calculé", f"“{self.function}” is not computed")
        if self.through is None:
            return reason
        return Text(f"{reason.fr} (en {self.through})", f"{reason.en} (in {self.through})")


@dataclass(slots=True)
class Evaluation:
    """A workbook computed.

    Attributes:
        values: Value of each formula cell, those filled by an array formula included; the cached one
            where it could not be computed.
        not_recalculated: Cells that could not be computed, and those that depend on them.
        circles: Groups of cells that read one another.
        calls: Each call of one of our functions.
        formulas: Number of formulas.
        kept: Every cell that keeps its cached value, those of array formulas included.
    """

    values: dict[Address, Any] = field(default_factory=dict)
    not_recalculated: list[NotRecalculated] = field(default_factory=list)
    circles: list[tuple[Address, ...]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    formulas: int = 0
    kept: set[Address] = field(default_factory=set)

    def __getitem__(self, address: str) -> Any:
        """Value of a formula cell written `Sheet!A1`."""
        return self.values[parse_cell(address)]
