"""A stand-in for Excel seen through xlwings: App, Book, Sheet, Range over our own reader of workbooks.

It takes values as Excel does (a text that looks like a number becomes one), and fails where it is told to.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from xlsync.workbook import ErrorValue, Workbook
from xlsync.workbook.values import cell_name

REJECTED, IGNORED, REFUSED = -2147418111, -2146777998, -2147352567
_NUMBER = re.compile(r"[-+]?\d+([.,/ ]\d+)*%?")


class ComError(Exception):
    """As pywin32 raises it."""

    def __init__(self, hresult: int, said: str = "refusé") -> None:
        super().__init__(hresult, said)
        self.hresult = hresult


class App:
    """The application. `before` is called ahead of every call that changes something, and may raise."""

    def __init__(self) -> None:
        self.screen_updating, self.enable_events, self.display_alerts = True, True, True
        self.calculation = "automatic"
        self.writes: list[str] = []
        self.alerts: list[str] = []
        self.answers: list[str] = []
        self.before: Callable[[str], None] = lambda what: None
        self.language = 1036
        self.api = SimpleNamespace(
            AutoCorrect=SimpleNamespace(AutoFillFormulasInLists=True, AutoExpandListRange=True),
            LanguageSettings=SimpleNamespace(LanguageID=lambda _: self.language),
        )
        self.books = SimpleNamespace(open=self._opened)
        self.selection: Any = None

    def _opened(self, path: str) -> Book:
        self.opened = Book(self, Path(path))
        return self.opened

    def settings(self) -> tuple[Any, ...]:
        """What `calm` changes."""
        helps = self.api.AutoCorrect
        own = (self.screen_updating, self.enable_events, self.display_alerts, self.calculation)
        return *own, helps.AutoFillFormulasInLists, helps.AutoExpandListRange

    def alert(self, prompt: str, title: str, buttons: str = "ok") -> str:
        self.alerts.append(prompt)
        return self.answers.pop(0) if buttons == "yes_no" else "ok"

    def changes(self, what: str) -> None:
        self.before(what)
        self.writes.append(what)


class Book:
    """A workbook that is open."""

    def __init__(self, app: App, path: Path) -> None:
        self.app, self.fullname, self.name = app, str(path), path.name
        self.held = Workbook.open(path)
        self.is_open = True
        self.sheets = _Sheets(self)
        self.api = _BookApi(self)

    def content(self) -> Workbook:
        """What it holds now."""
        self.held = Workbook.from_bytes(self.held.to_bytes())
        return self.held

    def type_in(self, address: str, value: object) -> None:
        """Types a value into a cell, as a person does."""
        sheet, _, cell = address.partition("!")
        self.held.sheet(sheet).set_value(cell, value, over_formula=True)

    def select(self, address: str) -> None:
        """Puts the cursor on a cell."""
        sheet, _, cell = address.partition("!")
        where = SimpleNamespace(sheet=SimpleNamespace(name=sheet), get_address=lambda *_: cell)
        self.app.selection = {(0, 0): where}

    def save(self) -> None:
        Path(self.fullname).write_bytes(self.held.to_bytes())

    def close(self) -> None:
        self.is_open = False


class _BookApi:
    def __init__(self, book: Book) -> None:
        self._book = book
        self.Path, self.FullName = str(Path(book.fullname).parent), book.fullname
        self.ReadOnly, self.Saved = False, True

    def SaveCopyAs(self, path: str) -> None:
        self._book.app.before(f"copy {path}")
        Path(path).write_bytes(self._book.held.to_bytes())

    @property
    def CustomDocumentProperties(self) -> _Properties:
        return _Properties(self._book)


class _Properties:
    def __init__(self, book: Book) -> None:
        self._book = book

    def __iter__(self) -> Any:
        for name in self._book.held.custom_properties:
            yield SimpleNamespace(Name=name, Delete=lambda name=name: self._set(name, None))

    def Add(self, name: str, linked: bool, kind: int, value: Any) -> None:
        assert not linked
        assert {2: bool, 1: int, 5: float, 4: str}[kind] is type(value)
        self._set(name, value)

    def _set(self, name: str, value: Any) -> None:
        self._book.app.changes(f"property {name}")
        self._book.held.set_custom_properties({name: value})


class _Sheets(dict):
    def __init__(self, book: Book) -> None:
        super().__init__()
        self._book = book

    def __missing__(self, name: str) -> Any:
        api = SimpleNamespace(ProtectContents=self._book.held.sheet(name).protected)
        return SimpleNamespace(
            api=api, range=lambda *corners: SimpleNamespace(api=_Range(self._book, name, *corners))
        )


class _Range:
    def __init__(self, book: Book, sheet: str, first: tuple[int, int], last: tuple[int, int]) -> None:
        self.__dict__.update(book=book, sheet=sheet, first=first, last=last)

    def __setattr__(self, name: str, given: Any) -> None:
        assert name in ("Value2", "Formula")
        (top, left), (bottom, right) = self.first, self.last
        rows = given if isinstance(given, tuple) else ((given,),)
        assert len(rows) == bottom - top + 1
        assert {len(row) for row in rows} == {right - left + 1}
        self.book.app.changes(f"{self.sheet}!{cell_name(top, left)}")
        for row, values in enumerate(rows, top):
            for column, value in enumerate(values, left):
                self._put((row, column), value)

    def _put(self, where: tuple[int, int], value: Any) -> None:
        sheet = self.book.held.sheet(self.sheet)
        if isinstance(value, str) and value.startswith("="):
            sheet.set_formula(where, value)
        else:
            sheet.set_value(where, understood(value), over_formula=True)


def understood(value: Any) -> Any:
    """What Excel makes of a value that it is given."""
    if not isinstance(value, str):
        return value
    if value.startswith("'"):
        return value[1:]
    if value.startswith("#"):
        return ErrorValue(value)
    if value.casefold() in ("vrai", "faux", "true", "false"):
        return value.casefold() in ("vrai", "true")
    if _NUMBER.fullmatch(value):
        with contextlib.suppress(ValueError):
            return float(value.replace(",", "."))
        return 45000.0
    return value or None
