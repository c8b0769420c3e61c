"""The workbook that is open in Excel and the model, kept together: what Excel's menu calls."""

from xlsync.live.actions import Outcome, check, convert, explain, pull, push, status

__all__ = ["Outcome", "check", "convert", "explain", "pull", "push", "status"]
