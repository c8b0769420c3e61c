"""Calls of one function that were read alike: their values in columns, an argument a column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

Values: TypeAlias = tuple[Any, ...]
"""The values of a call, in the order of the arguments."""


class Lot(NamedTuple):
    """Several calls of one function.

    Attributes:
        ranks: Which calls they are, among those asked.
        columns: For each of the first arguments, its value in each call.
        rest: The values of the other arguments, which no call gives.
    """

    ranks: Sequence[int]
    columns: Sequence[Sequence[Any]]
    rest: Values

    def row(self, rank: int) -> Values:
        """All the values of one call."""
        return (*(column[rank] for column in self.columns), *self.rest)

    def taken(self, places: Sequence[int]) -> Lot:
        """Some of the calls, by their place here.

        Examples:
            >>> Lot([4, 7, 9], [[1.0, 2.0, 3.0], ["a", "b", "c"]], (None,)).taken([2, 0])
            Lot(ranks=[9, 4], columns=[[3.0, 1.0], ['c', 'a']], rest=(None,))
        """
        if isinstance(places, range):
            span = slice(places.start, places.stop)
            return Lot(self.ranks[span], [column[span] for column in self.columns], self.rest)
        columns = [[column[place] for place in places] for column in self.columns]
        return Lot([self.ranks[place] for place in places], columns, self.rest)
