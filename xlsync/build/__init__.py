"""Annex workbooks drawn, stamped, compared with the published figures, checked; see `docs.md`.

Names are loaded when first asked for: most need the engine that recalculates, which is long to load.
"""

from typing import TYPE_CHECKING

from xlsync import loaded_when_asked

if TYPE_CHECKING:
    from xlsync.build.building import build, file_name
    from xlsync.build.made import BuildReport, Built
    from xlsync.build.making import build_one
    from xlsync.build.report import write_report

_HOMES = {
    "BuildReport": "made", "Built": "made", "build": "building", "build_one": "making",
    "file_name": "building", "write_report": "report",
}  # fmt: skip

__all__ = ["BuildReport", "Built", "build", "build_one", "file_name", "write_report"]


__getattr__ = loaded_when_asked(__name__, _HOMES)
