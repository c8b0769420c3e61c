"""What an input may be: `normal(100;10)`, `uniform(-10%;+20%)`, `{80;100;130}`, `path(2%;15%)`.

A distribution makes values of standard normal draws, so that any two can be correlated (Gaussian copula).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from udfs.coerce.numbers import read_number
from udfs.declaration import Argument, Kind
from udfs.errors import Text, UdfError
from xlsync.errors import WrongScenario

Draws = NDArray[np.float64]
Values = NDArray[Any]

MAX_STEPS = 10_000
TOGETHER = ("same:", "commun:")
"""What stands before a distribution whose one draw is for every cell, in English and in French."""
_SIGNED = re.compile(r"[+\-−]\s?[\d.,\s]*\d\s?%")
_CALL = re.compile(r"(?P<name>\w+)\s*\((?P<arguments>.*)\)")
_LIST = re.compile(r"\{(?P<arguments>.*)\}")
NUMBER = Argument("valeur", "value", Kind.NUMBER, Text("", ""))
_erfc = np.frompyfunc(math.erfc, 1, 1)


class Distribution(Protocol):
    """What an input may be."""

    @property
    def relative(self) -> bool:
        """Its values are changes of the present one, per 1: 0.1 for 10 % more."""

    def values(self, draws: Draws) -> Values:
        """The value of each standard normal draw."""


@dataclass(frozen=True, slots=True)
class Normal:
    """A bell around a mean."""

    mean: float
    deviation: float
    relative: bool = False

    def values(self, draws: Draws) -> Values:
        """The value of each standard normal draw."""
        return self.mean + self.deviation * draws


@dataclass(frozen=True, slots=True)
class Uniform:
    """Anything between two bounds, alike."""

    low: float
    high: float
    relative: bool = False

    def values(self, draws: Draws) -> Values:
        """The value of each standard normal draw."""
        return self.low + (self.high - self.low) * probability(draws)


@dataclass(frozen=True, slots=True)
class Triangular:
    """Between two bounds, most often near the mode."""

    low: float
    mode: float
    high: float
    relative: bool = False

    def values(self, draws: Draws) -> Values:
        """The value of each standard normal draw."""
        share, width = probability(draws), self.high - self.low
        rising = self.low + np.sqrt(share * width * (self.mode - self.low))
        falling = self.high - np.sqrt((1 - share) * width * (self.high - self.mode))
        return np.where(share * width < self.mode - self.low, rising, falling)


@dataclass(frozen=True, slots=True)
class Among:
    """One of some values, alike; texts, or numbers."""

    choices: tuple[float | str, ...]
    relative: bool = False

    def values(self, draws: Draws) -> Values:
        """The value of each standard normal draw."""
        return np.array(self.choices)[self.ranks(draws)]

    def ranks(self, draws: Draws) -> NDArray[np.int64]:
        """The rank, from 0, of the value of each standard normal draw."""
        count = len(self.choices)
        return np.minimum((probability(draws) * count).astype(np.int64), count - 1)


@dataclass(frozen=True, slots=True)
class Path:
    """A geometric random walk: of the present values, the first stays and each next one drifts and shakes.

    Attributes:
        drift: Mean growth from one value to the next, per 1.
        volatility: Deviation of the logarithm of that growth.
    """

    drift: float
    volatility: float
    relative: bool = True

    def values(self, draws: Draws) -> Values:
        """The change along the last axis of the draws; the first draw is not used."""
        steps = math.log1p(self.drift) - self.volatility**2 / 2 + self.volatility * draws
        steps[..., 0] = 0
        return np.expm1(np.cumsum(steps, axis=-1))


def is_change(text: str) -> bool:
    """A signed percentage: it changes the present value.

    Examples:
        >>> is_change("+10 %"), is_change("10 %"), is_change("-10")
        (True, False, False)
    """
    return _SIGNED.fullmatch(text.strip()) is not None


def spoken(text: str, lang: str) -> str:
    """A distribution as it was written, its words in a language.

    Examples:
        >>> spoken("same:normal(+0%;10%)", "fr"), spoken("{1;2}", "fr"), spoken("Pas(1;3;1)", "en")
        ('commun:normale(+0%;10%)', '{1;2}', 'steps(1;3;1)')
    """
    rank = 0 if lang.startswith("en") else 1
    prefix = next((one for one in TOGETHER if text.casefold().startswith(one)), "")
    rest = text[len(prefix) :].strip()
    found = _CALL.fullmatch(rest)
    name = found["name"].casefold() if found else ""
    said = next((names[rank] for _, names in _KNOWN if name in names), "")
    return f"{TOGETHER[rank] if prefix else ''}{said}{rest[len(name) if said else 0 :]}"


def probability(draws: Draws) -> Draws:
    """The probability that a standard normal draw is lower than each of these.

    Examples:
        >>> probability(np.array([0.0, 1.959963984540054])).round(6).tolist()
        [0.5, 0.975]
    """
    return np.asarray(_erfc(-draws / math.sqrt(2)), dtype=float) / 2


def read_distribution(text: str) -> Distribution:
    """The distribution that a text says.

    Numbers stand apart with `;`, or with commas where that can be read in one way only; they are French or
    plain. A signed percentage, `-10%` or `+0%`, is a change of the present value; the deviation or the step
    beside it is then a percentage of that value too. Any other percentage is a hundredth.

    Raises:
        WrongScenario: it says none, or bounds that are not in order.

    Examples:
        >>> read_distribution("normal(+0%;10%)")
        Normal(mean=0.0, deviation=0.1, relative=True)
        >>> read_distribution("triangulaire(80,5;100;130)")
        Triangular(low=80.5, mode=100.0, high=130.0, relative=False)
        >>> read_distribution("{0,02;0,03}"), read_distribution("steps(1;2;0,5)")
        (Among(choices=(0.02, 0.03), relative=False), Among(choices=(1.0, 1.5, 2.0), relative=False))
    """
    written = text.strip()
    if found := _LIST.fullmatch(written):
        return _among(_several(found["arguments"], written), written)
    found = _CALL.fullmatch(written)
    name = found["name"].casefold() if found else ""
    if found is None or name not in _READERS:
        known = " ".join(example for example, _ in _KNOWN)
        raise WrongScenario(
            f"loi inconnue : « {written} » ; lois possibles : {known}",
            f"unknown distribution: “{written}”; possible ones: {known}",
            text=written,
        )
    example, read = _READERS[name]
    parts = _parts(found["arguments"])
    if len(parts) != example.count(";") + 1:
        raise _refused(
            written,
            f"écrire {example}, nombres séparés par « ; »",
            f"write {example}, numbers apart with “;”",
        )
    return read(parts, written)


def _parts(arguments: str) -> list[str]:
    return [part.strip() for part in arguments.split(";" if ";" in arguments else ",")]


def _several(arguments: str, written: str) -> list[str]:
    if ";" not in arguments and "," in arguments:
        raise _refused(
            written, "séparer les valeurs par « ; », {80;100;130}", "put “;” between values, {80;100;130}"
        )
    return _parts(arguments)


def _refused(written: str, fr: str, en: str) -> WrongScenario:
    return WrongScenario(f"loi « {written} » : {fr}", f"distribution “{written}”: {en}", text=written)


def _number(part: str, written: str) -> float:
    try:
        return read_number(NUMBER, part)
    except UdfError as error:
        why = error.text
        raise _refused(written, why.fr, why.en) from error


def _placed(parts: Sequence[str], written: str) -> tuple[list[float], bool]:
    """Values on one scale, and whether they are changes of the present value."""
    signed = [is_change(part) for part in parts]
    if any(signed) and not all(signed):
        raise _refused(
            written,
            "un pourcentage avec son signe (+5%) change la valeur présente ; ne pas le mêler à des valeurs",
            "a percentage with its sign (+5%) changes the present value; do not mix it with values",
        )
    return [_number(part, written) for part in parts], all(signed)


def _spread(part: str, written: str, relative: bool) -> float:
    """A deviation or a step: positive; of the present value where the others change it."""
    value = _number(part, written)
    if value <= 0:
        raise _refused(written, f"« {part} » doit être positif", f"“{part}” must be positive")
    if relative and not part.endswith("%"):
        raise _refused(
            written,
            f"« {part} » : un pourcentage de la valeur présente est attendu",
            f"“{part}”: a percentage of the present value is expected",
        )
    return value


def _in_order(values: Sequence[float], written: str) -> None:
    if sorted(values) != list(values) or values[0] == values[-1]:
        raise _refused(
            written, "bornes à donner de la plus basse à la plus haute", "give the lowest bound first"
        )


def _normal(parts: Sequence[str], written: str) -> Distribution:
    (mean,), relative = _placed(parts[:1], written)
    return Normal(mean, _spread(parts[1], written, relative), relative)


def _uniform(parts: Sequence[str], written: str) -> Distribution:
    values, relative = _placed(parts, written)
    _in_order(values, written)
    return Uniform(values[0], values[1], relative)


def _triangular(parts: Sequence[str], written: str) -> Distribution:
    values, relative = _placed(parts, written)
    _in_order(values, written)
    return Triangular(values[0], values[1], values[2], relative)


def _steps(parts: Sequence[str], written: str) -> Distribution:
    values, relative = _placed(parts[:2], written)
    _in_order(values, written)
    (low, high), step = values, _spread(parts[2], written, relative)
    count = math.floor((high - low) / step + 1e-9) + 1
    if count > MAX_STEPS:
        raise _refused(written, f"plus de {MAX_STEPS} valeurs", f"more than {MAX_STEPS} values")
    return Among(tuple(float(f"{low + rank * step:.12g}") for rank in range(count)), relative)


def _path(parts: Sequence[str], written: str) -> Distribution:
    drift, volatility = (_number(part, written) for part in parts)
    if drift <= -1 or volatility < 0:
        raise _refused(
            written,
            "une hausse moyenne au-dessus de -100 % et une volatilité positive sont attendues",
            "a mean growth above -100 % and a positive volatility are expected",
        )
    return Path(drift, volatility)


def _among(parts: Sequence[str], written: str) -> Distribution:
    if not all(parts):
        raise _refused(written, "une valeur est vide", "a value is blank")
    if not any(re.search(r"\d", part) for part in parts):
        return Among(tuple(part.strip('"') for part in parts))
    if all(part[0] == part[-1] == '"' and len(part) > 1 for part in parts):
        return Among(tuple(part[1:-1] for part in parts))
    values, relative = _placed(parts, written)
    return Among(tuple(values), relative)


_Reader = Callable[[Sequence[str], str], Distribution]
_KNOWN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("normal(100;10)", ("normal", "normale")),
    ("uniform(80;120)", ("uniform", "uniforme")),
    ("triangular(80;100;130)", ("triangular", "triangulaire")),
    ("{80;100;130}", ()),
    ("steps(80;120;10)", ("steps", "pas")),
    ("path(2%;15%)", ("path", "trajectoire")),
)
"""Each distribution as a sentence shows it, and its names, English and French."""
_BY_NAME: dict[str, _Reader] = {
    "normal": _normal, "uniform": _uniform, "triangular": _triangular, "steps": _steps, "path": _path,
}  # fmt: skip
_READERS = {name: (example, _BY_NAME[names[0]]) for example, names in _KNOWN for name in names}
