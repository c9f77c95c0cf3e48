"""Columns fit the width: the less important go, the flexible shrink."""

from hypothesis import given
from hypothesis import strategies as st

from tui.presentation.rows import Row
from tui.widgets.column_layout import GAP, GUTTER, ContentWidths, lay_out
from tui.widgets.table_model import Column

NAME = Column("name", "NAME", min_width=4)
IMAGE = Column("image", "IMAGE", min_width=6, priority=40)
SINCE = Column("since", "SINCE", width=5, align="right", priority=60)
COLUMNS = (NAME, IMAGE, SINCE)


def placed(columns: tuple[Column, ...], wanted: list[int], width: int) -> dict[str, int]:
    return {place.column.key: place.width for place in lay_out(columns, wanted, width)}


def test_with_room_for_all_each_has_what_its_content_asks_for() -> None:
    assert placed(COLUMNS, [10, 20, 5], 80) == {"name": 10, "image": 20, "since": 5}


def test_the_column_that_grows_takes_what_is_left() -> None:
    columns = (Column("name", "NAME", grow=True), SINCE)

    assert placed(columns, [10, 5], 40) == {"name": 40 - GUTTER - GAP - 5, "since": 5}


def test_flexible_columns_shrink_where_the_rest_does_not_fit() -> None:
    assert placed(COLUMNS, [10, 20, 5], 30) == {"name": 9, "image": 11, "since": 5}


def test_columns_of_low_priority_vanish_first() -> None:
    assert placed(COLUMNS, [10, 20, 5], 16) == {"name": 8, "since": 5}
    assert placed(COLUMNS, [10, 20, 5], 9) == {"name": 8}


@given(
    st.lists(
        st.builds(
            Column,
            key=st.text("abcdef", min_size=1),
            label=st.just("X"),
            width=st.none() | st.integers(1, 20),
            min_width=st.integers(1, 20),
            max_width=st.integers(20, 60),
            priority=st.integers(0, 100),
            grow=st.booleans(),
        ),
        min_size=1,
        max_size=8,
    ),
    st.data(),
    st.integers(1, 200),
)
def test_columns_never_overlap_nor_leave_the_width(columns: list[Column], data: st.DataObject, width: int) -> None:
    wanted = [column.width or data.draw(st.integers(1, column.max_width)) for column in columns]

    places = lay_out(columns, wanted, width)

    assert places[0].column is columns[0]
    assert [place.number for place in places] == sorted(place.number for place in places)
    end = GUTTER - GAP
    for place in places:
        assert place.x == end + GAP
        end = place.x + place.width
    assert end <= max(width, GUTTER)


def rows(*names: str) -> dict[str, Row]:
    return {name: Row(name, (name, "", "")) for name in names}


def test_widths_follow_content_within_their_bounds() -> None:
    content = ContentWidths((Column("name", "NAME", max_width=8), SINCE))

    assert content.take({}, {"a": Row("a", ("web-frontend", "123456789"))})

    assert content.widths == [8, 5]


def test_widths_stay_when_long_content_goes_so_that_nothing_jumps() -> None:
    content = ContentWidths(COLUMNS)
    before, after = rows("short", "rather-long"), rows("short")
    content.take({}, before)

    assert not content.take(before, after)
    assert content.widths[0] == len("rather-long")


def test_wholly_other_rows_get_widths_of_their_own() -> None:
    content = ContentWidths(COLUMNS)
    before, after = rows("rather-long"), rows("other")
    content.take({}, before)

    assert content.take(before, after)
    assert content.widths[0] == len("other")
