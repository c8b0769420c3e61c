"""The job that runs when a workbook has been opened."""

from __future__ import annotations

import unohelper
from com.sun.star.lang import XServiceInfo
from com.sun.star.task import XJob
from xlsync_calc import language, respelling
from xlsync_calc.calls import catalogue

_DESCRIBED = catalogue()
SERVICE = _DESCRIBED["opening"]
SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"


class Opening(unohelper.Base, XJob, XServiceInfo):
    """Gives our functions the spelling of Calc in the workbook just opened."""

    def __init__(self, context):
        language.CONTEXT = context
        self._context = context

    def execute(self, arguments):
        """Called by LibreOffice with what happened, to which document."""
        for group in arguments:
            if group.Name == "Environment":
                for one in group.Value:
                    if one.Name == "Model" and one.Value and one.Value.supportsService(SPREADSHEET):
                        _received(one.Value)

    def getImplementationName(self):
        return SERVICE

    def supportsService(self, name):
        return name == SERVICE

    def getSupportedServiceNames(self):
        return (SERVICE,)


def _received(document):
    """Our functions compute while a workbook loads, which marks it as modified: nobody changed it.

    One that calls none of them is left as it is, whatever its own macros did. One that comes back from a
    crash is marked by LibreOffice afterwards.
    """
    if respelling.respell(document, _DESCRIBED["functions"]):
        respelling.unmodified(document)


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Opening, SERVICE, (SERVICE,))
