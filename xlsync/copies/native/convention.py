"""Parameters and their sources (CONVENTION.*): looked up where a sheet shows them, else constants by date."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Final

from udfs import parameters
from udfs.errors import UdfError
from xlsync.copies.native.asked import Asked, Beyond, Lookup
from xlsync.copies.native.templates import NOT_AVAILABLE, made
from xlsync.copies.native.versions import by_date, literal
from xlsync.recalc.structured import mask_escapes
from xlsync.recalc.syntax import Call, Const, Node, Op, Structured, written
from xlsync.workbook.references import escape_heading


def parametre(asked: Asked) -> Node:
    """CONVENTION.PARAMETRE: a row of the sheet of parameters, else its value from each of its dates."""
    return _by_code(asked, _value, looked_up=True)


def source(asked: Asked) -> Node:
    """CONVENTION.SOURCE: document and article, and what is said of a year that awaits its decision."""
    return _by_code(asked, _source, looked_up=False)


def _by_code(asked: Asked, say: Callable[[Asked, str], str], *, looked_up: bool) -> Node:
    code = asked.nodes["code"]
    if isinstance(code, Call) and code.name == "IF" and len(code.arguments) == 3:
        test, *ways = code.arguments
        return Call("IF", (test, *(_by_code(_of_code(asked, one), say, looked_up=looked_up) for one in ways)))
    lookup = asked.setting.lookup if looked_up else None
    if lookup is not None and _is_shown(asked, lookup, code):
        return _looked_up(lookup, code)
    if isinstance(code, Const):
        return made(asked, say(asked, str(asked.constant("code"))))
    held = asked.setting.held(code)
    if held is not None and held.formula is None and held.value in (None, ""):
        return NOT_AVAILABLE
    if held is None or held.formula is not None or not isinstance(held.value, str):
        raise Beyond(
            "le code du paramètre change avec la feuille", "the code of the parameter changes with the sheet"
        )
    found = made(asked, say(asked, held.value))
    return Call("IF", (Op("=", (code, Const(held.value))), found, NOT_AVAILABLE))


def _of_code(asked: Asked, code: Node) -> Asked:
    return Asked(asked.function, {**asked.nodes, "code": code}, asked.setting, asked.arguments)


def _is_shown(asked: Asked, lookup: Lookup, code: Node) -> bool:
    """Whether the table asks that parameter at the same date, for a formula that is none of its own."""
    table = asked.setting.book.tables.get(lookup.table.casefold())
    own = table is not None and table.area.holds(asked.setting.cell)
    known = not isinstance(code, Const) or code.value in lookup.codes
    return known and not own and asked.nodes.get("date") == lookup.date


def _looked_up(lookup: Lookup, code: Node) -> Node:
    values, codes = (
        Structured(mask_escapes(f"{lookup.table}[{escape_heading(heading)}]"))
        for heading in (lookup.value, lookup.code)
    )
    return Call("INDEX", (values, Call("MATCH", (code, codes, Const(0)))))


def _value(asked: Asked, code: str) -> str:
    return by_date(asked, [code], lambda day: literal(parameters.value(code, day)))


def _source(asked: Asked, code: str) -> str:
    try:
        parameter = parameters.parameter(code)
    except UdfError as error:
        raise Beyond(error.text.fr, error.text.en) from error

    def say(day: datetime.date) -> str:
        version = parameter.at(day)
        assert version is not None, "a version covers the day"
        said = written(version.source.text().fr)
        if not parameter.decided or version is not parameter.versions[-1] or asked.left_out("date"):
            return said
        wait = written(" (provisoire : rien de décidé pour ")
        return f'{said}&IF(YEAR(date)>{version.start.year},{wait}&YEAR(date)&")","")'

    return by_date(asked, [code], say)


WRITERS: Final = {"CONVENTION.PARAMETRE": parametre, "CONVENTION.SOURCE": source}
