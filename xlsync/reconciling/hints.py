"""What a wrong amount looks like: two digits the wrong way round, a sign, a decimal mark."""

from __future__ import annotations

from itertools import pairwise

from udfs.errors import Text

_SIGN = Text("le signe est inversé", "the sign is the other one")
_SWAPPED = Text("deux chiffres intervertis", "two digits the wrong way round")
_SHIFTED = Text("la virgule est déplacée", "the decimal mark is elsewhere")


def hint(ours: int, theirs: int) -> Text | None:
    """What would make one amount of the other.

    Args:
        ours: Cents.
        theirs: Cents.

    Examples:
        >>> hint(123465, 123456).fr, hint(12345, -12345).fr, hint(12345, 1234500).fr
        ('deux chiffres intervertis', 'le signe est inversé', 'la virgule est déplacée')
        >>> hint(12345, 12346)
    """
    if ours == -theirs:
        return _SIGN
    if ours and theirs and any(10**power * min(ours, theirs) == max(ours, theirs) for power in (1, 2, 3)):
        return _SHIFTED
    first, second = str(ours), str(theirs)
    apart = [at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b]
    if len(first) != len(second) or len(apart) != 2:
        return None
    ((a, b),) = pairwise(apart)
    swapped = b == a + 1 and first[a] == second[b] and first[b] == second[a]
    return _SWAPPED if swapped else None
