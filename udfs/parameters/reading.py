"""Reading one parameter file, and refusing what must not be loaded."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

import yaml

from udfs.errors import ParameterFileError, Text
from udfs.parameters.model import FORMS, YEARLY, Parameter, Source, Value, Version

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

FILE_KEYS = {"description", "unit", "versions"}
FORM = "form"
OWN_KEYS = FILE_KEYS | {"decided", FORM}
VERSION_KEYS = {"from", "until", "value", "source"}
SOURCE_KEYS = {"document", "article", "decided", "deduced", "reasoning", "note"}


def read(path: Path, code: str) -> Parameter:
    """The parameter that a file holds.

    Raises:
        ParameterFileError: Invalid YAML, a missing or unknown key, a version without a source, unordered or
            overlapping dates, an unquoted number, a deduced value without its reasoning, a `decided` that is
            not `YEARLY`; no version and no form, or both.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader)
    except yaml.YAMLError as error:
        raise ParameterFileError(f"{code}: not valid YAML: {error}") from error
    _check_keys(content, FILE_KEYS, OWN_KEYS, code)
    if content.get("decided", YEARLY) != YEARLY:
        _refuse(code, f"`decided` can only be {YEARLY}")
    form = content.get(FORM, "")
    if not isinstance(content["versions"], list) or bool(content["versions"]) == bool(form):
        _refuse(code, "`versions` must be a list of at least one version, or `form` say what people enter")
    if form and form not in FORMS:
        _refuse(code, f"`form` must be one of {', '.join(FORMS)}")
    versions = [_version(entry, f"{code}, version {i + 1}") for i, entry in enumerate(content["versions"])]
    return Parameter(
        code,
        _text(content["description"], code),
        str(content["unit"]),
        _ordered(versions, code),
        str(content.get("decided", "")),
        form,
    )


def _refuse(where: str, what: str) -> NoReturn:
    raise ParameterFileError(f"{where}: {what}")


def _check_keys(entry: Any, required: set[str], known: set[str], where: str) -> None:
    if not isinstance(entry, Mapping):
        _refuse(where, "a mapping is expected")
    if missing := required - set(entry):
        _refuse(where, f"missing: {', '.join(sorted(missing))}")
    if unknown := set(entry) - known:
        _refuse(where, f"unknown: {', '.join(sorted(map(str, unknown)))}")


def _text(entry: Any, where: str) -> Text:
    _check_keys(entry, {"fr", "en"}, {"fr", "en"}, where)
    return Text(str(entry["fr"]), str(entry["en"]))


def _date(entry: Any, where: str) -> datetime.date:
    if type(entry) is not datetime.date:
        _refuse(where, f"a date is expected, got {entry!r}")
    return entry


def _version(entry: Any, where: str) -> Version:
    _check_keys(entry, {"from", "value", "source"}, VERSION_KEYS, where)
    end = entry.get("until")
    return Version(
        start=_date(entry["from"], f"{where}, from"),
        end=None if end is None else _date(end, f"{where}, until"),
        value=_value(entry["value"], f"{where}, value"),
        source=_source(entry["source"], f"{where}, source"),
    )


def _source(entry: Any, where: str) -> Source:
    _check_keys(entry, {"document", "article"}, SOURCE_KEYS, where)
    if not entry["document"] or not entry["article"]:
        _refuse(where, "document and article must not be empty")
    if bool(entry.get("deduced")) != ("reasoning" in entry):
        _refuse(where, "`deduced: true` and `reasoning` go together")
    return Source(
        document=str(entry["document"]),
        article=str(entry["article"]),
        decided=_date(entry["decided"], f"{where}, decided") if "decided" in entry else None,
        deduced=_text(entry["reasoning"], f"{where}, reasoning") if "reasoning" in entry else None,
        note=_text(entry["note"], f"{where}, note") if "note" in entry else None,
    )


def _value(entry: Any, where: str) -> Value:
    """A quoted decimal, a quoted text, or a table of quoted decimals."""
    if isinstance(entry, Mapping) and entry:
        return MappingProxyType({str(key): _value(item, f"{where}, {key}") for key, item in entry.items()})
    if not isinstance(entry, str):
        _refuse(where, f"{entry!r} must be quoted")
    if re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)", entry):
        return Decimal(entry)
    if re.fullmatch(r"[-+]?[\d\s.,]+ ?[%€]?", entry):
        _refuse(where, f"{entry!r} is not a plain decimal")
    return entry


def _ordered(versions: list[Version], where: str) -> tuple[Version, ...]:
    """The versions, each closed on the eve of the next."""
    closed = []
    for current, following in zip_longest(versions, versions[1:]):
        end = current.end
        if following is not None:
            if following.start <= current.start or (end is not None and following.start <= end):
                _refuse(where, f"versions out of order at {following.start}")
            end = end or following.start - datetime.timedelta(days=1)
        if end is not None and end < current.start:
            _refuse(where, f"a version ends on {end}, before it starts")
        closed.append(replace(current, end=end))
    return tuple(closed)
