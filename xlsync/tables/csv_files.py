"""CSV files: as `export` writes them, and as a French Excel saves them.

A spreadsheet that opens a CSV runs a text that begins with `=`: in these files a text that begins with
`= + - @ '`, a tab or a line end has an apostrophe before it, taken off when it comes back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path

import pandas as pd

from udfs.errors import Text
from xlsync.annexbook.inputs import Input, read_input
from xlsync.annexes import Column
from xlsync.errors import Notice, Problem, TablesRefused, WrongValue, sentence
from xlsync.files import is_utf16
from xlsync.model import Shape, frames, from_text, to_text
from xlsync.model.cells import DECIMALS, TEXTS
from xlsync.tables.grid import Grid, Line, Score, is_blank, with_headings
from xlsync.tables.headings import recognized, refused

COMMA, SEMICOLON = ",", ";"
TAKEN = (COMMA, SEMICOLON)
"""Separators that are understood without being announced."""
_SEPARATORS = {
    COMMA: Text("virgule", "comma"),
    SEMICOLON: Text("point-virgule", "semicolon"),
    "\t": Text("tabulation", "tab"),
    "|": Text("barre verticale", "vertical bar"),
}
GUARDED = ("=", "+", "-", "@", "'", "\t", "\n", "\r")
_HINT = "sep="
"""First line by which Excel is told the separator."""


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    Examples:
        >>> guarded("=1+1"), guarded("Audit")
        ("'=1+1", 'Audit')
    """
    return f"'{text}" if text.startswith(GUARDED) else text


def csv_bytes(lines: Iterable[list[str]]) -> bytes:
    """Lines as a CSV file."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(lines)
    return stream.getvalue().encode()


def csv_lines(found: Shape, frame: pd.DataFrame) -> Iterator[list[str]]:
    """The headings and the records of a table of the model, as canonical texts."""
    yield [column.name for column in frames.model_columns(found)]
    columns = []
    for column in frames.model_columns(found):
        texts = [text or "" for text in frames.texts(frame[column.name], column)]
        columns.append([guarded(text) for text in texts] if column.type in TEXTS else texts)
    yield from (list(line) for line in zip(*columns, strict=True))


def read_csv(path: Path, found: Shape, announced: str | None = None) -> tuple[Grid, list[Notice]]:
    """A table of a CSV file, and what is worth saying of how it was read.

    Args:
        path: The file.
        found: The table of the model that it is to be.
        announced: The separator that the data package says; found among `TAKEN` when left out.

    Raises:
        TablesRefused: not a text, nothing in it, another separator.
    """
    return csv_grid(path, partial(recognized, found), announced)


def csv_grid(
    path: Path,
    score: Score,
    announced: str | None = None,
    *,
    taken: Collection[str] = TAKEN,
    depth: int = 1,
    marked: bool = False,
) -> tuple[Grid, list[Notice]]:
    """A CSV file as a grid, and what is worth saying of how it was read.

    Args:
        path: The file.
        score: How much a line looks like the headings that are expected.
        announced: The separator, where it is known; else the one that gives the best headings.
        taken: Separators that are understood without being announced.
        depth: Lines among which the headings are; those above stay apart in the grid.
        marked: UTF-16 is read too, where its mark says so.

    Raises:
        TablesRefused: not a text, nothing in it, another separator.
    """
    text, notices = _decoded(path, marked)
    skipped = 0
    if text[: len(_HINT)].casefold() == _HINT:
        hint, _, text = text.partition("\n")
        announced, skipped = hint[len(_HINT) :].strip("\r ") or "\t", 1
    first = list(islice((one for one in text.splitlines() if one.strip()), depth))
    known = {
        one: max((score(_first(line, one)) for line in first), default=0)
        for one in dict.fromkeys((announced or COMMA, *_SEPARATORS))
    }
    separator = _separator(path, known, announced, taken)
    above, headings, lines = with_headings(_lines(path, text, separator, skipped), score, depth)
    read = partial(_read, separator=separator)
    return Grid(path, headings, lines, read, above=above, separator=separator), notices


def _decoded(path: Path, marked: bool) -> tuple[str, list[Notice]]:
    data = path.read_bytes()
    if not data.strip():
        fix = sentence("l’ôter, ou l’exporter à nouveau", "remove it, or export it again")
        raise _refused(
            path, sentence("fichier vide, sans ligne d’en-tête", "empty file, no line of headings"), fix
        )
    encodings = ("utf-8-sig", "cp1252") if b"\0" not in data else ()
    for encoding in ("utf-16",) if marked and is_utf16(data) else encodings:
        with suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            break
    else:
        raise _refused(
            path,
            sentence("ni UTF-8 ni Windows-1252", "neither UTF-8 nor Windows-1252"),
            sentence("l’enregistrer en « CSV UTF-8 »", "save it as “CSV UTF-8”"),
        )
    said = sentence("lu en Windows-1252 ; vérifier les accents", "read as Windows-1252; check the accents")
    return text, [Notice(path.name, said)] if encoding == "cp1252" else []


def _separator(path: Path, known: Mapping[str, int], announced: str | None, taken: Collection[str]) -> str:
    """The separator of a file, known by the headings that each gives.

    Raises:
        TablesRefused: it is not the one announced, or not one that is taken.
    """
    best = max(known, key=lambda one: known[one])
    if announced is not None and known[best] > known[announced]:
        fr, en = _named(best)
        due_fr, due_en = _named(announced)
        raise _refused(
            path,
            sentence(
                f"le séparateur est {fr}, et {due_fr} est annoncé",
                f"the separator is {en}, and {due_en} is announced",
            ),
            sentence(
                "enregistrer le fichier avec le séparateur annoncé",
                "save the file with the separator announced",
            ),
        )
    if announced is None and best not in taken and known[best]:
        fr, en = _named(best)
        raise _refused(
            path,
            sentence(f"le séparateur est {fr}", f"the separator is {en}"),
            sentence(
                "enregistrer le fichier en CSV, avec des virgules ou des points-virgules",
                "save the file as CSV, with commas or semicolons",
            ),
        )
    return announced or best


def _named(separator: str) -> tuple[str, str]:
    name = _SEPARATORS.get(separator)
    return (f"« {separator} »", f"“{separator}”") if name is None else (f"« {name.fr} »", f"“{name.en}”")


def _first(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator), [])


def _lines(path: Path, text: str, separator: str, skipped: int) -> list[Line]:
    """The lines with the numbers that an editor gives them, the headings among them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found: list[Line] = []
    start = 1 + skipped
    try:
        for cells in reader:
            if any(not is_blank(cell) for cell in cells):
                found.append((start, cells))
            start = reader.line_num + 1 + skipped
    except csv.Error as error:
        raise _refused(
            path,
            sentence(f"ligne {start} : ce n’est pas du CSV ({error})", f"line {start}: not CSV ({error})"),
            sentence("vérifier les guillemets", "check the quotes"),
        ) from error
    return found


def _read(cell: str, column: Column, separator: str) -> Input:
    """What a cell means: its canonical text, else what a person would type.

    Beside a semicolon a decimal number is written with a comma: "1.500" may be either, and is refused.
    """
    if column.type in TEXTS and cell.startswith("'"):
        cell = cell[1:]
    if separator != COMMA and column.type in DECIMALS:
        return read_input(cell, column)
    try:
        value = from_text(cell, column)
    except WrongValue:
        return read_input(cell, column)
    if isinstance(value, float | int):
        return read_input(value, column)
    return Input(to_text(value, column))


def _refused(path: Path, what: Text, fix: Text) -> TablesRefused:
    return refused([Problem(path.stem, what, fix, file=str(path))])
