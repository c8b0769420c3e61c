"""Whether the balances of a table stand before or after the payments, as its own amounts say."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from xlsync.reconciling.headings import BALANCE, PRINCIPAL
from xlsync.reconciling.lender import TheirLine


def is_after(lines: Sequence[TheirLine], capital: int | None) -> tuple[bool, bool]:
    """Whether balances are those after the payments, and whether the amounts say so.

    Args:
        lines: Payments, their balance under `BALANCE`.
        capital: Balance of a line of payment out over them.

    A balance before loses the principal of its own line to make the next one; a balance after has lost it.
    """
    before = after = 0
    for one, other in pairwise(lines):
        first, second = one.amounts.get(BALANCE), other.amounts.get(BALANCE)
        if first is None or second is None:
            continue
        before += _gap(first - second, one.amount(PRINCIPAL))
        after += _gap(first - second, other.amount(PRINCIPAL))
    if before != after:
        return after > before, True
    last = lines[-1].amounts.get(BALANCE) if lines else None
    if capital is not None or last == 0:
        return True, True
    return False, False


def _gap(lost: int, principal: int | None) -> bool:
    """Displayed at the euro, a difference may be off by one of them."""
    return principal is not None and abs(lost - principal) <= (100 if principal % 100 == 0 else 0)
