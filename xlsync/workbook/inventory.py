"""Every place of a workbook's parts, outside the cells, that can hold a reference to cells: one table.

Derived from the schemas of ECMA-376 (sml, dml-main, dml-chart, dml-chartDrawing, dml-spreadsheetDrawing and
vml-spreadsheetDrawing: what is of type ST_Ref, ST_RefA, ST_CellRef, ST_Sqref, ST_Formula, and the texts that
it says to be formulas or links) and from those of Microsoft's extensions as the Open XML SDK lists them
(`data/schemas`, revision cd2b359, July 2026). `tests/bench/check_places.py` compares it with both.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

Kind = Literal["ranges", "place", "formula", "series", "source", "cells", "view", "past"]
"""What a reference is, and so what it does when cells move.

ranges: A list of ranges of its own sheet, which stretch with the lines that they hold.
place: One cell of its own sheet that something is about; it moves with that cell.
formula: A formula, or the address of cells as formulas write it.
series: The same, where a single cell stands for a whole series, with the values that it remembers.
source: A range of the sheet that the attribute `sheet` names.
cells: Where cells, or what is drawn from them, stand: moved with the cells, or refused, by who moves them.
view: What is shown when the workbook opens; it loses nothing by staying.
past: What was once done, or what another workbook holds; true as it was.
"""

VIEW_ROOTS = ("worksheet", "dialogsheet", "chartsheet", "macrosheet")


class Place(NamedTuple):
    """One place.

    Attributes:
        root: Root element of its part, local name.
        holder: Element that it must be inside, or "".
        element: Element that holds it, local name.
        attribute: Attribute, or "" for the text of the element.
        kind: What it is.
        listed: The list that the element is one of, which goes with its last one; "" where what stands for
            no cell any more cannot go by itself.
    """

    root: str
    holder: str
    element: str
    attribute: str
    kind: Kind
    listed: str = ""


_TABLE = """
worksheet              conditionalFormatting@sqref      ranges   conditionalFormatting
worksheet              dataValidation@sqref             ranges   dataValidations
worksheet              formula1                         formula
worksheet              formula2                         formula
worksheet              formula                          formula
worksheet              cfvo@val                         formula
worksheet              autoFilter@ref                   ranges
worksheet              sortState@ref                    ranges
worksheet              sortCondition@ref                ranges
worksheet              richSortCondition@ref            ranges
worksheet              hyperlink@ref                    place    hyperlinks
worksheet              hyperlink@location               formula
worksheet              protectedRange@sqref             ranges   protectedRanges
worksheet              ignoredError@sqref               ranges   ignoredErrors
worksheet              scenarios@sqref                  ranges
worksheet              inputCells@r                     place
worksheet              cellWatch@r                      place    cellWatches
worksheet              cellSmartTags@r                  place    smartTags
worksheet              dataRef@ref                      source
worksheet              webPublishItem@sourceRef         ranges
worksheet              webPublishItem@sourceObject      formula
worksheet              controlPr@linkedCell             formula
worksheet              controlPr@listFillRange          formula
worksheet              f                                formula
worksheet              sqref                            ranges
worksheet              sparkline/sqref                  place
worksheet              imageFormula@formula             formula
worksheet              mergeCell@ref                    cells
worksheet              dimension@ref                    cells
worksheet              brk@id                           cells
worksheet              sheetPr@syncRef                  view
worksheet              sheetView@topLeftCell            view
worksheet              customSheetView@topLeftCell      view
worksheet              pane@topLeftCell                 view
worksheet              selection@activeCell             view
worksheet              selection@sqref                  view
worksheet              objectPr@macro                   past
worksheet              controlPr@macro                  past
worksheet              c@r                              cells
worksheet              row@r                            cells
worksheet              f@ref                            cells
worksheet              f@r1                             cells
worksheet              f@r2                             cells
workbook               definedName                      formula
workbook               webPublishObject@sourceObject    formula
workbook               oleSize@ref                      view
survey                 question@rowSource               formula
table                  table@ref                        ranges
table                  autoFilter@ref                   ranges
table                  sortState@ref                    ranges
table                  sortCondition@ref                ranges
table                  richSortCondition@ref            ranges
table                  calculatedColumnFormula          formula
table                  totalsRowFormula                 formula
singleXmlCells         singleXmlCell@r                  place
namedSheetViews        nsvFilter@ref                    ranges
namedSheetViews        sortCondition@ref                ranges
namedSheetViews        richSortCondition@ref            ranges
namedSheetViews        autoFilter@ref                   ranges
wsDr                   sp@textlink                      formula
wsDr                   cameraTool@cellRange             formula
wsDr                   imageFormula@formula             formula
wsDr                   from                             cells
wsDr                   to                               cells
userShapes             sp@textlink                      formula
chartSpace             f                                series
chartSpace             nf                               series
chartSpace             sqref                            series
formControlPr          formControlPr@fmlaLink           formula
formControlPr          formControlPr@fmlaRange          formula
formControlPr          formControlPr@fmlaGroup          formula
formControlPr          formControlPr@fmlaTxbx           formula
xml                    FmlaRange                        formula
xml                    FmlaLink                         formula
xml                    FmlaGroup                        formula
xml                    FmlaTxbx                         formula
xml                    FmlaPict                         formula
xml                    FmlaMacro                        past
xml                    Anchor                           cells
xml                    Row                              cells
xml                    Column                           cells
pivotCacheDefinition   worksheetSource@ref              source
pivotCacheDefinition   rangeSet@ref                     source
pivotCacheDefinition   pivotCacheDynamicArray@ref       source
pivotCacheDefinition   pivotCacheDataSource@ref         source
pivotTableDefinition   location@ref                     cells
pivotTableDefinition   pivotArea@offset                 past
pivotTableDefinition   f                                formula
connections            parameter@cell                   formula
queryTable             rangePr@sourceName               formula
comments               comment@ref                      cells
ThreadedComments       threadedComment@ref              cells
Relationships          Relationship@Target              formula
calcChain              c@r                              cells
calcChain              c@ref                            cells
volTypes               tr@r                             past
revisions              undo@dr                          past
revisions              undo@r                           past
revisions              rrc@ref                          past
revisions              rm@source                        past
revisions              rm@destination                   past
revisions              rfmt@sqref                       past
revisions              raf@ref                          past
revisions              rcmt@cell                        past
revisions              rqt@ref                          past
revisions              formula                          past
revisions              oldFormula                       past
revisions              nc@r                             past
revisions              oc@r                             past
revisions              xrrrc@ref                        past
revisions              xrrf@sqref                       past
revisions              xrrList@ref                      past
revisions              xrrListExpR@refAdded             past
revisions              dataValidation@sqref             past
revisions              hyperlink@ref                    past
revisions              hyperlink@location               past
revisions              autoFilter@ref                   past
worksheetSortMap       rowSortMap@ref                   past
worksheetSortMap       colSortMap@ref                   past
externalLink           cell@r                           past
externalLink           definedName@refersTo             past
"""

HOLDERS = {"conditionalFormatting": "sqref", "dataValidation": "sqref", "sparkline": "sqref", "table": "ref"}
"""Elements that say about which cells the formulas inside them are."""

FOLLOWED: frozenset[Kind] = frozenset(("ranges", "place", "formula", "series", "source"))
"""Kinds that follow the cells from where they stand."""

_STANDARD = (
    "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/", "http://www.w3.org/",
    "http://purl.org/dc/", "urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:",
)  # fmt: skip
_MICROSOFT = "http://schemas.microsoft.com/"
_EXTENSIONS = """
ink/2010/main office/2006/activeX office/2019/extlst office/drawing/2007/8/2/chart
office/drawing/2008/diagram office/drawing/2010/chartDrawing office/drawing/2010/compatibility
office/drawing/2010/diagram office/drawing/2010/main office/drawing/2010/picture office/drawing/2010/slicer
office/drawing/2012/chart office/drawing/2012/chartStyle office/drawing/2012/main
office/drawing/2012/timeslicer office/drawing/2013/main/command office/drawing/2014/chart
office/drawing/2014/chart/ac office/drawing/2014/chartex office/drawing/2014/main
office/drawing/2016/11/diagram office/drawing/2016/11/main office/drawing/2016/12/diagram
office/drawing/2016/SVG/main office/drawing/2016/ink office/drawing/2017/03/chart
office/drawing/2017/decorative office/drawing/2017/model3d office/drawing/2018/animation
office/drawing/2018/animation/model3d office/drawing/2018/hyperlinkcolor office/drawing/2018/sketchyshapes
office/drawing/2020/classificationShape office/drawing/2021/livefeed office/drawing/2021/oembed
office/drawing/2021/scriptlink office/drawing/2022/imageformula office/excel/2006/main
office/excel/2010/spreadsheetDrawing office/spreadsheetml/2009/9/main office/spreadsheetml/2009/9/ac
office/spreadsheetml/2010/11/ac office/spreadsheetml/2010/11/main office/spreadsheetml/2011/1/ac
office/spreadsheetml/2014/11/main office/spreadsheetml/2014/revision office/spreadsheetml/2015/02/main
office/spreadsheetml/2015/revision2 office/spreadsheetml/2016/01/main
office/spreadsheetml/2016/pivotdefaultlayout office/spreadsheetml/2016/revision10
office/spreadsheetml/2016/revision3 office/spreadsheetml/2016/revision5 office/spreadsheetml/2016/revision6
office/spreadsheetml/2016/revision9 office/spreadsheetml/2017/dynamicarray
office/spreadsheetml/2017/revision16 office/spreadsheetml/2017/richdata office/spreadsheetml/2017/richdata2
office/spreadsheetml/2018/08/main office/spreadsheetml/2018/calcfeatures
office/spreadsheetml/2018/threadedcomments office/spreadsheetml/2019/extlinksprops
office/spreadsheetml/2019/namedsheetviews office/spreadsheetml/2020/pivotNov2020
office/spreadsheetml/2020/richdatawebimage office/spreadsheetml/2020/richvaluerefresh
office/spreadsheetml/2020/threadedcomments2 office/spreadsheetml/2021/extlinks2021
office/spreadsheetml/2022/featurepropertybag office/spreadsheetml/2022/pivotRichData
office/spreadsheetml/2022/pivotVersionInfo office/spreadsheetml/2022/richvaluerel
office/spreadsheetml/2023/dataSourceVersioning office/spreadsheetml/2023/externalCodeService
office/spreadsheetml/2023/msForms office/spreadsheetml/2023/pivot2023Calculation
office/spreadsheetml/2024/pivotAutoRefresh office/spreadsheetml/2024/pivotDynamicArrays
office/spreadsheetml/2024/workbookCompatibilityVersion office/spreadsheetml/2025/externalCodeService2
office/spreadsheetml/2025/pivotDataSource office/thememl/2012/main office/webextensions/taskpanes/2010/11
office/webextensions/webextension/2010/11
"""


def _read(line: str) -> Place:
    root, path, kind, *listed = line.split()
    holder, _, last = path.rpartition("/")
    element, _, attribute = last.partition("@")
    return Place(root, holder, element, attribute, kind, *listed)  # type: ignore[arg-type]


PLACES = tuple(_read(line) for line in _TABLE.strip().splitlines())
KNOWN = frozenset(_MICROSOFT + one for one in _EXTENSIONS.split())


@cache
def places_of(root: str) -> dict[str, tuple[Place, ...]]:
    """Places that follow the cells from where they stand, by element, in parts of that root."""
    name = "worksheet" if root in VIEW_ROOTS else root
    found: dict[str, tuple[Place, ...]] = {}
    for place in PLACES:
        if place.root == name and place.kind in FOLLOWED:
            found[place.element] = (*found.get(place.element, ()), place)
    return found


def is_known(namespace: str) -> bool:
    """Whether the schema of a namespace is one of those that the table was derived from.

    Examples:
        >>> is_known("http://schemas.openxmlformats.org/drawingml/2006/main"), is_known("urn:autre")
        (True, False)
    """
    return namespace in KNOWN or namespace.startswith(_STANDARD)
