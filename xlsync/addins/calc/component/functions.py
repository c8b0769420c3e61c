"""The functions, as UNO services: one a namespace, a method each, all answered by the function server."""

from __future__ import annotations

import uno
import unohelper
from com.sun.star.lang import XServiceInfo, XServiceName
from com.sun.star.uno import Exception as UnoError
from xlsync_calc import language, lookahead
from xlsync_calc.calls import CALLS, catalogue

ADDIN = "com.sun.star.sheet.AddIn"


def _service(namespace, module):
    """A class that implements the interface of a namespace."""
    interface = uno.getClass(f"{module}.X{namespace}")

    def service_name(self):
        return namespace

    def implementation_name(self):
        return f"{module}.{namespace}"

    def services(self):
        return (namespace, ADDIN)

    def supports(self, name):
        return name in services(self)

    return type(
        namespace,
        (unohelper.Base, interface, XServiceInfo, XServiceName),
        {
            "__init__": lambda self, context: _remember(context),
            "getServiceName": service_name,
            "getImplementationName": implementation_name,
            "getSupportedServiceNames": services,
            "supportsService": supports,
        },
    )


def _remember(context):
    language.CONTEXT = context
    CALLS.foresee = _foresee
    CALLS.origins.path_of = _path


def _foresee():
    """The calls of the workbooks that are open; none where LibreOffice will not say."""
    context = language.CONTEXT
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    try:
        yield from lookahead.calls(_workbooks(desktop), _DESCRIBED["functions"])
    except UnoError:
        return


def _path(workbook):
    """The path of the file of a workbook, known while it is opened too; "" where it has none here."""
    url = workbook.Location
    return uno.fileUrlToSystemPath(url) if url.startswith("file:") else ""


def _workbooks(desktop):
    components = desktop.Components.createEnumeration()
    while components.hasMoreElements():
        component = components.nextElement()
        if hasattr(component, "Sheets"):
            yield component


def _method(name, kinds):
    value = CALLS.value
    if kinds.endswith("v"):
        return lambda self, workbook, *cells: value(name, (*cells[:-1], *cells[-1]), workbook)
    return lambda self, workbook, *cells: value(name, cells, workbook)


def _last_error(self, workbook, trigger):
    """A text in the cell; it follows `trigger`, whatever that is."""
    said = CALLS.last_error
    return ((language.said(said) if said else "",),)


def _services(described):
    classes = {}
    methods = {name: _method(name, kinds) for name, kinds in described["functions"].items()}
    methods[described["last_error"]] = _last_error
    for name, method in methods.items():
        namespace, _, short = name.partition(".")
        if namespace not in classes:
            classes[namespace] = _service(namespace, described["module"])
        setattr(classes[namespace], short, method)
    return classes


_DESCRIBED = catalogue()
g_ImplementationHelper = unohelper.ImplementationHelper()
for _namespace, _class in _services(_DESCRIBED).items():
    g_ImplementationHelper.addImplementation(
        _class, "{}.{}".format(_DESCRIBED["module"], _namespace), (_namespace, ADDIN)
    )
