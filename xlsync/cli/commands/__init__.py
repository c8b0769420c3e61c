"""One small module a command; the work itself is in the library packages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xlsync.cli.commands import (
    add,
    addin,
    agenda,
    amend,
    build,
    check,
    close,
    convert,
    diff,
    draw,
    explain,
    export,
    fields,
    functions,
    import_tables,
    issue,
    issued,
    log,
    print_annexes,
    pull,
    push,
    readings,
    recalc,
    reopen,
    revert,
    scenarios,
    serve,
    set_value,
    show,
    status,
    sync,
    tarif,
    totals,
)

COMMANDS: tuple[tuple[str, Callable[..., Any], str], ...] = (
    ("build", build.build, build.HELP),
    ("add", add.add, add.HELP),
    ("set", set_value.set_value, set_value.HELP),
    ("tarif", tarif.tarif, tarif.HELP),
    ("amend", amend.amend, amend.HELP),
    ("close", close.close, close.HELP),
    ("reopen", reopen.reopen, reopen.HELP),
    ("fields", fields.fields, fields.HELP),
    ("draw", draw.draw, draw.HELP),
    ("status", status.status, status.HELP),
    ("pull", pull.pull, pull.HELP),
    ("push", push.push, push.HELP),
    ("sync", sync.sync, sync.HELP),
    ("recalc", recalc.recalc, recalc.HELP),
    ("check", check.check, check.HELP),
    ("explain", explain.explain, explain.HELP),
    ("scenarios", scenarios.scenarios, scenarios.HELP),
    ("convert", convert.convert, convert.HELP),
    ("print", print_annexes.print_annexes, print_annexes.HELP),
    ("issue", issue.issue, issue.HELP),
    ("issued", issued.issued, issued.HELP),
    ("diff", diff.diff, diff.HELP),
    ("agenda", agenda.agenda, agenda.HELP),
    ("totals", totals.totals, totals.HELP),
    ("log", log.log, log.HELP),
    ("show", show.show, show.HELP),
    ("revert", revert.revert, revert.HELP),
    ("export", export.export, export.HELP),
    ("import", import_tables.import_tables, import_tables.HELP),
    ("readings", readings.readings, readings.HELP),
    ("functions", functions.functions, functions.HELP),
    ("serve", serve.serve, serve.HELP),
    ("addin", addin.addin, addin.HELP),
)
"""Name, function and help of each command, in the order of the help page."""

TAKES_DASHES = ("set",)
"""Commands whose arguments may begin with a dash, as negative amounts do."""
