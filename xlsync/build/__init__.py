"""Annex workbooks drawn, stamped, compared with the published figures, checked; see `docs.md`."""

from xlsync.build.building import BuildReport, Built, build, build_one, file_name
from xlsync.build.check import check
from xlsync.build.report import write_report

__all__ = ["BuildReport", "Built", "build", "build_one", "check", "file_name", "write_report"]
