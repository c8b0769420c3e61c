"""Tables brought to the width of a page: what each part holds, and how wide its columns are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xlsync.printing.splitting import TOLERANCE, Width, parts

ROOM = 540.0


def _asked(widths: list[tuple[float, float, bool]]) -> list[Width]:
    key = Width(40, 60, 0, repeated=True, is_text=True)
    return [
        key,
        *(
            Width(least, least + more, rank, is_text=text)
            for rank, (least, more, text) in enumerate(widths, 1)
        ),
    ]


TABLES = st.lists(st.tuples(st.floats(10, 120), st.floats(0, 200), st.booleans()), min_size=1, max_size=30)


@given(TABLES)
def test_every_column_stands_once_and_the_key_in_each_part(widths: list[tuple[float, float, bool]]) -> None:
    cut = parts(_asked(widths), ROOM)
    assert all(part.columns[0] == 0 for part in cut)
    assert [at for part in cut for at in part.columns[1:]] == list(range(1, len(widths) + 1))


@given(TABLES)
def test_no_part_is_wider_than_the_page_and_no_column_than_it_may(
    widths: list[tuple[float, float, bool]],
) -> None:
    asked = _asked(widths)
    for part in parts(asked, ROOM):
        assert sum(part.widths) <= ROOM + TOLERANCE
        pairs = zip(part.columns, part.widths, strict=True)
        assert all(width >= asked[at].least - TOLERANCE for at, width in pairs)


def test_columns_of_a_group_stay_together() -> None:
    key = Width(40, 40, 0, repeated=True)
    blocks = [Width(45, 45, group) for group in (1, 2, 3, 4) for _ in range(4)]
    cut = parts([key, *blocks], ROOM)
    assert [part.columns for part in cut] == [(0, *range(1, 9)), (0, *range(9, 17))]


def test_parts_are_about_as_wide_as_one_another() -> None:
    records = [Width(40, 40, group) for group in range(1, 16)]
    cut = parts([Width(100, 100, 0, repeated=True), *records], ROOM)
    assert [len(part.columns) - 1 for part in cut] == [8, 7]


def test_room_that_lacks_goes_to_texts_first() -> None:
    (part,) = parts([Width(50, 300, 1, is_text=True), Width(50, 90, 2), Width(400, 420, 3)], ROOM)
    assert part.widths == (90.0, 50.0, 400.0)
