"""Run by the Python of LibreOffice: a Basic module put into a new workbook, and one of its functions called.

basic_in_libreoffice.py PIPE MODULE FUNCTION
"""

import os
import sys
import time

ALWAYS_RUN = 4


def main(pipe, module, function):
    desktop = connected(pipe)
    book = desktop.loadComponentFromURL(
        "private:factory/scalc",
        "_blank",
        0,
        (option("Hidden", True), option("MacroExecutionMode", ALWAYS_RUN)),
    )
    if not book.BasicLibraries.hasByName("Standard"):
        book.BasicLibraries.createLibrary("Standard")
    with open(module, encoding="utf-8") as file:
        book.BasicLibraries.getByName("Standard").insertByName("Essai", file.read())
    address = f"vnd.sun.star.script:Standard.Essai.{function}?language=Basic&location=document"
    print(book.getScriptProvider().getScript(address).invoke((), (), ())[0])
    book.close(True)
    desktop.terminate()


def connected(pipe):
    import uno

    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    for _ in range(240):
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
        except Exception:
            time.sleep(0.25)
    raise SystemExit("LibreOffice does not answer")


def option(name, value):
    from com.sun.star.beans import PropertyValue

    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


if __name__ == "__main__":
    main(*sys.argv[1:])
    sys.stdout.flush()
    os._exit(0)  # the bridge to an office that is gone may crash the interpreter that takes it down
