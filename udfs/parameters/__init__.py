"""What a convention may change: dated numbers, each with its source.

A parameter is one file `<kind>/<name>.yaml`, its code "<kind>.<name>". A file is read the first time that its
code is asked for. No file, no number: a rule never holds one itself.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from udfs.errors import NotAvailable, ParameterFileError, Text, WrongValue, names_alike
from udfs.parameters.entered import EnteredVersion, layered
from udfs.parameters.model import Parameter, Source, Value, Version

if TYPE_CHECKING:
    import numpy as np  # loaded by what asks for arrays only
    from numpy.typing import NDArray

__all__ = [
    "EnteredVersion",
    "Handed",
    "Parameter",
    "ParameterFileError",
    "Source",
    "Value",
    "Version",
    "also_in",
    "assembled",
    "changes",
    "codes",
    "entries",
    "handed",
    "handing",
    "number",
    "parameter",
    "source",
    "value",
    "version",
    "versions_at",
]

FOLDERS = [Path(__file__).resolve().parent]
"""Where parameters are looked for; of two files of the same code, the one in the later folder is read."""

DateLike: TypeAlias = "datetime.date | np.datetime64 | str | None"


@lru_cache(maxsize=1)
def _files() -> dict[str, Path]:
    """Every parameter file by its code; no file is opened."""
    found = [path for folder in FOLDERS for path in folder.glob("*/*.yaml")]
    return {f"{path.parent.name}.{path.stem}": path for path in sorted(found, key=_rank)}


def _rank(path: Path) -> tuple[str, str, int]:
    """Codes in order; files of the same code in that of their folders."""
    return path.parent.name, path.stem, FOLDERS.index(path.parent.parent)


@contextmanager
def also_in(folder: Path) -> Iterator[None]:
    """Reads the parameters of one more folder for a while.

    Args:
        folder: Its `<kind>/<name>.yaml` add parameters, or stand in for those of the same code.
    """
    FOLDERS.append(folder)
    _forget()
    try:
        yield
    finally:
        FOLDERS.remove(folder)
        _forget()


def _forget() -> None:
    _files.cache_clear()
    _shipped.cache_clear()
    _assembled.cache_clear()


@dataclass(frozen=True, slots=True, eq=False)
class Handed:
    """Versions handed to the program in memory, over those of the files; the same versions, the same object.

    Attributes:
        versions: The versions.
        parameters: The parameters that they change, whole.
    """

    versions: tuple[EnteredVersion, ...]
    parameters: Mapping[str, Parameter]


_NOTHING = Handed((), {})
_HANDED: ContextVar[Handed] = ContextVar("handed", default=_NOTHING)


@contextmanager
def handing(versions: Iterable[EnteredVersion] | Handed) -> Iterator[None]:
    """Computes with versions that no file holds, for a while: these alone, whatever was handed before.

    Args:
        versions: Of any parameters, in any order. One of a parameter that this program lacks changes nothing.
            A program that hands the same ones over and over hands what `assembled` made of them.

    Raises:
        WrongValue: As `assembled`.

    Examples:
        >>> code, start = "mixeur.taux_par_habitant", datetime.date(2027, 1, 1)
        >>> with handing([EnteredVersion(code, start, "0.012", "Décision", "annexe 2")]):
        ...     value(code, "2026-12-31"), value(code, start)
        (Decimal('0.01'), Decimal('0.012'))
    """
    token = _HANDED.set(versions if isinstance(versions, Handed) else assembled(versions))
    try:
        yield
    finally:
        _HANDED.reset(token)


def handed() -> Handed:
    """What is handed now: what is kept of a computation is kept for it alone."""
    return _HANDED.get()


def assembled(versions: Iterable[EnteredVersion]) -> Handed:
    """Versions laid over those of the files, to be handed.

    Raises:
        WrongValue: A version that does not suit its parameter, or that has no source.
    """
    return _assembled(tuple(sorted(set(versions))))


@lru_cache(maxsize=256)
def _assembled(versions: tuple[EnteredVersion, ...]) -> Handed:
    by_code: dict[str, list[EnteredVersion]] = {}
    for one in versions:
        if one.code in _files():
            by_code.setdefault(one.code, []).append(one)
    return Handed(versions, {code: layered(_shipped(code), own) for code, own in by_code.items()})


def codes(kind: str | None = None) -> list[str]:
    """The codes of all parameters, or of one kind of convention, in order.

    Examples:
        >>> "mixeur.prix_utilisateur" in codes("mixeur")
        True
    """
    return [code for code in _files() if kind is None or code.split(".")[0] == kind]


def entries(kind: str, date: DateLike = None) -> list[str]:
    """The codes of every single value of a kind: a parameter, or each entry of one that is a table.

    Args:
        kind: The kind of convention.
        date: Only those in force then; omitted, those of the last versions.

    Examples:
        >>> [code for code in entries("avelo3") if code.startswith("avelo3.objectifs")]
        ['avelo3.objectifs.territoires', 'avelo3.objectifs.departements_regions']
    """
    found = []
    for code in codes(kind):
        for held in _in_force(parameter(code), as_day(date)):
            found += [code] if not isinstance(held, Mapping) else [f"{code}.{key}" for key in held]
    return found


def _in_force(found: Parameter, day: datetime.date | None) -> list[Value]:
    """The value at a date, the last one without a date; none where no version covers it."""
    if day is None:
        return [one.value for one in found.versions[-1:]]
    return [version.value for version in found.versions if version.covers(day)]


def _parts(code: str) -> tuple[str, str]:
    """The code of a parameter, and that of the entry of its table, "" when the whole is meant."""
    kind, _, rest = code.partition(".")
    name, _, key = rest.partition(".")
    return f"{kind}.{name}", key


def parameter(code: str) -> Parameter:
    """One parameter with all its versions; the code of an entry of a table gives the whole table.

    What is handed stands over what the files hold.

    Raises:
        WrongValue: Unknown code; the message lists the nearest ones.
        ParameterFileError: The file breaks a rule of the format.
    """
    own = _HANDED.get().parameters
    if own:
        found = own.get(_parts(code)[0])
        if found is not None:
            return found
    return _shipped(code)


@lru_cache(maxsize=1024)
def _shipped(code: str) -> Parameter:
    code, _ = _parts(code)
    path = _files().get(code)
    if path is None:
        near = ", ".join(names_alike(code, _files()))
        raise WrongValue(
            f"paramètre inconnu : « {code} »" + (f" ; voisins : {near}" if near else ""),
            f"unknown parameter “{code}”" + (f"; near: {near}" if near else ""),
            argument="code",
            value=code,
        )
    from udfs.parameters.reading import read  # which loads a reader of YAML

    return read(path, code)


def version(code: str, date: DateLike = None) -> Version:
    """The version in force at a date; without a date, the only version there is.

    Raises:
        NotAvailable: No version at that date, or several and no date; the message gives the dates. No
            version at all: no document gives it, and nobody entered one.
        WrongValue: Unknown code.
    """
    found = parameter(code)
    if not found.versions:
        raise NotAvailable(
            f"« {code} » : aucun document ne le donne, et aucune version n’est saisie",
            f"“{code}”: no document gives it, and no version has been entered",
            argument="date",
        )
    day = as_day(date)
    if day is None:
        if len(found.versions) == 1:
            return found.versions[0]
        raise NotAvailable(
            f"« {code} » a plusieurs versions, donnez une date : {found.coverage().fr}",
            f"“{code}” has several versions, give a date: {found.coverage().en}",
            argument="date",
        )
    in_force = found.at(day)
    if in_force is not None:
        return in_force
    raise NotAvailable(
        f"« {code} » n’est pas défini au {day:%d/%m/%Y} ; dates couvertes : {found.coverage().fr}",
        f"“{code}” is not defined on {day:%Y-%m-%d}; dates covered: {found.coverage().en}",
        argument="date",
        value=day,
    )


def value(code: str, date: DateLike = None) -> Value:
    """The exact value: a Decimal, a text, or a table of Decimals.

    Raises:
        NotAvailable: No version at that date.
        WrongValue: Unknown code, or unknown entry of a table.

    Examples:
        >>> value("intracting.taux"), value("avelo3.objectifs.territoires")
        (Decimal('0.02'), Decimal('350'))
    """
    found, (_, key) = version(code, date).value, _parts(code)
    if not key:
        return found
    if not isinstance(found, Mapping) or key not in found:
        known = ", ".join(found) if isinstance(found, Mapping) else ""
        raise WrongValue(
            f"« {code} » : pas d’entrée « {key} »" + (f" ; entrées : {known}" if known else ""),
            f"“{code}”: no entry “{key}”" + (f"; entries: {known}" if known else ""),
            argument="code",
            value=code,
        )
    entry: Value = found[key]
    return entry


def source(code: str, date: DateLike = None) -> Text:
    """Where the value comes from, as a sentence, which says so where the value is provisional.

    Examples:
        >>> source("mixeur.gti").fr
        'Mixeur, article 5.1'
        >>> source("mixeur.taux_par_habitant", "2027-01-01").fr.partition(" (")[2]
        'provisoire : rien de décidé pour 2027)'
    """
    said, day = version(code, date).source.text(), as_day(date)
    if day is None or not parameter(code).is_provisional(day):
        return said
    return Text(
        f"{said.fr} (provisoire : rien de décidé pour {day.year})",
        f"{said.en} (provisional: nothing decided for {day.year})",
    )


def number(code: str, date: Any = None, *keys: str) -> Any:
    """A value as a float, at one date or at each date of an array.

    Args:
        code: Code of the parameter.
        date: None, a date, or an array of dates; NaT gives NaN.
        *keys: Path to the number when the value is a table.

    Returns:
        A float, or float64 of the shape of the dates.

    Raises:
        NotAvailable: A date that no version covers.
        WrongValue: Unknown code, or a value that is not a number.

    Examples:
        >>> number("mixeur.prix_utilisateur", None, "structure")
        80.0
    """
    if not getattr(date, "ndim", 0):
        return _as_float(code, version(code, date), keys)
    import numpy as np

    result = np.full(date.shape, np.nan)
    for found, where in versions_at(code, date):
        result[where] = _as_float(code, found, keys)
    return result


def versions_at(code: str, dates: NDArray[np.datetime64]) -> Iterator[tuple[Version, NDArray[np.bool_]]]:
    """The versions in force over an array of dates, each with the mask of its dates; NaT is in none.

    Raises:
        NotAvailable: A date that no version covers.
    """
    import numpy as np

    days = dates.astype("datetime64[D]")
    found = [(one, _covered(one, days)) for one in parameter(code).versions]
    outside = ~np.logical_or.reduce([np.isnat(days), *(where for _, where in found)])
    if outside.any():
        version(code, days[outside].flat[0])
    yield from ((one, where) for one, where in found if where.any())


def changes(*codes: str) -> list[datetime.date]:
    """The days on which one of these parameters changes: what follows its first version, or nothing does.

    Examples:
        >>> changes("intracting.calendrier", "moby.facteur_cee")
        [datetime.date(2023, 7, 1)]
    """
    days = set[datetime.date]()
    for versions in (parameter(code).versions for code in codes):
        days |= {one.start for one in versions[1:]}
        days |= {one.end + datetime.timedelta(days=1) for one in versions if one.end is not None}
    return sorted(days)


def _covered(found: Version, days: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    """The days on which a version is in force."""
    import numpy as np

    after = days >= np.datetime64(found.start)
    return np.asarray(after if found.end is None else after & (days <= np.datetime64(found.end)), np.bool_)


def _as_float(code: str, found: Version, keys: tuple[str, ...]) -> float:
    wanted: Any = found.value
    for key in keys:
        wanted = wanted[key]
    if not isinstance(wanted, Decimal):
        raise WrongValue(
            f"« {code} » n’est pas un nombre", f"“{code}” is not a number", argument="code", value=code
        )
    return float(wanted)


def as_day(date: DateLike | Any) -> datetime.date | None:
    """A date of any of the accepted types; None when omitted."""
    if date is None or type(date) is datetime.date:
        return date
    import numpy as np

    day: Any = np.asarray(date, "datetime64[D]").item()
    if not isinstance(day, datetime.date):
        raise WrongValue("date attendue", "date expected", argument="date", value=date)
    return day
