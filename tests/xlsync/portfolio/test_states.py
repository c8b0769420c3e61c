"""States told for many conventions are those that the calendar of a workbook says for the same day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from xlsync import conventions
from xlsync.annexbook.figures import computed_tables
from xlsync.model import ConventionData, load
from xlsync.portfolio.computing import STATE_DAY, Computed
from xlsync.portfolio.dues import (
    DONE,
    LATE,
    PAST,
    TO_COME,
    TO_DO,
    Due,
    deadline_tables,
    dues_of,
)
from xlsync.workbook.values import ErrorValue

MOBY = "moby/ille-et-vilaine"
FACULTY, DUTY = "validite_devis", "reunion"
"""Two of its deadlines with a day: an option, which ends by itself, and a duty."""


def told(data: ConventionData, day: date) -> list[tuple[str, Due]]:
    """What the calendar of the workbook says on a day, beside what the portfolio says."""
    data = data.set("champs", "", STATE_DAY, day)
    tables = deadline_tables(data.schema)
    (found,) = computed_tables([data], [()], tables)
    states = [row["etat"] for table in tables for row in found[table.name]]
    return list(zip(states, dues_of(Computed({data.id: data}, {data.id: found}), day), strict=True))


@pytest.mark.parametrize("day", [date(2022, 11, 13), date(2024, 6, 30), date(2027, 1, 1)])
@pytest.mark.parametrize("name", conventions.shipped())
def test_both_say_the_same_of_the_shipped_conventions(name: str, day: date) -> None:
    pairs = told(load(name), day)
    assert [due.state for state, due in pairs if not isinstance(state, ErrorValue)] == [
        state for state, _ in pairs if not isinstance(state, ErrorValue)
    ]


@pytest.mark.parametrize("code", [FACULTY, DUTY])
@pytest.mark.parametrize("done", [None, -1, 0, 1])
@pytest.mark.parametrize("ahead", [-1, 0, 1])
def test_what_is_done_later_is_not_done_yet(code: str, done: int | None, ahead: int) -> None:
    """The day itself is neither late nor past; what is done the day after is as not done."""
    data = load(MOBY)
    (due,) = (due for _, due in told(data, date(2024, 1, 1)) if due.code == code)
    assert due.day is not None
    today = due.day - timedelta(days=ahead)
    if done is not None:
        data = data.set(
            "occurrences", f"code={code};rang={due.rank}", "fait_le", today + timedelta(days=done)
        )
    ((state, due),) = ((state, due) for state, due in told(data, today) if due.code == code)
    assert due.state == state
    is_done = done is not None and done <= 0
    late, open_ = (LATE, TO_DO) if code == DUTY else (PAST, TO_COME)
    assert state == (DONE if is_done else late if ahead < 0 else open_)
    assert due.done == (today + timedelta(days=done) if is_done and done is not None else None)
