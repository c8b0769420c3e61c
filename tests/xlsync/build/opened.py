"""Small ways to look at annex workbooks: through our reader, and as other programs see them."""

from __future__ import annotations

import datetime
import io
import subprocess
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.utils import range_boundaries
from openpyxl.workbook.workbook import Workbook as OpenpyxlWorkbook

from tests.shared import need
from udfs.serials import date_from_serial
from xlsync.annexbook.cells import ReadCell, Reader
from xlsync.annexbook.locating import locate
from xlsync.annexbook.places import Places
from xlsync.annexes import schema
from xlsync.build.making import build_one
from xlsync.model import ConventionData
from xlsync.workbook import ErrorValue, Workbook
from xlsync.workbook.values import cell_name

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


class Annex:
    """One annex workbook read whole: cells by table, key and column."""

    def __init__(self, content: bytes, kind: str) -> None:
        self.content, self.kind = content, kind
        self.book = Workbook.from_bytes(content)
        self.places: Places = locate(schema(kind), self.book)
        self.cells = {(cell.table, cell.key_text, cell.column.name): cell for cell in self._read()}

    @classmethod
    def open(cls, path: Path) -> Annex:
        """A workbook on disk, whose name begins with its kind."""
        return cls(path.read_bytes(), path.stem.split("-")[0])

    def _read(self) -> Iterator[ReadCell]:
        return Reader(self.book, self.places).cells()

    def cell(self, table: str, key: str, column: str) -> ReadCell:
        """One cell."""
        return self.cells[table, key, column]

    def value(self, table: str, key: str, column: str) -> Any:
        """Its value, dates as dates."""
        found = self.cell(table, key, column)
        if found.column.type == "date" and isinstance(found.value, float):
            return date_from_serial(found.value)
        return found.value

    def column(self, table: str, column: str) -> list[Any]:
        """Values of a column, in the order of the records."""
        return [self.value(*place) for place in self.cells if place[0] == table and place[2] == column]

    def errors(self) -> list[str]:
        """Cells that show an error, but for the #N/A of a figure that may be unknown."""
        answers = {(one.sheet, one.row, one.at) for one in self.cells.values() if not one.is_failed}
        return [
            f"{sheet.name}!{cell_name(*at)} {cell.value}"
            for sheet in self.book.worksheets()
            for at, cell in sheet.cells.items()
            if isinstance(cell.value, ErrorValue) and (sheet.name, *at) not in answers
        ]

    def by_openpyxl(self) -> OpenpyxlWorkbook:
        """The file as another program reads it."""
        return openpyxl.load_workbook(io.BytesIO(self.content))


def annex_of(data: ConventionData) -> Annex:
    """The annex workbook of a convention, built in memory."""
    content, built = build_one(data, Path("classeur.xlsx"), "-", None)
    assert not built.not_recalculated
    return Annex(content, data.kind)


@dataclass(frozen=True)
class DrawnSeries:
    """A series of a native chart: its name and its two ranges."""

    name: str
    categories: str
    values: str


@dataclass(frozen=True)
class DrawnChart:
    """A native chart: title, kinds of plot, series, where the values start, format of the other axis."""

    title: str
    plots: tuple[str, ...]
    series: tuple[DrawnSeries, ...]
    minimum: str | None
    along: str | None


def charts(content: bytes) -> list[DrawnChart]:
    """The native charts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = sorted(name for name in archive.namelist() if name.startswith("xl/charts/chart"))
        return [_chart(etree.fromstring(archive.read(name))) for name in names]


def _chart(root: etree._Element) -> DrawnChart:
    title = "".join(text.text or "" for text in root.find(f"{C}chart/{C}title").iter(f"{A}t"))
    area = root.find(f"{C}chart/{C}plotArea")
    plots = tuple(child.tag.removeprefix(C) for child in area if child.tag.endswith("Chart"))
    along, values = _axes(area)
    start, form = values.find(f"{C}scaling/{C}min"), along.find(f"{C}numFmt")
    return DrawnChart(
        title,
        plots,
        tuple(_series(one) for one in area.iter(f"{C}ser")),
        None if start is None else start.get("val"),
        None if form is None else form.get("formatCode"),
    )


def _axes(area: etree._Element) -> tuple[etree._Element, etree._Element]:
    """Axis of the categories, axis of the values; of the two of a scatter chart, the first is along."""
    axes = [one for one in area if one.tag in (f"{C}catAx", f"{C}valAx", f"{C}dateAx")]
    along = next(one for one in axes if one.tag != f"{C}valAx") if len(axes) > 2 else axes[0]
    return along, next(one for one in axes if one.tag == f"{C}valAx" and one is not along)


def _series(one: etree._Element) -> DrawnSeries:
    name = "".join(text.text or "" for text in one.find(f"{C}tx").iter(f"{C}v"))
    references = {
        tag: next(one.find(f"{C}{tag}").iter(f"{C}f")).text
        for tag in ("cat", "val", "xVal", "yVal")
        if one.find(f"{C}{tag}") is not None
    }
    categories = references.get("cat") or references["xVal"]
    return DrawnSeries(name, categories, references.get("val") or references["yVal"])


def range_cells(book: Workbook, reference: str) -> list[tuple[str, int, int]]:
    """Sheet, row and column of each cell of `'Sheet'!$A$1:$B$2`."""
    sheet, _, area = reference.rpartition("!")
    left, top, right, bottom = range_boundaries(area.replace("$", ""))
    name = sheet.strip("'").replace("''", "'")
    return [(name, row, at) for row in range(top, bottom + 1) for at in range(left, right + 1)]


def convert(files: Iterable[Path], to: str, folder: Path, settings: str = "") -> None:
    """Several workbooks converted in one run of LibreOffice, under a profile of its own and its settings."""
    program = need("soffice")
    profile = (folder / "profil").resolve()
    if settings:
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(settings)
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", to, "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def changed_parts(before: bytes, after: bytes) -> set[str]:
    """Names of the parts that two files do not share."""
    old, new = (parts(content) for content in (before, after))
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def parts(content: bytes) -> Mapping[str, bytes]:
    """Parts of a file by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def day(text: str) -> datetime.date:
    """A date as the documents print it, 31/12/2026."""
    return datetime.datetime.strptime(text, "%d/%m/%Y").date()
