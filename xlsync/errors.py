"""What a command refuses, as one small tree, and what it reports, as values.

    XlsyncError
    ├── FileMissing             no such file or folder
    ├── NotAWorkbook            the file is something else
    ├── EncryptedWorkbook       a password is needed to read it
    ├── TruncatedWorkbook       cut short, or a part whose checksum is wrong
    ├── UnsafeWorkbook          archive bomb, document type declaration, duplicate part
    ├── UnsupportedWorkbook     a workbook, but not one that can be read or kept whole
    ├── MissingInWorkbook       no such sheet, table, cell or property
    ├── FormulaCell             a plain edit aimed at a cell that holds a formula
    ├── UnwritableValue         a value that no cell can hold
    ├── CannotResize            something stands in the way of a table that grows or shrinks
    ├── UnpulledEdits           a file holds edits that the model has not taken
    ├── CannotWrite             permission, disk full, open elsewhere, changed meanwhile
    ├── WorkerDied              the process that worked on a piece ended, each time that it was tried
    ├── ClusterError            no cluster there, without worker, of another version
    ├── UnknownConvention       no such convention in the model
    ├── UnknownKind             no such kind of convention
    ├── UnknownTable            no such table in that kind
    ├── UnknownColumn           no such column or field in that table
    ├── UnknownKey              no such record in that table
    ├── AmbiguousName           a name that several tables, columns or fields bear
    ├── WrongValue              a value that the column does not accept
    ├── InvalidKey              a blank or a duplicate key
    ├── AlreadyThere            a convention, a record or a store that exists already
    ├── MissingLibrary          an optional library is not installed
    ├── WrongScenario           a distribution, a correlation or a target that cannot be drawn
    ├── CannotRead              a data file that says something else than expected
    ├── ClosedYear              a change that would alter a figure of a year that is closed
    ├── StaleTemplate           a template that no longer follows its schema
    ├── SchemaError             a schema that says something unknown or contradictory
    ├── TablesRefused           tables that the model cannot take; each fault is a problem
    ├── StoreMissing            no store at that place
    ├── NotAStore               something else than a store is at that place
    ├── StoreBusy               another program holds the store
    ├── UnknownRevision         no such revision in the store
    ├── HeadMoved               someone committed meanwhile
    ├── UnknownIssue            no such issue in the store
    ├── CannotIssue             an annex that is not fit to be issued as it stands
    └── StoreTooNew             written by a later version of the program

A fault in the data is a `Problem`, collected; a fault in a call is one of these exceptions. Only the command
line turns an exception into an exit code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from udfs.errors import Text, names_alike
from udfs.figures import NBSP

_BREAKABLE = re.compile(r"(?<=«) | (?=[:;?!»%€](?:\W|$))")


def spaced(fr: str) -> str:
    r"""A French text with the no-break spaces of its typography.

    Examples:
        >>> spaced("2 % : « deux » ?").split(" ")
        ['2\xa0%\xa0:', '«\xa0deux\xa0»\xa0?']
    """
    return _BREAKABLE.sub(NBSP, fr)


def sentence(fr: str, en: str) -> Text:
    r"""One sentence in two languages, the French one with its no-break spaces.

    Examples:
        >>> sentence("feuille inconnue : « Tarifs »", "unknown sheet: “Tarifs”").fr
        'feuille inconnue\xa0: «\xa0Tarifs\xa0»'
    """
    return Text(spaced(fr), en)


def may_not_read(path: object) -> Text:
    """A file that is there and that the person has no right to read."""
    return sentence(
        f"lecture impossible de {path} : vous n’avez pas le droit de le lire",
        f"cannot read {path}: you may not read it",
    )


def listed(name: str, known: Iterable[str]) -> str:
    """What exists, as a sentence lists it: the names nearest to the one asked for, then the others.

    Examples:
        >>> listed("montan", ["annee", "montant"]), listed("montan", [])
        ('montant, annee', '–')
    """
    names = list(known)
    near = names_alike(name, names)
    return ", ".join([*near, *(other for other in names if other not in near)]) or "–"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in the data: where, what, what to do about it.

    Attributes:
        where: The place, `Sheet!A1` for a cell.
        what: What is wrong.
        fix: What to do.
        source: Article or annex that the rule comes from, when there is one.
        file: Path of the workbook.
    """

    where: str
    what: Text
    fix: Text
    source: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing worth saying that nobody has to mend.

    Attributes:
        where: The place, `Sheet!A1` for a cell; "" where the sentence says it.
        what: What there is to know.
    """

    where: str
    what: Text

    @property
    def text(self) -> Text:
        r"""The whole sentence, the place first.

        Examples:
            >>> Notice("Annexe 3!C6", Text("« 2 » est un texte", "“2” is a text")).text.en
            'Annexe 3!C6: “2” is a text'
        """
        if not self.where:
            return self.what
        return sentence(f"{self.where} : {self.what.fr}", f"{self.where}: {self.what.en}")


class XlsyncError(Exception):
    """A call that is refused.

    Attributes:
        text: The sentence, French and English: what, where, what to do.
        facts: What the sentence is made of, by name; each is an attribute too.

    Examples:
        >>> error = FileMissing("fichier introuvable : a.xlsx", "file not found: a.xlsx", path="a.xlsx")
        >>> error.path, error.text.en
        ('a.xlsx', 'file not found: a.xlsx')
    """

    def __init__(self, fr: str, en: str, **facts: object) -> None:
        self.text = sentence(fr, en)
        super().__init__(self.text.fr)
        self.facts: dict[str, Any] = facts

    def __reduce__(self) -> tuple[object, ...]:
        return partial(type(self), **self.facts), (self.text.fr, self.text.en)

    def __getattr__(self, name: str) -> object:
        facts = self.__dict__.get("facts", {})
        if name in facts:
            return facts[name]
        raise AttributeError(name)


class FileMissing(XlsyncError):
    """No such file or folder."""


class NotAWorkbook(XlsyncError):
    """The file is not an .xlsx or .xlsm workbook, nor an .xltx or .xltm template."""


class EncryptedWorkbook(XlsyncError):
    """A password is needed to read the workbook."""


class TruncatedWorkbook(XlsyncError):
    """The archive is cut short, or a part does not match its checksum."""


class UnsafeWorkbook(XlsyncError):
    """Built to harm whoever reads it: bomb, document type declaration, duplicate part, path that climbs."""


class UnsupportedWorkbook(XlsyncError):
    """A workbook that cannot be read, or not changed without losing something."""


class MissingInWorkbook(XlsyncError):
    """The workbook has no such sheet, table or part."""


class FormulaCell(XlsyncError):
    """The cell holds a formula and the edit did not say that it may go."""


class UnwritableValue(XlsyncError):
    """No cell can hold that value: infinite, too long, a date before 1900."""


class CannotResize(XlsyncError):
    """Something stands in the way of a table that grows or shrinks."""


class CannotWrite(XlsyncError):
    """The file cannot be written: permission, full disk, open elsewhere, changed meanwhile."""


class ClosedYear(XlsyncError):
    """A change that would alter a figure of a year that is closed; facts `convention` and `year`."""


class StaleTemplate(XlsyncError):
    """The template of a kind no longer follows its schema."""


class UnpulledEdits(XlsyncError):
    """A workbook about to be overwritten holds edits that the model has not taken."""


class UnknownConvention(XlsyncError):
    """No such convention in the model."""


class UnknownKind(XlsyncError):
    """No such kind of convention."""


class StoreTooNew(XlsyncError):
    """The store was written by a later version of the program."""


class UnknownTable(XlsyncError):
    """No such table in that kind of convention."""


class UnknownColumn(XlsyncError):
    """No such column or field in that table."""


class UnknownKey(XlsyncError):
    """No such record in that table."""


class AmbiguousName(XlsyncError):
    """A name or a label that several tables, columns or fields bear."""


class WrongValue(XlsyncError):
    """A value that the column does not accept: wrong type, unknown choice, out of bounds."""


class InvalidKey(XlsyncError):
    """A record without its key, or two records with the same one."""


class AlreadyThere(XlsyncError):
    """A convention, a record or a store that exists already."""


class WorkerDied(XlsyncError):
    """The process that worked on a piece ended before it was done, each time that it was tried."""


class ClusterError(XlsyncError):
    """The cluster that was to do the work cannot: not there, without worker, of another version."""


class MissingLibrary(XlsyncError):
    """An optional library is not installed."""


class WrongScenario(XlsyncError):
    """A distribution, a correlation or a target of scenarios that cannot be drawn."""


class CannotRead(XlsyncError):
    """A data file that says something else than what is expected."""


class SchemaError(XlsyncError):
    """A schema that says something unknown or contradictory; `file` and `line` say where."""


class TablesRefused(XlsyncError):
    """Tables from files that the model cannot take as they are; `problems` says why."""


class StoreMissing(XlsyncError):
    """No store at that place."""


class NotAStore(XlsyncError):
    """Something else than a store is at that place."""


class StoreBusy(XlsyncError):
    """Another program holds the store."""


class UnknownRevision(XlsyncError):
    """No such revision in the store."""


class HeadMoved(XlsyncError):
    """Someone committed since the revision was read."""


class UnknownIssue(XlsyncError):
    """No such issue in the store."""


class CannotIssue(XlsyncError):
    """A workbook that is not fit to be issued: of another store, with edits not pulled, altered formulas."""
